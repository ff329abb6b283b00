"""Headlines in title case and headings in capitals that run into the next sentence or end a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mtdetect.rules.needs import Needs
from mtdetect.rules.splice.stray_fragment.phrases import MIN_PARAGRAPH
from mtdetect.text import patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Span

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import Places

MIN_PROSE, MAX_HEADLINE, MAX_AFTER = 120, 150, 70
"""Lengths in characters: a paragraph that may begin with a headline, the headline, and the text examined after it."""

_TITLED = r"(?:[A-Z][\w’'&-]*|\d[\d,.]*%?)"
_SMALL = (
    "of|in|the|to|for|on|an?|and|with|at|by|from|is|as|or|are|was|that|if|but|its|it|be|not|than|after|before|over|this"
)
_HEADLINE = patterns.compile(rf"({_TITLED}(?: (?:{_TITLED}|{_SMALL})){{3,16}}) ([A-Z][\w’'-]*),? (?=[a-z])")
# Words of a clause. Names of offices and titles of works contain prepositions, but hardly ever any of these.
_CLAUSE_WORD = patterns.compile(
    r"is|are|was|were|been|has|have|had|do|does|did|will|would|can|could|should|must|said|says|you|we|they|he|she|it|its"
    r"|that|if|but|than|this|not|how|why|what|when|where|who|always|never|still|here|now|\w+n[’']t",
    re.IGNORECASE,
)


LONGEST_SMALL = max(map(len, _SMALL.split("|")))

FEWEST_CAPITALS, MOST_WORDS = 4, 17
"""Behind the first word of a headline: capitalised words in the shortest, with the one that begins the sentence after
it, and words in the longest."""


def _title_case(chars: CharIndex) -> Places:
    """The beginnings of lines that begin like a headline and a sentence after it, with enough capitals."""
    import numpy as np

    lines, tokens = chars.lines, chars.tokens
    which = lines.tokens[:, None] + np.arange(1, MOST_WORDS + 1)
    which = which.clip(max=len(tokens) - 1)  # where a line is shorter, its next one is read, which does not matter
    begin = tokens.starts[which]
    capital, digit = (chars.are(begin.ravel(), own).reshape(which.shape) for own in ("[A-Z]", r"\d"))
    fits = capital | digit | (tokens.ends[which] - begin <= LONGEST_SMALL)
    headed = np.logical_and.accumulate(fits, axis=1) & capital
    return lines.at(headed.sum(axis=1) >= FEWEST_CAPITALS)


def headlines(doc: SegmentedText) -> Iterator[Span]:
    """A headline in title case at the start of a paragraph, directly before its first sentence."""
    text = doc.text
    for start, end in doc.paragraphs:
        if end - start < MIN_PROSE or not text[start].isalnum():
            continue
        match = _HEADLINE.match(text, start, min(end, start + MAX_HEADLINE))
        if match is None or not _is_lower_case_after(text, match.end()):
            continue
        words = match[1].split()
        capitals = [word for word in words[1:] if word[0].isupper()]
        plain = sum(map(_is_plain, capitals))
        # A name contains nouns. A verb or a pronoun marks a headline, and so does a sentence opener after it.
        is_headline = plain > 2 and any(map(_CLAUSE_WORD.fullmatch, words[2:]))
        is_headline = is_headline or match[2] in wordlists.load("sentence_openers")
        if (
            is_headline
            and len(capitals) > 2
            and plain > 1
            and words[-1].lower() not in wordlists.load("function_words")
        ):
            yield Span(*match.span(1))


_LAST_HEADLINE = patterns.compile(rf"({_TITLED}(?: (?:{_TITLED}|{_SMALL})){{4,16}})")
_IN_CAPITALS = patterns.compile(r"[A-Z]{3,}(?:[’' -][A-Z]+){2,9}\??(?= [A-Z][a-z’']* [a-z])")
_STOP_BEFORE = patterns.compile(r"(?<![^\s“\"(])([\w’'-]*)([.!?])[”\"’)]{0,2} \Z")


def _candidate_words(chars: CharIndex) -> Places:
    """Capitalised words after the end of a sentence; at least three of the next four are capitalised too."""
    words = chars.words
    capitals = chars.are(words.starts, "[A-Z]")
    near = capitals[:-4] & chars.are(words.starts[:-4] - 1, " ") & chars.are(words.starts[:-4] - 2, '[.!?”"]')
    following = sum(capitals[n : len(capitals) - 4 + n].astype("int8") for n in range(1, 5))
    return words.at((near & (following > 2)).nonzero()[0])


def inner_headlines(doc: SegmentedText) -> Iterator[Span]:
    """A headline between two sentences or after the last one of a paragraph; or a heading in capitals."""
    text = doc.text
    for start in doc.places(_candidate_words):
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
        if match and _has_clause_word(match[1].split()) and (last or _is_lower_case_after(text, match.end())):
            yield Span(*match.span(1))


def _ends_sentence(text: str, first: int, start: int) -> bool:
    """Whether a sentence ends before `start`, not just an abbreviation or a name such as “Yahoo!”."""
    stop = _STOP_BEFORE.search(text, max(first, start - 30), start)
    if stop is None or stop[1] in wordlists.load("abbreviations"):
        return False
    return stop[2] == "." or len(stop[1]) <= 2 or not stop[1].istitle()


def _has_clause_word(words: list[str]) -> bool:
    """Whether a headline contains a capitalised word of a clause and is complete."""
    capitals = [word for word in words[1:] if word[0].isupper()]
    clause = (word for word in words[2:] if word[0].isupper())
    return (
        sum(map(_is_plain, capitals)) > 2
        and any(map(_CLAUSE_WORD.fullmatch, clause))
        and words[-1].lower() not in wordlists.load("function_words")
    )


def _is_lower_case_after(text: str, end: int) -> bool:
    """Whether at least three in four of the words after a headline are in lower case."""
    rest = text[end : end + MAX_AFTER].split()[:8]
    return sum(word[0].islower() for word in rest) * 4 >= len(rest) * 3


def _is_plain(word: str) -> bool:
    """Whether a capitalised word is an ordinary word and not a name."""
    known = wordlists.known_words()
    return word.lower() in known or word.lower().removesuffix("s") in known


NEEDS = Needs(_title_case, _candidate_words)
