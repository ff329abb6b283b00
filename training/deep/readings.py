"""What the large language model says of paragraphs: kept in the cache, because reading takes long."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.large.folder import GRAPH, TOKENIZER
from mtdetect.lm.large.model import LargeModel
from mtdetect.lm.tagger.network import Tagger
from mtdetect.lm.tagger.tags import Tags, tags_of
from mtdetect.scoring.deep import paragraph
from mtdetect.scoring.deep.head import WIDEST
from mtdetect.scoring.deep.paragraph import hidden_of
from mtdetect.scoring.deep.reader import FEWEST_TOKENS, tokens_of
from mtdetect.scoring.deep.wording import features, wording
from mtdetect.types import Span
from training.tagger.documents import Labelled

Floats = NDArray[np.float32]
Bytes = NDArray[np.int8]

LARGEST = 127
STEP = WIDEST / LARGEST
"""What a step of the language model's numbers is worth, in standard deviations."""

MEASURED = 20_000
"""Tokens from which their means and standard deviations are computed."""


def lower_layers(installed: Path, folder: Path) -> LargeModel:
    """The language model up to the last layer of HIDDEN_LAYERS: it only gives `hidden`, in half the time."""
    from onnx.utils import extract_model

    folder.mkdir(parents=True, exist_ok=True)
    inputs = ["ids", "positions", "mask", "past"]
    extract_model(str(installed / GRAPH), str(folder / GRAPH), inputs, ["hidden"])
    shutil.copy(installed / TOKENIZER, folder / TOKENIZER)
    return LargeModel(folder)


def read_wordings(model: LargeModel, texts: Sequence[str]) -> Floats:
    """The features of each paragraph's wording; NaN for texts of too many pieces or of one. Shape: texts x features."""
    read = (paragraph.ReadParagraph.read(model, text, np.zeros(0, np.int64)) for text in texts)
    none = np.full(features(model.width), np.nan, np.float32)
    return np.stack([none if p is None or len(p.reading.surprisal) < 2 else wording(p) for p in read])


@dataclass(frozen=True)
class ReadTokens:
    """Tokens of damaged paragraphs. One value or row for each.

    `hidden`: what the language model makes of the text before, standardised by `centre` and `scale`, in steps of STEP.
    `log_odds`: of the tagger. `labels`: see `Class`. `sizes`: tokens of each paragraph.
    """

    hidden: Bytes
    log_odds: NDArray[np.float16]
    labels: NDArray[np.uint8]
    sizes: NDArray[np.int64]
    centre: Floats
    scale: Floats


def read_tokens(
    large: LargeModel, tagger: Tagger, documents: Iterable[Labelled], most: int, folder: Path
) -> ReadTokens:
    """Reads documents until there are `most` tokens, or takes what the folder has: 2 GB for each million tokens."""
    names = ("log_odds", "labels", "sizes", "centre", "scale")
    path, index = folder / "hidden.bin", folder / "index.npz"
    if not index.exists():
        folder.mkdir(parents=True, exist_ok=True)
        found = _read_tokens(large, tagger, documents, most, path)
        partial = folder / "index.part.npz"
        np.savez(partial, **{name: getattr(found, name) for name in names})
        partial.replace(index)
    arrays = np.load(index)
    hidden = np.memmap(path, np.int8, "r").reshape(-1, large.width)
    return ReadTokens(hidden, **{name: arrays[name] for name in names})


def _read_tokens(large: LargeModel, tagger: Tagger, documents: Iterable[Labelled], most: int, path: Path) -> ReadTokens:
    log_odds, labels, sizes = [], [], []
    waiting: list[Floats] = []
    centre = scale = np.zeros(0, np.float32)
    total = 0
    with path.open("wb") as file:
        for hidden, own, truth in _paragraphs(large, tagger, documents):
            waiting.append(hidden)
            log_odds.append(own.astype(np.float16))
            labels.append(truth)
            sizes.append(len(truth))
            total += len(truth)
            if not len(centre) and total >= min(MEASURED, most):
                measured = np.concatenate(waiting)
                centre, scale = measured.mean(0), measured.std(0) + np.float32(1e-6)
            if len(centre):
                for each in waiting:
                    file.write(_in_steps(each, centre, scale).tobytes())
                waiting.clear()
            if total >= most:
                break
    none = np.zeros((0, large.width), np.int8)
    return ReadTokens(none, np.concatenate(log_odds), np.concatenate(labels), np.array(sizes), centre, scale)


def _in_steps(hidden: Floats, centre: Floats, scale: Floats) -> Bytes:
    steps: Bytes = np.rint((hidden - centre) / scale / STEP).clip(-LARGEST, LARGEST).astype(np.int8)
    return steps


def _paragraphs(
    large: LargeModel, tagger: Tagger, documents: Iterable[Labelled]
) -> Iterator[tuple[Floats, Floats, NDArray[np.uint8]]]:
    """The language model's numbers, the tagger's log-odds, and the labels of the tokens of each paragraph."""
    whole = tagger.unlimited()
    for document in documents:
        tags = tags_of(whole, [(document.text, document.paragraphs)])[0]
        for own, hidden in paragraphs(large, document.text, document.paragraphs, tags):
            yield hidden, tags.margins[own], document.labels[tags.starts[own]]


class ParagraphTokens(NamedTuple):
    """`tokens`: their numbers in the document. `hidden`: what the language model makes of the text before each."""

    tokens: NDArray[np.intp]
    hidden: Floats


def paragraphs(large: LargeModel, text: str, spans: Sequence[Span], tags: Tags) -> Iterator[ParagraphTokens]:
    """The paragraphs that the deep reader reads, but for the longest."""
    for start, end in spans:
        own = tokens_of(tags, start, end)
        if len(own) >= FEWEST_TOKENS:
            hidden = hidden_of(large, text[start:end], tags.starts[own] - start)
            if hidden is not None:
                yield ParagraphTokens(own, hidden)
