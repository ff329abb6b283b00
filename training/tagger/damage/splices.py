"""Fragments that were put into a paragraph: names, headings, lines of menus and credits."""

from __future__ import annotations

from mtdetect.lm.tagger.classes import Class
from training.tagger.damage.editing import NAME, Material, Token, Tokens, capital, tokens_of


def _phrase(m: Material) -> Tokens:
    """A name or a phrase of the document."""
    rng = m.rng
    for _ in range(8):
        own = rng.choice(m.document)
        i = rng.randrange(len(own))
        if NAME.match(own[i].word) and own[i].gap:
            end = i + 1
            while (
                end < len(own)
                and end - i < 5
                and (NAME.match(own[end].word) or (own[end].word.islower() and rng.random() < 0.35))
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
    if r < 0.45 and m.document:
        found = _phrase(m)
    elif r < 0.65 and m.headings:
        found = tokens_of(m.rng.choice(m.headings))
        if m.rng.random() < 0.4:
            start = m.rng.randrange(len(found)) if found else 0
            found = found[start : start + m.rng.randint(2, 6)]
    elif r < 0.75:
        found = tokens_of(m.line())
    elif r < 0.97 and m.furniture:
        found = tokens_of(min(m.rng.choices(m.furniture, k=m.rng.randint(1, 3)), key=len))
    else:
        found = tokens_of(" ".join(m.rng.choices(m.others, k=m.rng.randint(1, 3))))
    found = found[:14]
    case = m.rng.random()
    if case < 0.06:
        found = [token._replace(word=token.word.upper()) for token in found]
    elif case < 0.16:
        found = [token._replace(word=capital(token.word)) for token in found]
    elif case < 0.24:
        found = [token._replace(word=token.word.lower()) for token in found]
    return [Token(token.word, token.gap or "", Class.STRAY) for token in found]


def splice(tokens: Tokens, m: Material) -> Tokens | None:
    """A fragment inside a sentence, between two, or after the last: “the council’s attempt [Margaret Doyle] to”."""
    found = _fragment(m)
    if not found:
        return None
    r = m.rng.random()
    if r < 0.66:
        places = [i for i in range(1, len(tokens)) if tokens[i].gap and not tokens[i].label and not tokens[i - 1].label]
        if r < 0.54:  # inside a sentence
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
    if m.rng.random() < 0.05:
        left, right = m.rng.choice(("||", "**", "__"))  # writers put notes in brackets
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
