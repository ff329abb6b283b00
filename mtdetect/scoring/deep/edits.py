"""What a paragraph would read like without a fragment, without a full stop, or with one more.

For each such edit, the large language model says how much less surprising the text becomes. Only a few are asked about:
a linear look at the surprisal of the text as it is, and at what the tagger says, picks them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.large.model import LONGEST, Continuation, LargeModel, Row
from mtdetect.lm.tagger.classes import Class

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

EDITED = (Class.FALSE_STOP, Class.LOST_STOP, Class.STRAY)
"""What an edit can undo."""

LONGEST_FRAGMENT = 10
"""Tokens of a fragment that may be taken out."""

LONGEST_WORD = 40
"""Characters of a word that an edit may write in another way."""

AHEAD = 6
"""Pieces after an edit whose surprisal is compared."""

LOWEST, HIGHEST = -12.0, 4.0
"""Margins of the tagger are cut off here: beyond, they say no more."""

_SPACES = {code: " " for code in range(0x3001) if chr(code).isspace()}
"""Line breaks and unusual spaces: layout, which says nothing about the wording."""


class Edit(NamedTuple):
    """What may be wrong with the tokens `first` to `last`, and what the text would be without it.

    The first `after` pieces stay. Then follow `pieces` instead of the pieces up to `until`.
    """

    which: Class
    first: int
    last: int
    after: int
    pieces: list[int]
    until: int
    kept: int
    """How many of `pieces`, the last ones, are the paragraph's own after the edit."""


@dataclass(frozen=True)
class ReadParagraph:
    """A paragraph that both networks have read. Arrays have one value a token of the tagger, or a piece."""

    text: str
    starts: Ints
    """Offsets of the tokens in the text."""
    ends: Ints
    margins: Floats
    """Of the tagger. Shape: tokens x classes."""
    ids: list[int]
    piece_of: Ints
    """The first piece of each token, and at the end the number of pieces; -1 if a piece belongs to two tokens."""
    rows: Sequence[Row]

    @classmethod
    def read(cls, model: LargeModel, text: str, starts: Ints, ends: Ints, margins: Floats) -> ReadParagraph | None:
        """None if the paragraph has too many pieces. `starts`, `ends`, `margins`: of the tokens with text."""
        text = text.translate(_SPACES)
        pieces = model.pieces(text)
        if not 0 < len(pieces.ids) <= LONGEST:
            return None
        first = {
            a + (text[a] == " " and b > a + 1): number for number, (a, b) in reversed(list(enumerate(pieces.offsets)))
        }
        piece_of = np.array([*(first.get(start, -1) for start in starts.tolist()), len(pieces.ids)])
        return cls(text, starts, ends, margins, pieces.ids, piece_of, list(model.read(pieces.ids)))

    @cached_property
    def surprisal(self) -> Floats:
        return np.concatenate([row.surprisal for row in self.rows])

    @cached_property
    def best_surprisal(self) -> Floats:
        return np.concatenate([row.best_surprisal for row in self.rows])

    @cached_property
    def hidden(self) -> Floats:
        """The mean of the middle layer's outputs. Shape: width."""
        hidden: Floats = np.concatenate([row.hidden for row in self.rows])[1:].mean(0)
        return hidden

    @cached_property
    def known(self) -> Bools:
        """Whether a token begins with a piece."""
        return self.piece_of[:-1] >= 0

    @cached_property
    def marks(self) -> Bools:
        """Whether a token is a mark."""
        return np.array([not self.text[start].isalnum() for start in self.starts.tolist()])

    @cached_property
    def capitals(self) -> Bools:
        return np.array([self.text[start].isupper() for start in self.starts.tolist()])

    @cached_property
    def spaced(self) -> Bools:
        """Whether there is a space before a token."""
        return np.concatenate([[True], self.starts[1:] > self.ends[:-1]])

    @cached_property
    def tagged(self) -> Floats:
        """The tagger's margins, cut off."""
        return self.margins.clip(LOWEST, HIGHEST)

    @cached_property
    def at(self) -> Floats:
        """Surprisal of the first piece, how much more that is than the likeliest piece's, and the surprisal of this
        piece and the next three. Shape: tokens x 3.
        """
        totals = np.concatenate([[0], self.surprisal.cumsum(dtype=np.float64)])
        first = np.maximum(self.piece_of[:-1], 0)
        after = np.minimum(first + 4, len(self.surprisal))
        values = [self.surprisal[first], (self.surprisal - self.best_surprisal)[first], totals[after] - totals[first]]
        return np.where(self.known, np.array(values), 0).astype(np.float32).T

    def word(self, token: int) -> str:
        return self.text[self.starts[token] : self.ends[token]]


def fragments(p: ReadParagraph) -> tuple[Ints, Floats]:
    """All fragments that could be taken out: the first token of each and the one after, and what is known of it at
    first sight. Shapes: n x 2, n x features.
    """
    number = len(p.starts)
    stray = p.tagged[:, Class.STRAY]
    total = np.concatenate([[0], stray.cumsum(dtype=np.float64)])
    before = np.concatenate([[LOWEST], stray[:-1]])
    mark_before = np.concatenate([[True], p.marks[:-1]])
    pairs, rows = [], []
    for size in range(1, min(LONGEST_FRAGMENT, number - 1) + 1):
        i = np.arange(number - size)
        j = i + size
        i = i[p.known[i] & p.known[j]]
        j = i + size
        pairs.append(np.stack([i, j], 1))
        rows.append(
            np.column_stack(
                [
                    p.at[i],
                    p.at[j],
                    (total[j] - total[i]) / size,
                    np.minimum(stray[i], stray[j - 1]),
                    stray[j],
                    before[i],
                    np.full(len(i), size),
                    np.full(len(i), size == 1),
                    p.capitals[i],
                    p.capitals[j - 1],
                    p.capitals[j],
                    p.marks[i],
                    p.marks[j],
                    mark_before[i],
                    i == 0,
                ]
            )
        )
    if not pairs:
        return np.zeros((0, 2), np.int64), np.zeros((0, LOOK), np.float32)
    return np.concatenate(pairs), np.concatenate(rows).astype(np.float32)


def without_fragment(p: ReadParagraph, first: int, after: int) -> Edit:
    start, end = int(p.piece_of[first]), int(p.piece_of[after])
    until = min(end + AHEAD, len(p.ids))
    return Edit(Class.STRAY, first, after - 1, start, p.ids[end:until], until, until - end)


def stops(p: ReadParagraph) -> Iterator[int]:
    """The full stops that have a word after them, and that the tagger doesn't take for certain."""
    for token in range(1, len(p.starts) - 1):
        doubtful = p.margins[token, Class.FALSE_STOP] > CERTAIN_STOP and p.word(token) == "."
        following = p.known[token] and p.known[token + 1] and p.spaced[token + 1]
        if doubtful and following and len(p.word(token + 1)) <= LONGEST_WORD:
            yield token


def without_stop(p: ReadParagraph, model: LargeModel, stop: int) -> list[Edit]:
    """The text without this full stop, with the next word in lower case, and as it is."""
    word = p.word(stop + 1)
    return [
        _with(p, Class.FALSE_STOP, stop, stop, model.pieces(f" {other}").ids, stop + 2)
        for other in dict.fromkeys((word[0].lower() + word[1:], word))
    ]


def may_begin_sentence(p: ReadParagraph) -> Ints:
    """The tokens before which a full stop may be missing."""
    number = np.arange(1, len(p.starts))
    able = p.known[1:] & p.spaced[1:] & ~p.marks[1:] & ~p.marks[:-1]
    return number[able & (p.ends[1:] - p.starts[1:] <= LONGEST_WORD)]


def with_stop(p: ReadParagraph, model: LargeModel, token: int) -> Edit:
    """The text with a full stop before this token."""
    word = p.word(token)
    return _with(p, Class.LOST_STOP, token, token, model.pieces(f". {word[0].upper()}{word[1:]}").ids, token + 1)


def _with(p: ReadParagraph, which: Class, first: int, last: int, pieces: list[int], then: int) -> Edit:
    """Other pieces from the token `first` on; the text continues with the token `then`."""
    while then < len(p.starts) and not p.known[then]:
        then += 1
    start = int(p.piece_of[then])
    until = min(start + AHEAD - 1, len(p.ids))
    return Edit(which, first, last, int(p.piece_of[first]), pieces + p.ids[start:until], until, until - start)


GAINS = 6
"""Columns of `gains`."""


def gains(p: ReadParagraph, edits: Sequence[Edit]) -> Floats:
    """How much less surprising the text is with each edit, in nats. Shape: edits x GAINS.

    The columns: of all pieces up to `until`; of those after the pieces that the edit takes out or changes, and of the
    first of these; the surprisal of what the edit takes out, and of its first piece; and of what it puts there.
    """
    totals = np.concatenate([[0], p.surprisal.cumsum(dtype=np.float64)])
    found = np.zeros((len(edits), GAINS), np.float32)
    for row in p.rows:
        end = row.first + len(row.surprisal)
        own = [i for i, edit in enumerate(edits) if row.first <= edit.after < end]
        given = [Continuation(edits[i].after, edits[i].pieces) for i in own]
        for i, surprisal in zip(own, row.of(given), strict=True):
            edit = edits[i]
            then = edit.until - edit.kept
            new, old = float(surprisal.sum()), float(totals[edit.until] - totals[edit.after])
            later = surprisal[len(surprisal) - edit.kept :]
            found[i] = (
                old - new,
                totals[edit.until] - totals[then] - float(later.sum()),
                p.surprisal[then] - later[0] if edit.kept else 0.0,
                totals[then] - totals[edit.after],
                p.surprisal[edit.after],
                surprisal[0],
            )
    return found


LOOK, DESCRIBED = 19, 29
"""Features of a fragment at first sight, and of an edit."""

FRAGMENTS, STARTS = (2, 1 / 12), (1, 1 / 25)
"""How many edits are asked about: fragments, and stops that may be missing. At least, and as a share of the tokens.
Twice as many find 5 % more of the fragments, and take half as long again."""

CERTAIN_STOP = -9.0
"""The tagger's margin below which a full stop is not asked about: see `mtdetect.rules.tagged.SOUND`."""


def edits(p: ReadParagraph, model: LargeModel, look: Floats) -> list[Edit]:
    """The edits that are worth asking about. `look`: see `DeepWeights`."""
    pairs, features = fragments(p)
    found = [without_fragment(p, *pairs[i].tolist()) for i in _highest(features @ look, _number(p, FRAGMENTS))]
    found += [edit for stop in stops(p) for edit in without_stop(p, model, stop)]
    begins = may_begin_sentence(p)
    if len(begins):
        promising = p.tagged[begins, Class.LOST_STOP] + 0.3 * p.at[begins, 0]
        found += [with_stop(p, model, int(begins[i])) for i in _highest(promising, _number(p, STARTS))]
    return found


def _number(p: ReadParagraph, how_many: tuple[int, float]) -> int:
    fewest, share = how_many
    return max(fewest, int(share * len(p.starts)))


def _highest(values: Floats, number: int) -> list[int]:
    order: list[int] = np.argsort(-values, kind="stable")[:number].tolist()
    return order


def described(p: ReadParagraph, asked: Sequence[Edit], gained: Floats) -> Floats:
    """What is known of each edit, for a linear classifier. `gained`: see `gains`. Shape: edits x DESCRIBED."""
    found = np.zeros((len(asked), DESCRIBED), np.float32)
    columns = list(EDITED)
    marks, capitals = np.append(p.marks, True), np.append(p.capitals, False)
    for row, (edit, gain) in enumerate(zip(asked, gained.tolist(), strict=True)):
        first, after = edit.first, edit.last + 1
        total, later, next_, gone, first_gone, put = gain
        inside = p.tagged[first:after]
        around = p.tagged[max(0, first - 1) : after + 1, columns].max(0)
        found[row] = (
            total, later, next_, gone, first_gone, put,
            min(later, 0.0), min(next_, 0.0), min(total, 0.0), max(later - 6.0, 0.0), gone / (edit.last + 1 - first),
            min(later, first_gone), min(total, 12.0),
            inside[:, edit.which].mean(), inside[:, edit.which].max(), *around,
            edit.last - first, float(edit.last == first), capitals[first], capitals[after], capitals[edit.last],
            marks[first], marks[after], marks[first - 1] if first else 1.0, float(first == 0),
            float(not p.spaced[first]), np.log(len(p.starts)),
        )  # fmt: skip
    return found
