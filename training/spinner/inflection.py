"""English inflection both ways: from a word to its lemma and form, and back. Irregular words come from WordNet."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Literal, NamedTuple

Pos = Literal["noun", "verb", "adj", "adv"]
Form = Literal["base", "s", "ing", "past", "participle", "er", "est"]
POS: tuple[Pos, ...] = ("noun", "verb", "adj", "adv")
FORMS: dict[Pos, tuple[Form, ...]] = {
    "noun": ("base", "s"),
    "verb": ("base", "s", "ing", "past", "participle"),
    "adj": ("base", "er", "est"),
    "adv": ("base",),
}


class Reading(NamedTuple):
    """One way to analyse a word."""

    lemma: str
    pos: Pos
    form: Form


# WordNet's detachment rules (morphy): ending, its replacement, and the form it marks.
_ENDINGS: dict[Pos, tuple[tuple[str, str, Form], ...]] = {
    "noun": (("ies", "y", "s"), ("ches", "ch", "s"), ("shes", "sh", "s"), ("ses", "s", "s"), ("xes", "x", "s"),
             ("zes", "z", "s"), ("men", "man", "s"), ("s", "", "s")),
    "verb": (("ies", "y", "s"), ("es", "e", "s"), ("es", "", "s"), ("s", "", "s"), ("ied", "y", "past"),
             ("ed", "e", "past"), ("ed", "", "past"), ("ing", "e", "ing"), ("ing", "", "ing")),
    "adj": (("ier", "y", "er"), ("er", "", "er"), ("er", "e", "er"), ("iest", "y", "est"), ("est", "", "est"),
            ("est", "e", "est")),
    "adv": (),
}  # fmt: skip
_DOUBLED = re.compile(r"([b-df-hj-np-tvz])\1(?=(?:ed|ing|er|est)\Z)")
_DOUBLES = re.compile(r"\A[^aeiou]*[aeiou][b-df-hj-np-tvz]\Z")
"""One-syllable stems that double their last consonant: "stop", "plan"."""

# Listed here because WordNet has only forms that differ from the lemma.
_UNCHANGED = frozenset(
    {"bet", "burst", "cast", "cost", "cut", "hit", "hurt", "let", "put", "quit", "read", "rid", "set", "shed", "shut"}
    | {"split", "spread", "thrust", "upset", "beset", "broadcast", "forecast", "offset", "reset", "outbid"}
)


class Inflector:
    """Analyses and builds word forms. `words` holds the lemmas of each part of speech."""

    def __init__(self, words: dict[Pos, Container[str]], irregular: dict[Pos, dict[str, str]]) -> None:
        self._words = words
        self._lemmas = irregular
        self._forms: dict[Pos, dict[str, list[str]]] = {pos: defaultdict(list) for pos in POS}
        for pos, table in irregular.items():
            for form, lemma in table.items():
                self._forms[pos][lemma].append(form)

    @classmethod
    def load(cls, wordnet: Path, words: dict[Pos, Container[str]]) -> Inflector:
        irregular: dict[Pos, dict[str, str]] = {}
        for pos in POS:
            rows = (line.split() for line in (wordnet / f"{pos}.exc").read_text("ascii").splitlines())
            irregular[pos] = {row[0]: row[1] for row in rows if len(row) > 1 and "_" not in row[0]}
        return cls(words, irregular)

    def readings(self, word: str) -> Iterator[Reading]:
        """Every lemma and form of a lower-case word. For each part of speech, the word as its own lemma comes first."""
        for pos in POS:
            if word in self._words[pos]:
                yield Reading(word, pos, "base")
            if word in self._lemmas[pos]:
                yield Reading(self._lemmas[pos][word], pos, _irregular_form(pos, word))
                continue
            for ending, stem_end, form in _ENDINGS[pos]:
                if not word.endswith(ending) or len(word) - len(ending) < 2:
                    continue
                stem = word[: -len(ending)] + stem_end
                single = _DOUBLED.sub(r"\1", word)[: -len(ending)]
                for lemma in dict.fromkeys((stem, single)) if form in ("past", "ing", "er", "est") else (stem,):
                    if lemma in self._words[pos]:
                        yield Reading(lemma, pos, form)

    def inflect(self, lemma: str, pos: Pos, form: Form) -> str:
        """The lemma in that form. In lemmas of several words, a verb inflects the first word, a noun the last."""
        if form == "base":
            return lemma
        if " " in lemma:
            head, tail = lemma.split(" ", 1) if pos == "verb" else lemma.rsplit(" ", 1)
            if pos == "verb":
                return f"{self.inflect(head, pos, form)} {tail}"
            return f"more {lemma}" if form == "er" else f"{head} {self.inflect(tail, pos, form)}"
        irregular = self._forms[pos].get(lemma, [])
        if pos == "noun":
            return irregular[0] if irregular else _with_s(lemma)
        if pos == "verb":
            return _verb(lemma, form, irregular)
        if len(re.findall(r"[aeiouy]+", lemma.removesuffix("e"))) > 1 and not lemma.endswith("y"):
            return f"{'more' if form == 'er' else 'most'} {lemma}"
        fitting = [word for word in irregular if word.endswith(form[-1])]
        return fitting[0] if fitting else _ending(lemma, form)


def _irregular_form(pos: Pos, word: str) -> Form:
    if pos == "noun":
        return "s"
    if pos == "verb":
        if word.endswith("ing"):
            return "ing"
        return "participle" if _is_participle(word) else "s" if word.endswith("s") else "past"
    return "est" if word.endswith("st") else "er"


def _is_participle(word: str) -> bool:
    """ "taken", "drawn", "done", "sung", "begun": forms that occur only after have or be."""
    return bool(re.search(r"(?:[wvktdorlip]e?n|[eo]r?ne|[^aeiou]u(?:ng|nk|n|m))\Z", word))


def _verb(lemma: str, form: Form, irregular: list[str]) -> str:
    if form == "s":
        return _with_s(lemma)
    if form == "ing":
        fitting = [word for word in irregular if word.endswith("ing")]
        if fitting:
            return fitting[0]
        return _ending(lemma[:-2] + "y" if lemma.endswith("ie") else lemma, "ing")
    if lemma in _UNCHANGED:
        return lemma
    pasts = [word for word in irregular if not word.endswith(("ing", "s"))]
    if not pasts:
        return _ending(lemma, "ed")
    fitting = [word for word in pasts if _is_participle(word) == (form == "participle")]
    return (fitting or pasts)[0]


def _with_s(lemma: str) -> str:
    if re.search(r"(?:s|x|z|ch|sh)\Z", lemma):
        return lemma + "es"
    return lemma[:-1] + "ies" if re.search(r"[^aeiou]y\Z", lemma) else lemma + "s"


def _ending(lemma: str, ending: str) -> str:
    if lemma.endswith("e") and (ending != "ing" or not lemma.endswith(("ee", "oe", "ye"))):
        return lemma[:-1] + ending
    if re.search(r"[^aeiou]y\Z", lemma) and ending != "ing":
        return lemma[:-1] + "i" + ending
    if _DOUBLES.match(lemma):
        return lemma + lemma[-1] + ending
    return lemma + ending
