"""The HTML of the report page: its markup, its security policy, and its limits."""

from __future__ import annotations

import base64
import doctest
import hashlib
import html
import os
import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner
from fake_model import FakeModel
from hypothesis import given, settings
from hypothesis import strategies as st
from report_pages import HOSTILE, NAME, as_shown, fake, save, write

from mtdetect import pages
from mtdetect.cli.main import cli
from mtdetect.reporters import html as html_reporter
from mtdetect.reporters import marking
from mtdetect.types import Document, Flag, Paragraph, Report


def paragraphs(page: str) -> list[str]:
    """The text of the paragraphs, as a browser would extract it."""
    found = re.findall(r"<p dir=auto>(.*?)</p></div>", page, re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]*>", "", text)) for text in found]


def flagged(text: str, *spans: tuple[str, int, int]) -> Report:
    """A report with one paragraph per line, all damaged, and flags with these (code, start, end)."""
    flags = [Flag(code, code.lower(), start, end, f"{code} says why.") for code, start, end in spans]
    cut = []
    start = 0
    for index, line in enumerate(text.split("\n")):
        own = tuple(flag for flag in flags if start <= flag.start <= start + len(line))
        cut.append(Paragraph(index, start, start + len(line), line, 0.9, 0.9, 0.99, own))
        start += len(line) + 1
    return Report(text, "en", 0.9, 0.9, 0.99, tuple(cut), tuple(sorted(flags, key=lambda flag: flag.start)))


def marks(page: str) -> list[tuple[str, str]]:
    return re.findall(r'<mark class="([^"]*)" aria-[^>]*>(.*?)</mark>', page, re.DOTALL)


@given(
    st.text(st.one_of(st.sampled_from("<>&'\"\r\n\0\u202e\u200b\ud800 the"), st.characters(codec=None)), max_size=300)
)
@settings(max_examples=60, deadline=None)
def test_every_paragraph_stands_in_the_page_as_it_is(text: str) -> None:
    pair = fake(text)[0]
    assert paragraphs(write([pair])) == [as_shown(paragraph.text) for paragraph in pair[1].paragraphs]


@pytest.mark.parametrize("module", [pages, marking, html_reporter], ids=lambda module: module.__name__)
def test_the_examples_in_the_docstrings_hold(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


def test_nothing_of_a_hostile_document_is_markup() -> None:
    page = write([(Document(NAME, HOSTILE), FakeModel().score(HOSTILE))])
    assert "<img" not in page
    assert "<svg onload" not in page
    assert page.count("<script>") == page.count("</script>") == len(html_reporter._SCRIPTS)
    assert not re.search(r"<[^>]*\s(?:style|on[a-z]+)\s*=", page)
    page.encode()


def test_the_policy_allows_what_the_page_brings_and_nothing_else() -> None:
    page = write(fake("Sound."))
    policy = html.unescape(re.findall(r'Content-Security-Policy" content="([^"]*)"', page)[0])
    blocks = re.findall(r"<(style|script)>(.*?)</\1>", page, re.DOTALL)
    assert len(blocks) == len(html_reporter._STYLES) + len(html_reporter._SCRIPTS)
    for kind, content in blocks:
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert re.search(rf"{kind}-src [^;]*'sha256-{re.escape(digest)}'", policy)
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert not re.findall(r'(?:src|href)="?(?!#|data:)[^\s">]', page)


def test_templates_have_no_inline_styles_and_handlers() -> None:
    for template in Path(pages.__file__).parent.glob("*.html"):
        text = template.read_text(encoding="utf-8")
        assert not re.search(r"\s(?:style|on[a-z]+)=", text), template.name
        assert "|safe" not in text


def test_flags_that_overlap_nest_and_cross_the_end_of_a_paragraph() -> None:
    text = "abcdefghij\nklmnop"
    page = write([(Document("a", text), flagged(text, ("MTD101", 1, 5), ("MTD301", 3, 7), ("MTD401", 9, 13)))])
    assert marks(page) == [
        ("boundary", "bc"),
        ("translation also also-boundary", "de"),
        ("translation on", "fg"),
        ("furniture", "j"),
        ("furniture on", "kl"),
    ]
    assert paragraphs(page) == ["abcdefghij", "klmnop"]


def test_a_flag_of_no_width_shows_at_one_character() -> None:
    assert marks(write([(Document("a", "abc"), flagged("abc", ("MTD106", 3, 3)))])) == [("boundary", "c")]


def test_what_can_not_be_seen_is_named() -> None:
    text = "a\u200b\u200bb \u202e c"
    page = write([(Document("a", text), flagged(text, ("MTD503", 0, 4)))])
    assert re.findall(r'data-u="([^"]*)"', page) == ["U+200B ×2", "U+202E"]


def test_flags_that_say_the_same_share_one_explanation() -> None:
    page = write([(Document("a", "abc def"), flagged("abc def", ("MTD101", 0, 1), ("MTD101", 4, 5)))])
    assert page.count("MTD101 says why.") == 1
    assert page.count('aria-describedby="n1"') == 2


def test_damaged_is_what_reaches_the_threshold() -> None:
    pairs = fake("Sound prose.\n\nIn the the city.")
    assert len(re.findall(r"class=\"p [^\"]*hit", write(pairs, 0.9))) == 1
    assert len(re.findall(r"class=\"p [^\"]*hit", write(pairs, 0.95))) == 0


def test_several_documents_have_an_index_worst_first() -> None:
    page = write(fake("Sound.", "In the the city.", "[bad] line"))
    assert re.findall(r'<th scope="row"><a href="#d(\d)">', page) == ["2", "3", "1"]
    assert re.findall(r'<section class="doc" id="d(\d)"', page) == ["2", "3", "1"]
    assert 'id="index"' not in write(fake("Sound."))
    assert "0 documents" in write([])


def test_a_page_holds_no_more_than_a_browser_can(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_reporter, "MAX_TEXT", 3000)
    page = write(fake("Sound.", "In the the city.", "Sound again. " * 300))
    assert re.findall(r'<section class="doc" id="d(\d)"', page) == ["2", "1"]
    assert "Only the 2 most damaged documents are shown in full" in page
    assert len(re.findall(r"<tr data-values", page)) == 3


def test_a_megabyte_takes_little_time_and_room(tmp_path: Path) -> None:
    text = "\n\n".join("Every third of them was in the the city, and the rest were not. " * n for n in (1, 2, 8) * 1500)
    text = text[:1_000_000]
    pairs = [(Document("long.txt", text), FakeModel().score(text))]
    started = time.perf_counter()
    path = save(tmp_path, pairs)
    assert time.perf_counter() - started < 3
    assert path.stat().st_size < 4 * len(text)


def test_the_command_writes_it_to_a_file_or_a_pipe(fake_model: FakeModel, folder: Path) -> None:
    (folder / "a.txt").write_text("In the the city.", encoding="utf-8")
    arguments = ["score", "a.txt", "--format", "html"]
    piped = CliRunner().invoke(cli, arguments).output
    assert CliRunner().invoke(cli, [*arguments, "-o", "report.html"]).exit_code == 0
    assert (folder / "report.html").read_text(encoding="utf-8") == piped
    assert piped.startswith("<!doctype html>")


def test_a_page_on_the_terminal_is_no_use(start: Callable[..., subprocess.Popen[bytes]], tmp_path: Path) -> None:
    pty = pytest.importorskip("pty")
    (tmp_path / "a.txt").write_text("Sound.", encoding="utf-8")
    ours, theirs = pty.openpty()
    process = start("score", "a.txt", "--format", "html", stdout=theirs, stderr=subprocess.PIPE)
    _, said = process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 2
    assert b"-o report.html" in said


def test_hidden_flags_are_counted_and_not_marked() -> None:
    text = "abc def"
    report = flagged(text, ("MTD101", 0, 1), ("MTD301", 4, 5))
    page = write([(Document("a", text), report.with_flags(lambda flag: flag.code == "MTD101"))])
    assert marks(page) == [("boundary", "a")]
    assert "Hidden flags: 1." in page
    assert "Hidden flags" not in write([(Document("a", text), report)])
