"""Keeps the results of slow steps in a folder, so that a change to one step does not repeat the others.

A result's file name contains a hash of its inputs and of the source code that made it. An outdated result is never
used, so nothing needs to be deleted by hand.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")


@cache
def code_of(package: str) -> str:
    """A hash of the source code of a module, or of all modules in a package."""
    module = import_module(package)
    digest = hashlib.sha256()
    file = Path(str(module.__file__))
    for path in sorted(file.parent.rglob("*.py")) if file.name == "__init__.py" else [file]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def hash_of(values: Iterable[Any], packages: Iterable[str] = ()) -> str:
    """A hash of values (bytes, or anything whose `repr` identifies it) and of the code of modules or packages."""
    digest = hashlib.sha256()
    for value in (*values, *map(code_of, packages)):
        raw = value if isinstance(value, bytes) else repr(value).encode()
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.hexdigest()


def kept(folder: Path | None, name: str, key: str, make: Callable[[], T]) -> T:
    """The result of `make`, or the one that is kept under this name and key. Without a folder, nothing is kept."""
    if folder is None:
        return make()
    path = folder / "steps" / f"{name}-{key[:24]}.pickle"
    if path.exists():
        with path.open("rb") as file:
            result: T = pickle.load(file)
        return result
    result = make()
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    with partial.open("wb") as file:
        pickle.dump(result, file, protocol=pickle.HIGHEST_PROTOCOL)
    partial.replace(path)
    return result
