"""reStructuredText: what of it is prose, and where the prose is in the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from source_maps import check, lines

from mtdetect.readers import read
from mtdetect.readers.rst import prose_of

PROSE = {
    "titles": ("====\nOne\n====\n\nTwo\n---\nThree.", ["One", "Two", "Three."]),
    "emphasis": ("A *b* **c d** 2 * 3 *e*\\ f x*y g\\*", ["A b c d 2 * 3 ef x*y g*"]),
    "literals": ("Set ``name``, not ``[a b]``.", ["Set ``name``, not `code`."]),
    "roles": (
        "See :func:`open`, :doc:`the guide <a/b>`, :ref:`x`, `name`:attr: and `any`.",
        ["See `open`, the guide, `code`, `name` and any."],
    ),
    "references": (
        "A link_, `two words`_, `text <http://x>`__, note [1]_ and a_b, |it|.",
        ["A link, two words, text, note and a_b, `code`."],
    ),
    "lists": (
        "- One\n  two\n* Three\n\n  Four\n\n1. Five\n#) Six\n\n| Seven",
        ["- One two", "- Three", "Four", "1. Five", "#) Six", "Seven"],
    ),
    "definitions and quotations": ("term\n  Its meaning.\n\n    Quoted.", ["term", "Its meaning.", "Quoted."]),
    "literal blocks": ("One::\n\n  no\n\n   no\n\nTwo ::\n\n  no\n\n::\n\n  no\n\nThree.", ["One:", "Two", "Three."]),
    "a sentence around code": ("The call::\n\n  no\n\nreturns it.", ["The call: `code` returns it."]),
    "directives with prose": (
        ".. note:: One\n   two.\n\n   Three.\n\n.. py:function:: no(x)\n   :no: no\n\n   Four.\n\n"
        ".. versionadded:: 3.1\n   Five.",
        ["One two.", "Three.", "Four.", "Five."],
    ),
    "footnotes": (".. [1] One\n   two.\n.. [#x] Three.", ["One two.", "Three."]),
    "no prose": (
        ".. code-block:: no\n   :no: no\n\n   no\n\n.. image:: no\n.. _no:\n.. no\n   no\n\n.. |no| image:: no\n\n"
        "__ no\n\n:no: no\n   no\n-n, --no  no\n\n>>> no\nno\n\n=== ===\nno  no\n=== ===\nno  no\n\nno  no\n=== ===\n\n"
        "+----+\n| no |\n+----+\n\n-----\n\nOne.",
        ["One."],
    ),
    "Windows line ends": ("One\r\n===\r\n\r\n*Two*\r\nthree.\r\n", ["One", "Two three."]),
    "empty": ("", []),
}


@pytest.mark.parametrize("name", PROSE)
def test_prose(name: str) -> None:
    text, expected = PROSE[name]
    source, _ = prose_of(text, "a.rst")
    assert lines(source.prose) == expected
    check(source)


SCRAPS = (
    *"*_`[]|:.-=+#>\\\n\n \t\ra1\x00\xa0\u2028",
    *("\n\n", "  ", "    ", "``", "::\n\n", ".. ", ".. note:: ", "- ", "1. ", ":a: ", "==== ===\n", "\r\n", "====\n"),
    *(".. mtdetect: off\n", ".. mtdetect: ignore MTD3\n", "`a <b>`_", ":ref:`a`", "two words", "[1]_", ".. [1] "),
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(SCRAPS), max_size=40).map("".join)))
def test_any_text_has_exact_offsets(text: str) -> None:
    source, ignored = prose_of(text, "a.rst")
    check(source)
    assert all(0 <= start < end <= len(source.prose) for start, end, _ in ignored)


@pytest.mark.parametrize(
    "scrap", ["- ", "== ==\na\n\n", ".. note:: ", "a::\n\n  b\n\n", "*a ", "`a ", "|a ", ":a:`", "[1]_ "]
)
def test_hostile_text_takes_linear_time(scrap: str) -> None:
    check(prose_of(scrap * (60_000 // len(scrap)), "a.rst")[0])


def test_comments(folder: Path) -> None:
    Path("a.rst").write_text(
        ".. mtdetect: ignore MTD304\n\nOne\ntwo.\n\nThree.\n\n.. mtdetect: ignore\n.. note::\n\n   Four.\n\n"
        "   Five.\n\nSix.\n\n.. mtdetect: off MTD1\n\nSeven.\n\n.. mtdetect: on\n\nEight."
    )
    (document,) = read("a.rst")
    found = [(document.text[start:end].strip(), " ".join(rules)) for start, end, rules in document.ignored]
    assert found == [("One two.", "MTD304"), ("Four.\n\nFive.", "ALL"), ("Seven.", "MTD1")]
