"""Whether code in a text is meant: the text is about code, or is a script, or is Markdown."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property

from mtdetect.rules.encoding.markup_remnant.remnants import REMNANT, SCRIPT, TAGS
from mtdetect.text import patterns
from mtdetect.text.layout import looks_like_code
from mtdetect.text.register import LowercaseNames
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Span

WINDOW = 2000
"""How many characters of a long paragraph are searched at a time for words about code."""

BESIDE = 150
"""How many characters on either side of a remnant decide whether the line is code."""

MANY = 20
"""After so many remnants of one line, what is beside them is judged once for each window of BESIDE characters."""

PLACEHOLDERS = 3
"""With this many names in angle brackets that can't be tags, names that could be tags are placeholders too."""
STRINGS = 2
"""With this many string literals that end in a line feed, the text is about code."""
LINKS = 3
"""With this many links in Markdown, the document is Markdown."""
VARIABLES = 3
"""With this many variables in braces, the text is about a script."""
COMMANDS = 5
"""With this many words after a backslash, they are commands."""

_ABOUT_CODE = patterns.compile(
    r"\b(?:HTML5?|CSS|JavaScript|XML|XHTML|LaTeX|markup|tags?|elements?|attributes?|syntax|(?:source|this|the"
    r"|following|sample) code|functions?|variables?|"
    r"programming|Python|wikitext|backslash(?:es)?|entit(?:y|ies)|ampersand|BBCode|Markdown|shortcodes?|URL|newlines?"
    r"|line feed)\b|`",
    re.IGNORECASE,
)
_PLACEHOLDER = patterns.compile(rf"<(?!/?{TAGS}\b)[a-z][a-z-]{{2,20}}>")
_LINK = patterns.compile(r"\]\((?:https?://|#|[\w./-]{1,80}\))")
_VARIABLE = patterns.compile(r"\$\{\w")
_CLOSING = patterns.compile(r"</([^\W\d_][^\W_]{0,15})>")


_SENTENCE = patterns.compile(r"[A-Z“\"(-].{40,}[.:]\Z", re.DOTALL)
_IDENTIFIER = patterns.compile(
    r"(?<![\w@/&?=.-])(?:[a-zA-Z]\w{0,30}(?:\.\w{1,30})*\(\)|[a-zA-Z]\w{0,30}[._]\w{1,30}\([\w, ]{0,30}\)"
    r"|[a-z]{2,20}_[a-z_]{2,40}|[A-Z]{2,20}_[A-Z_]{2,40}|[a-z]{2,20}[A-Z][a-z]{2,30}|--[a-z]{3,20}"
    r"|[a-z_]{2,20}\.(?:js|py|c|h|css|json|conf|sh|php))(?![\w@])"
)
IDENTIFIERS = 3
"""With so many sentences that name a function, a variable or an option, the text is a manual."""

_STRING = patterns.compile(r"\\[nr]\"(?![\w“])")
_COMMAND = patterns.compile(r"\\(?<!\S.)[a-zA-Z]{3,20}(?= ?[\s{(\[])")


class CodeTalk:
    """Whether the paragraph at an offset, or the line before it, is about code, so that code in it is meant.

    A long paragraph is judged in windows. Each window is judged once, so that most matches cost only a look-up.
    """

    def __init__(self, doc: SegmentedText) -> None:
        self.doc = doc
        self.known: dict[tuple[int, int], bool] = {}

    def __call__(self, at: int) -> bool:
        text, (start, end) = self.doc.text, self.doc.paragraph_at(at)
        first = max(start, at - at % WINDOW - WINDOW // 4)
        key = (start, first)
        if key not in self.known:
            lead = text[max(0, start - 160) : start].rstrip()
            lead = lead[lead.rfind("\n") + 1 :]
            prose = SCRIPT.sub(" ", REMNANT.sub(" ", text[first : min(end, first + 2 * WINDOW)]))
            self.known[key] = bool(
                _ABOUT_CODE.search(prose) or (lead.endswith((":", "```")) and _ABOUT_CODE.search(lead))
            )
        return self.known[key]


class Code:
    """Whether remnants are meant because the text around them is code or the document is Markdown."""

    def __init__(self, doc: SegmentedText) -> None:
        self._text, self._doc = doc.text, doc
        self._asked: Counter[int] = Counter()
        self._judged: dict[int, bool] = {}

    @cached_property
    def of_markdown(self) -> bool:
        return self._doc.layout.is_markdown or patterns.at_least(_LINK.finditer(self._text), LINKS)

    @cached_property
    def variables(self) -> bool:
        """Whether names in braces are variables of a script: “${HOME}”."""
        return patterns.at_least(_VARIABLE.finditer(self._text), VARIABLES)

    @cached_property
    def strings(self) -> bool:
        """Whether the text has string literals that end in a line feed: “"Hello\\n"”."""
        return patterns.at_least(_STRING.finditer(self._text), STRINGS)

    @cached_property
    def of_identifiers(self) -> bool:
        """Whether the text is about code, judged by the identifiers in it."""
        return self._doc.memo(LowercaseNames).of_code

    @cached_property
    def commands(self) -> bool:
        """Whether words begin with a backslash, as commands do in TeX and similar languages."""
        return patterns.at_least(_COMMAND.finditer(self._text), COMMANDS)

    @cached_property
    def of_manual(self) -> bool:
        """Whether sentences, and not just leftovers of a script, name functions, variables or options."""
        found = (span for span in self._doc.paragraphs if self._is_of_manual(self._text[slice(*span)]))
        return patterns.at_least(found, IDENTIFIERS)

    @staticmethod
    def _is_of_manual(paragraph: str) -> bool:
        if not _SENTENCE.match(paragraph) or not _IDENTIFIER.search(paragraph):
            return False
        return not looks_like_code(paragraph)

    @cached_property
    def arrows(self) -> int:
        return self._text.count(" -->") + self._text.count("\t-->")

    @cached_property
    def placeholders(self) -> bool:
        """Whether names in angle brackets are placeholders: “<path>”, “<commit>”."""
        return patterns.at_least(_PLACEHOLDER.finditer(self._text), PLACEHOLDERS)

    @cached_property
    def closed(self) -> frozenset[str]:
        """The names of all closing tags, collected once because a text may have thousands of tags."""
        return frozenset(_CLOSING.findall(self._text))

    def around(self, start: int, end: int) -> bool:
        """Whether the line is code even without its remnants."""
        line = self._doc.lines_at([start])[0]
        self._asked[line.start] += 1
        if self._asked[line.start] > MANY:
            first = max(line.start, start - start % BESIDE)
            if first not in self._judged:
                self._judged[first] = self._is_code(line, first, first)
            return self._judged[first]
        return self._is_code(line, start, end)

    def _is_code(self, line: Span, start: int, end: int) -> bool:
        before = self._text[max(line.start, start - BESIDE) : start]
        after = self._text[end : min(line.end, end + BESIDE)]
        return looks_like_code(REMNANT.sub(" ", f"{before} {after}").replace("\\", ""))
