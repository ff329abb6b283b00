"""The fixer of each rule, and which fixes are safe."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mtdetect.fixers import boundaries, encoding, gaps, splices, wording
from mtdetect.fixers.flagged_text import Edit, FlaggedText
from mtdetect.types import Flag

Fixer = Callable[[FlaggedText, Flag], Edit | None]

FIXERS: Mapping[str, Fixer] = {
    "MTD101": boundaries.broken_boundary,
    "MTD102": boundaries.missing_boundary,
    "MTD103": boundaries.glued_words,
    "MTD106": gaps.vanished_text,
    "MTD107": boundaries.split_word,
    "MTD201": splices.stray_fragment,
    "MTD202": splices.inline_furniture,
    "MTD301": wording.redundant_gloss,
    "MTD302": wording.locale_residue,
    "MTD304": wording.doubled_word,
    "MTD306": wording.suggested_term,
    "MTD307": wording.system_residue,
    "MTD501": encoding.mojibake,
    "MTD502": encoding.markup_remnant,
    "MTD503": encoding.invisible_character,
    "MTD504": encoding.lost_ligature,
    "MTD601": wording.repeated_sentence,
    "MTD602": wording.repeated_phrase,
}

SAFE: Mapping[str, Mapping[str, float]] = {
    "MTD101": dict.fromkeys(("article", "hyphen", "line-break", "name"), 0.0),
    "MTD103": dict.fromkeys(("comma", "figure", "function-words", "note", "sentence"), 0.0),
    "MTD107": dict.fromkeys(("ending", "hyphen", "initial", "pieces"), 0.0),
    "MTD202": {"end": 0.8},
    "MTD301": dict.fromkeys(("abbreviation", "body", "country", "foreign", "same-name", "unit"), 0.8),
    "MTD304": {"function-word": 0.7},
    "MTD307": {"piece": 0.0},
    "MTD501": dict.fromkeys(("apostrophe", "closing", "decoded", "lost-apostrophe", "space"), 0.8),
    "MTD502": dict.fromkeys(
        ("broken-entity", "comment", "entity", "escape", "line-feed", "percent", "shortcode", "tag"), 0.8
    ),
    "MTD503": dict.fromkeys(("invisible", "look-alike", "lost-apostrophe"), 0.7),
    "MTD504": {"ligature": 0.0},
    "MTD601": {"at-once": 0.0},
}
"""By rule and manner, the lowest confidence at which a fix is safe: right at least 97 times in 100.

The figures are in docs/decisions/040-cleaning.md. What is not listed is right less often, or was never measured.
"""


def is_safe(flag: Flag, manner: str) -> bool:
    """Whether a flag may be fixed in this manner without a person looking at it."""
    lowest = SAFE.get(flag.code, {}).get(manner)
    return lowest is not None and (flag.confidence or 0.0) >= lowest


def edit_of(source: FlaggedText, flag: Flag) -> Edit | None:
    """The edit that removes the damage of a flag; None if what was there is unknown."""
    fixer = FIXERS.get(flag.code)
    edit = fixer(source, flag) if fixer else None
    return edit if edit and source.text[edit.start : edit.end] != edit.replacement else None


def suggestion(source: FlaggedText, flag: Flag) -> str | None:
    """What could replace the flagged text."""
    edit = edit_of(source, flag)
    if edit is None:
        return None
    return source.text[flag.start : edit.start] + edit.replacement + source.text[edit.end : flag.end]
