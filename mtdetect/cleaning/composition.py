"""Applies fixes to a text, and composes those of several rounds into one list of fixes of the original."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from mtdetect.cleaning.cleaned import Fix


def apply(text: str, fixes: Iterable[Fix]) -> str:
    """The text after the fixes, which are in order and do not overlap."""
    parts: list[str] = []
    done = 0
    for fix in fixes:
        parts += (text[done : fix.start], fix.replacement)
        done = fix.end
    return "".join((*parts, text[done:]))


def compose(original: str, first: Sequence[Fix], then: Sequence[Fix]) -> list[Fix]:
    """The fixes of `original` that have the same result as `first` and `then`, one after the other.

    `then` are fixes of the text after `first`. Where one of them overlaps what an earlier one put in place, or deletes
    the place where an earlier one deleted something, they become one fix.
    """
    composed: list[Fix] = []
    shift = 0  # from an offset of the original to one of the text after `first`, behind the fixes read so far
    i = j = 0

    def place(fix: Fix) -> tuple[int, int]:
        """Where the replacement of one of `first` is after all of them, if those before it have been read."""
        return fix.start + shift, fix.start + shift + len(fix.replacement)

    while i < len(first) or j < len(then):
        if j == len(then) or (i < len(first) and place(first[i])[1] <= then[j].start):
            composed.append(first[i])
            shift += len(first[i].replacement) - (first[i].end - first[i].start)
            i += 1
        elif i == len(first) or then[j].end <= place(first[i])[0]:
            composed.append(replace(then[j], start=then[j].start - shift, end=then[j].end - shift))
            j += 1
        else:
            own: list[Fix] = []
            later: list[Fix] = []
            before = shift
            low = end = min(place(first[i])[0], then[j].start)
            while True:
                if i < len(first) and (not own or place(first[i])[0] < end):
                    end = max(end, place(first[i])[1])
                    shift += len(first[i].replacement) - (first[i].end - first[i].start)
                    own.append(first[i])
                    i += 1
                elif j < len(then) and (not later or then[j].start < end):
                    end = max(end, then[j].end)
                    later.append(then[j])
                    j += 1
                else:
                    break
            merged = _merged(original, (low - before, end - shift), own, later, low)
            composed += [merged] if merged.replacement != original[merged.start : merged.end] else []
    return composed


def _merged(original: str, span: tuple[int, int], first: Sequence[Fix], then: Sequence[Fix], low: int) -> Fix:
    """One fix of `original[span]` for those that overlap. `low`: where the span starts in the text after `first`."""
    start, end = span
    middle = apply(original[start:end], [replace(f, start=f.start - start, end=f.end - start) for f in first])
    new = apply(middle, [replace(fix, start=fix.start - low, end=fix.end - low) for fix in then])
    every = (*first, *then)
    widest = max(every, key=lambda fix: fix.end - fix.start)
    message = " ".join(dict.fromkeys(fix.message for fix in every))
    return Fix(widest.code, start, end, new, message, all(fix.safe for fix in every))
