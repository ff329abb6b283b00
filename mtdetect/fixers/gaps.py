"""Fixes of the marks that missing text leaves behind (MTD106). Missing words can't be restored."""

from __future__ import annotations

from mtdetect.fixers.flagged_text import Edit, FlaggedText
from mtdetect.text import patterns
from mtdetect.types import Flag

_BRACKETS = patterns.compile(r"\( ?\)|\[ ?\]")
_APOSTROPHE = patterns.compile(r"[a-z]+y(?=s\Z)")
_DASHES = patterns.compile(r"[—–-](?: ?[—–-])*")
_MARKS = patterns.compile(r"(?P<first>[.,;:]) ?(?P<last>[.,;:])\Z")
_DETACHED = patterns.compile(r"(?<=\w) (?=[,;:]\Z)")


def vanished_text(source: FlaggedText, flag: Flag) -> Edit | None:
    text, found = source.text, source.text[flag.start : flag.end]
    if _BRACKETS.fullmatch(found):
        return source.without(flag.start, flag.end, "brackets")
    if found == "|":
        return source.without(flag.start, flag.end, "bar")
    if "apostrophe" in flag.message and (word := _APOSTROPHE.match(found)):
        at = flag.start + word.end()
        return Edit(at, at, source.apostrophe(at), "apostrophe")
    if _DASHES.fullmatch(found.strip()):
        spaced = found[0] == " " or found[-1] == " "
        return Edit(flag.start, flag.end, " – " if spaced else "—", "dashes")
    if marks := _MARKS.fullmatch(found):
        return Edit(flag.start, flag.end, "." if "." in found else marks["last"], "marks")
    if gap := _DETACHED.search(text, flag.start, flag.end):
        return Edit(*gap.span(), "", "detached")
    return None
