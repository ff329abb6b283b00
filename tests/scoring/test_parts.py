"""Long texts are scored in parts, and the report is of the whole."""

from __future__ import annotations

from itertools import pairwise

import pytest

import mtdetect
from mtdetect.scoring import parts
from mtdetect.scoring.batches import batches

SENTENCE = "The council met in May to discuss the the new bridge over the river. "
TEXTS = {
    "paragraphs": f"{SENTENCE * 2}\n\n" * 12,
    "windows line ends": f"{SENTENCE * 2}\r\n\r\n" * 12,
    "old line ends": f"{SENTENCE * 2}\r\r" * 12,
    "lines": "Word\n" * 90,
    "one line": SENTENCE * 20,
    "one word": "a" * 1500,
    "short": SENTENCE,
    "empty": "",
}


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "LONGEST", 400)
    monkeypatch.setattr(parts, "MOST_LINES", 30)


def parts_of(text: str) -> list[str]:
    return [text[start:end] for start, end in pairwise(parts.cuts(text))]


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("name", TEXTS)
def test_parts_make_the_text_and_are_short(name: str) -> None:
    cut = parts_of(TEXTS[name])
    assert "".join(cut) == TEXTS[name]
    assert all(len(part) <= 400 and part.count("\n") <= 30 for part in cut)
    assert (len(cut) == 1) == (len(TEXTS[name]) <= 400 and name != "lines")


@pytest.mark.usefixtures("small_parts")
def test_paragraphs_stay_whole_where_they_can() -> None:
    assert all(part.endswith("\n\n") for part in parts_of(TEXTS["paragraphs"]))


@pytest.mark.parametrize("name", TEXTS)
def test_the_report_is_of_the_whole(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = TEXTS[name]
    whole = mtdetect.score(text)
    monkeypatch.setattr(parts, "LONGEST", 400)
    report, other = mtdetect.score_many([text, SENTENCE])
    assert other == mtdetect.score(SENTENCE)
    assert report.text == text
    assert [p.index for p in report.paragraphs] == list(range(len(report.paragraphs)))
    assert all(text[p.start : p.end] == p.text for p in report.paragraphs)
    assert [flag for p in report.paragraphs for flag in p.flags] == list(report.flags)
    assert [flag for flag in report.flags if flag.code == "MTD304"] == [f for f in whole.flags if f.code == "MTD304"]
    if name in ("paragraphs", "windows line ends", "old line ends", "lines", "short"):
        assert [(p.start, p.end) for p in report.paragraphs] == [(p.start, p.end) for p in whole.paragraphs]


def test_many_lines_fill_a_batch() -> None:
    """A paragraph takes memory, however short it is."""
    assert len(list(batches(["a\n" * 1000] * 60))) > len(list(batches(["aa" * 1000] * 60)))


def test_a_list_of_many_lines_has_a_small_report() -> None:
    """A million lines are allowed: what is equal in their reports is one object."""
    lines = mtdetect.score("soft\xadword\n" * 300).paragraphs
    for kind in ("translation", "scraping", "damage", "evidence"):
        assert len({id(getattr(line, kind)) for line in lines}) == len({getattr(line, kind) for line in lines})
    assert len({id(flag.message) for line in lines for flag in line.flags}) == 1
