"""Control characters that count as white space belong to a paragraph if they are flagged."""

from __future__ import annotations

import pytest

import mtdetect

TEXTS = {
    "after": "The minister said so.\x1c",
    "before": "\x1dThe minister said so.",
    "a line of its own": "One is here.\n\n\x1d\n\nTwo is here.",
    "both": "One is here.\n\n\x1eTwo is here.\x85\x1f\r\n\r\nThree is\x1f.",
    "between": "a\x1c\n\x1d b",
    "half of a flag": "A\x1c\n\nTwo is here.",
    "nothing else": "\x1c\x1d",
}


@pytest.mark.parametrize("name", TEXTS)
def test_flags_are_inside_their_paragraph(name: str) -> None:
    report = mtdetect.score(TEXTS[name])
    assert any(flag.code == "MTD503" for flag in report.flags) == bool(report.paragraphs)
    end = 0
    for paragraph in report.paragraphs:
        assert end <= paragraph.start < paragraph.end
        assert report.text[paragraph.start : paragraph.end] == paragraph.text
        assert all(paragraph.start <= flag.start < paragraph.end for flag in paragraph.flags)
        end = paragraph.end
        assert not any(report.text[end : flag.end].isspace() for flag in paragraph.flags)
