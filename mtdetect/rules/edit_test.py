"""What tells damage from a writer's way: what the language model makes of a mended passage, and casual spelling."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from mtdetect.lm.read_text import ReadText
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Flag

if TYPE_CHECKING:
    from mtdetect.lm.piece_ngrams import Surprisal

REACH = 48
"""Characters looked at on either side of a place. The model looks back three pieces, so three words tell."""


def left_of(text: str, start: int) -> str:
    """Up to three words before `start`, none of them from another line."""
    window = text[max(0, start - REACH) : start].rpartition("\n")[2]
    return " ".join(window.rsplit(None, 3)[-3:])


def right_of(text: str, end: int) -> str:
    """Up to three words from `end` on, none of them from another line."""
    window = text[end : end + REACH].partition("\n")[0]
    return " ".join(window.split(None, 3)[:3])


class LMQuery(NamedTuple):
    """Texts whose cost in bits a detector asks for; those of many questions are looked up at once.

    All documents that are searched together have been read by the same language model.
    """

    surprisal: Surprisal
    texts: Sequence[str]


LMResult = list[float] | None
RuleCoroutine = Generator[Flag | LMQuery, LMResult, None]
"""A detector at work: it yields what it finds and what it asks, and is sent the answers."""

T = TypeVar("T")
LMCoroutine = Generator[LMQuery, LMResult, T]
"""A part of one that asks, and returns something."""


def log_likelihood_gains(doc: SegmentedText, pairs: Sequence[tuple[str, str]]) -> LMCoroutine[list[float]]:
    """The bits that the language model saves with the second text of each pair against the first.

    To be asked with `yield from`. Nothing is ever saved where no language model has read the document.
    """
    if not isinstance(doc, ReadText) or not pairs:
        return [float("-inf")] * len(pairs)
    costs = (yield LMQuery(doc.surprisal, [text for pair in pairs for text in pair])) or []
    return [first - second for first, second in zip(costs[0::2], costs[1::2], strict=True)]


class batched_lm:  # noqa: N801 - a decorator
    """Makes the `find` of a detector that asks; `search` sets one to work on a document, for `run_batched`."""

    def __init__(self, search: Callable[[SegmentedText], RuleCoroutine]) -> None:
        self.search = search

    def __call__(self, doc: SegmentedText) -> Iterator[Flag]:
        flags: list[Flag] = []
        run_batched([(self.search(doc), flags)])
        yield from flags


def run_batched(searches: Sequence[tuple[RuleCoroutine, list[Flag]]]) -> None:
    """Lets detectors work, each putting what it finds into its list. What they ask is looked up together."""
    running: list[tuple[RuleCoroutine, list[Flag], LMResult]] = [(search, flags, None) for search, flags in searches]
    while running:
        asked = [(search, flags, _run_on(search, own, flags)) for search, flags, own in running]
        waiting = [(search, flags, question) for search, flags, question in asked if question]
        answers = _results([question for _, _, question in waiting])
        running = [(search, flags, own) for (search, flags, _), own in zip(waiting, answers, strict=True)]


def _run_on(search: RuleCoroutine, run_batched: LMResult, flags: list[Flag]) -> LMQuery | None:
    """Lets a detector work up to its next question, and keeps what it finds."""
    try:
        found = search.send(run_batched)
        while isinstance(found, Flag):
            flags.append(found)
            found = next(search)
    except StopIteration:
        return None
    return found


def _results(questions: Sequence[LMQuery]) -> list[list[float]]:
    """The answers to each question, all found together."""
    if not questions:
        return []
    costs = iter(questions[0].surprisal.costs([text for question in questions for text in question.texts]).tolist())
    return [list(islice(costs, len(question.texts))) for question in questions]
