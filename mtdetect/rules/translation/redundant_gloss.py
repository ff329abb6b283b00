"""A gloss (an added explanation) repeats the words next to it.

What it does
    Flags a gloss in parentheses if it repeats the words before it ("in South Korea [(South Korea)]"), names the country
    of an adjective ("North Korean leader [(North Korea)]"), or gives an abbreviation that every reader knows and the
    text never uses again ("The United States [(US)] accuses"). It also flags an abbreviation kept from another language
    ("the World Health Organization [(OMS)]"), the type of an organisation repeated after its name ("the Korean Central
    News Agency (KCNA) [news agency]"), a remark that letters are an abbreviation ("[(FVN, for its acronym in
    Spanish)]"), a number in figures and words ("[50 (fifty)] days"), and a unit written twice ("16[% percent]").

Why it is damage
    News in many languages explains a short name with the full one, or the other way round: "Korsel (Korea Selatan)".
    A translation system turns both into the same English words, or keeps the letters of the source. English writers
    add a gloss only to say something new, or to introduce an abbreviation that they will use later.

Example
    >>> text = "It is a holiday in South Korea (South Korea) too."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['(South Korea)']

What it leaves alone
    Abbreviations introduced at first mention ("the World Health Organization (WHO)"), short forms of a name ("Carla
    Benavides (Benavides)", "the Exchange Commission (Commission)"), other names of a place ("North Korea (DPRK)"),
    nationalities in lists of results ("Jens Voigt (Germany)"), lists of towns that share the name of their province,
    glosses of one or two letters, numbers in contracts, entries of a reference ("page-number (number)"), and pleonasms
    that English has adopted ("PIN number", "ATM machine").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from mtdetect.rules.needs import Needs
from mtdetect.text import patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Flag, Rule

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

RULE = Rule(
    "MTD301",
    "redundant-gloss",
    "translation",
    "A gloss (an added explanation) repeats the words next to it.",
    rank=10,
    merge_group="wording",
)

_GLOSS = patterns.PrefilteredPattern(r"\(([^\W\d_][\w.’'&-]*(?: [\w.’'&-]+){0,5})\)", r"\([^\W\d_]")
LONGEST_NAME = 4
"""Words in the longest name that a line of a reference begins with."""
_REACH = 80  # characters before a gloss that it is compared with
_KNOWN = {  # countries whose abbreviation every reader knows
    "united states": ("US", "USA", "U.S.", "U.S.A."),
    "united states of america": ("US", "USA", "U.S.", "U.S.A."),
    "united kingdom": ("UK", "U.K."),
}
_FOREIGN = {  # what Indonesian, Spanish, French, Portuguese, Italian, German and Turkish call them
    "united states": "AS EEUU EE.UU. EUA ABD",
    "united states of america": "AS EEUU EE.UU. EUA ABD",
    "united nations": "PBB ONU BM VN",
    "world health organization": "OMS DSÖ",
    "world health organisation": "OMS DSÖ",
    "european union": "UE AB",
    "united arab emirates": "UEA EAU BAE",
    "international monetary fund": "FMI IWF",
    "north atlantic treaty organization": "OTAN",
    "south korea": "Korsel",
    "north korea": "Korut",
}
_SUNG = patterns.compile(r"[A-Z][a-z'’]*(?: [a-z'’]+){2,}\Z")
_NAME_BEFORE = patterns.compile(r"(?<![\w’'-])([A-Z][\w.’'&-]*)(?: (?:of|and|for|the|&))* \Z")
_FOREIGN_INITIALS = patterns.PrefilteredPattern(
    r",\s(?:for|by)\s(?:its|their|his|her)\s(?:[A-Z][a-z]{2,20}\s)?"
    r"(?:acronym|initials|abbreviation)s?(?:\sin\s[A-Z][a-z]+)?\)",
    *(rf",\s{word}\s{owner}\s" for word in ("for", "by") for owner in ("its", "their", "his", "her")),
)
_INITIALS = patterns.compile(r"\([A-Z][\w.&-]{1,9}\Z")
_NUMBER_TWICE = patterns.PrefilteredPattern(r"\((?<=\d\s\()([a-z]{3,9})\)(?=\s[a-z])", r"(?<=\d\s)\([a-z]")
_FIGURES = patterns.compile(r"(?<![\d.,])\d{1,3}(?=\s\Z)")
_UNITS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_NUMBERS = {word: str(value) for value, word in enumerate(_UNITS.split(), 1)}
_NUMBERS |= {word: f"{value}0" for value, word in enumerate(_TENS.split(), 2)}
_CONTRACT = patterns.compile(r"\b(?:[Ss]hall|hereby|hereof|pursuant)\b")
_UNIT_TWICE = patterns.PrefilteredPattern(r"%(?<=\d%) (?:per ?cent|percentage)\b(?! points?\b)", r"(?<=\d)% per")
# A type of organisation after a gloss: a repeat, if the name before the gloss ends with the same words.
_BODY = patterns.compile(
    r" ([a-z]{4,14} )?(news agency|state media|agency|organi[sz]ation|fund|council|ministry|commission|committee"
    r"|bureau|federation|association|institute|university|bank|court|corporation)\b(?![-’'])"
)
_BODY_TWICE = patterns.compile(r"[Nn]ews [Aa]gency (?=news agency\b)|[Ss]tate [Mm]edia (?=state media\b)")


@cache
def _body_pairs() -> HashedWordSet:
    """The pairs of words in the middle of “news agency news agency” and the like."""
    from mtdetect.text.word_index import HashedWordSet

    return HashedWordSet(("agency news", "media state"), "pairs")


def _bodies(chars: CharIndex) -> Places:
    """Where such a doubled type may begin."""
    words = chars.words
    second = _body_pairs().has(words.pairs).nonzero()[0]
    return words.at(second[second > 0] - 1)


@cache
def _countries() -> dict[str, list[str]]:
    countries: dict[str, list[str]] = {}
    for line in wordlists.load("demonyms"):
        demonym, country = line.split("\t")
        countries.setdefault(country, []).append(demonym)
    return countries


def _plain(words: str) -> str:
    return words.casefold().replace("-", " ")


@cache
def _title() -> str:
    """A pattern for a capitalised office, as used before a name: "President", "Prime Minister"."""
    roles = "|".join(sorted(role.title() for role in wordlists.load("person_roles")))
    return rf"(?: (?:Prime|Foreign|Vice|Defen[cs]e|Interior|Finance))?(?: (?:{roles}))"


def _adjective(before: str, country: str) -> str | None:
    """The adjective of `country` before the gloss, with at most an office or some lower-case words in between."""
    for demonym in _countries().get(country, ()):
        if re.search(rf"(?<![\w-]){demonym}(?:{_title()}|(?: [a-z-]+){{0,3}})\Z", before):
            return demonym
    return None


def _last_use(text: str, abbreviation: str) -> int:
    """The offset of the last use of an abbreviation outside brackets, or -1."""
    end = len(text)
    while (end := text.rfind(abbreviation, 0, end)) >= 0:
        after = text[end + len(abbreviation) : end + len(abbreviation) + 1]
        if not text[end - 1 : end].isalnum() and text[end - 1 : end] != "(" and not after.isalnum() and after != ")":
            return end
    return -1


def _is_short_form(before: str, gloss: str) -> bool:
    """Whether the gloss introduces the end of a longer name as its short form: “Carla Benavides (Benavides)”.

    `before`: the text before the words that the gloss repeats.
    """
    first = _NAME_BEFORE.search(before)
    if first is None or not gloss[0].isupper() or re.search(rf"{_title()}\Z", f" {before.strip()}"):
        return False
    return first[1].lower() not in wordlists.load("function_words")


def _reason(doc: SegmentedText, match: re.Match[str], last_use: dict[str, int]) -> str | None:
    gloss = match[1]
    before = doc.text[max(0, match.start() - _REACH) : match.start()]
    before = before[before.rfind("\n") + 1 :].rstrip(" ")
    name = _plain(before)
    repeats = name.endswith(_plain(gloss)) and not name[: -len(gloss)][-1:].isalnum()
    # Documentation explains identifiers with their own words: “set_cookie (cookie)”, “ssh-server (SSH server)”.
    own = before[-len(gloss) :]
    code = before[: -len(gloss)][-1:] in tuple("/_.") or ("-" in own and "-" not in gloss and own.islower())
    # “lots and lots (and lots) of data”, and the second voice of a song: “jump up high (Jump up high)”
    rhetorical = gloss.partition(" ")[0] in ("and", "or", "but") or _SUNG.match(gloss) is not None
    repeats = (
        repeats and not code and not rhetorical and not (own == gloss and _is_short_form(before[: -len(gloss)], gloss))
    )
    if repeats and len(gloss) > 2:
        return f"“{gloss}” in parentheses repeats the words before it and adds nothing."
    if gloss[0].isupper() and (adjective := _adjective(before, gloss)):
        return f"“{gloss}” in parentheses repeats the country already named by “{adjective}”."
    for known in (" ".join(name.split()[-n:]) for n in (2, 3, 4)):
        if gloss in _FOREIGN.get(known, "").split():
            return f"“{gloss}” is a foreign abbreviation; English uses a different one, or none."
        if gloss in _KNOWN.get(known, ()):
            if gloss not in last_use:
                last_use[gloss] = _last_use(doc.text, gloss)
            if last_use[gloss] < match.start():
                return f"“{gloss}” needs no introduction, and the text never uses it again."
    return None


def _is_entry(doc: SegmentedText, start: int, end: int) -> bool:
    """Whether a line is just a name and what it is, as in a reference: “page-number (number)”."""
    line = doc.lines_at([start])[0]
    return line.end == end and doc.text.count(" ", line.start, start) < LONGEST_NAME


def _body_again(doc: SegmentedText, gloss: re.Match[str]) -> re.Match[str] | None:
    """The type of organisation after an abbreviation in parentheses, if the name before it ends with the same words."""
    body = _BODY.match(doc.text, gloss.end()) if gloss[1].isupper() else None
    before = doc.text[max(0, gloss.start() - _REACH) : gloss.start()].rstrip(" ").casefold()
    if body is None or not before.endswith(" " + body[2]):
        return None
    # “the World Health Organization (WHO) health organization”; but “the Supreme Court (SC) district court”
    return body if not body[1] or re.search(rf"\b{re.escape(body[1].strip())}\b", before) else None


def _numbers(doc: SegmentedText) -> Iterator[Flag]:
    """Numbers in figures with the same number in words after them, as only contracts have them in English."""
    found = [
        (figures.start(), match)
        for match in _NUMBER_TWICE.finditer(doc)
        if (figures := _FIGURES.search(doc.text, max(0, match.start() - 5), match.start()))
        and _NUMBERS.get(match[1]) == figures[0]
    ]
    if found and not _CONTRACT.search(doc.text):
        for start, match in found:
            words = doc.text[start : match.end()]
            yield RULE.flag(start, match.end(), f"“{words}” gives the number twice, in figures and in words.")


NEEDS = Needs(_GLOSS, _FOREIGN_INITIALS, _NUMBER_TWICE, _UNIT_TWICE, _bodies)


def find(doc: SegmentedText) -> Iterator[Flag]:
    glosses = list(_GLOSS.finditer(doc))
    last_use: dict[str, int] = {}  # cached, so that a document is searched once for each abbreviation
    for i, match in enumerate(glosses):
        neighbours = glosses[max(0, i - 1) : i] + glosses[i + 1 : i + 2]
        listed = sum(abs(other.start() - match.start()) < 60 and other[1][0].isupper() for other in neighbours)
        spaced = doc.text[match.start() - 1 : match.start()] == " "  # "print(print)" is code
        if (
            spaced
            and not _is_entry(doc, match.start(), match.end())
            and listed < 2
            and (reason := _reason(doc, match, last_use))
        ):
            yield RULE.flag(*match.span(), reason)
        if body := _body_again(doc, match):
            start, end = body.start() + 1, body.end()
            words = doc.text[start:end]
            message = f"“{words}” is repeated: the name before the abbreviation already says it."
            yield RULE.flag(start, end, message)
    for match in _FOREIGN_INITIALS.finditer(doc):
        if initials := _INITIALS.search(doc.text, max(0, match.start() - 12), match.start()):
            message = "This gloss only says that the letters are an abbreviation, which English leaves out."
            yield RULE.flag(initials.start(), match.end(), message)
    yield from _numbers(doc)
    for match in _UNIT_TWICE.finditer(doc):
        message = f"“{match[0]}” gives the unit twice, as a sign and as a word."
        yield RULE.flag(*match.span(), message)
    for match in patterns.matches(_BODY_TWICE, doc.text, doc.places(_bodies)):
        words = match[0].strip()
        message = f"“{words}” appears twice: one copy is a gloss that the translation kept."
        yield RULE.flag(match.start(), match.start() + len(words), message)
