"""Original, translated, machine-translated and post-edited English in rows of one type, for the `translation` score."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Literal, NamedTuple

from mtdetect.types import LabelledSpan
from training.corpora import rows

Kind = Literal["human-original", "human-translation", "machine", "post-edit", "spun"]
LABELS: dict[Kind, int] = {"human-original": 0, "human-translation": 0, "machine": 1, "post-edit": 0, "spun": 1}
LONGEST = 6
"""WMT paragraphs consist of one to six consecutive segments."""
_CLITICS = frozenset({"s", "t", "re", "ve", "ll", "d", "m"})
_NO_DOCUMENT = 24
"""Segments per group if the test set does not name its documents: about one or two news texts."""


class TranslationRow(NamedTuple):
    """One paragraph and its origin; the trainer decides on its label.

    `group` is the same for all versions of a source text and for its neighbours in the document, and never ends up on
    both sides of a split. `quality`, judged by professionals, is 0 (useless) to 1 (perfect), or None if not judged.
    `overlap` is the F1 of word pairs with the nearest human reference, or None without one. `weight` suggests how
    certain a reader would be of `LABELS[kind]`. `spans` are marked errors, labelled with their severity or `BAD`.
    """

    text: str
    kind: Kind
    corpus: str
    pair: str
    system: str
    year: int
    split: str
    group: str
    segments: int = 1
    quality: float | None = None
    overlap: float | None = None
    weight: float = 1.0
    spans: tuple[LabelledSpan, ...] = ()


def detokenise(tokens: Sequence[str]) -> str:
    """Text from Moses-style tokens. Straight quotation marks open and close in turn."""
    parts: list[str] = []
    open_quotes: Counter[str] = Counter()
    glue = True
    for token in tokens:
        token = {"&quot;": '"', "&apos;": "'", "&amp;": "&", "``": '"', "''": '"'}.get(token, token)
        left = token in {".", ",", ";", ":", "!", "?", ")", "]", "}", "%", "”", "’", "…", "'s", "’s", "n't"}
        right = token in {"(", "[", "{", "“", "‘", "$", "£", "€", "#"}
        if token in {'"', "'"}:
            left, right = open_quotes[token] % 2 == 1, open_quotes[token] % 2 == 0
            open_quotes[token] += 1
        elif token[0] in "'’" and token[1:].lower() in _CLITICS:
            left = True
        elif token.startswith("@") and token.endswith("@") and len(token) == 3:  # "long @-@ term"
            token, left, right = token[1], True, True
        parts.append(token if glue or left else f" {token}")
        glue = right
    return "".join(parts)


def overlap_f1(text: str, reference: str) -> float:
    """F1 of two multisets of lower-case word pairs."""
    found, wanted = (_pairs(part) for part in (text, reference))
    shared = (found & wanted).total()
    return 2 * shared / max(1, found.total() + wanted.total())


def _pairs(text: str) -> Counter[tuple[str, str]]:
    words = re.findall(r"\w+", text.lower())
    return Counter(zip(["^", *words], [*words, "$"], strict=True))


def _blocks(segments: Sequence[rows.Segment], rng: random.Random) -> Iterator[tuple[str, Sequence[rows.Segment]]]:
    """(group, consecutive segments of one document), cut once so that all versions have the same paragraphs."""
    first = segments[0]
    keyed = groupby(segments, key=lambda s: s.doc if s.doc is not None else f"{s.segment // _NO_DOCUMENT}")
    for key, run in keyed:
        document = list(run)
        start = 0
        while start < len(document):
            length = rng.randint(1, LONGEST)
            yield f"wmt{first.year}/{first.pair}/{key}", document[start : start + length]
            start += length


def wmt_rows(data: Path, years: tuple[int, ...] = (2021, 2022), seed: int = 0) -> Iterator[TranslationRow]:
    for (year, pair), run in groupby(rows.wmt(data, years), key=lambda s: (s.year, s.pair)):
        rng = random.Random(f"{seed}/{year}/{pair}")
        for group, block in _blocks(list(run), rng):
            references = {
                name: " ".join(s.human[name] for s in block)
                for name in block[0].human
                if all(s.human.get(name) for s in block)
            }
            for name, text in references.items():
                yield TranslationRow(
                    text, "human-translation", f"wmt{year}", pair, f"ref-{name}", year, "", group, len(block)
                )
            for system in block[0].machine:
                if all(s.machine.get(system) for s in block):
                    text = " ".join(s.machine[system] for s in block)
                    overlap = max((overlap_f1(text, reference) for reference in references.values()), default=None)
                    # If a system wrote what a human wrote, readers see no difference, and neither should the model.
                    weight = 1.0 if overlap is None else max(0.0, min(1.0, 1.4 - 1.4 * overlap))
                    yield TranslationRow(
                        text,
                        "machine",
                        f"wmt{year}",
                        pair,
                        system,
                        year,
                        "",
                        group,
                        len(block),
                        overlap=overlap,
                        weight=weight,
                    )


def original_rows(data: Path, seed: int = 0) -> Iterator[TranslationRow]:
    """WMT's original English in paragraphs of the same lengths, and the clean corpora as they are."""
    for (year, origin), run in groupby(rows.originals(data), key=lambda s: (s.year, s.origin)):
        rng = random.Random(f"{seed}/{year}/{origin}")
        segments = list(run)
        start = 0
        while start < len(segments):
            length = rng.randint(1, LONGEST)
            text = " ".join(s.text for s in segments[start : start + length])
            group = f"wmt{year}/{origin}/{segments[start].segment // _NO_DOCUMENT}"
            yield TranslationRow(text, "human-original", f"wmt{year}", origin, "human", year, "", group, length)
            start += length
    for row in rows.clean_paragraphs(data):
        group = f"{row.source}/{row.doc}"
        weight = 1.0 if row.genre in rows.EDITED_GENRES else 0.5
        corpus = f"{row.source}/{row.genre}"
        yield TranslationRow(row.text, "human-original", corpus, "en", "human", 0, "", group, weight=weight)


def post_edit_rows(data: Path) -> Iterator[TranslationRow]:
    """Each machine translation with its adequacy and BAD words, and its post-edit if that changed anything."""
    for number, row in enumerate(rows.post_edited(data)):
        group = f"mlqe/{row.pair}/{number}"
        quality = row.adequacy / 100
        spans = tuple(_bad_spans(row.machine, row.machine_tokens, row.tags))
        weight = min(1.0, max(abs(0.7 - quality) / 0.4, 0.0))
        yield TranslationRow(
            row.machine,
            "machine",
            "mlqe",
            row.pair,
            "mlqe",
            2020,
            row.split,
            group,
            1,
            quality,
            1 - row.hter,
            weight,
            spans,
        )
        edited = detokenise(row.post_edit_tokens)
        if row.hter > 0:
            yield TranslationRow(edited, "post-edit", "mlqe", row.pair, "post-edit", 2020, row.split, group, weight=0.7)


def _bad_spans(text: str, tokens: Sequence[str], tags: Sequence[str]) -> Iterator[LabelledSpan]:
    """Tags alternate: gap, word, gap, ..., gap. Neighbouring BAD words are one span."""
    position = 0
    run: int | None = None
    bad: dict[int, int] = {}
    for token, tag in zip(tokens, tags[1::2], strict=False):
        found = text.find(token, position, position + len(token) + 24)
        if found < 0:
            continue
        position = found + len(token)
        if tag != "BAD":
            run = None
        elif run is None:
            run = found
        if run is not None:
            bad[run] = position
    for start, end in bad.items():
        yield LabelledSpan(start, end, "BAD")


def human_or_machine_rows(data: Path) -> Iterator[TranslationRow]:
    """The published human-or-machine data. On both sides, `system` names the machine in the comparison.

    The data therefore has each human text twice, with half the weight each time.
    """
    for row in rows.human_or_machine(data):
        kind: Kind = "machine" if row.machine else "human-original" if row.origin == "org_en" else "human-translation"
        corpus = f"ht_vs_mt/{row.level}"
        english = row.origin in ("org_en", "trans_de")
        # Sentences have no document id, so every 100 rows of a year count as one document.
        place = row.row if row.level == "document" else row.row // 100
        group = f"ht_vs_mt/{row.level}/{row.year}/{'en' if english else 'de'}/{place}"
        weight = 1.0 if row.machine else 0.5
        pair = "de-en" if not english else "en-de-en"
        yield TranslationRow(row.text, kind, corpus, pair, row.system, row.year, row.split, group, weight=weight)


def error_span_rows(data: Path) -> Iterator[TranslationRow]:
    """Marked translations, one row per annotator. Quality is 1 without errors, 0 with one major error in ten words."""
    for row in rows.error_spans(data):
        kind: Kind = "human-translation" if row.system.startswith("ref") else "machine"
        penalty = sum({"minor": 1, "major": 5, "critical": 10}.get(span.label, 1) for span in row.spans)
        quality = max(0.0, 1 - penalty * 2 / max(10, len(row.text.split())))
        group = f"error_spans/{row.doc}/{row.segment}"
        yield TranslationRow(
            row.text,
            kind,
            "error_spans",
            "zh-en",
            row.system,
            int(row.file[:4]) if row.file[:4].isdigit() else 0,
            "",
            group,
            quality=quality,
            weight=1.0 if kind == "human-translation" else 1 - quality,
            spans=row.spans,
        )


def translation_documents(data: Path, seed: int = 0) -> Iterator[TranslationRow]:
    """All rows of all corpora above, in a fixed order."""
    readers: Iterable[Iterator[TranslationRow]] = (
        wmt_rows(data, seed=seed),
        original_rows(data, seed=seed),
        post_edit_rows(data),
        human_or_machine_rows(data),
        error_span_rows(data),
    )
    for reader in readers:
        yield from reader
