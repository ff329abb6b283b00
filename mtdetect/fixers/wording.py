"""Fixes of what translation leaves (3xx) and of repetition (6xx)."""

from __future__ import annotations

import re

from mtdetect.fixers.flagged_text import Edit, FlaggedText
from mtdetect.text import patterns
from mtdetect.types import Flag

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
MOST_SPACES = 200
"""Characters of white space between a sentence and its copy."""
_DATE = patterns.compile(r"\((?P<day>\d\d?)/(?P<month>\d\d?)(?:/(?P<year>(?:19|20)\d\d))?\)")
_AMERICAN = patterns.compile(rf"\b(?:{'|'.join(MONTHS)}|Aug|Sept|Oct|Nov|Dec|Jan|Feb)\.? \d\d?\b(?! \d)")
_MILLIONS = patterns.compile(r"\d[\d.]* (?:m|b|tr)illions\Z")
_WIDE = dict(zip("，。：；？！（）", ",.:;?!()", strict=True))
_PERCENT = patterns.compile(r"%(?P<figure>\d[\d.,]*)\Z")


def redundant_gloss(source: FlaggedText, flag: Flag) -> Edit | None:
    """A gloss that repeats the words next to it."""
    found = source.text[flag.start : flag.end]
    if found.startswith("%"):
        return Edit(flag.start + 1, flag.end, "", "unit")
    if found.startswith("("):
        if "needs no introduction" in flag.message:
            manner = "abbreviation"
        else:
            same = found[1:2].isupper() and source.text.endswith(found[1:-1], 0, flag.start - 1)
            other = "foreign" if "foreign" in flag.message else "country" if "country" in flag.message else "repeat"
            manner = "same-name" if same else other
        return source.without(flag.start, flag.end, manner)
    return source.without(flag.start, flag.end, "body")


def locale_residue(source: FlaggedText, flag: Flag) -> Edit | None:
    """A date, number or mark in another language's format."""
    found = source.text[flag.start : flag.end]
    date = _DATE.fullmatch(found)
    if date and int(date["day"]) in range(1, 32) and int(date["month"]) in range(1, 13):
        day, month, year = int(date["day"]), MONTHS[int(date["month"]) - 1], date["year"]
        if _AMERICAN.search(source.text[max(0, flag.start - 2000) : flag.end + 2000]):
            written = f"{month} {day}" + (f", {year}" if year else "")
        else:
            written = f"{day} {month}" + (f" {year}" if year else "")
        return Edit(flag.start, flag.end, f"({written})", "date")
    if _MILLIONS.fullmatch(found):
        return Edit(flag.end - 1, flag.end, "", "millions")
    if found in _WIDE:
        return Edit(flag.start, flag.end, _WIDE[found], "full-width")
    if percent := _PERCENT.fullmatch(found):
        return Edit(flag.start, flag.end, f"{percent['figure']}%", "percent")
    return None


def doubled_word(source: FlaggedText, flag: Flag) -> Edit | None:
    """The second copy of a word goes."""
    first = re.match(r"\S+", source.text[flag.start : flag.end])
    if first is None or first.end() == flag.end - flag.start:
        return None
    rest = source.text[flag.start + first.end() : flag.end]
    if not rest.strip() or "\n" in rest:
        return None
    shouted = rest.strip().isupper() and not first[0].isupper() and rest.strip() != "I"
    if source.text[flag.end : flag.end + 1] in tuple(",.…—–-"):
        return Edit(flag.start + first.end(), flag.end, "", "hesitation")  # “Because because,” he hesitated
    manner = "capitals" if shouted else "function-word" if "English" in flag.message else "tagged"
    return Edit(flag.start + first.end(), flag.end, "", manner)


def suggested_term(source: FlaggedText, flag: Flag) -> Edit | None:
    """The term that a tortured phrase replaces."""
    return None if flag.suggestion is None else Edit(flag.start, flag.end, flag.suggestion, "term")


def system_residue(source: FlaggedText, flag: Flag) -> Edit | None:
    """Marks between the pieces of words. An unknown word can't be restored."""
    text, found = source.text, source.text[flag.start : flag.end]
    if found == "▁":
        return Edit(flag.start, flag.end, "", "piece")
    if found == "@@":
        return Edit(flag.start, flag.end + text.startswith(" ", flag.end), "", "piece")
    if len(found) == 3 and found[0] == found[2] == "@":
        start = flag.start - text.startswith(" ", flag.start - 1)
        return Edit(start, flag.end + text.startswith(" ", flag.end), found[1], "joiner")
    if found[0] in "%${":
        return Edit(flag.start, flag.end, found.replace(" ", ""), "placeholder")
    return None


def repeated_phrase(source: FlaggedText, flag: Flag) -> Edit | None:
    """All but the first copy of a phrase that is repeated back to back."""
    words = list(re.finditer(r"\S+", source.text[flag.start : flag.end]))
    folded = [word[0].casefold().rstrip(".,;:!?…") for word in words]
    for size in range(1, len(words) // 2 + 1):
        if len(words) % size == 0 and all(folded[i] == folded[i % size] for i in range(len(words))):
            start, end = flag.start + words[size - 1].end(), flag.end
            return Edit(start, end, "", "word" if size == 1 else "pair" if size == 2 else "phrase")
    return None


def repeated_sentence(source: FlaggedText, flag: Flag) -> Edit | None:
    """The later copy of a sentence inside a paragraph. A copy that is a paragraph is dropped as one."""
    if source.is_paragraph_start(flag.start) and source.is_paragraph_end(flag.end):
        return None
    return source.without(flag.start, flag.end, copied(source.text, flag.start, flag.end))


def copied(text: str, start: int, end: int) -> str:
    """The manner of a copy: "at-once" if it repeats the words directly before it on the same line.

    Copies in the next paragraph may be meant: captions of two figures, or the same step twice.
    """
    before = text[max(0, start - 2 * (end - start) - MOST_SPACES) : start]
    if not _folded(before).endswith(_folded(text[start:end])):
        return "elsewhere"
    return "at-once" if "\n" not in before[len(before.rstrip()) :] else "next-paragraph"


def _folded(text: str) -> str:
    return " ".join(text.casefold().split()).strip("\"'“”‘’ ")
