"""Fits what the tagger says of a whole paragraph: the probability that it is damaged."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from mtdetect.lm.tagger.network import Tagger
from mtdetect.lm.tagger.tags import paragraph_features
from mtdetect.lm.tagger.tokens import TaggerTokens
from mtdetect.types import Span
from training.damage import damaged_documents
from training.tagger.confidence import BASE_RATE
from training.tagger.texts import is_for_thresholds
from training.tagger.thresholds import Sound

SEPARATOR = "\n\n"

AT_ONCE = 200
"""Documents that are read together."""


def paragraph_weights(tagger: Tagger, sound: Sound) -> NDArray[np.float32]:
    """The weights of a logistic regression over `paragraph_features`, and its intercept.

    It is fitted to documents that the tagger never read, sound and with the damage of `training.damage`, from which it
    did not learn, as if one paragraph in 1 / BASE_RATE were damaged.
    """
    documents = [d for some in sound.values() for d in some if is_for_thresholds(d)]
    own = [(str(i), d.paragraphs) for i, d in enumerate(documents)]
    damaged = list(damaged_documents(own, "evidence", "train"))
    texts = [(SEPARATOR.join(paragraphs), _spans(paragraphs)) for _, paragraphs in own]
    labels = [0] * sum(len(paragraphs) for _, paragraphs in own)
    texts += [(each.text, list(each.paragraphs)) for each in damaged]
    labels += [-1 if label is None else label for each in damaged for label in each.scraping]
    rows = np.concatenate([_features(tagger, texts[i : i + AT_ONCE]) for i in range(0, len(texts), AT_ONCE)])
    truth = np.array(labels)
    rows, truth = rows[truth >= 0], truth[truth >= 0]
    weights = np.where(truth == 1, BASE_RATE / (truth == 1).mean(), (1 - BASE_RATE) / (truth == 0).mean())
    fit = LogisticRegression(max_iter=2000).fit(rows, truth, sample_weight=weights)
    return np.append(fit.coef_[0], fit.intercept_).astype(np.float32)


def _features(tagger: Tagger, texts: Sequence[tuple[str, Sequence[Span]]]) -> NDArray[np.float32]:
    tokens = TaggerTokens.of(texts)
    return paragraph_features(tagger.log_odds(tokens), tokens)


def _spans(paragraphs: Sequence[str]) -> list[Span]:
    found, start = [], 0
    for paragraph in paragraphs:
        found.append(Span(start, start + len(paragraph)))
        start += len(paragraph) + len(SEPARATOR)
    return found
