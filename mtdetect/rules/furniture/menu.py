"""Entries in the site's navigation menu.

What it does
    Flags each line in a list of navigation entries ("[Home]⏎[News]⏎[Sport]⏎[Weather]"), and single lines that string
    entries together ("[English | Deutsch | Français]", or "[News Politics Russia]" next to a breadcrumb).

Why it is damage
    Menus, tag lists, language selectors and footers belong to the site. In plain text they become very short
    paragraphs, and they fill up a corpus.

Example
    >>> text = "Home\\nNews\\nSport\\nWeather\\n\\nThe storm reached the coast on Friday night."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['Home', 'News', 'Sport', 'Weather']

What it leaves alone
    Bulleted and numbered lists, ingredients, casts, tables of scores, verse, headings above prose, and runs of short
    lines without any typical navigation label.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from mtdetect.rules.needs import Needs
from mtdetect.text import patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Flag, Rule, Span

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

RULE = Rule(
    "MTD402",
    "menu",
    "furniture",
    "An entry in the site's navigation menu.",
    rank=80,
)

MAX_ENTRY = 40
"""Menu entries are a few words long; longer lines are teasers or prose."""

MAX_GAP = 5
"""Up to this many unknown entries (clubs, countries, product names) may come between two known ones."""

MIN_KNOWN = 3
"""Known entries that a menu must contain."""

LONG_RUN = 20
"""No article has this many short lines in a row with navigation labels among them."""

_BULLET = patterns.compile(r"(?:[*+•◦▪·–-]|o) ")
# The end of a sentence, an item of an ordered list, a footnote (“*Names have been changed”), an ingredient.
_NOT_ENTRY = patterns.compile(
    r"[.!?;,:…]\Z|\A(?:[\d(\[\"“‘'$€£]|\*[^\W\d_])|\A[a-zA-Z][.)]\s|\d\s*(?:cups?|g|kg|ml|tbsp|tsp)\b|[=@]"
)
_SEPARATOR_PREFILTER = (r"[|·•‧∙⋅»¦\t]", "   ", " [/-] ")
_SEPARATOR = patterns.compile(r"\s*[|·•‧∙⋅»¦]\s*|\s+[/-]\s+|\s{3,}|\t")
_BREADCRUMB = patterns.compile(r"\A[^\n»›>]{2,40} (?:»|›|>) ")
_TAG_LABELS = ("Tags", "TAGS", "Filed", "FILED", "Posted", "Categories", "CATEGORIES")
_TAGS = patterns.compile(
    r"(?:Tags|TAGS|Filed [Uu]nder|FILED UNDER|Posted [Ii]n|Categories|CATEGORIES)\s?:\s?[^.!?]{2,200}"
)
_WORDS = patterns.compile(r"(?:[A-Z][A-Za-z.&-]{1,20} ){1,7}[A-Z][A-Za-z.&-]{1,20}")


@cache
def _known() -> frozenset[str]:
    return wordlists.load("navigation_labels") | wordlists.load("section_names")


def _is_known(entry: str, known: frozenset[str]) -> bool:
    """Whether the entry is on the list, in the singular or the plural: sites write "Politic" as well as "Sports"."""
    folded = _BULLET.sub("", entry, count=1).strip(" ▼▾▸►+›>»*").casefold()
    return folded in known or folded + "s" in known or (len(folded) > 3 and folded[-1] == "s" and folded[:-1] in known)


def _is_strip(line: str, labels: frozenset[str], known: frozenset[str]) -> bool:
    """Whether a line consists of entries with separators between them."""
    entries = [entry for entry in _SEPARATOR.split(line) if entry]
    if line[0] == line[-1] == "|":  # a row of a Markdown table
        return False
    if len(entries) < 3 or any(len(entry) > MAX_ENTRY for entry in entries):
        return False
    hits = sum(_is_known(entry, known) for entry in entries)
    return hits >= max(2, 0.6 * len(entries)) and any(_is_known(entry, labels) for entry in entries)


def _is_tags(doc: SegmentedText, index: int, known: frozenset[str]) -> bool:
    """Whether a line is a labelled list of tags, or section names and nothing else."""
    text, (start, end) = doc.text, doc.lines[index]
    if text.startswith(_TAG_LABELS, start) and _TAGS.fullmatch(text, start, end):
        return True
    if not _WORDS.fullmatch(text, start, end):
        return False
    words = text[start:end].split()
    hits = sum(_is_known(word, known) for word in words)
    if hits < 2:
        return False
    near = doc.lines[max(0, index - 2) : index] + doc.lines[index + 1 : index + 3]
    beside = any(_BREADCRUMB.match(text[a : min(b, a + 50)]) for a, b in near)
    if hits == len(words) == 3 and all(_is_known(word, wordlists.load("navigation_labels")) for word in words):
        return True
    return hits == len(words) >= 4 or (beside and hits >= 2 and hits >= 0.6 * len(words))


def _clusters(
    run: Sequence[int], hits: Sequence[bool], strong: Sequence[bool], bulleted: int
) -> Iterator[Sequence[int]]:
    """The parts of a run of short lines in which known entries lie close together."""
    places = [i for i, hit in enumerate(hits) if hit]
    gap = len(run) if len(run) >= LONG_RUN and sum(strong) >= 5 else MAX_GAP + 1
    first = 0
    for i in range(1, len(places) + 1):
        if i < len(places) and places[i] - places[i - 1] <= gap:
            continue
        group = places[first:i]
        first = i
        if len(group) >= MIN_KNOWN and sum(strong[place] for place in group) >= (3 if bulleted else 2):
            a, b = max(0, group[0] - 2), group[-1] + 3
            if min(b, len(run)) - a >= 4 and (gap > MAX_GAP + 1 or len(group) >= 0.3 * (group[-1] - group[0] + 1)):
                yield run[a:b]


@cache
def _first_words() -> HashedWordSet:
    """The first words of all entries that `_is_known` accepts, and "o", which may be a bullet."""
    from mtdetect.text.word_index import HashedWordSet, first_words

    words = first_words(_known())
    return HashedWordSet({"o", *words, *(f"{word}s" for word in words), *(word.removesuffix("s") for word in words)})


def _candidate_entries(chars: CharIndex) -> Places:
    """Lines that may be entries of a list."""
    lines = chars.lines
    return lines.at(lines.begin_with(_first_words()) & (lines.lengths <= MAX_ENTRY))


@cache
def _tag_labels() -> HashedWordSet:
    from mtdetect.text.word_index import HashedWordSet

    return HashedWordSet(_TAG_LABELS)


def _candidate_strips(chars: CharIndex) -> Places:
    """Lines that may string entries together: with a separator, a label for tags, or every word capitalised."""
    lines = chars.lines
    maybe = lines.hold(chars.where(_SEPARATOR_PREFILTER)) | lines.begin_with(_tag_labels())
    maybe |= lines.consist_of(chars.are(chars.tokens.starts, "[A-Z]"))
    return lines.at(maybe & (lines.lengths <= MAX_ENTRY * 8))


NEEDS = Needs(_candidate_strips, _candidate_entries)


def find(doc: SegmentedText) -> Iterator[Flag]:
    labels, known = wordlists.load("navigation_labels"), _known()
    with_separator = {span.start for span in doc.lines_at(doc.places(_SEPARATOR_PREFILTER))}
    strung = {
        i
        for i in doc.line_numbers(doc.places(_candidate_strips))
        if _is_strip_or_tags(doc, i, labels, known, with_separator)
    }
    listed = set(_entries_in_lists(doc, labels, known)) if len(doc.places(_candidate_entries)) >= MIN_KNOWN else set()
    for index in sorted(strung | listed):
        message = "This line is part of the site's navigation menu, not prose."
        yield RULE.flag(*doc.lines[index], message)


def _entries_in_lists(doc: SegmentedText, labels: frozenset[str], known: frozenset[str]) -> Iterator[int]:
    """The numbers of the lines that belong to a list of entries."""
    text, lines = doc.text, doc.lines
    run: list[int] = []
    hits: list[bool] = []
    strong: list[bool] = []
    bulleted = 0
    for index, (start, end) in enumerate([*lines, Span(0, MAX_ENTRY * 1000)]):
        if index < len(lines) and end - start <= MAX_ENTRY and not _NOT_ENTRY.search(text[start:end]):
            entry = text[start:end]
            bulleted += bool(_BULLET.match(entry))
            run.append(index)
            strong.append(_is_known(entry, labels))
            hits.append(strong[-1] or _is_known(entry, known))
            continue
        if run:
            for cluster in _clusters(run, hits, strong, bulleted) if len(run) >= 4 else ():
                yield from cluster
            run, hits, strong, bulleted = [], [], [], 0


def _is_strip_or_tags(
    doc: SegmentedText, index: int, labels: frozenset[str], known: frozenset[str], with_separator: set[int]
) -> bool:
    """Whether a line strings entries together. `with_separator`: the starts of lines that contain a separator."""
    start, end = doc.lines[index]
    return (start in with_separator and _is_strip(doc.text[start:end], labels, known)) or _is_tags(doc, index, known)
