"""Broken sentence boundaries, spaces, lines, quotes and dashes; sentences cut short; missing words."""

from __future__ import annotations

import re

from training.damage.editing import Context, Edit, edit

_DASH = re.compile(r"\s*[—–]\s*|\s--?-?\s")
_PARTS = re.compile(r", (?=(?:who|which|and|but|where|while|a|an|the) )")
_QUOTED_END = re.compile(r"[.,!?][”\"](?=\s|\Z)")
_PLACE = re.compile(
    r"\b(?:on|in|at|by|from|of|for|to|about|until|since) ((?:[A-Z][a-z]+|\d[\d.,]*)(?: (?:[A-Z][a-z]+|\d+)){0,2})"
)
_NUMBER = re.compile(r"(?<=[a-z] )[$£€]?\d[\d,.]*(?:\s?%)?(?= [a-z]|[,.;])")
_SPEECH_END = re.compile(r"[,.]?[”\"]?[,.]? (?=(?:[A-Z][a-z]+ ){0,3}(?:said|wrote|added|told|says|he|she)\b)")
_CUT_TAILS = ("", "...", "…", " ...", " […]", "[...]", " (more)", "... Read more")
_CUT_TAIL_WEIGHTS = (50, 14, 12, 6, 5, 4, 3, 6)
_LOST_DASHES = ("   ", "", "  ", " — — ", " --- ", "———", " – – – ", " ? ", "ó")
_LOST_DASH_WEIGHTS = (34, 20, 12, 6, 6, 5, 4, 8, 3)
_POINTERS = (
    "The full text can be found here: {}",
    "More information is available at {}.",
    "See {} for details.",
    "You can read the letter {}.",
    "Follow the latest updates on our {} page.",
    "According to , {}",
    "The complete list is here {}.",
    "For more on this, see , and {}",
    "Watch the video below:{}",
    "Tickets are on sale now at {}.",
    "He wrote about it in {}.",
    "that is, , {}",
    "The study was published in , {}",
    "The report (available ) {}",
)


def stop_in_phrase(ctx: Context) -> list[Edit]:
    """A full stop inside a sentence: "Korea’s. liberation", "the. Demands", "North. Korea"."""
    if not ctx.gaps:
        return []
    gap = ctx.rng.choice(ctx.gaps)
    start, end = ctx.around(gap)
    before, after = ctx.text[start:gap], ctx.text[gap + 1 : end]
    stop = ctx.rng.choices([".", ". ", "?", "!", " .", "’.", ".”", ";."], [60, 4, 6, 5, 8, 2, 4, 1])[0]
    if ctx.chance(0.4):
        after = after[:1].upper() + after[1:]
    feed = ctx.rng.choices([" ", "\n", "  "], [85, 10, 5])[0]
    return [edit(start, end, f"{before}{stop}{feed}{after}", "broken-boundary")]


def stop_for_comma(ctx: Context) -> list[Edit]:
    """A comma turned into a full stop, often before lower case: "the minister. who resigned"."""
    found = list(re.finditer(r"(?<=[a-z]), (?=[a-z])", ctx.text))
    if not found:
        return []
    at = ctx.rng.choice(found)
    start, end = ctx.around(at.start() + 1)
    after = ctx.text[at.end() : end]
    if ctx.chance(0.25):
        after = after[:1].upper() + after[1:]
    return [edit(start, end, f"{ctx.text[start : at.start()]}. {after}", "broken-boundary")]


def lost_stop(ctx: Context) -> list[Edit]:
    """ "North Korea The United States": the full stop is gone, the capital is still there."""
    if not ctx.boundaries:
        return []
    at = ctx.rng.choice(ctx.boundaries)
    start, end = ctx.around(at.end() - 1)
    before = ctx.text[start : at.start()] + ("" if ctx.chance(0.7) else at[2])
    return [edit(start, end, f"{before} {ctx.text[at.end() : end]}", "missing-boundary")]


def lost_space(ctx: Context) -> list[Edit]:
    """ "Tuesday.The": blocks joined without a space, with or without the full stop."""
    if not ctx.boundaries:
        return []
    at = ctx.rng.choice(ctx.boundaries)
    start, end = ctx.around(at.end() - 1)
    stop = at[1] + at[2] if ctx.chance(0.75) else at[2]
    return [edit(start, end, f"{ctx.text[start : at.start()]}{stop}{ctx.text[at.end() : end]}", "glued-words")]


def glued_words(ctx: Context) -> list[Edit]:
    """ "theparliament", "one,two": the space at the edge of a link or a line was lost."""
    found = [match.start() for match in re.finditer(r"(?<=[,;:]) (?=[A-Za-z])", ctx.text)] if ctx.chance(0.3) else []
    # Otherwise between a word of at least two letters and one of at least four.
    found = found or [
        gap for gap in ctx.gaps if ctx.text[gap + 1 : gap + 5].isalpha() and ctx.text[max(0, gap - 2) : gap].isalpha()
    ]
    if not found:
        return []
    gap = ctx.rng.choice(found)
    start, end = ctx.around(gap)
    return [edit(start, end, ctx.text[start:gap] + ctx.text[gap + 1 : end], "glued-words")]


def line_break(ctx: Context) -> list[Edit]:
    """One or two line breaks in mid-sentence, some after a hyphen."""
    if len(ctx.gaps) < 8:
        return []
    inner = ctx.gaps[3:-3]
    edits: list[Edit] = []
    for gap in sorted(ctx.rng.sample(inner, min(len(inner), ctx.rng.choice([1, 1, 1, 2])))):
        start, end = ctx.around(gap)
        before, after = ctx.text[start:gap], ctx.text[gap + 1 : end]
        feed = ctx.rng.choice(["\n", "\n", "\n\n", "\r\n", " \n", "\n \n"])
        if len(after) > 7 and after.isalpha() and ctx.chance(0.15):
            cut = ctx.rng.randrange(3, len(after) - 3)
            replacement = f"{before} {after[:cut]}-{feed}{after[cut:]}"
        else:
            replacement = before + feed + after
        if not edits or edits[-1].end <= start:
            edits.append(edit(start, end, replacement, "truncated"))
    return edits


def cut_off(ctx: Context) -> list[Edit]:
    """The rest of the paragraph is missing, from a word or from inside one, with or without dots."""
    if len(ctx.gaps) < 10:
        return []
    gap = ctx.rng.choice(ctx.gaps[6:])
    if ctx.chance(0.15):
        gap = min(len(ctx.text) - 1, gap + ctx.rng.randrange(2, 4))
    tail = ctx.rng.choices(_CUT_TAILS, _CUT_TAIL_WEIGHTS)[0]
    start = ctx.text.rfind(" ", 0, gap) + 1
    if ctx.text[start:gap].endswith((".", "!", "?")):
        return []
    return [edit(start, len(ctx.text), ctx.text[start:gap] + tail, "truncated")]


def cut_start(ctx: Context) -> list[Edit]:
    """The paragraph begins in mid-sentence."""
    inner = ctx.gaps[1 : max(2, len(ctx.gaps) // 2)]
    if len(ctx.gaps) < 10 or not inner:
        return []
    gap = ctx.rng.choice(inner)
    lead = ctx.rng.choices(["", "...", "… ", ", ", ") ", "’ "], [70, 8, 6, 8, 4, 4])[0]
    end = ctx.around(gap)[1]
    first = ctx.text[gap + 1 : end]
    return [edit(0, end, lead + first, "truncated", unseen=not lead and first[:1].isupper())]


def lost_dash(ctx: Context) -> list[Edit]:
    """One dash or a pair, replaced by spaces, by nothing or by other marks."""
    found = list(_DASH.finditer(ctx.text)) or list(_PARTS.finditer(ctx.text))
    found = [at for at in found if at.start() > 0 and at.end() < len(ctx.text)]
    if not found:
        return []
    lost = ctx.rng.choices(_LOST_DASHES, _LOST_DASH_WEIGHTS)[0]
    edits: list[Edit] = []
    chosen = found if ctx.chance(0.5) and len(found) < 4 else [ctx.rng.choice(found)]
    for at in chosen:
        start, end = ctx.around(at.start() + 1)
        start, end = min(start, at.start()), max(end, at.end())
        if edits and start < edits[-1].end:
            continue
        before, after = ctx.text[start : at.start()], ctx.text[at.end() : end]
        edits.append(edit(start, end, before + lost + after, "vanished-text" if lost else "glued-words"))
    return edits


def lost_quote(ctx: Context) -> list[Edit]:
    """A closing quotation mark is missing, so the speech never ends; or there is a stray one."""
    found = list(_QUOTED_END.finditer(ctx.text))
    if found and ctx.chance(0.7):
        at = ctx.rng.choice(found)
        opening = max(ctx.text.rfind("“", 0, at.start()), ctx.text.rfind('"', 0, at.start()))
        if opening < 0:
            return []
        return [edit(opening, at.end(), ctx.text[opening : at.end() - 1], "unbalanced-quote")]
    if not ctx.gaps:
        return []
    gap = ctx.rng.choice(ctx.gaps)
    start, end = ctx.around(gap)
    mark = ctx.rng.choice(["”", '"', "“", "”"])
    before, after = ctx.text[start:gap], ctx.text[gap + 1 : end]
    text = f"{before}{mark} {after}" if mark in '”"' else f"{before} {mark}{after}"
    return [edit(start, end, text, "unbalanced-quote")]


def joined_paragraphs(ctx: Context) -> list[Edit]:
    """The next paragraph is joined on: without the full stop, the space or the closing quotation mark."""
    if ctx.index + 1 >= len(ctx.paragraphs) or not ctx.text[-1:].strip():
        return []
    following = ctx.paragraphs[ctx.index + 1]
    if len(following) > 600 or not following[:1].strip():
        return []
    start = ctx.text.rfind(" ", 0, len(ctx.text)) + 1
    last = ctx.text[start:]
    first = following.split(" ", 1)[0]
    if last.endswith(("”", '"')) and first[0] in '“"':
        seam, label = f"{last[:-1]} {first}", "unbalanced-quote"
    else:
        bare = last.rstrip('.!?”"’')
        seam, label = ctx.rng.choice([(f"{bare} {first}", "missing-boundary"), (last + first, "glued-words")])
        if seam == f"{last} {first}":
            return []
    return [Edit(start, len(ctx.text), seam + following[len(first) :], label, 0, len(seam))]


def vanished_link(ctx: Context) -> list[Edit]:
    """A sentence points to a link whose text is missing, and runs into the next sentence."""
    pointer = ctx.pick(_POINTERS).format("")
    pointer = re.sub(r" +([.])", r" \1" if ctx.chance(0.5) else r"\1", pointer).strip()
    if ctx.boundaries and ctx.chance(0.6):
        at = ctx.rng.choice(ctx.boundaries)
        return [edit(at.end() - 1, at.end(), f" {pointer} ", "vanished-text", pointer)]
    return [edit(len(ctx.text), len(ctx.text), f" {pointer}", "vanished-text", pointer)]


def vanished_words(ctx: Context) -> list[Edit]:
    """A number or a linked name or date is missing and leaves a gap: "in print on , on Page A22"."""
    named = [(m.start(1), m.end(1)) for m in _PLACE.finditer(ctx.text)]
    found = named + [m.span() for m in _NUMBER.finditer(ctx.text)]
    if not found:
        return []
    gap = ctx.rng.choice(found)
    start = ctx.text.rfind(" ", 0, max(0, gap[0] - 1)) + 1
    end = min([e for e in (ctx.text.find(" ", gap[1] + 1), len(ctx.text)) if e > 0])
    before, after = ctx.text[start : gap[0]].rstrip(), ctx.text[gap[1] : end].lstrip()
    if not after:
        return []
    space = ctx.rng.choice([" ", " ", "  ", "" if after[0] in ",.;" else " "])
    return [
        edit(start, end, f"{before}{space}{after}", "vanished-text", unseen=gap not in named and after[0].isalpha())
    ]


def lost_speech_end(ctx: Context) -> list[Edit]:
    """ "the new era Kim Jong Un wrote": no comma or closing quotation mark between speech and speaker."""
    found = [at for at in _SPEECH_END.finditer(ctx.text) if len(at[0]) > 2]
    if not found:
        return []
    at = ctx.rng.choice(found)
    start, end = ctx.around(at.end() - 1)
    return [edit(start, end, f"{ctx.text[start : at.start()]} {ctx.text[at.end() : end]}", "missing-boundary")]


def stray_closing(ctx: Context) -> list[Edit]:
    """Punctuation left over from removed text: " ,", "()", " |"."""
    if not ctx.gaps:
        return []
    gap = ctx.rng.choice(ctx.gaps)
    start, end = ctx.around(gap)
    left = ctx.rng.choice([" ,", " ()", " .", " ;", " [ ]", " ,,", " :", " )", " (", " -", " |"])
    return [edit(start, end, f"{ctx.text[start:gap]}{left} {ctx.text[gap + 1 : end]}", "vanished-text")]
