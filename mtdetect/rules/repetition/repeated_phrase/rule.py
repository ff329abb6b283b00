"""A word or phrase is repeated back to back, or a noun is repeated in its own “of” phrase.

What it does
    Flags two to nine words that are repeated with only white space between ("of the of the"), a common content word
    that is repeated in the same way ("two [million million] dollars"), and a plural noun that ends its own "of" phrase
    ("the soldiers of the Korean revolutionary soldiers").

Why it is damage
    Translation systems fall into loops, and editors who move a phrase forget to delete the original. A noun in its own
    "of" phrase is the same kind of slip: two translations of one noun phrase run together.

Example
    >>> text = "The head of the of the party said he visited the graves of the fallen revolutionary graves."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['of the of the', 'the graves of the fallen revolutionary graves']

What it leaves alone
    Idioms and emphasis ("more and more and more", "step by step", "long long ago"), chants and quoted words, names and
    titles ("Walla Walla Walla Walla", "Measure for Measure"), keywords, hesitation in transcribed speech ("uh, a lot of
    a lot of"), rows of numbers,
    copies with a comma or a wide gap between them, clauses that meet ("what we do we do well"), a phrase that "of"
    repeats on purpose ("close contacts of close contacts", "a list of lists of numbers"), nouns repeated without a
    modifier ("kings of kings"), and what is called by its own name ("we call the Shop the Shop").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from operator import eq
from typing import TYPE_CHECKING

from mtdetect.rules.needs import Needs
from mtdetect.rules.repetition.repeated_phrase import words as of_words
from mtdetect.rules.repetition.repeated_phrase.words import doubled_words
from mtdetect.text import patterns
from mtdetect.text.register import WithinWindow
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Flag, Rule, Span

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

RULE = Rule(
    "MTD602",
    "repeated-phrase",
    "repetition",
    "A phrase is repeated back to back.",
    any_language=True,
    rank=30,
    merge_group="wording",
)

LONGEST = 9
"""The longest phrase to look for, in words."""

SHORTEST_LOOP = 7
"""Characters of the shortest loop: “a b a b”."""

FURTHEST = 6
"""The most words from “of” to the repeated noun; the least is two."""

NEARBY = 1500
"""Hesitation within this many characters on either side shows that the text is a verbatim transcript."""

_HESITATION = patterns.compile(r"\b(?:[Uu]hm?|[Uu]m|[Ee]rm|[Mm]hm)\b|\b[A-Za-z]{1,8}- ?(?:--|[—–])")
_TOKEN = patterns.compile(r"\S+")
_WORD = patterns.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\Z")
_NUMBER = patterns.compile(r"[$€£]?\d[\d.,]*%?\Z")
_CLOSERS = ".,;:!?…)\"”’'"

# A pair counts as a loop only if one of its words needs a word after it: no one writes "of the of the". Left out: to,
# for, in, with ("what we came for for once"), and pronouns and verbs ("what we do we do well").
_BINDERS = frozenset(
    ("the", "a", "an", "of", "from", "into", "which", "their", "its", "his", "our", "your", "my", "these")
)
_IDIOM = frozenset(("and", "or", "but", "nor", "by", "after", "on"))
LONG = 6
"""A word with this many letters is too long for idioms like “up and down”."""
# A pair may also begin or end with one of these, unless its other word is typical of short clauses: one clause may
# end and the next begin with the same words ("what was done was done", "how long do cats do cats live").
_LEADS_ON = frozenset(("at", "between", "for", "with", "is", "are", "was", "were", "has", "have", "had"))
_BEGINS = frozenset(("at", "between", "for", "with", "in"))
_OF_CLAUSES = patterns.compile(
    r"i|you|we|they|he|she|it|there|this|that|what|who|which|how|where|when|if|whatever|whoever|than|is|are|was|were|be|been"
    r"|has|have|had|do|does|did|done|will|would|can|could|should|must|may|might|get|got|not|never"
)
_BEFORE_OF = frozenset(["one", "some", "out", "all", "both", "each", "the", "a", "an", "which", "is", "was"])
_NAMING = patterns.compile(
    r"\b(?:call(?:s|ed|ing)?|names?|named|makes?|made|label(?:s|led)?)\W+(?:\w+\W+){0,3}\Z|\bis \Z", re.IGNORECASE
)
"""“Why is a myth a myth?”, “what makes a home a home”."""
_GAP = patterns.compile(r"[^\S\n]{2}")
_BEFORE_NOUNS = _BINDERS | _BEGINS | {"those", "this"}
_AUXILIARY = patterns.compile(r"is|are|was|were|has|have|had|will|would|can|could|may|might|must|should")

_OF_PHRASE = patterns.compile(
    r" of (?:(?:the|a|an|their|his|her|its|our|these|those) )?"
    r"(?:(?![a-z]+ing |(?:with|for|by|from|on|at|one|two|this|than) )"
    r"(?!(?:and|or|but|of|to|in|as|that|which|who|are|were|the|an?|their|his|her|its|our|these|those) )"
    r"[^\W\d_]{2,24} ){1,4}?(?P<noun>[a-z]{4,24}s)\b(?![-’'])"
)
_HEAD = patterns.compile(
    r"\b(?:the|these|those|their|his|her|its|our) (?:[^\W\d_]{2,24} )?([a-z]{4,24}s)\Z", re.IGNORECASE
)


def _is_pair(phrase: list[str], before: str, after: str) -> bool:
    """Whether two repeated words between these are a loop, and not the end of one clause and the start of the next."""
    if any(word[0].isupper() for word in phrase[1:]) or (phrase[0].isupper() and len(phrase[0]) > 1):
        return False  # a title: “Measure for Measure”
    first, last = (word.casefold() for word in phrase)
    if last == "of" and first not in _BEFORE_OF:
        return False  # “a list of list of numbers”
    if first in _BEFORE_NOUNS and before in _BEGINS | _BINDERS and _AUXILIARY.fullmatch(after):
        return False  # "in front of the star the star would disappear"
    if not _BINDERS.isdisjoint((first, last)):
        return True
    if any(_OF_CLAUSES.fullmatch(word) for word in (first, last) if word not in _LEADS_ON):
        return False
    if last in _LEADS_ON or first in _BEGINS:
        return first not in _LEADS_ON or last not in _LEADS_ON
    noun = all(len(word) > 2 and _WORD.match(word) for word in phrase) and phrase[1].islower()
    return noun and (before in _BEFORE_NOUNS if first == phrase[0] else before[-1:] in ("", ".", "!", "?"))


def _is_loop(phrase: list[str], before: str, after: str) -> bool:
    """Whether two copies of these words can't be emphasis, an idiom, a name, a chant or a row of figures."""
    if len(phrase) > 3:  # a comma does not make so many words a list; but a repeated sentence may be meant
        phrase = [word.rstrip(",;:") or word for word in phrase]
    words = [word for word in phrase if _WORD.match(word)]
    if len(set(phrase)) == 1 or all(word[0].isupper() for word in words):
        return False
    if len(words) < len(phrase) and (len(words) < 2 or not all(_WORD.match(w) or _NUMBER.match(w) for w in phrase)):
        return False  # "2 points 2 points" may be a row of a table; "40 million euros" twice is not
    folded = [word.casefold() for word in phrase]
    if folded[0] in ("and", "or", "but", "nor"):
        return False
    if folded == folded[:2] * (len(folded) // 2) and folded[1] in _IDIOM:  # "again and again and again and again"
        return False
    if (
        len(folded) == 3 and folded[2] == "of" and (_BINDERS.isdisjoint(folded[:2]) or folded[0] in ("a", "an"))
    ):  # "close contacts of close contacts"
        return False
    if len(phrase) == 2:
        return _is_pair(phrase, before, after)
    if sum(len(word) == 1 and word not in ("a", "i") for word in folded) > 1:
        return False  # a formula
    return len(phrase) > 3 or _IDIOM.isdisjoint(folded) or (folded[1] in _IDIOM and max(map(len, folded)) >= LONG)


def _same_case(text: str, phrase: str, copy: int) -> bool:
    """Whether the copy at this place has the same case: copies in another case are names or keywords."""
    return text.startswith(phrase[1:].rstrip(_CLOSERS), copy + 1)


def _maybe_loops(chars: CharIndex) -> Places:
    """Where words may be repeated back to back: the last word of the copy may have more characters, such as a comma."""
    tokens, places = chars.tokens, []
    words, sizes, initials = tokens.folded, tokens.ends - tokens.starts, tokens.initials
    for n in range(2, min(LONGEST, len(words) // 2) + 1):
        same = words[n:] == words[:-n]
        number = len(words) - 2 * n + 1
        run = same[:number]
        for i in range(1, n - 1):
            run = run & same[i : i + number]
        last = run.nonzero()[0] + n - 1
        copy = last + n
        places.append(last[(initials[last] == initials[copy]) & (sizes[last] <= sizes[copy])] - n + 1)
    return tokens.at(sorted({place for found in places for place in found.tolist()}))


def _loops(text: str) -> Iterator[Span]:
    """The phrases of a paragraph that are repeated back to back, twice or more."""
    words = text.casefold().split()
    if len(set(words)) == len(words):
        return
    tokens: list[re.Match[str]] = []
    done = 0
    found: list[tuple[int, int]] = []
    sound: set[str] = set()  # phrases checked and left alone; checking them once keeps “( a ( a ( a” cheap
    for n in range(2, LONGEST + 1):
        # One byte per word: is the word n places later the same? The last word of the last copy may carry a comma.
        same, run = bytes(map(eq, words, words[n:])), b"\x01" * (n - 1)
        i = same.find(run)
        while 0 <= i <= len(words) - 2 * n:
            end = i + 2 * n
            stutter = words[i] == words[i + 1] == words[i + n - 1]  # one word over and over is not a phrase
            # If both copies end in a comma, the repetition is meant (“this way or that way, this way or that way,”),
            # unless the phrase has a comma inside.
            whole = (
                n > 3 and words[i + n - 1] == words[end - 1] and any(word[-1] == "," for word in words[i : i + n - 1])
            )
            if not stutter and (whole or words[i + n - 1] == words[end - 1].rstrip(_CLOSERS)):
                tokens = tokens or list(_TOKEN.finditer(text))
                phrase = text[tokens[i].start() : tokens[i + n - 1].end()]
                around = words[i - 1] if i else "", words[end].rstrip(_CLOSERS) if end < len(words) else ""
                loop = phrase not in sound and _is_loop(phrase.split(), *around)
                if loop and _same_case(text, phrase, tokens[i + n].start()):
                    while end < len(words) and words[end] == words[end - n]:
                        end += 1
                    found.append((i, end))
                    i = end - 1
                else:
                    sound.add(phrase)
            i = same.find(run, i + 1)
    for i, end in sorted(found):  # a loop of two words is also one of four and of six
        if i >= done:
            done = end
            start, stop = tokens[i].start(), tokens[end - 1].end()
            yield Span(start, start + len(text[start:stop].rstrip(_CLOSERS)))


@cache
def _of() -> HashedWordSet:
    from mtdetect.text.word_index import HashedWordSet

    return HashedWordSet(["of"])


def _again(chars: CharIndex) -> Places:
    """Where a word before “of” is repeated soon after it."""
    words = chars.words.folded
    before = _of().has(words).nonzero()[0] - 1
    before = before[before >= 0]
    again = sum(words.take(before + 1 + n, mode="clip") == words[before] for n in range(2, FURTHEST + 1)) > 0
    return chars.words.at(before[again] + 1) - 1


def _doubled_heads(doc: SegmentedText) -> Iterator[Span]:
    text = doc.text
    for at in doc.places(_again):
        match = _OF_PHRASE.match(text, at)
        head = _HEAD.search(text, max(0, at - 60), at) if match else None
        if match and head and head[1] == match["noun"]:
            yield Span(head.start(), match.end())


NEEDS = of_words.NEEDS | Needs(_maybe_loops, _again)


def find(doc: SegmentedText) -> Iterator[Flag]:
    hesitation = WithinWindow(doc.text, _HESITATION, NEARBY)
    done = -1
    for start, end in map(doc.paragraph_at, doc.places(_maybe_loops)):
        if start == done or end - start < SHORTEST_LOOP:
            continue
        done = start
        for loop in _loops(doc.text[start:end]):
            if hesitation.near(start + loop.start):
                continue
            start_of_loop, end_of_loop = start + loop.start, start + loop.end
            named = _NAMING.search(doc.text, max(start, start_of_loop - 60), start_of_loop)
            if named or _GAP.search(doc.text, start_of_loop, end_of_loop):
                continue
            message = "These words are repeated back to back; one copy is enough."
            yield RULE.flag(start_of_loop, end_of_loop, message)
    for span in doubled_words(doc):
        if not hesitation.near(span.start):
            word = doc.text[span.start : span.end].partition(" ")[0]
            yield RULE.flag(*span, f"“{word}” is repeated back to back; one copy is enough.")
    for span in _doubled_heads(doc):
        noun = doc.text[span.start : span.end].rsplit(None, 1)[-1]
        yield RULE.flag(*span, f"“{noun}” is repeated in its own “of” phrase: one noun was translated twice.")
