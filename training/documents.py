"""The training data as labelled documents: which paragraph counts as damaged, in which way, and how much it weighs.

`training/README.md` says why each choice was made.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from mtdetect.learning.fitting import LabelledDocument, Recipe, fold_of
from mtdetect.scoring.features import NGRAM_MODELS
from mtdetect.text.segmentation import split_paragraphs
from mtdetect.types import Span
from training import corpora
from training.composition import APART, looked, mixed, real_lengths, runs
from training.composition import Part as Piece
from training.corpora.systems import SystemRow, system_rows
from training.damage import damaged_documents
from training.damage.editing import Part
from training.round_trips import changed_share, round_trip_documents
from training.spinner import STRATEGIES, STRENGTHS, Thesaurus, phrase_table, spin

NAN = float("nan")
SEPARATOR = "\n\n"
FOLDS = Recipe().folds
PARTS: tuple[Part, ...] = ("train", "dev")

SYSTEMS_A_BLOCK = 3
"""Machine translations of one source text that are used, drawn at random: all would drown the human ones."""

JUDGED_SHARE = 0.6
"""Share of the 40,000 judged sentences that is used."""

SENTENCES = (1, 4)
"""Judged sentences to a paragraph."""

PROSE_WORDS_OF_A_KIND = 110_000
"""Of each kind of prose, whole documents: seven kinds, some of which have millions of words."""

ABC_PARAGRAPHS = 14
"""Paragraphs of radio news to a group: they come as one long text."""

PROSE_ROUND_TRIPS = 0.25
"""Share of the prose documents that are translated there and back."""

PROSE_WEIGHT, FURNITURE_WEIGHT = 2.0, 3.2
"""Over the root of how many of them a page has. On a page of plain text furniture is seven lines in eight."""

REAL_PAGE_WEIGHT = 0.6
"""Of a whole page as it was, where a recomposed one weighs 1: on its own page the cut-off end of an article passes for
furniture."""

HEADLINE_WEIGHT = 0.4
"""The title before the article is no furniture; no more than this, since few articles are cleaned with it."""

LEAK_WORDS = 10
"""Words from which furniture looks like prose and leaks through extractors; one head learns only from such."""

EXTRACTOR_OF_LONE_LINES, LONE_LINES, LONE_LINE_WEIGHT = "html-text", 4, 0.5
"""Whose lines, how many of content a page (and twice as many of furniture), and their weight."""

UNSURE = frozenset({"caption", "byline", "duplicate"})
UNSURE_WEIGHT = 0.12
"""Lines that no article's text should hold, but that stand between furniture and prose: furniture of little weight."""

MACHINE_WEIGHT, JUDGED_WEIGHT, SPUN_WEIGHT, ROUND_TRIP_WEIGHT = 0.15, 0.4, 0.35, 0.2
"""Of a machine translation that no one judged, of one that professionals did, of spun text and of round trips, where a
human paragraph weighs 1: what is damaged is rarer in the world than here."""

SPUN_SHARES = (1.0, 1.0, 1.0, 0.5, 0.15)
"""Shares of a document's paragraphs that are spun, drawn at random. Where most documents are spun as wholes, what is
learned of a paragraph is to look at the others."""

ROUND_TRIPS, ROUND_TRIP_CHANGED = 0.5, 0.2
"""Share of the documents that are translated there and back, and of a paragraph's words that must be others then."""

PACKAGES = "packages"
"""The folder of a cache that Debian packages are unpacked in."""

MANUAL_CHARACTERS = 200_000
"""Of each kind of manual, about."""

PROSE_WORDS, CLOSERS = 12, "\"'”’)]"
"""Fewest words of a paragraph that counts as prose, and what may stand after its last sentence."""

HEADS_OF = {"wmt": "machine", "mlqe": "poor", "systems": "weak"}
"""By corpus, the head that learns from it."""

SYSTEM_WEIGHTS = {1.0: 0.3, 0.0: 0.5}
"""Of a machine's paragraph by its label, where a human one weighs 1."""

LANGUAGE_MODELS = 6
"""A multiple of the classifiers' folds, so that no classifier is judged by a language model that knew the text. What
stands in one document is of groups of one of these folds."""

GOOD, POOR = 0.8, 0.5
"""Adequacy, by professionals and from 0 to 1, from which a translation counts as sound; and below which as damaged."""


def document(
    paragraphs: Sequence[str],
    *,
    translation: Sequence[float] | float,
    scraping: Sequence[float] | float,
    group: str,
    corpus: str,
    weight: Sequence[float] | float = 1.0,
    scraping_weight: Sequence[float] | float | None = None,
    ngram_weights: Mapping[str, Sequence[float] | float] | None = None,
    text: str | None = None,
    spans: Sequence[Span] | None = None,
) -> LabelledDocument:
    """A labelled document of paragraphs (or of `text` and its `spans`); a single number holds for all of them."""
    if text is None or spans is None:
        text, spans = join(paragraphs)
    number = len(spans)

    def column(values: Sequence[float] | float) -> np.ndarray:
        return np.broadcast_to(np.asarray(values, np.float32), number).astype(np.float32)

    ngram_labels = np.full((number, len(NGRAM_MODELS)), NAN, np.float32)
    for name, values in (ngram_weights or {}).items():
        ngram_labels[:, NGRAM_MODELS.index(name)] = column(values)
    return LabelledDocument(
        text=text,
        paragraphs=spans,
        labels={"translation": column(translation), "scraping": column(scraping)},
        weights={
            "translation": column(weight),
            "scraping": column(weight if scraping_weight is None else scraping_weight),
        },
        ngram_weights=ngram_labels,
        group=group,
        corpus=corpus,
    )


def join(paragraphs: Sequence[str]) -> tuple[str, list[Span]]:
    spans, start = [], 0
    for paragraph in paragraphs:
        spans.append(Span(start, start + len(paragraph)))
        start += len(paragraph) + len(SEPARATOR)
    return SEPARATOR.join(paragraphs), spans


def _page_label(label: int | None, kind: str) -> float:
    if kind == "headline":
        return 0.0
    return 1.0 if kind in UNSURE else NAN if label is None else float(label)


def pages(data: Path, cache: Path | None, jobs: int, extractors: Sequence[str]) -> Iterator[LabelledDocument]:
    """Real pages as plain text, content against furniture; the same articles on recomposed pages; some lines alone."""
    real = list(corpora.page_documents(data, extractors, cache=cache, jobs=jobs, recent=True))
    for page in real:
        whole = page.extractor in corpora.WHOLE_PAGE
        if weight := _turn(page, "as it was", extractors):
            yield _page(page, f"pages/{page.extractor}", weight * (REAL_PAGE_WEIGHT if whole else 1.0))
    for page in corpora.recomposed(real, lambda site: fold_of(site, FOLDS)):
        if weight := _turn(page, "recomposed", extractors):
            yield _known(_page(page, f"recomposed/{page.extractor}", weight))
    for page in real:
        if page.extractor == EXTRACTOR_OF_LONE_LINES:
            known = _known(_page(page, f"lines/{page.extractor}", 1.0))
            for line in _alone(known, _some_lines(known)):
                yield replace(line, weights={kind: np.full(1, LONE_LINE_WEIGHT, np.float32) for kind in line.weights})


def _turn(page: corpora.LabelledDocument, what: str, extractors: Sequence[str]) -> float:
    """The weight of a page in one of its forms. The extractors that give the whole page hardly differ: each page is by
    one of them in turn, which then weighs as much as all of them."""
    whole = [name for name in extractors if name in corpora.WHOLE_PAGE]
    if page.extractor not in whole:
        return 1.0
    return float(len(whole)) if whole[fold_of(f"{page.doc}/{what}", len(whole))] == page.extractor else 0.0


def _known(page: LabelledDocument) -> LabelledDocument:
    """A page of which the heads and the translation score have read every line elsewhere."""
    unjudged = {**page.labels, "translation": np.full_like(page.labels["translation"], NAN)}
    return replace(page, labels=unjudged, ngram_weights=np.full_like(page.ngram_weights, NAN))


def _some_lines(page: LabelledDocument) -> list[int]:
    """Lines of a page to be judged out of their context: more furniture than content, as there is more of it."""
    rng = random.Random(page.text)
    labels = page.labels["scraping"]
    chosen: list[int] = []
    for label, most in ((0.0, LONE_LINES), (1.0, 2 * LONE_LINES)):
        own = [i for i in np.flatnonzero(labels == label).tolist() if len(page.text[slice(*page.paragraphs[i])]) > 3]
        chosen += rng.sample(own, min(most, len(own)))
    return chosen


def _alone(whole: LabelledDocument, chosen: Iterable[int]) -> Iterator[LabelledDocument]:
    """Some paragraphs of a document, each a document of its own."""
    for i in chosen:
        text = whole.text[slice(*whole.paragraphs[i])]
        yield replace(
            whole,
            text=text,
            paragraphs=[Span(0, len(text))],
            labels={kind: values[i : i + 1] for kind, values in whole.labels.items()},
            weights={kind: values[i : i + 1] for kind, values in whole.weights.items()},
            ngram_weights=whole.ngram_weights[i : i + 1],
        )


def _page(page: corpora.LabelledDocument, corpus: str, weight: float) -> LabelledDocument:
    """Its prose is human, and sound as a translation."""
    labels = np.array([_page_label(*pair) for pair in zip(page.labels, page.kinds, strict=True)], np.float32)
    weights = np.array(page.weights, np.float32) * np.where(labels == 1, FURNITURE_WEIGHT, PROSE_WEIGHT)
    weights = np.where([kind in UNSURE for kind in page.kinds], UNSURE_WEIGHT, weights)
    weights = np.where([kind == "headline" for kind in page.kinds], HEADLINE_WEIGHT, weights)
    long = np.array([len(page.text[a:b].split()) >= LEAK_WORDS for a, b in page.paragraphs], bool)
    return document(
        (),
        text=page.text,
        spans=list(page.paragraphs),
        translation=0.0,
        scraping=labels.tolist(),
        weight=np.where(labels == 0, 0.3, 0.1).tolist(),
        scraping_weight=(weight * weights).tolist(),
        ngram_weights={"furniture": labels.tolist(), "leak": np.where(long, labels, NAN).tolist()},
        group=page.site,
        corpus=corpus,
    )


class CleanText(NamedTuple):
    """A document that people wrote in English; `edited`: of an editor's hand, so that it can be damaged."""

    group: str
    corpus: str
    paragraphs: Sequence[str]
    edited: bool


def raw_texts(data: Path) -> Iterator[CleanText]:
    """As they are in the data, but for the prose."""
    for page in corpora.pages(data):
        if not corpora.is_english(page.body):
            continue
        lines = [line.strip() for line in page.body.splitlines() if line.strip()]
        title = page.title.strip()
        # An article is often kept with its headline, which is no furniture there.
        if title and title not in lines and fold_of(page.doc, 2) == 0:
            lines.insert(0, title)
        yield CleanText(page.site, "body", lines, True)
    for clean in corpora.clean_documents(data):
        paragraphs = [p for p in clean.paragraphs if p.strip()]
        edited = clean.source == "abc" or clean.genre in corpora.EDITED_GENRES
        group = f"{clean.source}/{clean.doc}/"
        if clean.source != "abc":
            yield CleanText(group, f"{clean.source}/{clean.genre}", paragraphs, edited)
            continue
        for i, start in enumerate(range(0, len(paragraphs), ABC_PARAGRAPHS)):
            own = paragraphs[start : start + ABC_PARAGRAPHS]
            yield CleanText(f"{group}{i}", f"{clean.source}/{clean.genre}", own, edited)


def prose_texts(data: Path) -> Iterator[CleanText]:
    """Some of each kind of prose. Its group is its kind: a split keeps a whole kind out."""
    by_source: dict[str, list[corpora.Prose]] = defaultdict(list)
    for text in corpora.prose(data):
        by_source[text.source].append(text)
    for source, texts in sorted(by_source.items()):
        random.Random(f"prose/{source}").shuffle(texts)
        words = 0
        for text in texts:
            if words >= PROSE_WORDS_OF_A_KIND:
                break
            words += sum(len(paragraph.split()) for paragraph in text.paragraphs)
            yield CleanText(f"prose/{source}", f"prose/{source}", text.paragraphs, True)


def clean_texts(data: Path) -> list[CleanText]:
    """All of them, cut to the lengths of real articles, and each with the looks of one house."""
    lengths = real_lengths(data)
    result: list[CleanText] = []
    for i, text in enumerate((*raw_texts(data), *prose_texts(data))):
        rng = random.Random(f"clean/{text.group}/{i}")
        result += (text._replace(paragraphs=looked(run, rng)) for run in runs(text.paragraphs, lengths, rng))
    return result


def _apart(group: str, number: int) -> bool:
    """Whether the paragraphs of this document stand alone."""
    return fold_of(f"{group}/{number}/apart", APART) == 0


def clean(data: Path) -> Iterator[LabelledDocument]:
    for number, (group, corpus, paragraphs, edited) in enumerate(clean_texts(data)):
        weight = 1.0 if edited else 0.7
        ngram_weights: dict[str, Sequence[float] | float] = {"furniture": 0.0, "leak": 0.0, "spun": 0.0, "rough": 0.0}
        for some in [[p] for p in paragraphs] if _apart(group, number) else [paragraphs]:
            yield document(
                some,
                translation=0.0,
                scraping=0.0,
                weight=weight,
                ngram_weights=ngram_weights,
                group=group,
                corpus=corpus,
            )


def manuals(cache: Path) -> Iterator[LabelledDocument]:
    """Manuals, help and descriptions, whole; their full sentences are judged, as English that was never translated.

    Whether a line of them is furniture is not judged: as prose, what help pages say of menus and links takes .03 to .05
    from the average precision on furniture that extractors let through.
    """
    for kind in corpora.MANUALS.values():
        for text in corpora.package_texts(kind, cache / PACKAGES, MANUAL_CHARACTERS):
            spans = split_paragraphs(text)
            prose = [0.0 if _is_prose(text[start:end]) else NAN for start, end in spans]
            yield document(
                (),
                text=text,
                spans=spans,
                translation=prose,
                scraping=NAN,
                ngram_weights={"spun": prose, "rough": prose},
                group=f"manuals/{kind.package}",
                corpus="manuals",
            )


def _is_prose(paragraph: str) -> bool:
    """Whether this is a full sentence at least, and no heading, table or code."""
    return len(paragraph.split()) >= PROSE_WORDS and paragraph.rstrip(CLOSERS).endswith((".", "!", "?", ":"))


def feeds(data: Path) -> Iterator[LabelledDocument]:
    """Wire snippets with their titles: human English, its scraping damage unjudged."""
    for row in corpora.ag_news(data):
        yield document(
            [row.title, row.text],
            translation=0.0,
            scraping=[0.0, NAN],
            weight=0.5,
            ngram_weights={"spun": 0.0, "rough": 0.0},
            group=f"ag_news/{row.row}",
            corpus="ag_news",
        )


def part_of(group: str) -> Part:
    """Damage in the groups of fold 0 is worded, and spun text there made, from what no other fold has.

    Figures of fold 0 therefore tell what was understood and not what was remembered.
    """
    return "dev" if fold_of(group, FOLDS) == 0 else "train"


def damaged(data: Path, seeds: Sequence[int] = (1,)) -> Iterator[LabelledDocument]:
    """The edited clean documents, damaged once a seed. The heads learn nothing here: the damage is made."""
    texts = [text for text in clean_texts(data) if text.edited and text.paragraphs]
    for seed in seeds:
        for part in PARTS:
            own = [text for text in texts if part_of(text.group) == part]
            named = [(f"{text.group}/{number}", text.paragraphs) for number, text in enumerate(own)]
            made = damaged_documents(named, seed, part)
            for number, ((group, _, _, _), doc) in enumerate(zip(own, made, strict=True)):
                whole = document(
                    (),
                    text=doc.text,
                    spans=doc.paragraphs,
                    translation=_judged(doc.translation),
                    scraping=_judged(doc.scraping),
                    group=group,
                    corpus="damaged",
                )
                yield from _alone(whole, range(len(doc.paragraphs))) if _apart(group, number) else [whole]


def spun(data: Path, thesaurus: Thesaurus, seed: int = 1) -> Iterator[LabelledDocument]:
    """The edited clean documents put through a spinner, one setting a document; many only in part."""
    terms = list(corpora.tortured_phrases(data))
    tables = {part: phrase_table(terms, part) for part in PARTS}
    for number, (group, _, paragraphs, edited) in enumerate(clean_texts(data)):
        if not edited or not paragraphs:
            continue
        rng = random.Random(f"{seed}/{group}/{number}")
        part = part_of(group)
        strategy, strength = rng.choice(STRATEGIES), rng.choice(STRENGTHS)
        share = rng.choice(SPUN_SHARES)
        texts, labels = [], []
        for paragraph in paragraphs:
            label = 0.0
            if rng.random() < share:
                result = spin(paragraph, thesaurus, rng, strategy, strength, part, tables[part])
                paragraph = result.text
                # A word or two in a long paragraph may pass for style; a reader must have something to notice.
                label = 1.0 if len(result.spans) >= 2 and result.share >= 0.08 else NAN if result.spans else 0.0
            texts.append(paragraph)
            labels.append(label)
        pairs = list(zip(texts, labels, strict=True))
        for some in [[pair] for pair in pairs] if _apart(group, number) else [pairs]:
            judged = [label for _, label in some]
            yield document(
                [text for text, _ in some],
                translation=judged,
                scraping=0.0,
                weight=SPUN_WEIGHT,
                scraping_weight=0.15,
                ngram_weights={"spun": judged},
                group=group,
                corpus="spun",
            )


def round_trips(data: Path, seed: int = 1) -> Iterator[LabelledDocument]:
    """Half of the edited clean documents, translated by rules into another language and back."""
    texts = []
    for number, (group, corpus, paragraphs, edited) in enumerate(clean_texts(data)):
        share = PROSE_ROUND_TRIPS if corpus.startswith("prose/") else ROUND_TRIPS
        if edited and paragraphs and random.Random(f"{seed}/{group}/{number}/round trip").random() < share:
            texts.append((group, paragraphs))
    for part in PARTS:
        own = [(group, paragraphs) for group, paragraphs in texts if part_of(group) == part]
        for number, (pivot, group, pairs) in enumerate(round_trip_documents(own, part, seed)):
            if not pairs:
                continue
            # A heading that came back as it was is no damage, and a word or two may be style.
            labels = [1.0 if changed_share(*pair) >= ROUND_TRIP_CHANGED else NAN for pair in pairs]
            judged = list(zip((back for _, back in pairs), labels, strict=True))
            for some in [[pair] for pair in judged] if _apart(group, number) else [judged]:
                yield document(
                    [text for text, _ in some],
                    translation=[label for _, label in some],
                    scraping=NAN,
                    weight=ROUND_TRIP_WEIGHT,
                    ngram_weights={"rough": [label for _, label in some]},
                    group=group,
                    corpus=f"round trips/{pivot.back}",
                )


def _judged(labels: Iterable[int | None]) -> list[float]:
    return [NAN if label is None else float(label) for label in labels]


def _label(row: corpora.TranslationRow) -> tuple[float, float]:
    """(label, weight).

    Machine translations weigh a fraction of human ones: most of them read well, and a score of one half is to mean
    that a careful reader would notice. How much they share with a human translation tells which those are.
    """
    if row.kind != "machine":
        return 0.0, 1.0
    if row.quality is None:
        return 1.0, MACHINE_WEIGHT * (0.3 + row.weight)
    score = 0.0 if row.quality >= GOOD else 1.0 if row.quality < POOR else NAN
    return score, JUDGED_WEIGHT


def _versions(data: Path, seed: int) -> dict[tuple[str, str], list[corpora.TranslationRow]]:
    """The paragraphs of each source text (a group) by each translator or system."""
    versions: dict[tuple[str, str], list[corpora.TranslationRow]] = defaultdict(list)
    for row in corpora.translation_documents(data, seed=seed):
        if row.corpus.startswith(("UD_", "abc")) or not row.text.strip():
            continue  # these come as whole documents, by `clean`
        if row.corpus.startswith("ht_vs_mt"):
            continue  # what others retrain and are measured on; its two sides can't be told apart by what others teach
        if row.group.startswith("mlqe/") and random.Random(f"{seed}/{row.group}").random() > JUDGED_SHARE:
            continue
        versions[row.group, row.system].append(row)
    return versions


def translations(data: Path, seed: int = 0) -> Iterator[LabelledDocument]:
    """Human and machine translations of the same source texts, post-edits, and original English, in documents of one
    corpus and fold, sound and damaged mixed.
    """
    versions = _versions(data, seed)
    systems: dict[str, list[str]] = defaultdict(list)
    for group, system in versions:
        systems[group].append(system)
    pools: dict[tuple[str, int], dict[str, list[corpora.TranslationRow]]] = defaultdict(lambda: defaultdict(list))
    for group, names in systems.items():
        rng = random.Random(f"{seed}/{group}")
        human = [n for n in names if versions[group, n][0].kind != "machine"]
        machine = [n for n in names if n not in human]
        for name in human + rng.sample(machine, min(SYSTEMS_A_BLOCK, len(machine))):
            own = versions[group, name]
            corpus = own[0].corpus
            pools[corpus, fold_of(group, LANGUAGE_MODELS)]["" if name in human else f"{own[0].pair}/{name}"] += own
    lengths = real_lengths(data)
    for (corpus, fold), by_system in pools.items():
        rng = random.Random(f"{seed}/{corpus}/{fold}")
        if corpus == "mlqe":
            sound, damaged = _judged_paragraphs([row for own in by_system.values() for row in own], rng)
        else:
            sound = [_piece([row]) for row in by_system.pop("", [])]
            damaged = {name: [_piece([row]) for row in own] for name, own in by_system.items()}
        yield from _composed(sound, damaged, lengths, rng, corpus)


def _piece(rows: Sequence[corpora.TranslationRow]) -> Piece:
    """A paragraph of some rows. Damaged: half of its words are; sound: all of them are."""
    labels = [_label(row) for row in rows]
    size = [len(row.text) for row in rows]
    bad = sum(n for n, (label, _) in zip(size, labels, strict=True) if label == 1) / sum(size)
    sound = all(label == 0 for label, _ in labels)
    label = 0.0 if sound else 1.0 if bad >= 0.5 else NAN
    head = next((head for corpus, head in HEADS_OF.items() if rows[0].corpus.startswith(corpus)), None)
    text = " ".join(row.text.strip() for row in rows)
    weight = min(weight for _, weight in labels)
    # The heads learn only where both sides wrote of the same things in the same years: what else is human would teach
    # them topics.
    return Piece(text, label, weight, {head: label} if head else {}, rows[0].group)


def _judged_paragraphs(
    rows: Sequence[corpora.TranslationRow], rng: random.Random
) -> tuple[list[Piece], dict[str, list[Piece]]]:
    """Paragraphs of several judged sentences: of bad ones, of sound ones, and of any."""
    by_label: dict[float, list[corpora.TranslationRow]] = {0.0: [], 1.0: [], 0.5: []}
    for row in rng.sample(rows, len(rows)):
        label, _ = _label(row)
        by_label[label if label == label and rng.random() < 0.8 else 0.5].append(row)
    pieces = []
    for own in by_label.values():
        start = 0
        while start < len(own):
            number = rng.randint(*SENTENCES)
            pieces.append(_piece(own[start : start + number]))
            start += number
    rng.shuffle(pieces)
    return [p for p in pieces if p.translation == 0], {"machine": [p for p in pieces if p.translation != 0]}


def _composed(
    sound: Sequence[Piece],
    damaged: Mapping[str, Sequence[Piece]],
    lengths: Sequence[int],
    rng: random.Random,
    corpus: str,
) -> Iterator[LabelledDocument]:
    for pieces in mixed(sound, damaged, lengths, rng):
        ngram_weights = {name for piece in pieces for name in piece.ngram_labels}
        yield document(
            looked([piece.text for piece in pieces], rng),
            translation=[piece.translation for piece in pieces],
            scraping=0.0,
            weight=[piece.weight for piece in pieces],
            scraping_weight=0.15,
            ngram_weights={name: [piece.ngram_labels.get(name, NAN) for piece in pieces] for name in ngram_weights},
            group=pieces[0].group,
            corpus=corpus,
        )


def weak_systems(data: Path, seed: int = 0) -> Iterator[LabelledDocument]:
    """Paragraphs by weak and strong systems and their originals, labelled by how well they agree with others."""
    pools: dict[int, dict[str, list[SystemRow]]] = defaultdict(lambda: defaultdict(list))
    for row in system_rows(data, FOLDS):
        name = "" if row.system == "human" else f"{row.pair}/{row.system}"
        pools[fold_of(row.group, LANGUAGE_MODELS)][name].append(row)
    lengths = real_lengths(data)
    for fold, by_system in sorted(pools.items()):
        rng = random.Random(f"{seed}/systems/{fold}")
        sound = [Piece(row.text, 0.0, 1.0, {"weak": 0.0}, row.group) for row in by_system.pop("", [])]
        damaged = {
            name: [
                Piece(row.text, row.label, SYSTEM_WEIGHTS.get(row.label, 0.1), {"weak": row.label}, row.group)
                for row in own
            ]
            for name, own in by_system.items()
        }
        yield from _composed(sound, damaged, lengths, rng, "systems")


def piece_ngram_texts(data: Path, of: Iterable[LabelledDocument] | None = None, seed: int = 0) -> list[tuple[str, str]]:
    """(group, paragraph) of what people wrote or translated: what the language model learns from, once each.

    Without the prose and the originals of weak systems: what it has not read is as it will be in use. `of`: only what
    is of the same origins and folds as some documents.
    """
    seen: dict[str, str] = {}
    for text in raw_texts(data):
        for paragraph in text.paragraphs:
            seen.setdefault(paragraph, text.group)
    for (group, _), own in _versions(data, seed).items():
        for row in own:
            if row.kind != "machine":
                seen.setdefault(row.text.strip(), group)
    known = None if of is None else {_origin(doc.group) for doc in of}
    return [(group, text) for text, group in seen.items() if known is None or _origin(group) in known]


def _origin(group: str) -> tuple[str, int]:
    return group.split("/")[0] if "/" in group else "body", fold_of(group, LANGUAGE_MODELS)
