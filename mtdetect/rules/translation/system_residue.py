"""A token of the translation system was left in the text.

What it does
    Flags tokens that translation systems use internally: an unknown word ("<unk>", "⁇"), sentencepiece's mark
    for the start of a word ("▁house"), the marks between pieces of words ("trans@@ lation", "well @-@ known"), and
    placeholders broken by a space ("% s", "{0 }", "$ {name}").

Why it is damage
    The system splits text into pieces and protects placeholders before it translates, and puts everything back
    afterwards. Where that goes wrong, the pieces show, and a program can no longer fill the placeholder.

Example
    >>> text = "The mayor of <unk> opened the trans@@ lation office. % s files were copied."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['<unk>', '@@', '% s']

What it leaves alone
    Code, texts about tokens, vocabularies or tokenizers, sound placeholders ("%s", "{0}"), percentages ("5 % s"),
    bar charts ("▁▂▃") and e-mail addresses.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtdetect.rules.needs import Needs
from mtdetect.text import patterns
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Flag, Rule

RULE = Rule(
    "MTD307",
    "system-residue",
    "translation",
    "A token of the translation system was left in the text.",
    rank=15,
    merge_group="wording",
)

_TOKEN = patterns.PrefilteredPattern(
    r"<unk>|⁇(?<!\S⁇)(?!\S)|▁(?<![^\s(“\"]▁)(?=[^\W\d_])|@@(?<=[^\W\d_]@@)(?= [^\W\d_])|@[-.,]@(?<=\w @[-.,]@)(?= \w)"
    r"|%(?<![\d%\w]%)(?<![\d%\w] %) [sd](?![\w%])|\{(?: +\d{1,2} *| *\d{1,2} +)\}|[$%] \{\w{1,30}\}",
    *("<u", "⁇", "▁", "@[@.,-]", "% [sd]", r"\{[ \d]", r"[$%] \{"),
)
_ABOUT_TOKENS = patterns.compile(r"(?i)\b(?:token(?:s|i[sz]\w+)?|vocabular(?:y|ies)|sentencepiece|subword\w*|BPE)\b")


NEEDS = Needs(_TOKEN)


def find(doc: SegmentedText) -> Iterator[Flag]:
    tokens = list(_TOKEN.finditer(doc))
    if tokens and not _ABOUT_TOKENS.search(doc.text):
        for match in tokens:
            yield RULE.flag(*match.span(), f"“{match[0]}” is a token of a translation system, left in the text.")
