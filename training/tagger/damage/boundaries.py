"""Stops, breaks and marks that are wrong or lost, paragraphs that were cut, words glued or split."""

from __future__ import annotations

from mtdetect.lm.tagger.classes import Class
from training.tagger.damage.editing import (
    FEWEST,
    NAME,
    Material,
    Token,
    Tokens,
    capital,
    sentence_starts,
    spaced,
    with_label,
    words_of,
)


def false_stop(tokens: Tokens, m: Material) -> Tokens | None:
    """A full stop inside a sentence: “Korea’s. liberation”."""
    if m.rng.random() < 0.15:  # in place of a comma
        commas = [i for i in range(1, len(tokens) - 2) if tokens[i].word in ",;" and not tokens[i].label]
        if not commas:
            return None
        i = m.rng.choice(commas)
        after = with_label(tokens, i + 1, 0, capital(tokens[i + 1].word)) if m.rng.random() < 0.6 else tokens[i + 1]
        return [*tokens[:i], Token(".", tokens[i].gap, Class.FALSE_STOP), after, *tokens[i + 2 :]]
    places = spaced(tokens)
    names = [i for i in places if NAME.match(tokens[i].word) and NAME.match(tokens[i - 1].word)]
    if names and m.rng.random() < 0.25:
        places = names
    if not places:
        return None
    i = m.rng.choice(places)
    r = m.rng.random()
    word = capital(tokens[i].word) if r < 0.5 else tokens[i].word
    gap = "\n" if m.rng.random() < 0.12 else tokens[i].gap
    mark = "." if m.rng.random() < 0.93 else m.rng.choice("!?…")
    return [*tokens[:i], Token(mark, "", Class.FALSE_STOP), with_label(tokens, i, 0, word, gap), *tokens[i + 1 :]]


def lost_stop(tokens: Tokens, m: Material) -> Tokens | None:
    """No mark between two sentences: “emerge victorious North Korean leader”."""
    places = sentence_starts(tokens)
    if not places:
        return None
    i = m.rng.choice(places)
    gap = "\n" if m.rng.random() < 0.15 else tokens[i].gap
    word = tokens[i].word.lower() if m.rng.random() < 0.1 else tokens[i].word
    return [*tokens[: i - 1], with_label(tokens, i, Class.LOST_STOP, word, gap), *tokens[i + 1 :]]


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
    starts = [i for i in sentence_starts(tokens) if tokens[i].word.isalpha()]
    if starts and m.rng.random() < 0.4:
        i = m.rng.choice(starts)
        return [*tokens[:i], tokens[i]._replace(gap="", label=Class.GLUED), *tokens[i + 1 :]]
    places = [i for i in spaced(tokens) if tokens[i].word.isalpha() and tokens[i - 1].word.isalpha()]
    if not places:
        return None
    i = m.rng.choice(places)
    whole = Token(tokens[i - 1].word + tokens[i].word, tokens[i - 1].gap, Class.GLUED)
    return [*tokens[: i - 1], whole, *tokens[i + 1 :]]


def split(tokens: Tokens, m: Material) -> Tokens | None:
    """A word in two pieces, with a hyphen of a line's end or without."""
    places = [i for i in words_of(tokens) if len(tokens[i].word) > 5 and tokens[i].word.isalpha()]
    if not places:
        return None
    i = m.rng.choice(places)
    word = tokens[i].word
    at = m.rng.randrange(2, len(word) - 1)
    hyphen = [Token("-", "", Class.SPLIT)] if m.rng.random() < 0.4 else []
    two = [tokens[i]._replace(word=word[:at], label=Class.SPLIT), *hyphen, Token(word[at:], " ", Class.SPLIT)]
    return [*tokens[:i], *two, *tokens[i + 1 :]]
