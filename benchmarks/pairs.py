"""Changes one word in a good sentence: does the translation score rise?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from benchmarks.bench import Bench, percent, table
from mtdetect.text.segmented_text import SegmentedText
from training import corpora
from training.damage import changed_pairs

SENTENCES = 1500
"""Number of good sentences from `ag_news`, on which the classifier was trained, but not the language model."""

_DAMAGED = re.compile(r"[\\#;<>&_]|  |\([A-Z]+\)\s*$|\bAP\b|Reuters")
_WHOLE = re.compile(r"[A-Z][^\n]+[a-z]\.")


def sentences(bench: Bench) -> Iterator[str]:
    """Yields whole sentences of 8 to 40 words, without the damage common in this feed."""
    for snippet in corpora.ag_news(bench.data):
        doc = SegmentedText(snippet.text)
        for start, end in doc.sentences[1:2] or doc.sentences:  # the first starts with the dateline
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
    yield f"{len(good)} single sentences, on which the classifier was trained, but not the language model;"
    yield f"before the change, {percent(_over(before))} reach 0.5."
    yield ""
    body = [
        [manner, len(own), percent(sum(b > a for a, b in own) / len(own)), percent(_over([b for _, b in own]))]
        for manner, own in by_manner.items()
        if own
    ]
    yield from table(("change", "pairs", "score rises", "reaches 0.5"), body)
    yield from remarks


def _over(scores: list[float]) -> float:
    return sum(score >= 0.5 for score in scores) / max(1, len(scores))
