"""Scores hardly depend on what has nothing to do with damage: company, bullets, line width."""

import random
import textwrap
from pathlib import Path

import pytest

import mtdetect

ROOT = Path(__file__).parents[2]
BY = {"translation": 0.1, "scraping": 0.15}
"""How much a score may change."""

PARAGRAPHS = {
    "poor": "Foot commuters has bolstered edifices of office through City of New York, and the mayor of the city it is "
    "told that this will to continue in the months that come, according to the own people of the office.",
    "marked": "The company said that sales rose by %4,8 in the first quarter of the year, and that it expects them "
    "to rise by %5,2 in the second one.",
    "broken": "The council said on Monday that the bridge over the river. Would be closed until the end of the month, "
    "while engineers look at the damage that the flood did to it.",
    "sound": "The council said on Monday that the bridge over the river would be closed until the end of the month, "
    "while engineers look at the damage that the flood did to it.",
}


def sound_paragraphs() -> list[str]:
    """Paragraphs of the example articles without a flag."""
    files = [path for path in sorted((ROOT / "examples").glob("*.txt")) if path.stem != "kim-putin"]
    reports = mtdetect.score_many(path.read_text(encoding="utf-8") for path in files)
    found = [" ".join(p.text.split()) for report in reports for p in report.paragraphs if not p.flags]
    return [text for text in found if len(text.split()) >= 20 and text.endswith((".", "”"))]


SOUND = sound_paragraphs()


def scores(text: str, of: str) -> dict[str, float]:
    start = " ".join(of.split())[:20]
    paragraph = next(p for p in mtdetect.score(text).paragraphs if start in " ".join(p.text.split()))
    return {kind: getattr(paragraph, kind) for kind in BY}


def near(found: dict[str, float], expected: dict[str, float]) -> bool:
    return all(abs(found[kind] - expected[kind]) < by for kind, by in BY.items())


@pytest.mark.parametrize("number", [1, 2, 5, 10, 11, 20])
@pytest.mark.parametrize("name", PARAGRAPHS)
def test_sound_paragraphs_around_change_little(name: str, number: int) -> None:
    text = PARAGRAPHS[name]
    rng = random.Random(f"{name}/{number}")
    around = rng.sample(SOUND, min(number, len(SOUND)))
    place = rng.randint(0, len(around))
    document = "\n\n".join([*around[:place], text, *around[place:]])
    assert near(scores(document, text), scores(text, text))


FURNITURE = (
    "Sign in to leave a comment", "18 May 2024 in Travel", "Posted by harriet_w on 4 June 2021 at 09:12", "Next story",
    "Enter a valid email address", "Get unlimited access for €1 a week", "See more photos from this event",
)  # fmt: skip
NOT_FURNITURE = (
    "## Installing the tool", "What the committee decided", "Ingredients", "$ git commit -m 'First draft'",
    "- Put the flour into a large bowl, and stir in the salt and the yeast.",
    "1. Switch off the power before you open the lid.",
)  # fmt: skip


@pytest.mark.parametrize("line", [*FURNITURE, *NOT_FURNITURE])
def test_a_line_of_furniture_in_an_article_reaches_one_half(line: str) -> None:
    document = "\n\n".join([*SOUND[:3], line, *SOUND[3:6]])
    assert (scores(document, line)["scraping"] >= 0.5) == (line in FURNITURE)


@pytest.mark.parametrize("bullet", ["- ", "* ", "• ", "1. "])
def test_bullets_change_little(bullet: str) -> None:
    texts = [*PARAGRAPHS.values(), *SOUND]
    bare, listed = (list(mtdetect.score_many(each + text for text in texts)) for each in ("", bullet))
    for kind, by in BY.items():
        changes = [abs(getattr(a, kind) - getattr(b, kind)) for a, b in zip(bare, listed, strict=True)]
        assert sum(change < by for change in changes) >= 0.95 * len(changes), kind
        assert max(changes[4:]) < by, kind


@pytest.mark.parametrize("width", [60, 80, 120])
def test_wrapping_changes_little(width: int) -> None:
    texts = [text for text in SOUND if "–" not in text][:20]  # at the start of a line it is a bullet
    plain = mtdetect.score("\n\n".join(texts))
    wrapped = mtdetect.score("\n\n".join("\n".join(textwrap.wrap(t, width, break_on_hyphens=False)) for t in texts))
    assert not {flag.code for flag in wrapped.flags} - {flag.code for flag in plain.flags}
    for before, after in zip(plain.paragraphs, wrapped.paragraphs, strict=True):
        assert near({kind: getattr(after, kind) for kind in BY}, {kind: getattr(before, kind) for kind in BY})
