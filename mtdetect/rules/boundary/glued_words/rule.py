"""Two words or sentences stand together without a space.

What it does
    Flags a sentence that begins straight after another's full stop, mark or quotation mark ("the vote on [Tuesday.The]
    minister"), a sentence glued to a word ("[governmentThe] minister"), a function word glued to a word that is
    common, or that stands elsewhere in the text ("[theparliament]", "[inthe]"), a name of the text glued to a word
    ("Nelson [Mandelafrom] prison", "[throughFacebook]"), a figure and a word of grammar ("[in2023]"), and a note's
    number or sign ("[period.12] The", "[things.[21]] In"). A word that is not common and falls into two that are
    ("[fallsmarginally]", "[afterRamadan]") is flagged where the language model would far rather see two.

Why it is damage
    An extractor that drops tags without putting a space, a line break that was deleted, or a tokeniser's pieces
    put together wrongly: the words were apart in the article.

Example
    >>> text = "After the vote on Tuesday.The minister went to theparliament."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['Tuesday.The', 'theparliament']

What it leaves alone
    Domain and file names, addresses, code, hashtags, initials and abbreviations ("U.S.-led", "a.k.a.", "Ph.D."), names
    with capitals inside ("YouTube", "McDonald", "LinkedIn"), numbers, times, lists without spaces ("red,green,blue"),
    numbered names and indices ("attack1, attack2", "args[1]"), notes whose text stands below,
    and English words that only look glued ("therapist", "thousand", "breathe").
"""

from __future__ import annotations

from collections.abc import Iterator

from mtdetect.rules.boundary.glued_words import (
    figures,
    function_words,
    marks,
    names,
    notes,
    runs,
    sentences,
)
from mtdetect.rules.boundary.glued_words.tokens import TextWords
from mtdetect.rules.edit_test import RuleCoroutine, batched_lm
from mtdetect.text.segmentation import non_overlapping
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding, Rule

RULE = Rule(
    "MTD103",
    "glued-words",
    "boundary",
    "Two words or sentences stand together without a space.",
    rank=50,
    merge_group="prose breaks",
)


def _findings(doc: SegmentedText, words: TextWords) -> Iterator[Finding]:
    yield from sentences.after_marks(doc, words)
    yield from marks.at_commas(doc, words)
    yield from marks.at_quotation_marks(doc)
    yield from notes.after_marks(doc, words)
    yield from notes.signs(doc)
    yield from notes.on_words(doc, words)
    yield from figures.after_words(doc, words)
    yield from figures.before_words(doc, words)
    yield from sentences.inside_words(doc, words)
    yield from function_words.pairs(doc)
    yield from function_words.articles(doc, words)
    if not words.names.of_code:
        yield from names.before_words(doc, words)
        yield from names.after_words(doc, words)
        yield from names.possessives(doc, words)


@batched_lm
def find(doc: SegmentedText) -> RuleCoroutine:
    words = TextWords(doc)
    found = [*_findings(doc, words), *(yield from runs.runs(doc, words))]
    # A sentence that opens with a quotation is found twice: the first stays.
    for finding in non_overlapping(sorted(found, key=lambda finding: finding.start)):
        yield RULE.flag(*finding)
