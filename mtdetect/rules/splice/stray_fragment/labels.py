"""Headings and labels of the page between the sentences of a paragraph, or inside a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from mtdetect.rules.needs import Needs
from mtdetect.rules.splice.stray_fragment.phrases import (
    DETERMINER,
    OPENS_SENTENCE,
    continues_in_lower_case,
    word_before,
)
from mtdetect.text import patterns, wordlists
from mtdetect.text.patterns import any_of
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Span

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

MIN_LABELLED = 60
"""Shorter paragraphs have too few characters to show whether a label is the page's or the writer's own word."""

_HEADING_LABELS = wordlists.load("heading_labels")
# Words of buttons and boxes that names may also begin with: labels only if a sentence begins directly after them.
_LOOSE_LABELS = wordlists.load("loose_labels")
_LABEL_TERMS = patterns.Terms(_HEADING_LABELS | _LOOSE_LABELS)
_LETTERS = patterns.compile(r"[^\W\d_]+")
_CAPITAL_WORD = patterns.compile(r"[A-Z](?<![\w’'@#/.-][A-Z])(?:[a-z]{1,12}|[A-Z]{2,11})")


@cache
def _first_runs() -> tuple[HashedWordSet, HashedWordSet, int]:
    """Labels that are one run of letters, the first two runs of the others, and the most runs a label has."""
    from mtdetect.text.word_index import HashedWordSet

    runs = [_LETTERS.findall(label) for label in sorted(_HEADING_LABELS | _LOOSE_LABELS)]
    one = HashedWordSet(own[0] for own in runs if len(own) == 1)
    two = HashedWordSet((" ".join(own[:2]) for own in runs if len(own) > 1), "pairs")
    return one, two, max(map(len, runs))


def _candidate_words(chars: CharIndex) -> Places:
    """Capitalised words that labels may begin with, including words glued to the one after them."""
    words, (one, two, longest) = chars.words, _first_runs()
    known = one.has(words.folded) | two.has(words.pairs)
    glued = words.behind(chars.where(("(?<=[a-z])[A-Z]",))) - 1
    for n in range(longest):
        known[glued[glued >= n] - n] = True
    return words.at(known & chars.are(words.starts, "[A-Z]"))


def labels(doc: SegmentedText) -> Iterator[Span]:
    text = doc.text
    for place in doc.places(_candidate_words):
        word = _CAPITAL_WORD.match(text, place)
        if word is None or not _LABEL_TERMS.stand_at(text, place, word[0]):
            continue
        paragraph = doc.paragraph_at(place)
        if paragraph.end - paragraph.start < MIN_LABELLED:
            continue
        before, end = text[max(paragraph.start, place - 3) : place], None
        if not before or (before.rstrip()[-1:] in '.!?”"' and before[-1:] == " "):
            end = _end_between_sentences(text, place, paragraph)
        elif before[-1:] == " " and before[-2:-1].isalpha() and before[-2].islower():
            end = _end_inside_sentence(text, place, paragraph)
        if end is not None:
            yield Span(place, end)


# A label, with or without a space before the next sentence.
_LABEL = patterns.compile(
    rf"{any_of(_HEADING_LABELS)}(?![’'\w-])|{any_of(_HEADING_LABELS)}(?=(?-i:[A-Z][a-z]))", re.IGNORECASE
)
_LOOSE_LABEL = patterns.compile(
    rf"{any_of(_LOOSE_LABELS)}(?= ?(?-i:{OPENS_SENTENCE})(?: [a-z]|, [a-z]))", re.IGNORECASE
)
_WITH_COLON = patterns.compile(r"(?:yes, but|(?:story|key) \w+|pull quote|image \w+|media \w+)\Z", re.IGNORECASE)
_OPENS_CLAUSE = ("yes, but", "in short")  # may begin a sentence, too; “Yes, but:” with a colon is a label
# “UPDATE 2-Israel stages”; “What’s New With Google News”.
_TITLE_CONTINUES = patterns.compile(r" (?:\d{1,2}-[A-Z]|(?:With|About|From|To) [A-Z])")
_NEW_SENTENCE = patterns.compile(r" ?(?=[A-Z“\"‘\d])")


def _end_between_sentences(text: str, start: int, paragraph: Span) -> int | None:
    """The end of a label at a place where a sentence could begin."""
    match = _LABEL.match(text, start, paragraph.end)
    if match is None:
        loose = _LOOSE_LABEL.match(text, start, paragraph.end)
        return loose.end() if loose else None
    end = match.end()
    if text[end : end + 1] == ":" and _WITH_COLON.match(match[0]):
        end += 1
    elif match[0].lower() in _OPENS_CLAUSE or _TITLE_CONTINUES.match(text, end):
        return None
    if start > paragraph.start and end >= paragraph.end - 1 and text[end : paragraph.end] in ("", ":"):
        return paragraph.end
    opens = end < paragraph.end - 20 and _NEW_SENTENCE.match(text, end)
    return end if opens and continues_in_lower_case(text[end : min(paragraph.end, end + 120)]) else None


_LONG_LABEL = patterns.compile(
    rf"{any_of(label for label in _HEADING_LABELS if ' ' in label)}(?= |\s*(?:\n|\Z))", re.IGNORECASE
)


def _end_inside_sentence(text: str, start: int, paragraph: Span) -> int | None:
    """The end of a label of several words that is between lower-case words or ends the paragraph."""
    match = _LONG_LABEL.match(text, start, paragraph.end)
    if match is None or not match[0][1:].islower() or DETERMINER.match(word_before(text, start - 1, paragraph.start)):
        return None  # after an article, it is named: “see the What's new chapter”
    ends = match.end() == paragraph.end
    return match.end() if ends or text[match.end() + 1 : match.end() + 2].islower() else None


NEEDS = Needs(_candidate_words)
