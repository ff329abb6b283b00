"""Fixes of broken sentence and word boundaries (1xx)."""

from __future__ import annotations

import re

from mtdetect.fixers.flagged_text import Edit, FlaggedText
from mtdetect.text import patterns, wordlists
from mtdetect.text.segmentation import MIN_WRAP_WIDTH, WIDEST
from mtdetect.types import Flag

_STOP = patterns.compile(r"(?<=\S)(?P<space> ?)(?P<mark>[.?!]|;\.)(?P<white>\s+)(?P<after>[^\W_]+(?:[’'-][^\W_]+)*)")
_BREAK = patterns.compile(r"(?P<hyphen>(?<=[^\W\d_])-)?(?P<white>[ \t]*(?:\r\n|[\n\r\u2028\u2029])\s*)")
_IN_BRACKETS = patterns.compile(r"[^\s()\[\]{}]{0,20} ?[)\]}]")
"""A mark without a space in brackets is more often code than prose: “dict.get(key,None)”."""
_OPENER = patterns.compile(r"[.!?][”’\"]?[“‘]?([A-Z]\w*(?:[’'][a-z]+)?)\Z")
_CODE = patterns.compile(r"[.(]\w")
_FIRST = patterns.compile(r"\S+(?=\s)")
_BEFORE_STOP = patterns.compile(r"\S+\Z")
_ARTICLES = frozenset(("a", "an", "the", "of"))
"""Words before a noun. Other words that can't end a sentence may have lost a reference (“as shown in and.”), or be
another word misspelled (“leave it their.”)."""
_POSSESSIVE = patterns.compile(r"[a-z][’']s\Z")
_OPENING = ("“", '"')
_CLOSING = {"“": "”", '"': '"'}
SHORTEST = 4
"""Letters of the shortest piece of a word, other than a drop cap, that is no word itself."""
_SPEECH = 1_000
"""How far back to look for the mark that opens a quotation, in characters."""


def broken_boundary(source: FlaggedText, flag: Flag) -> Edit | None:
    """A full stop or line break inside a phrase."""
    stop = _STOP.search(source.text, flag.start, flag.end)
    return _without_stop(source, flag, stop) if stop else _joined_lines(source, flag)


def _without_stop(source: FlaggedText, flag: Flag, stop: re.Match[str]) -> Edit | None:
    text, after = source.text, stop["after"]
    white = " " if source.divides(stop.start(), stop.end()) or "\n" not in stop["white"] else stop["white"]
    before = _BEFORE_STOP.search(text, flag.start, stop.start())
    word = before[0] if before else ""
    keeps_case = source.is_name(after, stop.start("after"))
    if f"{word} {after}" in wordlists.load("two_part_names"):
        manner, keeps_case = "name", True
    elif stop["space"] and after[0].isupper():  # only the space is wrong
        return Edit(stop.start(), stop.start("mark"), "", "detached")
    elif stop["mark"] != ".":
        manner = "mark"
    elif word in wordlists.load("hanging_words"):
        inside = after[0].islower() or not source.divides(stop.start(), stop.end())
        manner = "article" if word in _ARTICLES and inside else "hanging"
    elif after[0].islower():
        manner = "possessive" if _POSSESSIVE.search(word) else "lower-case"
    else:
        manner = "capital"
    if after[0].islower() or keeps_case:
        return Edit(stop.start(), stop.start("after"), white, manner)
    return Edit(stop.start(), stop.start("after") + 1, white + after[0].lower(), manner)


def _joined_lines(source: FlaggedText, flag: Flag) -> Edit | None:
    gap = _BREAK.search(source.text, flag.start, flag.end)
    if gap is None or not source.divides(gap.start(), gap.end()):
        return None
    if gap["hyphen"] is None:
        before = _BEFORE_STOP.search(source.text, flag.start, gap.start())
        hanging = wordlists.load("hanging_words") | wordlists.load("function_words")
        width = gap.start() - source.text.rfind("\n", max(0, gap.start() - WIDEST - 1), gap.start()) - 1
        if gap["white"].strip(" \t") in ("\n", "\r\n") and MIN_WRAP_WIDTH <= width <= WIDEST:
            manner = "maybe-wrapped"
        else:
            leads_on = before and (before[0][-1] == "," or before[0] in hanging)
            manner = "line-break" if leads_on else "open-line"
        return Edit(gap.start(), gap.end(), " ", manner)
    first, second = source.text[flag.start : gap.start()], source.text[gap.end() : flag.end]
    joined = (first + second).lower()
    known = wordlists.known_words()
    if joined in known or joined.removesuffix("s") in known:
        return Edit(gap.start(), gap.end(), "", "hyphen")
    return Edit(gap.start(), gap.end(), "-", "kept-hyphen")


def missing_boundary(source: FlaggedText, flag: Flag) -> Edit | None:
    """Two sentences with nothing between them, or a quotation without its end."""
    text = source.text
    first = _FIRST.match(text, flag.start, flag.end)
    if first is None:
        return None
    if "closing quotation mark" in flag.message:
        opening = max(text.rfind(mark, max(0, flag.start - _SPEECH), flag.start) for mark in _OPENING)
        return Edit(first.end(), first.end(), f",{_CLOSING[text[opening]]}", "quotation") if opening >= 0 else None
    if text[first.end() - 1] in '”"' and len(first[0]) > 1:
        return Edit(first.end() - 1, first.end() - 1, ".", "quoted-sentence")
    if not (text[first.end() - 1].isalnum() or text[first.end() - 1] in "%)"):
        return None
    return Edit(first.end(), first.end(), ".", "tagged" if flag.message.startswith("A new sentence") else "sentence")


def glued_words(source: FlaggedText, flag: Flag) -> Edit | None:
    """Two words run together, or a footnote number left at a word."""
    if flag.suggestion is None:
        return None
    found = source.text[flag.start : flag.end]
    if "footnote" in flag.message or "note marker" in flag.message:
        if flag.message.startswith("A number"):
            manner = "number"
        else:
            doubtful = "," in found or "][" in found or _CODE.match(source.text, flag.end)
            manner = "note-or-code" if doubtful else "note"
    elif any(mark in found for mark in ",;:"):
        manner = "colon" if "," not in found else "list" if _IN_BRACKETS.match(source.text, flag.end) else "comma"
    elif any(mark in found for mark in '“”"'):
        manner = "quotation"
    elif opener := _OPENER.search(found):
        manner = "sentence" if opener[1] in wordlists.load("sentence_openers") else "word-after-stop"
    elif any(letter.isdigit() for letter in found):
        manner = "figure"
    elif "likely" in flag.message:
        manner = "likely"
    else:
        manner = "function-words" if found.islower() else "name"
    return _suggested(source, flag, manner)


def split_word(source: FlaggedText, flag: Flag) -> Edit | None:
    """A word in two pieces."""
    found = source.text[flag.start : flag.end]
    if "apostrophe" in flag.message:
        manner = "ending" if any(mark in found for mark in "’'") else "lost-apostrophe"
    elif "first letter" in flag.message:
        manner = "initial"
    elif "-" in found:
        manner = "hyphen"
    else:
        words = wordlists.known_words() | wordlists.load("short_words")
        first = found.split()[0]
        # The lists lack short words: “the sun set”, “let the man go”.
        short = 1 < len(first) < SHORTEST
        manner = "short-piece" if short or words.issuperset(found.lower().split()) else "pieces"
    return _suggested(source, flag, manner)


def _suggested(source: FlaggedText, flag: Flag, manner: str) -> Edit | None:
    """What the rule itself suggests, reduced to the characters that change."""
    if flag.suggestion is None:
        return None
    return smallest(source.text, Edit(flag.start, flag.end, flag.suggestion, manner))


def smallest(text: str, edit: Edit) -> Edit:
    """The edit without the characters that it keeps at its start and end."""
    start, end, new = edit.start, edit.end, edit.replacement
    while start < end and new and text[start] == new[0]:
        start, new = start + 1, new[1:]
    while start < end and new and text[end - 1] == new[-1]:
        end, new = end - 1, new[:-1]
    return Edit(start, end, new, edit.manner)
