"""A whole labelling session in a browser: twenty paragraphs, an undo, a killed server, and training on the result."""

from __future__ import annotations

import json
import signal
import warnings
from pathlib import Path

import pytest
from label_pages import OpenPage, Served, press, ready, rows

import mtdetect
from mtdetect.samples.files import read_samples

pytest.importorskip("flask", reason='the label extra is not installed: pip install ".[label]"')


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
            return press(page, " ")  # both sound needs only one key
        return press(page, "q" if said[text][0] else "w", "a" if said[text][1] else "s", "Enter")

    # In order, because duplicates are skipped otherwise, and these pages differ only in a digit.
    address, process = served("pages.jsonl", "--in-order")
    page = open_page(address)
    text = ready(page)
    for _ in range(8):
        text = judge(text)
    assert "enough to train" not in (page.locator("#message").text_content() or "")
    assert "8 done, 13 left" in (page.locator("#progress").text_content() or "")
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

    stale = page.context.new_page()  # not opened with open_page, which would fail on its connection errors
    stale.goto(address)
    ready(stale)
    process.kill()
    process.wait(30)
    kept = (tmp_path / "samples.jsonl").read_bytes()
    stale.keyboard.press(" ")
    stale.get_by_role("heading", name="mtdetect has stopped").wait_for()
    assert "Not saved" in (stale.locator("#message").text_content() or "")
    assert (tmp_path / "samples.jsonl").read_bytes() == kept

    address, process = served("pages.jsonl", "--in-order")
    page = open_page(address)
    assert ready(page) == text  # the paragraph that was not saved
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

    monkeypatch.setattr("mtdetect.learning.metrics.RESAMPLES", 3)  # intervals would take longer than all the rest
    with warnings.catch_warnings(action="ignore"):  # about so few samples
        model = mtdetect.train(read_samples(tmp_path / "samples.jsonl"))
    assert {kind: model.card["metrics"][kind]["rows"] for kind in ("translation", "scraping")} == {
        "translation": 20,
        "scraping": 20,
    }
