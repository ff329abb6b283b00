"""What the words next to a full stop or line break reveal about the text and its writer."""

from __future__ import annotations

from collections.abc import Sequence

from mtdetect.rules.edit_scoring import LMCoroutine, left_of, log_likelihood_gains, right_of
from mtdetect.text import patterns, wordlists
from mtdetect.text.register import LowercaseNames
from mtdetect.text.segmented_text import SegmentedText

WORD = patterns.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
LAST = patterns.compile(r"[^\s(\[“\"‘—–]*\Z")
"""The last word before the end of the search, with its punctuation."""

CODE = patterns.compile(r"[_/@(\d]|\.\w")
"""Follows a word that is part of code or of an address."""
ITEM = patterns.compile(r"\(?[a-z]{1,4}[.)]\s")
"""The label of a list item: “or⏎⏎b) a copy of …”."""

OPENS = frozenset(
    (
        *("The", "A", "An", "Some", "Many", "Most", "No", "One"),
        *("It", "He", "She", "They", "We", "You", "I", "This", "That", "These", "Those", "There", "Here"),
        *("His", "Her", "Their", "Its"),
        *("But", "And", "So", "If", "When", "While", "Although", "What"),
        *("However", "Meanwhile", "Also", "Not", "Now", "Yet", "Still", "Then"),
        *("Mr", "Ms", "Mrs", "Dr"),
    )
)
"""Words that open sentences so often that no gain in bits is evidence against the full stop before them."""

REPORTING = frozenset(
    (
        *("said", "says", "added", "stated", "noted", "announced", "mentioned", "wrote"),
        *("stressed", "emphasized", "emphasised"),
    )
)
"""Verbs that introduce reported speech: “Kim said. The friendship was forged”."""

CHAT_OPENS = patterns.compile(
    r"[Ii]t?|its|we|you|he|she|they|this|there|these|my|your|so|and|but|please|pls|thanks?|ok|okay|yes|yeah|no|not|maybe"
    r"|also|just|if|is|are|was|do|does|did|can|could|have|has|will|would|what|how|why|who|when|where|then|hi|hello|hope|let"
    r"|looks?|read|very|really|great|good|nice|love|sorry|any|make|try|get|go|all"
)
"""Words that open clauses in chats, reviews and email, where writers often skip the capital."""

EDITED_STOPS = 9
"""Full stops needed before we call a text edited because hardly any of them are followed by lower case."""

OFTEN, NEARBY = 4, 5000
"""An unknown word that occurs this often, within so many characters on either side, is a name: “gawk takes care”."""

_LETTERS = patterns.compile(r"[^\W\d_]+")


def is_lowercase_name(doc: SegmentedText, at: int) -> bool:
    """Whether the sentence at `at` begins with a name in lower case: a program, an option, a brand."""
    word = _LETTERS.match(doc.text, at)
    if word is None or not doc.text[at].islower():
        return False
    whole = WORD.match(doc.text, at)
    parts = whole[0].split("-") if whole else []
    if len(parts) > 1 and whole and whole[0].islower() and not wordlists.load("common_words").issuperset(parts):
        return True  # “gnome-shell detects …”
    names = doc.memo(LowercaseNames)
    if names.of_code and word[0] not in wordlists.known_words() and word[0].rstrip("s") not in wordlists.known_words():
        return True  # a program; in a text about code it doesn't have to be repeated
    if names.of_code and names.is_subject(*word.span()):
        return True  # an option: “method can be one of …”
    if not names.has(*word.span()):
        return False
    often = doc.text.count(word[0], max(0, at - NEARBY), at + NEARBY) >= OFTEN
    return often or not word[0].islower() or names.is_subject(*word.span())


def gains_of_joining(doc: SegmentedText, gaps: Sequence[tuple[int, int]]) -> LMCoroutine[list[float]]:
    """The gain in bits from joining the words on either side of each gap, compared with a full stop between them."""
    sides = [(left_of(doc.text, start), right_of(doc.text, end)) for start, end in gaps]
    return (yield from log_likelihood_gains(doc, [(f"{left}. {right}", f"{left} {right}") for left, right in sides]))
