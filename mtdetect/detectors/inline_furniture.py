"""A link text, caption, credit or button inside a paragraph of prose.

What it does
    Flags page furniture that was run into the text: a labelled link ("[Read more: Markets fall]"), a button
    ("Advertisement", "Share this article"), a call to subscribe, a photo credit with prose after it, and what
    is left of an embedded post ("pic.twitter.com/…", "— Name (@handle) March 3, 2020").

Why it is damage
    A scraper that takes the text of every element of a page joins the article to the links, captions and buttons that
    were set between its lines. The writer put none of them there.

Example
    >>> text = "The minister [Read more: Markets fall] said on Tuesday that the talks with the banks would go on."
    >>> [text[flag.start : flag.end] for flag in find(Analysis(text))]
    ['[Read more: Markets fall]']

What it leaves alone
    Paragraphs that are nothing but furniture (the rules of page furniture name those), words that the author
    means ("click here to open the menu", "the Share this article button"), editors' brackets in quotations, references
    ("(see also Smith 2010)"), datelines ("SEOUL (Reuters) –"), and a caption with its own credit at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtdetect import wordlists
from mtdetect.analysis import Analysis
from mtdetect.types import Flag, Rule, Span

RULE = Rule("MTD202", "inline-furniture", "splice", "A link text, caption or button stands inside prose.")

MIN_PROSE = 8
"""Words that a paragraph must hold beside the furniture to be prose."""

MIN_AFTER = 3
"""Words of prose that must follow a credit: a caption ends in one."""

_LABELS, _BUTTONS = wordlists.load("furniture_labels"), wordlists.load("furniture_buttons")
_CREDITS = r"Getty Images|AP Photo(?:/[A-Z][\w.’'-]{1,20}(?: [A-Z][\w.’'-]{1,20})?)?|FILE PHOTO:?|File photo:?"


def _any_of(terms: frozenset[str]) -> str:
    longest_first = sorted(terms, key=lambda term: (-len(term), term))
    return "(?:" + "|".join(re.escape(term).replace("'", "['’]") for term in longest_first) + ")"


_PHRASES = frozenset(term for term in _LABELS if " " in term)
_CAPTIONS = frozenset(term for term in _LABELS if re.match("image|photo|picture|credit|media", term))

_BRACKETED = re.compile(
    rf"\[(?:{_any_of(_LABELS)} ?[:|]|(?:{_any_of(_PHRASES | _BUTTONS)}|getty images|sign up)\b)[^\[\]\n]{{0,160}}\]"
    rf"|\((?:{_any_of(_BUTTONS)}(?=\))|{_any_of(_PHRASES | _CAPTIONS)} ?:)[^()\n]{{0,160}}\)",
    re.IGNORECASE,
)
_CAPTION = re.compile(rf"[\[(]?(?:{_any_of(_CAPTIONS)}\b|ap photo|reuters|getty|a[fa]p|epa|file photo)", re.IGNORECASE)
_CREDIT = re.compile(r"\((?:AP Photo|AFP|EPA|Reuters|REUTERS|Getty|AAP)/[^()\n]{2,60}\)|\((?:Getty Images|AP Photo)\)")
_BUTTON = re.compile(rf"{_any_of(_BUTTONS)}(?![^\s.])|(?-i:{_CREDITS})(?![^\s.])", re.IGNORECASE)
_LABEL = re.compile(rf"{_any_of(_LABELS)} ?[:|](?= ?(?-i:[A-Z“‘\"'])) ?[^.!?\n]{{0,160}}", re.IGNORECASE)
_CUT_IN = re.compile(rf"{_any_of(_PHRASES)} ?[:|] ?(?-i:(?:[A-Z][\w’'-]{{0,24}} ?){{1,12}})(?<!\s)", re.IGNORECASE)
_CALL = re.compile(
    r"(?:click here (?:to|for) (?:read|view|watch|see|subscribe|sign|join|get|more|the full|all)\b"
    r"|(?:follow|like|join|find) us on (?:twitter|facebook|instagram|x|telegram|whatsapp|linkedin|youtube|google)\b"
    r"|(?:sign up|subscribe) (?:for|to) (?:our|[\w'’]{1,20})\b[^.!?\n]{0,60}\b(?:newsletter|channel|alerts)\b"
    r"|share this (?:article|story|post) (?:on|with|via)\b)[^.!?\n]{0,120}[.!?]?",
    re.IGNORECASE,
)
_POST = re.compile(r"pic\.twitter\.com/\w{1,20}|https?://t\.co/\w{1,20}")
_HANDLE = re.compile(r"\(@\w{1,20}\),? (?:[A-Z][a-z]{2,8} \d{1,2}|\d{1,2} [A-Z][a-z]{2,8}),? \d{4}")
_AUTHOR = re.compile(r"(?<!\S)(?:[—–]|--?) ?[^\n—–()]{1,60}\Z")

_FIRST_WORDS = frozenset(
    {re.split(r"\W", term)[0] for term in _LABELS | _BUTTONS}
    | {"getty", "ap", "file", "click", "follow", "like", "join", "find", "sign", "subscribe", "share"}
)
_CAPITALISED = re.compile(r"(?<!\S)[A-Z][A-Za-z]{1,12}\b")
_OPENING = re.compile(r"(?:[.!?…:;)\]\"”’]|\s)\s\Z")
_MENTION = re.compile(
    r"(?:\b(?:press|click|tap|hit|select|choose|label|mark|call|name|title|see|say)(?:s|es|ed|led|ing)?(?: the| on)?"
    r"|[,(\"“‘'])\s*\Z"
)
_NAMED = re.compile(r" (?:button|link|tab|icon|page|section|menu|option|feature|box|banner|widget|list|board|and|or)\b")


def _bracketed(text: str) -> Iterator[Span]:
    for sign, pattern in (("[", _BRACKETED), ("(", _BRACKETED), ("(", _CREDIT)):
        at = text.find(sign)
        while at >= 0:
            match = pattern.match(text, at)
            if match:
                yield Span(*match.span())
            at = text.find(sign, at + 1)


def _posts(text: str) -> Iterator[Span]:
    if "pic.twitter.com/" in text or "/t.co/" in text:
        for match in _POST.finditer(text):
            yield Span(*match.span())
    at = text.find("(@")
    while at >= 0:
        handle, author = _HANDLE.match(text, at), _AUTHOR.search(text, max(0, at - 64), at)
        if handle and author:
            yield Span(author.start(), handle.end())
        at = text.find("(@", at + 1)


def _labels(text: str) -> Iterator[Span]:
    """Buttons, labels and calls, where a sentence could open or where they cut one in two."""
    for word in _CAPITALISED.finditer(text):
        if word[0].lower() not in _FIRST_WORDS:
            continue
        start = word.start()
        before = text[max(0, start - 24) : start]
        opens = start == 0 or before[-1] == "\n" or bool(_OPENING.search(before))
        match = _CALL.match(text, start) if opens else None
        if match is None and not _MENTION.search(before):
            match = (_LABEL if opens else _CUT_IN).match(text, start) or _BUTTON.match(text, start)
            if match:
                after = text[match.end() : match.end() + 4].lstrip(" \t.")[:1]
                if _NAMED.match(text, match.end()):
                    continue
                if match.re is _BUTTON and (after.islower() if opens else after.isupper()):
                    match = None
        if match:
            yield Span(*match.span())


def find(doc: Analysis) -> Iterator[Flag]:
    text = doc.text
    spans = sorted({*_bracketed(text), *_posts(text), *_labels(text)})
    by_paragraph: dict[Span, list[Span]] = {}
    for span in spans:
        paragraph = doc.paragraph_at(span.start)
        inside = by_paragraph.setdefault(paragraph, [])
        if inside and span.start <= inside[-1].end + 2:
            inside[-1] = Span(inside[-1].start, max(span.end, inside[-1].end))
        else:
            inside.append(span)
    for paragraph, inside in by_paragraph.items():
        words = len(text[paragraph.start : paragraph.end].split())
        if words - sum(len(text[start:end].split()) for start, end in inside) < MIN_PROSE:
            continue
        for start, end in inside:
            if _CAPTION.match(text, start) and len(text[end : min(end + 80, paragraph.end)].split()) < MIN_AFTER:
                continue  # the credit that ends a caption
            message = f"“{text[start:end][:60]}” is page furniture, run into the text around it."
            yield Flag(RULE.code, RULE.name, start, end, message)
