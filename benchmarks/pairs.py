"""One word changed in a good sentence: does its translation score rise?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from benchmarks.bench import Bench, percent, table
from mtdetect.text.segmented_text import SegmentedText
from training import corpora
from training.damage import changed_pairs

SENTENCES = 1500
"""The first good sentences of `ag_news`: the language model has not read them, though the classifier knows them."""

_DAMAGED = re.compile(r"[\\#;<>&_]|  |\([A-Z]+\)\s*$|\bAP\b|Reuters")
_WHOLE = re.compile(r"[A-Z][^\n]+[a-z]\.")


def sentences(bench: Bench) -> Iterator[str]:
    """Whole sentences of eight to forty words without the feed's own damage."""
    for snippet in corpora.ag_news(bench.data):
        doc = SegmentedText(snippet.text)
        for start, end in doc.sentences[1:2] or doc.sentences:  # the first carries the dateline
            sentence = doc.text[start:end]
            if 8 <= len(sentence.split()) <= 40 and _WHOLE.fullmatch(sentence) and not _DAMAGED.search(sentence):
                yield sentence


def lines(bench: Bench) -> Iterator[str]:
    good = [sentence for sentence, _ in zip(sentences(bench), range(SENTENCES), strict=False)]
    before = [report.translation for report in bench.model.score_many(good)]
    changed = [(i, manner, text) for i, sentence in enumerate(good) for manner, text in changed_pairs(sentence)]
    after = bench.model.score_many(text for _, _, text in changed)
    by_manner: dict[str, list[tuple[float, float]]] = defaultdict(list)
    remarks = []
    for (i, manner, text), report in zip(changed, after, strict=True):
        by_manner[manner].append((before[i], report.translation))
        if bench.remarks and report.translation <= before[i]:
            remarks.append(f"- {manner} {before[i]:.3f} to {report.translation:.3f}: {text}")
    by_manner["all"] = [pair for pairs in by_manner.values() for pair in pairs]
    yield f"{len(good)} sentences, each alone, that the language model never read, though the classifier did;"
    yield f"{percent(_over(before))} of them at 0.5."
    yield ""
    body = [
        [manner, len(own), percent(sum(b > a for a, b in own) / len(own)), percent(_over([b for _, b in own]))]
        for manner, own in by_manner.items()
        if own
    ]
    yield from table(("manner", "pairs", "score rises", "reaches 0.5"), body)
    yield from remarks


def _over(scores: list[float]) -> float:
    return sum(score >= 0.5 for score in scores) / max(1, len(scores))
