"""The prose of a file with markup, and its way back to the file."""

import pytest

from mtdetect.text.source_map import ProseBuilder, SourceMap
from mtdetect.types import Flag, Paragraph, Report, Span

FILE = "# One *two* &amp;\nthree\n\n---\n\n> Four\n> five\n"
PROSE = "One two & three\n\nFour five"


@pytest.fixture
def source() -> SourceMap:
    builder = ProseBuilder(FILE)
    builder.gap("\n\n")  # nothing comes before it
    builder.add(2, 6)
    builder.add(7, 10)
    builder.add(11, 12)
    builder.add(12, 17, "&")
    builder.add(17, 18, " ")
    builder.add(18, 23)
    builder.gap("\n\n")
    builder.add(32, 36)
    builder.add(36, 39, " ")
    builder.add(39, 43)
    return builder.source_map()


@pytest.mark.parametrize(
    ("words", "in_file", "verbatim"),
    [
        ("One", "One", True),
        ("two", "two", True),
        ("One two", "One *two", False),
        ("two &", "two* &amp;", False),
        ("& three", "&amp;\nthree", False),
        (" three", "\nthree", True),
        ("three\n\nFour", "three\n\n---\n\n> Four", False),
        ("\n\nFour", "Four", True),
        ("three\n\n", "three", True),
        ("Four five", "Four\n> five", False),
        ("our f", "our\n> f", False),
        (PROSE, FILE[2:-1], False),
    ],
)
def test_spans_of_the_prose_are_found_in_the_file(source: SourceMap, words: str, in_file: str, verbatim: bool) -> None:
    assert source.prose == PROSE
    start = PROSE.index(words)
    span = Span(start, start + len(words))
    found = source.to_file(span)
    assert FILE[found.start : found.end] == in_file
    assert source.is_verbatim(span) is verbatim


def test_every_character_and_every_gap_has_a_place(source: SourceMap) -> None:
    for at, char in enumerate(PROSE):
        start, end = source.to_file(Span(at, at + 1))
        assert FILE[start:end] in (char, "&amp;", "\n", "\n> ", "")
        assert source.to_file(Span(at, at)).start <= start
    assert ProseBuilder("---").source_map().to_file(Span(0, 0)) == Span(0, 0)


def test_a_report_moves_to_the_file(source: SourceMap) -> None:
    flag = Flag("MTD101", "broken-boundary", 8, 15, "")
    paragraph = Paragraph(0, 0, 15, PROSE[:15], 0.1, 0.2, 0.3, (flag,))
    report = source.relocated(Report(PROSE, "en", 0.1, 0.2, 0.3, (paragraph,), (flag,)))
    (moved,) = report.paragraphs
    assert report.text == FILE
    assert moved.text == FILE[moved.start : moved.end] == "One *two* &amp;\nthree"
    assert [FILE[f.start : f.end] for f in report.flags] == ["&amp;\nthree"]
    assert moved.flags == report.flags
