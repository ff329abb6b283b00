"""A full stop or line break stands inside a phrase.

What it does
    Flags a full stop after a word that no sentence ends on ("according to [the. Demands] of"), before a lower-case
    continuation ("anniversary of [Korea’s. liberation]"), between the parts of a name ("accuses [North. Korea] of"),
    and after "X said" where the clause that was said comes as a sentence of its own ("Kim [said. The] friendship was
    forged"). A line break without a full stop is flagged where the next line goes on in lower case ("to win
    [the⏎support] of"). Where that does not decide, the language model does: a stop is flagged if the words around it
    are far likelier without one ("it [would. Improve] the lives of"), and a line break likewise.

Why it is damage
    Systems that translate or rewrite piece by piece close every piece with a full stop, and capitalise what
    follows or not.

Example
    >>> text = "It grew according to the. Demands of the age, and accuses North. Korea of arming others."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['the. Demands', 'North. Korea']

What it leaves alone
    Abbreviations and initials ("U.S. officials", "Aug. 18", "vs. Arsenal"), ellipses, decimals, names in lower case
    ("iPhone", and in texts about code any word that is not known and comes again), lists, verse and hard-wrapped text,
    if need be without much care for the column, code, tokenised text, old texts ("Woe is me! for I am undone"), and
    text whose writer starts sentences in lower case, as its spelling shows (a small “i”, "??", "dont"). Before a word
    that opens clauses in a chat ("so", "please", "they") a stop is damage only in edited text, or where the language
    model is sure.
"""

from __future__ import annotations

from mtdetect.rules.boundary.broken_boundary.broken_lines import broken_lines
from mtdetect.rules.boundary.broken_boundary.false_stops import false_stops
from mtdetect.rules.edit_test import RuleCoroutine, batched_lm
from mtdetect.text.register import InformalRegister
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Rule

RULE = Rule(
    "MTD101",
    "broken-boundary",
    "boundary",
    "A full stop or line break stands inside a phrase.",
    rank=60,
    merge_group="prose breaks",
)


@batched_lm
def find(doc: SegmentedText) -> RuleCoroutine:
    casual = doc.memo(InformalRegister)
    for finding in (*(yield from false_stops(doc, casual)), *(yield from broken_lines(doc, casual))):
        yield RULE.flag(*finding)
