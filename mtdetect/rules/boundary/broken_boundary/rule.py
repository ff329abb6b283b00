"""A full stop or line break splits a phrase.

What it does
    Flags a full stop in four places: after a word that can't end a sentence ("according to [the. Demands] of"), before
    a continuation in lower case ("anniversary of [Korea’s. liberation]"), inside a name ("accuses [North. Korea] of"),
    and after "X said" when the reported words follow as a separate sentence ("Kim [said. The] friendship was forged").
    Also flags a line break without a full stop when the next line continues the sentence in lower case ("to win
    [the⏎support] of"). If the words alone don't settle the matter, two readers do: the tagger, a network that reads
    each word in its context, and the language model, which says how much likelier the words around a full stop or line
    break are without it ("it [would. Improve] the lives of").

Why it is damage
    Systems that translate or rewrite text in fragments end every fragment with a full stop, and may capitalise the
    next one.

Example
    >>> text = "It grew according to the. Demands of the age, and accuses North. Korea of arming others."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['the. Demands', 'North. Korea']

What it leaves alone
    Abbreviations and initials ("U.S. officials", "Aug. 18", "vs. Arsenal"), also the text's own, which recur ("prob.
    from"); ellipses, decimals, numbers of kings ("Henry IV. of France"), lower-case names ("iPhone", and unknown words
    that recur), lists, labels and headwords before their explanations ("cyl. number of cylinders"), ingredients,
    references ("Carl Morris. 1975. Data Analysis"), what each author did ("SJK. Contributed"), speakers before their
    speeches ("The President. America was"), verse and other short lines in a row, hard-wrapped text even if its lines
    are uneven, code, a sentence that goes on below a formula or code with a margin of its own, tokenised text, and old
    texts ("Woe is me! for I am undone"). Also text by writers who start sentences in lower case, which their spelling
    gives away ("i" for "I", "??", "dont"). Before a word that often opens a clause in chats ("so", "please", "they"), a
    full stop is flagged only in edited text or if the language model is certain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from mtdetect.lm.tagger.classes import Class
from mtdetect.rules.boundary.boundary_words import is_lowercase_name
from mtdetect.rules.boundary.broken_boundary import stops, unlikely_stops
from mtdetect.rules.boundary.broken_boundary.broken_lines import (
    broken_lines,
    is_meant,
    is_of_layout,
    is_wrapped,
    longest_line,
)
from mtdetect.rules.boundary.broken_boundary.false_stops import OWNERS, false_stops
from mtdetect.rules.edit_scoring import RuleCoroutine, batched_lm, left_of, right_of
from mtdetect.rules.needs import Needs, second_lines
from mtdetect.rules.tagged import Suspect, TaggedPlace, flagged, places, quoted
from mtdetect.text import patterns, wordlists
from mtdetect.text.register import InformalRegister
from mtdetect.text.segmentation import WIDEST
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding, Rule, Span

RULE = Rule(
    "MTD101",
    "broken-boundary",
    "boundary",
    "A full stop or line break splits a phrase.",
    rank=60,
    merge_group="prose breaks",
)

SHORTEST = 3
"""Letters of the shortest word in lower case that shows that a full stop before it is wrong."""


NEEDS = stops.NEEDS | unlikely_stops.NEEDS | Needs(second_lines, tags=True)


@batched_lm
def find(doc: SegmentedText) -> RuleCoroutine:
    casual = doc.memo(InformalRegister)
    stops = [finding for finding in (yield from false_stops(doc, casual)) if not _is_abbreviation(doc, finding)]
    breaks = [finding for finding in (yield from broken_lines(doc, casual)) if not _is_before_name(doc, finding)]
    tagged = yield from flagged(doc, Class.FALSE_STOP, tagged_stops(doc))
    tagged += yield from flagged(doc, Class.LINE_BREAK, tagged_breaks(doc))
    for finding in (*stops, *breaks, *tagged):
        yield RULE.flag(*finding)


_ROMAN = patterns.compile(r"[IVXL]+")
_TYPED = patterns.compile(r"[a-z]\.  [A-Z]")


def _is_typed(doc: SegmentedText) -> bool:
    """Whether sentences begin after two spaces."""
    return patterns.at_least(_TYPED.finditer(doc.text), MOST_TIMES)


MOST_TIMES = 4
"""A text with this many sentences after two spaces was typed that way."""

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_YEAR = patterns.compile(rf"(?:(?:{_MONTHS}) )?(?:1[5-9]|20)\d\d\b")
_INITIALS = patterns.compile(r"[A-Z](?:-?[A-Z]){1,4}")
_ABBREVIATED = patterns.compile(r"(?<![\w.])([^\W\d_]{1,8})\.,? [a-z]")


def _is_before_name(doc: SegmentedText, finding: Finding) -> bool:
    """Whether the next line begins with a program, under a heading without a full stop: “The font⏎⏎gedit uses”."""
    after = doc.paragraph_at(finding.end - 1).start
    return after > finding.start and is_lowercase_name(doc, after)


def _abbreviations(doc: SegmentedText) -> frozenset[str]:
    """Words that have a full stop before lower case more than once: a dictionary's abbreviations, such as “prob.”."""
    times = Counter(match[1] for match in _ABBREVIATED.finditer(doc.text))
    return frozenset(word for word, number in times.items() if number > 1) - wordlists.load("function_words")


MANY_ABBREVIATIONS = 4
"""A text with this many of its own is a dictionary: other unusual words before a full stop are abbreviations too."""


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

_LABEL = patterns.compile(r"\s*(?:[-*•·–] ?)?\Z")
_SPEAKER = patterns.compile(r"The (?:[A-Z][\w’']* ?){1,3}\Z")


def _is_abbreviation(doc: SegmentedText, finding: Finding) -> bool:
    """Whether the full stop belongs to the word before it: an abbreviation, or the letter or label of an item."""
    word = doc.text[finding.start : finding.end].partition(".")[0]
    line = doc.lines_at([finding.start])[0]
    if _LABEL.match(doc.text, line.start, finding.start) and (len(word) == 1 or line.start < finding.start):
        return True  # “- cyl. number of cylinders”
    if line.start < finding.start and _SPEAKER.match(doc.text, line.start, finding.start + len(word)):
        return True  # “The President. America was founded on liberty”
    if _ROMAN.fullmatch(word) or doc.text[line.start : finding.start + len(word)].isupper():
        return True  # “King Henry IV. of France”, or the headword of a dictionary
    match = _ABBREVIATED.match(doc.text, finding.start)
    if match is None:
        return False
    own = doc.memo(_abbreviations)
    return match[1] in own or (len(own) >= MANY_ABBREVIATIONS and match[1] not in wordlists.load("common_words"))


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
        if _ROMAN.fullmatch(following) or (text.startswith("  ", place.span.end) and doc.memo(_is_typed)):
            continue  # “PROB. II”, or a sentence that begins like all others of the text
        if _YEAR.match(text, place.after.start) or _is_in_reference(doc, place.before.start, following):
            continue  # “Efron, Bradley and Carl Morris. 1975. Data …”
        if _INITIALS.fullmatch(before) and following.istitle():
            continue  # what an author did: “Analyzed the data: SJK. Contributed materials: …”
        if before.isdigit() and place.before.start == doc.lines_at([place.before.start])[0].start:
            continue  # the number of an article: “103. Decision on questions as to disqualifications”
        if (len(before) == 1 or not abbreviations.isdisjoint((before, before.lower()))) and not _is_whole(
            text, place, functions
        ):
            continue  # an abbreviation: “HOVEL, n. The fruit”
        if stops.ABBREVIATION.fullmatch(before) or (following.istitle() and _is_answer(text, place.before)):
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
        if not _is_abbreviation(doc, finding):
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
