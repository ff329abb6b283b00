"""Wrong code pages, leftover markup and escapes, invisible and look-alike characters, glued footnotes."""

from __future__ import annotations

import re

import ftfy.bad_codecs  # noqa: F401  (registers the sloppy code pages, which keep undefined bytes, as browsers do)

from training.damage.editing import Context, Edit, edit

_FOREIGN = re.compile(r"[^\x00-\x7f]")
_QUOTE_PAIR = re.compile(r"\"([^\"\n]{2,200})\"")
_ENTITIES = {
    "&": "&amp;", "“": "&ldquo;", "”": "&rdquo;", "’": "&rsquo;", "‘": "&lsquo;", "—": "&mdash;", "–": "&ndash;",
    '"': "&quot;", "'": "&#39;", "<": "&lt;", ">": "&gt;", "é": "&eacute;", "…": "&hellip;", "£": "&pound;",
    "$": "#36;",
}  # fmt: skip
_MISHAPS = {
    "sloppy-windows-1252": 34, "latin-1": 6, "twice": 6, "no-controls": 8, "sloppy-windows-1251": 4, "mac_roman": 5,
    "cp437": 2, "sloppy-windows-1250": 3, "?": 12, "\ufffd": 8, "\ufffd\ufffd\ufffd": 4, "¿": 2, "Õ": 2, "\x92": 2,
    "dropped": 2,
}  # fmt: skip
_TAGS = (
    "<br>", "<br />", "<br/>", "</p>", "<p>", "<b>", "</a>", "<em>", "</span>", "<div>", "&nbsp;", "&nbsp;&nbsp;",
    '<a href="#">', "<strong>", "[caption id=", "[/caption]", "[embed]", "[gallery]", "[/quote]", "{{", "}}", "<!--",
    "-->", "]]>", "<![CDATA[", "[...]</p>", '<img src="">', "[url=", "[/b]", "**", "</li>", "<o:p></o:p>", "&#13;",
    "[vc_row]", "&zwnj;", "</i>", 'target="_blank">', "{% endif %}", "<span class=s1>", "&hellip;", "&#160;", "[[",
    "]]",
)  # fmt: skip
_ATTRIBUTES = (
    'class="col-#"', 'width="#" height="12#"', "img_#.jpg", 'style="width:#px">', "{{ad_#}}", "div.ad-#", "/* # */",
    '[caption id="attachment_#" align="alignleft" width="#"]', '<iframe width="#" frameborder="0">', "[youtube id=#]",
    "var ad# = [];", "window.adslot_#.push({});", 'data-id="#"', "googletag.cmd.push(function() { display(#); });",
)  # fmt: skip
_ESCAPES = ("\\n", "\\n\\n", "\\r\\n", "\\", "\\t", "\\u00a0", "\\/", "\\x0a", "%20", "_x000D_", "\\N", "=20", "\\'")
_UNSEEN = ("\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\ufffd", "\u200e", "\x00", "\x07", "\u0083")
_ALIKE = str.maketrans("aceopxyiABCEHKMOPTX", "асеорхуіАВСЕНКМОРТХ")


def _wrong(character: str, manner: str) -> str:
    """A character after the given mishap, or unchanged if the mishap does not affect it."""
    try:
        if manner == "dropped":
            return ""
        if manner in ("?", "\ufffd", "\ufffd\ufffd\ufffd", "¿", "¬", "Õ", "\x92"):
            return manner
        if manner == "twice":
            once = character.encode("utf-8").decode("sloppy-windows-1252")
            return once.encode("utf-8").decode("sloppy-windows-1252")
        if manner == "no-controls":
            once = character.encode("utf-8").decode("sloppy-windows-1252")
            return "".join(c for c in once if c.isprintable())
        return character.encode("utf-8").decode(manner)
    except (UnicodeDecodeError, UnicodeEncodeError):
        return character


def mojibake(ctx: Context) -> list[Edit]:
    """UTF-8 read as one of the usual code pages, once or twice, or characters replaced by a single wrong one."""
    manner = ctx.rng.choices(list(_MISHAPS), list(_MISHAPS.values()))[0]
    places: list[tuple[int, str]] = [(m.start(), m[0]) for m in _FOREIGN.finditer(ctx.text)]
    if not places:  # first make quotation marks curly, as a publisher would
        pairs = _QUOTE_PAIR.finditer(ctx.text)
        places = [place for m in pairs for place in ((m.start(), "“"), (m.end() - 1, "”"))]
        places += [(m.start(), "’") for m in re.finditer(r"(?<=[A-Za-z])'(?=[a-z])", ctx.text)]
        places += [(m.start(), "\u00a0") for m in re.finditer(r"(?<=\d) (?=[a-z])", ctx.text)][:1]
        places.sort()
    edits = []
    for at, character in places:
        wrong = _wrong(character, manner)
        if wrong == ctx.text[at] or wrong == character:
            continue
        # If a character only turned into a space, it looks like a typing slip.
        seen = wrong.strip() != ""
        edits.append(edit(at, at + 1, wrong, "mojibake", unseen=not seen) if wrong else Edit(at, at + 1, "", "", 0, 0))
    return edits if any(one.replacement for one in edits) else []


def entity(ctx: Context) -> list[Edit]:
    """One or all copies of a character as an HTML entity, sometimes without its ampersand or semicolon."""
    present = [c for c in _ENTITIES if c in ctx.text]
    if not present:
        return _markup(ctx, ctx.rng.choice(["&nbsp;", "&amp;nbsp;", "nbsp;", "&#160;"]))
    character = ctx.rng.choice(present)
    written = _ENTITIES[character]
    if ctx.chance(0.3):
        written = f"&#{ord(character)};"
    if ctx.chance(0.2):
        written = ctx.rng.choice([written.lstrip("&"), written.replace("&", "&amp;", 1), written.rstrip(";")])
    places = [m.start() for m in re.finditer(re.escape(character), ctx.text)]
    if ctx.chance(0.3):
        places = [ctx.rng.choice(places)]
    return [edit(at, at + 1, written, "markup-remnant") for at in places]


def _markup(ctx: Context, remnant: str) -> list[Edit]:
    places = [*ctx.gaps, *(at.end() - 1 for at in ctx.boundaries)]
    if not places:
        return []
    at = ctx.rng.choice(places)
    before, after = ctx.rng.choice([(" ", " "), ("", " "), (" ", ""), ("", "")])
    return [edit(at, at + 1, before + remnant + after, "markup-remnant", remnant)]


def tag(ctx: Context) -> list[Edit]:
    remnant = ctx.pick(_TAGS)
    if ctx.chance(0.2):
        return [edit(0, 0, remnant, "markup-remnant")]
    if ctx.chance(0.2):
        return [edit(len(ctx.text), len(ctx.text), remnant, "markup-remnant")]
    return _markup(ctx, remnant)


def attribute(ctx: Context) -> list[Edit]:
    """The inside of a tag or of a script: attributes, style rules, statements."""
    size = ctx.rng.randint(100, 999)
    remnant = ctx.pick(_ATTRIBUTES).replace("#", str(size))
    return _markup(ctx, remnant)


def escape(ctx: Context) -> list[Edit]:
    """A line break or quotation mark that is still escaped: "second\\team", "\\n\\nThe"."""
    remnant = ctx.rng.choice(_ESCAPES)
    quotes = [m.start() for m in re.finditer(r"[\"']", ctx.text)]
    if quotes and ctx.chance(0.3):
        return [edit(at, at + 1, "\\" + ctx.text[at], "markup-remnant") for at in quotes]
    places = [*ctx.gaps, *(at.end() - 1 for at in ctx.boundaries)]
    if not places:
        return []
    chosen = sorted(ctx.rng.sample(places, min(len(places), ctx.rng.choice([1, 1, 2, 4]))))
    keep = " " if ctx.chance(0.3) else ""
    return [edit(at, at + 1, remnant + keep, "markup-remnant", remnant) for at in chosen]


def unseen_character(ctx: Context) -> list[Edit]:
    """Soft hyphens, zero-width and control characters inside words, once or throughout the paragraph."""
    character = ctx.rng.choice(_UNSEEN)
    places = [m.start() + len(m[0]) // 2 for m in re.finditer(r"\b[A-Za-z]{5,}\b", ctx.text)]
    if not places:
        return []
    chosen = sorted(ctx.rng.sample(places, min(len(places), ctx.rng.choice([1, 1, 2, 6]))))
    return [edit(at, at, character, "invisible-character") for at in chosen]


def look_alike(ctx: Context) -> list[Edit]:
    """Latin letters replaced by Cyrillic ones that look the same: one letter of a word, or all that have a twin."""
    words = [m for m in re.finditer(r"\b[A-Za-z]{4,}\b", ctx.text) if m[0].translate(_ALIKE) != m[0]]
    if not words:
        return []
    edits = []
    for word in sorted(ctx.rng.sample(words, min(len(words), ctx.rng.choice([1, 2, 5]))), key=lambda m: m.start()):
        twins = [i for i, c in enumerate(word[0]) if c.translate(_ALIKE) != c]
        chosen = set(twins if ctx.chance(0.5) else [ctx.rng.choice(twins)])
        text = "".join(c.translate(_ALIKE) if i in chosen else c for i, c in enumerate(word[0]))
        edits.append(edit(word.start(), word.end(), text, "invisible-character"))
    return edits


def footnote(ctx: Context) -> list[Edit]:
    """A note number or mark glued to a word or a full stop: "treaty12", "closed.[3]"."""
    number = ctx.rng.randint(1, 60)
    noted = [f"[{number}]", f"[{number}][{number + 1}]", "[citation needed]", f"[note {number}]", "[a]"]
    sign = ctx.rng.choice([str(number), str(number), str(number), *noted, f"{number},{number + 1}", f"^{number}"])
    places = [at.end(2) for at in ctx.boundaries]
    if ctx.chance(0.5) or not places:
        places = [gap for gap in ctx.gaps if ctx.text[max(0, gap - 3) : gap].isalpha()]
    if not places:
        return []
    at = ctx.rng.choice(places)
    start = ctx.text.rfind(" ", 0, at) + 1
    return [edit(start, at, ctx.text[start:at] + sign, "glued-words" if sign.isdigit() else "markup-remnant")]
