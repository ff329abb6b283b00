"""The deep reader: has the large language model read paragraphs, and says what that changes.

It knows two things better than the fast reading: whether the wording of a paragraph is that of a writer, and whether a
place that the tagger doubts is damaged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.large import folder
from mtdetect.lm.large.model import LargeModel
from mtdetect.lm.tagger.classes import Class
from mtdetect.lm.tagger.tags import SLACK, Tags
from mtdetect.scoring.deep.edits import EDITED, Edit, ReadParagraph, described, edits, gains
from mtdetect.scoring.deep.wording import SCALARS, wording
from mtdetect.types import ModelError, Report, Span

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

FEWEST_TOKENS = 6
"""Shorter paragraphs are not read: they have no syntax to judge."""

UNCERTAIN = (0.15, 0.85)
"""Damage scores between which `deep="auto"` reads a paragraph again. So scored are 7 % of the characters of news
articles, 9 % of other prose, and 13 % of whole pages."""


@dataclass(frozen=True)
class DeepWeights:
    """What the deep reader has learned, besides its language model.

    `look`: how promising a fragment is at first sight, by feature of `edits.fragments`. `edits`: EDITED x (features of
    `edits.described` and a bias), the log-odds that an edit is right. `thresholds`: EDITED, the log-odds from which a
    place is flagged; `confidences`: EDITED x 2, as in `Tagger`. `wording`: weights of the features in
    `wording.wording`, and a bias. `join`: the weights of the fast log-odds and of those of the wording, and a bias.
    """

    look: Floats
    edits: Floats
    thresholds: Floats
    confidences: Floats
    wording: Floats
    join: Floats

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def joined(self, log_odds: Doubles, wording: Doubles) -> Doubles:
        """Log-odds from the fast reading and the wording."""
        fast, own, bias = self.join.tolist()
        joined: Doubles = fast * log_odds + own * wording + bias
        return joined


class DeepReader:
    """A language model, and what was learned about what it says.

    Raises:
        ModelError: the weights were learned with another language model.
    """

    def __init__(self, large: LargeModel, weights: DeepWeights) -> None:
        if len(weights.wording) != SCALARS + large.width + 1:
            raise ModelError("the model was trained with another deep reader than the one installed; train it again")
        self.large = large
        self.weights = weights

    def read(
        self, text: str, paragraphs: Sequence[Span], tags: Tags, chosen: Collection[int] | None = None
    ) -> tuple[Tags, Doubles]:
        """Reads some paragraphs of a document, None for all: the tags with its margins for the classes in EDITED, and
        the log-odds of each paragraph's wording, NaN where it did not read.
        """
        found = np.full(len(paragraphs), np.nan)
        margins = tags.margins.copy()
        for number, own, p in paragraphs_of(self.large, text, paragraphs, tags, chosen):
            found[number] = float(wording(p) @ self.weights.wording[:-1]) + float(self.weights.wording[-1])
            margins[own] = self._margins(p)
        return replace(tags, margins=margins, confidences=self._confidences(tags), is_sound=False), found

    def _confidences(self, tags: Tags) -> Floats:
        confidences = tags.confidences.copy()
        confidences[list(EDITED)] = self.weights.confidences
        return confidences

    def _margins(self, p: ReadParagraph) -> Floats:
        """The tagger's margins, with those of the deep reader where it asked about an edit."""
        asked = edits(p, self.large, self.weights.look)
        margins = p.margins.copy()
        if not asked:
            return margins
        features = described(p, asked, gains(p, asked))
        kinds = np.array([EDITED.index(edit.which) for edit in asked])
        weights = self.weights.edits[kinds]
        values = (features * weights[:, :-1]).sum(1) + weights[:, -1] - self.weights.thresholds[kinds]
        decided = np.zeros(margins.shape, np.bool_)
        for number in np.argsort(-values, kind="stable").tolist():  # the surest first
            edit, value = asked[number], float(values[number])
            own = slice(edit.first, edit.last + 1)
            if np.isneginf(p.margins[own, edit.which]).any():
                continue  # a class that is never flagged in such a paragraph
            fragment = edit.which is Class.STRAY
            if decided[own, edit.which].any() or (fragment and value <= 0 and not _is_run(p.margins, edit)):
                continue  # taking out other words would not make it right
            decided[own, edit.which] = True
            margins[own, edit.which] = value
            if fragment and value > 0:
                for beside in (edit.first - 1, edit.last + 1):  # a place ends where the edit does
                    if 0 <= beside < len(margins) and not decided[beside, Class.STRAY]:
                        margins[beside, Class.STRAY] = min(margins[beside, Class.STRAY], -2 * SLACK)
        return margins


def _is_run(margins: Floats, edit: Edit) -> bool:
    """Whether the tagger takes just these tokens for a fragment."""
    stray = margins[max(0, edit.first - 1) : edit.last + 2, Class.STRAY] > 0
    inside = stray[edit.first - max(0, edit.first - 1) :][: edit.last + 1 - edit.first]
    return bool(inside.all()) and stray.sum() == len(inside)


def paragraphs_of(
    large: LargeModel, text: str, paragraphs: Sequence[Span], tags: Tags, chosen: Collection[int] | None = None
) -> Iterator[tuple[int, NDArray[np.intp], ReadParagraph]]:
    """Reads the chosen paragraphs, None for all, if they are neither too short nor too long: the number of each, and
    the numbers of its tokens.
    """
    for number, (start, end) in enumerate(paragraphs):
        if chosen is None or number in chosen:
            own = np.arange(tags.starts.searchsorted(start), tags.starts.searchsorted(end))
            own = own[tags.ends[own] > tags.starts[own]]
            if len(own) >= FEWEST_TOKENS:
                starts, ends = tags.starts[own] - start, tags.ends[own] - start
                p = ReadParagraph.read(large, text[start:end], starts, ends, tags.margins[own])
                if p is not None:
                    yield number, own, p


def uncertain(report: Report) -> frozenset[int]:
    """The paragraphs that the fast reading leaves uncertain."""
    low, high = UNCERTAIN
    return frozenset(p.index for p in report.paragraphs if low < p.damage < high)


def deep_reader(weights: DeepWeights) -> DeepReader:
    """The deep reader with the language model that is installed.

    Raises:
        ModelError: it is not installed, or the weights are not for it.
    """
    installed = folder.installed()
    if installed is None:
        raise ModelError(folder.MISSING)
    return DeepReader(_large_model(installed.folder, (installed.folder / folder.ABOUT).stat().st_mtime_ns), weights)


@lru_cache(maxsize=1)
def _large_model(where: Path, modified: int) -> LargeModel:
    """The loaded model, once a process. `modified` changes when it is installed again."""
    return LargeModel(where)
