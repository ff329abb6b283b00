"""A quotation is opened but never closed, or closed but never opened.

What it does
    Flags an opening quotation mark if neither its own paragraph nor the following ones close the quotation ("[“I]
    firmly believe that … Kim wrote in his letter."), and a closing mark without an opening one. Flags a second opening
    mark inside an open quotation, as happens when two paragraphs of a speech are joined ("“We go on. [“We] never
    stop.”"). Also flags a mark in mid-sentence with spaces on both sides or on the wrong side ("year in and[“] year
    out").

Why it is damage
    Quotation marks get lost in translation and when text is cut or joined. Without them, readers can't tell the
    speaker's words from the reporter's.

Example
    >>> text = "“I firmly believe that friendship will develop further, Kim wrote in his letter."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['“I']

What it leaves alone
    Quotations that run over several paragraphs, which are opened in each and closed in the last, and excerpts that end
    inside one; a single sentence, whose quotation may continue beyond it; paragraphs that break off or begin in
    mid-sentence; quotations inside quotations; stress marks in dictionaries; apostrophes; feet, inches, minutes and
    seconds; ditto marks; low opening marks („…“); old books and scripture; marks that point the
    wrong way; and paragraphs where it is unclear which marks open a quotation.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from mtdetect.rules.needs import Needs
from mtdetect.text import patterns
from mtdetect.text.register import honours
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Flag, Rule, Span

RULE = Rule(
    "MTD105",
    "unbalanced-quote",
    "boundary",
    "A quotation is opened but never closed, or closed but never opened.",
    rank=80,
    merge_group="prose breaks",
)

LOOK_AHEAD = 8
"""Paragraphs after the first in which a long quotation may still be closed."""

_MARK = ('[“”„«»"]',)
_WORD = patterns.compile(r"[“„\"«]?[^\W_]+(?:[’'][^\W_]+)*|[“„\"«]\W{0,3}\w*")
_LAST = patterns.compile(r"[^\W_]*\W{0,4}\Z")
_ATTRIBUTION = patterns.compile(
    r"\b(?:[A-Z][\w’'-]+|he|she|they|officials|police|minister|president|spokesman|spokeswoman)"
    r" (?:said|says|wrote|added|told|explained|noted)\b[^.“”\"]{0,60}\.?\s*\Z|\bas saying\b[^.]{0,30}\.?\s*\Z"
)
_SPEAKER = patterns.compile(r"\b(?:said|says|wrote|writes|added|adds|told|tells|explain(?:s|ed)|noted|notes)\b")
_OPENING = '“„"'
_BROKEN_OFF = patterns.compile(
    r"(?:\b(?:the|an?|of|to|from|with|and|or|is|are|was|were|that|which|who)|,|\.\.\.\]?|…\]?)\Z"
)
_CUT_START = patterns.compile(r"[^\W\d_A-Z]|[,;)]|\.\.\.|…")
_SENTENCE_CLOSE = patterns.compile(r"[.!?…,][’']?\s*\Z")
_MARKUP = "> _*\n"
"""Characters that may precede a paragraph's first word in a quoted message or in italics."""

# Dictionaries mark stress this way, after a sign that separates syllables: “In*cred"u*lous”, “\Nar*doo"\”.
_STRESS = patterns.compile(r"[*`\\][^\W\d_]{1,20}\"(?:[^\W\d_]|\\|[*-][^\W\d_])")

_OPENING_PLACE = frozenset(" \t\n\r\xa0([{—–-/‘'“\"\u2009\u202f\u200b*_>…`")


def _marks(text: str, paragraph: Span, places: Iterable[int]) -> list[tuple[int, bool]] | None:
    """The position of each quotation mark in a paragraph and whether it opens; None if the marks are ambiguous."""
    marks: list[tuple[int, bool]] = []
    is_open = False
    for at in places:
        mark = text[at]
        before = text[at - 1] if at > paragraph.start else " "
        after = text[at + 1] if at + 1 < paragraph.end else " "
        # Guillemets open or close depending on the language; after “=” the quotation mark belongs to markup.
        if mark in "«»" or (before == "=" and mark == '"'):
            return None
        if before == "[" and text[at + 2 : at + 3] == "]":
            continue  # a code for an umlaut: “Z["o]llner”
        if mark == '"' and before.isalpha() and _STRESS.search(text, max(0, at - 21), at + 3):
            continue
        if mark == '"' and before == "]" and after.isalpha():
            continue  # a stress mark after a letter in brackets: “z[=a]"sh[u^]n”
        if before == "\\" or (before in "'`" and after in "'`"):
            continue  # escaped or quoted: the text is about the mark itself
        if before.isnumeric() and mark != "“" and not (is_open and (mark == "”" or text[marks[-1][0]] == mark)):
            continue  # inches, seconds
        free_left, free_right = before in _OPENING_PLACE, not (after.isalnum() or after in "$£€#@‘'[(…")
        if free_left and free_right and mark == '"':
            return None
        if free_left and free_right and at > paragraph.start:  # spaces on both sides: assume the direction that fits
            is_open = not is_open
        elif mark == '"':
            is_open = not is_open if free_left == free_right else free_left
        elif (mark == "”" and free_left) or (mark == "“" and not free_left and free_right):  # points the wrong way
            is_open = mark == "”"
        else:
            is_open = mark != "”"
        marks.append((at, is_open))
    return marks


def _opening(text: str, at: int, paragraph: Span, message: str) -> Flag:
    word = _WORD.match(text, at, min(paragraph.end, at + 40))
    return RULE.flag(at, word.end() if word else at + 1, message)


# A quotation mark with spaces on both sides, or a space on the wrong side: “said ” that”, “year“ out”.
_LOOSE = patterns.PrefilteredPattern(
    r" [“”](?<=[a-z] .) (?=[a-z]{2})|“(?<=[a-z]“) (?=[a-z]{2})| ”(?<=[a-z] ”)(?=[a-z]{2})"
    r"| \"(?<=[a-z] \") (?=[a-z]{2})",
    *("(?<=[a-z]) [“”] [a-z]", "(?<=[a-z])“ [a-z]", "(?<=[a-z]) ”[a-z]", r'(?<=[a-z]) " [a-z]'),
)
MOST_LOOSE = 2
"""If more quotation marks than this are loose, spaces inside quotation marks are the text's own style."""


def _loose(doc: SegmentedText) -> Iterator[Flag]:
    found = list(_LOOSE.finditer(doc))
    for match in found if len(found) <= MOST_LOOSE else ():
        paragraph = doc.paragraph_at(match.start())
        if paragraph.end - paragraph.start < MIN_LOOSE:
            continue
        if '"' in match[0] and doc.text.count('"', *paragraph) % 2 == 0:
            continue
        start = match.start() + (match[0][0] == " ")
        message = "The spaces around this quotation mark are wrong: no quotation begins or ends here."
        yield RULE.flag(start, start + 1, message)


MIN_LOOSE = 60
"""Characters in a paragraph long enough to be prose."""


NEEDS = Needs(_MARK)


def find(doc: SegmentedText) -> Iterator[Flag]:
    yield from _loose(doc)
    text, first = doc.text, 0
    if not (places := doc.places(_MARK)):
        return
    doubled = frozenset(doc.paragraphs_at(doc.places(("''", "``"))))  # two characters serve as one quotation mark
    read: list[tuple[Span, list[tuple[int, bool]] | None]] = []
    for paragraph in doc.paragraphs:
        last = bisect_left(places, paragraph.end, first)
        own = places[bisect_left(places, paragraph.start, first) : last]
        read.append((paragraph, None if paragraph in doubled else _marks(text, paragraph, own) if own else []))
        first = last
    running = 0  # how many more paragraphs may close a quotation opened above
    for i, (paragraph, marks) in enumerate(read):
        was_running = running > 0
        running -= was_running
        if not marks:
            continue
        runs_on = marks[-1][1] and _continues(text, read[i + 1 : i + 1 + LOOK_AHEAD], marks[-1][0], paragraph)
        if len(marks) % 2 or sum(opens for _, opens in marks) * 2 != len(marks):
            straight = text.count('"', *paragraph) == len(marks)
            flags = list(_faults(text, paragraph, marks, bool(running), runs_on))
            # More than one flag means that we have misread the marks.
            if len(flags) == 1 and (len(marks) % 2 or not straight) and not _is_cut(doc, i, flags[0], was_running):
                # Asked only here, because the whole text is searched for old words.
                if doc.is_old or doc.memo(honours) or doc.memo(_is_in_verses):
                    return  # they close quotations as they like, and speeches in verse run over many paragraphs
                yield flags[0]
        running = LOOK_AHEAD if runs_on else 0


_VERSE = patterns.compile(r"\d+ \S")


def _is_in_verses(doc: SegmentedText) -> bool:
    """Whether most lines begin with a number."""
    return sum(_VERSE.match(doc.text, line.start) is not None for line in doc.lines) * 2 > len(doc.lines)


def _is_cut(doc: SegmentedText, index: int, flag: Flag, running: bool) -> bool:
    """Whether the other mark may lie outside the text: in a single sentence, or in an excerpt that ends in speech.

    A paragraph that breaks off or begins in mid-sentence counts too: that is damage of another kind (MTD104).
    """
    paragraph = doc.paragraphs[index]
    opening = doc.text[flag.start] in _OPENING
    if (opening and _BROKEN_OFF.search(doc.text, max(paragraph.start, paragraph.end - 8), paragraph.end)) or (
        not opening and _CUT_START.match(doc.text, paragraph.start)
    ):
        return True
    if len(doc.paragraphs) == 1 and len(doc.sentences) == 1:
        return doc.text[flag.start] not in _OPENING or not _SPEAKER.search(doc.text, flag.start, paragraph.end)
    return running and index == len(doc.paragraphs) - 1 and flag.start == paragraph.start


def _faults(text: str, paragraph: Span, marks: list[tuple[int, bool]], running: bool, runs_on: bool) -> Iterator[Flag]:
    """A flag for each quotation mark in a paragraph that has no partner."""
    open_at = -1
    for at, opens in marks:
        if opens:
            if open_at >= 0 and _SENTENCE_CLOSE.search(text, max(paragraph.start, at - 4), at):
                message = "This quotation opens before the previous one is closed."
                yield _opening(text, at, paragraph, message)
            open_at = at
        elif open_at >= 0 or (running and at == marks[0][0]):
            open_at = -1
        else:
            last = _LAST.search(text, max(paragraph.start, at - 40), at)
            message = "This mark closes a quotation that was never opened."
            yield RULE.flag(last.start() if last else at, at + 1, message)
    if open_at >= 0 and not runs_on:
        yield _opening(text, open_at, paragraph, "This quotation is opened but never closed.")


def _continues(
    text: str, following: list[tuple[Span, list[tuple[int, bool]] | None]], open_at: int, paragraph: Span
) -> bool:
    """Whether the following paragraphs continue the quotation, by opening it again or closing it."""
    for n, (_, marks) in enumerate(following):
        if marks is None:
            return True
        if marks:
            at, opens = marks[0]
            if opens:
                attributed = _ATTRIBUTION.search(text, max(open_at, paragraph.end - 90), paragraph.end)
                first = not text[following[0][0].start : at].strip(_MARKUP)
                return n == 0 and first and not attributed
            return True
    return False
