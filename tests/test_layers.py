"""Imports run one way, and scoring does not load what it does not need."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = (
    ("types", "wordlists", "patterns", "words", "letters"),
    ("segment", "shapes", "hash_table", "lexicon", "model_files", "metrics", "pages"),
    ("language_model", "workers", "code"),
    ("word_model",),
    ("word_network",),
    ("analysis", "synonyms"),
    ("language", "repair"),
    ("searches",),
    ("detectors",),
    ("features", "classifier"),
    ("correction",),
    ("scoring",),
    ("weighting",),
    ("calibration",),
    ("fitting",),
    ("teaching",),
    ("leaks", "exports", "samples", "sample_tables", "readers", "reporters", "output", "terminal", "explain"),
    ("training", "labelling", "conversion", "plots"),
    ("evaluation",),
    ("cli",),
    ("__main__",),
)
"""Lower layers first; a module imports from its own layer or a lower one. `detectors` do not import each other."""
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def layer(module: str) -> str:
    return module.split(".")[1] if module.count(".") else ""


MODULES = sorted(p.relative_to(ROOT) for p in (ROOT / "mtdetect").rglob("*.py") if p.name != "__init__.py")
MODULES += sorted(p.relative_to(ROOT) for p in (ROOT / "mtdetect").glob("*/__init__.py"))


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_imports_run_one_way(path: Path) -> None:
    own = path.parts[1].removesuffix(".py")
    assert own in LEVEL, f"{own} has no layer: add it to LAYERS"
    for module in imports(ROOT / path):
        assert not module.startswith(("training", "benchmarks", "tests"))
        if module.startswith("mtdetect.") and layer(module) in LEVEL:
            assert LEVEL[layer(module)] <= LEVEL[own], f"{path} imports {module}"


@pytest.mark.parametrize("path", sorted((ROOT / "mtdetect" / "detectors").glob("*.py")), ids=lambda p: p.stem)
def test_detectors_do_not_import_each_other(path: Path) -> None:
    if path.name != "__init__.py":
        assert not any(module.startswith("mtdetect.detectors") for module in imports(path))


def loaded_after(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split("\n"))


def test_scoring_imports_neither_scikit_learn_nor_scipy() -> None:
    loaded = loaded_after("import mtdetect\nmtdetect.score('One sentence of sound English prose, and another.')")
    assert not loaded & {"sklearn", "scipy", "pandas", "pyarrow", "langdetect"}


def test_the_package_loads_nothing_until_it_is_used() -> None:
    assert not loaded_after("import mtdetect\nmtdetect.__version__") & {"numpy", "sentencepiece", "rich"}
