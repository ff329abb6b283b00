"""A word, number or dash is missing and has left a visible gap.

What it does
    Flags the words or marks around the gap:
    - a missing word or name: "a bale [of has] fetched", "violated [the in] the way", "on [the,] council", "[Ms said]
      on Friday";
    - a missing link, place or source: "appears in print [on ,] Section A", "on sale now [at].", "[according to],
      prices", "[see for more details]";
    - a missing number or currency: "fell [by per cent]", "it [was £] while", "a [551m] takeover";
    - a missing dash: "[TOKYO The] company said", or hyphens or repeated dashes in its place;
    - a missing apostrophe or owner: "the [citys] schools", "the house [of ’s] mother";
    - punctuation left behind: "Brontë [()] was born", "the title[, .]", "found here[:.]", "the [treaty ;] which".

Why it is damage
    Converters drop whatever they can't represent: the text of a link, a formula, a date that a script fills in, a dash
    or pound sign from another code page. The words around it stay, with a gap in the sentence.

Example
    >>> text = "A version of this article appears in print on , Section A. They agreed on a 551m takeover."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['on ,', '551m']

What it leaves alone
    Paragraphs with spaces before all their punctuation, whether typed that way or tokenised; code ("function ()", "ls
    -l | less"); punctuation that is the topic ("with a . in front of it"); names of errors ("EINVAL The clock is
    unknown"); check boxes and redactions ("[ ]"); forms, tables and columns; ellipses and smileys; labels before a
    headline ("UPDATE The"); terms such as "VITAMIN A tablets"; and distances ("the 1500m race").
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_

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
    "A word, number or dash is missing and has left a visible gap.",
    rank=10,
    merge_group="prose breaks",
)


SURE = 0.85
"""Confidence of a gap that breaks the grammar, or of empty brackets. Of 97 in 1.5 million words of sound prose, 86 were
real, by reading: citations, links and formulas that an extractor had lost. The training data has too few for
`learning.evidence` to tell."""

MOST_BRACKETS = 3
"""If a text has more empty brackets than this, a converter dropped its references: that hardly spoils a paragraph."""


def _gaps(doc: SegmentedText) -> Iterator[Finding]:
    """All findings; of two in the same place, the earlier one is the more specific."""
    paragraphs = Paragraphs(doc)
    for finding in _breaking_grammar(doc, paragraphs):
        yield finding._replace(confidence=SURE)
    brackets = list(contents.brackets(doc, paragraphs))
    for finding in brackets:
        yield finding._replace(confidence=SURE) if len(brackets) <= MOST_BRACKETS else finding
    yield from dashes.dashes(doc, paragraphs)
    yield from dashes.datelines(doc)
    for finding in marks.together(doc, paragraphs):
        apart = " " in doc.text[finding.start : finding.end]  # “the minister, , said”; citations leave “healing,.”
        yield finding._replace(confidence=SURE) if apart else finding
    yield from marks.detached(doc, paragraphs)


def _breaking_grammar(doc: SegmentedText, paragraphs: Paragraphs) -> Iterator[Finding]:
    yield from references.before_marks(doc, paragraphs)
    yield from references.pointers(doc, paragraphs)
    yield from references.places(doc)
    yield from contents.quotation_marks(doc, paragraphs)
    yield from possessives.owners(doc)
    yield from possessives.apostrophes(doc, paragraphs)
    yield from figures.figures(doc, paragraphs)
    yield from figures.amounts(doc, paragraphs)
    yield from figures.currencies(doc)
    yield from nouns.collisions(doc, paragraphs)
    yield from nouns.nouns(doc, paragraphs)
    yield from nouns.names(doc, paragraphs)
    yield from phrases.before_commas(doc, paragraphs)


_PARTS = (contents, dashes, figures, marks, nouns, phrases, possessives, references)
NEEDS = reduce(or_, (part.NEEDS for part in _PARTS))


def find(doc: SegmentedText) -> Iterator[Flag]:
    for finding in non_overlapping(sorted(_gaps(doc), key=lambda finding: (finding.start, -finding.end))):
        yield RULE.flag(*finding)
