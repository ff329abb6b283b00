"""Lines, paragraphs, sentences."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtdetect.text.segmentation import (
    LineEnds,
    reflow,
    split_lines,
    split_paragraphs,
    split_sentences,
    to_original_span,
)
from mtdetect.types import Span

WRAPPED = """\
Hi all, the minutes of last week's meeting are up on the shared drive
and I would be glad of comments before Friday, since I will be away for
most of the week after that and can't promise that I will read my mail
every day. The budget is the part that needs the most work still.

I also wanted to say that the room is booked from nine in the morning,
not from ten.

Ann
"""

# Five lines continue in lower case, and one is longer than any line of the blocks that are certainly wrapped.
SHORT_WRAPPED = """\
The storm weakened to a tropical depression by 5 a.m., the
National Hurricane Center in Miami said. It was moving
northeast at 14 mph and was expected to drop rain on parts of
Georgia by the weekend.

Insurers declined to estimate losses. The state's emergency
management agency said damage assessments would begin
Friday, and that shelters in Daphne and Fairhope would stay
open through the weekend.

The storm was the third to strike the northern Gulf this
season, which ends on Nov. 30. Forecasters at Colorado State A.
University had predicted 17 named storms.

Nobody was hurt.
"""

PARAGRAPHS = {
    "one a line": ("First line.\nSecond line.\nThird.", ["First line.", "Second line.", "Third."]),
    "blank-line blocks": ("One.\n\nTwo.\n \t\nThree.", ["One.", "Two.", "Three."]),
    "windows": ("One.\r\n\r\nTwo.\r\nThree.", ["One.", "Two.", "Three."]),
    "old mac": ("One.\r\rTwo.\rThree.", ["One.", "Two.", "Three."]),
    "form feed, NEL, U+2028, U+2029": ("A.\fB.\x85C.\u2028D.\u2029E.", ["A.", "B.", "C.", "D.", "E."]),
    "indented": ("    Reuters\n    Published : today\n\n    Text.", ["Reuters", "Published : today", "Text."]),
    "broken in mid-sentence": (
        "It is also celebrated as a.\nnational holiday in South Korea, and there is much more to say about that one.",
        [
            "It is also celebrated as a.",
            "national holiday in South Korea, and there is much more to say about that one.",
        ],
    ),
    "hard-wrapped": (
        WRAPPED,
        [
            WRAPPED[: WRAPPED.index("still.") + 6],
            WRAPPED[WRAPPED.index("I also") : WRAPPED.index("ten.") + 4],
            "Ann",
        ],
    ),
    "wrapped by hand": (
        "The General License is a free license for software and other kinds\nof works that people have written.\n\n"
        "The licenses for most software are designed to take away your freedom\nto share and change the works. By "
        "contrast, this license is intended\nto guarantee it.\n\n"
        "When we speak of free software, we are referring to freedom of a\nkind that has no price, and which one "
        "can't buy.",
        [
            "The General License is a free license for software and other kinds\nof works that people have written.",
            "The licenses for most software are designed to take away your freedom\nto share and change the works. By "
            "contrast, this license is intended\nto guarantee it.",
            "When we speak of free software, we are referring to freedom of a\nkind that has no price, and which one "
            "can't buy.",
        ],
    ),
    "wrapped, with names at the line ends": (
        SHORT_WRAPPED,
        SHORT_WRAPPED.strip().split("\n\n"),
    ),
    "list items in wrapped text": (
        "These are the things that have changed since the last release of the\nprogram, which was made in the "
        "spring of this year:\n- the reader of compressed files is faster than it was before, and it\n"
        "takes less memory\n- the writer is slower",
        [
            "These are the things that have changed since the last release of the\nprogram, which was made in the "
            "spring of this year:",
            "- the reader of compressed files is faster than it was before, and it\ntakes less memory",
            "- the writer is slower",
        ],
    ),
    "verse": (
        "Shall I compare thee to a summer's day?\nThou art more lovely and more temperate:\n"
        "Rough winds do shake the darling buds of May,\nAnd summer's lease hath all too short a date;",
        [
            "Shall I compare thee to a summer's day?",
            "Thou art more lovely and more temperate:",
            "Rough winds do shake the darling buds of May,",
            "And summer's lease hath all too short a date;",
        ],
    ),
    "numbered verses, indented": (
        "  1 In the beginning the people built a city on the hill, and the wall of\nthe city was as high as ten men.\n"
        "  2 And the wall fell, and the people went down to the plain in the days of\nAbner, and they dwelt there, and "
        "with them dwelt all of the tribes that\nhad come.\n  3 They built no wall.",
        [
            "1 In the beginning the people built a city on the hill, and the wall of\nthe city was as high as ten men.",
            "2 And the wall fell, and the people went down to the plain in the days of\nAbner, and they dwelt there, "
            "and with them dwelt all of the tribes that\nhad come.",
            "3 They built no wall.",
        ],
    ),
    "short wrapped blocks under headings, with code": (
        "".join(
            f"step{i}\n    The program reads the file of this step, tells where each of its parts\n    begins and"
            f" writes what it has found, step after step, to the log of\n    number {i}.\n\n"
            f"    let part{i} = read(file,\n        there);\n    print(part{i});\n\n"
            for i in range(5)
        ),
        [
            paragraph
            for i in range(5)
            for paragraph in (
                f"step{i}",
                "The program reads the file of this step, tells where each of its parts\n    begins and writes what it"
                f" has found, step after step, to the log of\n    number {i}.",
                f"let part{i} = read(file,",
                "there);",
                f"print(part{i});",
            )
        ],
    ),
    "menu": ("Home\nNews\nSport\nWeather", ["Home", "News", "Sport", "Weather"]),
    "empty": ("", []),
    "blank": (" \n\t\r\n ", []),
}


@pytest.mark.parametrize("name", PARAGRAPHS)
def test_paragraphs(name: str) -> None:
    text, expected = PARAGRAPHS[name]
    assert [text[a:b] for a, b in split_paragraphs(text)] == expected


SHORT = (
    "The library reads one record at a time, so that a file of any size can be checked in little memory, and reports "
    "the number of every record that is wrong.",
    "A record ends with an empty line, which may hold spaces, and begins with its key; the values follow in any order, "
    "each on a line of its own, and a value that is too long for one line goes on in the next, after a tab.",
    "Keys are compared without regard to case.",
    "The order of the records does not matter, but records with the same key should be together, because the program "
    "forgets a key as soon as it has read the next, and it will then report that the earlier record is missing.",
)


@pytest.mark.parametrize("width", [60, 72, 80, 100, 120, 140, 160, 180, 200])
def test_wrapped_paragraphs_are_joined_at_any_width(width: int) -> None:
    text = "\n\n".join(textwrap.fill(paragraph, width) for paragraph in SHORT)
    assert [" ".join(text[a:b].split()) for a, b in split_paragraphs(text)] == list(SHORT)


ONE_A_LINE = {
    "sentences": [paragraph.replace(";", ".") for paragraph in SHORT],
    "lines that are cut off": [SHORT[0][:-29], SHORT[1][:-20].lower().strip(), SHORT[3][:-10]],
    "notes": [
        f"note {i}: the reader of record {i} {'now and then ' * (i % 4 + 4)}waits for the writer" for i in range(9)
    ],
    "headlines": [f"Minister {'quietly ' * i}Signs the Agreement That Nobody Read Before the Vote" for i in range(6)],
    "addresses": [
        "Dr. Ann Smith",
        "Department of Records, University of Somewhere by the Sea",
        "12 Long Street",
        "Ham",
    ],
}


@pytest.mark.parametrize("name", ONE_A_LINE)
def test_lines_that_are_not_wrapped_stay_apart(name: str) -> None:
    text = "\n".join(ONE_A_LINE[name])
    assert [text[a:b] for a, b in split_paragraphs(text)] == ONE_A_LINE[name]


def test_lines_are_stripped_spans_of_the_text() -> None:
    assert split_lines("  a b \r\n\n\tc") == [Span(2, 5), Span(10, 11)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Dr. Kim met U.S. officials on Aug. 18. They talked.",
            ["Dr. Kim met U.S. officials on Aug. 18.", "They talked."],
        ),
        ("“Go!” he said. “Now.” She went.", ["“Go!” he said.", "“Now.”", "She went."]),
        ("J. K. Rowling wrote it. It cost 3.5 per cent.", ["J. K. Rowling wrote it.", "It cost 3.5 per cent."]),
        ("One. Two.\nThree.", ["One.", "Two.", "Three."]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in split_sentences(text, split_paragraphs(text))] == expected


def test_reflowing_keeps_hard_spaces() -> None:
    assert reflow("It costs\n    10\xa0euros.  No\tmore.") == "It costs 10\xa0euros. No more."
    assert reflow("A line.") == "A line."


@pytest.mark.parametrize(
    ("paragraph", "words"),
    [
        ("One line as it is.", "as it is"),
        ("Words that are  set\n   apart by\tspaces and\nlines.", "set apart by spaces"),
        ("the end, and the\nend", "the end"),  # the first of the two
        ("a\n\n b\u00a0c", "b\u00a0c"),
    ],
)
def test_reflowed_spans_convert_to_original_ones(paragraph: str, words: str) -> None:
    start = reflow(paragraph).index(words)
    found = to_original_span(paragraph, Span(start, start + len(words)))
    assert reflow(paragraph[found.start : found.end]) == words
    assert paragraph[: found.start].split() == reflow(paragraph)[:start].split()


@given(st.text("ab \n\r\u2028", max_size=30))
def test_offsets_convert_between_line_ends(text: str) -> None:
    ends = LineEnds(text)
    assert ends.plain == text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    for at, char in enumerate(ends.plain):
        start, end = ends.to_given(Span(at, at + 1))
        assert (text[start] == char) or char == "\n"
        assert ends.to_plain(Span(start, end)) == Span(at, at + 1)
