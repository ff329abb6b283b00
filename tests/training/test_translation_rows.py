"""Reading the training data: the rows of translations."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from training.corpora import translations


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        ("He said , “ I can 't go . ”", "He said, “I can't go.”"),
        ('The " old " house ( 12 % ) cost $ 5 .', 'The "old" house (12%) cost $5.'),
        ("John 's long @-@ term plan", "John's long-term plan"),
    ],
)
def test_detokenise(tokens: str, text: str) -> None:
    assert translations.detokenise(tokens.split()) == text


def test_overlap() -> None:
    assert translations.overlap_f1("The cat sat.", "the cat sat") == 1.0
    assert translations.overlap_f1("One thing", "quite another") == 0.0


def write(path: Path, values: list[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(value) + "\n" for value in values)


def test_wmt_rows_keep_a_block_together(tmp_path: Path) -> None:
    segments = [{"segment": n, "human": {"A": f"Human {n}."}, "machine": {"S": f"Machine {n}."}} for n in range(50)]
    segments = [{"year": 2021, "pair": "xx-en", "doc": None, **segment} for segment in segments]
    write(tmp_path / "mt/wmt21.jsonl.gz", segments)
    found = list(translations.wmt_rows(tmp_path, (2021,)))
    human = [row for row in found if row.kind == "human-translation"]
    machine = [row for row in found if row.kind == "machine"]
    assert [row.text.replace("Human", "Machine") for row in human] == [row.text for row in machine]
    assert " ".join(row.text for row in human) == " ".join(f"Human {n}." for n in range(50))
    assert {row.segments for row in human} <= set(range(1, 7))
    assert found == list(translations.wmt_rows(tmp_path, (2021,)))


def test_bad_words_in_a_row_are_one_span(tmp_path: Path) -> None:
    row = {
        "pair": "ne-en",
        "split": "dev",
        "machine": "He go home.",
        "adequacy_mean": 40.0,
        "machine_tokens": "He go home .",
        "token_tags": "OK OK OK BAD OK BAD OK OK OK",
        "post_edit_tokens": "He went there .",
        "hter": 0.5,
    }
    write(tmp_path / "mt/mlqe.jsonl.gz", [row])
    machine, edited = translations.post_edit_rows(tmp_path)
    assert [machine.text[span.start : span.end] for span in machine.spans] == ["go home"]
    assert (edited.kind, edited.text, edited.group) == ("post-edit", "He went there.", machine.group)
    assert machine.quality == pytest.approx(0.4)
