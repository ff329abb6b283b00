"""A full stop or line break stands inside a phrase.

What it does
    Flags a full stop after a word that no sentence ends on ("according to [the. Demands] of"), before a lower-case
    continuation ("anniversary of [Korea’s. liberation]"), between the parts of a name ("accuses [North. Korea] of"),
    and after "X said" where the clause that was said comes as a sentence of its own ("Kim [said. The] friendship was
    forged"). A line break without a full stop is flagged where the next line goes on in lower case ("to win
    [the⏎support] of"). Where that does not decide, the language model does: a stop is flagged if the words around it
    are far likelier without one ("it [would. Improve] the lives of"), and a line break likewise.

Why it is damage
    Systems that translate or rewrite piece by piece close every piece with a full stop, and capitalise what
    follows or not.

Example
    >>> text = "It grew according to the. Demands of the age, and accuses North. Korea of arming others."
    >>> [text[flag.start : flag.end] for flag in find(Analysis(text))]
    ['the. Demands', 'North. Korea']

What it leaves alone
    Abbreviations and initials ("U.S. officials", "Aug. 18", "vs. Arsenal"), ellipses, decimals, names in lower case
    ("iPhone", and in texts about code any word that is not known and comes again), lists, verse and hard-wrapped text,
    if need be without much care for the column, code, tokenised text, old texts ("Woe is me! for I am undone"), and
    text whose writer starts sentences in lower case, as its spelling shows (a small “i”, "??", "dont"). Before a word
    that opens clauses in a chat ("so", "please", "they") a stop is damage only in edited text, or where the language
    model is sure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from mtdetect import patterns, segment, wordlists
from mtdetect.analysis import Analysis
from mtdetect.repair import Casual, Search, SmallNames, asking, is_sentence_case, left_of, right_of, savings
from mtdetect.types import Flag, Rule, Span

if TYPE_CHECKING:
    from mtdetect.letters import Letters
    from mtdetect.words import Places, Vocabulary

RULE = Rule("MTD101", "broken-boundary", "boundary", "A full stop or line break stands inside a phrase.")

MOST_BLANKS = 16
"""White space between a stop and the word behind it."""

_STOP = patterns.Scan(rf"\.(?<=[^\W\d_]\.)\s{{1,{MOST_BLANKS}}}(?=[^\W\d_])", r"(?<=[^\W\d_])\.\s")
_OTHER_STOP = patterns.Scan(
    r"[.?!;](?:(?<=[a-z][?!])|(?<=[a-z][.?!])[”’]|(?<=[a-z][”’]\.)|(?<=[a-z];)\.)[^\S\n]{1,3}(?=[^\W\d_])",
    *(r"(?<=[a-z])[?!]\s", r"(?<=[a-z])[.?!][”’]\s", r"(?<=[a-z][”’])\.\s", r"(?<=[a-z]);\.\s"),
)
_APART = patterns.Scan(r" \.(?<=[a-z] \.)[^\S\n]{1,3}(?=[^\W\d_])", r"(?<=[a-z]) \.\s")
_CODE = patterns.compile(r"[_/@(\d]|\.\w")
_ITEM = patterns.compile(r"\(?[a-z]{1,4}[.)]\s")  # of a list: “or⏎⏎b) a copy of …”
_AGENCY = patterns.compile(r"[a-z][.!?][”\"’)]* [a-z]{2,5}\Z")  # after the last sentence: “… of 65 percent. dpa”
# A salutation, a time stamp, an address.
_LINE_OF_ITS_OWN = patterns.compile(
    r"(?<![^\n])(?:Dear|Hi|Hello|Hey|Good (?:morning|afternoon|evening|day))\b[^.!?\n]{0,30},\Z"
    r"|\d:\d\d(?: [AP]M)?\Z|/\S{0,39}\Z",
    re.IGNORECASE,
)
_OWNERS = frozenset(("his", "her", "its", "their", "my", "your", "our"))
_CUT_WORD = patterns.compile(r"[a-z]{2}-\s{1,4}[a-z]{2}")
_ASKED = patterns.compile(
    r"asks?|asked|wonder(?:s|ed)?|said|says|was|is|and|or|but|he|she|they|I|to|the|it|not", re.IGNORECASE
)
_WORD = patterns.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_LETTERS = patterns.compile(r"[^\W\d_]+")
_FIGURE = patterns.compile(r"[$£€]?\d[\d.,]*%?(?= [a-z])")
_LAST = patterns.compile(r"[^\s(\[“\"‘—–]*\Z")
_NAME_RUN = patterns.compile(r"[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)+")
# Words that open so many sentences that no saving outweighs it.
_OPENS = patterns.compile(
    r"The|A|An|It|He|She|They|We|You|I|But|And|This|That|These|Those|There|His|Her|Their|Its|If|So|What|When|While|However"
    r"|Meanwhile|Although|Also|Some|Many|Most|No|Not|Now|Yet|Still|Then|One|Here|Mr|Ms|Mrs|Dr"
)
# Function words on which sentences end without more ado.
_LIGHT = patterns.compile(
    r"it|him|her|them|us|me|you|that|this|those|all|more|most|less|some|any|one|so|too|then|now|here|there|well|also|once"
    r"|only|again|along|upon|up|out|off|down|back|away|over|mine|hers|yours|\w+sel(?:f|ves)|\w+(?:thing|one|body)|none"
    r"|enough|ever|never|yet|both|each|few|many|much|do|did|does|done|not|cannot|would|could|will|can|be|always|often"
    r"|already|however|though|together|first|last|same|near|before|after|above|below"
)
# Titles, after which a sentence ends less often than a name follows.
_TITLED = patterns.compile(
    r"President|Minister|Judge|Justice|Senator|Secretary|Professor|Chancellor|Governor|Mayor|General|Colonel|Major|Captain"
    r"|Lieutenant|Sergeant|Inspector|Detective|Superintendent|Constable|Officer|Sheriff|Commissioner|Admiral|Ambassador|Lord"
    r"|Lady|Dame|Sir|King|Queen|Prince|Princess|Emperor|Pope|Archbishop|Bishop|Cardinal|Rabbi|Sheikh|Congress(?:wo)?man"
    r"|Councillor|Chairman|Premier|Doctor|Coach"
)
_POSSESSIVE = patterns.compile(r"[a-z][’']s\Z")

_SMALL_I = patterns.compile(r" i(?= [a-z]|[’'](?:m|ve|ll|d) )")
# Words that open a sentence only in a question, or not at all.
_PREDICATE = patterns.compile(r"Is|Was|Are|Has|Does|Than|Whom|Been|Them|Him")
# A question (“Does the idea …”), and a review that drops its subject (“Has an on/off switch”).
_ELLIPTIC = patterns.compile(r"Does (?!not\b)|Has (?:an?|the|no|lots|great|good|some|many)\b")
_SENTENCE_MARK = patterns.compile(r"[.?!;\n\"“”](?=\s|\Z)|[\n\"“”?]")
# What lets a sentence end on a preposition or an auxiliary: "what he is.", "the man I spoke to.", "as it was."
_LICENCE = patterns.compile(
    r"\b(?:what|which|who|whom|whose|where|how|why|when|that|than|as|so|if|to|no|not|there|here|be|is|are|was|were|been|being|got"
    r"|get|has|have|had|do|did|does|can|could|will|would|I|you|we|they|he|she|it|and|or|but|yes|like|worth|way|thing|things|one"
    r"|them|others|some|many|most|all|something|someone|nothing|anything|everything|\w+n[’']t)\b|\w[’']\w|[\"“”?]",
    re.IGNORECASE,
)

# "Kim said. The friendship was forged": everything before the verb must be its subject, or an adverbial before it.
_REPORTING = patterns.compile(r"said|says|added|stated|noted|announced|stressed|emphasized|emphasised|mentioned|wrote")
_SUBJECT = patterns.compile(
    r"(?:the |a |an |his |her |their )?[^\W\d_][\w’'-]*(?: (?:of |the |for |and )?[^\W\d_][\w’'-]*){0,5}\Z",
    re.IGNORECASE,
)
_ADVERBIAL = patterns.compile(
    r"(?:in|at|on|during|after|before|as|according|meanwhile|however|earlier|later|also|separately|moreover"
    r"|furthermore|therefore|speaking|citing|quoting)\b",
    re.IGNORECASE,
)
# Words that show a clause of its own, which "X said" then closes: "Three people died, police said."
_CLAUSE = patterns.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|will|would|can|could|may|might|should|must|not|that|what"
    r"|who|which|how|why|when|where|if|i|he|she|it|they|we|you|this|there|then|so|he[’']s|it[’']s|died|fell|rose|won"
    r"|lost|took|went|came|got|made|left|met|led|hit|ran|fled|broke|gave|saw|told|know|think|more|than|just)\b"
    r"|\w{2}n[’']t\b|\d",
    re.IGNORECASE,
)


# An object that sentences often end on: only the language model can tell.
_OBJECT = patterns.compile("it|them|me|him|us|you|this|that")
# Words that open clauses in chats, reviews and mail, whose writers leave out the capital.
_CHAT_OPENS = patterns.compile(
    r"[Ii]t?|its|we|you|he|she|they|this|there|these|my|your|so|and|but|please|pls|thanks?|ok|okay|yes|yeah|no|not|maybe"
    r"|also|just|if|is|are|was|do|does|did|can|could|have|has|will|would|what|how|why|who|when|where|then|hi|hello|hope|let"
    r"|looks?|read|very|really|great|good|nice|love|sorry|any|make|try|get|go|all"
)
_CODE_SIGN = patterns.compile(r"(?<!\{)\{(?!\{)|\(\)|=>|&&|\|\|| = |://|// |\w;\w")

NARROW = 30
"""Columns of the narrowest line that was wrapped by hand."""

SHORT_LINE = 70
"""Characters of a line to type, at the most."""
_TYPED = patterns.compile(r"[_=\[\]{}$<>|\\]|://|--?[a-z]|\w\(|/\w|\"\w+\"")

MOST_NARROW = 5
"""Broken lines of such a width in a text from which they are no accident."""

MOST_PREDICATES = 2
"""Sentences without a subject (“Does not affect …”) from which they are the way of a help text."""

MOST_EXCLAIMED = 2
"""Question and exclamation marks before lower case from which they are the way of an old text: “Woe is me! for I …”."""

EDITED_STOPS = 9
"""Stops from which a text can be called edited if hardly any of them is followed by lower case."""
DOUBTFUL = 4.0
"""Bits that taking out a stop before lower case must save where the writer may have left out the capital."""

LOST_CAPITAL = -2.0
"""Bits below which a stop before lower case is a sentence's end: the next one only lost its capital. Before a word that
opens clauses in a chat, none may be lost."""

LOOKED_BACK = 40
"""Characters before a stop in which its word is looked for."""

SHORT = 5
"""Words that two lines together must have for a sentence, where the language model finds them far likelier as one."""

MANY_NAMES = 2
"""Of three long words so many may have a capital then, in edited text that is not about code."""

BEFORE_SMALL, ASKING, APART, JOINED_SMALL, JOINED_SHORT, JOINED_IN_CHAT, JOINED = 2.0, 4.0, 0.0, 2.0, 5.0, 8.0, 10.0
AFTER_FUNCTION_WORD, AFTER_LIGHT_WORD, AFTER_WORD, AFTER_QUESTION = 10.5, 10.5, 13.5, 13.0
AFTER_TITLE, INSIDE_NAME, AFTER_NAME = 4.5, 11.5, 11.0
"""Bits that taking out a stop must save. Of the stops of sound prose that the language model has not read, one in
several thousand reaches the one that holds for it: before lower case, a question mark before it, a stop that stands
apart, a line break before lower case, one between short lines, one in a chat, one between short lines of a chat; and
before a capital, after a function word, after one that sentences end on, after any other word, and with a question
mark; and between two capitals, after a title, in any other name, before a function word."""


class _Names:
    """The capitalised pairs of a document, and the words that stand without their partner."""

    def __init__(self, doc: Analysis) -> None:
        self._text, self._together = doc.text, frozenset(doc.places(_together_elsewhere))

    def has(self, stop: int, word: str, after: str) -> bool:
        """Whether the two words around a stop stand together in a name."""
        capitals = "A" <= word[:1] <= "Z" and "A" <= after[:1] <= "Z"
        return capitals and stop in self._together and (word, after) in self.pairs

    @cached_property
    def pairs(self) -> Counter[tuple[str, str]]:
        return Counter(pair for run in _NAME_RUN.findall(self._text) for pair in pairwise(run.split(" ")))

    @cached_property
    def alone(self) -> frozenset[str]:
        """Capitalised words that stand somewhere as the last word of a name, with the sentence going on."""
        return frozenset(re.findall(r"([A-Z][\w’'-]*)(?=[,;:)”\"]| [a-z(])", self._text))


_ENDS_SENTENCE = patterns.compile(r"[.?!\n](?:(?<=\n)|(?<![A-Z][a-z].)(?<!\b[A-Z].)[\"”’)]*\s+)")


def _sentence_start(text: str, at: int) -> int:
    """Where the sentence that holds `at` begins, looking back no more than 400 characters."""
    window = text[max(0, at - 400) : at]
    ends = [0, *(match.end() for match in _ENDS_SENTENCE.finditer(window))]
    return at - len(window) + ends[-1]


def _opened_small(text: str, at: int) -> bool:
    """Whether the sentence up to `at` opens its line in lower case: its writer does without capitals."""
    start = _sentence_start(text, at)
    return (start == 0 or text[start - 1] == "\n") and text[start].islower()


def _licensed(text: str, end: int) -> bool:
    """Whether the sentence up to `end` may leave a preposition or auxiliary at its end, or is too short to tell."""
    sentence = text[_sentence_start(text, end) : end]
    too_short = 2 if text.startswith("of", end) else 4
    return len(sentence.split(None, 4)) < too_short or _LICENCE.search(sentence) is not None


def _is_statement(text: str, start: int) -> bool:
    """Whether what goes on at `start` runs for some words and ends on a full stop, not on a question mark."""
    end = _SENTENCE_MARK.search(text, start, start + 300)
    return end is not None and end[0] == "." and len(text[start : end.start()].split(None, 4)) > 3


def _is_bare_report(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]`, up to a reporting verb, is a subject with nothing said."""
    sentence = text[start:end].strip()
    if (
        not sentence
        or sentence == "Enough"
        or '"' in sentence
        or "“" in sentence
        or "”" in sentence
        or not sentence[0].isupper()
    ):
        return False
    if text[max(0, start - 4) : start].strip()[-1:] in ("”", '"', "’", "'", "“", "?", "!"):
        return False
    *adverbials, subject = [part.strip() for part in sentence.split(",")]
    words = subject.split()
    return (
        all(_ADVERBIAL.match(part) and not _CLAUSE.search(part) for part in adverbials)
        and (not adverbials or not subject.islower())
        and not _ADVERBIAL.match(subject)
        and not _CLAUSE.search(subject)
        and _SUBJECT.match(subject) is not None
        and (len(words) > 1 or words[0][0].isupper())
    )


@cache
def _told_before() -> Vocabulary:
    """Words of which the rules below may say something where a stop and a capital follow."""
    from mtdetect.words import Vocabulary

    lists = [wordlists.load(name) for name in ("hanging_words", "stranded_words", "function_words")]
    return Vocabulary({"The"}.union(_REPORTING.pattern.split("|"), *lists), "hashes")


@cache
def _opening() -> Vocabulary:
    from mtdetect.words import Vocabulary

    return Vocabulary(_OPENS.pattern.split("|"), "hashes")


def _telling_stops(letters: Letters) -> Places:
    """Stops between words of which the rules below may say something.

    Left out are the two kinds that nearly all stops are of: after any other word those at the end of a line, and those
    before a word that opens sentences.
    """
    words, stops = letters.words, letters.where(_STOP.shapes)
    follow = words.behind(stops)
    stops, follow = stops[follow < len(words)], follow[follow < len(words)]
    before, after = words.starts[follow - 1], words.starts[follow]
    opens = _opening().has(words.hashes[follow]) & ~letters.are(words.ends[follow], "[’'-]")
    opens &= letters.are(before, "[a-z]") & letters.are(before - 1, r"\s") & (stops - before < LOOKED_BACK)
    ordinary = letters.are(after, "[A-Z]") & ~_told_before().has(words.hashes[follow - 1])
    return stops[~(ordinary & (opens | letters.are(stops + 1, "\n")))]


def _all_stops(letters: Letters) -> Places:
    """Each stop between two words, no further apart than `_STOP` has it."""
    tokens, stops = letters.tokens, letters.where(_STOP.shapes)
    behind = tokens.starts.take(tokens.behind(stops), mode="clip")
    near = (behind > stops) & (behind - stops <= MOST_BLANKS + 1) & (letters.owners(behind) == letters.owners(stops))
    found: Places = stops[near & letters.are(behind, r"[^\W\d_]")]
    return found


def _together_elsewhere(letters: Letters) -> Places:
    """Stops before a capital, whose two words stand together elsewhere in the same text."""
    from mtdetect.words import among

    words = letters.words
    capital = letters.are(words.starts, "[A-Z]").nonzero()[0]
    capital = capital[capital > 0]
    gaps = words.starts[capital] - words.ends[capital - 1]
    before = words.ends[capital - 1]
    pairs = words.pairs[capital - 1] + letters.owners(before).astype(words.pairs.dtype)
    parted = (gaps > 1) & letters.are(before, r"\.")
    known = among(pairs[parted], pairs[(gaps == 1) & letters.are(before, " ")])
    stops: Places = before[parted][known]
    return stops


@cache
def _small_i() -> Vocabulary:
    from mtdetect.words import Vocabulary

    return Vocabulary("i", "hashes")


def _before_small_i(letters: Letters) -> Places:
    return letters.words.at(_small_i().has(letters.words.hashes)) - 1


def _stops(doc: Analysis, casual: Casual) -> Search:
    text = doc.text
    hanging, abbreviations = wordlists.load("hanging_words"), wordlists.load("abbreviations")
    stranded, short = wordlists.load("stranded_words"), wordlists.load("short_words")
    known_pairs, common = wordlists.load("two_part_names"), wordlists.load("common_words")
    names = _Names(doc)
    predicates: list[Flag] = []
    continued: list[tuple[Flag, _Place]] = []
    open_places: list[_Place] = []
    for match in patterns.matches(_STOP.pattern, text, doc.places(_telling_stops)):
        at, follow = match.start(), match.end()
        pieces = text[max(0, at - LOOKED_BACK) : at].rsplit(None, 2)
        following = _WORD.match(text, follow, follow + 40)
        if not pieces or following is None or following[0] in ("quot", "www"):  # &quot; that lost its “&”
            continue
        word, after = pieces[-1].lstrip('([“"‘—–'), following[0]
        start = at - len(word)
        span = (start, following.end())
        if after == "of" and word in _OWNERS:
            continue  # a word cut short: “no his. of art exam”
        if (word in hanging or word == "The") and (start == 0 or text[start - 1].isspace()) and after != "I":
            item = word == "a" and (start == 0 or text[start - 1] == "\n" or text.endswith("\\, ", 0, start))
            if word != "a" or (len(after) > 1 and not item):  # “a. Start it”; a dictionary’s “a.” for adjective
                yield _flag(*span, f"A full stop after “{word}”, which no sentence ends on: the phrase goes on.")
        elif word in stranded and (after[0].islower() or "\n" not in match[0]) and not _licensed(text, start):
            yield _flag(*span, f"A full stop after “{word}”, with nothing in the sentence that lets it end so.")
        elif after[0].islower():
            sure = not _OBJECT.fullmatch(word) and (
                word in common or _POSSESSIVE.search(word) or (word.isalpha() and len(word) > 4) or word in short
            )
            goes_on = text[span[1] : span[1] + 1] in (" ", ",", "\xa0")
            if _CODE_SIGN.search(text, max(0, at - 60), follow + 60) or text.startswith(" / ", following.end()):
                continue  # a credit has such a stroke, too
            if "\n" in match[0]:  # a line that was long enough for prose, and no blank line or indent
                goes_on = goes_on and after in common and match[0] == ".\n" and "\n" not in text[max(0, at - 80) : at]
            if sure and goes_on and word not in abbreviations and after.islower():
                message = f"The full stop after “{word}” stands inside a sentence, which goes on in lower case."
                opens = _CHAT_OPENS.fullmatch(after) is not None
                continued.append((_flag(*span, message), _Place(at, follow, span, DOUBTFUL if opens else 0.0)))
            elif (
                "\n" not in match[0]
                and "." not in pieces[-1]
                and len(word) > 1
                and word not in abbreviations
                and after.islower()
                and not _ITEM.match(text, follow)
                and not _CODE.match(text, following.end())
            ):
                open_places.append(_Place(at, follow, span, BEFORE_SMALL))
        elif "\n" in match[0]:
            continue
        elif _REPORTING.fullmatch(word):
            if _is_bare_report(text, _sentence_start(text, start), start):
                yield _flag(*span, f"A full stop after “{word}”, and what was said stands as a sentence of its own.")
        elif _PREDICATE.fullmatch(after):
            if (
                (word.islower() or (len(word) > 2 and word.isupper()))
                and word not in abbreviations
                and _is_statement(text, span[1])
                and not _ELLIPTIC.match(text, follow)
            ):
                message = f"“{after}” opens no statement: it goes on with the sentence before the full stop."
                predicates.append(_flag(*span, message))
        elif word[:1].isupper() and f"{word} {after}" in known_pairs:
            yield _flag(*span, f"A full stop stands inside the name “{word} {after}”.")
        elif (
            word.istitle()
            and after.istitle()
            and word not in abbreviations
            and len(word) > 2
            and len(pieces) > 1
            and names.has(at, word, after)
            and (pieces[-2][0].islower() or names.pairs[pieces[-2], word] < 2)  # New York City. Council members
            and word not in names.alone
        ):
            yield _flag(*span, f"A full stop stands inside “{word} {after}”, which is one name elsewhere in this text.")
        elif word not in abbreviations and not names.has(at, word, after) and (bits := _needed(word, after)):
            if word in stranded:  # and licensed to stand at the end
                bits = AFTER_QUESTION
            open_places.append(_Place(at, follow, span, bits))
    if len(predicates) <= MOST_PREDICATES:
        yield from predicates
    small = [place for place in open_places if text[place.end].islower()]
    stops = len(doc.places(_all_stops)) if small or continued else 0
    small_i = any(True for _ in patterns.matches(_SMALL_I, text, doc.places(_before_small_i)))
    if small_i or len(small) + len(continued) > max(1, stops // 3):
        open_places = [place for place in open_places if not text[place.end].islower()]
    yield from _costly(
        doc,
        [
            place
            for place in (*open_places, *_other_stops(doc))
            # The place is a casual sign itself where it is a question mark before lower case.
            if not text[place.end].islower()
            or ((place.bits == APART or casual.signs_near(place.start) <= 1) and not _opened_small(text, place.start))
        ],
    )
    # More than that, or “i” for “I”, is a writer who does not care for capitals.
    if continued and len(continued) <= max(1, stops // 3) and not small_i:
        edited = stops >= EDITED_STOPS and len(continued) * 6 <= stops
        yield from _continued(doc, continued, casual, edited)


def _is_name(doc: Analysis, place: _Place) -> bool:
    """Whether the sentence begins with a name that is written small."""
    word = _LETTERS.match(doc.text, place.end)
    if word is None or not doc.text[place.end].islower():
        return False
    whole = _WORD.match(doc.text, place.end)
    parts = whole[0].split("-") if whole else []
    if len(parts) > 1 and whole and whole[0].islower() and not wordlists.load("common_words").issuperset(parts):
        return True  # “gnome-shell detects …”
    names = SmallNames.of(doc)
    if names.of_code and word[0] not in wordlists.known_words() and word[0].rstrip("s") not in wordlists.known_words():
        return True  # a program, which need not come again
    if names.of_code and names.is_subject(*word.span()):
        return True  # an option: “method can be one of …”
    return names.has(*word.span()) and not word[0].islower()


def _continued(doc: Analysis, found: Sequence[tuple[Flag, _Place]], casual: Casual, edited: bool) -> Search:
    """Those stops before lower case that are not the writer's way."""
    saved = yield from savings(
        doc, [(f"{left}. {right}", f"{left} {right}") for left, right in (_sides(doc, p) for _, p in found)]
    )
    for (flag, place), bits in zip(found, saved, strict=True):
        signs, small = casual.signs_near(place.start), casual.small_starts_near(place.end)
        allowed = edited and not place.bits  # not before a word that opens clauses in a chat
        clear = (edited or not place.bits) and signs <= allowed and small <= 1 + allowed
        if doc.surprisal is not None and bits < (0.0 if place.bits else LOST_CAPITAL):
            continue
        if not clear and doc.paragraph_at(place.start).start == 0 and doc.text[:1].islower():
            continue
        if (clear or bits >= DOUBTFUL + signs) and not _is_name(doc, place):  # the more signs, the surer
            yield flag


def _needed(word: str, after: str) -> float | None:
    """The bits that taking out a stop between two words must save, the second with a capital; None: don't ask."""
    function_words = wordlists.load("function_words")
    if len(word) < 2 or word == after:
        return None
    if word in function_words:
        return AFTER_LIGHT_WORD if _LIGHT.fullmatch(word) else AFTER_FUNCTION_WORD
    if word[0].isupper():
        if _OPENS.fullmatch(after):
            return INSIDE_NAME
        if after.lower() in function_words:
            return AFTER_NAME
        return AFTER_TITLE if _TITLED.fullmatch(word) else INSIDE_NAME
    return None if _OPENS.fullmatch(after) else AFTER_WORD


class _Place(NamedTuple):
    """A stop that only the language model can judge, the words around it, and the bits that it must cost."""

    start: int
    end: int
    words: tuple[int, int]
    bits: float


def _sides(doc: Analysis, place: _Place) -> tuple[str, str]:
    return left_of(doc.text, place.start), right_of(doc.text, place.end)


def _costly(doc: Analysis, places: Sequence[_Place]) -> Search:
    """The stops without which the words around them are far likelier."""
    sides = [_sides(doc, place) for place in places]
    saved = yield from savings(doc, [(f"{left}. {right}", f"{left} {right}") for left, right in sides])
    found = [
        place for place, bits in zip(places, saved, strict=True) if bits >= place.bits and not _is_name(doc, place)
    ]
    exclaimed = [doc.text[place.start] in "?!" and doc.text[place.end].islower() for place in found]
    old = sum(exclaimed) > MOST_EXCLAIMED
    for place, within in zip(found, exclaimed, strict=True):
        if not (within and old):
            before, after = doc.text[place.words[0] : place.start], doc.text[place.end : place.words[1]]
            message = f"“{before} {after}” is far likelier as one phrase than with a stop in it."
            yield _flag(*place.words, message)


def _other_stops(doc: Analysis) -> Iterator[_Place]:
    """Question and exclamation marks, stops that stand apart, and stops behind a quotation mark, in mid-sentence."""
    text = doc.text
    abbreviations = wordlists.load("abbreviations")
    apart = list(_APART.finditer(doc))
    tokenised = bool(apart) and text.count(" .") > 2 and text.count(" .") * 8 > text.count(".")
    for match in sorted((*_OTHER_STOP.finditer(doc), *apart), key=lambda match: match.start()):
        before, after = _LAST.search(text, max(0, match.start() - 40), match.start()), _WORD.match(text, match.end())
        if before is None or after is None or after[0] == "quot" or not before[0].strip("’”").isalpha():
            continue
        word, mark, is_apart = before[0].strip("’”"), match[0].strip(), match[0][0].isspace()
        if word in abbreviations or (is_apart and tokenised):
            continue
        if is_apart:
            bits: float | None = APART
        elif mark[0] == "?" and _PREDICATE.fullmatch(after[0]):
            bits = None  # the next question: “The question is what? Was it …”
        elif after[0].islower():
            # “Why? asked the man”; “the future.” said the man; Yahoo!
            asked = _ASKED.fullmatch(after[0]) or (mark[0] in "?!" and (len(mark) > 1 or not word.islower()))
            bits = None if asked and mark != ";." else ASKING
            if bits and mark[0] in "?!" and doc.is_old:
                bits = AFTER_QUESTION  # “Lord bless you! how you did tremble”
        else:
            plain = mark[0] not in "?!" and after[0].isalpha()
            bits = _needed(word, after[0]) if plain else AFTER_QUESTION
        if bits is not None:
            yield _Place(match.start(), match.end(), (before.start(), after.end()), bits)


class _Break(NamedTuple):
    """A line end inside a sentence, perhaps: whether it needs no model, and the bits that joining must save else."""

    flag: Flag
    sure: bool
    bits: float
    before: Span
    after: Span


def _line_breaks(doc: Analysis, casual: Casual) -> Search:
    text = doc.text
    open_ends = [
        (i, before, after)
        for i, (before, after) in enumerate(pairwise(doc.paragraphs))
        if not "A" <= text[after.start] <= "Z" and (text[before.end - 1].isalnum() or text[before.end - 1] in ",-")
    ]
    if not open_ends:
        return
    hanging = wordlists.load("hanging_words")
    found: list[_Break] = []
    items = set[int]()
    wrapped = max((line.end - line.start for line in doc.lines), default=0) <= segment.MAX_WRAP_WIDTH
    prose = [p for p in doc.paragraphs if p.end - p.start >= 60]
    closed = sum(text[p.end - 1] in '.!?"”' for p in prose)
    opened = len(prose) - closed
    names = MANY_NAMES if closed > opened and not SmallNames.of(doc).of_code else 1
    figures = sum(text[p.start].isdigit() for p in doc.paragraphs)  # of a list, if there are more
    for i, before, after in open_ends:
        following = _WORD.match(text, after.start) or (_FIGURE.match(text, after.start) if figures < 3 else None)
        if following is None or not (following[0].islower() or not following[0][0].isalpha()):
            continue
        whole = _is_sentence(text, before, after)
        joined = whole or (text[before.end - 1].isalnum() and _is_sentence(text, before, after, SHORT, names))
        if not joined:
            continue
        if _is_wrapped(text, before, after) and (wrapped or doc.layout.is_markdown):
            continue  # in Markdown one line end is none at all
        last = _LAST.search(text, max(before.start, before.end - 40), before.end)
        if last is None or _CODE.match(text, following.end()) or _ITEM.match(text, after.start):
            continue
        if last.start() == before.start or not any(map(str.isalnum, last[0])):
            continue  # a heading of one word, a rule, a list's dash
        if text.startswith((": ", " - ", " -- ", " – ", " — ", " = "), following.end()):
            continue  # a label, and not what the line before leads on to
        if text.endswith(("See also", "see also"), before.start, before.end) or _is_typed(text, before, after):
            continue
        if _AGENCY.search(text, max(before.start, before.end - 24), before.end):
            continue
        if _LINE_OF_ITS_OWN.search(text, max(before.start, before.end - 40), before.end):
            continue
        if not (following[0][0].isalpha() or last[0] in hanging):
            continue  # a headline or an item, and the next one
        message = f"The line breaks off after “{last[0]}”, and the next one goes on with “{following[0]}”."
        flag = _flag(last.start(), following.end(), message)
        long = len(text[before.start : before.end].split(None, 10)) >= 10 and following[0].islower()
        short = len(text[after.start : after.end].split(None, 6)) < 6
        starts = text[before.start : before.end].strip("“\"'‘(")[:1].isupper()
        sure = whole and long and text[before.end - 1].islower() and (last[0] in hanging or (not short and starts))
        # Else it may be a chat, whose lines end and begin in any way.
        settled = closed >= max(1, opened) and not casual.signs_near(after.start)
        settled &= casual.small_starts_near(following.start()) <= (closed >= 3)
        if sure and last[0] in hanging:
            sure = not casual.signs_near(after.start)
        elif sure:
            sure = settled and (_CHAT_OPENS.fullmatch(following[0]) is None or closed >= EDITED_STOPS)
        sure |= _CUT_WORD.match(text, before.end - 3) is not None
        bits = JOINED_SMALL if settled else JOINED_IN_CHAT
        if not whole:
            bits = JOINED_SHORT if settled else JOINED
        found.append(_Break(flag, sure, bits, before, after))
        if _is_item(text, doc.paragraphs[i : i + 3]):
            items.add(flag.start)
    full = [_is_filled(text, entry.flag) for entry in found]
    if sum(full) > 2:  # lines that a program filled, beside longer ones
        found = [entry for entry, filled in zip(found, full, strict=True) if entry.sure or not filled]
    sides = [(left_of(text, entry.before.end), right_of(text, entry.after.start)) for entry in found]
    saved = yield from savings(doc, [(f"{left}. {right}", f"{left} {right}") for left, right in sides])
    broken = [entry.flag for entry, bits in zip(found, saved, strict=True) if entry.sure or bits >= entry.bits]
    narrow = [flag for flag in broken if _is_filled(text, flag, NARROW)]
    if len(narrow) > MOST_NARROW:  # wrapped by hand, with no care for the column
        broken = [flag for flag in broken if flag not in narrow]
    if len(broken) <= max(2, len(doc.paragraphs) // 3):  # more than that is verse, or wrapped in a way of its own
        yield from (flag for flag in broken if flag.start not in items)


def _is_typed(text: str, before: Span, after: Span) -> bool:
    """Whether the second line, after a blank one, is a short one to type or to read as code."""
    short = after.end - after.start < SHORT_LINE and text[after.end - 1] not in ".!?”"
    return short and not segment.is_one_break(text, before, after) and _TYPED.search(text, *after) is not None


def _is_item(text: str, lines: Sequence[Span]) -> bool:
    """Whether the second of three lines is an item of a list, as the third is: both short, in small letters, alike."""
    if len(lines) < 3 or not text[lines[2].start].islower() or text[lines[1].end - 1] in ".!?”":
        return False
    short = all(line.end - line.start < SHORT_LINE for line in lines[1:])
    return short and text[lines[0].end : lines[1].start] == text[lines[1].end : lines[2].start]


def _is_filled(text: str, flag: Flag, narrowest: int = 60) -> bool:
    """Whether the one line end in a flag stands where lines are wrapped."""
    at = text.find("\n", flag.start, flag.end)
    width = at - text.rfind("\n", max(0, at - segment.MAX_WRAP_WIDTH - 1), at) - 1
    return text.count("\n", flag.start, flag.end) == 1 and narrowest <= width <= 100


def _is_sentence(text: str, before: Span, after: Span, fewest: int = 12, names: int = 1) -> bool:
    """Whether two lines together are long enough, and small enough written, for a sentence of prose."""
    words = text[before.start : before.end].split(None, 16)[-16:] + text[after.start : after.end].split(None, 12)[:12]
    return len(words) >= fewest and is_sentence_case(words, names)


def _is_wrapped(text: str, before: Span, after: Span) -> bool:
    """Whether two lines look like one that a program wrapped: one line end, and about as long as lines are wrapped."""
    width = before.end - max(before.start, text.rfind("\n", before.start, before.end) + 1)
    return segment.is_one_break(text, before, after) and segment.MIN_WRAP_WIDTH <= width <= segment.MAX_WRAP_WIDTH


def _flag(start: int, end: int, message: str) -> Flag:
    return Flag(RULE.code, RULE.name, start, end, message)


@asking
def find(doc: Analysis) -> Search:
    casual = Casual.of(doc)
    yield from _stops(doc, casual)
    yield from _line_breaks(doc, casual)
