"""POST /score."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fake_model import FakeModel
from flask.testing import FlaskClient

TEXT = "See the the 🙂 house.\r\n\r\nWWW menu\x00\ud800"


def test_a_report_is_the_one_of_the_command_line(client: FlaskClient) -> None:
    assert client.post("/score", json={"text": TEXT}).get_json() == FakeModel().score(TEXT).to_dict()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/plain", "naïve the the".encode()),
        ("text/plain; charset=latin-1", "naïve the the".encode("latin-1")),
    ],
)
def test_plain_text(client: FlaskClient, kind: str, body: bytes) -> None:
    report = client.post("/score", data=body, content_type=kind).get_json()
    assert report == FakeModel().score("naïve the the").to_dict()


def test_several_texts(client: FlaskClient) -> None:
    answer = client.post("/score", json={"texts": ["the the", "", "WWW"], "ignore": "MTD402"}).get_json()
    assert [[flag["code"] for flag in report["flags"]] for report in answer["reports"]] == [["MTD304"], [], []]
    assert answer["reports"][2]["scraping"] == 0.8
    assert client.post("/score", json={"texts": []}).get_json() == {"reports": []}


def test_rules_are_chosen_by_code_and_name(client: FlaskClient) -> None:
    for chosen in ({"select": ["doubled-word"]}, {"ignore": ["MTD4", "MTD5"]}):
        report = client.post("/score", json={"text": TEXT} | chosen).get_json()
        assert [flag["code"] for flag in report["flags"]] == ["MTD304"]


BAD: dict[str, tuple[Any, str]] = {
    "empty": ("", "can't be read"),
    "broken": ('{"text": ', "can't be read"),
    "not UTF-8": (b'{"text": "\xff"}', "can't be read"),
    "nested": ("[" * 100_000, "can't be read"),
    "a list": ("[]", "must be an object"),
    "no text": ("{}", "either “text” or “texts”"),
    "both": ('{"text": "a", "texts": []}', "either “text” or “texts”"),
    "unknown field": ('{"text": "a", "ignroe": "MTD3"}', "unknown field “ignroe”"),
    "text is a number": ('{"text": 3}', "“text” is not a string"),
    "text is null": ('{"text": null}', "“text” is not a string"),
    "texts is a string": ('{"texts": "a"}', "“texts” is not a list"),
    "a text is null": ('{"texts": ["a", null]}', "text 2 is not a string"),
    "unknown rule": ('{"text": "a", "select": ["MTD999"]}', "no rule “MTD999”"),
    "rules of a wrong type": ('{"text": "a", "ignore": {"MTD304": true}}', "“ignore” is not a list of rules"),
}


@pytest.mark.parametrize(("body", "said"), BAD.values(), ids=BAD)
def test_bad_requests(client: FlaskClient, body: str | bytes, said: str) -> None:
    answer = client.post("/score", data=body, content_type="application/json")
    assert answer.status_code == 400, answer.text
    assert said in answer.get_json()["error"]


@pytest.mark.parametrize(
    ("kind", "status", "said"),
    [
        ("application/x-www-form-urlencoded", 415, "send JSON (application/json)"),
        (None, 415, "without Content-Type"),
        ("text/plain", 400, "not in utf-8"),
        ("text/plain; charset=ebcdic-x", 400, "unknown charset"),
        ("text/plain; charset=base64", 400, "unknown charset"),
    ],
)
def test_bodies_that_are_not_text(client: FlaskClient, kind: str | None, status: int, said: str) -> None:
    answer = client.post("/score", data=b"the \xff", content_type=kind)
    assert (answer.status_code, said in answer.get_json()["error"]) == (status, True), answer.text


def test_json_is_read_in_utf_8(client: FlaskClient) -> None:
    body = json.dumps({"text": "naïve"}, ensure_ascii=False).encode()
    assert (
        client.post("/score", data=body, content_type="application/json").get_json()["paragraphs"][0]["text"] == "naïve"
    )
