"""Markdown. Each file is a document: its prose, with a map back to the file.

Prose is the text of paragraphs, headings, list items and quotations. List items keep their marks and inline code its
backticks, which tell rules what they are. Left out are code blocks, tables, HTML blocks, front matter, link definitions
and, inside a paragraph, link targets, images and marks of emphasis.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import IO

from markdown_it.token import Token

from mtdetect.readers.decoding import decode
from mtdetect.readers.ignored import comments
from mtdetect.readers.limits import read_whole
from mtdetect.readers.markdown_inline import Parser
from mtdetect.readers.prose_blocks import ProseBlocks
from mtdetect.readers.rows import Rows
from mtdetect.text.source_map import SourceMap
from mtdetect.types import Document, Ignored

_FRONT_MATTER = re.compile(
    r"\A\ufeff?(?:---[ \t]*\n(?=[\w\"'-]+[ \t]*:|#|\n).*?^(?:---|\.\.\.)|\+\+\+[ \t]*\n.*?^\+\+\+)[ \t]*$",
    re.DOTALL | re.MULTILINE,
)
_DISPLAYS = ("fence", "code_block", "table_open")
# A formula, the end of a block of colons, a tag of a template language, or a statement of MDX.
_NO_PROSE = re.compile(r"\$\$.*\$\$\Z|:{3,}\Z|\{[%#][^\n]*[%#]\}\Z|(?:import|export) [^\n]*[;'\"]\Z", re.DOTALL)


def read(stream: IO[bytes], name: str, rows: Rows) -> Iterator[Document]:
    source, ignored = prose_of(decode(read_whole(stream, name, rows.max_bytes), name), name)
    yield Document(name, source.prose, {"file": name}, source, ignored)


def prose_of(text: str, name: str) -> tuple[SourceMap, tuple[Ignored, ...]]:
    """The prose of a Markdown text, and what its comments to mtdetect turn off in it. `name` is for warnings."""
    return _Reader(text, name).read()


_parser = cache(Parser)


class _Reader:
    """Reads one text."""

    def __init__(self, text: str, name: str) -> None:
        self._blocks = ProseBlocks(text, name)
        self._waiting: list[tuple[int, int, tuple[str, ...]]] = []
        """`ignore` comments whose block has not ended: their level, where the block begins, and their selectors."""

    def read(self) -> tuple[SourceMap, tuple[Ignored, ...]]:
        blocks, text, env = self._blocks, self._blocks.text, dict[str, object]()
        front = _FRONT_MATTER.match(text)
        body = re.sub(r"[^\n]", " ", front[0]) + text[front.end() :] if front else text
        heading = False
        for token in _parser().parse(body, env):
            if token.type == "html_block":
                self._html(token)
            elif token.type == "inline" and "starts" in token.meta and not _NO_PROSE.match(token.content):
                markup = _parser().inline_markup(token.content, env)
                blocks.add(token.content, token.meta["starts"], markup, heading)
            elif token.type in _DISPLAYS and token.map:
                blocks.show(blocks.lines(*token.map))
            heading = token.type == "heading_open"
            if self._waiting and token.nesting <= 0 and token.type not in ("html_block", "inline"):
                self._end_block(token.level)
        self._end_block(0)
        return blocks.finish()

    def _html(self, token: Token) -> None:
        """An HTML block. Only its comments are read: an `ignore` is about the block that follows."""
        first = (token.map or [0])[0] + 1
        ours = list[str]()
        at = 0
        for start, comment in comments(token.content):
            first += token.content.count("\n", at, start)
            ours += self._blocks.comments.read(comment, self._blocks.length, first)
            at = start
        if ours:
            self._waiting.append((token.level, self._blocks.length, tuple(ours)))
        elif not token.content.startswith("<!--"):
            self._end_block(token.level)

    def _end_block(self, level: int) -> None:
        for waiting in [each for each in self._waiting if each[0] >= level]:
            self._blocks.comments.ignore(waiting[1], self._blocks.length, waiting[2])
            self._waiting.remove(waiting)
