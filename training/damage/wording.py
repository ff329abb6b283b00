"""Damaged wording: stutters, slips of grammar, calques, shuffled words, misspellings."""

from __future__ import annotations

import re

from training.damage.editing import Context, Edit, edit

_DOUBLES = frozenset(
    re.findall(
        r"\w+",
        """the a an of to and at from for with by or as but if this these those their our my its his we they he was
        were be been will would should could than into between because which while in on is are has have not also
        very said more""",
    )
)
_SWAPS = {
    "in": ("on", "at"), "on": ("in", "at"), "at": ("in", "on", "by"), "of": ("from", "for"), "from": ("of", "by"),
    "to": ("in", "on", "at"), "for": ("to", "of", "on"), "by": ("from", "with"), "with": ("by", "on", "along of"),
    "about": ("over", "on the"), "into": ("in", "to"), "during": ("in the time of", "at"), "since": ("from",),
    "between": ("among of", "inter"), "against": ("to", "from"), "than": ("then", "as"), "who": ("which", "what"),
    "that": ("what", "which"), "a": ("an", "one"), "an": ("a",), "is": ("are", "be"), "are": ("is",),
    "was": ("were",), "were": ("was",), "has": ("have",), "have": ("has",), "many": ("much",), "much": ("many",),
    "he": ("it",), "his": ("its", "him"), "their": ("its", "they"), "because": ("because of",), "so": ("such",),
    "also": ("too",), "made": ("did",), "do": ("make",), "said": ("told", "spoke"), "told": ("said",),
    "more": ("most",), "until": ("till to",),
}  # fmt: skip
_PLURALS = {
    "information": "informations", "people": "peoples", "news": "newses", "money": "moneys",
    "equipment": "equipments", "evidence": "evidences", "advice": "advices", "research": "researches", "men": "mens",
    "women": "womens", "children": "childs", "staff": "staffs", "police": "polices", "furniture": "furnitures",
    "knowledge": "knowledges", "damage": "damages", "traffic": "traffics", "progress": "progresses", "work": "works",
    "help": "helps",
}  # fmt: skip
_CALQUES = (
    ("according to", "according with"), ("for example", "on example"), ("in fact", "in the fact"),
    ("last year", "the past year"), ("at least", "at the least"), ("as well as", "as also"), ("such as", "so as"),
    ("in order to", "for to"), ("depends on", "depends from"), ("part of", "part from"),
    ("one of the", "one from the"), ("at the same time", "in same time"), ("as a result", "in result"),
    ("because of", "by reason of"), ("a number of", "a series of numbers of"), ("make a decision", "take decision"),
    ("decided to", "has decided about to"), ("would like", "would want"), ("there is", "it exists"),
    ("there are", "it gives"), ("in the world", "on the world"), ("each other", "one another each"),
    ("years ago", "years before now"), ("as soon as", "so soon as"), ("due to", "owing from"), ("a lot of", "a lot"),
    ("able to", "in the position to"), ("used to", "was using to"), ("known as", "known like"),
    ("responsible for", "responsible of"), ("look forward to", "rejoice on"), ("interested in", "interested for"),
    ("in addition", "besides this"), ("most of", "the most of"), ("both of", "the both"),
    ("first time", "first once"), ("arrived in", "arrived to"), ("married to", "married with"),
    ("accused of", "accused for"), ("afraid of", "afraid from"), ("agree with", "are agree with"),
    ("want to", "want that to"), ("on Monday", "the Monday"), ("on Friday", "the Friday"),
    ("half of", "the half of"), ("did not", "not did"),
)  # fmt: skip


def stutter(ctx: Context) -> list[Edit]:
    """A word appears twice in a row."""
    found = [m for m in re.finditer(r"\b[A-Za-z]+\b(?= )", ctx.text) if m[0].lower() in _DOUBLES]
    if ctx.chance(0.3):
        found = list(re.finditer(r"\b[a-z]{4,}\b(?= [a-z])", ctx.text))
    if not found:
        return []
    at = ctx.rng.choice(found)
    again = at[0].lower()
    return [edit(at.start(), at.end(), f"{at[0]} {again}", "doubled-word")]


def article(ctx: Context) -> list[Edit]:
    """An article is missing, the wrong one, or added before a name."""
    found = list(re.finditer(r"\b(the|a|an) ([A-Za-z]\w*)", ctx.text))
    names = list(re.finditer(r"(?<=[a-z] )([A-Z][a-z]{3,})\b(?=[ .,’])", ctx.text))
    names = [m for m in names if not re.search(r"\b(?:the|a|an|The) \Z", ctx.text[: m.start()][-5:])]
    if names and ctx.chance(0.25):
        at = ctx.rng.choice(names)
        return [edit(at.start(), at.end(), f"the {at[0]}", "odd-wording")]
    if not found:
        return []
    at = ctx.rng.choice(found)
    text = at[2] if ctx.chance(0.7) else f"{'a' if at[1] == 'the' else 'the'} {at[2]}"
    return [edit(at.start(), at.end(), text, "odd-wording")]


def wrong_word(ctx: Context) -> list[Edit]:
    """A wrong preposition, pronoun or verb form."""
    found = [m for m in re.finditer(r"\b[a-z]+\b", ctx.text) if m[0] in _SWAPS]
    if not found:
        return []
    at = ctx.rng.choice(found)
    start, end = ctx.around(at.end())
    text = ctx.text[start : at.start()] + ctx.rng.choice(_SWAPS[at[0]]) + ctx.text[at.end() : end]
    return [edit(start, end, text, "odd-wording")]


def missing_word(ctx: Context) -> list[Edit]:
    """A preposition, pronoun or auxiliary is missing."""
    found = list(
        re.finditer(
            r"\b(?:of|to|in|for|on|is|are|was|were|has|have|been|be|that|he|she|they|it|and|with|from) ", ctx.text
        )
    )
    if not found:
        return []
    at = ctx.rng.choice(found)
    return _cut(ctx, at) if at.start() else []


def _cut(ctx: Context, at: re.Match[str]) -> list[Edit]:
    """Removes `at` (a word and its space) and marks the words on both sides."""
    start, _ = ctx.around(max(0, at.start() - 1))
    _, end = ctx.around(at.end() - 1)
    return [edit(start, end, ctx.text[start : at.start()] + ctx.text[at.end() : end], "odd-wording")]


def word_order(ctx: Context) -> list[Edit]:
    """Two neighbouring words swap places, or a word moves up to five places."""
    starts = [0, *(gap + 1 for gap in ctx.gaps)]
    size = ctx.rng.choice([2, 2, 3, 4, 5, 6])
    if len(starts) <= size:
        return []
    i = ctx.rng.randrange(1, len(starts) - size + 1) if len(starts) > size else 1
    last = ctx.around(starts[i + size - 2])[1] if size > 2 else ctx.around(starts[i])[1]
    run = ctx.text[starts[i - 1] : last]
    words = run.split(" ")
    if len(words) < 2 or not all(word.isalpha() for word in words):
        return []
    moved = [*words[1:], words[0]] if ctx.chance(0.5) else [words[-1], *words[:-1]]
    if [word.lower() for word in moved] == [word.lower() for word in words]:
        return []
    return [edit(starts[i - 1], last, " ".join(moved), "odd-wording")]


def wrong_plural(ctx: Context) -> list[Edit]:
    """A plural that English does not have ("informations"), or a missing one ("five minister")."""
    found = [m for m in re.finditer(r"\b[a-z]+\b", ctx.text) if m[0] in _PLURALS]
    if found and ctx.chance(0.6):
        at = ctx.rng.choice(found)
        return [edit(at.start(), at.end(), _PLURALS[at[0]], "odd-wording")]
    counted = list(
        re.finditer(r"\b(?:two|three|four|five|six|many|several|few|these|\d{2,3}) [a-z]{3,}[^s\W]s\b", ctx.text)
    )
    if not counted:
        return []
    at = ctx.rng.choice(counted)
    return [edit(at.start(), at.end(), at[0][:-1], "odd-wording")]


def calque(ctx: Context) -> list[Edit]:
    """A set phrase, translated word for word from another language."""
    found = [(m, calqued) for phrase, calqued in _CALQUES for m in re.finditer(rf"\b{phrase}\b", ctx.text)]
    if not found:
        return []
    at, calqued = ctx.rng.choice(found)
    return [edit(at.start(), at.end(), calqued, "odd-wording")]


def shuffled(ctx: Context) -> list[Edit]:
    """Five to nine words in random order."""
    starts = [0, *(gap + 1 for gap in ctx.gaps)]
    size = ctx.rng.randint(5, 9)
    if len(starts) < size + 2:
        return []
    i = ctx.rng.randrange(len(starts) - size)
    run = ctx.text[starts[i] : starts[i + size] - 1]
    words = run.split(" ")
    if len(words) != size or not all(re.fullmatch(r"[\w’'-]+", word) for word in words):
        return []
    mixed = ctx.rng.sample(words, size)
    return [] if mixed == words else [edit(starts[i], starts[i] + len(run), " ".join(mixed), "odd-wording")]


def misspelling(ctx: Context) -> list[Edit]:
    """Two letters of a word swap places, or one is doubled, dropped or replaced."""
    words = list(re.finditer(r"\b[a-z]{5,}\b", ctx.text))
    if not words:
        return []
    at = ctx.rng.choice(words)
    word = at[0]
    i = ctx.rng.randrange(1, len(word) - 1)
    wrong = ctx.rng.choice(
        [
            word[:i] + word[i + 1] + word[i] + word[i + 2 :],
            word[:i] + word[i] + word[i:],
            word[:i] + word[i + 1 :],
            word[:i] + ctx.rng.choice("aeiourstln") + word[i + 1 :],
        ]
    )
    return [] if wrong == word else [edit(at.start(), at.end(), wrong, "odd-wording")]
