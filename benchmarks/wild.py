"""Sound English of other kinds than news, as Markdown: `python -m benchmarks.wild --cache DIR`.

Handbooks, manuals, licences, essays, jokes and a dictionary, from Debian packages by name (`apt-get download`, which
any Debian machine has). Nothing in them was ever trained on. They were edited with care, so that what is flagged is a
false alarm but for the odd slip, the copyright lines, and the sentences that reference manuals repeat on purpose. A
second table has what should be found: office help as rules translate it from a language that training does not use
(`apt-get install apertium apertium-eu-en`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

import mtdetect
from benchmarks import results
from benchmarks.bench import percent, table
from benchmarks.clean import counted, rates, scores_of
from mtdetect.types import Report
from training.corpora import PackageKind, package_texts
from training.round_trips import translated

SIZE = 400_000
LONG_WORDS = 25
"""Words from which a paragraph is prose and no heading."""


SCORES = {
    "administrator's handbook": PackageKind("debian-handbook", "usr/share/doc/*/html/en-US/*.html"),
    "security manual": PackageKind("harden-doc", "usr/share/doc/*/html/en-US/*.html"),
    "installation guide": PackageKind("installation-guide-amd64", "usr/share/doc/*/en/*.html"),
    "programming book": PackageKind("rust-doc", "usr/share/doc/rust-doc/html/book/*.html"),
    "office help": PackageKind("libreoffice-help-en-us", "usr/share/libreoffice/help/en-US/text/swriter/**/*.html"),
    "policy": PackageKind("debian-policy", "usr/share/doc/debian-policy/*.txt.gz"),
    "editor's manual": PackageKind("vim-runtime", "usr/share/vim/vim*/doc/usr_*.txt"),
    "manual in AsciiDoc": PackageKind("git-doc", "usr/share/doc/git-doc/*.txt"),
    "questions and answers": PackageKind("debian-faq", "usr/share/doc/**/*.txt*"),
    "game's guidebook": PackageKind("nethack-common", "usr/share/doc/*/Guidebook.txt.gz"),
    "licences": PackageKind("base-files", "usr/share/common-licenses/*"),
    "political essays": PackageKind("anarchism", "usr/share/doc/anarchism/markdown/**/*.md*"),
    "jokes and quotations": PackageKind("fortunes", "usr/share/games/fortunes/*[a-z]"),
    "dictionary of slang": PackageKind("jargon-text", "usr/share/**/jargon*"),
}

TRANSLATED = {
    "office help, from Basque": (
        PackageKind("libreoffice-help-eu", "usr/share/libreoffice/help/eu/text/swriter/**/*.html"),
        "eu-en",
        "apertium-eu-en",
    ),
}
"""Texts of another language, a direction of Apertium that training does not use, and its package."""


def alarms(reports: list[Report]) -> list[str]:
    """The share of prose paragraphs at 0.5 and more, by each score."""
    scores = [
        pair
        for report in reports
        for paragraph, pair in zip(report.paragraphs, scores_of(report) >= 0.5, strict=True)
        if len(paragraph.text.split()) >= LONG_WORDS
    ]
    return [str(len(scores)), *(percent(sum(column) / max(1, len(scores))) for column in zip(*scores, strict=True))]


def into_english(kind: PackageKind, direction: str, package: str, cache: Path, size: int) -> Iterator[str]:
    """The package's texts, translated by rules."""
    for text in package_texts(kind, cache, size):
        yield "\n\n".join(translated([line for line in text.splitlines() if line.strip()], direction, package))


@click.command()
@click.option("--cache", type=click.Path(file_okay=False, path_type=Path), required=True, help="Keeps the packages.")
@click.option("--size", default=SIZE, show_default=True, help="Characters of each kind.")
@click.option("--record", is_flag=True, help="Write the tables into results.json.")
def main(cache: Path, size: int, record: bool) -> None:
    """Print flags per 1,000 words, and the share of prose paragraphs at 0.5 and more, by kind."""
    reports = {name: list(mtdetect.score_many(package_texts(kind, cache, size))) for name, kind in SCORES.items()}
    everything = {**reports, "all": [report for own in reports.values() for report in own]}
    body: list[list[object]] = []
    for name, own in everything.items():
        by_rule, words = rates(own)
        worst = sorted(by_rule, key=lambda rule: -by_rule[rule])[:3]
        often = ", ".join(f"{rule} {by_rule[rule]:.2f}" for rule in worst if by_rule[rule] >= 0.01)
        body.append([name, words, f"{counted(by_rule):.2f}", *alarms(own), often])
    head = ["kind", "words", "1xx, 2xx, 3xx and 5xx", "prose paragraphs", "translation", "scraping", "most frequent"]
    lines = list(table(head, body))
    body = [
        [name, *alarms(list(mtdetect.score_many(into_english(*source, cache, size))))]
        for name, source in TRANSLATED.items()
    ]
    lines += table(["translated by rules", "prose paragraphs", "translation", "scraping"], body)
    print(*lines, sep="\n")
    if record:
        given = "" if size == SIZE else f" --size {size}"
        results.record_tables("wild", lines, f"python -m benchmarks.wild --cache DIR{given}")


if __name__ == "__main__":
    main()
