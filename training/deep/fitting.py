"""Fits what the deep reader learns besides its head: the wording, thresholds and confidences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from mtdetect.lm.large.model import LargeModel
from mtdetect.lm.read_text import ReadText
from mtdetect.lm.tagger.classes import Class
from mtdetect.lm.tagger.tags import Tags, tags_of
from mtdetect.scoring.deep.head import Head
from mtdetect.scoring.deep.reader import DeepWeights
from mtdetect.scoring.pipeline import Model
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Span
from training.deep import readings
from training.deep.readings import ParagraphTokens
from training.tagger import limits
from training.tagger.limits import Sound, read_by

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]
Texts = Sequence[tuple[str, Sequence[Span]]]
"""Texts with the spans of their paragraphs."""

WORDING_C = 1e-2
"""Inverse strength of regularisation. The wording has 590 features, most of them of a layer of the language model."""

RATES = {**limits.RATES, Class.FALSE_STOP: 0.02, Class.WRONG_WORD: 0.02, Class.GAP: 0.02}
"""Wrong flags in 1,000 words of sound text, by class. The head tells stops inside sentences better than the tagger,
and unlike it finds words that do not belong."""

FOLDS = 8


def linear(features: Floats, truth: Bools, c: float = WORDING_C) -> Floats:
    """A logistic regression over standardised features, as weights of the features as they are, and a bias."""
    pipeline = _pipeline(c).fit(features, truth)
    scaler, model = pipeline[0], pipeline[-1]
    weights = model.coef_[0] / scaler.scale_
    return np.append(weights, model.intercept_[0] - weights @ scaler.mean_).astype(np.float32)


def _pipeline(c: float) -> Any:
    return make_pipeline(StandardScaler(), LogisticRegression(C=c, max_iter=3000))


def kept_out_log_odds(features: Floats, truth: Bools, origins: Sequence[str]) -> NDArray[np.float64]:
    """The log-odds of each row, from weights that were fitted without its origin. Shape: n."""
    folds = GroupKFold(FOLDS)
    found: NDArray[np.float64] = cross_val_predict(
        _pipeline(WORDING_C), features, truth, groups=origins, cv=folds, method="decision_function"
    )
    return found


SOUND_AT_HALF = 0.01
"""Share of sound paragraphs that may score .5 or more, as in the model's own training (`training.recipe.LIMITS`)."""


def join(fast: NDArray[np.float64], wording: NDArray[np.float64], damaged: Bools) -> Floats:
    """The weights that join the log-odds of the fast reading and of the wording, and a bias.

    `wording` must be of sources kept out: its weight makes up for what it is too sure of there. The fast reading counts
    in full, as independent evidence would. The model has read these paragraphs in training, so its log-odds here are
    too good to fit a weight to. The bias lets SOUND_AT_HALF of the sound paragraphs score .5.
    """
    slope = float(LogisticRegression(C=np.inf).fit(wording[:, None], damaged).coef_[0, 0])
    both = fast + slope * wording
    return np.array([1, slope, -np.quantile(both[~damaged], 1 - SOUND_AT_HALF)], np.float32)


class Tagged:
    """Tags of the deep reader for fitting. Its readings are remembered: they depend neither on the head nor on limits.

    `large`: the language model; its lower layers are enough. Paragraphs of more than MOST_PIECES pieces keep
    what the tagger says.
    """

    def __init__(self, large: LargeModel, model: Model) -> None:
        assert model.tagger is not None
        self._large, self._model = large, model
        self._tagger = model.tagger.unlimited()
        self._read: dict[str, tuple[Tags, list[ParagraphTokens]]] = {}  # in 16 bits, to save memory

    def read(self, texts: Texts) -> None:
        """Reads texts ahead."""
        for text, spans in texts:
            if text not in self._read:
                tags = tags_of(self._tagger, [(text, spans)])[0]
                read = readings.paragraphs(self._large, text, spans, tags)
                self._read[text] = tags, [each._replace(hidden=each.hidden.astype(np.float16)) for each in read]

    def log_odds(self, head: Head, texts: Sequence[SegmentedText]) -> list[ReadText]:
        """Texts with tags without thresholds."""
        self.read([(text.text, text.paragraphs) for text in texts])
        documents = read_by(self._model, self._tagger, texts)
        for document in documents:
            if document.tags is not None:
                tags, paragraphs = self._read[document.text]
                margins = tags.margins.copy()
                for own, hidden in paragraphs:
                    margins[own] = head.log_odds(hidden.astype(np.float32), margins[own])
                document.tags = replace(tags, margins=margins)
        return documents


def fit_places(weights: DeepWeights, tagged: Tagged, sound: Sound) -> DeepWeights:
    """The weights with thresholds, edits and confidences."""
    return limits.fitted(weights, partial(tagged.log_odds, weights.head), sound, RATES)
