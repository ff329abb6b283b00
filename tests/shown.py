"""The code blocks of Markdown pages, and whether a program printed what a page shows."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A code block. `output` is the block without a language that follows one of Python at once, or ""."""

    language: str
    code: str
    output: str = ""


def blocks(page: Path) -> Iterator[Block]:
    """The code blocks of a page, in order."""
    text, end, last = page.read_text(encoding="utf-8"), 0, None
    for fence in _FENCE.finditer(text):
        block = Block(fence[2], textwrap.dedent(fence[3]))
        follows = last and last.language == "python" and not block.language and not text[end : fence.start()].strip()
        if last:
            yield last._replace(output=block.code) if follows else last
        last, end = None if follows else block, fence.end()
    if last:
        yield last


def missing(shown: str, printed: str) -> list[str]:
    """The passages of an output shown that are not in the output. A … at the end of a line marks an omission."""
    return [part for part in re.split(r"…$", shown, flags=re.MULTILINE) if part.strip() not in printed]
