"""What the tagger found, as places in a text with the words that a message quotes.

A rule asks for one class of damage, and says in its own words what is wrong. Without a tagger there are no places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import NamedTuple

from mtdetect.lm.read_text import ReadText
from mtdetect.lm.tagger.classes import Class
from mtdetect.lm.tagger.network import UNREAD
from mtdetect.lm.tagger.tags import Tags
from mtdetect.rules.edit_scoring import LMCoroutine, log_likelihood_gains
from mtdetect.text import patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding, Span

SOUND = -3.5
"""Log-odds below the threshold of a class from which words are sound. In 17 kinds of sound text, 26 of 33 stops that
the language model found unlikely were below; in damaged text, two of six."""

_JOINED = patterns.compile(r"[\w’'=/-]")
_ARGUMENTS = patterns.compile(r" ?\([\w, ]{0,60}\)")
_OPENED = patterns.compile(r"[^\s(—–]")

_COLUMN = patterns.compile(r"\t| {3}")
_LAYOUT = patterns.compile(r"\n|\t| {3}")

LONGEST = 60
"""Characters of the text that a message quotes."""


_ON_SCREEN_WORDS = "option field item button menu tab check checkbox setting entry key dialog window"
ON_SCREEN = frozenset(_ON_SCREEN_WORDS.split())
"""What a program shows with a name of its own: “the Move Now menu”, “the On Map check-box”."""


class TaggedPlace(NamedTuple):
    """Tokens that may be damaged, and the tokens on both sides; an empty string at the edge of the text."""

    span: Span
    before: Span
    after: Span
    margin: float
    """The highest margin among the tokens: see `Tags`."""

    def is_on_one_line(self, text: str) -> bool:
        """Whether the place and the tokens on both sides are in one line and column: their ends may be layout."""
        return _LAYOUT.search(text, self.before.start, self.after.end) is None


class Suspect(NamedTuple):
    """What a rule would flag, with the margin that the tagger gives it, and the words around it as they are and as they
    would be if it were corrected, if that is known."""

    finding: Finding
    margin: float
    edit: tuple[str, str] | None = None


def flagged(doc: SegmentedText, which: Class, suspects: Iterable[Suspect]) -> LMCoroutine[list[Finding]]:
    """The suspects of a class that are above its threshold, with their confidence, once their edits have been tried."""
    own = list(suspects)
    tags = doc.tags if isinstance(doc, ReadText) else None
    if tags is None or not own:
        return []
    bits = iter((yield from log_likelihood_gains(doc, [suspect.edit for suspect in own if suspect.edit])))
    found = []
    for finding, margin, edit in own:
        confidence = tags.judged(which, margin, next(bits) if edit else 0.0)
        if confidence is not None:
            found.append(finding._replace(confidence=confidence))
    return found


def places(doc: SegmentedText, which: Class) -> Iterator[TaggedPlace]:
    """The places of a class in a text that may be above its threshold."""
    tags = doc.tags if isinstance(doc, ReadText) else None
    if tags is None:
        return
    for first, last, margin in tags.places(which):
        while first <= last and tags.is_boundary(first):
            first += 1
        while last >= first and tags.is_boundary(last):
            last -= 1
        if first <= last:
            yield TaggedPlace(tags.span(first, last), _beside(tags, first, -1), _beside(tags, last, 1), margin)


def doubled(doc: SegmentedText) -> Iterator[tuple[Span, Span, float]]:
    """Words that are written twice: both copies, the second one, and the margin.

    Longer runs of words are left to rule MTD602.
    """
    tags = doc.tags if isinstance(doc, ReadText) else None
    if tags is None:
        return
    for first, last, margin in tags.places(Class.DOUBLED):
        pairs = [pair for pair in map(partial(_copies, doc.text, tags), range(max(1, first), last + 1)) if pair]
        if len(pairs) == 1:
            one, two = pairs[0]
            yield Span(one.start, two.end), two, margin


def _copies(text: str, tags: Tags, token: int) -> tuple[Span, Span] | None:
    """A token and the one before, if they are the same word, side by side."""
    if tags.is_boundary(token) or tags.is_boundary(token - 1):
        return None
    one, two = tags.span(token - 1, token - 1), tags.span(token, token)
    first, second = text[slice(*one)], text[slice(*two)]
    # A capital belongs to a name (“Han Han”, “Pithecia pithecia”) or an abbreviation, and a gap parts columns.
    known = first == second or second in wordlists.load("function_words")
    same = len(second) > 1 and second == first.lower() and known and not _COLUMN.search(text, one.end, two.start)
    return (one, two) if same and _is_bare(text, one.start, two.end) else None


def _is_bare(text: str, start: int, end: int) -> bool:
    """Whether words are whole, not quoted by themselves, and no function with its arguments.

    So neither “per-thread thread” nor “the option "h h"” nor “Function: assoc assoc (key, list)”.
    """
    if _ARGUMENTS.match(text, end):
        return False
    return _JOINED.match(text, end) is None and _OPENED.search(text, max(0, start - 1), start) is None


def reads_as_sound(
    doc: SegmentedText, which: Class, start: int, end: int, below: float = SOUND, at_a_glance: bool = True
) -> bool:
    """Whether the tagger found nothing of the class in these words: all are `below` its threshold.

    Finders that compare the likelihood of two texts ask it: the language model knows a few words on either side, the
    tagger the whole sentence. `at_a_glance`: words count as well that looked sound at a glance, and were not read.
    """
    tags = doc.tags if isinstance(doc, ReadText) else None
    if tags is None:
        return False
    highest = tags.highest(which, start, end)
    return highest < below and (at_a_glance or highest > UNREAD / 2)


def quoted(text: str, span: Span) -> str:
    """The words of a span, on one line and not too long, as a message quotes them."""
    words = " ".join(text[span.start : span.end].split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"


def _beside(tags: Tags, token: int, step: int) -> Span:
    """The next token with text on one side, or an empty span at the edge."""
    other = token + step
    while 0 <= other < len(tags.starts):
        if not tags.is_boundary(other):
            return tags.span(other, other)
        other += step
    edge = tags.span(token, token)
    return Span(edge.start, edge.start) if step < 0 else Span(edge.end, edge.end)
