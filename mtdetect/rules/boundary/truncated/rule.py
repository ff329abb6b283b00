"""A paragraph of prose begins or stops in mid-sentence.

What it does
    Flags the end of a paragraph of prose that stops at a word no sentence ends with, at a comma, in the middle of a
    word ("one [anoth...]"), at the dots of a teaser ("the minister [said...]"), or at a pointer to the rest ("(more)",
    "Read more"). Flags the start of a prose paragraph that begins with a comma or closing bracket, or in lower case
    after a complete paragraph. If the words alone don't settle the matter, the tagger does, a network that reads each
    word in its context.

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
from mtdetect.rules.boundary.boundary_words import is_lowercase_name
from mtdetect.rules.boundary.truncated.certain_ends import hangs
from mtdetect.rules.boundary.truncated.closed_paragraphs import Closing
from mtdetect.rules.boundary.truncated.cut_ends import cut_ends
from mtdetect.rules.boundary.truncated.cut_starts import begins_lower, continues_display, cut_starts
from mtdetect.rules.boundary.truncated.what_follows import continues_below
from mtdetect.rules.edit_scoring import RuleCoroutine, batched_lm
from mtdetect.rules.needs import Needs, odd_starts, open_ends
from mtdetect.rules.tagged import Suspect, TaggedPlace, flagged, places, quoted
from mtdetect.text import patterns
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
    for finding in (*cut_ends(doc, closing), *cut_starts(doc, closing, casual)):
        yield RULE.flag(*finding)
    tagged = yield from flagged(doc, Class.CUT_END, tagged_ends(doc))
    tagged += yield from flagged(doc, Class.CUT_START, tagged_starts(doc))
    for finding in tagged:
        yield RULE.flag(*finding)


_CAPTION = patterns.compile(r"(?:Listing|Figure|Fig\.|Table|Example) \d")
_CLOSED_BY = "[Rr]egards|[Bb]est|[Tt]hanks|[Tt]hank you|[Ss]incerely|[Cc]heers|[Ll]ove|[Yy]ours|[Tt]ake care"
_AUTHOR = patterns.compile(
    r" ?[—–] ?[A-Z][^.!?\n]{0,80}\Z" rf"|\b(?:{_CLOSED_BY})(?:[,.!]? [A-Z][\w’'-]*){{0,2}}\Z|:[A-Z]\Z"
)
"""An author after a quotation (“— Jim Rohn, author and speaker”), and the end of a letter or post (“Regards, Rina”)."""


def tagged_ends(doc: SegmentedText) -> Iterator[Suspect]:
    """Last words of paragraphs that may stop in mid-sentence, as the tagger found."""
    for place in places(doc, Class.CUT_END):
        word = quoted(doc.text, place.span)
        if not word[-1].isalnum() or doc.text[slice(*place.before)] in (".", "!", "?", "["):
            continue  # a speaker who was interrupted (“about —”), or the number of a verse: “… or its scent. [49]”
        paragraph = doc.paragraph_at(place.span.start)
        if _CAPTION.match(doc.text, *paragraph) or _AUTHOR.search(
            doc.text, max(paragraph.start, paragraph.end - 90), paragraph.end
        ):
            continue
        if continues_below(doc, paragraph, hangs(word)):
            continue
        message = f"The paragraph stops in mid-sentence, after “{word}”."
        yield Suspect(Finding(*place.span, message), place.margin)


def tagged_starts(doc: SegmentedText) -> Iterator[Suspect]:
    """First words of paragraphs that may begin in mid-sentence, as the tagger found, in a text whose others don't."""
    casual = doc.memo(InformalRegister)
    if not Closing(doc).mostly:
        return
    starts = [
        place
        for place in places(doc, Class.CUT_START)
        if place.span.end - place.span.start > 1  # not the “o” of a list
        and not casual.signs_near(place.span.start)
        and not doc.text[place.span.start].isdigit()
        and not is_lowercase_name(doc, place.span.start)
        and not _is_display(doc, place)
    ]
    if starts and len(starts) <= MOST_STARTS and not begins_lower(doc):
        for place in starts:
            message = f"The paragraph begins in mid-sentence, with “{quoted(doc.text, place.span)}”."
            yield Suspect(Finding(*place.span, message), place.margin)
