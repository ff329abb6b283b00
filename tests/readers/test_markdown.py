"""Markdown: what of it is prose, and where the prose is in the file."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from source_maps import check, lines

from mtdetect.readers.markdown import prose_of
from mtdetect.types import Span

PROSE = {
    "paragraphs, wrapped": ("One\ntwo  three.\n\nFour.\n", ["One two  three.", "Four."]),
    "line breaks": ("One\\\ntwo  \nthree<br>four", ["One", "two", "three", "four"]),
    "emphasis and links": (
        "A *b* **c** ***d*** _e_ ~~f~~ [g](h 'i') [j][k] <https://l.m> n*o\n\n[k]: p 'q'",
        ["A b c d e f g j <https://l.m> n*o"],
    ),
    "markers that are text": (
        "2 * 3 * 4, snake_case, a ~ b, [not] a link",
        ["2 * 3 * 4, snake_case, a ~ b, [not] a link"],
    ),
    "images and badges": ('[![CI](a)](b) [![PyPI](c)](d)\n\nSee ![it](e "f") here.', ["See here."]),
    "entities and escapes": ("A &amp; b &mdash; c &nope; \\*d\\* \\e", ["A & b — c &nope; *d* \\e"]),
    "inline code": ("Run `score` or `` a`b ``, not `x\n y`.", ["Run `score` or `code`, not `code`."]),
    "code that is not a word": ('It matches `[<>"]+` here.', ["It matches `code` here."]),
    "inline HTML": ("A <b>b</b><!-- c --> d <kbd>E</kbd>.", ["A b d E."]),
    "headings": ("# One #\n\nTwo\nlines\n===\n### Three *em*", ["One", "Two lines", "Three em"]),
    "lists": (
        "* One\n  goes on\n+ [x] Two\n\n1) Three\n   > Four\n     - Five\n\n   Six",
        ["- One goes on", "- Two", "1) Three", "Four", "- Five", "Six"],
    ),
    "quotations": ("> One\ntwo\n>\n> > three\n\n> [!NOTE]\n> Four", ["One two", "three", "Four"]),
    "footnotes": (
        "One[^1] and two.[^b]\n\n[^1]: Note *one*.\n[^b]: Note two.",
        ["One and two.", "Note one.", "Note two."],
    ),
    "no prose": (
        "---\ntitle: No\n---\n```\nno\n```\n\n    no\n\n| no | no |\n|----|----|\n| no | no |\n\n<p>\nno\n</p>\n\n"
        "***\n\n[no]: no\n\n$$\nno\n$$\n\n{% no %}\n\n***\n\nOne.",
        ["One."],
    ),
    "front matter in TOML": ("+++\na = 1\n+++\nOne.", ["One."]),
    "a rule, not front matter": ("---\nOne.\n\n---\n\nTwo.", ["One.", "Two."]),
    "an admonition": ("::: note\nOne.\n:::\n\n:::{tip} No\nTwo\nlines.\n:::", ["One.", "Two lines."]),
    "a bold line is a heading": ("**What happens**\nNothing does.", ["What happens", "Nothing does."]),
    "code ends a sentence": (
        "Replace the line with\n\n```\nx\n```\n\nThen run it.",
        ["Replace the line with `code`", "Then run it."],
    ),
    "a sentence around code": (
        "The call\n```\nx\n```\nreturns it:\n\n    y\n\nwhich is less.\n\nNo.\n\n    z\n\nnew one.",
        ["The call `code` returns it: `code` which is less.", "No.", "new one."],
    ),
    "code after an introduction": ("For example:\n\n    x\n\nIt works.", ["For example:", "It works."]),
    "Windows line ends": ("# One\r\n\r\n> two\r\n> *three*\r\n", ["One", "two three"]),
    "tabs": ("-\tOne\n\ttwo\n\n\t>\tthree\n", ["- One two", "three"]),
    "hard spaces": ("\xa0\n One\n\xa0two", ["One \xa0two"]),
    "an endless paragraph": ("*word* " * 10_000, ["*word* " * 10_000]),
    "empty": ("", []),
}


@pytest.mark.parametrize("name", PROSE)
def test_prose(name: str) -> None:
    text, expected = PROSE[name]
    source, _ = prose_of(text, "a.md")
    assert lines(source.prose) == [line.strip() for line in expected]
    check(source)


SCRAPS = (
    *"*_`[]()!<>#-+\n\n\t\r\\&;:|~=1a.\x00\xa0\ufeff\u2028\x0b\ud800",
    *(
        "&amp;",
        "    ",
        "\r\n",
        "<!-- x -->",
        "<br>",
        "[^1]",
        "[^1]: ",
        "**",
        "```",
        "a b",
        "http://x",
        "- ",
        "> ",
        "1. ",
    ),
    *("[x] ", "---", "<b>", "![", "](", ":::", "$$", "<!-- mtdetect: off -->", "<!-- mtdetect: ignore MTD3 -->", "1. "),
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(SCRAPS), max_size=40).map("".join)))
@example("`**\ud800*`")
def test_any_text_has_exact_offsets(text: str) -> None:
    source, ignored = prose_of(text, "a.md")
    check(source)
    assert all(0 <= start < end <= len(source.prose) for start, end, _ in ignored)


def test_places_in_the_file() -> None:
    text = "# One\r\n\r\nSome *text*,\r\n> a\r\n> quote &amp; more.\r\n"
    source, _ = prose_of(text, "a.md")
    for words, in_file in {"Some text": "Some *text", "a quote": "a\r\n> quote", "&": "&amp;", "more": "more"}.items():
        start = source.prose.index(words)
        found = source.to_file(Span(start, start + len(words)))
        assert text[found.start : found.end] == in_file


HOSTILE = ("[", "![", "[a](", "*a ", "**a _b ", "` ``", "<a ", "<!-- x ", "\\", "> ", "- ", "| a ", "[^a", "~~a ")


@pytest.mark.parametrize("scrap", HOSTILE)
def test_hostile_text_takes_linear_time(scrap: str) -> None:
    # Ten of these would take minutes if a scrap took quadratic time.
    source, _ = prose_of(scrap * (60_000 // len(scrap)), "a.md")
    check(source)
