"""Bounds on HTML, so that no page takes more memory than a multiple of its size.

The parser is linear in the page, but a tag takes 300 bytes. And resiliparse indents every item of a list by the depth
of the list, so that the text of nested lists grows with the square of their depth.
"""

from __future__ import annotations

import re

from mtdetect.types import InputError

MOST_TAGS = 500_000
"""Tags in a page."""

MOST_LISTS = 10
"""How many lists may be in each other. Deeper ones become plain boxes, which are not indented; their text stays."""

_LIST = re.compile(rb"(</?)(?:ul|ol)\b", re.IGNORECASE)


def check_tags(page: bytes, place: str) -> None:
    """Raises InputError if a page has more than MOST_TAGS tags. `place`: its file or record."""
    tags = page.count(b"<")
    if tags > MOST_TAGS:
        raise InputError(f"{place}: a page with {tags:,} tags, and {MOST_TAGS:,} is the most; split the page")


def with_shallow_lists(page: bytes) -> bytes:
    """The page with its lists at most MOST_LISTS deep."""
    depth = 0

    def shallow(tag: re.Match[bytes]) -> bytes:
        nonlocal depth
        inside = depth
        depth = max(0, depth + (1 if tag[1] == b"<" else -1))
        return tag[1] + b"div" if max(inside, depth) > MOST_LISTS else tag[0]

    return _LIST.sub(shallow, page)
