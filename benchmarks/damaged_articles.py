"""Articles with one damaged paragraph each, to see whether cleaning restores it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from training import corpora
from training.damage import KINDS, Context, key_phrases
from training.damage.editing import Edit, apply, edit

_PLAIN = str.maketrans("’‘“”", "''\"\"")
_LIGATURE = re.compile(r"\b([a-z]*[a-z])(ff[il]?|f[il])([a-z][a-z]+)\b")
_LONG = re.compile(r"\b[a-z]{7,14}\b")


def _split(ctx: Context) -> list[Edit]:
    """ "poss ible": a space inside a long word."""
    return _replaced(ctx, _LONG, lambda word, cut: f"{word[:cut]} {word[cut:]}", "split-word")


def _hyphen(ctx: Context) -> list[Edit]:
    """ "devel- opment": a hyphen from the end of a line."""
    return _replaced(ctx, _LONG, lambda word, cut: f"{word[:cut]}- {word[cut:]}", "split-word")


def _pieces(ctx: Context) -> list[Edit]:
    """ "trans@@ lation": pieces of a translation system."""
    return _replaced(ctx, _LONG, lambda word, cut: f"{word[:cut]}@@ {word[cut:]}", "system-residue")


def _ligature(ctx: Context) -> list[Edit]:
    """ "di erent": a ligature that became a space."""
    found = list(_LIGATURE.finditer(ctx.text))
    if not found:
        return []
    at = ctx.rng.choice(found)
    return [edit(*at.span(), f"{at[1]} {at[3]}", "lost-ligature")]


def _replaced(ctx: Context, pattern: re.Pattern[str], new: Callable[[str, int], str], label: str) -> list[Edit]:
    found = list(pattern.finditer(ctx.text))
    if not found:
        return []
    at = ctx.rng.choice(found)
    return [edit(*at.span(), new(at[0], ctx.rng.randrange(3, len(at[0]) - 2)), label)]


DAMAGERS = {
    **{kind.name: kind.damage for kind in KINDS},
    "word in two": _split,
    "line-end hyphen": _hyphen,
    "system pieces": _pieces,
    "ligature": _ligature,
}


class Case(NamedTuple):
    """A text with one damaged paragraph."""

    kind: str
    original: str
    paragraph: str
    text: str


def damaged(data: Path, each: int) -> Iterator[Case]:
    articles = []
    for page in corpora.pages(data):
        lines = [line.strip() for line in page.body.splitlines() if line.strip()][:8]
        if len(lines) >= 4 and sum(map(len, lines)) > 600 and corpora.is_english(page.body):
            articles.append(lines)
    random.Random("cleaning").shuffle(articles)
    for kind, damage in DAMAGERS.items():
        rng = random.Random(f"cleaning/{kind}")
        for _ in range(each):
            lines = rng.choice(articles)
            places = [i for i, line in enumerate(lines) if len(line.split()) >= 12]
            i = rng.choice(places) if places else 0
            ctx = Context(lines, i, rng, "all", key_phrases(lines))
            if kind != "joined-paragraphs" and (edits := damage(ctx)):
                text, _ = apply(ctx.text, [(kind, one) for one in edits])
                yield Case(kind, "\n\n".join(lines), lines[i], "\n\n".join((*lines[:i], text, *lines[i + 1 :])))


def plain(text: str) -> str:
    return text.translate(_PLAIN)


def words_kept(original: str, text: str) -> bool:
    """Whether the words of the original are all in the text, in order."""
    words = iter(plain(text).split())
    return all(word in words for word in plain(original).split())
