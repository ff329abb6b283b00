"""Trains the glance (`mtdetect.lm.tagger.glance`) to find the tokens that the network flags, or nearly flags."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from numpy.typing import NDArray

from mtdetect.lm.tagger.glance import CONTEXT, Glance
from mtdetect.lm.tagger.network import UNIT, Tagger, around_each
from mtdetect.lm.tagger.tags import kinds_of, lowest
from mtdetect.lm.tagger.tokens import PLACES, SETTINGS, TaggerTokens
from training.tagger.documents import Labelled

REACH, UNITS = 4, 64
"""Tokens that the glance sees on either side, and its hidden units."""

NEARLY = 1.5
"""Log-odds below its threshold from which the glance should find a token."""

READ = 0.15
"""Share of sound text that is read in full."""

STEPS, DOCUMENTS, RATE = 800, 24, 4e-3

STEP, OUTPUT_STEP = 1 / 64, 1 / 32
"""What a step is worth in a hidden unit, and in its weight."""


def trained(tagger: Tagger, documents: Iterator[Labelled], sound: TaggerTokens, log: Callable[[str], None]) -> Tagger:
    """The tagger with a glance. Its thresholds must be fitted. `sound`: text that shows how much is read."""
    rng = np.random.default_rng(0)
    width = len(tagger.bias[0]) // 2
    scale = (width * (2 * REACH + 1)) ** -0.5
    params: dict[str, Any] = {
        "window": jnp.asarray(rng.normal(0, scale, (2 * REACH + 1, width, UNITS)), jnp.float32),
        "places": jnp.zeros((PLACES, UNITS)),
        "settings": jnp.zeros((SETTINGS, UNITS)),
        "bias": jnp.zeros(UNITS),
        "output": jnp.asarray(rng.normal(0, 0.2, UNITS), jnp.float32),
        "shift": jnp.asarray(-4.0),
    }
    optimiser = optax.adam(optax.cosine_decay_schedule(RATE, STEPS))
    state = optimiser.init(params)

    def loss(params: Any, around: Any, places: Any, settings: Any, truth: Any, known: Any) -> Any:
        hidden = params["bias"] + params["places"][places] + params["settings"][settings]
        hidden = hidden + jnp.einsum("tpw,pwu->tu", around, params["window"])
        value = jax.nn.relu(hidden) @ params["output"] + params["shift"]
        return ((jnp.logaddexp(0, value) - truth * value) * known).sum() / known.sum()

    @jax.jit
    def step(params: Any, state: Any, *batch: Any) -> Any:
        value, gradient = jax.value_and_grad(loss)(params, *batch)
        updates, state = optimiser.update(gradient, state, params)
        return optax.apply_updates(params, updates), state, value

    total = 0.0
    for number in range(STEPS):
        params, state, value = step(params, state, *_batch(tagger, list(islice(documents, DOCUMENTS))))
        total += float(value)
        if number % 100 == 99:
            log(f"glance, step {number + 1}  loss {total / 100:.4f}")
            total = 0.0
    return _limited(replace(tagger, glance=_exported(params)), sound)


SIZE = 12_000
"""Tokens of a batch: it always has the same shape, so that the step is compiled once."""


def _batch(tagger: Tagger, documents: Sequence[Labelled]) -> tuple[NDArray[Any], ...]:
    tokens = TaggerTokens.of([(d.text, d.paragraphs) for d in documents])
    margins = replace(tagger, glance=None).log_odds(tokens) - tagger.thresholds.T[kinds_of(tokens.settings)]
    truth = np.any(margins > np.minimum(-NEARLY, lowest(tagger.edits)), axis=1)
    symbols, vectors = tagger.symbols(tokens)
    around = np.zeros((SIZE, 2 * REACH + 1, vectors.shape[1]), np.float32)
    number = min(SIZE, len(tokens))
    for place in range(2 * REACH + 1):
        other = np.arange(number) + place - REACH
        there = (other >= 0) & (other < len(tokens))
        there &= tokens.documents[np.clip(other, 0, len(tokens) - 1)] == tokens.documents[:number]
        around[:number][there, place] = vectors[symbols[other[there]]] / UNIT

    def padded(values: NDArray[Any]) -> NDArray[Any]:
        return np.pad(values[:number], (0, SIZE - number))

    known = padded(np.ones(len(tokens), np.float32))
    return around, padded(tokens.places), padded(tokens.settings), padded(truth.astype(np.float32)), known


def _exported(params: Any) -> Glance:
    window = np.asarray(params["window"]) / (STEP * UNIT)
    exponent = int(np.ceil(np.log2(np.abs(window).max() / 127)))
    return Glance(
        window=np.rint(np.ldexp(window, -exponent)).astype(np.int8),
        places=np.rint(np.asarray(params["places"]) / STEP).astype(np.int16),
        settings=np.rint(np.asarray(params["settings"]) / STEP).astype(np.int16),
        bias=np.rint(np.asarray(params["bias"]) / STEP).astype(np.int16),
        output=np.clip(np.rint(np.asarray(params["output"]) / OUTPUT_STEP), -127, 127).astype(np.int8),
        threshold=np.array(0, np.float32),
        exponent=np.array(exponent, np.int32),
    )


def _limited(tagger: Tagger, sound: TaggerTokens) -> Tagger:
    """The tagger with the lowest threshold of its glance at which at most READ of sound text is read."""
    assert tagger.glance is not None
    suspicion = tagger.glance.suspicion(sound, *tagger.symbols(sound))
    suspicion[sound.repeats] = suspicion.max()
    low, high = float(suspicion.min()), float(suspicion.max())
    for _ in range(20):
        middle = (low + high) / 2
        share = around_each(suspicion > middle, CONTEXT, sound.documents).mean()
        low, high = (middle, high) if share > READ else (low, middle)
    return replace(tagger, glance=replace(tagger.glance, threshold=np.array(high, np.float32)))
