"""How often what the tagger finds is right: the confidences of its flags, and the thresholds that follow from them.

They are fitted on half of the documents that the tagger never read, sound and with the damage of `training.damage`,
from which it did not learn. Figures are measured on the other half.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar, cast

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from mtdetect.lm.piece_ngrams import Surprisal
from mtdetect.lm.read_text import ReadText
from mtdetect.lm.tagger.classes import Class
from mtdetect.lm.tagger.network import Tagger
from mtdetect.lm.tagger.tags import Place, Tags
from mtdetect.rules.boundary.broken_boundary import rule as broken_boundary
from mtdetect.rules.boundary.missing_boundary import rule as missing_boundary
from mtdetect.rules.boundary.truncated import rule as truncated
from mtdetect.rules.splice.stray_fragment import rule as stray_fragment
from mtdetect.rules.translation import doubled_word, odd_wording
from mtdetect.scoring.deep.reader import DeepWeights
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding, Span
from training.damage import damaged_documents
from training.tagger.texts import is_for_thresholds
from training.tagger.thresholds import LONGEST, RATES, Rates, Read, Sound

RIGHT: Mapping[Class, float] = {
    Class.FALSE_STOP: 0.35,
    Class.LOST_STOP: 0.3,
    Class.STRAY: 0.1,
    Class.DOUBLED: 0.8,
    Class.CUT_END: 0.35,
    Class.CUT_START: 0.2,
    Class.LINE_BREAK: 0.5,
    Class.WRONG_WORD: 0.3,
    Class.GAP: 0.5,
}
"""Share of the places in sound text that are right, the surest ones: by reading the 20 that the tagger found oddest, in
text that it had not learned from. Research papers had lost their formulas (“groupings in and. shows”), and posts were
edited carelessly. Starts of paragraphs and line breaks were not read: their shares are guesses."""

FLAGGED: Mapping[Class, Callable[[SegmentedText], Iterable[Finding]]] = {
    Class.FALSE_STOP: broken_boundary.tagged_stops,
    Class.LINE_BREAK: broken_boundary.tagged_breaks,
    Class.LOST_STOP: missing_boundary.tagged_starts,
    Class.STRAY: stray_fragment.tagged_fragments,
    Class.DOUBLED: doubled_word.tagged_copies,
    Class.CUT_END: truncated.tagged_ends,
    Class.CUT_START: truncated.tagged_starts,
    Class.WRONG_WORD: odd_wording.tagged_words,
    Class.GAP: odd_wording.tagged_gaps,
}
"""What a rule flags of the places of a class: it leaves some alone, such as the full stop of an abbreviation."""

BASE_RATE = 0.05
"""Share of damaged paragraphs for which confidences are computed: see `Flag.confidence`."""

LEAST_SURE = 0.6
"""The lowest confidence of a flag. Thresholds that allow less are raised."""

HIGHEST = 0.95
"""No flag is surer than this: no class has been right in every one of thousands of places."""


def confidences(read: Read, sound: Sound, rates: Rates = RATES) -> NDArray[np.float32]:
    """The log-odds that a flagged token is right: at the threshold, and per unit above it. Shape: classes x 2.

    A logistic regression for each class on the places found in the same documents, sound and damaged. The damage is
    that of `training.damage`, from which nothing that reads did learn.
    """
    right, wrong = _sorted_places(read, sound, rates)
    result = np.zeros((len(Class), 2), np.float32)
    for which in rates:
        result[which] = logistic(right[which], wrong[which])
    return result


class Found(NamedTuple):
    """A place that was found, by its margin above the threshold."""

    margin: float
    weight: float


_Places = dict[Class, list[Found]]


def _sorted_places(read: Read, sound: Sound, rates: Rates) -> tuple[_Places, _Places]:
    """Right places and wrong ones.

    In damaged text, those that touch a mark are right, and those that were there before the damage don't count. In
    sound text, the surest are right: a share of RIGHT.
    """
    kinds = [[d.paragraphs for d in documents if is_for_thresholds(d)] for documents in sound.values()]
    damaged = [
        document
        for own in kinds
        for document in damaged_documents([(str(i), each) for i, each in enumerate(own)], "confidence", "train")
    ]
    whole = [SegmentedText("\n\n".join(each)[:LONGEST]) for own in kinds for each in own]
    broken = [SegmentedText(document.text) for document in damaged]
    of_sound = (1 - BASE_RATE) / sum(len(document.paragraphs) for document in whole)
    of_broken = BASE_RATE / sum(label == 1 for document in damaged for label in document.scraping)
    right: _Places = {which: [] for which in rates}
    wrong: _Places = {which: [] for which in rates}
    in_sound: _Places = {which: [] for which in rates}
    known: list[set[tuple[Class, str]]] = []
    for tags, document in zip(_tags(read, whole), whole, strict=True):
        found = list(_found(tags, document, rates, of_sound))
        known.append({(which, words) for which, _, words, _ in found})
        for which, place, _, _ in found:
            in_sound[which].append(place)
    for tags, document, made, before in zip(_tags(read, broken), broken, damaged, known, strict=True):
        for which, place, words, (start, end) in _found(tags, document, rates, of_broken):
            if any(mark.start < end and start < mark.end for mark in made.marks):
                right[which].append(place)
            elif (which, words) not in before:
                wrong[which].append(place)
    for which, places in in_sound.items():
        first = round((1 - RIGHT[which]) * len(places))
        wrong[which] += sorted(places)[:first]
        right[which] += sorted(places)[first:]
    return right, wrong


def _tags(read: Read, documents: Sequence[SegmentedText]) -> Sequence[Tags]:
    return read([(document.text, document.paragraphs) for document in documents])


def _found(
    tags: Tags, document: SegmentedText, classes: Iterable[Class], weight: float
) -> Iterator[tuple[Class, Found, str, Span]]:
    """The places in a document that are flagged, their words, and their spans with the tokens on both sides."""
    for which in classes:
        for place in _flagged(which, document, tags):
            span = tags.span(max(0, place.first - 1), min(place.last + 1, len(tags.starts) - 1))
            margin = float(tags.margins[place.first : place.last + 1, which].max())
            yield which, Found(margin, weight), document.text[span.start : span.end], span


def _flagged(which: Class, document: SegmentedText, tags: Tags) -> list[Place]:
    """The places of a class that a rule flags."""
    read = ReadText(document, cast(Surprisal, None))  # what the tagger found is flagged whatever the surprisal
    read.tags = tags
    spans = [(finding.start, finding.end) for finding in FLAGGED[which](read)]
    return [
        place
        for place in tags.places(which)
        if any(start < tags.ends[place.last] and tags.starts[place.first] < end for start, end in spans)
    ]


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
    one = Found(0.0, float(typical))  # one more of each, so that none is certain
    places = [*right, one, *wrong, one]
    values, weights = np.array(places).T
    truth = np.repeat([1.0, 0.0], [len(right) + 1, len(wrong) + 1])
    weights = weights * len(values) / weights.sum()

    def loss(line: NDArray[np.float64]) -> float:
        sign = np.where(truth > 0, -1.0, 1.0)
        fit = weights * np.logaddexp(0, sign * (line[0] + line[1] * values))
        return float(fit.sum() + 0.5 * line[1] ** 2)

    top = float(np.log(HIGHEST / (1 - HIGHEST)))
    intercept, slope = minimize(loss, [0.0, 0.1], bounds=[(-4.0, top), (0.0, 2.0)]).x
    return [float(intercept), float(slope)]
