"""A sentence is repeated word for word.

What it does
    Flags the later copies of a sentence of at least six words, if the copy follows at once or in the same paragraph, if
    one of the two is a paragraph of its own, or if several sentences are repeated in a row. Differences in case, spaces
    and the shape of quotation marks are ignored.

Why it is damage
    Scrapers repeat sentences when they take the pull quote, the teaser and the caption along with the article, or join
    two versions of it. Translation systems do so when they lose their place. Writers do not.

Example
    >>> text = "The river rose two metres overnight. Nobody was hurt. The river rose two metres overnight."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['The river rose two metres overnight.']

What it leaves alone
    Short sentences, which dialogue and refrains repeat; single sentences that recur elsewhere inside a paragraph, as in
    the entries of a reference, captions and citations; a manual's formulas, which recur three times and more; entries
    of a list of references; all but long runs in texts longer than an article; sentences repeated at once for emphasis;
    lines without closing punctuation (titles); lists and verse; a standfirst that the body repeats inside a paragraph;
    a question in a paragraph of its own, such as an interviewer asks every guest; legal wording ("All rights
    reserved"); and parts of sentences.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from mtdetect.rules.needs import Needs, second_lines
from mtdetect.text import patterns
from mtdetect.text.segmentation import index_at, split_sentences
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Flag, Rule, Span

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import Places

RULE = Rule(
    "MTD601",
    "repeated-sentence",
    "repetition",
    "A sentence is repeated word for word.",
    any_language=True,
    rank=70,
    merge_group="wording",
)

MIN_WORDS, MIN_LENGTH = 6, 28
"""Below this, dialogue and refrains repeat sentences on purpose."""

STANDFIRST = 4
"""A standfirst is one of the first paragraphs: title, standfirst, byline, body."""

PARAGRAPH = 120
"""A whole paragraph of this many characters is repeated by accident, even if it looked like a standfirst at first."""

PULLED = 60
"""A sentence shorter than this (characters) may be a paragraph in one place and part of one elsewhere by chance, unless
it is a quotation."""

PULL_QUOTES = 4
"""A text with more sentences like that is a reference, a licence or a manual, which repeat them in parallel entries."""

RUN = 175
"""Characters in several sentences that are repeated in a row. The entries of a reference share shorter runs."""

LONG, RUN_IN_LONG = 20_000, 400
"""Characters of a text that is longer than an article. There, single sentences and shorter runs recur on purpose."""

FORMULA = 3
"""A sentence that a text has this often, in places apart, is a formula of it: an article has a pull quote once."""

ENTRIES = 5
"""A text with more such runs is a reference or a story with branches: one page holds few second copies."""

SECTIONS = 3
"""A text with this many numbered headings of several levels is a reference."""

SHORT_LINE = 60
"""Lines of verse and dialogue are shorter than this (characters)."""

EMPHASIS = 8
"""A sentence with fewer words than this, repeated at once, is a speaker's emphasis."""

_CLOSED = patterns.compile(r"[.!?…。！？][\"'”’»)\]]*\Z")
_QUOTATION = "\"'“‘„«"
_LIST_MARK = patterns.compile(r"(?:[-*•–—·▪]|\(?\w{1,3}[.)])\s")
_QUOTES = dict(zip("“”„«»‘’", '"""""\'\'', strict=True))
_BREAK, _BEFORE_BREAK = r"\s", r"[.!?…\"'”’)\]“„«»‘]"
_IGNORED = r"[\s\"'“”„«»‘’]"
"""Characters in which two copies of a sentence may differ."""
_SECTION = patterns.compile(r"^(?:[A-Z]\.)?\d{1,2}(?:\.\d{1,2})+\.? \w", re.MULTILINE)
_REFERENCE = patterns.compile(
    r"(?:\[\d{1,4}\] |\d{1,4}\. )?[A-Z][\w’'-]{1,30}, (?:[A-Z]\.|[A-Z][a-z]{1,30}[.,;] )[^\n]{0,400}?\b(?:19|20)\d\d"
)
"""The beginning of an entry in a list of references: two may have the same authors."""
_BOILERPLATE = patterns.compile(
    r"\b(?:rights? reserved|without (?:prior |express )?(?:written )?permission|terms (?:of|and)|warrant(?:y|ies)"
    r"|liab(?:le|ility)|pursuant to|hereby|herein|thereof|amen)\b"
)


MOST_SPACES = 200
"""White-space characters between a sentence and a copy that follows at once."""


def _key(sentence: str) -> str:
    if sentence.isascii():
        if sentence.isprintable() and "  " not in sentence:  # a fast path for nearly all sentences
            return sentence.lower().strip("\"' ")
    else:
        for mark, plain in _QUOTES.items():
            sentence = sentence.replace(mark, plain)
    return " ".join(sentence.casefold().split()).strip("\"' ")


def _counts(key: str) -> bool:
    """Whether it is a whole sentence that no one needs to repeat."""
    return key.count(" ") >= MIN_WORDS - 1 and bool(_CLOSED.search(key[-4:])) and not _BOILERPLATE.search(key)


def _is_verse(doc: SegmentedText, sentence: Span) -> bool:
    """Whether the sentence is in a list item, or in a short line next to another: verse, dialogue, a table."""
    i = index_at(doc.lines, sentence.start)
    if _LIST_MARK.match(doc.text, doc.lines[i].start):
        return True
    if doc.lines[i].end - doc.lines[i].start >= SHORT_LINE:
        return False
    beside = [j for j in (i - 1, i + 1) if 0 <= j < len(doc.lines)]
    return any(
        doc.lines[j].end - doc.lines[j].start < SHORT_LINE
        and doc.text.count("\n", doc.lines[min(i, j)].end, doc.lines[max(i, j)].start) < 2
        for j in beside
    )


def _is_emphatic(between: str, key: str) -> bool:
    """Whether a short sentence is repeated at once, for emphasis."""
    return not between.strip("\"'”“’‘ ") and key.count(" ") < EMPHASIS - 1


def _repeats(chars: CharIndex) -> Places:
    """The ends of text that occurs twice between possible sentence ends, if it is long enough for a sentence."""
    import numpy as np

    ends = chars.of(_BREAK)
    ends = ends[chars.are(ends - 1, _BEFORE_BREAK) | chars.are(ends, patterns.LINE_BREAK)]
    starts, sums = ends[:-1], chars.sums(ends, _IGNORED)[:-1]
    owner = chars.owners(starts + 1)
    order = np.lexsort((sums, owner))
    same = (np.diff(sums[order]) == 0) & (np.diff(owner[order]) == 0)
    twice = np.zeros(len(starts), np.bool_)
    twice[order[1:][same]] = twice[order[:-1][same]] = True
    # A repeated sentence is one piece, or several in a row that each occur twice.
    first = (twice & ~np.concatenate(([False], twice[:-1]))).nonzero()[0]
    last = (twice & ~np.concatenate((twice[1:], [False]))).nonzero()[0]
    long = ends[last + 1] - starts[first] >= MIN_LENGTH
    edges = np.zeros(len(ends), np.int64)
    edges[first[long]], edges[last[long] + 1] = 1, -1
    return ends[1:][edges[:-1].cumsum() > 0] - 1


def _run_lengths(sentences: Sequence[Span], originals: Sequence[int]) -> list[int]:
    """By sentence, the length in characters of the run of copies that it belongs to, in the order of their originals.

    A sentence by itself, or one that is no copy, has length 0.
    """
    lengths = [0] * len(sentences)
    start = 0
    for i in range(1, len(sentences) + 1):
        copy = i < len(sentences) and originals[i] < i and originals[i - 1] < i - 1
        if copy and originals[i] == originals[i - 1] + 1:
            continue
        if i - start > 1:
            lengths[start:i] = [sentences[i - 1].end - sentences[start].start] * (i - start)
        start = i
    return lengths


def _is_reference(doc: SegmentedText) -> bool:
    """Whether the text describes one thing after another in the same words: a manual, a list of commands."""
    return patterns.at_least(_SECTION.finditer(doc.text), SECTIONS)


NEEDS = Needs(second_lines, _repeats)


def find(doc: SegmentedText) -> Iterator[Flag]:
    wrapped = len(doc.lines) != len(doc.paragraphs)  # then the end of a line need not end a sentence
    candidates = doc.paragraphs if wrapped else doc.paragraphs_at(doc.places(_repeats))
    if not candidates:
        return
    sentences = split_sentences(doc.text, candidates)
    texts = [doc.text[start:end] for start, end in sentences]
    key_of = {text: _key(text) for text in set(texts)}
    keys = [key_of[text] for text in texts]
    seen: dict[str, int] = {}
    originals = [seen.setdefault(key, i) for i, key in enumerate(keys)]
    if len(seen) == len(keys):
        return
    runs = _run_lengths(sentences, originals)
    counts: dict[str, bool] = {}  # for sentences with more than one copy
    single: dict[str, list[Flag]] = {}
    entries: dict[int, list[Flag]] = {}  # by the number of a run's first sentence
    run = 0
    times = Counter(keys)
    long_text = len(doc.text) > LONG
    enough = RUN_IN_LONG if long_text else RUN
    early, paragraphs = doc.paragraphs[:STANDFIRST], frozenset(doc.paragraphs)
    for i, sentence in enumerate(sentences):
        if originals[i] == i or sentence.end - sentence.start < MIN_LENGTH:
            continue
        if not runs[i] or runs[i] != runs[i - 1] or originals[i] != originals[i - 1] + 1:
            run = i
        key, first = keys[i], sentences[originals[i]]
        if key not in counts:
            counts[key] = _counts(key)
        length = sentence.end - sentence.start
        near = sentence.start - first.end <= MOST_SPACES  # a slice up to a copy far away would take long
        at_once = near and doc.text[first.end : sentence.start].isspace() and key[-1:] != "?"
        alone = sentence in paragraphs
        if first in early and not at_once and runs[i] < enough and not (alone and length >= PARAGRAPH):
            continue
        quotation = doc.text[sentence.start] in _QUOTATION
        pulled = (alone or first in paragraphs) and (length >= PULLED or quotation)
        certain = at_once or doc.paragraph_at(first.start).end >= sentence.end
        pulled = pulled and not long_text and times[key] < FORMULA
        if not (certain or runs[i] >= enough or pulled):
            continue
        if not counts[key] or (key[-1] == "?" and alone) or _is_verse(doc, sentence):
            continue
        if _REFERENCE.match(doc.text, doc.paragraph_at(sentence.start).start):
            continue
        if _is_emphatic(doc.text[first.end : min(sentence.start, first.end + 8)], key):
            continue
        flag = RULE.flag(*sentence, "This sentence already appeared in the document, word for word.")
        if certain:
            yield flag
        elif runs[i] >= enough:
            entries.setdefault(run, []).append(flag)
        else:
            single.setdefault(key, []).append(flag)
    if (entries or single) and _is_reference(doc):
        return
    if len(entries) <= ENTRIES:
        yield from chain.from_iterable(entries.values())
    if len(single) <= PULL_QUOTES:
        yield from chain.from_iterable(single.values())
