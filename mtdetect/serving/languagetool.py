"""The HTTP interface of LanguageTool, version 2: what its clients ask for, and the answers they expect.

Rules and categories go by their codes and names; those of LanguageTool's own rules, which clients also send, are
ignored. So are all parameters about anything else, such as the user's mother tongue and account.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

from flask import Blueprint, Response, abort, request

from mtdetect import __version__
from mtdetect.rules.registry import RULES
from mtdetect.selection import Selection, matches
from mtdetect.serving.annotated_text import parse, plain
from mtdetect.serving.matches import matches_of, rule_id
from mtdetect.serving.scorer import Scorer
from mtdetect.text.source_map import SourceMap

LANGUAGES = {
    "en": "English",
    "en-AU": "English (Australian)",
    "en-CA": "English (Canadian)",
    "en-GB": "English (GB)",
    "en-NZ": "English (New Zealand)",
    "en-US": "English (US)",
    "en-ZA": "English (South African)",
}
AUTO = "auto"
MOST_FIELDS = 100
_LANGUAGE = re.compile(r"auto|[a-z]{2,3}(?:[-_][a-z0-9]{1,8})*", re.IGNORECASE)
_NEVER_IN_A_FORM, _ENCODED = re.compile(r"[^!-~]"), re.compile(r"%[0-9A-Fa-f]{2}")
_NOT_A_FORM = ("application/json", "multipart/form-data")


def routes(scorer: Scorer) -> Blueprint:
    """The pages below /v2."""
    v2 = Blueprint("v2", __name__, url_prefix="/v2")
    software = {
        "name": "mtdetect",
        "version": __version__,
        "buildDate": str(scorer.model.card.get("date", "")),
        "apiVersion": 1,
        "premium": False,
        "premiumHint": "",
        "status": "",
    }

    @v2.route("/check", methods=["GET", "POST"])
    def check() -> dict[str, Any]:
        fields = _fields()
        language, source, selection = _language(fields), _source(fields), _selection(fields)
        # Some clients send a text twice, and the second time ask for checks across paragraphs alone.
        if fields.get("mode") == "textLevelOnly" or not (language == AUTO or _is_english(language)):
            return _answer(language, None, [])
        (report,) = scorer.score([source.prose], selection)
        if language == AUTO and report.language not in ("en", None):
            return _answer(language, report.language, [])
        return _answer(language, report.language, list(matches_of(report, source)))

    def _answer(language: str, detected: str | None, found: list[dict[str, Any]]) -> dict[str, Any]:
        """`detected` is None if the language is unknown, or was not looked for. Clients need some confidence."""
        likely = _named(detected or ("en" if language == AUTO else language))
        return {
            "software": software,
            "warnings": {"incompleteResults": False},
            "language": {
                **(likely if language == AUTO else _named(language)),
                "detectedLanguage": {**likely, "confidence": 1.0 if detected else 0.0},
            },
            "matches": found,
        }

    @v2.get("/languages")
    def languages() -> list[dict[str, str]]:
        return [{"name": name, "code": "en", "longCode": code} for code, name in LANGUAGES.items()]

    @v2.get("/configinfo")
    def configuration() -> dict[str, Any]:
        rules = RULES if _is_english(request.args.get("language", "en")) else ()
        return {
            "software": software,
            "parameter": {"maxTextLength": scorer.characters},
            "rules": [
                {
                    "ruleId": rule.code,
                    "description": rule.summary,
                    "categoryId": rule_id(rule)["category"]["id"],
                    "categoryName": rule.family,
                    "locQualityIssueType": rule_id(rule)["issueType"],
                }
                for rule in rules
            ],
        }

    @v2.get("/info")
    def info() -> dict[str, Any]:
        return {"software": software}

    @v2.get("/maxtextlength")
    def longest() -> Response:
        return Response(str(scorer.characters), content_type="text/plain")

    @v2.get("/healthcheck")
    def health() -> Response:
        return Response("OK", content_type="text/plain")

    return v2


def _fields() -> dict[str, str]:
    """The fields of the address and of the form. Werkzeug would let bytes that aren't UTF-8 pass, as other text."""
    if request.mimetype in _NOT_A_FORM:
        abort(415, f"{request.mimetype} can't be read here; send a form (application/x-www-form-urlencoded)")
    try:
        parts = (request.query_string, request.get_data())
        return {name: value for part in parts for name, value in _parsed(part.decode())}
    except UnicodeDecodeError as error:
        abort(400, f"the form is not in UTF-8 ({error.reason}); encode the text as UTF-8")
    except ValueError as error:
        abort(400, f"the form can't be read: {error}")


def _parsed(form: str) -> list[tuple[str, str]]:
    """The fields of a form. LibreOffice 7.4 sends the text as it is; spaces and letters beyond ASCII give that away."""
    text, _, rest = form.rpartition("&language=")
    if text.startswith("text=") and _NEVER_IN_A_FORM.search(text) and not _ENCODED.search(text):
        return [("text", text.removeprefix("text=")), *_parsed(f"language={rest}")]
    return parse_qsl(form, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)


def _language(fields: dict[str, str]) -> str:
    language = fields.get("language") or abort(400, "“language” is missing; send en-US, or auto to detect it")
    if not _LANGUAGE.fullmatch(language):
        abort(400, f"“language” is not a language code: {language[:40]!r}; send one such as en-US, or auto")
    return language


def _source(fields: dict[str, str]) -> SourceMap:
    if ("text" in fields) == ("data" in fields):
        abort(400, "send either “text” or “data” (annotated text)")
    if "text" in fields:
        return plain(fields["text"])
    try:
        return parse(fields["data"])
    except ValueError as error:
        abort(400, str(error))


def _selection(fields: dict[str, str]) -> Selection:
    enabled = _ours(fields, "enabledRules", "enabledCategories")
    only = fields.get("enabledOnly", "").lower() in ("true", "yes")
    if only and not (fields.get("enabledRules") or fields.get("enabledCategories")):
        abort(400, "“enabledOnly” needs “enabledRules” or “enabledCategories”")
    disabled = _ours(fields, "disabledRules", "disabledCategories")
    return Selection(enabled if only else None, disabled, () if only else enabled)


def _ours(fields: dict[str, str], *names: str) -> tuple[str, ...]:
    """The selectors in these fields that mean a rule of mtdetect."""
    given = [part for name in names for part in re.split(r"[,\s]+", fields.get(name, "")) if part]
    return tuple(each for each in given if any(matches(each, rule.code, rule.name) for rule in RULES))


def _is_english(language: str) -> bool:
    return re.split("[-_]", language.lower())[0] == "en"


def _named(code: str) -> dict[str, str]:
    return {"name": LANGUAGES.get(code, code), "code": code}
