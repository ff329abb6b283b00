"""Two words or sentences are run together without a space.

What it does
    Flags a sentence that begins right after a closing mark ("the vote on [Tuesday.The] minister") or a word
    ("[governmentThe] minister"), and a missing space after a comma or at a quotation mark. Flags a function word glued
    to another word ("[inthe]", "[theparliament]"), a number glued to a function word ("[in2023]"), and footnote numbers
    and markers left in the text ("[period.12] The", "[things.[21]] In"). Also flags two common words, or a common word
    and a name, written as one ("[acquiredfrom]", "[afterRamadan]"), and three or more ("[twiceasmuch]"), if the
    language model finds separate words far more likely.

Why it is damage
    The words were separate in the original. An extractor dropped the tags between them without putting in a space, a
    line break was deleted, or a tokeniser's output was joined incorrectly.

Example
    >>> text = "After the vote on Tuesday.The minister went to theparliament."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['Tuesday.The', 'theparliament']

What it leaves alone
    Domain names, file names, addresses, code, hashtags, initials and abbreviations ("U.S.-led", "a.k.a.", "Ph.D."),
    names with capitals inside ("YouTube", "McDonald", "LinkedIn"), numbers, times, lists without spaces
    ("red,green,blue"), numbered names and indices ("attack1, attack2", "args[1]"), a module's names
    ("typing.Optional"), variables before their explanations ("rainJuly: rainfall in July"), pages of a manual
    ("less(1)"), notes whose text appears below, and English words that only look glued ("therapist", "thousand",
    "breathe"), also old ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_

from mtdetect.rules.boundary.glued_words import (
    figures,
    function_words,
    marks,
    notes,
    runs,
    sentences,
)
from mtdetect.rules.boundary.glued_words.tokens import TextWords
from mtdetect.rules.edit_scoring import RuleCoroutine, batched_lm
from mtdetect.text import patterns
from mtdetect.text.segmentation import non_overlapping
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding, Rule

RULE = Rule(
    "MTD103",
    "glued-words",
    "boundary",
    "Two words or sentences are run together without a space.",
    rank=50,
    merge_group="prose breaks",
)


def _findings(doc: SegmentedText, words: TextWords) -> Iterator[Finding]:
    yield from sentences.after_marks(doc, words)
    yield from marks.at_commas(doc, words)
    yield from marks.at_quotation_marks(doc)
    yield from notes.after_marks(doc, words)
    yield from notes.signs(doc)
    yield from figures.after_words(doc, words)
    yield from figures.before_words(doc, words)
    yield from sentences.inside_words(doc, words)
    yield from function_words.pairs(doc)
    yield from function_words.articles(doc, words)


_OF_SINGLE_PLACES = reduce(or_, (part.NEEDS for part in (figures, function_words, marks, notes, sentences)))
NEEDS = _OF_SINGLE_PLACES | runs.NEEDS


@batched_lm
def find(doc: SegmentedText) -> RuleCoroutine:
    words = TextWords(doc)
    found = list(_findings(doc, words)) if _OF_SINGLE_PLACES.met_by(doc) else []
    found += yield from runs.runs(doc, words)
    # A sentence that opens with a quotation is found twice; the first finding is kept.
    for finding in non_overlapping(sorted(found, key=lambda finding: finding.start)):
        if not _is_variable(doc, finding):
            yield RULE.flag(*finding)


_BULLET = patterns.compile(r"\s*(?:[-*•·–o] +)?\Z")
_EXPLAINS = patterns.compile(r" ?:\s| [-–—] ")


def _is_variable(doc: SegmentedText, finding: Finding) -> bool:
    """Whether a line begins with this word to explain it: “rainJuly: rainfall in July”."""
    line = doc.lines_at([finding.start])[0]
    first = _BULLET.match(doc.text, line.start, finding.start) is not None
    return first and _EXPLAINS.match(doc.text, finding.end) is not None
