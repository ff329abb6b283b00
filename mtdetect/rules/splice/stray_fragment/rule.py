"""A name, title or heading in a sentence in which it has no role.

What it does
    Flags a phrase that is bound to nothing where it stands: a title without a name after it or an article before it
    ("In his letter to Putin [North Korean leader], as quoted by"); a name of the document between words that go
    together far better without it, as the language model sees it, or on a line of its own between the halves of a
    sentence; a heading of the document that was run into a sentence; a few words before the first or after the last
    sentence of a paragraph ("after London. [York Minster]"); headings and labels of the page between two sentences
    ("in a week. [Key takeaways] The drug"); and a headline in title case that runs into the first sentence of a
    paragraph, or into one behind it ("[Why the City Is Not Ready for Its First Storm] Maybe the snow"); and a heading
    in capitals between two sentences.

Why it is damage
    Scrapers take the text of links, key phrases and headings that were set between the lines, and rewriting tools put
    key phrases back at the wrong place. English binds a title in the singular to an article, a possessive or a name.

Example
    >>> text = "North Korean leader Kim Jong Un wrote. They have denied any arms transactions North Korean leader"
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['North Korean leader']

What it leaves alone
    A title before a name, after an article, a possessive, a preposition, a conjunction or a comma; headlines and
    captions, which drop articles; titles of works in a sentence; phrases that the document never uses otherwise; a
    closing formula and its signature ("Take care, Chris"); the number of an article or section ("Article 17 The").
"""

from __future__ import annotations

from mtdetect.rules.edit_test import RuleCoroutine, batched_lm
from mtdetect.rules.splice.stray_fragment.document_names import DocumentNames
from mtdetect.rules.splice.stray_fragment.headings import (
    headings_before_quotations,
    inner_headings,
    leading_headings,
    names_before_quotations,
)
from mtdetect.rules.splice.stray_fragment.headlines import headlines, inner_headlines
from mtdetect.rules.splice.stray_fragment.labels import labels
from mtdetect.rules.splice.stray_fragment.lines import parting_lines
from mtdetect.rules.splice.stray_fragment.names import bare_names, last_names, loose_names
from mtdetect.rules.splice.stray_fragment.repeated_headings import repeated_headings
from mtdetect.rules.splice.stray_fragment.tails import bare_headings, glued_labels, tails
from mtdetect.rules.splice.stray_fragment.titles import titles
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Rule

RULE = Rule(
    "MTD201",
    "stray-fragment",
    "splice",
    "A name or title stands in a sentence in which it has no role.",
    rank=40,
    merge_group="prose breaks",
)


@batched_lm
def find(doc: SegmentedText) -> RuleCoroutine:
    names = DocumentNames(doc)
    elsewhere = (
        *titles(doc),
        *repeated_headings(doc),
        *(yield from loose_names(doc, names)),
        *last_names(doc, names),
        *bare_names(doc, names),
        *parting_lines(doc, names),
    )
    between = (
        *labels(doc),
        *inner_headings(doc),
        *names_before_quotations(doc),
        *headings_before_quotations(doc),
    )
    behind = (*glued_labels(doc), *tails(doc), *bare_headings(doc))
    headings = (*leading_headings(doc), *headlines(doc), *inner_headlines(doc))
    # What several searches find is told as the first of them has it.
    where = {
        **dict.fromkeys(headings, "run into the sentence behind it"),
        **dict.fromkeys(behind, "left after the last sentence of the paragraph"),
        **dict.fromkeys(between, "set between the lines of the page"),
        **dict.fromkeys(elsewhere, "used elsewhere in the document"),
    }
    for span in sorted(where):
        words = doc.text[span.start : span.end]
        yield RULE.flag(*span, f"“{words}”, {where[span]}, is bound to no sentence here.")
