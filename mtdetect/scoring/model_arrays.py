"""The arrays of a model: the type, shape and values that each must have, so that no score fails or is wrong.

A model folder may come from a stranger, or have been written by a program with a mistake. Whatever its arrays hold, it
is refused when it is loaded, or it can score any text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mtdetect.scoring.card_values import LARGEST
from mtdetect.types import SCORES

MOST_LEAVES = 4096
"""Most leaves of a tree: `forest.Nodes` has a row of that many places for each tree."""

_GROUPS = {
    **dict.fromkeys(SCORES, "forest"),
    **{f"taught_{kind}": "adapter" for kind in SCORES},
    **{f"ngrams_{kind}": "ngrams" for kind in SCORES},
}
"""Groups of arrays that have the same names, and what the table calls them."""

REQUIRED = ("heads", "language_model", "word_model", *SCORES)
_PROMISED = (("taught", "corrections"), ("ngrams", "ngrams"))
"""Groups that are there if this part of the card is."""

GLANCE = "tagger.glance."
"""Older models have a tagger without these arrays. The other groups may be missing as a whole."""

# A size is a number, or a name that has one value in all arrays of a group (`pieces` and `words`: of the model), with
# a factor before it or a term after it. Values are half-open ranges; those of floats are finite, unless `inf` is given.
_TABLE = """
heads                        int16    262144 models
language_model.unigrams      uint8    pieces 2
language_model.sizes#        uint8    buckets#
language_model.low#          uint16   grams#
language_model.bits#         uint8    grams#
language_model.backoff#      uint8    grams#
word_model.vocabulary_low    uint16   words
word_model.vocabulary_sizes  uint8    buckets
word_model.kinds             int8     pieces                 0:7
word_model.bits              uint8    words+3
word_model.backoff           uint8    words+3
word_model.pairs_low         uint16   pairs
word_model.pairs_sizes       uint8    pair_buckets
word_model.pair_bits         uint8    pairs
word_model.triples_low       uint16   triples
word_model.triples_sizes     uint8    triple_buckets
word_model.triple_bits       uint8    triples
synonyms.numbers             uint32   words 3                0:words+3
word_network.vectors         int8     vectors width
word_network.rows            uint16   words+3                0:vectors-4
word_network.hidden          int8     9 width units
word_network.bias            int16    units
word_network.inner           int8     units inner
word_network.inner_bias      int32    inner
word_network.output          int8     inner 2
word_network.scale           float64  5
forest.feature               int16    nodes                  0:columns
forest.threshold             float64  nodes                  inf
forest.children              int32    nodes 2                0:nodes
forest.value                 float64  nodes
forest.roots                 int32    trees                  0:nodes
adapter.centre               float64  columns
adapter.scale                float64  columns                positive
adapter.weights              float64  columns+2
adapter.ngrams               int16    262144 1
ngrams.low                   uint16   grams
ngrams.sizes                 uint8    buckets
ngrams.idf                   float32  grams
ngrams.weights               float32  grams
prior.centre                 float64  columns
prior.scale                  float64  columns                positive
prior.moments                float32  columns+3 columns+3
prior.ngrams                 float16  262144
tagger.low                   uint16   known
tagger.sizes                 uint8    buckets
tagger.project               int8     size width
tagger.vectors               int8     known+8 size
tagger.special               float32  8 width
tagger.suffixes              int8     4096 width
tagger.looks                 float32  24 width
tagger.places                float32  64 width
tagger.settings              float32  48 width
tagger.dilations             int32    layers                 1:65
tagger.reduce                int8     layers width inner
tagger.mix                   int8     layers seen 2*width
tagger.bias                  float32  layers 2*width
tagger.output                int8     width 14
tagger.output_bias           float32  14
tagger.vector_step           float32  1
tagger.suffix_step           float32  1
tagger.exponents             int32    layers+1 2             -64:65
tagger.thresholds            float32  14 2                   inf
tagger.confidences           float32  14 2
tagger.edits                 float32  14
tagger.glance.bias           int16    glimpsed
tagger.glance.window         int8     around width glimpsed
tagger.glance.places         int16    64 glimpsed
tagger.glance.settings       int16    48 glimpsed
tagger.glance.output         int8     glimpsed
tagger.glance.threshold      float32  1
tagger.glance.exponent       int32    1                      -64:65
deep.head.centre             float32  language_width
deep.head.scale              float32  language_width         positive
deep.head.project            int8     language_width width
deep.head.project_step       float32  width
deep.head.tagged             float32  13 width
deep.head.dilations          int32    layers                 1:65
deep.head.reduce             int8     layers width inner
deep.head.reduce_step        float32  layers inner
deep.head.mix                int8     layers seen 2*width
deep.head.mix_step           float32  layers 2*width
deep.head.bias               float32  layers 2*width
deep.head.output             float32  width 14
deep.head.output_bias        float32  14
deep.head.direct             float32  13 14
deep.thresholds              float32  14 2                   inf
deep.confidences             float32  14 2
deep.edits                   float32  14
deep.wording                 float32  wording
deep.join                    float32  3
"""

_ROW = re.compile(r"(?P<name>\S+) +(?P<type>\w+) +(?P<sizes>\S+(?: \S+)*)(?: {2,}(?P<values>\S+))?")
_SIZE = re.compile(r"(?:(\d+)\*)?([a-z_]+\d?)([+-]\d+)?")
_OF_MODEL = ("pieces", "words")


class _Rule(NamedTuple):
    type: np.dtype[Any]
    sizes: list[str]
    values: str


_RULES = {
    row["name"]: _Rule(np.dtype(row["type"]), row["sizes"].split(), row["values"] or "")
    for row in map(_ROW.fullmatch, _TABLE.strip().splitlines())
    if row
}


class _Sizes:
    """The values of the names of sizes."""

    def __init__(self, known: Mapping[str, int]) -> None:
        self._known = dict(known)

    def value(self, group: str, size: str) -> int | None:
        """The value of a size; None if its name has none yet."""
        if size.isdecimal():
            return int(size)
        factor, name, term = self._parts(size)
        value = self._known.get(self._key(group, name))
        return None if value is None else factor * value + term

    def learn(self, group: str, size: str, value: int) -> None:
        """The name in `size` has the value that makes `size` equal to `value`."""
        factor, name, term = self._parts(size)
        self._known[self._key(group, name)] = (value - term) // factor

    @staticmethod
    def _parts(size: str) -> tuple[int, str, int]:
        match = _SIZE.fullmatch(size)
        assert match
        return int(match[1] or 1), match[2], int(match[3] or 0)

    @staticmethod
    def _key(group: str, name: str) -> str:
        return name if name in _OF_MODEL else f"{group}.{name}"


def check_arrays(arrays: Mapping[str, NDArray[Any]], card: Mapping[str, Any], pieces: int) -> None:
    """Checks all arrays of a model. `card`: see `card_values`. `pieces`: their number in the tokenizer.

    Raises:
        ValueError: An array is missing, or can't be used. The message names it and what is wrong.
    """
    groups: dict[str, list[str]] = defaultdict(list)
    for name in arrays:
        groups[name.partition(".")[0]].append(name)
    sizes = _Sizes({"pieces": pieces, **_columns(card)})
    promised = (f"{group}_{kind}" for group, part in _PROMISED for kind in card.get(part, ()))
    for group in dict.fromkeys((*REQUIRED, *promised, *groups)):
        _check_group(group, groups[group], arrays, sizes)
    for kind in SCORES:
        _check_trees(kind, arrays[f"{kind}.children"], arrays[f"{kind}.roots"])
        _check_components(kind, card["classifiers"][kind], len(arrays[f"{kind}.roots"]))
    _check_networks(arrays)


def _columns(card: Mapping[str, Any]) -> dict[str, int]:
    """By group: the number of its features. A correction has those of its score."""
    columns = {}
    for kind in SCORES:
        columns[f"{kind}.columns"] = columns[f"taught_{kind}.columns"] = len(card["classifiers"][kind]["features"])
    if "prior" in card:
        columns["prior.columns"] = len(card["prior"]["features"])
    return columns


def _check_group(group: str, names: list[str], arrays: Mapping[str, NDArray[Any]], sizes: _Sizes) -> None:
    rules = dict(_rules(group, names))
    if not rules:
        return  # of a later version
    if unknown := set(names) - rules.keys():
        raise ValueError(f"{min(unknown)}.npy belongs to no part of a model")
    glances = any(name.startswith(GLANCE) for name in names)
    for name, rule in rules.items():
        if name in arrays:
            _check_shape(name, arrays[name], rule, group, sizes)
        elif glances or not name.startswith(GLANCE):
            raise ValueError(f"{name}.npy is missing")
    for name, rule in rules.items():
        if name in arrays:
            _check_values(name, arrays[name], rule, group, sizes)
            if "sizes" in name:
                _check_table(name, arrays[name], arrays[name.replace("sizes", "low")])


def _rules(group: str, names: list[str]) -> Iterator[tuple[str, _Rule]]:
    """The rule of each array that a group has, by name. `names`: those that are there."""
    listed = _GROUPS.get(group, group)
    orders = range(2, 2 + sum(name.startswith("language_model.low") for name in names))
    for name, rule in _RULES.items():
        own, _, rest = name.partition(".")
        if own != listed:
            continue
        if "#" in name:
            for order in map(str, orders):
                yield name.replace("#", order), rule._replace(sizes=[size.replace("#", order) for size in rule.sizes])
        else:
            yield (f"{group}.{rest}" if rest else group), rule


def _check_shape(name: str, array: NDArray[Any], rule: _Rule, group: str, sizes: _Sizes) -> None:
    if array.dtype != rule.type and not array.dtype.kind == rule.type.kind == "f":  # older models have longer floats
        raise ValueError(f"{name}.npy has the type {array.dtype}, not {rule.type}")
    if array.ndim == len(rule.sizes):
        for size, found in zip(rule.sizes, array.shape, strict=True):
            if sizes.value(group, size) is None:
                sizes.learn(group, size, found)
    wanted = tuple(sizes.value(group, size) for size in rule.sizes) if array.ndim == len(rule.sizes) else rule.sizes
    if array.shape != wanted:
        raise ValueError(f"{name}.npy has the shape {_shown(array.shape)}, not {_shown(wanted)}")


def _shown(sizes: Any) -> str:
    return " x ".join(map(str, sizes)) or "of a single number"


def _check_values(name: str, array: NDArray[Any], rule: _Rule, group: str, sizes: _Sizes) -> None:
    if array.size and not (_floats_fit if rule.type.kind == "f" else _integers_fit)(array, rule, group, sizes):
        raise ValueError(f"{name}.npy has numbers out of range")


def _floats_fit(array: NDArray[Any], rule: _Rule, group: str, sizes: _Sizes) -> bool:
    if array.dtype.itemsize == 2:  # all are in range, and to compare them is slow
        return bool(np.isfinite(array).all())
    values = array[~np.isinf(array)] if rule.values == "inf" else array
    if not values.size:
        return True
    least, most = float(values.min()), float(values.max())  # both are NaN if any is
    return least >= -LARGEST and most <= LARGEST and (rule.values != "positive" or least > 0)


def _integers_fit(array: NDArray[Any], rule: _Rule, group: str, sizes: _Sizes) -> bool:
    if not rule.values:
        return True
    first, end = rule.values.split(":")
    last = int(end) if end.isdecimal() else sizes.value(group, end)
    return last is not None and int(array.min()) >= int(first) and int(array.max()) < last


def _check_table(name: str, sizes: NDArray[np.uint8], low: NDArray[np.uint16]) -> None:
    """The arrays of a `HashTable`: buckets are numbered by the leading 16 to 32 bits of a hash, and hold all keys."""
    bits = len(sizes).bit_length() - 1
    if len(sizes) != 1 << bits or not 16 <= bits <= 32 or int(sizes.sum(dtype=np.int64)) != len(low):
        raise ValueError(f"{name}.npy doesn't divide the keys into buckets")


def _check_trees(group: str, children: NDArray[np.int32], roots: NDArray[np.int32]) -> None:
    """Each node but a root has one parent, before it and in the same tree; so no walk through a tree is endless."""
    number = len(children)
    nodes = np.arange(number)
    inner = children[:, 0] != nodes
    below = children[inner]
    parents = np.bincount(below.ravel(), minlength=number)
    is_root = np.zeros(number, np.bool_)
    is_root[roots] = True
    tree = is_root.cumsum()
    leaves = np.bincount(tree[~inner])
    if not (
        len(roots)
        and roots[0] == 0
        and (np.diff(roots) > 0).all()
        and (parents == ~is_root).all()
        and (below > nodes[inner, None]).all()
        and (tree[below] == tree[inner, None]).all()
        and (children[~inner, 1] == nodes[~inner]).all()
        and leaves.max(initial=0) <= MOST_LEAVES
    ):
        raise ValueError(f"the nodes in {group}.children.npy and {group}.roots.npy don't make up trees")


def _check_components(kind: str, card: Mapping[str, Any], trees: int) -> None:
    for part in card["parts"]:
        if unknown := set(part["linear"]) - set(card["features"]):
            raise ValueError(f"the component {part['name']} needs {min(unknown)}, which is none of its features")
    if not card["parts"] or sum(part["trees"] for part in card["parts"]) != trees:
        raise ValueError(f"the components of {kind} don't share the trees in {kind}.roots.npy")


def _check_networks(arrays: Mapping[str, NDArray[Any]]) -> None:
    """What their shapes and ranges don't show."""
    if "word_network.scale" in arrays and (arrays["word_network.scale"][:2] < 1).any():
        raise ValueError("word_network.scale.npy has numbers out of range")
    for network in ("tagger.", "deep.head."):
        if f"{network}mix" in arrays:
            seen, inner = arrays[f"{network}mix"].shape[1], arrays[f"{network}reduce"].shape[2]
            if not inner or seen % inner or seen // inner % 2 == 0:
                raise ValueError(f"{network}mix.npy and {network}reduce.npy don't fit together")
    if "tagger.glance.window" in arrays and len(arrays["tagger.glance.window"]) % 2 == 0:
        raise ValueError("tagger.glance.window.npy has no middle")
