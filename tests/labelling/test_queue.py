"""The paragraphs to judge, and their order."""

from __future__ import annotations

from typing import Any

import pytest
from fake_model import FakeModel

pytest.importorskip("flask", reason='the label extra is not installed: pip install "mtdetect[label]"')

from labelled import document

from mtdetect.labelling.queue import in_order, items, most_telling_first, source_of
from mtdetect.types import Document


def test_items_are_the_paragraphs_with_their_flags() -> None:
    texts = ["WWW\nin the the capital", "WWW"]
    found = items((Document("a", text), FakeModel().score(text)) for text in texts)
    assert [(item.document, item.position, item.text) for item in found] == [
        ("a", 0, "WWW"),
        ("a", 1, "in the the capital"),
        ("a (2)", 0, "WWW"),
    ]
    assert [(flag.name, flag.start, flag.end) for flag in found[1].flags] == [("doubled-word", 3, 10)]
    assert found[1].uncertainty == pytest.approx(0.469, abs=0.001)


def test_a_flag_over_two_paragraphs_is_in_both() -> None:
    text = "in the\n\nthe capital"
    found = items([(Document("a", text), FakeModel().score(text))])
    assert [[item.text[flag.start : flag.end] for flag in item.flags] for item in found] == [["the"], ["the"]]


def test_paragraphs_of_another_language_come_last() -> None:
    text = "Straße the the"
    assert [item.uncertainty for item in items([(Document("a", text), FakeModel().score(text))])] == [0.0]


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({"file": "a.jsonl"}, "a.jsonl:1"),
        ({"fields": {"site": "example.org", "url": "https://other.org/"}}, "example.org"),
        ({"fields": {"url": "https://www.example.org/page"}}, "www.example.org"),
        ({"url": "http://example.org:80/"}, "example.org"),
        ({"fields": {"url": "http://[", "source": 5}}, "a.jsonl:1"),
    ],
)
def test_the_source_is_the_site_or_the_document(metadata: dict[str, Any], expected: str) -> None:
    assert source_of(Document("a.jsonl:1", "", metadata)) == expected
    assert source_of(Document("https://a.org/b", "", {})) == "a.org"


def test_uncertain_first_then_unlike_those_before_then_other_sources() -> None:
    found = [
        *document("a", "red apples fell from the tree", "certainly nothing here", doubts=[1.0, 0.1]),
        *document("b", "red apples fell from the trees", "blue whales sing at night", doubts=[0.99, 0.9]),
        *document("c", "RED apples fell  from the tree", doubts=[1.0]),
    ]
    assert most_telling_first(found, []) == [0, 3, 2, 1]  # 4 has the same wording as 0
    assert most_telling_first(found, [3]) == [0, 2, 1]
    assert most_telling_first(found, [4]) == [3, 1, 2]
    sites = [*document("a", "one two", "three four"), *document("b", "five six", doubts=[0.8])]
    assert most_telling_first(sites, []) == [0, 2, 1]
    assert most_telling_first([], []) == []
    assert in_order(found, [1]) == [0, 2, 3, 4]


def test_any_text_can_be_ordered() -> None:
    found = document("a", "\ud800", "\0", "—", "x" * 100_000, "same", "same")
    assert sorted(most_telling_first(found, [])) == [0, 1, 2, 3, 4]
