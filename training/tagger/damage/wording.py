"""Words that were left out, doubled, replaced, put in or moved."""

from __future__ import annotations

import random

from mtdetect.lm.tagger.classes import Class
from training.tagger.damage.editing import Material, Token, Tokens, capital, spaced, words_of


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


def doubled(tokens: Tokens, m: Material) -> Tokens | None:
    """A word or a phrase that is there twice."""
    places = words_of(tokens)
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
    places = [i for i in words_of(tokens, 0) if tokens[i].word.isalpha()]
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
        new = capital(new)
    return [*tokens[:i], tokens[i]._replace(word=new, label=Class.WRONG_WORD), *tokens[i + 1 :]]


def put_in(tokens: Tokens, m: Material) -> Tokens | None:
    """A word too many."""
    places = spaced(tokens)
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
    places = [i for i in words_of(tokens, 0, 4) if tokens[i].word.isalpha()]
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
