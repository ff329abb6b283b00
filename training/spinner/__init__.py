"""Makes spun text by replacing words from a thesaurus, as article spinners do; no labelled spun text is available."""

from training.spinner.likelier import substitution_table
from training.spinner.spin import STRATEGIES, STRENGTHS, Spun, phrase_table, spin, spun_rows
from training.spinner.thesaurus import Sense, Thesaurus

__all__ = [
    "STRATEGIES",
    "STRENGTHS",
    "Sense",
    "Spun",
    "Thesaurus",
    "phrase_table",
    "spin",
    "spun_rows",
    "substitution_table",
]
