"""Fixtures of the page tests: the example articles as a report in a browser, and the labelling command."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from report_pages import Open, save

import mtdetect
from mtdetect.types import Document, Report

if TYPE_CHECKING:
    from playwright.sync_api import Page

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def scored() -> dict[str, tuple[Document, Report]]:
    """The example articles with their reports, by name."""
    found = {}
    for path in sorted(EXAMPLES.glob("*.txt")):
        (document,) = mtdetect.read(str(path))
        found[path.stem] = (Document(f"examples/{path.name}", document.text), mtdetect.score(document.text))
    return found


@pytest.fixture
def article(open_page: Open, scored: dict[str, tuple[Document, Report]], tmp_path: Path) -> Callable[..., Page]:
    """Opens the report on one article."""
    return lambda **options: open_page(save(tmp_path, [scored["kim-putin"]]), **options)


@pytest.fixture
def folder_page(open_page: Open, scored: dict[str, tuple[Document, Report]], tmp_path: Path) -> Callable[..., Page]:
    """Opens the report on all the example articles."""
    return lambda **options: open_page(save(tmp_path, scored.values()), **options)


@pytest.fixture
def served(
    start: Callable[..., subprocess.Popen[bytes]],
) -> Callable[..., tuple[str, subprocess.Popen[bytes]]]:
    """Starts `mtdetect label`; returns the page's address and the process."""

    def begin(*arguments: str) -> tuple[str, subprocess.Popen[bytes]]:
        command = ("label", *arguments, "-o", "samples.jsonl", "--no-browser", "--quiet")
        process = start(*command, stdout=subprocess.PIPE)
        assert process.stdout is not None
        return process.stdout.readline().decode().strip(), process

    return begin
