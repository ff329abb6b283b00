"""The language of a text: a gate of scripts and function words first, langdetect only where that leaves a doubt.

langdetect is slow (0.08 MB/s), random until it is seeded, raises on digits, and is wrong on one English paragraph in
six under 60 characters. Function words are fast and honest: where a list of names, scores or menu words has none,
there is too little to tell, and no language is named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from mtdetect.text import patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Span

if TYPE_CHECKING:
    from mtdetect.text.word_index import HashedWordSet

EXCERPT = 400
"""Characters of a paragraph that are looked at: some 65 words, of which every language gives some 20 function words."""
PREFILTER = 160
"""Characters in which nearly all English prose shows three different function words."""
SAMPLE = 240
"""Paragraphs of a document that are looked at, spread evenly."""
MIN_ASKED = 60
"""Characters below which langdetect guesses."""

UNKNOWN = "und"
"""What a document is marked with whose language can't be told (ISO 639-2)."""

_WORD = patterns.compile(r"[^\W\d_]+")
_ASIDE = patterns.compile(r"\([^()]{1,200}\)|“[^“”]{1,200}”|(?<!\w)\"[^\"]{1,200}\"|(?<!\w)['‘][^'’]{1,200}['’](?!\w)")
_OTHER_LETTERS = "[\u0370-\u1cff\u1f00-\u1fff\u2e80-\ud7ff\uf900-\ufaff\ufb1d-\ufdff\ufe70-\ufefc\uff66-\uffdc]"
"""Letters that are not Latin. No expression: `re` would need longer to compile it than an article takes to read."""
_SCRIPTS = tuple(
    (code, patterns.compile(f"[{characters}]"))
    for code, characters in (
        ("zh", "\u3400-\u9fff"),
        ("ja", "\u3041-\u30ff"),
        ("ko", "\uac00-\ud7a3\u1100-\u11ff"),
        ("el", "\u0370-\u03ff\u1f00-\u1fff"),
        ("cyrillic", "\u0400-\u052f"),
        ("arabic", "\u0600-\u077f"),
        ("devanagari", "\u0900-\u097f"),
        ("he", "\u0590-\u05ff"),
        ("hy", "\u0530-\u058f"),
        ("ka", "\u10a0-\u10ff"),
        ("th", "\u0e01-\u0e5b"),
        ("lo", "\u0e80-\u0eff"),
        ("bn", "\u0980-\u09ff"),
        ("pa", "\u0a00-\u0a7f"),
        ("gu", "\u0a80-\u0aff"),
        ("or", "\u0b00-\u0b7f"),
        ("ta", "\u0b80-\u0bff"),
        ("te", "\u0c00-\u0c7f"),
        ("kn", "\u0c80-\u0cff"),
        ("ml", "\u0d00-\u0d7f"),
        ("si", "\u0d80-\u0dff"),
        ("bo", "\u0f00-\u0fff"),
        ("my", "\u1000-\u109f"),
        ("am", "\u1200-\u137f"),
        ("km", "\u1780-\u17ff"),
    )
)
_SHARED_SCRIPTS = {"cyrillic": "ru bg uk mk", "arabic": "ar fa ur", "devanagari": "hi mr ne"}
"""Scripts that several languages write: the commonest first, which stands where langdetect can't tell."""


@cache
def function_words() -> dict[str, frozenset[str]]:
    """The function words of each language of `wordlists/language_words.txt`, by code."""
    languages = {}
    for line in sorted(wordlists.load("language_words")):
        code, *words = line.split()
        languages[code] = frozenset(words) - (wordlists.load("function_words") if code != "en" else set())
    return languages


@cache
def _codes() -> dict[str, list[str]]:
    """Each function word -> the languages that have it."""
    codes: dict[str, list[str]] = {}
    for code, terms in function_words().items():
        for term in terms:
            codes.setdefault(term, []).append(code)
    return codes


@cache
def _english() -> frozenset[str]:
    return function_words()["en"]


class _Probabilities(dict[str, list[float]]):
    """How likely a short string is in each language, worked out from the profiles when it is first asked for."""

    def __init__(self, profiles: list[dict[str, Any]]) -> None:
        self._profiles = profiles

    def __contains__(self, gram: object) -> bool:
        return any(gram in profile["freq"] for profile in self._profiles)

    def __missing__(self, gram: str) -> list[float]:
        self[gram] = [profile["freq"].get(gram, 0) / profile["n_words"][len(gram) - 1] for profile in self._profiles]
        return self[gram]


@cache
def _langdetect() -> Any:
    """langdetect's factory of detectors, seeded.

    Its own loader takes a second, reads the profiles in the order of the disk, and takes an interrupt for a broken
    file: Ctrl-C was lost in it, and the languages that it had not come to as well.
    """
    import json
    from pathlib import Path

    from langdetect import detector_factory

    files = sorted(Path(detector_factory.PROFILES_DIRECTORY).iterdir())
    profiles = [json.loads(file.read_text(encoding="utf-8")) for file in files if file.name[0] not in "._"]
    factory = detector_factory.DetectorFactory()
    factory.seed = 0
    factory.langlist = [profile["name"] for profile in profiles]
    factory.word_lang_prob_map = _Probabilities(profiles)
    return factory


@lru_cache(maxsize=1024)
def _ask(excerpt: str) -> str | None:
    """langdetect's answer, or None where it has none."""
    from langdetect import LangDetectException

    detector = _langdetect().create()
    detector.append(excerpt)
    try:
        return str(detector.detect()).partition("-")[0]
    except LangDetectException:
        return None


def _script(excerpt: str) -> str | None:
    """The language of an excerpt that is mostly not in Latin letters, or None."""
    counts = Counter({code: len(pattern.findall(excerpt)) for code, pattern in _SCRIPTS})
    if counts["ja"] * 20 >= counts["zh"]:  # Japanese prose has one kana in three characters or more
        counts["ja"], counts["zh"] = (counts["ja"] + counts["zh"], 0) if counts["ja"] else (0, counts["zh"])
    script, count = min(counts.items(), key=lambda item: (-item[1], item[0]))
    if count < 4 or count * 2 < sum(map(len, _WORD.findall(excerpt))):
        return None
    if script not in _SHARED_SCRIPTS:
        return script
    known = _SHARED_SCRIPTS[script].split()
    answer = _ask(excerpt) if len(excerpt) >= MIN_ASKED else None
    return answer if answer in known else known[0]


def _latin(excerpt: str) -> str | None:
    """The language of an excerpt in Latin letters, by its function words; langdetect settles close calls."""
    words = [word.lower() for word in _WORD.findall(excerpt)]
    counts = Counter(words)
    hits: dict[str, list[str]] = {}
    for word in counts.keys() & _codes().keys():
        for code in _codes()[word]:
            hits.setdefault(code, []).append(word)
    scores = {code: sum(counts[word] for word in found) for code, found in hits.items() if len(found) >= 2}
    # Two different function words, and one word in eight: running text of any language has twice that.
    scores = {code: score for code, score in scores.items() if score * 8 >= len(words)}
    if not scores:  # words that other languages spell too ("in", "on", "a") count where no other language claims them
        shared = [word for word in words if word in wordlists.load("function_words")]
        return "en" if len(set(shared)) >= 3 and len(shared) * 7 >= len(words) else None
    best = min(scores, key=lambda code: (-scores[code], code))
    rival = max((score for code, score in scores.items() if code != best), default=0)
    if best == "en" or (scores[best] >= 4 and rival * 2 <= scores[best]):
        return best
    if len(excerpt) < MIN_ASKED:
        return None
    answer = _ask(excerpt)
    if answer in scores:
        return answer
    return best if scores[best] >= 6 and scores[best] * 4 >= len(words) else None


def language_of(passage: str) -> str | None:
    """The ISO 639-1 code of a passage by its first `EXCERPT` characters; None where there is too little to tell."""
    return _of_excerpt(passage[:EXCERPT])


def _is_other_letter(char: str) -> bool:
    return any(first <= char <= last for first, last in zip(_OTHER_LETTERS[1::3], _OTHER_LETTERS[3::3], strict=False))


@lru_cache(maxsize=4096)
def _of_excerpt(excerpt: str) -> str | None:
    foreign_letters = not excerpt.isascii() and any(map(_is_other_letter, set(excerpt)))
    if not foreign_letters:  # the gate: nearly all English prose leaves here
        if len(_english().intersection(excerpt[:PREFILTER].split())) >= 3:
            return "en"
    elif code := _script(excerpt):
        return code
    return _latin(excerpt)


@cache
def _english_words() -> HashedWordSet:
    from mtdetect.text.word_index import HashedWordSet

    return HashedWordSet(_english(), "hashes")  # all of letters alone


class _Verdicts:
    """What was found of one document: its language, and by paragraph whether it is plainly English."""

    def __init__(self, doc: SegmentedText) -> None:
        self.language: str | None = None
        self.english: list[bool] | None = None


def prefilter_language(documents: Sequence[SegmentedText]) -> None:
    """Notes on documents that are searched together which of their paragraphs are English by the gate alone."""
    import numpy as np

    from mtdetect.text.word_index import distinct

    chars = documents[0].chars
    sizes = [len(document.paragraphs) for document in documents]
    bounds = chain.from_iterable(span for document in documents for span in document.paragraphs)
    spans = np.fromiter(bounds, np.int64).reshape(-1, 2)
    starts, ends = (spans + np.repeat([chars.starts[document.number] for document in documents], sizes)[:, None]).T
    english = np.zeros(len(starts), np.bool_)
    if len(starts):
        words, known = chars.words, _english_words()
        which = (known.has(words.hashes) & (words.starts >= starts[0])).nonzero()[0]
        apart = chars.are(words.starts[which] - 1, r"\s") & chars.are(words.ends[which], r"\s")
        which = which[apart]
        owner = starts.searchsorted(words.starts[which], "right") - 1
        near = words.ends[which] <= np.minimum(starts + PREFILTER, ends)[owner]
        met = distinct(owner[near] << 32 | known.find(words.hashes[which[near]])) >> 32
        english = np.bincount(met, minlength=len(starts)) >= 3
        english[starts.searchsorted(chars.of(_OTHER_LETTERS), "right") - 1] = False
    own = iter(english.tolist())
    for document, size in zip(documents, sizes, strict=True):
        document.memo(_Verdicts).english = list(islice(own, size))


def _plainly_english(doc: SegmentedText) -> list[bool]:
    if doc.memo(_Verdicts).english is None:
        prefilter_language([doc])
    return doc.memo(_Verdicts).english or []


def _sample(number: int) -> Sequence[int]:
    if number <= SAMPLE:
        return range(number)
    return [i * number // SAMPLE for i in range(SAMPLE)]


def document_language(doc: SegmentedText) -> str | None:
    """The language in which most of the document is written, by characters; None where there is too little to tell.

    Paragraphs without a verdict of their own (headings, menus, short ones) are judged together.
    """
    verdicts = doc.memo(_Verdicts)
    if verdicts.language is None:
        verdicts.language = _document_language(doc) or UNKNOWN
    return verdicts.language if verdicts.language != UNKNOWN else None


def _document_language(doc: SegmentedText) -> str | None:
    votes: Counter[str] = Counter()
    undecided, english = [], _plainly_english(doc)
    for i in _sample(len(doc.paragraphs)):
        start, end = doc.paragraphs[i]
        if english[i]:
            votes["en"] += end - start
            continue
        excerpt = doc.text[start : min(end, start + EXCERPT)]
        if code := language_of(excerpt):
            votes[code] += end - start
        else:
            undecided.append(excerpt[:80])
    if not votes and (code := language_of(" ".join(undecided))):
        votes[code] = 1
    return min(votes, key=lambda code: (-votes[code], code)) if votes else None


def foreign_paragraphs(doc: SegmentedText) -> Iterator[tuple[Span, str]]:
    """The paragraphs of an English document that are written in another language, each with that language."""
    for span, english in zip(doc.paragraphs, _plainly_english(doc), strict=True):
        long = span.end - span.start >= MIN_ASKED
        if not english and (long or not doc.text[span.start : span.end].isascii()):
            excerpt = doc.text[span.start : min(span.end, span.start + EXCERPT)]
            code = language_of(excerpt)
            # A foreign title in an English line ("2014 Mulher (segment “Quando não há mais amor”)") is no paragraph.
            if code not in (None, "en") and language_of(_ASIDE.sub(" ", excerpt)) == code:
                yield span, str(code)
