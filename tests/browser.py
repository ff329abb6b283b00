"""A real browser for the page tests: Debian's Chromium, headless and without network access.

This is a pytest plugin, loaded by `conftest.py`. If Playwright or Chromium is not installed, the tests that need a
browser are skipped with a message.
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
"""Phone, tablet and desktop widths in CSS pixels."""

ARGUMENTS = (
    "--no-sandbox",  # containers and CI run as root
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", metavar="FOLDER", help="write the README's screenshots here (page tests only)")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser per module, since its event loop would get in the way of other modules."""
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
    """Opens a file or URL and checks that the page behaves: `open_page(path, width=375, dark=True)`.

    The test fails at the end if a page requested anything outside its own origin (or its own file), raised an error,
    or logged an error or warning to the console, which is where Content-Security-Policy violations show up.
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
    """The serious and critical issues that axe-core finds, with the first few elements of each."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    found = axe.Axe().run(page).response["violations"]
    return [
        f"{issue['id']} ({issue['impact']}): {issue['help']}: {node['html'][:200]} {node.get('failureSummary', '')}"
        for issue in found
        if issue["impact"] in ("serious", "critical")
        for node in issue["nodes"][:3]
    ]


def sideways(page: Page) -> int:
    """How many pixels wider the page is than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.fixture
def screenshot(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Takes a screenshot for the README if `--screenshots FOLDER` is given; otherwise does nothing."""
    folder = request.config.getoption("--screenshots")

    def take(page: Page, name: str) -> None:
        if folder:
            from PIL import Image

            path = Path(folder) / name
            page.screenshot(path=path, animations="disabled")
            # 128 colours are enough for a page, and take a third of the space.
            with Image.open(path) as picture:
                small = picture.convert("RGB").quantize(128, dither=Image.Dither.NONE)
            small.save(path, optimize=True)

    return take


def wait_until(page: Page, condition: str) -> None:
    """Waits for a JavaScript condition. Playwright's own wait_for_function uses eval, which the pages forbid."""
    page.evaluate(
        f"""new Promise((done, failed) => {{
            const end = performance.now() + 10000;
            const look = () => {{
                if ({condition}) done();
                else if (performance.now() > end) failed(new Error("the condition never became true"));
                else requestAnimationFrame(look);
            }};
            look();
        }})"""
    )
