"""The edit test: how many bits the language model saves when a suspected fault is fixed.

A rule proposes an edit, such as taking out a full stop, and compares the text before and after it. A large gain means
damage; a small one means the text may well be what the writer meant. The queries of all rules and documents in a batch
are collected and answered in one look-up, which is why rules that ask the model are coroutines.
"""

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
"""Characters of context on either side of an edit. The model sees three pieces back, so three words are enough."""


def left_of(text: str, start: int) -> str:
    """Up to three words that end at `start`, from the same line."""
    window = text[max(0, start - REACH) : start].rpartition("\n")[2]
    return " ".join(window.rsplit(None, 3)[-3:])


def right_of(text: str, end: int) -> str:
    """Up to three words that begin at `end`, from the same line."""
    window = text[end : end + REACH].partition("\n")[0]
    return " ".join(window.split(None, 3)[:3])


class LMQuery(NamedTuple):
    """Texts whose cost in bits a rule wants to know.

    All documents in a batch were read by the same language model, so one model answers every query.
    """

    surprisal: Surprisal
    texts: Sequence[str]


LMResult = list[float] | None
RuleCoroutine = Generator[Flag | LMQuery, LMResult, None]
"""A rule at work on one document: it yields flags and queries, and receives the answer to each query."""

T = TypeVar("T")
LMCoroutine = Generator[LMQuery, LMResult, T]
"""A helper of such a rule: it only yields queries, and returns a value."""


def log_likelihood_gains(doc: SegmentedText, pairs: Sequence[tuple[str, str]]) -> LMCoroutine[list[float]]:
    """The log-likelihood gain, in bits, of the second text of each pair over the first.

    Call it with `yield from`. Without a language model every gain is minus infinity, so no edit passes the test.
    """
    if not isinstance(doc, ReadText) or not pairs:
        return [float("-inf")] * len(pairs)
    costs = (yield LMQuery(doc.surprisal, [text for pair in pairs for text in pair])) or []
    return [first - second for first, second in zip(costs[0::2], costs[1::2], strict=True)]


class batched_lm:  # noqa: N801 - a decorator
    """Decorates the `find` of a rule that asks the language model.

    The result can be called like any other `find`; `run_batched` uses `search` instead, for many documents at once.
    """

    def __init__(self, search: Callable[[SegmentedText], RuleCoroutine]) -> None:
        self.search = search

    def __call__(self, doc: SegmentedText) -> Iterator[Flag]:
        flags: list[Flag] = []
        run_batched([(self.search(doc), flags)])
        yield from flags


def run_batched(searches: Sequence[tuple[RuleCoroutine, list[Flag]]]) -> None:
    """Runs rules side by side until all have finished; each adds its flags to its own list.

    Every round takes each rule to its next query and answers all of them in one look-up.
    """
    running: list[tuple[RuleCoroutine, list[Flag], LMResult]] = [(search, flags, None) for search, flags in searches]
    while running:
        advanced = [(search, flags, _advance(search, result, flags)) for search, flags, result in running]
        waiting = [(search, flags, query) for search, flags, query in advanced if query]
        results = _results([query for _, _, query in waiting])
        running = [(search, flags, result) for (search, flags, _), result in zip(waiting, results, strict=True)]


def _advance(search: RuleCoroutine, result: LMResult, flags: list[Flag]) -> LMQuery | None:
    """Runs a rule up to its next query, collecting its flags; None when it has finished."""
    try:
        found = search.send(result)
        while isinstance(found, Flag):
            flags.append(found)
            found = next(search)
    except StopIteration:
        return None
    return found


def _results(queries: Sequence[LMQuery]) -> list[list[float]]:
    """The costs for each query, from a single call to the model."""
    if not queries:
        return []
    costs = iter(queries[0].surprisal.costs([text for query in queries for text in query.texts]).tolist())
    return [list(islice(costs, len(query.texts))) for query in queries]
