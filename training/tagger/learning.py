"""The network in jax, and its training. `mtdetect.lm.tagger.network` computes the same with plain arrays."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax
from numpy.typing import NDArray

from mtdetect.lm.tagger.classes import Class
from mtdetect.lm.tagger.network import reach
from mtdetect.lm.tagger.tokens import LOOKS, PLACES, SETTINGS, SUFFIXES
from training.tagger.batches import Batch
from training.tagger.export import VECTOR_UNIT

Params = dict[str, Any]

CHECKPOINT = 500
"""Steps between checkpoints."""

WARM_UP, DECAY = 200, 0.3

SLOWER = 0.15
"""How fast the vectors of words are learned, against all else: a rare word is seen too seldom to move far each time."""


class Shape(NamedTuple):
    """`dilations`: one a layer. `taps`: tokens that a convolution sees. `inner`: numbers that it sees of each."""

    width: int = 128
    inner: int = 96
    dilations: tuple[int, ...] = (1, 2, 4, 1, 2, 4, 1)
    taps: int = 5

    @property
    def pads(self) -> int:
        """Tokens that a single layer sees on either side of one, at most: as many zeros keep two documents apart."""
        return reach([max(self.dilations)], self.taps)


def initial(shape: Shape, vectors: NDArray[np.int8], seed: int = 1) -> Params:
    """The weights before training. `vectors`: those of the words, from `export.vocabulary`."""
    rng = np.random.default_rng(seed)
    width, size = shape.width, vectors.shape[1]

    def normal(*dims: int, scale: float) -> jax.Array:
        return jnp.asarray(rng.normal(0, scale, dims).astype(np.float32))

    params: Params = {
        "vectors": jnp.asarray(vectors.astype(np.float32) / VECTOR_UNIT),
        "project": normal(size, width, scale=size**-0.5),
        "special": normal(8, width, scale=0.3),
        "suffixes": normal(SUFFIXES, width, scale=0.1),
        "looks": normal(LOOKS, width, scale=0.3),
        "places": normal(PLACES, width, scale=0.1),
        "settings": normal(SETTINGS, width, scale=0.1),
        "output": normal(width, len(Class), scale=0.05),
        "output_bias": jnp.zeros(len(Class)),
    }
    for i in range(len(shape.dilations)):
        seen = shape.taps * shape.inner
        params[f"reduce{i}"] = normal(width, shape.inner, scale=width**-0.5)
        params[f"mix{i}"] = normal(seen, 2 * width, scale=seen**-0.5)
        params[f"bias{i}"] = jnp.zeros(2 * width)
        params[f"gain{i}"] = jnp.ones(width)
    return params


def grown(start: Params, shape: Shape) -> Params:
    """The weights of a network to train further (`export.imported`). Layers on top of its own change nothing yet."""
    params = {name: jnp.asarray(value) for name, value in start.items()}
    fresh = initial(shape, np.zeros_like(start["vectors"], np.int8))
    for name in fresh.keys() - params.keys():
        values = fresh[name]
        params[name] = values.at[:, : shape.width].set(0) if name.startswith("mix") else values
    return params


def normalised(x: jax.Array) -> jax.Array:
    x = x - x.mean(-1, keepdims=True)
    return x * jax.lax.rsqrt((x * x).mean(-1, keepdims=True) + 1e-5)


def shifted(x: jax.Array, by: int) -> jax.Array:
    """x[t + by], with zeros beyond the ends."""
    if by == 0:
        return x
    zeros = jnp.zeros_like(x[:, : abs(by)])
    return jnp.concatenate([x[:, by:], zeros], 1) if by > 0 else jnp.concatenate([zeros, x[:, :by]], 1)


@jax.custom_vjp
def product(x: jax.Array, weights: jax.Array) -> jax.Array:
    """x @ weights, in 16 bits where it loses nothing that matters: newer processors take half the time for it."""
    return jnp.matmul(_short(x), _short(weights), preferred_element_type=jnp.float32)


def _short(x: jax.Array) -> jax.Array:
    return x.astype(jnp.bfloat16)


def _product(x: jax.Array, weights: jax.Array) -> tuple[jax.Array, tuple[jax.Array, jax.Array]]:
    return product(x, weights), (x, weights)


def _gradients(given: tuple[jax.Array, jax.Array], g: jax.Array) -> tuple[jax.Array, jax.Array]:
    x, weights = given
    size = x.shape[-1]
    return product(g, weights.T), x.reshape(-1, size).T @ g.reshape(-1, g.shape[-1])


product.defvjp(_product, _gradients)


def log_odds(params: Params, shape: Shape, inputs: jax.Array, pads: jax.Array, drop: Any = None) -> jax.Array:
    row = inputs[..., 0]
    special = len(params["vectors"]) - 8
    x = params["vectors"][row] @ params["project"]
    x = x + jnp.where((row >= special)[..., None], params["special"][jnp.clip(row - special, 0, 7)], 0)
    for i, name in enumerate(("suffixes", "looks", "places", "settings"), 1):
        x = x + params[name][inputs[..., i]]
    if drop is not None:
        x = x * jax.random.bernoulli(drop, 0.9, x.shape) / 0.9
    mask = ~pads[..., None]
    x = x * mask
    for i, dilation in enumerate(shape.dilations):
        h = normalised(x) * params[f"gain{i}"] * mask
        r = product(h, params[f"reduce{i}"])
        around = [shifted(r, (j - shape.taps // 2) * dilation) for j in range(shape.taps)]
        y = product(jnp.concatenate(around, -1), params[f"mix{i}"]) + params[f"bias{i}"]
        value, gate = jnp.split(y, 2, -1)
        x = (x + value * jax.nn.sigmoid(gate)) * mask
    logits: jax.Array = normalised(x) @ params["output"] + params["output_bias"]
    return logits


def train(
    shape: Shape,
    params: Params,
    feed: Iterator[Batch],
    steps: int,
    rate: float,
    folder: Path,
    log: Callable[[str], None] = print,
) -> Params:
    """Trains with a learning rate that rises for WARM_UP steps, stays, and falls over the last DECAY of all steps.

    Unlike one that falls from the start, it lets a run go on for more steps than were planned (Hu et al., 2024,
    “MiniCPM”).

    `params`: the weights to begin with (`initial`, `grown`). Goes on from the checkpoint in the folder instead, if
    there is one.
    """
    warm_up, fall = min(WARM_UP, steps // 10), int(DECAY * steps)
    schedule = optax.join_schedules(
        [
            optax.linear_schedule(0.0, rate, warm_up),
            optax.constant_schedule(rate),
            optax.linear_schedule(rate, 0.0, fall),
        ],
        [warm_up, steps - fall],
    )
    optimiser = optax.chain(
        optax.clip_by_global_norm(1.0),
        optax.adamw(schedule, weight_decay=0.01),
        optax.masked(optax.scale(SLOWER), {name: name == "vectors" for name in params}),
    )
    state = optimiser.init(params)
    done = 0
    checkpoint = folder / "checkpoint.pkl"
    if checkpoint.exists():
        done, params, state = pickle.loads(checkpoint.read_bytes())
        log(f"goes on after step {done}")

    def loss(params: Params, inputs: jax.Array, labels: jax.Array, pads: jax.Array, key: jax.Array) -> jax.Array:
        found = jax.nn.log_softmax(log_odds(params, shape, inputs, pads, key))
        judged = labels >= 0
        own = jnp.take_along_axis(found, jnp.maximum(labels, 0)[..., None], -1)[..., 0]
        return -(own * judged).sum() / judged.sum()

    @jax.jit
    def step(params: Params, state: Any, inputs: jax.Array, labels: jax.Array, pads: jax.Array, key: jax.Array) -> Any:
        value, gradient = jax.value_and_grad(loss)(params, inputs, labels, pads, key)
        updates, state = optimiser.update(gradient, state, params)
        return optax.apply_updates(params, updates), state, value

    total = 0.0
    for number in range(done, steps):
        batch = next(feed)
        key = jax.random.PRNGKey(number)
        params, state, value = step(params, state, batch.inputs, batch.labels, batch.pads, key)
        total += float(value)
        if number % 100 == 99:
            log(f"step {number + 1}  loss {total / 100:.4f}")
            total = 0.0
        if number % CHECKPOINT == CHECKPOINT - 1 or number + 1 == steps:
            partial = checkpoint.with_suffix(".part")
            folder.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(pickle.dumps((number + 1, jax.device_get(params), jax.device_get(state))))
            partial.replace(checkpoint)
    return {name: np.asarray(value) for name, value in params.items()}
