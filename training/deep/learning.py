"""The head in jax, and its training. `mtdetect.scoring.deep.head` computes the same with plain arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax
from numpy.typing import NDArray

from mtdetect.lm.large.graph import in_8_bits
from mtdetect.lm.tagger.classes import Class
from mtdetect.scoring.deep.head import HIGHEST, LOWEST, TAGGED_UNIT, Head
from training.deep.readings import STEP, ReadTokens
from training.tagger.learning import normalised, shifted

Params = dict[str, Any]
Ints = NDArray[np.int64]

WIDTH, INNER, DILATIONS, TAPS = 64, 48, (1, 2, 4), 5
"""As in `training.tagger.learning.Shape`. Twice as wide learns no more from a million tokens."""

LENGTH, SEQUENCES, ROUNDS = 192, 24, 2
"""Tokens of a sequence, sequences of a step, and how often each token is read: in more rounds, it learns the texts."""

RATE, DECAY, DROPPED, DROPPED_INSIDE = 2e-3, 0.1, 0.4, 0.3
"""Learning rate, weight decay, and shares of the language model's numbers and of the network's own that are dropped."""

TAGS = len(Class) - 1


class Batch(NamedTuple):
    """Sequences x LENGTH. `hidden`, `tagged`: inputs of `Head.log_odds`. `labels`: -1 where there is no token."""

    hidden: NDArray[np.int8]
    tagged: NDArray[np.float32]
    labels: NDArray[np.int32]


def trained(read: ReadTokens, log: Callable[[str], None], rounds: int = ROUNDS) -> Head:
    """Trains a head. At the start it gives the tagger's log-odds, and learns what to correct in them."""
    params = _initial(read.hidden.shape[1])
    steps = len(_sequences(read.sizes, np.arange(len(read.sizes)))) // SEQUENCES * rounds
    schedule = optax.warmup_cosine_decay_schedule(0.0, RATE, min(100, steps // 10 + 1), steps + 2, RATE / 50)
    optimiser = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(schedule, weight_decay=DECAY))
    state = optimiser.init(params)

    def loss(params: Params, batch: Batch, key: jax.Array) -> jax.Array:
        found = jax.nn.log_softmax(_log_odds(params, batch, key))
        own = jnp.take_along_axis(found, jnp.maximum(batch.labels, 0)[..., None], -1)[..., 0]
        judged = batch.labels >= 0
        total: jax.Array = -(own * judged).sum() / judged.sum()
        return total

    @jax.jit
    def step(params: Params, state: Any, batch: Batch, key: jax.Array) -> Any:
        value, gradient = jax.value_and_grad(loss)(params, batch, key)
        updates, state = optimiser.update(gradient, state, params)
        return optax.apply_updates(params, updates), state, value

    total = 0.0
    for number, batch in enumerate(_batches(read, rounds), 1):
        params, state, value = step(params, state, batch, jax.random.PRNGKey(number))
        total += float(value)
        if number % 100 == 0:
            log(f"step {number} of {steps}  loss {total / 100:.4f}")
            total = 0.0
    return _exported({name: np.asarray(value) for name, value in params.items()}, read)


def _initial(numbers: int) -> Params:
    rng = np.random.default_rng(1)

    def normal(*dims: int, scale: float) -> jax.Array:
        return jnp.asarray(rng.normal(0, scale, dims).astype(np.float32))

    params: Params = {
        "project": normal(numbers, WIDTH, scale=numbers**-0.5),
        "tagged": normal(TAGS, WIDTH, scale=0.2),
        "output": normal(WIDTH, len(Class), scale=0.05),
        "output_bias": jnp.zeros(len(Class)),
        "direct": jnp.asarray(np.eye(len(Class), dtype=np.float32)[1:] * TAGGED_UNIT),
    }
    size = TAPS * INNER
    for i in range(len(DILATIONS)):
        params[f"reduce{i}"] = normal(WIDTH, INNER, scale=WIDTH**-0.5)
        params[f"mix{i}"] = normal(size, 2 * WIDTH, scale=size**-0.5)
        params[f"bias{i}"] = jnp.zeros(2 * WIDTH)
    return params


def _log_odds(params: Params, batch: Batch, key: jax.Array) -> jax.Array:
    outer, inner = jax.random.split(key)
    hidden = _dropped(jnp.asarray(batch.hidden, jnp.float32) * STEP, DROPPED, outer)
    mask = (batch.labels >= 0)[..., None]
    x = _dropped(hidden @ params["project"] + batch.tagged @ params["tagged"], DROPPED_INSIDE, inner) * mask
    for i, dilation in enumerate(DILATIONS):
        seen = (normalised(x) * mask) @ params[f"reduce{i}"]
        around = [shifted(seen, (j - TAPS // 2) * dilation) for j in range(TAPS)]
        value, gate = jnp.split(jnp.concatenate(around, -1) @ params[f"mix{i}"] + params[f"bias{i}"], 2, -1)
        x = (x + value * jax.nn.sigmoid(gate)) * mask
    found: jax.Array = normalised(x) @ params["output"] + params["output_bias"] + batch.tagged @ params["direct"]
    return found


def _dropped(x: jax.Array, share: float, key: jax.Array) -> jax.Array:
    return x * jax.random.bernoulli(key, 1 - share, x.shape) / (1 - share)


def _batches(read: ReadTokens, rounds: int) -> Iterator[Batch]:
    rng = np.random.default_rng(0)
    tagged = read.log_odds[:, 1:]
    for _ in range(rounds):
        rows = _sequences(read.sizes, rng.permutation(len(read.sizes)))
        for start in range(0, len(rows) - SEQUENCES + 1, SEQUENCES):
            own = rows[start : start + SEQUENCES]
            token = np.maximum(own, 0)
            given = (tagged[token].clip(LOWEST, HIGHEST) / TAGGED_UNIT).astype(np.float32)
            yield Batch(read.hidden[token], given, np.where(own < 0, -1, read.labels[token].astype(np.int32)))


def _sequences(sizes: Ints, order: Ints) -> Ints:
    """The numbers of the tokens in each sequence, and -1 between paragraphs. Shape: sequences x LENGTH."""
    starts = sizes.cumsum() - sizes
    between = np.full(TAPS // 2 * max(DILATIONS), -1)
    parts = [part for i in order.tolist() for part in (np.arange(starts[i], starts[i] + sizes[i]), between)]
    joined = np.concatenate(parts)
    return np.append(joined, np.full(-len(joined) % LENGTH, -1)).reshape(-1, LENGTH)


def _exported(params: dict[str, NDArray[np.float32]], read: ReadTokens) -> Head:
    layers = range(len(DILATIONS))
    project, project_step = in_8_bits(params["project"].T)
    reduces = [in_8_bits(params[f"reduce{i}"].T) for i in layers]
    mixes = [in_8_bits(params[f"mix{i}"].T) for i in layers]
    return Head(
        centre=read.centre,
        scale=read.scale,
        project=project,
        project_step=project_step,
        tagged=params["tagged"],
        dilations=np.array(DILATIONS, np.int32),
        reduce=np.stack([weights for weights, _ in reduces]),
        reduce_step=np.stack([step for _, step in reduces]),
        mix=np.stack([weights for weights, _ in mixes]),
        mix_step=np.stack([step for _, step in mixes]),
        bias=np.stack([params[f"bias{i}"] for i in layers]),
        output=params["output"],
        output_bias=params["output_bias"],
        direct=params["direct"],
    )
