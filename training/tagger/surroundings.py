"""Sound things around prose and in it: headings, lists, references, names of buttons, words of programs.

The tagger must be calm there, and most of its text is prose alone.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass


def _each(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_NAMES = _each(
    """Smith Jones Miller Garcia Chen Kumar Okafor Ivanova Novak Silva Haddad Tanaka Larsen Moreau Rossi Weber Kim
    Nguyen Brown Taylor Wilson Khan Ali Cohen Murphy Walsh Lopez Perez Schmidt Fischer Janssen Nowak Horvat Popescu Sato
    Wang"""
)
_FIRST = _each("Anna John Mary Wei Omar Priya Luis Elena David Sarah Yuki Ahmed Julia Peter Grace Tom Nina Carlos Amy")
_UNITS = _each("cup cups tablespoon tablespoons teaspoon g kg ml oz lb pint pinch slices cloves can")
_MONTHS = _each("Jan. Feb. March April May June July Aug. Sept. Oct. Nov. Dec.")
_VERBS = _each("Click Select Choose Open Press Tap")
_REPORTS = ("U.S.", "F.2d", "F. Supp. 2d", "S.W.2d", "Cal. App. 4th")
_BULLETS = ("- ", "* ", "• ", "– ", "{}. ", "{}) ", "({}) ", "")


@dataclass(frozen=True)
class Surroundings:
    """Makes them of words of the document. `words(n)`: n consecutive ones, in lower case."""

    rng: random.Random
    words: Callable[[int], str]

    def _one(self, *choices: Callable[[], str]) -> str:
        return self.rng.choice(choices)()

    def _number(self, least: int, most: int) -> int:
        return self.rng.randint(least, most)

    def _name(self) -> str:
        return self.rng.choice(_NAMES)

    def _year(self) -> int:
        return self._number(1950, 2025)

    def _person(self) -> str:
        initials = f"{self.rng.choice('ABCDEFGHJKLM')}. {self.rng.choice(('', '', 'N. ', 'P. ', 'R. '))}"
        return f"{self.rng.choice((initials, self.rng.choice(_FIRST) + ' '))}{self._name()}"

    def _title(self, least: int, most: int) -> str:
        text = self.words(self._number(least, most))
        return text.title() if self.rng.random() < 0.6 else text.capitalize()

    def _case(self) -> str:
        volume, page = self._number(1, 600), self._number(1, 999)
        return f"{self._name()} v. {self._name()}, {volume} {self.rng.choice(_REPORTS)} {page}"

    def aside(self) -> str:
        """What may follow a word: a citation, a reference, a name in brackets."""
        part = self.rng.choice(("Figure", "Table", "Section", "Chapter"))
        return self._one(
            lambda: f"({self._name()}, {self._year()})",
            lambda: f"({self._name()} et al., {self._year()})",
            lambda: f"({self._name()} and {self._name()} {self._year()}; {self._name()} {self._year()})",
            lambda: f"[{self._number(1, 99)}]",
            lambda: f"[{self.words(self._number(1, 4))}]",
            lambda: f"[{self._title(1, 2)}]",
            lambda: f"[{self._number(1, 20)}, {self._number(21, 99)}]",
            lambda: f"(Fig. {self._number(1, 9)})",
            lambda: f"(see {part} {self._number(1, 12)})",
            lambda: f"({self.rng.choice(('e.g.', 'i.e.', 'cf.'))}, {self.words(3)})",
            lambda: f"({self.words(1).upper()[:5]})",
            lambda: f"({self._person()})",
            lambda: f"({self._number(2, 95)} percent)",
            lambda: f"({self.words(2).title().replace(' ', '')})",
            lambda: f"§ {self._number(100, 2999)}({self.rng.choice('abc')})",
        )

    def code_word(self) -> str:
        """A word of a program, a file or an address, as found in manuals."""
        parts = self.words(2).split() or ["value"]
        camel = "".join(word.capitalize() for word in parts)
        word = self._one(
            lambda: "_".join(parts),
            lambda: camel,
            lambda: camel[0].lower() + camel[1:] + self.rng.choice(("", "()")),
            lambda: f"{self.rng.choice(('-', '--'))}{'-'.join(parts)}",
            lambda: f"/{'/'.join(['usr', *parts])}",
            lambda: f"{parts[0]}.{self.rng.choice(('py', 'txt', 'conf', 'html', 'json', 'c'))}",
            lambda: f"{parts[-1].upper()}_{self._number(1, 9)}",
            lambda: f"v{self._number(0, 9)}.{self._number(0, 20)}.{self._number(0, 9)}",
            lambda: f"https://{parts[0]}.example.org/{parts[-1]}",
        )
        return self.rng.choice((word, word, f"`{word}`", f"“{word}”"))

    def line(self) -> str:
        """A line that is no sentence of the document: a heading, a reference, a caption, a row, an instruction."""
        return self._one(
            lambda: self._title(1, 6),
            lambda: self._title(2, 8) + self.rng.choice(("", ":", "?")),
            lambda: f"{self._number(1, 9)}.{self._number(1, 9)} {self._title(1, 5)}",
            lambda: f"Chapter {self._number(1, 30)}",
            self._reference,
            lambda: f"See {self._case()} ({self._number(1, 9)}th Cir. {self._year()}) (holding that {self.words(8)}).",
            lambda: f"{self._case()} ({self._year()}); {self._case()} ({self._year()}).",
            lambda: f"By {self._person()}",
            lambda: f"By {self._person()}, {self._title(2, 2)}",
            lambda: f"{self.words(2).upper()}, {self._date()} ({self.rng.choice(('AP', 'Reuters', 'AFP'))})",
            lambda: f"{self.rng.choice(_VERBS)} {self._title(1, 1)} and select {self._title(1, 3)}.",
            lambda: f"{self.rng.choice(_VERBS)} {self._title(1, 1)} > {self._title(1, 1)} > {self._title(2, 2)}.",
            lambda: f"{self._number(1, 9)} {self.rng.choice(_UNITS)} {self.words(2)}, {self.words(1)}",
            lambda: f"{self._title(1, 1)} {self._number(0, 9)}, {self._title(1, 1)} {self._number(0, 9)}",
            lambda: "  ".join(f"{self._title(1, 1)} {self._number(1, 999)}" for _ in range(self._number(2, 5))),
            lambda: f"{self._person()}: {self.words(8).capitalize()}.",
            lambda: f"{self.code_word()} {self.words(9)}.",
            lambda: (
                f"{self.words(8).capitalize()}. {self.words(1)} {self.words(7)}. {self.code_word()} {self.words(5)}."
            ),
            lambda: f"“{self.words(6).capitalize()},” said {self._person()}.",
            lambda: f"{self._title(4, 4)} {'.' * self._number(3, 20)} {self._number(1, 400)}",
            lambda: f"{self._date()}, {self._year()}",
            lambda: f"Photo: {self._person()}",
            lambda: ", ".join(self.words(self._number(1, 2)) for _ in range(self._number(3, 9))),
        )

    def _date(self) -> str:
        return f"{self.rng.choice(_MONTHS)} {self._number(1, 30)}"

    def _reference(self) -> str:
        return self._one(
            lambda: (
                f"{self._name()}, A., & {self._name()}, K. ({self._year()}). {self._title(7, 7)}. {self._title(3, 3)}, "
                f"{self._number(1, 90)}({self._number(1, 12)}), {self._number(1, 400)}–{self._number(401, 900)}."
            ),
            lambda: (
                f"{self._name()} A, {self._name()} KL. {self._title(6, 6)}. {self._title(2, 2)} {self._year()};"
                f"{self._number(1, 90)}:{self._number(1, 900)}."
            ),
        )

    def items(self, paragraphs: Sequence[str]) -> list[str]:
        """List items: the paragraphs as whole sentences, as clauses or as phrases."""
        bullet, kind = self.rng.choice(_BULLETS), self.rng.choices(("whole", "clause", "phrase"), (40, 35, 25))[0]
        found = []
        for number, text in enumerate(paragraphs, 1):
            own = text
            if kind == "clause":
                clause = self.rng.choice(text.split(", ")).strip()
                own = (clause[:1].upper() + clause[1:] if self.rng.random() < 0.5 else clause).rstrip(".;:")
                own += self.rng.choice(("", "", ";", ","))
            elif kind == "phrase":
                words = text.split()
                start = self.rng.randrange(len(words))
                own = " ".join(words[start : start + self._number(1, 6)]).strip(",.;:")
            if own:
                found.append(bullet.format(number) + own)
        return found
