"""Makes more pages from the same pages: the article of one site inside the furniture of others.

With a few hundred pages, each article has a single surrounding, and a model learns how these sites are built. It should
learn instead that furniture is about other things than the article. There is a second benefit: if a hand-cleaned
article ends early, its own last paragraphs are wrongly labelled as furniture; around the article of another site, that
label is right.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from mtdetect.types import Span
from training.corpora.page_documents import LabelledDocument, weights_of
from training.corpora.rendering import ARTICLE_ONLY

SEPARATOR = "\n\n"
FEWEST = 3
"""Content paragraphs that an article needs to be used."""

LONGEST_RUN = 12
"""The most lines of furniture to insert in a row."""

FURNISHED_WHOLE = 4
"""One `furnished` article in this many gets all the furniture of whole pages, if it drew pages of that kind."""

Line = tuple[LabelledDocument, int]
"""A paragraph: its page, and its index there."""


def recomposed(
    pages: Sequence[LabelledDocument], part_of: Callable[[str], object], seed: int = 7
) -> Iterator[LabelledDocument]:
    """For each page, its article with the furniture before and after the articles of two other pages.

    Article extractors give only content, so their pages get furniture that leaked through on other pages instead. Pages
    are combined only with the same extractor and `part_of(site)`; the new page keeps the name of its article's site.
    """
    groups: dict[tuple[str, object], list[LabelledDocument]] = defaultdict(list)
    for page in pages:
        if page.labels.count(0) >= FEWEST:
            groups[page.extractor, part_of(page.site)].append(page)
    for (extractor, part), own in groups.items():
        rng = random.Random(f"{seed}/{extractor}/{part}")
        compose = _with_leaks if extractor in ARTICLE_ONLY else _in_other_surroundings
        for page in own:
            others = [other for other in rng.sample(own, min(8, len(own))) if other.site != page.site]
            if len(others) >= 2:
                yield _page(page, compose(page, others, rng))


def furnished(
    articles: Iterable[LabelledDocument],
    pages: Sequence[LabelledDocument],
    part_of: Callable[[str], object],
    seed: int = 7,
) -> Iterator[LabelledDocument]:
    """Each article, which has no furniture of its own, with furniture of pages from the same `part_of(site)`.

    Usually that is one to three runs of lines. In one article out of FURNISHED_WHOLE, it is everything around two whole
    pages.
    """
    groups: dict[object, list[LabelledDocument]] = defaultdict(list)
    for page in pages:
        if page.labels.count(0) >= FEWEST:
            groups[part_of(page.site)].append(page)
    for article in articles:
        own, rng = groups[part_of(article.site)], random.Random(f"{seed}/{article.doc}")
        if not own:
            continue
        first = rng.choice(own)
        others = rng.sample(alike := [page for page in own if page.extractor == first.extractor], min(3, len(alike)))
        whole = first.extractor not in ARTICLE_ONLY and rng.randrange(FURNISHED_WHOLE) == 0 and len(others) >= 2
        compose = _in_other_surroundings if whole else _with_leaks
        yield _page(article, compose(article, others, rng))


def _parts(page: LabelledDocument) -> tuple[list[Line], list[Line], list[Line]]:
    """The lines before the article, the article from its first to its last line, and the lines after it."""
    first = page.labels.index(0)
    last = len(page.labels) - page.labels[::-1].index(0)
    lines = [(page, i) for i in range(len(page.labels))]
    return lines[:first], lines[first:last], lines[last:]


def _in_other_surroundings(
    page: LabelledDocument, others: Sequence[LabelledDocument], rng: random.Random
) -> list[Line]:
    before, article, after = _parts(page)
    if rng.random() < 0.8:
        before = _parts(others[0])[0]
    if rng.random() < 0.9:
        after = _parts(others[1])[2]
    if rng.random() < 0.3:  # a box of related articles in the middle
        article = _inserted(article, _run(_parts(others[-1])[2], rng), rng)
    return before + article + after


def _with_leaks(page: LabelledDocument, others: Sequence[LabelledDocument], rng: random.Random) -> list[Line]:
    lines = [(page, i) for i, label in enumerate(page.labels) if label != 1]
    for other in rng.sample(others, min(len(others), rng.randint(1, 3))):
        leaked = [(other, i) for i, label in enumerate(other.labels) if label == 1]
        if rng.random() < 0.5:
            lines += _run(leaked, rng)
        else:
            lines = _inserted(lines, _run(leaked, rng), rng)
    return lines


def _run(lines: Sequence[Line], rng: random.Random) -> list[Line]:
    """Some neighbouring lines of furniture."""
    if not lines:
        return []
    start = rng.randrange(len(lines))
    return [(page, i) for page, i in lines[start : start + rng.randint(1, LONGEST_RUN)] if page.labels[i] == 1]


def _inserted(lines: list[Line], run: list[Line], rng: random.Random) -> list[Line]:
    at = rng.randint(1, len(lines))
    return lines[:at] + run + lines[at:]


def _page(article: LabelledDocument, lines: Sequence[Line]) -> LabelledDocument:
    texts = [page.text[slice(*page.paragraphs[i])] for page, i in lines]
    spans, start = [], 0
    for text in texts:
        spans.append(Span(start, start + len(text)))
        start += len(text) + len(SEPARATOR)
    labels = tuple(page.labels[i] for page, i in lines)
    return article._replace(
        text=SEPARATOR.join(texts),
        paragraphs=tuple(spans),
        labels=labels,
        kinds=tuple(page.kinds[i] for page, i in lines),
        weights=weights_of(labels),
    )
