"""HTML: one page is one document, with all of the page's text, menus and buttons included.

resiliparse does the work. Beside html-text, inscriptis and selectolax on real news pages it was the only one with
all of these: a paragraph of the page is one line, headings and paragraphs have a blank line around them, and the
items of a list follow each other without one, so that a menu looks like a menu. html-text puts blank lines inside
nested menus; inscriptis indents by the depth of the page's boxes; selectolax breaks paragraphs at every link. It is
also the fastest of them by far.

It leaves out five elements that readers see, though (captions, labels, buttons) or runs them into their neighbours
(summaries, legends, options). These are renamed to plain boxes before the page is parsed. Left out on purpose: list
bullets, which are the library's own and not in the page; alternative texts, which a reader sees only where a picture
is missing; the contents of form fields; what `noscript` repeats.
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
    """The encoding that a page names in its first kilobyte or two, as browsers look for it."""
    match = _DECLARED.search(data[:2048])
    return match[1].decode("ascii", "replace") if match else None


def to_text(html: str) -> str:
    """All of a page's text, a block a line."""
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
