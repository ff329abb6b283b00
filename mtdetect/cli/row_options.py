"""The options of `mtdetect score` for rows: what a row is, and what it holds beside the scores."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from mtdetect.readers.counting import ROW_SUFFIXES
from mtdetect.reporters.rows import FORMATS, LEVELS
from mtdetect.types import Document

if TYPE_CHECKING:
    from mtdetect.cli.inputs import Inputs
    from mtdetect.reporters.rows.table import Table
    from mtdetect.shards.plan import Part


class _Fields(click.ParamType[Any]):
    name = "fields"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value in ("all", "none"):
            return "all" if value == "all" else ()
        names = [name.strip() for name in str(value).split(",")]
        if not all(names):
            self.fail(f"“{value}” has an empty name; write all, none, or names with commas: url,date", param, ctx)
        return tuple(dict.fromkeys(names))


level_option = click.option(
    "--level",
    type=click.Choice(LEVELS),
    help=f"Write compact rows ({', '.join(FORMATS)}), without text: one per document, per paragraph or per flag.",
)

with_text_option = click.option(
    "--with-text",
    is_flag=True,
    help="With --level: add the text of the document or paragraph, or the flagged words.",
)

fields_option = click.option(
    "--fields",
    type=_Fields(),
    metavar="NAME,...|all|none",
    help="With --level: the input fields to keep. Default: all at --level document, otherwise none.",
)


def common_sample(inputs: Inputs, parts: Iterable[Part]) -> list[Document]:
    """The first documents of all the parts together: their fields become the columns of every output."""

    def documents() -> Generator[Document]:
        for part in parts:
            if part.suffix in ROW_SUFFIXES:
                yield from inputs.read(part, lambda error: None)  # reported when it is read for its scores

    from mtdetect.reporters.rows.table import first_documents

    with closing(documents()) as found:
        return first_documents(found, lambda document: document)


def table(
    form: str,
    level: str | None,
    with_text: bool,
    fields: str | tuple[str, ...] | None,
    text_field: str,
    id_field: str,
) -> Table | None:
    """The table that the options describe, or None for full reports.

    Raises:
        UsageError: the options don't go together.
    """
    if level and form not in FORMATS:
        raise click.UsageError(f"--level writes rows; choose a format that has them: --format {'|'.join(FORMATS)}")
    if level is None and form != "parquet":
        if with_text or fields is not None:
            raise click.UsageError("--with-text and --fields need --level document, paragraphs or flags")
        return None
    from mtdetect.reporters.rows.table import Table

    level = level or LEVELS[0]
    if fields is None:
        fields = "all" if level == LEVELS[0] else ()
    if fields == "all":
        return Table(level, None, with_text)
    if text_field in fields:
        raise click.UsageError(f"--fields doesn't take the field with the text, “{text_field}”; use --with-text")
    return Table(level, [name for name in fields if name != id_field], with_text)  # every row has its id
