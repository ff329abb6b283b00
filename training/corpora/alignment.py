"""Labels for the paragraphs of a page's plain text, by aligning them with the hand-cleaned article.

The share of a paragraph's word 4-grams that stand in the article decides: 0.8 and more is content, 0.2 and less
furniture, between them nothing can be said. Three things make that too simple, and are handled here. A teaser, a
pull quote or a hidden second copy repeats the article's words: so the paragraphs that matched are put in order,
and only those that follow the article from its start to its end are content. A paragraph under four words has no
4-gram: it is content only where it equals a whole line of the article and stands inside it. Headlines, bylines and
captions belong to the article for one reader and to the page for another: they get a kind and no label.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Literal, NamedTuple

N = 4
CONTENT_SHARE, FURNITURE_SHARE = 0.8, 0.2
MIN_COVERAGE = 0.5
"""A page whose text holds less of the article than this was not saved whole, or the article is another version."""

Kind = Literal["body", "headline", "byline", "caption", "fragment", "mixed", "duplicate", "prose", "furniture"]
LABELS: dict[Kind, int | None] = {
    "body": 0,
    "headline": None,  # the last standing of the title before the article; any other is furniture
    "byline": None,
    "caption": None,
    "fragment": None,  # a few words of the article, inside it, on a line of their own: a list item, a split line
    "mixed": None,
    "duplicate": None,  # the article's words once more, beside or inside it
    "prose": None,  # paragraphs of sentences in a row outside the article: its own cut-off end, or another article
    "furniture": 1,
}

_TOKEN = re.compile(r"\w+")
_BYLINE = re.compile(
    r"(?:(?:written|reported|reporting|posted|edited|story|photos?|words) )?by\b|\((?:reporting|editing|additional)\b",
    re.IGNORECASE,
)
_FULL_SENTENCES = re.compile(r"[.!?][\"”’)]*\s+[\"“‘(]*[A-Z0-9](?:.*[.!?:][\"”’)]*)\Z", re.DOTALL)
_PITCH = re.compile(
    r"subscri|newsletter|sign(?:ing)? up|log in|cookie|privacy|terms of|copyright|©|rights reserved|affiliate"
    r"|commission|advertis|click|e-?mail|browser|website|this site|our site|consent|contact us|download the",
    re.IGNORECASE,
)
_CAPTION_TAG = re.compile(r"<figcaption\b[^>]*>(.{1,3000}?)</figcaption", re.IGNORECASE | re.DOTALL)
_CAPTION_CLASS = re.compile(
    r"<(p|div|span|dd|small|em|figure)\b[^>]{0,300}\bclass=[\"'][^\"'>]{0,200}caption[^\"'>]{0,200}[\"'][^>]{0,300}>"
    r"(.{1,1500}?)</\1",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<[^>]{0,2000}>")


class Aligned(NamedTuple):
    kinds: list[Kind]
    coverage: float
    """Share of the article's 4-grams that the content paragraphs hold."""


def tokens(text: str) -> list[str]:
    """The words in lower case, with quotes, dashes and wide forms out of the way."""
    return _TOKEN.findall(unicodedata.normalize("NFKC", text).lower())


def ngrams(words: Sequence[str], n: int = N) -> list[tuple[str, ...]]:
    return [tuple(words[i : i + n]) for i in range(len(words) - n + 1)]


def shingle_f1(predicted: str, body: str) -> tuple[float, float]:
    """Precision and recall of an extracted article, as the public article-extraction benchmark counts them.

    Multisets of 4-grams of case-sensitive `\\w+` tokens; a text under four tokens is one shorter shingle. Over
    pages, average each of the two; the benchmark's F1 is the harmonic mean of the two averages.
    """
    found, wanted = (_shingles(text) for text in (predicted, body))
    true = (found & wanted).total()
    false, missed = found.total() - true, wanted.total() - true
    precision = true / (true + false) if true + false else float(not missed)
    recall = true / (true + missed) if true + missed else float(not false)
    return precision, recall


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _TOKEN.findall(text)
    return Counter(tuple(words[i : i + N]) for i in range(max(1, len(words) - N + 1)) if words)


def mean_f1(scores: Sequence[tuple[float, float]]) -> float:
    """The benchmark's F1 from the (precision, recall) of every page."""
    precision = sum(score[0] for score in scores) / max(1, len(scores))
    recall = sum(score[1] for score in scores) / max(1, len(scores))
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def captions_of(html: str) -> list[str]:
    """The page's captions as lower-case words joined by blanks, from the elements that say they hold one."""
    found = [match[1] for match in _CAPTION_TAG.finditer(html)] + [m[2] for m in _CAPTION_CLASS.finditer(html)]
    return [" ".join(tokens(_TAG.sub(" ", caption))) for caption in found]


def align(paragraphs: Sequence[str], body: str, title: str, authors: str, captions: Sequence[str]) -> Aligned:
    """A kind for each paragraph of a page's text."""
    body_words = tokens(body)
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, gram in enumerate(ngrams(body_words)):
        places[gram].append(i)
    words = [tokens(paragraph) for paragraph in paragraphs]
    grams = [ngrams(paragraph) for paragraph in words]
    shares = [sum(g in places for g in own) / len(own) if own else 0.0 for own in grams]

    lines = {" ".join(tokens(line)) for line in body.splitlines()}
    chain = _reading_order(grams, shares, places)
    in_chain = set(chain)
    covered = {gram for i in chain for gram in grams[i]}
    coverage = sum(gram in covered for gram in places) / max(1, len(places))
    first, last = (chain[0], chain[-1]) if chain else (len(words), -1)
    joined_body = f" {' '.join(body_words)} "
    joined_captions = "\n".join(f" {caption} " for caption in captions)
    names = {name for name in tokens(authors) if len(name) > 2}

    kinds: list[Kind] = []
    for i, paragraph in enumerate(words):
        inside = first - 2 <= i <= last + 2
        joined = " ".join(paragraph)
        if not paragraph:
            kind: Kind = "mixed" if first <= i <= last else "furniture"
        elif i in in_chain:
            kind = "body"
        elif len(paragraph) < N:
            if joined in lines:
                kind = "body" if inside else "furniture"
            elif first < i < last and len(joined) > 3 and f" {joined} " in joined_body:
                kind = "fragment"
            else:
                kind = "furniture"
        elif shares[i] >= CONTENT_SHARE:
            kind = "duplicate" if inside else "furniture"
        else:
            kind = "furniture" if shares[i] <= FURNITURE_SHARE else "mixed"
        if kind == "furniture" and paragraph:
            if _is_byline(paragraphs[i], paragraph, names) and first - 12 <= i <= last + 6:
                kind = "byline"
            elif len(paragraph) > 2 and first - 8 <= i <= last + 8 and f" {joined} " in joined_captions:
                kind = "caption"
        kinds.append(kind)
    _mark_second_copy(kinds, words, shares, len(body_words))
    _mark_prose(kinds, paragraphs, words)
    _mark_headline(kinds, words, tokens(title), first)
    return Aligned(kinds, coverage)


def _reading_order(
    grams: list[list[tuple[str, ...]]], shares: list[float], places: dict[tuple[str, ...], list[int]]
) -> list[int]:
    """The matched paragraphs that follow the article in its own order, and close together: the heaviest such chain.

    A teaser far from the article loses to the real paragraph, since the real one lets its neighbours into the
    chain as well. A gap between two links costs a word for every other paragraph it skips.
    """
    matched = [i for i, share in enumerate(shares) if share >= CONTENT_SHARE]
    best: list[tuple[float, int]] = []  # weight of the best chain that ends here, and the link before (-1: none)
    ends: list[tuple[int, int]] = []
    for k, i in enumerate(matched):
        own = [places[g] for g in grams[i] if g in places]
        start, end = own[0][0], own[-1][-1]
        weight, before = 0.0, -1
        for j in range(k - 1, max(-1, k - 400), -1):
            # Two words of slack: neighbouring paragraphs share no 4-gram, but a repeated phrase moves an end.
            shifted = own[0][bisect_left(own[0], ends[j][1] - 2)] if own[0][-1] >= ends[j][1] - 2 else None
            if shifted is None:
                continue
            reached = best[j][0] - min(60, i - matched[j] - 1)
            if reached > weight:
                weight, before, start = reached, j, shifted
        best.append((weight + len(own) + 1, before))
        following = [place for place in own[-1] if place >= start]
        ends.append((start, following[0] if following else end))
    if not best:
        return []
    k = max(range(len(best)), key=lambda k: best[k][0])
    chain = []
    while k >= 0:
        chain.append(matched[k])
        k = best[k][1]
    return chain[::-1]


def _is_byline(text: str, words: list[str], names: set[str]) -> bool:
    if len(words) > 14:
        return False
    named = sum(word in names for word in words)
    return (named >= 2 and named >= len(words) / 3) or (bool(_BYLINE.match(text.strip())) and len(words) > 1)


def _mark_second_copy(kinds: list[Kind], words: list[list[str]], shares: list[float], size: int) -> None:
    """Where a page holds most of the article twice (for print, for phones), the second is no furniture."""
    copies = [i for i, kind in enumerate(kinds) if kind == "furniture" and shares[i] >= CONTENT_SHARE]
    if sum(len(words[i]) for i in copies) > 0.3 * size:
        for i in copies:
            kinds[i] = "duplicate"


def _mark_prose(kinds: list[Kind], paragraphs: Sequence[str], words: list[list[str]]) -> None:
    """Hand-cleaned articles end early on some pages, and some pages hold other articles whole: sound prose either way.

    Three paragraphs of at least two full sentences among nine, without the words of a pitch or a notice.
    """
    prose = [
        kind == "furniture"
        and len(words[i]) >= 25
        and bool(_FULL_SENTENCES.search(paragraphs[i]))
        and not _PITCH.search(paragraphs[i])
        for i, kind in enumerate(kinds)
    ]
    for i, is_prose in enumerate(prose):
        if is_prose and sum(prose[max(0, i - 4) : i + 5]) >= 3:
            kinds[i] = "prose"


def _mark_headline(kinds: list[Kind], words: list[list[str]], title: list[str], first: int) -> None:
    for i in range(min(first, len(words)) - 1, -1, -1):
        if kinds[i] in ("furniture", "mixed", "duplicate") and _is_title(words[i], title):
            kinds[i] = "headline"
            return


def _is_title(words: list[str], title: list[str]) -> bool:
    """Equal, or one begins with the other ("Title | Site", a shortened title)."""
    if len(words) < 2 or len(title) < 2:
        return words == title and bool(title)
    shared = min(len(words), len(title))
    return words[:shared] == title[:shared] and shared >= 0.6 * max(len(words), len(title))
