"""Paragraphs that end with dots or without a full stop: the edit test decides whether they are cut off."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mtdetect.rules.boundary.truncated.certain_ends import DOTS, LAST_WORD
from mtdetect.rules.boundary.truncated.closed_paragraphs import INNER_END, MANY_NAMES, MIN_PROSE_WORDS
from mtdetect.rules.boundary.truncated.what_follows import continues_below, sentence_begins
from mtdetect.rules.edit_scoring import LMCoroutine, left_of, log_likelihood_gains
from mtdetect.text import patterns, wordlists
from mtdetect.text.register import InformalRegister, LowercaseNames, is_sentence_case
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Finding, Span

MIN_WORDS = 10
"""Words in the shortest paragraph that is judged."""

STOP_COST, STOP_COST_BEFORE_DOTS, STOP_COST_AMONG_CLOSED, STOP_COST_OF_ONE_SENTENCE = 6.7, 9.0, 5.5, 6.7
"""Cost in bits from which a full stop is out of place at the end of a paragraph: without one, with dots, without one
among closed paragraphs, and the same for a paragraph of one sentence."""
STOP_COST_ALONE = 9.0
"""The same for a paragraph with no closed one before it."""
CONTENT_COST = 2.0
"""Added after a word that could end a sentence: a lead often lacks just its full stop."""
NAME_COST = 2.0
"""Added after a name, which the model may not know, and in casual writing."""

_SHOWN = patterns.compile(r"\b(?:shown|pictured|seen|like th(?:is|ese)|above|below|left|right|here|file photo)\b")
_QUESTION = patterns.compile(
    r"(?:How|What|Who|Whose|Where|When|Why|Which|Do|Does|Did|Is|Are|Was|Were|Can|Could|Will|Would)\Z"
)


def stop_cost(body: str, following: str, careful: bool, around: bool, alone: bool) -> float | None:
    """The cost in bits from which a full stop is out of place here; None for questions and anything but prose.

    `following` is the first character of the next paragraph. `careful` says that nearly all long paragraphs of the text
    are closed, `around` that the neighbours of this one are, and `alone` that none before it is.
    """
    words = body.split()
    lower = is_sentence_case(words)
    prose = lower or (careful and is_sentence_case(words, MANY_NAMES))
    listed = words[-1] in ("and", "or") and following and not following.isalpha()
    if len(words) < MIN_WORDS or not prose or listed or following.islower() or _QUESTION.match(words[0]):
        return None
    if lower and around and following not in "“\"‘'" and not _SHOWN.search(body):
        return STOP_COST_AMONG_CLOSED if _is_text(body) else STOP_COST_OF_ONE_SENTENCE
    # A text of one paragraph, or a line above all others, may be meant to have no full stop.
    return STOP_COST_ALONE if alone else STOP_COST


MIN_TEXT_WORDS = 25
"""Words in the shortest paragraph that needs a full stop merely because its neighbours have one."""


def _is_text(body: str) -> bool:
    """Whether a paragraph is body text: too long for a standfirst, with no heading glued to its end."""
    last = re.split(r"[a-z\d%)][.!?][\"”’)]*\s*(?=[\"“‘(]?[A-Z])", body)[-1]
    return (
        len(body.split()) >= MIN_TEXT_WORDS
        and INNER_END.search(body) is not None
        and len(last.split()) >= MIN_PROSE_WORDS
    )


def unlikely_ends(
    doc: SegmentedText, ends: Sequence[tuple[Span, float]], casual: InformalRegister
) -> LMCoroutine[list[Finding]]:
    """Findings where the language model doesn't expect a full stop; `ends` are paragraphs and their threshold costs."""
    text = doc.text
    of_code = bool(ends) and doc.memo(LowercaseNames).of_code
    asked = [(paragraph, *own) for paragraph, cost in ends if (own := _asked(doc, paragraph, cost, of_code, casual))]
    lefts = [left_of(text, at) for _, at, _ in asked]
    saved = yield from log_likelihood_gains(doc, [(f"{left}.", left) for left in lefts])
    found = []
    for (paragraph, at, needed), bits in zip(asked, saved, strict=True):
        if bits >= needed and not continues_below(doc, paragraph):
            last = LAST_WORD.search(text, max(paragraph.start, at - 40), at)
            start = last.start() if last else paragraph.end - 1
            message = f"The paragraph breaks off after “{text[start : paragraph.end]}”: sentences rarely end there."
            found.append(Finding(start, paragraph.end, message))
    return found


MIN_ONE_SENTENCE = 20
"""Words in the shortest one-sentence paragraph that is judged if its last word could end a sentence. Headlines,
teasers and chat messages have no full stop either, but are shorter."""

_AUTHOR = patterns.compile(
    r"[—–”\"] ?-{0,2} ?[A-Z@][^.!?]*\Z| --? ?[A-Z]\w+(?: [A-Z]\w+){0,2}\Z"
    r"|\b[A-Z][a-z]+: ?[\w. /]+\Z|\b(?:Posted|Written) by [\w. ]+\Z"
)
_ADDRESS = patterns.compile(r"[/@#_=:]|\w\.\w")
_LABEL_END = patterns.compile(
    r"[a-z)][.!?] +(?!(?:The|An?|In|It|But|And|This|He|She|They|We)\b)[A-Z][\w’'-]*(?: [\w’'-]+){0,2}\Z"
)  # a signature or heading after the last sentence
# A stranded preposition: “what stars are made of”, “nothing to start with”.
_STRANDED = patterns.compile(
    r"\b(?:to|are|is|was|were|be|being|been) [a-z]+ (?:of|to|with|at|on|for|from|in|by|into)\Z"
)
# Function words that so rarely end a sentence that a line ending with one is neither a headline nor a name.
_LEADS_ON = patterns.compile(
    r"of|to|from|with|into|at|between|which|who|as|in|on|by|for|about|against|than|because|while|whether|is|was|were|been|being"
    r"|has|have|had|these|those|this|that|his|their|its|our|your|my|the|an?|and|or|he|she|they|we|told"
)


def _asked(
    doc: SegmentedText, paragraph: Span, cost: float, of_code: bool, casual: InformalRegister
) -> tuple[int, float] | None:
    """Where the words of a paragraph end, and the cost in bits needed there; None if its end shows nothing."""
    body = doc.text[paragraph.start : paragraph.end]
    dots = DOTS.search(body, max(0, len(body) - 7))
    bare = body[: dots.start()] if dots else body
    final = bare.rsplit(None, 1)[-1] if bare[-1:].isalpha() else ""
    if not final:
        return None
    if dots:
        if dots[0][0].isspace() or "“" in bare or '"' in bare or _is_signed(bare):
            return None  # a speaker's pause, or a quotation signed by its author
        cost = max(_by_word(final, cost), STOP_COST_BEFORE_DOTS)
    else:
        if _STRANDED.search(bare, max(0, len(bare) - 60)):
            return None
        leads_on = not of_code and _LEADS_ON.fullmatch(final) and sentence_begins(doc.text, paragraph.end)
        if not leads_on and (_is_signed(bare) or _needs_no_stop(doc.text, paragraph, bare, final)):
            return None
        if final[0].isupper() or casual.signs_near(paragraph.end):
            cost += NAME_COST
        cost = _by_word(final, cost)
    return paragraph.start + len(bare), cost


def _by_word(final: str, cost: float) -> float:
    """The cost, raised if the last word is a content word, which could end a sentence."""
    return cost if final.lower() in wordlists.load("function_words") else cost + CONTENT_COST


def _is_signed(bare: str) -> bool:
    """Whether a paragraph ends with the name of its author or speaker."""
    return _AUTHOR.search(bare, max(0, len(bare) - 60)) is not None


def _needs_no_stop(text: str, paragraph: Span, bare: str, final: str) -> bool:
    """Whether a paragraph ends with an address or a label, is a teaser, or could be a headline."""
    return (
        _ADDRESS.search(final) is not None
        or _LABEL_END.search(bare, max(0, len(bare) - 60)) is not None
        or _is_teaser(text, paragraph, bare)
        or (len(bare.split(None, MIN_ONE_SENTENCE)) < MIN_ONE_SENTENCE and not INNER_END.search(bare))
    )


SHARED_WORDS = 3
"""Long words that a teaser shares with the paragraph below it."""

_LONG_WORD = patterns.compile(r"[a-z]{6,}")


def _is_teaser(text: str, paragraph: Span, body: str) -> bool:
    """Whether the next paragraph repeats what this one says, as a report repeats the teaser above it."""
    following = text[paragraph.end : paragraph.end + 400].lstrip().partition("\n")[0]
    own = set(_LONG_WORD.findall(body[-400:].lower()))
    return len(own.intersection(_LONG_WORD.findall(following.lower()))) >= SHARED_WORDS
