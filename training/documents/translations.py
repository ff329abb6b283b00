"""Human and machine translations of the same source texts, post-edits, and original English."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from mtdetect.learning.recipe import LabelledDocument, fold_of
from training import corpora
from training.composition import LabelledParagraph, real_lengths
from training.documents.construction import LANGUAGE_MODELS, NAN, mixed_documents

SYSTEMS_PER_TEXT = 3
"""Machine translations to use of each source text, drawn at random. All of them would drown out the human ones."""

RATED_SHARE = 0.6
"""Share of the 40,000 rated sentences to use."""

SENTENCES = (1, 4)
"""Fewest and most rated sentences in a paragraph."""

MACHINE_WEIGHT, RATED_WEIGHT = 0.15, 0.4
"""Weights of machine translations: unrated, and rated by professionals. A human paragraph weighs 1."""

GOOD, POOR = 0.8, 0.5
"""Ratings of adequacy, from 0 to 1: a translation is sound from GOOD up, and damaged below POOR."""

MODEL_OF = {"wmt": "neural_mt", "mlqe": "low_adequacy"}
"""By prefix of the corpus: the linear n-gram model that learns from it."""

Rows = list[corpora.TranslationRow]


def documents(data: Path, seed: int = 0) -> Iterator[LabelledDocument]:
    """Documents that mix sound and damaged paragraphs, each from one corpus and one fold."""
    by_translator = versions(data, seed)
    systems: dict[str, list[str]] = defaultdict(list)
    for group, system in by_translator:
        systems[group].append(system)
    pools: dict[tuple[str, int], dict[str, Rows]] = defaultdict(lambda: defaultdict(list))
    for group, names in systems.items():
        rng = random.Random(f"{seed}/{group}")
        human = [n for n in names if by_translator[group, n][0].kind != "machine"]
        machine = [n for n in names if n not in human]
        for name in human + rng.sample(machine, min(SYSTEMS_PER_TEXT, len(machine))):
            own = by_translator[group, name]
            corpus = own[0].corpus
            pools[corpus, fold_of(group, LANGUAGE_MODELS)]["" if name in human else f"{own[0].pair}/{name}"] += own
    lengths = real_lengths(data)
    for (corpus, fold), by_system in pools.items():
        rng = random.Random(f"{seed}/{corpus}/{fold}")
        if corpus == "mlqe":
            sound, damaged = _rated_paragraphs([row for own in by_system.values() for row in own], rng)
        else:
            sound = [_paragraph([row]) for row in by_system.pop("", [])]
            damaged = {name: [_paragraph([row]) for row in own] for name, own in by_system.items()}
        yield from mixed_documents(sound, damaged, lengths, rng, corpus)


def versions(data: Path, seed: int) -> dict[tuple[str, str], Rows]:
    """The paragraphs of each source text (a group), by its translator or system."""
    found: dict[tuple[str, str], Rows] = defaultdict(list)
    for row in corpora.translation_documents(data, seed=seed):
        if row.corpus.startswith(("UD_", "abc")) or not row.text.strip():
            continue  # `clean` yields these as whole documents
        if row.corpus.startswith("ht_vs_mt"):
            continue  # kept out: users retrain on it and measure with it, and no other corpus separates its two sides
        if row.group.startswith("mlqe/") and random.Random(f"{seed}/{row.group}").random() > RATED_SHARE:
            continue
        found[row.group, row.system].append(row)
    return found


def _label(row: corpora.TranslationRow) -> tuple[float, float]:
    """The label and the weight.

    A score of one half should mean that a careful reader would notice, and most machine translations read well. They
    therefore weigh less than human ones: the closer to a human translation, the less.
    """
    if row.kind != "machine":
        return 0.0, 1.0
    if row.quality is None:
        return 1.0, MACHINE_WEIGHT * (0.3 + row.weight)
    score = 0.0 if row.quality >= GOOD else 1.0 if row.quality < POOR else NAN
    return score, RATED_WEIGHT


def _paragraph(rows: Sequence[corpora.TranslationRow]) -> LabelledParagraph:
    """A paragraph of these rows. It is damaged if at least half of its text is, and sound if all of it is."""
    labels = [_label(row) for row in rows]
    size = [len(row.text) for row in rows]
    bad = sum(n for n, (label, _) in zip(size, labels, strict=True) if label == 1) / sum(size)
    sound = all(label == 0 for label, _ in labels)
    label = 0.0 if sound else 1.0 if bad >= 0.5 else NAN
    model = next((model for corpus, model in MODEL_OF.items() if rows[0].corpus.startswith(corpus)), None)
    text = " ".join(row.text.strip() for row in rows)
    weight = min(weight for _, weight in labels)
    # The n-gram models learn only from corpora whose two sides share topics and years. Other human text would teach
    # them topics.
    return LabelledParagraph(text, label, weight, {model: label} if model else {}, rows[0].group)


def _rated_paragraphs(
    rows: Sequence[corpora.TranslationRow], rng: random.Random
) -> tuple[list[LabelledParagraph], dict[str, list[LabelledParagraph]]]:
    """Paragraphs of one to four rated sentences: some only of sound ones, some only of damaged ones, some mixed."""
    by_label: dict[float, Rows] = {0.0: [], 1.0: [], 0.5: []}
    for row in rng.sample(rows, len(rows)):
        label, _ = _label(row)
        by_label[label if label == label and rng.random() < 0.8 else 0.5].append(row)
    paragraphs = []
    for own in by_label.values():
        start = 0
        while start < len(own):
            number = rng.randint(*SENTENCES)
            paragraphs.append(_paragraph(own[start : start + number]))
            start += number
    rng.shuffle(paragraphs)
    return [p for p in paragraphs if p.translation == 0], {"machine": [p for p in paragraphs if p.translation != 0]}
