"""Runs the rules over a batch of texts and settles which flags stay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from mtdetect.rules.edit_scoring import RuleCoroutine, batched_lm, run_batched
from mtdetect.rules.needs import Needs, has_tags
from mtdetect.rules.registry import REGISTRY, RULES
from mtdetect.rules.scored_text import ScoredText
from mtdetect.text.segmentation import index_at
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Flag, Rule

Find = Callable[[SegmentedText], Iterator[Flag]]

BY_CODE: Mapping[str, Rule] = {rule.code: rule for rule in RULES}
_FINDERS: tuple[tuple[Rule, Find, Needs | None], ...] = tuple((r.rule, r.find, r.needs) for r in REGISTRY if r.find)
_EXPLAINERS = tuple(r.explain for r in REGISTRY if r.explain)


def detect(doc: SegmentedText, language: str | None = "en") -> list[Flag]:
    """The flags of every rule that applies to `language`, in order, overlaps merged."""
    return detect_many([doc], [language])[0]


def detect_many(docs: Sequence[SegmentedText], languages: Sequence[str | None]) -> list[list[Flag]]:
    """What `detect` finds in each document. Each rule reads all documents in a row, and so stays in the cache."""
    # A text may hold no paragraph though it is not empty: control characters count as white space.
    written = [i for i, doc in enumerate(docs) if doc.paragraphs]
    english = [i for i in written if languages[i] in ("en", None)]
    tagged = [has_tags(doc) for doc in docs]
    work: list[tuple[Find, int]] = []
    for rule, find, needs in _FINDERS:
        own = written if rule.any_language else english
        work += [(find, i) for i in (needs.met(docs, own, tagged) if needs else own)]
    found: list[list[Flag]] = [[] for _ in docs]
    for (_, i), flags in zip(work, find_all([(find, docs[i]) for find, i in work]), strict=True):
        found[i] += flags
    return [merge(without_layout(doc, flags)) if flags else [] for doc, flags in zip(docs, found, strict=True)]


def find_all(work: Iterable[tuple[Find, SegmentedText]]) -> list[list[Flag]]:
    """What each rule finds in its document. The queries to the language model are answered together."""
    found: list[list[Flag]] = []
    waiting: list[tuple[RuleCoroutine, list[Flag]]] = []
    for find, doc in work:
        flags: list[Flag] = []
        found.append(flags)
        if isinstance(find, batched_lm):
            waiting.append((find.search(doc), flags))
        else:
            flags += find(doc)
    run_batched(waiting)
    return found


def explain(scored: ScoredText, flags: list[Flag]) -> list[Flag]:
    """The flags of a scored document, with those that explain its scores."""
    explaining = [flag for find in _EXPLAINERS for flag in find(scored)]
    return merge([*flags, *explaining]) if explaining else flags


def without_layout(doc: SegmentedText, flags: Iterable[Flag]) -> list[Flag]:
    """The flags that are not due to layout: code, tables, or lines that a program wrapped."""
    return [flag for flag in flags if not _is_of_layout(doc, flag)]


def _is_of_layout(doc: SegmentedText, flag: Flag) -> bool:
    rule, first, last = BY_CODE[flag.code], flag.start, flag.end - 1
    if rule.in_layout:
        return False
    if rule.family in ("furniture", "encoding") and doc.layout.is_quoted_code(first):
        return True
    if rule.family == "furniture" and not rule.in_wrapped:  # a line of prose may begin with any words
        return first > doc.paragraph_at(first).start and doc.lines_at([first])[0].start == first
    if rule.family == "encoding":
        return False
    if doc.layout.is_code(first) or doc.layout.is_code(last):
        return True
    if rule.family not in ("boundary", "splice", "translation"):
        return False
    return (doc.layout.is_row(first) and doc.layout.is_row(last)) or (
        rule.family == "splice" and _leads_to_code(doc, flag.end)
    )


def _leads_to_code(doc: SegmentedText, end: int) -> bool:
    """Whether a paragraph ends here and code follows: the sentence continues there."""
    number = index_at(doc.paragraphs, end - 1)
    if doc.paragraphs[number].end != end or number + 1 == len(doc.paragraphs):
        return False
    return doc.layout.is_code(doc.paragraphs[number + 1].start)


def merge(flags: Iterable[Flag], rules: Mapping[str, Rule] = BY_CODE) -> list[Flag]:
    """The flags in order; of those that overlap within a merge group, the one of the lowest rank, then the longest."""
    chosen: defaultdict[str, list[Flag]] = defaultdict(list)
    for flag in sorted(flags, key=lambda f: (f.start, f.end)):
        group = chosen[rules[flag.code].merge_group]
        if group and flag.start < group[-1].end:
            group[-1] = min(group[-1], flag, key=lambda f: (rules[f.code].rank, f.start - f.end))
        else:
            group.append(flag)
    return sorted((flag for group in chosen.values() for flag in group), key=lambda f: (f.start, f.end, f.code))
