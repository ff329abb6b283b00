"""A name, title or heading has strayed into the prose.

What it does
    Flags a phrase that has no grammatical connection to the text around it:
    - a person's title with no name after it and no article before it ("In his letter to Putin [North Korean leader],
      as quoted by");
    - a name used elsewhere in the document, between sentences or after the last one;
    - a heading of the document, repeated inside a sentence;
    - a few words before the first or after the last sentence of a paragraph ("after London. [York Minster]");
    - labels between two sentences ("in a week. [Key takeaways] The drug");
    - a headline in title case or in capitals that runs into a sentence ("[Why the City Is Not Ready for Its First
      Storm] Maybe the snow");
    - words that the tagger, a network that reads each word in its context, and the language model together find not to
      belong there.

Why it is damage
    Scrapers pick up links, tags and headings along with the prose, and rewriting tools put key phrases back in the
    wrong place. In English, a singular title needs an article, a possessive or a name; without one, readers stumble.

Example
    >>> text = "North Korean leader Kim Jong Un wrote. They have denied any arms transactions North Korean leader"
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['North Korean leader']

What it leaves alone
    Titles before a name or after an article, a possessive, a preposition, a conjunction or a comma; headlines and
    captions, which drop articles; titles of works in a sentence; names and titles that the document uses only once; a
    closing formula and its signature ("Take care, Chris"); a manual's references ("See Rule Syntax."); the number of an
    article or section ("Article 17 The"); words before a list, a formula or code with a margin of its own; terms with
    their explanations in a second column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import reduce
from operator import or_

from mtdetect.lm.tagger.classes import Class
from mtdetect.rules.edit_scoring import RuleCoroutine, batched_lm
from mtdetect.rules.needs import Needs, bare_ends, second_lines
from mtdetect.rules.splice.stray_fragment import document_names
from mtdetect.rules.splice.stray_fragment import headings as of_headings
from mtdetect.rules.splice.stray_fragment import headlines as of_headlines
from mtdetect.rules.splice.stray_fragment import labels as of_labels
from mtdetect.rules.splice.stray_fragment import titles as of_titles
from mtdetect.rules.splice.stray_fragment.document_names import DocumentNames
from mtdetect.rules.splice.stray_fragment.headings import leading_headings
from mtdetect.rules.splice.stray_fragment.headlines import headlines, inner_headlines
from mtdetect.rules.splice.stray_fragment.labels import labels
from mtdetect.rules.splice.stray_fragment.names import bare_names, last_names
from mtdetect.rules.splice.stray_fragment.repeated_headings import repeated_headings
from mtdetect.rules.splice.stray_fragment.tails import tails
from mtdetect.rules.splice.stray_fragment.titles import titles
from mtdetect.rules.tagged import ON_SCREEN, Suspect, flagged, places, quoted
from mtdetect.text import patterns
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding, Rule

RULE = Rule(
    "MTD201",
    "stray-fragment",
    "splice",
    "A name, title or heading has strayed into the prose.",
    rank=40,
    merge_group="prose breaks",
)

_EMPHASISED = patterns.compile(r"([*_|`])\1{0,2}[^*_|`]+\1{1,3}_?", re.DOTALL)
"""Marks of emphasis or of a role around words, as in Markdown and reStructuredText: the writer put them there."""

_POINTER = patterns.compile(r"See (?:also |the )?[A-Z]")
_ENTITY = patterns.compile(r"#\d+;|\b(?:quot|amp|nbsp|apos|lt|gt);")


_PARTS = (document_names, of_headings, of_headlines, of_labels, of_titles)
NEEDS = reduce(or_, (part.NEEDS for part in _PARTS)) | Needs(second_lines, bare_ends, tags=True)


@batched_lm
def find(doc: SegmentedText) -> RuleCoroutine:
    names = DocumentNames(doc)
    elsewhere = (*titles(doc), *repeated_headings(doc), *last_names(doc, names))
    headings = (*leading_headings(doc), *headlines(doc), *inner_headlines(doc))
    # A span found in several ways gets the last of their messages.
    message = {
        **dict.fromkeys(headings, "is a heading, run into the text around it"),
        **dict.fromkeys(tails(doc), "comes after the paragraph's last sentence and is not part of any sentence"),
        **dict.fromkeys(labels(doc), "is a heading or label, not part of the text around it"),
        **dict.fromkeys(bare_names(doc, names), "(used elsewhere in this document) is not a sentence by itself"),
        **dict.fromkeys(elsewhere, "(used elsewhere in this document) does not belong to this sentence"),
    }
    for span in sorted(message):
        words = doc.text[span.start : span.end]
        if _POINTER.match(words) and doc.text[span.end : span.end + 1] == ".":
            continue  # a manual's reference: “See Rule Syntax.”
        yield RULE.flag(*span, f"“{words}” {message[span]}.")
    for finding in (yield from flagged(doc, Class.STRAY, tagged_fragments(doc))):
        yield RULE.flag(*finding)


def tagged_fragments(doc: SegmentedText) -> Iterator[Suspect]:
    """Words that may not belong to the text around them, as the tagger found. Of old texts it doubts too many."""
    for place in places(doc, Class.STRAY):
        if doc.is_old:  # asked only here, because the whole text is searched for old words
            return
        if _EMPHASISED.fullmatch(doc.text, *place.span) or _EMPHASISED.fullmatch(
            doc.text, max(0, place.span.start - 1), place.span.end + 1
        ):
            continue
        if _ENTITY.search(doc.text, *place.span):
            continue  # MTD502 says what that is
        is_first = place.span.start == doc.paragraph_at(place.span.start).start
        words, following = doc.text[slice(*place.span)], doc.text[slice(*place.after)]
        if is_first and words.islower() and " " not in words and following.istitle():
            continue  # a term with its explanation: “max The maximum size of the buffer”
        if following.lower() in ON_SCREEN:
            continue  # the name of a button or a window
        if place.span.end - place.span.start == 1 and is_first:
            continue  # the “o” of a list
        if doc.text.startswith((" — ", " – ", " - "), place.span.end) and is_first:
            continue  # a dateline, or an item's label
        if (
            doc.text.startswith(("  ", "\t"), place.span.end)
            and doc.lines_at([place.span.start])[0].start == place.span.start
        ):
            continue  # a term with its explanation in a second column
        if "<" in doc.text[max(0, place.span.start - 1) : place.span.end]:
            continue  # a name in angle brackets
        reason = f"“{quoted(doc.text, place.span)}” does not belong to the text around it."
        yield Suspect(Finding(*place.span, reason), place.margin)
