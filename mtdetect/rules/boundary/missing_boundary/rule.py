"""Two sentences run together with nothing between them.

What it does
    Flags a capitalised word that usually opens a sentence ("The", "It", "However") in the middle of ordinary prose:
    "close ties with North [Korea The] United States accuses". Flags other capitalised words there ("additional
    [measures Residents] are asked") if the language model expects a full stop before them. Flags a speaker inside a
    quotation that never closes ("“… the demands of the new [era Kim Jong Un wrote] in his letter"), and what the
    tagger, a network that reads each word in its context, finds to begin a sentence.

Why it is damage
    A full stop, a closing quotation mark, or the line break after a heading or caption was lost, and the text on
    either side ran together.

Example
    >>> text = "No minister has been seen The court meets again on Monday."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['seen The']

What it leaves alone
    Names and titles ("in The Hague", "reads The Guardian", "the film It Happened One Night"), headlines in title case,
    words after a colon, dash, bracket or quotation mark, words after an item's number or on a button ("click Next"),
    terms and their explanations in two columns, a program's options ("the option Other"), a writer's own capitals, such
    as "He" for God or "You" for a reader, and the capitals of old books.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from mtdetect.lm.tagger.classes import Class
from mtdetect.rules.boundary.missing_boundary import at_quotations, before_capitals, before_openers
from mtdetect.rules.boundary.missing_boundary.sides import SHORT_WORD
from mtdetect.rules.edit_scoring import RuleCoroutine, batched_lm, left_of, right_of
from mtdetect.rules.needs import Needs
from mtdetect.rules.tagged import ON_SCREEN, Suspect, TaggedPlace, flagged, places, quoted, reads_as_sound
from mtdetect.text import patterns, wordlists
from mtdetect.text.register import HONOURED, honours
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding, Rule

RULE = Rule(
    "MTD102",
    "missing-boundary",
    "boundary",
    "Two sentences run together with nothing between them.",
    rank=70,
    merge_group="prose breaks",
)

MOST_TIMES = 2
"""If a word is capitalised in mid-sentence more often than this, it is the writer's style, such as "He" for God."""

_CAPITALISED = patterns.compile(r"(?<=[a-z,] )[A-Z][\w’']*")
"""Words with a capital in mid-sentence, such as the terms that a contract defines (“the Work”)."""

_REFERRING_WORDS = (
    "see section chapter appendix part article figure table book paper called titled label click press choose select"
)
REFERRING = frozenset(_REFERRING_WORDS.split()) | ON_SCREEN
"""Words before a title or the words on a button."""

_NAMESPACE = patterns.compile(r"[\w:][:._/\\]\Z")
"""What comes before the last part of a name in code (“Time::Local Efficiently compute”)."""

_NUMBERS_ITEM = patterns.compile(r"(?:^|[\n,;:.(–—-] ?)\Z")
"""What comes before the number of an item or section."""


SOUND = -4.5
"""Log-odds below the tagger's threshold from which no sentence begins at a word. On real pages, 13 of 118 right flags
are below -4.1, and few are below this."""

NEEDS = before_capitals.NEEDS | before_openers.NEEDS | at_quotations.NEEDS | Needs(tags=True)


@batched_lm
def find(doc: SegmentedText) -> RuleCoroutine:
    capitals = yield from before_capitals.capitals(doc)
    inside = (*capitals, *before_openers.openers(doc))
    found = list({finding.start: (word, finding) for word, finding in inside}.values())
    as_found = Counter(word for word, _ in found)
    in_clauses = Counter(_CAPITALISED.findall(doc.text)) if found else Counter[str]()
    for word, finding in found:
        start, end, _, _, _ = finding
        times = in_clauses if word in HONOURED else as_found
        if times[word] > MOST_TIMES and word not in ("The", "In", "It"):
            continue
        if word in HONOURED and doc.memo(honours):
            continue
        beside = doc.text[start:end].split(None, 1)[:1] + doc.text[end : end + SHORT_WORD].split(None, 1)[:1]
        if not ON_SCREEN.isdisjoint(each.lower() for each in beside):
            continue  # “the option Other”, “the Start In field”
        if not reads_as_sound(doc, Class.LOST_STOP, start, end, SOUND, at_a_glance=False):
            yield RULE.flag(*finding)
    for finding in at_quotations.speakers(doc):
        yield RULE.flag(*finding)
    for finding in (yield from flagged(doc, Class.LOST_STOP, tagged_starts(doc))):
        yield RULE.flag(*finding)


def tagged_starts(doc: SegmentedText) -> Iterator[Suspect]:
    """Words with which a new sentence may begin, as the tagger found, after one that nothing ends."""
    lost = [place for place in places(doc, Class.LOST_STOP) if _is_between_sentences(doc, place)]
    if not lost or doc.is_old or doc.memo(honours):
        return  # old texts capitalise nouns, and scripture what is holy
    times = Counter(_CAPITALISED.findall(doc.text))
    for place in lost:
        word = quoted(doc.text, place.span)
        if times[doc.text[slice(*place.span)]] <= MOST_TIMES:
            message = f"A new sentence begins with “{word}”, but nothing ends the one before it."
            left, right = left_of(doc.text, place.span.start), right_of(doc.text, place.span.start)
            edit = f"{left} {right}", f"{left}. {right}"
            yield Suspect(Finding(place.before.start, place.span.end, message), place.margin, edit)


def _is_between_sentences(doc: SegmentedText, place: TaggedPlace) -> bool:
    """Not at the start of a line, nor before a title (“see section Binding of names”), nor after an item's number."""
    before, word = doc.text[slice(*place.before)], doc.text[slice(*place.span)].lower()
    if before[-1:].isdigit() and _NUMBERS_ITEM.search(doc.text, max(0, place.before.start - 2), place.before.start):
        return False
    if _NAMESPACE.search(doc.text, max(0, place.before.start - 2), place.before.start):
        return False
    if before == "this" and word not in wordlists.load("function_words"):
        return False  # a part of a law: “under this Part”
    return place.is_on_one_line(doc.text) and before.lower() not in REFERRING
