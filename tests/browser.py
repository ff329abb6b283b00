"""A real browser for the tests of the pages: Debian's Chromium, headless, without a way to any network.

A pytest plugin, which `conftest.py` brings in. Where Playwright or Chromium is not installed, the tests that ask for a
browser skip and say so.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDTHS = (375, 768, 1440)
"""A phone, a tablet, a desk: in CSS pixels."""

ARGUMENTS = (
    "--no-sandbox",  # containers and CI run as root
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", metavar="FOLDER", help="where the page tests write the README's pictures")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser a module: its event loop would stand in the way of other modules' own."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: pip install playwright")
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a file or an address, and sees to it that the page behaves: `open_page(path, width=375, dark=True)`.

    At the end of the test it fails where a page asked for anything but its own origin (its own file), wrote an error
    or a warning to the console (which is where a breach of its Content-Security-Policy is told), or raised one.
    """
    contexts = []
    problems: list[str] = []

    def open_it(place: Path | str, *, width: int = 1440, height: int = 900, dark: bool = False, **options: Any) -> Page:
        address = place.resolve().as_uri() if isinstance(place, Path) else place
        own = urlsplit(address)
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)

        def watch(asked: str) -> None:
            url = urlsplit(asked)
            ours = url.path == own.path if own.scheme == "file" else url.netloc == own.netloc
            if url.scheme != "data" and not (url.scheme == own.scheme and ours):
                problems.append(f"asked for {asked[:200]}")

        page.on("request", lambda request: watch(request.url))
        page.on("pageerror", lambda error: problems.append(f"error: {error}"))
        page.on("console", lambda said: problems.append(said.text) if said.type in ("error", "warning") else None)
        page.on("dialog", lambda dialog: (problems.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.goto(address)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert not problems, problems


def accessibility_issues(page: Page) -> list[str]:
    """What axe-core finds that is serious or critical, with the first place of each."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    found = axe.Axe().run(page).response["violations"]
    return [
        f"{issue['id']} ({issue['impact']}): {issue['help']}: {node['html'][:200]} {node.get('failureSummary', '')}"
        for issue in found
        if issue["impact"] in ("serious", "critical")
        for node in issue["nodes"][:3]
    ]


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.fixture
def screenshot(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Writes a picture of the window for the README, where `--screenshots FOLDER` is given; else does nothing."""
    folder = request.config.getoption("--screenshots")

    def take(page: Page, name: str) -> None:
        if folder:
            from PIL import Image

            path = Path(folder) / name
            page.screenshot(path=path, animations="disabled")
            # 128 colours do for a page, and take a third of the room.
            with Image.open(path) as picture:
                small = picture.convert("RGB").quantize(128, dither=Image.Dither.NONE)
            small.save(path, optimize=True)

    return take


def wait_until(page: Page, condition: str) -> None:
    """Waits until a JavaScript condition holds. (Playwright's own way evaluates strings, which the pages forbid.)"""
    page.evaluate(
        f"""new Promise((done, failed) => {{
            const end = performance.now() + 10000;
            const look = () => {{
                if ({condition}) done();
                else if (performance.now() > end) failed(new Error("it never came true"));
                else requestAnimationFrame(look);
            }};
            look();
        }})"""
    )
