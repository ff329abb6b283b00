"""A line that asks the visitor to do something: share, subscribe, read more.

What it does
    Flags buttons, prompts and notices that form a line or paragraph of their own: "[Share this:]", "[Click to email
    this to a friend (Opens in new window)]", "[Subscribe to our newsletter]", "[Advertisement]", "[Read more]".

Why it is damage
    These lines are about the page, not about its subject. The same ones appear on thousands of pages, and a language
    model trained on them learns to ask for subscriptions.

Example
    >>> text = "The leaders met on Tuesday.\\n\\nShare this:\\n\\nSubscribe to our newsletter"
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['Share this:', 'Subscribe to our newsletter']

What it leaves alone
    Prose about subscribing, sharing, cookies or comments, instructions in a manual ("Click on the Start button"),
    references in documentation ("See :ref:`policy`", "See also:"), headings such as "See also" or an underlined
    "Comments", names of functions ("close()"), items of a list that a sentence introduces, and a linked headline that
    runs into a sentence of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from mtdetect.rules.furniture.call_to_action.wording import CALL
from mtdetect.rules.needs import Needs
from mtdetect.text import patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Flag, Rule

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

RULE = Rule(
    "MTD406",
    "call-to-action",
    "furniture",
    "A line that asks the visitor to do something: share, subscribe, read more.",
    rank=30,
)

MAX_LENGTH = 500
"""Cookie notices can be as long as a short paragraph."""

MAX_COUNT_LENGTH, MAX_CONTROL_LENGTH = 25, 60
"""Characters in a line such as “1,234 comments”, and in the name of a control."""

# Long prose may also begin with "we" or "you". Buttons are short; only notices on these subjects are long.
_LONG_NOTICE = patterns.compile(
    r"cookie|privacy policy|terms (?:of|and|&)|newsletter|affiliate|commission|subscri|sign(?:ing)? up|inbox|opens in",
    re.IGNORECASE,
)
_MAX_BUTTON_LENGTH = 160
_REPORTED = patterns.compile(
    r"[“\"”].{0,400}\b(?:said|says|told|asked|added|wrote)\b|\b(?:he|she|they) (?:said|says|told)\b"
)
# A linked headline that runs into a sentence of the text: `inline_furniture` flags the part that does not belong.
_RUNS_ON = patterns.compile(
    rf": [^.!?\n]{{8,120}}?[a-z] (?:{patterns.SENTENCE_OPENERS})"
    r" [a-z][^.!?\n]{30,}[.!?][”\"]?\Z"
)
# References as they are written in documentation: “See :ref:`policy`.”, “For more, see [the guide](…).”
_REFERENCE = patterns.compile(r"\W*(?:for|to|see|read|more)\b.{0,200}?(?:`|\]\(|\]\[)", re.IGNORECASE)
_HEADING = patterns.compile(r"#{1,6} ")
_UNDERLINE = patterns.compile(r"[-=~^*\"]{3,}")
_BULLET = patterns.compile(r"(?:[-*+•◦▪–]|\d{1,2}[.)]) ")
MAX_ITEMS = 12
"""Items of a list above a line that are skipped to find the sentence that introduces the list."""
_COUNT = patterns.compile(r"\d[\d.,]{0,6} ?[KkMm]? (?:comments?|views|shares|likes|retweets|replies)", re.IGNORECASE)
_NEW_WINDOW = patterns.compile(r"\(opens in (?:a )?new (?:window|tab)\)", re.IGNORECASE)
_TRIM = " \t\xa0:.!?…»›>→►▸▾▼+-–—|[]()*•·"


def _is_content(doc: SegmentedText, index: int) -> bool:
    """Whether a line is a heading, a name, or an item of a list that a sentence introduces."""
    text, (start, end) = doc.text, doc.lines[index]
    if _HEADING.match(text, start, end) or text.endswith("()", start, end):
        return True
    if text[start].islower() and text[end - 1] == ":":  # “login:”, above a list of changes to that program
        return True
    if index + 1 < len(doc.lines) and _UNDERLINE.fullmatch(text, *doc.lines[index + 1]):
        return True
    for above in range(index, max(-1, index - MAX_ITEMS), -1):
        if not _BULLET.match(text, *doc.lines[above]):
            return above < index and text[doc.lines[above].end - 1] == ":" and not CALL.match(text, *doc.lines[above])
    return False


def _is_call(line: str, controls: frozenset[str]) -> bool:
    if len(line) <= MAX_CONTROL_LENGTH and line.strip(_TRIM).casefold() in controls:
        return True
    if len(line) <= 200 and "(" in line and _NEW_WINDOW.search(line):
        return True
    if line[0].isdigit() and len(line) <= MAX_COUNT_LENGTH and _COUNT.fullmatch(line):
        return True
    if not CALL.match(line) or _RUNS_ON.search(line) or _REFERENCE.match(line):
        return False
    return (len(line) <= _MAX_BUTTON_LENGTH or bool(_LONG_NOTICE.search(line))) and not _REPORTED.search(line)


@cache
def _first_words() -> tuple[HashedWordSet, HashedWordSet]:
    """Those of calls, and of controls."""
    from mtdetect.text.word_index import HashedWordSet, first_words

    return HashedWordSet({"please"} | CALL.first_words), HashedWordSet(first_words(wordlists.load("page_controls")))


def _candidate_lines(chars: CharIndex) -> Places:
    """Lines that begin like a call to action."""
    lines, (calls, controls) = chars.lines, _first_words()
    maybe = lines.begin_with(calls) | lines.hold(chars.where((r"\([oO]",)))
    maybe |= lines.begin_with(controls) & (lines.lengths <= MAX_CONTROL_LENGTH)
    maybe |= chars.are(lines.starts, r"\d") & (lines.lengths <= MAX_COUNT_LENGTH)
    return lines.at(maybe & (lines.lengths > 2) & (lines.lengths <= MAX_LENGTH))


NEEDS = Needs(_candidate_lines)


def find(doc: SegmentedText) -> Iterator[Flag]:
    controls = wordlists.load("page_controls")
    for index in doc.line_numbers(doc.places(_candidate_lines)):
        start, end = doc.lines[index]
        if _is_call(doc.text[start:end], controls) and not _is_content(doc, index):
            message = "This line asks the visitor to do something; it is not part of the text."
            yield RULE.flag(start, end, message)
