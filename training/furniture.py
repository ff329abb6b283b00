"""Adds trees to the component *furniture*, which lower it in reference text: `python -m training.furniture --data DIR`.

The component has seen pages, articles and prose, so it takes definitions, instructions, references and code for
furniture. A few more trees are boosted on top of it, on reference text and on pages, and put into an existing model
folder. Everything else in the model stays as it is. See `training/README.md`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import click
import numpy as np
from numpy.typing import NDArray

import mtdetect
from mtdetect.learning.export import export
from mtdetect.learning.gathering import read
from mtdetect.learning.recipe import LabelledDocument, fold_of
from mtdetect.scoring.classifier import Classifier
from mtdetect.scoring.features import SURPRISAL, features
from mtdetect.scoring.ngram_models import NGRAM_MODELS, ngram_scores
from mtdetect.scoring.pipeline import Model
from mtdetect.scoring.read_batch import COLUMNS
from training import corpora
from training.dataset import USER_CACHE
from training.documents import docstrings, pages, reference
from training.documents.construction import FOLDS

COMPONENT = "furniture"

EXTRACTORS = ("html-text", "trafilatura", "readability")

DOCSTRINGS_STEP = 3
"""Only every third module's docstrings are read."""

TREES, LEAVES, FEWEST_ROWS, RATE = 12, 16, 80, 0.3
"""Further trees, their leaves, the rows of a leaf, and the share of each Newton step (Friedman 2001) that is taken."""

SHARE = 0.6
"""Share of the trees' values that the model gets: with all of them, more furniture of pages is lost."""

SOUND_WEIGHT = 1.5
"""Weight of a paragraph of reference text."""

FEWEST_WORDS = 8
"""The trees leave paragraphs with fewer words as they are: nobody can tell a heading from an entry of a menu."""

REMEMBERED = 0.6
"""Factor on the log-odds of pages: the component was fitted to them, so it is surer of them than of new ones."""

NOTE = (
    f"scraping: {TREES} trees were added to the component furniture on top of its own, for paragraphs of "
    f"{FEWEST_WORDS} words or more, with reference text from {len(corpora.REFERENCE)} Debian packages as sound text "
    "(docs/decisions/047); metrics, base rates, moments and everything else are from before"
)
"""What the model's card says of this."""

UNUSED = frozenset((*SURPRISAL, *NGRAM_MODELS))
"""What the language model and the linear n-gram models say is not asked: they were fitted to the pages as well."""


class Rows(NamedTuple):
    """Paragraphs, their labels and weights, and what the component says of them (log-odds, in their document)."""

    columns: NDArray[np.float32]
    labels: NDArray[np.float32]
    weights: NDArray[np.float32]
    words: NDArray[np.int64]
    log_odds: NDArray[np.float64]
    fold: NDArray[np.int64]
    of_page: bool


def rows_of(model: Model, docs: Sequence[LabelledDocument], of_page: bool) -> Rows:
    classifier = model.classifiers["scraping"]
    given = read(docs, model.tokenizer, model.piece_ngrams, model.tagger)
    every = features(given, model.word_models, ngram_scores(given.tokens, model.ngram_weights))
    own = every[:, [COLUMNS.index(name) for name in classifier.columns]]
    components = classifier.in_document(classifier.component_log_odds(own), given.documents)
    return Rows(
        own,
        np.concatenate([doc.labels["scraping"] for doc in docs]),
        np.concatenate([doc.weights["scraping"] for doc in docs]),
        np.array([len(text.split()) for text in given.paragraphs]),
        components[_place(classifier)],
        np.repeat([fold_of(doc.group, FOLDS) for doc in docs], [len(doc.paragraphs) for doc in docs]),
        of_page,
    )


def gathered(model: Model, data: Path, cache: Path, log: Callable[[str], None]) -> list[Rows]:
    """Docstrings, reference text and pages."""
    found = []
    sound = (list(docstrings.documents())[::DOCSTRINGS_STEP], list(reference.documents(cache)))
    for docs in sound:
        found.append(rows_of(model, docs, of_page=False))
        log(f"{len(docs)} documents of reference text")
    for extractor in EXTRACTORS:
        rendered = corpora.page_documents(data, (extractor,), cache=cache, recent=True)
        docs = [pages.labelled(page, f"pages/{extractor}", 1.0) for page in rendered]
        found.append(rows_of(model, docs, of_page=True))
        log(f"{len(docs)} pages by {extractor}")
    return found


def further_trees(classifier: Classifier, rows: Sequence[Rows], chosen: Callable[[Rows], NDArray[np.bool_]]) -> Any:
    """Trees that correct the component, boosted on the chosen rows: a list of scikit-learn regressors with one each."""
    from sklearn.ensemble import HistGradientBoostingRegressor

    used = [np.isfinite(own.labels) & (own.weights > 0) & (own.words >= FEWEST_WORDS) & chosen(own) for own in rows]
    weights = [own.weights if own.of_page else np.full(len(own.words), SOUND_WEIGHT) for own in rows]
    inputs = np.concatenate([own.columns[keep] for own, keep in zip(rows, used, strict=True)])[:, inputs_of(classifier)]
    labels = np.concatenate([own.labels[keep] for own, keep in zip(rows, used, strict=True)])
    weight = np.concatenate([own[keep] for own, keep in zip(weights, used, strict=True)])
    margin = np.concatenate(
        [own.log_odds[keep] * (REMEMBERED if own.of_page else 1) for own, keep in zip(rows, used, strict=True)]
    )
    trees = []
    for number in range(TREES):
        probability = 1 / (1 + np.exp(-margin))
        hessian = np.maximum(probability * (1 - probability), 0.02)
        tree = HistGradientBoostingRegressor(
            max_iter=1, learning_rate=1.0, max_leaf_nodes=LEAVES, min_samples_leaf=FEWEST_ROWS, l2_regularization=5.0,
            max_features=0.5, max_bins=127, early_stopping=False, random_state=number,
        )  # fmt: skip
        tree.fit(inputs, (labels - probability) / hessian, sample_weight=weight * hessian)
        margin = margin + RATE * tree.predict(inputs)
        trees.append(tree)
    return trees


def inputs_of(classifier: Classifier) -> list[int]:
    """The columns that the further trees see."""
    names = [name.split("[")[0].split("~")[0].removeprefix("document_") for name in classifier.columns]
    return [i for i, name in enumerate(names) if name not in UNUSED]


def with_trees(classifier: Classifier, trees: Sequence[Any]) -> Classifier:
    """The classifier with further trees in its component, which is the first."""
    place = _place(classifier)
    component, prior = classifier.components[place], classifier.document_prior
    if place or prior is None or COMPONENT not in prior.components:
        raise ValueError(f"the model's first component is not {COMPONENT} with a document prior")
    unit = 1 / (component.slope * prior.own)
    number, parts = component.trees, []
    for tree in trees:
        part = export(tree, classifier.columns, COMPONENT, inputs_of(classifier))
        # They only ever lower the component, so that no prose becomes furniture.
        value = np.minimum(part.value + part.components[0].bias, 0) * RATE * SHARE * unit
        parts.append(_of_long(replace(part, value=value)))
    end = int(classifier.roots[number]) if number < len(classifier.roots) else len(classifier.feature)
    first = end + np.concatenate(([0], np.cumsum([len(part.feature) for part in parts])))
    more = int(first[-1]) - end

    def inserted(name: str) -> NDArray[Any]:
        old = getattr(classifier, name)
        return np.concatenate([old[:end], *(getattr(part, name) for part in parts), old[end:]])

    children = [part.children + start for part, start in zip(parts, first, strict=False)]
    return replace(
        classifier,
        feature=inserted("feature"),
        threshold=inserted("threshold"),
        value=inserted("value"),
        children=np.concatenate(
            [classifier.children[:end], *children, classifier.children[end:] + more], dtype=np.int32
        ),
        roots=np.concatenate([classifier.roots[:number], first[:-1], classifier.roots[number:] + more], dtype=np.int32),
        components=(replace(component, trees=number + len(trees)), *classifier.components[1:]),
    )


def with_more(model: Model, trees: Sequence[Any]) -> Model:
    """The model with further trees, and a note in its card."""
    changed = {**model.classifiers, "scraping": with_trees(model.classifiers["scraping"], trees)}
    return replace(model, classifiers=changed, card={**model.card, "notes": [*model.card.get("notes", ()), NOTE]})


def lowered(trees: Sequence[Any], inputs: NDArray[np.float32]) -> NDArray[np.float64]:
    """What the trees add to the log-odds of paragraphs that are long enough."""
    added: NDArray[np.float64] = np.sum([np.minimum(tree.predict(inputs), 0) for tree in trees], axis=0)
    return RATE * SHARE * added


def _of_long(tree: Classifier) -> Classifier:
    """The same tree below a root that gives shorter paragraphs 0."""
    words = tree.columns.index("words")
    return replace(
        tree,
        feature=np.concatenate([[words, 0], tree.feature]).astype(np.int16),
        threshold=np.concatenate([[np.log1p(FEWEST_WORDS - 0.5), np.inf], tree.threshold]),
        children=np.concatenate([[[1, 2], [1, 1]], tree.children + 2]).astype(np.int32),
        value=np.concatenate([[0.0, 0.0], tree.value]),
    )


def _place(classifier: Classifier) -> int:
    return [component.name for component in classifier.components].index(COMPONENT)


def held_out(classifier: Classifier, rows: Sequence[Rows]) -> dict[str, tuple[float, float]]:
    """Shares at 0.5 before and after, by trees that had not seen the package or site: sound text, and furniture."""
    inputs = inputs_of(classifier)
    moved = [np.zeros(len(own.labels)) for own in rows]
    for fold in range(FOLDS):
        trees = further_trees(classifier, rows, lambda own, fold=fold: own.fold != fold)  # type: ignore[misc]
        for own, change in zip(rows, moved, strict=True):
            here = own.fold == fold
            change[here] = lowered(trees, own.columns[here][:, inputs])
    shares = {}
    for name, of_page, label in (("reference text", False, 0), ("articles", True, 0), ("furniture", True, 1)):
        before, after = [], []
        for own, change in zip(rows, moved, strict=True):
            which = (own.of_page == of_page) & (own.labels == label) & (own.words >= FEWEST_WORDS)
            before.append(own.log_odds[which] >= 0)
            after.append((own.log_odds + change)[which] >= 0)
        shares[name] = float(np.concatenate(before).mean()), float(np.concatenate(after).mean())
    return shares


@click.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("models/news-en"), show_default=True)
@click.option("--cache", type=click.Path(path_type=Path), default=USER_CACHE, help="For downloads and rendered pages.")
@click.option("--figures", is_flag=True, help="Also print the shares at 0.5, by trees that had not seen the source.")
def main(data: Path, output: Path, cache: Path, figures: bool) -> None:
    """Boosts further trees of the component furniture, and puts them into a model that has none yet."""
    started = time.monotonic()

    def log(line: str) -> None:
        click.echo(f"{time.monotonic() - started:6.0f} s  {line}", err=True)

    model = mtdetect.load(output)
    classifier = model.classifiers["scraping"]
    if NOTE in model.card.get("notes", ()):
        raise click.UsageError(f"{output} has these trees already: start from the model before them")
    rows = gathered(model, data, cache, log)
    if figures:
        for name, (before, after) in held_out(classifier, rows).items():
            log(f"{name}: {before:.4f} -> {after:.4f} at 0.5")
    trees = further_trees(classifier, rows, lambda own: np.ones(len(own.labels), np.bool_))
    with_more(model, trees).save(output)
    log(f"put {TREES} trees into {output}")


if __name__ == "__main__":
    main()
