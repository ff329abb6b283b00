"""Two sentences run into each other with nothing between them.

What it does
    Flags a capitalised word that opens sentences ("The", "It", "However") in the middle of sentence-case prose: "close
    ties with North [Korea The] United States accuses". And a speaker inside a quotation that never closes: "“… the
    demands of the new [era Kim Jong Un wrote] in his letter".
    Other capitals inside prose ("additional [measures Residents] are asked") are flagged where the language model would
    rather see a full stop before them.

Why it is damage
    A full stop, a closing quotation mark, or the line break after a heading or caption was lost, and what stood on
    both sides of it is joined.

Example
    >>> text = "No minister has been seen The court meets again on Monday."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['seen The']

What it leaves alone
    Names and titles ("in The Hague", "reads The Guardian", "the film It Happened One Night"), headlines in title case,
    words after a colon, a dash, a bracket or a quotation mark, and capitals that are the writer's way, as "He" for God.
"""

from __future__ import annotations

from collections import Counter

from mtdetect.rules.boundary.missing_boundary import at_quotations, before_capitals, before_openers
from mtdetect.rules.edit_test import RuleCoroutine, batched_lm
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Rule

RULE = Rule(
    "MTD102",
    "missing-boundary",
    "boundary",
    "Two sentences run into each other with nothing between them.",
    rank=70,
    merge_group="prose breaks",
)

MOST_TIMES = 2
"""Times that a word may have a capital in mid-sentence before it is the writer's way: "He" for God."""


@batched_lm
def find(doc: SegmentedText) -> RuleCoroutine:
    capitals = yield from before_capitals.capitals(doc)
    inside = (*capitals, *before_openers.openers(doc))
    found = list({finding.start: (word, finding) for word, finding in inside}.values())
    times = Counter(word for word, _ in found)
    for word, finding in found:
        if times[word] <= MOST_TIMES or word in ("The", "In", "It"):
            yield RULE.flag(*finding)
    for finding in (*at_quotations.speakers(doc), *at_quotations.sentences(doc)):
        yield RULE.flag(*finding)
