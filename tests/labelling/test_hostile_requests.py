"""Requests that no page sends: each gets an answer that says what is wrong, and none stops the server."""

from __future__ import annotations

import json
import socket
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("flask", reason='the label extra is not installed: pip install ".[label]"')

from labelled import document
from test_label_server import TAB, served  # noqa: F401  (a fixture)

from mtdetect.labelling.journal import Journal
from mtdetect.labelling.server import create_app
from mtdetect.labelling.session import Session

PATHS = ("/next", "/judge", "/skip", "/undo", "/flags")
HEADERS = {"Host": "127.0.0.1:1", "X-Token": "secret", "Content-Type": "application/json"}

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
judgements = st.none() | st.sampled_from([0, 1]) | anything
places = st.integers(-1, 4) | anything
spans = st.fixed_dictionaries({"start": places, "end": places, "label": st.text(st.characters()) | anything})
bodies = st.fixed_dictionaries(
    {
        "tab": st.just(TAB) | st.text(st.characters(), min_size=8, max_size=20) | anything,
        "id": st.integers(-1, 3) | anything,
        "version": st.integers(0, 2) | anything,
        "translation": judgements,
        "scraping": judgements,
        "spans": st.lists(spans | anything, max_size=3) | anything,
    }
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("labels") / "a.jsonl"
    found = document("d", "one", "two", "three")
    app = create_app(Session(found, [2, 0, 1], Journal(str(path), found)), "secret", "127.0.0.1:1", "train")
    app.testing = False
    return app.test_client()


def ask(client: Any, path: str, body: bytes) -> Any:
    return client.post(path, data=body, headers=HEADERS)


@settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(path=st.sampled_from(PATHS), body=bodies | anything)
def test_bad_json_is_a_bad_request(client: Any, path: str, body: Any) -> None:
    assert ask(client, path, json.dumps(body).encode()).status_code in (200, 400, 409)


BODIES = [
    b"",
    b"{",
    b"[" * 30_000,
    b'{"a":' * 10_000,
    b"\xff\xfe",
    b"1" * 5000,
    b"\0",
    b'{"tab": "\\ud800\\ud800\\ud800..."}',
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body[:12]))
def test_what_is_no_json_is_a_bad_request(client: Any, path: str, body: bytes) -> None:
    answer = ask(client, path, body)
    assert answer.status_code in (200, 400)
    assert "error" in answer.json or "item" in answer.json


def test_half_sent_requests_do_not_block_the_page(served: Any, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "a.txt").write_text("One.")
    page, _ = served("a.txt")
    host, port = page.host.split(":")
    with ExitStack() as stack:
        for _ in range(150):
            half = stack.enter_context(socket.create_connection((host, int(port))))
            half.sendall(b"POST /next HTTP/1.1\r\nContent-Length: 100\r\nX-")
        assert page.ask("POST", "/next", {"tab": TAB})[0] == 200
