"""English that people translated into other languages and machines translated back, against the originals.

FLORES is original English. Four consecutive lines make a paragraph, which is scored alone and in documents of ten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from benchmarks.unseen.figures import Figures, Scores, auc, named, share, told_apart
from benchmarks.unseen.material import SEPARATOR, Setting, systems

TEST_SET = "flores-dev"
WEAK = ("argos", "bergamot-tiny", "nllb", "opusmt")
"""Systems that make the mistakes of real pages. Text by the others should mostly pass as sound."""

LINES, RUNS = 4, 10
STRONG_STEP = 4
"""Only every fourth document of a strong system is scored, to save time."""


Pair = tuple[str, str]
"""A language and a system."""


class Judged(NamedTuple):
    """Scores of the machine's paragraphs and of the originals, by the same model."""

    machine: Scores
    human: Scores


def measure(setting: Setting) -> Figures:
    rows = [row for row in systems(setting) if row.test_set == TEST_SET and row.human]
    found = Figures()
    for title, together in (("alone", False), ("in documents", True)):
        originals: dict[tuple[int, tuple[str, ...]], Scores] = {}
        judged: dict[Pair, Judged] = {}
        for row in rows:
            assert row.human is not None
            key = (id(setting.model_for(row.language)), row.human)
            if key not in originals:
                originals[key] = _scores(setting, row.language, _documents(row.human), together)
            for name, lines in row.machine.items():
                documents = _documents(lines)[:: 1 if name in WEAK else STRONG_STEP]
                own = _scores(setting, row.language, documents, together)
                judged[row.language, name] = Judged(own, originals[key])
        _figures(title, judged, found)
    return found


def _figures(title: str, judged: Mapping[Pair, Judged], found: Figures) -> None:
    weak = {pair: own for pair, own in judged.items() if pair[1] in WEAK}
    strong = [own for pair, own in judged.items() if pair[1] not in WEAK]
    if weak:
        found.whole |= named(f"{title}, weak systems", told_apart(*_together(list(weak.values()))))
        by_language = [auc(*own) for own in _gathered(weak, 0).values()]
        found.whole[f"{title}, weak systems: AUC, mean of languages"] = float(np.mean(by_language))
    if strong:
        machine, human = _together(strong)
        found.whole |= named(f"{title}, strong systems", {"AUC": auc(machine, human), "at .5": share(machine)})
    found.by_source |= {
        f"{title}, AUC by language, weak systems": {key: auc(*own) for key, own in _gathered(weak, 0).items()},
        f"{title}, AUC by system": {key: auc(*own) for key, own in _gathered(judged, 1).items()},
        f"{title}, AUC by language and system": {"/".join(p): auc(*own) for p, own in sorted(judged.items())},
        f"{title}, recall at .5 by system": {k: share(own.machine) for k, own in _gathered(judged, 1).items()},
    }


def _gathered(judged: Mapping[Pair, Judged], which: int) -> dict[str, Judged]:
    """The same by language (0) or by system (1)."""
    parts: dict[str, list[Judged]] = defaultdict(list)
    for pair, own in judged.items():
        parts[pair[which]].append(own)
    return {key: _together(own) for key, own in sorted(parts.items())}


def _together(judged: Sequence[Judged]) -> Judged:
    return Judged(*(np.concatenate(column) for column in zip(*judged, strict=True)))


def runs(lines: Sequence[str]) -> list[str]:
    """Paragraphs of four lines; a shorter rest is left out."""
    return [" ".join(line.strip() for line in lines[i : i + LINES]) for i in range(0, len(lines) - LINES + 1, LINES)]


def _documents(lines: Sequence[str]) -> list[list[str]]:
    paragraphs = runs(lines)
    return [paragraphs[i : i + RUNS] for i in range(0, len(paragraphs), RUNS)]


def _scores(setting: Setting, language: str, documents: Sequence[Sequence[str]], together: bool) -> Scores:
    """The translation score of every paragraph."""
    if not together:
        texts = [paragraph for own in documents for paragraph in own]
        return np.array([report.translation for report in setting.reports(texts, language)])
    scores: list[float] = []
    for own, report in zip(documents, setting.reports([SEPARATOR.join(d) for d in documents], language), strict=True):
        assert len(own) == len(report.paragraphs)
        scores += [p.translation for p in report.paragraphs]
    return np.array(scores)
