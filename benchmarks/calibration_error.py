"""Whether a score of 0.7 is right seven times in ten: held out, by corpus, with the weights of training and without."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from benchmarks.bench import Bench, Scored, rows, table
from mtdetect.learning.metrics import BINS, calibration_error
from mtdetect.types import SCORES


def lines(bench: Bench) -> Iterator[str]:
    by_corpus: dict[str, list[Scored]] = defaultdict(list)
    for scored in bench.held_out:
        by_corpus[_family(scored.document.corpus)].append(scored)
    yield f"Expected calibration error, {BINS} bins."
    yield ""
    body = []
    for name, own in [*by_corpus.items(), ("**all**", bench.held_out)]:
        row: list[object] = [name]
        for kind in SCORES:
            for weighted in (True, False):
                scores, labels, weights, _ = rows(own, kind, weighted=weighted)
                row.append(calibration_error(scores, labels, weights) if len(scores) else "–")
        body.append(row)
    head = [name for kind in SCORES for name in (kind, f"{kind}, unweighted")]
    yield from table(["corpus", *head], body)


def _family(corpus: str) -> str:
    """ "wmt2021/machine" is of wmt2021, "UD_English-GUM/news" of UD_English-GUM; pages by their extractor."""
    return corpus if corpus.startswith("pages/") else corpus.split("/")[0]
