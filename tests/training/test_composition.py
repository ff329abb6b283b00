"""Documents of every corpus are composed alike, and a kept step is used for the same inputs only."""

import random
from pathlib import Path

import pytest

from training import steps
from training.composition import LabelledParagraph, curled, mixed, restyled, runs


def paragraphs(text: str, number: int, label: float) -> list[LabelledParagraph]:
    return [LabelledParagraph(f"{text} {i}", label, 1.0, {}, f"{text}/{i}") for i in range(number)]


def test_every_paragraph_is_used_once_and_documents_have_the_drawn_lengths() -> None:
    sound, damaged = paragraphs("sound", 900, 0.0), {name: paragraphs(name, 300, 1.0) for name in ("one", "two")}
    documents = list(mixed(sound, damaged, [1, 5, 30], random.Random(1)))
    found = [paragraph.text for document in documents for paragraph in document]
    assert sorted(found) == sorted(paragraph.text for paragraph in [*sound, *damaged["one"], *damaged["two"]])
    assert {len(document) for document in documents} >= {1, 5, 30}
    shares = [sum(paragraph.translation for paragraph in d) / len(d) for d in documents if len(d) > 4]
    assert 0 in shares
    assert 1 in shares
    assert any(0.2 < share < 0.8 for share in shares)


def test_runs_are_consecutive() -> None:
    items = list(range(100))
    found = list(runs(items, [3, 7], random.Random(2)))
    assert [item for run in found for item in run] == items
    assert {len(run) for run in found[:-1]} == {3, 7}


def test_house_styles_change_marks_but_no_words() -> None:
    texts = ["“We can’t wait” — so said the ‘boss’ of the firm."] * 6
    seen = {tuple(restyled(texts, random.Random(seed))) for seed in range(60)}
    assert len(seen) > 10
    bare = {"".join(filter(str.isalpha, text)) for own in seen for text in own}
    assert bare == {"".join(filter(str.isalpha, texts[0]))}
    assert any(text.startswith(("- ", "* ", "• ", "1. ")) for own in seen for text in own)


def test_curled_quotation_marks_open_and_close() -> None:
    assert curled('"It\'s \'fine\'", she said ("so").') == "“It’s ‘fine’”, she said (“so”)."


def test_a_step_is_made_once_for_the_same_key(tmp_path: Path) -> None:
    made: list[int] = []

    def make() -> int:
        made.append(1)
        return len(made)

    key = steps.hash_of(["a", 1], ["training.steps"])
    assert [steps.kept(tmp_path, "step", key, make) for _ in range(3)] == [1, 1, 1]
    assert steps.kept(tmp_path, "step", steps.hash_of(["a", 2], ["training.steps"]), make) == 2
    assert steps.kept(None, "step", key, make) == 3


def test_a_system_is_judged_by_agreement_and_no_line_or_language_is_on_both_sides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("sacrebleu", reason="needs the extra training")
    from mtdetect.learning.recipe import fold_of
    from training.corpora import rows, systems

    human = tuple(f"The minister opened the new bridge over river number {i} on Monday morning." for i in range(300))
    close = tuple(line.replace("opened", "has opened") for line in human)
    wrong = tuple(f"Of bridge minister the newly unlocked at {i} stream it is told." for i in range(300))
    given = [
        rows.SystemLines(pair, "flores-dev", human, {"google": close, "microsoft": close, "argos": wrong})
        for pair in ("de", "fr", "el", "hu", "tr")
    ]
    monkeypatch.setattr(rows, "system_lines", lambda data: iter(given))
    found = list(systems.system_rows(tmp_path, 3))
    labels = {(row.system, row.label) for row in found if row.label == row.label}
    assert labels <= {("human", 0.0), ("google", 0.0), ("microsoft", 0.0), ("argos", 1.0)}
    assert {"human", "argos"} <= {system for system, _ in labels}
    for row in found:
        if row.system != "human":
            assert fold_of(row.group, 3) == fold_of(f"systems/{row.pair}", 3)
    assert len([row for row in found if row.system == "human"]) == len(
        {row.text for row in found if row.system == "human"}
    )
