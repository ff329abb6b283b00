"""Arrow types for input fields: as in a Parquet input, or else inferred from the first rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pyarrow as pa

from mtdetect.reporters.rows.fields import OTHER, to_json

_MISFITS = (pa.ArrowException, ValueError, TypeError, OverflowError)


def inferred(values: Iterable[Any]) -> pa.DataType | None:
    """The type of a field with these values, or None if they have no type in common.

    A field without any value yet is a string: a column of type null could never be read together with others.
    """
    given = [value for value in values if value is not None]
    scalar = next((value for value in given if isinstance(value, pa.Scalar)), None)
    try:
        kind = pa.infer_type(given) if scalar is None else scalar.type
    except _MISFITS:
        return None
    if pa.types.is_null(kind):
        return pa.string()
    return kind if _is_writable(kind) and all(fits(value, kind) for value in given) else None


def _is_writable(kind: pa.DataType) -> bool:
    """Whether Parquet can store the type: no structs without fields, and nothing whose type is still unknown."""
    children = [kind.field(i).type for i in range(kind.num_fields)]
    return not pa.types.is_null(kind) and all(map(_is_writable, children)) and (kind != pa.struct([]))


def fits(value: Any, kind: pa.DataType) -> bool:
    """Whether a column of this type can hold the value without losing anything."""
    if value is None or (isinstance(value, pa.Scalar) and (value.type == kind or not value.is_valid)):
        return True
    try:
        value = value.as_py() if isinstance(value, pa.Scalar) else value
        return _is_same(value, pa.scalar(value, kind).as_py())
    except _MISFITS:
        return False


def _is_same(given: Any, kept: Any) -> bool:
    if isinstance(given, dict):
        return isinstance(kept, dict) and all(name in kept and _is_same(given[name], kept[name]) for name in given)
    if isinstance(given, list):
        return isinstance(kept, list) and len(given) == len(kept) and all(map(_is_same, given, kept))
    return isinstance(given, bool) == isinstance(kept, bool) and (given == kept or given != given)


class FieldTypes:
    """By field name, the Arrow type of its column. Fields without a common type are columns of JSON text."""

    def __init__(self, samples: Mapping[str, Iterable[Any]], warn: Callable[[str, str], None]) -> None:
        self._types = {name: inferred(values) for name, values in samples.items() if name == valid(name)}
        for name in (name for name, kind in self._types.items() if kind is None):
            warn(name, "has values of several types; its column has JSON text")

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([(name, pa.string() if kind is None else kind) for name, kind in self._types.items()])

    def fits(self, name: str, value: Any) -> bool:
        kind = self._types[name]
        return kind is None or fits(value, kind)

    def convert(self, name: str, value: Any) -> Any:
        """The value as `pyarrow.array` takes it for this column."""
        if value is None or (isinstance(value, pa.Scalar) and not value.is_valid):
            return None
        if name == OTHER:
            return valid(value)
        kind = self._types[name]
        if kind is None:
            return valid(to_json(value))
        return value.as_py() if isinstance(value, pa.Scalar) and value.type != kind else value


def valid(text: str) -> str:
    """JSON text with lone surrogates, which Arrow refuses, as the escapes that JSON has for them."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()
