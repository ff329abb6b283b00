"""Finds paragraphs that begin in mid-sentence."""

from __future__ import annotations

from collections import Counter

from mtdetect.rules.boundary.boundary_words import WORD
from mtdetect.rules.boundary.truncated.closed_paragraphs import INNER_END, MANY_NAMES, MIN_PROSE_WORDS, Closing
from mtdetect.rules.boundary.truncated.torn_words import is_inflected, is_tail, lost_initial
from mtdetect.text import patterns, wordlists
from mtdetect.text.layout import begins_display
from mtdetect.text.register import InformalRegister, LowercaseNames, is_sentence_case
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding, Span

_CHAT_START = patterns.compile(
    r"(?:i|it|its|we|you|he|she|they|this|so|and|but|please|pls|thanks?|ok|okay|yes|yeah|no|not|maybe|also|just|if|is|are|was|do"
    r"|does|did|can|could|have|has|will|would|what|how|why|who|when|where|then|hi|hello|hope|sorry|wow|well|any|my|your|gotta)(?!\w)"
)
_SPOKEN_END = patterns.compile(r"(?:[?!…]|\.\.\.)\Z")
_LOST_MARKS = ",;)….’'"
"""Marks that can't begin a paragraph: they belong to lost text before it."""

MOST_LOWER, LOWER_SHARE = 2, 8
"""If more paragraphs than this begin in lower case, and more than one in so many, none is cut off for that."""


def begins_lower(doc: SegmentedText) -> bool:
    """Whether so many paragraphs begin in lower case that the writer may have begun any of them that way."""
    lower = sum(doc.text[start].islower() for start, _ in doc.paragraphs)
    return lower > MOST_LOWER and lower * LOWER_SHARE > len(doc.paragraphs)


def cut_starts(doc: SegmentedText, closing: Closing, casual: InformalRegister) -> list[Finding]:
    """A finding at the first word of each paragraph whose start is missing."""
    text = doc.text
    cut = [
        found
        for i, paragraph in enumerate(doc.paragraphs)
        if (text[paragraph.start].islower() or (text[paragraph.start] in _LOST_MARKS and i > 0))
        and (found := _start(doc, i, closing, casual) if i else _first_start(doc, closing, casual))
    ]
    names = doc.memo(LowercaseNames)
    cut = [
        found
        for found in cut
        if not (names.has(found.start, found.end) or names.is_subject(found.start, found.end) or _is_option(doc, found))
        or lost_initial(text[found.start : found.end])
    ]
    if len(cut) > max(1, sum(closing.long) // 4):
        return []  # the writer's style
    if cut and begins_lower(doc):
        cut = [found for found in cut if text[found.start] in _LOST_MARKS]
    times = Counter(text[found.start : found.end] for found in cut)
    return [found for found in cut if times[text[found.start : found.end]] < 2]  # repeated: a name or a label


def _is_option(doc: SegmentedText, found: Finding) -> bool:
    """Whether a text about code may name a function here, or list items without their marks, which begin anyhow."""
    return doc.memo(LowercaseNames).of_code and doc.text[found.start] not in _LOST_MARKS


def _first_start(doc: SegmentedText, closing: Closing, casual: InformalRegister) -> Finding | None:
    """The finding for the first paragraph, or None."""
    if not (closing.mostly and closing.long[0] and closing.closed[0]):
        return None
    found = _cut_start(doc.text, doc.paragraphs[0], True)
    if found is None or _CHAT_START.match(doc.text, found.start, found.end):
        return None
    return None if casual.signs_near(0) or casual.small_starts_near(found.start) else found


MOST_PAUSES = 2
"""If a text has more ellipses than this, its speakers pause."""

_PAUSE = patterns.compile(r"[.…]{2}\Z")


def _pauses(doc: SegmentedText) -> int:
    return doc.text.count("...") + doc.text.count("…")


def _start(doc: SegmentedText, i: int, closing: Closing, casual: InformalRegister) -> Finding | None:
    """The finding for any later paragraph, or None."""
    text, before, paragraph = doc.text, doc.paragraphs[i - 1], doc.paragraphs[i]
    first = text[paragraph.start]
    if first in ".…" and (doc.memo(_pauses) > MOST_PAUSES or _PAUSE.search(text, before.end - 3, before.end)):
        return None  # a speaker's pause
    separate = closing.closed[i - 1] or first in ",;)"
    if not (separate or (closing.mostly and closing.closed[i] and _is_alone(text, before, paragraph))):
        return None
    signs = casual.signs_near(paragraph.start)
    orderly = closing.mostly or (closing.tidy and text[before.end - 1] != ")" and not signs)
    found = _cut_start(text, paragraph, orderly)
    if found is None or continues_display(doc, before, paragraph) or _is_broken(text, before, paragraph):
        return None
    if first in _LOST_MARKS:
        return found
    word, lowercase_starts = text[found.start : found.end], casual.small_starts_near(found.start)
    if signs > closing.careful or lowercase_starts > 1 + closing.careful:
        return None
    if _CHAT_START.match(word) and (signs or not closing.mostly):
        return None
    # A reply in a conversation, where capitals are optional.
    reply = not orderly or _SPOKEN_END.search(text, max(0, before.end - 3), before.end)
    return None if reply and not lost_initial(word) else found


_LOST_START = patterns.compile(r"[,;)] (?=[^\W\d_])|(?:\.\.\.|…|[’'] ) ?(?=[^\W\d_A-Z])")
_JOINTS = str.maketrans("", "", "’'-")
_PARTICLES = patterns.compile(r"de|da|di|du|van|von|der|den|al|el|la|le|bin|ibn|dos|das|del|e|i")


def _cut_start(text: str, paragraph: Span, orderly: bool) -> Finding | None:
    """The finding for a paragraph that begins in lower case or with one of `_LOST_MARKS`, or None."""
    lost = _LOST_START.match(text, paragraph.start, paragraph.end)
    first = WORD.match(text, lost.end() if lost else paragraph.start)
    if first is None or (not lost and not first[0].islower()) or _PARTICLES.fullmatch(first[0]):
        return None
    if _COLUMNS.search(text, first.end(), min(paragraph.end, first.end() + LONGEST_TERM)):
        return None
    words = text[paragraph.start : paragraph.end].split()
    if len(words) < MIN_PROSE_WORDS or not is_sentence_case(words, MANY_NAMES if lost else 1):
        return None
    if lost:
        span = (paragraph.start, first.end())
        return Finding(*span, f"The paragraph begins with “{lost[0].strip()}”: the text before it is missing.")
    if not words[0].rstrip(",.").translate(_JOINTS).isalpha():
        return None
    if first[0].count("-") > 1:
        return None  # an option name in code
    known = first[0] in wordlists.load("common_words")
    known = known or (orderly and (is_inflected(first[0].split("-")[0]) or is_tail(first[0])))
    if (not known and len(first[0]) > 3) or words[1][0].isupper():
        return None  # a name, or a label at the start of its sentence
    message = f"The paragraph begins with “{first[0]}” in lower case: the start of its sentence is missing."
    return Finding(*first.span(), message)


LONGEST_TERM = 24
"""Characters of a term, such as a command with its arguments, that has its explanation in a second column."""

_COLUMNS = patterns.compile(r"\S(?: {3}|\t)")
MAX_HEADING = 13
"""A line of this many words is too long for a heading."""


def _is_heading(text: str, paragraph: Span) -> bool:
    """Whether a line is a heading: few words, mostly capitalised, with no mark at the end."""
    words = text[paragraph.start : paragraph.end].split(None, MAX_HEADING)
    return len(words) < MAX_HEADING and text[paragraph.end - 1].isalnum() and not is_sentence_case(words)


def _is_alone(text: str, before: Span, paragraph: Span) -> bool:
    """Whether a paragraph is several sentences under a heading of its own."""
    return INNER_END.search(text, *paragraph) is not None and _is_heading(text, before)


def _is_broken(text: str, before: Span, after: Span) -> bool:
    """Whether the line above introduces this one, or is split from it by a false full stop, which is for MTD101."""
    between = text[before.end - 1 : after.start]
    return between[0] in ":;" or (between == ".\n" and text[before.end - 2].isalpha())


def continues_display(doc: SegmentedText, before: Span, after: Span) -> bool:
    """Whether a line wraps, or a formula, code or anything with another margin comes before.

    Then a sentence may continue here.
    """
    return (
        begins_display(doc.text, before)
        or doc.layout.is_code(before.start)
        or doc.layout.is_set_off(before.end - 1, after.start)
        or doc.layout.is_wrapped_by_hand(before.end - 1, after.start)
    )
