"""What `mtdetect clean` changes in sound text, restores in damaged text, and leaves of a page: Markdown tables.

`python -m benchmarks.cleaning --data DIR`; with `--list`, every change in sound text is printed, to be read.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

import mtdetect
from benchmarks import results
from benchmarks.bench import percent, table
from benchmarks.damaged_articles import damaged, plain, words_kept
from mtdetect.cleaning import article
from mtdetect.cleaning.cleaner import clean_many
from mtdetect.fixers.flagged_text import Edit, FlaggedText
from mtdetect.fixers.table import edit_of, is_safe
from mtdetect.types import Flag, Report
from training import corpora

WORDS = 350_000
"""Words of each kind of sound text."""
EACH = 40
"""Documents with each kind of damage."""
ABC_PARAGRAPHS = 14
CONTEXT = 12
"""Characters on either side of a flag that tell damage of the original from damage that was made."""
EXTRACTORS = ("html-text", "inscriptis", "trafilatura")


def sound(data: Path, words: int) -> dict[str, list[str]]:
    """Sound texts by kind, in an order that is always the same."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in corpora.prose(data):
        found[row.source].append("\n\n".join(p.strip() for p in row.paragraphs if p.strip()))
    for document in corpora.clean_documents(data):
        if document.source == "abc":
            runs = range(0, len(document.paragraphs), ABC_PARAGRAPHS)
            found["radio news"] += ["\n".join(document.paragraphs[i : i + ABC_PARAGRAPHS]) for i in runs]
        else:
            kind = "edited" if document.genre in corpora.EDITED_GENRES else "everyday"
            found[kind].append("\n\n".join(document.paragraphs))
    for kind, texts in found.items():
        random.Random(f"cleaning/{kind}").shuffle(texts)
        count, own = 0, 0
        while own < len(texts) and count < words:
            count += len(texts[own].split())
            own += 1
        del texts[own:]
    return dict(sorted(found.items()))


def sound_lines(data: Path, words: int, listed: bool) -> Iterator[str]:
    yield "Changes in sound text."
    yield ""
    body: list[list[object]] = []
    totals: Counter[str] = Counter()
    for kind, texts in sound(data, words).items():
        own = Counter(words=sum(len(text.split()) for text in texts))
        for cleaned in clean_many(texts):
            own.update(changes=len(cleaned.fixes), unsafe=cleaned.unsafe)
            if listed:
                for fix in cleaned.fixes:
                    around = cleaned.original[max(0, fix.start - 60) : fix.end + 60]
                    print(
                        kind,
                        fix.code,
                        ascii(fix.replacement),
                        repr(cleaned.original[fix.start : fix.end]),
                        repr(around),
                    )
        totals += own
        body.append(_sound_row(kind, own))
    yield from table(
        ["kind", "words", "changes", "words per change", "more with --unsafe-fixes"], [*body, _sound_row("all", totals)]
    )


def _sound_row(kind: str, own: Counter[str]) -> list[object]:
    return [kind, own["words"], own["changes"], own["words"] // max(1, own["changes"]), own["unsafe"]]


def edits_of(report: Report) -> Iterator[tuple[Flag, Edit]]:
    source = FlaggedText(report.text, [paragraph.start for paragraph in report.paragraphs])
    for flag in report.flags:
        if found := edit_of(source, flag):
            yield flag, found


def damage_lines(data: Path, each: int) -> Iterator[str]:
    yield "Generated damage. A fix is exact if it alone restores the whole text, and wrong if it changes others."
    yield ""
    made = list(damaged(data, each))
    by_kind: dict[str, Counter[str]] = defaultdict(Counter)
    by_manner: dict[tuple[str, str, bool], Counter[str]] = defaultdict(Counter)
    texts = [case.text for case in made]
    cleaned = zip(clean_many(texts), clean_many(texts, unsafe=True), strict=True)
    for case, report, pair in zip(made, mtdetect.score_many(texts), cleaned, strict=True):
        by_kind[case.kind].update(places=1)
        for name, one in zip(("safe", "unsafe"), pair, strict=True):
            by_kind[case.kind].update({name: int(plain(f"\n{case.paragraph}\n") in plain(f"\n{one.text}\n"))})
        before = words_kept(case.original, case.text)
        for flag, found in edits_of(report):
            if case.text[max(0, flag.start - CONTEXT) : flag.end + CONTEXT] in case.original:
                continue  # damage that the article had already
            new = case.text[: found.start] + found.replacement + case.text[found.end :]
            own = by_manner[flag.code, found.manner, is_safe(flag, found.manner)]
            wrong = before and not words_kept(case.original, new)
            own.update(fixes=1, exact=int(plain(new) == plain(case.original)), wrong=int(wrong))
    body = [[kind, c["places"], c["safe"], c["unsafe"]] for kind, c in by_kind.items() if c["unsafe"]]
    yield from table(["kind of damage", "places", "restored", "restored with --unsafe-fixes"], body)
    rows = [
        [
            f"{code} {manner}",
            "yes" if safe else "",
            c["fixes"],
            c["exact"],
            c["wrong"],
            percent(1 - c["wrong"] / c["fixes"]),
        ]
        for (code, manner, safe), c in sorted(by_manner.items())
    ]
    yield from table(["fix", "safe", "fixes", "exact", "wrong", "not wrong"], rows)


def page_lines(data: Path, cache: Path | None) -> Iterator[str]:
    yield "Articles from the plain text of pages of publishers kept out: F1 of four-word shingles, means over pages."
    yield ""
    body: list[list[object]] = []
    own = [page for page in corpora.recent_pages(data) if corpora.is_english(page.body)]
    for extractor in EXTRACTORS:
        texts = [corpora.render(page.html, extractor, cache) for page in own]
        safe, unsafe = ([one.text for one in clean_many(texts, mode)] for mode in (False, True))
        scored = ["\n".join(p.text for p in article.kept(report)) for report in mtdetect.score_many(texts)]
        f1 = [
            corpora.mean_f1([corpora.shingle_f1(text, page.body) for text, page in zip(some, own, strict=True)])
            for some in (texts, safe, unsafe, scored)
        ]
        body.append([extractor, len(own), *f1])
    yield from table(["text by", "pages", "whole text", "cleaned", "with --unsafe-fixes", "by the scores alone"], body)


def lines(data: Path, cache: Path | None, parts: Sequence[str], words: int, each: int, listed: bool) -> Iterator[str]:
    if "sound" in parts:
        yield from sound_lines(data, words, listed)
    if "damage" in parts:
        yield from damage_lines(data, each)
    if "pages" in parts:
        yield from page_lines(data, cache)


PARTS = ("sound", "damage", "pages")


@click.command()
@click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder of training data."
)
@click.option("--cache", type=click.Path(file_okay=False, path_type=Path), help="Folder for extracted texts.")
@click.option("--part", "parts", type=click.Choice(PARTS), multiple=True, help="Measure only this. Can be repeated.")
@click.option("--words", default=WORDS, show_default=True, help="Words of each kind of sound text.")
@click.option("--each", default=EACH, show_default=True, help="Documents with each kind of damage.")
@click.option("--list", "listed", is_flag=True, help="Print every change in sound text.")
@click.option("--record", is_flag=True, help="Write the tables to results.json.")
def main(
    data: Path, cache: Path | None, parts: tuple[str, ...], words: int, each: int, listed: bool, record: bool
) -> None:
    """Print what cleaning changes in sound text, restores in damaged text, and leaves of a page."""
    for part in parts or PARTS:
        printed = list(lines(data, cache, (part,), words, each, listed))
        print(*printed, sep="\n")
        if record:
            results.record_tables(
                f"cleaning-{part}", printed, f"python -m benchmarks.cleaning --data DIR --part {part}"
            )


if __name__ == "__main__":
    main()
