"""A word is written twice in a row.

What it does
    Flags a function word written twice with only spaces between: "in [the the] capital". Flags other words if the
    tagger, which reads the whole passage, finds the second copy superfluous.

Why it is damage
    Translation systems stutter when two source words map to the same English one, and editors who correct their output
    leave half of a correction behind. In careful prose, proofreading removes such slips.

Example
    >>> text = "He lives in the the capital."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['the the']

What it leaves alone
    Pairs that grammar allows ("had had", "that that", "gave her her book", "looking for for days"), repetition for
    effect ("very very", "no no", "bye bye"), names ("Duran Duran", "the The Hague office"), speakers who break off
    ("laid the the — laid the egg"), speech transcribed with its hesitations ("uh, we — we saw the the dog"), numbers,
    parts of longer words ("a per-thread thread pool"), species ("Pithecia pithecia"), a name for a word in a text about
    code ("the thread thread"), operators that a text talks about ("the words and and or"), and words on different
    lines or in different columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from mtdetect.lm.tagger.classes import Class
from mtdetect.rules.edit_scoring import RuleCoroutine, batched_lm
from mtdetect.rules.needs import Needs
from mtdetect.rules.tagged import Suspect, doubled, flagged, quoted
from mtdetect.text import patterns, wordlists
from mtdetect.text.register import LowercaseNames, WithinWindow
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding, Rule

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

RULE = Rule(
    "MTD304",
    "doubled-word",
    "translation",
    "A word is written twice in a row.",
    rank=40,
    merge_group="wording",
)

# Articles, prepositions, conjunctions, pronouns and auxiliaries that English never doubles. Left out on purpose: that,
# had, is, do, you, it, no, so; her ("gave her her book"); and the prepositions that may end a relative clause and also
# begin the next phrase: in, on, at, for, with, by, from ("those I work with with care").
_DOUBLED = (
    "the a an of to and or as but if this these those their our my its we they he she was were be been are has have"
    " will would should could must can cannot than into between because which while when where whose also"
)
_DEMONSTRATIVES = ("this", "these", "those")
_AFTER_PREPOSITION = patterns.compile(r"\b(?:to|of|from|on|at|in|for|with|by) \Z")
_SEPARATOR = patterns.compile(r"[\s\",.;:()“”\[\]]")
_TWICE = patterns.compile(rf"([^\W\d_]+){_SEPARATOR.pattern}+([^\W\d_]+)(?:{_SEPARATOR.pattern}|\Z)")
_PAIR = patterns.compile(
    rf"(?<![\w’'/-])({'|'.join(_DOUBLED.split())})[ \t]{{1,8}}\1\b(?![-’'_]|[.\s]*[—–…]|\.[.\w])", re.IGNORECASE
)

# Single letters in a row, as in a diagram: “a a a . 8”.
_LETTERS_APART = patterns.compile(r"(?<!\S)[^\W_] a a(?!\S)|(?<!\S)[.] a a(?!\S)|(?<!\S)a a (?:[^\W_a]|[.])(?!\S)")

_OPERATORS = patterns.compile(r"(?:and and,? (?:and )?(?:or|not)|or or,? (?:or )?(?:and|not))\b", re.IGNORECASE)
"""Words of a query or a program, next to the word that joins them: “combined by the words and and or”."""

_MAY_DOUBLE_WORDS = "had that very really much many far so too long never no yes ha bye more thousand gimme you"
_MAY_DOUBLE = frozenset(_MAY_DOUBLE_WORDS.split())
"""Words that English doubles, as in “he had had a bad night” and “not that that story was false”, or for emphasis."""

NEARBY = 1500
"""Hesitation within this many characters on either side shows that the text is a verbatim transcript."""

_HESITATION = patterns.compile(
    r"\b(?:[Uu]hm?|[Uu]m|[Ee]rm|[Mm]hm)\b|\b[A-Za-z]{1,8}- ?(?:--|[—–])"
    r"|\b(the|an?|of|to|in|and|is|it|we|you|he|she|they|this|that|my|it['’]s)(?:,| ?--| ?[—–]) \1\b"
)


def _begins_name(text: str, end: int) -> bool:
    return text[end : end + 1] == " " and text[end + 1 : end + 2].isupper()


@cache
def _vocabulary() -> HashedWordSet:
    from mtdetect.text.word_index import HashedWordSet

    return HashedWordSet(_DOUBLED.split())


def _twice(chars: CharIndex) -> Places:
    """Function words that are repeated as the next word."""
    words = chars.words.folded
    twice = (words[1:] == words[:-1]).nonzero()[0]
    return chars.words.at(twice[_vocabulary().has(words[twice])])


def _doubled(text: str, places: Iterable[int]) -> Iterator[str]:
    """The doubled words at these places, in lower case, if each copy is set off by white space or punctuation."""
    for place in places:
        twice = _TWICE.match(text, place)
        if twice and twice[1].lower() == twice[2].lower() and (place == 0 or _SEPARATOR.match(text[place - 1])):
            yield twice[1].lower()


NEEDS = Needs(_twice, tags=True)


@batched_lm
def find(doc: SegmentedText) -> RuleCoroutine:
    places = doc.places(_twice)
    twice = frozenset(_doubled(doc.text, places))
    hesitation = WithinWindow(doc.text, _HESITATION, NEARBY)
    for match in patterns.matches(_PAIR, doc.text, places):
        first, second = match[0].split()
        # "A a" in a list; "of the The Hague tribunal", where the second word begins a name
        if (first.isupper() and len(first) == 1) or (not second.islower() and _begins_name(doc.text, match.end())):
            continue
        if first.islower() and not second.islower():
            continue  # an abbreviation or a keyword: “AND or OR”
        if first.lower() == "he" and doc.text[match.end() : match.end() + 1] in ",.!?…)":
            continue  # laughter
        if _OPERATORS.match(doc.text, match.start()):
            continue
        if len(first) == 1 and _LETTERS_APART.search(doc.text, max(0, match.start() - 4), match.end() + 4):
            continue
        if _is_object(doc.text, first, match.start()):
            continue
        if first.lower() in twice and not hesitation.near(match.start()):
            yield RULE.flag(*match.span(), f"“{match[1]}” is written twice: English does not double this word.")
    for finding in (yield from flagged(doc, Class.DOUBLED, tagged_copies(doc))):
        if not hesitation.near(finding.start):
            yield RULE.flag(*finding)


def _is_object(text: str, word: str, at: int) -> bool:
    """Whether a demonstrative belongs to a preposition, and its copy to what follows: “Add to this this new tax.”"""
    return word in _DEMONSTRATIVES and _AFTER_PREPOSITION.search(text, max(0, at - 6), at) is not None


def tagged_copies(doc: SegmentedText) -> Iterator[Suspect]:
    """Words that may be there twice, as the tagger found, except those that English may double."""
    functions = wordlists.load("function_words")
    for both, copy, margin in doubled(doc):
        word = quoted(doc.text, copy)
        if word not in functions and doc.memo(LowercaseNames).of_code:
            continue  # a word and a name for it: “the thread thread”
        if word not in _MAY_DOUBLE and not _is_object(doc.text, word, both.start):
            yield Suspect(Finding(*both, f"“{word}” is written twice."), margin)
