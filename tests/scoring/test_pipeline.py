"""What `score` promises for any text."""

import random
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import mtdetect

EXAMPLES = [path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parents[2] / "examples").glob("*.txt"))]
ANY_TEXT = st.text(st.characters(codec=None), max_size=400) | st.lists(
    st.sampled_from(
        [*" \n\t.“”\"'’()[]<>&;,:!?-–—…|»\0\u200b\ufeff\ud800\x85\u2028\r\f", "the ", "The ", "said ", "He said. The "]
    )
).map("".join)


def check(text: str) -> mtdetect.Report:
    report = mtdetect.score(text)
    assert report.text == text
    held = set()
    for i, paragraph in enumerate(report.paragraphs):
        assert paragraph.index == i
        assert text[paragraph.start : paragraph.end] == paragraph.text
        assert all(0 <= x <= 1 for x in (paragraph.translation, paragraph.scraping, paragraph.damage))
        held.update(range(paragraph.start, paragraph.end))
    assert all(char.isspace() or i in held for i, char in enumerate(text))
    assert [f for p in report.paragraphs for f in p.flags] == list(report.flags)
    for flag in report.flags:
        assert 0 <= flag.start < flag.end <= len(text)
        assert flag.message
    assert list(report.flags) == sorted(report.flags, key=lambda f: (f.start, f.end, f.code))
    assert all(0 <= x <= 1 for x in (report.translation, report.scraping, report.damage))
    return report


@settings(max_examples=150, deadline=None)
@given(ANY_TEXT)
@example("")
@example("a")
@example("\ud800")
@example("\0" * 50)
@example("İ" * 100)
@example("“" * 300)
def test_any_text_is_scored(text: str) -> None:
    assert mtdetect.score(text) == check(text)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(EXAMPLES) | ANY_TEXT, max_size=4), st.integers(0, 2**32))
def test_any_concatenation_is_scored(parts: list[str], seed: int) -> None:
    rng = random.Random(seed)
    check("".join(part[rng.randrange(len(part) + 1) :] for part in parts))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(EXAMPLES) | ANY_TEXT, max_size=6))
def test_score_many_equals_score(texts: list[str]) -> None:
    assert list(mtdetect.score_many(texts)) == [mtdetect.score(text) for text in texts]


def test_features_are_the_same_in_every_batch() -> None:
    model = mtdetect.load()
    texts = ["The committee said that it would look at the plan " * n + "again." for n in range(2, 30)]
    alone = [model.rows(model.analyse([text]).evidence()) for text in texts]
    assert np.array_equal(np.concatenate(alone), model.rows(model.analyse(texts).evidence()))


def test_features_are_the_same_in_blocks_of_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    model = mtdetect.load()
    texts = ["", *EXAMPLES, "Menu\nHome\nAbout us\nThe the council met.\n" * 9]
    whole = model.rows(model.analyse(texts).evidence())
    judged = model.judged(model.analyse(texts).evidence())
    monkeypatch.setattr("mtdetect.scoring.features.ROWS", 3)
    monkeypatch.setattr("mtdetect.scoring.feature_input.CHUNK", 40)
    monkeypatch.setattr("mtdetect.scoring.judgement.BLOCK", 2)
    assert np.array_equal(model.rows(model.analyse(texts).evidence()), whole)
    for kind, one in model.judged(model.analyse(texts).evidence()).items():
        assert np.array_equal(one.log_odds, judged[kind].log_odds)
        assert one.evidence == judged[kind].evidence


@pytest.mark.parametrize(("line", "most"), [("a\n", 550), ("\u202e\n", 650)])
def test_memory_for_many_short_lines(line: str, most: int) -> None:
    """Bytes for each character at the peak. They were 1,240 and 1,360 when all features were in memory at once."""
    text = line * 15_000
    mtdetect.score(line)
    tracemalloc.start()
    mtdetect.score(text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < most * len(text)


def test_workers_give_the_same_reports_in_order() -> None:
    texts = [*EXAMPLES, "", "Short."] * 2
    assert list(mtdetect.score_many(texts, jobs=2)) == [mtdetect.score(text) for text in texts]
    ignoring = mtdetect.score_many(texts, jobs=2, ignore="MTD3")
    assert list(ignoring) == [mtdetect.score(text, ignore="MTD3") for text in texts]


def test_score_many_is_lazy() -> None:
    def endless():
        while True:
            yield EXAMPLES[0]

    assert next(mtdetect.score_many(endless())) == mtdetect.score(EXAMPLES[0])


@pytest.mark.parametrize(
    ("wrong", "fix"),
    [
        (None, "not None; leave missing values out first, or .* mtdetect.score_frame"),
        (float("nan"), "not nan; leave missing values out"),
        (b"bytes", "not bytes; decode it"),
        (3, "not int; convert it"),
        (["text"], "not list; convert it"),
    ],
)
def test_only_str_is_scored(wrong: object, fix: str) -> None:
    with pytest.raises(TypeError, match=f"takes a str, {fix}"):
        mtdetect.score(wrong)  # type: ignore[arg-type]


def test_score_many_takes_several_texts_and_processes() -> None:
    with pytest.raises(TypeError, match="not one str"):
        mtdetect.score_many("One text.")
    with pytest.raises(ValueError, match="jobs is -1"):
        mtdetect.score_many(["One text."], jobs=-1)


def test_a_loaded_model_scores_as_its_folder_does() -> None:
    model = mtdetect.load()
    assert mtdetect.score(EXAMPLES[0], model=model) == mtdetect.score(EXAMPLES[0])
    assert len(repr(model)) < 200


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\u2028", "\u2029"])
@pytest.mark.parametrize("text", EXAMPLES)
def test_every_line_end_is_one(text: str, line_end: str) -> None:
    def seen(report: mtdetect.Report) -> list[object]:
        flags = [(flag.code, report.text[flag.start : flag.end].replace(line_end, "\n")) for flag in report.flags]
        scores = [(p.text.replace(line_end, "\n"), p.translation, p.scraping) for p in report.paragraphs]
        return [*flags, *scores, report.damage]

    assert seen(check(text.replace("\n", line_end))) == seen(mtdetect.score(text))


def test_what_came_before_a_wrong_item_is_still_scored() -> None:
    reports = mtdetect.score_many(["One good text.", None])  # type: ignore[list-item]
    assert next(reports).text == "One good text."
    with pytest.raises(TypeError):
        next(reports)


GERMAN = (
    "Der Minister sagte am Dienstag, dass die Regierung an ihrem Plan festhalten werde, obwohl die Opposition "
    "ihn ablehnt. Die Abstimmung im Bundestag ist für die nächste Woche geplant, und viele Abgeordnete haben "
    "noch nicht entschieden, wie sie stimmen werden."
)


def test_another_language_gets_neutral_scores_and_says_so() -> None:
    report = mtdetect.score(GERMAN + " KÃ¶nnen sie das?")
    assert report.language == "de"
    rates = mtdetect.load().card["base_rates"]
    assert report.paragraphs[0].translation == rates["translation"]
    assert report.paragraphs[0].scraping == rates["scraping"]
    assert [flag.name for flag in report.flags] == ["mojibake"]


def test_too_little_text_has_no_language() -> None:
    assert mtdetect.score("12:30").language is None


def test_a_report_is_json_ready() -> None:
    import json

    report = mtdetect.score(EXAMPLES[0])
    data = json.loads(json.dumps(report.to_dict()))
    assert data["schema"] == 1
    assert [p["text"] for p in data["paragraphs"]] == [p.text for p in report.paragraphs]
    assert [f["message"] for f in data["flags"]] == [f.message for f in report.flags]


def test_replaced_words_are_named_where_a_paragraph_is_spun() -> None:
    """And in no paragraph that the score holds for sound, however rare its words."""
    spun = (
        "The fellowship said that it would remunerate a hefty quantum of cash to the toilers who mislaid their chores "
        "after the administration declined to furnish extra greenbacks."
    )
    sound = "The toilers of the mill kept a hefty crate of tools in the yard, and none of them was ever mislaid."
    report = mtdetect.score(f"{sound}\n\n{spun}")
    flagged = {report.text[flag.start : flag.end] for flag in report.flags if flag.name == "spun-wording"}
    assert {"mislaid", "greenbacks"} <= flagged <= set(spun.rstrip(".").split())
    assert all(flag.start > len(sound) for flag in report.flags if flag.name == "spun-wording")
    terms = " ".join(["They hoard greenbacks."] * 4)  # what a text says again and again is a term of its own
    report = mtdetect.score(f"{terms}\n\n{spun}")
    flagged = {report.text[flag.start : flag.end] for flag in report.flags if flag.name == "spun-wording"}
    assert "greenbacks" not in flagged


# An article of our own, and what rules make of it in Catalan and back.
ARTICLE = (
    "The council voted on Tuesday to close the old bridge, which has carried traffic across the river since 1931.",
    "Engineers had warned for years that rust was eating into the cables, and that a heavy winter could bring down "
    "part of the deck. The mayor said nobody wanted to lose it, but that safety left her no choice.",
    "Shopkeepers on the north bank fear that customers will stay away. “We live off people who walk over for lunch,” "
    "said Ahmed Rahal, who runs a bakery next to the ramp.",
)
THERE_AND_BACK = (
    "The council voted at Tuesday to shut the old bridge, which have taken traffic through the river since 1931.",
    "The engineers had warned for years that rust ate at the cables, and that a ponderous winter could lower part of "
    "the cover. The mayor said that nobody wanted to it miss, but that left of security him no choice.",
    "Shopkeepers at the fear of north bank those customers will stay out. “We live out persons that walks on for "
    "lunch,” said Ahmed Rahal, that races a bakery next at the ramp.",
)


def test_what_was_translated_by_rules_is_told_from_what_was_written() -> None:
    written, translated = (mtdetect.score("\n\n".join(text)) for text in (ARTICLE, THERE_AND_BACK))
    assert max(p.translation for p in written.paragraphs) < 0.5
    assert min(p.translation for p in translated.paragraphs[1:]) > 0.5
