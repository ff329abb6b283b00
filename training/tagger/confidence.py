"""How often what the tagger finds is right: the confidences of its flags, and the thresholds that follow from them.

They are fitted on half of the documents that the tagger never read, sound and with the damage of `training.damage`,
from which it did not learn. Figures are measured on the other half.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from math import log1p
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from mtdetect.lm.tagger.classes import Class
from mtdetect.lm.tagger.network import Tagger
from mtdetect.lm.tagger.tags import MOST_LOWERED, MOST_OTHERS, Place, Tags, tags_of
from mtdetect.scoring.deep.reader import DeepWeights
from mtdetect.text.segmented_text import SegmentedText
from training.damage import Mark, damaged_documents
from training.tagger.texts import is_for_thresholds
from training.tagger.thresholds import LONGEST, RATES, Rates, Read, Sound

RIGHT = 0.5
"""Share of the flags on sound text that are right: the surest. Of the 24 stops that the tagger found oddest, 13 were
inside sentences (“groupings in and. shows”). Of 21 that the head of the deep reader found, so were the four surest, and
two of the twelve least sure. Research papers had lost their formulas, and posts were edited carelessly."""

BASE_RATE = 0.05
"""Share of damaged paragraphs for which confidences are computed: see `Flag.confidence`."""

LEAST_SURE = 0.6
"""The lowest confidence of a flag. Thresholds that allow less are raised."""

HIGHEST = 0.95
"""No flag is surer than this: no class has been right in every one of thousands of places."""


def confidences(read: Read, sound: Sound, rates: Rates = RATES) -> NDArray[np.float32]:
    """The log-odds that a flagged token is right: at the threshold, and per unit above it. Shape: classes x 2.

    A logistic regression for each class on the places found in the same documents, sound and damaged. Each kind of text
    counts for the same. The damage is that of `training.damage`, from which nothing that reads did learn.
    """
    right, wrong = _sorted_places(read, sound, rates)
    result = np.zeros((len(Class), 2), np.float32)
    for which in rates:
        result[which] = logistic(right[which], wrong[which])
    return result


class Found(NamedTuple):
    """A place that was found, by its margin above the threshold."""

    margin: float
    others: int
    """Other places above a threshold in its document."""
    weight: float


_Places = dict[Class, list[Found]]


def _sorted_places(read: Read, sound: Sound, rates: Rates, sure: float = 0.0) -> tuple[_Places, _Places]:
    """Right places and wrong ones. Of those in sound text, RIGHT are right, too, and left out: the surest. `sure`: from
    which margin a place counts for others.
    """
    right: _Places = {which: [] for which in rates}
    wrong: _Places = {which: [] for which in rates}
    in_sound: _Places = {which: [] for which in rates}
    for documents in sound.values():
        own = [document for document in documents if is_for_thresholds(document)]
        whole = [SegmentedText("\n\n".join(d.paragraphs)[:LONGEST]) for d in own]
        damaged = list(damaged_documents([(str(i), d.paragraphs) for i, d in enumerate(own)], "confidence", "train"))
        number = sum(len(document.paragraphs) for document in whole)
        broken = sum(label == 1 for document in damaged for label in document.scraping)
        _sort(read, [(d.text, ()) for d in whole], (1 - BASE_RATE) / number, sure, right, in_sound)
        _sort(read, [(d.text, d.marks) for d in damaged], BASE_RATE / broken, sure, right, wrong)
    for which, places in in_sound.items():
        wrong[which] += sorted(places)[: round((1 - RIGHT) * len(places))]
    return right, wrong


def _sort(
    read: Read,
    texts: Sequence[tuple[str, Sequence[Mark]]],
    weight: float,
    sure: float,
    right: _Places,
    wrong: _Places,
) -> None:
    """Adds the places of some texts. Those that touch a mark are right."""
    documents = [SegmentedText(text) for text, _ in texts]
    found = read([(d.text, d.paragraphs) for d in documents])
    for tags, (text, marks) in zip(found, texts, strict=True):
        places = {
            which: [place for place in tags.places(which) if _counts(which, text, tags, place)] for which in right
        }
        margins = {
            which: [float(tags.margins[first : last + 1, which].max()) for first, last, _ in own]
            for which, own in places.items()
        }
        above = sum(margin > sure for own in margins.values() for margin in own)
        for which, own in places.items():
            for (first, last, _), margin in zip(own, margins[which], strict=True):
                start, end = tags.span(max(0, first - 1), min(last + 1, len(tags.starts) - 1))
                hit = any(mark.start < end and start < mark.end for mark in marks)
                (right if hit else wrong)[which].append(Found(margin, above - (margin > sure), weight))


def _counts(which: Class, text: str, tags: Tags, place: Place) -> bool:
    """Whether the rules flag such a place: MTD104 leaves a speaker alone who was interrupted (“about —”)."""
    return which != Class.CUT_END or text[tags.span(place.last, place.last).end - 1].isalnum()


def company(tagger: Tagger, sound: Sound) -> NDArray[np.float32]:
    """How much the other places of a document add: see `Tagger.company`. Fitted to places around the thresholds."""
    low = replace(tagger, thresholds=tagger.thresholds - np.float32(MOST_LOWERED))
    places: list[tuple[float, float, float, bool]] = []
    right, wrong = _sorted_places(partial(tags_of, low), sound, RATES, MOST_LOWERED)
    for truth, found in ((True, right), (False, wrong)):
        for which, own in found.items():
            intercept, slope = tagger.confidences[which].tolist()
            places += [
                (intercept + slope * (p.margin - MOST_LOWERED), log1p(min(p.others, MOST_OTHERS)), p.weight, truth)
                for p in own
            ]
    known, others, weights, truths = np.array(places).T
    sign = np.where(truths > 0, -1.0, 1.0)

    def loss(gain: NDArray[np.float64]) -> float:
        return float((weights * np.logaddexp(0, sign * (known + gain[0] * others))).sum())

    return np.array(minimize(loss, [0.5], bounds=[(0.0, 2.0)]).x[0], np.float32)


Weights = TypeVar("Weights", Tagger, DeepWeights)


def sure_enough(weights: Weights) -> Weights:
    """The weights with their thresholds raised to where flags have a confidence of LEAST_SURE.

    A class that never gets so sure is no longer flagged.
    """
    intercepts, slopes = weights.confidences.T
    short = np.maximum(0, np.log(LEAST_SURE / (1 - LEAST_SURE)) - intercepts)
    raised = np.divide(short, slopes, out=np.where(short > 0, np.inf, 0.0), where=slopes > 0)
    gained = np.multiply(slopes, raised, out=np.zeros_like(short), where=np.isfinite(raised))
    thresholds = (weights.thresholds + raised[:, None]).astype(np.float32)
    confidences = np.stack([intercepts + gained, slopes], 1).astype(np.float32)
    return replace(weights, thresholds=thresholds, confidences=confidences)


def logistic(right: Sequence[Found], wrong: Sequence[Found]) -> list[float]:
    """Intercept and slope of the log-odds that a place is right, given its margin."""
    typical = np.mean([place.weight for place in (*right, *wrong)] or [1.0])
    one = Found(0.0, 0, float(typical))  # one more of each, so that none is certain
    places = [*right, one, *wrong, one]
    values, _, weights = np.array(places).T
    truth = np.repeat([1.0, 0.0], [len(right) + 1, len(wrong) + 1])
    weights = weights * len(values) / weights.sum()

    def loss(line: NDArray[np.float64]) -> float:
        sign = np.where(truth > 0, -1.0, 1.0)
        fit = weights * np.logaddexp(0, sign * (line[0] + line[1] * values))
        return float(fit.sum() + 0.5 * line[1] ** 2)

    top = float(np.log(HIGHEST / (1 - HIGHEST)))
    intercept, slope = minimize(loss, [0.0, 0.1], bounds=[(-4.0, top), (0.0, 2.0)]).x
    return [float(intercept), float(slope)]
