"""A link text, caption, credit or button inside a paragraph of prose.

What it does
    Flags page furniture that was run into the text: a labelled link ("[Read more: Markets fall]"), an address
    that no word leads to, a button ("Advertisement", "Share this article"), a call to subscribe, a photo credit with
    prose after it, who wrote or edited a report between two of its sentences ("on Monday. [Edited by: Tom Ridley] The
    court"), what is left of an embedded post ("pic.twitter.com/…", "— Name (@handle) March 3, 2020"), and between two
    sentences what a page says of itself ("3 min read", "Lori Dunne/CNET", "Loaded: 0%", "Cancel anytime."); a dateline
    inside a paragraph ("on Friday. [LONDON (Reuters) -] Shares fell").

Why it is damage
    A scraper that takes the text of every element of a page joins the article to the links, captions and buttons that
    were set between its lines. The writer put none of them there.

Example
    >>> text = "The minister [Read more: Markets fall] said on Tuesday that the talks with the banks would go on."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['[Read more: Markets fall]']

What it leaves alone
    Paragraphs that are nothing but furniture (the rules of page furniture name those), but for a labelled link or a
    credit between two paragraphs of prose; words that the author
    means ("click here to open the menu", "the Share this article button"), editors' brackets in quotations, references
    ("(see also Smith 2010)"), datelines ("SEOUL (Reuters) –"), a caption in a paragraph of its own or with its own
    credit at the end, and signs that come in pairs ("<< File: notes.doc >>", »…«).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import shorten

from mtdetect.rules.splice.inline_furniture.addresses import ADDRESS, addresses
from mtdetect.rules.splice.inline_furniture.credits import credits_in_brackets, form_at, forms, is_post, posts, signs
from mtdetect.rules.splice.inline_furniture.labels import ANY_LABEL, CAPTION, LABEL_ALONE, bracketed, labels
from mtdetect.rules.splice.inline_furniture.page_units import AGENCY, PERSON, datelines, units
from mtdetect.text import patterns
from mtdetect.text.segmentation import index_at
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Flag, Rule, Span

RULE = Rule(
    "MTD202",
    "inline-furniture",
    "splice",
    "A link text, caption or button stands inside prose.",
    rank=30,
    merge_group="prose breaks",
    in_layout=True,
)

LONGEST_QUOTED = 60
"""Characters of the furniture that a message tells."""

MIN_PROSE = 8
"""Words that a paragraph must hold beside the furniture to be prose."""

MIN_PROSE_LINE = 60
"""Characters that a line must hold to be prose on either side of a line of furniture."""

LONG = 50
"""Words that only a paragraph of prose has: captions are shorter."""

MIN_AFTER = 3
"""Words of prose that must follow a credit: a caption ends in one."""

_OWN_CAPTION = patterns.compile(r"(?:Photo|Image|Picture|Photograph|Illustration|Video|Graphic)s? ?: (?=[A-Z])")
_CREDIT_NAME = patterns.compile(rf"\w+ ?: (?:by )?{PERSON}(?: ?/|[.)\n]|\Z| [A-Z])")
_AGENCY_CREDIT = patterns.compile(rf"\w+ ?: {AGENCY}\b")


def _without_headline(text: str, span: Span) -> Span:
    """The label alone, or the credit, where what follows may be the text itself and no headline."""
    form = form_at(text, span) if text[span.start] in "(PIFVSG" else None
    label = form or (None if CAPTION.match(text, *span) else ANY_LABEL.match(text, *span))
    return Span(*label.span()) if label else span


def _is_line_between(doc: SegmentedText, paragraph: Span, span: Span) -> bool:
    """Whether a labelled link or a credit is a line of its own between two paragraphs of prose."""
    text = doc.text
    if span.start > paragraph.start or paragraph.end - span.end > 2:
        return False
    labelled = ANY_LABEL.match(text, *span) and not CAPTION.match(text, *span)
    posted = is_post(text, span) or ADDRESS.pattern.match(text, *span)
    if not (labelled or posted or form_at(text, span)):
        return False
    i = index_at(doc.paragraphs, paragraph.start)
    around = doc.paragraphs[max(0, i - 1) : i] + doc.paragraphs[i + 1 : i + 2]
    closed = any(text[p.end - 1] in '.!?”"' for p in around)
    return len(around) == 2 and closed and all(p.end - p.start > MIN_PROSE_LINE for p in around)


def _places(doc: SegmentedText) -> list[Span]:
    """What may be furniture, in order."""
    told = [*forms(doc), *signs(doc)]
    credited = {span.start for span in told}  # a credit ends with its name, where that is known
    named = (span for span in labels(doc) if span.start not in credited)
    in_brackets = (*bracketed(doc), *credits_in_brackets(doc))
    return sorted({*in_brackets, *posts(doc), *addresses(doc), *named, *told, *units(doc), *datelines(doc)})


def _by_paragraph(doc: SegmentedText) -> dict[Span, list[Span]]:
    """The same by the paragraph that it stands in; what stands side by side is one."""
    found: dict[Span, list[Span]] = {}
    for span in _places(doc):
        inside = found.setdefault(doc.paragraph_at(span.start), [])
        if inside and span.start <= inside[-1].end + 2:
            inside[-1] = Span(inside[-1].start, max(span.end, inside[-1].end))
        else:
            inside.append(span)
    return found


def _words(text: str, spans: Sequence[Span]) -> int:
    return sum(len(text[start:end].split()) for start, end in spans)


def _is_own_caption(text: str, paragraph: Span, span: Span, words: int) -> bool:
    """Whether a span belongs to a caption that has a paragraph to itself: it opens it, or is the credit at its end."""
    start, end = span
    own = start == paragraph.start and _OWN_CAPTION.match(text, start)
    if own and not (_CREDIT_NAME.match(text, start) or _AGENCY_CREDIT.match(text, start)):
        return True
    after = text[end : min(end + 80, paragraph.end)]
    return words < LONG and bool(CAPTION.match(text, start)) and len(after.split()) < MIN_AFTER


def _short(text: str, span: Span) -> str:
    """Its first words, for a message."""
    short = shorten(text[span.start : span.end], LONGEST_QUOTED, placeholder=" …")
    return short if len(short) > 1 else f"{text[span.start : span.start + LONGEST_QUOTED]}…"  # one long address


def find(doc: SegmentedText) -> Iterator[Flag]:
    text = doc.text
    for paragraph, inside in _by_paragraph(doc).items():
        words, first = len(text[paragraph.start : paragraph.end].split()), inside[0]
        label = LABEL_ALONE.match(text, *first) if first.start == paragraph.start else None
        if label and 2 * words >= LONG and words - _words(text, inside[:1]) < MIN_PROSE:
            inside[0] = Span(*label.span())  # where the headline after the label ends can't be told
        if len(inside) == 1 and _is_line_between(doc, paragraph, inside[0]):
            message = f"“{_short(text, first)}” is page furniture, set between two paragraphs of prose."
            yield RULE.flag(*first, message)
            continue
        if words - _words(text, inside) < MIN_PROSE:
            inside = [_without_headline(text, span) for span in inside if span.start > paragraph.start or words > LONG]
        if not inside or words - _words(text, inside) < MIN_PROSE:
            continue
        for span in inside:
            if not _is_own_caption(text, paragraph, span, words):
                message = f"“{_short(text, span)}” is page furniture, run into the text around it."
                yield RULE.flag(*span, message)
