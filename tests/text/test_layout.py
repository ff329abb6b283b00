"""Code and tables are distinguished from prose about them."""

import pytest

import mtdetect
from mtdetect.text.layout import Layout, looks_like_code
from mtdetect.text.segmentation import split_lines

CODE = (
    "let mut guess = String::new();",
    '    println!("The number {} is even", x),',
    "def fibonacci(n):",
    "    return n + fibonacci(n - 1)",
    "$ git commit -m 'Say why'",
    "root@debian:~# apt install ./foo.deb",
    ">>> text.split()",
    "SELECT * FROM users WHERE id = 3;",
    "log_level = debug",
    "#include <stdio.h>",
    "// the second pass needs the file again",
    "for (i = 0; i < n; i++) {",
    "/sbin/iptables -A OUTPUT -p udp --dport ${PORT} -j ACCEPT",
    "msg = doc.Title + '\\n' + doc.Keywords",
    "--printdelay=SECONDS",
    "noprint=yes",
    "sessionInfo()",
    "-rwxr-xr-x 1 root root 184032 Jun 3 13:46 list",
)
PROSE = (
    "rustdoc generates documentation from the comments of a crate.",
    "The function read_to_string opens the file and gives its contents back as a String.",
    "Run `git-p4 submit --help` for details.",
    "For details see the next chapter, on the language of queries:",
    "The minister (left) said that income rose by 3.5% in 2021/22; that is £20m more.",
    ">>> The Need for Better Data: play the video",
    "... bearer of the staff, guardian of the book of the crown.",
    "-- Reuters",
    "Sport()s and games",
    "Home | News | Sport | Privacy Policy | Terms of Use",
    "Follow @DanRyckert and @JeffGrubb for news #B2S #Skittles",
    "Write to editor@example.org or see https://www.example.org/a_b?c=d for more.",
    "if you want to know more about the town, ask:",
    "",
)


@pytest.mark.parametrize("line", CODE)
def test_code_is_recognized_by_its_look(line: str) -> None:
    assert looks_like_code(line)


@pytest.mark.parametrize("line", PROSE)
def test_a_sentence_about_code_is_prose(line: str) -> None:
    assert not looks_like_code(line)


def layout(text: str) -> Layout:
    return Layout(text, split_lines(text))


@pytest.mark.parametrize(
    "text",
    [
        "Try this:\n\n```python\nthe the HERE\n```\n",
        "Try this::\n\n    the file HERE\n\n",
        "a = b;\nthe file HERE of that\nc = d;\n",
        "x_1 = 2\ny_1 = 3\nz_1 = 4\nthe user HERE of\n",
    ],
)
def test_a_line_is_code_by_its_context(text: str) -> None:
    assert layout(text).is_code(text.index("HERE"))


@pytest.mark.parametrize(
    "text",
    [
        "```python\nx = 1\n```\nAnd HERE it goes on.",
        "verify::\n    The contents of the file HERE.",
        "Try this::\n\n    x = 1\n\nAnd HERE it goes on.",
        "A title HERE\n~~~~~~~~~~~~\nAnd then.",
        "Set it:\n\na = b;\n\nThe file HERE of that.",
    ],
)
def test_prose_around_code_is_prose(text: str) -> None:
    assert not layout(text).is_code(text.index("HERE"))


def test_a_row_needs_another_beside_it() -> None:
    text = "dragon mail    1\nplate mail    3 HERE\n\nA    gap in HIM\n"
    assert layout(text).is_row(text.index("HERE"))
    assert not layout(text).is_row(text.index("HIM"))


def test_rules_for_prose_skip_code() -> None:
    sentence = "The court heard the the case on Monday, and will hear it again when the witnesses have come."
    assert [flag.name for flag in mtdetect.score(sentence).flags] == ["doubled-word"]
    assert not mtdetect.score(f"This is what it prints:\n\n```\n{sentence}\n```\n").flags


def test_a_sentence_may_lead_into_code() -> None:
    text = "The merged history has nothing of it yet, because that work has not happened in the branch. Then do"
    flags = mtdetect.score(f"{text}\n\n$ git commit -a -m 'Some fun'\n").flags
    assert not any(flag.name in ("stray-fragment", "truncated") for flag in flags)


def test_a_wrapped_line_that_begins_like_a_byline_is_prose() -> None:
    text = (
        "The ranges for the various languages were recalculated and contributed\n"
        "by Michael Milton, who has sent many of the changes in this version to\n"
        "the list. All of them were tried on the old data, and none of them has\n"
        "made it slower than it was before the change.\n"
    )
    assert not any(flag.name == "byline" for flag in mtdetect.score(text).flags)


@pytest.mark.parametrize(
    ("text", "set_off"),
    [
        ("It is found by\n\n    solve(A)", True),
        ("It sets a rectangle\n\n- as well as a line", True),
        ("It is found by\nsolving it", False),
        ("It is found by\n\nsolving it", False),
        ("It is found by\n    solving it", False),  # a hanging indent
    ],
)
def test_a_display_is_set_off_by_a_blank_line_and_its_margin(text: str, set_off: bool) -> None:
    assert Layout(text, split_lines(text)).is_set_off(0, len(text) - 1) == set_off


WRAPPED = "One of the files in the index or\nthe files field in this file\ndoes not exist here.\n\nIt is a mistake."
LONG = (
    "The council met on Monday to talk about the new bridge over the river, which has been closed for two years now. "
)


@pytest.mark.parametrize(
    ("text", "by_hand"),
    [
        (WRAPPED, True),
        ("# One\n\n## Two\n\n## Three\n\nIt is a port of the one\nin the other language.", True),
        (LONG * 3 + "It closed\nfor good.\n\n" + LONG * 3, False),  # one break in a long line
        ("It closed\nfor good.\nIt opened\nagain later.", False),  # no blank lines between paragraphs
        (WRAPPED.replace(" or\n", " or\n-\n"), False),
    ],
)
def test_text_may_be_wrapped_at_no_fixed_column(text: str, by_hand: bool) -> None:
    at = next(i for i in range(len(text)) if text[i] == "\n" and text[i - 1].islower() and text[i + 1] != "\n")
    after = next(i for i in range(at, len(text)) if not text[i].isspace())
    assert Layout(text, split_lines(text)).is_wrapped_by_hand(at - 1, after) == by_hand


def test_code_is_quoted_if_it_is_indented_after_a_blank_line() -> None:
    text = "The date is printed by\n\n    now = datetime.now(zone)\n    Wed 19 May 2021 03:18:43 PM UTC\n\nas you see."
    layout = Layout(text, split_lines(text))
    assert layout.is_quoted_code(text.index("Wed"))
    assert not layout.is_quoted_code(text.index("as you"))
    assert not layout.is_quoted_code(0)


def test_code_that_is_deeper_than_the_code_above_it_is_quoted_too() -> None:
    text = (
        "Add a test:\n\n    test('GET', t => {\n      t.plan(4)\n\n      const app = buildApp()\n    })\n\nThen run it."
    )
    layout = Layout(text, split_lines(text))
    assert layout.is_quoted_code(text.index("const"))
    assert not layout.is_quoted_code(text.index("Then"))
