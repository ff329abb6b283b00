"""Two sentences run into each other with nothing between them.

What it does
    Flags a capitalised word that opens sentences ("The", "It", "However") in the middle of sentence-case prose: "close
    ties with North [Korea The] United States accuses". And a speaker inside a quotation that never closes: "“… the
    demands of the new [era Kim Jong Un wrote] in his letter".
    Other capitals inside prose ("additional [measures Residents] are asked") are flagged where the language model would
    rather see a full stop before them.

Why it is damage
    A full stop, a closing quotation mark, or the line break after a heading or caption was lost, and what stood on
    both sides of it is joined.

Example
    >>> text = "No minister has been seen The court meets again on Monday."
    >>> [text[flag.start : flag.end] for flag in find(Analysis(text))]
    ['seen The']

What it leaves alone
    Names and titles ("in The Hague", "reads The Guardian", "the film It Happened One Night"), headlines in title case,
    words after a colon, a dash, a bracket or a quotation mark, and capitals that are the writer's way, as "He" for God.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from mtdetect import patterns, wordlists
from mtdetect.analysis import Analysis
from mtdetect.repair import Asking, Search, asking, left_of, right_of, savings
from mtdetect.types import Flag, Rule

if TYPE_CHECKING:
    from mtdetect.letters import Letters
    from mtdetect.words import Places, Vocabulary

RULE = Rule("MTD102", "missing-boundary", "boundary", "Two sentences run into each other with nothing between them.")

OPENER, AFTER_NAME, AFTER_FUNCTION_WORD, COMMON_WORD, BEFORE_CAPITAL = -5.0, -1.0, -3.0, -2.5, 2.0
"""Bits that a full stop must save before a capital in mid-sentence: before a word that opens sentences, before one
after a name, before any common word after a function word, before any common word, and before an opening word that a
capital follows. Below zero: the model, which knows no case, may even like the text somewhat better as it stands."""

SHORT_WORD = 40
"""Characters that are looked back for the beginning of a word."""

MOST_PARTS = 12
"""Runs of letters in a name of up to three words, with hyphens and apostrophes."""

_OPENER = patterns.compile(r"([A-Z](?<= [A-Z])[a-z]+)(?=(,? )[^\W_])")
# Openers that are too often part of a name or a title, or mean something else.
_AMBIGUOUS = frozenset(
    {"His", "Her", "Their", "Its", "Our", "My", "No", "All", "Two", "Other", "Even", "Here", "Where", "Who"}
)
_HAS_SHORT = frozenset(("It", "He", "She", "That", "There", "What", "Here", "Who", "Where"))
_CAPITAL = patterns.compile(r"(([A-Z](?<=[a-z\d%] [A-Z])(?:[a-z]+|(?<=I)))(?:[’'][a-z]{1,3})?)(?=(,? )[^\W_])")
_CAPITAL_INSIDE = ("(?<=[a-z] )[A-Z][a-z]",)
_INSIDE = patterns.compile(r"\w+")
_LAST = patterns.compile(r"[^\W_][\w’'-]*\Z")
_NEXT = patterns.compile(r"[^\W_][\w’'-]*")
_WORDS = patterns.compile(r"[^\W\d_][\w’'-]*")

# Openers that titles seldom hold; after the others no capital may follow soon: "the musical On the Town".
_FREE = patterns.compile(
    r"The|This|These|Those|There|It|He|She|They|However|Meanwhile|According|Although|Because|Despite"
)
_LEADING = patterns.compile(_FREE.pattern + r"|In|On|At|But|However|After|When|While")
_AFTER_IT = patterns.compile(
    r"is|was|has|had|will|would|can|could|may|might|also|does|did|took|comes|came|means|says|said"
)
# A sentence that opens with one of these has a noun next: “Only Fools Rush In is a film”.
_BEFORE_NOUN = frozenset(("In", "On", "At", "For", "From", "With", "By", "To", "Of", "Over", "After", "Before"))
_VALUES = frozenset(("None", "True", "False"))  # “it returns None where …”, of a function
_VERB = patterns.compile(r"is|are|was|were|has|have|had|will|would|can|could")
_SAID = "said|says|wrote|added|told|explained|stated|noted|insisted"
_SPOKEN = patterns.compile(
    r"[A-Zhst](?<=[a-z] .)(?:(?<=[A-Z])[\w’'-]+ (?:[A-Z][\w’'-]+ ){0,2}|(?:(?<=h)e|(?<=s)he|(?<=t)hey) )"
    rf"(?:{_SAID})"
    r"(?=[,.:]| (?:in|on|at|to|during|after|as|when|that|last|yesterday|today|his|her|the|Monday|Tuesday|Wednesday"
    r"|Thursday|Friday|Saturday|Sunday)\b)"
)
_ATTRIBUTION = patterns.compile(r"\b(?:said|says|saying|wrote|added|reported)\b[^.]{0,40}\.?\s*\Z")
_RELATIVE = patterns.compile(
    r"what|that|which|who|whom|as|and|than|because|if|when|where|why|how|while|whether|so|like|though|although"
    r"|until|after|before|since|the|a|an|of|in|by|from|with|to|for|all|is|was"
)


def _last_word(text: str, at: int) -> re.Match[str] | None:
    """The word that ends at a place, or its last letters; not looked for before the blank in front of it."""
    left = max(0, at - SHORT_WORD)
    return _LAST.search(text, max(left, text.rfind(" ", left, at)), at)


def _is_prose(words: list[str]) -> bool:
    """Whether long words are written small, as in a sentence; in headlines and titles they are not."""
    long = [word for word in words if len(word) > 3]
    return len(long) >= 2 and sum(word[0].islower() for word in long) * 2 > len(long)


def _is_clause(ahead: list[str]) -> bool:
    """Whether a sentence goes on for long in small letters behind its first word, as no title does."""
    return len(ahead) > 7 and all(word[0].islower() for word in ahead[:8])


def _goes_on(opener: str, after: str) -> bool:
    """Whether a capital is no start of a sentence, as what follows it shows."""
    if opener == "Not":
        return after == "to"  # a capital for weight: “decided Not to go”
    return opener in _BEFORE_NOUN and _VERB.fullmatch(after) is not None


def _is_name(ahead: list[str]) -> bool:
    """Whether what follows an article is a name, that has the article in it: “begin The South Lanayru Sky quest”."""
    return all(word[0].isupper() for word in ahead[:4])


@cache
def _opening_words() -> Vocabulary:
    from mtdetect.words import Vocabulary

    return Vocabulary(wordlists.load("sentence_openers") - _AMBIGUOUS, "hashes")


def _opening(letters: Letters) -> Places:
    """Words that open sentences, with a word before them."""
    words = letters.words
    after_word = letters.are(words.starts - 1, " ") & letters.are(words.starts - 2, r"[\w’'-]")
    which = after_word.nonzero()[0]
    return words.at(which[_opening_words().has(words.hashes[which])])


def _openers(doc: Analysis) -> Iterator[tuple[str, Flag]]:
    text = doc.text
    openers = wordlists.load("sentence_openers")
    unfinished, articled = wordlists.load("before_capitals"), wordlists.load("names_with_article")
    for match in patterns.matches(_OPENER, text, doc.places(_opening)):
        if match[1] not in openers or match[1] in _AMBIGUOUS:
            continue
        at = match.start() - 1
        beyond = match.end(2)
        last, follow = _last_word(text, at), _NEXT.match(text, beyond, beyond + 40)
        opener = match[1]
        if last is None or follow is None or last[0].lower() in unfinished or last[0].isupper() or last[0][0].isdigit():
            continue
        if last.start() and not text[last.start() - 1].isspace():  # the end of an address or of a hyphenated name
            continue
        if last[0].endswith("-"):  # a speaker who breaks off: “And they m- You know”
            continue
        if last[0][0].isupper() and (
            opener == "He" or not (_FREE.fullmatch(opener) or _LEADING.fullmatch(opener))
        ):  # Liu He; Yucatan Today
            continue
        after = follow[0]
        if _goes_on(opener, after):
            continue
        if opener == "It" and not _AFTER_IT.fullmatch(after) and not after.endswith("ed"):  # “the It bag”
            continue
        if not after[0].islower() and not (opener == "The" and after in articled):
            continue
        line = text.rfind("\n", max(0, at - 150), at) + 1 or max(0, at - 150)
        before = _WORDS.findall(text, line, at)[-12:]
        ahead = _WORDS.findall(re.split(r"[.!?\n]", text[beyond : beyond + 80], maxsplit=1)[0])
        if (
            len(before) < 3
            or len(ahead) < 3
            or not (_is_prose(before) or (last[0][0].isupper() and _FREE.fullmatch(opener) and _is_clause(ahead)))
            or not any(word.islower() and len(word) > 3 for word in ahead[:8])
        ):
            continue
        if not _FREE.fullmatch(opener) and any(word[0].isupper() for word in ahead[:3]):
            continue
        if opener == "The" and _is_name(ahead):
            continue
        message = f"“{opener}” opens a sentence here, and nothing closes the one before it, which ends on “{last[0]}”."
        yield opener, Flag(RULE.code, RULE.name, last.start(), match.end(1), message)


def _may_open(word: str) -> bool:
    """Whether a sentence may begin with a word. A clause begins with “I” too, so that it tells nothing."""
    known = word in wordlists.load("sentence_openers") or word.lower() in wordlists.load("common_words")
    return known and word != "I"


def _needed(before: str, opener: str, after: str) -> float | None:
    """The bits that a full stop between two words must save; None where a capital there says too little."""
    openers, functions = wordlists.load("sentence_openers"), wordlists.load("function_words")
    opens = opener in openers
    if not opens and opener.lower() not in wordlists.load("common_words"):
        return None
    if opener == "I":
        return None  # a clause may begin there
    if before[0].isupper():
        if opener in ("One", "Two", "Three", "In"):  # World War Two; Formula One
            return 2.0 if opener == "In" else None
        return AFTER_NAME if opens and after[0].islower() else None
    if before[-1].isdigit() or before[-1] == "%":
        return 0.0 if opens and after[0].islower() else None
    if not (after[0].islower() or after[0].isdigit()):  # a name may begin there: “nominate President Bush”
        return BEFORE_CAPITAL if opens else None
    if before in functions:
        return OPENER if opens else AFTER_FUNCTION_WORD
    return OPENER if opens else COMMON_WORD


@cache
def _common_words() -> Vocabulary:
    from mtdetect.words import Vocabulary

    return Vocabulary(wordlists.load("sentence_openers") | wordlists.load("common_words"))


@cache
def _all_opening_words() -> Vocabulary:
    from mtdetect.words import Vocabulary

    return Vocabulary(wordlists.load("sentence_openers"), "hashes")


def _capitals(letters: Letters) -> Places:
    """Common words with a capital in mid-sentence."""
    words = letters.words
    inside = letters.are(words.starts, "[A-Z]") & letters.are(words.starts - 1, " ")
    which = (inside & letters.are(words.starts - 2, r"[a-z\d%]")).nonzero()[0]
    which = which[_common_words().has(words.folded[which])]
    # After a name only what opens sentences is asked about: the rest are parts of names.
    before = words.starts[which - 1]
    sizes = words.starts[which] - 1 - before
    in_name = letters.are(before, "[A-Z]") & letters.are(before - 1, r"\s") & (sizes < SHORT_WORD)
    in_name &= words.ends[which - 1] - before == sizes
    return words.at(which[~in_name | _all_opening_words().has(words.hashes[which])])


def _unlikely(doc: Analysis) -> Asking[list[tuple[str, Flag]]]:
    """Capitals inside prose before which the language model would rather see a full stop."""
    text = doc.text
    found: list[tuple[float, re.Match[str], str, int]] = []
    inside = Counter[str]()  # how often a word has a capital in mid-sentence, as the writer's way
    titles = wordlists.load("before_capitals") if doc.surprisal is not None else frozenset()
    for match in patterns.matches(_CAPITAL, text, doc.places(_capitals) if doc.surprisal is not None else ()):
        if not _may_open(match[2]):
            continue
        at = match.start() - 1
        beyond = match.end(3)
        last, follow = _last_word(text, at), _NEXT.match(text, beyond, beyond + 40)
        if last is None or follow is None or last[0].lower() in titles or last[0].endswith(("'s", "’s")):
            continue
        if last[0].isdigit() and text[max(0, last.start() - 2) : last.start()].strip()[-1:] in ("", *".!?,"):
            continue  # a note's number or an item's, before its sentence
        if (
            last[0].isupper()
            or not (last[0].isalpha() or last[0].isdigit())
            or (last.start() and not text[last.start() - 1].isspace())
        ):
            continue
        bits = _needed(last[0], match[2], follow[0])
        if match[1][-2:] in ("'s", "’s") and match[2] not in _HAS_SHORT:
            continue
        if bits is None or _goes_on(match[2], follow[0]):
            continue
        if match[2] in _VALUES and follow[0] != "of":
            continue
        line = text.rfind("\n", max(0, at - 150), at) + 1 or max(0, at - 150)
        before, ahead = _WORDS.findall(text, line, at)[-12:], _WORDS.findall(text, beyond, beyond + 60)
        if len(before) > 1 and len(ahead) > 2 and _is_prose(before + ahead[:6]):
            if match[2] == "The" and _is_name(ahead):
                continue
            if bits == COMMON_WORD and not inside:
                inside = Counter(own[0] for own in patterns.matches(_INSIDE, text, doc.places(_CAPITAL_INSIDE)))
            if bits != COMMON_WORD or inside[match[2]] < 3:  # its own place is one of them
                found.append((bits, match, last[0], last.start()))
    sides = [(left_of(text, match.start() - 1), right_of(text, match.start())) for _, match, _, _ in found]
    saved = yield from savings(doc, [(f"{left} {right}", f"{left}. {right}") for left, right in sides])
    flags: list[tuple[str, Flag]] = []
    for (needed, match, last_word, start), bits in zip(found, saved, strict=True):
        if bits >= needed and not (needed == COMMON_WORD and doc.is_old):  # which gives nouns capitals
            message = (
                f"“{match[1]}” looks like the start of a sentence; nothing closes the one that ends on “{last_word}”."
            )
            flags.append((match[1], Flag(RULE.code, RULE.name, start, match.end(1), message)))
    return flags


@cache
def _reporting_words() -> Vocabulary:
    from mtdetect.words import Vocabulary

    return Vocabulary(_SAID.split("|"), "hashes")


def _speaking(letters: Letters) -> Places:
    """Where a pronoun or a name may begin, in mid-sentence, that comes before a reporting verb."""
    words = letters.words
    verbs = _reporting_words().has(words.hashes).nonzero()[0]
    which = sorted({number - n for number in verbs.tolist() for n in range(1, MOST_PARTS + 1) if number >= n})
    places = words.at(which)
    inside = letters.are(places, "[A-Zhst]") & letters.are(places - 1, " ") & letters.are(places - 2, "[a-z]")
    return places[inside]


def _speakers(doc: Analysis) -> Iterator[Flag]:
    """A name and a reporting verb in a quotation that the rest of its paragraph never closes."""
    text = doc.text
    for match in patterns.matches(_SPOKEN, text, doc.places(_speaking)):
        at = match.start()
        start, end = max(at - 1000, text.rfind("\n", max(0, at - 1000), at) + 1), text.find("\n", at, at + 1000)
        start = max(0, start)
        end = min(len(text), at + 1000) if end < 0 else end
        opening = max(text.rfind("“", start, at), text.rfind('"', start, at) if text.count('"', start, at) % 2 else -1)
        last = _LAST.search(text, max(start, at - 40), at - 1)
        if opening < start or last is None or not last[0].islower() or _RELATIVE.fullmatch(last[0].lower()):
            continue
        if opening > start and not (text[opening - 1].isspace() or text[opening - 1] in "([—–-‘'"):
            continue  # it closes what was opened before
        if text.find("”", opening, end) >= 0 or text.find('"', opening + 1, end) >= 0:
            continue
        reopens = text[end : end + 10].lstrip()[:1] in ("“", '"')
        if reopens and not _ATTRIBUTION.search(text, max(opening, end - 80), end):
            continue
        if len(text[opening:at].split(None, 4)) < 4:
            continue
        message = f"“{match[0]}” is no part of what is quoted, and no quotation mark closes before it."
        yield Flag(RULE.code, RULE.name, last.start(), match.end(), message)


# A quotation that ends its sentence without a mark, and the word that opens the next: “blow themselves up" There is”.
_QUOTE_END = patterns.Scan(
    r"[”\"](?<=[a-z]{2}.) (?P<opener>The|There|It|He|She|They|We|But|However|This|These|That|According|Meanwhile"
    r"|After|When|If|And) (?=[a-z])",
    *(r"(?<=[a-z])” [TIHSWBAM]", r'(?<=[a-z])" [TIHSWBAM]'),
    flags=re.DOTALL,
)


def _after_quotations(doc: Analysis) -> Iterator[Flag]:
    text = doc.text
    for match in _QUOTE_END.finditer(doc):
        start = doc.paragraph_at(match.start()).start
        if match[0][0] == '"' and text.count('"', start, match.start()) % 2 == 0:
            continue  # it opens
        opening = text.rfind("“" if match[0][0] == "”" else '"', start, match.start())
        last = _LAST.search(text, max(start, match.start() - SHORT_WORD), match.start())
        if opening < start or last is None or not last[0].islower() or len(text[opening : match.start()].split()) < 4:
            continue  # a title, or a word that is named
        message = f"“{match['opener']}” opens a sentence here, and nothing closes the one that ends with the quotation."
        yield Flag(RULE.code, RULE.name, last.start(), match.end("opener"), message)


@asking
def find(doc: Analysis) -> Search:
    unlikely = yield from _unlikely(doc)
    found = list({flag.start: (opener, flag) for opener, flag in (*unlikely, *_openers(doc))}.values())
    times = Counter(opener for opener, _ in found)
    for opener, flag in found:
        if times[opener] < 3 or opener in ("The", "In", "It"):  # a capital that comes again is the writer's way
            yield flag
    yield from _speakers(doc)
    yield from _after_quotations(doc)
