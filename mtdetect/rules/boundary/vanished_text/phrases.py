"""Function words behind which a blank too many ("went to  and"), or a comma that nothing closes ("on the, council"),
shows that what followed is gone."""

from __future__ import annotations

from collections.abc import Iterator

from mtdetect.rules.boundary.vanished_text.paragraphs import Paragraphs
from mtdetect.text import patterns
from mtdetect.text.register import LowercaseNames
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding

MOST_BLANKS = 2
"""Double blanks between two words of a text that is not typed with such."""

_TWO_BLANKS = patterns.PrefilteredPattern(r"  (?<=[a-z]  )(?=[a-z\d])", "(?<=[a-z])  [a-z\\d]")
_BEFORE_BLANKS = patterns.compile(r"(?<!\S)(?:the|an?|of|to|from|with|by|at|for|in|on|and|or|than|into|its|their)\Z")


def before_blanks(doc: SegmentedText, paragraphs: Paragraphs) -> Iterator[Finding]:
    """Two blanks behind a word that leads on, in a text that has hardly any."""
    found = list(_TWO_BLANKS.finditer(doc))
    for match in found if len(found) <= MOST_BLANKS and not doc.memo(LowercaseNames).of_code else ():
        word = _BEFORE_BLANKS.search(doc.text, max(0, match.start() - 8), match.start())
        if word and paragraphs.long(match.start()):
            yield Finding(word.start(), match.end(), f"Two blanks stand where what followed “{word[0]}” is gone.")


NEAR = 70
"""Characters behind a comma in which another closes what it opens."""

_ARTICLES = ("the", "an", "a", "its", "their", "our")
_ARTICLE_COMMA = patterns.PrefilteredPattern(
    rf" (?<=[a-z] )(?:{'|'.join(_ARTICLES)}),(?= [A-Za-z][a-z-]+)", *(f" {word}, " for word in _ARTICLES)
)
_CLOSES = patterns.compile(r"[,;:—–(\"“”]|--| - |\.\.\.|…|[.!?]\s|\n")
_HESITATES = patterns.compile(r" (?:and|or|the|an?|uh|um|er|well|like|you|I|but|as|if|its|their|our|not|in|for|etc)\b")


def before_commas(doc: SegmentedText, paragraphs: Paragraphs) -> Iterator[Finding]:
    """A comma after an article, and none that closes what it would open: “the, Council of the city”."""
    text, of_code = doc.text, doc.memo(LowercaseNames).of_code
    for match in _ARTICLE_COMMA.finditer(doc):
        closing = _CLOSES.search(text, match.end(), match.end() + NEAR)
        if _HESITATES.match(text, match.end()) or of_code or not paragraphs.long(match.start()):
            continue
        if closing is None or closing[0][0] in ".!?\n":
            yield Finding(match.start() + 1, match.end(), f"A comma stands between “{match[0][1:-1]}” and its noun.")
