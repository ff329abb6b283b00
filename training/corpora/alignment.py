"""Labels the paragraphs of a page's plain text by aligning them with the hand-cleaned article.

The share of a paragraph's word 4-grams that occur in the article decides: at least 0.8 is content, at most 0.2 is
furniture, and anything between stays unlabelled. Three cases need more care:

- Teasers, pull quotes and hidden second copies repeat the article's words. So matching paragraphs are content only if
  they follow the article in order, from its start to its end.
- A paragraph of fewer than four words has no 4-gram. It is content only if it equals a whole line of the article and
  lies inside it.
- Some readers count headlines, bylines and captions as part of the article, others don't. They get a kind but no label.
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
"""If a page has less of the article than this, it was not saved whole, or the article is another version."""

Kind = Literal["body", "headline", "byline", "caption", "fragment", "mixed", "duplicate", "prose", "furniture"]
LABELS: dict[Kind, int | None] = {
    "body": 0,
    "headline": None,  # the last copy of the title before the article; other copies are furniture
    "byline": None,
    "caption": None,
    "fragment": None,  # a few words of the article, inside it, on a separate line: a list item, a split line
    "mixed": None,
    "duplicate": None,  # a second copy of the article's words, next to it or inside it
    "prose": None,  # several paragraphs of sentences outside the article: its missing end, or another article
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
    """Share of the article's 4-grams found in the content paragraphs."""


def tokens(text: str) -> list[str]:
    """The words in lower case, without punctuation and with wide characters normalised."""
    return _TOKEN.findall(unicodedata.normalize("NFKC", text).lower())


def ngrams(words: Sequence[str], n: int = N) -> list[tuple[str, ...]]:
    return [tuple(words[i : i + n]) for i in range(len(words) - n + 1)]


def shingle_f1(predicted: str, body: str) -> tuple[float, float]:
    """Precision and recall of an extracted article, as the public article-extraction benchmark counts them.

    Compares multisets of 4-grams of case-sensitive `\\w+` tokens; a text of fewer than four tokens is one shorter
    shingle. Average each over all pages; the benchmark's F1 is the harmonic mean of the two averages.
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
    """The page's captions, from caption elements and classes, as lower-case words joined by spaces."""
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
    """The matched paragraphs that follow the article's order, close together: the heaviest such chain.

    The real paragraph wins over a teaser far from the article because its neighbours can join the chain as well. A gap
    between two links costs one word for every paragraph it skips.
    """
    matched = [i for i, share in enumerate(shares) if share >= CONTENT_SHARE]
    best: list[tuple[float, int]] = []  # weight of the best chain that ends here, and the previous link or -1
    ends: list[tuple[int, int]] = []
    for k, i in enumerate(matched):
        own = [places[g] for g in grams[i] if g in places]
        start, end = own[0][0], own[-1][-1]
        weight, before = 0.0, -1
        for j in range(k - 1, max(-1, k - 400), -1):
            # Two words of slack: neighbours share no 4-gram, but a repeated phrase can shift the end of a paragraph.
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
    """If a page has most of the article twice (for print, for phones), the second copy does not count as furniture."""
    copies = [i for i, kind in enumerate(kinds) if kind == "furniture" and shares[i] >= CONTENT_SHARE]
    if sum(len(words[i]) for i in copies) > 0.3 * size:
        for i in copies:
            kinds[i] = "duplicate"


def _mark_prose(kinds: list[Kind], paragraphs: Sequence[str], words: list[list[str]]) -> None:
    """Marks sound prose outside the article: some hand-cleaned articles end early, and some pages have other articles.

    It takes three such paragraphs among nine, each with at least two full sentences and without the words of a pitch.
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
    """Whether they are equal, or one begins with the other ("Title | Site", a shortened title)."""
    if len(words) < 2 or len(title) < 2:
        return words == title and bool(title)
    shared = min(len(words), len(title))
    return words[:shared] == title[:shared] and shared >= 0.6 * max(len(words), len(title))
