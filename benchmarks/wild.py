"""Sound English of other kinds than news, as Markdown: `python -m benchmarks.wild --cache DIR`.

Handbooks, manuals, licences, essays, jokes and a dictionary, from Debian packages by name (`apt-get download`, which
any Debian machine has). Nothing in them was ever trained on. They were edited with care, so that what is flagged is a
false alarm but for the odd slip, the copyright lines, and the sentences that reference manuals repeat on purpose.
"""

from __future__ import annotations

import gzip
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
import trafilatura

import mtdetect
from benchmarks.bench import percent, table
from benchmarks.clean import counted, rates, scores_of
from mtdetect.types import Report

LONG_WORDS = 25
"""Words from which a paragraph is prose and no heading."""


class Kind(NamedTuple):
    """Files of one package, by a pattern below its root; those of HTML as trafilatura extracts them."""

    package: str
    pattern: str


KINDS = {
    "administrator's handbook": Kind("debian-handbook", "usr/share/doc/*/html/en-US/*.html"),
    "security manual": Kind("harden-doc", "usr/share/doc/*/html/en-US/*.html"),
    "installation guide": Kind("installation-guide-amd64", "usr/share/doc/*/en/*.html"),
    "programming book": Kind("rust-doc", "usr/share/doc/rust-doc/html/book/*.html"),
    "office help": Kind("libreoffice-help-en-us", "usr/share/libreoffice/help/en-US/text/swriter/**/*.html"),
    "policy": Kind("debian-policy", "usr/share/doc/debian-policy/*.txt.gz"),
    "editor's manual": Kind("vim-runtime", "usr/share/vim/vim*/doc/usr_*.txt"),
    "manual in AsciiDoc": Kind("git-doc", "usr/share/doc/git-doc/*.txt"),
    "questions and answers": Kind("debian-faq", "usr/share/doc/**/*.txt*"),
    "game's guidebook": Kind("nethack-common", "usr/share/doc/*/Guidebook.txt.gz"),
    "licences": Kind("base-files", "usr/share/common-licenses/*"),
    "political essays": Kind("anarchism", "usr/share/doc/anarchism/markdown/**/*.md*"),
    "jokes and quotations": Kind("fortunes", "usr/share/games/fortunes/*[a-z]"),
    "dictionary of slang": Kind("jargon-text", "usr/share/**/jargon*"),
}


def files(kind: Kind, cache: Path) -> list[Path]:
    root = cache / kind.package
    if not root.exists():
        subprocess.run(["apt-get", "-qq", "download", kind.package], cwd=cache, check=True)
        package = next(cache.glob(f"{kind.package}_*.deb"))
        subprocess.run(["dpkg", "-x", package.name, kind.package], cwd=cache, check=True)
    return sorted(path for path in root.glob(kind.pattern) if path.is_file())


def text_of(path: Path) -> str:
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    text = raw.decode("utf-8", "replace")
    return trafilatura.extract(text, favor_recall=True) or "" if path.suffix == ".html" else text


def documents(kind: Kind, cache: Path, size: int) -> Iterator[str]:
    """Whole documents, drawn by a fixed seed until they have so many characters."""
    chosen, total = files(kind, cache), 0
    random.Random(kind.package).shuffle(chosen)
    for path in chosen:
        if total >= size:
            return
        text = text_of(path)[:size]
        if len(text) >= 400 and "\0" not in text:
            total += len(text)
            yield text


def alarms(reports: list[Report]) -> list[str]:
    """The share of prose paragraphs at 0.5 and more, by each score."""
    scores = [
        pair
        for report in reports
        for paragraph, pair in zip(report.paragraphs, scores_of(report) >= 0.5, strict=True)
        if len(paragraph.text.split()) >= LONG_WORDS
    ]
    return [str(len(scores)), *(percent(sum(column) / max(1, len(scores))) for column in zip(*scores, strict=True))]


@click.command()
@click.option("--cache", type=click.Path(file_okay=False, path_type=Path), required=True, help="Keeps the packages.")
@click.option("--size", default=400_000, show_default=True, help="Characters of each kind.")
def main(cache: Path, size: int) -> None:
    """Print flags per 1,000 words, and the share of prose paragraphs at 0.5 and more, by kind."""
    cache.mkdir(parents=True, exist_ok=True)
    reports = {name: list(mtdetect.score_many(documents(kind, cache, size))) for name, kind in KINDS.items()}
    everything = {**reports, "all": [report for own in reports.values() for report in own]}
    body: list[list[object]] = []
    for name, own in everything.items():
        by_rule, words = rates(own)
        worst = sorted(by_rule, key=lambda rule: -by_rule[rule])[:3]
        often = ", ".join(f"{rule} {by_rule[rule]:.2f}" for rule in worst if by_rule[rule] >= 0.01)
        body.append([name, words, f"{counted(by_rule):.2f}", *alarms(own), often])
    head = ["kind", "words", "1xx, 2xx, 3xx and 5xx", "prose paragraphs", "translation", "scraping", "most frequent"]
    print(*table(head, body), sep="\n")


if __name__ == "__main__":
    main()
