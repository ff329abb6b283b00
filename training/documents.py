"""The training data as labelled documents: which paragraph counts as damaged, in which way, and how much it weighs.

`training/README.md` says why each choice was made.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from mtdetect.learning.fitting import LabelledDocument, Recipe, fold_of
from mtdetect.scoring.features import NGRAM_MODELS
from mtdetect.text.segmentation import split_paragraphs
from mtdetect.types import Span
from training import corpora
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
"""Share of the 40,000 judged sentences that is used: each is a document of its own, and slow to read."""

CLEAN_PARAGRAPHS = 14
"""Paragraphs at most in a document made of clean text."""

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

HEADS_OF = {"wmt": "machine", "mlqe": "poor"}
"""By corpus, the head that learns from it."""

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
    real = list(corpora.page_documents(data, extractors, cache=cache, jobs=jobs))
    for page in real:
        whole = page.extractor in corpora.WHOLE_PAGE
        yield _page(page, f"pages/{page.extractor}", REAL_PAGE_WEIGHT if whole else 1.0)
    for page in corpora.recomposed(real, lambda site: fold_of(site, FOLDS)):
        yield _known(_page(page, f"recomposed/{page.extractor}", 1.0))
    for page in real:
        if page.extractor == EXTRACTOR_OF_LONE_LINES:
            known = _known(_page(page, f"lines/{page.extractor}", 1.0))
            for line in _alone(known, _some_lines(known)):
                yield replace(line, weights={kind: np.full(1, LONE_LINE_WEIGHT, np.float32) for kind in line.weights})


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


def clean_texts(data: Path) -> Iterator[tuple[str, str, list[str], bool]]:
    """(group, corpus, paragraphs, edited) of documents that people wrote in English."""
    for page in corpora.pages(data):
        if not corpora.is_english(page.body):
            continue
        lines = [line.strip() for line in page.body.splitlines() if line.strip()]
        title = page.title.strip()
        # An article is often kept with its headline, which is no furniture there.
        if title and title not in lines and fold_of(page.doc, 2) == 0:
            lines.insert(0, title)
        yield page.site, "body", lines, True
    for clean in corpora.clean_documents(data):
        paragraphs = [p for p in clean.paragraphs if p.strip()]
        edited = clean.source == "abc" or clean.genre in corpora.EDITED_GENRES
        for i, start in enumerate(range(0, len(paragraphs), CLEAN_PARAGRAPHS)):
            yield (
                f"{clean.source}/{clean.doc}/{i if clean.source == 'abc' else ''}",
                f"{clean.source}/{clean.genre}",
                paragraphs[start : start + CLEAN_PARAGRAPHS],
                edited,
            )


def _apart(group: str) -> bool:
    """Whether the paragraphs of this group stand alone: a third of the documents does, as quotations and samples do."""
    return fold_of(f"{group}/apart", 3) == 0


def clean(data: Path) -> Iterator[LabelledDocument]:
    for group, corpus, paragraphs, edited in clean_texts(data):
        weight = 1.0 if edited else 0.7
        ngram_weights: dict[str, Sequence[float] | float] = {"furniture": 0.0, "leak": 0.0, "spun": 0.0, "rough": 0.0}
        for some in [[p] for p in paragraphs] if _apart(group) else [paragraphs]:
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
    texts = [(group, paragraphs) for group, _, paragraphs, edited in clean_texts(data) if edited and paragraphs]
    for seed in seeds:
        for part in PARTS:
            own = [(group, paragraphs) for group, paragraphs in texts if part_of(group) == part]
            for (group, _), doc in zip(own, damaged_documents(own, seed, part), strict=True):
                whole = document(
                    (),
                    text=doc.text,
                    spans=doc.paragraphs,
                    translation=_judged(doc.translation),
                    scraping=_judged(doc.scraping),
                    group=group,
                    corpus="damaged",
                )
                yield from _alone(whole, range(len(doc.paragraphs))) if _apart(group) else [whole]


def spun(data: Path, thesaurus: Thesaurus, seed: int = 1) -> Iterator[LabelledDocument]:
    """The edited clean documents put through a spinner, one setting a document; many only in part."""
    terms = list(corpora.tortured_phrases(data))
    tables = {part: phrase_table(terms, part) for part in PARTS}
    for group, _, paragraphs, edited in clean_texts(data):
        if not edited or not paragraphs:
            continue
        rng = random.Random(f"{seed}/{group}")
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
        for some in [[pair] for pair in pairs] if _apart(group) else [pairs]:
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
    texts = [
        (group, paragraphs)
        for group, _, paragraphs, edited in clean_texts(data)
        if edited and paragraphs and random.Random(f"{seed}/{group}/round trip").random() < ROUND_TRIPS
    ]
    for part in PARTS:
        own = [(group, paragraphs) for group, paragraphs in texts if part_of(group) == part]
        for pivot, group, pairs in round_trip_documents(own, part, seed):
            if not pairs:
                continue
            # A heading that came back as it was is no damage, and a word or two may be style.
            labels = [1.0 if changed_share(*pair) >= ROUND_TRIP_CHANGED else NAN for pair in pairs]
            judged = list(zip((back for _, back in pairs), labels, strict=True))
            for some in [[pair] for pair in judged] if _apart(group) else [judged]:
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


def translations(data: Path, seed: int = 0) -> Iterator[LabelledDocument]:
    """Human and machine translations of the same source texts, post-edits, and original English.

    Half of the source texts stand as single paragraphs, half as documents of one translator's paragraphs.
    """
    versions: dict[tuple[str, str], list[corpora.TranslationRow]] = defaultdict(list)
    for row in corpora.translation_documents(data, seed=seed):
        if row.corpus.startswith(("UD_", "abc")) or not row.text.strip():
            continue  # these come as whole documents, by `clean`
        if row.corpus.startswith("ht_vs_mt"):
            continue  # what others retrain and are measured on; its two sides can't be told apart by what others teach
        versions[row.group, row.system].append(row)
    systems: dict[str, list[str]] = defaultdict(list)
    for group, system in versions:
        systems[group].append(system)
    for group, names in systems.items():
        rng = random.Random(f"{seed}/{group}")
        if group.startswith("mlqe/") and rng.random() > JUDGED_SHARE:
            continue
        human = [n for n in names if versions[group, n][0].kind != "machine"]
        machine = [n for n in names if n not in human]
        together = rng.random() < 0.5
        for name in human + rng.sample(machine, min(SYSTEMS_A_BLOCK, len(machine))):
            rows = versions[group, name]
            sizes = [rng.randint(2, 10) if together and rows[0].corpus != "mlqe" else 1 for _ in rows]
            start = 0
            for size in sizes:
                some = rows[start : start + size]
                start += size
                if some:
                    yield _translated(some, group)


def _translated(rows: Sequence[corpora.TranslationRow], group: str) -> LabelledDocument:
    labels = [_label(row) for row in rows]
    # The heads learn only where both sides wrote of the same things in the same years: what else is human would teach
    # them topics.
    ngram_weights = {
        head: [score for score, _ in labels] for corpus, head in HEADS_OF.items() if rows[0].corpus.startswith(corpus)
    }
    return document(
        [row.text.strip() for row in rows],
        translation=[score for score, _ in labels],
        scraping=0.0,
        weight=[weight for _, weight in labels],
        scraping_weight=0.15,
        ngram_weights=ngram_weights,
        group=group,
        corpus=f"{rows[0].corpus}/{rows[0].kind}",
    )


UNREAD = ("pages/", "recomposed/", "lines/", "damaged", "spun", "round trips", "ag_news", "manuals")
"""Corpora that the language model does not read: they are damaged, stand in another one whole, or hold much code."""


def piece_ngram_texts(documents: Iterable[LabelledDocument]) -> list[tuple[str, str]]:
    """(group, paragraph) of everything people wrote or translated: what the language model learns from, once each."""
    seen: dict[str, str] = {}
    for doc in documents:
        if doc.corpus.startswith(UNREAD) or doc.corpus.endswith("/machine"):
            continue
        for (start, end), translation in zip(doc.paragraphs, doc.labels["translation"], strict=True):
            if translation == 0:
                seen.setdefault(doc.text[start:end], doc.group)
    return [(group, text) for text, group in seen.items()]
