"""Requests that no client sends: each gets an answer that says what is wrong, and none stops the server."""

from __future__ import annotations

import json
import socket
import subprocess
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Start = Callable[..., "subprocess.Popen[bytes]"]

SETTINGS = settings(
    max_examples=60, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
fields = st.sampled_from(
    ["text", "texts", "select", "ignore", "data", "language", "enabledRules", "disabledCategories"]
)


@SETTINGS
@given(body=st.dictionaries(fields, anything, max_size=4) | anything)
def test_any_json_is_scored_or_a_bad_request(client: FlaskClient, body: Any) -> None:
    data = json.dumps(body).encode()
    answer = client.post("/score", data=data, headers={"Content-Type": "application/json"})
    assert answer.status_code in (200, 400)


@SETTINGS
@given(form=st.dictionaries(fields, st.text(st.characters(codec="utf-8"), max_size=30) | anything.map(json.dumps)))
def test_any_form_is_checked_or_a_bad_request(client: FlaskClient, form: dict[str, str]) -> None:
    answer = client.post(
        "/v2/check",
        data=urlencode(form, errors="replace"),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code in (200, 400)


BODIES = [
    b"",
    b"{",
    b"[" * 30_000,
    b'{"text":' * 10_000,
    b"\xff\xfe",
    b"1" * 5000,
    b"\0",
    b"data=" + b"[" * 30_000,
    b"&" * 5000,
]
KINDS = ["application/json", "application/x-www-form-urlencoded", "text/plain", "text/plain; charset=hex", "a", ""]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("path", ["/score", "/v2/check"])
def test_what_can_not_be_read_is_a_bad_request(client: FlaskClient, path: str, kind: str) -> None:
    for body in BODIES:
        answer = client.post(path, data=body, headers={"Content-Type": kind})
        assert answer.status_code in (200, 400, 413, 415), (body[:20], answer.status_code)


def test_half_sent_requests_do_not_block_the_server(start: Start) -> None:
    process = start("serve", "--port", "0", "--quiet", stdout=subprocess.PIPE)
    assert process.stdout is not None
    address = process.stdout.readline().decode().strip()
    own = urlsplit(address)
    request = urllib.request.Request(f"{address}/score", b'{"text": "the the"}', {"Content-Type": "application/json"})
    with ExitStack() as stack:
        for _ in range(150):
            half = stack.enter_context(socket.create_connection((own.hostname, own.port or 80)))
            half.sendall(b"POST /score HTTP/1.1\r\nContent-Length: 100\r\nX-")
        with urllib.request.urlopen(request, timeout=15) as answer:
            assert json.load(answer)["flags"][0]["code"] == "MTD304"
