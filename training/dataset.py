"""The training data as a whole: the files it comes from, and all labelled documents made from them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from mtdetect.learning.recipe import LabelledDocument
from training import corpora, steps
from training.documents import (
    clean,
    damaged,
    docstrings,
    feeds,
    furnished,
    manuals,
    pages,
    round_trips,
    spun,
    systems,
    translations,
)
from training.spinner import Thesaurus

USER_CACHE = Path("~/.cache/mtdetect").expanduser()
"""The default folder for the packages of the manuals and for the word vectors."""

EXTRACTORS = ("html-text", "inscriptis", "resiliparse", "trafilatura", "readability")
"""Three extractors that give the whole page, and two that look for the article and let some furniture through."""

MADE_BY = ("training.documents", "training.composition", "training.corpora", "training.damage", "training.spinner",
           "training.round_trips", "mtdetect.text")  # fmt: skip
"""The modules and packages that make the documents. If their code changes, the documents are made again."""

SOURCES: tuple[tuple[str, str, str], ...] = (
    (
        "pages/pages.jsonl.gz",
        "article-extraction-dataset (AndyTheFactory)",
        "Apache-2.0; texts their publishers'",
    ),
    ("mt/wmt21.jsonl.gz", "WMT 2021 news systems and references", "research use"),
    ("mt/wmt22.jsonl.gz", "WMT 2022 general systems and references", "research use"),
    ("mt/english.jsonl.gz", "WMT 2021 and 2022 English sources", "research use"),
    ("mt/mlqe.jsonl.gz", "sheffieldnlp/mlqe-pe", "CC0"),
    ("mt/error_spans.jsonl.gz", "WMT QE 2023 error spans", "research use"),
    (
        "mt/systems.jsonl.gz",
        "mozilla/firefox-translations-models, evaluation; human lines from FLORES and OPUS-MT-testsets",
        "MPL-2.0; texts CC BY-SA (FLORES), research use (WMT)",
    ),
    ("pages/ag_news.jsonl.gz", "AG News test split", "research use"),
    ("clean/english.jsonl.gz", "UD_English-GUM and UD_English-EWT", "CC BY, CC BY-NC-SA by genre; CC BY-SA 4.0"),
    (
        "clean/prose.jsonl.gz",
        "prose of seven kinds: digital.gov, 18F, PEPs, Jekyll, novels, technical articles, PLOS",
        "public domain, CC0, MIT, CC BY, CC BY-SA; technical articles by host, research use",
    ),
    (
        "pages/fundus.jsonl.gz",
        "flairNLP/fundus test data",
        "MIT; texts their publishers'",
    ),
    ("clean/abc.jsonl.gz", "Australian Broadcasting Commission 2006", "research use"),
    ("spun/tortured_phrases.jsonl.gz", "Problematic Paper Screener (Cabanac, Labbé, Magazinov)", "CC BY 4.0"),
)
"""Each file in the data folder, its contents and its licence. Spun text is also made with WordNet 3.0 and MyThes."""


def load_documents(data: Path, thesaurus: Thesaurus, cache: Path | None, jobs: int) -> list[LabelledDocument]:
    """All training documents, in a fixed order. The documents of each origin are kept in the cache."""
    made: dict[str, Callable[[], Iterable[LabelledDocument]]] = {
        "pages": lambda: pages.documents(data, cache, jobs, EXTRACTORS),
        "clean": lambda: clean.documents(data),
        "furnished": lambda: furnished.documents(data, cache, jobs, EXTRACTORS),
        "docstrings": docstrings.documents,
        "manuals": lambda: manuals.documents(cache or USER_CACHE),
        "feeds": lambda: feeds.documents(data),
        "damaged": lambda: damaged.documents(data),
        "spun": lambda: spun.documents(data, thesaurus),
        "round-trips": lambda: round_trips.documents(data),
        "translations": lambda: translations.documents(data),
        "systems": lambda: systems.documents(data),
    }
    key = steps.hash_of((data_hash(data),), MADE_BY)
    return [doc for name, make in made.items() for doc in steps.kept(cache, name, key, partial(_list, make))]


def _list(make: Callable[[], Iterable[LabelledDocument]]) -> list[LabelledDocument]:
    return list(make())


def data_hash(data: Path) -> str:
    """SHA-256 of the files that training reads, in the order of SOURCES."""
    digest = hashlib.sha256()
    for name, _, _ in SOURCES:
        digest.update((data / name).read_bytes())
    return digest.hexdigest()


def manual_sources(cache: Path) -> list[dict[str, str]]:
    """The manuals' packages, for the model card. The digests of their files identify their versions."""
    return [
        {
            "file": kind.package,
            "what": f"Debian package, {name}",
            "licence": "free software documentation, by package",
            "sha256": corpora.digest(kind, cache / manuals.PACKAGES),
        }
        for name, kind in corpora.MANUALS.items()
    ]
