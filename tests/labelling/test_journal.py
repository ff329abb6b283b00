"""Judgements on disk: what is written, what is kept, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("flask", reason='the label extra is not installed: pip install ".[label]"')

from labelled import DAMAGED, SOUND, UNSURE, document, rows

from mtdetect.labelling.journal import CONTEXT, Journal, Judgement, around, lock
from mtdetect.reporters.destination import OutputError
from mtdetect.samples.files import read_samples
from mtdetect.types import LabelledSpan, Sample


def test_a_judged_paragraph_stands_among_those_around_it(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    found = document("a", *(f"paragraph {i}" for i in range(100)), source="s") + document("b", "alone")
    journal = Journal(str(path), found)
    journal.judge(50, Judgement(1, None, (LabelledSpan(0, 9, "menu"),), 1))
    written = list(read_samples(path))
    assert [sample.position for sample in written] == list(range(50 - CONTEXT, 51 + CONTEXT))
    assert written[CONTEXT] == Sample("paragraph 50", 1, None, "s", (LabelledSpan(0, 9, "menu"),), "a", 50)
    assert {(s.translation, s.scraping, s.spans) for s in written if s.position != 50} == {(None, None, ())}
    assert [(row["position"], row["judged"]) for row in rows(path) if "judged" in row] == [(50, 1)]
    journal.judge(50, None)
    assert path.read_text() == ""
    assert list(around(found, 99, 3)) == [96, 97, 98, 99]
    assert list(around(found, 100, 3)) == [100]


def test_every_byte(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    journal = Journal(str(path), document("d", "“Café” 😀 \ud800\x00", "two"))
    journal.judge(0, Judgement(0, 1, (LabelledSpan(7, 8, "menu"),), 3))
    assert (
        path.read_bytes()
        == (
            '{"text": "“Café” 😀 \\ud800\\u0000", "translation": 0, "scraping": 1, "source": "d", '
            '"spans": [{"start": 7, "end": 8, "label": "menu"}], "document": "d", "position": 0, "judged": 3}\n'
            '{"text": "two", "translation": null, "scraping": null, "source": "d", "spans": [], "document": "d", '
            '"position": 1}\n'
        ).encode()
    )
    assert Journal(str(path), document("d", "“Café” 😀 \ud800\x00", "two")).judgements == {
        0: Judgement(0, 1, (LabelledSpan(7, 8, "menu"),), 3)
    }


def test_resuming_keeps_what_others_wrote_and_one_row_a_paragraph(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    foreign = '{"note": "kept",  "text": "by hand", "translation": 1}'
    path.write_text(foreign)  # no line break at the end
    found = document("d", "one", "two")
    Journal(str(path), found).judge(1, UNSURE)
    journal = Journal(str(path), found)
    assert journal.warnings == [f"{path}: labels of paragraphs that are not in these files, kept unchanged: 1"]
    assert journal.judgements == {1: UNSURE}  # unsure about both, but not asked again
    journal.judge(1, DAMAGED)
    journal.judge(0, SOUND)
    assert path.read_text().splitlines()[0] == foreign
    assert [(row["text"], row["translation"]) for row in rows(path)] == [("by hand", 1), ("one", 0), ("two", 1)]


def test_a_paragraph_that_has_changed_is_another(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    Journal(str(path), document("d", "one")).judge(0, DAMAGED)
    journal = Journal(str(path), document("d", "ONE"))
    assert journal.judgements == {}
    journal.judge(0, SOUND)
    assert [(row["text"], row["translation"]) for row in rows(path)] == [("one", 1), ("ONE", 0)]


def test_a_torn_last_line_is_left_out_and_any_other_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    found = document("d", "one", "two")
    first = Journal(str(path), found)
    first.judge(0, DAMAGED)
    first.judge(1, SOUND)
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    journal = Journal(str(path), found)
    assert journal.warnings == [f"{path}, line 2: the line is cut off; ignored"]
    assert journal.judgements == {0: DAMAGED}
    journal.judge(1, SOUND)
    assert path.read_bytes() == whole
    path.write_bytes(b"{torn\n" + whole)
    with pytest.raises(OutputError, match=r"line 1: not a sample .*; fix the line, or choose another file"):
        Journal(str(path), found)
    path.write_text('{"text": "a", "scraping": "no"}')
    with pytest.raises(OutputError, match=r"line 1: not a sample .“scraping” is 'no'"):
        Journal(str(path), found)


def test_what_cannot_be_written_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jsonl"
    found = document("d", "one", "two")
    journal = Journal(str(path), found)
    journal.judge(0, DAMAGED)
    before = path.read_bytes()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError, match="No space left on device"):
        journal.judge(0, SOUND)
    assert journal.judgements == {0: DAMAGED}
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
    monkeypatch.undo()
    path.write_text("")
    with pytest.raises(OutputError, match="another program has changed this file"):
        journal.judge(1, SOUND)
    assert path.read_text() == ""


def test_one_server_a_file(tmp_path: Path) -> None:
    path = str(tmp_path / "a.jsonl")
    with lock(path):
        with pytest.raises(OutputError, match="in use by another mtdetect label"), lock(path):
            pass
        (tmp_path / "link.jsonl").symlink_to(path)
        with pytest.raises(OutputError, match="in use by"), lock(str(tmp_path / "link.jsonl")):
            pass
    with lock(path):
        pass
    assert [entry.name for entry in tmp_path.iterdir()] == ["link.jsonl"]
