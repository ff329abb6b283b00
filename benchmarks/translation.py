"""Held-out translation scores: machine against human translations, poor against good, spun text against original."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from benchmarks.bench import Bench, Rows, Scored, joined, percent, rows, table, with_interval
from mtdetect.learning.metrics import metrics
from training import corpora
from training.documents.construction import part_of
from training.round_trips import PIVOTS

HEAD = ("rows", "damaged", "ROC AUC", "average precision", "damaged at 0.5", "sound at 0.5")


def lines(bench: Bench) -> Iterator[str]:
    scored = bench.held_out
    yield "Machine against human translations of the same news, by year and language pair. “Weighted”: by the distance"
    yield "between the machine and the human translation."
    yield ""
    yield from _wmt(scored)
    yield "`mlqe`, dev split: worst against best quarter by adequacy, for each pair and for all."
    yield ""
    adequacy = {row.machine.strip(): row.adequacy for row in corpora.post_edited(bench.data) if row.split == "dev"}
    yield from table(["pair", *HEAD], [figures(pair, own) for pair, own in worst_and_best(scored, adequacy)])
    yield "Spun paragraphs against their originals, fold 0, whose thesaurus senses and phrases were also kept out."
    yield ""
    yield from table(["", *HEAD, "score higher than original"], _spun(scored))
    yield "Round trips: paragraphs translated by rules into a language kept out of training and back, against originals"
    yield "of the same fold, 0."
    yield ""
    yield from table(["round trip by", *HEAD], _round_trips(scored))
    yield "Sound paragraphs at 0.5 or more."
    yield ""
    yield from table(["corpus", "paragraphs", "at 0.5"], _false_alarms(scored))


def figures(name: str, own: Rows) -> list[object]:
    """A table row with the columns of `HEAD`, after its name."""
    found: dict[str, Any] = metrics(*own)
    over = own.scores >= 0.5
    shares = [percent(over[own.labels == label].mean()) if (own.labels == label).any() else "–" for label in (1, 0)]
    return [name, found["rows"], found["damaged"],
            *(with_interval(found, figure) for figure in ("roc_auc", "average_precision")), *shares]  # fmt: skip


def _of(scored: Sequence[Scored], corpus: str) -> list[Scored]:
    return [s for s in scored if s.document.corpus.startswith(corpus)]


def is_machine(scored: Scored) -> float:
    return float(scored.document.corpus.endswith("/machine"))


def _wmt(scored: Sequence[Scored]) -> Iterator[str]:
    body = []
    for year in ("wmt2021", "wmt2022"):
        own = _of(scored, year)
        translated = [s for s in own if not s.document.corpus.endswith("/human-original")]
        sets: dict[str, list[Scored]] = {f"**{year}**": translated}
        sets[f"{year}, with original English"] = own
        for s in translated:
            sets.setdefault(f"{year} {s.document.group.split('/')[1]}", []).append(s)
        for name, some in sets.items():
            weighted = metrics(*rows(some, "translation", is_machine, weighted=True))
            body.append([*figures(name, rows(some, "translation", is_machine)), with_interval(weighted, "roc_auc")])
    yield from table(["set", *HEAD, "AUC, weighted"], body)


def worst_and_best(scored: Sequence[Scored], adequacy: dict[str, float]) -> Iterator[tuple[str, Rows]]:
    """For each pair and for all, the machine translations of `mlqe` in the worst and the best quarter by adequacy."""
    machine = _of(scored, "mlqe/machine")
    pairs = sorted({s.document.group.split("/")[1] for s in machine})
    sets = {pair: [s for s in machine if s.document.group.split("/")[1] == pair] for pair in pairs}
    for name, own in (sets | {"**all**": machine}).items():
        known = [adequacy[text] for s in own for text in _paragraphs(s) if text in adequacy]
        if known:
            low, high = np.quantile(known, (0.25, 0.75))
            yield name, rows(own, "translation", _quarters(adequacy, low, high))


def _quarters(adequacy: dict[str, float], low: float, high: float) -> Callable[[Scored], list[float]]:
    """A labelling function: 1 for the worst quarter, 0 for the best, NaN for all others."""

    def label(scored: Scored) -> list[float]:
        own = [adequacy.get(text, np.nan) for text in _paragraphs(scored)]
        return [1.0 if a <= low else 0.0 if a >= high else np.nan for a in own]

    return label


def _paragraphs(scored: Scored) -> list[str]:
    return [scored.document.text[a:b] for a, b in scored.document.paragraphs]


def _originals(scored: Sequence[Scored]) -> list[Scored]:
    """The clean documents in edited genres."""
    sources = ("body", "abc/", *(f"UD_English-GUM/{genre}" for genre in corpora.EDITED_GENRES))
    return [s for s in scored if s.document.corpus.startswith(sources)]


def _alone(scored: Scored) -> bool:
    return len(scored.document.paragraphs) == 1


def _sound(scored: Scored) -> float:
    return 0.0


def _damaged(scored: Scored) -> np.ndarray:
    """1 for damaged paragraphs, NaN for all others, which leaves them out."""
    return np.where(scored.document.labels["translation"] == 1, 1, np.nan)


def _round_trips(scored: Sequence[Scored]) -> Iterator[list[object]]:
    dev = [s for s in scored if part_of(s.document.group) == "dev"]
    trips, originals = _of(dev, "round trips"), _originals(dev)
    sets = {pivot.back: _of(trips, f"round trips/{pivot.back}") for pivot in PIVOTS["dev"]}
    for name, own in (sets | {"**all**": trips}).items():
        yield figures(name, joined([rows(own, "translation", _damaged), rows(originals, "translation", _sound)]))
    for name, alone in (("alone", True), ("in documents", False)):
        own, sound = ([s for s in some if _alone(s) == alone] for some in (trips, originals))
        yield figures(name, joined([rows(own, "translation", _damaged), rows(sound, "translation", _sound)]))


def _spun(scored: Sequence[Scored]) -> Iterator[list[object]]:
    """Pairs each spun document with its original: training has both in the same order."""
    both = list(zip(_of(scored, "spun"), _originals(scored), strict=True))
    dev = [(s, o) for s, o in both if part_of(s.document.group) == "dev"]
    sets = {
        name: [pair for pair in dev if pair[1].document.corpus.startswith(source)]
        for name, source in (("page bodies", "body"), ("GUM", "UD_"), ("radio news", "abc"))
    }
    sets["alone"] = [pair for pair in dev if _alone(pair[0])]
    together = [pair for pair in dev if not _alone(pair[0])]
    sets["in documents, at least two thirds spun"] = [pair for pair in together if _share_spun(pair[0]) >= 2 / 3]
    sets["in documents, less than a third spun"] = [pair for pair in together if _share_spun(pair[0]) < 1 / 3]
    sets["**all**"] = dev
    for name, own in sets.items():
        damaged, sound = (
            np.concatenate([np.zeros(0), *(pair[i].scores["translation"] for pair in own)]) for i in (0, 1)
        )
        labels = np.concatenate([np.zeros(0), *(s.document.labels["translation"] for s, _ in own)])
        changed = (labels == 1) & np.isfinite(damaged) & np.isfinite(sound)
        rises = percent(float((damaged > sound)[changed].mean())) if changed.any() else "–"
        both_sides = [
            rows([s for s, _ in own], "translation", _damaged),
            rows([o for _, o in own], "translation", _sound),
        ]
        yield [*figures(name, joined(both_sides)), rises]


def _share_spun(scored: Scored) -> float:
    """The share of spun paragraphs among those with a label."""
    labels = scored.document.labels["translation"]
    return float((labels == 1).sum() / max(1, np.isfinite(labels).sum()))


def _false_alarms(scored: Sequence[Scored]) -> Iterator[list[object]]:
    sets: dict[str, list[Scored]] = {}
    for s in scored:
        corpus = s.document.corpus
        if corpus.endswith(("/human-translation", "/human-original", "/post-edit")):
            kind = corpus.rsplit("/", 1)[1]
            sets.setdefault(f"**{kind}s**", []).append(s)
            sets.setdefault(corpus, []).append(s)
        elif corpus == "body" or corpus.startswith(("abc/", "UD_")):
            edited = corpus.startswith(("body", "abc")) or corpus.split("/")[1] in corpora.EDITED_GENRES
            sets.setdefault(f"clean, {'edited' if edited else 'everyday'}: {corpus.split('/')[0]}", []).append(s)
    for name, own in sorted(sets.items()):
        scores = rows(own, "translation", _sound).scores
        yield [name, len(scores), percent(float((scores >= 0.5).mean())) if len(scores) else "–"]
