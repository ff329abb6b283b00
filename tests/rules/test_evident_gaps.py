"""A paragraph with an evident gap or a split word scores over .5; one that only lost a citation doesn't."""

import pytest

import mtdetect

AROUND = " It did so after a long debate, and the members of the committee went home before the end of the evening."

TEXTS = {
    "a name": ("The on Monday asked the port operator to explain why two of the cranes had been idle.", True),
    "a name between commas": (
        "We have lost the season, said the owner, whose boat, , was one of those that sank.",
        True,
    ),
    "a place": ("The operator, a subsidiary of , has run the terminal since 2009 under a concession.", True),
    "a drop cap": ("W hen the land registry sent a surveyor in March, he found the stone clean of moss.", True),
    "a citation": ("The role of the enzyme in the healing of wounds has been described,. The dose was low.", False),
    "nothing": ("The minister of health asked the port operator to explain why two cranes had been idle.", False),
}


@pytest.mark.parametrize(("text", "evident"), TEXTS.values(), ids=TEXTS)
def test_what_is_evident_reaches_the_score(text: str, evident: bool) -> None:
    assert (mtdetect.score(text + AROUND).paragraphs[0].scraping >= 0.5) == evident


def test_empty_brackets_are_a_habit_of_the_converter_if_there_are_many() -> None:
    few, many = (
        mtdetect.score("The cells were washed (, left) and dried again." + AROUND + text) for text in ("", MANY)
    )
    assert few.flags[0].confidence > 0.5 > many.flags[0].confidence


MANY = " They were cut (, right) and sold. They were kept (, red) and seen. They were lost (, blue) and found."
