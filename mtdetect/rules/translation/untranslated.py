"""A word or passage is still in another language.

What it does
    Flags words in another script ("the decision of [правительства] was"), words with letters that English and its
    loan words lack ("[kandidátů] who won"), runs with several function words of another language ("he said [dass die
    Gespräche nicht] easy"), and whole paragraphs in another language in an English text.

Why it is damage
    Translation systems copy the words they do not know, and scrapers pick up both halves of a bilingual page. A writer
    who uses a foreign word on purpose marks it with quotation marks or brackets, or says what it is.

Example
    >>> text = "The speaker of the Совет opened the session and thanked the members."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['Совет']

What it leaves alone
    Words in quotation marks or brackets, and words under discussion ("the Greek word λόγος", "known in Korean as
    한글"); names with accents (Škoda, São Paulo) or particles (Real Madrid, Rio de la Plata, von der Leyen); words
    that English has borrowed (de facto, vis-à-vis, coup d'état); Greek letters in mathematics; single letters; lines
    that are not prose, such as links to other language versions; entries of a bibliography; texts about another
    language, which have many words in its script or in scholarly transliteration; and texts that are not in English.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from mtdetect.rules.needs import Needs
from mtdetect.text import language, patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Flag, Rule, Span

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

RULE = Rule(
    "MTD303",
    "untranslated",
    "translation",
    "A word or passage is still in another language.",
    rank=60,
    merge_group="wording",
)

_LETTER = (
    "[\u0370-\u03ff\u0400-\u052f\u0531-\u0587\u05d0-\u05ea\u0620-\u06d3\u0904-\u1cff\u1f00-\u1fff\u3041-\u30fa"
    "\u30fc-\u31ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff66-\uffdc\u064b-\u0652]"
)
_OTHER_SCRIPT = patterns.PrefilteredPattern(rf"{_LETTER}{_LETTER}+(?:[ ,・·-]{{1,2}}{_LETTER}+)*", _LETTER * 2)
# Letters that loan words lose in everyday English.
_ACCENTED = patterns.PrefilteredPattern(*["[ěščřžůýťďňľĺŕðþłąęśźżćńőűşğıățșđßåøāēīūųėģķļņ]"] * 2)
_WORD = patterns.compile(r"(?<![\w’'-])[^\W\d_]+(?![\w’'-])")
_KEPT = frozenset(["złoty", "smørrebrød", "ångström", "håček", "smörgåsbord"])
MOST_MENTIONED = 5
"""A text with more passages in another script is about that language: translation leaves single words."""

_SCHOLARLY = patterns.compile(r"[ʿʾḥṣṭḍẓṯḏǧḫṛṇṃṅḷ]\w{0,20}[āīū]|[āīū]\w{0,20}[ʿʾḥṣṭḍẓṯḏǧḫṛṇṃṅḷ]")
"""A word in scholarly transliteration. A text that has it uses it on purpose."""

_LISTED = patterns.compile(r"[-*•–] |\[\w{1,12}\] ?|\(?\d{1,3}[.)] |(?:[A-Z][\w’-]+, ){1,2}[A-Z]|\(Source")
_YEAR = patterns.compile(r"(?<!\d)(?:1[4-9]|20)\d\d(?!\d)")
_LANGUAGE = (
    "(?:Chinese|Japanese|Korean|Arabic|Russian|Ukrainian|Greek|Hebrew|German|French|Spanish|Italian|Portuguese|Latin"
    "|Persian|Hindi|Polish|Czech|Turkish|Latvian|Icelandic|Indonesian|Vietnamese|Thai|Swedish|Dutch)"
)
_LANGUAGE_TALK = patterns.compile(
    r"\b(?:pronounced|spel(?:led|t|ling)|written|characters?|words?|mean(?:s|ing|t)?|literally|called|known (?:as|in)"
    r"|translat\w+|pinyin|terms?|titled?|titles|alphabet|phrases?|kanji|hanja|hangul|hiragana|katakana|Cyrillic"
    r"|dialect|language|lyrics|slogan|motto|proverb|hashtags?|prefix|suffix|verb|noun"
    rf"|in {_LANGUAGE}|{_LANGUAGE}(?: names?| for|:))\b"
)
_PROSE_WORD = patterns.compile(r"(?<!\S)[a-z]{2,}(?=[\s,.;:])")


@cache
def _strong() -> dict[str, frozenset[str]]:
    """Function words that English does not share -> the languages that have them."""
    english = wordlists.known_words() | wordlists.load("shared_spellings")
    strong: dict[str, set[str]] = {}
    for code, words in language.function_words().items():
        for word in words - english if code != "en" else ():
            if len(word) > 1:
                strong.setdefault(word, set()).add(code)
    return {word: frozenset(codes) for word, codes in strong.items()}


def _is_reference(paragraph: str) -> bool:
    """Whether a paragraph is an entry of a bibliography, which gives titles in their own language."""
    return _LISTED.match(paragraph) is not None and _YEAR.search(paragraph) is not None


def _is_mentioned(text: str, paragraph: Span, start: int, end: int) -> bool:
    """Whether a word is quoted, bracketed or under discussion, and so is foreign on purpose."""
    before = text[max(paragraph.start, start - 200) : start]
    after = text[end : min(paragraph.end, end + 60)]
    if before[-1:] in tuple("./@#_") or re.match(r"\.\w", after):  # part of an address
        return True
    if before.count('"') % 2 or before.rfind("“") > before.rfind("”") or before[-1:] in tuple("‘'«„「《*&"):
        return True
    if (
        before.rfind("(") > before.rfind(")")
        or before.rfind("[") > before.rfind("]")
        or after.lstrip()[:1] in ("(", "[")
    ):
        return True
    return bool(_LANGUAGE_TALK.search(before[-80:]) or _LANGUAGE_TALK.search(after[:50]))


@cache
def _strong_words() -> HashedWordSet:
    from mtdetect.text.word_index import HashedWordSet

    return HashedWordSet(_strong(), "hashes")


def _hints(chars: CharIndex) -> Places:
    """The places of function words that English does not share."""
    return chars.words.at(_strong_words().has(chars.words.hashes))


def _runs(doc: SegmentedText) -> Iterator[Span]:
    """Runs with three function words of one other language close together, or two and an unknown word."""
    text, strong = doc.text, _strong()
    words = [match for match in patterns.matches(_WORD, text, doc.places(_hints)) if match[0] in strong]
    # A word next to punctuation counts only if the text also has it between spaces.
    present = {match[0] for match in words if text[max(0, match.start() - 1) : match.end() + 1].strip() == match[0]}
    if len(present) < 2:
        return
    hits = [match for match in words if match[0] in present]
    i = 0
    while i < len(hits):
        last, codes = i, strong[hits[i][0]]
        while last + 1 < len(hits):
            gap = text[hits[last].end() : hits[last + 1].start()]
            if len(gap) > 25 or not re.fullmatch(r"[^.!?;:\n()\"“”]*", gap) or not codes & strong[hits[last + 1][0]]:
                break
            codes &= strong[hits[last + 1][0]]
            last += 1
        span = Span(hits[i].start(), hits[last].end())
        unknown = [word for word in re.findall(r"[a-zß-ž]{3,}", text[span.start : span.end]) if word not in strong]
        unknown = [word for word in unknown if word not in wordlists.load("common_words")]
        if last - i >= 2 or (last > i and unknown):
            yield span
        i = last + 1


def _in_name(text: str, start: int) -> bool:
    """Whether a capitalised word comes one or two words earlier ("Sdružení nezávislých kandidátů")."""
    before = text[max(0, start - 60) : start].split()[-2:]
    return any(word[0].isupper() and word.lower() not in wordlists.load("function_words") for word in before)


def _accented(doc: SegmentedText) -> Iterator[Span]:
    """Lower-case words with such a letter, unless they continue a name ("Česká pošta")."""
    text = doc.text
    end = -1
    held = None
    for match in _ACCENTED.finditer(doc):
        if match.start() < end:
            continue
        start, end = match.span()
        while start > 0 and text[start - 1].isalpha():
            start -= 1
        while end < len(text) and text[end].isalpha():
            end += 1
        if text[start].islower() and end - start > 3 and text[start:end] not in _KEPT and not _in_name(text, start):
            if held and text[held.end : start] == " ":
                start = held.start
            elif held:
                yield held
            held = Span(start, end)
    if held:
        yield held


def _other_script(doc: SegmentedText) -> Iterator[Span]:
    text = doc.text
    for match in _OTHER_SCRIPT.finditer(doc):
        start, end = match.span()
        # Next to a Latin letter it is a look-alike (MTD503); after a number it is a unit (MTD302).
        if not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum():
            yield Span(start, end)


NEEDS = Needs(_hints, _ACCENTED, _OTHER_SCRIPT, other=language.has_other_paragraphs)


def find(doc: SegmentedText) -> Iterator[Flag]:
    text = doc.text
    detected = language.document_language(doc)
    if detected not in ("en", None):
        return
    foreign: list[Span] = []
    for span, code in language.foreign_paragraphs(doc) if detected == "en" else ():
        quoted = text[span.start] in '"“«„' and text[span.end - 1] in '"”»“'
        if span.end - span.start >= 30 and not quoted and not _is_reference(text[span.start : span.end]):
            foreign.append(span)
            message = f"This paragraph is in another language ({code}), but the document is in English."
            yield RULE.flag(*span, message)
    found = list(_runs(doc))
    if not text.isascii():
        other = list(_other_script(doc))
        found += other if len(other) <= MOST_MENTIONED else ()
        accented = list(_accented(doc))
        found += accented if accented and not _SCHOLARLY.search(text) else ()
    last = -1
    for start, end in sorted(found):
        at = bisect_right(foreign, Span(start, len(text))) - 1
        paragraph = doc.paragraph_at(start)
        if start < last or (at >= 0 and start < foreign[at].end) or _is_mentioned(text, paragraph, start, end):
            continue
        around = text[max(paragraph.start, start - 300) : min(paragraph.end, end + 300)]
        if len(_PROSE_WORD.findall(around)) >= 5:
            last = end
            words = text[start : min(end, start + 60)]
            message = f"“{words}” is in another language, and nothing marks it as intentional."
            yield RULE.flag(start, end, message)
