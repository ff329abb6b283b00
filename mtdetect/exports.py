"""The rows of Prodigy, doccano and Label Studio exports, in the shape of our samples.

A label called `translation` or `scraping` judges that score: 1 where it is given, 0 where the labeller could have
given it and did not. `sound` (or `clean`, `ok`) judges both as 0. Any other label names a damaged place, by the rule
or in the labeller's own word, and judges nothing by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mtdetect.types import InputError

KINDS = ("translation", "scraping")
SOUND = ("sound", "clean", "ok")

Row = Mapping[str, Any]


def to_row(row: Row) -> Row | None:
    """A row of any of the formats as a row of ours; None for one that the labeller skipped."""
    if "annotations" in row and isinstance(row.get("data"), Mapping):
        return _label_studio(row)
    if "answer" in row or "_input_hash" in row:
        return _prodigy(row)
    if any(isinstance(row.get(key), list) for key in ("label", "labels", "entities", "cats")):
        return _doccano(row)
    return row


def _judgements(given: Iterable[str], offered: Iterable[str] = ()) -> dict[str, int]:
    """What paragraph labels say: those that stand there, among those that could have been given."""
    chosen = {label.lower() for label in given}
    if chosen & set(SOUND):
        return dict.fromkeys(KINDS, 0)
    judged = {label.lower() for label in offered} | (set(KINDS) if chosen & set(KINDS) else set())
    return {kind: int(kind in chosen) for kind in KINDS if kind in judged}


def _source(row: Row, meta: Any) -> dict[str, Any]:
    """`source`, `document` and `position`, from the row or from what was kept beside it."""
    beside = meta if isinstance(meta, Mapping) else {}
    values = {key: row.get(key, beside.get(key)) for key in ("source", "document", "position")}
    return {key: value for key, value in values.items() if value is not None}


def _prodigy(row: Row) -> Row | None:
    answer = row.get("answer", "accept")
    if answer == "ignore":
        return None
    result: dict[str, Any] = {"text": row.get("text"), **_source(row, row.get("meta"))}
    label = row.get("label")
    if isinstance(label, str):  # one question: is it this?
        if label.lower() in KINDS:
            result[label.lower()] = int(answer == "accept")
        elif label.lower() in SOUND and answer == "accept":
            result |= dict.fromkeys(KINDS, 0)
    if answer == "accept":
        options = [str(o.get("id")) for o in row.get("options") or () if isinstance(o, Mapping)]
        if options or "accept" in row:
            result |= _judgements(map(str, row.get("accept") or ()), options)
        result["spans"] = row.get("spans") or []
    return result


def _doccano(row: Row) -> Row:
    text = row.get("text", row.get("data"))
    result: dict[str, Any] = {"text": text, **_source(row, row.get("meta", row.get("metadata")))}
    labels = [label for key in ("label", "labels", "cats") for label in row.get(key) or ()]
    spans: list[dict[str, Any]] = [
        {"start": span.get("start_offset"), "end": span.get("end_offset"), "label": span.get("label")}
        for span in row.get("entities") or ()
        if isinstance(span, Mapping)
    ]
    for label in labels:
        if isinstance(label, list | tuple) and len(label) == 3:
            spans.append({"start": label[0], "end": label[1], "label": label[2]})
        elif not isinstance(label, str):
            raise InputError(f"the label {label!r:.40} is neither a name nor [start, end, name]")
    # A row without any label may be one that nobody has looked at yet: it judges nothing.
    return {**result, "spans": spans, **_judgements(label for label in labels if isinstance(label, str))}


def _label_studio(row: Row) -> Row | None:
    data = row["data"]
    done = [a for a in row["annotations"] or () if isinstance(a, Mapping) and not a.get("was_cancelled")]
    if not done:
        return None
    text = data.get("text")
    if not isinstance(text, str):
        raise InputError("the task has no “text” in its data; call the labelled text so in the project")
    spans: list[dict[str, Any]] = []
    chosen: list[str] = []
    for part in done[-1].get("result") or ():  # the last one stands: the others were corrected by it
        value = part.get("value") or {}
        chosen += value.get("choices") or ()
        spans += _label_studio_spans(value, text)
    return {"text": text, "spans": spans, **_source(data, data.get("meta")), **_judgements(chosen)}


def _label_studio_spans(value: Row, text: str) -> Iterator[dict[str, Any]]:
    for label in value.get("labels") or ():
        start, end = value.get("start"), value.get("end")
        quoted = value.get("text")
        if isinstance(start, int) and isinstance(end, int) and quoted and text[start:end] != quoted:
            # Browsers count in units of UTF-16: each character beyond the basic plane is two.
            units = text.encode("utf-16-le", "surrogatepass")
            start, end = (len(units[: 2 * n].decode("utf-16-le", "replace")) for n in (start, end))
        yield {"start": start, "end": end, "label": label}
