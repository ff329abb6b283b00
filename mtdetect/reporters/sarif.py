"""SARIF 2.1.0 for code scanning and editors: one result per flag, then the full explanation of the rules that occur."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import quote

from mtdetect.reporters.places import Places
from mtdetect.reporters.safety import JsonEncoder
from mtdetect.types import Document, Flag, Report

_ENCODER = JsonEncoder()
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def _rules(occurring: Iterable[str]) -> list[dict[str, Any]]:
    from mtdetect.rules.registry import REGISTRY

    registered = {each.rule.code: each for each in REGISTRY}
    return [
        {
            "id": rule.code,
            "name": rule.name,
            "shortDescription": {"text": rule.summary},
            "help": {"text": page.strip()},
            "defaultConfiguration": {"level": "warning"},
            "properties": {"tags": [rule.family]},
        }
        for rule, page, *_ in map(registered.__getitem__, occurring)
    ]


def _uri(file: str) -> str:
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix().encode("utf-8", "surrogateescape"))


def _location(document: Document, flag: Flag, places: Places) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(places.file)}}
    region = places.region(flag.start, flag.end)
    if region:
        physical["region"] = {"startLine": region.line, "endLine": region.end_line}
        if region.column is not None and region.end_column is not None:
            physical["region"] |= {"startColumn": region.column, "endColumn": region.end_column}
            physical["region"] |= {"charOffset": flag.start, "charLength": flag.end - flag.start}
            physical["region"]["snippet"] = {"text": document.text[flag.start : flag.end]}
    location: dict[str, Any] = {"physicalLocation": physical}
    if document.id != places.file:
        location["logicalLocations"] = [{"fullyQualifiedName": document.id}]
    return location


def _fix(location: dict[str, Any], flag: Flag) -> dict[str, Any] | None:
    """The flag's suggestion as a replacement, if its place in the file is exact."""
    region = location.get("region", {})
    if flag.suggestion is None or "charOffset" not in region:
        return None
    deleted = {"charOffset": region["charOffset"], "charLength": region["charLength"]}
    change = {
        "artifactLocation": location["artifactLocation"],
        "replacements": [{"deletedRegion": deleted, "insertedContent": {"text": flag.suggestion}}],
    }
    return {"description": {"text": f"{flag.code}: replace or delete the text"}, "artifactChanges": [change]}


def _results(document: Document, scored: Report, index: dict[str, int]) -> Iterable[dict[str, Any]]:
    places = Places(document)
    for paragraph in scored.paragraphs:
        scores = {"translation": paragraph.translation, "scraping": paragraph.scraping, "damage": paragraph.damage}
        for flag in paragraph.flags:
            location = _location(document, flag, places)
            result = {
                "ruleId": flag.code,
                "ruleIndex": index.setdefault(flag.code, len(index)),
                "level": "warning",
                "message": {"text": flag.message},
                "locations": [location],
                "properties": {"paragraph": paragraph.index, "start": flag.start, "end": flag.end, **scores},
            }
            if fix := _fix(location["physicalLocation"], flag):
                result["fixes"] = [fix]
            yield result


def report(pairs: Iterable[tuple[Document, Report]], out: TextIO, *, threshold: float = 0.5) -> None:
    from mtdetect import __version__

    # Write the results one by one between the two halves, so that a corpus-sized log never has to fit in memory.
    driver: dict[str, Any] = {"name": "mtdetect", "semanticVersion": __version__, "rules": [None]}
    run = {"columnKind": "unicodeCodePoints", "results": [None], "tool": {"driver": driver}}
    whole = _ENCODER.encode({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})
    head, middle, tail = whole.split("[null]")
    index: dict[str, int] = {}
    out.write(head + "[")
    separator = "\n"
    for document, scored in pairs:
        for result in _results(document, scored, index):
            out.write(separator + _ENCODER.encode(result))
            separator = ",\n"
    out.write(f"]{middle}{_ENCODER.encode(_rules(index))}{tail}\n")
