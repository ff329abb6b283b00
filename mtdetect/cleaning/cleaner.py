"""From texts to cleaned texts: scores each, fixes it, and scores it again, until nothing is left to fix."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from mtdetect.cleaning.article import FURNITURE, drops
from mtdetect.cleaning.cleaned import Cleaned, Fix
from mtdetect.cleaning.composition import apply, compose
from mtdetect.fixers.flagged_text import FlaggedText
from mtdetect.fixers.table import edit_of, is_safe
from mtdetect.rules.registry import RULES
from mtdetect.scoring import pipeline, workers
from mtdetect.scoring.batches import batches, check
from mtdetect.scoring.pipeline import Model
from mtdetect.selection import Selection, Selectors, hidden_rules
from mtdetect.types import FailedReport, Report

log = logging.getLogger("mtdetect")

ROUNDS = 8
"""A text is scored and fixed at most this often. One fix brings another to light; three rounds are common."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which fixes to make. `hidden`: codes of rules whose flags are not fixed. `drop`: whether paragraphs may go."""

    unsafe: bool = False
    hidden: frozenset[str] = frozenset()
    drop: bool = True

    @classmethod
    def of(cls, unsafe: bool, select: Selectors | None, ignore: Selectors, drop: bool = True) -> Choice:
        hidden = hidden_rules(Selection.of(select, ignore))
        family = {rule.code for rule in RULES if rule.code.startswith(FURNITURE)}
        return cls(unsafe, hidden | {FURNITURE} if family <= hidden else hidden, drop)

    def may_fix(self, fix: Fix) -> bool:
        return fix.code not in self.hidden and (fix.safe or self.unsafe)


def clean(
    text: str,
    unsafe: bool = False,
    model: Model | str | Path | None = None,
    *,
    select: Selectors | None = None,
    ignore: Selectors = (),
    drop: bool = True,
) -> Cleaned:
    """The text without its page furniture, and with its damage fixed where the fix is sure.

    `unsafe`: also make the fixes that are right less often. `model`, `select`, `ignore`: see `score`; flags of rules
    that are not selected are not fixed. `drop`: False to keep all paragraphs.

    Cleaning the result once more changes nothing.

    Raises:
        TypeError: `text` is not a `str`.
        ValueError: `select` or `ignore` names an unknown rule.
        ModelError: the model can't be used.
    """
    check(text)
    return _clean_batch(pipeline.load(model), Choice.of(unsafe, select, ignore, drop), [text])[0]


def clean_many(
    texts: Iterable[str],
    unsafe: bool = False,
    model: Model | str | Path | None = None,
    jobs: int = 1,
    *,
    select: Selectors | None = None,
    ignore: Selectors = (),
    drop: bool = True,
) -> Iterator[Cleaned]:
    """Cleans texts lazily, in order and in batches. The results are the same as from `clean`.

    `jobs`: the number of processes that share the work, as in `score_many`. The other arguments are those of `clean`. A
    text that kills its process is returned unchanged, and an error is logged.

    Raises:
        TypeError: `texts` is a single `str`, or one of its items is not a `str`.
        ValueError: `jobs` is negative, or `select` or `ignore` names an unknown rule.
        ModelError: the model can't be used.
    """
    if isinstance(texts, str):
        raise TypeError("clean_many takes several texts, not one str; use clean, or put the text in a list")
    return _clean_many(pipeline.load(model), Choice.of(unsafe, select, ignore, drop), texts, workers.processes(jobs))


def _clean_many(model: Model, choice: Choice, texts: Iterable[str], jobs: int) -> Iterator[Cleaned]:
    if jobs == 1:
        for batch in batches(texts):
            yield from _clean_batch(model, choice, batch)
        return
    work = partial(_clean_elsewhere, model.folder or model, choice)
    yield from workers.shared(work, batches(texts), jobs, _unchanged)


def _clean_elsewhere(model: Model | Path, choice: Choice, batch: Sequence[str]) -> list[Cleaned]:
    return _clean_batch(pipeline.load(model), choice, batch)


def _unchanged(text: str) -> Cleaned:
    log.error("the process cleaning the text “%s…” crashed twice; the text is left as it is", text[:60])
    return Cleaned(text, text)


def _clean_batch(model: Model, choice: Choice, texts: Sequence[str]) -> list[Cleaned]:
    done = [Cleaned(text, text) for text in texts]
    waiting = list(range(len(texts)))
    for _ in range(ROUNDS):
        reports = list(model.score_many([done[i].text for i in waiting]))
        again = []
        for i, report in zip(waiting, reports, strict=True):
            made = fixes(report, choice)
            if made:
                whole = compose(texts[i], done[i].fixes, made)
                done[i] = Cleaned(texts[i], apply(texts[i], whole), tuple(whole))
                again.append(i)
            elif not choice.unsafe:
                left = len(fixes(report, replace(choice, unsafe=True)))
                done[i] = replace(done[i], unsafe=left)
        waiting = again
        if not waiting:
            break
    return done


def fixes(report: Report, choice: Choice = Choice()) -> list[Fix]:
    """The fixes of a report's text, in order. A fix may bring others to light, which `clean` then makes, too."""
    if isinstance(report, FailedReport):
        return []
    found = drops(report, choice.may_fix) if choice.drop else []
    source = FlaggedText(report.text, [paragraph.start for paragraph in report.paragraphs])
    for flag in report.flags:
        edit = edit_of(source, flag) if flag.code not in choice.hidden else None
        if edit:
            fix = Fix(flag.code, *edit[:3], flag.message, is_safe(flag, edit.manner))
            found += [fix] if choice.may_fix(fix) else []
    return without_overlaps(found)


def without_overlaps(found: Sequence[Fix]) -> list[Fix]:
    """The fixes in order. Of two that overlap, or insert in one place, the wider stays, and then the first."""
    kept: list[Fix] = []
    for fix in sorted(found, key=lambda fix: (fix.start, fix.end)):
        last = kept[-1] if kept else None
        if last is None or (fix.start >= last.end and (fix.start, fix.end) != (last.start, last.end)):
            kept.append(fix)
        elif fix.end - fix.start > last.end - last.start:
            kept[-1] = fix
    return kept
