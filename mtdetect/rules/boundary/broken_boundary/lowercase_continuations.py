"""Full stops before lower case: either they are inside a sentence, or the writer skips capitals."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from mtdetect.lm.read_text import ReadText
from mtdetect.rules.boundary.boundary_words import (
    CHAT_OPENS,
    CODE,
    EDITED_STOPS,
    ITEM,
    gains_of_joining,
    is_lowercase_name,
)
from mtdetect.rules.boundary.broken_boundary.stops import Stop
from mtdetect.rules.boundary.broken_boundary.unlikely_stops import BEFORE_LOWER_CASE, Place
from mtdetect.rules.edit_scoring import LMCoroutine
from mtdetect.text import patterns, wordlists
from mtdetect.text.register import InformalRegister
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

# Pronouns that often end a sentence, so the decision is left to the language model.
_OBJECT = patterns.compile("it|them|me|him|us|you|this|that")
_POSSESSIVE = patterns.compile(r"[a-z][’']s\Z")
_CODE_SIGN = patterns.compile(r"(?<!\{)\{(?!\{)|\(\)|=>|&&|\|\|| = |://|// |\w;\w")

DOUBTFUL = 4.0
"""Gain in bits that removing a full stop must reach if the writer may just have skipped the capital after it."""

LOST_CAPITAL = -2.0
"""Gain in bits below which the full stop is right, and only the capital after it is missing. Before a word that opens
clauses in chats, the limit is zero."""


def is_code(text: str, stop: Stop) -> bool:
    """Whether there is code around a full stop, or a slash after it, as in code and in credits."""
    return _CODE_SIGN.search(text, max(0, stop.at - 60), stop.follow + 60) is not None or text.startswith(
        " / ", stop.end
    )


def clearly_continued(text: str, stop: Stop) -> Place | None:
    """The place of a full stop that is damage if the writer uses capitals; the words around it are clear enough."""
    word, after = stop.word, stop.after
    common = wordlists.load("common_words")
    sure = not _OBJECT.fullmatch(word) and (
        word in common
        or _POSSESSIVE.search(word)
        or (word.isalpha() and len(word) > 4)
        or word in wordlists.load("short_words")
    )
    continues = text[stop.end : stop.end + 1] in (" ", ",", "\xa0")
    if "\n" in stop.white:  # the line must be long enough for prose, with no empty line or indent after it
        long = "\n" not in text[max(0, stop.at - 80) : stop.at]
        continues = continues and after in common and stop.white == "\n" and long
    if sure and continues and after != word and word not in wordlists.load("abbreviations") and after.islower():
        return Place.of(stop, DOUBTFUL if CHAT_OPENS.fullmatch(after) else 0.0)
    return None


def maybe_continued(text: str, stop: Stop) -> Place | None:
    """The place of any other full stop before lower case that the language model may judge."""
    word = stop.word
    if (
        "\n" not in stop.white
        and "." not in word
        and len(word) > 1
        and word not in wordlists.load("abbreviations")
        and stop.after.islower()
        and stop.after != word
        and not ITEM.match(text, stop.follow)
        and not CODE.match(text, stop.end)
    ):
        return Place.of(stop, BEFORE_LOWER_CASE)
    return None


def not_the_writers_style(
    doc: SegmentedText, places: Sequence[Place], casual: InformalRegister, stops: int
) -> LMCoroutine[list[Finding]]:
    """Those `clearly_continued` places that the writer's habits don't explain, out of `stops` full stops in all."""
    edited = stops >= EDITED_STOPS and len(places) * 6 <= stops
    saved = yield from gains_of_joining(doc, [(place.at, place.follow) for place in places])
    return [
        Finding(place.start, place.end, _message(doc.text, place))
        for place, bits in zip(places, saved, strict=True)
        if _is_damage(doc, place, bits, casual, edited)
    ]


def _is_damage(doc: SegmentedText, place: Place, bits: float, casual: InformalRegister, edited: bool) -> bool:
    signs, small = casual.signs_near(place.at), casual.small_starts_near(place.follow)
    allowed = edited and not place.bits  # words that open clauses in chats get no allowance
    clear = (edited or not place.bits) and signs <= allowed and small <= 1 + allowed
    if isinstance(doc, ReadText) and bits < (0.0 if place.bits else LOST_CAPITAL):
        return False
    if not clear and doc.paragraph_at(place.at).start == 0 and doc.text[:1].islower():
        return False
    # Each casual sign raises the bar for the language model.
    return (clear or bits >= DOUBTFUL + signs) and not is_lowercase_name(doc, place.follow)


def _message(text: str, place: Place) -> str:
    word = text[place.start : place.at]
    return f"Full stop after “{word}”: the sentence continues in lower case."


_SMALL_I = patterns.compile(r" i(?= [a-z]|[’'](?:m|ve|ll|d) )")


def has_small_i(doc: SegmentedText) -> bool:
    """Whether anyone in the text writes “i” for “I”."""
    return any(True for _ in patterns.matches(_SMALL_I, doc.text, doc.places(_before_small_i)))


@cache
def _small_i() -> HashedWordSet:
    from mtdetect.text.word_index import HashedWordSet

    return HashedWordSet("i", "hashes")


def _before_small_i(chars: CharIndex) -> Places:
    return chars.words.at(_small_i().has(chars.words.hashes)) - 1
