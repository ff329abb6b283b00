"""Finds articles, prepositions and titles whose noun or name is missing, so that a word follows which can't belong to
them ("a bale of has fetched", "violated the in the way", "Ms said")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from mtdetect.rules.boundary.vanished_text.paragraphs import Paragraphs
from mtdetect.rules.needs import Needs
from mtdetect.text import patterns
from mtdetect.text.register import LowercaseNames
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places


def _either(neighbours: Mapping[str, str]) -> str:
    """The pattern for any of the first words followed, after one or two spaces, by one of the words it maps to."""
    sides = ((first.replace(" ", "|"), second.replace(" ", "|")) for first, second in neighbours.items())
    return "|".join(f"(?:{first}) {{1,2}}(?:{second})" for first, second in sides)


def _vocabulary(neighbours: Mapping[str, str]) -> HashedWordSet:
    """The same pairs as hashed words, to find candidates in all texts at once."""
    from mtdetect.text.word_index import HashedWordSet

    own = neighbours.items()
    return HashedWordSet({f"{a} {b}" for first, second in own for a in first.split() for b in second.split()}, "pairs")


REACH = 200
"""How far back to look for the start of a clause, in characters."""

_LATIN = r"(?!(?<= in) (?:vitro|vivo|situ|silico|utero)\b)"

# An article or preposition before a word that can't follow it: the name or number between them is missing.
_VERBS = "is are was were has have had will would"
_COLLIDING = {
    "the a an": f"{_VERBS} of in",
    "from with into": "of in",
    "of at by for from with into": f"{_VERBS} could should",
}
_COLLISION = patterns.compile(
    rf" (?<=[a-z%,] )(?:{_either(_COLLIDING)})(?= [a-z]){_LATIN}"
    r"(?!(?<= will) (?!(?:be|have|not|also|now|soon|never|only|still)\b))"  # “the will of the state”, “of will that”
)
# Words that allow a clause to end with a preposition: “the ones he spoke of are”, “close by is the market”.
_STRANDS = patterns.compile(
    r"\b(?:what|which|who|whom|whose|where|how|why|when|that|than|as|if|there|here|I|you|we|they|he|she|it|to|not|every\w+"
    r"|any\w+|some\w+|no\w*|all|one|way|thing|near|close|hard|\w+ed|\w+ing)\b|[’']|[\"“”(]",
    re.IGNORECASE,
)


def collisions(doc: SegmentedText, paragraphs: Paragraphs) -> Iterator[Finding]:
    """Articles and prepositions before a verb or another preposition, in a clause that can't end there."""
    text = doc.text
    for match in patterns.matches(_COLLISION, text, doc.places(_before_collisions)):
        start = match.start() + 1
        window = text[max(0, start - REACH) : start]
        clause = re.split(r"[.?!;:]\s|\n", window)[-1]
        if paragraphs.long(start) and len(clause.split(None, 3)) > 2 and not _STRANDS.search(clause):
            yield Finding(start, match.end(), _message(match[0][1:]))


def _message(words: str) -> str:
    return f"A word, name or number is missing in the middle of “{words}”."


def _before_collisions(chars: CharIndex) -> Places:
    """Spaces before two words that may have lost a word between them."""
    return chars.words.at(_colliding().has(chars.words.pairs)) - 1


@cache
def _colliding() -> HashedWordSet:
    return _vocabulary(_COLLIDING)


# Words that can't begin a noun phrase, whatever the clause.
_NO_NOUN_AFTER = {
    "the": "is are was were has have had says of in and or to from with at because but an this these their his its our",
    "an": "is was has of and or to from with at for the a this their its our",
    "the an": "would could should told on by",
    "a": "of in on by with from the an their its our",
    "their our": "is are was were of in and or to from with at the an a",
    "every": "is are was were has had of in and or to from with at on by for the an a",
    "between": "and",
    "since": "and or but because",
}
_NO_NOUN = patterns.compile(
    rf" (?<=[a-z,] )(?:{_either(_NO_NOUN_AFTER)})(?= [a-z]|(?<=between and) \d)(?! p(?:riori|osteriori)\b)"
    r"(?! (?:times|form|depth|house|vogue|be|date|crowd)\b)"  # “the at times bitter fight”
    rf"{_LATIN}"
    r"(?! (?:expression|clause|operator|operation|condition|gate|function|key|keyword|statement|pointer"
    r"|reference|object|variable|parameter)s?\b)"  # “an or expression”
)


def nouns(doc: SegmentedText, paragraphs: Paragraphs) -> Iterator[Finding]:
    text, of_code = doc.text, doc.memo(LowercaseNames).of_code
    for match in patterns.matches(_NO_NOUN, text, doc.places(_before_no_noun)):
        if not paragraphs.long(match.start()) or of_code or text.endswith((" by", " or", " and"), 0, match.start()):
            continue
        yield Finding(match.start() + 1, match.end(), _message(match[0][1:]))


def _before_no_noun(chars: CharIndex) -> Places:
    return chars.words.at(_no_noun().has(chars.words.pairs)) - 1


@cache
def _no_noun() -> HashedWordSet:
    return _vocabulary(_NO_NOUN_AFTER)


# A title without its name (“Ms said”), or an article at the start of a sentence without its noun (“The has provided”).
_NO_NAME = patterns.PrefilteredPattern(
    r"(?<![\w’'.-])(?:(?:Mr|Mrs|Ms|Dr)\.?"
    r" (?:said|says|told|has|was|is|had|will|would|also|added)|(?:The|An) (?:has|have"
    r"|had|is|are|was|were|of|and|says|said))(?= [a-z:])"
    r"|(?<![\w’'.-])(?:The|An) (?:on|at|from|in|to|by|for|with)"
    r"(?= (?:the|an?|his|her|its|their|this|that|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b(?!-))",
    *(
        r"M[rs] [swtihwa]",
        r"Mrs [swtihwa]",
        r"Dr [swtihwa]",
        r"M[rs]\. [swtihwa]",
        r"The [hiwoasftb]",
        r"An [hiwoasftb]",
    ),
)


def names(doc: SegmentedText, paragraphs: Paragraphs) -> Iterator[Finding]:
    text, of_code = doc.text, doc.memo(LowercaseNames).of_code
    for match in _NO_NAME.finditer(doc):
        if paragraphs.long(match.start()) and not of_code and not text.endswith(("“", '"', "‘", "'"), 0, match.start()):
            yield Finding(*match.span(), _message(match[0]))


NEEDS = Needs(_before_collisions, _before_no_noun, _NO_NAME)
