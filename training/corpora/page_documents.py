"""Real pages as labelled documents, from which the `scraping` score learns furniture."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from joblib import Parallel, delayed

from mtdetect.text.segmentation import split_paragraphs
from mtdetect.types import Span
from training.corpora import alignment, rows
from training.corpora.rendering import EXTRACTORS, WHOLE_PAGE, render

_COMMON = frozenset({"the", "of", "and", "to", "is", "that", "for", "with"})


class LabelledDocument(NamedTuple):
    """One page as one extractor's plain text.

    `labels` is 0 (content), 1 (furniture) or None (not judged) for each of `paragraphs`, as `split_paragraphs(text)`
    finds them; `kinds` gives the reason. A paragraph weighs 1/sqrt(n) if its page has n with the same label, so that
    400 menu entries weigh 20 in total and not 400. Paragraphs that are not judged weigh 0.
    """

    doc: str
    site: str
    extractor: str
    title: str
    text: str
    paragraphs: tuple[Span, ...]
    labels: tuple[int | None, ...]
    kinds: tuple[alignment.Kind, ...]
    weights: tuple[float, ...]
    coverage: float
    body: str


def label_page(page: rows.Page, extractor: str, text: str) -> LabelledDocument:
    paragraphs = tuple(split_paragraphs(text))
    aligned = alignment.align(
        [text[start:end] for start, end in paragraphs],
        page.body,
        page.title,
        page.authors,
        alignment.captions_of(page.html),
    )
    labels = tuple(alignment.LABELS[kind] for kind in aligned.kinds)
    return LabelledDocument(
        page.doc,
        page.site,
        extractor,
        page.title,
        text,
        paragraphs,
        labels,
        tuple(aligned.kinds),
        weights_of(labels),
        aligned.coverage,
        page.body,
    )


def all_content(doc: str, site: str, text: str, paragraphs: Sequence[Span]) -> LabelledDocument:
    """A text without any furniture, as if it were a page."""
    labels, kinds = (0,) * len(paragraphs), tuple[alignment.Kind, ...](["body"] * len(paragraphs))
    return LabelledDocument(
        doc, site, "", "", text, tuple(paragraphs), labels, kinds, weights_of(labels), coverage=1.0, body=text
    )


def weights_of(labels: Sequence[int | None]) -> tuple[float, ...]:
    """See `LabelledDocument`."""
    counts = Counter(labels)
    return tuple(0.0 if label is None else 1 / math.sqrt(counts[label]) for label in labels)


def is_english(body: str) -> bool:
    """Whether enough words are among the eight common ones: one in eight in English prose, fewer in lists of names."""
    words = alignment.tokens(body)
    return sum(word in _COMMON for word in words) >= 0.04 * len(words)


def _page_documents(page: rows.Page, extractors: Sequence[str], cache: Path | None) -> list[LabelledDocument]:
    if not is_english(page.body):
        return []
    documents = [label_page(page, extractor, render(page.html, extractor, cache)) for extractor in extractors]
    whole = [document.coverage for document in documents if document.extractor in WHOLE_PAGE]
    if whole and max(whole) < alignment.MIN_COVERAGE:
        return []
    # If a whole-page extractor lost most of the article, the furniture has lost its surroundings.
    return [
        document
        for document in documents
        if document.paragraphs and (document.extractor not in WHOLE_PAGE or document.coverage >= alignment.MIN_COVERAGE)
    ]


def page_documents(
    data: Path,
    extractors: Sequence[str] = EXTRACTORS,
    cache: Path | None = None,
    jobs: int = 1,
    limit: int | None = None,
    recent: bool = False,
) -> Iterator[LabelledDocument]:
    """Each page by each extractor, page by page in the file's order. `cache`: a folder that keeps the rendered text.

    `recent`: the pages of 2023 to 2026 as well.
    """
    found = chain(rows.pages(data), rows.recent_pages(data) if recent else ())
    pages = (page for i, page in enumerate(found) if limit is None or i < limit)
    work = (delayed(_page_documents)(page, tuple(extractors), cache) for page in pages)
    for documents in Parallel(n_jobs=jobs, return_as="generator", pre_dispatch="2*n_jobs", batch_size=1)(work):
        yield from documents


def furniture_lines(documents: Iterable[LabelledDocument], most: int = 40) -> list[str]:
    """Distinct furniture lines of two to fourteen words, at most `most` per site, to splice into clean text."""
    by_site: dict[str, dict[str, None]] = {}
    for document in documents:
        lines = by_site.setdefault(document.site, {})
        for (start, end), label in zip(document.paragraphs, document.labels, strict=True):
            line = document.text[start:end]
            if label == 1 and "\n" not in line and 2 <= len(line.split()) <= 14 and any(map(str.isalpha, line)):
                lines[line] = None
    # Spread over the page, because its first lines are all menu.
    return [line for lines in by_site.values() for line in list(lines)[:: max(1, len(lines) // most)][:most]]
