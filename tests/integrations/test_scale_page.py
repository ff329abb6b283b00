"""The recipes of docs/scale.md run, and their scores are those of `score_many`.

Each runs where its engine is installed. The environment of .ci/run has none of those in ENGINES.
"""

from __future__ import annotations

import ast
import gzip
import json
import os
import re
import runpy
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import mtdetect

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs/scale.md").read_text(encoding="utf-8")
RECIPES = re.findall(r"^## ([^\n]+)\n|^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
ENGINES = {"datatrove", "pyspark", "ray", "datasets", "dask"}
"""They start processes, and so need a program of their own."""


def recipes() -> list[Any]:
    heading, found = "", []
    for title, code in RECIPES:
        heading = title or heading
        if code:
            found.append(pytest.param(code, id=f"{heading}-{len(found)}"))
    return found


def imported(code: str) -> set[str]:
    nodes = list(ast.walk(ast.parse(code)))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in names}


@pytest.fixture(scope="module")
def expected() -> dict[str, tuple[str | None, tuple[Any, ...]]]:
    """By id: the text, and the scores that every engine must give."""
    texts = [path.read_text(encoding="utf-8")[:3000] for path in sorted((ROOT / "examples").iterdir())]
    rows: dict[str, tuple[str | None, tuple[Any, ...]]] = {
        "null": (None, (None,) * 5),
        "late null": (None, (None,) * 5),
    }
    for number, report in enumerate(mtdetect.score_many([*texts, "…"])):
        values = (report.translation, report.scraping, report.damage, report.language or "und", len(report.flags))
        rows[f"text {number}"] = (report.text, values)
    return rows


@pytest.mark.parametrize("code", recipes())
def test_a_recipe_runs_and_gives_the_scores_of_score_many(
    folder: Path, code: str, expected: dict[str, tuple[str | None, tuple[Any, ...]]]
) -> None:
    for library in imported(code):
        if find_spec(library) is None:
            pytest.skip(f"{library} is not installed")
    (folder / "corpus").mkdir()
    for number in range(2):  # the first file has a null text alone
        own = list(expected)[number : number + 1] if number == 0 else list(expected)[1:]
        rows = [json.dumps({"id": name, "text": expected[name][0]}) + "\n" for name in own]
        (folder / f"corpus/{number}.jsonl").write_text("".join(rows))
    code = code.replace("tasks=64", "tasks=2").replace("/shared/venv/bin/activate", str(folder / "activate"))
    (folder / "recipe.py").write_text(code)
    if imported(code) & ENGINES:
        environment = os.environ | {"PYTHONPATH": str(ROOT), "HF_HOME": str(folder / "cache"), "PATH": slurm(folder)}
        done = subprocess.run([sys.executable, "recipe.py"], env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-3000:]
    else:
        names = runpy.run_path("recipe.py")
    if "DamageFilter" in code:
        assert set(ids(folder / "kept")) == {name for name, (text, row) in expected.items() if text and row[2] < 0.5}
        assert set(ids(folder / "dropped")) == {
            name for name, (text, row) in expected.items() if text and row[2] >= 0.5
        }
    elif "scored" in code:
        rows_ = scored(folder / "scored")
        without_text = {"null", "late null"} if "datatrove" in code else set()  # its reader drops them
        assert rows_ == {name: values for name, (_, values) in expected.items() if name not in without_text}
    elif "spacy" in code:
        assert names["doc"]._.mtdetect == mtdetect.score(names["doc"].text)
        assert names["found"] == [("the the", "doubled-word")]
    else:
        reports = mtdetect.score_many(names["texts"])
        assert names["features"].toarray()[:, -2:].tolist() == [[r.translation, r.scraping] for r in reports]


def slurm(folder: Path) -> str:
    """A PATH with stand-ins for Slurm's commands, which run the tasks of a job one after the other."""
    own = folder / "bin"
    own.mkdir()
    programs = {
        "sbatch": """
            script="${@: -1}"
            export RUN_OFFSET=0 SLURM_JOB_ID=1 SLURM_NODEID=0 SLURM_PROCID=0 SLURM_NODELIST=localhost
            for task in $(seq 0 "$(grep -oE 'array=0-[0-9]+' "$script" | grep -oE '[0-9]+$')"); do
                SLURM_ARRAY_TASK_ID=$task bash "$script" >&2
            done
            echo 1""",
        "srun": 'shift 3; exec "$@"',  # -l -n 1
        "scontrol": "echo localhost",
        "launch_pickled_pipeline": f'exec {sys.executable} -m datatrove.tools.launch_pickled_pipeline "$@"',
        "merge_stats": "true",
    }
    for name, program in programs.items():
        (own / name).write_text(f"#!/bin/bash\n{textwrap.dedent(program)}\n")
        (own / name).chmod(0o755)
    (folder / "activate").touch()
    return f"{own}{os.pathsep}{os.environ['PATH']}"


def ids(folder: Path) -> Iterator[str]:
    """The ids in compressed JSON Lines."""
    for path in folder.glob("*.gz"):
        yield from (json.loads(line)["id"] for line in gzip.decompress(path.read_bytes()).splitlines())


def scored(folder: Path) -> dict[str, tuple[Any, ...]]:
    """By id, the scores in the Parquet files of a folder."""
    parquet = pytest.importorskip("pyarrow.parquet")
    tables = [parquet.ParquetFile(path).read().to_pylist() for path in folder.rglob("*.parquet")]
    found = {}
    for row in (row for table in tables for row in table):
        assert row["id"] not in found
        columns = {name.removeprefix("mt_"): value for name, value in {**row, **(row.get("metadata") or {})}.items()}
        found[row["id"]] = tuple(columns[name] for name in ("translation", "scraping", "damage", "language", "flags"))
    return found
