"""No text may make a detector slow out of proportion: twice the length takes about twice the time.

Only ratios within one run are compared, with generous room: quadratic work gives four, and more where it matters.
"""

import gc
import time
from collections.abc import Callable
from functools import cache

import pytest

import mtdetect
from mtdetect.rules.boundary.glued_words import rule as glued_words
from mtdetect.rules.registry import REGISTRY
from mtdetect.rules.splice.stray_fragment import rule as stray_fragment
from mtdetect.text import wordlists
from mtdetect.text.segmented_text import SegmentedText

SIZE = 40_000
"""Characters of the shorter text: enough for quadratic work to show."""

MAX_RATIO = 3.2
TOO_SHORT = 0.1
"""Seconds below which the longer run says nothing: arrays of twice the size may not fit a cache."""

SHAPES = {
    "one-long-word": "a",
    "capitals": "A",
    "capitalised-words": "Kim ",
    "full-stops": ".",
    "quotes": '"',
    "opening-quotes": "“ ",
    "brackets": "[",
    "parentheses": "( ",
    "nested": "(a [b ",
    "digits": "1",
    "numbers": "15/8 ",
    "spaces": " ",
    "newlines": "\n",
    "equal-lines": "The same line of text.\n",
    "short-lines": "a.\n",
    "initials": "A. ",
    "of-the": "of the ",
    "links": "Read more ",
    "glued-links": "Read more",
    "addresses": "http://",
    "ampersands": "&",
    "angles": "<",
    "dashes": "— ",
    "apostrophes": "’s ",
    "hyphens": "a-",
    "at-signs": "(@a ",
    "mojibake": "â€™",
    "letters-of-other-scripts": "世",
    "surrogates": "\ud800",
    "nul": "\0",
    "one-word-lines": "Kim\n",
    "sentences": "He said. The ",
    "broken": "the. Man of. the ",
    "glosses": "North Korean leader (North Korea) ",
    "credits": "Photo: AFP / Getty ",
    "notices": "we use cookies ",
    "casual": "ok?? im u ,a ",
    "marks": "a. b, c; d! e? ",
}


@cache
def analysis(shape: str, size: int) -> SegmentedText:
    """With the parts that every detector shares, so that only the detector is timed."""
    doc = SegmentedText(shape * (size // len(shape)))
    _ = doc.lines, doc.paragraphs, doc.sentences, doc.words
    return doc


def seconds(find, doc: SegmentedText) -> float:
    doc.__dict__.pop("chars", None)  # it remembers what was searched
    start = time.process_time()
    for flag in find(doc):
        assert 0 <= flag.start < flag.end <= len(doc.text)
    return time.process_time() - start


def assert_linear(seconds: Callable[[bool], float]) -> None:
    """`seconds` of the double text (True) over those of the single one: the least of some attempts each."""
    gc.disable()
    try:
        double, single = [seconds(True)], []
        for _attempt in range(9):
            if min(double) < TOO_SHORT:
                return
            single.append(seconds(False))
            ratio = min(double) / min(single)
            if ratio <= MAX_RATIO:
                return
            double.append(seconds(True))
    finally:
        gc.enable()
    pytest.fail(f"twice the text takes {ratio:.1f} times as long: {min(double):.3f} s against {min(single):.3f} s")


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("registered", [r for r in REGISTRY if r.find], ids=lambda r: r.rule.name)
def test_linear(registered, shape: str) -> None:
    assert_linear(lambda double: seconds(registered.find, analysis(SHAPES[shape], (1 + double) * SIZE)))


def shared_seconds(text: str) -> float:
    start = time.process_time()
    doc = SegmentedText(text)
    _ = doc.lines, doc.paragraphs, doc.sentences, doc.words
    return time.process_time() - start


@pytest.mark.parametrize("shape", SHAPES)
def test_shared_parts_are_linear(shape: str) -> None:
    """What the detectors share: lines, paragraphs, sentences and words."""
    text = SHAPES[shape] * (SIZE // len(SHAPES[shape]))
    assert_linear(lambda double: shared_seconds(text * (1 + double)))


def whole_seconds(model: mtdetect.Model, text: str) -> float:
    start = time.process_time()
    model.score(text)
    return time.process_time() - start


@pytest.mark.parametrize("shape", SHAPES)
def test_the_whole_chain_is_linear(shape: str) -> None:
    """With the language model, the features and the classifiers."""
    model = mtdetect.load()
    text = SHAPES[shape] * (SIZE // len(SHAPES[shape]))
    model.score(SHAPES[shape] * 20)
    assert_linear(lambda double: whole_seconds(model, text * (1 + double)))


def test_many_words_that_stand_once_are_linear() -> None:
    """Each of them might be two words run into one, and is looked for elsewhere."""
    model = mtdetect.load()
    glued = [f"{first}{word}" for word in sorted(wordlists.load("common_words")) for first in ("of", "with", "and")]
    docs = [model.analyse([" ".join(own)]).documents[0] for own in (glued[: len(glued) // 2], glued)]
    assert_linear(lambda double: seconds(glued_words.find, docs[double]))


def test_many_headings_are_linear() -> None:
    """Each of them is looked for in the middle of other sentences."""
    sound = "The council met in May to discuss the new bridge, and most of its members were in favour of the plan.\n\n"
    broken = (
        "The council met in May to discuss the new bridge and read what had been planned before {} of old people\n\n"
    )
    words = [word.capitalize() for word in sorted(wordlists.load("common_words")) if word.isalpha()][:1200]
    docs = [SegmentedText("".join(2 * sound + broken.format(word) for word in own)) for own in (words[:600], words)]
    _ = [(doc.lines, doc.paragraphs, doc.sentences, doc.words) for doc in docs]
    assert_linear(lambda double: seconds(stray_fragment.find, docs[double]))
