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
    Text about code: paragraphs with words such as "HTML", "tag" or "function", anything in quotation marks, backticks
    or fences, and lines that are code even without the remnant. Links and HTML in a document that is Markdown
    throughout, arrows ("a --> b --> c"), "R&D", "AT&T", comparisons ("a < b"), editors' brackets ("[sic]",
    "frustrat[e]"), note numbers ("[1]"), addresses, LaTeX, and Windows paths.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from html.entities import html5
from itertools import islice

from mtdetect.text import patterns
from mtdetect.text.layout import looks_like_code
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

WINDOW = 2000
"""How many characters of a long paragraph are searched at a time for words about code."""

BESIDE = 150
"""How many characters on either side of a remnant decide whether the line is code."""

PLACEHOLDERS = 3
"""With this many names in angle brackets that can't be tags, names that could be tags are placeholders too."""
STRINGS = 2
"""With this many string literals that end in a line feed, the text is about code."""
COMMANDS = 5
"""With this many words after a backslash, they are commands."""

_TAGS = (
    r"(?i:a|abbr|article|aside|b|big|blockquote|body|br|button|center|cite|code|dd|div|dl|dt|em|embed|figcaption"
    r"|figure|font|"
    r"footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|label|li|link|main|meta|nav|nobr|noscript|ol|option|p|"
    r"param|pre|script|section|select|small|span|strike|strong|style|sub|sup|svg|table|tbody|td|th|thead|time|title|"
    r"tr|tt|u|ul|video)(?![\w.-])"
)
_SHORTCODES = (
    r"(?:caption|gallery|embed|audio|video|youtube|tweet|twitter|vc_\w{1,20}|et_pb_\w{1,20}|quote|url|img|size|color)"
)
_NAMED = r"(?:amp|quot|nbsp|apos|lt|gt|mdash|ndash|rsquo|lsquo|ldquo|rdquo|hellip|eacute|copy|pound|euro)"
_REMNANT = patterns.compile(
    rf"""
    (?P<tag> <\/?{_TAGS}(?:\s[^<>\n]{{0,400}})?\/?> | <!--[^<>\n]{{0,200}}>? | <!\[CDATA\[ | <!DOCTYPE[^<>\n]{{0,99}}>
        | &lt;\/?{_TAGS}(?:\s(?:(?!&[lg]t;)[^\n]){{0,400}})?\/?&gt; | \]\]> | (?<!-)-->(?!\s*[\n>])(?!(?<=\d-->)\d) )
    | (?P<entity> &(?:[A-Za-z]{{2,31}}|\#\d{{2,6}}|\#[xX][0-9A-Fa-f]{{2,5}}); | &(?:{_NAMED})(?![\w=;])
        | (?<!\S)&quot(?=[A-Z][a-z’']*[\s,])
        | (?<=[A-Za-z])&\#(?:39|8217)(?=[a-z]) | (?<=[a-z])&(?:rsquo|mdash|ndash)(?=[a-z]) )
    | (?P<broken> (?<![&\w\#/])\#0?(?:3[4689]|1[3-9]\d|2[0-4]\d|25[0-5]|8\d{{3}});
        | (?<=[A-Za-z])\#(?:0?39|8217);(?=(?:s|t|re|ve|ll|d|m)\b) )
    | (?P<shortcode> \[/(?:{_SHORTCODES}|b|i|u|s|list|code)\] | \[ad_\d\]
            | \[{_SHORTCODES}[ =][^\]\n]{{0,300}}[=:][^\]\n]{{0,300}}\]? | \[(?:gallery|embed|object\ Object)\]
        | \[\[(?!:)[^\[\]\n]{{1,200}}\]\] | \[[^\[\]\n]{{1,200}}\]\((?:https?://|/|\#)[^()\s]{{0,400}}\)
        | \{{\{{[^{{}}\n]{{1,200}}\}}\}} | \{{%\ ?[^{{}}%\n]{{1,80}}%\}} | \$\{{[A-Za-z_][\w.]{{0,60}}\}} )
    | (?P<bbcode> \[[bius]\] )
    | (?P<certain> _x000[AaDd]_ | (?:\\[rn]){{2,4}} | \\u(?:00(?:[aA]0|2[267]|3[cCeE])|20[0-2][\da-fA-F])
        | \\x(?:0[aAdD]|9[1-7])
        | (?:(?<=[a-z]{{2}})|(?<=[.,;!?”]))=20(?=[A-Za-z]|\s*(?:\n|\Z))(?!px|em|pt)
        | (?<=[a-z.!?”])\\/(?=[\s“A-Za-z]) | (?<=[a-z])\\[Nnt](?=\s)
        | (?<=[a-z.,])\\N(?=[A-Z])
        | (?<=[\w.,!?])\\(?=['"](?:[\s\w.,!?]|\Z)) | (?<![\w\\])\\(?=['"]\w) )
    | (?P<escape> \\u0(?:0[c-fC-F]|1[0-7])[\da-fA-F](?:(?<=[A-Za-z]\\u[\da-fA-F]{{4}})|(?=[a-z]))
        | (?<=[.!?"”])(?:\\\\[nrt]|\\r)(?=[A-Z“])
        | (?<=[.!?:,;"”)a-z])(?:\\r)?\\n(?=\\|[A-Z“"\s]|\Z) | (?<=[\w.,!?”"]\ )\\n(?=\ )
        | (?:(?<=[a-z][a-z.,;:"”)])|(?<=[.\d]\d))\\(?=[A-Za-z\d("“]) | \\(?=\$(?:\d|US))
                | (?<=[.!?…"”)])\\\\(?=["“A-Z]|\s|\Z)
        | \\\\(?=["“][A-Z]) | (?<=[.!?"”]\ )\\(?=[A-Z][a-z’]+\ [a-z])
        | (?<=[a-z][.!?])\|\|(?=\ ?[A-Z“]) | (?<=[a-z.,!?”])\^M(?=[A-Za-z“])
        | (?<=[.!?"”])\\(?=\s|\Z) | (?<=[a-z][.!?])\\(?=[A-Z])
        | (?<=\w)\\(?=['’](?:s|t|re|ve|ll|d|m)\b)
        | (?<=[\s(])\\(?="\w) | (?<=[\w.,!?])\\(?="[\s.,)]) )
    | (?P<percent> %20(?=[\w\ ]) | (?<=[a-z])%(?:27|E2%80%99)(?=[a-z]) | =E2=80=(?:9[0-9A-F]|A6) )
    """,
    re.VERBOSE,
)
_STARTER = patterns.PrefilteredPattern(
    r"[<&\[{\\]|#(?=\d)|%(?=20|27|E2)|\$(?=\{)|=20|=E2|_x000|\]\]>|-->|\|\|(?<=[.!?]..)|\^M(?<=[a-z.,!?”]..)",
    *(r"[<&\[{\\]", r"#\d", r"%20", "%27", "%E2", r"\$\{", r"=20", "=E2", r"_x0", r"\]\]>", r"-->"),
    *(r"(?<=[.!?])\|\|", r"(?<=[a-z.,!?”])\^M"),
)
_BARE = patterns.PrefilteredPattern(r";(?<=[a-z];)", "(?<=[a-z]);")
_BARE_NAME = patterns.compile(rf"(?<![&\w]){_NAMED}\Z")
_SCRIPT_SIGNS = (
    *("function", r"window\.", r"document\.", r"console\.log", "googletag", "addEventListener", "var ", "const "),
)
_SCRIPT = patterns.compile(
    r"function(?<!\w.{8})\s?\w{0,30}\([^()\n]{0,80}\)\s?\{|var (?<!\w.{4})[A-Za-z_$][\w$]{0,40} ?= ?[^\s\n]"
    r"|const (?<!\w.{6})[A-Za-z_$][\w$]{0,40} ?= ?[^\s\n]"
    r"|window\.(?<!\w.{7})[a-zA-Z_]\w{2,40} ?(?:[=(\[]|\.[a-z]|\|\|)"
    r"|document\.(?<!\w.{9})(?:get|write|query|create|cookie|body)\w{0,40}"
    r"|console\.log\((?<!\w.{12})|googletag\.(?<!\w.{10})|\.addEventListener\("
)
_STYLE = patterns.compile(
    r"(?<!\$)\{ ?(?!news:|https?:|ftp:|mailto:)[a-z-]{2,30} ?:(?!:) ?[^{};\n]{1,100}(?:;[^{}\n]{0,200})?\}"
)
_SELECTOR = patterns.compile(r"[.#@]?[\w-]{1,40} ?\Z")
_ABOUT_CODE = patterns.compile(
    r"\b(?:HTML5?|CSS|JavaScript|XML|XHTML|LaTeX|markup|tags?|elements?|attributes?|syntax|(?:source|this|the"
    r"|following|sample) code|functions?|variables?|"
    r"programming|Python|wikitext|backslash(?:es)?|entit(?:y|ies)|ampersand|BBCode|Markdown|shortcodes?|URL|newlines?"
    r"|line feed)\b|`",
    re.IGNORECASE,
)
_PATH = patterns.compile(
    r"[A-Za-z]:\\|\\\\|\\\w+\\|\w\\[\w-]+\.[a-z]\w{0,3}\b|\\begin|\\(?:and|or|her|she|hers)\b", re.IGNORECASE
)


class _CodeTalk:
    """Whether the paragraph at an offset, or the line before it, is about code, so that code in it is meant.

    A long paragraph is judged in windows. Each window is judged once, so that most matches cost only a look-up.
    """

    def __init__(self, doc: SegmentedText) -> None:
        self.doc = doc
        self.known: dict[tuple[int, int], bool] = {}

    def __call__(self, at: int) -> bool:
        text, (start, end) = self.doc.text, self.doc.paragraph_at(at)
        first = max(start, at - at % WINDOW - WINDOW // 4)
        key = (start, first)
        if key not in self.known:
            lead = text[max(0, start - 160) : start].rstrip()
            lead = lead[lead.rfind("\n") + 1 :]
            prose = _SCRIPT.sub(" ", _REMNANT.sub(" ", text[first : min(end, first + 2 * WINDOW)]))
            self.known[key] = bool(
                _ABOUT_CODE.search(prose) or (lead.endswith((":", "```")) and _ABOUT_CODE.search(lead))
            )
        return self.known[key]


_ANCHOR = patterns.compile(r"\[\[[\w.-]+\]\]")  # at the end or start of a line, as in AsciiDoc
_PLACEHOLDER = patterns.compile(rf"<(?!/?{_TAGS}\b)[a-z][a-z-]{{2,20}}>")
_CLOSING = patterns.compile(r"</([^\W\d_]+)>")


_STRING = patterns.compile(r"\\[nr]\"(?![\w“])")
_COMMAND = patterns.compile(r"\\(?<!\S.)[a-zA-Z]{3,20}(?= ?[\s{(\[])")


class _Code:
    """Whether remnants are meant because the text around them is code or the document is Markdown."""

    def __init__(self, doc: SegmentedText) -> None:
        self._text, self._doc = doc.text, doc

    @property
    def of_markdown(self) -> bool:
        return self._doc.layout.is_markdown

    @cached_property
    def strings(self) -> bool:
        """Whether the text has string literals that end in a line feed: “"Hello\\n"”."""
        return len(list(islice(_STRING.finditer(self._text), STRINGS))) == STRINGS

    @cached_property
    def commands(self) -> bool:
        """Whether words begin with a backslash, as commands do in TeX and similar languages."""
        return len(list(islice(_COMMAND.finditer(self._text), COMMANDS))) == COMMANDS

    @cached_property
    def arrows(self) -> int:
        return self._text.count(" -->") + self._text.count("\t-->")

    @cached_property
    def placeholders(self) -> bool:
        """Whether names in angle brackets are placeholders: “<path>”, “<commit>”."""
        return len(list(islice(_PLACEHOLDER.finditer(self._text), PLACEHOLDERS))) == PLACEHOLDERS

    @cached_property
    def closed(self) -> frozenset[str]:
        """The names of all closing tags, collected once because a text may have thousands of tags."""
        return frozenset(_CLOSING.findall(self._text))

    def around(self, start: int, end: int) -> bool:
        """Whether the line is code even without its remnants."""
        line = self._doc.lines_at([start])[0]
        before = self._text[max(line.start, start - BESIDE) : start]
        after = self._text[end : min(line.end, end + BESIDE)]
        return looks_like_code(_REMNANT.sub(" ", f"{before} {after}").replace("\\", ""))


_FOLDER = patterns.compile(r"(?:[A-Za-z]:|\w\\\w+)\\[^\n\"<>|]*\Z")  # “C:\Program Files\Some Maker”
_LINE_FEEDS = patterns.compile(r"(?:\\[nr]){1,4}")
_STRING_ENDS = ('")', '",', '";', "')", "',", "';")
"""A string literal ends with one of these."""


def _is_quoted(text: str, start: int, end: int) -> bool:
    return (text[start - 1 : start], text[end : end + 1]) in (('"', '"'), ("'", "'"), ("“", "”"), ("‘", "’"))


def _is_meant(text: str, match: re.Match[str], code_talk: _CodeTalk, code: _Code) -> bool:
    kind, found = match.lastgroup, match[0]
    if _is_quoted(text, *match.span()):
        return True
    if (kind in ("tag", "entity") or (kind == "shortcode" and "](" in found)) and code.of_markdown:
        return True  # Markdown may contain HTML
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
        if kind == "certain":  # meant only in a file path, a formula or a link
            return bool(_PATH.search(token.replace(found, ""))) or "//" in token or "`" in token
        if found == "\\" and code.strings and text[match.end() : match.end() + 1] in ("n", "r", "t"):
            return True
        if found == "\\" and _FOLDER.search(text, max(0, match.start() - 80), match.start()):
            return True
        if found == "\\" and ((token.count("\\") == 2 and token[0] == "\\") or code.commands):
            return True  # the second of a pair: “\Nar*doo"\”
        return (bool(_PATH.search(token)) and found[:2] != "\\\\") or code_talk(match.start())
    return kind in ("tag", "shortcode") and code_talk(match.start())


def _spans(doc: SegmentedText) -> Iterator[tuple[int, int]]:
    text, done, code_talk, code = doc.text, 0, _CodeTalk(doc), _Code(doc)
    for starter in _STARTER.finditer(doc):
        match = _REMNANT.match(text, starter.start()) if starter.start() >= done else None
        if match and not _is_meant(text, match, code_talk, code):
            yield match.span()
            done = match.end()
        elif starter[0] == "{":
            style = _STYLE.match(text, starter.start())
            if style and not code_talk(style.start()) and not code.around(*style.span()):
                selector = _SELECTOR.search(text, max(0, style.start() - 42), style.start())
                yield selector.start() if selector else style.start(), style.end()
    for semicolon in _BARE.finditer(doc):
        name = _BARE_NAME.search(text, max(0, semicolon.start() - 8), semicolon.start())
        if name:
            yield name.start(), semicolon.end()
    if doc.places(_SCRIPT_SIGNS):
        yield from (match.span() for match in _SCRIPT.finditer(text) if not code_talk(match.start()))


def find(doc: SegmentedText) -> Iterator[Flag]:
    text = doc.text
    start = end = -1
    for next_start, next_end in [*sorted(_spans(doc)), (len(text) + 1, -1)]:
        if start >= 0 and next_start > end:
            found = text[start:end] if end - start <= 60 else text[start : start + 57] + "…"
            yield RULE.flag(start, end, f"“{found}” is leftover page code, not part of the text.")
            start = -1
        start, end = (next_start, next_end) if start < 0 else (start, max(end, next_end))
