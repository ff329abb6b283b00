"""Draws the README's picture: the text report of an article, as the terminal shows it.

python docs/picture.py examples/kim-putin.txt docs/report.svg
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from rich.console import Console

import mtdetect
from mtdetect.reporters.text import report


def draw(source: str, target: str, width: int = 104) -> None:
    """Scores the document at `source` and writes the picture to `target`."""
    console = Console(
        record=True, width=width, file=io.StringIO(), force_terminal=True, color_system="truecolor", highlight=False
    )
    pairs = [(document, mtdetect.score(document.text)) for document in mtdetect.read(source)]
    report(pairs, console.file, console=console)
    # The font is named but not fetched: a README's picture may load nothing from elsewhere.
    svg = console.export_svg(title=f"mtdetect score {source}", unique_id="mtdetect")
    Path(target).write_text(_without_fetched_fonts(svg), encoding="utf-8")


def _without_fetched_fonts(svg: str) -> str:
    while (start := svg.find("@font-face")) >= 0:
        svg = svg[:start] + svg[svg.index("}", start) + 1 :].lstrip()
    return svg.replace("font-family: Fira Code, monospace", "font-family: 'Fira Code', 'DejaVu Sans Mono', monospace")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(f"usage: python {sys.argv[0]} SOURCE TARGET.svg")
    draw(*sys.argv[1:])
