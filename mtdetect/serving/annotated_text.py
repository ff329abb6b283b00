"""LanguageTool's annotated text: the pieces of a document, each either text or markup.

`{"annotation": [{"text": "A "}, {"markup": "<b>"}, {"text": "word"}, {"markup": "<p>", "interpretAs": "\\n\\n"}]}`
"""

from __future__ import annotations

import json
from typing import Any

from mtdetect.text.source_map import ProseBuilder, SourceMap


def plain(text: str) -> SourceMap:
    """A text without markup."""
    builder = ProseBuilder(text)
    builder.add(0, len(text))
    return builder.source_map()


def parse(data: str) -> SourceMap:
    """The document, and the text in it that is to be checked.

    Raises:
        ValueError: It isn't annotated text. The message says where and why.
    """
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"“data” is not JSON: {error}") from error
    if isinstance(value, dict) and isinstance(value.get("text"), str) and "annotation" not in value:
        return plain(value["text"])
    pieces = value.get("annotation") if isinstance(value, dict) else None
    if not isinstance(pieces, list):
        raise ValueError("“data” must be an object with “annotation”, a list of pieces, or with “text”")
    contents = [_content(number, piece) for number, piece in enumerate(pieces)]
    builder = ProseBuilder("".join(content for content, _ in contents))
    at = 0
    for content, prose in contents:
        builder.add(at, at + len(content), prose)
        at += len(content)
    return builder.source_map()


def _content(number: int, piece: Any) -> tuple[str, str]:
    """What a piece is in the document, and what it is to be read as."""
    where = f"“data”, annotation {number}"
    if not isinstance(piece, dict) or ("text" in piece) == ("markup" in piece):
        raise ValueError(f"{where}: must be an object with either “text” or “markup”")
    wrong = next((k for k in ("text", "markup", "interpretAs") if not isinstance(piece.get(k, ""), str)), None)
    if wrong:
        raise ValueError(f"{where}: “{wrong}” is not a string")
    if "text" in piece:
        return piece["text"], piece["text"]
    return piece["markup"], piece.get("interpretAs", "")
