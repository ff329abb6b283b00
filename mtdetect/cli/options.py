"""Exit statuses and options shared by several commands."""

from __future__ import annotations

import click

from mtdetect.cli.parameters import Size, SizeType
from mtdetect.readers import INPUT_FORMATS
from mtdetect.readers.limits import MAX_BYTES

FAILED, UNUSABLE, INTERRUPTED = 1, 2, 130
"""Exit statuses: `--fail-on` reached; wrong usage, or unusable input or output; Ctrl-C."""

model_option = click.option(
    "--model",
    type=click.Path(),
    metavar="DIR",
    default=None,
    help="Folder of the model to use. Default: the model that comes with mtdetect.",
)

text_field_option = click.option(
    "--text-field", metavar="NAME", default="text", show_default=True, help="Field with the text (jsonl, csv, parquet)."
)

id_field_option = click.option(
    "--id-field", metavar="NAME", default="id", show_default=True, help="Field with the id (jsonl, csv, parquet)."
)

max_bytes_option = click.option(
    "--max-bytes",
    type=SizeType(),
    metavar="N",
    default=Size(MAX_BYTES),
    show_default=True,
    help="Longest document to read, after decompression; longer ones are reported. N may end in kB, MB or GB.",
)

quiet_option = click.option("--quiet", is_flag=True, help="Hide the progress bar and warnings; errors are still shown.")

jobs_option = click.option(
    "--jobs",
    type=click.IntRange(min=0),
    metavar="N",
    default=1,
    show_default=True,
    help="Number of processes to use; 0 for one per core.",
)

input_format_option = click.option(
    "--input-format",
    type=click.Choice(tuple(INPUT_FORMATS)),
    help="Read every input in this format, whatever its name. Default: by suffix; standard input and files without a "
    "suffix are plain text, or JSON Lines if the first line is an object with the text field.",
)


LONGEST_SHARE = 40
"""Characters of a share: Python refuses to read numbers of thousands of digits."""


def _shard(ctx: click.Context, option: click.Parameter, value: str | None) -> tuple[int, int] | None:
    if value is None:
        return None
    number, slash, machines = value.partition("/")
    if not (
        slash
        and len(value) <= LONGEST_SHARE
        and number.isdecimal()
        and machines.isdecimal()
        and 1 <= int(number) <= int(machines)
    ):
        raise click.BadParameter(f"“{value}” is not a share; give K/N, from 1/N to N/N, such as 3/64")
    return int(number), int(machines)


shard_option = click.option(
    "--shard",
    metavar="K/N",
    callback=_shard,
    help="Score the K-th of N shares (1/N to N/N), to divide the work between machines: whole files if there are N or "
    "more, otherwise lines of each file of rows.",
)
