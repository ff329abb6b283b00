"""The inline markup of reStructuredText: emphasis, literals, roles, references, footnote numbers, substitutions."""

from __future__ import annotations

import re

from mtdetect.readers.prose_blocks import CODE, WORD, Edit, Inline, without_overlaps

# Inline markup begins after white space or an opening mark, and ends before white space or punctuation.
_MARKUP = re.compile(
    r"""(?<![^\s'"(\[{<\-/:‘“’«])(?:
      ``(?P<literal>(?=\S)[^`\n]{0,200}(?:\n[^`\n]{1,200})?)``
    | (?P<role>:[\w.+:-]{1,40}:)?`(?P<text>(?=[^\s`])[^`\\]{1,300})`(?P<after>:[\w.+:-]{1,40}:|__?|)
    | (?P<strong>\*\*)(?=\S)(?P<bold>(?:(?!\*\*).){1,300}?)(?<=\S)\*\*
    | \*(?=[^\s*])(?P<emphasis>[^*]{1,300}?)(?<=\S)\*
    | \|(?=\S)(?P<substitution>[^|\n]{1,80})(?<=\S)\|_{0,2}
    | \[(?P<note>\#?[\w.-]{0,40}|\*)\]_
    | (?P<reference>[A-Za-z\d](?:[\w.+-]{0,60}[A-Za-z\d])?)__?
    )(?![^\s'")\]}>\-/:.,;!?\\’”»])""",
    re.VERBOSE | re.DOTALL,
)
LONGEST = 50_000
"""Characters up to which a paragraph is parsed. Longer ones are data."""

_EMBEDDED = re.compile(r"\s*<[^<>]{1,300}>\Z")
_ESCAPE = re.compile(r"\\(\s|\S)")


def inline_markup(content: str) -> Inline:
    """The markup of a paragraph."""
    if len(content) > LONGEST:
        return Inline([])
    edits: list[Edit] = []
    for match in _MARKUP.finditer(content):
        edits += _edits(match)
    taken = [(edit.start, edit.end) for edit in edits]
    if "\\" in content:
        inside = {at for start, end in taken for at in range(start, end)}
        escapes = (escape for escape in _ESCAPE.finditer(content) if escape.start() not in inside)
        edits += [Edit(*escape.span(), "" if escape[1].isspace() else escape[1]) for escape in escapes]
    if content.endswith("::"):  # a literal block follows; alone or after a space, both colons vanish
        start = len(content) - 2
        if start == 0 or content[start - 1].isspace():
            edits.append(Edit(len(content[:start].rstrip()), len(content)))
        else:
            edits.append(Edit(start, len(content), ":"))
    return Inline(without_overlaps(edits))


def _edits(match: re.Match[str]) -> list[Edit]:
    start, end = match.span()
    if match["literal"] is not None:
        return [] if WORD.fullmatch(match["literal"]) else [Edit(start, end, CODE)]
    if match["text"] is not None:
        return _interpreted(match)
    if match["bold"] is not None:
        return [Edit(start, start + 2), Edit(end - 2, end)]
    if match["emphasis"] is not None:
        return [Edit(start, start + 1), Edit(end - 1, end)]
    if match["substitution"] is not None:
        return [Edit(start, end, CODE)]
    if match["note"] is not None:
        spaces = len(match.string[:start]) - len(match.string[:start].rstrip())
        return [Edit(start - spaces, end)]
    return [Edit(match.end("reference"), end)]


def _interpreted(match: re.Match[str]) -> list[Edit]:
    """A role, or a reference: “:class:`name`”, “:doc:`the guide <guide>`”, “`the guide <url>`_”."""
    start, end = match.span("text")
    embedded = _EMBEDDED.search(match["text"])
    role = match["role"] or (match["after"] if match["after"].startswith(":") else "")
    if embedded and embedded.start() > 0:
        return [Edit(match.start(), start), Edit(start + embedded.start(), match.end())]
    if role in (":ref:", ":doc:", ":numref:"):  # the label of a section, whose title is elsewhere
        return [Edit(match.start(), match.end(), CODE)]
    if role:  # a name, as in code
        return [Edit(match.start(), start - 1), Edit(end + 1, match.end())]
    return [Edit(match.start(), start), Edit(end, match.end())]
