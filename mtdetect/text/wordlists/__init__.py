"""Word lists, one term a line; lines starting with '#' give the source and licence."""

from functools import cache
from pathlib import Path


@cache
def load(name: str) -> frozenset[str]:
    """The terms of `name`.txt, in their original case."""
    lines = Path(__file__).with_name(f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@cache
def known_words() -> frozenset[str]:
    """Common words and function words, in lower case."""
    return load("common_words") | load("function_words")
