"""A name, title or heading in a sentence in which it has no role.

What it does
    Flags a phrase that is bound to nothing where it stands: a title without a name after it or an article before it
    ("In his letter to Putin [North Korean leader], as quoted by"); a name of the document between words that go
    together far better without it, as the language model sees it, or on a line of its own between the halves of a
    sentence; a heading of the document that was run into a sentence; a few words before the first or after the last
    sentence of a paragraph ("after London. [York Minster]"); headings and labels of the page between two sentences
    ("in a week. [Key takeaways] The drug"); and a headline in title case that runs into the first sentence of a
    paragraph, or into one behind it ("[Why the City Is Not Ready for Its First Storm] Maybe the snow"); and a heading
    in capitals between two sentences.

Why it is damage
    Scrapers take the text of links, key phrases and headings that were set between the lines, and rewriting tools put
    key phrases back at the wrong place. English binds a title in the singular to an article, a possessive or a name.

Example
    >>> text = "North Korean leader Kim Jong Un wrote. They have denied any arms transactions North Korean leader"
    >>> [text[flag.start : flag.end] for flag in find(Analysis(text))]
    ['North Korean leader']

What it leaves alone
    A title before a name, after an article, a possessive, a preposition, a conjunction or a comma; headlines and
    captions, which drop articles; titles of works in a sentence; phrases that the document never uses otherwise; a
    closing formula and its signature ("Take care, Chris"); the number of an article or section ("Article 17 The").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, cached_property
from typing import TYPE_CHECKING

from mtdetect import patterns, wordlists
from mtdetect.analysis import Analysis
from mtdetect.code import begins_display
from mtdetect.patterns import any_of
from mtdetect.repair import Asking, Search, asking, left_of, right_of, savings
from mtdetect.segment import MAX_WRAP_WIDTH, index_at, is_one_break
from mtdetect.types import Flag, Rule, Span

if TYPE_CHECKING:
    from mtdetect.letters import Letters
    from mtdetect.words import Places, Vocabulary

RULE = Rule("MTD201", "stray-fragment", "splice", "A name or title stands in a sentence in which it has no role.")

MIN_PARAGRAPH = 100
"""Characters of a paragraph of prose, to which a label may have been glued; shorter ones may be signed notes."""

LOOSE_BITS = 9.0
"""Bits by which a name must be less at home between the words around it than they are without it: some ten names in a
million words of sound prose reach them."""

MIN_LABELLED = 60
"""Characters of a paragraph beside whose sentences a label of a page can be told from its own words."""

MAX_NAME = 40
"""Characters of a name on a line of its own."""

MAX_CAPTION, MIN_HALF = 90, 60
"""Characters of a caption or label on such a line, and of the half of a sentence of prose before it."""
MIN_HEADED, MAX_HEADLINE, NEAR_HEADLINE = 120, 150, 70
"""Characters of a paragraph that may have a headline before it, of that headline, and of what is read behind it."""
MAX_HEADINGS = 40
"""Headings looked for elsewhere: what a long article has. Keeps the search linear on lists."""

_ROLES = "|".join(sorted(role + "|" + role.title() for role in wordlists.load("person_roles")))
MOST_BEFORE = 8
"""Runs of letters that are looked at before a word that tells a title, or a heading."""

_TITLE = patterns.compile(
    rf"([A-Z](?<!\w[A-Z])[a-z]\w{{1,20}} (?:[A-Z][a-z]\w{{1,20}} ){{0,2}}(?:{_ROLES}))(?![\w’'-])"
)
_LETTERS = patterns.compile(r"[^\W\d_]+")
_LAST_LETTERS = patterns.compile(r"[^\W\d_]+$", re.MULTILINE)
_GOES_ON = patterns.compile(
    r"[ \t]*(?:\n|\Z|[,;:)]|\.(?:\s|\Z)| (?:as|at|by|for|from|in|of|on|to|with|and|will|was|is|has|had)\b)"
)
_RUNS_ON = patterns.compile(r" [a-z]")
_ENDS = patterns.compile(r"[ \t]*(?:[\r\n]|\Z)")
_DETERMINER = patterns.compile(
    r"(?:the|an?|any|all|some|no|this|that|these|those|each|every|both|many|few|several|its|his|her|their|our|my|your"
    r"|two|three|four|five|\w+['’]s?)\Z",
    re.IGNORECASE,
)
_LOOSE_ADJECTIVE = patterns.compile(r"[a-z]{2,20}(?:ous|ful|able|ible|less)\Z")
_COPULA = patterns.compile(
    r"(?:is|are|was|were|be|been|being|seem|remain|emerge|become|became|look|feel|stay)(?:s|d|ed)?\Z"
)
_PLURAL = patterns.compile(r"[a-z]{3,20}[^\Wsiu]s\Z")
_GOVERNOR = patterns.compile(r"(?:he|she|it|they|we|who|will|would|could|should|must|has|have|had|been|very|too)\Z")
_WEEKDAY = patterns.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\Z")
_REFERS = patterns.compile(r"\b(?:[Ss]ee|[Rr]ead)(?: (?:the|also|section))? \Z")  # to a section, by its heading
_ORDER = patterns.compile(r"(?:Click|Press|Select|Choose|Tap|Type|Push|Enter) ")
_CLEAR_PROSE = patterns.compile(r"\b(?:the|an?|of|has|have|had|was|were|is|are|will|would|that|which)\b", re.IGNORECASE)
_HEADING = patterns.compile(r"[A-Z][a-z]*(?: [\w’':,%$£€-]+){3,14}\Z")
_CLAUSE_OPENERS = wordlists.load("clause_openers")
_BARE_TITLE_WORDS = _CLAUSE_OPENERS | wordlists.load("bare_title_words")


_HEADING_LABELS = wordlists.load("heading_labels")
# A label, glued to the sentence after it or not.
_LABEL = patterns.compile(
    rf"{any_of(_HEADING_LABELS)}(?![’'\w-])|{any_of(_HEADING_LABELS)}(?=(?-i:[A-Z][a-z]))", re.IGNORECASE
)
_LONG_LABEL = patterns.compile(
    rf"{any_of(label for label in _HEADING_LABELS if ' ' in label)}(?= |\s*(?:\n|\Z))", re.IGNORECASE
)
# Words of a page's buttons and boxes, which names may begin with too: they tell where a sentence opens behind them.
_LOOSE_LABELS = wordlists.load("loose_labels")
_LABEL_TERMS = patterns.Terms(_HEADING_LABELS | _LOOSE_LABELS)
_WITH_COLON = patterns.compile(r"(?:yes, but|(?:story|key) \w+|pull quote|image \w+|media \w+)\Z", re.IGNORECASE)
_CAPITAL_WORD = patterns.compile(r"[A-Z](?<![\w’'@#/.-][A-Z])(?:[a-z]{1,12}|[A-Z]{2,11})")
# “UPDATE 2-Israel stages”; “What’s New With Google News”.
_TITLE_GOES_ON = patterns.compile(r" (?:\d{1,2}-[A-Z]|(?:With|About|From|To) [A-Z])")
_NEW_SENTENCE = patterns.compile(r" ?(?=[A-Z“\"‘\d])")
# Words that open a sentence of its own after a heading that has no mark.
_OPENS_SENTENCE = (
    "The|A|An|In|It|He|She|They|We|But|And|On|At|As|This|That|These|Those|There|When|After|For|If|You|With|While"
    "|Since|According|His|Her|Their|Its|Our|So|However|By|From|To|What|Who|How|Why|Some|Many|Most|Each|Here|Now|Instead"
    "|Another|Among|Over|During|Although|Because|Despite|Not|No"
)
_AFTER_HEADING = patterns.compile(rf" (?:{_OPENS_SENTENCE}) (?=[a-z])")
_LOOSE_LABEL = patterns.compile(
    rf"{any_of(_LOOSE_LABELS)}(?= ?(?-i:{_OPENS_SENTENCE})(?: [a-z]|, [a-z]))", re.IGNORECASE
)
_INNER = patterns.compile(
    r"[.!?](?<=[a-z\d%)][.!?])[”\"’)]{0,2} ([A-Z][\w’'-]*(?: (?:(?:of|the|and|in|for|to|on|a|with) )?[\w’'-]+){0,3}?)"
    + _AFTER_HEADING.pattern
)
_QUOTED_HEADING = patterns.Scan(
    r"[.!?](?<=[a-z\d%)][.!?])[”\"’)]{0,2} (‘[A-Z][\w’ ]{2,30}’) (?=[A-Z“\"])",
    *(rf"(?<=[a-z\d%)])[.!?]{marks} ‘[A-Z]" for marks in ("", *('[”"’)]' * n for n in (1, 2)))),
)
_CLAUSE_WORD = patterns.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|will|would|can|could|may|might|should|must|said|says|get|let|go"
    r"|see|visit|i|you|we|they|it|he|she|who|which|that)\b|n[’']t\b|[’'](?:s|re|ll|ve|d|m)\b",
    re.IGNORECASE,
)
_GLUED = patterns.compile(r"(\w{2,24})[.!?][”\"’)]{0,2} +((?:[A-Z][\w’'&-]{1,24})(?: [A-Z][\w’'&-]{1,24}){1,3})\Z")
_OPENERS = frozenset(
    ("The", "But", "And", "In", "On", "At", "He", "She", "It", "They", "We", "I", "Thanks", "Dear", "Mr", "Dr")
)
# Words of a closing formula, or of a sentence that only lost its stop.
_CLOSING = patterns.compile(
    r"(?:(?:Take care|Thank you|Thanks|Many thanks|Best|Kind|Warm|Regards|Cheers|Love|Sincerely|Yours|Hugs|Sorry"
    r"|Good luck|See you|Talk to you|Happy"
    r"|Good (?:morning|evening|night|day)|Thankyou|.*\b[Tt]hank you\Z|Hope"
    r"|Please|Let me|His|Her|My|Your|Our|Their|Its|Hi|Hello)\b"
    r"|(?:\w+ ){1,3}(?:is|are|was|were|am)\b"
    r"|[A-Z][a-z]+ly [a-z]+ed\Z|(?:Gets|Has|Does|Will|Would)\b|[A-Z][a-z]+ [a-z]+ (?:also|too|again|though)\Z)"
)  # the last: what a review says without its subject
_PERSONAL = patterns.compile(r"\b(?:I|I[’']\w{1,2}|me|my|please|Please)\b")
_ADDRESSED = patterns.compile(r"\b(?:I|we|We|you|your|You|Your|our|Our|my|My|me|us|[Tt]hanks)\b")
_NAME_LINE = patterns.compile(r"[A-Z][a-z][\w’-]*(?: (?:(?:of|the|and|for) )?[A-Z][\w’-]*){1,3}")
_NOUN_HEADING = patterns.compile(r"The [a-z]{2,15}(?: [a-z]{2,15}){1,2}\Z")
_BARE_HEADING = patterns.compile(r"(?<=[a-z]{3} )(([A-Z][a-z]{2,15})(?: [a-z]{2,15}){1,3})\Z")
_INSIDE = patterns.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,15}\b")
_NUMBERED = patterns.compile(r"(?:[A-Z]?\d[\d.]*|[IVXLC]+|[A-Z])\Z")
_SENTENCE_END = patterns.compile(r"[a-z\d%)][.!?][”\"’)]{0,2}[ \t]+")
_CREDIT = patterns.compile(r"(?:Source|Photo|Image|Credit|By|Via|With|Reporting|Editing|Translated)\b", re.IGNORECASE)
_NAME = patterns.Scan(
    r"[A-Z](?<=[a-z] [A-Z])[a-z][\w’-]*(?: (?:(?:of|the|and|for) )?[A-Z][\w’-]*){1,4}", "(?<=[a-z] )[A-Z][a-z]"
)
_HEAD = patterns.compile(
    r"([A-Z]\w[\w’'-]*(?: \w[\w’'-]*){0,3}?) (?:The|An?|In|It|He|She|They|We|But|On|At|As|This|These|There|When"
    r"|After|For|If) [a-z]{2}"
)
_TITLED = r"(?:[A-Z][\w’'&-]*|\d[\d,.]*%?)"
_SMALL = (
    "of|in|the|to|for|on|an?|and|with|at|by|from|is|as|or|are|was|that|if|but|its|it|be|not|than|after|before|over|this"
)
_HEADLINE = patterns.compile(rf"({_TITLED}(?: (?:{_TITLED}|{_SMALL})){{3,16}}) ([A-Z][\w’'-]*),? (?=[a-z])")
_LAST_HEADLINE = patterns.compile(rf"({_TITLED}(?: (?:{_TITLED}|{_SMALL})){{4,16}})")
_IN_CAPITALS = patterns.compile(r"[A-Z]{3,}(?:[’' -][A-Z]+){2,9}\??(?= [A-Z][a-z’']* [a-z])")
_STOP_BEFORE = patterns.compile(r"(?<![^\s“\"(])([\w’'-]*)([.!?])[”\"’)]{0,2} \Z")
# Words of a clause: the names of offices and works have prepositions in them, and hardly any of these.
_TELLS_CLAUSE = patterns.compile(
    r"is|are|was|were|been|has|have|had|do|does|did|will|would|can|could|should|must|said|says|you|we|they|he|she|it|its"
    r"|that|if|but|than|this|not|how|why|what|when|where|who|always|never|still|here|now|\w+n[’']t",
    re.IGNORECASE,
)
_STOPS = tuple(rf"(?<=[a-z\d%)])[.!?]{marks} [A-Z]" for marks in ("", *('[”"’)]' * n for n in (1, 2))))
_BARE_NAME = patterns.Scan(
    r"[.!](?<=[a-z%)][.!])[”\"’)]{0,2} ([A-Z][a-z][\w’'-]*(?: (?:(?:of|the|and|for) )?[A-Z][\w’'&-]*){1,4})\."
    r"(?= [A-Z“\"]|\s*(?:\n|\Z))",
    *_STOPS,
)
_BEFORE_QUOTE = patterns.compile(r"([A-Z][\w’'-]*(?: [\w’'-]+){0,3}) [“\"][A-Z][a-z’']* [a-z’']+(?: [\w’'-]+){4}")
_BEFORE_QUOTATION = patterns.Scan(
    r"[.!?](?<=[a-z][.!?])[”\"]? ([A-Z][a-z][\w’'-]*(?: (?:of )?[A-Z][\w’'-]*){1,3}) (?=[“\"][A-Z][a-z’']* [a-z])",
    *_STOPS,
)
_SPOKEN = patterns.compile(r"[^“”\"\n]{0,400}[,.!?][”\"]")
# After one word alone: “Vitamin A protects”, “Immunoglobulins A”, and a name before its pronoun.
_TAKES_A_NAME = patterns.compile(r" (?:A|He|She|It|They|We) ")
_NAME_START = patterns.compile(r"([A-Z](?<!\w[A-Z])[a-z][\w’-]*)(?= (of|the|and|for|[A-Z][\w’-]*)\b)")
_TAKES_OBJECT = patterns.compile(
    r"(?:\w{2,}(?:ed|ing)|met|saw|told|beat|gave|sent|left|took|held|won|lost|hit|made|let|put|made|brought|caught|chose"
    r"|drove|faced|found|got|kept|knew|led|paid|reached|ran|sold|bought|meets?|joins?|visits?|beats?|leaves?|see|tell)\Z"
)
_WHERE = patterns.compile(
    r"\s+(?:in|on|at|by|after|before|during|over|under|near|through|last|this|when|while|and|or|but)\b"
)
_ATTRIBUTIVE = patterns.compile(
    r"(?:new|former|honorary|other|recent|late|then|elected|fellow|rival|nearby|small|big|said|says?)\Z"
)
_OBJECT = patterns.compile(r"['’]|\s+(?:of|to|for|with|as|from|into|back|that|the|an?)\b")  # “accused North Korea of”
_HONORIFIC = patterns.compile(
    r"(?:Mr|Mrs|Ms|Dr|Sir|Senator|Secretary|Professor|Minister|Judge|St|President|Prime|King|Queen|Gov|Sen|Rep|Gen|Chief|Attorney)\b"
)
_GOVERNING = patterns.compile(
    r"(?:of|in|on|at|by|to|from|with|for|as|like|and|or|than|into|over|under|between|against|about|via|near|through|across"
    r"|said|says|called|named|is|was|are|were|new|first|last|former|other|another|\w+[’']s?|\w+s[’'])\Z",
    re.IGNORECASE,
)
_PLAIN = patterns.compile(r" [a-z]{4,}")


def _left(text: str, start: int) -> list[str]:
    """Up to five words before `start` in its sentence, the nearest last; empty where a stop or mark stands between."""
    window = text[max(0, start - 90) : start]
    if len(window) < 2 or window[-1] != " " or not window[-2].isalnum():
        return []
    clause = re.split(r"[.!?;:,()\n\"“”—–]", window)[-1]
    return clause.split()[-5:]


def _determined(words: list[str]) -> bool:
    return any(map(_DETERMINER.match, words))


def _in_name(words: list[str]) -> bool:
    """Whether an article stands before the name that the words lead up to: “the new Slovak Foreign Minister”."""
    for word in reversed(words):
        if _DETERMINER.match(word):
            return True
        if word in wordlists.load("function_words"):
            break
    return False


def _unbound(words: list[str]) -> bool:
    """Whether a phrase without an article can't belong to the words before it."""
    if len(words) < 2:
        return False
    last = words[-1]
    determined = _determined(words[-4:-1])
    if _LOOSE_ADJECTIVE.match(last):
        return not determined or bool(
            _COPULA.match(words[-2])
        )  # "emerge victorious": an adjective of the clause, not of the phrase
    if _PLURAL.match(last):
        return determined  # "any arms transactions": a noun phrase that is complete
    return bool(_WEEKDAY.match(last) or _GOVERNOR.match(last))


@cache
def _role_words() -> Vocabulary:
    from mtdetect.words import Vocabulary

    return Vocabulary(_LAST_LETTERS.findall("\n".join(sorted(wordlists.load("person_roles")))))


def _before_roles(letters: Letters) -> Places:
    """Capitals before the last word of a role."""
    words = letters.words
    roles = _role_words().has(words.folded).nonzero()[0]
    near = sorted({role - n for role in roles.tolist() for n in range(1, MOST_BEFORE + 1) if role >= n})
    places = words.at(near)
    return places[letters.are(places, "[A-Z]") & letters.are(places + 1, "[a-z]")]


def _titles(doc: Analysis) -> Iterator[Span]:
    text = doc.text
    found = patterns.matches(_TITLE, text, doc.places(_before_roles))
    sites: list[tuple[int, list[str]]] = [(match.start(), match[1].split()) for match in found]
    counts = Counter(" ".join(words[i:]) for _, words in sites for i in range(len(words) - 1))
    names: set[str] | None = None
    for start, words in sites:
        end = start + len(" ".join(words))
        cut = next((i for i in range(len(words) - 1) if counts[" ".join(words[i:])] > 1), None)
        if cut is None or not (_GOES_ON.match(text, end) or _RUNS_ON.match(text, end)):
            continue
        begin = start + sum(len(word) + 1 for word in words[:cut])
        before = _left(text, begin)
        if not before:
            continue
        ends = bool(_ENDS.match(text, end))
        if cut and not _WEEKDAY.match(before[-1]):  # a name stands before the phrase: "to Putin North Korean leader,"
            loose = (
                len(before) > 1
                and before[-2].islower()
                and text[end : end + 1] in (",", "", "\n")
                and not _in_name(before[:-1])
            )
            if loose:
                if names is None:
                    names = set(re.findall(r"\b[A-Z]\w{1,20}(?=[,.’']| [a-z])", text))
                loose = before[-1] in names
        else:
            loose = _unbound(before) and bool(_GOES_ON.match(text, end) or _GOVERNOR.match(before[-1]))
        if ends and not loose and end - doc.paragraph_at(begin).start >= MIN_PARAGRAPH:
            # The full stop went with the splice: a title is no way to end a clause that has not asked for one.
            loose = before[-1].islower() and before[-1] not in _BARE_TITLE_WORDS and not _determined(before[-3:])
        if loose and (not ends or _is_prose(doc, begin)):
            yield Span(begin, end)


def _is_prose(doc: Analysis, offset: int) -> bool:
    line = doc.lines[index_at(doc.lines, offset)]
    before = doc.text[line.start : offset]
    return len(before.split()) >= 5 and len(_CLEAR_PROSE.findall(before)) > 0


def _headings(doc: Analysis) -> Iterator[Span]:
    """Headings in sentence case that stand again inside a longer line, with no mark around them."""
    text = doc.text
    headings: list[Span] = []
    for line in doc.lines:
        short = 20 <= line.end - line.start <= 120 and text[line.end - 1].isalnum()
        if short and _HEADING.match(text, *line) and len(_PLAIN.findall(text, *line)) > 2:
            headings.append(line)
            if len(headings) == MAX_HEADINGS:
                break
    for phrase in {text[start:end]: None for start, end in headings}:
        common = f" {phrase.split(None, 1)[0].lower()} " in text  # its first word is no name
        at = text.find(phrase)
        while at >= 0:
            end = at + len(phrase)
            line = doc.lines[index_at(doc.lines, at)]
            if line.end - line.start > len(phrase) + 30 and text[end : end + 1] in (" ", "\n", ""):
                before = text[max(line.start, at - 24) : at]
                if before[-1:] == " " and (before[-2:-1].isalnum() or before[-2:-1] == ","):
                    stray = common or (phrase.count(" ") > 3 and before.split()[-1] not in _CLAUSE_OPENERS)
                else:
                    stray = before[-1:] in ("", " ") and text[end + 1 : end + 2].isupper()
                if stray and not _REFERS.search(before):
                    yield Span(at, end)
            at = text.find(phrase, end)


class _Names:
    """The names that stand in a text more than once, by their first two words."""

    def __init__(self, doc: Analysis) -> None:
        self._doc = doc

    @cached_property
    def _known(self) -> frozenset[str]:
        starts = patterns.matches(_NAME_START, self._doc.text, self._doc.places(_name_starts))
        times = Counter(f"{match[1]} {match[2]}" for match in starts)
        return frozenset(name for name, count in times.items() if count > 1)

    def knows(self, name: str) -> bool:
        return " ".join(name.split(None, 2)[:2]) in self._known


@cache
def _inner_words() -> Vocabulary:
    from mtdetect.words import Vocabulary

    return Vocabulary(("of", "the", "and", "for"), "hashes")


def _capital_words(letters: Letters) -> tuple[Places, Places]:
    """The numbers of the capitalised words, and of those that stand in the text once more with the same word behind."""
    from mtdetect.words import repeated

    words = letters.words
    capital = letters.are(words.starts, "[A-Z]").nonzero()[0]
    pairs = words.pairs[capital] + letters.owners(words.at(capital)).astype(words.pairs.dtype)
    return capital, capital[repeated(pairs)]


def _repeated(letters: Letters) -> Places:
    """Where capitalised words stand that stand in the same text once more with the same word after them."""
    return letters.words.at(letters.once(_capital_words)[1])


def _name_starts(letters: Letters) -> Places:
    """Those of them with a word of a name behind them, and all with more than letters in them, which others are in."""
    import numpy as np

    words, (capital, repeated) = letters.words, letters.once(_capital_words)
    behind = np.minimum(repeated + 1, len(words) - 1)
    follows = letters.are(words.starts[behind], "[A-Z]") | _inner_words().has(words.hashes[behind])
    plain = repeated[follows & letters.are(words.ends[repeated], " ")]
    longer = capital[letters.are(words.ends[capital], r"[\w’-]")]
    return words.at(np.sort(np.concatenate((plain, longer))))


def _loose_names(doc: Analysis, names: _Names) -> Asking[list[Span]]:
    """Names that stand elsewhere in the document, between words that go together far better without them."""
    text = doc.text
    places: list[Span] = []
    loose: list[Span] = []
    if doc.surprisal is None:
        return loose
    pairs: list[tuple[str, str]] = []
    repeated = frozenset(doc.places(_repeated))
    for match in _NAME.finditer(doc) if repeated else ():
        start, end = match.span()
        if start not in repeated:
            continue
        name = match[0]
        if _HONORIFIC.match(name) or name.endswith(("’s", "s’")):
            continue
        if _OBJECT.match(text, end) or name.endswith(("an", "ese", "ish")):  # “a South Korean minister”
            continue
        follow = end + len(text[end : end + 4]) - len(text[end : end + 4].lstrip())
        if follow == end or not text[follow : follow + 1].islower():
            continue
        before = text[max(0, start - 30) : start].split()[-1]
        if _DETERMINER.match(before) or _ATTRIBUTIVE.match(before):
            continue
        if before[:1].isupper() and names.knows(f"{before} {name}"):  # the end of a longer name
            continue
        if (_TAKES_OBJECT.match(before) and _WHERE.match(text, end)) or not names.knows(name):
            continue
        left, right = left_of(text, start), right_of(text, follow)
        places.append(Span(start, end))
        pairs += ((f"{left} {name} {right}", f"{left} {right}"), (f"{left} {name}", left), (name, ""))
    saved = yield from savings(doc, pairs)
    for i, place in enumerate(places):
        whole, after_left, alone = saved[3 * i : 3 * i + 3]
        # What the right side loses by the name, and half of what the name loses by the left side.
        if whole - after_left + 0.5 * (after_left - alone) >= LOOSE_BITS:
            loose.append(place)
    return loose


def _bare_names(doc: Analysis, names: _Names) -> Iterator[Span]:
    """Names of the document that stand as sentences of their own between the sentences of a paragraph."""
    text = doc.text
    for match in _BARE_NAME.finditer(doc):
        paragraph = doc.paragraph_at(match.start())
        word = text[max(paragraph.start, match.start() - 24) : match.start()].split()[-1:]
        if paragraph.end - paragraph.start < MIN_PARAGRAPH or (word and word[0] in wordlists.load("abbreviations")):
            continue
        if _PERSONAL.search(text, max(paragraph.start, match.start() - 200), match.start()) or _CREDIT.match(match[1]):
            continue
        last = match[1].rsplit(" ", 1)[-1]
        if last in wordlists.load("abbreviations") or len(last) < 2:
            continue
        if word and word[0] != "vs" and names.knows(match[1]) and not _ORDER.match(match[1]):
            yield Span(*match.span(1))


def _last_names(doc: Analysis, names: _Names) -> Iterator[Span]:
    """Names of the document at the end of a paragraph of prose, with no stop and nothing that asks for a name."""
    text = doc.text
    for start, end in doc.paragraphs:
        if end - start < MIN_PARAGRAPH or not text[end - 1].isalpha():
            continue
        matches = list(_NAME.pattern.finditer(text, max(start, end - 80), end))
        if not matches or matches[-1].end() != end:
            continue
        at = matches[-1].start()
        before = text[start:at].split()
        if (
            names.knows(matches[-1][0])
            and (not before[-1][0].isupper() or _HONORIFIC.match(before[-1]))  # not the last of a row of titles
            and not _GOVERNING.match(before[-1])
            and not _determined(before[-1:])
            and _is_prose(doc, at)
        ):
            yield Span(at, end)


def _quotes_speech(text: str, at: int) -> bool:
    """Whether the quotation behind a blank at `at` ends on a mark of its own, as speech does and no title."""
    return _SPOKEN.match(text, at + 2) is not None


def _headings_before_quotations(doc: Analysis) -> Iterator[Span]:
    """A few words at the start of a paragraph, straight before the quotation that opens its first sentence."""
    text = doc.text
    for start, end in doc.paragraphs:
        if end - start < MIN_PARAGRAPH or ("“" not in text[start : start + 60] and '"' not in text[start : start + 60]):
            continue
        match = _BEFORE_QUOTE.match(text, start, min(end, start + 60))
        if match is None or _CLAUSE_WORD.search(match[1]) or match[1].split()[0] in _OPENERS:
            continue
        last = match[1].split()[-1].lower()
        if (
            _quotes_speech(text, match.end(1))
            and not _determined(match[1].split())
            and last not in wordlists.load("function_words")
            and not _GOVERNING.match(last)
            and not last.endswith(("ed", "ing"))
        ):
            yield Span(*match.span(1))


def _names_before_quotations(doc: Analysis) -> Iterator[Span]:
    """Names between a full stop and a quotation, with no word that tells who speaks."""
    text = doc.text
    for match in _BEFORE_QUOTATION.finditer(doc):
        before = text[max(0, match.start() - 24) : match.start()].split()[-1:]
        paragraph = doc.paragraph_at(match.start())
        if (
            paragraph.end - paragraph.start >= MIN_PARAGRAPH
            and before
            and _quotes_speech(text, match.end(1))
            and not _DETERMINER.match(match[1].rsplit(" ", 1)[-1])
            and before[0] not in wordlists.load("abbreviations")
        ):
            yield Span(*match.span(1))


def _parted_names(doc: Analysis, names: _Names) -> Iterator[Span]:
    """Names of the document, labels and captions on a line of their own, between two lines that are one sentence."""
    text, hanging = doc.text, wordlists.load("hanging_words") | wordlists.load("stranded_words")
    for before, own, after in zip(doc.paragraphs, doc.paragraphs[1:], doc.paragraphs[2:], strict=False):
        if own.end - own.start > MAX_CAPTION or not (text[after.start].islower() and text[before.end - 1].islower()):
            continue
        last, words = (
            text[max(before.start, before.end - 30) : before.end].rsplit(None, 1)[-1],
            text[own.start : own.end],
        )
        if (
            (last in hanging or (before.end - before.start >= MIN_HALF and after.end - after.start >= MIN_HALF // 2))
            and text[after.end - 1] in '.!?”"'
            and not (words[0].islower() or text[before.start].islower())
            and not text[own.start - 1 : own.start + 1].isspace()
            and (words[-1].isalnum() or words[-1] in ")]/")
            and before.end - before.start >= MIN_HALF // 2
            and _is_prose(doc, before.end)
        ):
            yield own
            continue
        if own.end - own.start > MAX_NAME:
            continue
        if _NAME_LINE.fullmatch(text, *own) and names.knows(text[own.start : own.end]) and _is_prose(doc, before.end):
            yield own


def _heads(doc: Analysis) -> Iterator[Span]:
    """A label or heading at the start of a paragraph, straight before the word that opens its first sentence."""
    text = doc.text
    for start, end in doc.paragraphs:
        if end - start < MIN_PARAGRAPH * 2 // 3:
            continue
        match = _HEAD.match(text, start, min(end, start + 80))
        if (
            match
            and not match[1].isupper()  # a dateline
            and match[1].split()[0] not in _OPENERS
            and match[1].split()[0] not in ("If", "Unless", "Whether")  # “If an action A has a value”
            and not _NUMBERED.match(match[1].split()[-1])
            and not (" " not in match[1] and _TAKES_A_NAME.match(text, match.end(1)))
            and _goes_on_small(text[match.end(1) : min(end, match.end(1) + 120)])
            and not _GOVERNING.match(match[1].split()[-1])
            and match[1].split()[-1] not in _CLAUSE_OPENERS
        ):
            yield Span(*match.span(1))


def _headlines(doc: Analysis) -> Iterator[Span]:
    """A headline in title case at the start of a paragraph, straight before its first sentence, which is in small."""
    text, functions = doc.text, wordlists.load("function_words")
    for start, end in doc.paragraphs:
        if end - start < MIN_HEADED or not text[start].isalnum():
            continue
        match = _HEADLINE.match(text, start, min(end, start + MAX_HEADLINE))
        if match is None:
            continue
        words = match[1].split()
        capitals = [word for word in words[1:] if word[0].isupper()]
        plain = sum(_is_plain(word) for word in capitals)
        # A name has nouns in it; a verb or a pronoun tells a headline, a word that opens sentences what stands behind.
        told = plain > 2 and any(_TELLS_CLAUSE.fullmatch(word) for word in words[2:])
        opens = match[2] in wordlists.load("sentence_openers")
        rest = text[match.end() : match.end() + NEAR_HEADLINE].split()[:8]
        small = sum(word[0].islower() for word in rest) * 4 >= len(rest) * 3
        if small and len(capitals) > 2 and plain > 1 and (told or opens) and words[-1].lower() not in functions:
            yield Span(*match.span(1))


def _after_stops(letters: Letters) -> Places:
    """Words with a capital behind a sentence's end, of the next four of which three have one too."""
    words = letters.words
    capitals = letters.are(words.starts, "[A-Z]")
    near = capitals[:-4] & letters.are(words.starts[:-4] - 1, " ") & letters.are(words.starts[:-4] - 2, '[.!?”"]')
    following = sum(capitals[n : len(capitals) - 4 + n].astype("int8") for n in range(1, 5))
    return words.at((near & (following > 2)).nonzero()[0])


def _inner_headlines(doc: Analysis) -> Iterator[Span]:
    """The same between two sentences, or after the last of a paragraph; or a heading in capitals."""
    text, functions = doc.text, wordlists.load("function_words")
    for start in doc.places(_after_stops):
        paragraph = doc.paragraph_at(start)
        stop = _STOP_BEFORE.search(text, max(paragraph.start, start - 30), start)
        if paragraph.end - paragraph.start < MIN_PARAGRAPH or stop is None:
            continue
        if stop[1] in wordlists.load("abbreviations") or (stop[2] != "." and len(stop[1]) > 2 and stop[1].istitle()):
            continue
        match = _IN_CAPITALS.match(text, start, min(paragraph.end, start + MAX_HEADLINE))
        if match and sum(not _is_plain(word) for word in re.findall(r"[A-Z]+", match[0])) < 2:
            yield Span(*match.span())
            continue
        match = _HEADLINE.match(text, start, min(paragraph.end, start + MAX_HEADLINE))
        last = match is None and _LAST_HEADLINE.fullmatch(text, start, paragraph.end)
        match = match or last or None
        if match is None:
            continue
        words = match[1].split()
        capitals = [word for word in words[1:] if word[0].isupper()]
        plain = sum(_is_plain(word) for word in capitals)
        told = plain > 2 and any(_TELLS_CLAUSE.fullmatch(word) for word in words[2:] if word[0].isupper())
        if not told or words[-1].lower() in functions:
            continue
        rest = text[match.end() : match.end() + NEAR_HEADLINE].split()[:8]
        if last or sum(word[0].islower() for word in rest) * 4 >= len(rest) * 3:
            yield Span(*match.span(1))


def _is_plain(word: str) -> bool:
    """Whether a word with a capital is no name."""
    known = wordlists.known_words()
    return word.lower() in known or word.lower().removesuffix("s") in known


def _goes_on_small(rest: str) -> bool:
    """Whether what follows is a sentence, and not the rest of a title: its next long words are written small."""
    long = [word for word in rest.split() if len(word) > 3]
    return " | " not in rest and sum(word[0].islower() for word in long) * 2 >= len(long)


def _is_signature(tail: str, before: str) -> bool:
    """Whether a name after the last sentence of a paragraph may be the writer's own, who speaks of herself."""
    if "," in tail and _ADDRESSED.search(before):  # “Roger M., Woodinville”
        return True
    return tail.count(" ") < 2 and "”" not in before and '"' not in before and len(_PERSONAL.findall(before)) > 1


def _tails(doc: Analysis) -> Iterator[Span]:
    """A few words after the last full stop of a paragraph of prose that are no sentence: a heading, a name, a label."""
    text = doc.text
    for start, end in doc.paragraphs:
        if end - start < MIN_PARAGRAPH or not (text[end - 1].isalnum() or text[end - 1] == "’"):
            continue
        stops = list(_SENTENCE_END.finditer(text, max(start, end - 90), end))
        if not stops or stops[-1].end() - start < MIN_PARAGRAPH * 2 // 3:
            continue
        tail = text[stops[-1].end() : end]
        quoted = text[stops[-1].start() : stops[-1].end()].strip()[-1] in "”\"’'"
        word = text[max(start, stops[-1].start() - 24) : stops[-1].start() + 1].split()[-1]
        if word in wordlists.load("abbreviations") or tail.count(" ") > 4:
            continue
        if quoted and not all(part.lower() in wordlists.load("common_words") for part in tail.split()):
            continue  # the speaker's name
        if not (tail[0].isupper() or tail[0] in "‘“") or _CREDIT.match(tail) or _CLOSING.match(tail):
            continue
        if text[stops[-1].start() + 1] == "!" and re.split(r"\W", word)[-1].istitle():
            continue  # a name that ends on the mark: “Yahoo! News”
        if _is_signature(tail, text[max(start, stops[-1].end() - 300) : stops[-1].end()]):
            continue
        if _leads_on(doc, start):
            continue
        told = tail.split()[0] in _OPENERS and not (_NOUN_HEADING.match(tail) and not _CLAUSE_WORD.search(tail))
        if not told and ":" not in tail and not (tail.isupper() and " " not in tail):
            yield Span(stops[-1].end(), end)


def _leads_on(doc: Analysis, start: int) -> bool:
    """Whether the end of a paragraph leads on to code, or to its own next line."""
    following = index_at(doc.paragraphs, start) + 1
    if following == len(doc.paragraphs):
        return False
    after = doc.paragraphs[following]
    before, text = doc.paragraphs[following - 1], doc.text
    width = before.end - max(before.start, text.rfind("\n", *before) + 1)
    own_line = width <= MAX_WRAP_WIDTH and is_one_break(text, before, after) and text[after.start].islower()
    return own_line or begins_display(text, after) or doc.layout.is_code(after.start)


def _bare_headings(doc: Analysis) -> Iterator[Span]:
    """A heading after a last sentence that lost its stop: a common word with a capital, and a few words behind it."""
    text = doc.text
    prose = [(start, end) for start, end in doc.paragraphs if end - start >= MIN_PARAGRAPH]
    if sum(text[end - 1] in '.!?”"' for _, end in prose) * 2 <= len(prose):
        return  # the text may care for no stops
    inside: Counter[str] | None = None  # words with a capital in the middle of a sentence, the headings' own among them
    for start, end in prose:
        if not text[end - 1].islower():
            continue
        match = _BARE_HEADING.search(text, max(start, end - 60), end)
        if match is None or match[2].lower() not in wordlists.load("common_words") or _CLAUSE_WORD.search(match[1]):
            continue
        before = text[start : match.start(1)].split()
        if (
            not before[-1].islower()
            or _GOVERNING.match(before[-1])
            or _determined(before[-1:])
            or _CLOSING.match(match[1])
        ):
            continue
        last = match[1].rsplit(" ", 1)[-1]
        if last in wordlists.load("function_words"):
            continue
        if inside is None:
            inside = Counter(_INSIDE.findall(text))
        if inside[match[2]] == 1 and _is_prose(doc, match.start(1)):
            yield Span(*match.span(1))


def _glued_labels(doc: Analysis) -> Iterator[Span]:
    """Names, headings and section labels after the full stop that ends a paragraph of prose."""
    text = doc.text
    for start, end in doc.paragraphs:
        if end - start < MIN_PARAGRAPH or not text[end - 1].isalnum():
            continue
        match = _GLUED.search(text, max(start, end - 100), end)
        if match is None or match[1] in wordlists.load("abbreviations") or (match[1].istitle() and len(match[1]) < 4):
            continue
        quoted = text[start] in "“\"‘'" and text[match.end(1) + 1] in "”\"’'"  # a quotation and its author
        signed = _CLOSING.match(match[2]) or _is_signature(
            match[2], text[max(start, match.end(1) - 300) : match.end(1)]
        )
        if not quoted and not signed and match[2].split(None, 1)[0] not in _OPENERS:
            yield Span(*match.span(2))


@cache
def _beginnings() -> tuple[Vocabulary, Vocabulary, int]:
    """Labels of one run of letters, the first two runs of the others, and the number of runs in the longest."""
    from mtdetect.words import Vocabulary

    runs = [_LETTERS.findall(label) for label in sorted(_HEADING_LABELS | _LOOSE_LABELS)]
    one = Vocabulary(own[0] for own in runs if len(own) == 1)
    two = Vocabulary((" ".join(own[:2]) for own in runs if len(own) > 1), "pairs")
    return one, two, max(map(len, runs))


def _label_words(letters: Letters) -> Places:
    """Capitalised words that labels begin with; a word may be glued to the one after it."""
    words, (one, two, longest) = letters.words, _beginnings()
    known = one.has(words.folded) | two.has(words.pairs)
    glued = words.behind(letters.where(("(?<=[a-z])[A-Z]",))) - 1
    for n in range(longest):
        known[glued[glued >= n] - n] = True
    return words.at(known & letters.are(words.starts, "[A-Z]"))


def _labels(doc: Analysis) -> Iterator[Span]:
    """Headings and labels of a page that stand between the sentences of a paragraph, or inside one."""
    text = doc.text
    for place in doc.places(_label_words):
        word = _CAPITAL_WORD.match(text, place)
        if word is None or not _LABEL_TERMS.stand_at(text, place, word[0]):
            continue
        start = word.start()
        paragraph = doc.paragraph_at(start)
        if paragraph.end - paragraph.start < MIN_LABELLED:
            continue
        before = text[max(paragraph.start, start - 3) : start]
        opens = not before or (before.rstrip()[-1:] in '.!?”"' and before[-1:] == " ")
        if opens:
            match = _LABEL.match(text, start, paragraph.end)
            if match is None:
                loose = _LOOSE_LABEL.match(text, start, paragraph.end)
                yield from [Span(*loose.span())] if loose else []
                continue
            end = match.end()
            if text[end : end + 1] == ":" and _WITH_COLON.match(match[0]):
                end += 1
            elif match[0].lower() in ("yes, but", "in short") or _TITLE_GOES_ON.match(text, end):
                continue
            if before and end >= paragraph.end - 1 and text[end : paragraph.end] in ("", ":"):
                yield Span(start, paragraph.end)
            elif end < paragraph.end - 20 and _NEW_SENTENCE.match(text, end):
                yield from [Span(start, end)] if _goes_on_small(text[end : min(paragraph.end, end + 120)]) else []
        elif before[-1:] == " " and before[-2:-1].isalpha() and before[-2].islower():
            match = _LONG_LABEL.match(text, start, paragraph.end)
            ends = match and match.end() == paragraph.end
            if match and match[0][1:].islower() and (ends or text[match.end() + 1 : match.end() + 2].islower()):
                yield Span(*match.span())


@cache
def _sentence_openers() -> Vocabulary:
    from mtdetect.words import Vocabulary

    return Vocabulary(_OPENS_SENTENCE.split("|"), "hashes")


def _before_openers(letters: Letters) -> Places:
    """Stops soon after which a word that opens sentences stands with no stop before it."""
    words = letters.words
    opens = letters.are(words.starts - 1, " ") & letters.are(words.starts - 2, r"[\w’-]")
    opens &= _sentence_openers().has(words.hashes)
    stops = letters.where(_STOPS)
    following = words.behind(stops)
    number = opens.cumsum()
    return stops[number.take(following + MOST_BEFORE, mode="clip") > number.take(following, mode="clip")]


def _inner_headings(doc: Analysis) -> Iterator[Span]:
    """A heading between two sentences of a paragraph: a few words that are no clause, and then a sentence begins."""
    text = doc.text
    found = patterns.matches(_INNER, text, doc.places(_before_openers))
    for match in (*found, *_QUOTED_HEADING.finditer(doc)):
        heading, paragraph = match[1], doc.paragraph_at(match.start())
        words = heading.split()
        last = text[max(paragraph.start, match.start() - 24) : match.start()].split()[-1:]
        if paragraph.end - paragraph.start < MIN_PARAGRAPH or (last and last[0] in wordlists.load("abbreviations")):
            continue
        if words[0].lower() in wordlists.load("function_words") or _CLAUSE_WORD.search(heading):
            continue
        if heading.endswith("-") or (last and last[0].isdigit()):  # an item: “17. Valtteri Bottas - We know”
            continue
        if words[-1].lower() in wordlists.load("function_words") or words[0] in _OPENERS or _CLOSING.match(heading):
            continue
        if _PERSONAL.search(text, max(paragraph.start, match.start() - 200), match.start()):
            continue
        if not _NUMBERED.match(words[-1]) and _goes_on_small(text[match.end(1) : min(paragraph.end, match.end() + 90)]):
            yield Span(*match.span(1))


@asking
def find(doc: Analysis) -> Search:
    names = _Names(doc)
    strays = {
        *_titles(doc),
        *_headings(doc),
        *(yield from _loose_names(doc, names)),
        *_last_names(doc, names),
        *_bare_names(doc, names),
        *_parted_names(doc, names),
    }
    between = {
        *_labels(doc),
        *_inner_headings(doc),
        *_names_before_quotations(doc),
        *_headings_before_quotations(doc),
    }
    for span in sorted(
        strays
        | between
        | {
            *_glued_labels(doc),
            *_tails(doc),
            *_bare_headings(doc),
            *_heads(doc),
            *_headlines(doc),
            *_inner_headlines(doc),
        }
    ):
        words = doc.text[span.start : span.end]
        where = "left after the last full stop of the paragraph"
        if span in strays or span in between:
            where = "used elsewhere in the document" if span in strays else "set between the lines of the page"
        yield Flag(RULE.code, RULE.name, *span, f"“{words}”, {where}, is bound to no sentence here.")
