"""Articles, prepositions and titles whose noun or name is gone, so that they stand before what can't be their own
("a bale of has fetched", "violated the in the way", "Ms said")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from mtdetect.rules.boundary.vanished_text.paragraphs import Paragraphs
from mtdetect.text import patterns
from mtdetect.text.register import LowercaseNames
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places


def _either(neighbours: Mapping[str, str]) -> str:
    """The expression for any of the first words, and one of those it is mapped to, with one blank or two between."""
    sides = ((first.replace(" ", "|"), second.replace(" ", "|")) for first, second in neighbours.items())
    return "|".join(f"(?:{first}) {{1,2}}(?:{second})" for first, second in sides)


def _vocabulary(neighbours: Mapping[str, str]) -> HashedWordSet:
    """Each of these pairs of words, for a search of all texts."""
    from mtdetect.text.word_index import HashedWordSet

    own = neighbours.items()
    return HashedWordSet({f"{a} {b}" for first, second in own for a in first.split() for b in second.split()}, "pairs")


REACH = 200
"""Characters looked back for the beginning of a clause."""

# An article or a preposition before what can't be its own: the name or the figure between the two is gone.
_VERBS = "is are was were has have had will would"
_COLLIDING = {
    "the a an": f"{_VERBS} of in",
    "from with into": "of in",
    "of at by for from with into": f"{_VERBS} could should",
}
_COLLISION = patterns.compile(
    rf" (?<=[a-z%,] )(?:{_either(_COLLIDING)})(?= [a-z])"
    r"(?!(?<= will) (?!(?:be|have|not|also|now|soon|never|only|still)\b))"  # “the will of the state”, “of will that”
)
# What lets a clause end on a preposition: “the ones he spoke of are”, “close by is the market”.
_STRANDS = patterns.compile(
    r"\b(?:what|which|who|whom|whose|where|how|why|when|that|than|as|if|there|here|I|you|we|they|he|she|it|to|not|every\w+"
    r"|any\w+|some\w+|no\w*|all|one|way|thing|near|close|hard|\w+ed)\b|[’']|[\"“”(]",
    re.IGNORECASE,
)


def collisions(doc: SegmentedText, paragraphs: Paragraphs) -> Iterator[Finding]:
    """Articles and prepositions before a verb or another preposition, in a clause that strands none."""
    text = doc.text
    for match in patterns.matches(_COLLISION, text, doc.places(_before_collisions)):
        start = match.start() + 1
        window = text[max(0, start - REACH) : start]
        clause = re.split(r"[.?!;:]\s|\n", window)[-1]
        if paragraphs.long(start) and len(clause.split(None, 3)) > 2 and not _STRANDS.search(clause):
            yield Finding(start, match.end(), f"What stood between the words of “{match[0][1:]}” is gone.")


def _before_collisions(chars: CharIndex) -> Places:
    """The blanks before two words that may have lost what stood between them."""
    return chars.words.at(_colliding().has(chars.words.pairs)) - 1


@cache
def _colliding() -> HashedWordSet:
    return _vocabulary(_COLLIDING)


# What opens no noun phrase, whatever clause it stands in.
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
    rf" (?<=[a-z,] )(?:{_either(_NO_NOUN_AFTER)})(?= [a-z]|(?<=between and) \d)"
    r"(?! times\b| form\b| depth\b| house\b| vogue\b| be\b| date\b| crowd\b)"  # “the at times bitter fight”
)


def nouns(doc: SegmentedText, paragraphs: Paragraphs) -> Iterator[Finding]:
    text, of_code = doc.text, doc.memo(LowercaseNames).of_code
    for match in patterns.matches(_NO_NOUN, text, doc.places(_before_no_noun)):
        if not paragraphs.long(match.start()) or of_code or text.endswith((" by", " or", " and"), 0, match.start()):
            continue
        yield Finding(match.start() + 1, match.end(), f"What stood between the words of “{match[0][1:]}” is gone.")


def _before_no_noun(chars: CharIndex) -> Places:
    return chars.words.at(_no_noun().has(chars.words.pairs)) - 1


@cache
def _no_noun() -> HashedWordSet:
    return _vocabulary(_NO_NOUN_AFTER)


# A title whose name is gone: “Ms said”; an article that opens a sentence and has no noun: “The has provided”.
_NO_NAME = patterns.PrefilteredPattern(
    r"(?<![\w’'.-])(?:(?:Mr|Mrs|Ms|Dr)\.?"
    r" (?:said|says|told|has|was|is|had|will|would|also|added)|(?:The|An) (?:has|have"
    r"|had|is|are|was|were|of|and|says|said))(?= [a-z:])",
    *(r"M[rs] [swtihwa]", r"Mrs [swtihwa]", r"Dr [swtihwa]", r"M[rs]\. [swtihwa]", r"The [hiwoas]", r"An [hiwoas]"),
)


def names(doc: SegmentedText, paragraphs: Paragraphs) -> Iterator[Finding]:
    text, of_code = doc.text, doc.memo(LowercaseNames).of_code
    for match in _NO_NAME.finditer(doc):
        if paragraphs.long(match.start()) and not of_code and not text.endswith(("“", '"', "‘", "'"), 0, match.start()):
            yield Finding(*match.span(), f"What stood between the words of “{match[0]}” is gone.")
