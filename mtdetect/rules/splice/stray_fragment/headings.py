"""Headings in sentence case and names, run into the prose just before a sentence or a quotation begins."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from mtdetect.rules.needs import Needs
from mtdetect.rules.splice.stray_fragment.phrases import (
    CLAUSE_WORD,
    CLOSING,
    DETERMINER,
    GOVERNING,
    MIN_PARAGRAPH,
    NUMBERED,
    OPENERS,
    OPENS_SENTENCE,
    PERSONAL,
    STOPS,
    are_determined,
    continues_in_lower_case,
    stop_prefilter,
    word_before,
)
from mtdetect.text import patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Span

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

_HEAD = patterns.compile(
    r"([A-Z]\w[\w’'-]*(?: \w[\w’'-]*){0,3}?) (?:The|An?|In|It|He|She|They|We|But|On|At|As|This|These|There|When"
    r"|After|For|If) [a-z]{2}"
)
# After a single word, these need not begin a sentence: “Vitamin A protects”, “Immunoglobulins A”, a name and “He”.
_TAKES_A_NAME = patterns.compile(r" (?:A|He|She|It|They|We) ")
_CONDITION = ("If", "Unless", "Whether")  # “If an action A has a value”


@cache
def _openers_after_head() -> HashedWordSet:
    from mtdetect.text.word_index import HashedWordSet

    words = "The A An In It He She They We But On At As This These There When After For If"
    return HashedWordSet(words.split(), "hashes")


def _mid_openers(chars: CharIndex) -> Places:
    """Words that begin sentences, straight after another word."""
    words = chars.words
    after_word = chars.are(words.starts - 1, " ") & chars.are(words.starts - 2, r"[\w’'-]")
    return words.at(after_word & _openers_after_head().has(words.hashes))


def leading_headings(doc: SegmentedText) -> Iterator[Span]:
    """A label or heading at the start of a paragraph, directly before the word that begins its first sentence."""
    text = doc.text
    for start, end in doc.paragraphs:
        if end - start < MIN_PARAGRAPH * 2 // 3:
            continue
        match = _HEAD.match(text, start, min(end, start + 80))
        if match is None or match[1].isupper():  # a dateline
            continue
        words = match[1].split()
        if (
            words[0] not in OPENERS
            and words[0] not in _CONDITION
            and not NUMBERED.match(words[-1])
            and not (len(words) == 1 and _TAKES_A_NAME.match(text, match.end(1)))
            and continues_in_lower_case(text[match.end(1) : min(end, match.end(1) + 120)])
            and not GOVERNING.match(words[-1])
            and words[-1] not in wordlists.load("clause_openers")
        ):
            yield Span(*match.span(1))


_BEFORE_QUOTE = patterns.compile(r"([A-Z][\w’'-]*(?: [\w’'-]+){0,3}) [“\"][A-Z][a-z’']* [a-z’']+(?: [\w’'-]+){4}")
_SPOKEN = patterns.compile(r"[^“”\"\n]{0,400}[,.!?][”\"]")


_QUOTATION_AFTER_WORD = ("(?<=[\\w’'-]) [“\"][A-Z]",)


def headings_before_quotations(doc: SegmentedText) -> Iterator[Span]:
    """A few words at the start of a paragraph, directly before the quotation that begins its first sentence."""
    text = doc.text
    for start, end in doc.paragraphs:
        if end - start < MIN_PARAGRAPH or ("“" not in text[start : start + 60] and '"' not in text[start : start + 60]):
            continue
        match = _BEFORE_QUOTE.match(text, start, min(end, start + 60))
        if match is None or CLAUSE_WORD.search(match[1]):
            continue
        words = match[1].split()
        last = words[-1].lower()
        if (
            words[0] not in OPENERS
            and _quotes_speech(text, match.end(1))
            and not are_determined(words)
            and last not in wordlists.load("function_words")
            and not GOVERNING.match(last)
            and not last.endswith(("ed", "ing"))
        ):
            yield Span(*match.span(1))


_BEFORE_QUOTATION = patterns.PrefilteredPattern(
    r"[.!?](?<=[a-z][.!?])[”\"]? ([A-Z][a-z][\w’'-]*(?: (?:of )?[A-Z][\w’'-]*){1,3}) (?=[“\"][A-Z][a-z’']* [a-z])",
    *STOPS,
)


def names_before_quotations(doc: SegmentedText) -> Iterator[Span]:
    """Names between a full stop and a quotation, with no verb of speech."""
    text = doc.text
    for match in _BEFORE_QUOTATION.finditer(doc):
        paragraph = doc.paragraph_at(match.start())
        if (
            paragraph.end - paragraph.start >= MIN_PARAGRAPH
            and _quotes_speech(text, match.end(1))
            and not DETERMINER.match(match[1].rsplit(" ", 1)[-1])
            and word_before(text, match.start(), paragraph.start) not in wordlists.load("abbreviations")
        ):
            yield Span(*match.span(1))


def _quotes_speech(text: str, at: int) -> bool:
    """Whether the quotation after the space at `at` ends in punctuation, as speech does but titles do not."""
    return _SPOKEN.match(text, at + 2) is not None


MAX_WORDS = 8
"""A heading may follow a stop if the next sentence begins within this many words (runs of letters)."""

_STOP = r"[.!?](?<=[a-z\d%)][.!?])[”\"’)]{0,2}"
_INNER = patterns.compile(
    rf"{_STOP} ([A-Z][\w’'-]*(?: (?:(?:of|the|and|in|for|to|on|a|with) )?[\w’'-]+){{0,3}}?)"
    rf" (?:{OPENS_SENTENCE}) (?=[a-z])"
)
_QUOTED = patterns.PrefilteredPattern(rf"{_STOP} (‘[A-Z][\w’ ]{{2,30}}’) (?=[A-Z“\"])", *stop_prefilter("‘[A-Z]"))


@cache
def _sentence_openers() -> HashedWordSet:
    from mtdetect.text.word_index import HashedWordSet

    return HashedWordSet(OPENS_SENTENCE.split("|"), "hashes")


def _candidate_stops(chars: CharIndex) -> Places:
    """Stops that are soon followed by a word that begins sentences but has no stop before it."""
    words = chars.words
    opens = chars.are(words.starts - 1, " ") & chars.are(words.starts - 2, r"[\w’-]")
    opens &= _sentence_openers().has(words.hashes)
    stops = chars.where(STOPS)
    following = words.behind(stops)
    number = opens.cumsum()
    return stops[number.take(following + MAX_WORDS, mode="clip") > number.take(following, mode="clip")]


def inner_headings(doc: SegmentedText) -> Iterator[Span]:
    """A heading between two sentences of a paragraph: a few words that are not a clause, and then a sentence."""
    text = doc.text
    found = patterns.matches(_INNER, text, doc.places(_candidate_stops))
    for match in (*found, *_QUOTED.finditer(doc)):
        heading, paragraph = match[1], doc.paragraph_at(match.start())
        last = word_before(text, match.start(), paragraph.start)
        if paragraph.end - paragraph.start < MIN_PARAGRAPH or last in wordlists.load("abbreviations"):
            continue
        if heading.endswith("-") or last.isdigit():  # an item of a list: “17. Valtteri Bottas - We know”
            continue
        if not _may_be_heading(heading):
            continue
        if PERSONAL.search(text, max(paragraph.start, match.start() - 200), match.start()):
            continue
        if continues_in_lower_case(text[match.end(1) : min(paragraph.end, match.end() + 90)]):
            yield Span(*match.span(1))


def _may_be_heading(phrase: str) -> bool:
    """Whether a phrase is not a clause or plainly part of one, a section number, or the closing of a letter."""
    words, functions = phrase.split(), wordlists.load("function_words")
    if words[0].lower() in functions or words[-1].lower() in functions or CLAUSE_WORD.search(phrase):
        return False
    return not (words[0] in OPENERS or CLOSING.match(phrase) or NUMBERED.match(words[-1]))


NEEDS = Needs(_mid_openers, _QUOTATION_AFTER_WORD, _candidate_stops, _QUOTED)
