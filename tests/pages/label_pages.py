"""Shared by the labelling page tests: waiting for a paragraph, pressing keys, reading the samples."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

Served = Callable[..., tuple[str, "subprocess.Popen[bytes]"]]

OpenPage = Callable[..., "Page"]


def ready(page: Page) -> str:
    """Waits for a paragraph and returns its text."""
    page.locator("body[data-item]:not([aria-busy])").wait_for()
    return page.locator("#paragraph").text_content() or ""


def press(page: Page, *keys: str) -> str:
    """Presses keys, waits for the next paragraph, and returns its text."""
    shown = page.locator("body").get_attribute("data-item")
    for key in keys:
        page.keyboard.press(key)
    page.locator(f'body:not([data-item="{shown}"]):not([aria-busy])').wait_for()
    return ready(page)


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
