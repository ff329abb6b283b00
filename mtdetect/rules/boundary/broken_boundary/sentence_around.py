"""Grammar around a full stop: whether the sentence can end there, and whether the next one can begin that way."""

from __future__ import annotations

import re

from mtdetect.text import patterns

NEAR, FAR = 20, 400
"""Characters to look back for the start of a sentence: most often, a list of short lines has one nearby."""

_ENDING = '.?!"”’)'
"""What an end of a sentence is made of, besides white space."""

_ENDS_SENTENCE = patterns.compile(r"[.?!\n](?:(?<=\n)|(?<![A-Z][a-z].)(?<!\b[A-Z].)[\"”’)]*\s+)")


def _sentence_start(text: str, at: int) -> int:
    """The start of the sentence that contains `at`, looking back at most FAR characters."""
    window = text[max(0, at - FAR) : at]
    for first in (len(window) - NEAR, 0):
        while first > 0 and (window[first - 1] in _ENDING or window[first - 1].isspace()):
            first -= 1  # an end of a sentence that begins before must be seen as a whole
        end = 0
        for match in _ENDS_SENTENCE.finditer(window, max(0, first)):
            end = match.end()
        if end:
            break
    return at - len(window) + end


def opens_in_lower_case(text: str, at: int) -> bool:
    """Whether the sentence up to `at` opens a line in lower case, as writers do who skip capitals."""
    start = _sentence_start(text, at)
    return (start == 0 or text[start - 1] == "\n") and text[start].islower()


# Words and signs that allow a stranded preposition or auxiliary: "what he is.", "the man I spoke to.", "as it was."
_ALLOWS_STRANDING = patterns.compile(
    r"\b(?:what|which|who|whom|whose|where|how|why|when|that|than|as|so|if|to|no|not|there|here|be|is|are|was|were|been|being|got"
    r"|get|has|have|had|do|did|does|can|could|will|would|I|you|we|they|he|she|it|and|or|but|yes|like|worth|way|thing|things|one"
    r"|them|others|some|many|most|all|something|someone|nothing|anything|everything|\w+n[’']t)\b|\w[’']\w|[\"“”?]",
    re.IGNORECASE,
)


# Verbs after which “to” replaces a whole infinitive: “if you want to.”
_WANTS = patterns.compile(
    r"\b(?:want|need|like|love|hope|wish|try|tri|prefer|choose|chose|intend|plan|promis|mean|meant|refus|agre|declin|hesitat"
    r"|abl|able|going|supposed|ought|used|has|have|had|having)(?:ed|e?s|ing|e)? \Z"
)


def replaces_infinitive(text: str, start: int, end: int) -> bool:
    """Whether the word between the offsets is a “to” that ends a sentence rightly."""
    return text[start:end] == "to" and _WANTS.search(text, max(0, start - 16), start) is not None


def may_be_stranded(text: str, end: int) -> bool:
    """Whether a sentence cut at `end` may end with a preposition or auxiliary, or is too short to judge."""
    sentence = text[_sentence_start(text, end) : end]
    too_short = 2 if text.startswith("of", end) else 4
    return len(sentence.split(None, 4)) < too_short or _ALLOWS_STRANDING.search(sentence) is not None


PREDICATE = patterns.compile(r"Is|Was|Are|Has|Does|Than|Whom|Been|Them|Him")
"""Words that open only questions, or no sentence at all."""

_SENTENCE_MARK = patterns.compile(r"[.?!;\n\"“”](?=\s|\Z)|[\n\"“”?]")


def is_statement(text: str, start: int) -> bool:
    """Whether the text after `start` runs for several words up to a full stop, and not to a question mark."""
    end = _SENTENCE_MARK.search(text, start, start + 300)
    return end is not None and end[0] == "." and len(text[start : end.start()].split(None, 4)) > 3


_ELLIPTIC = patterns.compile(r"Does (?!not\b)|Has (?:an?|the|no|lots|great|good|some|many)\b")


def is_elliptic(text: str, start: int) -> bool:
    """Whether a question (“Does the idea …”) or a clipped review sentence (“Has an on/off switch”) begins here."""
    return _ELLIPTIC.match(text, start) is not None


# "Kim said. The friendship was forged": before the verb there may only be its subject and opening adverbials.
_SUBJECT = patterns.compile(
    r"(?:the |a |an |his |her |their )?[^\W\d_][\w’'-]*(?: (?:of |the |for |and )?[^\W\d_][\w’'-]*){0,5}\Z",
    re.IGNORECASE,
)
_ADVERBIAL = patterns.compile(
    r"(?:in|at|on|during|after|before|as|according|meanwhile|however|earlier|later|also|separately|moreover"
    r"|furthermore|therefore|speaking|citing|quoting)\b",
    re.IGNORECASE,
)
# Words that show a full clause before "X said", which closes a complete report: "Three people died, police said."
_CLAUSE = patterns.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|will|would|can|could|may|might|should|must|not|that|what"
    r"|who|which|how|why|when|where|if|i|he|she|it|they|we|you|this|there|then|so|he[’']s|it[’']s|died|fell|rose|won"
    r"|lost|took|went|came|got|made|left|met|led|hit|ran|fled|broke|gave|saw|told|know|think|more|than|just)\b"
    r"|\w{2}n[’']t\b|\d",
    re.IGNORECASE,
)


def _continues_previous_line(text: str, start: int) -> bool:
    """Whether a line begins at `start` and the one above ends in mid-sentence: “by 5 a.m., the⏎National Hurricane”."""
    before = text[max(0, start - 3) : start].rstrip(" \t")
    return before.endswith("\n") and (before[-2:-1].isalnum() or before[-2:-1] == ",")


def is_bare_report(text: str, end: int) -> bool:
    """Whether the sentence up to `end`, where its reporting verb begins, is only a subject: nothing is reported."""
    start = _sentence_start(text, end)
    sentence = text[start:end].strip()
    if (
        not sentence
        or _continues_previous_line(text, start)
        or sentence == "Enough"
        or '"' in sentence
        or "“" in sentence
        or "”" in sentence
        or not sentence[0].isupper()
    ):
        return False
    if text[max(0, start - 4) : start].strip()[-1:] in ("”", '"', "’", "'", "“", "?", "!"):
        return False
    *adverbials, subject = [part.strip() for part in sentence.split(",")]
    words = subject.split()
    return (
        all(_ADVERBIAL.match(part) and not _CLAUSE.search(part) for part in adverbials)
        and (not adverbials or not subject.islower())
        and not _ADVERBIAL.match(subject)
        and not _CLAUSE.search(subject)
        and _SUBJECT.match(subject) is not None
        and (len(words) > 1 or words[0][0].isupper())
    )
