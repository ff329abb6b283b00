"""Text was decoded with the wrong character set.

What it does
    Flags runs of characters that make sense once they are encoded back into bytes and decoded as UTF-8 ("[weâ€™re]"),
    question marks in place of apostrophes and spaces ("[don?t]", "themselves[?]unable"), characters that do not occur
    in English words ("Perez[¿]s", "10[Â] years", "they[â??]re"), and Cyrillic letters among Latin ones ("[Tomбљ]").

Why it is damage
    A page sent in one character set and read in another shows two or three odd characters for each accent, dash or
    quotation mark. Conversion to a character set without the curly apostrophe leaves a question mark in its place.

Example
    >>> text = "He said weâ€™re late, and that they don?t mind."
    >>> [text[flag.start : flag.end] for flag in sorted(find(SegmentedText(text)), key=lambda flag: flag.start)]
    ['weâ€™re', 'don?t']

What it leaves alone
    Accented letters where they belong ("São Paulo", "SÃO PAULO", "Â" in Romanian or Vietnamese), capitals before a
    closing quotation mark, currency signs, and question marks in addresses ("page?t=1").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache

from mtdetect.rules.needs import Needs
from mtdetect.text import patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Flag, Rule

RULE = Rule(
    "MTD501",
    "mojibake",
    "encoding",
    "Text was decoded with the wrong character set.",
    any_language=True,
    rank=20,
)

LONGEST_WORD = 24
"""The longest word, in letters, to be checked for two alphabets; longer runs are words that lost their spaces."""

# What the UTF-8 continuation bytes 80 to BF look like in Windows-1252 and in Latin-1.
_CONTINUATION = "\x80-\xbfŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™"
_SUSPECT = patterns.PrefilteredPattern(
    rf"[ÂÃÄÅÎÏÐÑ×ØÙâïàáãäåæçèéðвРСГΓβ‚¬√Ô├┬](?:(?<=[ÂÃÄÅÎÏÐÑ×ØÙ])[{_CONTINUATION}]"
    rf"|(?<=â)[€‚„†ˆ‰—˜\x80\x82\x84\x86][{_CONTINUATION}]|(?<=ï)[»¿¬][{_CONTINUATION}]"
    rf"|(?<=[àáâãäåæçèé])[¤-¿®°²³´][{_CONTINUATION}]|(?<=ð)[Ÿ\x9f]|(?<=в)Ђ"
    # The same bytes as DOS and the classic Mac OS show them.
    r"|(?<=Γ)Ç[\x80-\u2fff]|(?<=‚)Ä[\x80-\u2fff]|(?<=¬)[†´ªÆ©∞£°]|(?<=√)[©®†°±≥∂ºß£¥¢´Äñ≠∫ª∏≤§∂†≈∆]"
    # As the Greek code page shows them.
    r"|(?<=[a-z]Γ)[\xa0-\xbfΆΈΉΊΌΎΏ΅]|(?<=β)€[™œ\x9d“”˜]"
    r"|(?<=Ô)Ç[£ÖÿöôªÜ¥]|(?<=[├┬])[^\x00-\x7f─-╿]|(?<=[A-Za-z]Г)[^\x00-\x7fЀ-ӿ]"
    r"|(?<=[РС])[\u0400-\u040f\u0450-\u045f\xa0-\xbf‚-›€™]|(?<=Ã)(?= ))",
    r"[ÂÃÄÅÎÏÐÑ×ØÙâïàáãäåæçèéðвРСГΓβ‚¬√Ô├┬][^\x00-\x1f!-~]",
)
_RUN = patterns.compile(r"(?:[^\x00-\x7f]|[A-Za-z]){1,400}")
_RUN_BACK = patterns.compile(r"(?:[^\x00-\x7f]|[A-Za-z]){1,40}\Z")
_LOST = patterns.PrefilteredPattern(
    r"\?(?:(?<=[a-zI]\?)(?:t|s|re|ve|ll|d|m)\b(?![=&/?%])|(?<=[a-z],\?)(?= [a-z]))", r"(?<=[a-zI,])\?[tsrvldm ]"
)
# A question mark inside a word or between two; in an address it starts the query: “page?t=1”.
_GLUED = patterns.PrefilteredPattern(r"\?(?<=[a-z\d]\?)(?=[a-z]{2})(?![a-z]{0,12}=)", r"(?<=[a-z\d])\?[a-z]")
_ADDRESS = patterns.compile(r"[/=&@]|\.\w|\w\.\Z")
# Characters that do not occur in English words, next to one: “Perez¿s”, “MunichÕs”, “10Âyears”.
_SIGN = patterns.PrefilteredPattern(
    r"[¿ÕÒÓÂíìîñÆöô×óûùÈÛÎËÚ‰ˆ¸](?:(?<=[a-z\d]¿)(?=\w)|(?<=[a-z\d] ¿)(?= [a-z])"
    r"|(?<=[a-z][ÕÒ])(?=(?:s|t|re|ve|ll|d|m)\b)"
    r"|(?<=[\da-z.,]Â)(?=\s|[a-z]{3}\b)|(?<=\dÂ)(?=[a-z])"
    # Windows quotation marks and dash, decoded as Mac Roman.
    r"|(?<=[a-z]í)(?=(?:s|t|re|ve|ll|d|m)\b)|(?<=[\s(]ì)(?=[A-Za-z])|(?<=[.,!?]î)(?=\s|\Z)"
    r"|(?<=[a-z] ñ)(?<!and ñ)(?<!or ñ)(?= [a-z])"
    # Mac Roman quotation marks, decoded as Windows-1252.
    r"|(?<!\S.)(?<=Ò)(?=[A-Z][a-z’']{0,15} )|(?<=[.,!?]Ó)(?=\s|\Z)"
    # Quotation marks and accented letters, confused between DOS and Mac Roman.
    r"|(?<=[a-z]Æ)(?=(?:s|t|re|ve|ll|d|m)\b)|(?<=[a-z][.,!?]ö)(?=\s|\Z)|(?<=[a-z]{3}ö)(?= [a-z])"
    r"|(?<!\S.)(?<=ô)(?=[A-Z][a-z])|(?<=[a-z] [óûù])(?= [a-z])|(?<=[a-z]{2}×)(?=[a-z]{2})"
    r"|(?<=[a-z]{3}[ÈÛÎËÚ])(?=[a-z]{2}|[\s.,])"
    r"|(?<=[a-z][‰ˆ¸])(?=[a-z]))",
    "[¿ÕÒÓÂíìîñÆöô×óûùÈÛÎËÚ‰ˆ¸]",
)
_BEFORE_SIGN = patterns.compile(r"(?<!\S)[a-z]{3,}\Z")
_CAPITALISED = patterns.compile(r"(?<!\w)[A-Z][a-z]+\Z")
_LAST_WORD = patterns.compile(r"(?<![\w’'-])([a-z]{2,20}) ?\Z")
# A Cyrillic letter among Latin ones: “Tomбљ”. Words are written in one alphabet.
_CYRILLIC = "бгдёжзийклмнптфцчшщъыьэюяБГДЁЖЗИЙЛПУФЦЧШЩЪЫЬЭЮЯѐђѓєїљњќћўџґ"  # none that look like Latin letters: MTD503
_OTHER_LETTER = patterns.PrefilteredPattern(
    rf"[{_CYRILLIC}](?:(?<=[a-z].)|(?=[a-z]{{2}}))", rf"(?<=[a-z])[{_CYRILLIC}]", rf"[{_CYRILLIC}][a-z][a-z]"
)
_TOKEN = patterns.compile(r"[^\s“”\"]+\Z")
_REST = patterns.compile(r"[^\s“”\"]{1,60}")
_LOST_WORD = patterns.compile(r"(?:(?<![^\s\"'“”(\[—–-])[A-Za-z]{1,20}|,)\Z")
_OTHER_PAGES = (("Γ├┬", "cp437"), ("Ô├┬", "cp850"), ("Г", "cp1251"), ("Γβ", "cp1253"))
"""Characters that reveal a code page which ftfy does not try: DOS, Cyrillic around a single letter, Greek."""


@lru_cache(maxsize=4096)
def _fixed(piece: str) -> str:
    from ftfy import fix_encoding  # imported here because it is slow, and few texts need it

    for signs, code_page in _OTHER_PAGES:
        if any(sign in piece for sign in signs):
            with suppress(UnicodeError):
                return piece.encode(code_page).decode("utf-8")
    return fix_encoding(piece.encode("utf-8", "replace").decode("utf-8"))


# A closing quotation mark whose third byte was dropped, since Windows-1252 lacks it: “said, â€ he added”.
_HALF = patterns.PrefilteredPattern(rf"â€(?![{_CONTINUATION}])", "â€")
# The same after a second conversion, to a character set that lacks the other two as well: “they?re” became “theyâ??re”.
_LOST_TWICE = patterns.PrefilteredPattern(
    r"[âÂÃ](?<![A-ZÀ-Þ].)(?:(?<=â)(?:\?\?|\?(?=[a-z“\"\s])|[\"'](?:™|¢|œ|˜))|(?<=[ÂÃ])\?(?=[\w\s]))",
    r"[âÂÃ][?\"']",
)
# A question mark in place of the quotation mark at the start of a paragraph or after a colon.
_OPENING = patterns.PrefilteredPattern(
    r"\?(?<![^\n].)(?= ?[A-Z][a-z’']+ [a-z])|\?(?<=: \?)(?= ?[A-Z][a-z’']+ [a-z])",
    r"\? [A-Z]",
    r"\?[A-Z]",
    flags=re.DOTALL,
)


def _other_letters(doc: SegmentedText) -> Iterator[Flag]:
    """Words in Latin letters with a few Cyrillic ones among them."""
    text, done = doc.text, 0
    for match in _OTHER_LETTER.finditer(doc):
        if match.start() < done:
            continue
        back = _RUN_BACK.search(text, max(0, match.start() - 40), match.start())
        start = back.start() if back else match.start()
        word = _RUN.match(text, start)
        done = word.end() if word else match.end()
        latin = sum(letter.isascii() for letter in text[start:done])
        if (
            latin < 3
            or latin <= done - start - latin
            or done - start > LONGEST_WORD
            or _SUSPECT.pattern.search(text, start, done)
        ):
            continue
        message = f"“{match[0]}” is left over from a character decoded with the wrong character set."
        yield RULE.flag(start, done, message)


NEEDS = Needs(_OPENING, _LOST, _GLUED, _SIGN, _LOST_TWICE, _HALF, _OTHER_LETTER, _SUSPECT)


def find(doc: SegmentedText) -> Iterator[Flag]:
    text = doc.text
    for match in _OPENING.finditer(doc):
        message = "This question mark replaces a quotation mark, or another character that was lost."
        yield RULE.flag(*match.span(), message)
    for match in _LOST.finditer(doc):
        word = _LOST_WORD.search(text, max(0, match.start() - 22), match.start())
        if word:
            message = f"The question mark in “{word[0]}{match[0]}” replaces a character that was lost."
            restored = word[0] if word[0] == "," else f"{word[0]}’{match[0][1:]}"
            yield RULE.flag(word.start(), match.end(), message, suggestion=restored)
    for match in _GLUED.finditer(doc):
        word, rest = _TOKEN.search(text, max(0, match.start() - 60), match.start()), _REST.match(text, match.end())
        lost = _LOST.pattern.match(text, match.start())
        if word and rest and not lost and not _ADDRESS.search(word[0] + "?" + rest[0]):
            message = f"The question mark in “{word[0]}?{rest[0]}” replaces a character that was lost."
            yield RULE.flag(match.start(), match.end(), message)
    if text.isascii():
        return
    for match in _SIGN.finditer(doc):
        at = match.start()
        named = match[0] == "í" and not _BEFORE_SIGN.search(text, max(0, at - 20), at)
        # “Podrou×ek” is a name that lost a letter, “gene×gene” is a product.
        named |= match[0] == "×" and not _CAPITALISED.search(text, max(0, at - 20), at)
        if match[0] in "öóûù" and (text[at - 1].isalpha() or text[at - 1].isspace()):
            # Only after an English word is it a lost mark (“likelyö”): “Malmö” and “cargó ó carga” are sound.
            word = _LAST_WORD.search(text, max(0, at - 24), at)
            named = word is None or word[1] not in wordlists.known_words()
        if not named and not text[max(0, match.start() - 1)].isupper():
            message = f"“{match[0]}” is left over from a character decoded with the wrong character set."
            yield RULE.flag(*match.span(), message)
    for match in _LOST_TWICE.finditer(doc):
        message = f"“{match[0]}” is left over from a character that was lost in decoding."
        yield RULE.flag(*match.span(), message)
    for match in _HALF.finditer(doc):
        message = f"“{match[0]}” is left over from a quotation mark decoded with the wrong character set."
        yield RULE.flag(*match.span(), message)
    yield from _other_letters(doc)
    done = 0
    for match in _SUSPECT.finditer(doc):
        if match.start() < done:
            continue
        back = _RUN_BACK.search(text, max(done, match.start() - 40), match.start())
        start = back.start() if back else match.start()
        end = max(match.end(), _RUN.match(text, start).end())  # type: ignore[union-attr]
        done = end
        token = text[start:end] + ("\xa0" if text[end - 1] == "Ã" else "")  # "Ã\xa0", whose second half became a space
        fixed = _fixed(token)
        if fixed != token and len(fixed) < len(token):
            message = f"“{text[start:end]}” was decoded with the wrong character set; it should read “{fixed}”."
            yield RULE.flag(start, end, message, suggestion=fixed)
