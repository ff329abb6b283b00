"""Finds paragraphs that are cut off, from their last words alone."""

from __future__ import annotations

from mtdetect.rules.boundary.boundary_words import WORD
from mtdetect.rules.boundary.truncated.closed_paragraphs import INNER_END, MANY_NAMES, MIN_PROSE_WORDS, is_closed
from mtdetect.rules.boundary.truncated.torn_words import is_torn
from mtdetect.text import patterns, wordlists
from mtdetect.text.register import is_sentence_case
from mtdetect.types import Finding, Span

ELSEWHERE = 20_000
"""How far to look for another occurrence of an unknown word, in characters on either side."""
MIN_OPEN_WORDS = 20
"""Words in the shortest paragraph that needs closing punctuation; most standfirsts and captions are shorter."""

DOTS = patterns.compile(r"[ \xa0]?(?:\.\.\.|…|\[(?:\.\.\.|…)\])\Z")
"""Dots in place of the rest of a text."""

LAST_WORD = patterns.compile(r"[^\W_][\w’'-]*\W{0,6}\Z")
"""The last word before the end of the search, with the punctuation after it."""

_POINTER = patterns.compile(
    r"(?:(?:\.\.\.|…) ?(?:(?:Read|View|Show|Continue)\b[a-z ]{0,16}|See (?:more|all|full|the)\b[a-z ]{0,16}|more)"
    r"|\((?:more|continued)\)|(?:(?:…|\.\.\.) ?)?\[\+\d{1,6} chars\])\Z"
)
_SALUTATION = patterns.compile(r"\b(?:Dear|Hi|Hello|Hey) [A-Z][\w’'-]*(?: [A-Z][\w’'-]*){0,2},\Z")
_SPEECH = patterns.compile(r"[\"“]|\b(?:I|we|We|you|You|yeah|well|our|my)\b")
_CUT_VERBS = patterns.compile(r"said|says|told|added|is|are|was|were|has|have|had|will|would|can|could|should|been")
_PREPOSITIONS = patterns.compile(r"of|to|from|with|into|by|at|for|in|on|between|that|which|who|as")
_NEVER_LAST = patterns.compile(r"of|to|from|with|into|at|between|which|who|as")


def hangs(word: str) -> bool:
    """Whether a word leaves its sentence hanging: no sentence ends with it."""
    return word in wordlists.load("hanging_words") or _NEVER_LAST.fullmatch(word) is not None


def cut_end(text: str, paragraph: Span, following: str, around: bool) -> Finding | None:
    """The finding for a paragraph that stops in mid-sentence.

    `following` is the first character of the next paragraph; `around` says that the neighbours are complete prose.
    """
    body = text[paragraph.start : paragraph.end]
    pointer = _POINTER.search(body, max(0, len(body) - 28))
    if pointer and len(body.split(None, MIN_PROSE_WORDS)) >= MIN_PROSE_WORDS:
        at = paragraph.start + pointer.start()
        return Finding(at, paragraph.end, f"The text is cut off here: “{pointer[0]}” points to the rest.")
    dots = DOTS.search(body, max(0, len(body) - 7))
    if not dots and is_closed(text, paragraph):
        return None
    words = body.split()
    if len(words) < MIN_PROSE_WORDS or following.islower() or not is_sentence_case(words, MANY_NAMES):
        return None
    last = LAST_WORD.search(body, max(0, len(body) - 48))
    if last is None:
        return None
    bare = WORD.match(body, last.start())
    word = bare[0] if bare else ""
    start = paragraph.start + last.start()
    if dots:
        cut = _is_cut_before_dots(body, word, dots[0])
        message = f"The text is cut off after “{word}”: dots replace the rest."
    elif body[-1] == ",":
        cut = around and following not in "“\"‘'" and len(words) >= 12 and is_sentence_case(words)
        cut = cut and not _SALUTATION.search(body, max(0, len(body) - 40))
        message = "The paragraph ends with a comma: the rest of the sentence is missing."
    elif not body[-1].isalpha() or not word or (word in ("and", "or") and not following.isalpha() and following):
        return None  # the last item of a list follows
    else:
        prose = len(words) >= MIN_OPEN_WORDS and (INNER_END.search(body) is not None or around)
        if word in ("and", "or") and body.endswith(("; and", "; or")):
            return None  # more items of a list follow
        cut = word in wordlists.load("hanging_words") or (prose and _NEVER_LAST.fullmatch(word) is not None)
        message = f"The paragraph ends with “{word}”: no sentence ends with this word."
        if not cut and prose and len(word) > 2 and body[: last.start()].endswith(" "):
            cut = is_torn(word) and not _comes_again(text, word, paragraph)
            message = f"The paragraph is cut off in the middle of a word: “{word}”."
    return Finding(start, paragraph.end, message) if cut else None


def _is_cut_before_dots(body: str, word: str, dots: str) -> bool:
    """Whether dots after a word replace lost text, rather than mark a speaker's pause, which has a space before it."""
    if dots.strip()[0] == "[":
        return True
    close = not dots[0].isspace()
    hanging = word in wordlists.load("hanging_words") or (len(word) == 1 and word.islower())
    hanging |= close and (_CUT_VERBS.fullmatch(word) or _PREPOSITIONS.fullmatch(word)) is not None
    return (close and len(word) > 3 and is_torn(word)) or (hanging and not _SPEECH.search(body))


def _comes_again(text: str, word: str, paragraph: Span) -> bool:
    """Whether the last word of a paragraph occurs elsewhere in the text, and so is a word of its own."""
    whole = f" {word} "
    start, end = paragraph.end - len(word), paragraph.end
    return whole in text[max(0, start - ELSEWHERE) : start] or whole in text[end : end + ELSEWHERE]
