"""A paragraph of prose stops, or begins, in mid-sentence.

What it does
    Flags the last word of a prose paragraph that ends on a word no sentence ends on, on a comma, on a teaser's dots
    ("the minister [said...]", "[Read m…]"), or with nothing at all where the paragraphs around it, and its own other
    sentences, are closed, or in the middle of a word ("one [anoth...]"). Flags the first word of a prose paragraph
    that begins in lower case after a paragraph that was closed. Where the words leave it open, an end without a full
    stop, or with dots, is flagged if the language model finds a full stop unlikely there. So are "(more)" and its
    like, and a paragraph that begins with a comma or bracket.

Why it is damage
    The page showed only the beginning, or the extractor lost what stood between: a link, a table, the next page.

Example
    >>> text = "The court will hear the appeal of the former minister on Monday, and the"
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['the']

What it leaves alone
    Headlines, captions, standfirsts, list items, salutations and addresses; a line that introduces what follows,
    be it code, a formula or the next item; verse; chats, whose writers begin in lower case, as their spelling shows;
    dots in speech and dialogue; names in lower case ("iPhone sales"; "dpkg will refuse", where the word comes again
    or stands as a subject without an article); text whose writer does not care for full stops; and a line break inside
    a sentence, which is a broken boundary (MTD101); addresses of pages, and a label or signature after the last
    sentence.
"""

from __future__ import annotations

from mtdetect.rules.boundary.truncated.closed_paragraphs import Closing
from mtdetect.rules.boundary.truncated.cut_ends import cut_ends
from mtdetect.rules.boundary.truncated.cut_starts import cut_starts
from mtdetect.rules.edit_test import RuleCoroutine, batched_lm
from mtdetect.text.register import InformalRegister
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Rule

RULE = Rule(
    "MTD104",
    "truncated",
    "boundary",
    "A paragraph of prose stops, or begins, in mid-sentence.",
    rank=90,
    merge_group="prose breaks",
)


@batched_lm
def find(doc: SegmentedText) -> RuleCoroutine:
    casual, closing = doc.memo(InformalRegister), Closing(doc)
    for finding in (*(yield from cut_ends(doc, closing, casual)), *cut_starts(doc, closing, casual)):
        yield RULE.flag(*finding)
