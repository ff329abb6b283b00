"""A rule's flags on any text, to be read before the rule is believed: `python -m benchmarks.flags MTD304 FOLDER`."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

import mtdetect
from mtdetect.types import Document, Flag

AROUND = 90
"""Characters of context shown on either side of a flag."""


def flagged(rule: str, documents: Iterable[Document], model: mtdetect.Model) -> Iterator[tuple[Document, Flag]]:
    """Every flag of the rule, given by code or name, with its document."""
    waiting: deque[Document] = deque()

    def texts() -> Iterator[str]:
        for document in documents:
            waiting.append(document)
            yield document.text

    for report in model.score_many(texts()):
        document = waiting.popleft()
        yield from ((document, flag) for flag in report.flags if rule in (flag.code, flag.name))


def sampled(
    found: Iterable[tuple[Document, Flag]], most: int, seed: int
) -> tuple[list[tuple[int, Document, Flag]], int]:
    """At most `most` flags, drawn evenly from all and in order, and how many there are (Vitter's algorithm R, 1985)."""
    rng, number = random.Random(seed), 0
    kept: list[tuple[int, Document, Flag]] = []
    for number, (document, flag) in enumerate(found, 1):
        if len(kept) < most:
            kept.append((number, document, flag))
        elif (place := rng.randrange(number)) < most:
            kept[place] = (number, document, flag)
    return sorted(kept, key=lambda each: each[0]), number


def excerpt(text: str, flag: Flag) -> str:
    """The flagged words in ⟦brackets⟧ with their context, on one line."""
    before, after = text[max(0, flag.start - AROUND) : flag.start], text[flag.end : flag.end + AROUND]
    return f"{before}⟦{text[flag.start : flag.end]}⟧{after}".replace("\n", "⏎")


@click.command()
@click.argument("rule")
@click.argument("paths", nargs=-1, required=True)
@click.option("--most", default=100, show_default=True, help="Flags to print, drawn at random if there are more.")
@click.option("--seed", default=0, show_default=True, help="Another seed draws other flags.")
@click.option(
    "--model", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Default: the shipped one."
)
@click.option("--text-field", default="text", show_default=True, help="The field of JSON Lines, CSV and Parquet.")
def main(rule: str, paths: tuple[str, ...], most: int, seed: int, model: Path | None, text_field: str) -> None:
    """Prints the flags of RULE, a code or a name, in files and folders."""
    known = {name: known for known in mtdetect.RULES for name in (known.code, known.name)}
    if rule not in known:
        raise click.BadParameter(f"no rule “{rule}”; mtdetect rules lists them all")
    documents = (document for path in paths for document in mtdetect.read(path, text_field=text_field))
    kept, number = sampled(flagged(rule, documents, mtdetect.load(model)), most, seed)
    for place, document, flag in kept:
        click.echo(f"{place}  {document.id}\n   {excerpt(document.text, flag)}\n   {flag.message}\n")
    click.echo(f"{len(kept)} of {number} flags of {known[rule].code} {known[rule].name}")


if __name__ == "__main__":
    main()
