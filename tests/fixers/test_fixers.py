"""What each fixer makes of a flag, and whether the fix is safe: one table, with a sentence for every manner."""

from __future__ import annotations

import json
from io import StringIO

import pytest

import mtdetect
from mtdetect.cleaning.cleaner import Choice, fixes
from mtdetect.cleaning.composition import apply
from mtdetect.fixers.flagged_text import NEARBY, FlaggedText
from mtdetect.fixers.table import FIXERS, SAFE
from mtdetect.reporters import reporter
from mtdetect.rules.registry import RULES

ALL = Choice(unsafe=True)
PROSE = " The minister told the council on Monday that the bridge would be open again before the end of the year."
RIVER = "The river rose more than two metres near the old mill overnight."

SAFE_FIXES = [
    ("MTD101", "It grew according to the. Demands of the age, and the town grew.", "to the demands of the age"),
    ("MTD101", "The report accuses North. Korea of arming others in the east.", "accuses North Korea of"),
    ("MTD103", "After the vote on Tuesday.The minister went home to the north.", "on Tuesday. The minister went"),
    ("MTD103", "He said it was late,but that the others were still at work there.", "was late, but that"),
    ("MTD103", "The company was founded in2019 by two brothers from the north.", "founded in 2019 by"),
    ("MTD103", "It was the coldest part of the whole period.12 The war began later.", "whole period. The war"),
    ("MTD103", "They walked inthe park for an hour before the rain began to fall.", "walked in the park"),
    ("MTD107", "They left as soon as poss ible, and nobody saw them on the road.", "as soon as possible, and"),
    ("MTD107", "We don’ t know what they will do about it in the coming year.", "We don’t know"),
    ("MTD301", "It is a holiday in South Korea (South Korea) too, and in the north.", "in South Korea too"),
    ("MTD301", "The turnout was 16% percent in the whole of the north.", "was 16% in the whole"),
    ("MTD304", "He lives in the the capital, and works in the north of it.", "in the capital"),
    ("MTD307", "The mayor opened the trans@@ lation office in the town hall.", "the translation office"),
    ("MTD501", "He said weâ€™re late, and that nobody had seen the bus go by.", "He said we’re late"),
    ("MTD501", "He said that they don?t mind the noise at all any more.", "they don’t mind"),
    ("MTD502", "Profit at the firm rose to &pound;10 million in the last year.", "rose to £10 million"),
    ("MTD502", "Profit at the firm rose to #36;10 million in the last year.", "rose to $10 million"),
    ("MTD502", "Profit rose last year,<br>it said in its report to the council.", "last year, it said"),
    ("MTD502", "They became an[gallery]official part of the museum in the spring.", "an official part"),
    ("MTD503", "Trade was inter\xadnational, and the port grew with it each year.", "was international, and"),
    ("MTD503", "They read the p\u0430ges of the book that the man had left there.", "the pages of"),
    ("MTD601", f"{RIVER} {RIVER} Nobody was hurt.", f"{RIVER} Nobody was hurt."),
    ("MTD504", "The o ce takes another view of the plan to widen the road.", "The office takes"),
]
UNSAFE_FIXES = [
    ("MTD102", "It has close ties with the North The minister went there in May.", "the North. The minister"),
    ("MTD106", "The writer Anne Brontë () was born in the village in the north.", "Brontë was born"),
    ("MTD302", "They met on Tuesday (15/8) local time and spoke for an hour.", "Tuesday (15 August) local"),
    ("MTD306", "They used profound learning and counterfeit consciousness for it.", "used deep learning and"),
    ("MTD602", "The head of the of the party said that he would not come.", "The head of the party"),
]


def fixed(text: str, code: str) -> tuple[str, list[bool]]:
    """The text with the first round of fixes for one rule, and which of them are safe."""
    own = [fix for fix in fixes(mtdetect.score(text + PROSE), ALL) if fix.code == code]
    return apply(text + PROSE, own), [fix.safe for fix in own]


@pytest.mark.parametrize(("code", "text", "expected"), SAFE_FIXES)
def test_safe_fixes(code: str, text: str, expected: str) -> None:
    new, safe = fixed(text, code)
    assert expected in new
    assert safe == [True]


@pytest.mark.parametrize(("code", "text", "expected"), UNSAFE_FIXES)
def test_unsafe_fixes(code: str, text: str, expected: str) -> None:
    new, safe = fixed(text, code)
    assert expected in new
    assert not any(safe)


def test_flags_say_what_could_replace_the_damage() -> None:
    report = mtdetect.score("He lives in the the capital &amp; works at the o ce." + PROSE)
    found = {flag.code: (report.text[flag.start : flag.end], flag.suggestion) for flag in report.flags}
    assert found == {"MTD304": ("the the", "the"), "MTD502": ("&amp;", "&"), "MTD504": ("o ce", "office")}
    assert report.to_dict()["flags"][0]["suggestion"] == "the"


def test_a_flag_without_a_sure_answer_has_no_suggestion() -> None:
    text = "The court will hear the appeal of the former minister on Monday, and the"
    assert [flag.suggestion for flag in mtdetect.score(text).flags] == [None]


def test_every_fixer_belongs_to_a_rule_and_only_fixable_rules_are_safe() -> None:
    assert set(FIXERS) <= {rule.code for rule in RULES}
    assert set(SAFE) <= set(FIXERS)


def test_sarif_offers_the_suggestion_as_a_fix() -> None:
    text = "He lives in the the capital." + PROSE
    out = StringIO()
    pair = (mtdetect.Document("a.txt", text, {"file": "a.txt", "verbatim": True}), mtdetect.score(text))
    reporter("sarif")([pair], out, threshold=0.5)
    (result,) = json.loads(out.getvalue())["runs"][0]["results"]
    change = {"deletedRegion": {"charOffset": 12, "charLength": 7}, "insertedContent": {"text": "the"}}
    assert result["fixes"][0]["artifactChanges"][0]["replacements"] == [change]


@pytest.mark.parametrize(
    ("text", "word", "name"),
    [
        ("They met. Ed left, and so did Ed then.", "Ed", True),
        ("They met. Door was shut, and the door stayed.", "Door", False),
        ("They saw Door once. Door was shut.", "Door", True),
        ("They met. Zorblat left.", "Zorblat", True),
        ("They met. Zorblat left by zorblat.", "Zorblat", False),
        ("They met. I left.", "I", True),
        ("They met. The end.", "The", False),
    ],
)
def test_names_are_told_by_what_is_nearby(text: str, word: str, name: bool) -> None:
    at = text.index(". " + word) + 2
    source = FlaggedText(text, [0])
    assert source.is_name(word, at) == name
    assert source.is_name(word, at) == name  # from what was found before
    far = f"{text.replace(word, word.lower())} in {word} {'x' * NEARBY} "  # too far away to count
    assert FlaggedText(far + text, [0]).is_name(word, len(far) + at) == name
