"""Turns the trained network into the plain arrays that `mtdetect.lm.tagger` reads: 8-bit weights, with their scales."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.hash_table import HashTable
from mtdetect.lm.tagger.classes import Class
from mtdetect.lm.tagger.network import LARGEST, SPECIAL, UNIT, Tagger, Vocabulary
from mtdetect.lm.tagger.tags import KINDS
from mtdetect.lm.tagger.tokens import TaggerTokens
from mtdetect.types import Span
from training.word_vectors import WordVectors

RANK = 64
"""Numbers in a vector as the package stores it."""

VECTOR_UNIT = 256
"""Steps in a value of 1 of a published vector. All vectors have length 1."""


def vocabulary(words: Sequence[str], vectors: WordVectors) -> tuple[Vocabulary, NDArray[np.int8]]:
    """The known words, and their published vectors as integers. Shape: (words + SPECIAL) x size."""
    tokens = TaggerTokens.of([(word, [Span(0, len(word))]) for word in words])
    first = np.flatnonzero(np.diff(tokens.paragraphs, prepend=-1)) + 1  # after the boundary
    hashes, places = np.unique((tokens.keys[first] >> np.uint64(32)).astype(np.uint32), return_index=True)
    table = np.zeros((len(hashes) + SPECIAL, vectors.vectors.shape[1]), np.float32)
    for row, place in enumerate(places.tolist()):
        if (vector := vectors.of(words[place])) is not None:
            table[row] = vector
    return Vocabulary(HashTable.of(hashes)), _integers(table, 1 / VECTOR_UNIT)


def exported(params: Mapping[str, Any], dilations: Sequence[int], known: Vocabulary) -> Tagger:
    """The network as the package reads it.

    Each number that a convolution sees gets weights of length 1, so that its variance is about 1, like that of what it
    is made of. Gates are negated: the package computes value / (1 + exp(gate)). `known`: the words that
    it was trained with, from `vocabulary`.
    """
    reduces, mixes, biases = [], [], []
    for i in range(len(dilations)):
        reduce = params[f"reduce{i}"] * params[f"gain{i}"][:, None]
        length = np.maximum(np.linalg.norm(reduce, axis=0), 1e-6)
        mix, bias = params[f"mix{i}"], params[f"bias{i}"]
        sign = np.repeat([1, -1], len(bias) // 2).astype(np.float32)
        reduces.append(_by_power_of_two(reduce / length))
        mixes.append(_by_power_of_two(mix * np.tile(length, len(mix) // len(length))[:, None] * sign / UNIT))
        biases.append(bias * sign)
    vectors, project, project_step = _reduced(params["vectors"] @ params["project"])
    suffixes, suffix_step = _scaled(params["suffixes"])
    output, output_exponent = _by_power_of_two(params["output"] / UNIT)
    exponents = [[of_reduce, of_mix] for (_, of_reduce), (_, of_mix) in zip(reduces, mixes, strict=True)]
    return Tagger(
        sizes=known.table.sizes,
        low=known.table.low,
        vectors=vectors,
        project=project,
        special=params["special"],
        suffixes=suffixes,
        looks=params["looks"],
        places=params["places"],
        settings=params["settings"],
        dilations=np.array(dilations, np.int32),
        reduce=np.stack([weights for weights, _ in reduces]),
        mix=np.stack([weights for weights, _ in mixes]),
        bias=np.stack(biases),
        output=output,
        output_bias=params["output_bias"],
        vector_step=np.array(project_step, np.float32),
        suffix_step=np.array(suffix_step, np.float32),
        exponents=np.array([*exponents, [0, output_exponent]], np.int32),
        thresholds=np.full((len(Class), len(KINDS)), np.inf, np.float32),
        confidences=np.zeros((len(Class), 2), np.float32),
        edits=np.zeros(len(Class), np.float32),
    )


def imported(tagger: Tagger) -> dict[str, NDArray[np.float32]]:
    """The network of a model as `training.tagger.learning` trains it further: what `exported` made it of."""

    def weights(integers: NDArray[np.int8], exponents: NDArray[np.int32]) -> NDArray[np.float32]:
        return np.ldexp(integers.astype(np.float32), exponents)

    width = tagger.mix.shape[2]
    sign = np.repeat([1, -1], width // 2).astype(np.float32)
    reduce, mix = tagger.exponents[:-1].T[..., None, None]
    params = {
        "vectors": tagger.vectors.astype(np.float32) / VECTOR_UNIT,
        "project": tagger.project * tagger.vector_step * VECTOR_UNIT,
        "special": tagger.special,
        "suffixes": tagger.suffixes * tagger.suffix_step,
        "looks": tagger.looks,
        "places": tagger.places,
        "settings": tagger.settings,
        "output": weights(tagger.output, tagger.exponents[-1, 1]) * UNIT,
        "output_bias": tagger.output_bias,
    }
    for i, (reduced, mixed) in enumerate(zip(weights(tagger.reduce, reduce), weights(tagger.mix, mix), strict=True)):
        params |= {f"reduce{i}": reduced, f"mix{i}": mixed * sign * UNIT, f"bias{i}": tagger.bias[i] * sign}
        params[f"gain{i}"] = np.ones(width // 2, np.float32)
    return params


def _reduced(words: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.int8], float]:
    """What the network knows of words, as a product of two matrices of integers, and what a step of it is worth.

    Shapes: words x width; words x RANK and RANK x width. The best such product is the truncated singular value
    decomposition (Eckart and Young, 1936).
    """
    left, values, right = np.linalg.svd(words, full_matrices=False)
    rank = min(RANK, len(values))
    vectors = left[:, :rank] * values[:rank]
    steps = np.maximum(np.abs(vectors).max(0), 1e-6) / LARGEST
    project, step = _scaled(right[:rank] * steps[:, None])
    return np.rint(vectors / steps).astype(np.int8), project, step


def _integers(values: NDArray[np.float32], scale: float) -> NDArray[np.int8]:
    integers: NDArray[np.int8] = np.clip(np.rint(values / scale), -LARGEST, LARGEST).astype(np.int8)
    return integers


def _scaled(values: NDArray[np.float32]) -> tuple[NDArray[np.int8], float]:
    """The values as integers, and what a step is worth."""
    scale = float(np.abs(values).max()) / LARGEST
    return _integers(values, scale), scale


def _by_power_of_two(values: NDArray[np.float32]) -> tuple[NDArray[np.int8], int]:
    """The values as integers, and the power of two that a step is worth: such a scale keeps products exact."""
    exponent = int(np.ceil(np.log2(float(np.abs(values).max()) / LARGEST)))
    return _integers(values, 2.0**exponent), exponent
