"""The detectors: one module each, with its `RULE`, its `find`, and a docstring that is its documentation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, cast

from mtdetect.rules.boundary import split_word, unbalanced_quote
from mtdetect.rules.boundary.broken_boundary import rule as broken_boundary
from mtdetect.rules.boundary.glued_words import rule as glued_words
from mtdetect.rules.boundary.missing_boundary import rule as missing_boundary
from mtdetect.rules.boundary.truncated import rule as truncated
from mtdetect.rules.boundary.vanished_text import rule as vanished_text
from mtdetect.rules.edit_test import RuleCoroutine, batched_lm, run_batched
from mtdetect.rules.encoding import invisible_character, markup_remnant, mojibake
from mtdetect.rules.furniture import (
    breadcrumb,
    byline,
    call_to_action,
    consent_notice,
    menu,
    repeated_title,
    source_line,
    timestamp,
)
from mtdetect.rules.repetition import repeated_phrase, repeated_sentence
from mtdetect.rules.splice.inline_furniture import rule as inline_furniture
from mtdetect.rules.splice.stray_fragment import rule as stray_fragment
from mtdetect.rules.translation import (
    doubled_word,
    locale_residue,
    odd_wording,
    redundant_gloss,
    spun_wording,
    untranslated,
)
from mtdetect.text.document import Analysis
from mtdetect.text.segmentation import index_at
from mtdetect.types import Flag, Rule


class RuleModule(Protocol):
    """What a detector module offers."""

    __doc__: str | None
    RULE: Rule

    def find(self, doc: Analysis) -> Iterator[Flag]:
        """Every damaged place, in any order, in offsets of `doc.text`."""


RULE_MODULES: tuple[RuleModule, ...] = cast(
    tuple[RuleModule, ...],
    (
        broken_boundary,
        missing_boundary,
        glued_words,
        truncated,
        unbalanced_quote,
        vanished_text,
        split_word,
        stray_fragment,
        inline_furniture,
        redundant_gloss,
        locale_residue,
        untranslated,
        doubled_word,
        odd_wording,
        spun_wording,
        breadcrumb,
        menu,
        timestamp,
        byline,
        source_line,
        call_to_action,
        repeated_title,
        consent_notice,
        mojibake,
        markup_remnant,
        invisible_character,
        repeated_sentence,
        repeated_phrase,
    ),
)
"""Every detector, by code."""

EXPLAINING: tuple[Callable[[Analysis], Iterator[Flag]], ...] = (odd_wording.find, spun_wording.explaining_flags)
"""Searches that look only where a score holds a paragraph for damaged: their flags explain it, and are no evidence."""

_SEARCHING = tuple(detector for detector in RULE_MODULES if detector.find not in EXPLAINING)

RULES: tuple[Rule, ...] = tuple(detector.RULE for detector in RULE_MODULES)

_FAMILIES = {rule.code: rule.family for rule in RULES}
_ALIKE = ({"boundary", "splice"}, {"translation", "repetition"}, {"furniture"}, {"encoding"})
_SPECIFIC = {
    name: rank
    for rank, name in enumerate(
        (
            *("vanished-text", "split-word", "inline-furniture", "stray-fragment", "glued-words", "broken-boundary"),
            *("missing-boundary", "unbalanced-quote", "truncated"),
            *("redundant-gloss", "locale-residue", "repeated-phrase", "doubled-word", "spun-wording"),
            *("untranslated", "repeated-sentence", "odd-wording"),
            *("breadcrumb", "consent-notice", "call-to-action", "source-line", "byline", "timestamp"),
            *("repeated-title", "menu"),
            *("markup-remnant", "mojibake", "invisible-character"),
        )
    )
}


def detect(doc: Analysis, language: str | None = "en") -> list[Flag]:
    """The flags of every rule that holds in `language`, in order; overlapping ones that say the same merged."""
    return detect_many([doc], [language])[0]


def detect_many(docs: Sequence[Analysis], languages: Sequence[str | None]) -> list[list[Flag]]:
    """What `detect` finds in each of some documents. Each detector reads them in a row, and stays in the cache."""
    # A text may be blank, though not empty: control characters count as white space.
    written = [i for i, doc in enumerate(docs) if doc.paragraphs]
    english = [i for i in written if languages[i] in ("en", None)]
    work = [(detector, i) for detector in _SEARCHING for i in (written if detector.RULE.any_language else english)]
    found: list[list[Flag]] = [[] for _ in docs]
    for (_, i), flags in zip(work, find_all([(detector, docs[i]) for detector, i in work]), strict=True):
        found[i] += flags
    return [merge(without_layout(doc, flags)) for doc, flags in zip(docs, found, strict=True)]


def without_layout(doc: Analysis, flags: Iterable[Flag]) -> list[Flag]:
    """The flags that do not come of how the text is laid out: in code, in a table, on lines that a program wrapped.

    Code by its look alone is what markup remnants are; furniture and invisible characters are damage anywhere.
    """
    return [flag for flag in flags if not _is_of_layout(doc, flag)]


def _is_of_layout(doc: Analysis, flag: Flag) -> bool:
    family, first, last = _FAMILIES[flag.code], flag.start, flag.end - 1
    if flag.name in ("inline-furniture", "invisible-character"):
        return False
    if family == "furniture":  # a line of prose may begin with any words
        return first > doc.paragraph_at(first).start and doc.lines_at([first])[0].start == first
    if family == "encoding":
        return doc.layout.is_quoted_code(first)
    if doc.layout.is_code(first) or doc.layout.is_code(last):
        return True
    if family not in ("boundary", "splice", "translation"):
        return False
    return (doc.layout.is_row(first) and doc.layout.is_row(last)) or (family == "splice" and _leads_on(doc, flag.end))


def _leads_on(doc: Analysis, end: int) -> bool:
    """Whether a paragraph ends here, and code follows: the sentence goes on there."""
    number = index_at(doc.paragraphs, end - 1)
    if doc.paragraphs[number].end != end or number + 1 == len(doc.paragraphs):
        return False
    return doc.layout.is_code(doc.paragraphs[number + 1].start)


def find_all(work: Iterable[tuple[RuleModule, Analysis]]) -> list[list[Flag]]:
    """What each detector finds in its document. What any of them ask the language model is looked up together."""
    found: list[list[Flag]] = []
    asked: list[tuple[RuleCoroutine, list[Flag]]] = []
    for detector, doc in work:
        flags: list[Flag] = []
        found.append(flags)
        if isinstance(detector.find, batched_lm):
            asked.append((detector.find.search(doc), flags))
        else:
            flags += detector.find(doc)
    run_batched(asked)
    return found


def explaining_flags(doc: Analysis, flags: list[Flag]) -> list[Flag]:
    """The flags of a scored document, and with them those that explain its scores."""
    explained = [flag for search in EXPLAINING for flag in search(doc)]
    return merge([*flags, *explained]) if explained else flags


def merge(flags: Iterable[Flag]) -> list[Flag]:
    """Where flags of families that say the same overlap, the one whose rule says most precisely what happened stays.

    Of two flags of one rule the longer stays.
    """
    kept: list[Flag] = []
    everything = sorted(flags, key=lambda f: (f.start, f.end))
    for families in _ALIKE:
        group = [f for f in everything if _FAMILIES[f.code] in families]
        chosen: list[Flag] = []
        for flag in group:
            if chosen and flag.start < chosen[-1].end:
                chosen[-1] = min(chosen[-1], flag, key=lambda f: (_SPECIFIC[f.name], f.start - f.end))
            else:
                chosen.append(flag)
        kept += chosen
    return sorted(kept, key=lambda f: (f.start, f.end, f.code))
