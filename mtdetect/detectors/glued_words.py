"""Two words or sentences stand together without a space.

What it does
    Flags a sentence that begins straight after another's full stop, mark or quotation mark ("the vote on [Tuesday.The]
    minister"), a sentence glued to a word ("[governmentThe] minister"), a function word glued to a word that is
    common, or that stands elsewhere in the text ("[theparliament]", "[inthe]"), a name of the text glued to a word
    ("Nelson [Mandelafrom] prison", "[throughFacebook]"), a figure and a word of grammar ("[in2023]"), and a note's
    number or sign ("[period.12] The", "[things.[21]] In"). A word that is not common and falls into two that are
    ("[fallsmarginally]", "[afterRamadan]") is flagged where the language model would far rather see two.

Why it is damage
    An extractor that drops tags without putting a space, a line break that was deleted, or a tokeniser's pieces
    put together wrongly: the words were apart in the article.

Example
    >>> text = "After the vote on Tuesday.The minister went to theparliament."
    >>> [text[flag.start : flag.end] for flag in find(Analysis(text))]
    ['Tuesday.The', 'theparliament']

What it leaves alone
    Domain and file names, addresses, code, hashtags, initials and abbreviations ("U.S.-led", "a.k.a.", "Ph.D."), names
    with capitals inside ("YouTube", "McDonald", "LinkedIn"), numbers, times, lists without spaces ("red,green,blue"),
    numbered names and indices ("attack1, attack2", "args[1]"), notes whose text stands below,
    and English words that only look glued ("therapist", "thousand", "breathe").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING

from mtdetect import patterns, wordlists
from mtdetect.analysis import Analysis
from mtdetect.repair import Asking, Search, SmallNames, asking, left_of, right_of, savings
from mtdetect.types import Flag, Rule

if TYPE_CHECKING:
    from mtdetect.letters import Letters, Mask
    from mtdetect.words import Places, Vocabulary

RULE = Rule("MTD103", "glued-words", "boundary", "Two words or sentences stand together without a space.")

APART, BOTH_PLAIN, BEFORE_NAME = 5.0, 11.0, 6.0
"""Bits that a blank inside a word must save: where one side is a function word, where neither is, before a name."""

NEAR = 40
"""Two commas without a space within so many characters part the items of a list."""

ELSEWHERE = 20_000
"""Characters on either side in which a spelling is looked for again."""

LONGEST_QUOTATION = 600
"""Characters looked back for the mark that opens a quotation."""

MIN_NOTED = 80
"""Characters of a paragraph of prose whose last sentence may have a note."""

MOST_NOTES = 5
"""Notes that are called a remnant; text with more of them has an apparatus, and means them."""

# A lower-case letter, the mark, and what follows without a space. The letters before are looked at afterwards.
_STOP = patterns.Scan(
    r"[.!?][”’\"]?(?<=[a-z).!?”’\"]..)(?=[“‘]?[A-Z])|[.!?][”’\"]?(?<=[a-z][.!?])(?=[“‘]?[A-Z])"
    # After a year, a day or an amount, and after a quotation that ends before the mark.
    r"|[.!?](?:(?<=\d\d[.!?])|(?<=[a-z][”\"][.!?]))(?=[“‘]?[A-Z][a-z’]* [a-z])",
    *(r"[.!?][A-Z]", r"[.!?][“‘][A-Z]", r"[.!?][”’\"][“‘A-Z]"),
)
_COMMA = patterns.Scan(
    r"[,;:](?:(?<=[a-z]{2}[,;])(?=[a-zA-Z][a-z]|a )|(?<=\d,)(?=[a-z]{2})|(?<=[a-z]{3}:)(?=[a-z]))",
    r"(?<=[a-z\d])[,;:][a-zA-Z]",
)
_QUOTE = patterns.Scan(r"“(?<=[.,!?a-z]“)(?=\w)", r"(?<=[.,!?a-z])“\w")
_UNQUOTE = patterns.Scan(
    r"”(?:(?<=[a-z][,.!?]”)(?=[A-Za-z])|(?<=[a-z]{3}”)(?=[a-z]{2}))"
    r"|\"(?<=[a-z]{3}[,!?]\")(?=[a-z]{2,15}[ ,.] ?[a-zA-Z])",
    *(r"(?<=[a-z][,.!?])”[A-Za-z]", r"(?<=[a-z])”[a-z][a-z]", r"(?<=[a-z][,!?])\"[a-z][a-z]"),
)
_NOTE = patterns.Scan(
    r"[.,](?<=[a-z]{2}[.,])\d{1,3}(?:,\d{1,3})?(?= [A-Z][a-z]* [a-zA-Z]| (?:Mr|Mrs|Ms|Dr)\. [A-Z]| [a-z]{2,} [a-z])"
    r"|[.,]?\((?:(?<=[a-z]{3}\()|(?<=[a-z]{3}[.,]\())\d{1,2}\)(?=\s[A-Za-z]{2})"
    # The last of a paragraph.
    r"|\.(?<=[a-z]{3}\.)(?:\d{1,2}|\(\d{1,2}\))(?=[ \t]*(?:\n|\Z))",
    *(r"(?<=[a-z][a-z])[.,]\d", r"(?<=[a-z][a-z])[.,]\(\d", r"(?<=[a-z][a-z])\(\d"),
)
# A note's number on a word or after its mark: "federal26,27 law", "things.[21][22]".
_NOTE_IN = patterns.Scan(
    r"[\^\d](?:(?<=[a-z]\^)\d|(?<=[a-z]\d))\d?(?:,\d{1,2})?(?=[\s,;:]|\.?(?:\s|\Z))", r"(?<=[a-z])[\^\d]"
)
_NOTE_SIGN = patterns.Scan(
    r"\[(?<=[a-z.,;!?”)\"]\[)(?:\d{1,3}|[abc]|note \d{1,3}|(?:citation|clarification|page) needed"
    r"|edit|when\?|who\?|by whom\?)\](?:\[\d{1,3}\]){0,3}(?=[\s.,;:]|\Z)"
    r"|[†‡](?<=[a-z.,;”)\"].)(?=[\s.,;:]|\Z)|[¹①-⑳](?:(?<=[a-z]{3}.)|(?<=[a-z][.,!?”)].))(?=[\s.,;:]|\Z)",
    *(r"(?<=[a-z.,;!?”)\"])\[", r"(?<=[a-z.,;!?”)\"])[†‡¹①-⑳]"),
)
_NOTED = patterns.compile(r"(?:[^\W\d_][^\W_]*(?:['’-][^\W_]+)*)?[.,;!?)”\"]{0,4}")
# A figure glued to the word before it, and a word to the figure before it: “in2023”, “was$265 million”, “60,000people”.
_FIGURE_AFTER = patterns.Scan(
    r"(?:[$£€](?<=[a-z]{2}.)\d|\d(?<=[a-z]{2}\d))(?:[\d,.]*\d)?(?![\w/@_=])",
    r"(?<=[a-z][a-z])\d",
    r"(?<=[a-z][a-z])[$£€]\d",
)
_FIGURE_BEFORE = patterns.Scan(r"[a-z](?<=\d[a-z])[a-z]{1,20}(?![\w@/=-]|\.\w)", r"(?<=\d)[a-z][a-z]")
_FIGURE_LEFT = patterns.compile(r"(?<![^\s“\"(—–])[$£€]?(?:\d{1,3}(?:,\d{3})+|\d{1,4})(?:\.\d+)?\Z")
_BEFORE_FIGURE_WORDS = (
    "in of to than from for the with and by about over under nearly almost since until around between only another was"
    " were is are has have had his her their its this all on after before during within against some least most up that"
    " but or"
)
_BEHIND_FIGURE_WORDS = (
    "and of to the for with from that by but at or as was were is are has have had will would who which than after"
    " before during people percent years months weeks days hours minutes children women men"
    " countries others more times points"
)
_BEFORE_FIGURES, _BEHIND_FIGURES = frozenset(_BEFORE_FIGURE_WORDS.split()), frozenset(_BEHIND_FIGURE_WORDS.split())
_CAMEL = patterns.Scan(r"[A-Z](?<=[a-z]{3}[A-Z])[a-z]*(?= [a-z“])", "(?<=[a-z][a-z][a-z])[A-Z]")
_BEFORE_NAME = patterns.Scan(
    r"[A-Z](?<=[a-z]{2}[A-Z])[a-z]{3,20}(?![\w@/]|\.\w)", "(?<=[a-z][a-z])[A-Z][a-z][a-z][a-z]"
)
_CAMEL_OPENERS = patterns.compile(
    r"The|This|These|They|There|He|She|We|But|However|Meanwhile|According|When|While|After|It|In|A|As|If|So|His|Her|Its|Their"
    r"|For|From|What|Why|How|You|On|At|And|Now|Then|With|Although|Since|Some|Many|Most|I"
)
_FIRST = ("of", "in", "to", "on", "and", "for", "with", "by", "from", "at", "that", "is", "was")
_SECOND = ("the", "this", "their")
_PAIR = patterns.compile(rf"(?<![^\s“”\"(\[—–])(?:{'|'.join(_FIRST)})(?:{'|'.join(_SECOND)})(?=\s)")
_THE = patterns.Scan(r"the(?<![^\s“”\"(\[—–]the)(?=[a-z]{5})", r"(?<=[\s“”\"(\[—–])the[a-z][a-z][a-z][a-z][a-z]")
_LETTERS = patterns.compile(r"[A-Za-z][a-z]{3,29}")
# A name that ends on another word: “Mandelafrom”. Only words that are the end of no name.
_AFTER_NAME = "from during with and was were has had who which that for said says will would the about after before"
_NAME_GLUED = patterns.compile(rf"([A-Z][a-z]{{3,20}})({'|'.join(_AFTER_NAME.split())})(?![\w’'@/-]|\.\w)")
_NAME_AFTER = patterns.Scan(r"[A-Z](?<=[a-z]{2}[A-Z])[A-Za-z]{1,20}(?![\w@/]|\.\w)", "(?<=[a-z][a-z])[A-Z][A-Za-z]")
_OWNER = patterns.Scan(r"[’'](?<=[a-z][’'])s(?=[a-z]{4,20}(?![\w’'@/-]|\.\w))", r"(?<=[a-z])[’']s[a-z][a-z][a-z]")
_TOKEN_LEFT = patterns.compile(r"[^\s“”\"(\[—–]*\Z")
_TOKEN_RIGHT = patterns.compile(r"[^\s“”\"(),;:!?\[\]—–]*")
_RIGHT_WORD = patterns.compile(r"[“‘]?[^\W\d_]+(?:[’'][a-z]+)?")
_DATED = patterns.compile(r"[$£€]?\d[\d,]{0,9}\d(?:th|st|nd|rd)?%?|\d(?:th|st|nd|rd)")
_ALPHABETIC = patterns.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*\)?\Z")

_NOT_GLUED_WORDS = (
    "therapist therapists forthe thesystem withe werewolf willpower mustache ofcourse aswell hereby notable withstood"
    " withstand withheld withhold howto forthwith knowhow builtin builtins"
)
_OLD_ENDINGS = "of|in|by|with|to|unto|upon|on|at|from|after|about|under|through|withal|into"
_NOT_GLUED = frozenset(_NOT_GLUED_WORDS.split()).union(
    first + last
    for first in ("here", "there", "where")
    for last in _OLD_ENDINGS.split("|")  # “any part thereof”
)
_MARKS_BEFORE = patterns.compile(r"(?<!\S)[.,;:!?()\[\]“”\"'’…]*\Z")
_MARKS_BEHIND = patterns.compile(r"[.,;:!?()\[\]“”\"'’…]{0,60}(?!\S)")


class _Vocabulary:
    """What stands as a word of its own: in common English, or in this text."""

    def __init__(self, doc: Analysis) -> None:
        self._text, self.names = doc.text, SmallNames.of(doc)

    @cached_property
    def own(self) -> frozenset[str]:
        return frozenset(re.findall(r"[a-z]{5,40}", self._text))

    @cached_property
    def capitals(self) -> frozenset[str]:
        return frozenset(re.findall(r"[A-Z](?<=\s.)[a-z]+", self._text))

    @cached_property
    def names_apart(self) -> frozenset[str]:
        return frozenset(re.findall(r"[A-Z](?<=\s.)[A-Za-z]+(?=[\s,.;:’'])", self._text))

    def knows(self, word: str) -> bool:
        return word in wordlists.load("common_words")


def _token(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands without white space before `start` and after `end`."""
    left, right = _TOKEN_LEFT.search(text, max(0, start - 60), start), _TOKEN_RIGHT.match(text, end, end + 60)
    return (left[0] if left else ""), (right[0] if right else "")


def _flag(start: int, end: int, message: str) -> Flag:
    return Flag(RULE.code, RULE.name, start, end, message)


def _sentences(doc: Analysis, words: _Vocabulary) -> Iterator[Flag]:
    text, openers = doc.text, wordlists.load("sentence_openers")
    abbreviations, suffixes = wordlists.load("abbreviations"), wordlists.load("file_suffixes")
    for match in _STOP.finditer(doc):
        left, _ = _token(text, match.start(), match.end())
        following = _RIGHT_WORD.match(text, match.end(), match.end() + 60)
        if following is None:
            continue
        after = following[0].lstrip("“‘")
        if _DATED.fullmatch(left) or (not left and text[match.start() - 1] in '”"'):
            if after in openers and text[match.end() - 1] in ".!?" and not words.names.of_code:
                said = text[match.start() - len(left) : match.end()]
                yield _flag(
                    match.start() - len(left), following.end(), f"No space stands between “{said}” and “{after}”."
                )
            continue
        if not _ALPHABETIC.match(left) or len(left) < 2 or left in abbreviations:
            continue
        beyond = text[following.end() : following.end() + 2]
        one_letter = after in ("A", "I") and beyond[:1].isspace()
        in_name = after.lower() in suffixes and after not in openers
        if not one_letter and (in_name or beyond[:1] in ("@", "/", "_", "(") or not after[1:].islower()):
            continue
        if beyond[:1] == "." and beyond[1:].isalnum():  # java.util.List
            continue
        if match[0] == "." and after not in openers and words.names.of_code:  # asyncio.Task
            continue
        if left[0].isupper() and (match[0] == "!" or len(after) == 1):  # Yahoo!News, Type.A
            continue
        opener = re.split("[’']", after)[0] in openers
        sure = left[0].islower() or len(match[0]) > 1 or match[0] == "?" or opener
        if sure or (left.lower() not in suffixes and after in words.capitals and left in words.capitals):
            end = following.end()
            yield _flag(match.start() - len(left), end, f"No space stands between “{left}{match[0]}” and “{after}”.")


def _marks(doc: Analysis, words: _Vocabulary) -> Iterator[Flag]:
    text, spaced = doc.text, ", " in doc.text
    for match in _COMMA.finditer(doc):
        left, right = _token(text, match.start(), match.end())
        after = right.rstrip(".’'")
        beyond = match.end() + len(right)
        listed = (  # "red,green,blue": tags, or a table
            text[beyond : beyond + 1] == ","
            or _COMMA.pattern.search(text, beyond, beyond + NEAR)
            or _COMMA.pattern.search(text, max(0, match.start() - NEAR), match.start())
        )
        if match[0] == ":" and text[beyond : beyond + 1] in ('"', ";", "}"):  # a rule of style: "display:none"
            continue
        if match[0] == ":" and words.names.of_code:  # pairs of key:value
            continue
        known = _is_known(left.lower()) or _is_known(after.lower())
        known = known or (left.istitle() and after.istitle() and spaced and len(left) > 2)
        if left.isalnum() and after.replace("-", "").isalpha() and not listed and known:
            end = match.end() + len(after)
            yield _flag(match.start() - len(left), end, f"No space stands after the mark of “{left}{match[0]}{after}”.")
    for match in (*_QUOTE.finditer(doc), *_UNQUOTE.finditer(doc)):
        if match[0] == '"' and not _closes(text, match.start()):
            continue
        left, right = _token(text, match.start(), match.end())
        end = match.end() + len(right.rstrip(".’'"))
        yield _flag(match.start() - len(left), end, "No space stands at the quotation mark between these two words.")
    for match in _NOTE.finditer(doc):
        left, _ = _token(text, match.start(), match.end())
        if not _takes_note(text, match, left, words):
            continue
        known = not left.islower() or _is_known(left) or left in wordlists.load("short_words")
        ends = text[match.end() : match.end() + 1] in ("", "\n") and match[0][0] == "."
        if ends and not (known and left.islower() and _is_prose_before(doc, match.start())):
            continue
        if left.isalpha() and known and left not in wordlists.load("abbreviations"):
            start = match.start() - len(left)
            yield _flag(start, match.end(), f"A note’s number is glued to “{text[start : match.start() + 1]}”.")


def _closes(text: str, at: int) -> bool:
    """Whether a straight mark closes a quotation: the mark before it opened one, behind a blank."""
    before = text.rfind('"', max(0, at - LONGEST_QUOTATION), at)
    return before >= 0 and (before == 0 or text[before - 1].isspace())


def _is_prose_before(doc: Analysis, at: int) -> bool:
    """Whether the last sentence of a long paragraph ends here: in lists, verses and manuals numbers stand there too."""
    start, end = doc.paragraph_at(at)
    return end - start >= MIN_NOTED and end - at < 8 and doc.text.find("\n", start, end) < 0


def _takes_note(text: str, match: re.Match[str], left: str, words: _Vocabulary) -> bool:
    """Whether a number behind a mark or in brackets can be a note's, and is no figure, chapter or page of a manual."""
    if "(" in match[0]:
        plain = left in wordlists.load("function_words") or (match[0][0] in ".," and words.knows(left))
        return plain and not words.names.of_code
    if left.islower():
        return len(left) > 2 or (left in wordlists.load("function_words") and left != "no")
    opener = _RIGHT_WORD.match(text, match.end() + 1)
    named = left.istitle() and len(left) > 4 and not words.knows(left.lower())
    return named and opener is not None and opener[0] in wordlists.load("sentence_openers")


def _notes(doc: Analysis, words: _Vocabulary) -> Iterator[Flag]:
    """Numbers and signs of notes, in text that has no more than a few of them."""
    text, signs = doc.text, list(_NOTE_SIGN.finditer(doc))
    for match in signs if len(signs) <= MOST_NOTES else ():
        left, _ = _token(text, match.start(), match.end())
        if not _NOTED.fullmatch(left):  # parent[3], manual:tool[1]
            continue
        if match[0] == "[0]" or (left and _times_near(text, match.start(), f"{left}[") > 1):
            continue  # an index: args[0], args[1]
        if re.search(rf"^[ \t>]{{0,9}}{re.escape(match[0])} ?\S", text, re.MULTILINE):
            continue  # the note itself is here, under the text: “[1] http…”
        if len(match[0]) == 3 and match[0][1].isalpha() and not _is_known(left.lower().rstrip('.,;)”"')):
            continue  # an editor's letter: “frustrat[e]”
        yield _flag(match.start() - len(left), match.end(), f"The sign of a note, “{match[0]}”, was left in the text.")
    functions = wordlists.load("function_words")
    for match in _NOTE_IN.finditer(doc):
        left, _ = _token(text, match.start(), match.end())
        if len(left) < 3 - (match[0][0] == "^") or not left.isalpha():
            continue
        if _times_near(text, match.start(), left + match[0]) > 1 or _is_counted(text, match, left):
            continue
        plain = left.lower() in functions or (left.islower() and _is_known(left))
        if plain or (left[1:].islower() and ("," in match[0] or _is_numbered(text, match, left, words))):
            yield _flag(match.start() - len(left), match.end(), f"A note’s number is glued to “{left}”.")


def _is_counted(text: str, match: re.Match[str], left: str) -> bool:
    """Whether the same word has the number before or behind, too: “attack1” and “attack2”."""
    if not match[0].isdigit():
        return False
    beside = (int(match[0]) - 1, int(match[0]) + 1)
    return any(_times_near(text, match.start(), f"{left}{number}") for number in beside)


def _is_numbered(text: str, match: re.Match[str], left: str, words: _Vocabulary) -> bool:
    """Whether a name stands elsewhere without the number that is glued to it."""
    return match[0][1:].isdigit() and _times_near(text, match.start(), f"{left} ") > 2 and left in words.capitals


def _figures(doc: Analysis, words: _Vocabulary) -> Iterator[Flag]:
    """A figure that is glued to a word of grammar, or an amount to any word; and such a word to a figure."""
    text = doc.text
    for match in _FIGURE_AFTER.finditer(doc):
        left, _ = _token(text, match.start(), match.end())
        if not left.isalpha() or words.names.of_code:
            continue
        takes = left in _BEFORE_FIGURES or (match[0][0] in "$£€" and words.knows(left))
        if takes and _times_near(text, match.start(), left + match[0]) == 1:
            yield _flag(match.start() - len(left), match.end(), f"No space stands between “{left}” and “{match[0]}”.")
    for match in _FIGURE_BEFORE.finditer(doc):
        figure = _FIGURE_LEFT.search(text, max(0, match.start() - 16), match.start())
        if figure is None or match[0] not in _BEHIND_FIGURES or words.names.of_code:
            continue
        if _times_near(text, match.start(), figure[0] + match[0]) == 1:
            yield _flag(figure.start(), match.end(), f"No space stands between “{figure[0]}” and “{match[0]}”.")


_SHORT_FIRST = frozenset(("us", "so", "if", "do", "me", "go", "up", "no", "too", "day", "man", "way"))
_INFLECTED = ("ing", "ed", "est")  # no compound begins with such a word


@cache
def _may_fall() -> re.Pattern[str]:
    """What holds of each word with a cut, and of few others: to look at every place of a word takes longer."""
    before, after = ("|".join(sorted(wordlists.load(name))) for name in ("glued_before", "glued_after"))
    ends = "|".join(_INFLECTED)
    return re.compile(rf"(?:{before})[a-z]{{2}}|[a-z]+(?:{ends})[a-z]{{4}}|[a-z]{{2,}}(?:{after})\Z|[a-z]{{6,}}ly\Z")


@lru_cache(maxsize=8192)
def _cuts(word: str) -> tuple[tuple[int, float], ...]:
    """Where a word that is not common falls into two that are, and the bits that a blank there must save."""
    if not _may_fall().match(word):
        return ()
    before, after = wordlists.load("glued_before"), wordlists.load("glued_after")
    cuts = []
    for i in range(2, len(word) - 1):
        first, second = word[:i], word[i:]
        if first in before and (len(second) > 2 or second in after) and _is_known(second):
            cuts.append((i, APART if i > 2 else 2 * APART))
        elif second in after and len(second) > 2 and first in _SHORT_FIRST:
            cuts.append((i, 2 * APART))
        elif second in after and i > 2 and _is_known(first):
            cuts.append((i, APART if i > 3 and len(second) > 2 else 2 * APART))
        elif min(i, len(second)) < 4 or not (first.endswith(_INFLECTED) or second.endswith("ly")):
            continue
        elif _is_known(first) and _is_known(second):
            cuts.append((i, BOTH_PLAIN))
    return tuple(cuts)


def _is_known(word: str) -> bool:
    known = wordlists.known_words()
    return word in known or (word[-1:] == "s" and word[:-1] in known)


def _unknown(letters: Letters) -> Places:
    """Words that are not common: in small letters, or the first of a sentence."""
    from mtdetect.words import common_forms

    words = letters.words
    sizes = words.ends - words.starts
    capital = letters.are(words.starts, "[A-Z]") & letters.are(words.starts + 1, "[a-z]")
    small = letters.are(words.starts, "[a-z]") & (sizes >= 5)
    maybe = ((sizes >= 4) & (sizes <= 30) & (small | capital)).nonzero()[0]
    maybe = maybe[~common_forms().has(words.folded[maybe])]
    return words.at(maybe[small[maybe] | _begins(letters, words.starts[maybe])])


def _begins(letters: Letters, places: Places) -> Mask:
    """Whether a sentence begins at each place, or before the quotation mark that stands there."""
    before = places - letters.are(places - 1, '[“"‘]')
    mark = before - 2 - letters.are(before - 2, '[”"’)]')
    return letters.are(before - 1, "\n") | (letters.are(before - 1, " ") & letters.are(mark, "[.!?]"))


def _unknown_words(doc: Analysis) -> Iterator[tuple[int, str]]:
    """Words that are not common, or the first letters of such a word: in small letters, or the first of a sentence."""
    text = doc.text
    for at in doc.places(_unknown):
        match = _LETTERS.match(text, at)
        if match and match[0].lower() not in _NOT_GLUED:
            yield at, match[0]


def _times_near(text: str, at: int, words: str) -> int:
    """How often they stand around a place: a writer's own spelling comes again before long."""
    return text.count(words, max(0, at - ELSEWHERE), at + ELSEWHERE)


def _is_alone(text: str, at: int, word: str) -> bool:
    """Whether a word has nothing but marks around it, and does not stand elsewhere in the text."""
    if text.startswith("()", at + len(word)):
        return False  # a function
    if not (_MARKS_BEHIND.match(text, at + len(word)) and _MARKS_BEFORE.search(text, max(0, at - 60), at)):
        return False
    return _times_near(text, at, word) == 1


def _runs(doc: Analysis, words: _Vocabulary) -> Asking[list[Flag]]:
    """Two words run into one, where the language model would far rather see them apart."""
    text, found = doc.text, list[Flag]()
    if doc.surprisal is None:
        return found
    places: list[tuple[int, int, int, float]] = []
    for at, word in _unknown_words(doc):
        if (cuts := _cuts(word.lower())) and _is_alone(text, at, word):
            places += [(at, at + cut, at + len(word), bits) for cut, bits in cuts]
    functions = wordlists.load("function_words")
    for match in _BEFORE_NAME.finditer(doc):
        left, _ = _token(text, match.start(), match.end())
        plain = left in functions or (len(left) > 3 and left.islower() and words.knows(left))
        if plain and not words.names.of_code and _times_near(text, match.start(), left + match[0]) == 1:
            places.append((match.start() - len(left), match.start(), match.end(), BEFORE_NAME))
    pairs = []
    for start, cut, end, _ in places:
        left, right = left_of(text, start), right_of(text, end)
        first, second = text[start:cut], text[cut:end]
        pairs.append((f"{left} {first}{second} {right}", f"{left} {first} {second} {right}"))
    saved = yield from savings(doc, pairs)
    for (start, cut, end, needed), bits in sorted(zip(places, saved, strict=True)):
        if bits >= needed:
            message = f"“{text[start:end]}” is far likelier as “{text[start:cut]} {text[cut:end]}”."
            found.append(_flag(start, end, message))
    return found


@cache
def _glued_pairs() -> Vocabulary:
    from mtdetect.words import Vocabulary

    return Vocabulary((first + second for first in _FIRST for second in _SECOND), "hashes")


def _pairs(letters: Letters) -> Places:
    return letters.words.at(_glued_pairs().has(letters.words.hashes))


def _joined(doc: Analysis, words: _Vocabulary) -> Iterator[Flag]:
    text = doc.text
    openers = [match for match in _CAMEL.finditer(doc) if _CAMEL_OPENERS.fullmatch(match[0])]
    openers = openers if openers and not words.names.of_code else []  # stopOn, setAs
    camels = [(match, _token(text, match.start(), match.end())[0]) for match in openers]
    times = Counter(left + match[0] for match, left in camels)
    for match, left in camels:
        plain = left.isalpha() and left.islower() and times[left + match[0]] == 1  # a name comes again: “wikiHow”
        if plain and (words.knows(left) or left in words.own):
            message = f"A sentence begins with “{match[0]}” inside the word that stands before it."
            yield _flag(match.start() - len(left), match.end(), message)
    for match in patterns.matches(_PAIR, text, doc.places(_pairs)):
        yield _flag(*match.span(), f"“{match[0]}” is two words without a space.")
    for match in _THE.finditer(doc):
        left, right = _token(text, match.start(), match.end())
        rest = right.split("’")[0].split("'")[0].rstrip(".")
        if left or not rest.islower() or not rest.isalpha() or "the" + rest in _NOT_GLUED or words.knows("the" + rest):
            continue
        if words.knows(rest) or (_times_near(text, match.start(), "the" + rest) == 1 and rest in words.own):
            yield _flag(match.start(), match.end() + len(rest), f"“the” is glued to the word “{rest}”.")


def _long_names(letters: Letters) -> Places:
    """Capitalised words that are long enough to hold a name and another word, and not common."""
    from mtdetect.words import common_forms

    words = letters.words
    maybe = ((words.ends - words.starts >= 7) & letters.are(words.starts, "[A-Z]")).nonzero()[0]
    return words.at(maybe[~common_forms().has(words.folded[maybe])])


def _with_names(doc: Analysis, words: _Vocabulary) -> Iterator[Flag]:
    """A name of this text that is glued to the word before or behind it; it stands apart elsewhere."""
    text, functions = doc.text, wordlists.load("function_words")
    if words.names.of_code:
        return
    for match in patterns.matches(_NAME_GLUED, text, doc.places(_long_names)):
        if (match.start() and text[match.start() - 1].isalnum()) or match[1] not in words.capitals:
            continue
        if _times_near(text, match.start(), match[0]) == 1:
            yield _flag(*match.span(), f"“{match[1]}”, a word of this text, is glued to “{match[2]}”.")
    for match in _NAME_AFTER.finditer(doc):
        left, _ = _token(text, match.start(), match.end())
        if left not in functions and not (len(left) > 3 and left.islower() and words.knows(left)):
            continue
        if _times_near(text, match.start(), left + match[0]) == 1 and match[0] in words.names_apart:
            yield _flag(
                match.start() - len(left), match.end(), f"“{left}” is glued to “{match[0]}”, a word of this text."
            )
    for match in _OWNER.finditer(doc):
        left, right = _token(text, match.start(), match.end())
        if left.isalpha() and words.knows(right) and not words.knows("s" + right):
            start, end = match.start() - len(left), match.end() + len(right)
            yield _flag(start, end, f"“{right}” is glued to “{left}{match[0]}”.")


@asking
def find(doc: Analysis) -> Search:
    words = _Vocabulary(doc)
    end = 0
    found = [*_sentences(doc, words), *_marks(doc, words), *_notes(doc, words)]
    found += [*_figures(doc, words), *_joined(doc, words), *_with_names(doc, words), *(yield from _runs(doc, words))]
    for flag in sorted(found, key=lambda flag: flag.start):
        if flag.start >= end:  # a sentence that opens with a quotation is found twice
            yield flag
            end = flag.end
