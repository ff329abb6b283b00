"""The English that the tagger learns to read: whole documents by source, as sound as there is.

A sixth of the sources is kept out of everything, and all figures come from it.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from pathlib import Path

from mtdetect.learning.recipe import fold_of
from mtdetect.text.segmentation import split_paragraphs
from training import corpora
from training.documents.manuals import PACKAGES

KINDS = {
    "news": ("fundus", "wmt2022"),
    "blogs and talk": ("prose/18f", "english/interview"),
    "manuals": ("prose/jekyll", "manuals/gnucash-docs", "manuals/bind9-doc", "manuals/gnuplot-doc"),
    "research": ("prose/plos",),
    "guides, textbooks, judgments": ("english/voyage", "english/textbook", "english/court"),
    "essays": ("manuals/anarchism",),
    "dictionary": ("manuals/dict-jargon",),
    "quotations": ("manuals/fortunes",),
    "version control": ("manuals/git-doc",),
    "security": ("manuals/harden-doc",),
}
"""Sources that the tagger never learns from, by kind: news of 2023 to 2026 and of 2022, a blog, interviews, notes on
software, manuals, research articles, travel guides, textbooks, court opinions and reference text."""

KEPT_OUT = frozenset(source for sources in KINDS.values() for source in sources)

FEWEST_WORDS = 60
"""Shorter documents are left out."""

GENRES = corpora.EDITED_GENRES | {"fiction", "whow", "essay", "letter", "court", "podcast"}
"""The genres of `clean/english` to use: the others hold unedited text."""

ENDS = tuple(".!?:”’)\"'")

ABC_PARAGRAPHS, MANUAL_CHARACTERS = 14, 500_000


@dataclass(frozen=True)
class Document:
    """`title` is empty if there is none. The paragraphs may include headings, list items and furniture."""

    title: str
    paragraphs: tuple[str, ...]
    layout: str = ""
    """The whole text, if the white space between its paragraphs is known."""

    @property
    def text(self) -> str:
        return self.layout or "\n\n".join(self.paragraphs)


def by_source(data: Path, cache: Path) -> dict[str, list[Document]]:
    """All documents by source, each text once."""
    return _grouped(chain(_articles(data), _translations(data), _pages(data, cache), _manuals(cache)))


def kept_out_kinds(texts: Mapping[str, Sequence[Document]]) -> dict[str, list[Document]]:
    """The documents of the kept-out sources by kind. `texts`: all documents by source."""
    return {
        kind: [document for source in sorted(sources) for document in texts.get(source, ())]
        for kind, sources in KINDS.items()
    }


def is_for_thresholds(document: Document) -> bool:
    """Whether the thresholds are fitted on this document of a kept-out source. Figures come from the others."""
    return fold_of(document.paragraphs[0], 2) == 0


def kept_out(data: Path) -> dict[str, list[Document]]:
    """The documents of the kept-out sources that figures come from, by kind; without the manuals of packages."""
    found = _grouped(text for text in chain(_articles(data), _translations(data)) if text[0] in KEPT_OUT)
    return {kind: [d for d in own if not is_for_thresholds(d)] for kind, own in kept_out_kinds(found).items()}


_Text = tuple[str, str, Sequence[str]] | tuple[str, str, Sequence[str], str]
"""Source, title, paragraphs, and the layout if it is known."""


def _grouped(texts: Iterable[_Text]) -> dict[str, list[Document]]:
    found: dict[str, list[Document]] = defaultdict(list)
    seen: set[tuple[str, ...]] = set()
    for source, title, paragraphs, *layout in texts:
        own = tuple(text for p in paragraphs if (text := p.strip()))
        if sum(len(p.split()) for p in own) >= FEWEST_WORDS and own not in seen:
            seen.add(own)
            found[source].append(Document(title.strip(), own, *layout))
    return dict(found)


def _articles(data: Path) -> Iterator[_Text]:
    for text in corpora.prose(data):
        yield f"prose/{text.source}", "", text.paragraphs
    for clean in corpora.clean_documents(data):
        if clean.source == "abc":
            for start in range(0, len(clean.paragraphs), ABC_PARAGRAPHS):
                yield "abc", "", clean.paragraphs[start : start + ABC_PARAGRAPHS]
        elif clean.genre in GENRES:
            yield f"english/{clean.genre}", "", clean.paragraphs
    for source, pages in (("bodies", corpora.pages(data)), ("fundus", corpora.recent_pages(data))):
        for page in pages:
            if corpora.is_english(page.body):
                yield source, page.title, page.body.splitlines()


def _pages(data: Path, cache: Path) -> Iterator[_Text]:
    for extractor in ("html-text", "trafilatura"):
        for extracted in corpora.page_documents(data, (extractor,), cache=cache / "rendered"):
            text = extracted.text
            yield "pages", extracted.title, [text[a:b] for a, b in extracted.paragraphs]


def _manuals(cache: Path) -> Iterator[_Text]:
    for kind in corpora.REFERENCE.values():
        for text in corpora.package_texts(kind, cache / PACKAGES, MANUAL_CHARACTERS):
            yield f"manuals/{kind.package}", "", [text[a:b] for a, b in split_paragraphs(text)], text


def _translations(data: Path) -> Iterator[_Text]:
    """Human translations and originals of test sets, in paragraphs of a few sentences."""
    for (year, pair, doc), run in groupby(corpora.wmt(data), key=lambda s: (s.year, s.pair, s.doc)):
        segments = list(run)
        for name in sorted(segments[0].human):
            lines = [text for s in segments if (text := s.human.get(name))]
            yield from _documents(f"wmt{year}", lines, f"{pair}/{doc}/{name}")
    for (year, origin), some in groupby(corpora.originals(data), key=lambda s: (s.year, s.origin)):
        yield from _documents(f"wmt{year}", [s.text for s in some], origin)
    human = (each for each in corpora.human_or_machine(data) if not each.machine and each.system == "deepl")
    sentences = (each for each in human if each.level == "sentence")
    for (year, origin), own in groupby(sentences, key=lambda each: (each.year, each.origin)):
        yield from _documents("wmt2008-2018", [each.text for each in own], f"{year}/{origin}")
    for row in corpora.system_lines(data):
        if row.human:
            yield from _documents(f"systems/{row.set}", row.human, row.set)


def _documents(source: str, lines: Sequence[str], name: str) -> Iterator[_Text]:
    """The lines in paragraphs of up to four. A line that doesn't end like a sentence is a headline, and stays alone."""
    rng = random.Random(name)
    paragraphs: list[str] = []
    room = 0
    for line in map(str.strip, lines):
        is_sentence = line.endswith(ENDS)
        if room and is_sentence:
            paragraphs[-1] += f" {line}"
            room -= 1
        else:
            paragraphs.append(line)
            room = rng.randint(0, 3) if is_sentence else 0
    start = 0
    while start < len(paragraphs):
        size = rng.randint(3, 20)
        yield source, "", paragraphs[start : start + size]
        start += size
