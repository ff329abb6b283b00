"""Full stops and line breaks inside sentences that the tagger found, less those that a writer may have meant."""

from __future__ import annotations

from collections.abc import Iterator

from mtdetect.lm.tagger.classes import Class
from mtdetect.rules.boundary.boundary_words import is_lowercase_name
from mtdetect.rules.boundary.broken_boundary.abbreviations import ROMAN, is_abbreviation, is_item_number
from mtdetect.rules.boundary.broken_boundary.broken_lines import is_meant, is_of_layout, is_wrapped, longest_line
from mtdetect.rules.boundary.broken_boundary.false_stops import OWNERS
from mtdetect.rules.boundary.broken_boundary.stops import ABBREVIATION
from mtdetect.rules.edit_scoring import left_of, right_of
from mtdetect.rules.tagged import Suspect, TaggedPlace, places, quoted
from mtdetect.text import patterns, wordlists
from mtdetect.text.register import InformalRegister
from mtdetect.text.segmentation import WIDEST
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding, Span

SHORTEST = 3
"""Letters of the shortest word in lower case that shows that a full stop before it is wrong."""

_TYPED = patterns.compile(r"[a-z]\.  [A-Z]")


def _is_typed(doc: SegmentedText) -> bool:
    """Whether sentences begin after two spaces."""
    return patterns.at_least(_TYPED.finditer(doc.text), MOST_TIMES)


MOST_TIMES = 4
"""A text with this many sentences after two spaces was typed that way."""

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_YEAR = patterns.compile(rf"(?:(?:{_MONTHS}) )?(?:1[5-9]|20)\d\d\b")
_INITIALS = patterns.compile(r"[A-Z](?:-?[A-Z]){1,4}")


def _is_in_reference(doc: SegmentedText, at: int, following: str) -> bool:
    """Whether a capital follows in a line with a year before it, “(1987) Analysis of Spherical Data. Cambridge …”, or
    with one after a place or publisher, “Music Printing. Macmillan Press, 1990.”
    """
    line = doc.lines_at([at])[0]
    if not following[0].isupper():
        return False
    before, after = max(line.start, at - LONGEST_TITLE), min(line.end, at + LONGEST_TITLE)
    return _YEAR.search(doc.text, before, at) is not None or _PUBLISHED.search(doc.text, at, after) is not None


LONGEST_TITLE = 200
"""Characters between the year of a reference and the end of its title."""

_PUBLISHED = patterns.compile(r"(?<!\d), (?:1[5-9]|20)\d\d\b|\bISBN\b|\bpages? \d")


def tagged_stops(doc: SegmentedText) -> Iterator[Suspect]:
    """Full stops that may be inside sentences, as the tagger found."""
    text, casual = doc.text, doc.memo(InformalRegister)
    abbreviations, functions = wordlists.load("abbreviations"), wordlists.load("function_words")
    for place in places(doc, Class.FALSE_STOP):
        if doc.is_old:  # asked only here, because the whole text is searched for old words
            return
        before, following = text[slice(*place.before)], text[slice(*place.after)]
        if (
            text[place.span.start] == "…"
            or text.startswith("..", place.span.start)
            or text[place.span.start - 1] == "."
        ):
            continue  # a pause
        if text[place.span.start] in "!?" and following[:1].isupper():
            continue  # “The Treasury! Excellent, let’s …”
        ends_line = not place.is_on_one_line(text)
        if ends_line and text[place.span.end : place.after.start] != "\n":
            continue
        if following.islower() and len(following) < SHORTEST and following not in functions:
            continue  # an abbreviation (“Siam. pp. 169”) or a symbol
        if following.islower() and casual.signs_near(place.span.start) > 1:
            continue  # a writer who doesn't bother with capitals
        if is_lowercase_name(doc, place.after.start) or place.after.start == place.span.end:
            continue  # a program, or an address
        if ROMAN.fullmatch(following) or (text.startswith("  ", place.span.end) and doc.memo(_is_typed)):
            continue  # “PROB. II”, or a sentence that begins like all others of the text
        if _YEAR.match(text, place.after.start) or _is_in_reference(doc, place.before.start, following):
            continue  # “Efron, Bradley and Carl Morris. 1975. Data …”
        if _INITIALS.fullmatch(before) and following.istitle():
            continue  # what an author did: “Analyzed the data: SJK. Contributed materials: …”
        if is_item_number(doc, place.before):
            continue
        if (len(before) == 1 or not abbreviations.isdisjoint((before, before.lower()))) and not _is_whole(
            text, place, functions
        ):
            continue  # an abbreviation: “HOVEL, n. The fruit”
        if ABBREVIATION.fullmatch(before) or (following.istitle() and _is_answer(text, place.before)):
            continue
        if _PARTITIVE.match(text, place.after.start):
            continue  # “had looked at it before. Of the other 16, …”
        if following == "of" and before in OWNERS:
            continue  # an abbreviated word: “no his. of art exam”
        if following.islower() and following == before:
            continue  # a name in lower case: “we use lane. lane is …”
        word, after = quoted(text, place.before), quoted(text, place.after)
        message = f"Full stop after “{word}”: the sentence continues with “{after}”."
        finding = Finding(place.before.start, place.after.end, message)
        if not is_abbreviation(doc, finding):
            left, right = left_of(text, place.span.start), right_of(text, place.span.end)
            margin = place.margin - AT_LINE_END * (ends_line and not _goes_on(text, place))
            yield Suspect(finding, margin, (f"{left}. {right}", f"{left} {right}"))


_PARTITIVE = patterns.compile(r"Of (?:the|these|those|all|its|their|our|them|us|\d+)\b")
_SENTENCE_BEFORE = patterns.compile(r"(?:^|\n|[.!?][”\"’)]?\s|[“\"‘])\Z")


def _is_answer(text: str, word: Span) -> bool:
    """Whether a word is a sentence by itself, such as “Neither. With pages …”, and not one that needs another."""
    whole = text[slice(*word)]
    alone = _SENTENCE_BEFORE.search(text, max(0, word.start - 4), word.start) is not None or word.start == 0
    return alone and whole.istitle() and whole.lower() not in wordlists.load("hanging_words")


AT_LINE_END = 3.0
"""Log-odds less for a full stop at the end of a line, where sentences without a verb end, too."""


def _goes_on(text: str, place: TaggedPlace) -> bool:
    """Whether a sentence can't end here: “support of.⏎the people”."""
    return text[place.after.start].islower() or text[slice(*place.before)] in wordlists.load("hanging_words")


_AMOUNT = patterns.compile(r"\d *\Z")


def _is_whole(text: str, place: TaggedPlace, functions: frozenset[str]) -> bool:
    """Whether a word of function before a full stop is no abbreviation: not “12 in. wide”, nor an item’s “a.”."""
    start, word = place.before.start, text[slice(*place.before)]
    if word not in functions or len(text[slice(*place.after)]) == 1 or _AMOUNT.search(text, max(0, start - 4), start):
        return False
    return len(word) > 1 or (word == "a" and text[start - 2 : start - 1].isalpha() and text[start - 1] == " ")


LINES = 3
"""Lines on either side that begin with a capital in verse."""


def _is_verse(doc: SegmentedText, at: int) -> bool:
    """Whether a line begins with a capital, as do all others around it."""
    number = doc.line_numbers([at])[0]
    around = [
        doc.text[line.start : line.end].lstrip()[:1] for line in doc.lines[max(0, number - LINES) : number + LINES]
    ]
    return len(around) == 2 * LINES and all(first.isupper() for first in around)


def tagged_breaks(doc: SegmentedText) -> Iterator[Suspect]:
    """Line breaks that may be inside sentences, as the tagger found."""
    for place in places(doc, Class.LINE_BREAK):
        layout, around = doc.layout, (place.before.start, place.span.start)
        if doc.text[place.span.start - 1] in " \t" or layout.is_set_off(*around) or layout.is_wrapped_by_hand(*around):
            continue
        if doc.text[place.span.end : place.span.end + 1] == ":" or is_lowercase_name(doc, place.span.start):
            continue  # a label or a program at the start of its own line
        if not doc.text[place.span.start].isalpha() or _is_verse(doc, place.span.start):
            continue  # an amount in a list of ingredients, a table, the number of a verse, or a line of one
        lines = doc.paragraph_at(place.before.start), doc.paragraph_at(place.span.start)
        if doc.memo(longest_line) <= WIDEST and is_wrapped(doc.text, *lines, WIDEST):
            continue
        if is_meant(doc.text, *lines) or is_of_layout(doc, lines[0].end):
            continue
        word, after = quoted(doc.text, place.before), quoted(doc.text, place.span)
        message = f"Line break after “{word}”: the sentence continues with “{after}” on the next line."
        yield Suspect(Finding(place.before.start, place.span.end, message), place.margin)
