"""HTML. Each page is a document, with all of its text, including menus and buttons.

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
from mtdetect.readers.rows import Rows
from mtdetect.types import Document

_BOXES = re.compile(
    r"(</?)(?:(figure|figcaption|summary|legend|caption|dialog|search)|(?:button|label))\b", re.IGNORECASE
)
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{2,40})", re.IGNORECASE)


def declared_encoding(data: bytes) -> str | None:
    """The encoding that a page declares in its first 2 KB, if any."""
    match = _DECLARED.search(data[:2048])
    return match[1].decode("ascii", "replace") if match else None


def to_text(html: str) -> str:
    """All of a page's text, one block per line."""
    from resiliparse.extract.html2text import extract_plain_text

    boxed = _BOXES.sub(lambda tag: tag[1] + ("div" if tag[2] else "span"), html)
    text: str = extract_plain_text(
        boxed.encode("utf-8", "replace").decode("utf-8"),
        preserve_formatting=True,
        main_content=False,
        list_bullets=False,
        alt_texts=False,
        links=False,
        form_fields=False,
        noscript=False,
    )
    return text


def read(stream: IO[bytes], name: str, rows: Rows) -> Iterator[Document]:
    data = stream.read()
    yield Document(name, to_text(decode(data, name, declared_encoding(data))), {"file": name})
