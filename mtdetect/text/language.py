"""The language of a text: decided by script and function words where possible, by langdetect in close calls.

langdetect is slow (0.08 MB/s), random unless seeded, raises an exception on digits, and is wrong about one in six
English paragraphs of under 60 characters. Function words are fast and don't guess: a list of names, scores or menu
items has none, and no language is named.
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
"""Characters of a paragraph to examine: some 65 words, about 20 of them function words in any language."""
PREFILTER = 160
"""Characters within which nearly all English prose has three different function words."""
SAMPLE = 240
"""Paragraphs of a document to examine, spread evenly over it."""
MIN_ASKED = 60
"""Characters below which langdetect is only guessing."""

UNKNOWN = "und"
"""The ISO 639-2 code for an undetermined language."""

_WORD = patterns.compile(r"[^\W\d_]+")
_ASIDE = patterns.compile(r"\([^()]{1,200}\)|“[^“”]{1,200}”|(?<!\w)\"[^\"]{1,200}\"|(?<!\w)['‘][^'’]{1,200}['’](?!\w)")
_OTHER_LETTERS = "[\u0370-\u1cff\u1f00-\u1fff\u2e80-\ud7ff\uf900-\ufaff\ufb1d-\ufdff\ufe70-\ufefc\uff66-\uffdc]"
"""Non-Latin letters. Never compiled: that would take `re` longer than an article takes to read."""
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
"""Scripts shared by several languages, the commonest first: it is the answer if langdetect names none of them."""


@cache
def function_words() -> dict[str, frozenset[str]]:
    """Function words by ISO 639-1 code, from `wordlists/language_words.txt`, without those that English shares."""
    languages = {}
    for line in sorted(wordlists.load("language_words")):
        code, *words = line.split()
        languages[code] = frozenset(words) - (wordlists.load("function_words") if code != "en" else set())
    return languages


@cache
def codes_by_word() -> dict[str, list[str]]:
    """The languages of each function word."""
    codes: dict[str, list[str]] = {}
    for code, terms in function_words().items():
        for term in terms:
            codes.setdefault(term, []).append(code)
    return codes


@cache
def _english() -> frozenset[str]:
    return function_words()["en"]


@cache
def _langdetect() -> Any:
    """langdetect's detector factory, seeded.

    Its own loader reads the profiles in directory order, and mistakes an interrupt for a broken file: it swallowed
    Ctrl-C and left out the remaining languages.
    """
    import json
    from pathlib import Path

    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
    from langdetect.utils.lang_profile import LangProfile

    factory = DetectorFactory()
    factory.set_seed(0)
    files = sorted(file for file in Path(PROFILES_DIRECTORY).iterdir() if file.name[0] not in "._")
    for index, file in enumerate(files):
        factory.add_profile(LangProfile(**json.loads(file.read_text(encoding="utf-8"))), index, len(files))
    return factory


@lru_cache(maxsize=1024)
def _ask(excerpt: str) -> str | None:
    """langdetect's answer, or None if it has none."""
    from langdetect import LangDetectException

    detector = _langdetect().create()
    detector.append(excerpt)
    try:
        return str(detector.detect()).partition("-")[0]
    except LangDetectException:
        return None


def _script(excerpt: str) -> str | None:
    """The language of an excerpt mostly in a non-Latin script, else None."""
    counts = Counter({code: len(pattern.findall(excerpt)) for code, pattern in _SCRIPTS})
    if counts["ja"] * 20 >= counts["zh"]:  # in Japanese prose, at least one character in three is kana
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
    """The language of an excerpt in Latin script, by its function words; langdetect settles close calls."""
    words = [word.lower() for word in _WORD.findall(excerpt)]
    counts = Counter(words)
    hits: dict[str, list[str]] = {}
    for word in counts.keys() & codes_by_word().keys():
        for code in codes_by_word()[word]:
            hits.setdefault(code, []).append(word)
    scores = {code: sum(counts[word] for word in found) for code, found in hits.items() if len(found) >= 2}
    # At least two different function words, and one word in eight: running text in any language has twice as many.
    scores = {code: score for code, score in scores.items() if score * 8 >= len(words)}
    if not scores:  # words that other languages share ("in", "on", "a") count if no language qualifies
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
    """The ISO 639-1 code of a passage, judged by its first EXCERPT characters; None if there is too little evidence."""
    return _of_excerpt(passage[:EXCERPT])


def _is_other_letter(char: str) -> bool:
    return any(first <= char <= last for first, last in zip(_OTHER_LETTERS[1::3], _OTHER_LETTERS[3::3], strict=False))


@lru_cache(maxsize=4096)
def _of_excerpt(excerpt: str) -> str | None:
    foreign_letters = not excerpt.isascii() and any(map(_is_other_letter, set(excerpt)))
    if not foreign_letters:  # the prefilter: nearly all English prose needs no more
        if len(_english().intersection(excerpt[:PREFILTER].split())) >= 3:
            return "en"
    elif code := _script(excerpt):
        return code
    return _latin(excerpt)


@cache
def _english_words() -> HashedWordSet:
    from mtdetect.text.word_index import HashedWordSet

    return HashedWordSet(_english(), "hashes")  # runs of letters, like those of `CharIndex.words`


class _Verdicts:
    """What is known of a document: its language, and which of its paragraphs are plainly English."""

    def __init__(self, doc: SegmentedText) -> None:
        self.language: str | None = None
        self.english: list[bool] | None = None


def prefilter_language(documents: Sequence[SegmentedText]) -> None:
    """Marks the plainly English paragraphs of documents that share a character index, by function words alone."""
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
    """The ISO 639-1 code of most of the document, counted in characters; None if there is too little evidence.

    If no paragraph can be decided by itself (headings, menus, short ones), they are judged together.
    """
    verdicts = doc.memo(_Verdicts)
    if verdicts.language is None:
        verdicts.language = _document_language(doc) or UNKNOWN
    return verdicts.language if verdicts.language != UNKNOWN else None


def _document_language(doc: SegmentedText) -> str | None:
    votes: Counter[str] = Counter()
    undecided, english = list[str](), _plainly_english(doc)
    if english and all(english):
        return "en"
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


def has_other_paragraphs(doc: SegmentedText) -> bool:
    """Whether some paragraphs are not plainly English, by their function words."""
    return not all(_plainly_english(doc))


def foreign_paragraphs(doc: SegmentedText) -> Iterator[tuple[Span, str]]:
    """The paragraphs of an English document that are in another language, with its ISO 639-1 code."""
    for span, english in zip(doc.paragraphs, _plainly_english(doc), strict=True):
        long = span.end - span.start >= MIN_ASKED
        if not english and (long or not doc.text[span.start : span.end].isascii()):
            excerpt = doc.text[span.start : min(span.end, span.start + EXCERPT)]
            code = language_of(excerpt)
            # A foreign title doesn't make a line foreign: "2014 Mulher (segment “Quando não há mais amor”)".
            if code not in (None, "en") and language_of(_ASIDE.sub(" ", excerpt)) == code:
                yield span, str(code)
