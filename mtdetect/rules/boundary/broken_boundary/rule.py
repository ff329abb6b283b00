"""A full stop or line break splits a phrase.

What it does
    Flags a full stop in four places: after a word that can't end a sentence ("according to [the. Demands] of"), before
    a continuation in lower case ("anniversary of [Korea’s. liberation]"), inside a name ("accuses [North. Korea] of"),
    and after "X said" when the reported words follow as a separate sentence ("Kim [said. The] friendship was forged").
    Also flags a line break without a full stop when the next line continues the sentence in lower case ("to win
    [the⏎support] of"). If the words alone don't settle the matter, two readers do: the tagger, a network that reads
    each word in its context, and the language model, which says how much likelier the words around a full stop or line
    break are without it ("it [would. Improve] the lives of").

Why it is damage
    Systems that translate or rewrite text in fragments end every fragment with a full stop, and may capitalise the
    next one.

Example
    >>> text = "It grew according to the. Demands of the age, and accuses North. Korea of arming others."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['the. Demands', 'North. Korea']

What it leaves alone
    Abbreviations and initials ("U.S. officials", "Aug. 18", "vs. Arsenal"), also the text's own, which recur ("prob.
    from"); ellipses, decimals, numbers of kings ("Henry IV. of France"), lower-case names ("iPhone", and unknown words
    that recur), lists, labels and headwords before their explanations ("cyl. number of cylinders"), ingredients,
    references ("Carl Morris. 1975. Data Analysis"), what each author did ("SJK. Contributed"), speakers before their
    speeches ("The President. America was"), verse and other short lines in a row, hard-wrapped text even if its lines
    are uneven, code, a sentence that goes on below a formula or code with a margin of its own, tokenised text, and old
    texts ("Woe is me! for I am undone"). Also text by writers who start sentences in lower case, which their spelling
    gives away ("i" for "I", "??", "dont"). Before a word that often opens a clause in chats ("so", "please", "they"), a
    full stop is flagged only in edited text or if the language model is certain.
"""

from __future__ import annotations

from mtdetect.lm.tagger.classes import Class
from mtdetect.rules.boundary.boundary_words import is_lowercase_name
from mtdetect.rules.boundary.broken_boundary import stops, unlikely_stops
from mtdetect.rules.boundary.broken_boundary.abbreviations import is_abbreviation
from mtdetect.rules.boundary.broken_boundary.broken_lines import broken_lines
from mtdetect.rules.boundary.broken_boundary.false_stops import false_stops
from mtdetect.rules.boundary.broken_boundary.tagged import tagged_breaks, tagged_stops
from mtdetect.rules.edit_scoring import RuleCoroutine, batched_lm
from mtdetect.rules.needs import Needs, second_lines
from mtdetect.rules.tagged import flagged
from mtdetect.text.register import InformalRegister
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding, Rule

RULE = Rule(
    "MTD101",
    "broken-boundary",
    "boundary",
    "A full stop or line break splits a phrase.",
    rank=60,
    merge_group="prose breaks",
)

NEEDS = stops.NEEDS | unlikely_stops.NEEDS | Needs(second_lines, tags=True)


@batched_lm
def find(doc: SegmentedText) -> RuleCoroutine:
    casual = doc.memo(InformalRegister)
    stops = [finding for finding in (yield from false_stops(doc, casual)) if not is_abbreviation(doc, finding)]
    breaks = [finding for finding in (yield from broken_lines(doc, casual)) if not _is_before_name(doc, finding)]
    tagged = yield from flagged(doc, Class.FALSE_STOP, tagged_stops(doc))
    tagged += yield from flagged(doc, Class.LINE_BREAK, tagged_breaks(doc))
    for finding in (*stops, *breaks, *tagged):
        yield RULE.flag(*finding)


def _is_before_name(doc: SegmentedText, finding: Finding) -> bool:
    """Whether the next line begins with a program, under a heading without a full stop: “The font⏎⏎gedit uses”."""
    after = doc.paragraph_at(finding.end - 1).start
    return after > finding.start and is_lowercase_name(doc, after)
