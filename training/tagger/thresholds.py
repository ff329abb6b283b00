"""The log-odds from which a token is flagged: for each class and kind of paragraph, at a stated rate of false alarms.

They are fitted on sound text of sources that the tagger never read: on half of the documents. Figures are measured on
the other half.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from mtdetect.lm.tagger.classes import Class
from mtdetect.lm.tagger.network import Tagger
from mtdetect.lm.tagger.tags import KINDS, kinds_of, tags_of
from mtdetect.lm.tagger.tokens import BOUNDARY, MARK, TaggerTokens
from mtdetect.text.segmented_text import SegmentedText
from training.damage import Mark, damaged_documents
from training.tagger.texts import Document, is_for_thresholds

RATES: Mapping[Class, float] = {
    Class.FALSE_STOP: 0.06,
    Class.LOST_STOP: 0.06,
    Class.STRAY: 0.08,
    Class.DOUBLED: 0.03,
    Class.CUT_END: 0.04,
    Class.CUT_START: 0.02,
    Class.LINE_BREAK: 0.04,
}
"""Flags in 1,000 words of sound text, by class.

The other classes are never flagged. Of the words that the tagger found most wrong in sound text, none was, and it finds
hardly any of the gaps that its training makes. Exact rules find quotation marks, and glued and split words.
"""

RIGHT = 0.5
"""Share of the flags on sound text that are right: of the 24 stops that the tagger found oddest, 13 were inside
sentences (“groupings in and. shows”). Research papers had lost their formulas, and posts were edited carelessly."""

SHARES = (0.75, 0.25)
"""How much of a rate is for prose, and how much for headings and other short paragraphs."""

LEAST = 0.0
"""No threshold is lower: a token is then as likely damaged as sound, where half of the text is damaged."""

LONGEST = 30_000
"""Characters of a document that are read."""


def fitted(tagger: Tagger, sound: Iterable[Document]) -> NDArray[np.float32]:
    """The thresholds; infinite for classes that are not flagged. Shape: classes x kinds of paragraphs."""
    read = [SegmentedText("\n\n".join(d.paragraphs)[:LONGEST]) for d in sound if is_for_thresholds(d)]
    tokens = TaggerTokens.of([(document.text, document.paragraphs) for document in read])
    log_odds, kinds = tagger.log_odds(tokens), kinds_of(tokens.settings)
    words = int(((tokens.shapes != MARK) & (tokens.shapes != BOUNDARY)).sum())
    found = np.full((len(Class), len(KINDS)), np.inf, np.float32)
    for which, rate in RATES.items():
        for kind, share in zip(KINDS, SHARES, strict=True):
            values = np.where(kinds == kind, log_odds[:, which], -np.inf)
            found[which, kind] = max(LEAST, _at_rate(values, int(rate * share * words / 1000)))
    return found


def read_for_glance(sound: Iterable[Document]) -> TaggerTokens:
    """The same documents, a sixth of each, as the glance's share of read text is measured on."""
    documents = [SegmentedText("\n\n".join(d.paragraphs)[: LONGEST // 6]) for d in sound if is_for_thresholds(d)]
    return TaggerTokens.of([(document.text, document.paragraphs) for document in documents])


def _at_rate(values: NDArray[np.float32], allowed: int) -> float:
    """The threshold that as many runs of tokens exceed as are allowed."""
    # Lowering a threshold adds a run at each local maximum.
    left, right = np.append(-np.inf, values[:-1]), np.append(values[1:], -np.inf)
    peaks = np.sort(values[(values >= left) & (values > right)])[::-1]
    return float(peaks[min(allowed, len(peaks) - 1)]) if len(peaks) else 0.0


BASE_RATE = 0.05
"""Share of damaged paragraphs for which confidences are computed: see `Flag.confidence`."""

LEAST_SURE = 0.6
"""The lowest confidence of a flag. Thresholds that allow less are raised."""

HIGHEST = 0.95
"""No flag is surer than this: no class has been right in every one of thousands of places."""


def confidences(tagger: Tagger, sound: Iterable[Document]) -> NDArray[np.float32]:
    """The log-odds that a flagged token is right: at the threshold, and per unit above it. Shape: classes x 2.

    A logistic regression for each class on the places found in the same documents, sound and damaged. The damage is
    that of `training.damage`, from which the tagger did not learn.
    """
    own = [document for document in sound if is_for_thresholds(document)]
    whole = [SegmentedText("\n\n".join(d.paragraphs)[:LONGEST]) for d in own]
    named = [(str(i), d.paragraphs) for i, d in enumerate(own)]
    damaged = list(damaged_documents(named, "confidence", "train"))
    wrong = _places(tagger, [document.text for document in whole], None)
    right = _places(tagger, [document.text for document in damaged], [document.marks for document in damaged])
    number = sum(len(document.paragraphs) for document in whole)
    broken = sum(label == 1 for document in damaged for label in document.scraping)
    found = np.zeros((len(Class), 2), np.float32)
    for which in RATES:
        found[which] = _logistic(right[which], BASE_RATE / broken, wrong[which], (1 - RIGHT) * (1 - BASE_RATE) / number)
    return found


def sure_enough(tagger: Tagger) -> Tagger:
    """The tagger with its thresholds raised to where flags have a confidence of LEAST_SURE."""
    intercepts, slopes = tagger.confidences.T
    short = np.maximum(0, np.log(LEAST_SURE / (1 - LEAST_SURE)) - intercepts)
    raised = np.divide(short, slopes, out=np.zeros_like(short), where=slopes > 0)
    confidences = np.stack([intercepts + slopes * raised, slopes], 1).astype(np.float32)
    return replace(tagger, thresholds=(tagger.thresholds + raised[:, None]).astype(np.float32), confidences=confidences)


def _places(tagger: Tagger, texts: Sequence[str], marks: Sequence[Sequence[Mark]] | None) -> dict[Class, list[float]]:
    """The highest margin of each place found, by class: all of them, or those that touch a mark."""
    documents = [SegmentedText(text) for text in texts]
    found: dict[Class, list[float]] = {which: [] for which in RATES}
    for number, tags in enumerate(tags_of(tagger, [(d.text, d.paragraphs) for d in documents])):
        for which, margins in found.items():
            for first, last, _ in tags.places(which):
                start, end = tags.span(max(0, first - 1), min(last + 1, len(tags.starts) - 1))
                if marks is None or any(mark.start < end and start < mark.end for mark in marks[number]):
                    margins.append(float(tags.margins[first : last + 1, which].max()))
    return found


def _logistic(right: Sequence[float], of_right: float, wrong: Sequence[float], of_wrong: float) -> list[float]:
    """Intercept and slope of the log-odds that a place is right, given its margin. `of_…`: the weight of each place."""
    values = np.array([*right, 0.0, *wrong, 0.0])
    truth = np.repeat([1.0, 0.0], [len(right) + 1, len(wrong) + 1])  # one more of each, so that none is certain
    weights = np.where(truth > 0, of_right, of_wrong)
    weights *= len(values) / weights.sum()

    def loss(line: NDArray[np.float64]) -> float:
        sign = np.where(truth > 0, -1.0, 1.0)
        fit = weights * np.logaddexp(0, sign * (line[0] + line[1] * values))
        return float(fit.sum() + 0.5 * line[1] ** 2)

    top = float(np.log(HIGHEST / (1 - HIGHEST)))
    intercept, slope = minimize(loss, [0.0, 0.1], bounds=[(-4.0, top), (0.0, 2.0)]).x
    return [float(intercept), float(slope)]
