"""Lines that were laid out rather than written as prose: code, shell sessions, table rows.

Rules ask only about places they have already found, so sound text costs nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from mtdetect.text import patterns
from mtdetect.text.segmentation import MAX_WRAP_WIDTH
from mtdetect.types import Span

REACH = 150
"""Characters on either side of an offset by which a long line is judged there."""

NEIGHBOURS = 8
"""Lines on either side by which a line is judged."""

MARKDOWN_LINES = 3
"""Fewest lines in Markdown syntax in a Markdown document."""

FEW_WRAPPED, MANY_WRAPPED, WRAPPED_SHARE = 2, 8, 0.8
"""Line breaks inside paragraphs in the shortest text that shows how it is wrapped, if all its lines are narrow; the
same if some lines, such as addresses and tables, are wider; and the share of these breaks that is inside sentences."""

BLANKS = " \t\xa0"
"""White space before a line."""

SHARE = 0.3
"""Lowest share of code-like words in a line of code: a sentence about code names only one or two things."""

_FENCE = patterns.compile(r"^[ \t]{0,8}(?:`{3,4}|~~~)(?![`~])[ \w{}.+-]{0,40}$", re.MULTILINE)
# A prompt with a command, a comment, or a statement.
_CERTAIN = patterns.compile(
    r"\s*>>> (?:\w[\w.]* ?[=(\[:]|(?:import|from|for|while|if|with|def|class|del|print|raise|try|assert) "
    r"|[\"'\d(\[{#@-]|\w+\s*\Z)"
    r"|\s*(?:[\w.~-]+@[\w.~:/-]+[$%#]|[$%]) [a-z./\"'({]|\s*[A-Z]:\\[^>\n]{0,60}>"
    r"|\s*(?://|/\*|#include|#!|#define|<\?\w|\+\+\+|@@ )"
    r"|\s*[-bcdlps](?:[r-][w-][xsStT-]){3}[+.@]?\s"  # a file's mode, as `ls -l` lists it
    r"|\s*(?:def|class|fn|func|struct|impl|if|for|while|elif) [^!?]{0,40}[=(<>_\[][^!?]{0,60}[{:]\s*\Z"
    r"|\s*(?:import [\w.]+|from [\w.]+ import [\w, *]+|return [\w.()]+|use [\w:{}, ]+;|let (?:mut )?\w+ .*)\s*\Z"
    r"|\s*(?:var|const) \w+(?:, \w+)* :?= ?\S"
    r"|\s*--[a-z][\w-]*[a-z](?:[= ]\[?[A-Z_]+\]?)?\s*\Z|\s*\w+(?:=\S+|\(\);?)\s*\Z"  # an option, a setting, a call
)
_STATEMENT_ENDS = (";", "{", "}", "\\", "):", "=>", "},", "})")
_NEUTRAL = patterns.compile(r"[@#]\w+|https?://\S+|www\.\S+|[^\s@]+@[\w-]+\.[\w.-]+|[$£€]?\d[\d.,:/–-]*\w{0,3}%?")
_OPERATOR = patterns.compile(r"\|\||[=+*/&<>{}()\[\]:;\\^~!%#$@.,-]*[=+*&<>{}\\^~][=+*/|&<>{}()\[\]:;\\^~!%#$@.,-]*")
# Names that prose does not have: joined_words, camelCase, dotted.names, calls, options, variables.
_NAME = patterns.compile(
    r"\w_\w|\b_\w|[a-z\d][A-Z]|[a-z]{2}\.[a-z_]{2}|\w!?\(|\w\[|\)\.|\A--?[A-Za-z][\w-]*\Z|[$%&]\w|\w=|::|->|[<>\\^~{}]|\w/\w+/"
    r"|\A[~/.]{1,3}/?\w|;\w|\w\+\+"
)
_INLINE = patterns.compile(r"``[^`\n]{1,80}``|`[^`\n]{1,80}`")  # code inside a sentence
_OUTSIDE = "([“\"'‘’”.,:;!?…"
_EDGES = _OUTSIDE + ")]—–"
_ITEM = patterns.compile(r"(?:[-*•–—·]|\(?\d{1,3}[.)])\s")
_GAP = patterns.compile(r"\S(?: {4,}|\t)[ \t]*\S")


_MARKDOWN = patterns.compile(r"^(?:#{1,6} \S|```|!\[)", re.MULTILINE)
# A mark that does not open a sentence, or one of code or a formula within the first few words.
_DISPLAY = patterns.compile(
    r"[-./|\\+`_(\[*#{<$%@=](?![ \w])|[`*_\[\\./|+-]+[\w(]|(?:\S{1,30} ){0,3}(?:=|<-|:=|->) ?\S|\S{0,30}\w[_=]\w|--?\w"
)


def begins_display(text: str, span: Span) -> bool:
    """Whether a span begins as prose never does: with a formula, a diagram, a command or a marked-up word."""
    return _DISPLAY.match(text, span.start, min(span.end, span.start + 80)) is not None


NUMBERED_ITEM = patterns.compile(r"[(\[]?(?:[a-z]{1,2}|[ivxl]{1,5}|[A-Z]|\d{1,3})[)\]][ \xa0]")
"""The beginning of a numbered item: “(a) ”, “(iv) ”, “2) ”."""


def looks_like_code(line: str) -> bool:
    """Whether a line, taken by itself, is code rather than a sentence about code."""
    if _CERTAIN.match(line):
        return True
    words = _INLINE.sub("name", line).split()
    odd = [word for word in words if not word.isalpha() and not _is_plain(word)]
    marked = [word for word in odd if not _NEUTRAL.fullmatch(word.strip(_EDGES))]
    number = len(words) - len(odd) + len(marked)
    code_words = sum(map(_is_code_word, marked))
    if (code_words or number < 4) and line.rstrip().endswith(_STATEMENT_ENDS):
        code_words += 2
    return code_words >= 2 and code_words >= SHARE * number


def _is_plain(word: str) -> bool:
    """Whether a word is nothing but letters, hyphens and apostrophes between punctuation, as nearly all are."""
    return word[0] != "-" and word.strip(_EDGES).replace("-", "").replace("'", "").isalpha()


def _is_code_word(word: str) -> bool:
    """Whether a word that is not plain, a number or an address is an identifier or operator."""
    return _OPERATOR.fullmatch(word) is not None or _NAME.search(word.strip(_OUTSIDE)) is not None


class Layout:
    """Where a text has code and tables, by offset."""

    def __init__(self, text: str, lines: list[Span]) -> None:
        self._text, self._lines, self._starts = text, lines, [line.start for line in lines]
        self._known: dict[tuple[int, int], bool] = {}
        self._alike: dict[int, bool] = {}
        self._indents: dict[int, int] = {}
        self._parted: dict[int, bool] = {}

    @cached_property
    def is_markdown(self) -> bool:
        """Whether MARKDOWN_LINES or more lines are Markdown headings, fences or images."""
        return patterns.at_least(_MARKDOWN.finditer(self._text), MARKDOWN_LINES)

    def is_quoted_code(self, at: int) -> bool:
        """Whether an offset is between fences, after a prompt, or in an indented block of code."""
        return self._is_quoted(self._line(at))

    def is_code(self, at: int) -> bool:
        """Whether an offset is in code, quoted or recognized by its look."""
        line = self._line(at)
        start, end = self._lines[line]
        window = at // REACH if end - start > 2 * REACH else -1
        known = self._known.get((line, window))
        if known is None:
            known = self._known[line, window] = self._is_quoted(line) or self._is_code(line, window)
        return known

    def is_set_off(self, before: int, after: int) -> bool:
        """Whether a blank line and different margins part the lines of two offsets: text, and what it displays."""
        first, second = self._line(before), self._line(after)
        parted = self._text.count("\n", self._lines[first].end, self._lines[second].start) > 1
        return parted and self._margin(first) != self._margin(second)

    def is_wrapped_by_hand(self, before: int, after: int) -> bool:
        """Whether the line break between two offsets only wraps a paragraph, wherever its lines end.

        It does in Markdown, and in texts that blank lines divide into paragraphs of several lines, if hardly any line
        ends a sentence. Offsets in lines that are not adjacent have no such break between them.
        """
        first, second = self._line(before), self._line(after)
        if second != first + 1 or not self._wraps(first):
            return False
        return self.is_markdown or self._is_hand_wrapped

    @cached_property
    def _is_hand_wrapped(self) -> bool:
        wrapped = [i for i in range(len(self._lines) - 1) if self._wraps(i)]
        if len(wrapped) < FEW_WRAPPED or len(wrapped) == len(self._lines) - 1:
            return False
        unfinished = sum(self._text[self._lines[i].end - 1] not in ".!?:;" for i in wrapped)
        if unfinished < WRAPPED_SHARE * len(wrapped):
            return False
        judged = [self._lines[i] for i in wrapped] if len(wrapped) >= MANY_WRAPPED else self._lines
        narrow = sum(end - start <= MAX_WRAP_WIDTH for start, end in judged)
        return narrow >= (WRAPPED_SHARE if len(wrapped) >= MANY_WRAPPED else 1) * len(judged)

    def _wraps(self, line: int) -> bool:
        """Whether no blank line follows, and no hyphen is next to the line break: that one shows a broken word."""
        end, start = self._lines[line].end, self._lines[line + 1].start
        return self._text.count("\n", end, start) == 1 and "-" not in (self._text[end - 1], self._text[start])

    def is_row(self, at: int) -> bool:
        """Whether an offset is in one of several adjacent lines set in columns."""
        line = self._line(at)
        beside = (*self._run(line, -1)[:1], *self._run(line, 1)[:1])
        return self._columns(line) and any(map(self._columns, beside))

    @cached_property
    def _fences(self) -> list[int]:
        if "```" not in self._text and "~~~" not in self._text:
            return []
        return [match.start() for match in _FENCE.finditer(self._text)]

    def _line(self, at: int) -> int:
        return max(0, bisect_right(self._starts, at) - 1)

    def _read(self, line: int) -> str:
        start, end = self._lines[line]
        return self._text[start : min(end, start + 2 * REACH)]

    def _is_session(self, line: int) -> bool:
        own = self._read(line)
        return own[0] in ">$%." and _CERTAIN.match(own) is not None

    def _columns(self, line: int) -> bool:
        own = self._read(line)
        return own[0] == "|" or _GAP.search(own) is not None

    def _indent(self, line: int) -> int:
        indent = self._indents.get(line)
        if indent is None:
            start = self._lines[line].start
            before = self._text[max(0, start - 40) : start] if self._text[start - 1 : start] in BLANKS else ""
            indent = self._indents[line] = len(before) - len(before.rstrip(BLANKS))
        return indent

    def _margin(self, line: int) -> tuple[int, bool]:
        """Columns of white space before a line, and whether it is a list item: its text has a margin of its own."""
        return self._indent(line), _ITEM.match(self._text, *self._lines[line]) is not None

    def _is_literal(self, line: int) -> bool:
        """Whether the line is in a block of code that is indented under other text.

        The text ends in `::`, as in reStructuredText, or a line next to this one looks like code.
        """
        if not self._indent(line):
            return False
        block = [line, *self._run(line, -1)]
        own = min(map(self._indent, (*block, *self._run(line, 1))))
        if not own:
            return False
        for above in range(block[-1] - 1, max(-1, line - 4 * NEIGHBOURS), -1):
            indent = self._indent(above)
            if indent >= own:
                continue
            end = self._lines[above].end
            if self._text[end : self._lines[above + 1].start].count("\n") > 1:
                return self._text.endswith("::", 0, end) or self._is_beside_code(line)
            if not indent:
                return False
            own = indent  # a line of the same code, which this one is deeper than
        return False

    def _is_beside_code(self, line: int) -> bool:
        return any(map(self._looks_like_code, (line, *self._run(line, -1), *self._run(line, 1))))

    def _is_quoted(self, line: int) -> bool:
        fenced = bisect_right(self._fences, self._lines[line].start) % 2 == 1
        return fenced or self._is_session(line) or self._is_literal(line)

    def _is_code(self, line: int, window: int) -> bool:
        if window < 0:
            return self._looks_like_code(line) or self._is_among_code(line)
        start, end = self._lines[line]
        first = max(start, window * REACH - REACH // 2)
        return looks_like_code(self._text[first : min(end, first + 2 * REACH)])

    def _looks_like_code(self, line: int) -> bool:
        """By the first 2 * REACH characters of the line."""
        alike = self._alike.get(line)
        if alike is None:
            alike = self._alike[line] = looks_like_code(self._read(line))
        return alike

    def _is_among_code(self, line: int) -> bool:
        """Whether both adjacent lines are code, or most lines around this one up to a blank line."""
        above = self._run(line, -1)
        below = self._run(line, 1)
        sides = [self._looks_like_code(i) for i in (*above[:1], *below[:1])]
        if len(sides) == 2 and all(sides):
            return True
        if below and sides[-1] and not any(map(str.isalnum, self._read(line))):
            return True  # a separator above code
        block = [self._looks_like_code(i) for i in (*above, *below)]
        return len(block) > 1 and sum(block) > 0.6 * len(block)

    def _run(self, line: int, step: int) -> list[int]:
        """Numbers of the lines on one side, nearest first, up to a blank line or NEIGHBOURS of them."""
        found = []
        for i in range(line + step, max(-1, min(len(self._lines), line + step * (NEIGHBOURS + 1))), step):
            if self._is_parted(i if step > 0 else i + 1):
                break
            found.append(i)
        return found

    def _is_parted(self, line: int) -> bool:
        """Whether a blank line, or much white space, comes before a line."""
        parted = self._parted.get(line)
        if parted is None:
            end, start = self._lines[line - 1].end, self._lines[line].start
            gap = self._text[end:start] if start - end > 1 else ""
            parted = len(gap) > 80 or len(gap.splitlines()) > 2 - (gap[-1:] in "\n\r")
            self._parted[line] = parted
        return parted
