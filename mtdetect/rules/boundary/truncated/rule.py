"""A paragraph of prose begins or stops in mid-sentence.

What it does
    Flags the end of a paragraph of prose that stops at a word no sentence ends with, at a comma, in the middle of a
    word ("one [anoth...]"), at the dots of a teaser ("the minister [said...]"), or at a pointer to the rest ("(more)",
    "Read more"). Flags the start of a prose paragraph that begins with a comma or closing bracket, or in lower case
    after a complete paragraph. If a paragraph ends with dots or without a full stop, and its words don't settle the
    matter, the language model decides: the end is flagged if a sentence is unlikely to end there.

Why it is damage
    The page showed only the beginning of the text, or the extractor lost the rest: a link, a table, the next page.

Example
    >>> text = "The court will hear the appeal of the former minister on Monday, and the"
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['the']

What it leaves alone
    Headlines, captions, standfirsts, list items, salutations, addresses and URLs; a line that introduces code, a
    formula or a list item; verse, also numbered; chats and other casual writing in lower case; dots in speech, dialogue
    and transcripts; lower-case names ("iPhone sales"; "dpkg will refuse", if the name recurs or has no article); text
    by writers who leave out full stops; a label or signature after the last sentence; and a line break inside a
    sentence, which is a broken boundary (MTD101).
"""

from __future__ import annotations

from collections.abc import Iterator

from mtdetect.lm.tagger.classes import Class
from mtdetect.rules.boundary.truncated.closed_paragraphs import Closing
from mtdetect.rules.boundary.truncated.cut_ends import cut_ends
from mtdetect.rules.boundary.truncated.cut_starts import continues_display, cut_starts
from mtdetect.rules.edit_scoring import RuleCoroutine, batched_lm
from mtdetect.rules.needs import Needs, odd_starts, open_ends
from mtdetect.rules.tagged import TaggedPlace, places, quoted
from mtdetect.text.register import InformalRegister, LowercaseNames
from mtdetect.text.segmentation import index_at
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding, Rule

RULE = Rule(
    "MTD104",
    "truncated",
    "boundary",
    "A paragraph of prose begins or stops in mid-sentence.",
    rank=90,
    merge_group="prose breaks",
)

MOST_STARTS = 2
"""If more paragraphs than this begin in mid-sentence, the text is written that way: with names of commands, say."""

MOST_LOWER, LOWER_SHARE = 2, 8
"""If more paragraphs than this begin in lower case, and more than one in so many, none is cut off for that."""


def _is_display(doc: SegmentedText, place: TaggedPlace) -> bool:
    """Whether more may go on here than the paragraph before: a display, or list items of a text about code."""
    if doc.memo(LowercaseNames).of_code and place.span.start == doc.paragraph_at(place.span.start).start:
        return True
    number = index_at(doc.paragraphs, place.span.start)
    return number > 0 and continues_display(doc, doc.paragraphs[number - 1], doc.paragraphs[number])


NEEDS = Needs(open_ends, odd_starts, tags=True)


@batched_lm
def find(doc: SegmentedText) -> RuleCoroutine:
    casual, closing = doc.memo(InformalRegister), Closing(doc)
    for finding in (*(yield from cut_ends(doc, closing, casual)), *cut_starts(doc, closing, casual)):
        yield RULE.flag(*finding)
    for finding in (*tagged_ends(doc), *tagged_starts(doc)):
        yield RULE.flag(*finding)


def tagged_ends(doc: SegmentedText) -> Iterator[Finding]:
    """Last words of paragraphs that the tagger found to stop in mid-sentence."""
    for place in places(doc, Class.CUT_END):
        if doc.text[place.span.end - 1].isalnum():  # not a speaker who was interrupted: “about —”
            message = f"The paragraph stops in mid-sentence, after “{quoted(doc.text, place.span)}”."
            yield Finding(*place.span, message, place.confidence)


def _begins_lower(doc: SegmentedText) -> bool:
    """Whether so many paragraphs begin in lower case that the writer may have begun any of them that way."""
    lower = sum(doc.text[start].islower() for start, _ in doc.paragraphs)
    return lower > MOST_LOWER and lower * LOWER_SHARE > len(doc.paragraphs)


def tagged_starts(doc: SegmentedText) -> Iterator[Finding]:
    """First words of paragraphs that the tagger found to begin in mid-sentence."""
    casual = doc.memo(InformalRegister)
    starts = [
        place
        for place in places(doc, Class.CUT_START)
        if place.span.end - place.span.start > 1  # not the “o” of a list
        and not casual.signs_near(place.span.start)
        and not _is_display(doc, place)
    ]
    if starts and len(starts) <= MOST_STARTS and not _begins_lower(doc):
        for place in starts:
            message = f"The paragraph begins in mid-sentence, with “{quoted(doc.text, place.span)}”."
            yield Finding(*place.span, message, place.confidence)
