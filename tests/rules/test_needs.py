"""A rule is not run on a text without what it needs, so it must find nothing in any such text."""

import pytest
from test_rules import cases, parse

import mtdetect
from mtdetect.lm.read_text import ReadText
from mtdetect.rules.detection import detect, find_all
from mtdetect.rules.needs import bare_ends, odd_starts, open_ends, second_lines
from mtdetect.rules.registry import REGISTRY
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Span

NEEDING = [registered for registered in REGISTRY if registered.needs and registered.find]


@pytest.fixture(scope="module")
def documents() -> list[ReadText]:
    """The cases of all rules, and the lines of each, tagged."""
    texts = dict.fromkeys(parse(case.values[1])[0] for case in cases())
    texts |= dict.fromkeys(line for text in texts for line in text.split("\n"))
    batch = mtdetect.load().analyse(list(texts))
    assert batch.tagger
    batch.tag(batch.tagger)
    return batch.documents


@pytest.mark.parametrize("registered", NEEDING, ids=lambda registered: registered.rule.name)
def test_a_text_without_what_a_rule_needs_has_no_flags(registered, documents: list[ReadText]) -> None:
    without = [document for document in documents if not registered.needs.met_by(document)]
    assert len(without) > len(documents) // 50, "nearly every text is searched: the needs are of no use"
    found = find_all([(registered.find, document) for document in without])
    assert not any(found), [document.text for document, flags in zip(without, found, strict=True) if flags]


def test_all_rules_are_run_on_paragraphs_that_were_given() -> None:
    text = "The first line of it. and so it goes on, and on, and then some more of the same, on and on and on, and the"
    given = SegmentedText(text, [Span(0, 21), Span(22, len(text))])
    assert "truncated" in [flag.name for flag in detect(given)]
    assert all(registered.needs.met_by(given) for registered in NEEDING if registered.needs)


@pytest.mark.parametrize(
    ("search", "text", "expected"),
    [
        (second_lines, "one\n\n  two\nthree", [7, 11]),
        (second_lines, "one\n\n", []),
        (bare_ends, "One.\nTwo\nIts ’\n(3)\n4", [7, 13, 19]),
        (open_ends, "One.\nTwo!”\nThree\nFour..\nFive”", [15, 22, 28]),
        (odd_starts, "One\ntwo\n’s\n3\n“Four", [4, 8]),
    ],
)
def test_shapes_of_lines(search, text: str, expected: list[int]) -> None:
    for texts in ([text], ["before", text, "after"]):
        documents = [SegmentedText(own) for own in texts]
        SegmentedText.share(documents)
        assert documents[len(texts) // 2].places(search) == (expected or ())
