"""Nothing that users or developers read has the words that make English sound translated.

This covers Markdown files, pages and scripts, and the docstrings, comments and messages of the code. Patterns, word
lists and quotations are exempt.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STANDS = "in|at|on|for|before|behind|between|after|around|there|here|twice|once|again|alone|beside|still"
HABITS = {
    rf"stand(?:s|ing)? (?:{STANDS})": "is, appears, occurs",
    r"mend(?:s|ed|ing)?": "fix",
    r"(?:is|are|was|were|be) told": "reported, says",
    r"of which": "a sentence of its own",
    r"blanks?(?! lines?)": "space",
    r"anew": "again",
    r"small letters?": "lower case",
    r"holds? for": "applies to",
    r"goes on with": "continues",
    r"by itself alone": "alone",
}
"""Patterns of such words, and what to say instead."""
HABIT = re.compile(rf"\b(?:{'|'.join(HABITS)})\b", re.IGNORECASE)
PATTERN = re.compile(r"\\[bwsdW]|\(\?|\|")
QUOTED = re.compile(r"```.*?```|“[^”]*”|\"[^\"\n]*\"|`[^`\n]*`|<!--.*?-->", re.DOTALL)
MARKDOWN = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md"), ROOT / "training/README.md"]
PAGES = [path for kind in ("html", "css", "js") for path in ROOT.glob(f"mtdetect/pages/**/*.{kind}")]
CODE = [path for top in ("mtdetect", "training", "benchmarks", "docs") for path in (ROOT / top).rglob("*.py")]


def prose(path: Path) -> Iterator[str]:
    """The comments of a module, and its strings that look like sentences, not like patterns."""
    source = path.read_text(encoding="utf-8")
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    yield from (token.string for token in tokens if token.type == tokenize.COMMENT)
    for node in ast.walk(ast.parse(source)):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and text.count(" ") > 3 and not PATTERN.search(text):
            yield text


@pytest.mark.parametrize("path", sorted([*MARKDOWN, *PAGES, *CODE]), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_word_sounds_translated(path: Path) -> None:
    texts = list(prose(path)) if path.suffix == ".py" else [path.read_text(encoding="utf-8")]
    found = [match[0] for text in texts for match in HABIT.finditer(QUOTED.sub(" ", text))]
    assert found == [], f"what to say instead: {HABITS}"
