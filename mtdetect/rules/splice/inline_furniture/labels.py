"""Labels, buttons, controls and appeals of a page, where a sentence could begin or where they interrupt one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from mtdetect.rules.needs import Needs
from mtdetect.text import patterns, wordlists
from mtdetect.text.patterns import any_of
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Span

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

_LABELS, _BUTTONS = wordlists.load("furniture_labels"), wordlists.load("furniture_buttons")
# Controls that no sentence begins with unless a punctuation mark follows. Single words only if they are not ordinary
# nouns.
_CONTROLS = frozenset(
    term
    for term in wordlists.load("page_controls")
    if (
        " " in term
        and term.replace(" ", "").isalpha()
        and not re.search(r" (?:on|to|for|from|us|this|in|via|x)\Z", term)
    )
    or term in ("unmute", "fullscreen", "sponsored", "advertisement", "loading")
)
_CREDITS = r"Getty Images|AP Photo(?:/[A-Z][\w.’'-]{1,20}(?: [A-Z][\w.’'-]{1,20})?)?|FILE PHOTO:?|File photo:?"
_PHRASES = frozenset(term for term in _LABELS if " " in term)
_CAPTIONS = frozenset(term for term in _LABELS if re.match("image|photo|picture|credit|media", term))
_LABELLED = rf"{any_of(_LABELS | _CONTROLS)} ?[:|]"
_PHRASE = any_of(_PHRASES | _CONTROLS)
_IN_CAPITALS = f"(?-i:{any_of(frozenset(term.upper() for term in _LABELS))})"

_BRACKETED = patterns.compile(
    rf"\[(?:{any_of(_LABELS)} ?[:|]|(?:{any_of(_PHRASES | _BUTTONS)}|getty images|sign up)\b)[^\[\]\n]{{0,160}}\]"
    rf"|\((?:{any_of(_BUTTONS)}(?=\))|{any_of(_PHRASES | _CAPTIONS)} ?:)[^()\n]{{0,160}}\)",
    re.IGNORECASE,
)
CAPTION = patterns.compile(
    rf"[\[(]?(?:{any_of(_CAPTIONS)}\b|ap photo|reuters|getty|a[fa]p|epa|file photo)", re.IGNORECASE
)
# A button may be glued to the sentence after it.
_BUTTON = patterns.compile(
    rf"{any_of(_BUTTONS)}(?:(?![^\s.])|(?=(?-i:[A-Z][a-z]|[“\"])))|(?-i:{_CREDITS})(?![^\s.])", re.IGNORECASE
)
_LABEL = patterns.compile(rf"{_LABELLED}(?= ?(?-i:[A-Z“‘\"'])) ?[^.!?\n]{{0,160}}", re.IGNORECASE)
# The last word of a headline without a full stop, before the next sentence: “that need repair [now] The council”.
_NEXT_SENTENCE = patterns.compile(
    r"(?<![\w’'-])[a-z][\w’'-]*"
    rf"(?= (?:{patterns.SENTENCE_OPENERS}) [a-z])"
)
MAX_SPEECH = 300
"""Characters of a quotation that can be recognised as speech, and so as not part of the headline before it."""

_SPOKEN = rf"[A-Z][^\"“”\n]{{0,{MAX_SPEECH}}}[,.!?]"
# The end of a headline before speech: “Pope lands in Kinshasa "It is not a mine," he said.”
_SPEECH = patterns.compile(rf"(?<=[\w’])(?= (?:\"{_SPOKEN}\"|“{_SPOKEN}”) [\w’]+)")
ANY_LABEL = patterns.compile(_LABELLED, re.IGNORECASE)
LABEL_ALONE = patterns.compile(rf"{_PHRASE} ?[:|]", re.IGNORECASE)
_INTERRUPTING = patterns.compile(
    rf"(?:{_PHRASE}|{_IN_CAPITALS}) ?[:|] ?"
    r"(?-i:(?:[A-Z$“\"\d][\w’'-]{0,24} ?){1,12})(?<!\s)",
    re.IGNORECASE,
)
# A one-word label in the middle of a sentence: “is Trending: These days a”.
_INTERRUPTING_WORD = patterns.compile(
    rf"{any_of(_LABELS - _CAPTIONS - {'video', 'listen'})} ?[:|](?= ?(?-i:[A-Z“\"]))", re.IGNORECASE
)
_INTERRUPTING_PHRASE = patterns.compile(
    rf"(?:{any_of(_PHRASES)} ?[:|]|{_IN_CAPITALS} ?\|)(?= )",
    re.IGNORECASE,
)
_IN_SENTENCE = patterns.compile(r"[a-z] \Z")
_CALL = patterns.compile(
    r"(?:(?:click|tap) here (?:to|for) (?:read|view|watch|see|subscribe|sign|join|get|more|the full|all)\b"
    r"|(?:follow|like|join|find) us on (?:twitter|facebook|instagram|x|telegram|whatsapp|linkedin|youtube|google)\b"
    r"|(?:sign up|subscribe) (?:for|to) (?:our|[\w'’]{1,20})\b[^.!?\n]{0,60}"
    r"\b(?:newsletter|channel|alerts|briefing|digest|bulletin|updates)\b"
    r"|share this (?:article|story|post) (?:on|with|via)\b|download (?:the|our) (?-i:[A-Z]\w{1,20} ){0,3}app\b"
    r"|get (?:the |our )?(?-i:[A-Z][\w’']{1,20} ){1,4}(?:(?:delivered|sent|straight) ){0,2}(?:in|to) your inbox\b"
    r"|support our (?:journalism|work) (?:from|for|with)\b)[^.!?\n]{0,120}[.!?]?",
    re.IGNORECASE,
)
_CONTROL = patterns.compile(
    rf"{any_of(_CONTROLS)}(?=[ \t]+[^\W_]|[ \t]*(?:\n|\Z)|(?-i:[A-Z][a-z]))|you are in: \w+(?= )", re.IGNORECASE
)
# The beginnings of all the patterns above for labels, buttons and controls; then the first words of appeals.
_TERMS = patterns.Terms(
    _LABELS | _BUTTONS | _CONTROLS | {"you are in: ", "getty images", "ap photo", "file photo", "sign up"}
)
_CALLS = frozenset(
    ("click", "tap", "follow", "like", "join", "find", "sign", "subscribe", "share", "download", "get", "support")
)
_WORD = patterns.compile(r"\w+")
_CAPITALISED = patterns.compile(r"[A-Z](?<![\w’'@#/-][A-Z])[A-Za-z]{1,12}\b")
_OPENING = patterns.compile(r"(?:[.!?…:;)\]\"”’]|[.!?]'|\s)\s\Z")
_MENTION = patterns.compile(
    r"(?:\b(?:press|click|tap|hit|select|choose|label|mark|call|name|title|see|say)(?:s|es|ed|led|ing)?(?: the| on)?\s*"
    r"|[,(]\s*|[\"“‘'])\Z"
)
_NAMED = patterns.compile(
    r" (?:button|link|tab|icon|page|section|menu|option|feature|box|banner|widget|list|board|and|or)\b"
)


def bracketed(doc: SegmentedText) -> Iterator[Span]:
    """Labels and buttons in brackets."""
    text = doc.text
    for at in (*doc.places((r"\[",)), *doc.places((r"\(",))):
        word = _WORD.match(text, at + 1)
        if word and _TERMS.stand_at(text, at + 1, word[0]) and (match := _BRACKETED.match(text, at)):
            yield Span(*match.span())


@cache
def _vocabulary() -> tuple[HashedWordSet, HashedWordSet]:
    """The first words of furniture: those that may be all of it, and the others, with the letter that comes next."""
    from mtdetect.text.word_index import HashedWordSet

    return HashedWordSet(_TERMS.alone | _CALLS), HashedWordSet(map(" ".join, _TERMS.followed), "pairs")


def _candidate_words(chars: CharIndex) -> Places:
    """Capitalised words that furniture may begin with."""
    words, (alone, followed) = chars.words, _vocabulary()
    which = chars.are(words.starts, "[A-Z]").nonzero()[0]
    return words.at(which[alone.has(words.folded[which]) | followed.has(words.before_letters()[which])])


def _furniture_at(text: str, start: int, before: str) -> re.Match[str] | None:
    """The label, button, control or appeal that begins here, unless the writer mentions or names it."""
    opens = start == 0 or before[-1] in "\n.!?" or bool(_OPENING.search(before))
    if opens and (call := _CALL.match(text, start)):
        return call
    if _MENTION.search(before):
        return None
    match = (_LABEL if opens else _INTERRUPTING).match(text, start) or _BUTTON.match(text, start)
    match = match or _CONTROL.match(text, start) or _INTERRUPTING_PHRASE.match(text, start)
    if match is None and _IN_SENTENCE.search(before):
        match = _INTERRUPTING_WORD.match(text, start)
    if match is None or _NAMED.match(text, match.end()):
        return None
    if match.re in (_BUTTON, _CONTROL):
        after = text[match.end() : match.end() + 4].lstrip(" \t.")[:1]
        named = not opens and ((after.isupper() and " " not in match[0]) or not match[0][1:].islower())
        if named or (opens and after.islower()):
            return None
    return match


def labels(doc: SegmentedText) -> Iterator[Span]:
    """Buttons, labels and appeals, where a sentence could begin or where they interrupt one."""
    text = doc.text
    for word in patterns.matches(_CAPITALISED, text, doc.places(_candidate_words)):
        start = word.start()
        if word[0].lower() not in _CALLS and not _TERMS.stand_at(text, start, word[0]):
            continue
        match = _furniture_at(text, start, text[max(0, start - 24) : start])
        if match:
            yield Span(match.start(), _headline_end(text, match) if match.re == _LABEL else match.end())


def _headline_end(text: str, match: re.Match[str]) -> int:
    """Where the headline after a label ends: before the next sentence or quotation, if the match includes one."""
    sentence = _NEXT_SENTENCE.search(text, *match.span())
    speech = _SPEECH.search(text, match.start(), match.end() + MAX_SPEECH)
    return min([match.end(), *(found.end() for found in (sentence, speech) if found)])


NEEDS = Needs(_candidate_words, (r"\[",), (r"\(",))
