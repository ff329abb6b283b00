"""A few seconds of fuzzing: every harness on its corpus and on a few changes to it."""

from __future__ import annotations

import logging

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.harnesses import HARNESSES
from tests.fuzz.seeds import seeds

FUZZED = [name for name in HARNESSES if not name.startswith("model")]
TOKENS = (
    *(b"", b"\0", b"\n", b"\r", b'"', b",", b"{", b"[", b"\xff\xfe", b"\xe2\x80\xae"),
    *(b"\x1c", b"<!--", b"<ul>", b"&#x0;", b"9" * 40),
)


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "mtdetect")


places = st.tuples(st.floats(0, 1), st.integers(0, 4), st.sampled_from(TOKENS) | st.binary(max_size=8))
changes = st.lists(places, max_size=4)


def changed(data: bytes, some: list[tuple[float, int, bytes]]) -> bytes:
    """Replaces bytes at some places, given as shares of the length."""
    for where, length, new in some:
        at = int(where * len(data))
        data = data[:at] + new + data[at + length :]
    return data


@pytest.mark.parametrize("name", HARNESSES)
def test_the_corpus(name: str) -> None:
    found = list(seeds(name))
    assert found
    for seed in found:
        HARNESSES[name](seed)
        for cut in range(0, len(seed), max(1, len(seed) // 4)):
            HARNESSES[name](seed[:cut])


@pytest.mark.parametrize("name", FUZZED)
@settings(max_examples=20, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_changes_to_the_corpus(name: str, data: st.DataObject) -> None:
    seed = data.draw(st.sampled_from(list(seeds(name))))
    HARNESSES[name](changed(seed, data.draw(changes)))


@settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.text(st.characters(), max_size=60) | st.text("aA .,\n\x1c\x85\u202e\ud800“”()'’<&;/|-1世", max_size=60))
def test_any_text(text: str) -> None:
    HARNESSES["score"](b"\2" + text.encode("utf-16-le", "surrogatepass"))
