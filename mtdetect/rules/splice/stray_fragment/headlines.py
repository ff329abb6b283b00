"""Headlines in title case, or headings in capitals, that run into the sentence behind them, or end a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mtdetect.rules.splice.stray_fragment.phrases import MIN_PARAGRAPH
from mtdetect.text import patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Span

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import Places

MIN_HEADED, MAX_HEADLINE, NEAR_HEADLINE = 120, 150, 70
"""Characters of a paragraph that may have a headline before it, of that headline, and of what is read behind it."""

_TITLED = r"(?:[A-Z][\w’'&-]*|\d[\d,.]*%?)"
_SMALL = (
    "of|in|the|to|for|on|an?|and|with|at|by|from|is|as|or|are|was|that|if|but|its|it|be|not|than|after|before|over|this"
)
_HEADLINE = patterns.compile(rf"({_TITLED}(?: (?:{_TITLED}|{_SMALL})){{3,16}}) ([A-Z][\w’'-]*),? (?=[a-z])")
# Words of a clause: the names of offices and works have prepositions in them, and hardly any of these.
_TELLS_CLAUSE = patterns.compile(
    r"is|are|was|were|been|has|have|had|do|does|did|will|would|can|could|should|must|said|says|you|we|they|he|she|it|its"
    r"|that|if|but|than|this|not|how|why|what|when|where|who|always|never|still|here|now|\w+n[’']t",
    re.IGNORECASE,
)


def headlines(doc: SegmentedText) -> Iterator[Span]:
    """A headline in title case at the start of a paragraph, straight before its first sentence, which is in small."""
    text = doc.text
    for start, end in doc.paragraphs:
        if end - start < MIN_HEADED or not text[start].isalnum():
            continue
        match = _HEADLINE.match(text, start, min(end, start + MAX_HEADLINE))
        if match is None or not _goes_on_small(text, match.end()):
            continue
        words = match[1].split()
        capitals = [word for word in words[1:] if word[0].isupper()]
        plain = sum(map(_is_plain, capitals))
        # A name has nouns in it; a verb or a pronoun tells a headline, a word that opens sentences what stands behind.
        told = plain > 2 and any(map(_TELLS_CLAUSE.fullmatch, words[2:]))
        told = told or match[2] in wordlists.load("sentence_openers")
        if told and len(capitals) > 2 and plain > 1 and words[-1].lower() not in wordlists.load("function_words"):
            yield Span(*match.span(1))


_LAST_HEADLINE = patterns.compile(rf"({_TITLED}(?: (?:{_TITLED}|{_SMALL})){{4,16}})")
_IN_CAPITALS = patterns.compile(r"[A-Z]{3,}(?:[’' -][A-Z]+){2,9}\??(?= [A-Z][a-z’']* [a-z])")
_STOP_BEFORE = patterns.compile(r"(?<![^\s“\"(])([\w’'-]*)([.!?])[”\"’)]{0,2} \Z")


def _after_stops(chars: CharIndex) -> Places:
    """Words with a capital behind a sentence's end, of the next four of which three have one too."""
    words = chars.words
    capitals = chars.are(words.starts, "[A-Z]")
    near = capitals[:-4] & chars.are(words.starts[:-4] - 1, " ") & chars.are(words.starts[:-4] - 2, '[.!?”"]')
    following = sum(capitals[n : len(capitals) - 4 + n].astype("int8") for n in range(1, 5))
    return words.at((near & (following > 2)).nonzero()[0])


def inner_headlines(doc: SegmentedText) -> Iterator[Span]:
    """The same between two sentences, or after the last of a paragraph; or a heading in capitals."""
    text = doc.text
    for start in doc.places(_after_stops):
        paragraph = doc.paragraph_at(start)
        if paragraph.end - paragraph.start < MIN_PARAGRAPH or not _ends_sentence(text, paragraph.start, start):
            continue
        match = _IN_CAPITALS.match(text, start, min(paragraph.end, start + MAX_HEADLINE))
        if match and sum(not _is_plain(word) for word in re.findall(r"[A-Z]+", match[0])) < 2:
            yield Span(*match.span())
            continue
        match = _HEADLINE.match(text, start, min(paragraph.end, start + MAX_HEADLINE))
        last = None if match else _LAST_HEADLINE.fullmatch(text, start, paragraph.end)
        match = match or last
        if match and _tells_clause(match[1].split()) and (last or _goes_on_small(text, match.end())):
            yield Span(*match.span(1))


def _ends_sentence(text: str, first: int, start: int) -> bool:
    """Whether a sentence ends before `start`, and no abbreviation, nor a name that has a mark of its own."""
    stop = _STOP_BEFORE.search(text, max(first, start - 30), start)
    if stop is None or stop[1] in wordlists.load("abbreviations"):
        return False
    return stop[2] == "." or len(stop[1]) <= 2 or not stop[1].istitle()


def _tells_clause(words: list[str]) -> bool:
    """Whether a headline has a word of a clause in it, written with a capital, and is not cut off."""
    capitals = [word for word in words[1:] if word[0].isupper()]
    clause = (word for word in words[2:] if word[0].isupper())
    return (
        sum(map(_is_plain, capitals)) > 2
        and any(map(_TELLS_CLAUSE.fullmatch, clause))
        and words[-1].lower() not in wordlists.load("function_words")
    )


def _goes_on_small(text: str, end: int) -> bool:
    """Whether three of four words behind a headline are written small."""
    rest = text[end : end + NEAR_HEADLINE].split()[:8]
    return sum(word[0].islower() for word in rest) * 4 >= len(rest) * 3


def _is_plain(word: str) -> bool:
    """Whether a word with a capital is no name."""
    known = wordlists.known_words()
    return word.lower() in known or word.lower().removesuffix("s") in known
