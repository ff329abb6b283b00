"""Fixes of fragments and furniture inside prose (2xx)."""

from __future__ import annotations

from mtdetect.fixers.flagged_text import Edit, FlaggedText
from mtdetect.text import patterns
from mtdetect.types import Flag

_ADDRESSES = ("#", "@", "http", "www.")


def stray_fragment(source: FlaggedText, flag: Flag) -> Edit | None:
    """A name, title or heading in the prose."""
    if "heading" in flag.message:
        if source.is_paragraph_start(flag.start):
            return _own_paragraph(source, flag)
        return source.without(flag.start, flag.end, "heading")
    manner = next((name for sign, name in _MANNERS if sign in flag.message), "fragment")
    edit = source.without(flag.start, flag.end, manner)
    if source.is_paragraph_end(flag.end) and source.text[edit.start - 1 : edit.start].isalnum():
        if manner == "splits":
            return edit  # the sentence goes on in the next paragraph
        return edit._replace(replacement="" if _goes_on(source, flag.end) else ".")
    return edit


_MANNERS = (
    ("splits", "splits"),
    ("elsewhere", "elsewhere"),
    ("last sentence", "tail"),
    ("between", "between"),
)


def _own_paragraph(source: FlaggedText, flag: Flag) -> Edit | None:
    """A heading before the text gets a line of its own."""
    rest = source.text[flag.end : flag.end + 40]
    space = len(rest) - len(rest.lstrip())
    if not rest.strip() or "\n" in rest[:space]:
        return None
    return Edit(flag.end, flag.end + space, "\n\n", "leading-heading")


_NEXT_WORD = patterns.compile(r"\s*[“\"‘(]?(\w)")


def _goes_on(source: FlaggedText, end: int) -> bool:
    """Whether the sentence goes on in the next paragraph, in lower case."""
    following = _NEXT_WORD.match(source.text, end)
    return following is not None and following[1].islower()


def inline_furniture(source: FlaggedText, flag: Flag) -> Edit | None:
    """A link, caption, credit or button in the prose."""
    if source.is_paragraph_start(flag.start) and source.is_paragraph_end(flag.end):
        return None  # a paragraph of furniture is dropped or kept as a whole
    if source.text[flag.end - 1 : flag.end].isalnum() and source.text[flag.end : flag.end + 1].isalnum():
        return None  # nothing shows where the furniture ends
    where = (
        "start" if source.is_paragraph_start(flag.start) else "end" if source.is_paragraph_end(flag.end) else "inside"
    )
    if source.text[flag.start : flag.end].startswith(_ADDRESSES):
        where = "address"  # the writer may have put it there
    edit = source.without(flag.start, flag.end, where)
    before, after = source.text[edit.start - 1 : edit.start], source.text[edit.end : edit.end + 1]
    if where == "inside" and not before.isspace() and not after.isspace() and (after.isalnum() or after in '“"('):
        return edit._replace(replacement=" ")
    return edit
