"""The counting of `benchmarks/unseen`, on a small data folder and the fake model."""

from __future__ import annotations

import gzip
import json
import math
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from fake_model import FakeModel

from benchmarks.unseen import __main__ as program
from benchmarks.unseen import cases, invariance, pages, quoted, sound, systems
from benchmarks.unseen.figures import Figures, at_false_share, auc, share, shown, told_apart
from benchmarks.unseen.material import Setting

SOUND = "The council met on Tuesday and agreed, after a long debate, to repair the old bridge before the next winter."
LOOP = "In the the end the council met on Tuesday and agreed to repair the old bridge before the next winter came."
CLEAN = [SOUND.replace("Tuesday", day) for day in ("Monday", "Tuesday", "Thursday", "Friday", "Sunday", "May", "June")]


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(f"{json.dumps(row)}\n" for row in rows)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    data, folder = tmp_path / "data", tmp_path / "cases"
    write(
        data / "clean/prose.jsonl.gz",
        [
            {"source": source, "licence": "CC0", "doc": f"{source}/{i}", "paragraphs": [*CLEAN, last]}
            for source, last in (("essays", SOUND), ("manuals", LOOP))
            for i in range(3)
        ],
    )
    human = ["The council met.", "It agreed.", "The bridge is old.", "Winter is near."] * 3
    write(
        data / "mt/systems.jsonl.gz",
        [
            {
                "pair": pair,
                "set": "flores-dev",
                "human": human,
                "machine": {
                    "argos": human[:4] + ["In the the end."] * 8 if pair == "fi" else human,
                    "google": human,
                },
            }
            for pair in ("fi", "sv")
        ]
        + [{"pair": "fi", "set": "wmt14", "human": None, "machine": {"argos": ["the the"] * 8}}],
    )
    text = f"{SOUND}\n\n{LOOP}\n\nWWW Home News"
    place, line = text.index("the the"), text.index("WWW")
    spans = [(0, len(SOUND)), (len(SOUND) + 2, len(SOUND) + 2 + len(LOOP)), (line, len(text))]
    first, second, third = ({"start": a, "end": b} for a, b in spans)
    damage = [{"start": place, "end": place + 7}, {"start": 0, "end": 11}]
    write(
        folder / "wild_translation.jsonl",
        [
            {
                "id": "a", "language": "Finnish", "kind": "news", "text": text, "damage": damage,
                "paragraphs": [first | {"translation": 0}, second | {"translation": 1}, third | {"translation": None}],
            },
            {"id": "b", "language": "Spain", "kind": "topic", "text": SOUND, "damage": [],
             "paragraphs": [first | {"translation": 0}]},
        ],
    )  # fmt: skip
    scraped = {"id": "c", "kind": "menu", "text": text, "damage": [], "furniture": [third]}
    write(folder / "wild_scraping.jsonl", [scraped | {"clean_paragraphs": [first], "damaged_paragraphs": [second]}])
    write(
        folder / "false_alarms.jsonl",
        [
            {"id": "d", "kind": "essay", "rule_or_score": "MTD304", "text": LOOP},
            {"id": "e", "kind": "essay", "rule_or_score": "translation>=.5", "text": SOUND},
        ],
    )
    model: Any = FakeModel()
    return Setting(model, data, folder)


def test_figures_of_a_score() -> None:
    assert auc([0.9, 0.8], [0.1]) == 1
    assert math.isnan(auc([0.9], []))
    assert share([0.5, 0.4]) == 0.5
    assert math.isnan(share([]))
    sound = [0.0] * 97 + [0.6, 0.7, 0.8]
    assert told_apart([0.65, 0.75], sound)["false at .5"] == 0.03
    # Two of a hundred may pass, so the threshold lies over the third.
    assert at_false_share([0.65, 0.55], sound) == 0.5


def test_figures_are_shown_with_their_spread() -> None:
    found = Figures({"words": 1200, "share": 0.25}, {"share": {"essays": 0.1, "novels": 0.4, "manuals": 0.2}})
    lines = list(found.lines(every=True))
    assert "| words | 1200 |" in lines
    assert "| share | 3 | 0.100 | 0.200 | 0.400 | essays | novels |" in lines
    assert "| novels | 0.400 |" in lines
    assert found.to_dict()["by source"]["share"]["novels"] == 0.4
    assert [shown(value) for value in (1.0, 0.0, 2.0, math.nan)] == ["1.000", "0.000", "2", "–"]


def test_what_could_not_be_measured_is_no_figure() -> None:
    found = Figures({"AUC": math.nan}, {"AUC": {"fi": math.nan, "sv": 0.5}, "none": {"fi": math.nan}})
    assert found.to_dict() == {"whole": {}, "by source": {"AUC": {"sv": 0.5}, "none": {}}}
    assert "| AUC | 1 | 0.500 | 0.500 | 0.500 | sv | sv |" in list(found.lines())


def test_quoted_figures_are_measured(setting: Setting) -> None:
    for part in ("cases", "sound", "systems"):
        own = quoted.quoted(part, quoted.PARTS[part](setting))
        assert len(own) == len(quoted.RISING.get(part, ())) + len(quoted.FALLING[part])
        assert sum(map(quoted.falls, own)) == len(quoted.FALLING[part])


def test_cases(setting: Setting) -> None:
    found = cases.measure(setting)
    assert found.whole["translation: recall at .5"] == 1
    assert found.whole["translation: false at .5"] == 0
    assert found.whole["translation, articles of 15: recall at .5"] == 1
    assert (found.whole["translation: places"], found.whole["translation: places found"]) == (2, 0.5)
    # The menu is away from every place of the one file, and furniture in the other.
    assert (found.whole["translation: flags outside"], found.whole["scraping: flags outside"]) == (1, 1)
    assert found.whole["scraping: furniture at .5"] == 1
    assert found.whole["false alarms: raised still"] == 1
    assert found.by_source["translation: places found"] == {"Finnish": 0.5}
    assert found.by_source["false alarms: share raised still"] == {"MTD304": 1, "translation": 0}


def test_sound_english_by_kind(setting: Setting) -> None:
    found = sound.measure(setting)
    assert found.by_source["prose at .5: translation"] == {"essays": 0, "manuals": 0.125}
    assert found.whole["prose at .5: translation"] == 0.0625
    assert found.whole["prose at .5: translation, worst kind"] == 0.125
    assert list(found.by_source["flags per 1,000 words, by rule"]) == ["MTD304"]


def test_only_the_sources_that_are_named(setting: Setting) -> None:
    own = Setting(setting.model, setting.data, sources=frozenset(["manuals"]))
    assert list(sound.measure(own).by_source["words"]) == ["manuals"]


def test_a_source_has_the_model_that_was_trained_without_it(setting: Setting) -> None:
    class Sure(FakeModel):
        def score_many(self, texts: Any, jobs: int = 1, deep: Any = False) -> Any:
            return super().score_many((text.replace("council", "the the") for text in texts), jobs)

    sure: Any = Sure()
    found = sound.measure(Setting(setting.model, setting.data, without={"essays": sure}))
    assert found.by_source["prose at .5: translation"] == {"essays": 1, "manuals": 0.125}


def test_systems_against_originals(setting: Setting) -> None:
    found = systems.measure(setting)
    assert found.by_source["alone, AUC by language, weak systems"] == pytest.approx({"fi": 5 / 6, "sv": 0.5})
    assert found.by_source["in documents, AUC by system"]["google"] == 0.5
    assert found.whole["alone, weak systems: recall at .5"] == pytest.approx(2 / 6)
    assert found.whole["alone, strong systems: at .5"] == 0


def test_forms_of_a_passage() -> None:
    forms = {f"{v.family} {v.name}": v for v in invariance.variants(("“One” – that's all.", "And two."), ["x"] * 40)}
    assert forms["list mark 1."].paragraphs == ("1. “One” – that's all.", "2. And two.")
    assert forms["around 5"].paragraphs == ("x", "x", "And two.", "x", "x", "x")
    assert list(forms["around 5"].places(2)) == [(1, 2)]
    assert forms["marks straight"].paragraphs == ('"One" – that\'s all.', "And two.")
    assert forms["marks curly"].paragraphs == ("“One” – that’s all.", "And two.")
    assert "marks dash “—”" not in forms  # no word on its left: so the dash stays as it is


@pytest.mark.parametrize("text", ["He said “yes” – twice, in 1914–18.", "“It's ‘fine’”, he said."])
def test_marks_go_there_and_back(text: str) -> None:
    assert invariance.straight(invariance.curly(invariance.straight(text))) == invariance.straight(text)


def test_what_moves() -> None:
    model = FakeModel()
    whole, split = model.score("A council that met. WWW"), model.score("A council that met.\n\nWWW")
    before = invariance.place(whole, [whole.text], 0)
    assert invariance.moved(before, [before]) == (0, 0, 0)
    # The first piece fell from .8 to 0; both forms have the one flag.
    assert invariance.moved(before, [invariance.place(split, [split.text], 0)]) == (0, 0.8, 0)
    none = invariance.place(model.score(SOUND), [SOUND], 0)
    assert invariance.moved(none, [before, none]) == (0, 0.8, 1)


def test_invariance_runs(setting: Setting) -> None:
    found = invariance.measure(setting)
    assert found.whole["list mark, sound: translation moved"] == 0
    assert found.whole["lines, damaged: new flag"] == 0


def test_pages(setting: Setting) -> None:
    pytest.importorskip("html_text", reason="needs the extra training")
    prose = "".join(f"<p>{p} The mayor was there as well, and so was her brother.</p>" for p in CLEAN)
    body = " ".join(f"{p} The mayor was there as well, and so was her brother." for p in CLEAN)
    page = f"<html><body><div>WWW and all the other pages of this site, for you to read them</div>{prose}</body></html>"
    row = {"doc": "a", "site": "a.example", "url": "https://a.example/a", "publisher": "The Post", "title": "Council"}
    write(setting.data / "pages/fundus.jsonl.gz", [row | {"authors": ["A. Tilney"], "body": body, "html": page}])
    found = pages.measure(setting)
    assert found.whole["lines, html-text: AP"] == 1
    assert found.whole["article F1, html-text and scraping under .5"] > found.whole["article F1, html-text"]
    assert found.by_source["lines, html-text: furniture at .5"] == {"The Post": 1}


def test_sources_that_training_read_are_known(setting: Setting) -> None:
    class Trained(FakeModel):
        card = FakeModel.card | {"training_data": {"sources": [{"file": "clean/prose.jsonl.gz"}]}}

    model: Any = Trained()
    own = Setting(model, setting.data)
    assert [part for part in quoted.PARTS if quoted.is_known(part, own)] == ["sound"]
    assert not quoted.is_known("sound", setting)


def test_program(setting: Setting, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("mtdetect.load", lambda folder=None: setting.model)
    monkeypatch.setattr(program, "_hash", lambda model: "none")
    output = tmp_path / "unseen.json"
    arguments = ["--data", str(setting.data), "--part", "sound", "--json", str(output), "--every"]
    result = CliRunner().invoke(program.main, arguments)
    assert result.exit_code == 0, result.output
    assert "| flags per 1,000 words |" in result.output
    written = json.loads(output.read_text(encoding="utf-8"))
    assert written["parts"]["sound"]["by source"]["prose at .5: either"] == {"essays": 0, "manuals": 0.125}
    recorded: list[tuple[str, list[str], str]] = []
    monkeypatch.setattr(program.results, "record_tables", lambda *given: recorded.append(given))
    arguments = ["--data", str(setting.data), "--part", "sound", "--record", "--source", "essays"]
    assert CliRunner().invoke(program.main, arguments).exit_code == 0
    [(part, lines, command)] = recorded
    assert part == "unseen-sound"
    assert "| words | 480 |" in lines
    assert command == "python -m benchmarks.unseen --data DIR --source essays --part sound"
    result = CliRunner().invoke(program.main, ["--data", str(setting.data), "--part", "cases"])
    assert "--cases" in result.output
