"""The native core (`core/_core.c`). Functions fill the arrays that they are given last.

Raises:
    TypeError: an array is of the wrong type, or not contiguous.
    ValueError: the sizes of the arrays do not fit together, or an index in them is out of range.
"""

from typing import Any

from numpy.typing import NDArray

Array = NDArray[Any]

INTERFACE: int

def embed(
    inputs: Array, which: Array, words: Array, suffixes: Array, step: Array, looks: Array, places: Array,
    settings: Array, unit: Array, out: Array, /,
) -> None: ...  # fmt: skip
def tagger(
    x: Array, runs: Array, reduce: Array, mix: Array, bias: Array, dilations: Array, steps: Array, output: Array,
    output_bias: Array, sizes: Array, narrow_mix: Array, totals: Array, logits: Array, /,
) -> None: ...  # fmt: skip
def project(vectors: Array, weights: Array, step: Array, sizes: Array, parts: Array, /) -> None: ...
def glance(
    parts: Array, symbols: Array, documents: Array, places: Array, settings: Array, bias: Array, of_place: Array,
    of_setting: Array, output: Array, sizes: Array, suspicion: Array, /,
) -> None: ...  # fmt: skip
def words(
    parts: Array, symbols: Array, bias: Array, inner: Array, inner_bias: Array, output: Array, sizes: Array,
    outputs: Array, /,
) -> None: ...  # fmt: skip
def forest(
    columns: Array, feature: Array, threshold: Array, children: Array, value: Array, roots: Array, component: Array,
    sums: Array, /,
) -> None: ...  # fmt: skip
def find(ends: Array, low: Array, hashes: Array, found: Array, places: Array, /) -> int: ...
def ngrams(
    ids: Array, factors: Array, ends: Array, low: Array, own_bits: Array, own_backoff: Array, backoff: Array,
    bits: Array, /,
) -> None: ...  # fmt: skip
def scores(ids: Array, starts: Array, factors: Array, weights: Array, sums: Array, /) -> None: ...
def number(values: Array, numbers: Array, first: Array, /) -> int: ...
def hashes(values: Array, starts: Array, ends: Array, hashes: Array, /) -> None: ...
def are(numbers: Array, places: Array, members: Array, found: Array, /) -> None: ...
def where(numbers: Array, members: Array, places: Array, /) -> int: ...
def edges(numbers: Array, members: Array, places: Array, /) -> int: ...
def has(hashes: Array, table: Array, shared: Array, rest: Array, found: Array, /) -> None: ...
def tokens(
    numbers: Array, kinds: Array, exact: Array, folded: Array, plain: Array, spans: Array, owners: Array, begins: Array,
    lengths: Array, columns: Array, hashes: Array, keys: Array, /,
) -> int: ...  # fmt: skip
def places(exact: Array, keys: Array, shapes: Array, documents: Array, places: Array, /) -> None: ...
def sweep(
    numbers: Array, members: Array, heads: Array, listed: Array, patterns: Array, tests: Array, counts: Array, /
) -> bytes: ...
def instructions(wanted: str | None = None, /) -> str: ...
def all_instructions() -> tuple[str, ...]: ...
