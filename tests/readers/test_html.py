"""HTML: what of a page is text, and what its comments turn off."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtdetect.readers import read
from mtdetect.readers.html import to_text

ARTICLE = "The council met on Monday. Nobody came to the meeting. It will meet again in May, the mayor said. " * 3

KEPT = {
    "an article in a layout table": f"<table><tr><td>Home<br>News<td><b>{ARTICLE}<br><br>{ARTICLE}</b></table>",
    "paragraphs in a cell": f"<table><tr><th>News</th></tr><tr><td><p>{ARTICLE[:99]}</p><p>More of it.</p></table>",
    "a table in a table": f"<table><tr><th>Top</th><td><table><tr><td>{ARTICLE[:98]}</table></table>",
    "headings in cells": "<table><tr><th>A<td><h2>B</h2>C<tr><th>D<td><h2>E</h2>F<tr><th>G<td>H</table>",
    "a table for layout": "<table role=presentation><tr><th>A<td>B<tr><th>C<td>D</table>",
    "a row of links": "<table><tr><td><a>Home</a><td><a>News</a><td><a>Sport</a></table>",
    "a message in pre": f"<pre>\n{ARTICLE[:98]}\n{ARTICLE[:98]}\n{ARTICLE[:98]}\n</pre>",
    "code in a sentence": "<p>Call <code>open(name)</code> to read the file.</p>",
    "an instruction in a layout table": f"<table><tr><td>{ARTICLE}<?table?>{ARTICLE}<?pre?></table>",
    "an instruction above a table": "<?div?><table role=presentation><tr><td>A</table>",
    "names of commands": "<ul><li><code>open</code> reads</li><li><code>close</code></li></ul>",
}

LEFT_OUT = {
    "header cells": "<table><tr><th>Year<th>Sum<tr><td>1999<td>12<tr><td>2000<td>13</table>",
    "a caption": "<table><caption>By year</caption><tr><td>1999<td>12</table>",
    "a grid of short cells": "<table><tr><td>1999<td>12 men<tr><td>2000<td>13 men<tr><td>2001<td>9 men</table>",
    "code in pre": "<pre>def f(x):\n    return x + 1\n\nprint(f(2))</pre>",
    "a session in pre": "<pre><code>$ run --fast a.txt\nDone. See the log. It has more. Much.</code></pre>",
    "a command in a paragraph": "<p><code>pip install something</code></p>",
    "several lines of code": "<div>Then <code>x = 1\ny = 2</code></div>",
}


def inked(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("name", KEPT)
def test_text_that_stays(name: str) -> None:
    page = KEPT[name]
    shown = inked(to_text(page.replace("table", "div").replace("<pre", "<div").replace("<code", "<b")))
    assert shown
    assert inked(to_text(f"<p>Before.</p>{page}<p>After.</p>")) == f"Before.{shown}After."


@pytest.mark.parametrize("name", LEFT_OUT)
def test_code_and_data_are_left_out(name: str) -> None:
    found = to_text(f"<p>Before.</p>{LEFT_OUT[name]}<p>After.</p>").split()
    assert found in (["Before.", "After."], ["Before.", "By", "year", "After."], ["Before.", "Then", "After."])


COMMENTS = {
    "the next block": ("<p>One</p><!-- mtdetect: ignore MTD3 --><p>Two</p><p>Three</p>", [("Two", "MTD3")]),
    "the first block": ("<!-- mtdetect: ignore --><h1>One</h1>\n<p>Two</p>", [("One", "ALL")]),
    "a list": ("<p>One</p>\n<!-- mtdetect: ignore -->\n<ul><li>Two<li>Three</ul><p>Four", [("  Two\n  Three", "ALL")]),
    "its own line": ("<p>One<br>two <!-- mtdetect: ignore MTD3 --> three<br>four</p>", [("two three", "MTD3")]),
    "off and on": (
        "<p>One</p><!-- mtdetect: off --><p>Two</p><p>Three</p><!-- mtdetect: on --><p>Four",
        [("Two\n\nThree", "ALL")],
    ),
    "at the end": ("<p>One</p><!-- mtdetect: ignore -->", []),
    "others": ("<!-- mtdetected --><p>One</p><!-- more -->", []),
}


@pytest.mark.parametrize("name", COMMENTS)
def test_comments(folder: Path, name: str) -> None:
    page, expected = COMMENTS[name]
    Path("a.html").write_text(page)
    (document,) = read("a.html")
    assert document.text == to_text(page)
    found = [(document.text[start:end].strip("\n"), " ".join(rules)) for start, end, rules in document.ignored]
    assert found == expected


def test_wrong_comments_are_reported(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    Path("a.html").write_text("<p>One\n<!-- mtdetect: ignore doubled-wrod -->")
    list(read("a.html"))
    assert (
        "a.html, line 2: comment to mtdetect: no rule “doubled-wrod”; did you mean MTD304 (doubled-word)?"
        in caplog.text
    )
