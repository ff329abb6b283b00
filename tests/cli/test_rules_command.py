"""`mtdetect rules`: tables, pages and JSON."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from mtdetect.cli.main import cli
from mtdetect.rules.registry import REGISTRY, RULES
from mtdetect.rules.translation import doubled_word


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["rules", *arguments])


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        ((), [rule.code for rule in RULES]),
        (("MTD6",), ["MTD601", "MTD602"]),
        (("mtd50",), [rule.code for rule in RULES if rule.family == "encoding"]),
    ],
)
def test_a_table_of_rules(arguments: tuple[str, ...], codes: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 0
    assert [line.split()[0] for line in result.stdout.splitlines() if line.startswith("MTD")] == codes
    assert max(map(len, result.stdout.splitlines())) <= 80


@pytest.mark.parametrize("wanted", ["MTD304", "mtd304", "doubled-word"])
def test_the_page_of_one(wanted: str) -> None:
    result = run(wanted)
    assert result.exit_code == 0
    assert result.stdout.startswith("MTD304 doubled-word (translation)\n=====")
    assert (doubled_word.__doc__ or "?").strip() in result.stdout


@pytest.mark.parametrize(("wanted", "count"), [((), len(RULES)), (("MTD304",), 1), (("MTD6",), 2)])
def test_json_is_an_array(wanted: tuple[str, ...], count: int) -> None:
    listed = json.loads(run(*wanted, "--format", "json").stdout)
    assert len(listed) == count
    by_code = {each.rule.code: each for each in REGISTRY}
    for entry in listed:
        rule, page, *_ = by_code[entry["code"]]
        assert entry == {
            "code": rule.code,
            "name": rule.name,
            "family": rule.family,
            "summary": rule.summary,
            "page": page.strip(),
        }


def test_unknown_rules() -> None:
    result = run("double-word")
    assert result.exit_code == 2
    assert "no rule “double-word”; did you mean MTD304 (doubled-word)?" in result.stderr
