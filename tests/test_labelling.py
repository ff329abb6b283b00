"""Labelling without a browser: the order, the judgements on disk, and what the server refuses."""

from __future__ import annotations

import http.client
import json
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner
from fake_model import FakeModel

pytest.importorskip("flask", reason='the label extra is not installed: pip install "mtdetect[label]"')

from mtdetect.cli.main import cli
from mtdetect.labelling import journal as journals
from mtdetect.labelling.journal import CONTEXT, Journal, Judgement, around, lock
from mtdetect.labelling.queue import Item, in_order, items, most_telling_first, source_of
from mtdetect.labelling.server import LIKELY, create_app
from mtdetect.labelling.session import ConflictError, Session
from mtdetect.pages import FAMILIES
from mtdetect.reporters.destination import OutputError
from mtdetect.rules.registry import RULES
from mtdetect.samples.files import read_samples
from mtdetect.types import Document, LabelledSpan, Sample

Start = Callable[..., "subprocess.Popen[bytes]"]

DAMAGED, SOUND, UNSURE = Judgement(1, 0), Judgement(0, 0), Judgement(None, None)


def document(name: str, *texts: str, doubts: Sequence[float] = (), source: str = "") -> list[Item]:
    doubts = doubts or [1.0] * len(texts)
    return [Item(source or name, name, i, text, doubts[i]) for i, text in enumerate(texts)]


# ---- Paragraphs and their order


def test_items_are_the_paragraphs_with_their_flags() -> None:
    texts = ["WWW\nin the the capital", "WWW"]
    found = items((Document("a", text), FakeModel().score(text)) for text in texts)
    assert [(item.document, item.position, item.text) for item in found] == [
        ("a", 0, "WWW"),
        ("a", 1, "in the the capital"),
        ("a (2)", 0, "WWW"),
    ]
    assert [(flag.name, flag.start, flag.end) for flag in found[1].flags] == [("doubled-word", 3, 10)]
    assert found[1].uncertainty == pytest.approx(0.469, abs=0.001)


def test_a_flag_over_two_paragraphs_is_in_both() -> None:
    text = "in the\n\nthe capital"
    found = items([(Document("a", text), FakeModel().score(text))])
    assert [[item.text[flag.start : flag.end] for flag in item.flags] for item in found] == [["the"], ["the"]]


def test_paragraphs_of_another_language_come_last() -> None:
    text = "Straße the the"
    assert [item.uncertainty for item in items([(Document("a", text), FakeModel().score(text))])] == [0.0]


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({"file": "a.jsonl"}, "a.jsonl:1"),
        ({"fields": {"site": "example.org", "url": "https://other.org/"}}, "example.org"),
        ({"fields": {"url": "https://www.example.org/page"}}, "www.example.org"),
        ({"url": "http://example.org:80/"}, "example.org"),
        ({"fields": {"url": "http://[", "source": 5}}, "a.jsonl:1"),
    ],
)
def test_the_source_is_the_site_or_the_document(metadata: dict[str, Any], expected: str) -> None:
    assert source_of(Document("a.jsonl:1", "", metadata)) == expected
    assert source_of(Document("https://a.org/b", "", {})) == "a.org"


def test_uncertain_first_then_unlike_those_before_then_other_sources() -> None:
    found = [
        *document("a", "red apples fell from the tree", "certainly nothing here", doubts=[1.0, 0.1]),
        *document("b", "red apples fell from the trees", "blue whales sing at night", doubts=[0.99, 0.9]),
        *document("c", "RED apples fell  from the tree", doubts=[1.0]),
    ]
    assert most_telling_first(found, []) == [0, 3, 2, 1]  # 4 is the wording of 0 again
    assert most_telling_first(found, [3]) == [0, 2, 1]
    assert most_telling_first(found, [4]) == [3, 1, 2]
    sites = [*document("a", "one two", "three four"), *document("b", "five six", doubts=[0.8])]
    assert most_telling_first(sites, []) == [0, 2, 1]
    assert most_telling_first([], []) == []
    assert in_order(found, [1]) == [0, 2, 3, 4]


def test_any_text_can_be_ordered() -> None:
    found = document("a", "\ud800", "\0", "—", "x" * 100_000, "same", "same")
    assert sorted(most_telling_first(found, [])) == [0, 1, 2, 3, 4]


# ---- On disk


def rows(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_judged_paragraph_stands_among_those_around_it(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    found = document("a", *(f"paragraph {i}" for i in range(100)), source="s") + document("b", "alone")
    journal = Journal(str(path), found)
    journal.judge(50, Judgement(1, None, (LabelledSpan(0, 9, "menu"),), 1))
    written = list(read_samples(path))
    assert [sample.position for sample in written] == list(range(50 - CONTEXT, 51 + CONTEXT))
    assert written[CONTEXT] == Sample("paragraph 50", 1, None, "s", (LabelledSpan(0, 9, "menu"),), "a", 50)
    assert {(s.translation, s.scraping, s.spans) for s in written if s.position != 50} == {(None, None, ())}
    assert [(row["position"], row["judged"]) for row in rows(path) if "judged" in row] == [(50, 1)]
    journal.judge(50, None)
    assert path.read_text() == ""
    assert list(around(found, 99, 3)) == [96, 97, 98, 99]
    assert list(around(found, 100, 3)) == [100]


def test_every_byte(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    journal = Journal(str(path), document("d", "“Café” 😀 \ud800\x00", "two"))
    journal.judge(0, Judgement(0, 1, (LabelledSpan(7, 8, "menu"),), 3))
    assert (
        path.read_bytes()
        == (
            '{"text": "“Café” 😀 \\ud800\\u0000", "translation": 0, "scraping": 1, "source": "d", '
            '"spans": [{"start": 7, "end": 8, "label": "menu"}], "document": "d", "position": 0, "judged": 3}\n'
            '{"text": "two", "translation": null, "scraping": null, "source": "d", "spans": [], "document": "d", '
            '"position": 1}\n'
        ).encode()
    )
    assert Journal(str(path), document("d", "“Café” 😀 \ud800\x00", "two")).judgements == {
        0: Judgement(0, 1, (LabelledSpan(7, 8, "menu"),), 3)
    }


def test_resuming_keeps_what_others_wrote_and_one_row_a_paragraph(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    foreign = '{"note": "kept",  "text": "by hand", "translation": 1}'
    path.write_text(foreign)  # no line end
    found = document("d", "one", "two")
    Journal(str(path), found).judge(1, UNSURE)
    journal = Journal(str(path), found)
    assert journal.warnings == [f"{path}: 1 samples of other files than these; they stay as they are"]
    assert journal.judgements == {1: UNSURE}  # unsure of both, and yet not asked again
    journal.judge(1, DAMAGED)
    journal.judge(0, SOUND)
    assert path.read_text().splitlines()[0] == foreign
    assert [(row["text"], row["translation"]) for row in rows(path)] == [("by hand", 1), ("one", 0), ("two", 1)]


def test_a_paragraph_that_has_changed_is_another(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    Journal(str(path), document("d", "one")).judge(0, DAMAGED)
    journal = Journal(str(path), document("d", "ONE"))
    assert journal.judgements == {}
    journal.judge(0, SOUND)
    assert [(row["text"], row["translation"]) for row in rows(path)] == [("one", 1), ("ONE", 0)]


def test_a_torn_last_line_is_left_out_and_any_other_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    found = document("d", "one", "two")
    first = Journal(str(path), found)
    first.judge(0, DAMAGED)
    first.judge(1, SOUND)
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    journal = Journal(str(path), found)
    assert journal.warnings == [f"{path}, line 2: cut off in the middle; left out"]
    assert journal.judgements == {0: DAMAGED}
    journal.judge(1, SOUND)
    assert path.read_bytes() == whole
    path.write_bytes(b"{torn\n" + whole)
    with pytest.raises(OutputError, match=r"line 1: no sample .*; mend it, or choose another file"):
        Journal(str(path), found)
    path.write_text('{"text": "a", "scraping": "no"}')
    with pytest.raises(OutputError, match=r"line 1: no sample .“scraping” is 'no'"):
        Journal(str(path), found)


def test_what_cannot_be_written_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jsonl"
    found = document("d", "one", "two")
    journal = Journal(str(path), found)
    journal.judge(0, DAMAGED)
    before = path.read_bytes()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(journals.os, "fsync", full)
    with pytest.raises(OutputError, match="No space left on device"):
        journal.judge(0, SOUND)
    assert journal.judgements == {0: DAMAGED}
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
    monkeypatch.undo()
    path.write_text("")
    with pytest.raises(OutputError, match="another program has changed it"):
        journal.judge(1, SOUND)
    assert path.read_text() == ""


def test_one_server_a_file(tmp_path: Path) -> None:
    path = str(tmp_path / "a.jsonl")
    with lock(path):
        with pytest.raises(OutputError, match="is being labelled by another run"), lock(path):
            pass
        (tmp_path / "link.jsonl").symlink_to(path)
        with pytest.raises(OutputError, match="is being labelled"), lock(str(tmp_path / "link.jsonl")):
            pass
    with lock(path):
        pass
    assert [entry.name for entry in tmp_path.iterdir()] == ["link.jsonl"]


# ---- Several tabs, and the way back


@pytest.fixture
def session(tmp_path: Path) -> Session:
    found = document("d", "one", "two", "three")
    return Session(found, [2, 0, 1], Journal(str(tmp_path / "a.jsonl"), found))


def test_tabs_get_different_paragraphs_and_keep_them(session: Session) -> None:
    assert [session.next("a"), session.next("b"), session.next("a"), session.next("b")] == [2, 0, 2, 0]
    session.judge("a", 2, 0, SOUND)
    assert session.next("a") == 1
    session.skip("b", 0)
    assert session.next("b") == 0  # nothing else is left that “a” has not
    session.judge("b", 0, 0, SOUND)
    assert session.next("b") == 1  # a closed tab keeps nothing for ever
    session.judge("b", 1, 0, SOUND)
    assert session.next("b") is None
    assert (session.judged, session.left, session.made) == (3, 0, 3)


def test_a_judgement_over_one_that_was_not_seen_is_refused(session: Session) -> None:
    session.judge("a", 2, 0, DAMAGED)
    with pytest.raises(ConflictError):
        session.judge("b", 2, 0, SOUND)
    judged = session.judgement(2)
    assert judged is not None
    assert judged.translation == 1
    session.judge("b", 2, 1, SOUND)  # seen by now
    undone = session.undo("a")
    assert undone is not None
    assert undone[0] == 2  # its own was changed by “b”, so the last of all
    back = session.judgement(2)
    assert back is not None
    assert (back.translation, back.number) == (1, 1)


def test_undo_goes_back_step_by_step_and_into_earlier_runs(session: Session, tmp_path: Path) -> None:
    for index in (2, 0, 1):
        assert session.next("a") == index
        session.judge("a", index, 0, DAMAGED)
    again = Session(session.items, [], Journal(str(tmp_path / "a.jsonl"), session.items))
    assert again.undo("b") == (1, Judgement(1, 0, (), 3))
    assert again.next("b") == 1
    again.judge("b", 1, again.version(1), SOUND)
    for index in (1, 0, 2):
        undone = again.undo("b")
        assert undone is not None
        assert undone[0] == index
    assert again.undo("b") is None
    assert (again.judged, again.left, again.made) == (0, 3, 0)
    assert (tmp_path / "a.jsonl").read_text() == ""


# ---- The server, by HTTP


class Client:
    """Requests to a running server, with any header."""

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
        """`headers`: with `_` for `-`; None leaves one out."""
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
def served(start: Start, tmp_path: Path) -> Iterator[Callable[..., tuple[Client, subprocess.Popen[bytes]]]]:
    """Starts the command, and gives a client for what it serves."""
    running = []

    def begin(*arguments: str) -> tuple[Client, subprocess.Popen[bytes]]:
        command = ("label", *arguments, "-o", "samples.jsonl", "--in-order", "--no-browser")
        process = start(*command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        running.append(process)
        assert process.stdout is not None
        return Client(process.stdout.readline().decode().strip()), process

    yield begin
    for process in running:
        process.kill()
        process.communicate(timeout=30)


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
        except ConnectionError:  # a body is refused while it is still being sent, and the answer may be lost with it
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


def test_a_second_run_is_refused_and_ctrl_c_ends_the_first(served: Any, start: Start, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One.\n\nTwo.")
    client, process = served("a.txt", "missing.txt")
    second = start("label", "a.txt", "-o", "samples.jsonl", "--no-browser", stderr=subprocess.PIPE)
    errors = second.communicate(timeout=30)[1]
    assert second.returncode == 2
    assert errors.startswith(b"error: samples.jsonl: is being labelled by another run of this command")
    judgement = {"tab": TAB, "id": 1, "version": 0, "translation": None, "scraping": None, "spans": []}
    assert client.ask("POST", "/judge", judgement)[0] == 200
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 2  # for the file that is missing
    assert said.decode().splitlines() == [
        "Reading and scoring the files. The page opens when they are done.",
        "error: missing.txt: no such file; check the name",
        "2 paragraphs to label, 0 already labelled. Press Ctrl-C to stop. Open:",
        "samples.jsonl: 1 paragraphs labelled, 1 of them in this session.",
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
    process.kill()  # while the next ones are being judged
    hands.join(60)
    judged = [row["position"] for row in rows(tmp_path / "samples.jsonl") if row["translation"] == 1]
    assert len(confirmed) >= 40
    assert judged[: len(confirmed)] == confirmed
    assert len(judged) <= len(confirmed) + 1  # the one that was on disk already, and not yet confirmed


def test_a_full_disk_is_told_to_the_page(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journals.os, "fsync", lambda handle: (_ for _ in ()).throw(OSError(28, "No space left")))
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
        (["a.txt", "-o", "a.txt"], "samples are JSON lines; give a name that ends in .jsonl"),
        (["a.jsonl", "-o", "a.jsonl"], "a.jsonl: is one of the files to label; give the samples a file of their own"),
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
