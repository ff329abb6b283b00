"""Converts rows exported from Prodigy, doccano and Label Studio to mtdetect's own format.

The paragraph labels `translation` and `scraping` set that score to 1; if the labeller was offered one and did not
choose it, the score is 0. `sound` (or `clean` or `ok`) sets both to 0. A label on a span names the damage, as a rule
or in the labeller's own words, and sets no score.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import accumulate
from typing import Any

from mtdetect.types import SCORES, InputError

SOUND = ("sound", "clean", "ok")

Row = Mapping[str, Any]


class SkippedError(Exception):
    """The labeller skipped this row, or has not reached it. The message follows a number: “3 without text”."""


def to_row(row: Row) -> Row:
    """Converts a row in any of these formats to mtdetect's own, and leaves all other rows as they are.

    Raises:
        SkippedError: The labeller skipped the row, or has not labelled it yet.
        InputError: A field that must hold a list holds something else, or a label in a doccano row is malformed.
    """
    if isinstance(row.get("data"), Mapping) and ("annotations" in row or "completions" in row or "predictions" in row):
        return _label_studio(row)
    if "annotation_id" in row:
        return _label_studio_short(row)
    if "answer" in row or "_input_hash" in row:
        return _prodigy(row)
    if any(isinstance(row.get(key), list) for key in ("label", "labels", "entities", "cats")):
        return _doccano(row)
    return row


def _listed(row: Row, *names: str) -> list[Any]:
    """The list in the first of these fields that isn't empty.

    Raises:
        InputError: It holds something else.
    """
    name, value = next(((name, row[name]) for name in names if row.get(name)), ("", []))
    if not isinstance(value, list):
        raise InputError(f"“{name}” is {value!r:.40}; give a list")
    return value


def _judgements(given: Iterable[str], offered: Iterable[str] = ()) -> dict[str, int]:
    """The scores set by the paragraph labels `given`, out of those that were `offered`."""
    chosen = {label.lower() for label in given}
    if chosen & set(SOUND):
        return dict.fromkeys(SCORES, 0)
    judged = {label.lower() for label in offered} | (set(SCORES) if chosen & set(SCORES) else set())
    return {kind: int(kind in chosen) for kind in SCORES if kind in judged}


def _source(row: Row, meta: Any) -> dict[str, Any]:
    """`source`, `document` and `position`, from the row itself or else from its metadata."""
    beside = meta if isinstance(meta, Mapping) else {}
    values = {key: row.get(key, beside.get(key)) for key in ("source", "document", "position")}
    return {key: value for key, value in values.items() if value is not None}


def _prodigy(row: Row) -> Row:
    answer = row.get("answer", "accept")
    if answer == "ignore":
        raise SkippedError("ignored by the labeller")
    if not isinstance(row.get("text"), str):
        raise SkippedError("without text")
    result: dict[str, Any] = {"text": row.get("text"), **_source(row, row.get("meta"))}
    label = row.get("label")
    if isinstance(label, str):  # a yes-or-no question about one label
        if label.lower() in SCORES:
            result[label.lower()] = int(answer == "accept")
        elif label.lower() in SOUND and answer == "accept":
            result |= dict.fromkeys(SCORES, 0)
    if answer == "accept":
        options = [str(o.get("id")) for o in _listed(row, "options") if isinstance(o, Mapping)]
        if options or "accept" in row:
            result |= _judgements(map(str, _listed(row, "accept")), options)
        result["spans"] = row.get("spans") or []
    return result


def _doccano(row: Row) -> Row:
    text = row.get("text", row.get("data"))
    result: dict[str, Any] = {"text": text, **_source(row, row.get("meta", row.get("metadata")))}
    labels = [label for key in ("label", "labels", "cats") for label in _listed(row, key)]
    spans: list[dict[str, Any]] = [
        {"start": span.get("start_offset"), "end": span.get("end_offset"), "label": span.get("label")}
        for span in _listed(row, "entities")
        if isinstance(span, Mapping)
    ]
    for label in labels:
        if isinstance(label, list | tuple) and len(label) == 3:
            spans.append({"start": label[0], "end": label[1], "label": label[2]})
        elif not isinstance(label, str):
            raise InputError(f"the label {label!r:.40} is neither a name nor [start, end, name]; correct it")
    # A row without labels sets no score: maybe nobody has looked at it yet.
    return {**result, "spans": spans, **_judgements(label for label in labels if isinstance(label, str))}


def _label_studio(row: Row) -> Row:
    data = row["data"]
    given = [a for a in _listed(row, "annotations", "completions") if isinstance(a, Mapping)]
    done = [a for a in given if not (a.get("was_cancelled") or a.get("skipped"))]
    text = data.get("text")
    if not isinstance(text, str):
        raise SkippedError("without text (name the field “text” in the Label Studio project)")
    if not done:
        raise SkippedError("cancelled" if given else "without annotations")
    result = _listed(done[-1], "result")  # the last annotation corrects the earlier ones
    values = [part.get("value") for part in result if isinstance(part, Mapping)]
    return _of_values([value for value in values if isinstance(value, Mapping)], text, _source(data, data.get("meta")))


def _of_values(values: Iterable[Row], text: str, source: Row) -> Row:
    chosen: list[str] = []
    spans: list[dict[str, Any]] = []
    for value in values:
        chosen += map(str, _listed(value, "choices"))
        spans += _label_studio_spans(value, text)
    return {"text": text, "spans": spans, **source, **_judgements(chosen)}


def _label_studio_short(row: Row) -> Row:
    """Converts a row of JSON-MIN or CSV, where the labels are fields named after the project's controls."""
    text = row.get("text")
    if not isinstance(text, str):
        raise SkippedError("without text (name the field “text” in the Label Studio project)")
    values: list[Row] = []
    for name, value in row.items():
        if isinstance(value, str) and value[:1] in ("[", "{") and name != "text":
            with suppress(ValueError, RecursionError):
                value = json.loads(value)
        if isinstance(value, str) and value.lower() in (*SCORES, *SOUND):
            values.append({"choices": [value]})
        elif isinstance(value, Mapping):
            values.append(value)
        elif isinstance(value, list):
            values += [part for part in value if isinstance(part, Mapping)]
    return _of_values(values, text, _source(row, row.get("meta")))


def _label_studio_spans(value: Row, text: str) -> Iterator[dict[str, Any]]:
    for label in _listed(value, "labels"):
        start, end = value.get("start"), value.get("end")
        if type(start) is int and type(end) is int:
            # Browsers count UTF-16 units, two for characters such as emoji. Scripts that create annotations count
            # characters, like Python. The quoted text shows which is the case.
            start, end = _from_utf16(text, start, end, value.get("text"))
        yield {"start": start, "end": end, "label": label}


def _from_utf16(text: str, start: int, end: int, quoted: object) -> tuple[int, int]:
    if len(text) == (units := utf16(text))[-1]:
        return start, end
    first, last = (bisect_left(units, place) for place in (start, end))
    if text[first:last] == quoted or text[start:end] != quoted:
        return first, last
    return start, end


def utf16(text: str) -> list[int]:
    """The offset in UTF-16 units of each character, and of the end of the text."""
    return list(accumulate((1 + (char > "\uffff") for char in text), initial=0))
