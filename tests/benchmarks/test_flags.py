"""`python -m benchmarks.flags`: a rule's flags on any text folder."""

from pathlib import Path

from click.testing import CliRunner

from benchmarks.flags import main


def test_the_flags_of_one_rule_are_shown_in_their_context(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The council met in the the capital. It was decided that that was enough.")
    (tmp_path / "b.txt").write_text("They moved to to another town, and the the rest of us stayed where we had been.")
    result = CliRunner().invoke(main, ["doubled-word", str(tmp_path), "--most", "2"])
    assert result.output.count("⟦") == 2
    assert "met in ⟦the the⟧ capital" in result.output or "moved ⟦to to⟧ another" in result.output
    assert result.output.endswith("2 of 3 flags of MTD304 doubled-word\n")


def test_an_unknown_rule_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["MTD999", str(tmp_path)])
    assert result.exit_code == 2
    assert "no rule “MTD999”" in result.output
