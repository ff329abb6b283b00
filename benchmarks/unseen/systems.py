"""English through other languages and back, against the originals: by language, by system, and by both.

The lines of FLORES are original English; each system made English again out of what people had translated. Four
consecutive lines are a paragraph: alone, and in documents of ten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from benchmarks.unseen.figures import Figures, auc, named, share, told_apart
from benchmarks.unseen.material import SEPARATOR, Setting, systems

TEST_SET = "flores-dev"
WEAK = ("argos", "bergamot-tiny", "nllb", "opusmt")
"""Systems that err as real pages do; the others should pass for sound more often than not."""

LINES, RUNS = 4, 10
STRONG_STEP = 4
"""Of the strong systems, every so many documents are read."""


def measure(setting: Setting) -> Figures:
    originals: list[str] = []
    machine: dict[tuple[str, str], list[list[str]]] = {}
    for row in systems(setting):
        if row.test_set == TEST_SET and row.human:
            originals = runs(row.human)
            for name, lines in row.machine.items():
                documents = _documents(runs(lines))
                machine[row.language, name] = documents if name in WEAK else documents[::STRONG_STEP]
    found = Figures()
    for title, in_documents in (("alone", False), ("in documents", True)):
        human = _scores(setting, _documents(originals), in_documents)
        by_pair = {pair: _scores(setting, documents, in_documents) for pair, documents in machine.items()}
        _figures(title, human, by_pair, found)
    return found


def _figures(title: str, human: np.ndarray, by_pair: dict[tuple[str, str], np.ndarray], found: Figures) -> None:
    weak = {pair: own for pair, own in by_pair.items() if pair[1] in WEAK}
    strong = [own for pair, own in by_pair.items() if pair[1] not in WEAK]
    if weak:
        found.whole |= named(f"{title}, weak systems", told_apart(np.concatenate(list(weak.values())), human))
    if strong:
        found.whole |= named(f"{title}, strong systems", _two(np.concatenate(strong), human))
    name = f"{title}, AUC"
    by_language = _gathered(weak, 0)
    found.by_source[f"{name} by language, weak systems"] = {key: auc(own, human) for key, own in by_language.items()}
    found.by_source[f"{name} by system"] = {key: auc(own, human) for key, own in _gathered(by_pair, 1).items()}
    found.by_source[f"{name} by language and system"] = {
        "/".join(pair): auc(own, human) for pair, own in sorted(by_pair.items())
    }
    found.by_source[f"{title}, recall at .5 by system"] = {
        key: share(own) for key, own in _gathered(by_pair, 1).items()
    }
    if weak:
        values = list(found.by_source[f"{name} by language, weak systems"].values())
        found.whole |= {f"{name}: mean of languages": float(np.mean(values)), f"{name}: worst language": min(values)}


def _two(machine: np.ndarray, human: np.ndarray) -> dict[str, float]:
    return {"AUC": auc(machine, human), "at .5": share(machine)}


def _gathered(by_pair: dict[tuple[str, str], np.ndarray], which: int) -> dict[str, np.ndarray]:
    """By language, or by system."""
    parts: dict[str, list[np.ndarray]] = defaultdict(list)
    for pair, own in by_pair.items():
        parts[pair[which]].append(own)
    return {key: np.concatenate(own) for key, own in sorted(parts.items())}


def runs(lines: Sequence[str]) -> list[str]:
    """Whole runs of four lines; what is over is left out."""
    return [" ".join(line.strip() for line in lines[i : i + LINES]) for i in range(0, len(lines) - LINES + 1, LINES)]


def _documents(paragraphs: Sequence[str]) -> list[list[str]]:
    return [list(paragraphs[i : i + RUNS]) for i in range(0, len(paragraphs), RUNS)]


def _scores(setting: Setting, documents: Sequence[Sequence[str]], together: bool) -> np.ndarray:
    """The translation score of every run. A run whose lines have breaks of their own has the score of its text."""
    if not together:
        texts = [paragraph for own in documents for paragraph in own]
        return np.array([report.translation for report in setting.reports(texts)])
    scores = []
    for own, report in zip(documents, setting.reports([SEPARATOR.join(d) for d in documents]), strict=True):
        assert len(own) == len(report.paragraphs)
        scores += [p.translation for p in report.paragraphs]
    return np.array(scores)
