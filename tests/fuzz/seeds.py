"""The corpus that fuzzing starts from: small valid inputs of each harness, made when they are needed."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

from mtdetect.scoring import model_folder
from mtdetect.scoring.model_card import read_card

TEXT = "The the minister (Minister) said so.Read more »\n\nÂ© 2020 &nbsp; <b>“Home » News\n\n* item\n* 15/8 <unk>"
PAGE = "<!doctype html><meta charset=utf-8><ul><li>a<ul><li>b</ul><table><tr><td>c</table><pre>d</pre><!-- e --><p>f"
ROW = {"id": 1, "text": TEXT, "translation": 1, "scraping": None, "spans": [{"start": 0, "end": 3, "label": "menu"}]}
EXPORTS = (
    {
        "text": "abc",
        "answer": "accept",
        "_input_hash": 1,
        "spans": [{"start": 0, "end": 1, "label": "x"}],
        "accept": ["a"],
    },
    {"text": "abc", "label": [[0, 1, "x"]], "cats": ["sound"]},
    {"data": {"text": "abc"}, "annotations": [{"result": [{"type": "choices", "value": {"choices": ["sound"]}}]}]},
    {
        "annotation_id": 1,
        "text": "abc",
        "judgement": {"choices": ["scraping"]},
        "damage": [{"start": 0, "end": 1}],
    },
)

MODEL_FILES = ("pieces.model", "tagger.dilations.npy", "translation.roots.npy", "word_network.scale.npy")
"""A blob, and short arrays of several types."""


def seeds(harness: str) -> Iterator[bytes]:
    if harness.startswith("clean"):  # a byte of options first
        for seed in seeds(harness.replace("clean", "read")):
            yield from (b"\x03" + seed, b"\x3e" + seed)
        return
    suffix = Path(harness.replace(".gz", "").replace(".zst", "")).suffix
    lines = "\n".join(map(json.dumps, (ROW, *EXPORTS))).encode()
    if harness == "score":
        yield b"\0" + TEXT.encode()
        yield b"\2" + TEXT.encode("utf-16-le")
    elif harness == "model":
        yield (model_folder.default_folder() / model_folder.CARD).read_bytes()
    elif harness == "model_file":
        folder = model_folder.default_folder()
        for number, name in enumerate(sorted(read_card(folder)["files"])):
            if name in MODEL_FILES:
                yield bytes([number]) + (folder / name).read_bytes()[:2000]
    elif suffix in (".jsonl", ".ndjson"):
        yield lines
        yield b"\1" + lines
        yield lines.decode().encode("utf-16")
    elif suffix == ".json":
        yield b"[" + b",\n".join(lines.splitlines()) + b"]"
    elif suffix in (".csv", ".tsv"):
        delimiter = "\t" if suffix == ".tsv" else ","
        table = 'id,text,translation\n1,"a ""b""\nc",1\n2,d,\n'.replace(",", delimiter)
        yield table.encode()
        yield table.encode("utf-16")
    elif suffix == ".parquet":
        import pyarrow
        from pyarrow import parquet

        for columns in ({"text": ["a", None]}, {"text": ["a"], "id": [1], "spans": ["[]"], "translation": [1.0]}):
            buffer = io.BytesIO()
            parquet.write_table(pyarrow.table(columns), buffer)
            yield buffer.getvalue()
    elif suffix == ".warc":
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n<p>a"
        head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://x/\r\nContent-Length: %d\r\n\r\n" % len(
            http
        )
        yield head + http + b"\r\n\r\n"
    elif suffix in (".html", ".htm"):
        yield PAGE.encode()
    else:
        yield TEXT.encode()
        yield b"\1" + TEXT.encode("utf-8")
