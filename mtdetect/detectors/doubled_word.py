"""A word written twice in a row.

What it does
    Flags a function word that stands twice, with only white space between: "in [the the] capital".

Why it is damage
    Translation systems stutter where two source words map to the same English one, and editors of their output
    leave half of a correction standing. In careful prose such a pair is a slip that proof-reading removes.

Example
    >>> text = "He lives in the the capital."
    >>> [text[flag.start : flag.end] for flag in find(Analysis(text))]
    ['the the']

What it leaves alone
    Pairs that grammar allows ("had had", "that that", "gave her her book", "looking for for days"), repetition for
    effect ("very very", "no no", "bye bye"), names ("Duran Duran", "the The Hague office"), a speaker who breaks off
    ("laid the the — laid the egg"), speech that was written down with its hesitation ("uh, we — we saw the the dog"),
    numbers, and words on different lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from mtdetect import patterns
from mtdetect.analysis import Analysis
from mtdetect.repair import Nearby
from mtdetect.types import Flag, Rule

if TYPE_CHECKING:
    from mtdetect.letters import Letters
    from mtdetect.words import Places, Vocabulary

RULE = Rule("MTD304", "doubled-word", "translation", "A function word stands twice in a row.")

# Articles, prepositions, conjunctions and pronouns that English never doubles. Left out on purpose: that, had,
# is, do, you, it, no, so; her ("gave her her book"); and the prepositions that may end a relative clause and begin
# the next phrase: in, on, at, for, with, by, from ("those I work with with care").
_DOUBLED = (
    "the a an of to and or as but if this these those their our my its we they he she was were be been are has have"
    " will would should could must can cannot than into between because which while when where whose also"
)
_MARKS = tuple('",.;:()“”[]')

NEARBY = 1500
"""Characters on either side within which hesitation shows that speech was written down word for word."""

_HESITATION = patterns.compile(
    r"\b(?:[Uu]hm?|[Uu]m|[Ee]rm|[Mm]hm)\b|\b[A-Za-z]{1,8}- ?(?:--|[—–])"
    r"|\b(the|an?|of|to|in|and|is|it|we|you|he|she|they|this|that|my|it['’]s)(?:,| ?--| ?[—–]) \1\b"
)


def _begins_name(text: str, end: int) -> bool:
    return text[end : end + 1] == " " and text[end + 1 : end + 2].isupper()


@cache
def _vocabulary() -> Vocabulary:
    from mtdetect.words import Vocabulary

    return Vocabulary(_DOUBLED.split())


def _twice(letters: Letters) -> Places:
    """Function words that come again as the next word."""
    words = letters.words.folded
    twice = (words[1:] == words[:-1]).nonzero()[0]
    return letters.words.at(twice[_vocabulary().has(words[twice])])


def find(doc: Analysis) -> Iterator[Flag]:
    if not doc.places(_twice):
        return
    lower = doc.text.lower()
    for mark in _MARKS:  # so that a word with a mark beside it is still compared
        lower = lower.replace(mark, " ")
    words = lower.split()
    hesitation = Nearby(doc.text, _HESITATION, NEARBY)
    doubled = sorted({first for first, second in pairwise(words) if first == second} & set(_DOUBLED.split()))
    if not doubled:
        return
    pattern = rf"(?<![\w’'-])({'|'.join(doubled)})[ \t]{{1,8}}\1\b(?![-’']|[.\s]*[—–…]|\.\.)"
    for match in re.finditer(pattern, doc.text, re.IGNORECASE):
        first, second = match[0].split()
        # "A a" in lists, "AN AN" as names; "of the The Hague tribunal", where the second begins a name
        if (first.isupper() and len(first) == 1) or (not second.islower() and _begins_name(doc.text, match.end())):
            continue
        if not hesitation.near(match.start()):
            yield Flag(RULE.code, RULE.name, *match.span(), f"“{match[1]}” stands twice.")
