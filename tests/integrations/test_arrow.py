"""Scores beside the texts of Arrow record batches and tables."""

from typing import Any

import pytest

from mtdetect.integrations.arrow import score_batch, scored_schema

pa = pytest.importorskip("pyarrow")
pytestmark = pytest.mark.usefixtures("fake_model")

NEW = ["translation", "scraping", "damage", "language", "flags"]
TEXTS = ["A sound sentence.", None, "In the the capital. WWW", "Straße"]
ROWS = [(0.1, 0.0, 0.1, "en", 0), (None,) * 5, (0.9, 0.8, 0.9, "en", 2), (0.1, 0.0, 0.1, "de", 0)]


def rows(scored: Any) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in scored.select(NEW).to_pylist()]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int8(), pa.string())], ids=str)
@pytest.mark.parametrize("make", [pa.table, pa.record_batch])
def test_scores_are_appended_and_null_where_the_text_is(kind: Any, make: Any) -> None:
    given = make({"id": pa.array([1, 2, 3, 4]), "text": pa.array(TEXTS).cast(kind)})
    scored = score_batch(given)
    assert type(scored) is type(given)
    assert rows(scored) == ROWS
    assert scored.select(["id", "text"]).equals(given)


def test_a_table_of_several_chunks_and_what_its_schema_says_of_it() -> None:
    halves = [pa.table({"text": TEXTS[:2]}), pa.table({"text": TEXTS[2:]})]
    table = pa.concat_tables(halves).replace_schema_metadata({"origin": "a crawl"})
    scored = score_batch(table)
    assert rows(scored) == ROWS
    assert scored.schema.metadata == {b"origin": b"a crawl"}


@pytest.mark.parametrize("texts", [[], [None, None], ["A sound sentence."]])
def test_the_schema_does_not_depend_on_the_values(texts: list[Any]) -> None:
    schema = pa.schema({"text": pa.string()})
    batch = pa.record_batch([texts], schema=schema)
    expected = scored_schema(schema, prefix="mt_")
    assert score_batch(batch, prefix="mt_").schema == expected
    assert [str(kind) for kind in expected.types[1:]] == ["double", "double", "double", "string", "int64"]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int8(), pa.string())], ids=str)
def test_a_row_that_is_not_utf_8_does_not_end_a_job(kind: Any) -> None:
    raw = pa.array([b"Stra\xc3\x9fe", None, b"caf\xe9 the the"])
    column = pa.Array.from_buffers(pa.string(), 3, raw.buffers()).cast(kind)
    assert rows(score_batch(pa.table({"text": column}))) == [ROWS[3], (None,) * 5, (0.9, 0.0, 0.9, "en", 1)]


def test_a_batch_whose_texts_have_no_type_yet() -> None:
    assert rows(score_batch(pa.table({"text": pa.nulls(2)}))) == [(None,) * 5] * 2


def test_errors_say_what_to_do() -> None:
    with pytest.raises(ValueError, match="no column “text”"):
        score_batch(pa.table({"body": ["x"]}))
    with pytest.raises(ValueError, match="already has “language”; rename or drop that, or pass prefix"):
        score_batch(pa.table({"text": ["x"], "language": ["en"]}))
    with pytest.raises(TypeError, match=r"column “text”, row 1, .*not bytes; decode it first"):
        score_batch(pa.table({"text": [None, b"x"]}))
