"""The tagger's network: dilated convolutions over word vectors, which give one row of log-odds for each token.

A token begins as the sum of a published word vector, its last three letters, its look, and what its paragraph and its
document hold (`tokens`). Each layer then adds what it reads in the tokens around it: a gated convolution (Dauphin, Fan,
Auli and Grangier, 2017) over a few numbers for each of them, dilated so that a few layers reach far to either side.

Sums of products are computed on integers that 32-bit floats represent exactly, so a token's log-odds do not depend on
the batch it is in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect import native
from mtdetect.lm.hash_table import HashTable
from mtdetect.lm.native_weights import COLUMNS, MOST_TAPS, WIDEST, in_blocks
from mtdetect.lm.tagger.glance import CONTEXT, NEAR, Glance
from mtdetect.lm.tagger.tokens import BOUNDARY, MARK, NUMBER, TaggerTokens
from mtdetect.lm.threads import one_thread
from mtdetect.text.word_index import numbered

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

INPUTS = ("rows", "suffixes", "looks", "places", "settings")
"""What the network knows of a token, each as a row number."""

SPECIAL = 8
"""Rows after those of the known words: unknown word; numbers of one, two, three, four and more characters; unknown
mark; boundary."""

GLANCE = "glance."
"""The names of the glance's arrays begin with this."""

UNREAD = -30.0
"""The log-odds of tokens that are not read."""

BLOCK = 1024
"""Tokens read at a time, so that their values stay in the processor's cache."""

LARGEST, UNIT = 127, 16
"""The largest weight, and the steps in a value of 1 that is multiplied with it. The variance of values is about 1, so
that 128 products sum to far less than 2**24, up to which 32-bit floats are exact."""


@dataclass(frozen=True)
class Vocabulary:
    """The words that have a vector, by their hashes. The row of each vector is the place of its hash in the table."""

    table: HashTable

    def inputs(self, tokens: TaggerTokens) -> Ints:
        """The row numbers of each token. Shape: tokens x len(INPUTS)."""
        known = len(self.table)
        rows = np.full(len(tokens), known)
        number = tokens.shapes == NUMBER
        rows[number] = known + np.minimum((tokens.ends - tokens.starts)[number], 5)
        rows[tokens.shapes == MARK] = known + 6
        found, places = self.table.find((tokens.keys >> np.uint64(32)).astype(np.uint32))
        rows[found] = places
        rows[tokens.shapes == BOUNDARY] = known + 7
        return np.stack([rows, tokens.suffixes, tokens.looks, tokens.places, tokens.settings], 1).astype(np.int32)


@dataclass(frozen=True)
class Tagger:
    """The network's weights. Those in products are integers; an exponent or a step says what an integer is worth.

    `sizes`, `low`: the hashes of the known words (`HashTable`). `vectors`: (words + SPECIAL) x size. `project`: size x
    width. `suffixes`, `looks`, `places`, `settings`: rows x width. `special`: SPECIAL x width. `dilations`: by layer,
    the distance between the tokens that a convolution sees. `reduce`: layers x width x inner. `mix`: layers x (tokens x
    inner) x 2 width, for values and gates. `bias`: layers x 2 width. `output`: width x classes. `output_bias`: classes.
    `vector_step`, `suffix_step`: what a step is worth in projected vectors, and in suffixes. `exponents`: the powers of
    two that a step is worth in `reduce` and `mix` of each layer, and in the output. `thresholds`: classes x kinds of
    paragraphs (`tags`), the log-odds from which a token is flagged. `confidences`: classes x 2, the log-odds that a
    flagged token is right: at the threshold, and how much they rise with each unit above it. `edits`: classes, what is
    added to the log-odds for each bit that the language model saves if the place is corrected.
    """

    sizes: NDArray[np.uint8]
    low: NDArray[np.uint16]
    vectors: NDArray[np.int8]
    project: NDArray[np.int8]
    special: Floats
    suffixes: NDArray[np.int8]
    looks: Floats
    places: Floats
    settings: Floats
    dilations: NDArray[np.int32]
    reduce: NDArray[np.int8]
    mix: NDArray[np.int8]
    bias: Floats
    output: NDArray[np.int8]
    output_bias: Floats
    vector_step: Floats
    suffix_step: Floats
    exponents: NDArray[np.int32]
    thresholds: Floats
    confidences: Floats
    edits: Floats
    glance: Glance | None = None
    """Chooses the tokens that are read. Without it, all are."""

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Tagger:
        own = {name: array for name, array in arrays.items() if not name.startswith(GLANCE)}
        of_glance = {name.removeprefix(GLANCE): array for name, array in arrays.items() if name.startswith(GLANCE)}
        return cls(**own, glance=Glance.from_arrays(of_glance) if of_glance else None)

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        arrays = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "glance"}
        if self.glance is not None:
            arrays |= {f"{GLANCE}{name}": array for name, array in self.glance.to_arrays().items()}
        return arrays

    @cached_property
    def reach(self) -> int:
        """Tokens that the network sees on either side of one."""
        return reach(self.dilations.tolist(), self.mix.shape[1] // self.reduce.shape[2])

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary(HashTable(self.sizes, self.low))

    def unlimited(self) -> Tagger:
        """The same without thresholds and glance: it reads all tokens, and the margins of its tags are log-odds."""
        return replace(self, glance=None, thresholds=np.zeros_like(self.thresholds), edits=np.zeros_like(self.edits))

    def log_odds(self, tokens: TaggerTokens) -> Floats:
        """The log-odds of each class against SOUND, for each token. Shape: tokens x classes.

        Tokens that look sound at a glance are not read: all their log-odds are UNREAD.
        """
        found = np.full((len(tokens), len(self.output_bias)), UNREAD, np.float32)
        found[:, 0] = 0
        if not len(tokens):
            return found
        inputs = self.vocabulary.inputs(tokens)
        with one_thread():
            if self.glance is None:
                return self._read_all(inputs, tokens.documents)
            suspicious = self.glance.suspicion(tokens, *self.symbols(tokens, inputs)) > self.glance.threshold
            suspicious |= tokens.repeats
            read = around_each(suspicious, CONTEXT, tokens.documents).nonzero()[0]
            if len(read):
                log_odds = self._read_all(inputs[read], tokens.documents[read], read)
                near = around_each(suspicious, NEAR, tokens.documents)[read]
                found[read[near]] = log_odds[near]
        return found

    def symbols(self, tokens: TaggerTokens, inputs: Ints | None = None) -> tuple[NDArray[np.intp], Floats]:
        """The distinct tokens: the number of each token's, and what the network knows of them, in steps of UNIT.

        Shapes: tokens, and distinct tokens x width. `inputs`: those of the tokens, if known.
        """
        inputs = self.vocabulary.inputs(tokens) if inputs is None else inputs
        own = inputs[:, :3].astype(np.int64)
        key = (own[:, 0] * len(self.suffixes) + own[:, 1]) * len(self.looks) + own[:, 2]
        first, numbers = numbered(key.view(np.uint64))
        distinct = inputs[first]
        once, which = numbered(distinct[:, 0].astype(np.uint64))
        words = self._words(distinct[once, 0])
        if native.core is not None and self._native is not None:
            return numbers, self._embedded(native.core, distinct, words, which, UNIT)
        return numbers, _normalised(words.take(which, 0) + self._shapes(distinct))

    def _embedded(self, core: Any, inputs: Ints, words: Floats, which: NDArray[np.intp], unit: float = 0) -> Floats:
        """What the network knows of tokens: normalised in steps of 1 / `unit`, or as a whole if there is none."""
        x = np.empty((len(inputs), words.shape[1]), np.float32)
        given = self.suffixes, self.suffix_step, self.looks, self.places, self.settings
        core.embed(inputs, which, words, *given, np.array([unit], np.float32), x)
        return x

    def _read_all(self, inputs: Ints, documents: NDArray[np.int64], at: NDArray[np.intp] | None = None) -> Floats:
        """The log-odds of some tokens. `at`: where they are among all tokens, if some are left out. Shape: tokens x
        classes.
        """
        apart = np.diff(documents, prepend=documents[:1]) > 0
        if at is not None:
            apart |= np.diff(at, prepend=at[:1] - 1) > 1
        runs = apart.cumsum(dtype=np.int32)
        once, number = numbered(inputs[:, 0].astype(np.uint64))
        words = self._words(inputs[once, 0])
        logits = np.empty((len(inputs), len(self.output_bias)), np.float32)
        for start in range(0, len(inputs), BLOCK):
            first = max(0, start - self.reach)
            own = slice(first, start + BLOCK + self.reach)
            read = self._read(inputs[own], runs[own], words, number[own])
            logits[start : start + BLOCK] = read[start - first :][:BLOCK]
        log_odds: Floats = logits - logits[:, :1]
        return log_odds

    def _words(self, rows: NDArray[np.integer[Any]]) -> Floats:
        """What the network knows of some words. Shape: rows x width."""
        words: Floats = self.vectors[rows].astype(np.float32) @ self.project.astype(np.float32)
        words *= self.vector_step
        first = len(self.vectors) - SPECIAL
        words[rows >= first] += self.special[rows[rows >= first] - first]
        return words

    def _shapes(self, inputs: Ints) -> Floats:
        """What the network knows of how some tokens are written. Shape: tokens x width."""
        shapes = self.suffixes.take(inputs[:, 1], 0).astype(np.float32)
        shapes *= self.suffix_step
        shapes += self.looks.take(inputs[:, 2], 0)
        return shapes

    def _read(self, inputs: Ints, runs: Ints, words: Floats, which: NDArray[np.intp]) -> Floats:
        """What the network says of a block of tokens. `runs`: the number of each token's run; those of other runs are
        not seen. `words`: what the network knows of words; `which`: the one of each token. Shape: tokens x classes.
        """
        if native.core is not None and self._native is not None:
            x = self._embedded(native.core, inputs, words, which)
            logits: Floats = np.empty((len(x), len(self.output_bias)), np.float32)
            native.core.tagger(x, runs, *self._native, logits)
            return logits
        x = self._shapes(inputs)
        x += words.take(which, 0)
        x += self.places.take(inputs[:, 3], 0)
        x += self.settings.take(inputs[:, 4], 0)
        return self._layers(x, runs)

    def _layers(self, x: Floats, runs: Ints) -> Floats:
        """The logits of tokens. `x`: what each begins as; overwritten. Shape: tokens x classes."""
        width = x.shape[1]
        for reduce, mix, bias, dilation in zip(self._reduce, self._mix, self.bias, self.dilations, strict=True):
            y = _around(np.rint(_normalised(x) @ reduce), len(mix) // reduce.shape[1], dilation, runs) @ mix
            y += bias
            value, gate = y[:, :width], y[:, width:]
            # A gate holds the log-odds of staying shut. In 64 bits, so that it is the same on every machine.
            with np.errstate(over="ignore"):  # infinity shuts it
                gate[:] = np.exp(gate, dtype=np.float64)
            gate += 1
            x += np.divide(value, gate, out=value)
        logits: Floats = _normalised(x) @ self._output
        logits += self.output_bias
        return logits

    @cached_property
    def _native(self) -> tuple[NDArray[Any], ...] | None:
        """The weights as the native core reads them; None if it can't."""
        layers, width, inner = self.reduce.shape
        classes = self.output.shape[1]
        taps = self.mix.shape[1] // inner
        if width % 8 or width > WIDEST or inner > WIDEST or classes > WIDEST or taps > MOST_TAPS:
            return None
        padded = inner + -inner % COLUMNS
        mix = np.zeros((layers, taps, padded, 2 * width), np.int8)
        mix[:, :, :inner] = self.mix.reshape(layers, taps, inner, -1)
        rows = mix.reshape(layers, taps * padded, 2 * width)
        return (
            in_blocks(self.reduce),
            in_blocks(rows),
            self.bias,
            self.dilations,
            np.ldexp(np.float32(1), self.exponents),
            in_blocks(self.output[None]),
            self.output_bias,
            np.array([width, padded, taps, classes, UNIT], np.int64),
            in_blocks(rows, narrow=True),
            rows.sum(1, dtype=np.int32),
        )

    @cached_property
    def _reduce(self) -> Floats:
        return _scaled(self.reduce, self.exponents[:-1, 0])

    @cached_property
    def _mix(self) -> Floats:
        return _scaled(self.mix, self.exponents[:-1, 1])

    @cached_property
    def _output(self) -> Floats:
        return _scaled(self.output, self.exponents[-1, 1])


def _scaled(integers: NDArray[np.int8], exponents: NDArray[np.int32]) -> Floats:
    """The weights that these integers represent."""
    weights: Floats = np.ldexp(integers.astype(np.float32), exponents[..., None, None])
    return weights


def reach(dilations: Sequence[int], taps: int) -> int:
    """Tokens that layers with these dilations see on either side of one."""
    return taps // 2 * sum(dilations)


def around_each(which: NDArray[np.bool_], reach: int, documents: NDArray[np.int64]) -> NDArray[np.bool_]:
    """The tokens with a chosen one at most `reach` away, in the same document."""
    chosen = which.nonzero()[0]
    first = documents.searchsorted(documents[chosen])
    last = documents.searchsorted(documents[chosen], "right")
    edges = np.zeros(len(which) + 1, np.int64)
    np.add.at(edges, np.maximum(chosen - reach, first), 1)
    np.add.at(edges, np.minimum(chosen + reach + 1, last), -1)
    found: NDArray[np.bool_] = edges.cumsum()[:-1] > 0
    return found


def _normalised(x: Floats) -> Floats:
    """Each row with mean 0 and variance 1 (Ba, Kiros and Hinton, 2016), in whole numbers of UNIT steps."""
    x = x - x.mean(1, keepdims=True)
    variance = np.square(x).sum(1) / np.float32(x.shape[1]) + np.float32(1e-5)
    x *= (UNIT / np.sqrt(variance))[:, None]
    return np.rint(x, out=x)


def _around(x: Floats, tokens: int, dilation: int, runs: Ints) -> Floats:
    """The rows of the tokens around each one, side by side; zeros beyond the ends of its run. Shape: rows x (tokens x
    width).
    """
    number, width = x.shape
    found = np.zeros((number, tokens, width), np.float32)
    for i in range(tokens):
        by = (i - tokens // 2) * int(dilation)
        if abs(by) < number:
            source, target = slice(max(0, by), number + min(0, by)), slice(max(0, -by), number - max(0, by))
            found[target, i] = x[source]
            found[target, i][runs[source] != runs[target]] = 0
    return found.reshape(number, -1)
