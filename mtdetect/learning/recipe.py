"""What is fitted, from what, and how."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mtdetect.learning.evidence import EvidenceRecipe
from mtdetect.learning.weighting import (
    Labels,
)
from mtdetect.lm.discriminator import Discriminator
from mtdetect.lm.piece_ngrams import PieceNgramModel
from mtdetect.lm.pieces import Tokenizer
from mtdetect.lm.substitutes import SubstitutionTable
from mtdetect.lm.word_ngrams import WordNgramModel
from mtdetect.scoring.pipeline import Model
from mtdetect.types import Span


@dataclass(frozen=True)
class LabelledDocument:
    """A document whose paragraphs are judged.

    `labels` and `weights` have one entry a paragraph for each of "translation" and "scraping"; NaN is "not
    judged". `ngram_weights` (paragraphs x HEADS) says what the linear heads learn from, NaN where a row is not theirs.
    Documents of one `group` are never on both sides of a split; `corpus` names them in the metrics.
    """

    text: str
    paragraphs: Sequence[Span]
    labels: Mapping[str, Labels]
    weights: Mapping[str, Labels]
    ngram_weights: Labels
    group: str
    corpus: str


@dataclass(frozen=True)
class Resources:
    """What is known of English before any label is learned.

    `by_fold` are language models, each trained without the documents of its fold (or a single one, trained on none of
    the documents), and `piece_ngrams` is the one of everything. `unseen_substitutes` stands for `substitutes` where
    paragraphs are held out: made without what the held-out documents were made with.
    """

    tokenizer: Tokenizer
    by_fold: Sequence[PieceNgramModel]
    piece_ngrams: PieceNgramModel
    word_ngrams: WordNgramModel
    substitutes: SubstitutionTable
    unseen_substitutes: SubstitutionTable
    discriminator: Discriminator

    @classmethod
    def of(cls, model: Model) -> Resources:
        """Those of a model, for documents that it was not trained on."""
        return cls(
            model.tokenizer,
            [model.piece_ngrams],
            model.piece_ngrams,
            model.word_ngrams,
            model.substitutes,
            model.substitutes,
            model.discriminator,
        )


@dataclass(frozen=True)
class ComponentRecipe:
    """What one part of a classifier learns, and from which columns."""

    damaged: tuple[str, ...] = ("",)
    """Corpora (by the beginnings of their names) whose damaged paragraphs it looks for."""
    others: float = 0.0
    """The label here of the damaged paragraphs of other corpora: 0, sound, or NaN, not judged."""
    unjudged: tuple[str, ...] = ()
    """Corpora (by the beginnings of their names) whose damaged paragraphs are not judged, whatever `others` says."""
    sets: Mapping[tuple[str, ...], float] = field(default_factory=dict)
    """Sets of corpora (by the beginnings of their names) that belong together, damaged text and sound text
    of the same origin, and how much each set weighs in the fit; in each the damaged paragraphs have the same share. See
    `weighting.balanced_sets`. None: rows weigh as they do, and in the calibration they always do."""
    without: frozenset[str] = frozenset()
    """Columns that it does not see."""
    linear: Mapping[str, float] = field(default_factory=dict)
    """Columns and what is added to the boosted margin for each unit of them, whatever boosting finds."""
    boosting: Mapping[str, Any] = field(default_factory=dict)
    """Settings other than the recipe's."""


@dataclass(frozen=True)
class Recipe:
    """What is fitted how: gradient boosting's settings (as scikit-learn names them) and the number of folds."""

    folds: int = 3
    ngram_strength: float = 8.0
    """Inverse of the heads' L2 penalty, as scikit-learn's C."""
    ngram_length: int | None = None
    """Pieces that the heads learn from at a time: longer paragraphs are cut, since a few long texts that are judged as
    wholes say little of which words made them so. None: paragraphs as they are."""
    light: float = 0.15
    """Rows of a smaller weight are drawn at random, and the drawn ones weigh this much: faster, and as good."""
    odds: Mapping[str, Mapping[tuple[str, ...], float]] = field(default_factory=dict)
    """By score and corpora (by the beginnings of their names), a factor on the odds of damage, where it is rarer in the
    world than there (Saerens, Latinne and Decaestecker 2002): sound paragraphs weigh more in the calibration."""
    document_prior: Mapping[str, str] = field(default_factory=dict)
    """By score, the component that a document's other paragraphs calibrate too. See `scoring.forest.DocumentPrior`."""
    evidence: Mapping[str, EvidenceRecipe] = field(default_factory=dict)
    """By score, the rules whose flags raise it, whatever boosting finds."""
    label_noise_weight: float = 1.0
    """Weight of a paragraph that is labelled sound and yet holds a flag of the score's own precise rules. Less than 1
    where labels come from the origin of a text and not from reading it: of such flags nine in ten are right. The
    calibration takes all labels as they are."""
    components: Mapping[str, Mapping[str, ComponentRecipe]] = field(default_factory=dict)
    """By score and name. A score without any has one part, for all its damage."""
    by_length: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By score, corpora (by the beginnings of their names) in whose fit a paragraph weighs by its words. See
    `weighting.by_words`. The calibration counts paragraphs."""
    boosting: Mapping[str, Any] = field(
        default_factory=lambda: {
            "max_iter": 160,
            "learning_rate": 0.09,
            "max_leaf_nodes": 24,
            "min_samples_leaf": 60,
            "l2_regularization": 1.0,
            "max_features": 0.4,
            "max_bins": 127,
        }
    )

    def unused(self, kind: str) -> frozenset[str]:
        """Columns that no part of a score sees: later labels do not see them either."""
        components = self.components.get(kind, {}).values()
        return frozenset.intersection(*(part.without for part in components)) if components else frozenset()


def fold_of(group: str, folds: int) -> int:
    """The fold of a group: the same on every machine, whatever else is in the data."""
    return zlib.crc32(group.encode()) % folds
