"""Imports go in one direction, and scoring loads no library it does not need."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ORDER = (
    *("_core", "native", "types", "text", "lm", "rules", "selection", "fixers", "scoring", "cleaning"),
    *("readers", "pages", "reporters", "rewriters", "shards", "samples", "learning", "labelling", "serving"),
    "integrations",
    *("cli", "__main__", "training", "benchmarks"),
)
"""Each folder may import only from itself and from those before it."""
TOP = ("mtdetect", "training", "benchmarks")
SOURCES = [path.relative_to(ROOT) for top in TOP for path in (ROOT / top).rglob("*.py")]


def imports(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))))
    named = {f"{n.module}.{alias.name}" for n in nodes if isinstance(n, ast.ImportFrom) for alias in n.names}
    return named | {alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names}


@pytest.mark.parametrize("path", sorted(SOURCES), ids=str)
def test_imports_go_in_one_direction(path: Path) -> None:
    own = path.with_suffix("").parts[path.parts[0] == "mtdetect"]
    if own != "__init__":  # collects public names from any folder
        # A report draws itself in a notebook by importing the reporter when it is asked to.
        imported = imported_at_once(path) if own == "types" else imports(path)
        folders = {module.removeprefix("mtdetect.").split(".")[0] for module in imported}
        assert not (set(ORDER) & folders) - set(ORDER[: ORDER.index(own) + 1])


def imported_at_once(path: Path) -> set[str]:
    """What a module imports when it is loaded: not in a function, nor for types alone."""
    body = ast.parse((ROOT / path).read_text(encoding="utf-8")).body
    found = {f"{n.module}.{alias.name}" for n in body if isinstance(n, ast.ImportFrom) for alias in n.names}
    return found | {alias.name for n in body if isinstance(n, ast.Import) for alias in n.names}


def test_no_module_imports_itself_by_way_of_others() -> None:
    names = {".".join(path.with_suffix("").parts).removesuffix(".__init__"): path for path in SOURCES}
    graph = {
        name: {m if m in names else m.rpartition(".")[0] for m in imported_at_once(path)} & names.keys() - {name}
        for name, path in names.items()
        if name != "mtdetect"  # its public names are imported when they are used
    }
    TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


def test_rules_do_not_import_each_other() -> None:
    from mtdetect.rules.registry import RULES

    names = {rule.name.replace("-", "_") for rule in RULES}
    for path in (path for path in SOURCES if path.parts[:2] == ("mtdetect", "rules") and path.name != "catalogue.py"):
        own = names.intersection(path.with_suffix("").parts)
        taken = {part for module in imports(path) if module.startswith("mtdetect.rules.") for part in module.split(".")}
        assert not (names & taken) - own, path


def loaded_after(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split("\n"))


def test_scoring_imports_neither_scikit_learn_nor_scipy() -> None:
    loaded = loaded_after("import mtdetect\nmtdetect.score('One sentence of sound English prose, and another.')")
    assert not loaded & {"sklearn", "scipy", "pandas", "pyarrow", "langdetect"}


def test_the_package_loads_nothing_until_it_is_used() -> None:
    assert not loaded_after("import mtdetect\nmtdetect.__version__") & {"numpy", "sentencepiece", "rich"}
