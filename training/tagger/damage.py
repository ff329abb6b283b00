"""Damages paragraphs, token by token, and keeps what was done as a label of each token.

Varied more widely than any rule: where, how long, with or without closing mark, capitals and line breaks, and from
where the words come. See `Class` for the labels.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mtdetect.lm.tagger.classes import Class

_TOKEN = re.compile(r"(\s*)([^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,:]\d+)*|(\S)\3*)")
_NAME = re.compile(r"[A-Z][a-z]")

FEWEST = 8
"""Tokens of the shortest paragraph that is damaged."""


class Token(NamedTuple):
    word: str
    gap: str
    """What is before it: nothing, white space, or a line break."""
    label: int = 0


Tokens = list[Token]


def tokens_of(text: str) -> Tokens:
    return [Token(m[2], m[1] and ("\n" if "\n" in m[1] else " ")) for m in _TOKEN.finditer(text)]


@dataclass(frozen=True)
class Material:
    """What damage is made of."""

    rng: random.Random
    document: Sequence[Tokens]
    """The paragraphs of this document, sound."""
    headings: Sequence[str]
    """Its title and headings, and headlines of other documents."""
    furniture: Sequence[str]
    """Lines of menus, teasers and credits from real pages."""
    others: Sequence[str]
    """Words of any text, by frequency."""
    similar: Callable[[str], Sequence[str]]
    """Words that are used like a word."""


Damager = Callable[[Tokens, Material], Tokens | None]
"""Damages a paragraph, or returns None if it has no place for this."""


def _words(tokens: Tokens, first: int = 1, last: int = 1) -> list[int]:
    """Words that aren't damaged, but not the first nor the last few tokens."""
    return [i for i in range(first, len(tokens) - last) if tokens[i].word[0].isalnum() and not tokens[i].label]


def _spaced(tokens: Tokens) -> list[int]:
    """Words after a word, with a space between them."""
    return [i for i in _words(tokens) if tokens[i].gap and tokens[i - 1].word[-1].isalnum() and not tokens[i - 1].label]


def _with(tokens: Tokens, i: int, label: int, word: str | None = None, gap: str | None = None) -> Token:
    old = tokens[i]
    return Token(old.word if word is None else word, old.gap if gap is None else gap, old.label or label)


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def false_stop(tokens: Tokens, m: Material) -> Tokens | None:
    """A full stop inside a sentence: “Korea’s. liberation”."""
    if m.rng.random() < 0.15:  # in place of a comma
        commas = [i for i in range(1, len(tokens) - 2) if tokens[i].word in ",;" and not tokens[i].label]
        if not commas:
            return None
        i = m.rng.choice(commas)
        after = _with(tokens, i + 1, 0, _capital(tokens[i + 1].word)) if m.rng.random() < 0.6 else tokens[i + 1]
        return [*tokens[:i], Token(".", tokens[i].gap, Class.FALSE_STOP), after, *tokens[i + 2 :]]
    places = _spaced(tokens)
    names = [i for i in places if _NAME.match(tokens[i].word) and _NAME.match(tokens[i - 1].word)]
    if names and m.rng.random() < 0.25:
        places = names
    if not places:
        return None
    i = m.rng.choice(places)
    r = m.rng.random()
    word = _capital(tokens[i].word) if r < 0.5 else tokens[i].word
    gap = "\n" if m.rng.random() < 0.12 else tokens[i].gap
    mark = "." if m.rng.random() < 0.93 else m.rng.choice("!?…")
    return [*tokens[:i], Token(mark, "", Class.FALSE_STOP), _with(tokens, i, 0, word, gap), *tokens[i + 1 :]]


def _sentence_starts(tokens: Tokens) -> list[int]:
    """First words of sentences that follow another: a stop directly before, or a stop and a closing quote."""
    return [
        i
        for i in range(3, len(tokens) - 2)
        if tokens[i].word[0].isupper()
        and tokens[i].gap
        and tokens[i - 1].word in ".!?"
        and not tokens[i - 1].gap
        and not tokens[i].label
        and len(tokens[i - 2].word) > 1
    ]


def lost_stop(tokens: Tokens, m: Material) -> Tokens | None:
    """No mark between two sentences: “emerge victorious North Korean leader”."""
    places = _sentence_starts(tokens)
    if not places:
        return None
    i = m.rng.choice(places)
    gap = "\n" if m.rng.random() < 0.15 else tokens[i].gap
    word = tokens[i].word.lower() if m.rng.random() < 0.1 else tokens[i].word
    return [*tokens[: i - 1], _with(tokens, i, Class.LOST_STOP, word, gap), *tokens[i + 1 :]]


def joined_paragraphs(tokens: Tokens, m: Material) -> Tokens | None:
    """Words of the next paragraph after the end of this one that lost its stop."""
    if tokens[-1].word not in ".!?" or not m.document:
        return None
    other = m.rng.choice(m.document)
    if len(other) < FEWEST or not other[0].word[0].isupper():
        return None
    gap = m.rng.choice((" ", " ", "\n", ""))
    label = Class.GLUED if not gap else Class.LOST_STOP
    keep = tokens[:-1] if gap else tokens
    return [*keep, Token(other[0].word, gap, label), *other[1:80]]


def _phrase(m: Material) -> Tokens:
    """A name or a phrase of the document."""
    rng = m.rng
    for _ in range(8):
        own = rng.choice(m.document)
        i = rng.randrange(len(own))
        if _NAME.match(own[i].word) and own[i].gap:
            end = i + 1
            while (
                end < len(own)
                and end - i < 5
                and (_NAME.match(own[end].word) or (own[end].word.islower() and rng.random() < 0.35))
            ):
                end += 1
            if end - i > 1 or rng.random() < 0.3:
                return own[i:end]
    own = rng.choice(m.document)
    i = rng.randrange(len(own))
    return [token for token in own[i : i + rng.randint(1, 6)] if token.word.isalnum()]


def _fragment(m: Material) -> Tokens:
    """Words that may have been put into a sentence, by kind of source."""
    r = m.rng.random()
    if r < 0.5 and m.document:
        found = _phrase(m)
    elif r < 0.7 and m.headings:
        found = tokens_of(m.rng.choice(m.headings))
        if m.rng.random() < 0.4:
            start = m.rng.randrange(len(found)) if found else 0
            found = found[start : start + m.rng.randint(2, 6)]
    elif m.furniture:
        found = tokens_of(m.rng.choice(m.furniture))
    else:
        found = tokens_of(" ".join(m.rng.choices(m.others, k=m.rng.randint(1, 3))))
    found = found[:14]
    case = m.rng.random()
    if case < 0.06:
        found = [token._replace(word=token.word.upper()) for token in found]
    elif case < 0.16:
        found = [token._replace(word=_capital(token.word)) for token in found]
    elif case < 0.24:
        found = [token._replace(word=token.word.lower()) for token in found]
    return [Token(token.word, token.gap or "", Class.STRAY) for token in found]


def splice(tokens: Tokens, m: Material) -> Tokens | None:
    """A fragment inside a sentence, between two, or after the last: “the council’s attempt [Margaret Doyle] to”."""
    found = _fragment(m)
    if not found:
        return None
    r = m.rng.random()
    if r < 0.72:
        places = [i for i in range(1, len(tokens)) if tokens[i].gap and not tokens[i].label and not tokens[i - 1].label]
        if r < 0.6:  # inside a sentence
            within = [i for i in places if tokens[i - 1].word not in ".!?" and tokens[i].word[0].isalnum()]
            places = within or places
    elif r < 0.8:
        places = [0]
    else:
        places = [len(tokens)]
    if not places:
        return None
    i = m.rng.choice(places)
    before, after = tokens[:i], tokens[i:]
    if i == len(tokens) and before[-1].word in ".!?" and m.rng.random() < 0.55:
        before = before[:-1]
    inside = 0 < i < len(tokens) and tokens[i - 1].word not in ".!?"  # elsewhere, a line of its own is a heading
    gap = m.rng.choices((" ", "\n", ""), (78, 18 * inside, 4))[0]
    if before and not gap and before[-1].word[-1].isalnum():
        gap = " "  # run together, the two words would be one token with two labels
    found[0] = found[0]._replace(gap=gap if before else "")
    if m.rng.random() < 0.1:
        left, right = m.rng.choice(("[]", "()", "[]", "||", "**", "__"))
        first = Token(left, found[0].gap, Class.STRAY)
        found = [first, found[0]._replace(gap=""), *found[1:], Token(right, "", Class.STRAY)]
    elif m.rng.random() < 0.08:
        found.append(Token(m.rng.choice(".:|–-»>"), m.rng.choice(("", " ")), Class.STRAY))
    if after:
        gap = m.rng.choices((after[0].gap or " ", "\n", ""), (84, 13 * inside, 3))[0]
        if not gap and found[-1].word[-1].isalnum():
            gap = " "
        after = [after[0]._replace(gap=gap), *after[1:]]
    return [*before, *found, *after]


def gap(tokens: Tokens, m: Material) -> Tokens | None:
    """Words that vanished: a link, a figure, a name."""
    size = min(m.rng.choices((1, 2, 3, 5, 8, 14, 30), (40, 20, 14, 12, 8, 4, 2))[0], len(tokens) // 2)
    if len(tokens) - size < 4:
        return None
    i = m.rng.randrange(1, len(tokens) - size - 1)
    if any(token.label for token in tokens[i : i + size + 1]) or not tokens[i].word[0].isalnum():
        return None
    after = tokens[i + size]
    spaced = after.gap or (" " if after.word[0].isalnum() else "")
    if m.rng.random() < 0.25:
        spaced = tokens[i].gap or spaced  # the space before the hole stays: “in print on , on Page”
    return [*tokens[:i], after._replace(gap=spaced, label=Class.GAP), *tokens[i + size + 1 :]]


def lost_opening(tokens: Tokens, m: Material) -> Tokens | None:
    """A paragraph without its beginning."""
    i = m.rng.randrange(1, min(len(tokens) - 5, 18))
    if tokens[i - 1].word in '.!?”"' or not tokens[i].word[0].isalnum():
        return None
    return [tokens[i]._replace(gap="", label=Class.CUT_START), *tokens[i + 1 :]]


def cut_off(tokens: Tokens, m: Material) -> Tokens | None:
    """A paragraph without its end."""
    i = m.rng.randrange(5, len(tokens))
    if tokens[i - 1].word in '.!?”"’:' or tokens[i - 1].label:
        return None
    end = tokens[i - 1]
    if len(end.word) > 4 and m.rng.random() < 0.15:
        end = end._replace(word=end.word[: m.rng.randrange(2, len(end.word) - 1)])
    return [*tokens[: i - 1], end._replace(label=Class.CUT_END)]


def doubled(tokens: Tokens, m: Material) -> Tokens | None:
    """A word or a phrase that is there twice."""
    places = _words(tokens)
    if not places:
        return None
    i = m.rng.choice(places)
    size = m.rng.choices((1, 2, 3, 4, 7), (70, 12, 8, 6, 4))[0]
    own = tokens[i : i + size]
    if not own[-1].word[0].isalnum() or any(t.label or not t.word[0].isalpha() for t in own):
        return None
    again = [Token(t.word, t.gap or " ", Class.DOUBLED) for t in own]
    return [*tokens[: i + size], *again, *tokens[i + size :]]


_FUNCTION = (
    ("a", "an", "the", "this", "that", "its"), ("in", "on", "at", "of", "to", "for", "with", "by", "from", "about"),
    ("is", "are", "was", "were", "be", "been", "being"), ("has", "have", "had", "having"),
    ("and", "but", "or", "so", "as", "than", "that", "which"), ("he", "she", "it", "they", "his", "her", "their"),
)  # fmt: skip
_SOUNDS = (
    ("their", "there", "they're"), ("its", "it's"), ("your", "you're"), ("then", "than"), ("affect", "effect"),
    ("to", "too", "two"), ("of", "off", "have"), ("lose", "loose"), ("quite", "quiet"), ("where", "were", "wear"),
    ("principal", "principle"), ("weather", "whether"), ("by", "buy", "bye"), ("no", "know"), ("new", "knew"),
    ("past", "passed"), ("brake", "break"), ("lead", "led"), ("form", "from"), ("trail", "trial"), ("cite", "sight"),
)  # fmt: skip
_CONFUSED = {
    word: [o for o in group if o != word] for groups in (_FUNCTION, _SOUNDS) for group in groups for word in group
}


def _inflected(word: str, rng: random.Random) -> str:
    for ending in ("ing", "ed", "s", "ly"):
        if word.endswith(ending) and len(word) > len(ending) + 3 and rng.random() < 0.7:
            return word[: -len(ending)]
    return word + rng.choice(("s", "ed", "ing", "ly"))


def wrong_word(tokens: Tokens, m: Material) -> Tokens | None:
    """Another word in place of one."""
    places = [i for i in _words(tokens, 0) if tokens[i].word.isalpha()]
    if not places:
        return None
    i = m.rng.choice(places)
    old = tokens[i].word.lower()
    r = m.rng.random()
    if old in _CONFUSED and r < 0.6:
        new = m.rng.choice(_CONFUSED[old])
    elif r < 0.5:
        new = m.rng.choice(found) if (found := m.similar(old)) else ""
    elif r < 0.66:
        new = _inflected(old, m.rng)
    elif r < 0.84:
        new = m.rng.choice(m.rng.choice(m.document)).word.lower() if m.document else ""
    else:
        new = m.rng.choice(m.others)
    if not new.isalpha() or new == old:
        return None
    if tokens[i].word[0].isupper():
        new = _capital(new)
    return [*tokens[:i], tokens[i]._replace(word=new, label=Class.WRONG_WORD), *tokens[i + 1 :]]


def put_in(tokens: Tokens, m: Material) -> Tokens | None:
    """A word too many."""
    places = _spaced(tokens)
    if not places:
        return None
    i = m.rng.choice(places)
    r = m.rng.random()
    new = (
        m.rng.choice(m.rng.choice(_FUNCTION))
        if r < 0.45
        else m.rng.choice(m.others)
        if r < 0.6
        else m.rng.choice(m.rng.choice(m.document)).word.lower()
    )
    if not new.isalpha() or new in (tokens[i].word.lower(), tokens[i - 1].word.lower()):
        return None
    return [*tokens[:i], Token(new, " ", Class.WRONG_WORD), *tokens[i:]]


def moved(tokens: Tokens, m: Material) -> Tokens | None:
    """A word, or two, in the wrong place."""
    places = [i for i in _words(tokens, 0, 4) if tokens[i].word.isalpha()]
    if not places:
        return None
    i = m.rng.choice(places)
    to = i + m.rng.choice((1, 1, 1, 2, 2, 3, 4, 6))
    if to >= len(tokens) or any(t.label for t in tokens[i : to + 1]) or not tokens[to].word.isalpha():
        return None
    if tokens[i].word.lower() == tokens[to].word.lower():
        return None
    word = tokens[i].word if tokens[i].word[1:2].isupper() or i else tokens[i].word.lower()
    rest = tokens[i + 1 : to + 1]
    first = rest[0]._replace(gap=tokens[i].gap, label=Class.WRONG_WORD if len(rest) == 1 else 0)
    return [*tokens[:i], first, *rest[1:], Token(word, " ", Class.WRONG_WORD), *tokens[to + 1 :]]


def line_break(tokens: Tokens, m: Material) -> Tokens | None:
    """A line break inside a sentence."""
    places = [
        i
        for i in range(2, len(tokens) - 1)
        if tokens[i].gap == " " and tokens[i - 1].word not in ".!?:" and not tokens[i].label
    ]
    if not places:
        return None
    i = m.rng.choice(places)
    return [*tokens[:i], tokens[i]._replace(gap="\n", label=Class.LINE_BREAK), *tokens[i + 1 :]]


_PAIRS = {"“": "”", "”": "“", '"': '"'}


def quotation(tokens: Tokens, m: Material) -> Tokens | None:
    """A quotation mark that was lost, or one too many."""
    marks = [i for i in range(len(tokens)) if tokens[i].word in _PAIRS and not tokens[i].label]
    if marks and m.rng.random() < 0.6:
        at = m.rng.randrange(len(marks))
        i = marks[at]
        partner = at ^ 1 if tokens[i].word == '"' else at + 1 if tokens[i].word == "“" else at - 1
        if not 0 <= partner < len(marks):
            return None
        result = list(tokens)
        other = marks[partner]
        result[other] = result[other]._replace(label=Class.QUOTE)
        if i + 1 < len(result):
            result[i + 1] = result[i + 1]._replace(gap=result[i].gap or result[i + 1].gap)
        return result[:i] + result[i + 1 :]
    places = [i for i in range(1, len(tokens) - 1) if tokens[i].gap and not tokens[i].label]
    if not places:
        return None
    i = m.rng.choice(places)
    style = [tokens[j].word for j in marks]
    mark = m.rng.choice(style or ['"', "“", "”"])
    opens = mark == "“" or (mark == '"' and m.rng.random() < 0.5)
    after = tokens[i]._replace(gap="" if opens else tokens[i].gap)
    return [*tokens[:i], Token(mark, tokens[i].gap if opens else "", Class.QUOTE), after, *tokens[i + 1 :]]


def glued(tokens: Tokens, m: Material) -> Tokens | None:
    """A lost space: between sentences, or between words."""
    starts = [i for i in _sentence_starts(tokens) if tokens[i].word.isalpha()]
    if starts and m.rng.random() < 0.4:
        i = m.rng.choice(starts)
        return [*tokens[:i], tokens[i]._replace(gap="", label=Class.GLUED), *tokens[i + 1 :]]
    places = [i for i in _spaced(tokens) if tokens[i].word.isalpha() and tokens[i - 1].word.isalpha()]
    if not places:
        return None
    i = m.rng.choice(places)
    whole = Token(tokens[i - 1].word + tokens[i].word, tokens[i - 1].gap, Class.GLUED)
    return [*tokens[: i - 1], whole, *tokens[i + 1 :]]


def split(tokens: Tokens, m: Material) -> Tokens | None:
    """A word in two pieces, with a hyphen of a line's end or without."""
    places = [i for i in _words(tokens) if len(tokens[i].word) > 5 and tokens[i].word.isalpha()]
    if not places:
        return None
    i = m.rng.choice(places)
    word = tokens[i].word
    at = m.rng.randrange(2, len(word) - 1)
    hyphen = [Token("-", "", Class.SPLIT)] if m.rng.random() < 0.4 else []
    two = [tokens[i]._replace(word=word[:at], label=Class.SPLIT), *hyphen, Token(word[at:], " ", Class.SPLIT)]
    return [*tokens[:i], *two, *tokens[i + 1 :]]


DAMAGERS: dict[Damager, float] = {
    false_stop: 6, lost_stop: 3.5, joined_paragraphs: 1, splice: 9, gap: 4, lost_opening: 1.2, cut_off: 2, doubled: 1.5,
    wrong_word: 5, put_in: 2, moved: 2, line_break: 1.5, quotation: 1.2, glued: 1.2, split: 0.8,
}  # fmt: skip
"""How often each is used."""

_NAMES, _WEIGHTS = list(DAMAGERS), list(DAMAGERS.values())


def damaged(tokens: Tokens, m: Material, count: int) -> Tokens:
    """The paragraph with up to `count` faults."""
    for damager in m.rng.choices(_NAMES, _WEIGHTS, k=count):
        if len(tokens) >= FEWEST:
            tokens = damager(tokens, m) or tokens
    return tokens
