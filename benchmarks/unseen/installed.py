"""Sound English that comes with Python and with packages that the tests need anyway, for machines without the data.

It is reference prose, with lists, tables, code and formulas, and licences, which are legal English. The texts depend on
the installed versions, so compare rates only.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from types import ModuleType

from benchmarks.unseen.figures import Figures
from benchmarks.unseen.material import Setting
from benchmarks.unseen.sound import of_kinds

DOCUMENTED = ("hypothesis", "hypothesis.strategies", "sklearn.linear_model", "sklearn.ensemble", "scipy.optimize")
LICENSED = ("hypothesis", "mypy", "numpy", "pillow", "pyarrow", "scikit-learn", "scipy")

SHORTEST = 300
"""Shorter docstrings, in characters, are hardly prose."""

LONGEST = 20_000
"""Only this many characters of a licence are read: then come the licences of bundled libraries, which repeat."""

_COPYRIGHT = re.compile(r"copyright\s+(?:\(c\)|©|\d)|©", re.IGNORECASE)


def language_reference() -> list[str]:
    """Python's language reference, as `help()` prints it."""
    from pydoc_data import topics

    return list(topics.topics.values())


def data_sheets() -> list[str]:
    """Descriptions of scikit-learn's data sets."""
    sklearn = import_module("sklearn")
    return [path.read_text(encoding="utf-8") for path in sorted(Path(sklearn.__path__[0]).glob("datasets/descr/*.rst"))]


def docstrings() -> list[str]:
    """Manual pages of functions and classes."""
    return list(dict.fromkeys(doc for name in DOCUMENTED for doc in _docs(import_module(name))))


def licences() -> list[str]:
    """Licences without their copyright lines, which are flagged rightly."""
    texts = [text for name in LICENSED for text in _licences(name)]
    return list(dict.fromkeys(_terms(text)[:LONGEST] for text in texts))


KINDS: dict[str, Callable[[], list[str]]] = {
    "language reference": language_reference,
    "data sheets": data_sheets,
    "docstrings": docstrings,
    "licences": licences,
}


def measure(setting: Setting) -> Figures:
    reports = {kind: setting.reports(texts(), kind) for kind, texts in KINDS.items() if setting.wants(kind)}
    return of_kinds(reports)


def _docs(module: ModuleType) -> Iterator[str]:
    for name, value in sorted(vars(module).items()):
        if not name.startswith("_") and (inspect.isclass(value) or inspect.isfunction(value)):
            doc = inspect.getdoc(value) or ""
            if len(doc) >= SHORTEST:
                yield doc


def _licences(distribution: str) -> Iterator[str]:
    try:
        own = files(distribution) or []
    except PackageNotFoundError:
        return
    for path in sorted(own):
        if re.match(r"licen[cs]e|copying", path.name, re.IGNORECASE) and path.suffix != ".py":
            yield Path(str(path.locate())).read_text(encoding="utf-8", errors="replace")


def _terms(text: str) -> str:
    return "\n\n".join(part for part in re.split(r"\n\s*\n", text) if not _COPYRIGHT.search(part))
