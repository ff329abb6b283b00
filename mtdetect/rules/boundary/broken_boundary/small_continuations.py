"""Full stops before lower case, which stand inside a sentence, or behind one whose writer leaves out capitals."""

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
from mtdetect.rules.boundary.broken_boundary.unlikely_stops import BEFORE_SMALL, Place
from mtdetect.rules.edit_test import LMCoroutine
from mtdetect.text import patterns, wordlists
from mtdetect.text.register import InformalRegister
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

# An object that sentences often end on: only the language model can tell.
_OBJECT = patterns.compile("it|them|me|him|us|you|this|that")
_POSSESSIVE = patterns.compile(r"[a-z][’']s\Z")
_CODE_SIGN = patterns.compile(r"(?<!\{)\{(?!\{)|\(\)|=>|&&|\|\|| = |://|// |\w;\w")

DOUBTFUL = 4.0
"""Bits that taking out a stop before lower case must save where the writer may have left out the capital."""

LOST_CAPITAL = -2.0
"""Bits below which a stop before lower case is a sentence's end: the next one only lost its capital. Before a word that
opens clauses in a chat, none may be lost."""


def is_code(text: str, stop: Stop) -> bool:
    """Whether code stands around a stop, or a stroke behind it, which a credit has, too."""
    return _CODE_SIGN.search(text, max(0, stop.at - 60), stop.follow + 60) is not None or text.startswith(
        " / ", stop.end
    )


def clearly_continued(text: str, stop: Stop) -> Place | None:
    """The place of a stop that is damage if only the writer cares for capitals, by the words around it."""
    word, after = stop.word, stop.after
    common = wordlists.load("common_words")
    sure = not _OBJECT.fullmatch(word) and (
        word in common
        or _POSSESSIVE.search(word)
        or (word.isalpha() and len(word) > 4)
        or word in wordlists.load("short_words")
    )
    goes_on = text[stop.end : stop.end + 1] in (" ", ",", "\xa0")
    if "\n" in stop.white:  # a line that was long enough for prose, and no blank line or indent
        long = "\n" not in text[max(0, stop.at - 80) : stop.at]
        goes_on = goes_on and after in common and stop.white == "\n" and long
    if sure and goes_on and word not in wordlists.load("abbreviations") and after.islower():
        return Place.of(stop, DOUBTFUL if CHAT_OPENS.fullmatch(after) else 0.0)
    return None


def maybe_continued(text: str, stop: Stop) -> Place | None:
    """The place of any other that the language model may judge."""
    word = stop.word
    if (
        "\n" not in stop.white
        and "." not in word
        and len(word) > 1
        and word not in wordlists.load("abbreviations")
        and stop.after.islower()
        and not ITEM.match(text, stop.follow)
        and not CODE.match(text, stop.end)
    ):
        return Place.of(stop, BEFORE_SMALL)
    return None


def not_the_writers_way(
    doc: SegmentedText, places: Sequence[Place], casual: InformalRegister, stops: int
) -> LMCoroutine[list[Finding]]:
    """Those of the places that are `clearly_continued`, of so many stops in all, that are no way of writing."""
    edited = stops >= EDITED_STOPS and len(places) * 6 <= stops
    saved = yield from gains_of_joining(doc, [(place.at, place.follow) for place in places])
    return [
        Finding(place.start, place.end, _message(doc.text, place))
        for place, bits in zip(places, saved, strict=True)
        if _is_damage(doc, place, bits, casual, edited)
    ]


def _is_damage(doc: SegmentedText, place: Place, bits: float, casual: InformalRegister, edited: bool) -> bool:
    signs, small = casual.signs_near(place.at), casual.small_starts_near(place.follow)
    allowed = edited and not place.bits  # not before a word that opens clauses in a chat
    clear = (edited or not place.bits) and signs <= allowed and small <= 1 + allowed
    if isinstance(doc, ReadText) and bits < (0.0 if place.bits else LOST_CAPITAL):
        return False
    if not clear and doc.paragraph_at(place.at).start == 0 and doc.text[:1].islower():
        return False
    return (clear or bits >= DOUBTFUL + signs) and not is_lowercase_name(doc, place.follow)  # the more signs, the surer


def _message(text: str, place: Place) -> str:
    word = text[place.start : place.at]
    return f"The full stop after “{word}” stands inside a sentence, which goes on in lower case."


_SMALL_I = patterns.compile(r" i(?= [a-z]|[’'](?:m|ve|ll|d) )")


def has_small_i(doc: SegmentedText) -> bool:
    """Whether somebody writes “i” for “I”."""
    return any(True for _ in patterns.matches(_SMALL_I, doc.text, doc.places(_before_small_i)))


@cache
def _small_i() -> HashedWordSet:
    from mtdetect.text.word_index import HashedWordSet

    return HashedWordSet("i", "hashes")


def _before_small_i(chars: CharIndex) -> Places:
    return chars.words.at(_small_i().has(chars.words.hashes)) - 1
