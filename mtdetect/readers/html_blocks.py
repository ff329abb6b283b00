"""Removes from an HTML page what is not prose: code and tables of data.

Old pages hold their whole article in a `table` or a `pre`, so each one is judged by what is in it.

- A `table` holds data if it has header cells, a caption or a head, or if it is a grid of short cells. It is layout if
  it says so (`role="presentation"`), or if its cells hold blocks: headings, lists, forms, tables, several paragraphs.
- A `pre` holds prose if it has sentences, and few of its lines look like code.
- A `code` element is a block of code if it has several lines or is all that its paragraph holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from mtdetect.text.layout import looks_like_code

if TYPE_CHECKING:
    from resiliparse.parse.html import ElementNode, HTMLTree, Node

CAPTION = "data-mtdetect-caption"
"""The attribute of a box that was the caption of the table after it."""

GRID_ROWS, GRID_COLUMNS, GRID_WORDS = 3, 2, 12
"""A grid without header cells has at least so many rows and columns, and at most so many words in a cell."""

MOST_WORDS = 60
"""Words in a cell from which a table is layout even if it has header cells."""

PROSE_SENTENCES, PROSE_CODE = 3, 0.2
"""A `pre` is prose with at least so many sentences, and at most this share of lines that look like code."""

_MAY_HAVE = re.compile(rb"<(?:pre|table|code)\b", re.IGNORECASE)
_BLOCKS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "blockquote", "form", "input", "table"),
    *("article", "section", "nav", "iframe", "video"),
}
_SENTENCE = re.compile(r"[a-z]{2}[.!?][\"”’)]*\s+[\"“‘(]?[A-Z]")


def may_have_blocks(page: bytes) -> bool:
    """Whether a page has anything that could be removed. Faster than parsing it."""
    return _MAY_HAVE.search(page) is not None


def remove_code_and_data(tree: HTMLTree) -> None:
    """Removes code and tables of data from a page."""
    doomed: list[Node] = []
    tables: list[_Table] = []
    code = 0  # how many elements of code the node is in
    for node, begins in _walk(tree.body):
        tag = _tag(node)
        if begins and tables:
            tables[-1].add(tag, node)
        if tag == "table":
            if begins:
                tables.append(_Table(node))
            elif tables.pop().is_data():
                doomed.append(node)
        elif tag in ("pre", "code"):
            code += 1 if begins else -1
            if code == 0 and (_is_block(node) if tag == "code" else not _is_prose(_text(node))):
                doomed.append(node)
    for node in doomed:
        if node.parent is not None:
            node.parent.remove_child(node)  # keeps its own children, which may be doomed too


def _walk(node: Node | None) -> Iterator[tuple[Node, bool]]:
    """Every node twice: where it begins (True), and where it ends. The collections of resiliparse take square time."""
    path: list[Node] = []
    while node is not None:
        yield node, True
        child = node.first_child
        if child is not None:
            path.append(node)
            node = child
            continue
        yield node, False
        following = node.next_sibling if path else None
        while following is None and path:
            node = path.pop()
            yield node, False
            following = node.next_sibling if path else None
        node = following


class _Table:
    """What is in a table, as far as has been read."""

    def __init__(self, node: Node) -> None:
        before = node.previous_sibling
        self._layout = _attribute(node, "role") in ("presentation", "none")
        self._headed = before is not None and _tag(before) == "div" and _attribute(before, CAPTION) is not None
        self._rows: list[int] = []
        """Cells of each row."""
        self._words: list[int] = []
        """Words of each cell."""
        self._paragraphs = 0

    def add(self, tag: str | None, node: Node) -> None:
        if tag in _BLOCKS:
            self._layout = True
        elif tag in ("th", "thead"):
            self._headed = True
        if tag == "tr":
            self._rows.append(0)
        elif tag in ("td", "th"):
            self._words.append(0)
            self._paragraphs = 0
            if self._rows:
                self._rows[-1] += 1
        elif tag == "p":
            self._paragraphs += 1
            self._layout |= self._paragraphs > 1
        elif tag == "#text" and self._words:
            self._words[-1] += len(_text(node).split())

    def is_data(self) -> bool:
        longest = max(self._words, default=0)
        if self._layout or longest > MOST_WORDS:
            return False
        wide = sum(columns >= GRID_COLUMNS for columns in self._rows)
        grid = len(self._rows) >= GRID_ROWS and wide > len(self._rows) / 2 and longest <= GRID_WORDS
        return self._headed or grid


def _is_prose(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    code = sum(map(looks_like_code, lines))
    return len(_SENTENCE.findall(text)) >= PROSE_SENTENCES and code <= PROSE_CODE * len(lines)


def _is_block(code: Node) -> bool:
    beside = [node for node in (code.previous_sibling, code.next_sibling) if node is not None and _text(node).strip()]
    alone = code.parent is not None and code.parent.tag in ("p", "div", "dd", "figure") and not beside
    text = _text(code).strip()
    return alone or ("\n" in text and not _is_prose(text))


def _tag(node: Node) -> str | None:
    """None for instructions: “<?table>” is no table, but has its name."""
    from resiliparse.parse.html import NodeType

    return None if node.type == NodeType.PROCESSING_INSTRUCTION else node.tag


def _attribute(node: Node, name: str) -> str | None:
    return cast("ElementNode", node).getattr(name)


def _text(node: Node) -> str:
    return node.text or ""
