"""Round trips with a stand-in for Apertium, which does little to a text."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtdetect.types import InputError
from training.round_trips import BATCH, PIVOTS, changed_share, round_trip_documents

THERE_AND_BACK = """#!/bin/sh
case "$2" in
  en*-*) sed 's/house/casa/' ;;
  *-en*) sed 's/casa/#building@/' | sed '/FAIL/q' ;;
esac
"""
NO_LANGUAGE = """#!/bin/sh
echo "Error: Mode $2 does not exist. Try one of:" >&2
exit 1
"""


@pytest.fixture
def apertium(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program of that name, to be written; the only one of it."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    script = tmp_path / "apertium"
    script.write_text(THERE_AND_BACK)
    script.chmod(0o755)
    return script


def trips(*documents: list[str]) -> dict[str, list[tuple[str, str]]]:
    return {
        group: pairs
        for _, group, pairs in round_trip_documents([(str(i), own) for i, own in enumerate(documents)], "train")
    }


def test_each_paragraph_is_paired_with_its_round_trip(apertium: Path) -> None:
    found = trips(["A house  stood\nhere.", "Nothing else."], ["The house."])
    assert found == {
        "0": [("A house  stood\nhere.", "A building stood here."), ("Nothing else.", "Nothing else.")],
        "1": [("The house.", "The building.")],
    }


def test_signs_of_the_original_are_kept(apertium: Path) -> None:
    assert trips(["Mail me @home, #1 house."])["0"][0][1] == "Mail me @home, #1 #building@."


def test_a_failure_costs_its_batch_alone(apertium: Path) -> None:
    found = trips([*["One."] * (BATCH - 2), "FAIL", "Two.", "Three."])
    assert found["0"] == [("Three.", "Three.")]


def test_parts_share_no_language() -> None:
    assert not {pivot.package for pivot in PIVOTS["train"]} & {pivot.package for pivot in PIVOTS["dev"]}


@pytest.mark.parametrize(("script", "message"), [(NO_LANGUAGE, "apt-get install apertium-e"), (None, "not installed")])
def test_what_is_missing_is_named(apertium: Path, monkeypatch, script: str | None, message: str) -> None:
    if script is None:
        monkeypatch.setenv("PATH", "")
    else:
        apertium.write_text(script)
    with pytest.raises(InputError, match=message):
        trips(["A house."])


@pytest.mark.parametrize(
    ("back", "share"),
    [("The old house stood here.", 0.0), ("The old building stood here.", 0.2), ("It was nothing of that.", 1.0)],
)
def test_changed_share(back: str, share: float) -> None:
    assert changed_share("The old house stood here.", back) == pytest.approx(share)
