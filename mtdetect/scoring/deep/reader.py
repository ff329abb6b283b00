"""The deep reader: has the large language model read paragraphs, and says what that changes.

It knows two things better than the fast reading: whether the wording of a paragraph is that of a writer, and what is
wrong at each token.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.large import folder
from mtdetect.lm.large.model import LargeModel
from mtdetect.lm.tagger.network import Tagger
from mtdetect.lm.tagger.tags import Tags
from mtdetect.scoring.deep.head import Head
from mtdetect.scoring.deep.paragraph import ReadParagraph
from mtdetect.scoring.deep.wording import features, wording
from mtdetect.types import ModelError, Report, Span

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

FEWEST_TOKENS = 6
"""Shorter paragraphs are not read: they have no syntax to judge."""

UNCERTAIN = (0.15, 0.85)
"""Damage scores between which `deep="auto"` reads a paragraph again. So scored are 7 % of the characters of news
articles, 9 % of other prose, and 13 % of whole pages."""

HEAD = "head."
"""The names of the head's arrays begin with this."""


@dataclass(frozen=True)
class DeepWeights:
    """What the deep reader has learned, besides its language model.

    `thresholds`, `confidences`: as in `Tagger`, for the head's log-odds. `wording`: weights of the features in
    `wording.wording`, and a bias. `join`: the weights of the fast log-odds and of those of the wording, and a bias.
    """

    head: Head
    thresholds: Floats
    confidences: Floats
    edits: Floats
    wording: Floats
    join: Floats

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> DeepWeights:
        of_head = {name.removeprefix(HEAD): array for name, array in arrays.items() if name.startswith(HEAD)}
        own = {name: array for name, array in arrays.items() if not name.startswith(HEAD)}
        return cls(head=Head(**of_head), **own)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        own = {name: getattr(self, name) for name in ("thresholds", "confidences", "edits", "wording", "join")}
        return own | {f"{HEAD}{name}": array for name, array in self.head.to_arrays().items()}

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
        if len(weights.wording) != features(large.width) + 1 or len(weights.head.project) != large.width:
            raise ModelError("the model was trained with another deep reader than the one installed; train it again")
        self.large = large
        self.weights = weights

    def read(
        self,
        text: str,
        paragraphs: Sequence[Span],
        tagger: Tagger,
        log_odds: Tags,
        chosen: Collection[int] | None = None,
    ) -> tuple[Tags, Doubles]:
        """Reads some paragraphs of a document, None for all: its tags, and the log-odds of each paragraph's wording,
        NaN where it did not read.

        `log_odds`: what the tagger says of all tokens (`Tagger.unlimited`). The tags have the head's log-odds where the
        deep reader read, and the tagger's elsewhere.
        """
        found = np.full(len(paragraphs), np.nan)
        margins = log_odds.margins - tagger.thresholds.T[log_odds.kinds]
        for number, own, p in paragraphs_of(self.large, text, paragraphs, log_odds, chosen):
            found[number] = float(wording(p) @ self.weights.wording[:-1]) + float(self.weights.wording[-1])
            by_head = self.weights.head.log_odds(p.hidden, log_odds.margins[own])
            margins[own] = by_head - self.weights.thresholds.T[log_odds.kinds[own]]
        tags = replace(log_odds, margins=margins, is_sound=False)
        return replace(tags, confidences=self.weights.confidences, edits=self.weights.edits), found


def paragraphs_of(
    large: LargeModel, text: str, paragraphs: Sequence[Span], tags: Tags, chosen: Collection[int] | None = None
) -> Iterator[tuple[int, NDArray[np.intp], ReadParagraph]]:
    """Reads the chosen paragraphs, None for all, if they are neither too short nor too long: the number of each, and
    the numbers of its tokens.
    """
    for number, (start, end) in enumerate(paragraphs):
        if chosen is None or number in chosen:
            own = tokens_of(tags, start, end)
            if len(own) >= FEWEST_TOKENS:
                p = ReadParagraph.read(large, text[start:end], tags.starts[own] - start)
                if p is not None:
                    yield number, own, p


def tokens_of(tags: Tags, start: int, end: int) -> NDArray[np.intp]:
    """The numbers of a paragraph's tokens, without the boundary before it."""
    own = np.arange(tags.starts.searchsorted(start), tags.starts.searchsorted(end))
    return own[tags.ends[own] > tags.starts[own]]


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
