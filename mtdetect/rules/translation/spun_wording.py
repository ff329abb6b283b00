"""A synonym that no writer would pick stands in a fixed term.

What it does
    Flags phrases that article spinners are known to have made of technical terms: "[profound learning]" for deep
    learning. Phrases that a writer might use by chance ("energy effectiveness") are flagged only where three
    different ones stand close together, or one close to a phrase that is certain. Where the translation score holds a
    paragraph for damaged, flags words in whose place a more frequent synonym would fit far better between the words
    around it ("will [remunerate] a hefty [quantum] of"), if there are several.

Why it is damage
    A spinner swaps words for synonyms so that copied text looks new. It does not know that a term is fixed: nobody
    who knows the subject calls a random forest an irregular woodland.

Example
    >>> text = "We use profound learning to find bosom malignancy."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['profound learning', 'bosom malignancy']

What it leaves alone
    The terms themselves, odd phrases that stand alone, phrases in quotation marks (text about spinning quotes
    them), phrases that run over the end of a sentence, and, of replaced words, the terms that a text uses again and
    again, and the English of another age.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from mtdetect.rules.scored_text import ScoredText
from mtdetect.text import patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Flag, Rule

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

RULE = Rule(
    "MTD306",
    "spun-wording",
    "translation",
    "A synonym that no writer would pick stands in a fixed term.",
    rank=50,
    merge_group="wording",
)

TERM = 4
"""Times that a text uses a word from which it is a term of its own, whatever the language model thinks of it."""

LISTS = ("tortured_phrases", "tortured_phrases_weak")
"""Phrases that are certain, and those that are evidence only in company."""
COMPANY = 1500
"""Characters within which doubtful phrases bear each other out: a paragraph or two."""
LONGEST = 80
"""Characters that hold every phrase."""
ENOUGH = 3
"""Different doubtful phrases that are evidence together."""
SEVERAL = 4
"""Different replaceable words in a paragraph before any of them is flagged."""
REPLACEABLE, REPLACED = 5.0, 7.5
"""Bits that a synonym saves between its neighbours, in the place of a word that counts, and of one that is flagged."""
BITS_OF_NETWORK = 2.0
"""Bits that a unit of the network's log-odds counts for then. In 500 articles spun by senses that training has not, 352
of 387 words that were flagged had been replaced, and two were flagged in 2.2 million words of published text."""

_TO_BLANKS = str.maketrans(dict.fromkeys('-.,;:!?()[]"“”\n\r\t', " "))
_BREAK = patterns.compile(r"[.,;:!?()\[\]\"“”]|\n\s*\n")  # a phrase does not run over these
_LETTERS = patterns.compile(r"[^\W\d_]+")
_QUOTES = tuple("\"'“”‘’«»")


def _forms(word: str) -> tuple[str, str]:
    """A word and its other number."""
    return (word, word[:-1]) if word.endswith("s") and not word.endswith("ss") else (word, word + "s")


@cache
def _phrases() -> tuple[dict[str, str], frozenset[str], dict[tuple[str, str], list[str]]]:
    """Phrase -> term, in both numbers; the certain phrases; and the phrases by their first two words."""
    terms: dict[str, str] = {}
    certain: set[str] = set()
    by_start: dict[tuple[str, str], list[str]] = {}
    for name in LISTS:
        for line in sorted(wordlists.load(name)):
            phrase, term = line.split("\t")
            *words, last = phrase.split(" ")
            for form in _forms(last):
                phrase = " ".join((*words, form))
                if phrase not in terms:
                    terms[phrase] = term
                    by_start.setdefault((words[0], (*words, form)[1]), []).append(phrase)
                    certain |= {phrase} if name == LISTS[0] else set()
    return terms, frozenset(certain), by_start


def _plain(text: str) -> str:
    """In lower case and with blanks for marks, in the same length."""
    lower = text.lower()
    if len(lower) != len(text):  # "İ" in lower case is two characters, which would shift the offsets
        lower = "".join(character.lower() if character.isascii() else character for character in text)
    return lower.replace("’", "'").translate(_TO_BLANKS)


def _places(text: str, starts: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    """Places of known phrases, each with the phrase in its listed form; `starts` are where one may begin."""
    if not starts:
        return  # nor are the phrases made
    by_start = _phrases()[2]
    for start in starts:
        plain = _plain(text[start : start + LONGEST])
        first, _, rest = plain.partition(" ")
        for phrase in by_start.get((first, rest.partition(" ")[0]), ()):
            end = start + len(phrase)
            before = text[max(0, start - 1) : start]
            alone = not before.isalnum() and before not in _QUOTES and not text[end : end + 1].isalnum()
            if alone and plain.startswith(phrase) and not _BREAK.search(text, start, end):
                yield start, end, phrase


@cache
def _first_words() -> HashedWordSet:
    """In both numbers. Told from the lists alone: few texts hold a phrase, and to make them all takes longer."""
    from mtdetect.text.word_index import HashedWordSet

    pairs: set[str] = set()
    for line in chain.from_iterable(map(wordlists.load, LISTS)):
        first, second, *more = line.partition("\t")[0].split(" ", 2)
        for form in (second,) if more else _forms(second):
            # “Alzheimer’s disease” are three runs of letters; “256 pieces” is one, which would shift all behind it.
            runs = (first, form) if first.isalpha() and form.isalpha() else _LETTERS.findall(f"{first} {form}")
            if len(runs) > 1:
                pairs.add(f"{runs[0]} {runs[1]}")
    return HashedWordSet(pairs, "pairs")


def _starts(chars: CharIndex) -> Places:
    """Where the first two words of a phrase stand together."""
    return chars.words.at(_first_words().has(chars.words.pairs))


def find(doc: SegmentedText) -> Iterator[Flag]:
    found = sorted(set(_places(doc.text, doc.places(_starts))), key=lambda place: (place[0], -place[1]))
    if not found:
        return
    terms, certain, _ = _phrases()
    first = last = 0
    covered = -1
    for start, end, phrase in found:
        while found[first][0] < start - COMPANY:
            first += 1
        while last < len(found) and found[last][0] <= start + COMPANY:
            last += 1
        company = {other for _, _, other in found[first : min(last, first + 50)]}
        if start >= covered and (phrase in certain or company & certain or len(company) >= ENOUGH):
            covered = end
            message = f"“{doc.text[start:end]}” stands for “{terms[phrase]}”: a synonym has been put into a fixed term."
            yield RULE.flag(start, end, message)


def explain(scored: ScoredText) -> Iterator[Flag]:
    """The replaced words of paragraphs whose translation score speaks of damage."""
    doc, damaged = scored.read, list(scored.damaged())
    if not damaged:
        return
    times = Counter(re.findall(r"\w+", doc.text))
    for i, places in scored.word_models.replaceable([text for _, text in damaged], REPLACEABLE, SEVERAL):
        number, text = damaged[i]
        # No names, nor the terms that the text keeps to.
        words = [place for place in places if (word := text[place[0] : place[1]]).islower() and times[word] < TERM]
        if len({text[start:end] for start, end, _, _ in words}) < SEVERAL:
            continue
        for start, end, bits, replaced in words:
            if bits + BITS_OF_NETWORK * replaced >= REPLACED:
                message = f"“{text[start:end]}” stands where a more frequent synonym would fit far better."
                yield RULE.flag(*doc.to_original_span(number, start, end), message)
