"""Fuzzes a part of mtdetect: `python -m tests.fuzz NAME --minutes N`. Needs atheris (`pip install ".[fuzz]"`).

Inputs that break a promise are saved in `build/fuzz`. To try one again: `python -m tests.fuzz NAME FILE`.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click

from benchmarks import results
from benchmarks.bench import table
from tests.fuzz.harnesses import HARNESSES
from tests.fuzz.seeds import seeds

ALL = "all"
SAVED = Path("build/fuzz")
MAX_LENGTH, TIMEOUT, MEMORY = 8000, 30, 2000
"""Of an input, in bytes; for one input, in seconds; of the process, in MB."""

_EXECUTED = re.compile(r"stat::number_of_executed_units: (\d+)")
_EXCEPTION = re.compile(r"=== Uncaught Python exception: ===\n(.*)")
_DIED = re.compile(r"ERROR: libFuzzer: (.*)")


def fuzz(name: str, seconds: float) -> tuple[int, list[str]]:
    """Runs a harness in processes of its own. Returns the number of inputs tried, and the different failures."""
    SAVED.mkdir(parents=True, exist_ok=True)
    tried, failures = 0, list[str]()
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(seeds(name)):
            Path(corpus, f"seed{number}").write_bytes(seed)
        end = time.monotonic() + seconds
        while (left := int(end - time.monotonic())) > 0:
            options = (f"-max_total_time={left}", f"-max_len={MAX_LENGTH}", f"-timeout={TIMEOUT}")
            more = (f"-rss_limit_mb={MEMORY}", f"-artifact_prefix={SAVED}/{name}-", "-print_final_stats=1")
            command = (sys.executable, "-m", "tests.fuzz.child", name, corpus, *options, *more)
            # atheris prints what a harness raised to standard output, libFuzzer everything else to standard error.
            done = subprocess.run(
                command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False
            )
            output = done.stdout
            found = _EXECUTED.search(output)
            tried += int(found[1]) if found else 0
            if "INITED" not in output:
                raise click.ClickException(f"the fuzzer did not start:\n{output[-2000:]}")
            failure = _EXCEPTION.search(output) or _DIED.search(output)
            message = failure[1] if failure else f"ended with status {done.returncode}" if done.returncode else ""
            if message and message not in failures:
                failures.append(message)
                click.echo(output[-3000:], err=True)
    return tried, failures


@click.command()
@click.argument("name", type=click.Choice((ALL, *HARNESSES)))
@click.argument("files", nargs=-1)
@click.option("--minutes", type=float, default=1, show_default=True, help="For each harness.")
@click.option("--record", is_flag=True, help="Save the table in benchmarks/results.json.")
def main(name: str, files: tuple[str, ...], minutes: float, record: bool) -> None:
    """Fuzzes a harness, or all one after the other; or tries the inputs in files."""
    names = tuple(HARNESSES) if name == ALL else (name,)
    for file in files:
        for each in names:
            HARNESSES[each](Path(file).read_bytes())
    if files:
        return
    counted = {}
    for each in names:
        tried, failures = fuzz(each, minutes * 60)
        counted[each] = tried, len(failures)
        click.echo("\n".join([f"{each}: {tried:,} inputs, {len(failures)} different failures", *failures]), err=True)
    counted[ALL] = tuple(map(sum, zip(*counted.values(), strict=True)))
    lines = list(table(("harness", "inputs", "failures"), ((each, *counts) for each, counts in counted.items())))
    click.echo("\n".join(lines))
    if record:
        results.record_tables("fuzz", lines, f"python -m tests.fuzz {name} --minutes {minutes:g} --record")
    sys.exit(bool(counted[ALL][1]))


if __name__ == "__main__":
    main()
