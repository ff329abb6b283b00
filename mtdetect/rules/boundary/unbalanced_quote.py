"""A quotation is opened and never closed, or closed and never opened.

What it does
    Flags the opening mark of a quotation that its paragraph does not close and the next paragraphs do not go on
    with ("[“I] firmly believe that … Kim wrote in his letter."), a closing mark with no opening one before it, and a
    quotation that opens again inside an open one, where two paragraphs of a speech were joined ("“We go on. [“We]
    never stop.”").

Why it is damage
    Quotation marks go missing in translation and when text is cut or joined; what was said and what the reporter
    wrote can then no longer be told apart.

Example
    >>> text = "“I firmly believe that friendship will develop further, Kim wrote in his letter."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['“I']

What it leaves alone
    Quotations of several paragraphs, which open at each and close at the last; the end of an excerpt from such a one;
    a sentence alone, whose quotation may go on in the next one; a paragraph that breaks off or begins in mid-sentence;
    quotations inside quotations; stress in dictionaries; apostrophes; feet, inches, minutes and seconds; ditto
    marks; low opening marks („…“); marks that are turned the wrong way; and paragraphs in which it can't be told which
    marks open.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from mtdetect.text import patterns
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Flag, Rule, Span

RULE = Rule(
    "MTD105",
    "unbalanced-quote",
    "boundary",
    "A quotation is opened and never closed, or closed and never opened.",
    rank=80,
    merge_group="prose breaks",
)

LOOK_AHEAD = 8
"""Paragraphs in which a quotation that runs on may still be closed."""

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
"""What may stand before a paragraph's first word where it is quoted or set in italics."""

# In a dictionary the mark stands for stress, behind a sign that parts syllables: “In*cred"u*lous”, “\Nar*doo"\”.
_STRESS = patterns.compile(r"[*`\\][^\W\d_]{1,20}\"(?:[^\W\d_]|\\|\*[^\W\d_])")

_OPENING_PLACE = frozenset(" \t\n\r\xa0([{—–-/‘'“\"\u2009\u202f\u200b*_>…`")


def _marks(text: str, paragraph: Span, places: Iterable[int]) -> list[tuple[int, bool]] | None:
    """Place of each mark of a paragraph and whether it opens; None where that can't be told."""
    marks: list[tuple[int, bool]] = []
    is_open = False
    for at in places:
        mark = text[at]
        before = text[at - 1] if at > paragraph.start else " "
        after = text[at + 1] if at + 1 < paragraph.end else " "
        if mark in "«»" or (before == "=" and mark == '"'):  # they point either way by language; markup
            return None
        if before == "[" and text[at + 2 : at + 3] == "]":
            continue  # two dots: “Z["o]llner”
        if mark == '"' and before.isalpha() and _STRESS.search(text, max(0, at - 21), at + 3):
            continue
        if before == "\\" or (before in "'`" and after in "'`"):
            continue  # the sign itself
        if before.isdigit() and mark != "“" and not (is_open and (mark == "”" or text[marks[-1][0]] == mark)):
            continue  # inches, seconds
        free_left, free_right = before in _OPENING_PLACE, not (after.isalnum() or after in "$£€#@‘'[(…")
        if free_left and free_right and mark == '"':
            return None
        if free_left and free_right and at > paragraph.start:  # it stands alone: it does what is needed
            is_open = not is_open
        elif mark == '"':
            is_open = not is_open if free_left == free_right else free_left
        elif (mark == "”" and free_left) or (mark == "“" and not free_left and free_right):  # turned the wrong way
            is_open = mark == "”"
        else:
            is_open = mark != "”"
        marks.append((at, is_open))
    return marks


def _opening(text: str, at: int, paragraph: Span, message: str) -> Flag:
    word = _WORD.match(text, at, min(paragraph.end, at + 40))
    return RULE.flag(at, word.end() if word else at + 1, message)


# A mark with a blank on both sides, or on the side where none can be: “said ” that”, “year“ out”.
_LOOSE = patterns.PrefilteredPattern(
    r" [“”](?<=[a-z] .) (?=[a-z]{2})|“(?<=[a-z]“) (?=[a-z]{2})| ”(?<=[a-z] ”)(?=[a-z]{2})"
    r"| \"(?<=[a-z] \") (?=[a-z]{2})",
    *("(?<=[a-z]) [“”] [a-z]", "(?<=[a-z])“ [a-z]", "(?<=[a-z]) ”[a-z]", r'(?<=[a-z]) " [a-z]'),
)
MOST_LOOSE = 2
"""Loose marks of a text that does not set blanks within its quotation marks."""


def _loose(doc: SegmentedText) -> Iterator[Flag]:
    found = list(_LOOSE.finditer(doc))
    for match in found if len(found) <= MOST_LOOSE else ():
        paragraph = doc.paragraph_at(match.start())
        if paragraph.end - paragraph.start < MIN_LOOSE:
            continue
        if '"' in match[0] and doc.text.count('"', *paragraph) % 2 == 0:
            continue
        start = match.start() + (match[0][0] == " ")
        message = "This quotation mark stands between blanks, where no quotation begins or ends."
        yield RULE.flag(start, start + 1, message)


MIN_LOOSE = 60
"""Characters of a paragraph of prose."""


def find(doc: SegmentedText) -> Iterator[Flag]:
    yield from _loose(doc)
    text = doc.text
    places, first = doc.places(_MARK), 0
    if not places:
        return
    doubled = frozenset(doc.paragraphs_at(doc.places(("''", "``"))))  # quotation marks of two characters
    read: list[tuple[Span, list[tuple[int, bool]] | None]] = []
    for paragraph in doc.paragraphs:
        last = bisect_left(places, paragraph.end, first)
        own = places[bisect_left(places, paragraph.start, first) : last]
        read.append((paragraph, None if paragraph in doubled else _marks(text, paragraph, own) if own else []))
        first = last
    running = 0  # paragraphs in which a quotation from above may still be closed
    for i, (paragraph, marks) in enumerate(read):
        was_running = running > 0
        running -= was_running
        if not marks:
            continue
        runs_on = marks[-1][1] and _goes_on(text, read[i + 1 : i + 1 + LOOK_AHEAD], marks[-1][0], paragraph)
        if len(marks) % 2 or sum(opens for _, opens in marks) * 2 != len(marks):
            straight = text.count('"', *paragraph) == len(marks)
            flags = list(_faults(text, paragraph, marks, bool(running), runs_on))
            # More than one flag: the marks are not understood.
            if len(flags) == 1 and (len(marks) % 2 or not straight) and not _is_cut(doc, i, flags[0], was_running):
                yield flags[0]
        running = LOOK_AHEAD if runs_on else 0


def _is_cut(doc: SegmentedText, index: int, flag: Flag, running: bool) -> bool:
    """Whether the rest of the quotation stood outside the text: a sentence alone, an excerpt that ends in speech, or
    a paragraph that breaks off or begins in mid-sentence, which is a damage of its own."""
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
    """Each mark of a paragraph that lacks its partner."""
    open_at = -1
    for at, opens in marks:
        if opens:
            if open_at >= 0 and _SENTENCE_CLOSE.search(text, max(paragraph.start, at - 4), at):
                message = "A quotation opens again here, and the one before it was not closed."
                yield _opening(text, at, paragraph, message)
            open_at = at
        elif open_at >= 0 or (running and at == marks[0][0]):
            open_at = -1
        else:
            last = _LAST.search(text, max(paragraph.start, at - 40), at)
            message = "A quotation is closed here that was never opened."
            yield RULE.flag(last.start() if last else at, at + 1, message)
    if open_at >= 0 and not runs_on:
        yield _opening(text, open_at, paragraph, "A quotation is opened here and never closed.")


def _goes_on(
    text: str, following: list[tuple[Span, list[tuple[int, bool]] | None]], open_at: int, paragraph: Span
) -> bool:
    """Whether the paragraphs that follow go on with the quotation: they open it again, or close it."""
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
