"""The figures of every benchmark, kept in `results.json` and shown as one page.

`python -m benchmarks.results` renders `results.md` from the JSON; with `--check` it only says whether the page is up to
date. The benchmarks write into the JSON when they are run with `--record`, in two ways:

- `record(section, what, value, ...)` sets one figure. With `"page": false` it is kept and not shown.
- `record_tables(part, lines, command)` keeps every Markdown table that a part printed, and refreshes the figures of the
  page that name a cell of it (`"cell": [part, table, row, column]`, the table by its first head or words of its title).

A figure is `unseen` if neither training nor any choice of a rule, weight or threshold has used texts of its source.
A figure whose cell is missing from the new tables, or empty (a part of the run was left out, or other sizes were
measured), keeps its value, its date and its command.
"""

from __future__ import annotations

import datetime
import json
import os
import re
import sys
import tempfile
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

FILE = Path(__file__).with_name("results.json")
PAGE = Path(__file__).with_name("results.md")
WIDTH = 118
MOST_LINES = 170

INTRO = """\
Do not edit this page: `python -m benchmarks.results` makes it from [results.json](results.json), which the benchmarks
write with `--record`. The column *by* has the command without `python -m benchmarks.` and without its paths; the JSON
has the whole command, and under `tables` every table that it printed. [docs/decisions](../docs/decisions/README.md)
records what was tried and dropped.

**Only the first section is about unseen text.** All other figures come from known sources: the scored paragraphs were
mostly held out of training, but rules, weights and thresholds were chosen with other texts of the same collections at
hand. On unseen text the figures are worse, and the first section shows by how much. Figures from before 2026-11-29 were
measured with the model of version 0.1.
"""

_CELL = re.compile(r"(?P<value>-?[\d.]+)(?: ?(?P<unit>%))?(?: \((?P<low>[\d.]+)–(?P<high>[\d.]+)\))?")


def load(path: Path = FILE) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def save(content: Mapping[str, Any], path: Path = FILE) -> None:
    """Replaces the file in one step, so that no reader finds half of it."""
    _write(path, _dumped(content) + "\n")


def record(
    section: str,
    what: str,
    value: float | Sequence[float],
    *,
    command: str,
    unit: str = "",
    interval: Sequence[float] | None = None,
    unseen: bool = False,
    date: str = "",
    path: Path = FILE,
) -> None:
    """Sets one figure of a section; a new one is appended. Its target, if it has one, stays."""
    content = load(path)
    if section not in {known["id"] for known in content["sections"]}:
        raise ValueError(f"{path.name} has no section {section!r}")
    found = next((one for one in content["figures"] if (one["section"], one["what"]) == (section, what)), None)
    if found is None:
        found = {"section": section, "what": what}
        content["figures"].append(found)
    found.update(value=value, unit=unit, command=command, date=date or _today(), unseen=unseen)
    found.pop("interval", None)
    found.pop("digits", None)
    if interval:
        found["interval"] = list(interval)
    save(content, path)


def record_tables(part: str, lines: Iterable[str], command: str, *, date: str = "", path: Path = FILE) -> None:
    """Keeps the tables that a part printed, and refreshes the figures that are cells of them."""
    content = load(path)
    made = {"command": command, "date": date or _today()}
    tables = list(tables_of(lines))
    content["tables"][part] = {**made, "tables": tables}
    for figure in content["figures"]:
        own, *where = figure.get("cell", [""])
        text = cell(tables, *where) if own == part else None
        if text is not None and _CELL.fullmatch(text):
            found = parsed(text)
            for key in {"interval", "digits"}.difference(found):
                figure.pop(key, None)
            figure.update(found, **made)
    save(content, path)


def tables_of(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The title (the paragraph before it), head and rows of each Markdown table."""
    title: list[str] = []
    head: list[str] = []
    rows: list[list[str]] = []
    ended = True
    for line in ["", *"\n".join(lines).split("\n"), ""]:
        if line.startswith("|"):
            if not head:
                head = _cells(line)
            elif not re.fullmatch(r"[|: -]+", line):
                rows.append(_cells(line))
            continue
        if head:
            yield {"title": " ".join(title), "head": head, "rows": rows}
            title, head, rows = [], [], []
        if line:
            title = [line] if ended else [*title, line]
        ended = not line


def cell(tables: Iterable[Mapping[str, Any]], table: str, row: str, column: str) -> str | None:
    """The text of the first cell with that row and column; any table will do if none is named."""
    for one in tables:
        if column in one["head"] and (table in one["title"] or table == one["head"][0]):
            for cells in one["rows"]:
                if cells[0] == row:
                    return str(cells[one["head"].index(column)])
    return None


def parsed(text: str) -> dict[str, Any]:
    """A cell as value, unit, interval and digits: "0.981 (0.972–0.988)", "71.7 %", "30"."""
    match = _CELL.fullmatch(text)
    if match is None:
        raise ValueError(f"not a figure: {text!r}")
    value = match["value"]
    found: dict[str, Any] = {"value": float(value) if "." in value else int(value)}
    if "." in value:
        found["digits"] = len(value.partition(".")[2])
    if match["unit"]:
        found["unit"] = match["unit"]
    if match["low"]:
        found["interval"] = [float(match["low"]), float(match["high"])]
    return found


def reached(figure: Mapping[str, Any]) -> bool | None:
    """Whether the figure meets its target; None if it has none."""
    worst = figure["value"] if isinstance(figure["value"], list) else [figure["value"]]
    if "at_least" in figure:
        return bool(min(worst) >= figure["at_least"])
    if "at_most" in figure:
        return bool(max(worst) <= figure["at_most"])
    return None


def rendered(content: Mapping[str, Any]) -> str:
    """The page."""
    lines = ["# Results", "", *INTRO.splitlines()]
    for section in content["sections"]:
        context = f"{section['context']} [Decisions](../docs/decisions/README.md#{section['decisions']})."
        lines += ["", f"## {section['title']}", "", *_wrapped(context), ""]
        lines += ["| what | target | before | figure | outcome | date | by |", "|---|--:|--:|--:|---|---|---|"]
        shown = [one for one in content["figures"] if one["section"] == section["id"] and one.get("page", True)]
        lines += [f"| {' | '.join(_row(figure))} |" for figure in shown]
    return "\n".join(lines) + "\n"


def _row(figure: Mapping[str, Any]) -> list[str]:
    targets = [f"{sign} {figure[key]}" for key, sign in (("at_least", "≥"), ("at_most", "≤")) if key in figure]
    target = f"{' '.join(targets)} {figure.get('unit', '')}".strip() if targets else ""
    mark = {True: "reached", False: "missed", None: ""}[reached(figure)]
    before = figure.get("before", "")
    return [figure["what"], target, before, _shown(figure), mark, figure["date"], _short(figure["command"])]


def _shown(figure: Mapping[str, Any]) -> str:
    digits = figure.get("digits")
    values = figure["value"] if isinstance(figure["value"], list) else [figure["value"]]
    text, between = (
        "–".join(str(value) if digits is None else f"{value:.{digits}f}" for value in some)
        for some in (values, figure.get("interval", []))
    )
    between = f" ({between})" if between else ""
    return f"{text} {figure['unit']}".rstrip() + between if figure.get("unit") else text + between


def _short(command: str) -> str:
    """The command without what all of them have."""
    if not command.startswith("python -m benchmarks."):
        return command
    return re.sub(
        r" --(?:data DIR|cases DIR|held-out FILE|cache (?:CACHE|DIR)|record)",
        "",
        command.removeprefix("python -m benchmarks."),
    )


def _wrapped(text: str) -> list[str]:
    """Lines of the page; a Markdown link is not broken."""
    kept = re.sub(r"\[[^\]]*\]\([^)]*\)", lambda match: match[0].replace(" ", "\0"), text)
    lines = textwrap.wrap(kept, WIDTH, break_long_words=False, break_on_hyphens=False)
    return [line.replace("\0", " ") for line in lines]


def _cells(line: str) -> list[str]:
    return [part.strip().strip("*") for part in line.strip().strip("|").split("|")]


def _dumped(value: object, margin: str = "") -> str:
    """JSON for reading and comparing: what fits a line is on one."""
    line = json.dumps(value, ensure_ascii=False)
    if len(margin + line) <= WIDTH or not isinstance(value, dict | list):
        return line
    deeper = margin + " "
    if isinstance(value, dict):
        inner = [f"{json.dumps(key, ensure_ascii=False)}: {_dumped(one, deeper)}" for key, one in value.items()]
    else:
        inner = [_dumped(one, deeper) for one in value]
    start, end = line[0], line[-1]
    return start + ",".join(f"\n{deeper}{one}" for one in inner) + f"\n{margin}{end}"


def _today() -> str:
    return datetime.datetime.now(datetime.UTC).date().isoformat()


def _write(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit status 1 if the page is out of date.")
def main(check: bool) -> None:
    """Renders results.md from results.json."""
    page = rendered(load())
    if len(page.splitlines()) > MOST_LINES:
        raise click.ClickException(f"the page has {len(page.splitlines())} lines, and {MOST_LINES} are allowed")
    if not check:
        _write(PAGE, page)
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
        click.echo(f"{PAGE.name} is out of date: run python -m benchmarks.results", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
