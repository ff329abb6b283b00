"""The site builds without a warning, has everything, fits every window, and loads nothing from elsewhere."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import click
import pytest
from browser import accessibility_issues, sideways

import mtdetect
from mtdetect.cli.main import cli

pytest.importorskip("mkdocs", reason='the docs extra is not installed: pip install ".[docs]"')

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built site. A warning would end the build."""
    folder = tmp_path_factory.mktemp("site")
    environment = os.environ | {"PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    return folder


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def end_headers(self) -> None:
            self.send_header("Cache-Control", "max-age=600")  # or every page would ask for all styles again
            super().end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def words(page: Path) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", page.read_text(encoding="utf-8")))


def test_every_public_name_is_in_the_reference(site: Path) -> None:
    page = (site / "api.html").read_text(encoding="utf-8")
    documented = set(re.findall(r'id="mtdetect\.(\w+)"', page))
    assert documented == set(mtdetect.__all__) - {"RULES", "__version__"}
    assert "mtdetect.RULES" in page


def test_every_command_and_option_is_in_the_reference(site: Path) -> None:
    page = words(site / "cli.html")

    def check(command: click.Command, path: str) -> None:
        assert f"{path} [OPTIONS]" in page
        options = [each.opts[-1] for each in command.params if isinstance(each, click.Option) and not each.hidden]
        assert [option for option in options if option not in page] == []
        for name, child in getattr(command, "commands", {}).items():
            check(child, f"{path} {name}")

    check(cli, "mtdetect")


def test_every_rule_has_a_page_with_marked_words(site: Path) -> None:
    table = words(site / "rules/index.html")
    for rule in mtdetect.RULES:
        page = (site / f"rules/{rule.code}.html").read_text(encoding="utf-8")
        assert "<mark>" in page
        assert f"{rule.code} {rule.name}" in table
        assert ">>>" not in page
        assert "&gt;&gt;&gt;" not in page


def test_nothing_is_left_to_fill_in(site: Path) -> None:
    assert [page for page in site.rglob("*.html") if re.search(r"<!-- (?:made|README)", page.read_text("utf-8"))] == []


def test_pages_fit_a_phone_and_load_nothing_from_elsewhere(
    site: Path, address: str, open_page: Callable[..., Any]
) -> None:
    """`open_page` notices requests to other hosts, and errors."""
    page = open_page(f"{address}/index.html", width=375)
    for name in (*(page.stem for page in site.glob("*.html")), "rules/index", "rules/MTD503", "decisions/index"):
        page.goto(f"{address}/{name}.html")
        assert sideways(page) == 0, name


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pages_are_accessible(address: str, open_page: Callable[..., Any], dark: bool) -> None:
    page = open_page(f"{address}/index.html", dark=dark)
    for name in ("tutorial", "cli", "rules/MTD106"):
        page.goto(f"{address}/{name}.html")
        assert sideways(page) == 0, name
        issues = accessibility_issues(page)
        assert [each for each in issues if "md-search" not in each] == [], name  # the theme's dialog has no name


def test_search_finds_a_rule(address: str, open_page: Callable[..., Any]) -> None:
    page = open_page(f"{address}/index.html")
    page.keyboard.press("/")
    page.keyboard.type("doubled-word")
    page.locator(".md-search-result__link", has_text="MTD304").first.click()
    assert page.locator("h1").inner_text().startswith("MTD304 doubled-word")
