"""How the candidate finders tell a stray phrase from part of a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mtdetect.text import patterns
from mtdetect.text.segmentation import index_at
from mtdetect.text.segmented_text import SegmentedText

MIN_PARAGRAPH = 100
"""A paragraph with this many characters is prose that a label may be attached to; shorter ones may be signed notes."""

MAX_WORD = 24
"""Characters to look back for the word before a stop: no abbreviation is longer."""

OPENERS = frozenset(
    ("The", "But", "And", "In", "On", "At", "He", "She", "It", "They", "We", "I", "Thanks", "Dear", "Mr", "Dr")
)
"""Words that begin sentences and letters, but hardly ever headings."""

OPENS_SENTENCE = (
    "The|A|An|In|It|He|She|They|We|But|And|On|At|As|This|That|These|Those|There|When|After|For|If|You|With|While"
    "|Since|According|His|Her|Their|Its|Our|So|However|By|From|To|What|Who|How|Why|Some|Many|Most|Each|Here|Now|Instead"
    "|Another|Among|Over|During|Although|Because|Despite|Not|No"
)
"""Words that begin a sentence after a heading without punctuation."""

DETERMINER = patterns.compile(
    r"(?:the|an?|any|all|some|no|this|that|these|those|each|every|both|many|few|several|its|his|her|their|our|my|your"
    r"|two|three|four|five|\w+['’]s?)\Z",
    re.IGNORECASE,
)
# A word that needs a phrase after it.
GOVERNING = patterns.compile(
    r"(?:of|in|on|at|by|to|from|with|for|as|like|and|or|than|into|over|under|between|against|about|via|near|through|across"
    r"|said|says|called|named|is|was|are|were"
    r"|new|first|last|former|other|another|\w+[’']s?|\w+s[’'])\Z",
    re.IGNORECASE,
)
CLAUSE_WORD = patterns.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|will|would|can|could|may|might|should|must"  # auxiliaries
    r"|said|says|get|let|go|see|visit"  # verbs of speech and in commands
    r"|i|you|we|they|it|he|she|who|which|that)\b"
    r"|n[’']t\b|[’'](?:s|re|ll|ve|d|m)\b",  # contractions
    re.IGNORECASE,
)
# The beginning of a closing formula, or of a sentence that has only lost its full stop.
CLOSING = patterns.compile(
    r"(?:Take care|Thank you|Thankyou|Thanks|Many thanks|Best|Kind|Warm|Regards|Cheers|Love|Sincerely|Yours|Hugs)\b"
    r"|(?:Sorry|Good luck|See you|Talk to you|Happy|Good (?:morning|evening|night|day)|Hi|Hello|Hope|Please|Let me)\b"
    r"|.*\b[Tt]hank you\Z"
    r"|(?:His|Her|My|Your|Our|Their|Its)\b"
    r"|(?:\w+ ){1,3}(?:is|are|was|were|am)\b"
    r"|[A-Z][a-z]+ly [a-z]+ed\Z"
    # A review that leaves out the subject.
    r"|(?:Gets|Has|Does|Will|Would)\b|[A-Z][a-z]+ [a-z]+ (?:also|too|again|though)\Z"
)
CREDIT = patterns.compile(r"(?:Source|Photo|Image|Credit|By|Via|With|Reporting|Editing|Translated)\b", re.IGNORECASE)
# The writer speaks in the first person: a name may be the signature.
PERSONAL = patterns.compile(r"\b(?:I|I[’']\w{1,2}|me|my|please|Please)\b")
NUMBERED = patterns.compile(r"(?:[A-Z]?\d[\d.]*|[IVXLC]+|[A-Z])\Z")
_CLEAR_PROSE = patterns.compile(r"\b(?:the|an?|of|has|have|had|was|were|is|are|will|would|that|which)\b", re.IGNORECASE)


def stop_prefilter(begin: str) -> tuple[str, ...]:
    """A prefilter: the end of a sentence, up to two closing marks, and the beginning of the next phrase."""
    return tuple(rf"(?<=[a-z\d%)])[.!?]{marks} {begin}" for marks in ("", *('[”"’)]' * n for n in (1, 2))))


STOPS = stop_prefilter("[A-Z]")


def word_before(text: str, stop: int, start: int) -> str:
    """The word before a stop, or the part of it that is not before `start`."""
    return "".join(text[max(start, stop - MAX_WORD) : stop].split()[-1:])


def are_determined(words: Sequence[str]) -> bool:
    """Whether the words include an article, a possessive or a number."""
    return any(map(DETERMINER.match, words))


def is_prose(doc: SegmentedText, offset: int) -> bool:
    """Whether the line is prose up to `offset`: five words, one of them a function word that headlines leave out."""
    line = doc.lines[index_at(doc.lines, offset)]
    before = doc.text[line.start : offset]
    return len(before.split()) >= 5 and _CLEAR_PROSE.search(before) is not None


def continues_in_lower_case(rest: str) -> bool:
    """Whether a sentence follows and not the rest of a title: at least half of the long words are in lower case."""
    long = [word for word in rest.split() if len(word) > 3]
    return " | " not in rest and sum(word[0].islower() for word in long) * 2 >= len(long)
