"""The labelling page in a real browser: keys, marks, undo, two tabs, a killed server, and training on what was said."""

from __future__ import annotations

import json
import signal
import subprocess
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser import WIDTHS, accessibility_issues, sideways

import mtdetect
from mtdetect.samples import read_samples
from mtdetect.types import LabelledSpan, Sample

pytest.importorskip("flask", reason='the label extra is not installed: pip install "mtdetect[label]"')

if TYPE_CHECKING:
    from playwright.sync_api import Page

Start = Callable[..., "subprocess.Popen[bytes]"]
Served = Callable[..., tuple[str, "subprocess.Popen[bytes]"]]
OpenPage = Callable[..., "Page"]

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def served(start: Start) -> Iterator[Served]:
    """Starts the command, and gives the page's address and the process."""
    running = []

    def begin(*arguments: str) -> tuple[str, subprocess.Popen[bytes]]:
        command = ("label", *arguments, "-o", "samples.jsonl", "--no-browser", "--quiet")
        process = start(*command, stdout=subprocess.PIPE)
        running.append(process)
        assert process.stdout is not None
        return process.stdout.readline().decode().strip(), process

    yield begin
    for process in running:
        process.kill()
        process.communicate(timeout=30)


def ready(page: Page) -> str:
    """Waits for a paragraph, and returns its text."""
    page.locator("body[data-item]:not([aria-busy])").wait_for()
    return page.locator("#paragraph").text_content() or ""


def press(page: Page, *keys: str) -> str:
    """Presses keys, the last of which brings another paragraph, and returns its text."""
    shown = page.locator("body").get_attribute("data-item")
    for key in keys:
        page.keyboard.press(key)
    page.locator(f'body:not([data-item="{shown}"]):not([aria-busy])').wait_for()
    return ready(page)


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


SOUND = (
    "The council voted on Tuesday to keep the old library open for another year, its chairman said.",
    "Residents had collected nine thousand signatures, and many of them came to the meeting.",
    "Rain is expected in the north by the evening, with gusts along the coast.",
    "The company said that its profits rose by four per cent in the second quarter.",
    "Two men were taken to hospital after the accident, but neither was badly hurt.",
)
DAMAGED = ("WWW Home News Sport", "The minister said in the the morning that he of the will decides.")


def test_twenty_paragraphs_one_undo_one_kill_and_training(
    served: Served, open_page: OpenPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = [
        {"id": f"page {n}", "url": f"https://site{n}.example/", "text": "\n\n".join(f"{text} ({n})" for text in texts)}
        for n, texts in enumerate([(DAMAGED[0], *SOUND, DAMAGED[1])] * 3)
    ]
    (tmp_path / "pages.jsonl").write_text("".join(json.dumps(row) + "\n" for row in corpus))
    said: dict[str, tuple[int | None, int | None]] = {}

    def judge(text: str, *keys: str) -> str:
        said[text] = (int("the the" in text), int("WWW" in text))
        if keys:
            return press(page, *keys)
        if not any(said[text]):
            return press(page, " ")  # both sound: one key
        return press(page, "q" if said[text][0] else "w", "a" if said[text][1] else "s", "Enter")

    # In order, since one wording would come once otherwise: the pages differ in a digit.
    address, process = served("pages.jsonl", "--in-order")
    page = open_page(address)
    text = ready(page)
    for _ in range(8):
        text = judge(text)
    assert "8 judged, 13 left" in (page.locator("#progress").text_content() or "")
    wrong = text
    press(page, "q", "d", "ArrowRight")
    assert rows(tmp_path / "samples.jsonl")[8]["translation"] == 1
    text = press(page, "z")
    assert text == wrong
    assert page.locator("input[type=radio]:checked").evaluate_all("all => all.map((input) => input.value)") == [
        "1",
        "null",
    ]
    assert rows(tmp_path / "samples.jsonl")[8]["translation"] is None
    text = judge(text, "w", "s", "Enter")

    stale = page.context.new_page()  # one whose complaints about the lost connection nobody watches
    stale.goto(address)
    ready(stale)
    process.kill()
    process.wait(30)
    kept = (tmp_path / "samples.jsonl").read_bytes()
    stale.keyboard.press(" ")
    stale.get_by_role("heading", name="The program has ended").wait_for()
    assert "Not saved" in (stale.locator("#message").text_content() or "")
    assert (tmp_path / "samples.jsonl").read_bytes() == kept

    address, process = served("pages.jsonl", "--in-order")
    page = open_page(address)
    assert ready(page) == text  # the one that was not confirmed
    while len(said) < 20:
        text = judge(text)
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0

    numbers = {text: n for n, text in enumerate(said, 1)}
    expected = ""
    for row in corpus:
        for position, text in enumerate(row["text"].split("\n\n")):
            translation, scraping = said.get(text, (None, None))
            sample = {
                "text": text, "translation": translation, "scraping": scraping, "source": row["url"][8:-1],
                "spans": [], "document": row["id"], "position": position,
            }  # fmt: skip
            judged = {"judged": numbers[text]} if text in said else {}
            expected += json.dumps(sample | judged) + "\n"
    assert len(said) == 20
    assert (tmp_path / "samples.jsonl").read_bytes() == expected.encode()

    monkeypatch.setattr("mtdetect.metrics.RESAMPLES", 3)  # the intervals would take longer than all the rest
    with warnings.catch_warnings(action="ignore"):  # of so few samples
        model = mtdetect.train(read_samples(tmp_path / "samples.jsonl"))
    assert {kind: model.card["metrics"][kind]["rows"] for kind in ("translation", "scraping")} == {
        "translation": 20,
        "scraping": 20,
    }


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
    # By mouse: from before the first letter to after the last; a drag that takes in the space around it does no harm.
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

    # By keys: the third word; then the whole paragraph, the family's second label, and that one away again.
    page.keyboard.press("m")
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft", "Shift+ArrowRight", "3"):
        page.keyboard.press(key)
    assert page.locator("input[name=translation]:checked").input_value() == "1"
    for key in ("4", "4", "Backspace"):
        page.keyboard.press(key)
    assert page.locator("input[name=scraping]:checked").input_value() == "1"
    assert page.locator("#said").text_content() == "Mark timestamp taken away."
    page.keyboard.press("s")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="All judged").wait_for()

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
    # A duplicated tab goes by the same name, and has the same paragraph before it.
    with page.context.expect_page() as opened:
        page.evaluate("window.open(location.href, '_blank')")
    twin = opened.value
    twin.evaluate("([key, value]) => sessionStorage.setItem(key, value)", ["tab", page.evaluate("sessionStorage.tab")])
    twin.reload()
    assert ready(twin) == "One."

    assert press(page, "q", " ") == "Three."
    assert press(twin, " ") == "One."
    assert "Judged in another tab meanwhile: translation damaged, scraping sound." in (
        twin.locator("#message").text_content() or ""
    )
    assert [row["translation"] for row in rows(tmp_path / "samples.jsonl")] == [1, None, None]
    assert press(twin, "Enter") == "Three."  # left as it is
    assert [row["translation"] for row in rows(tmp_path / "samples.jsonl")] == [1, None, None]
    assert press(other, " ") == "Three."
    other.keyboard.press("x")  # the only one left
    page.keyboard.press(" ")
    page.get_by_role("heading", name="All judged").wait_for()
    assert press(other, "a", " ") == "Three."
    other.keyboard.press("a")
    press(other, "Enter")
    other.get_by_role("heading", name="All judged").wait_for()
    assert [row["scraping"] for row in rows(tmp_path / "samples.jsonl")] == [0, 0, 1]
    assert press(page, "z") == "One."  # “Three.” is the other's by now


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
    assert page.locator("#before p").all_text_contents() == ["The document begins here.", "WWW one"]
    assert page.locator("#after p").all_text_contents() == ["Three.", "The document ends here."]

    assert "doubled-word" not in page.locator(".focus").inner_text()  # what the rules found is hidden until asked for
    page.keyboard.press("f")
    page.get_by_role("button", name="Take doubled-word").click()
    assert page.locator("#spans .excerpt").all_text_contents() == ["the the"]
    assert said.text_content() == "Marked “the the” as doubled-word."

    page.keyboard.press("?")
    page.get_by_label("Single keys work").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    assert page.locator("input[name=scraping]:checked").count() == 0
    page.get_by_role("radio", name="Damaged").nth(1).focus()
    page.keyboard.press(" ")
    page.get_by_role("button", name="Save, next").click()
    page.get_by_text("Saved: both damaged, 1 place marked.").wait_for()
    assert page.title() == "2 judged · Label paragraphs"


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
