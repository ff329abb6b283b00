"""Fixes of several rounds become fixes of the original, with the same result."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mtdetect.cleaning.cleaned import Cleaned, Fix
from mtdetect.cleaning.composition import apply, compose


@st.composite
def fixes(draw: st.DrawFn, text: str) -> list[Fix]:
    """Fixes that are in order and don't overlap; some only insert or delete, and some touch."""
    places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=12)))
    made: list[Fix] = []
    for start, end in zip(places[::2], places[1::2], strict=False):
        new = draw(st.text("xy", max_size=3))
        if text[start:end] != new and (not made or (start, end) != (made[-1].start, made[-1].end)):
            made.append(Fix("MTD101", start, end, new, "", draw(st.booleans())))
    return made


@given(st.data(), st.text("abc\n", max_size=30))
def test_composed_fixes_have_the_same_result(data: st.DataObject, text: str) -> None:
    composed: list[Fix] = []
    now = text
    for _ in range(3):
        then = data.draw(fixes(now))
        composed = compose(text, composed, then)
        now = apply(now, then)
        assert apply(text, composed) == now
        assert all(one.end <= other.start for one, other in pairwise(composed))
        assert all(0 <= fix.start <= fix.end <= len(text) for fix in composed)


def test_fixes_that_only_touch_stay_separate() -> None:
    first = [Fix("MTD402", 0, 2, "", "menu"), Fix("MTD403", 2, 4, "", "date")]
    then = [Fix("MTD304", 0, 1, "", "doubled")]
    assert [(fix.code, fix.start, fix.end) for fix in compose("aabbcd", first, then)] == [
        ("MTD402", 0, 2),
        ("MTD403", 2, 4),
        ("MTD304", 4, 5),
    ]


def test_a_merged_fix_has_both_messages_and_is_safe_only_if_both_are() -> None:
    first = [Fix("MTD502", 1, 10, "&nbsp;", "escaped twice")]
    then = [Fix("MTD501", 1, 7, " ", "a space", safe=False)]
    merged = [Fix("MTD502", 1, 10, " ", "escaped twice a space", safe=False)]
    assert compose("a&amp;nbsp;b", first, then) == merged


def test_a_fix_that_is_undone_vanishes() -> None:
    assert compose("abc", [Fix("MTD101", 1, 2, "x", "")], [Fix("MTD101", 1, 2, "b", "")]) == []


def test_diff() -> None:
    diff = Cleaned("one\ntwo\n", "one\n", (Fix("MTD402", 4, 8, "", ""),)).diff("a/x", "b/x")
    assert diff == "--- a/x\n+++ b/x\n@@ -1,2 +1 @@\n one\n-two\n"
    assert Cleaned("one", "one").diff() == ""
    assert Cleaned("a", "b").diff().endswith("-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n")
