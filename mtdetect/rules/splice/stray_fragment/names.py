"""Names used elsewhere in the document, in places that call for no name: inside a sentence that is far more likely
without them, between sentences, and after the last sentence of a paragraph."""

from __future__ import annotations

from collections.abc import Iterator

from mtdetect.lm.read_text import ReadText
from mtdetect.rules.edit_scoring import LMCoroutine, left_of, log_likelihood_gains, right_of
from mtdetect.rules.splice.stray_fragment.document_names import DocumentNames, repeated_capitals
from mtdetect.rules.splice.stray_fragment.phrases import (
    CREDIT,
    DETERMINER,
    GOVERNING,
    MIN_PARAGRAPH,
    PERSONAL,
    STOPS,
    are_determined,
    is_prose,
    word_before,
)
from mtdetect.text import patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Span

LOOSE_BITS = 9.0
"""Log-likelihood gain, in bits, that a sentence must have from leaving a name out. In sound prose about ten names in a
million words reach it."""

_NAME = patterns.PrefilteredPattern(
    r"[A-Z](?<=[a-z] [A-Z])[a-z][\w’-]*(?: (?:(?:of|the|and|for) )?[A-Z][\w’-]*){1,4}", "(?<=[a-z] )[A-Z][a-z]"
)
_HONORIFIC = patterns.compile(
    r"(?:Mr|Mrs|Ms|Dr|Sir|Senator|Secretary|Professor|Minister|Judge|St|President|Prime|King|Queen|Gov|Sen|Rep|Gen|Chief"
    r"|Attorney)\b"
)
_OBJECT = patterns.compile(r"['’]|\s+(?:of|to|for|with|as|from|into|back|that|the|an?)\b")  # “accused North Korea of”
_ATTRIBUTIVE = patterns.compile(
    r"(?:new|former|honorary|other|recent|late|then|elected|fellow|rival|nearby|small|big|said|says?)\Z"
)
_TAKES_OBJECT = patterns.compile(
    r"(?:\w{2,}(?:ed|ing)|met|saw|told|beat|gave|sent|left|took|held|won|lost|hit|made|let|put|brought|caught|chose"
    r"|drove|faced|found|got|kept|knew|led|paid|reached|ran|sold|bought|meets?|joins?|visits?|beats?|leaves?|see|tell)\Z"
)
_WHERE = patterns.compile(
    r"\s+(?:in|on|at|by|after|before|during|over|under|near|through|last|this|when|while|and|or|but)\b"
)


def loose_names(doc: SegmentedText, names: DocumentNames) -> LMCoroutine[list[Span]]:
    """Names used elsewhere in the document, in a sentence that is far more likely without them."""
    if not isinstance(doc, ReadText):
        return []
    text = doc.text
    places: list[Span] = []
    pairs: list[tuple[str, str]] = []
    for place, follow in _names_between_words(doc, names):
        name, left, right = text[slice(*place)], left_of(text, place.start), right_of(text, follow)
        places.append(place)
        pairs += ((f"{left} {name} {right}", f"{left} {right}"), (f"{left} {name}", left), (name, ""))
    saved = yield from log_likelihood_gains(doc, pairs)
    asked = zip(places, saved[0::3], saved[1::3], saved[2::3], strict=True)
    # What the name costs the words to its right, plus half of what the words to its left cost the name.
    return [
        place
        for place, whole, after_left, alone in asked
        if whole - after_left + 0.5 * (after_left - alone) >= LOOSE_BITS
    ]


def _names_between_words(doc: SegmentedText, names: DocumentNames) -> Iterator[tuple[Span, int]]:
    """Names that neither the word before nor the word after plainly requires, and where the word after begins."""
    text, repeated = doc.text, frozenset(doc.places(repeated_capitals))
    for match in _NAME.finditer(doc) if repeated else ():
        start, end = match.span()
        if start not in repeated:
            continue
        name = match[0]
        if _HONORIFIC.match(name) or name.endswith(("’s", "s’")):
            continue
        if _OBJECT.match(text, end) or name.endswith(("an", "ese", "ish")):  # “a South Korean minister”
            continue
        follow = end + len(text[end : end + 4]) - len(text[end : end + 4].lstrip())
        if follow == end or not text[follow : follow + 1].islower():
            continue
        before = text[max(0, start - 30) : start].split()[-1]
        if DETERMINER.match(before) or _ATTRIBUTIVE.match(before):
            continue
        if before[:1].isupper() and names.has(f"{before} {name}"):  # the end of a longer name
            continue
        if not (_TAKES_OBJECT.match(before) and _WHERE.match(text, end)) and names.has(name):
            yield Span(start, end), follow


def last_names(doc: SegmentedText, names: DocumentNames) -> Iterator[Span]:
    """Known names at the end of a paragraph of prose, with no full stop and no word before them that takes a name."""
    text = doc.text
    for start, end in doc.paragraphs:
        if end - start < MIN_PARAGRAPH or not text[end - 1].isalpha():
            continue
        matches = list(_NAME.pattern.finditer(text, max(start, end - 80), end))
        if not matches or matches[-1].end() != end:
            continue
        at = matches[-1].start()
        before = text[start:at].split()
        if (
            names.has(matches[-1][0])
            and (not before[-1][0].isupper() or _HONORIFIC.match(before[-1]))  # not the last in a series of titles
            and not GOVERNING.match(before[-1])
            and not are_determined(before[-1:])
            and is_prose(doc, at)
        ):
            yield Span(at, end)


_BARE_NAME = patterns.PrefilteredPattern(
    r"[.!](?<=[a-z%)][.!])[”\"’)]{0,2} ([A-Z][a-z][\w’-]*(?: (?:(?:of|the|and|for) )?[A-Z][\w’'&-]*){1,4})\."
    r"(?= [A-Z“\"]|\s*(?:\n|\Z))",
    *STOPS,
)
_ORDER = patterns.compile(r"(?:Click|Press|Select|Choose|Tap|Type|Push|Enter) ")


def bare_names(doc: SegmentedText, names: DocumentNames) -> Iterator[Span]:
    """Known names that form a sentence of their own between the sentences of a paragraph."""
    text, abbreviations = doc.text, wordlists.load("abbreviations")
    for match in _BARE_NAME.finditer(doc):
        paragraph = doc.paragraph_at(match.start())
        word = word_before(text, match.start(), paragraph.start)
        if paragraph.end - paragraph.start < MIN_PARAGRAPH or word in abbreviations:
            continue
        if PERSONAL.search(text, max(paragraph.start, match.start() - 200), match.start()) or CREDIT.match(match[1]):
            continue
        last = match[1].rsplit(" ", 1)[-1]
        if last in abbreviations or len(last) < 2:
            continue
        if word != "vs" and names.has(match[1]) and not _ORDER.match(match[1]):
            yield Span(*match.span(1))
