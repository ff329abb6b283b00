r"""HTML or other code from the page was left in the text.

What it does
    Flags character references, both whole ("[&nbsp;]") and broken ("[#39;]s"), tags, shortcodes, wiki and template
    markup, escapes that were never decoded ("second[\\]team", "in[_x000D_]part", "fat[=20]in"), and scraps of scripts
    and style sheets.

Why it is damage
    A converter that escapes twice, strips half a tag or takes a script for a paragraph leaves code among the words.
    Readers of the page never saw this code.

Example
    >>> text = "Profit rose to  #36;10 million,<br>it said. [caption id=\"a1\"]"
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['#36;', '<br>', '[caption id="a1"]']

What it leaves alone
    Text about code: manuals whose sentences name functions, variables or options ("call read_all()"), paragraphs with
    words such as "HTML", "tag" or "function", anything in quotation marks, backticks
    or fences, and lines that are code even without the remnant. Links and HTML in a document that is Markdown
    throughout, arrows ("a --> b --> c"), "R&D", "AT&T", comparisons ("a < b"), editors' brackets ("[sic]",
    "frustrat[e]"), note numbers ("[1]"), arrays ("[[1, 2]]"), variables of a script ("${HOME}/bin"), tags that are
    named ("only one <h1> for each page"), addresses, LaTeX, and Windows paths.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5

from mtdetect.rules.encoding.markup_remnant.code_context import Code, CodeTalk
from mtdetect.rules.encoding.markup_remnant.remnants import NAMED, REMNANT, SCRIPT
from mtdetect.rules.needs import Needs
from mtdetect.text import patterns
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Flag, Rule

RULE = Rule(
    "MTD502",
    "markup-remnant",
    "encoding",
    "HTML or other code from the page was left in the text.",
    any_language=True,
    rank=10,
)

_STARTER = patterns.PrefilteredPattern(
    r"[<&\[{\\]|#(?=\d)|%(?=20|27|E2)|\$(?=\{)|=20|=E2|_x000|\]\]>|-->|\|\|(?<=[.!?]..)|\^M(?<=[a-z.,!?”]..)",
    *(r"[<&\[{\\]", r"#\d", r"%20", "%27", "%E2", r"\$\{", r"=20", "=E2", r"_x0", r"\]\]>", r"-->"),
    *(r"(?<=[.!?])\|\|", r"(?<=[a-z.,!?”])\^M"),
)
_BARE = patterns.PrefilteredPattern(r";(?<=[a-z];)", "(?<=[a-z]);")
_BARE_NAME = patterns.compile(rf"(?<![&\w]){NAMED}\Z")
_SCRIPT_SIGNS = (
    *("function", r"window\.", r"document\.", r"console\.log", "googletag", "addEventListener", "var ", "const "),
)
_STYLE = patterns.compile(
    r"(?<!\$)\{ ?(?!news:|https?:|ftp:|mailto:)[a-z-]{2,30} ?:(?!:) ?[^{};\n]{1,100}(?:;[^{}\n]{0,200})?\}"
)
_SELECTOR = patterns.compile(r"[.#@]?[\w-]{1,40} ?\Z")
_PATH = patterns.compile(
    r"[A-Za-z]:\\|\\\\|\\\w+\\|\w\\[\w-]+\.[a-z]\w{0,3}\b|\\begin|\\(?:and|or|her|she|hers)\b", re.IGNORECASE
)


_ANCHOR = patterns.compile(r"\[\[[\w.-]+\]\]")  # at the end or start of a line, as in AsciiDoc
_IN_CODE = patterns.compile(r"[\w\"'/=(;:,<>-]")
# “an <h1>”, “the <title> tag”: the tag is a noun. Line breaks and paragraphs are left out, as they often remain alone.
_NAMED_TAG = patterns.compile(r"<(?!(?:br|hr|p|li|div|span)>)[a-z][a-z0-9]{0,15}>")
_BEFORE_NAME = patterns.compile(
    r"\b(?:an?|the|one|two|each|every|no|any|this|these|your|of|in|with|use|uses|using|and|or) \Z"
)
_FOLDER = patterns.compile(r"(?:[A-Za-z]:|\w\\\w+)\\[^\n\"<>|]*\Z")  # “C:\Program Files\Some Maker”
# “Documents\data\include”, “"userdata\"”
_FOLDERS = patterns.compile(r"[\w.-]+\\[\w.-]+\\[\w.-]|[\"“‘'(]\w+\\[\"”’')]")
_SHELL_NAME = patterns.compile(r"\$\{[A-Z]+(?:_[A-Z\d]+)+\}")  # a variable of the environment
_ABOUT_FOLDERS = patterns.compile(r"\b(?:[Ff]olders?|[Dd]irector(?:y|ies)|Windows)\b")
_BEFORE_NAMED, _AFTER_NAMED = patterns.compile(r"[a-z] \Z"), patterns.compile(r" [a-z]|[,.;:)]")
"""Around line feeds that a sentence names: “convert \\n to \\r\\n, but”."""
_LINE_FEEDS = patterns.compile(r"(?:\\[nr]){1,4}")
_STRING_ENDS = ('")', '",', '";', "')", "',", "';")
"""A string literal ends with one of these."""


def _is_quoted(text: str, start: int, end: int) -> bool:
    return (text[start - 1 : start], text[end : end + 1]) in (('"', '"'), ("'", "'"), ("“", "”"), ("‘", "’"))


def _is_meant(text: str, match: re.Match[str], code_talk: CodeTalk, code: Code) -> bool:
    kind, found = match.lastgroup, match[0]
    if _is_quoted(text, *match.span()):
        return True
    if (kind in ("tag", "entity") or (kind == "shortcode" and "](" in found)) and code.of_markdown:
        return True  # Markdown may contain HTML
    if _LINE_FEEDS.fullmatch(found) and _is_named(text, match) and code.of_identifiers:
        return True
    if _LINE_FEEDS.fullmatch(found) and (text[match.end() : match.end() + 2] in _STRING_ENDS or code.strings):
        return True
    before = text[match.start() - 1 : match.start()]
    if found == "-->" and before in (" ", "\t") and code.arrows > 1:
        return True
    if _ANCHOR.fullmatch(found) and (
        text[match.end() : match.end() + 1] in ("\n", "\r") or ("_" in found and before in ("", "\n"))
    ):
        return True
    if kind == "tag" and before == "=" and found[1:-1].isalpha():
        return True  # a placeholder: “--whitespace=<option>”
    if kind == "tag" and (name := found[1:-1]).isalpha() and code.placeholders and name not in code.closed:
        return True
    named = kind == "tag" and _NAMED_TAG.fullmatch(found) and found[1:-1] not in code.closed
    if named and _BEFORE_NAME.search(text, max(0, match.start() - 8), match.start()):
        return True
    if found[:2] == "${" and (
        code.variables or before == '"' or _IN_CODE.match(text, match.end()) or _SHELL_NAME.fullmatch(found)
    ):
        return True
    if kind not in ("certain", "bbcode") and code.around(*match.span()):
        return True
    if kind == "entity":
        return found.endswith(";") and found[1] != "#" and found[1:] not in html5
    if kind == "bbcode":
        return f"[/{found[1:]}" not in text[match.end() : match.end() + 500]
    if kind in ("escape", "percent", "certain"):
        back = text[max(0, match.start() - 80) : match.start()].split()[-1:] or [""]
        token = back[0] + text[match.start() : match.start() + 80].split()[0]
        if kind == "percent":
            return "//" in token or "www." in token or "/" in token or code_talk(match.start())
        if found == "\\" and _ABOUT_FOLDERS.search(text, max(0, match.start() - 80), match.end() + 40):
            return True
        if found == "\\" and (_FOLDERS.match(token) or _FOLDER.search(text, max(0, match.start() - 80), match.start())):
            return True
        if kind == "certain":  # meant only in a file path, a formula or a link
            return bool(_PATH.search(token.replace(found, ""))) or "//" in token or "`" in token
        if found == "\\" and code.strings and text[match.end() : match.end() + 1] in ("n", "r", "t"):
            return True
        if found == "\\" and ((token.count("\\") == 2 and token[0] == "\\") or code.commands):
            return True  # the second of a pair: “\Nar*doo"\”
        return (bool(_PATH.search(token)) and found[:2] != "\\\\") or code_talk(match.start())
    return kind in ("tag", "shortcode") and (code_talk(match.start()) or code.of_manual)


def _is_named(text: str, match: re.Match[str]) -> bool:
    before = _BEFORE_NAMED.search(text, max(0, match.start() - 2), match.start())
    return before is not None and _AFTER_NAMED.match(text, match.end()) is not None


def _spans(doc: SegmentedText) -> Iterator[tuple[int, int]]:
    text, done, code_talk, code = doc.text, 0, CodeTalk(doc), Code(doc)
    for starter in _STARTER.finditer(doc):
        match = REMNANT.match(text, starter.start()) if starter.start() >= done else None
        if match and _LINE_FEEDS.fullmatch(match[0]):
            done = match.end()
        if match and not _is_meant(text, match, code_talk, code):
            yield match.span()
            done = match.end()
        elif starter[0] == "{":
            style = _STYLE.match(text, starter.start())
            if style and not (code_talk(style.start()) or code.around(*style.span()) or code.of_manual):
                selector = _SELECTOR.search(text, max(0, style.start() - 42), style.start())
                yield selector.start() if selector else style.start(), style.end()
    for semicolon in _BARE.finditer(doc):
        name = _BARE_NAME.search(text, max(0, semicolon.start() - 8), semicolon.start())
        if name:
            yield name.start(), semicolon.end()
    if doc.places(_SCRIPT_SIGNS):
        for match in SCRIPT.finditer(text):
            if not (code_talk(match.start()) or code.of_manual):
                yield match.span()


NEEDS = Needs(_STARTER, _BARE, _SCRIPT_SIGNS)


def find(doc: SegmentedText) -> Iterator[Flag]:
    text = doc.text
    start = end = -1
    for next_start, next_end in [*sorted(_spans(doc)), (len(text) + 1, -1)]:
        if start >= 0 and next_start > end:
            found = text[start:end] if end - start <= 60 else text[start : start + 57] + "…"
            yield RULE.flag(start, end, f"“{found}” is leftover page code, not part of the text.")
            start = -1
        start, end = (next_start, next_end) if start < 0 else (start, max(end, next_end))
