"""The page of results is what the JSON renders, and every decision is complete and in the index."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from benchmarks import results

ROOT = Path(__file__).parents[2]
DECISIONS = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
INDEX = ROOT / "docs/decisions/README.md"
PAGES = [*DECISIONS, INDEX, results.PAGE, results.PAGE.with_name("README.md")]
VARIANTS = 74
"""Rows of the table of variants that the first decisions were made of."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "results.json"
    section = {"id": "pages", "title": "Pages", "context": "Known.", "decisions": "rules"}
    figure = {"section": "pages", "what": "F1", "value": 0.9, "digits": 3, "at_least": 0.95, "unseen": False}
    figure |= {"date": "2026-01-01", "command": "old", "cell": ["pages", "text by", "all", "F1"]}
    results.save({"sections": [section], "figures": [figure], "tables": {}}, path)
    return path


def test_the_page_is_what_the_json_renders() -> None:
    page = results.PAGE.read_text(encoding="utf-8")
    assert page == results.rendered(results.load())
    assert len(page.splitlines()) <= results.MOST_LINES


def test_every_figure_says_what_where_when_and_how() -> None:
    content = results.load()
    sections = {section["id"] for section in content["sections"]}
    for figure in content["figures"]:
        assert figure["section"] in sections
        assert figure["what"]
        assert figure["command"]
        assert isinstance(figure["unseen"], bool)
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", figure["date"])
    keys = [(figure["section"], figure["what"]) for figure in content["figures"]]
    assert len(keys) == len(set(keys))


def test_figures_are_the_cells_they_name() -> None:
    content = results.load()
    for figure in content["figures"]:
        if "cell" in figure:
            part, *where = figure["cell"]
            text = results.cell(content["tables"][part]["tables"], *where)
            if text is not None:  # else a later run measured other sizes, and the figure is of an earlier one
                assert results.parsed(text).items() <= figure.items()


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_its_headings_and_is_in_the_index(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.match(rf"# {path.name[:3]}: \S", text)
    assert re.search(r"^Date: \d{4}-\d\d-\d\d", text, re.MULTILINE)
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert headings == ["Question", "What was tried", "Figures", "What was chosen"]
    assert INDEX.read_text(encoding="utf-8").count(f"]({path.name})") == 1


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [path.name[:3] for path in DECISIONS] == [f"{number:03}" for number in range(1, len(DECISIONS) + 1)]


def test_no_variant_is_lost() -> None:
    rows = 0
    for path in DECISIONS:
        for table in results.tables_of(path.read_text(encoding="utf-8").splitlines()):
            rows += len(table["rows"]) if table["head"] == ["variant", "effect"] else 0
    assert rows >= VARIANTS


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_links_resolve(path: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", path.read_text(encoding="utf-8")):
        name, _, anchor = target.partition("#")
        linked = path.parent / name
        assert linked.exists(), target
        if anchor:
            titles = re.findall(r"^#+ (.+)$", linked.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {title.lower().replace(" ", "-") for title in titles}, target


def test_a_run_refreshes_the_figures_of_its_cells(file: Path) -> None:
    lines = ["By fold.", "", "| text by | F1 |", "|---|--:|", "| **all** | 0.96 (0.95–0.97) |", ""]
    results.record_tables("pages", lines, "new", date="2026-02-02", path=file)
    content = results.load(file)
    (figure,) = content["figures"]
    assert (figure["value"], figure["interval"], figure["digits"]) == (0.96, [0.95, 0.97], 2)
    assert (figure["command"], figure["date"], figure["at_least"]) == ("new", "2026-02-02", 0.95)
    table = {"title": "By fold.", "head": ["text by", "F1"], "rows": [["all", "0.96 (0.95–0.97)"]]}
    assert content["tables"]["pages"]["tables"] == [table]
    assert "| F1 | ≥ 0.95 |  | 0.96 (0.95–0.97) | reached | 2026-02-02 | new |" in results.rendered(content)


def test_a_run_without_the_cell_leaves_the_figure(file: Path) -> None:
    before = results.load(file)["figures"]
    for lines in (["| other | F1 |", "|---|--:|", "| all | 0.1 |"], ["| text by | F1 |", "|---|--:|", "| all | – |"]):
        results.record_tables("pages", lines, "new", path=file)
        assert results.load(file)["figures"] == before


def test_record_sets_a_figure_and_keeps_its_target(file: Path) -> None:
    results.record("pages", "F1", 0.97, command="new", date="2026-02-02", path=file)
    results.record("pages", "recall", [1, 2], command="new", unit="%", unseen=True, path=file)
    old, new = results.load(file)["figures"]
    assert (old["value"], old["at_least"]) == (0.97, 0.95)
    assert (new["value"], new["unit"], new["unseen"]) == ([1, 2], "%", True)
    assert "| recall |  |  | 1–2 % |" in results.rendered(results.load(file))
    with pytest.raises(ValueError, match="no section"):
        results.record("elsewhere", "F1", 1, command="new", path=file)


def test_a_failed_write_leaves_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = file.read_bytes()
    monkeypatch.setattr(Path, "chmod", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        results.save({"sections": []}, file)
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize(
    ("figure", "met"),
    [
        ({"value": 0.9}, None),
        ({"value": 0.9, "at_least": 0.95}, False),
        ({"value": [0.93, 0.98], "at_least": 0.93}, True),
        ({"value": [7, 9], "at_most": 8}, False),
        ({"value": 0, "at_most": 0}, True),
    ],
)
def test_reached(figure: dict[str, Any], met: bool | None) -> None:
    assert results.reached(figure) is met


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("30", {"value": 30}),
        ("71.7 %", {"value": 71.7, "digits": 1, "unit": "%"}),
        ("0.981 (0.972–0.988)", {"value": 0.981, "digits": 3, "interval": [0.972, 0.988]}),
    ],
)
def test_cells_are_read(text: str, found: dict[str, Any]) -> None:
    assert results.parsed(text) == found


def test_a_cell_that_is_not_a_figure_is_refused() -> None:
    with pytest.raises(ValueError, match="not a figure"):
        results.parsed("–")


def test_check_fails_for_a_page_that_is_out_of_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "PAGE", tmp_path / "results.md")
    assert CliRunner().invoke(results.main, ["--check"]).exit_code == 1
    assert CliRunner().invoke(results.main, []).exit_code == 0
    assert CliRunner().invoke(results.main, ["--check"]).exit_code == 0
    (tmp_path / "results.md").write_text("older", encoding="utf-8")
    assert CliRunner().invoke(results.main, ["--check"]).exit_code == 1


def test_the_json_is_as_it_is_written(tmp_path: Path) -> None:
    results.save(results.load(), tmp_path / "results.json")
    assert (tmp_path / "results.json").read_bytes() == results.FILE.read_bytes()
    assert json.loads(results.FILE.read_text(encoding="utf-8")) == results.load()
