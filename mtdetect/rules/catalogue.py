"""Every rule module, in the order of the codes. Written by `python -m tests.write_rules`; do not edit."""

from mtdetect.rules.boundary import split_word, unbalanced_quote
from mtdetect.rules.boundary.broken_boundary import rule as broken_boundary
from mtdetect.rules.boundary.glued_words import rule as glued_words
from mtdetect.rules.boundary.missing_boundary import rule as missing_boundary
from mtdetect.rules.boundary.truncated import rule as truncated
from mtdetect.rules.boundary.vanished_text import rule as vanished_text
from mtdetect.rules.encoding import invisible_character, lost_ligature, mojibake
from mtdetect.rules.encoding.markup_remnant import rule as markup_remnant
from mtdetect.rules.furniture import (
    breadcrumb,
    byline,
    consent_notice,
    menu,
    page_number,
    repeated_title,
    source_line,
    timestamp,
)
from mtdetect.rules.furniture.call_to_action import rule as call_to_action
from mtdetect.rules.repetition import repeated_sentence
from mtdetect.rules.repetition.repeated_phrase import rule as repeated_phrase
from mtdetect.rules.splice.inline_furniture import rule as inline_furniture
from mtdetect.rules.splice.stray_fragment import rule as stray_fragment
from mtdetect.rules.translation import (
    doubled_word,
    locale_residue,
    odd_wording,
    redundant_gloss,
    spun_wording,
    system_residue,
    translation_notice,
    untranslated,
)

MODULES = (
    broken_boundary,
    missing_boundary,
    glued_words,
    truncated,
    unbalanced_quote,
    vanished_text,
    split_word,
    stray_fragment,
    inline_furniture,
    redundant_gloss,
    locale_residue,
    untranslated,
    doubled_word,
    odd_wording,
    spun_wording,
    system_residue,
    translation_notice,
    breadcrumb,
    menu,
    timestamp,
    byline,
    source_line,
    call_to_action,
    repeated_title,
    consent_notice,
    page_number,
    mojibake,
    markup_remnant,
    invisible_character,
    lost_ligature,
    repeated_sentence,
    repeated_phrase,
)
