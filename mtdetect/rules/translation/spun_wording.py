"""A word was swapped for a synonym that no writer would pick.

What it does
    Flags phrases that article spinners are known to make out of technical terms: "[profound learning]" for deep
    learning. Phrases that a writer might use by chance ("energy effectiveness") are flagged only if three different
    ones occur close together, or one near a phrase that is certain. If at least half of a text's
    paragraphs have a translation score that shows damage, it also flags words in these that a more common synonym would
    fit far better ("will [remunerate] a hefty [quantum] of"), if a paragraph has several.

Why it is damage
    A spinner swaps words for synonyms to make copied text look new. It does not know which terms are fixed: nobody who
    knows the subject calls a random forest an irregular woodland.

Example
    >>> text = "We use profound learning to find bosom malignancy."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['profound learning', 'bosom malignancy']

What it leaves alone
    The terms themselves, doubtful phrases with no others nearby, phrases in quotation marks (texts about spinning quote
    them), and phrases that cross the end of a sentence. Among single words: names, words that the text uses again and
    again, and the English of earlier centuries.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from mtdetect.rules.needs import Needs
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
    "A word was swapped for a synonym that no writer would pick.",
    rank=50,
    merge_group="wording",
)

TERM = 4
"""A word used this often is one of the text's own terms, however unlikely the language model finds it."""

LISTS = ("tortured_phrases", "tortured_phrases_weak")
"""Phrases that are certain, and phrases that count only in company."""
COMPANY = 1500
"""Doubtful phrases within this many characters confirm each other: a paragraph or two."""
LONGEST = 80
"""Characters: at least the length of the longest phrase."""
ENOUGH = 3
"""How many different doubtful phrases are evidence together."""
SEVERAL = 4
"""How many different replaceable words a paragraph needs before any of them is flagged."""
REPLACEABLE, REPLACED = 5.0, 7.5
"""The gain in bits when a synonym takes a word's place: enough for the word to count, and for it to be flagged."""
BITS_OF_NETWORK = 2.0
"""What one unit of the network's log-odds adds, in bits, for a word to be flagged. In 500 articles spun with senses
not used in training, 352 of the 387 flagged words had been replaced; 2.2 million words of published text had two."""

_TO_SPACES = str.maketrans(dict.fromkeys('-.,;:!?()[]"“”\n\r\t', " "))
_BREAK = patterns.compile(r"[.,;:!?()\[\]\"“”]|\n\s*\n")  # a phrase does not cross these
_LETTERS = patterns.compile(r"[^\W\d_]+")
_QUOTES = tuple("\"'“”‘’«»")


def _forms(word: str) -> tuple[str, str]:
    """A word in its own number and in the other."""
    return (word, word[:-1]) if word.endswith("s") and not word.endswith("ss") else (word, word + "s")


@cache
def _phrases() -> tuple[dict[str, str], frozenset[str], dict[tuple[str, str], list[str]]]:
    """Phrase -> term, in singular and plural; the certain phrases; and all phrases by their first two words."""
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
    """The text in lower case, with spaces for punctuation, at the same length."""
    lower = text.lower()
    if len(lower) != len(text):  # "İ" becomes two characters in lower case, which would shift the offsets
        lower = "".join(character.lower() if character.isascii() else character for character in text)
    return lower.replace("’", "'").translate(_TO_SPACES)


def _places(text: str, starts: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    """The known phrases at `starts`: start, end, and the phrase as listed."""
    if not starts:
        return  # before the phrases are built
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
    """The first two words of each phrase. They come from the lists, as few texts are worth building all phrases for."""
    from mtdetect.text.word_index import HashedWordSet

    pairs: set[str] = set()
    for line in chain.from_iterable(map(wordlists.load, LISTS)):
        first, second, *more = line.partition("\t")[0].split(" ", 2)
        for form in (second,) if more else _forms(second):
            # The word index holds runs of letters: “Alzheimer’s disease” is three of them, “256 pieces” only one.
            runs = (first, form) if first.isalpha() and form.isalpha() else _LETTERS.findall(f"{first} {form}")
            if len(runs) > 1:
                pairs.add(f"{runs[0]} {runs[1]}")
    return HashedWordSet(pairs, "pairs")


def _starts(chars: CharIndex) -> Places:
    """Where the first two words of a phrase occur together."""
    return chars.words.at(_first_words().has(chars.words.pairs))


NEEDS = Needs(_starts)


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
            message = f"“{doc.text[start:end]}” looks like the fixed term “{terms[phrase]}” with synonyms swapped in."
            yield RULE.flag(start, end, message, suggestion=terms[phrase])


def explain(scored: ScoredText) -> Iterator[Flag]:
    """The replaced words in paragraphs whose translation score shows damage."""
    doc, damaged = scored.read, list(scored.damaged("neural_mt", "low_adequacy", "broken"))
    if not damaged:
        return
    times = Counter(re.findall(r"\w+", doc.text))
    for i, places in scored.word_models.replaceable([text for _, text in damaged], REPLACEABLE, SEVERAL):
        number, text = damaged[i]
        # Leaves out names and the terms that the text keeps using.
        words = [place for place in places if (word := text[place[0] : place[1]]).islower() and times[word] < TERM]
        if len({text[start:end] for start, end, _, _ in words}) < SEVERAL:
            continue
        for start, end, bits, replaced in words:
            if bits + BITS_OF_NETWORK * replaced >= REPLACED:
                message = f"“{text[start:end]}” is an unlikely choice; a more common synonym would fit far better."
                yield RULE.flag(*doc.to_original_span(number, start, end), message)
