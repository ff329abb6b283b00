"""Pages of publishers that were kept out: the article from plain text, and furniture that article extractors leave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from benchmarks.pages import FEWEST_WORDS
from benchmarks.unseen.figures import AT, Figures
from benchmarks.unseen.material import Setting, pages
from mtdetect.cleaning import article
from mtdetect.learning.metrics import metrics
from mtdetect.types import Report
from training import corpora

WHOLE = ("html-text", "inscriptis")
LEAKING = ("trafilatura", "readability", "boilerpy3")


class Page(NamedTuple):
    publisher: str
    source: corpora.LabelledDocument
    report: Report

    @property
    def scores(self) -> np.ndarray:
        """The scraping score of each paragraph."""
        return np.array([paragraph.scraping for paragraph in self.report.paragraphs])

    def kept(self) -> str:
        """The article, as `mtdetect clean` decides."""
        return "\n".join(paragraph.text for paragraph in article.kept(self.report))


def measure(setting: Setting) -> Figures:
    found = Figures()
    own = list(pages(setting))
    for extractor in (*WHOLE, *LEAKING):
        labelled = [
            (publisher, corpora.label_page(page, extractor, corpora.render(page.html, extractor, setting.cache)))
            for publisher, page in own
            if corpora.is_english(page.body)
        ]
        read = [Page(publisher, source, setting.reports([source.text], publisher)[0]) for publisher, source in labelled]
        _article(extractor, read, found)
        _lines(extractor, read, found)
    return found


def _article(extractor: str, read: Sequence[Page], found: Figures) -> None:
    """The text that is kept, against the article: F1 of four-word shingles, mean over pages."""
    kept: dict[bool, dict[str, list[tuple[float, float]]]] = {True: defaultdict(list), False: defaultdict(list)}
    for page in read:
        kept[True][page.publisher].append(corpora.shingle_f1(page.kept(), page.source.body))
        kept[False][page.publisher].append(corpora.shingle_f1(page.source.text, page.source.body))
    for scored, by_publisher in kept.items():
        name = f"article F1, {extractor}" + (" and scraping under .5" if scored else "")
        found.whole[name] = corpora.mean_f1([pair for pairs in by_publisher.values() for pair in pairs])
        if scored or extractor in LEAKING:
            found.by_source[name] = {who: corpora.mean_f1(pairs) for who, pairs in sorted(by_publisher.items())}


def _lines(extractor: str, read: Sequence[Page], found: Figures) -> None:
    """Content against furniture: all lines of a whole page, or the longer lines that an article extractor leaves."""
    fewest = FEWEST_WORDS if extractor in LEAKING else 0
    what = "leaked furniture" if extractor in LEAKING else "lines"
    rows: dict[str, tuple[list[float], list[int]]] = {page.publisher: ([], []) for page in read}
    for page in read:
        for (a, b), label, score in zip(page.source.paragraphs, page.source.labels, page.scores, strict=True):
            if label is not None and len(page.source.text[a:b].split()) >= fewest:
                rows[page.publisher][0].append(score)
                rows[page.publisher][1].append(label)
    scores, labels = (np.array([x for own in rows.values() for x in own[i]], np.float64) for i in (0, 1))
    groups = [who for who, own in rows.items() for _ in own[0]]
    figures = metrics(scores, labels, np.ones(len(scores)), groups)
    name = f"{what}, {extractor}"
    found.whole |= {f"{name}: lines": figures["rows"], f"{name}: furniture": figures["damaged"]}
    for figure, title in (("average_precision", "AP"), ("roc_auc", "AUC"), ("false_alarms", "content at .5")):
        if figure in figures:
            found.whole[f"{name}: {title}"] = figures[figure]
    alarms = {who: _over(own, 0) for who, own in sorted(rows.items()) if 0 in own[1]}
    caught = {who: _over(own, 1) for who, own in sorted(rows.items()) if 1 in own[1]}
    found.by_source |= {f"{name}: content at .5": alarms, f"{name}: furniture at .5": caught}


def _over(own: tuple[list[float], list[int]], label: int) -> float:
    return float(np.mean([score >= AT for score, true in zip(*own, strict=True) if true == label]))
