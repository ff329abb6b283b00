"""The foot of the report page: when and with what it was made."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from fake_model import FakeModel
from report_pages import fake

from mtdetect import __version__
from mtdetect.cli.main import cli
from mtdetect.reporters import html


def foot(page: str) -> str:
    found = re.search(r"<footer.*?>(.*?)</footer>", page, re.DOTALL)
    return re.sub("<[^>]*>", "", found[1]).strip() if found else ""


def test_the_foot_has_the_date_the_version_and_the_model(
    fake_model: FakeModel, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1796000000")
    monkeypatch.setattr(FakeModel, "folder", Path("models/mine"))
    Path("a.txt").write_text("Fine.", encoding="utf-8")
    assert CliRunner().invoke(cli, ["score", "a.txt", "--format", "html", "-o", "a.html"]).exit_code == 0
    assert (
        foot(Path("a.html").read_text("utf-8")) == f"Scored on 30 November 2026 by mtdetect {__version__}, model mine"
    )


def test_the_name_of_the_model_is_escaped() -> None:
    out = io.StringIO()
    html.report(iter(fake("Fine.")), out, model="<b>mine\u202e")
    assert foot(out.getvalue()).endswith("model &lt;b&gt;mine&lt;U+202E&gt;")
