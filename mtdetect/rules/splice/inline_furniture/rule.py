"""A link, caption, credit or button inside a paragraph of prose.

What it does
    Flags parts of the web page around an article ("page furniture") that were run into its text:
    - labelled links ("[Read more: Markets fall]"), buttons ("Advertisement", "Share this article"), appeals to
      subscribe, and web addresses that nothing in the sentence refers to;
    - photo credits followed by prose, and writers' or editors' credits between two sentences ("on Monday. [Edited by:
      Tom Ridley] The court");
    - remains of embedded posts ("pic.twitter.com/…", "— Name (@handle) March 3, 2020");
    - bits of the page's interface between two sentences ("3 min read", "Lori Dunne/CNET", "Loaded: 0%", "Cancel
      anytime.");
    - datelines inside a paragraph ("on Friday. [LONDON (Reuters) -] Shares fell").
    A labelled link, a credit or a post is also flagged on a line of its own between two paragraphs of prose.

Why it is damage
    A scraper that takes the text of every element on the page mixes the links, captions and buttons around the
    article into its sentences. The writer put none of them there.

Example
    >>> text = "The minister [Read more: Markets fall] said on Tuesday that the talks with the banks would go on."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['[Read more: Markets fall]']

What it leaves alone
    Other paragraphs that contain only page furniture (MTD401 to MTD409 cover those), words that belong to the sentence
    ("click here to open the menu", "the Share this article button"), editors' brackets in quotations, references
    ("(see also Smith 2010)"), datelines at the start of a paragraph ("SEOUL (Reuters) –"), captions in a paragraph of
    their own or with a credit at the end, and signs that come in pairs ("<< File: notes.doc >>", »…«).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import shorten

from mtdetect.rules.splice.inline_furniture import addresses as of_addresses
from mtdetect.rules.splice.inline_furniture import credits, page_units
from mtdetect.rules.splice.inline_furniture import labels as of_labels
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
    "A link, caption, credit or button is run into the prose.",
    rank=30,
    merge_group="prose breaks",
    in_layout=True,
)

MAX_QUOTED = 60
"""Characters of the furniture that a message quotes."""

MIN_PROSE = 8
"""Words that a paragraph must have besides the furniture to be prose."""

MIN_PROSE_LINE = 60
"""Lines above and below a line of furniture are prose if they have more characters than this."""

LONG = 50
"""A paragraph with more words than this is prose: captions are shorter."""

MIN_AFTER = 3
"""Words that must follow a credit: if there are fewer, the paragraph is a caption that ends in its credit."""

_OWN_CAPTION = patterns.compile(r"(?:Photo|Image|Picture|Photograph|Illustration|Video|Graphic)s? ?: (?=[A-Z])")
_CREDIT_NAME = patterns.compile(rf"\w+ ?: (?:by )?{PERSON}(?: ?/|[.)\n]|\Z| [A-Z])")
_AGENCY_CREDIT = patterns.compile(rf"\w+ ?: {AGENCY}\b")


def _without_headline(text: str, span: Span) -> Span:
    """Only the label or the credit, for use where the words after it may be the text itself and not a headline."""
    form = form_at(text, span) if text[span.start] in "(PIFVSG" else None
    label = form or (None if CAPTION.match(text, *span) else ANY_LABEL.match(text, *span))
    return Span(*label.span()) if label else span


def _is_line_between(doc: SegmentedText, paragraph: Span, span: Span) -> bool:
    """Whether a labelled link, credit or post is on a line of its own between two paragraphs of prose."""
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


def _candidates(doc: SegmentedText) -> list[Span]:
    """All candidates, in order."""
    by_form = [*forms(doc), *signs(doc)]
    credited = {span.start for span in by_form}  # a form knows better than a label where a credit ends
    named = (span for span in labels(doc) if span.start not in credited)
    in_brackets = (*bracketed(doc), *credits_in_brackets(doc))
    return sorted({*in_brackets, *posts(doc), *addresses(doc), *named, *by_form, *units(doc), *datelines(doc)})


def _by_paragraph(doc: SegmentedText) -> dict[Span, list[Span]]:
    """The candidates in each paragraph, with adjacent ones joined."""
    found: dict[Span, list[Span]] = {}
    for span in _candidates(doc):
        inside = found.setdefault(doc.paragraph_at(span.start), [])
        if inside and span.start <= inside[-1].end + 2:
            inside[-1] = Span(inside[-1].start, max(span.end, inside[-1].end))
        else:
            inside.append(span)
    return found


def _words(text: str, spans: Sequence[Span]) -> int:
    return sum(len(text[start:end].split()) for start, end in spans)


def _is_own_caption(text: str, paragraph: Span, span: Span, words: int) -> bool:
    """Whether the paragraph is a caption: the span introduces it, or is the credit at its end."""
    start, end = span
    own = start == paragraph.start and _OWN_CAPTION.match(text, start)
    if own and not (_CREDIT_NAME.match(text, start) or _AGENCY_CREDIT.match(text, start)):
        return True
    after = text[end : min(end + 80, paragraph.end)]
    return words < LONG and bool(CAPTION.match(text, start)) and len(after.split()) < MIN_AFTER


def _short(text: str, span: Span) -> str:
    """The first words of the furniture, for a message."""
    short = shorten(text[span.start : span.end], MAX_QUOTED, placeholder=" …")
    return short if len(short) > 1 else f"{text[span.start : span.start + MAX_QUOTED]}…"  # one long address


NEEDS = of_addresses.NEEDS | credits.NEEDS | of_labels.NEEDS | page_units.NEEDS


def find(doc: SegmentedText) -> Iterator[Flag]:
    text = doc.text
    for paragraph, inside in _by_paragraph(doc).items():
        words, first = len(text[paragraph.start : paragraph.end].split()), inside[0]
        label = LABEL_ALONE.match(text, *first) if first.start == paragraph.start else None
        if label and 2 * words >= LONG and words - _words(text, inside[:1]) < MIN_PROSE:
            inside[0] = Span(*label.span())  # nothing shows where the headline after the label ends
        if len(inside) == 1 and _is_line_between(doc, paragraph, inside[0]):
            message = f"“{_short(text, first)}” is part of the page around the article and interrupts its text."
            yield RULE.flag(*first, message)
            continue
        if words - _words(text, inside) < MIN_PROSE:
            inside = [_without_headline(text, span) for span in inside if span.start > paragraph.start or words > LONG]
        if not inside or words - _words(text, inside) < MIN_PROSE:
            continue
        for span in inside:
            if not _is_own_caption(text, paragraph, span, words):
                message = f"“{_short(text, span)}” is part of the page around the article, run into its text."
                yield RULE.flag(*span, message)
