"""Fixes of encoding damage and markup (5xx)."""

from __future__ import annotations

import html
import re

from mtdetect.fixers.boundaries import smallest
from mtdetect.fixers.flagged_text import Edit, FlaggedText
from mtdetect.rules.encoding.invisible_character import is_hidden
from mtdetect.text import patterns, wordlists
from mtdetect.types import Flag

_APOSTROPHES = frozenset("ÕÒíÆ")
_QUOTES = {"ì": "“", "î": "”", "Ò": "“", "Ó": "”", "ô": "“", "ö": "”"}
_STILL_WRONG = patterns.compile(r"[ÂÃ](?!\w)|â€")
_LOST_QUOTATION = patterns.compile(r"â(?:\?{1,2}|[\"'][™¢œ˜])")
_ENDING = patterns.compile(r"(?:s|t|re|ve|ll|d|m)\b")


def mojibake(source: FlaggedText, flag: Flag) -> Edit | None:
    """Text in the wrong character set, or a mark that was lost."""
    text, found = source.text, source.text[flag.start : flag.end]
    if flag.suggestion is not None and ("should read" in flag.message or "question mark in" in flag.message):
        if _STILL_WRONG.search(flag.suggestion):
            return None
        manner = "decoded" if "should read" in flag.message else "lost-apostrophe"
        return smallest(text, Edit(flag.start, flag.end, flag.suggestion, manner))
    ending = text[flag.start - 1 : flag.start].islower() and _ENDING.match(text, flag.end)
    if ending and (found in _APOSTROPHES or found.startswith("â")):
        return Edit(flag.start, flag.end, "’", "apostrophe")
    if found == "Â":
        return Edit(flag.start, flag.end, "" if text[flag.end : flag.end + 1].isspace() else " ", "space")
    if found == "â€":
        return Edit(flag.start, flag.end, "”", "closing")
    if found in _QUOTES:
        return Edit(flag.start, flag.end, _QUOTES[found], "quotation")
    if _LOST_QUOTATION.fullmatch(found):
        opens = text[flag.end : flag.end + 1].isalnum() and not text[flag.start - 1 : flag.start].isalnum()
        return Edit(flag.start, flag.end, "“" if opens else "”", "lost-quotation")
    return None


_ENTITY = r"&(?!lt;/?[a-zA-Z])(?:#\d{2,6}|#[xX][0-9A-Fa-f]{2,5}|[A-Za-z]{2,31}\d{0,2});?"
_ENTITIES = patterns.compile(rf"(?:{_ENTITY}\s?)+")
_ESCAPED_TAG = patterns.compile(r"&lt;/?[a-zA-Z]")
_BARE_NUMBER = patterns.compile(r"#(\d{2,4});")
_BARE_NAME = patterns.compile(r"([A-Za-z]{2,8});")
_WORDS = frozenset(("pound", "copy", "times", "image", "sect"))
"""Names of characters that are also English words: “a halfpenny in the pound;”."""
_TAG = patterns.compile(r"</?([A-Za-z][\w:-]*)[^<>]*>?")
_COMMENT = patterns.compile(r"<!--[^<>\n]*>?|-->|<!\[CDATA\[|\]\]>|<!DOCTYPE[^<>\n]*>")
_BLOCKS = frozenset("p div br li ul ol h1 h2 h3 h4 h5 h6 blockquote table tr td th section article hr dd dt dl".split())  # noqa: SIM905
_LINK = patterns.compile(r"\[([^\[\]\n]+)\]\([^()\s]+\)")
_WIKI = patterns.compile(r"\[\[(?:[^\[\]|\n]+\|)?([^\[\]|\n]+)\]\]")
_SHORTCODE = patterns.compile(r"\[/?[a-z_]+(?:[ =][^\]\n]*)?\]")
_WORD, _WORD_BEFORE = patterns.compile(r"[^\W_]+"), patterns.compile(r"[^\W_]+\Z")
_UNICODE = patterns.compile(r"\\u([\da-fA-F]{4})|\\x([\da-fA-F]{2})")
_FEEDS = patterns.compile(r"(?:\\+[rn])+|(?:_x000[AaDd]_)+|\\N|\\+r?\\n")
_PERCENT = {"%20": " ", "%27": "'", "%E2%80%99": "’"}


def markup_remnant(source: FlaggedText, flag: Flag) -> Edit | None:
    """Character references become characters; tags, shortcodes and escapes go, or become white space."""
    text, found = source.text, source.text[flag.start : flag.end]
    manner, new = _plain(found)
    if manner is None:
        return None
    if new == "":
        return _closed_up(source, flag, manner)
    if new == " ":
        return _one_space(source, flag, manner)
    return smallest(text, Edit(flag.start, flag.end, new, manner))


def _plain(found: str) -> tuple[str | None, str]:
    """How a remnant is fixed, and the text to put in its place; "" and " " still have to fit the text around them."""
    number, name = _BARE_NUMBER.fullmatch(found), _BARE_NAME.fullmatch(found)
    if name and name[1] in _WORDS:
        return None, ""
    if number or name:
        char = html.unescape(f"&#{number[1]};" if number else f"&{name[1]};" if name else "")
        return ("broken-entity", " " if char == "\xa0" else char) if len(char) == 1 else (None, "")
    if _ENTITIES.fullmatch(found):
        new = found
        while (again := html.unescape(new)) != new:  # “&amp;nbsp;” was escaped twice
            new = again
        if new == found:
            return None, ""
        return "entity", new if new.strip("\u200b\u200c\u200d\ufeff \xa0\n\r\t") else " "
    if _ESCAPED_TAG.match(found):
        found = html.unescape(found)
    tags = list(_TAG.finditer(found))
    if tags and not _TAG.sub("", _COMMENT.sub("", found)).strip():
        return "tag", " " if any(tag[1].lower() in _BLOCKS for tag in tags) else ""
    if _COMMENT.fullmatch(found):  # what follows an open comment may be the text itself
        return ("open-comment", found[4:].strip()) if found.startswith("<!--") and found[-1] != ">" else ("comment", "")
    if link := _LINK.fullmatch(found):
        return "link", link[1]
    if wiki := _WIKI.fullmatch(found):
        return "wiki", wiki[1]
    if _SHORTCODE.fullmatch(found):
        return "shortcode", ""
    if _FEEDS.fullmatch(found):
        return "line-feed", " "
    if code := _UNICODE.fullmatch(found):
        char = chr(int(code[1] or code[2], 16))
        return "escape", " " if not char.isprintable() else char
    if found in ("\\'", '\\"'):
        return "escape", found[1:]
    if found == "\\/":
        return "slash", "/"
    if found == "\\":
        return "backslash", "\\"
    if found == "=20":
        return "escape", " "
    if found in _PERCENT:
        return "percent", _PERCENT[found]
    return None, ""


def _closed_up(source: FlaggedText, flag: Flag, manner: str) -> Edit:
    """The remnant goes. Two words on either side are kept apart, unless they are the parts of one."""
    text = source.text
    before, after = _WORD_BEFORE.search(text, max(0, flag.start - 24), flag.start), _WORD.match(text, flag.end)
    if before and after and (before[0] + after[0]).lower() not in wordlists.known_words():
        return Edit(flag.start, flag.end, " ", manner)
    return source.without(flag.start, flag.end, manner)


def _one_space(source: FlaggedText, flag: Flag, manner: str) -> Edit:
    """The remnant gives way to one space between two words, and to nothing where there is white space already."""
    text, start, end = source.text, flag.start, flag.end
    before, after = text[start - 1 : start], text[end : end + 1]
    if not before or not after or before.isspace() or after.isspace() or after in ".,;:!?)”’":
        return source.without(start, end, manner)
    return Edit(start, end, " ", manner)


def invisible_character(source: FlaggedText, flag: Flag) -> Edit | None:
    """Invisible characters go, look-alike letters become Latin ones. What U+FFFD replaced is unknown."""
    found = source.text[flag.start : flag.end]
    if len(found) == 1 and found != "\ufffd":  # look-alikes are in longer words
        return Edit(flag.start, flag.end, "", "invisible" if found in _ZERO_WIDTH else "control")
    hidden = [is_hidden(source.text, flag.start + i) for i in range(len(found))]
    if any(hidden):
        if "\ufffd" in found:
            return _replacement(source, flag)
        marked = "".join("\0" if own else char for own, char in zip(hidden, found, strict=True))
        manner = (
            "invisible" if _ZERO_WIDTH.issuperset(c for c, own in zip(found, hidden, strict=True) if own) else "control"
        )
        return smallest(source.text, Edit(flag.start, flag.end, _HIDDEN.sub(_joined, marked), manner))
    latin = found.translate(_ALIKE)
    return smallest(source.text, Edit(flag.start, flag.end, latin, "look-alike")) if latin.isascii() else None


_ZERO_WIDTH = frozenset("\xad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
_HIDDEN = patterns.compile(r"(?P<before>[^\W_]*)\0+(?=(?P<after>[^\W_]*))")


def _joined(match: re.Match[str]) -> str:
    """The word before a hidden character, with a space if the character was one between two words."""
    before, after = match["before"].lower(), match["after"].lower()
    known = wordlists.known_words()
    apart = before in known and after in known and before + after not in known
    return match["before"] + " " * apart


_LOST_APOSTROPHE = re.compile(r"(?<=[A-Za-z])\ufffd{1,3}(?=(?:s|t|re|ve|ll|d|m)\b)")


def _replacement(source: FlaggedText, flag: Flag) -> Edit | None:
    found = source.text[flag.start : flag.end]
    new = _LOST_APOSTROPHE.sub("’", found)
    return None if "\ufffd" in new else smallest(source.text, Edit(flag.start, flag.end, new, "lost-apostrophe"))


_ALIKE = (
    str.maketrans(
        "авсеорхуіјѕԁһАВЕКМНОРСТХІЈЅЗ" + "οΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abceopxyijsdhABEKMHOPCTXIJS3" + "oABEZHIKMNOPTYX"
    )
    | {0xFF21 + i: chr(65 + i) for i in range(26)}
    | {0xFF41 + i: chr(97 + i) for i in range(26)}
)


def lost_ligature(source: FlaggedText, flag: Flag) -> Edit | None:
    """The whole word."""
    if flag.suggestion is None:
        return None
    return smallest(source.text, Edit(flag.start, flag.end, flag.suggestion, "ligature"))
