"""What may be wrong at a token."""

from __future__ import annotations

from enum import IntEnum


class Class(IntEnum):
    """The label of a token. Each names the damage and says which token carries it."""

    SOUND = 0
    FALSE_STOP = 1
    """This full stop doesn't belong here."""
    LOST_STOP = 2
    """A full stop is missing before this word."""
    STRAY = 3
    """This token belongs to a fragment from elsewhere."""
    GAP = 4
    """Words are missing before this token."""
    DOUBLED = 5
    """This token repeats the one before, or belongs to the repetition of a phrase."""
    WRONG_WORD = 6
    """This word was replaced, put in, or moved here."""
    CUT_END = 7
    """The paragraph breaks off after this token."""
    CUT_START = 8
    """The beginning of the paragraph, before this token, is missing."""
    LINE_BREAK = 9
    """The line break before this token is inside a sentence."""
    QUOTE = 10
    """This quotation mark has no partner."""
    GLUED = 11
    """A space is missing before this token, or inside it."""
    SPLIT = 12
    """This token is a part of a word."""
    MISTRANSLATED = 13
    """This word is in none of the other translations."""
