"""From the scores of a batch, and the evidence for them, to reports."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mtdetect.fixers.flagged_text import FlaggedText
from mtdetect.fixers.table import suggestion
from mtdetect.scoring.feature_input import FeatureInput
from mtdetect.scoring.flag_evidence import named
from mtdetect.scoring.log_odds import logistic
from mtdetect.scoring.read_batch import RULE_COLUMNS, RULE_NUMBERS
from mtdetect.text.segmentation import index_at
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import SCORES, Evidence, Flag, Paragraph, Report, Span

DIGITS = 4
"""Decimals of a score. More of them would differ between machines."""

BLOCK = 4096
"""Paragraphs whose numbers are made Python objects at a time."""

FEW = 8
"""From this many numbers on, numpy adds several at a time."""


def _blocks(number: int) -> Iterator[slice]:
    """Slices of BLOCK items. The numbers of an array take four times as much memory as Python objects."""
    return (slice(start, start + BLOCK) for start in range(0, number, BLOCK))


def rule_counts(given: FeatureInput, codes: Sequence[str]) -> NDArray[np.float32]:
    """Number of flags in each paragraph, for each rule in `codes`; 0 for rules that this version does not know."""
    counts = np.zeros((len(given.paragraphs), len(codes)), np.float32)
    for i, code in enumerate(codes):
        if code in RULE_COLUMNS:
            counts[:, i] = given.flags.column(RULE_COLUMNS[code][0])
    return counts


def flagged_rules(given: FeatureInput, codes: Sequence[str]) -> tuple[str, ...]:
    """Those of the rules that have flags in these paragraphs."""
    return tuple(code for code in codes if code in RULE_COLUMNS and RULE_COLUMNS[code][0] in given.flags.which)


def rule_confidences(given: FeatureInput, codes: Sequence[str]) -> NDArray[np.float32]:
    """The highest confidence that each rule's flags state in each paragraph, for each rule in `codes`."""
    confidences = np.zeros((len(given.paragraphs), len(codes)), np.float32)
    for i, code in enumerate(codes):
        if code in RULE_NUMBERS:
            confidences[:, i] = given.confidences.column(RULE_NUMBERS[code])
    return confidences


OLD = 2.0
"""How far the log-odds of a translation fall in a text that `is_old`: to the models, the English of an earlier age
sounds translated. On the King James Bible, Moby-Dick and The Devil's Dictionary, 2.2 to 4.4 % of the paragraphs scored
0.5 or more."""


def lowered_if_old(log_odds: NDArray[np.float64], given: FeatureInput) -> NDArray[np.float64]:
    """The log-odds of a translation, with those of old texts lowered by OLD. Shape: n."""
    high = np.unique(given.owner[log_odds >= 0]) if given.texts else ()
    old = [i for i in high if given.texts[i].is_old]  # only where it matters, because a text is searched for old words
    return np.where(np.isin(given.owner, old), log_odds - OLD, log_odds) if old else log_odds


@dataclass(frozen=True)
class Judged:
    """One score of every paragraph in a batch, and what it is made up of."""

    kind: str
    log_odds: NDArray[np.float64]
    """With all evidence. Shape: n."""
    model: NDArray[np.float64]
    """Log-odds from the forests alone, or joined with what the deep reader says. Shape: n."""
    codes: tuple[str, ...]
    by_rule: NDArray[np.float64]
    """The probability that each rule's flags alone give. Shape: n x codes."""
    by_document: NDArray[np.float64]
    """The probability that the rest of the document alone gives. Shape: n."""
    likeliest: tuple[str, ...] = ()
    """By paragraph, the name of the component with the highest log-odds."""
    furniture: NDArray[np.float64] | None = None
    """Log-odds of the component for page furniture; None if the score has no such component. Shape: n."""
    read_deeply: NDArray[np.bool_] | None = None
    """The paragraphs whose `model` includes what the deep reader says. Shape: n."""

    @cached_property
    def probabilities(self) -> NDArray[np.float64]:
        return logistic(self.log_odds)

    @cached_property
    def furniture_probabilities(self) -> NDArray[np.float64]:
        return logistic(self.model if self.furniture is None else self.furniture)

    @cached_property
    def evidence(self) -> list[tuple[Evidence, ...]]:
        """The evidence for each paragraph. Equal evidence is shared: a list may have a million lines."""
        known: dict[tuple[Any, ...], tuple[Evidence, ...]] = {}
        found = []
        for some in _blocks(len(self.model)):
            given = logistic(self.model[some]), self.by_document[some]
            model, document = (values.round(DIGITS).tolist() for values in given)
            rules = named(self.codes, self.by_rule[some].round(DIGITS))
            deep = repeat(False) if self.read_deeply is None else self.read_deeply[some].tolist()
            for key in zip(deep, model, rules, document, strict=False):
                own = known.get(key)
                if own is None:
                    own = known[key] = self._as_evidence(*key)
                found.append(own)
        return found

    def _as_evidence(
        self, deep: bool, model: float, rules: tuple[tuple[str, float], ...], document: float
    ) -> tuple[Evidence, ...]:
        values = [("deep" if deep else "model", model), *rules]
        if document > 0:
            values.append(("document", document))
        return tuple([Evidence(source, self.kind, value) for source, value in values])


class Columns(NamedTuple):
    """What reports say about the paragraphs of a batch, one entry for each: scores, rounded, and the evidence for them.

    Equal entries are one object: in a list of a million lines, few are different.
    """

    translation: list[float]
    scraping: list[float]
    damage: list[float]
    furniture: list[float]
    evidence: list[tuple[Evidence, ...]]

    @classmethod
    def of(cls, judged: Mapping[str, Judged]) -> Columns:
        both = [judged[kind] for kind in SCORES]
        pairs: dict[tuple[int, ...], tuple[Evidence, ...]] = {}
        evidence = []
        for first, second in zip(*(one.evidence for one in both), strict=True):
            key = id(first), id(second)
            joined = pairs.get(key)
            if joined is None:
                joined = pairs[key] = first + second
            evidence.append(joined)
        translation, scraping = both
        furniture = scraping.furniture_probabilities
        return cls._rounded(translation.probabilities, scraping.probabilities, furniture, evidence)

    @classmethod
    def constant(cls, rates: Mapping[str, float], number: int) -> Columns:
        """The same `rates` for each of some paragraphs, whatever they say."""
        evidence = tuple([Evidence("model", kind, round(rates[kind], DIGITS)) for kind in SCORES])
        translation, scraping = (np.full(number, rates[kind]) for kind in SCORES)
        return cls._rounded(translation, scraping, np.zeros(number), [evidence] * number)

    @classmethod
    def _rounded(
        cls,
        translation: NDArray[np.float64],
        scraping: NDArray[np.float64],
        furniture: NDArray[np.float64],
        evidence: list[tuple[Evidence, ...]],
    ) -> Columns:
        translation, scraping = translation.round(DIGITS), scraping.round(DIGITS)
        damage = (1 - (1 - translation) * (1 - scraping)).round(DIGITS)
        known: dict[float, float] = {}
        first, second, third, fourth = (
            [known.setdefault(value, value) for some in _blocks(len(values)) for value in values[some].tolist()]
            for values in (translation, scraping, damage, furniture.round(DIGITS))
        )
        return cls(first, second, third, fourth, evidence)

    def rows(self, first: int, last: int) -> Columns:
        """Those of some paragraphs."""
        own = slice(first, last)
        return Columns(
            self.translation[own], self.scraping[own], self.damage[own], self.furniture[own], self.evidence[own]
        )


def pool(scores: Sequence[float], lengths: Sequence[int]) -> float:
    """A document's score: the quadratic mean of its paragraphs' scores, weighted by their length in characters.

    It leans towards the damaged paragraphs: a half-damaged document scores well above one half, while one bad line in a
    long article hardly counts.
    """
    if not len(scores):
        return 0.0
    if len(scores) < FEW:  # numpy adds so few in the same order, but takes far longer
        return math.sqrt(sum([s * s * n for s, n in zip(scores, lengths, strict=True)]) / sum(lengths))
    values, sizes = np.array(scores), np.array(lengths)
    return float(np.sqrt((values**2 * sizes).sum() / sizes.sum()))


def report_of(
    document: SegmentedText,
    language: str | None,
    flags: list[Flag],
    columns: Columns,
    worth: Mapping[str, float],
) -> Report:
    """The report on one document. Its spans refer to the text as it was given.

    `flags`, in order, is a list that is used up. `columns`: those of its paragraphs. `worth`: the confidence of flags
    that state none, by rule code.
    """
    spans = document.paragraphs
    if document.text is not document.given:
        spans = [document.line_ends.to_given(span) for span in spans]
    flags = [_as_given(document, flag) for flag in flags] if document.text != document.given else flags
    lengths = [span.end - span.start for span in spans]
    spans = _around_flags(spans, flags)
    source = FlaggedText(document.given, [span.start for span in spans])
    messages: dict[str, str] = {}
    for i, flag in enumerate(flags):  # in place: there may be one for each of thousands of lines
        flags[i] = _completed(flag, source, worth, messages)
    texts: dict[str, str] = {}
    paragraphs = []
    own = _by_paragraph(spans, flags)
    for i, ((start, end), t, s, d, f, e) in enumerate(zip(spans, *columns, strict=True)):
        text = document.given[start:end]
        text = texts.setdefault(text, text)
        paragraphs.append(Paragraph(i, start, end, text, t, s, d, next(own), e, furniture=f))
    translation, scraping = (round(pool(own, lengths), DIGITS) for own in (columns.translation, columns.scraping))
    damage = round(1 - (1 - translation) * (1 - scraping), DIGITS)
    return Report(document.given, language, translation, scraping, damage, tuple(paragraphs), tuple(flags))


def _by_paragraph(spans: Sequence[Span], flags: Sequence[Flag]) -> Iterator[tuple[Flag, ...]]:
    """For each paragraph, the flags that start in it, or after it and before the next. Both are in order."""
    first = 0
    for i in range(1, len(spans) + 1):
        last = first
        while last < len(flags) and (i == len(spans) or flags[last].start < spans[i].start):
            last += 1
        yield tuple(flags[first:last])
        first = last


def _around_flags(spans: list[Span], flags: Sequence[Flag]) -> list[Span]:
    """The paragraphs, each with the flags beside it: on control characters that count as the white space between."""
    spans = list(spans)
    for flag in flags:
        i = index_at(spans, flag.start)
        following = spans[i + 1] if i + 1 < len(spans) else None
        if following and flag.end > following.start and (i < 0 or flag.start >= spans[i].end):
            spans[i + 1] = Span(flag.start, following.end)
        elif i < 0:
            spans[0] = Span(flag.start, spans[0].end)
        elif flag.end > spans[i].end and not (following and flag.end > following.start):
            spans[i] = Span(spans[i].start, flag.end)
    return spans


def _as_given(document: SegmentedText, flag: Flag) -> Flag:
    start, end = document.line_ends.to_given(Span(flag.start, flag.end))
    return replace(flag, start=start, end=end)


def _completed(flag: Flag, source: FlaggedText, worth: Mapping[str, float], messages: dict[str, str]) -> Flag:
    """The flag with a confidence and a suggestion, where they are known. Equal `messages` become one object."""
    confidence = worth.get(flag.code) if flag.confidence is None else flag.confidence
    message = messages.setdefault(flag.message, flag.message)
    return Flag(flag.code, flag.name, flag.start, flag.end, message, confidence, suggestion(source, flag))
