"""From which log-odds the tagger's places are flagged, what an edit adds to them, and how often a flag is right.

All three are fitted on half of the documents that the tagger never read: as they are, and with the damage of
`training.damage`, from which it did not learn. Figures are measured on the other half.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from mtdetect.lm.read_text import ReadText
from mtdetect.lm.tagger.classes import Class
from mtdetect.lm.tagger.network import Tagger
from mtdetect.lm.tagger.tags import KINDS, MOST_SAVED, SHORT
from mtdetect.lm.tagger.tokens import TaggerTokens
from mtdetect.rules.boundary.broken_boundary.tagged import tagged_breaks, tagged_stops
from mtdetect.rules.boundary.missing_boundary import rule as missing_boundary
from mtdetect.rules.boundary.truncated import rule as truncated
from mtdetect.rules.edit_scoring import LMCoroutine, log_likelihood_gains
from mtdetect.rules.splice.stray_fragment import rule as stray_fragment
from mtdetect.rules.tagged import Suspect
from mtdetect.rules.translation import doubled_word, odd_wording
from mtdetect.scoring.deep.reader import DeepWeights
from mtdetect.scoring.pipeline import Model
from mtdetect.scoring.read_batch import ReadBatch
from mtdetect.text.segmented_text import SegmentedText
from training.damage import Mark, damaged_documents
from training.tagger.texts import Document, is_for_thresholds

Rates = Mapping[Class, float]

RATES: Rates = {
    Class.FALSE_STOP: 0.012,
    Class.LOST_STOP: 0.025,
    Class.STRAY: 0.02,
    Class.DOUBLED: 0.03,
    Class.CUT_END: 0.005,
    Class.CUT_START: 0.001,
    Class.LINE_BREAK: 0.02,
}
"""Wrong flags in 1,000 words of sound text by class, as the mean of the kinds of text.

The other classes are never flagged. Of the words that the tagger found most wrong in sound text, none was, and it finds
hardly any of the gaps that its training makes. Exact rules find quotation marks, and glued and split words.
"""

SHARES = (0.75, 0.25)
"""How much of a rate is for prose, and how much for headings and other short paragraphs."""

ONLY_PROSE = frozenset({Class.STRAY, Class.CUT_END, Class.CUT_START, Class.GAP, Class.WRONG_WORD})
"""Classes that are never flagged in short paragraphs: a heading, an ingredient or a line of data is no sentence."""

LEAST = 0.0
"""No threshold is lower: a token is then as likely damaged as sound, where half of the text is damaged."""

FLAGGED: Mapping[Class, Callable[[SegmentedText], Iterable[Suspect]]] = {
    Class.FALSE_STOP: tagged_stops,
    Class.LINE_BREAK: tagged_breaks,
    Class.LOST_STOP: missing_boundary.tagged_starts,
    Class.STRAY: stray_fragment.tagged_fragments,
    Class.DOUBLED: doubled_word.tagged_copies,
    Class.CUT_END: truncated.tagged_ends,
    Class.CUT_START: truncated.tagged_starts,
    Class.WRONG_WORD: odd_wording.tagged_words,
    Class.GAP: odd_wording.tagged_gaps,
}
"""What a rule flags of the places of a class: it leaves some alone, such as the full stop of an abbreviation."""

MADE: Mapping[Class, tuple[str, ...]] = {
    Class.FALSE_STOP: ("stop-in-phrase", "stop-for-comma"),
    Class.LINE_BREAK: ("line-break",),
    Class.LOST_STOP: ("lost-stop", "lost-speech-end", "joined-paragraphs"),
    Class.DOUBLED: ("stutter",),
    Class.CUT_END: ("cut-off",),
    Class.CUT_START: ("cut-start",),
    Class.WRONG_WORD: ("wrong-word", "word-order", "article"),
    Class.GAP: ("missing-word", "vanished-words"),
}
"""The kinds of made damage that a class is for. Fragments are of many kinds."""

_OF_CLASSES = frozenset(kind for kinds in MADE.values() for kind in kinds)

BASE_RATE = 0.05
"""Share of damaged paragraphs for which confidences are computed: see `Flag.confidence`."""

OF_CLASS = 0.01
"""The share of paragraphs with damage of a class. Made damage has some classes more often than others."""

LEAST_SURE = 0.4
"""The lowest confidence of a flag. Thresholds that allow less are raised."""

HIGHEST = 0.95
"""No flag is surer than this: no class has been right in every one of thousands of places."""

WORTH_OF_A_BIT = 0.4
"""The most that a saved bit may add to the log-odds."""

ASKED = 0.2
"""Worth of a bit for which places are gathered: those that an edit might lift."""

FEWEST_WORDS = 10_000
"""A kind of text counts as if it had at least so many words: in fewer, a single wrong flag would decide."""

LONGEST = 30_000
"""Characters of a document that are read."""

SLIPS = Path(__file__).with_name("slips.json")
"""Places in sound text that are really damaged, as a reader found: by class, hashes of their surroundings."""

AROUND = 40
"""Characters on either side of a place that tell it from others."""

Sound = Mapping[str, Sequence[Document]]
"""Sound documents of the kept-out sources by kind (`texts.kept_out_kinds`)."""

Read = Callable[[Sequence[SegmentedText]], Sequence[ReadText]]
"""Reads texts: the language model's surprisal, and log-odds as tags without thresholds (`Tagger.unlimited`)."""

Weights = TypeVar("Weights", Tagger, DeepWeights)


class Place(NamedTuple):
    """A place that a rule would flag if it were above the threshold."""

    which: Class
    log_odds: float
    saved: float
    """Bits that its edit saves, at most MOST_SAVED."""
    kind: int
    """Of its paragraph: see `tags.KINDS`."""
    start: int
    end: int
    name: str
    """A hash of the words and what is around them."""

    def value(self, worth: float) -> float:
        return self.log_odds + worth * self.saved


@dataclass(frozen=True)
class Evidence:
    """Places in sound text by its kind, with its words, and those in damaged text that are made damage or not."""

    sound: Mapping[str, Sequence[Place]]
    words: Mapping[str, int]
    right: Sequence[Place]
    wrong: Sequence[Place]
    made: Mapping[Class, int]
    """Made damage of each class."""
    weights: tuple[float, float]
    """Of a place in sound text and of one in damaged text, so that BASE_RATE of the paragraphs are damaged."""


def fitted(weights: Weights, read: Read, sound: Sound, rates: Rates = RATES) -> Weights:
    """The weights with their thresholds, edits and confidences. Thresholds of other classes are infinite."""
    evidence = gathered(read, sound)
    thresholds = np.full((len(Class), len(KINDS)), np.inf, np.float32)
    edits, confidences = np.zeros(len(Class), np.float32), np.zeros((len(Class), 2), np.float32)
    for which, rate in rates.items():
        edits[which] = _worth(evidence, which)
        lowest = [_threshold(evidence, which, float(edits[which]), kind, rate * SHARES[kind]) for kind in KINDS]
        intercept, slope = _confidence(evidence, which, float(edits[which]), lowest)
        short = max(0.0, float(np.log(LEAST_SURE / (1 - LEAST_SURE))) - intercept)
        if slope <= 0 < short:
            continue  # it never gets so sure
        raised = short / slope if short else 0.0
        thresholds[which] = np.add(lowest, raised)
        confidences[which] = intercept + short, slope
    return replace(weights, thresholds=thresholds, edits=edits, confidences=confidences)


def read_by(model: Model, tagger: Tagger, texts: Sequence[SegmentedText]) -> list[ReadText]:
    """Texts that the model's language model and a tagger have read."""
    batch = ReadBatch.read(texts, model.tokenizer, model.piece_ngrams)
    batch.tag(tagger)
    return batch.documents


def gathered(read: Read, sound: Sound) -> Evidence:
    """All places in the documents for thresholds."""
    own = {kind: [d for d in documents if is_for_thresholds(d)] for kind, documents in sound.items()}
    whole = {kind: _texts(documents) for kind, documents in own.items() if documents}
    damaged = [
        document
        for texts in whole.values()
        for document in damaged_documents(
            [(str(i), [text.text[a:b] for a, b in text.paragraphs]) for i, text in enumerate(texts)], "limits", "train"
        )
    ]
    places = {kind: [place for found in _places(read, texts) for place in found] for kind, texts in whole.items()}
    known = {place.name for found in places.values() for place in found}
    right: list[Place] = []
    wrong: list[Place] = []
    made = {which: sum(_is_for(which, [mark]) for d in damaged for mark in d.marks) for which in FLAGGED}
    for document, found in zip(damaged, _places(read, [SegmentedText(d.text) for d in damaged]), strict=True):
        for place in found:
            if marks := [mark for mark in document.marks if mark.start < place.end and place.start < mark.end]:
                right += [place] * _is_for(place.which, marks)
            elif place.name not in known:
                wrong.append(place)
    paragraphs = sum(len(text.paragraphs) for texts in whole.values() for text in texts)
    broken = sum(label == 1 for document in damaged for label in document.scraping)
    words = {kind: sum(len(text.text.split()) for text in texts) for kind, texts in whole.items()}
    sound_places = {kind: [p for p in found if not is_slip(p)] for kind, found in places.items()}
    return Evidence(sound_places, words, right, wrong, made, ((1 - BASE_RATE) / paragraphs, BASE_RATE / broken))


def _texts(documents: Iterable[Document]) -> list[SegmentedText]:
    return [SegmentedText(document.text[:LONGEST]) for document in documents]


def _is_for(which: Class, marks: Iterable[Mark]) -> bool:
    return any(mark.kind in MADE[which] if which in MADE else mark.kind not in _OF_CLASSES for mark in marks)


def _places(read: Read, texts: Sequence[SegmentedText]) -> Iterator[list[Place]]:
    """The places of each text."""
    edits = np.full(len(Class), ASKED, np.float32)
    for document in read(texts):
        found: list[Place] = []
        if document.tags is not None:
            document.tags = replace(document.tags, edits=edits, is_sound=False)
            for which, flagged in FLAGGED.items():
                suspects = list(flagged(document))
                saved = iter(_answered(log_likelihood_gains(document, [s.edit for s in suspects if s.edit])))
                found += [_place(document, which, s, next(saved) if s.edit else 0.0) for s in suspects]
        document.release()
        yield found


def _answered(search: LMCoroutine[list[float]]) -> list[float]:
    """What a search for a single document returns."""
    try:
        query = next(search)
        search.send(query.surprisal.costs(list(query.texts)).tolist())
    except StopIteration as end:
        result: list[float] = end.value
        return result
    raise AssertionError("it asked twice")


def _place(document: ReadText, which: Class, suspect: Suspect, saved: float) -> Place:
    start, end = suspect.finding.start, suspect.finding.end
    assert document.tags is not None
    kind = int(document.tags.kinds[min(int(document.tags.starts.searchsorted(start)), len(document.tags.kinds) - 1)])
    around = " ".join(document.text[max(0, start - AROUND) : end + AROUND].split())
    name = hashlib.sha256(f"{which.name} {around}".encode()).hexdigest()[:16]
    return Place(which, suspect.margin, min(MOST_SAVED, max(-MOST_SAVED, saved)), kind, start, end, name)


@cache
def _slips() -> frozenset[str]:
    return frozenset(name for names in json.loads(SLIPS.read_text(encoding="utf-8")).values() for name in names)


def is_slip(place: Place) -> bool:
    return place.name in _slips()


def _worth(evidence: Evidence, which: Class) -> float:
    """What a saved bit adds to the log-odds, by a logistic regression on both."""
    right = [place for place in evidence.right if place.which == which]
    wrong = [place for found in evidence.sound.values() for place in found if place.which == which]
    if not right or not wrong or not any(place.saved for place in right):
        return 0.0
    values = np.array([(place.log_odds, place.saved) for place in (*right, *wrong)])
    sign = np.repeat([-1.0, 1.0], [len(right), len(wrong)])
    share = np.repeat([0.5 / len(right), 0.5 / len(wrong)], [len(right), len(wrong)])

    def loss(line: NDArray[np.float64]) -> float:
        return float((share * np.logaddexp(0, sign * (line[0] + values @ line[1:]))).sum() + 1e-4 * (line**2).sum())

    _, own, bit = minimize(loss, [0.0, 0.5, 0.0]).x
    return float(np.clip(bit / max(own, 0.1), 0, WORTH_OF_A_BIT))


def _threshold(evidence: Evidence, which: Class, worth: float, kind: int, rate: float) -> float:
    """The lowest value at which wrong flags keep their rate, on average over the kinds of text."""
    if kind == SHORT and which in ONLY_PROSE:
        return np.inf
    values, shares = [], []
    for name, found in evidence.sound.items():
        own = [place.value(worth) for place in found if place.which == which and place.kind == kind]
        values += own
        shares += [1000 / max(FEWEST_WORDS, evidence.words[name]) / len(evidence.sound)] * len(own)
    order = np.argsort(values)[::-1]
    within = int(np.searchsorted(np.cumsum(np.array(shares)[order]), rate, side="right"))
    return max(LEAST, float(np.array(values)[order][within])) if within < len(order) else LEAST


def _confidence(evidence: Evidence, which: Class, worth: float, thresholds: Sequence[float]) -> tuple[float, float]:
    """The log-odds that a flag is right at the threshold, and what each unit above it adds."""
    of_sound, of_broken = evidence.weights
    rows = [
        (place.value(worth) - thresholds[place.kind], weight, truth)
        for places, weight, truth in (
            ([place for found in evidence.sound.values() for place in found], of_sound, 0.0),
            (evidence.wrong, of_broken, 0.0),
            (evidence.right, OF_CLASS / evidence.made[which], 1.0),
        )
        for place in places
        if place.which == which and place.value(worth) > thresholds[place.kind]
    ]
    typical = float(np.mean([weight for _, weight, _ in rows] or [1.0]))
    rows += [(0.0, typical, 0.0), (0.0, typical, 1.0)]  # one more of each, so that none is certain
    values, weights, truth = np.array(rows).T
    weights = weights * len(rows) / weights.sum()
    sign = np.where(truth > 0, -1.0, 1.0)

    def loss(line: NDArray[np.float64]) -> float:
        return float((weights * np.logaddexp(0, sign * (line[0] + line[1] * values))).sum() + 0.5 * line[1] ** 2)

    top = float(np.log(HIGHEST / (1 - HIGHEST)))
    intercept, slope = minimize(loss, [0.0, 0.1], bounds=[(-4.0, top), (0.0, 2.0)]).x
    return float(intercept), float(slope)


def read_for_glance(sound: Sound) -> TaggerTokens:
    """The same documents, a sixth of each, as the glance's share of read text is measured on."""
    own = [d for documents in sound.values() for d in documents if is_for_thresholds(d)]
    documents = [SegmentedText(d.text[: LONGEST // 6]) for d in own]
    return TaggerTokens.of([(document.text, document.paragraphs) for document in documents])
