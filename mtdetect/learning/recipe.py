"""Training input: labelled documents, language resources, and the settings of the fits."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.learning.evidence import EvidenceRecipe
from mtdetect.learning.weighting import (
    Labels,
)
from mtdetect.lm.discriminator import Discriminator
from mtdetect.lm.piece_ngrams import PieceNgramModel
from mtdetect.lm.pieces import Tokenizer
from mtdetect.lm.substitutes import SubstitutionTable
from mtdetect.lm.tagger.network import Tagger
from mtdetect.lm.word_ngrams import WordNgramModel
from mtdetect.scoring.pipeline import Model
from mtdetect.types import Span


@dataclass(frozen=True)
class LabelledDocument:
    """A document with a label for each paragraph.

    `labels` and `weights` have one entry per paragraph for each of "translation" and "scraping"; NaN means not judged.
    `ngram_labels` holds the labels that the linear n-gram models learn from (paragraphs x NGRAM_MODELS); NaN where a
    model does not learn from a paragraph. Documents of one `group` are never on both sides of a split. `corpus` names
    their origin.
    """

    text: str
    paragraphs: Sequence[Span]
    labels: Mapping[str, Labels]
    weights: Mapping[str, Labels]
    ngram_labels: Labels
    group: str
    corpus: str


@dataclass(frozen=True)
class Resources:
    """The tokenizer and language models, which are trained before any label is used.

    `by_fold` has a piece n-gram model for each fold, trained without its documents, or a single one, trained without
    any of the documents. `piece_ngrams` is trained on everything. `unseen_substitutes` replaces `substitutes` for
    held-out paragraphs: it lacks the substitutions that these were made with.
    """

    tokenizer: Tokenizer
    by_fold: Sequence[PieceNgramModel]
    piece_ngrams: PieceNgramModel
    word_ngrams: WordNgramModel
    substitutes: SubstitutionTable
    unseen_substitutes: SubstitutionTable
    discriminator: Discriminator
    tagger: Tagger | None = None

    @classmethod
    def of(cls, model: Model) -> Resources:
        """The resources of a model, for documents that it was not trained on."""
        return cls(
            model.tokenizer,
            [model.piece_ngrams],
            model.piece_ngrams,
            model.word_ngrams,
            model.substitutes,
            model.substitutes,
            model.discriminator,
            model.tagger,
        )


@dataclass(frozen=True)
class ComponentRecipe:
    """What one component of a classifier learns from. Corpora are named by prefixes of their names."""

    damaged: tuple[str, ...] = ("",)
    """Corpora whose damaged paragraphs it learns to find."""
    others: float = 0.0
    """Its label for the damaged paragraphs of other corpora: 0 (sound) or NaN (not judged)."""
    unjudged: tuple[str, ...] = ()
    """Corpora whose damaged paragraphs are not judged, whatever `others` is."""
    sets: Mapping[tuple[str, ...], float] = field(default_factory=dict)
    """Sets of corpora with damaged and sound text of the same origin, and the weight of each set in the fit. Damaged
    paragraphs get the same share of every set; see `weighting.balanced_sets`. Without sets, and in the calibration,
    paragraphs keep their weights."""
    without: frozenset[str] = frozenset()
    """Columns that it does not use."""
    linear: Mapping[str, float] = field(default_factory=dict)
    """Weights of columns that are added to the boosted margin."""
    boosting: Mapping[str, Any] = field(default_factory=dict)
    """Settings that replace those of the recipe."""


@dataclass(frozen=True)
class Recipe:
    """The settings of a training. Corpora are named by prefixes of their names."""

    folds: int = 3
    ngram_strength: float = 8.0
    """Inverse of the L2 penalty of the linear n-gram models (scikit-learn's C)."""
    light: float = 0.15
    """Rows with a smaller weight are sampled, and those drawn get this weight. It is faster, and just as good."""
    odds: Mapping[str, Mapping[tuple[str, ...], float]] = field(default_factory=dict)
    """By score and corpora: a factor on the odds of damage. With a factor below 1, sound paragraphs weigh more in the
    calibration, because damage is rarer in the world than in these corpora (Saerens, Latinne and Decaestecker 2002)."""
    document_prior: Mapping[str, str] = field(default_factory=dict)
    """By score: the component that gets a document prior. See `scoring.document_prior.DocumentPrior`."""
    evidence: Mapping[str, EvidenceRecipe] = field(default_factory=dict)
    """By score: the rules whose flags raise it, outside the boosted trees."""
    label_noise_weight: float = 1.0
    """Factor on the weight of a paragraph that is labelled sound although one of the score's precise rules flags it.
    Below 1 if labels come from the origin of a text, not from reading it: nine in ten of such flags are right. The
    calibration ignores it."""
    believed: tuple[str, ...] = ()
    """Prefixes of corpus names to which `label_noise_weight` does not apply: no rule was tuned on them."""
    components: Mapping[str, Mapping[str, ComponentRecipe]] = field(default_factory=dict)
    """By score and name. A score without an entry has one component, for all its damage."""
    by_length: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By score: corpora where a paragraph's weight in the fit depends on its length; see `weighting.by_words`. The
    calibration ignores it."""
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
    """Settings of gradient boosting, as scikit-learn names them."""

    def unused(self, kind: str) -> frozenset[str]:
        """Columns that no component of a score uses. Few-shot adaptation does not use them either."""
        components = self.components.get(kind, {}).values()
        return frozenset.intersection(*(component.without for component in components)) if components else frozenset()


def fold_of(group: str, folds: int) -> int:
    """The fold of a group. It is the same on every machine, and does not depend on the other groups."""
    return zlib.crc32(group.encode()) % folds


def balanced_folds(groups: Sequence[str], folds: int) -> NDArray[np.int64]:
    """The fold of each row: groups, the largest first, each go to the fold with the fewest rows so far."""
    names, own, sizes = np.unique(np.array(groups, np.str_), return_inverse=True, return_counts=True)
    filled = np.zeros(folds, np.int64)
    fold = np.zeros(len(names), np.int64)
    for group in np.argsort(-sizes, kind="stable"):
        fold[group] = filled.argmin()
        filled[fold[group]] += sizes[group]
    return fold[own]
