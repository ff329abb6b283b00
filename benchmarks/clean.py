"""False alarms on clean, edited English: paragraphs that score 0.5 or more, and flags per 1,000 words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from benchmarks.bench import Bench, percent, table
from mtdetect.rules.registry import RULES
from mtdetect.scoring.pipeline import Model
from mtdetect.types import SCORES, Flag, Report
from training.corpora import EDITED_GENRES
from training.documents.ngram_texts import piece_ngram_texts
from training.ngrams import train_piece_ngrams

SEPARATOR = "\n\n"
COUNTED = ("1", "2", "3", "5")
"""First digits of the rule families whose joint rate has a target. Furniture and repetition are not faulty prose."""


READ = ("UD_English-GUM/",)
"""Prefixes of the groups of edited documents that the shipped language model was trained on."""


def edited(model: Model, bench: Bench) -> tuple[list[str], list[Report]]:
    """The genre and the report of each document in the edited genres, scored as a whole."""
    documents = [d for d in bench.clean if d.genre in EDITED_GENRES]
    reports = list(model.score_many(SEPARATOR.join(d.paragraphs) for d in documents))
    return [d.genre for d in documents], reports


def lines(bench: Bench) -> Iterator[str]:
    genres, reports = edited(bench.model, bench)
    yield "Paragraphs of edited English at 0.5 or more: held out, and in whole documents by the shipped model."
    yield ""
    yield from _alarms(bench, genres, reports)
    yield "Flags per 1,000 words of the same documents. Rules are not trained, but some of them use the language model,"
    yield "which was trained on these texts. The last column uses one that was not."
    yield ""
    yield from _rates(genres, reports, _unread_reports(bench))
    if bench.remarks:
        yield from _remarks(genres, reports)


def _alarms(bench: Bench, genres: Sequence[str], reports: Sequence[Report]) -> Iterator[str]:
    """For each genre, the share of paragraphs at 0.5 or more by translation, scraping and either; held out, shipped."""
    shipped = {
        name: np.concatenate([scores_of(r) for r, genre in zip(reports, genres, strict=True) if genre == name])
        for name in sorted(set(genres))
    }
    held_out: dict[str, list[np.ndarray]] = {genre: [] for genre in shipped}
    if bench.held_out_file:
        for scored in bench.held_out:
            source, _, genre = scored.document.corpus.partition("/")
            if source.startswith("UD_") and genre in held_out:
                held_out[genre].append(np.stack([scored.scores[kind] for kind in SCORES], 1))
    body = [
        _alarm_row(genre, np.concatenate([*held_out[genre], np.zeros((0, 2))]), own) for genre, own in shipped.items()
    ]
    everything = [matrix for parts in held_out.values() for matrix in parts]
    body.append(
        _alarm_row("all", np.concatenate([*everything, np.zeros((0, 2))]), np.concatenate(list(shipped.values())))
    )
    head = ("translation", "scraping", "either")
    yield from table(["genre", "paragraphs", *head, *(f"{name}, shipped" for name in head)], body)


def _alarm_row(name: str, held_out: np.ndarray, shipped: np.ndarray) -> list[object]:
    return [name, len(shipped), *_shares(held_out), *_shares(shipped)]


def _shares(scores: np.ndarray) -> list[str]:
    scores = scores[np.isfinite(scores).all(1)]
    if not len(scores):
        return ["–"] * 3
    over = scores >= 0.5
    return [percent(x) for x in (*over.mean(0), over.any(1).mean())]


def scores_of(report: Report) -> np.ndarray:
    """An array of shape (paragraphs, 2): translation and scraping."""
    return np.array([[p.translation, p.scraping] for p in report.paragraphs]).reshape(-1, 2)


def rates(reports: Iterable[Report]) -> tuple[dict[str, float], int]:
    """Flags per 1,000 words for each rule name, and the number of words."""
    flags: Counter[str] = Counter()
    words = 0
    for report in reports:
        words += len(report.text.split())
        flags.update(flag.name for flag in report.flags)
    return {rule.name: 1000 * flags[rule.name] / max(1, words) for rule in RULES}, words


def counted(by_rule: dict[str, float]) -> float:
    """The joint rate of the families in `COUNTED`."""
    return sum(by_rule[rule.name] for rule in RULES if rule.code[3] in COUNTED)


def _unread_reports(bench: Bench) -> list[Report]:
    """Reports of the same documents by the shipped model, with a language model trained on all other text."""
    if not bench.held_out_file:
        return []
    texts = [text for group, text in piece_ngram_texts(bench.data) if not group.startswith(READ)]
    tokenizer = bench.model.tokenizer
    piece_ngrams = train_piece_ngrams(tokenizer.encode(texts).ids, len(tokenizer))
    return edited(replace(bench.model, piece_ngrams=piece_ngrams), bench)[1]


def _rates(genres: Sequence[str], reports: Sequence[Report], unread: Sequence[Report]) -> Iterator[str]:
    names = sorted(set(genres))
    own = [rates(r for r, genre in zip(reports, genres, strict=True) if genre == name) for name in names]
    whole, words = rates(reports)
    columns = [*(by_rule for by_rule, _ in own), whole, rates(unread)[0]]
    body: list[list[object]] = [["words", *(n for _, n in own), words, words]]
    body.append(["**1xx, 2xx, 3xx and 5xx**", *(f"{counted(c):.2f}" for c in columns)])
    body += [
        [f"{rule.code} {rule.name}", *(f"{c[rule.name]:.2f}" if c[rule.name] else "" for c in columns)]
        for rule in RULES
        if whole[rule.name] or columns[-1][rule.name]
    ]
    yield from table(["rule", *names, "all", "all, unread"], body)


def _remarks(genres: Sequence[str], reports: Sequence[Report]) -> Iterator[str]:
    for genre, report in zip(genres, reports, strict=True):
        for flag in report.flags:
            yield f"- {genre} {flag.code} {flag.name}: {in_context(report.text, flag)}"
        for p in report.paragraphs:
            for kind in SCORES:
                if getattr(p, kind) >= 0.5:
                    yield f"- {genre} {kind} {getattr(p, kind):.2f}: {' '.join(p.text.split())[:300]}"
    yield ""


def in_context(text: str, flag: Flag, around: int = 60) -> str:
    """The flagged text in brackets with `around` characters on each side, as one line."""
    before, after = text[max(0, flag.start - around) : flag.start], text[flag.end : flag.end + around]
    return " ".join(f"…{before}[{text[flag.start : flag.end]}]{after}…".split())
