"""Converts anything readable to samples, and samples to Label Studio tasks, with mtdetect's flags if wanted."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

from mtdetect import readers
from mtdetect.readers.opening import STANDARD_INPUT, suffix
from mtdetect.rules.registry import RULES
from mtdetect.samples.exports import SOUND, utf16
from mtdetect.samples.files import read_samples
from mtdetect.text.segmentation import split_paragraphs
from mtdetect.types import SCORES, Document, Flag, InputError, LabelledSpan, Sample, Span

if TYPE_CHECKING:
    from mtdetect.scoring.pipeline import Model

TABLES = (".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".parquet")
SEPARATOR = "\n\n"
BATCH = 100
"""Number of documents to score together."""

TEXT, PLACES, JUDGEMENT = "text", "damage", "judgement"
"""Names of the controls on Label Studio's labelling page."""


def samples_of(
    path: str, *, on_error: Callable[[InputError], None], on_skip: Callable[[str], None] = lambda reason: None
) -> Iterator[Sample]:
    """Yields the samples in a file. Each paragraph of a document becomes a sample without labels.

    Rows of JSON and tables are samples, and standard input is read as JSON Lines. A row without labels whose text has
    several paragraphs is a document.
    """
    if path == STANDARD_INPUT or (suffix(path) in TABLES and not Path(path).is_dir()):
        for number, sample in enumerate(read_samples(path, on_error=on_error, on_skip=on_skip), 1):
            if sample.text.strip():
                yield from _split(sample, f"{path}:{number}")
            else:
                on_skip("without text")
        return
    for document in readers.read(path, on_error=on_error):
        yield from _paragraphs(document.text, _site(document), document.id)


def _site(document: Document) -> str:
    url = document.metadata.get("url")
    return str(url).split("/")[2] if isinstance(url, str) and url.count("/") > 1 else document.id


def _split(sample: Sample, name: str) -> Iterator[Sample]:
    judged = sample.spans or sample.translation is not None or sample.scraping is not None
    if judged or sample.position is not None:
        yield sample
    elif len(split_paragraphs(sample.text)) < 2:
        yield replace(sample, source=sample.source or name)
    else:
        yield from _paragraphs(sample.text, sample.source or name, sample.document or name)


def _paragraphs(text: str, source: str, document: str) -> Iterator[Sample]:
    for position, (start, end) in enumerate(split_paragraphs(text)):
        yield Sample(text[start:end], source=source, document=document, position=position)


Scored = tuple[Sample, dict[str, float], list[Flag]]


def scored(samples: Sequence[Sample], model: Model, hidden: Container[str] = ()) -> Iterator[Scored]:
    """Yields each sample with its scores by name and its flags, whose offsets count from the start of the sample.

    Consecutive samples from one document are scored together, so that each has its context. Every sample must contain
    more than whitespace. `hidden`: the codes of rules whose flags are left out.
    """
    from mtdetect.rules.detection import explain
    from mtdetect.rules.scored_text import ScoredText

    runs = [list(run) for _, run in groupby(samples, key=lambda s: (s.source, s.document) if s.document else id(s))]
    for first in range(0, len(runs), BATCH):
        some = runs[first : first + BATCH]
        texts = [SEPARATOR.join(sample.text for sample in run) for run in some]
        batch = model.analyse(texts, [_spans(run) for run in some])
        judged = model.judged(batch.evidence())
        found = {kind: judged[kind].probabilities for kind in SCORES}
        row = 0
        for document, flags, run in zip(batch.documents, batch.flags, some, strict=True):
            rows = slice(row, row + len(run))
            scores, likeliest = found["translation"][rows].tolist(), judged["translation"].likeliest[rows]
            explained = explain(ScoredText(document, scores, likeliest, model.word_models), flags)
            start = 0
            for sample in run:
                end = start + len(sample.text)
                own = [
                    replace(flag, start=flag.start - start, end=min(flag.end, end) - start)
                    for flag in explained
                    if start <= flag.start < end and flag.code not in hidden
                ]
                yield sample, {kind: round(float(found[kind][row]), 4) for kind in SCORES}, own
                row += 1
                start = end + len(SEPARATOR)


def _spans(run: Sequence[Sample]) -> list[Span]:
    spans, start = [], 0
    for sample in run:
        left = start + len(sample.text) - len(sample.text.lstrip())
        spans.append(Span(left, left + len(sample.text.strip())))
        start += len(sample.text) + len(SEPARATOR)
    return spans


def flagged(samples: Sequence[Sample], model: Model, hidden: Container[str] = ()) -> Iterator[Sample]:
    """Yields the samples, with mtdetect's flags as the spans of those that have none."""
    for sample, _, flags in scored(samples, model, hidden):
        own = tuple(LabelledSpan(flag.start, flag.end, flag.name) for flag in flags)
        yield sample if sample.spans else replace(sample, spans=own)


def tasks(samples: Sequence[Sample], model: Model | None, hidden: Container[str] = ()) -> Iterator[dict[str, Any]]:
    """Yields Label Studio tasks: labels and spans become annotations, and the model's scores and flags predictions."""
    for sample, scores, flags in scored(samples, model, hidden) if model else ((sample, {}, []) for sample in samples):
        kept = {name: getattr(sample, name) for name in ("source", "document", "position")}
        task: dict[str, Any] = {"data": {TEXT: sample.text} | {k: v for k, v in kept.items() if v not in (None, "")}}
        places = utf16(sample.text)
        chosen = [kind for kind in SCORES if getattr(sample, kind) == 1]
        if not chosen and sample.translation == sample.scraping == 0:
            chosen = [SOUND[0]]
        result = [_label(sample.text, places, s.start, s.end, s.label) for s in sample.spans]
        result += [_choice(chosen)] if chosen else []
        if result:
            task["annotations"] = [{"result": result}]
        if model:
            found = [kind for kind, score in scores.items() if score >= 0.5]
            predicted = [_label(sample.text, places, f.start, f.end, f.name) for f in flags]
            predicted.append(_choice(found or [SOUND[0]]))
            best = max(scores.values())
            task["predictions"] = [
                {
                    "model_version": f"mtdetect {model.card.get('version', '')}".strip(),
                    "score": best if found else round(1 - best, 4),
                    "result": [part | {"score": best if found else round(1 - best, 4)} for part in predicted],
                }
            ]
        yield task


def _label(text: str, places: Sequence[int], start: int, end: int, label: str) -> dict[str, Any]:
    value = {"start": places[start], "end": places[end], "text": text[start:end], "labels": [label]}
    return {"from_name": PLACES, "to_name": TEXT, "type": "labels", "value": value}


def _choice(chosen: Sequence[str]) -> dict[str, Any]:
    value = {"choices": list(chosen)}
    return {"from_name": JUDGEMENT, "to_name": TEXT, "type": "choices", "value": value}


def labelling_config() -> str:
    """The labelling interface for these tasks: XML to paste into the settings of a Label Studio project."""
    labels = "".join(f"\n    <Label value={quoteattr(rule.name)} hint={quoteattr(rule.summary)}/>" for rule in RULES)
    choices = "".join(f"\n    <Choice value={quoteattr(choice)}/>" for choice in (*SCORES, SOUND[0]))
    return (
        "<View>\n"
        f'  <Text name="{TEXT}" value="${TEXT}" granularity="character"/>\n'
        f'  <Choices name="{JUDGEMENT}" toName="{TEXT}" choice="multiple" showInline="true">{choices}\n  </Choices>\n'
        f'  <Labels name="{PLACES}" toName="{TEXT}">{labels}\n  </Labels>\n'
        "</View>\n"
    )


def write_tasks(
    samples: Sequence[Sample], model: Model | None, path: str | os.PathLike[str], hidden: Container[str] = ()
) -> int:
    """Writes the tasks as a JSON array and returns their number. If it fails, an existing file is left unchanged."""
    import json

    from mtdetect.reporters.destination import open_output

    count = 0
    with open_output(os.fspath(path)) as out:
        out.write("[")
        for task in tasks(samples, model, hidden):
            out.write(("," if count else "") + "\n" + json.dumps(task, ensure_ascii=True))
            count += 1
        out.write("\n]\n")
    return count


def log_skipped(skipped: dict[str, int], name: str = "samples") -> None:
    """Logs a warning that says how many rows were skipped and why. `skipped` counts the rows for each reason."""
    if skipped:
        reasons = ", ".join(f"{count:,} {reason}" for reason, count in sorted(skipped.items(), key=lambda s: -s[1]))
        logging.getLogger("mtdetect").warning("%s: rows skipped: %s", name, reasons)
