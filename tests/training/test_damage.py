"""The damage generator: exact places, one way to break a text after another, the same result for the same seed."""

from __future__ import annotations

import random

import pytest

from mtdetect.rules.registry import RULES
from mtdetect.text.segmentation import split_paragraphs
from training.damage import BY_NAME, FURNITURE, KINDS, Context, changed_pairs, damage_document, family_of, key_phrases
from training.damage.editing import Edit, Part, apply, edit

# Written for these tests, with a place for every kind of damage.
PARAGRAPHS = (
    "The harbour authority of Port Hale said on Tuesday that it would close three of its seven piers in March 2024, "
    "because the old timber — some of it laid in 1911 — can no longer carry the weight of modern cranes. According to "
    "the report, the repairs cost about $4.5 million, 12,500 hours of work and at least 20 percent of the budget.",
    "“We have waited far too long for this decision,” said Ruth Alder, who leads the German engineering company "
    "Northgate. “There is no money left, and many people do not know what happens next.” She added that the news had "
    "reached the workers at 5 pm.",
    "“Nobody told us when the ferry would sail,” the fisherman Tom Birch wrote to the Port Hale Council. The council "
    "didn't answer. It asked the United Nations for advice last year, as well as the city of Marren, in order to win "
    "more time.",
    "A short note.",
)
DOCUMENTS = [(f"doc{number}", PARAGRAPHS) for number in range(60)]
RULE_NAMES = {rule.name for rule in RULES}


def context(index: int, seed: int) -> Context:
    return Context(
        PARAGRAPHS, index, random.Random(seed), "all", key_phrases(PARAGRAPHS), ("Most read in Sport", "Tap to unmute")
    )


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_kind_damages_and_marks_what_it_damaged(kind) -> None:
    done = 0
    for seed in range(40):
        for index in range(3):
            ctx = context(index, seed)
            edits = kind.damage(ctx)
            if not edits:
                continue
            text, marks = apply(ctx.text, [(kind.name, one) for one in edits])
            assert text != ctx.text
            assert all(0 <= mark.start < mark.end <= len(text) for mark in marks)
            assert all(mark.label in RULE_NAMES | {"vanished-text"} for mark in marks)
            done += bool(marks)
    assert done >= 10


def test_undamaged_text_between_marks_is_the_original() -> None:
    text = "One two three four."
    damaged, marks = apply(text, [("a", edit(4, 7, "TWO", "x")), ("b", edit(13, 13, " 33", "y", "33"))])
    assert damaged == "One TWO three 33 four."[: len(damaged)]
    assert [damaged[mark.start : mark.end] for mark in marks] == ["TWO", "33"]


def test_overlapping_edits_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        apply("One two", [("a", Edit(0, 5, "x", "l", 0, 1)), ("b", Edit(4, 7, "y", "l", 0, 1))])


@pytest.mark.parametrize("part", ["train", "dev", "all"])
def test_documents_hold_together(part: Part) -> None:
    for doc, paragraphs in DOCUMENTS:
        damaged = damage_document(doc, paragraphs, 3, part, others=("Another story about the winter market.",))
        assert list(damaged.paragraphs) == split_paragraphs(damaged.text)
        assert len(damaged.scraping) == len(damaged.translation) == len(damaged.paragraphs)
        assert list(damaged.marks) == sorted(damaged.marks)
        for span, scraping, translation in zip(damaged.paragraphs, damaged.scraping, damaged.translation, strict=True):
            own = [mark for mark in damaged.marks if mark.start < span.end and span.start < mark.end]
            families = {family_of(mark) for mark in own}
            assert (scraping == 0) == ("scraping" not in families)
            assert (translation == 0) == ("translation" not in families)
            if not own:
                text = damaged.text[span.start : span.end]
                assert any(text in paragraph for paragraph in PARAGRAPHS)


def test_same_seed_same_damage() -> None:
    assert damage_document("a", PARAGRAPHS, 7) == damage_document("a", PARAGRAPHS, 7)
    assert len({damage_document("a", PARAGRAPHS, seed).text for seed in range(12)}) > 6


def test_some_documents_stay_clean_and_some_get_a_page_around_them() -> None:
    damaged = [damage_document(doc, paragraphs, 1) for doc, paragraphs in DOCUMENTS]
    assert any(not document.marks for document in damaged)
    assert any(mark.kind == FURNITURE for document in damaged for mark in document.marks)


def test_dev_wordings_are_not_those_of_training() -> None:
    kinds = [BY_NAME["action-text"]]
    seen: dict[str, set[str]] = {}
    for part in ("train", "dev"):
        damaged = [damage_document(f"d{n}", PARAGRAPHS, n, part, kinds) for n in range(120)]
        seen[part] = {
            document.text[mark.start : mark.end]
            for document in damaged
            for mark in document.marks
            if mark.kind == "action-text"
        }
    assert seen["train"]
    assert seen["dev"]
    assert not seen["train"] & seen["dev"]


def test_nothing_to_damage() -> None:
    assert damage_document("empty", []).text == ""
    assert damage_document("blank", ["  ", "\n"]).paragraphs == ()
    assert damage_document("word", ["Yes"]).text.strip()


def test_changed_pairs_change_one_thing() -> None:
    sentence = "The ministers of both countries have agreed to open the border for trucks on Monday."
    pairs = dict(changed_pairs(sentence, 1))
    assert set(pairs) == {"swapped", "dropped", "doubled", "misspelled", "shuffled", "replaced"}
    assert all(changed != sentence for changed in pairs.values())
    assert len(pairs["dropped"].split()) == len(sentence.split()) - 1
