"""The labelling server over HTTP, and the command that starts it."""

from __future__ import annotations

import http.client
import json
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner

pytest.importorskip("flask", reason='the label extra is not installed: pip install ".[label]"')

from labelled import rows

from mtdetect.cli.main import cli
from mtdetect.labelling.server import LIKELY, create_app
from mtdetect.labelling.session import Session
from mtdetect.pages import FAMILIES
from mtdetect.rules.registry import RULES

Start = Callable[..., "subprocess.Popen[bytes]"]


class Client:
    """Sends requests to a running server, with any headers."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.host = parts.netloc
        self.token = parse_qs(parts.query)["token"][0]
        self.headers = {"Host": self.host, "X-Token": self.token, "Content-Type": "application/json"}

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        data: bytes | Iterator[bytes] | None = None,
        **headers: str | None,
    ) -> tuple[int, dict[str, str], str]:
        """Write header names with `_` for `-`; set a default header to None to omit it."""
        connection = http.client.HTTPConnection(self.host, timeout=30)
        sent = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in sent.items():
                if value is not None:
                    connection.putheader(name, value)
            content = json.dumps(body).encode() if body is not None else data
            if isinstance(content, bytes) and "Content_Length" not in headers:
                connection.putheader("Content-Length", str(len(content)))
            connection.endheaders(content, encode_chunked=not isinstance(content, bytes | None))
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode()
        finally:
            connection.close()


TAB = "a tab's name"


@pytest.fixture
def served(start: Start) -> Callable[..., tuple[Client, subprocess.Popen[bytes]]]:
    """Starts `mtdetect label`; returns a client for it and the process."""

    def begin(*arguments: str) -> tuple[Client, subprocess.Popen[bytes]]:
        command = ("label", *arguments, "-o", "samples.jsonl", "--in-order", "--no-browser")
        process = start(*command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert process.stdout is not None
        return Client(process.stdout.readline().decode().strip()), process

    return begin


def test_what_the_server_refuses(served: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One.\n\nTwo.")
    client, _ = served("a.txt")
    assert client.host.startswith("127.0.0.1:")
    judgement = {"tab": TAB, "id": 0, "version": 0, "translation": 0, "scraping": 1, "spans": []}
    chunks = islice(iter(lambda: b"x" * 4096, b""), 100)
    refused: list[tuple[int, dict[str, Any]]] = [
        (403, {"X_Token": None}),
        (403, {"X_Token": client.token[:-1]}),
        (403, {"X_Token": "é"}),
        (403, {"X_Token": None, "Cookie": f"token={client.token}"}),
        (403, {"Host": "example.org"}),
        (403, {"Host": client.host.replace("127.0.0.1", "localhost")}),
        (403, {"Host": "127.0.0.1"}),
        (403, {"Host": None}),
        (403, {"Origin": "http://example.org"}),
        (403, {"Origin": "null"}),
        (403, {"Origin": f"https://{client.host}"}),
        (403, {"Origin": "http://127.0.0.1:1"}),
        (403, {"Sec_Fetch_Site": "cross-site"}),
        (403, {"Sec_Fetch_Site": "same-site"}),
        (413, {"body": judgement | {"more": "x" * 100_000}}),
        (413, {"Content_Length": "10000000", "body": judgement}),
        (413, {"Transfer_Encoding": "chunked", "data": chunks}),
        (415, {"Content_Type": "text/plain"}),
        (400, {"data": b"{no"}),
        (400, {"body": []}),
        (400, {"body": judgement | {"id": 2}}),
        (400, {"body": judgement | {"id": True}}),
        (400, {"body": judgement | {"tab": "x"}}),
        (400, {"body": judgement | {"scraping": 2}}),
        (400, {"body": {key: value for key, value in judgement.items() if key != "scraping"}}),
        (400, {"body": judgement | {"spans": [{"start": 0, "end": 5, "label": "menu"}]}}),
    ]
    for status, request in refused:
        request = {"body": None if "data" in request else judgement} | request
        try:
            answered = client.ask("POST", "/judge", **request)[0]
        except ConnectionError:  # the server may hang up while it is still being sent a body that is too large
            answered = 413
        assert answered == status, request
    for path in ("/judge", "/next", "/undo", "/skip", "/flags"):
        for method in ("GET", "PUT", "DELETE", "OPTIONS"):
            assert client.ask(method, path)[0] == 405
    assert client.ask("GET", "/", X_Token=None)[0] == 403
    assert client.ask("GET", "/?token=", X_Token=None)[0] == 403
    assert client.ask("POST", f"/next?token={client.token}", {"tab": TAB}, X_Token=None)[0] == 403
    assert client.ask("GET", "/static/label.js")[0] == 404
    assert not (tmp_path / "samples.jsonl").exists()

    assert client.ask("GET", f"/?token={client.token}", Origin="http://example.org")[0] == 403

    status, headers, page = client.ask("GET", f"/?token={client.token}", X_Token=None, Sec_Fetch_Site="cross-site")
    assert status == 200
    assert "script-src 'sha256-" in page.replace("&#39;", "'")
    assert "One." not in page
    for answered in (headers, client.ask("POST", "/next", {"tab": TAB})[1], client.ask("GET", "/judge")[1]):
        assert "frame-ancestors 'none'" in answered["Content-Security-Policy"]
        assert answered["Cache-Control"] == "no-store"
        assert answered["X-Content-Type-Options"] == "nosniff"
        assert answered["Referrer-Policy"] == "no-referrer"
        assert "Set-Cookie" not in answered
        assert "Server" not in answered

    status, _, answer = client.ask("POST", "/judge", judgement, Origin=f"http://{client.host}")
    assert (status, json.loads(answer)["item"]["text"]) == (200, "Two.")
    assert client.ask("POST", "/judge", judgement)[0] == 409
    assert [row["scraping"] for row in rows(tmp_path / "samples.jsonl")] == [1, None]


def test_hidden_flags_are_not_suggested(served: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("WWW \u202e")
    client, _ = served("a.txt", "--ignore", "menu")
    flags = json.loads(client.ask("POST", "/flags", {"tab": TAB, "id": 0})[2])["flags"]
    assert [flag["code"] for flag in flags] == ["MTD503"]


def test_a_second_run_is_refused_and_ctrl_c_ends_the_first(served: Any, start: Start, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One.\n\nTwo.")
    client, process = served("a.txt", "missing.txt")
    second = start("label", "a.txt", "-o", "samples.jsonl", "--no-browser", stderr=subprocess.PIPE)
    errors = second.communicate(timeout=30)[1]
    assert second.returncode == 2
    assert errors.startswith(b"error: samples.jsonl: in use by another mtdetect label")
    judgement = {"tab": TAB, "id": 1, "version": 0, "translation": None, "scraping": None, "spans": []}
    assert client.ask("POST", "/judge", judgement)[0] == 200
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 2  # because of the missing file
    assert said.decode().splitlines() == [
        "Reading and scoring the files. The page opens when they are done.",
        "error: missing.txt: no such file; check the name",
        "Paragraphs to label: 2; already labelled: 0. Press Ctrl-C to stop. Open:",
        "samples.jsonl: labelled paragraphs: 1 (1 in this session)",
        "To train a model on them:",
        "  mtdetect train samples.jsonl -o models/mine --base default",
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "samples.jsonl"]


def test_a_kill_amid_writing_loses_nothing_confirmed(served: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("\n\n".join(f"Paragraph {i}." for i in range(2000)))
    client, process = served("a.txt")
    confirmed: list[int] = []
    enough = threading.Event()

    def judge() -> None:
        for index in range(2000):
            body = {"tab": TAB, "id": index, "version": 0, "translation": 1, "scraping": 0, "spans": []}
            try:
                status = client.ask("POST", "/judge", body)[0]
            except (OSError, http.client.HTTPException):
                break
            assert status == 200
            confirmed.append(index)
            if len(confirmed) == 40:
                enough.set()
        enough.set()

    hands = threading.Thread(target=judge)
    hands.start()
    enough.wait(60)
    process.kill()  # in the middle of further judgements
    hands.join(60)
    judged = [row["position"] for row in rows(tmp_path / "samples.jsonl") if row["translation"] == 1]
    assert len(confirmed) >= 40
    assert judged[: len(confirmed)] == confirmed
    assert len(judged) <= len(confirmed) + 1  # one may be on disk but not yet confirmed


def test_a_full_disk_is_told_to_the_page(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", lambda handle: (_ for _ in ()).throw(OSError(28, "No space left")))
    client = create_app(session, "token", "127.0.0.1:5", "").test_client()
    body = {"tab": TAB, "id": 1, "version": 0, "translation": 0, "scraping": 0, "spans": []}
    answer = client.post("/judge", json=body, headers={"Host": "127.0.0.1:5", "X-Token": "token"})
    assert answer.status_code == 507
    assert "No space left" in answer.json["error"]
    assert session.judged == 0


def test_the_label_of_a_familys_key_is_a_rule_of_it() -> None:
    families = {rule.name: rule.family for rule in RULES}
    assert {family: families[label] for family, label in LIKELY.items()} == {family: family for family in FAMILIES}


@pytest.mark.usefixtures("fake_model", "folder")
@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["a.txt"], "Missing option '-o'"),
        (["a.txt", "-o", "a.txt"], "samples are written as JSON Lines; use a name that ends in .jsonl"),
        (
            ["a.jsonl", "-o", "a.jsonl"],
            "a.jsonl: this is also an input (a.jsonl); write to another file",
        ),
        (["a.txt", "-o", "no/a.jsonl"], "the folder no does not exist"),
        (["empty.txt", "-o", "s.jsonl"], "nothing to label: these files contain no text"),
        (["a.txt", "-o", "s.jsonl", "--port", "80"], "80 is not in the range"),
    ],
)
def test_wrong_usage(arguments: list[str], problem: str) -> None:
    Path("a.txt").write_text("One.")
    Path("a.jsonl").write_text('{"text": "One."}\n')
    Path("empty.txt").touch()
    result = CliRunner().invoke(cli, ["label", *arguments, "--no-browser"])
    assert result.exit_code == 2
    assert problem in result.stderr
    assert not Path("s.jsonl").exists()


@pytest.mark.usefixtures("fake_model", "folder")
def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    for module in [name for name in sys.modules if name.startswith("mtdetect.labelling")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "waitress.server", None)
    Path("a.txt").write_text("One.")
    result = CliRunner().invoke(cli, ["label", "a.txt", "-o", "s.jsonl"])
    assert result.exit_code == 2
    assert 'pip install ".[label]"' in result.stderr
