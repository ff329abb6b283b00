"""The inline markup of a Markdown paragraph: which characters of it are prose, and which are markup.

markdown-it-py gives no offsets for inline markup. So each of its inline rules is wrapped, and the wrapper notes which
characters the rule took. All others are prose, exactly as they are in the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it import MarkdownIt, rules_block
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from mtdetect.readers.prose_blocks import CODE, WORD, Edit, Inline, without_overlaps

LONGEST = 50_000
"""Characters up to which a paragraph is parsed. Longer ones are data, and hostile ones would take too long."""

_FOOTNOTE = re.compile(r"\[\^[^\]\s]{1,80}\](:[ \t]*|)")  # a note number, or with a colon the note itself
# The box of a task, or the name of an alert (“[!NOTE]”).
_LABEL = re.compile(r"(?:\[[ xX]\](?=\s)|\[![A-Za-z]+\][+-]?(?=\n|\Z))\s*")
_FENCE = re.compile(r"^:{3,}[^\n]*", re.MULTILINE)
# A line in bold that is a heading for the lines below it.
_BOLD_LINE = re.compile(r"^(?=[*_])(\*\*|__)(?:(?!\1)[^\n]){1,200}\1(?=[ \t]*\n)", re.MULTILINE)
_BREAK = re.compile(r"<br\s*/?>\Z", re.IGNORECASE)
_AFTER_SPACE = " \n.,;:!?)"


Rule = Callable[[StateInline, bool], bool]
BlockRule = Callable[[StateBlock, int, int, bool], bool]

# Blocks of prose, each with the blocks that it can interrupt.
_PROSE_BLOCKS: tuple[tuple[str, BlockRule, list[str]], ...] = (
    ("heading", rules_block.heading, ["paragraph", "reference", "blockquote"]),
    ("lheading", rules_block.lheading, []),
    ("paragraph", rules_block.paragraph, []),
)


class _Found:
    """What the inline rules have found so far in one paragraph."""

    def __init__(self) -> None:
        self.edits: list[Edit] = []
        self.markers: list[tuple[int, int, Token]] = []
        """Characters that may delimit emphasis, with their offsets. Whether they do is known only at the end."""
        self.comments: list[tuple[int, str]] = []


class Parser(MarkdownIt):
    """CommonMark with tables, strikethrough and footnotes, which notes where inline markup is."""

    def __init__(self) -> None:
        super().__init__("commonmark")
        self.enable(["table", "strikethrough"])
        self.core.ruler.enableOnly(["normalize", "block"])
        for name, block, others in _PROSE_BLOCKS:
            self.block.ruler.at(name, _placing(block), {"alt": others})
        self.inline.ruler2.disable("fragments_join")
        for name, rule in zip(self.inline.ruler.get_active_rules(), self.inline.ruler.getRules(""), strict=True):
            if name in _NOTES:
                self.inline.ruler.at(name, _noting(name, rule))
        self.inline.ruler.before("link", "footnote", _footnote)

    def normalizeLink(self, url: str) -> str:  # noqa: N802  (markdown-it's name; nobody follows these links)
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link

    def validateLink(self, url: str) -> bool:  # noqa: N802
        return True

    def inline_markup(self, content: str, env: dict[str, object]) -> Inline:
        """The markup of a paragraph. `env`: what the block parser has collected, such as link definitions."""
        if len(content) > LONGEST:
            return Inline([], [])
        found = env["found"] = _Found()
        self.inline.parse(content, self, env, [])
        edits = found.edits
        for start, end, token in found.markers:
            if token.type != "text" or not token.content:
                edits.append(Edit(start, end))
        label = _LABEL.match(content)
        edits += [Edit(*match.span()) for match in (*_FENCE.finditer(content), *([label] if label else []))]
        headings = {match.end() for match in _BOLD_LINE.finditer(content)}
        edits = [edit._replace(prose="\n") if edit.start in headings and edit.prose == " " else edit for edit in edits]
        return Inline(without_overlaps(edits), found.comments)


def _placing(rule: BlockRule) -> BlockRule:
    """The rule, which now also notes where each line of its content begins, in `meta["starts"]`."""

    def placing(state: StateBlock, first: int, last: int, silent: bool) -> bool:
        if not rule(state, first, last, silent):
            return False
        if not silent:
            starts = [state.bMarks[line] + state.tShift[line] for line in range(first, state.line)]
            content = state.tokens[-2]
            marks = len(state.tokens[-1].markup) if state.src.startswith("#", starts[0]) else 0
            at = state.src.find(content.content.partition("\n")[0], starts[0] + marks)
            while len(starts) > 1 and starts[1] <= at:  # a line of hard spaces is no part of the content
                del starts[0]
            if at >= 0:
                content.meta["starts"] = [at, *starts[1:]]
        return True

    return placing


def _noting(name: str, rule: Rule) -> Rule:
    """The rule, which now also notes the markup that it takes."""
    note = _NOTES[name]

    def noting(state: StateInline, silent: bool) -> bool:
        start, found = state.pos, state.env["found"]
        known = len(found.edits), len(found.markers), len(found.comments)
        if not rule(state, silent):
            return False
        if not silent:
            if name == "image":  # the markup in its description goes with it
                del found.edits[known[0] :], found.markers[known[1] :], found.comments[known[2] :]
            note(state, start, found)
        return True

    return noting


def _footnote(state: StateInline, silent: bool) -> bool:
    match = _FOOTNOTE.match(state.src, state.pos, state.posMax) if state.src.startswith("[^", state.pos) else None
    if match is None:
        return False
    if not silent:
        state.push("footnote_ref", "", 0)
        if match[1] and match.start() == 0:
            state.env["found"].edits.append(Edit(*match.span()))
        elif match[1] and state.src[match.start() - 1] == "\n":
            state.env["found"].edits.append(Edit(*match.span(), "\n"))
        else:
            _vanished(state.src, match.start(), match.end() - len(match[1]), state.env["found"])
    state.pos = match.end()
    return True


def _vanished(content: str, start: int, end: int, found: _Found) -> None:
    """Leaves out a span, and the spaces before it if they would now be too many."""
    if end >= len(content) or content[end] in _AFTER_SPACE:
        while start > 0 and content[start - 1] == " ":
            start -= 1
    found.edits.append(Edit(start, end))


def _line_break(state: StateInline, start: int, found: _Found) -> None:
    hard = state.tokens[-1].type == "hardbreak"
    while start > 0 and state.src[start - 1] == " ":
        start -= 1
    found.edits.append(Edit(start, state.pos, "\n" if hard else " "))


def _special(state: StateInline, start: int, found: _Found) -> None:
    token = state.tokens[-1]
    if token.type == "hardbreak":
        _line_break(state, start, found)
    elif token.type == "text_special" and token.content != state.src[start : state.pos]:
        found.edits.append(Edit(start, state.pos, token.content))


def _code(state: StateInline, start: int, found: _Found) -> None:
    token = state.tokens[-1] if state.tokens else None
    # An unmatched run of backticks is text, for which no token has been made yet.
    if token and token.type == "code_inline" and not state.pending and not WORD.fullmatch(token.content):
        found.edits.append(Edit(start, state.pos, CODE))


def _markers(state: StateInline, start: int, found: _Found) -> None:
    at = state.pos
    for token in reversed(state.tokens):
        if at <= start:
            break
        end, at = at, at - len(token.content)
        found.markers.append((at, end, token))


def _link(state: StateInline, start: int, found: _Found) -> None:
    end = state.md.helpers.parseLinkLabel(state, start, True)
    found.edits += [Edit(start, start + 1), Edit(end, state.pos)]


def _image(state: StateInline, start: int, found: _Found) -> None:
    _vanished(state.src, start, state.pos, found)


def _html(state: StateInline, start: int, found: _Found) -> None:
    tag = state.src[start : state.pos]
    if tag.startswith("<!--"):
        found.comments.append((start, tag[4:-3]))
    if _BREAK.match(tag):
        found.edits.append(Edit(start, state.pos, "\n"))
    else:
        _vanished(state.src, start, state.pos, found)


_NOTES: dict[str, Callable[[StateInline, int, _Found], None]] = {
    "newline": _line_break,
    "escape": _special,
    "backticks": _code,
    "strikethrough": _markers,
    "emphasis": _markers,
    "link": _link,
    "image": _image,
    "html_inline": _html,
    "entity": _special,
}
