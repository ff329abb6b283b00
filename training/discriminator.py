"""Trains `mtdetect.lm.discriminator` on sound English in which words are replaced, left out, inserted and moved.

Words are replaced by synonyms (as spinners do), by random words, by other words of the same text, or by unknown words;
some are left out, some change places with a neighbour, and some phrases of the same text are inserted where they do not
belong. Each paragraph has its own mixture of changes, and a fifth of all paragraphs stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.discriminator import FINER, MOST_HIDDEN, OUTPUTS, REACH, SPECIAL, Discriminator
from mtdetect.lm.pieces import Tokens
from mtdetect.lm.word_ngrams import WordNgramModel
from training.word_vectors import SIZE, WordVectors

KNOWN = 30_000
"""How many of the most frequent words have their own vectors."""

TUNED = 1_000
"""For this many of the most frequent words in the texts, a correction to the published vector is learned."""

WIDTH = 48
"""Numbers in a vector, reduced from SIZE in the published ones."""

UNITS, INNER_UNITS = 128, 32
"""Units of the first and of the second hidden layer."""

EPOCHS = 20
BATCH = 4096
"""Words per step."""

RATE = 0.002

SYNONYMS = 16
"""Synonyms per word, drawn in advance."""

SHARES = (0.0, 0.02, 0.06, 0.15, 0.3)
CHANCES = (0.2, 0.25, 0.2, 0.2, 0.15)
"""Shares of changed words in a paragraph, and how frequent each share is."""

SYNONYM, RANDOM, NEAR, LEFT_OUT, MOVED, PUT_IN, UNKNOWN, KEPT = range(8)
MIXTURE = (0.9, 0.3, 0.3, 0.3, 0.25, 0.2, 0.15)
"""How frequent each change is: the parameters of the Dirichlet distribution of the paragraphs' mixtures."""

NEAR_BY, FURTHER = 60, 150
"""The greatest distance, in words, to the source of a replacement and of an inserted phrase."""

LONGEST = 4
"""The most words in an inserted phrase."""

SEED = 1

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class _Text:
    """Words and punctuation as row numbers of the vectors, and the paragraph of each; `labels`: symbols x OUTPUTS."""

    symbols: Ints
    owner: Ints
    labels: Floats

    def padded(self, nothing: int, rng: np.random.Generator) -> tuple[Ints, Floats, Floats]:
        """Symbols, labels and weights of the paragraphs in another order.

        REACH fillers, which weigh 0, come before each paragraph and after the last.
        """
        counts = np.bincount(self.owner)
        order = rng.permutation(len(counts))
        room = counts[order] + REACH
        first = np.empty(len(counts), np.int64)
        first[order] = np.cumsum(room) - counts[order]
        starts = np.cumsum(counts) - counts
        place = first[self.owner] + np.arange(len(self.owner)) - starts[self.owner]
        size = int(room.sum()) + REACH + BATCH
        symbols, weights = np.full(size, nothing), np.zeros(size, np.float32)
        labels = np.zeros((size, len(OUTPUTS)), np.float32)
        symbols[place], labels[place], weights[place] = self.symbols, self.labels, 1
        return symbols, labels, weights


@dataclass(frozen=True)
class _Changes:
    """Replacements for words. `synonyms`: rows x SYNONYMS, -1 for none; `frequency`: cumulative, by row, up to 1."""

    synonyms: Ints
    frequency: NDArray[np.float64]

    @property
    def known(self) -> int:
        """Rows from this one on are special symbols, not words."""
        return len(self.synonyms)

    def apply(self, text: _Text, rng: np.random.Generator) -> _Text:
        old, owner, size = text.symbols, text.owner, len(text.symbols)
        paragraphs = int(owner.max()) + 1
        share = rng.choice(SHARES, paragraphs, p=CHANCES)
        mixture = rng.dirichlet(MIXTURE, paragraphs).cumsum(1)
        change = (mixture[owner] < rng.random(size)[:, None]).sum(1)
        change[(rng.random(size) >= share[owner]) | (old > self.known)] = KEPT
        own = old < self.known
        new = self._replaced(old, change, own, rng)
        replaced = new != old
        order = np.arange(size, dtype=np.float64)
        moved = np.flatnonzero((change[:-1] == MOVED) & own[:-1] & own[1:] & (owner[:-1] == owner[1:]))
        moved = moved[np.diff(moved, prepend=-2) > 1]
        moved = moved[old[moved] != old[moved + 1]]
        order[moved], order[moved + 1] = order[moved] + 1, order[moved + 1] - 1
        replaced[moved] = replaced[moved + 1] = True
        left_out = (change == LEFT_OUT) & own
        gap = change == PUT_IN
        stays = np.flatnonzero(~left_out)
        behind = np.searchsorted(stays, np.flatnonzero(left_out))
        gone = np.flatnonzero(left_out)[behind < len(stays)]
        behind = stays[behind[behind < len(stays)]]
        gap[behind[owner[behind] == owner[gone]]] = True
        at, among, phrase = self._put_in(old, np.flatnonzero(change == PUT_IN), rng)
        place = np.argsort(np.concatenate([order[stays], at - 1 + (among + 1) / 10]), kind="stable")
        labels = np.stack([replaced[stays], gap[stays]], 1)
        of_phrase = np.stack([np.zeros(len(at), bool), among == 0], 1)
        return _Text(
            np.concatenate([new[stays], phrase])[place],
            np.concatenate([owner[stays], owner[at]])[place],
            np.concatenate([labels, of_phrase])[place].astype(np.float32),
        )

    def _replaced(self, old: Ints, change: Ints, own: NDArray[np.bool_], rng: np.random.Generator) -> Ints:
        new = old.copy()
        by_synonym = np.flatnonzero((change == SYNONYM) & own)
        synonyms = self.synonyms[old[by_synonym], rng.integers(0, SYNONYMS, len(by_synonym))]
        new[by_synonym] = np.where(synonyms >= 0, synonyms, old[by_synonym])
        at_random = np.flatnonzero(change == RANDOM)
        new[at_random] = np.searchsorted(self.frequency, rng.random(len(at_random)))
        near = np.flatnonzero(change == NEAR)
        other = old[np.clip(near + rng.integers(-NEAR_BY, NEAR_BY, len(near)), 0, len(old) - 1)]
        new[near] = np.where(other < self.known, other, old[near])
        new[(change == UNKNOWN) & own] = self.known
        return new

    def _put_in(self, old: Ints, places: Ints, rng: np.random.Generator) -> tuple[Ints, Ints, Ints]:
        """The words of inserted phrases: the place before which each goes, its place in the phrase, and the word."""
        lengths = rng.integers(1, LONGEST + 1, len(places))
        source = np.clip(places + rng.integers(-FURTHER, FURTHER, len(places)), 0, max(0, len(old) - LONGEST))
        among = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        words = old[np.minimum(np.repeat(source, lengths) + among, len(old) - 1)]
        is_word = words < self.known
        return np.repeat(places, lengths)[is_word], among[is_word], words[is_word]


def train_discriminator(
    tokens: Tokens,
    model: WordNgramModel,
    bits: Mapping[str, float],
    numbers: Mapping[str, int],
    vectors: WordVectors,
    synonyms: Mapping[str, Sequence[str]],
    log: Callable[[str], None] = lambda line: None,
) -> Discriminator:
    """Trains on sound texts. `bits` and `numbers`: how rare each word of the model is, and its number there."""
    found = {word: vectors.of(word) for word in numbers}
    known = sorted((word for word in numbers if found[word] is not None), key=lambda word: (bits[word], word))[:KNOWN]
    row = {word: i for i, word in enumerate(known)}
    rows = np.full(len(model.vocabulary) + 3, len(known), np.uint16)
    rows[[numbers[word] for word in known]] = np.arange(len(known))
    fixed = np.zeros((len(known) + SPECIAL, SIZE), np.float32)
    fixed[: len(known)] = np.stack([vector for word in known if (vector := found[word]) is not None])
    shell = replace(Discriminator.none(), rows=rows, vectors=fixed.astype(np.int8))
    symbols = shell.symbols(tokens, model.read(tokens), model)
    nothing = symbols == len(fixed) - 1
    owner = (np.cumsum(nothing) - 1)[~nothing]
    symbols = symbols[~nothing]
    owner = np.unique(owner, return_inverse=True)[1]
    text = _Text(symbols, owner, np.zeros((len(symbols), len(OUTPUTS)), np.float32))
    rng = np.random.default_rng(SEED)
    table = np.full((len(known), SYNONYMS), -1)
    for word, i in row.items():
        others = [row[other] for other in synonyms.get(word, ()) if other in row]
        if others:
            table[i] = np.resize(rng.permutation(others), SYNONYMS)
    times = np.bincount(symbols, minlength=len(fixed))
    smoothed = (times[: len(known)] + 0.5) ** 0.75
    changes = _Changes(table, np.cumsum(smoothed) / smoothed.sum())
    learned = _learn(text, changes, fixed, times, rng, log)
    return _quantised(rows, learned)


def _learn(
    text: _Text, changes: _Changes, fixed: Floats, times: Ints, rng: np.random.Generator, log: Callable[[str], None]
) -> dict[str, NDArray[Any]]:
    """Learns the vectors, hidden layers and outputs with Adam (Kingma and Ba 2015) on the mean log-loss."""
    import jax
    import jax.numpy as jnp
    import optax

    tuned = np.full(len(fixed), TUNED)
    frequent = np.argsort(-times[: changes.known], kind="stable")[:TUNED]
    tuned[frequent] = np.arange(len(frequent))
    window = 2 * REACH + 1

    def vectors(learned: dict[str, Any], symbols: Any) -> Any:
        own = jnp.concatenate([learned["tuned"], jnp.zeros((1, WIDTH))])[jnp.asarray(tuned)[symbols]]
        special = jnp.asarray(symbols >= changes.known)[:, None] * learned["special"][symbols - changes.known]
        return jnp.asarray(fixed)[symbols] @ learned["reduced"] + own + special

    def loss(learned: dict[str, Any], symbols: Any, labels: Any, weights: Any) -> Any:
        vector = vectors(learned, symbols)
        size = len(symbols) - 2 * REACH
        around = jnp.concatenate([vector[k : k + size] for k in range(window)], axis=1)
        hidden = jax.nn.relu(around @ learned["hidden"] + learned["bias"])
        inner = jax.nn.relu(hidden @ learned["inner"] + learned["inner_bias"])
        log_odds = inner @ learned["output"] + learned["shift"]
        losses = optax.sigmoid_binary_cross_entropy(log_odds, labels) * weights[:, None]
        return losses.sum() / jnp.maximum(weights.sum(), 1)

    first, second, third, fourth, fifth = jax.random.split(jax.random.PRNGKey(SEED), 5)
    learned = {
        "reduced": jax.random.normal(first, (SIZE, WIDTH)) * 0.2,
        "tuned": jnp.zeros((TUNED, WIDTH)),
        "special": jax.random.normal(second, (SPECIAL, WIDTH)) * 0.3,
        "hidden": jax.random.normal(third, (window * WIDTH, UNITS)) * np.sqrt(2 / (window * WIDTH)),
        "bias": jnp.zeros(UNITS),
        "inner": jax.random.normal(fourth, (UNITS, INNER_UNITS)) * np.sqrt(2 / UNITS),
        "inner_bias": jnp.zeros(INNER_UNITS),
        "output": jax.random.normal(fifth, (INNER_UNITS, len(OUTPUTS))) * 0.1,
        "shift": jnp.full(len(OUTPUTS), -3.0),
    }
    steps = max(1, EPOCHS * (len(text.symbols) // BATCH))
    adam = optax.adam(optax.warmup_cosine_decay_schedule(0.0, RATE, min(200, steps // 2), steps, 0.02 * RATE))
    state = adam.init(learned)

    @jax.jit
    def step(learned: Any, state: Any, symbols: Any, labels: Any, weights: Any) -> Any:
        value, slope = jax.value_and_grad(loss)(learned, symbols, labels, weights)
        change, state = adam.update(slope, state)
        return optax.apply_updates(learned, change), state, value

    for epoch in range(EPOCHS):
        symbols, labels, weights = changes.apply(text, rng).padded(len(fixed) - 1, rng)
        losses = []
        for start in rng.permutation(np.arange(REACH, len(symbols) - BATCH - REACH, BATCH)).tolist():
            inner = slice(start, start + BATCH)
            around = symbols[start - REACH : start + BATCH + REACH]
            learned, state, value = step(learned, state, around, labels[inner], weights[inner])
            losses.append(value)
        log(f"word network, epoch {epoch + 1}: loss {float(np.mean(losses)):.4f}")
    every = np.asarray(vectors(learned, np.arange(len(fixed))))
    return {name: np.asarray(value) for name, value in learned.items()} | {"vectors": every}


def _quantised(rows: NDArray[np.uint16], learned: dict[str, NDArray[Any]]) -> Discriminator:
    """Rounds to steps of 1/127 of a limit that few numbers exceed, with powers of two as divisors of hidden units."""
    vectors, vector_step = _steps(learned["vectors"])
    hidden, hidden_step = _steps(learned["hidden"])
    inner, inner_step = _steps(learned["inner"])
    output, output_step = _steps(learned["output"])
    divisor, inner_divisor = _divisor(len(hidden), 127), _divisor(len(inner), MOST_HIDDEN / 4)
    part = vector_step * hidden_step * divisor / 2**FINER
    unit = part * 2**FINER * inner_step
    scale = [divisor / 2**FINER, inner_divisor, unit * inner_divisor * output_step, *learned["shift"]]
    return Discriminator(
        rows,
        vectors,
        hidden.reshape(2 * REACH + 1, WIDTH, UNITS),
        np.rint(learned["bias"] / part).astype(np.int16),
        inner,
        np.rint(learned["inner_bias"] / unit).astype(np.int32),
        output,
        np.array(scale, np.float64),
    )


def _divisor(number: int, size: float) -> float:
    """The power of two that scales most sums of `number` products, with inputs of about `size`, to fit a hidden unit.

    Half of a unit's range is used for typical sums, since the largest possible ones are rare.
    """
    return float(2.0 ** np.ceil(np.log2(np.sqrt(number) * 127 * size * 2 / MOST_HIDDEN)))


def _steps(values: NDArray[Any]) -> tuple[NDArray[np.int8], float]:
    step = float(np.quantile(np.abs(values), 0.9995)) / 127
    return np.clip(np.rint(values / step), -127, 127).astype(np.int8), step
