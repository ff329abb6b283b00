"""The `mtdetect serve` command."""

from __future__ import annotations

import click

from mtdetect.cli.options import model_option, quiet_option
from mtdetect.cli.rule_options import Selectors, ignore_option, select_option, selection_of
from mtdetect.cli.terminal import printable


@click.command(short_help="Score texts over HTTP, for editors and other programs.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8081,
    show_default=True,
    metavar="N",
    help="Port to listen on; 0 for any free one. The default is LanguageTool's.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Address to listen on. By default only this machine can reach the server; 0.0.0.0 is for all.",
)
@click.option(
    "--allow-origin",
    is_flag=False,
    flag_value="*",
    metavar="[ORIGIN]",
    help="Also answer requests from web pages and browser add-ons: those of this origin, or all if none is given.",
)
@click.option(
    "--max-length",
    type=click.IntRange(min=1),
    default=1_000_000,
    show_default=True,
    metavar="N",
    help="Longest text to accept, in characters.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="How long after a request its last text may be begun; then the request is given up.",
)
@select_option
@ignore_option
@model_option
@quiet_option
def serve(
    port: int,
    host: str,
    allow_origin: str | None,
    max_length: int,
    timeout: float,
    select: Selectors,
    ignore: Selectors,
    model: str | None,
    quiet: bool,
) -> None:
    """Score texts over HTTP, for editors and other programs. Press Ctrl-C to stop.

    POST /score takes a text and returns its report as JSON. POST /v2/check does what LanguageTool's server does, so
    that plug-ins made for LanguageTool can use mtdetect.
    """
    try:
        from mtdetect.serving import server
    except ImportError as error:
        needs = (
            f"serve needs an extra that is not installed ({error.name} is missing); "
            'in the mtdetect checkout, run: pip install ".[label]"'
        )
        raise click.UsageError(needs) from error
    from mtdetect.scoring import pipeline, workers
    from mtdetect.serving.scorer import Scorer

    workers.collect_seldom()
    loaded = pipeline.load(model)
    loaded.score("A text is scored first, so that the first request doesn’t wait for what is loaded late.")
    scorer = Scorer(loaded, selection_of(select, ignore), max_length, timeout)

    def ready(address: str) -> None:
        if host not in server.LOCAL and not quiet:
            danger = (
                f"warning: whoever can reach {address} can use this server, and whoever is on the way can read what is "
                "sent to it: it has no password and no encryption"
            )
            click.echo(printable(danger), err=True)
        if not quiet:
            click.echo("Press Ctrl-C to stop. Reports: POST /score. For LanguageTool plug-ins: /v2. Address:", err=True)
        click.echo(address)

    server.serve(scorer, host, port, allow_origin, ready)
