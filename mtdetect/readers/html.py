"""HTML. Each page is a document, with all its text, menus and buttons too, but without code and tables of data.

resiliparse does the extraction. Compared on real news pages with html-text, inscriptis and selectolax, it was the
only one to put each paragraph on one line, an empty line around headings and paragraphs, and none between list items,
which keeps a menu looking like a menu. html-text puts empty lines inside nested menus, inscriptis indents by nesting
depth, and selectolax breaks paragraphs at every link. resiliparse is also by far the fastest.

It does drop some elements that readers see (captions, labels, buttons) and merges others with their neighbours
(summaries, legends). `to_text` renames these to plain boxes before parsing. We deliberately skip list bullets, which
come from the library and not the page; alt texts, which readers see only if an image is missing; the contents of form
fields; and `noscript`, which repeats the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from mtdetect.readers.decoding import decode
from mtdetect.readers.html_blocks import CAPTION, may_have_blocks, remove_code_and_data
from mtdetect.readers.html_bounds import check_tags, with_shallow_lists
from mtdetect.readers.ignored import IgnoreComments, comments, is_ours
from mtdetect.readers.limits import read_whole
from mtdetect.readers.rows import Rows
from mtdetect.types import Document, Ignored

_BOXES = re.compile(
    r"(</?)(?:(figure|figcaption|summary|legend|caption|dialog|search)|(?:button|label))\b", re.IGNORECASE
)
_MARK = "\uf8ff"
"""Encloses the number of a comment while the page becomes text. A private character, which no page should have."""
_MARKED = re.compile(f"{_MARK}(\\d{{1,9}}){_MARK}")
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{2,40})", re.IGNORECASE)


def declared_encoding(data: bytes) -> str | None:
    """The encoding that a page declares in its first 2 KB, if any."""
    match = _DECLARED.search(data[:2048])
    return match[1].decode("ascii", "replace") if match else None


def _box(tag: re.Match[str]) -> str:
    if tag[0].lower() == "<caption":  # the parser moves a box in a table to the place before the table
        return f"<div {CAPTION}"
    return tag[1] + ("div" if tag[2] else "span")


def to_text(html: str) -> str:
    """A page's text, one block per line."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    boxed = _BOXES.sub(_box, with_shallow_lists(html)).encode("utf-8", "replace").decode("utf-8")
    page = HTMLTree.parse(boxed)
    if may_have_blocks(boxed):
        remove_code_and_data(page)
    text: str = extract_plain_text(
        page,
        preserve_formatting=True,
        main_content=False,
        list_bullets=False,
        alt_texts=False,
        links=False,
        form_fields=False,
        noscript=False,
    )
    return text


def text_and_ignored(html: str, name: str) -> tuple[str, tuple[Ignored, ...]]:
    """A page's text, and what its comments to mtdetect turn off in it. `name` is for warnings.

    An `ignore` with text beside it is about the line of the text that it is in, any other about the block that follows.
    """
    ours, pieces, end, line = list[tuple[int, str]](), list[str](), 0, 1
    for at, comment in comments(html):
        if is_ours(comment):
            line += html.count("\n", end, at)
            pieces += [html[end:at], f"{_MARK}{len(ours)}{_MARK}"]
            ours.append((line, comment))
            end = at + len(f"<!--{comment}-->")
    if not ours:
        return to_text(html), ()
    text, *marked = _MARKED.split(to_text("".join([*pieces, html[end:]])))
    found = IgnoreComments(name)
    waiting: list[tuple[int, bool, tuple[str, ...]]] = []
    for number, rest in zip(map(int, marked[::2]), marked[1::2], strict=True):
        alone = text[-1:] in ("", "\n") and rest[:1] in ("", "\n")
        after = rest.lstrip("\n") if alone else rest.removeprefix(" ") if text[-1:] in ("", " ", "\n") else rest
        selectors = found.read(ours[number][1], len(text), ours[number][0]) if number < len(ours) else ()
        if selectors:
            waiting.append((len(text), alone, selectors))
        text += after
    text = text.rstrip("\n")
    for at, alone, selectors in waiting:
        last = text.find("\n\n" if alone else "\n", at)
        first = at if alone else text.rfind("\n", 0, at) + 1
        found.ignore(first, last if last >= 0 else len(text), selectors)
    return text, found.finish(len(text))


def read(stream: IO[bytes], name: str, rows: Rows) -> Iterator[Document]:
    data = read_whole(stream, name, rows.max_bytes)
    check_tags(data, name)
    text, ignored = text_and_ignored(decode(data, name, declared_encoding(data)), name)
    yield Document(name, text, {"file": name}, ignored=ignored)
