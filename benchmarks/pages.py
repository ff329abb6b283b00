"""Real pages from held-out sites: content against furniture, article extraction, and furniture left by extractors."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from benchmarks.bench import Bench, Rows, Scored, percent, rows, table, with_interval
from mtdetect.learning.metrics import metrics
from training import corpora

Text = Callable[[str], str]
Shares = dict[str, tuple[float, float]]
"""Precision and recall of the article's shingles, for each page."""

AGREED, AGREEING = 0.93, 2
"""On an agreed page, this many of the `ARTICLE_ONLY` extractors reach this F1 on the hand-cleaned article. On other
pages, the hand-cleaned article itself often ends early or has gaps."""

FEWEST_WORDS = 10
"""Fewest words in a line that counts as leaked furniture: shorter ones are easy to recognise."""


class Page(NamedTuple):
    """A page's text from one extractor, with the held-out scores of its paragraphs."""

    source: corpora.LabelledDocument
    scored: Scored

    def kept(self) -> str:
        """The article according to the scraping score: all paragraphs below 0.5."""
        pairs = zip(self.source.paragraphs, self.scored.scores["scraping"], strict=True)
        return "\n".join(self.source.text[a:b] for (a, b), score in pairs if score < 0.5)


def lines(bench: Bench) -> Iterator[str]:
    # The training documents start with these pages, in the same order.
    all_pages = [Page(source, scored) for source, scored in zip(bench.built.pages, bench.held_out, strict=False)]
    assert all(p.source.text == p.scored.document.text for p in all_pages)
    by_extractor = {
        name: [p for p in all_pages if p.source.extractor == name]
        for name in {p.source.extractor: 0 for p in all_pages}
    }
    yield "Lines of the plain text: content against furniture (intervals: bootstrap over sites)."
    yield ""
    yield from _line_figures(by_extractor)
    yield "Article extraction: precision and recall of 4-gram shingles, means over pages."
    yield ""
    extracted = _extracted(bench, {p.source.doc: p.source.body for p in all_pages})
    agreed = {
        doc
        for doc in extracted[corpora.ARTICLE_ONLY[0]]
        if sum(corpora.mean_f1([extracted[name][doc]]) >= AGREED for name in corpora.ARTICLE_ONLY) >= AGREEING
    }
    yield from _extraction(by_extractor, extracted, agreed)
    yield f"Furniture let through by article extractors, among lines of {FEWEST_WORDS} or more words."
    yield ""
    yield from _leaks(bench, by_extractor, agreed)
    if bench.remarks:
        yield from _remarks(by_extractor)


def _line_figures(by_extractor: dict[str, list[Page]]) -> Iterator[str]:
    body: list[list[object]] = []
    for name, own in by_extractor.items():
        found = metrics(*rows([p.scored for p in own], "scraping"))
        share = percent(found["damaged"] / found["rows"])
        figures = [with_interval(found, figure) for figure in ("roc_auc", "average_precision", "f1", "false_alarms")]
        body.append([name, len(own), found["rows"], share, *figures])
    head = ("pages", "lines", "furniture", "ROC AUC", "average precision", "F1", "content at 0.5")
    yield from table(["text by", *head], body)


def _extracted(bench: Bench, bodies: dict[str, str]) -> dict[str, Shares]:
    """Compares the article that each extractor gets from the HTML with the hand-cleaned one."""
    html = {page.doc: page.html for page in corpora.pages(bench.data) if page.doc in bodies}

    def by(name: str) -> Text:
        return lambda html: corpora.render(html, name, bench.cache)

    extractors = {name: by(name) for name in corpora.ARTICLE_ONLY} | {"resiliparse": _resiliparse_main}
    return {
        name: {doc: corpora.shingle_f1(text(html[doc]), body) for doc, body in bodies.items()}
        for name, text in extractors.items()
    }


def _extraction(by_extractor: dict[str, list[Page]], extracted: dict[str, Shares], agreed: set[str]) -> Iterator[str]:
    ours = {name: {p.source.doc: p for p in by_extractor.get(name, ())} for name in ("html-text", "inscriptis")}
    shared = sorted(doc for doc in ours["html-text"] if doc in ours["inscriptis"])
    if not shared:
        return
    found: dict[str, Shares] = {}
    for name, its_pages in ours.items():
        own = [its_pages[doc] for doc in shared]
        found[f"**mtdetect, from {name}'s text**"] = {
            p.source.doc: corpora.shingle_f1(p.kept(), p.source.body) for p in own
        }
        found[f"{name}: the whole text"] = {p.source.doc: corpora.shingle_f1(p.source.text, p.source.body) for p in own}
    found |= {f"{name}, from HTML": {doc: own[doc] for doc in shared} for name, own in extracted.items()}

    body: list[list[object]] = []
    for name, shares in found.items():
        precision, recall = (float(np.mean([pair[i] for pair in shares.values()])) for i in (0, 1))
        on_agreed = corpora.mean_f1([pair for doc, pair in shares.items() if doc in agreed])
        body.append([name, corpora.mean_f1(list(shares.values())), precision, recall, on_agreed])
    head = [f"{len(shared)} pages", "F1", "precision", "recall", f"F1 of {len(agreed.intersection(shared))} agreed"]
    yield from table(head, body)


def _resiliparse_main(html: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return str(extract_plain_text(html, main_content=True))


def _leaks(bench: Bench, by_extractor: dict[str, list[Page]], agreed: set[str]) -> Iterator[str]:
    body: list[list[object]] = []
    for name in ("trafilatura", "readability", "boilerpy3"):
        held_out = name in by_extractor
        own = by_extractor[name] if held_out else _shipped(bench, name)
        on_agreed = metrics(*_long_lines([p for p in own if p.source.doc in agreed]))
        row = _leak_row(name if held_out else f"{name} (shipped model, trained on these sites)", _long_lines(own))
        body.append([*row, with_interval(on_agreed, "average_precision")])
    head = ["let through by", "lines", "furniture", "average precision", "ROC AUC", "average precision, agreed pages"]
    yield from table(head, body)


def _leak_row(name: str, long: Rows) -> list[object]:
    found = metrics(*long)
    share = percent(found["damaged"] / max(1, found["rows"]))
    return [name, found["rows"], share, *(with_interval(found, figure) for figure in ("average_precision", "roc_auc"))]


def _long_lines(own: list[Page]) -> Rows:
    """The labelled lines with at least `FEWEST_WORDS` words."""

    def label(scored: Scored) -> np.ndarray:
        text, labels = scored.document.text, scored.document.labels["scraping"]
        long = [len(text[a:b].split()) >= FEWEST_WORDS for a, b in scored.document.paragraphs]
        return np.where(long, labels, np.nan)

    return rows([p.scored for p in own], "scraping", label)


def _shipped(bench: Bench, extractor: str) -> list[Page]:
    """Pages from an extractor not used in training, scored by the shipped model."""
    from training.documents.construction import document

    found = []
    for source in corpora.page_documents(bench.data, (extractor,), bench.cache, bench.jobs):
        labels = [np.nan if label is None else float(label) for label in source.labels]
        labelled = document(
            (), text=source.text, spans=list(source.paragraphs), translation=0.0, scraping=labels,
            group=source.site, corpus=f"pages/{extractor}",
        )  # fmt: skip
        report = bench.model.score(source.text)
        scores = {kind: np.array([getattr(p, kind) for p in report.paragraphs]) for kind in ("translation", "scraping")}
        found.append(Page(source, Scored(labelled, scores)))
    return found


def _remarks(by_extractor: dict[str, list[Page]], most: int = 50) -> Iterator[str]:
    """The worst misses and false alarms among html-text's lines."""
    judged = [
        (score, label, p.source.site, p.source.text[a:b])
        for p in by_extractor.get("html-text", ())
        for (a, b), label, score in zip(p.source.paragraphs, p.source.labels, p.scored.scores["scraping"], strict=True)
        if label is not None and np.isfinite(score)
    ]
    judged.sort(key=lambda row: row[0])
    worst = {
        "missed": [row for row in judged if row[1] == 1][:most],
        "false alarm": [row for row in judged if row[1] == 0][: -most - 1 : -1],
    }
    for what, some in worst.items():
        for score, _, site, text in some:
            yield f"- {what} {score:.2f} {site}: {' '.join(text.split())[:200]}"
    yield ""
