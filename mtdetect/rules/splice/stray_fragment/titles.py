"""Titles of people, used elsewhere in the document, that have no name, article or possessive in their sentence:
“In his letter to Putin [North Korean leader], as quoted by”."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from mtdetect.rules.needs import Needs
from mtdetect.rules.splice.stray_fragment.phrases import DETERMINER, MIN_PARAGRAPH, are_determined, is_prose
from mtdetect.text import patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Span

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

MAX_WORDS_BEFORE = 8
"""A title begins at most this many words (runs of letters) before the last word of its role."""

_ROLES = "|".join(sorted(role + "|" + role.title() for role in wordlists.load("person_roles")))
_TITLE = patterns.compile(
    rf"([A-Z](?<!\w[A-Z])[a-z]\w{{1,20}} (?:[A-Z][a-z]\w{{1,20}} ){{0,2}}(?:{_ROLES}))(?![\w’'-])"
)
_LAST_LETTERS = patterns.compile(r"[^\W\d_]+$", re.MULTILINE)


@cache
def _role_words() -> HashedWordSet:
    from mtdetect.text.word_index import HashedWordSet

    return HashedWordSet(_LAST_LETTERS.findall("\n".join(sorted(wordlists.load("person_roles")))))


def _candidate_capitals(chars: CharIndex) -> Places:
    """Capital letters shortly before the last word of a role."""
    words = chars.words
    roles = _role_words().has(words.folded).nonzero()[0]
    near = sorted({role - n for role in roles.tolist() for n in range(1, MAX_WORDS_BEFORE + 1) if role >= n})
    places = words.at(near)
    return places[chars.are(places, "[A-Z]") & chars.are(places + 1, "[a-z]")]


_NAME = patterns.compile(r"\b[A-Z]\w{1,20}(?=[,.’']| [a-z])")
_CONTINUES = patterns.compile(
    r"[ \t]*(?:\n|\Z|[,;:)]|\.(?:\s|\Z)| (?:as|at|by|for|from|in|of|on|to|with|and|will|was|is|has|had)\b)"
)
_LOWER_CASE_NEXT = patterns.compile(r" [a-z]")
_ENDS = patterns.compile(r"[ \t]*(?:[\r\n]|\Z)")
_WEEKDAY = patterns.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\Z")
_BARE_TITLE_WORDS = wordlists.load("clause_openers") | wordlists.load("bare_title_words")


def titles(doc: SegmentedText) -> Iterator[Span]:
    text = doc.text
    names = cache(lambda: frozenset(_NAME.findall(text)))
    for (begin, end), after_name in _repeated(doc):
        before = _words_before(text, begin)
        if not before or not (_CONTINUES.match(text, end) or _LOWER_CASE_NEXT.match(text, end)):
            continue
        ends = bool(_ENDS.match(text, end))
        if after_name and not _WEEKDAY.match(before[-1]):
            loose = _is_beside_name(before, text[end : end + 1], names)
        else:
            loose = _is_unbound(before) and bool(_CONTINUES.match(text, end) or _GOVERNOR.match(before[-1]))
        if ends and not loose and end - doc.paragraph_at(begin).start >= MIN_PARAGRAPH:
            # The full stop was lost with the splice: a clause does not end in a title unless a word in it needs one.
            loose = before[-1].islower() and before[-1] not in _BARE_TITLE_WORDS and not are_determined(before[-3:])
        if loose and (not ends or is_prose(doc, begin)):
            yield Span(begin, end)


def _repeated(doc: SegmentedText) -> Iterator[tuple[Span, bool]]:
    """The titles that occur more than once in the document, and whether a name comes directly before each."""
    found = patterns.matches(_TITLE, doc.text, doc.places(_candidate_capitals))
    sites: list[tuple[int, list[str]]] = [(match.start(), match[1].split()) for match in found]
    counts = Counter(" ".join(words[i:]) for _, words in sites for i in range(len(words) - 1))
    for start, words in sites:
        cut = next((i for i in range(len(words) - 1) if counts[" ".join(words[i:])] > 1), None)
        if cut is not None:
            begin = start + sum(len(word) + 1 for word in words[:cut])
            yield Span(begin, start + len(" ".join(words))), cut > 0


def _words_before(text: str, start: int) -> list[str]:
    """Up to five words before `start` in its clause, the nearest last; empty if punctuation comes just before it."""
    window = text[max(0, start - 90) : start]
    if len(window) < 2 or window[-1] != " " or not window[-2].isalnum():
        return []
    clause = re.split(r"[.!?;:,()\n\"“”—–]", window)[-1]
    return clause.split()[-5:]


def _is_beside_name(before: list[str], after: str, names: Callable[[], frozenset[str]]) -> bool:
    """Whether a title merely follows a name that needs no title: “to Putin North Korean leader,”."""
    return (
        len(before) > 1
        and before[-2].islower()
        and after in (",", "", "\n")
        and not _has_article(before[:-1])
        and before[-1] in names()
    )


def _has_article(words: list[str]) -> bool:
    """Whether the name at the end of these words has an article: “the new Slovak Foreign Minister”."""
    for word in reversed(words):
        if DETERMINER.match(word):
            return True
        if word in wordlists.load("function_words"):
            break
    return False


_LOOSE_ADJECTIVE = patterns.compile(r"[a-z]{2,20}(?:ous|ful|able|ible|less)\Z")
_COPULA = patterns.compile(
    r"(?:is|are|was|were|be|been|being|seem|remain|emerge|become|became|look|feel|stay)(?:s|d|ed)?\Z"
)
_PLURAL = patterns.compile(r"[a-z]{3,20}[^\Wsiu]s\Z")
_GOVERNOR = patterns.compile(r"(?:he|she|it|they|we|who|will|would|could|should|must|has|have|had|been|very|too)\Z")


def _is_unbound(words: list[str]) -> bool:
    """Whether a phrase without an article can't belong to the words before it."""
    if len(words) < 2:
        return False
    last = words[-1]
    determined = are_determined(words[-4:-1])
    if _LOOSE_ADJECTIVE.match(last):
        # "emerge victorious": the adjective belongs to the verb, not to the title
        return not determined or bool(_COPULA.match(words[-2]))
    if _PLURAL.match(last):
        return determined  # "any arms transactions": the noun phrase is already complete
    return bool(_WEEKDAY.match(last) or _GOVERNOR.match(last))


NEEDS = Needs(_candidate_capitals)
