"""Reads WordNet and the MyThes thesaurus, as Debian installs them, into one table of senses.

A sense is a group of words that a spinner may treat as interchangeable. A stable hash of its name assigns each sense
to training or to dev. Dev leaves out every pair of words that also occurs in a training sense.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from mtdetect.types import InputError
from training.corpora.rows import fold
from training.damage.editing import Part
from training.spinner.inflection import FORMS, POS, Inflector, Pos

DEV_SHARE = 3
"""One sense in this many is for dev."""

_MYTHES_POS: dict[str, Pos] = {"(noun)": "noun", "(verb)": "verb", "(adj)": "adj", "(adv)": "adv"}


class Sense(NamedTuple):
    """`words` keep the order of the source: the nearest or most frequent first."""

    name: str
    source: str
    words: tuple[str, ...]

    @property
    def is_dev(self) -> bool:
        return fold(self.name, DEV_SHARE, "sense") == 0


class Thesaurus:
    """Senses by lemma and part of speech, word counts from WordNet's tagged texts, and the inflector."""

    def __init__(
        self, senses: dict[tuple[str, Pos], list[Sense]], counts: dict[tuple[str, Pos], int], inflector: Inflector
    ) -> None:
        self._senses = senses
        self.counts = counts
        self.inflector = inflector
        self._kept: dict[tuple[str, Pos, Part, str], list[tuple[Sense, tuple[str, ...]]]] = {}

    @classmethod
    def load(cls, wordnet: Path, mythes: Path | None = None) -> Thesaurus:
        """From the folders of WordNet (Debian: /usr/share/wordnet) and of MyThes (/usr/share/mythes)."""
        if not (wordnet / "data.noun").is_file():
            raise InputError(f"{wordnet}: no WordNet data files; apt-get install wordnet-base")
        senses: dict[tuple[str, Pos], list[Sense]] = defaultdict(list)
        words: dict[Pos, set[str]] = {pos: set() for pos in POS}
        for pos in POS:
            synsets = dict(_synsets(wordnet, pos))
            for lemma, offsets in _index(wordnet, pos):
                words[pos].add(lemma)
                senses[lemma, pos] += [Sense(f"wn/{pos}/{o}", "wordnet", synsets[o]) for o in offsets]
        if mythes is not None:
            for lemma, pos, sense in _mythes(mythes):
                senses[lemma, pos].append(sense)
        return cls(dict(senses), _counts(wordnet), Inflector.load(wordnet, dict(words)))

    def forms(self) -> Iterator[str]:
        """Every form of every lemma."""
        for lemma, pos in self._senses:
            for form in FORMS[pos]:
                yield self.inflector.inflect(lemma, pos, form)

    def senses(self, lemma: str, pos: Pos, part: Part = "all", source: str = "") -> list[tuple[Sense, tuple[str, ...]]]:
        """The senses of the lemma that the part may use, each with its other words; senses without any are left out."""
        key = (lemma, pos, part, source)
        if key not in self._kept:
            self._kept[key] = list(self._allowed(*key))
        return self._kept[key]

    def _allowed(self, lemma: str, pos: Pos, part: Part, source: str) -> Iterator[tuple[Sense, tuple[str, ...]]]:
        own = self._senses.get((lemma, pos), [])
        seen = {word for sense in own if not sense.is_dev for word in sense.words} if part == "dev" else set()
        for sense in own:
            if part != "all" and sense.is_dev != (part == "dev"):
                continue
            others = tuple(word for word in sense.words if word != lemma and word not in seen)
            if others and source in ("", sense.source):
                yield sense, others


def _clean(word: str) -> str:
    return re.sub(r"\((?:a|p|ip)\)\Z", "", word).replace("_", " ")


def _usable(word: str) -> bool:
    return word.isascii() and bool(re.fullmatch(r"[a-z][a-z' -]*", word)) and word.count(" ") < 3


def _synsets(wordnet: Path, pos: Pos) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Offset -> words, with those of similar adjectives. A line is "offset file type count (word id)... pointers"."""
    similar: dict[int, list[int]] = {}
    own: dict[int, list[str]] = {}
    for line in (wordnet / f"data.{pos}").read_text("utf-8").splitlines():
        if line.startswith(" "):
            continue
        fields = line.split(" | ")[0].split()
        count = int(fields[3], 16)
        offset = int(fields[0])
        own[offset] = [_clean(word) for word in fields[4 : 4 + 2 * count : 2]]
        pointers = fields[5 + 2 * count :]
        similar[offset] = [int(pointers[i + 1]) for i in range(0, len(pointers) - 3, 4) if pointers[i] == "&"]
    for offset, words in own.items():
        near = [word for other in similar[offset][:6] for word in own.get(other, [])[:2]]
        yield offset, tuple(dict.fromkeys(word for word in [*words, *near] if _usable(word)))


def _index(wordnet: Path, pos: Pos) -> Iterator[tuple[str, list[int]]]:
    """Lemma -> offsets, the most frequent sense first."""
    for line in (wordnet / f"index.{pos}").read_text("utf-8").splitlines():
        if not line.startswith(" "):
            fields = line.split()
            yield _clean(fields[0]), [int(offset) for offset in fields[-int(fields[2]) :]]


def _counts(wordnet: Path) -> dict[tuple[str, Pos], int]:
    """How often each lemma occurs in WordNet's tagged texts, by part of speech."""
    counts: Counter[tuple[str, Pos]] = Counter()
    kinds: dict[str, Pos] = {"1": "noun", "2": "verb", "3": "adj", "4": "adv", "5": "adj"}
    for line in (wordnet / "cntlist.rev").read_text("utf-8").splitlines():
        key, _, count = line.split()
        lemma, _, rest = key.partition("%")
        counts[lemma.replace("_", " "), kinds[rest[0]]] += int(count)
    return counts


def _mythes(folder: Path) -> Iterator[tuple[str, Pos, Sense]]:
    path = folder / "th_en_US_v2.dat"
    if not path.is_file():
        raise InputError(f"{path}: no such file; apt-get install mythes-en-us")
    lines = iter(path.read_text("utf-8").splitlines()[1:])
    for line in lines:
        lemma, _, count = line.rpartition("|")
        for number in range(int(count)):
            kind, *words = next(lines).split("|")
            near = [re.sub(r" \((?:generic|similar|related) term\)\Z", "", word) for word in words]
            usable = tuple(dict.fromkeys(word for word in near if _usable(word)))
            if kind in _MYTHES_POS and usable and _usable(lemma):
                yield lemma, _MYTHES_POS[kind], Sense(f"mythes/{lemma}/{number}", "mythes", usable)
