"""Puts texts together in batches, to be scored at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from numbers import Real

BATCH_CHARACTERS, BATCH_TEXTS = 900_000, 512
"""A batch is complete when it reaches either: it is then large enough for array operations to pay off."""

LINE = 16
"""A line counts as so many characters more: a paragraph takes memory, however short it is."""


def check(text: object) -> None:
    """Raises TypeError for anything but `str`."""
    if isinstance(text, str):
        return
    if is_missing(text):
        raise TypeError(
            f"score takes a str, not {text!r}; leave missing values out first, "
            "or score the data frame with mtdetect.score_frame, which keeps such rows"
        )
    fix = "decode it first" if isinstance(text, bytes | bytearray) else "convert it first"
    raise TypeError(f"score takes a str, not {type(text).__name__}; {fix}")


def is_missing(value: object) -> bool:
    """Whether the value is None, NaN, or NA or NaT of pandas: how tables say that there is no text."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(value, Real) and value != value  # NaN differs from itself


def batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """Yields the texts in batches, lazily and in order. Raises TypeError for anything but `str`."""
    batch: list[str] = []
    characters = 0
    for text in texts:
        if not isinstance(text, str):
            if batch:
                yield batch  # the texts before the bad one can still be scored
            check(text)
        batch.append(text)
        characters += len(text) + LINE * text.count("\n")
        if characters >= BATCH_CHARACTERS or len(batch) >= BATCH_TEXTS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch
