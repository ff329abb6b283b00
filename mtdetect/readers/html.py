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
from contextlib import suppress
from typing import IO

from mtdetect.readers.decoding import decode
from mtdetect.readers.html_blocks import CAPTION, may_have_blocks, remove_code_and_data
from mtdetect.readers.html_bounds import check_tags, with_shallow_lists
from mtdetect.readers.ignored import IgnoreComments, comments, is_ours
from mtdetect.readers.limits import read_whole
from mtdetect.readers.rows import Rows
from mtdetect.types import Document, Ignored

_BOXES = re.compile(
    rb"(</?)(?:(figure|figcaption|summary|legend|caption|dialog|search)|(?:button|label))\b", re.IGNORECASE
)
_MARK = "\uf8ff"
"""Encloses the number of a comment while the page becomes text. A private character, which no page should have."""
_MARKED = re.compile(f"{_MARK}(\\d{{1,9}}){_MARK}")
LARGE = 1_000_000
"""Bytes of a page from which on its memory is worth giving back."""
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{2,40})", re.IGNORECASE)


def declared_encoding(data: bytes) -> str | None:
    """The encoding that a page declares in its first 2 KB, if any."""
    match = _DECLARED.search(data[:2048])
    return match[1].decode("ascii", "replace") if match else None


def _box(tag: re.Match[bytes]) -> bytes:
    if tag[0].lower() == b"<caption":  # the parser moves a box in a table to the place before the table
        return b"<div " + CAPTION.encode()
    return tag[1] + (b"div" if tag[2] else b"span")


def to_text(html: str) -> str:
    """A page's text, one block per line."""
    return _text_of(html.encode("utf-8", "replace"))


def _text_of(page: bytes) -> str:
    """The text of a page in UTF-8. Bytes, since one emoji makes a `str` of a long page four times as large."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    boxed = _BOXES.sub(_box, with_shallow_lists(page))
    tree = HTMLTree.parse_from_bytes(boxed, "utf-8")
    if may_have_blocks(boxed):
        remove_code_and_data(tree)
    del boxed
    text: str = extract_plain_text(
        tree,
        preserve_formatting=True,
        main_content=False,
        list_bullets=False,
        alt_texts=False,
        links=False,
        form_fields=False,
        noscript=False,
    )
    del tree
    if len(page) > LARGE:
        _give_back_memory()
    return text


def _give_back_memory() -> None:
    """Returns what the parser's small pieces took to the system. glibc would keep it, and the scoring needs some."""
    import ctypes

    with suppress(AttributeError, OSError, TypeError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)


def text_and_ignored(data: bytes, name: str, charset: str | None = None) -> tuple[str, tuple[Ignored, ...]]:
    """A page's text, and what its comments to mtdetect turn off in it. `name` is for warnings.

    An `ignore` with text beside it is about the line of the text that it is in, any other about the block that follows.

    Raises:
        InputError: It isn't text, or has too many tags.
    """
    check_tags(data, name)
    page, ours = _marked(decode(data, name, charset or declared_encoding(data)))
    del data  # a long page leaves room for little else
    return _read_page(page, ours, name)


def _marked(html: str) -> tuple[bytes, list[tuple[int, str]]]:
    """The page in UTF-8, with the numbers of its comments to mtdetect in their places, and their lines and contents."""
    ours, pieces, end, line = list[tuple[int, str]](), list[str](), 0, 1
    for at, comment in comments(html):
        if is_ours(comment):
            line += html.count("\n", end, at)
            pieces += [html[end:at], f"{_MARK}{len(ours)}{_MARK}"]
            ours.append((line, comment))
            end = at + len(f"<!--{comment}-->")
    return ("".join([*pieces, html[end:]]) if ours else html).encode("utf-8", "replace"), ours


def _read_page(page: bytes, ours: list[tuple[int, str]], name: str) -> tuple[str, tuple[Ignored, ...]]:
    if not ours:
        return _text_of(page), ()
    text, *marked = _MARKED.split(_text_of(page))
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
    text, ignored = text_and_ignored(read_whole(stream, name, rows.max_bytes), name)
    yield Document(name, text, {"file": name}, ignored=ignored)
