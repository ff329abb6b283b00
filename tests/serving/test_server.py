"""Which requests the server accepts, its limits, and the command that starts it."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from click.testing import CliRunner
from fake_model import FakeModel
from flask.testing import FlaskClient

from mtdetect.cli.main import cli
from mtdetect.selection import Selection
from mtdetect.types import Report

Serve = Callable[..., FlaskClient]
Start = Callable[..., "subprocess.Popen[bytes]"]
PAGE = "https://example.org"


@pytest.mark.parametrize("path", ["/health", "/v2/languages"])
def test_other_hosts_are_refused(serve: Serve, path: str) -> None:
    for host in ("127.0.0.1:8081", "localhost:99", "[::1]:8081", "LOCALHOST"):
        assert serve().get(path, headers={"Host": host}).status_code == 200
    for host in ("example.org", "127.0.0.1.example.org", "localhost@example.org"):
        refused = serve().get(path, headers={"Host": host})
        assert (refused.status_code, "wrong host" in refused.text) == (403, True)
    assert serve(local=False).get(path, headers={"Host": "example.org"}).status_code == 200


def test_web_pages_are_refused_unless_allowed(serve: Serve) -> None:
    sent = {"headers": {"Origin": PAGE}, "json": {"text": "a"}}
    refused = serve().post("/score", **sent)
    assert (refused.status_code, refused.headers.get("Access-Control-Allow-Origin")) == (403, None)
    assert f"--allow-origin '{PAGE}'" in refused.get_json()["error"]
    assert serve(allow_origin="https://example.com").post("/score", **sent).status_code == 403
    for allowed in (PAGE, "*"):
        accepted = serve(allow_origin=allowed).post("/score", **sent)
        assert (accepted.status_code, accepted.headers["Access-Control-Allow-Origin"]) == (200, allowed)


def test_browsers_may_ask_first(serve: Serve) -> None:
    asked = {"Origin": PAGE, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    answer = serve(allow_origin="*").options("/score", headers=asked)
    assert answer.status_code == 200
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert answer.headers["Access-Control-Allow-Headers"] == "Content-Type"


@pytest.mark.parametrize(
    ("path", "sent", "said"),
    [
        ("/score", {"json": {"text": "a" * 101}}, "the text has 101 characters; the longest accepted is 100"),
        ("/score", {"json": {"texts": ["a", "a" * 101]}}, "text 2 has 101 characters"),
        ("/score", {"data": "a" * 101, "content_type": "text/plain"}, "the text has 101 characters"),
        ("/score", {"json": {"texts": ["a" * 99] * 1_000}}, "larger than 66,736 bytes"),
        ("/v2/check", {"data": {"language": "en", "text": "a" * 101}}, "the text has 101 characters"),
        ("/v2/check", {"data": {"language": "en", "text": "a" * 99_000}}, "larger than 66,736 bytes"),
    ],
)
def test_limits_of_size(serve: Serve, path: str, sent: dict[str, object], said: str) -> None:
    answer = serve(characters=100).post(path, **sent)  # type: ignore[arg-type]
    assert (answer.status_code, said in answer.text) == (413, True), answer.text


def test_the_longest_text_is_accepted_however_it_is_encoded(serve: Serve) -> None:
    client, text = serve(characters=20_000), "🙂" * 19_992 + " the the"
    assert client.post("/v2/check", data={"language": "en", "text": text}).get_json()["matches"][0]["length"] == 7
    assert client.post("/score", json={"text": text}).get_json()["flags"][0]["end"] == 20_000


class Slow(FakeModel):
    """Notes how many texts are scored at a time, and waits until it may finish."""

    def __init__(self) -> None:
        self.begun, self.finish = threading.Event(), threading.Event()
        self.now = self.most = 0

    def score(self, text: str) -> Report:
        self.now += 1
        self.most = max(self.most, self.now)
        self.begun.set()
        assert self.finish.wait(30)
        self.now -= 1
        return super().score(text)


def test_requests_at_the_same_time_are_scored_one_after_the_other(serve: Serve) -> None:
    model = Slow()
    app = serve(model).application
    texts = [f"{'the the ' * number}." for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda text: app.test_client().post("/score", json={"text": text}).get_json(), texts)
        assert model.begun.wait(30)
        assert app.test_client().get("/health").status_code == 200
        model.finish.set()
        assert list(answers) == [FakeModel().score(text).to_dict() for text in texts]
    assert model.most == 1


def test_a_request_gives_up_if_others_take_too_long(serve: Serve) -> None:
    model = Slow()
    app = serve(model, seconds=0.05).application
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(app.test_client().post, "/score", json={"texts": ["a", "b"]})
        assert model.begun.wait(30)
        second = app.test_client().post("/v2/check", data={"language": "en", "text": "b"})
        assert (second.status_code, second.headers["Retry-After"]) == (503, "1")
        assert "not done after 0.05 seconds" in second.text
        model.finish.set()
        assert first.result().status_code == 503
        assert "1 of 2 texts were scored" in first.result().text


def test_the_server_chooses_rules_and_a_request_narrows_them(serve: Serve) -> None:
    client = serve(selection=Selection(ignore=("MTD4",)))
    for chosen, codes in ({}, ["MTD304"]), ({"ignore": "MTD304"}, []), ({"select": "MTD4"}, ["MTD402"]):
        report = client.post("/score", json={"text": "the the\n\nWWW"} | chosen).get_json()
        assert [flag["code"] for flag in report["flags"]] == codes


@pytest.mark.parametrize(("path", "kind"), [("/nothing", "application/json"), ("/v2/nothing", "text/plain")])
def test_unknown_pages(client: FlaskClient, path: str, kind: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (404, kind)
    assert client.get("/score").status_code == 405
    assert "POST /score" in client.get("/").text


def test_a_crash_is_an_answer_too(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    class Broken(FakeModel):
        def score(self, text: str) -> Report:
            raise RuntimeError("a secret")

    answer = serve(Broken()).post("/score", json={"text": "a"})
    assert answer.status_code == 500
    assert "secret" not in answer.get_json()["error"]
    assert "a secret" in caplog.text


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 0), (signal.SIGTERM, 143)])
def test_it_serves_until_a_signal(start: Start, sent: signal.Signals, status: int) -> None:
    process = start("serve", "--port", "0", "--quiet", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    address = process.stdout.readline().decode().strip()
    request = urllib.request.Request(f"{address}/score", b'{"text": "the the"}', {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert json.load(answer)["flags"][0]["code"] == "MTD304"
    process.send_signal(sent)
    assert process.communicate(timeout=30) == (b"", b"")
    assert process.returncode == status


def test_wrong_use_is_explained(fake_model: FakeModel) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(cli, ["serve", "--port", port])
    assert (result.exit_code, "choose another with --port" in result.stderr) == (2, True)
    result = CliRunner().invoke(cli, ["serve", "--host", "no.such.host.invalid"])
    assert (result.exit_code, "check --host" in result.stderr) == (2, True)


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "flask", None)
    for name in [name for name in sys.modules if name.startswith("mtdetect.serving")]:
        monkeypatch.delitem(sys.modules, name)
    result = CliRunner().invoke(cli, ["serve"])
    assert (result.exit_code, 'pip install ".[label]"' in result.stderr) == (2, True)


def test_a_server_for_others_comes_with_a_warning(fake_model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    from mtdetect.serving import server

    monkeypatch.setattr(server, "serve", lambda scorer, host, port, origin, ready: ready(f"http://{host}:{port}"))
    assert "no password" in CliRunner().invoke(cli, ["serve", "--host", "0.0.0.0"]).stderr
    assert "warning" not in CliRunner().invoke(cli, ["serve"]).stderr
