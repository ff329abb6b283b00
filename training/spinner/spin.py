"""Rewrites clean paragraphs as article spinners do: word by word, from a thesaurus, with no regard for sense."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from mtdetect.types import LabelledSpan
from training.corpora.rows import TorturedPhrase, fold
from training.corpora.translations import TranslationRow
from training.damage.editing import Part
from training.spinner.inflection import Pos, Reading
from training.spinner.thesaurus import DEV_SHARE, Thesaurus

Strategy = Literal["first", "random", "rare", "thesaurus", "mixed"]
STRATEGIES: tuple[Strategy, ...] = ("first", "random", "rare", "thesaurus", "mixed")
"""first: the first synonym of the most frequent sense. random: any synonym of any sense. rare: the synonym that is
rarest in WordNet's tagged texts. thesaurus: any synonym in MyThes. mixed: one of these, chosen word by word."""
STRENGTHS = (0.1, 0.2, 0.3, 0.4, 0.6)
"""Shares of the replaceable words to replace."""

_TOKEN = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_QUOTED = re.compile(r"“[^“”\n]{1,600}”|\"[^\"\n]{1,600}\"|‘[^‘’\n]{1,200}’(?!\w)")
_SENTENCE_START = re.compile(r"(?:\A|[.!?…:]['\"”’)\]]*\s+|\n\s*)['\"“‘(\[]*\Z")
_NOUN_BEFORE = frozenset(
    """a an the this that these those my your his her its our their some any no each every another of in on at by from
    with for into over under between against about during after before through without per""".split()  # noqa: SIM905
)
_VERB_BEFORE = frozenset(
    """to will would can could may might must shall should do does did not don't doesn't didn't i we you they he she it
    who let""".split()  # noqa: SIM905
)
_HAVE_OR_BE = frozenset("have has had having be been being is are was were am by get got".split())  # noqa: SIM905
# Words that hold a sentence together; spinners have lists of words to keep, too.
_KEPT = frozenset(
    """be is are was were been being am have has had having do does did done doing will would shall should can could may
    might must the and but for nor yet not with from into onto upon about above after again against all also although
    always among another any are around because before below between both during each either else ever every few further
    here how however if in inside it its itself just least less like many mine more most much neither never none nothing
    now off often once one only other our out over own per perhaps quite rather same she since so some such than that
    their them then there these they this those though through thus together too toward towards two under until up very
    via well what whatever when where whether which while who whom whose why within without yes your said say says mr
    mrs ms dr st january february march april may june july august september october november december monday tuesday
    wednesday thursday friday saturday sunday today tomorrow yesterday three four five six seven eight nine ten hundred
    thousand million billion first second third last next new old get got let us""".split()  # noqa: SIM905
)


class Spun(NamedTuple):
    """`spans`: the replaced words, labelled with the rule's name. `share`: replaced per replaceable words."""

    text: str
    spans: tuple[LabelledSpan, ...]
    share: float


class _Word(NamedTuple):
    start: int
    end: int
    reading: Reading


def phrase_table(phrases: Iterable[TorturedPhrase], part: Part = "all") -> dict[str, list[str]]:
    """Term -> the phrases that spinners made of it. Each term is for training or for dev."""
    table: dict[str, list[str]] = {}
    for phrase, expected in phrases:
        term = expected.lower().strip()
        if part != "all" and (fold(term, DEV_SHARE, "sense") == 0) != (part == "dev"):
            continue
        if " " in term and re.fullmatch(r"[a-z' -]+", term) and term not in phrase.lower():
            table.setdefault(term, []).append(phrase)
    return table


def spin(
    text: str,
    thesaurus: Thesaurus,
    rng: random.Random,
    strategy: Strategy = "mixed",
    strength: float = 0.3,
    part: Part = "all",
    phrases: Mapping[str, Sequence[str]] | None = None,
) -> Spun:
    """The text with a share of its content words replaced; names, numbers and quotations stay."""
    edits = _phrase_edits(text, phrases or {}, rng)
    taken = {offset for start, end, _ in edits for offset in range(start, end)}
    words = [word for word in _words(text, thesaurus, part) if word.start not in taken]
    wanted = round(strength * len(words))
    consistent = rng.random() < 0.6
    remembered: dict[Reading, str] = {}
    for word in rng.sample(words, len(words)):
        if wanted <= 0:
            break
        synonym = remembered.get(word.reading) or _synonym(word.reading, thesaurus, rng, strategy, part)
        if synonym is None:
            continue
        if consistent:
            remembered[word.reading] = synonym
        form = thesaurus.inflector.inflect(synonym, word.reading.pos, word.reading.form)
        edits.append((word.start, word.end, _capitalised(form, text[word.start : word.end])))
        wanted -= 1
    fix_articles = rng.random() < 0.7
    return _apply(text, sorted(edits), max(1, len(words)), fix_articles)


def _apply(text: str, edits: list[tuple[int, int, str]], possible: int, fix_articles: bool) -> Spun:
    parts: list[str] = []
    spans: list[LabelledSpan] = []
    position = length = 0
    for start, end, replacement in edits:
        before = text[position:start]
        if fix_articles:
            article = r"\1n " if replacement[0].lower() in "aeiou" else r"\1 "
            before = re.sub(r"\b([Aa])n? \Z", article, before)
        parts += [before, replacement]
        length += len(before)
        spans.append(LabelledSpan(length, length + len(replacement), "spun-wording"))
        length += len(replacement)
        position = end
    parts.append(text[position:])
    return Spun("".join(parts), tuple(spans), len(edits) / possible)


def _capitalised(word: str, model: str) -> str:
    return word[:1].upper() + word[1:] if model[:1].isupper() else word


def _phrase_edits(text: str, phrases: Mapping[str, Sequence[str]], rng: random.Random) -> list[tuple[int, int, str]]:
    """Replacements for terms of two to four words that spinners have a phrase for."""
    words = list(_TOKEN.finditer(text))
    edits: list[tuple[int, int, str]] = []
    i = 0
    while i < len(words):
        for size in (4, 3, 2):
            run = words[i : i + size]
            term = text[run[0].start() : run[-1].end()]
            if len(run) == size and term.lower() in phrases:
                edits.append((run[0].start(), run[-1].end(), _capitalised(rng.choice(phrases[term.lower()]), term)))
                i += size - 1
                break
        i += 1
    return edits


def _words(text: str, thesaurus: Thesaurus, part: Part) -> Iterator[_Word]:
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    before = ""
    tokens = list(_TOKEN.finditer(text))
    for i, match in enumerate(tokens):
        word = match[0]
        previous, before = before, word.lower()
        if len(word) < 4 or word.lower() in _KEPT or "'" in word or "’" in word or not word[1:].islower():
            continue
        if any(start <= match.start() < end for start, end in quoted):
            continue
        opens = bool(_SENTENCE_START.search(text[max(0, match.start() - 6) : match.start()]))
        following = tokens[i + 1][0] if i + 1 < len(tokens) else ""
        if word[0].isupper() and (not opens or following[:1].isupper()):  # a name
            continue
        reading = _read(word.lower(), previous, thesaurus, part)
        if reading is not None:
            yield _Word(match.start(), match.end(), reading)


def _read(word: str, previous: str, thesaurus: Thesaurus, part: Part) -> Reading | None:
    """The likeliest reading that has a synonym, by the previous word and the counts in WordNet's tagged texts."""
    likely: Pos | None = "noun" if previous in _NOUN_BEFORE else "verb" if previous in _VERB_BEFORE else None
    best: tuple[float, Reading] | None = None
    for reading in thesaurus.inflector.readings(word):
        if reading.lemma in _KEPT or not thesaurus.senses(reading.lemma, reading.pos, part):
            continue
        weight = 1.0 + thesaurus.counts.get((reading.lemma, reading.pos), 0)
        weight *= 8 if reading.pos == likely else 1
        if reading.pos == "verb" and likely == "noun":
            weight /= 8
        if best is None or weight > best[0]:
            best = weight, reading
    if best is None:
        return None
    reading = best[1]
    if reading.form == "past" and previous in _HAVE_OR_BE:
        reading = reading._replace(form="participle")
    return reading


def _synonym(reading: Reading, thesaurus: Thesaurus, rng: random.Random, strategy: Strategy, part: Part) -> str | None:
    if strategy == "mixed":
        strategy = rng.choice(STRATEGIES[:4])
    source = {"first": "wordnet", "thesaurus": "mythes"}.get(strategy, "")
    senses = thesaurus.senses(reading.lemma, reading.pos, part, source) or thesaurus.senses(
        reading.lemma, reading.pos, part
    )
    related = [(sense, [w for w in words if _differs(w, reading.lemma)]) for sense, words in senses]
    related = [(sense, words) for sense, words in related if words]
    if not related:
        return None
    if strategy == "first":
        return related[0][1][0]
    if strategy == "rare":
        every = sorted({word for _, words in related[:4] for word in words})
        rarest = min(thesaurus.counts.get((word, reading.pos), 0) for word in every)
        return rng.choice([word for word in every if thesaurus.counts.get((word, reading.pos), 0) <= rarest])
    return rng.choice(rng.choice(related)[1])


def _differs(word: str, lemma: str) -> bool:
    """Whether it is more than another spelling or an extension of the word, which no one would notice."""
    return lemma not in word and word not in lemma and (word[:6] != lemma[:6] or len(lemma) < 6)


def spun_rows(
    rows: Iterable[TranslationRow],
    thesaurus: Thesaurus,
    seed: int = 0,
    part: Part = "all",
    phrases: Mapping[str, Sequence[str]] | None = None,
    min_share: float = 0.08,
) -> Iterator[TranslationRow]:
    """One spun version of each clean row, in the row's own group. Rows that hardly change are left out.

    `system` names the strategy and the strength; `quality` is one minus the share of replaced words.
    """
    for row in rows:
        rng = random.Random(f"{seed}/{part}/{row.text}")
        strategy, strength = rng.choice(STRATEGIES), rng.choice(STRENGTHS)
        spun = spin(row.text, thesaurus, rng, strategy, strength, part, phrases)
        replaced = len(spun.spans) / max(1, len(row.text.split()))
        if len(spun.spans) >= 2 and spun.share >= min_share:
            yield row._replace(
                text=spun.text,
                kind="spun",
                system=f"{strategy}-{strength}",
                quality=1 - replaced,
                overlap=None,
                weight=min(1.0, 0.4 + 4 * replaced),
                spans=spun.spans,
            )
