"""Other tools that clean or filter text for a corpus, each as one function over texts, for speed comparisons.

None of them does everything that mtdetect does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

Work = Callable[[Sequence[str]], object]


def _ftfy() -> Work:
    import ftfy

    return lambda texts: [ftfy.fix_text(text) for text in texts]


def _justext() -> Work:
    """On pages that consist only of paragraphs, so that the cost of parsing real markup doesn't count."""
    import html

    import justext

    stoplist = justext.get_stoplist("English")

    def work(texts: Sequence[str]) -> None:
        for text in texts:
            body = "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line.strip())
            justext.justext(f"<html><body>{body}</body></html>".encode(), stoplist)

    return work


def _datatrove() -> Work:
    from datatrove.data import Document
    from datatrove.pipeline.filters import (
        C4QualityFilter,
        FineWebQualityFilter,
        GopherQualityFilter,
        GopherRepetitionFilter,
    )

    filters: list[Any] = [GopherRepetitionFilter(), GopherQualityFilter(), C4QualityFilter(), FineWebQualityFilter()]

    def work(texts: Sequence[str]) -> None:
        for number, text in enumerate(texts):
            for each in filters:  # run all, as mtdetect runs all rules
                each.filter(Document(text=text, id=str(number)))

    return work


def _spacy() -> Work:
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.max_length = 100_000_000
    return lambda texts: [len(list(doc.sents)) for doc in nlp.pipe(texts)]


def _pysbd() -> Work:
    import pysbd

    segmenter = pysbd.Segmenter(language="en", clean=False)
    return lambda texts: [segmenter.segment(line) for text in texts for line in text.split("\n") if line.strip()]


def _langdetect() -> Work:
    """Detects the language of each paragraph."""
    from langdetect import DetectorFactory, LangDetectException, detect

    DetectorFactory.seed = 0

    def work(texts: Sequence[str]) -> None:
        for text in texts:
            for line in text.split("\n"):
                try:
                    detect(line)
                except LangDetectException:  # digits alone
                    continue

    return work


PEERS: dict[str, Callable[[], Work]] = {
    "ftfy.fix_text": _ftfy,
    "jusText": _justext,
    "datatrove: Gopher, C4 and FineWeb filters": _datatrove,
    "spaCy sentencizer": _spacy,
    "pySBD": _pysbd,
    "langdetect, by paragraph": _langdetect,
}
"""Name and factory of each function. The factory raises ImportError if the package is not installed."""
