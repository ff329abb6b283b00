"""Finds footnote numbers and markers glued to the mark or word before them: "period.12 The", "things.[21] In"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtdetect.rules.boundary.glued_words.tokens import TextWords, is_known, opening_word, times_near, token
from mtdetect.rules.needs import Needs
from mtdetect.text import patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding

MIN_NOTED = 80
"""Characters in the shortest paragraph whose last sentence may carry a note."""

MOST_NOTES = 5
"""If a text has more markers than this, its notes are there on purpose."""

_NUMBER_AFTER_MARK = patterns.PrefilteredPattern(
    r"[.,](?<=[a-z]{2}[.,])\d{1,3}(?:,\d{1,3})?(?= [A-Z][a-z]* [a-zA-Z]| (?:Mr|Mrs|Ms|Dr)\. [A-Z]| [a-z]{2,} [a-z])"
    r"|[.,]?\((?:(?<=[a-z]{3}\()|(?<=[a-z]{3}[.,]\())\d{1,2}\)(?=\s[A-Za-z]{2})"
    # At the end of a paragraph.
    r"|\.(?<=[a-z]{3}\.)(?:\d{1,2}|\(\d{1,2}\))(?=[ \t]*(?:\n|\Z))",
    *(r"(?<=[a-z][a-z])[.,]\d", r"(?<=[a-z][a-z])[.,]\(\d", r"(?<=[a-z][a-z])\(\d"),
)
_SIGN = patterns.PrefilteredPattern(
    r"\[(?<=[a-z.,;!?”)\"]\[)(?:\d{1,3}|[abc]|note \d{1,3}|(?:citation|clarification|page) needed"
    r"|edit|when\?|who\?|by whom\?)\](?:\[\d{1,3}\]){0,3}(?=[\s.,;:]|\Z)"
    r"|[†‡](?<=[a-z.,;”)\"].)(?=[\s.,;:]|\Z)|[¹①-⑳](?:(?<=[a-z]{3}.)|(?<=[a-z][.,!?”)].))(?=[\s.,;:]|\Z)",
    *(r"(?<=[a-z.,;!?”)\"])\[", r"(?<=[a-z.,;!?”)\"])[†‡¹①-⑳]"),
)
_MANUAL_PAGE = patterns.compile(r"\w\(\d\)")
_NOTES = patterns.compile(r"(?m)^(?:NOTES|REFERENCES|Notes|References|Footnotes)\n\s{0,9}(?:\[1\]|1\.) ")
"""Notes below the text."""

_NOTED = patterns.compile(r"(?:[^\W\d_][^\W_]*(?:['’-][^\W_]+)*)?[.,;!?)”\"]{0,4}")


def after_marks(doc: SegmentedText, words: TextWords) -> Iterator[Finding]:
    text = doc.text
    for match in _NUMBER_AFTER_MARK.finditer(doc):
        left, _ = token(text, match.start(), match.end())
        if not _takes_note(text, match, left, words):
            continue
        if "(" in match[0] and doc.memo(_refers_to_manual):
            continue  # “the less(1) command”
        known = not left.islower() or is_known(left) or left in wordlists.load("short_words")
        ends = text[match.end() : match.end() + 1] in ("", "\n") and match[0][0] == "."
        if ends and not (known and left.islower() and _is_prose_before(doc, match.start())):
            continue
        if left.isalpha() and known and left not in wordlists.load("abbreviations"):
            start = match.start() - len(left)
            message = f"The footnote number at the end of “{text[start : match.end()]}” is glued to the text."
            mark = match[0][0] if match[0][0] in ".," else ""
            yield Finding(start, match.end(), message, suggestion=left + mark)


def _refers_to_manual(doc: SegmentedText) -> bool:
    """Whether the text names several pages of a manual, such as “less(1)”."""
    return patterns.at_least(_MANUAL_PAGE.finditer(doc.text), 2)


def _takes_note(text: str, match: re.Match[str], left: str, words: TextWords) -> bool:
    """Whether a number can belong to a footnote and is not a quantity, or a chapter or page of a manual."""
    if "(" in match[0]:
        plain = left in wordlists.load("function_words") or (match[0][0] in ".," and words.knows(left))
        return plain and not words.names.of_code
    if left.islower():
        return len(left) > 2 or (left in wordlists.load("function_words") and left != "no")
    opener = opening_word(text, match.end() + 1)
    named = left.istitle() and len(left) > 4 and not words.knows(left.lower())
    return named and opener is not None and opener[0] in wordlists.load("sentence_openers")


def _is_prose_before(doc: SegmentedText, at: int) -> bool:
    """Whether the last sentence of a long paragraph ends here. Lists, verse and manuals end lines with numbers too."""
    start, end = doc.paragraph_at(at)
    return end - start >= MIN_NOTED and end - at < 8 and doc.text.find("\n", start, end) < 0


def signs(doc: SegmentedText) -> Iterator[Finding]:
    """Footnote and editing markers, in a text with only a few of them."""
    text, found = doc.text, list(_SIGN.finditer(doc))
    if len(found) > MOST_NOTES or (found and _NOTES.search(text)):
        return
    for match in found:
        left, _ = token(text, match.start(), match.end())
        if not _NOTED.fullmatch(left):  # parent[3], manual:tool[1]
            continue
        if match[0] == "[0]" or (left and times_near(text, match.start(), f"{left}[") > 1):
            continue  # an index: args[0], args[1]
        if re.search(rf"^[ \t>]{{0,9}}{re.escape(match[0])} ?\S", text, re.MULTILINE):
            continue  # the note itself is below the text: “[1] http…”
        if len(match[0]) == 3 and match[0][1].isalpha() and not is_known(left.lower().rstrip('.,;)”"')):
            continue  # a letter changed by an editor: “frustrat[e]”
        message = f"The note marker “{match[0]}” was left in the text."
        yield Finding(match.start() - len(left), match.end(), message, suggestion=left)


NEEDS = Needs(_NUMBER_AFTER_MARK, _SIGN)
