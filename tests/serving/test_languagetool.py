"""Clients of LanguageTool get the answers they expect."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote

import pytest
from fake_model import FakeModel
from flask.testing import FlaskClient

import mtdetect
from mtdetect.rules.registry import RULES
from mtdetect.serving.annotated_text import plain
from mtdetect.serving.matches import ISSUE_TYPES, Utf16, matches_of, rule_id
from mtdetect.types import Flag

ROOT = Path(__file__).parents[2]
Serve = Callable[..., FlaskClient]
RECORDED = [
    json.loads(line)
    for line in (Path(__file__).parent / "recorded/requests.jsonl").read_text(encoding="utf-8").splitlines()
]


def check(client: FlaskClient, **fields: str) -> dict[str, Any]:
    answer = client.post("/v2/check", data={"language": "en-US"} | fields)
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def codes(answer: dict[str, Any]) -> list[str]:
    return [match["rule"]["id"] for match in answer["matches"]]


def utf16_slice(text: str, at: int, length: int) -> str:
    return text.encode("utf-16-le")[2 * at : 2 * (at + length)].decode("utf-16-le")


@pytest.mark.parametrize("sent", RECORDED, ids=lambda sent: sent["client"])
def test_recorded_requests(client: FlaskClient, sent: dict[str, Any]) -> None:
    fields = {"text": sent["text"]} if "text" in sent else dict(parse_qsl(sent["query"] or sent["body"]))
    pieces = json.loads(fields["data"])["annotation"] if "data" in fields else [fields]
    document = "".join(piece.get("text", piece.get("markup")) for piece in pieces)
    answer = client.open(
        sent["path"], method=sent["method"], query_string=sent["query"], headers=sent["headers"], data=sent["body"]
    ).get_json()
    found = [utf16_slice(document, match["offset"], match["length"]) for match in answer["matches"]]
    assert found == sent["flagged"]
    for match in answer["matches"]:
        context = match["context"]
        assert utf16_slice(context["text"], context["offset"], context["length"]) in sent["flagged"]


def test_a_match_has_all_that_clients_read(client: FlaskClient) -> None:
    answer = check(client, text="First one.\nThen the 🙂 saw the the house. " + "And so on. " * 9)
    assert answer["software"]["apiVersion"] == 1
    assert answer["warnings"] == {"incompleteResults": False}
    assert answer["language"] == {
        "name": "English (US)",
        "code": "en-US",
        "detectedLanguage": {"name": "English", "code": "en", "confidence": 1.0},
    }
    assert answer["matches"] == [
        {
            "message": "“the” is repeated.",
            "shortMessage": "doubled-word",
            "replacements": [],
            "offset": 27,
            "length": 7,
            "context": {
                "text": "First one. Then the 🙂 saw the the house. And so on. And so on. And so on....",
                "offset": 27,
                "length": 7,
            },
            "sentence": "Then the 🙂 saw the the house.",
            "type": {"typeName": "Other"},
            "rule": {
                "id": "MTD304",
                "description": "A word is written twice in a row.",
                "issueType": "duplication",
                "category": {"id": "MTD3", "name": "translation"},
                "isPremium": False,
            },
            "ignoreForIncompleteSentence": False,
            "contextForSureMatch": 0,
        }
    ]


def test_matches_are_the_flags_of_the_default_model(serve: Serve) -> None:
    text = "🙂 " + (ROOT / "examples/kim-putin.txt").read_text(encoding="utf-8")
    found = check(serve(mtdetect.load()), text=text)["matches"]
    flags = [(flag.code, text[flag.start : flag.end]) for flag in mtdetect.score(text).flags]
    assert len(flags) > 9
    assert [(m["rule"]["id"], utf16_slice(text, m["offset"], m["length"])) for m in found] == flags


def test_replacements_are_the_suggestions(serve: Serve) -> None:
    """A client that puts the first one of each match in its place, as language_tool_python's `correct` does."""
    text = "🙂 He met the the minister on Tuesday (15/8). Kim said. The friendship of the two countries is old."
    found = check(serve(mtdetect.load()), text=text)["matches"]
    units = text.encode("utf-16-le")
    for match in reversed(found):
        start, end = 2 * match["offset"], 2 * (match["offset"] + match["length"])
        (replacement,) = match["replacements"]
        units = units[:start] + replacement["value"].encode("utf-16-le") + units[end:]
    corrected = "🙂 He met the minister on Tuesday (15 August). Kim said the friendship of the two countries is old."
    assert units.decode("utf-16-le") == corrected


TEXT = "See the the house.\n\nWWW menu"


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, ["MTD304", "MTD402"]),
        ({"disabledRules": "MTD304"}, ["MTD402"]),
        ({"disabledRules": "doubled-word,WHITESPACE_RULE"}, ["MTD402"]),
        ({"disabledCategories": "MTD4,TYPOS"}, ["MTD304"]),
        ({"enabledRules": "MTD402"}, ["MTD304", "MTD402"]),
        ({"enabledRules": "MTD402", "enabledOnly": "true"}, ["MTD402"]),
        ({"enabledCategories": "MTD3", "enabledOnly": "true"}, ["MTD304"]),
        ({"enabledRules": "EN_QUOTES", "enabledOnly": "true"}, []),
        ({"enabledCategories": "MTD3", "enabledOnly": "true", "disabledRules": "MTD304"}, []),
        ({"mode": "textLevelOnly"}, []),
        ({"mode": "allButTextLevelOnly"}, ["MTD304", "MTD402"]),
        ({"language": "de-DE"}, []),
        ({"language": "auto"}, ["MTD304", "MTD402"]),
        ({"username": "me", "apiKey": "secret", "dicts": "x", "level": "picky"}, ["MTD304", "MTD402"]),
    ],
)
def test_fields_choose_rules(client: FlaskClient, fields: dict[str, str], found: list[str]) -> None:
    assert codes(check(client, text=TEXT, **fields)) == found


def test_the_language_found(client: FlaskClient) -> None:
    found = check(client, text="Die Straße, the the.", language="auto")
    assert (found["language"]["code"], found["matches"]) == ("de", [])


def test_offsets_of_annotated_text_are_those_of_the_document(client: FlaskClient) -> None:
    pieces = [{"markup": "<p>🙂"}, {"text": "Is the"}, {"markup": "<br>", "interpretAs": "\n"}, {"text": "the end?"}]
    (match,) = check(client, data=json.dumps({"annotation": pieces}))["matches"]
    assert utf16_slice("<p>🙂Is the<br>the end?", match["offset"], match["length"]) == "the<br>the"
    assert match["sentence"] == "Is the\nthe end?"
    assert codes(check(client, data='{"text": "the the"}')) == ["MTD304"]


def test_a_sentence_continues_after_a_wrong_stop() -> None:
    text = "One. He accuses North. Korea of it. Two."
    flags = (Flag("MTD101", "broken-boundary", 16, 28, "…"),)
    (match,) = matches_of(replace(FakeModel().score(text), flags=flags), plain(text))
    assert match["sentence"] == "He accuses North. Korea of it."


@pytest.mark.parametrize("text", ["", "abc", "a🙂b", "🙂🙂", "\ud83d\ude42 lone \udfff"])
def test_utf_16(text: str) -> None:
    units = Utf16(text)
    assert [units(i) for i in range(len(text) + 1)] == [
        len(text[:i].encode("utf-16-le", "surrogatepass")) // 2 for i in range(len(text) + 1)
    ]


def test_every_rule_has_an_issue_type() -> None:
    assert {rule_id(rule)["category"]["id"] for rule in RULES} == {f"MTD{family}" for family in range(1, 7)}
    assert ISSUE_TYPES.keys() <= {rule.name for rule in RULES} | {rule.family for rule in RULES}


BAD = {
    "no language": ("text=a", "“language” is missing"),
    "not a language": ("text=a&language=en%3Cscript%3E", "not a language code"),
    "no text": ("language=en", "either “text” or “data”"),
    "text and data": ("language=en&text=a&data=%7B%7D", "either “text” or “data”"),
    "not UTF-8": ("language=en&text=%ff%fe", "not in UTF-8"),
    "raw bytes": (b"language=en&text=\xff", "not in UTF-8"),
    "a surrogate": ("language=en&text=%ED%A0%80", "not in UTF-8"),
    "too many fields": ("language=en&text=a" + "&x=1" * 200, "can't be read"),
    "no rules to enable": ("language=en&text=a&enabledOnly=true", "“enabledOnly” needs"),
    **{
        data: (f"language=en&data={quote(data)}", said)
        for data, said in {
            "{": "not JSON",
            "[" * 20_000: "not JSON",
            "[]": "must be an object",
            '{"annotation": 3}': "must be an object",
            '{"annotation": [3]}': "annotation 0: must be an object",
            '{"annotation": [{"text": "a"}, {"text": "a", "markup": "b"}]}': "annotation 1: must be",
            '{"annotation": [{"text": 3}]}': "“text” is not a string",
            '{"annotation": [{"markup": "<p>", "interpretAs": []}]}': "“interpretAs” is not a string",
        }.items()
    },
}


@pytest.mark.parametrize(("body", "said"), BAD.values(), ids=[name[:40] for name in BAD])
def test_bad_requests(client: FlaskClient, body: str | bytes, said: str) -> None:
    answer = client.post("/v2/check", data=body, content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    assert answer.text.startswith("Error: ")
    assert said in answer.text


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x"])
def test_bodies_that_are_no_forms(client: FlaskClient, kind: str) -> None:
    answer = client.post("/v2/check", data='{"text": "the the"}', content_type=kind)
    assert (answer.status_code, "send a form" in answer.text) == (415, True)


@pytest.mark.parametrize(
    ("form", "found"),
    [
        ("text=R&D met the the + 5% more; é 🙂&language=en-US", 8),
        ("text=R&D met the the minister&language=en-US&username=a&apiKey=b", 8),
        ("text=R%26D+met+the+the+minister&language=en-US", 8),
        ("text=R%26D met the the minister&language=en-US", 8),
        ("language=en-US&text=See the the house", 4),
    ],
)
def test_texts_that_are_not_encoded(client: FlaskClient, form: str, found: int) -> None:
    """LibreOffice sends them so, and people with curl."""
    answer = client.post("/v2/check", data=form, content_type="application/x-www-form-urlencoded").get_json()
    assert [match["offset"] for match in answer["matches"]] == [found]


def test_what_else_clients_ask_for(client: FlaskClient) -> None:
    languages = client.get("/v2/languages").get_json()
    assert {"name": "English (GB)", "code": "en", "longCode": "en-GB"} in languages
    configuration = client.get("/v2/configinfo?language=en-US").get_json()
    assert configuration["parameter"] == {"maxTextLength": 1_000_000}
    assert [rule["ruleId"] for rule in configuration["rules"]] == [rule.code for rule in RULES]
    assert client.get("/v2/configinfo?language=de").get_json()["rules"] == []
    assert client.get("/v2/info").get_json()["software"]["name"] == "mtdetect"
    assert client.get("/v2/maxtextlength").text == "1000000"
    assert client.get("/v2/healthcheck").text == "OK"
