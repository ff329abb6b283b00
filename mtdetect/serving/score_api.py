"""POST /score: a text, or several, to reports."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, abort, request

from mtdetect.selection import Selection, UnknownSelectorError
from mtdetect.serving.scorer import Scorer

JSON, TEXT = "application/json", "text/plain"
FIELDS = ("text", "texts", "select", "ignore")
_USAGE = f"send JSON ({JSON}) with “text” or “texts”, or the text itself ({TEXT})"


def routes(scorer: Scorer) -> Blueprint:
    """The page /score."""
    own = Blueprint("score", __name__)

    @own.post("/score")
    def score() -> dict[str, Any]:
        if request.mimetype == TEXT:
            (report,) = scorer.score([_plain_text()], Selection())
            return report.to_dict()
        if request.mimetype != JSON:
            abort(415, f"{request.mimetype or 'a request without Content-Type'} can't be read here; {_USAGE}")
        body = _json_object()
        selection = _selection(body)
        if "text" in body:
            (report,) = scorer.score([body["text"]], selection)
            return report.to_dict()
        return {"reports": [report.to_dict() for report in scorer.score(body["texts"], selection)]}

    return own


def _plain_text() -> str:
    charset = request.mimetype_params.get("charset", "utf-8")
    try:
        return request.get_data().decode(charset)
    except LookupError:
        abort(400, f"unknown charset {charset[:40]!r}; send the text in UTF-8")
    except ValueError as error:
        abort(400, f"the text is not in {charset}: {error}; send UTF-8, or name its charset in Content-Type")


def _json_object() -> dict[str, Any]:
    try:
        body = json.loads(request.get_data())
    except (ValueError, RecursionError) as error:
        abort(400, f"the JSON can't be read: {error}")
    if not isinstance(body, dict) or ("text" in body) == ("texts" in body):
        abort(400, "the JSON must be an object with either “text” or “texts”")
    unknown = next((name for name in body if name not in FIELDS), None)
    if unknown is not None:
        abort(400, f"unknown field “{unknown[:40]}”; the fields are {', '.join(FIELDS)}")
    if "text" in body and not isinstance(body["text"], str):
        abort(400, "“text” is not a string")
    texts = body.get("texts", [])
    if not isinstance(texts, list):
        abort(400, "“texts” is not a list")
    wrong = next((number for number, text in enumerate(texts, 1) if not isinstance(text, str)), None)
    if wrong:
        abort(400, f"“texts”: text {wrong} is not a string")
    return body


def _selection(body: dict[str, Any]) -> Selection:
    try:
        return Selection.of(_selectors(body, "select"), _selectors(body, "ignore") or ())
    except UnknownSelectorError as error:
        abort(400, str(error))


def _selectors(body: dict[str, Any], name: str) -> list[str] | None:
    given = body.get(name)
    given = [given] if isinstance(given, str) else given
    if given is not None and not (isinstance(given, list) and all(isinstance(each, str) for each in given)):
        abort(400, f'“{name}” is not a list of rules, such as ["MTD304"]')
    return given
