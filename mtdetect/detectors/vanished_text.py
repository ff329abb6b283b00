"""A word, a figure or a dash is gone, and its hole shows.

What it does
    Flags what stands around the hole: a function word before a mark with a blank between ("appears in print [on ,]
    Section A"), brackets with nothing in them ("Brontë [()] was born"), two marks together ("the title[, .]",
    "found here[:.]"), a lone bar or closing bracket inside a sentence, an article or a preposition before a verb
    ("a bale [of has] fetched"), a dateline without its dash ("[TOKYO The] company said"), an article before a
    conjunction, a preposition or a lone comma ("violated [the in] the way", "on [the,] council"), three blanks in the
    middle of a sentence, a mark that stands apart in text that is set without such ("the [treaty ;] which"), a
    sentence that points to a place and names none ("Tickets are on sale now [at]."), an amount without its
    currency, or the other way round ("a [551m] takeover", "it [was £] while"), a possessive without its apostrophe
    ("the [citys] schools"), a unit without its figure ("fell [by per cent]"), hyphens for a dash, and what leads to a
    source that is not named ("[according to], prices", "[see for more details]").

Why it is damage
    A converter drops what it can't show: the text of a link, a formula, a date that a script fills in, a dash or a
    pound sign in another code page. The words around stay, and the sentence has a gap.

Example
    >>> text = "A version of this article appears in print on , Section A. They agreed on a 551m takeover."
    >>> [text[flag.start : flag.end] for flag in find(Analysis(text))]
    ['on ,', '551m']

What it leaves alone
    Paragraphs that set blanks before their marks throughout (typed or tokenised so); code ("function ()", "ls -l |
    less"), a sign that is meant ("with a . in front of it"), check boxes and redactions ("[ ]"), forms, tables and
    columns, ellipses, smileys, label words before a headline ("UPDATE The"), terms with a letter ("VITAMIN A
    tablets"), distances ("the 1500m race").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from mtdetect import patterns, wordlists
from mtdetect.analysis import Analysis
from mtdetect.repair import Casual, SmallNames
from mtdetect.types import Flag, Rule, Span

if TYPE_CHECKING:
    from mtdetect.letters import Letters
    from mtdetect.words import Places, Vocabulary

RULE = Rule("MTD106", "vanished-text", "boundary", "A word, a figure or a dash is gone, and its hole shows.")

MIN_PROSE = 80
"""A paragraph of prose is at least so long; shorter ones are cells, labels and lines of a form."""

REACH = 200
"""Characters looked back for the beginning of a clause."""

MOST_STRAY = 3
"""Marks that stand apart in a text of which it can be said that its writer does not set them so."""

MOST_PLACES = 2
"""Places before the sentences of one text; more are names of errors or settings, each with what it means."""

MOST_HYPHENS = 2
"""Dashes of three hyphens that are no writer's way."""

_ENDS = patterns.compile(r"[a-z][.!?][”\"’)]*(?=\s|\Z)")
_BLANK_MARK = patterns.Scan(r" [,;.](?=\s)(?!\s\.)", r" [,;.]\s")
_SET_APART = patterns.compile(r"(\w+|[”\")\]]) [,;.?!:](?=\s|\Z)")
# Words that lead on to something: a mark seldom follows them, and hardly ever with a blank before it.
_LEADS_ON_WORDS = "the a an of to from by with at in on for than per is are was were that which and"
_LEADS_ON = frozenset(_LEADS_ON_WORDS.split())
_BEFORE = patterns.compile(r"(?<!\S)\w+\Z")
_EMPTY = patterns.Scan(
    r"\((?<=[^\W\d_] \()(?: ?\)(?=[ ,.;][^{=])| ?[,;] (?=[\w(]))", r"(?<=[^\W\d_] )\([),;]", r"(?<=[^\W\d_] )\( [),;]"
)
_CODE_WORD = patterns.compile(
    r"(?:function|comments?|if|for|while|switch|catch|return|def|method|void|call) \Z", re.IGNORECASE
)
# A mark with a blank before it, brackets with nothing in them, or one without its other half.
_STRAY = patterns.Scan(
    r"[,;:(\[)](?<= .)(?:[,;:]|(?<=\() ?\)|(?<=\[) ?\])?(?= \w)",
    *(r"(?<= )[,;:(\[)] \w", r"(?<= )[,;:(\[)][,;:)\]] \w", r"(?<= )\( \) \w", r"(?<= )\[ \] \w"),
)
_ADDRESS = patterns.compile(r"/|@|\w\.[a-z]{2,4}\Z")
_DASHES = patterns.Scan(
    r"[—– ](?<=\w.)(?:(?<=—)——|(?:(?<= )–|(?<=–))–– ?|(?<= )——— ?|(?<= )(?:[—–] ){2,3})(?=\w)",
    *("———", "–––", " –––", " ———", " [—–] [—–] "),
)
# Hyphens that make no dash, where the text has no more than a few of them: some type their dashes so.
_HYPHENS = patterns.Scan(
    r" (?:---|- -(?: -)?|-- --(?: --)?) (?=[a-zA-Z“\"])"
    r"|(?:---(?<=[a-z]---)|[—–]-(?<=[a-z]..)|-[—–](?<=[a-z]..))(?=[a-z])",
    *(" --- ", " - - ", " -- -- ", "(?<=[a-z])---[a-z]", "(?<=[a-z])[—–]-[a-z]", "(?<=[a-z])-[—–][a-z]"),
)
# What is to be had, or found, somewhere, and then does not say where: "Tickets are on sale now at."
_BEFORE_PLACE = ("at", "from", "in", "on", "via", "to", "by")
_NO_PLACE = patterns.Scan(
    rf" (?:{'|'.join(_BEFORE_PLACE)})(?= ?\.(?:\s|\Z))",
    *(rf" {word}{blank}\." for word in _BEFORE_PLACE for blank in ("", " ")),
)
_TAKES_PLACE = patterns.compile(
    r"\b(?:available|found|sale|now|online|published|posted|details|information|visit|located|based|held)\Z"
)
_RUNNING = patterns.compile(r"(?<!available )(?<!out )now on\Z")  # “The sale is now on.”
_NO_OWNER = patterns.compile(r"\b(?:of|at|from|by|with|for|to|in|on|about|than|into|and) {1,2}[’']s(?= [A-Za-z“\"])")
# A unit without its figure, and what it stands behind.
_NO_FIGURE = patterns.Scan(
    r" (?:per ?cent\b|%(?=[ .,;])|[$£€] ?[mb]illion\b|[£€](?=[.,;](?:\s|\Z))|-(?:year|month|week|day|hour|minute|mile"
    r"|inch|foot|metre|meter|kilometre|kilometer|point|percent|seat|member|page|storey|story)\b)",
    *(" percent", " per cent", " %", " [$£€]", " -[a-z]"),
)
# A currency without its amount: “the figure was $ while”, “raised to at least £from the spring”.
_NO_AMOUNT = patterns.Scan(r"[$£€](?<= .)(?= ?[a-z]{2,} [a-z])", "(?<= )[$£€][ a-z][a-z]")
_TAKES_AMOUNT = patterns.compile(
    r"\b(?:was|were|at|than|of|about|around|worth|pays?|paid|costs?|spent|earned|raised|another|by|nearly|almost|only|just"
    r"|over|under|some|roughly|least|extra|further|additional) \Z"
)
_OF_SIGN = patterns.compile(
    r" ?(?:sign|symbol|amount|value|price|bill|note|per|figure|cost|denominated|terms|equivalent)"
)
# A stop beside a comma, and two marks of which one would do, behind a word that is no abbreviation.
_DOUBLE_MARK = patterns.Scan(
    r"(?:\.(?<=[a-z]{4}\.)[,;]|[,;](?<=[a-z]{3}[,;])[;:,](?<!,,)(?<!;;))(?= [a-z])", "(?<=[a-z])[.,;][,;:] [a-z]"
)
_LAST_WORD = patterns.compile(r"[a-z]+\Z")
_NAMES_SIGN = patterns.compile(r"\b(?:is|as|of|or|and|like|with|by|in|for|the|use|signs?) \Z")
_NO_QUOTATION = patterns.Scan("“ ?”(?=[ ,.;])", "“”[ ,.;]", "“ ”[ ,.;]")
# “The citys schools”: a noun on a consonant and y has its plural in -ies, and with -ys it has lost an apostrophe.
_Y = patterns.compile(r"[a-z]{2,}[bcdfghjklmnpqrstvwxz]y\Z")
_NO_APOSTROPHE = patterns.compile(r"(?<=[a-z,] )[a-z]+ys(?= [a-z])")
_ARTICLES = frozenset(("a", "an", "the", "his", "her", "their", "its", "another"))
_TAKES_FIGURE = patterns.compile(
    r"\b(?:by|of|to|at|about|around|than|from|nearly|almost|over|fell|rose|only|just|up|down|roughly|worth|an?|the|his|her"
    r"|their|its|another)\Z"
)
# What leads to a page, or to a source, that is not named.
_POINTER = patterns.Scan(
    r"[Ss]ee (?:also )?for (?:more |further |full )?(?:details|information)\b|according to(?=[,.;]\s)"
    r"|here ?:(?= (?:The|An?|In|It|He|She|They|We|But|On|At|For|This) [a-z])",
    *("[Ss]ee for ", "[Ss]ee also for ", "according to[,.;]", "here: [A-Z]", "here : [A-Z]"),
)
# An article or a preposition before what can't be its own: the name or the figure between the two is gone.
_COLLISION = patterns.compile(
    r" (?<=[a-z%,] )(?:(?:the|an?) {1,2}(?:is|are|was|were|has|have|had|will|would|of|in)"
    r"|(?:from|with|into) {1,2}(?:of|in)"
    r"|(?:of|at|by|for|from|with|into) {1,2}(?:is|are|was|were|has|have|had|will|would|could|should))(?= [a-z])"
    r"(?!(?<= will) (?!(?:be|have|not|also|now|soon|never|only|still)\b))"  # “the will of the state”, “of will that”
)
# An article or a possessive before a word that opens no noun phrase, whatever clause it stands in.
_NO_NOUN = patterns.compile(
    r" (?<=[a-z,] )(?:the {1,2}(?:is|are|was|were|has|have|had|of|in|and|or|says|to|from|with|at|because|but|an|this"
    r"|these|their|his|its|our)|an {1,2}(?:is|was|has|of|and|or|to|from|with|at|the|a|this|their|its|our)"
    r"|a {1,2}(?:the|an|their|its|our)|(?:their|our) {1,2}(?:is|are|was|were|of|in|and|or|to|from|with|at|the|an|a)"
    r"|(?:the|an) {1,2}(?:would|could|should|told|on|by)|an {1,2}for|a {1,2}(?:of|in|on|by|with|from)"
    r"|every {1,2}(?:is|are|was|were|has|had|of|in|and|or|to|from|with|at|on|by|for|the|an|a)"
    r"|between {1,2}and|since {1,2}(?:and|or|but|because)"
    r")(?= [a-z]|(?<=between and) \d)"
    r"(?! times\b| form\b| depth\b| house\b| vogue\b| be\b| date\b| crowd\b)"  # “the at times bitter fight”
)
# A title whose name is gone: “Ms said”; an article that opens a sentence and has no noun: “The has provided”.
_NO_NAME = patterns.Scan(
    r"(?<![\w’'.-])(?:(?:Mr|Mrs|Ms|Dr)\.?"
    r" (?:said|says|told|has|was|is|had|will|would|also|added)|(?:The|An) (?:has|have"
    r"|had|is|are|was|were|of|and|says|said))(?= [a-z:])",
    *(r"M[rs] [swtihwa]", r"Mrs [swtihwa]", r"Dr [swtihwa]", r"M[rs]\. [swtihwa]", r"The [hiwoas]", r"An [hiwoas]"),
)
# Two blanks behind a word that leads on, in a text that has hardly any.
_TWO_BLANKS = patterns.Scan(r"  (?<=[a-z]  )(?=[a-z\d])", "(?<=[a-z])  [a-z\\d]")
_BEFORE_BLANKS = patterns.compile(r"(?<!\S)(?:the|an?|of|to|from|with|by|at|for|in|on|and|or|than|into|its|their)\Z")
MOST_BLANKS = 2
"""Double blanks between two words of a text that is not typed with such."""
# “the, Council of the city”: a comma after an article, and none that closes what it would open.
_ARTICLE_COMMA = patterns.Scan(
    r" (?<=[a-z] )(?:the|an|a|its|their|our),(?= [A-Za-z][a-z-]+)",
    " the, ",
    " an, ",
    " a, ",
    " its, ",
    " their, ",
    " our, ",
)
_CLOSES = patterns.compile(r"[,;:—–(\"“”]|--| - |\.\.\.|…|[.!?]\s|\n")
_HESITATES = patterns.compile(r" (?:and|or|the|an?|uh|um|er|well|like|you|I|but|as|if|its|their|our|not|in|for|etc)\b")
NEAR = 70
"""Characters behind a comma in which another closes what it opens."""
# What lets a clause end on a preposition: “the ones he spoke of are”, “close by is the market”.
_STRANDS = patterns.compile(
    r"\b(?:what|which|who|whom|whose|where|how|why|when|that|than|as|if|there|here|I|you|we|they|he|she|it|to|not|every\w+"
    r"|any\w+|some\w+|no\w*|all|one|way|thing|near|close|hard|\w+ed)\b|[’']|[\"“”(]",
    re.IGNORECASE,
)
_RELATIVE = patterns.compile(r"\b(?:which|that|what|where|who|whom|how|than|it|they|were|I|we|you)\b")
_MARKS = patterns.Scan(
    r",(?<=[a-z]{2},) ?(?:(?<= ),|\.)(?=\s|\Z)(?!\s{0,9}\.)|:\.(?<=[a-z]{2}:.)(?=\s|\Z)",
    *(r"(?<=[a-z]),\.", "(?<=[a-z]), [,.]", r"(?<=[a-z]):\."),
)
_LONE = patterns.Scan(r"[|)](?<=[a-z] .)(?= [a-z])", "(?<=[a-z] )[|)] [a-z]")
_BLANKS = patterns.Scan(r"   (?<=[a-zA-Z)]   )(?=[a-z]{2}|a )", "(?<=[a-zA-Z)])   [a-z][a-z ]")
_DATELINE = patterns.compile(
    r"(?P<place>(?:[A-Z]{2,12}[ /-]){0,2}(?P<last>[A-Z]{3,14}))(?:, [A-Z][a-z]{2,12}\.?| \((?:AP|Reuters|AFP|UPI)\))?"
    r" (?:The|An?|In|As|It|He|She|They|This|After|When|Two|Three|At|On|For|With|But|More|Thousands|Hundreds|Police)"
    r"(?= [a-z])"
)
_LABEL_WORDS = (
    "exclusive update updated watch video photos photo breaking note warning opinion review analysis share live new"
    " vitamin hepatitis plan type grade group class section part serie level team exhibit appendix chapter figure"
)
_LABELS = frozenset(_LABEL_WORDS.split())
_AMOUNT = patterns.Scan(
    r"\d(?:bn|m) (?:takeover|deal|bid|contract|loss|profit|offer|merger|debt|acquisition|buyout"
    r"|settlement|lawsuit|fine|loan|bailout|fee|transfer|investment|budget)\b(?! of )",
    *(r"\dbn [a-z]", r"\dm [a-z]"),
)
_FIGURE = patterns.compile(r"\b(?:an?|the|its|their) (\d+(?:\.\d+)?)\Z")


# A command or the name of a program's thing beside a mark: it belongs to them.
_COMMAND = patterns.compile(r"(?<!\S)--?[a-z]|(?<!\S)/[a-z]+/|[=\\]\w|[$&]'?[a-z]{1,3} |[$]\{|(?<![\w@])[a-z]+_\w|::")
BESIDE = 30


def _is_named(text: str, word: str, end: int) -> bool:
    """Whether a mark stands for itself: “a file with a . as the first character”."""
    return word in ("a", "an") and text[end : end + 2].strip()[:1].islower()


def _is_command(text: str, start: int, end: int) -> bool:
    return _COMMAND.search(text[max(0, start - BESIDE) : end + BESIDE]) is not None


def _flag(start: int, end: int, message: str) -> Flag:
    return Flag(RULE.code, RULE.name, start, end, message)


class _Paragraphs:
    """The paragraphs of a document, each looked at once."""

    def __init__(self, doc: Analysis) -> None:
        self._doc = doc
        self._set_apart: dict[int, bool] = {}
        self._ends: dict[int, bool] = {}
        self._counts: dict[tuple[int, str], int] = {}

    def prose(self, at: int) -> Span | None:
        """The paragraph of prose at this place."""
        paragraph = self._doc.paragraph_at(at)
        ends = self._doc.text[max(paragraph.start, paragraph.end - 3) : paragraph.end]
        long = paragraph.end - paragraph.start >= MIN_PROSE
        return paragraph if long and any(mark in ends for mark in ".!?…") else None

    def long(self, at: int) -> Span | None:
        """The paragraph of this place, if it has the length of prose and holds a sentence's end."""
        paragraph = self._doc.paragraph_at(at)
        return paragraph if paragraph.end - paragraph.start >= MIN_PROSE and self.ends(paragraph) else None

    def ends(self, paragraph: Span) -> bool:
        if paragraph.start not in self._ends:
            self._ends[paragraph.start] = _ENDS.search(self._doc.text, *paragraph) is not None
        return self._ends[paragraph.start]

    def apart(self, at: int) -> int:
        """The marks of the paragraph at this place that have a blank before them."""
        start, end = self._doc.paragraph_at(at)
        if (start, "apart") not in self._counts:
            self._counts[start, "apart"] = sum(1 for _ in _SET_APART.finditer(self._doc.text, start, end))
        return self._counts[start, "apart"]

    def sets_apart(self, at: int, casual: Casual | None = None) -> bool:
        """Whether the paragraph at this place has blanks before its marks elsewhere too, as a casual hand sets them."""
        if casual and casual.signs_near(at) and self.apart(at) > 1:
            return True
        start, end = self._doc.paragraph_at(at)
        if start not in self._set_apart:
            words = [match[1] for match in _SET_APART.finditer(self._doc.text, start, end)]
            self._set_apart[start] = len(words) > 4 or sum(word.casefold() not in _LEADS_ON for word in words) > 2
        return self._set_apart[start]

    def has_one(self, at: int, sign: str) -> bool:
        """Whether the paragraph has this sign here alone."""
        start, end = self._doc.paragraph_at(at)
        if (start, sign) not in self._counts:
            self._counts[start, sign] = self._doc.text.count(sign, start, end)
        return self._counts[start, sign] == 1


def _joins(text: str, match: re.Match[str]) -> bool:
    """Whether a word stands before hyphens: “n---r” is one that is not spelled out."""
    return " " in match[0] or text[max(0, match.start() - 2) : match.start()].isalpha()


def _joins_clauses(doc: Analysis, match: re.Match[str]) -> bool:
    """Whether three dashes stand between two words of a long line, which has no sentence's end as a title has none."""
    start, end = doc.paragraph_at(match.start())
    around = doc.text[match.start() - 1] + doc.text[match.end()]
    return end - start >= MIN_PROSE and around.islower() and sum(map(match[0].count, "—–")) > 2


def find(doc: Analysis) -> Iterator[Flag]:
    end = 0
    for flag in sorted(_holes(doc), key=lambda flag: (flag.start, -flag.end)):
        if flag.start >= end:
            yield flag
            end = flag.end


def _holes(doc: Analysis) -> Iterator[Flag]:
    text = doc.text
    paragraphs, casual = _Paragraphs(doc), Casual.of(doc)
    for match in _BLANK_MARK.finditer(doc):
        blank = match.start() - (text[match.start() - 1 : match.start()] == " ")
        word = _BEFORE.search(text, max(0, blank - 12), blank)
        if word and word[0] in _LEADS_ON and not paragraphs.sets_apart(match.start(), casual):
            if _is_named(text, word[0], match.end()):
                continue
            yield _flag(word.start(), match.end(), f"What followed “{word[0]}” is gone: only the mark after it stands.")
    for match in _EMPTY.finditer(doc):
        if _CODE_WORD.search(text, max(0, match.start() - 12), match.start()) or _is_command(text, *match.span()):
            continue
        if paragraphs.prose(match.start()) and not (match[0] == "()" and SmallNames.of(doc).of_code):
            yield _flag(match.start(), match.start() + len(match[0].rstrip()), "What stood in these brackets is gone.")
    dashes = list(_DASHES.finditer(doc))
    hyphens = [match for match in _HYPHENS.finditer(doc) if text[match.start() - 1] in ",”)" or _joins(text, match)]
    if len(hyphens) <= MOST_HYPHENS:
        dashes += [match for match in hyphens if not casual.signs_near(match.start())]
    for match in dashes:
        if paragraphs.long(match.start()) or _joins_clauses(doc, match):
            yield _flag(*match.span(), "Several dashes stand for one, or for what a converter could not show.")
    for match in _NO_FIGURE.finditer(doc):
        lead = _TAKES_FIGURE.search(text, max(0, match.start() - 16), match.start())
        if lead and (match[0][1] == "-") == (lead[0] in _ARTICLES) and paragraphs.long(match.start()):
            yield _flag(lead.start(), match.end(), f"The figure before “{match[0].strip()}” is gone.")
    for match in _NO_AMOUNT.finditer(doc):
        lead = _TAKES_AMOUNT.search(text, max(0, match.start() - 16), match.start())
        named = _OF_SIGN.match(text, match.end()) or SmallNames.of(doc).of_code
        if lead and not named and paragraphs.long(match.start()):
            yield _flag(lead.start(), match.end(), f"The amount after “{match[0]}” is gone.")
    for match in _DOUBLE_MARK.finditer(doc):
        word = _LAST_WORD.search(text, max(0, match.start() - 24), match.start())
        known = word and word[0] in wordlists.known_words() and word[0] not in wordlists.load("abbreviations")
        if known and paragraphs.long(match.start()) and not _is_command(text, *match.span()):
            yield _flag(*match.span(), "Two marks stand together: what stood between them is gone.")
    for match in _NO_QUOTATION.finditer(doc):
        named = _NAMES_SIGN.search(text, max(0, match.start() - 8), match.start()) or SmallNames.of(doc).of_code
        if paragraphs.prose(match.start()) and not named:
            yield _flag(*match.span(), "What stood in these quotation marks is gone.")
    for match in _POINTER.finditer(doc):
        if paragraphs.prose(match.start()):
            yield _flag(*match.span(), f"What “{match[0]}” points to is gone.")
    for match in _NO_OWNER.finditer(text) if doc.places((" [’']s ",)) else ():
        yield _flag(*match.span(), f"Whose it is after “{match[0].split()[0]}” is gone.")
    for match in _NO_PLACE.finditer(doc):
        word = _TAKES_PLACE.search(text, max(0, match.start() - 12), match.start())
        if word is None:
            continue
        before = re.split(r"[.!?:]\s|\n", text[max(0, word.start() - 160) : match.end()])[-1]
        if len(before.split()) > 2 and not _RELATIVE.search(before) and not _RUNNING.search(before):
            said = word[0] + match[0]
            yield _flag(
                match.start() + 1, match.end(), f"Nothing follows “{said}”: the place or link that it names is gone."
            )
    for match in patterns.matches(_NO_APOSTROPHE, text, doc.places(_without_apostrophe)):
        if paragraphs.long(match.start()) and not casual.signs_near(match.start()):
            yield _flag(*match.span(), f"The apostrophe of “{match[0]}” is gone.")
    yield from _stray_marks(doc, paragraphs, casual)
    for match in _MARKS.finditer(doc):
        if not paragraphs.sets_apart(match.start()):
            yield _flag(*match.span(), "Two marks stand together: what stood between them is gone.")
    for match in _LONE.finditer(doc):
        paragraph, sign = paragraphs.prose(match.start()), match[0]
        if not paragraph or not paragraphs.has_one(match.start(), sign) or _is_command(text, *match.span()):
            continue
        if sign == "|" or text.find("(", paragraph.start, match.start()) < 0:
            yield _flag(*match.span(), f"A lone “{sign}” is left in the sentence of something that is gone.")
    for match in _BLANKS.finditer(doc):
        if paragraphs.prose(match.start()) and paragraphs.has_one(match.start(), "  "):
            yield _flag(*match.span(), "Three blanks stand in the sentence where a dash, or a word, was lost.")
    yield from _datelines(doc)
    yield from _collisions(doc, paragraphs)
    yield from _after_articles(doc, paragraphs)
    for match in _AMOUNT.finditer(doc):
        figure = _FIGURE.search(text, max(0, match.start() - 15), match.start() + 1)
        if figure:
            start, end = figure.start(1), match.start() + match[0].index(" ")
            yield _flag(start, end, f"The currency of “{text[start:end]}” is gone.")


@cache
def _owners() -> Vocabulary:
    from mtdetect.words import Vocabulary

    known = wordlists.known_words()
    return Vocabulary(f"{word}s" for word in known if _Y.fullmatch(word) and f"{word}s" not in known)


def _without_apostrophe(letters: Letters) -> Places:
    return letters.words.at(_owners().has(letters.words.folded))


@cache
def _colliding() -> Vocabulary:
    from mtdetect.words import Vocabulary

    first, second = "the a an of at by for from with into", "is are was were has have had will would could should of in"
    return Vocabulary((f"{a} {b}" for a in first.split() for b in second.split()), "pairs")


def _before_collisions(letters: Letters) -> Places:
    """The blanks before two words that may have lost what stood between them."""
    return letters.words.at(_colliding().has(letters.words.pairs)) - 1


def _after_articles(doc: Analysis, paragraphs: _Paragraphs) -> Iterator[Flag]:
    """Articles and possessives whose noun is gone: what follows is a comma, or a word that opens no noun phrase."""
    text, of_code = doc.text, SmallNames.of(doc).of_code
    for match in patterns.matches(_NO_NOUN, text, doc.places(_before_no_noun)):
        if not paragraphs.long(match.start()) or of_code or text.endswith((" by", " or", " and"), 0, match.start()):
            continue
        yield _flag(match.start() + 1, match.end(), f"What stood between the words of “{match[0][1:]}” is gone.")
    for match in _NO_NAME.finditer(doc):
        if paragraphs.long(match.start()) and not of_code and not text.endswith(("“", '"', "‘", "'"), 0, match.start()):
            yield _flag(*match.span(), f"What stood between the words of “{match[0]}” is gone.")
    blanks = list(_TWO_BLANKS.finditer(doc))
    for match in blanks if len(blanks) <= MOST_BLANKS and not of_code else ():
        word = _BEFORE_BLANKS.search(text, max(0, match.start() - 8), match.start())
        if word and paragraphs.long(match.start()):
            yield _flag(word.start(), match.end(), f"Two blanks stand where what followed “{word[0]}” is gone.")
    for match in _ARTICLE_COMMA.finditer(doc):
        closing = _CLOSES.search(text, match.end(), match.end() + NEAR)
        if _HESITATES.match(text, match.end()) or of_code or not paragraphs.long(match.start()):
            continue
        if closing is None or closing[0][0] in ".!?\n":
            yield _flag(match.start() + 1, match.end(), f"A comma stands between “{match[0][1:-1]}” and its noun.")


@cache
def _no_noun() -> Vocabulary:
    from mtdetect.words import Vocabulary

    articles = "the an a their our every"
    verbs = "is are was were has have had says would could should told"
    others = "of in and or to from with at because but the an a this these their his its our on by for"
    pairs = {f"{a} {b}" for a in articles.split() for b in f"{verbs} {others}".split()}
    return Vocabulary(pairs | {"between and", "since and", "since or", "since but", "since because"}, "pairs")


def _before_no_noun(letters: Letters) -> Places:
    return letters.words.at(_no_noun().has(letters.words.pairs)) - 1


def _collisions(doc: Analysis, paragraphs: _Paragraphs) -> Iterator[Flag]:
    """Articles and prepositions before a verb or another preposition, in a clause that strands none."""
    text = doc.text
    for match in patterns.matches(_COLLISION, text, doc.places(_before_collisions)):
        start = match.start() + 1
        window = text[max(0, start - REACH) : start]
        clause = re.split(r"[.?!;:]\s|\n", window)[-1]
        if paragraphs.long(start) and len(clause.split(None, 3)) > 2 and not _STRANDS.search(clause):
            yield _flag(start, match.end(), f"What stood between the words of “{match[0][1:]}” is gone.")


def _stray_marks(doc: Analysis, paragraphs: _Paragraphs, casual: Casual) -> Iterator[Flag]:
    """Marks with a blank before them, and brackets without their other half, in text that is set without such."""
    text = doc.text
    found = [match for match in _STRAY.finditer(doc) if text[match.start() - 2].isalnum()]
    if len(found) > MOST_STRAY and len(found) * 300 > len(text):
        return
    for match in found:
        paragraph, sign = paragraphs.long(match.start()), match[0]
        if not paragraph or casual.signs_near(match.start()) > 1 + (sign == ","):
            continue
        if sign in "()":
            other = ")" if sign == "(" else "("
            stray = text.count(sign, *paragraph) > text.count(other, *paragraph)
        elif sign[0] in "[(":  # after a word that leads on it may stand for what was taken out on purpose
            word = text[max(0, match.start() - 24) : match.start()].split()[-1]
            stray = word.lower() not in _LEADS_ON and text.count(sign, *paragraph) == 1
        else:
            word = text[max(0, match.start() - 40) : match.start()].split()[-1]
            label = sign == ":" and text[match.end() + 1].isupper()  # “HANOI : Police …”
            # Else a blank that keeps the mark out of an address.
            meant = (label and word.lower() not in _LEADS_ON) or _is_named(text, word, match.end())
            meant = meant or _ADDRESS.search(word) is not None
            stray = len(sign) > 1 or (paragraphs.apart(match.start()) <= 2 and not meant)
        if stray and not _is_command(text, *match.span()):
            before = text.rfind(" ", max(0, match.start() - 40), match.start() - 1) + 1
            start = before if before and sign[0] in ",;:" else match.start()
            yield _flag(start, match.end(), f"“{sign}” stands apart: what belonged to it is gone.")


def _datelines(doc: Analysis) -> Iterator[Flag]:
    """Datelines at the start of a paragraph that run into its first sentence."""
    common = wordlists.load("common_words")
    found: list[tuple[str, Flag]] = []
    for start, end in doc.paragraphs:
        if end - start < MIN_PROSE or not doc.text[start : start + 2].isupper():
            continue
        match = _DATELINE.match(doc.text, start, min(end, start + 70))
        if match and (last := match["last"].casefold()) not in common and last not in _LABELS:
            before = doc.text.rfind(" ", start, match.end())
            word = doc.text.rfind(" ", start, before) + 1 or start
            message = f"The dash is gone between the place and “{doc.text[before + 1 : match.end()]}”."
            found.append((last, _flag(max(start, word), match.end(), message)))
    if len({place for place, _ in found}) <= MOST_PLACES:
        yield from (flag for _, flag in found)
