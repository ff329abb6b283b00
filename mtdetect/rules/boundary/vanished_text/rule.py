"""A word, a figure or a dash is gone, and its hole shows.

What it does
    Flags what stands around the hole: a function word before a mark with a blank between ("appears in print [on ,]
    Section A"), brackets with nothing in them ("Brontë [()] was born"), two marks together ("the title[, .]",
    "found here[:.]"), a lone bar or closing bracket inside a sentence, an article or a preposition before a verb
    ("a bale [of has] fetched"), a dateline without its dash ("[TOKYO The] company said"), an article before a
    conjunction, a preposition or a lone comma ("violated [the in] the way", "on [the,] council"), three blanks in the
    middle of a sentence, a mark that stands apart in text that is set without such ("the [treaty ;] which"), a
    sentence that points to a place and names none ("Tickets are on sale now [at]."), an amount without its
    currency, or the other way round ("a [551m] takeover", "it [was £] while"), a possessive without its apostrophe
    ("the [citys] schools"), a unit without its figure ("fell [by per cent]"), hyphens for a dash, and what leads to a
    source that is not named ("[according to], prices", "[see for more details]").

Why it is damage
    A converter drops what it can't show: the text of a link, a formula, a date that a script fills in, a dash or a
    pound sign in another code page. The words around stay, and the sentence has a gap.

Example
    >>> text = "A version of this article appears in print on , Section A. They agreed on a 551m takeover."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['on ,', '551m']

What it leaves alone
    Paragraphs that set blanks before their marks throughout (typed or tokenised so); code ("function ()", "ls -l |
    less"), a sign that is meant ("with a . in front of it"), check boxes and redactions ("[ ]"), forms, tables and
    columns, ellipses, smileys, label words before a headline ("UPDATE The"), terms with a letter ("VITAMIN A
    tablets"), distances ("the 1500m race").
"""

from __future__ import annotations

from collections.abc import Iterator

from mtdetect.rules.boundary.vanished_text import (
    contents,
    dashes,
    figures,
    marks,
    nouns,
    phrases,
    possessives,
    references,
)
from mtdetect.rules.boundary.vanished_text.paragraphs import Paragraphs
from mtdetect.text.segmentation import non_overlapping
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding, Flag, Rule

RULE = Rule(
    "MTD106",
    "vanished-text",
    "boundary",
    "A word, a figure or a dash is gone, and its hole shows.",
    rank=10,
    merge_group="prose breaks",
)


def _holes(doc: SegmentedText) -> Iterator[Finding]:
    """Of two that are found at the same place, the first says more."""
    paragraphs = Paragraphs(doc)
    yield from references.before_marks(doc, paragraphs)
    yield from references.pointers(doc, paragraphs)
    yield from references.places(doc)
    yield from contents.brackets(doc, paragraphs)
    yield from contents.quotation_marks(doc, paragraphs)
    yield from possessives.owners(doc)
    yield from possessives.apostrophes(doc, paragraphs)
    yield from dashes.dashes(doc, paragraphs)
    yield from dashes.blanks(doc, paragraphs)
    yield from dashes.datelines(doc)
    yield from figures.figures(doc, paragraphs)
    yield from figures.amounts(doc, paragraphs)
    yield from figures.currencies(doc)
    yield from marks.together(doc, paragraphs)
    yield from marks.non_overlapping(doc, paragraphs)
    yield from marks.alone(doc, paragraphs)
    yield from nouns.collisions(doc, paragraphs)
    yield from nouns.nouns(doc, paragraphs)
    yield from nouns.names(doc, paragraphs)
    yield from phrases.before_blanks(doc, paragraphs)
    yield from phrases.before_commas(doc, paragraphs)


def find(doc: SegmentedText) -> Iterator[Flag]:
    for finding in non_overlapping(sorted(_holes(doc), key=lambda finding: (finding.start, -finding.end))):
        yield RULE.flag(*finding)
