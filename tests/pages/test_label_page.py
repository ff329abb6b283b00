"""The labelling page in a browser: marks, tabs, messages, looks."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import WIDTHS, accessibility_issues, sideways
from label_pages import OpenPage, Served, press, ready, rows

from mtdetect.samples.files import read_samples
from mtdetect.types import LabelledSpan, Sample

pytest.importorskip("flask", reason='the label extra is not installed: pip install ".[label]"')

if TYPE_CHECKING:
    from playwright.sync_api import Page

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_marks_by_mouse_and_by_keys_count_code_points(served: Served, open_page: OpenPage, tmp_path: Path) -> None:
    first, second = "👩‍👩‍👧 “Café” 😀 the the 🏳️‍🌈 end", "a \ud800 lone 😀😀 half \x00 the the"
    (tmp_path / "a.jsonl").write_text(
        "".join(json.dumps({"id": str(i), "text": text}) + "\n" for i, text in enumerate([first, second]))
    )
    address, _ = served("a.jsonl", "--in-order")
    page = open_page(address)
    assert ready(page) == first
    start = first.index("the the")
    unit = len(first[:start].encode("utf-16-le")) // 2
    # By mouse, from before the first letter to after the last. Dragging over the surrounding space does no harm.
    box = page.locator("#paragraph").evaluate(
        """(p, [a, b]) => {
          const range = document.createRange();
          range.setStart(p.firstChild, a); range.setEnd(p.firstChild, b);
          const {left, right, top, height} = range.getBoundingClientRect();
          return [left, right, top + height / 2];
        }""",
        [unit, unit + 8],
    )
    page.mouse.move(box[0], box[2])
    page.mouse.down()
    page.mouse.move(box[1], box[2], steps=4)
    page.mouse.up()
    page.get_by_role("button", name="repetition").click()
    page.get_by_label("Label", exact=True).select_option("doubled-word")
    assert page.locator("#paragraph mark").all_text_contents() == ["the the"]
    assert page.locator("#paragraph").text_content() == first
    page.locator("#paragraph").focus()
    press(page, "q", " ")

    # By keyboard: mark the third word, then the whole paragraph with the family's second label, and remove that again.
    page.keyboard.press("m")
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft", "Shift+ArrowRight", "3"):
        page.keyboard.press(key)
    assert page.locator("input[name=translation]:checked").input_value() == "1"
    for key in ("4", "4", "Backspace"):
        page.keyboard.press(key)
    assert page.locator("input[name=scraping]:checked").input_value() == "1"
    assert page.locator("#said").text_content() == "Removed mark: timestamp."
    page.keyboard.press("s")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="All done").wait_for()

    samples = list(read_samples(tmp_path / "samples.jsonl"))
    lone = second.index("lone 😀😀")
    assert samples == [
        Sample(first, 1, 0, "0", (LabelledSpan(start, start + 7, "doubled-word"),), "0", 0),
        Sample(second, 1, 0, "1", (LabelledSpan(lone, lone + 7, "odd-wording"),), "1", 0),
    ]


def test_two_tabs(served: Served, open_page: OpenPage, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One.\n\nTwo.\n\nThree.")
    address, _ = served("a.txt", "--in-order")
    page = open_page(address)
    assert ready(page) == "One."
    other = page.context.new_page()
    other.goto(address)
    assert ready(other) == "Two."
    # A duplicated tab has the same name and shows the same paragraph.
    with page.context.expect_page() as opened:
        page.evaluate("window.open(location.href, '_blank')")
    twin = opened.value
    twin.evaluate("([key, value]) => sessionStorage.setItem(key, value)", ["tab", page.evaluate("sessionStorage.tab")])
    twin.reload()
    assert ready(twin) == "One."

    assert press(page, "q", " ") == "Three."
    assert press(twin, " ") == "One."
    assert "Already answered in another tab: translation damaged, scraping sound." in (
        twin.locator("#message").text_content() or ""
    )
    assert [row["translation"] for row in rows(tmp_path / "samples.jsonl")] == [1, None, None]
    assert press(twin, "Enter") == "Three."  # kept as it is
    assert [row["translation"] for row in rows(tmp_path / "samples.jsonl")] == [1, None, None]
    assert press(other, " ") == "Three."
    other.keyboard.press("x")  # the only paragraph left
    page.keyboard.press(" ")
    page.get_by_role("heading", name="All done").wait_for()
    assert press(other, "a", " ") == "Three."
    other.keyboard.press("a")
    press(other, "Enter")
    other.get_by_role("heading", name="All done").wait_for()
    assert [row["scraping"] for row in rows(tmp_path / "samples.jsonl")] == [0, 0, 1]
    assert press(page, "z") == "One."  # by now, “Three.” was answered in the other tab


def test_what_the_page_says_and_keeps_to_itself(served: Served, open_page: OpenPage, tmp_path: Path) -> None:
    hostile = "<img src=x onerror=alert(1)> the the \u202e<script>alert(2)</script>"
    (tmp_path / "a.txt").write_text(f"WWW one\n\n{hostile}\n\nThree.")
    address, _ = served("a.txt", "--in-order")
    page = open_page(address)
    ready(page)
    page.keyboard.press("Enter")
    assert "Answer translation (Q, W or E) and scraping (A, S or D)" in (page.locator("#message").text_content() or "")
    assert press(page, "a", " ") == hostile
    said = page.locator("#said")
    assert said.text_content() == "Saved: translation sound, scraping damaged."
    assert page.locator("#paragraph").evaluate("p => p === document.activeElement")
    assert page.locator("#paragraph *").count() == 0
    assert page.locator("#before p").all_text_contents() == ["Start of document", "WWW one"]
    assert page.locator("#after p").all_text_contents() == ["Three.", "End of document"]

    assert "doubled-word" not in page.locator(".focus").inner_text()  # what the rules found is hidden until requested
    page.keyboard.press("f")
    page.get_by_role("button", name="Accept doubled-word").click()
    assert page.locator("#spans .excerpt").all_text_contents() == ["the the"]
    assert said.text_content() == "Marked “the the” as doubled-word."

    page.keyboard.press("?")
    page.get_by_label("Single-key shortcuts").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    assert page.locator("input[name=scraping]:checked").count() == 0
    page.get_by_role("radio", name="Damaged").nth(1).focus()
    page.keyboard.press(" ")
    page.get_by_role("button", name="Save & next").click()
    page.get_by_text("Saved: both damaged, 1 mark.").wait_for()
    assert page.title() == "2 done · Label paragraphs"


def test_looks_and_accessibility(
    served: Served, open_page: OpenPage, tmp_path: Path, screenshot: Callable[[Page, str], None]
) -> None:
    (tmp_path / "kim-putin.txt").write_text((EXAMPLES / "kim-putin.txt").read_text(encoding="utf-8"))
    address, _ = served("kim-putin.txt", "--in-order")
    for width, dark in [(WIDTHS[2], False), (WIDTHS[2], True), (WIDTHS[1], False), (WIDTHS[0], True)]:
        page = open_page(address, width=width, height=660, dark=dark)
        words = ready(page).split()
        if not dark and width == WIDTHS[2]:
            words = press(page, "q", " ").split()
        there = words.index("Korea’s.") if "Korea’s." in words else 3
        for key in ("m", *["ArrowRight"] * there, "Shift+ArrowRight", "1", "w"):
            page.keyboard.press(key)
        if not dark and width == WIDTHS[2]:
            screenshot(page, "label-page.png")
        page.keyboard.press("f")
        page.locator("#suggestions:not([hidden])").wait_for()
        assert accessibility_issues(page) == []
        assert sideways(page) == 0
        if width == WIDTHS[0]:
            page.keyboard.press("?")
            assert accessibility_issues(page) == []


@pytest.mark.parametrize("width", [375, 1440])
def test_the_page_says_when_labels_are_enough_to_train(
    served: Served, open_page: OpenPage, tmp_path: Path, width: int
) -> None:
    texts = [f"The council met for the {n}th time." for n in range(204)]
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "a", "url": "https://x.org/", "text": "\n\n".join(texts)}))
    labels = [
        {"text": text, "translation": None, "scraping": n % 2, "source": "x.org", "document": "a", "position": n}
        for n, text in enumerate(texts)
    ]
    judged = [row | ({"judged": n + 1} if n < 199 else {"scraping": None}) for n, row in enumerate(labels)]
    (tmp_path / "samples.jsonl").write_text("".join(json.dumps(row) + "\n" for row in judged))
    page = open_page(served("a.jsonl", "--in-order")[0], width=width)
    ready(page)
    assert page.locator("#message").is_hidden()
    press(page, " ")
    assert (page.locator("#message").text_content() or "").startswith("200 labelled: enough to train a model.")
    assert sideways(page) == 0
    press(page, " ")
    assert page.locator("#message").is_hidden()
