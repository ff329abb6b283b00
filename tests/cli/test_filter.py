"""`mtdetect filter`: rows pass byte for byte, and none is lost."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import pytest
from corpus import run
from fake_model import FakeModel

from mtdetect.types import FailedReport

pytestmark = pytest.mark.usefixtures("fake_model", "folder")

KEEP = ("--keep", "damage < .5")


def sort(*arguments: str, status: int = 0) -> tuple[bytes, bytes, str]:
    """The bytes of the kept and the rejected rows, and the messages."""
    result = run("filter", *arguments, "-o", "kept", "--rejected", "rejected")
    assert result.exit_code == status, result.stderr
    return Path("kept").read_bytes(), Path("rejected").read_bytes(), result.stderr


SOUND = [
    b'{"text": "Fine.", "n": 1.10}\n',
    b'  {"n":[1,  2],"text":"Caf\\u00e9 \\/ caf\xc3\xa9","n":2}  \n',
    b'{"text": "Windows"}\r\n',
    b'{"big": 123456789012345678901234567890, "text": "x", "s": "\\ud800"}\n',
    '{"text": "line\u2028separator"}\n'.encode(),
]
BAD = [b'{"text":"the the",  "b":1}\n', b'{"text": "WWW"}\r\n']
UNUSABLE = [b"{broken\n", b'{"text": null}\n', b"\xff\xfe\xff not UTF-8\n", b"[1]\r\n", b'{"other": "the the"}\n']


def test_lines_pass_byte_for_byte() -> None:
    Path("a.jsonl").write_bytes(b"".join([SOUND[0], BAD[0], *SOUND[1:], UNUSABLE[0], BAD[1], *UNUSABLE[1:]]))
    kept, rejected, messages = sort(*KEEP, "a.jsonl", status=2)
    assert kept == b"".join(SOUND)
    assert rejected == b"".join([BAD[0], UNUSABLE[0], BAD[1], *UNUSABLE[1:]])
    assert messages.splitlines()[-1] == "kept 5, rejected 2, unusable 5"
    assert messages.count("error: a.jsonl, line") == 5


def test_a_last_line_without_an_end_stays_as_it_is_or_gets_one_before_the_next() -> None:
    Path("a.jsonl").write_bytes(b'{"text": "One"}')
    Path("b.jsonl").write_bytes(b'\xef\xbb\xbf{"text": "Two"}\n\n{"text": "Three"}')
    assert sort(*KEEP, "a.jsonl")[0] == b'{"text": "One"}'
    assert sort(*KEEP, "a.jsonl", "b.jsonl")[0] == b'{"text": "One"}\n{"text": "Two"}\n{"text": "Three"}'


CSV = [
    (
        b'id,text\r\n1,"the ""the"", the the"\r\n2,"Fine,\r\nreally"\r\n3,  x  \r\n',
        b'2,"Fine,\r\nreally"\r\n3,  x  \r\n',
    ),
    (b'\xef\xbb\xbf"id";"text"\n1;Fine\n2;the the', b"1;Fine\n"),
    (b"text\tb\nthe the\t1\nFine\t2", b"Fine\t2"),
    (b'text,"a\nb"\n"",1\nWWW,2\n', b'"",1\n'),
    (b'text,b\nFine,1,2\n"Fine"x,3\n\xff,1\nWWW,2\ny,"3"\n', b'y,"3"\n'),
]


@pytest.mark.parametrize(("data", "kept"), CSV)
def test_csv_records_pass_byte_for_byte(data: bytes, kept: bytes) -> None:
    name = "a.tsv" if b"\t" in data else "a.csv"
    Path(name).write_bytes(data)
    unusable = b"Fine,1,2" in data
    found, rejected, _ = sort(*KEEP, name, status=2 if unusable else 0)
    header = data[: data.index(b"\n", data.index(b'b"') if b"a\nb" in data else 0) + 1]
    assert found == header + kept
    rest = data.removeprefix(header).replace(kept, b"")
    assert rejected == header + rest


def test_files_with_one_header_are_joined_and_others_refused() -> None:
    Path("a.csv").write_bytes(b"text,n\nFine,1")
    Path("b.csv").write_bytes(b"text,n\r\nthe the,2\r\nSound,3\r\n")
    Path("c.csv").write_bytes(b"text,other\nFine,4\n")
    kept, rejected, messages = sort(*KEEP, "a.csv", "b.csv", "c.csv", status=2)
    assert kept == b"text,n\nFine,1\nSound,3\r\n"
    assert rejected == b"text,n\nthe the,2\r\n"
    assert (
        "error: c.csv: its columns or delimiters differ from those of a.csv; filter it in a run of its own" in messages
    )


@pytest.mark.parametrize(("name", "data"), [("a.csv", b"text,n\n"), ("a.jsonl", b""), ("a.jsonl", b"\n\n")])
def test_files_without_rows(name: str, data: bytes) -> None:
    Path(name).write_bytes(data)
    kept, rejected, messages = sort(*KEEP, name)
    assert kept == rejected == data.strip(b"\n") + b"\n" * (name == "a.csv")
    empty = "" if data else "warning: a.jsonl: it is empty\n"
    assert messages == f"{empty}kept 0, rejected 0, unusable 0\n"


def test_standard_input_and_compressed_files() -> None:
    lines = b"".join([*SOUND, *BAD])
    assert run("filter", *KEEP, "-", input=lines).stdout_bytes == b"".join(SOUND)
    Path("a.jsonl.gz").write_bytes(gzip.compress(lines))
    run("filter", *KEEP, "a.jsonl.gz", "-o", "kept.jsonl.gz")
    assert gzip.decompress(Path("kept.jsonl.gz").read_bytes()) == b"".join(SOUND)


def test_texts_and_pages_are_named() -> None:
    Path("d").mkdir()
    for name, text in {"a.txt": "Fine.", "b.html": "<p>the the", "c.md": "# Fine"}.items():
        (Path("d") / name).write_text(text)
    assert sort(*KEEP, "d")[:2] == (b"d/a.txt\nd/c.md\n", b"d/b.html\n")
    assert run("filter", *KEEP, "-", input="Fine.").stdout == "-\n"


def test_annotations() -> None:
    Path("a.jsonl").write_bytes(b"".join([SOUND[0], BAD[0], UNUSABLE[0], b'{"text":"x","damage":1,"s":"\\ud800"}']))
    kept, rejected, _ = sort(*KEEP, "--annotate", "a.jsonl", status=2)
    added = b'"translation": 0.1, "scraping": 0.0, "damage": 0.1, "language": "en"}'
    first, second = kept.split(b"\n")
    assert first == b'{"text": "Fine.", "n": 1.10, ' + added
    assert second == b'{"text": "x", "input_damage": 1, "s": "\\ud800", ' + added
    assert json.loads(rejected.splitlines()[0])["damage"] == 0.9
    assert rejected.splitlines()[1] == b"{broken"
    Path("a.csv").write_bytes(b'language,text\r\nx,Fine\r\ny,"the, the"\r\nz,the the')
    kept, rejected, _ = sort(*KEEP, "--annotate", "a.csv")
    header = b"input_language,text,translation,scraping,damage,language\r\n"
    assert kept == header + b'x,Fine,0.1,0.0,0.1,en\r\ny,"the, the",0.1,0.0,0.1,en\r\n'
    assert rejected == header + b"z,the the,0.9,0.0,0.9,en"


def test_other_languages() -> None:
    Path("a.jsonl").write_bytes(b'{"text": "Fine."}\n{"text": "Stra\xc3\x9fe"}\n')
    kept, _, messages = sort(*KEEP, "a.jsonl")
    assert kept.count(b"\n") == 2
    assert messages == "kept 2, rejected 0, unusable 0 (kept without a score, because not in English: 1)\n"
    kept, rejected, messages = sort(*KEEP, "a.jsonl", "--other-languages", "reject")
    assert (kept.count(b"\n"), rejected) == (1, b'{"text": "Stra\xc3\x9fe"}\n')
    assert "(rejected without a score, because not in English: 1)" in messages
    kept, rejected, messages = sort("--keep", 'language == "de"', "a.jsonl")
    assert (rejected, messages) == (b'{"text": "Fine."}\n', "kept 1, rejected 1, unusable 0\n")


@pytest.mark.parametrize(
    ("expression", "kept"),
    [("words >= 3", "b"), ("MTD304 == 0 and not MTD402", "ac"), ("MTD3", "b"), ("flags > 0 or paragraphs > 1", "bc")],
)
def test_counts(expression: str, kept: str) -> None:
    texts = {"a": "Fine.", "b": "in the the end", "c": "One\n\nTwo"}
    Path("a.jsonl").write_text("".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in texts.items()))
    lines = sort("--keep", expression, "a.jsonl")[0].splitlines()
    assert "".join(json.loads(line)["id"] for line in lines) == kept


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["a.jsonl"], "Missing option '--keep'"),
        (["a.jsonl", "--keep", "damge < 1"], "'--keep': character 1: unknown name “damge”; did you mean damage?"),
        (["a.jsonl", *KEEP, "-o", "x", "--rejected", "x"], "-o and --rejected name the same file"),
        (["a.jsonl", *KEEP, "-o", "a.jsonl"], "a.jsonl: this is also an input"),
        (["a.jsonl", *KEEP, "--rejected", "no/x"], "no/x: the folder no does not exist"),
        (["a.jsonl", "a.txt", *KEEP], "these inputs are of several kinds (jsonl, text); filter each alone"),
        (["a.txt", *KEEP, "--annotate"], "--annotate adds fields to rows, and these inputs have none"),
        (["no.jsonl", *KEEP, "-o", "old"], "no.jsonl: no such file"),
        (["a.jsonl", *KEEP, "--text-field", "body", "-o", "old"], "no field “body” in its only row"),
    ],
)
def test_wrong_usage(arguments: list[str], problem: str) -> None:
    Path("a.jsonl").write_bytes(SOUND[0])
    Path("a.txt").write_text("Fine.")
    Path("old").write_text("old")
    result = run("filter", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert problem in result.stderr
    assert Path("old").read_text() == "old"


def test_a_text_that_could_not_be_scored_is_unusable(monkeypatch: pytest.MonkeyPatch) -> None:
    scored = FakeModel.score
    failed = FailedReport("", None, 0, 0, 0, (), ())
    monkeypatch.setattr(FakeModel, "score", lambda self, text: failed if text == "die" else scored(self, text))
    Path("a.jsonl").write_bytes(b'{"text": "die"}\n' + SOUND[0])
    assert sort(*KEEP, "a.jsonl", status=2)[:2] == (SOUND[0], b'{"text": "die"}\n')


def test_quiet() -> None:
    Path("a.jsonl").write_bytes(SOUND[0])
    assert run("filter", *KEEP, "a.jsonl", "--quiet").stderr == ""


def test_no_line_is_lost_or_changed_or_moved() -> None:
    chance = random.Random(22)
    spaces = ("", " ", "\t ", "  ")
    texts = ("Fine.", "the the", "Straße", "caf\\u00e9", "\\ud83d", "\\n\\n", "", "WWW \u2028 x")
    for _ in range(20):
        lines = []
        for _ in range(chance.randrange(1, 30)):
            a, b, c = chance.choices(spaces, k=3)
            row = f'{a}{{{b}"text"{c}:{a}"{chance.choice(texts)}"{b},{a}"n":{c}{chance.random():.5f}0}}{b}'
            cut = row[: chance.randrange(len(row))] + "x" if chance.random() < 0.2 else row
            lines.append(cut.encode() + chance.choice((b"\n", b"\r\n")))
        lines[-1] = lines[-1].rstrip(b"\r\n")
        Path("a.jsonl").write_bytes(b"".join(lines))
        outputs = run("filter", *KEEP, "a.jsonl", "-o", "kept", "--rejected", "rejected", "--quiet")
        assert outputs.exit_code in (0, 2)
        kept, rejected = (Path(name).read_bytes().splitlines(keepends=True) for name in ("kept", "rejected"))
        for line in lines:
            assert (kept if kept and kept[0] == line else rejected).pop(0) == line
        assert kept == rejected == []
