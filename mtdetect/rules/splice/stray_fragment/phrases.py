"""What tells a phrase that is bound to nothing from a part of a sentence, for all searches for stray fragments."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mtdetect.text import patterns
from mtdetect.text.segmentation import index_at
from mtdetect.text.segmented_text import SegmentedText

MIN_PARAGRAPH = 100
"""Characters of a paragraph of prose, to which a label may have been glued; shorter ones may be signed notes."""

LONGEST_WORD = 24
"""Characters in which the word before a stop is looked for: no abbreviation is longer."""

OPENERS = frozenset(
    ("The", "But", "And", "In", "On", "At", "He", "She", "It", "They", "We", "I", "Thanks", "Dear", "Mr", "Dr")
)
"""Words with which a sentence or a letter begins, and hardly ever a heading."""

OPENS_SENTENCE = (
    "The|A|An|In|It|He|She|They|We|But|And|On|At|As|This|That|These|Those|There|When|After|For|If|You|With|While"
    "|Since|According|His|Her|Their|Its|Our|So|However|By|From|To|What|Who|How|Why|Some|Many|Most|Each|Here|Now|Instead"
    "|Another|Among|Over|During|Although|Because|Despite|Not|No"
)
"""Words that open a sentence of its own after a heading that has no mark."""

DETERMINER = patterns.compile(
    r"(?:the|an?|any|all|some|no|this|that|these|those|each|every|both|many|few|several|its|his|her|their|our|my|your"
    r"|two|three|four|five|\w+['’]s?)\Z",
    re.IGNORECASE,
)
# A word that asks for a phrase behind it.
GOVERNING = patterns.compile(
    r"(?:of|in|on|at|by|to|from|with|for|as|like|and|or|than|into|over|under|between|against|about|via|near|through|across"
    r"|said|says|called|named|is|was|are|were"
    r"|new|first|last|former|other|another|\w+[’']s?|\w+s[’'])\Z",
    re.IGNORECASE,
)
CLAUSE_WORD = patterns.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|will|would|can|could|may|might|should|must"  # auxiliaries
    r"|said|says|get|let|go|see|visit"  # verbs of speech, and of an order
    r"|i|you|we|they|it|he|she|who|which|that)\b"
    r"|n[’']t\b|[’'](?:s|re|ll|ve|d|m)\b",  # either of them shortened
    re.IGNORECASE,
)
# Words of a closing formula, or of a sentence that only lost its stop.
CLOSING = patterns.compile(
    r"(?:Take care|Thank you|Thankyou|Thanks|Many thanks|Best|Kind|Warm|Regards|Cheers|Love|Sincerely|Yours|Hugs)\b"
    r"|(?:Sorry|Good luck|See you|Talk to you|Happy|Good (?:morning|evening|night|day)|Hi|Hello|Hope|Please|Let me)\b"
    r"|.*\b[Tt]hank you\Z"
    r"|(?:His|Her|My|Your|Our|Their|Its)\b"
    r"|(?:\w+ ){1,3}(?:is|are|was|were|am)\b"
    r"|[A-Z][a-z]+ly [a-z]+ed\Z"
    # What a review says without its subject.
    r"|(?:Gets|Has|Does|Will|Would)\b|[A-Z][a-z]+ [a-z]+ (?:also|too|again|though)\Z"
)
CREDIT = patterns.compile(r"(?:Source|Photo|Image|Credit|By|Via|With|Reporting|Editing|Translated)\b", re.IGNORECASE)
# What the writer says of herself, whose signature a name may be.
PERSONAL = patterns.compile(r"\b(?:I|I[’']\w{1,2}|me|my|please|Please)\b")
NUMBERED = patterns.compile(r"(?:[A-Z]?\d[\d.]*|[IVXLC]+|[A-Z])\Z")
_CLEAR_PROSE = patterns.compile(r"\b(?:the|an?|of|has|have|had|was|were|is|are|will|would|that|which)\b", re.IGNORECASE)


def behind_stops(begin: str) -> tuple[str, ...]:
    """Shapes of the end of a sentence, with up to two closing marks, and of what begins behind it."""
    return tuple(rf"(?<=[a-z\d%)])[.!?]{marks} {begin}" for marks in ("", *('[”"’)]' * n for n in (1, 2))))


STOPS = behind_stops("[A-Z]")


def word_before(text: str, stop: int, start: int) -> str:
    """The word in front of a stop, none of whose characters stands before `start`."""
    return "".join(text[max(start, stop - LONGEST_WORD) : stop].split()[-1:])


def are_determined(words: Sequence[str]) -> bool:
    """Whether there is an article, a possessive or a number among some words."""
    return any(map(DETERMINER.match, words))


def is_prose(doc: SegmentedText, offset: int) -> bool:
    """Whether the line is prose up to there: five words, and one that captions and headlines do without."""
    line = doc.lines[index_at(doc.lines, offset)]
    before = doc.text[line.start : offset]
    return len(before.split()) >= 5 and _CLEAR_PROSE.search(before) is not None


def goes_on_small(rest: str) -> bool:
    """Whether what follows is a sentence, and not the rest of a title: its next long words are written small."""
    long = [word for word in rest.split() if len(word) > 3]
    return " | " not in rest and sum(word[0].islower() for word in long) * 2 >= len(long)
