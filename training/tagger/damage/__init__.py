"""Damages paragraphs, token by token, and keeps what was done as a label of each token.

Varied more widely than any rule: where, how long, with or without closing mark, capitals and line breaks, and from
where the words come. See `Class` for the labels.
"""

from __future__ import annotations

from training.tagger.damage.boundaries import (
    cut_off,
    false_stop,
    glued,
    joined_paragraphs,
    line_break,
    lost_opening,
    lost_stop,
    quotation,
    split,
)
from training.tagger.damage.editing import FEWEST, Damager, Material, Token, Tokens, tokens_of
from training.tagger.damage.splices import splice
from training.tagger.damage.wording import doubled, gap, moved, put_in, wrong_word

__all__ = ["DAMAGERS", "FEWEST", "Damager", "Material", "Token", "Tokens", "damaged", "tokens_of"]

DAMAGERS: dict[Damager, float] = {
    false_stop: 6, lost_stop: 4, joined_paragraphs: 1.5, splice: 11, gap: 3, lost_opening: 1.5, cut_off: 2.5,
    doubled: 1.5, wrong_word: 4, put_in: 1.5, moved: 1.5, line_break: 1.5, quotation: 1.2, glued: 1.2, split: 0.8,
}  # fmt: skip
"""How often each is used."""

_NAMES, _WEIGHTS = list(DAMAGERS), list(DAMAGERS.values())


def damaged(tokens: Tokens, m: Material, count: int) -> Tokens:
    """The paragraph with up to `count` faults."""
    for damager in m.rng.choices(_NAMES, _WEIGHTS, k=count):
        if len(tokens) >= FEWEST:
            tokens = damager(tokens, m) or tokens
    return tokens
