"""A date, number, unit or mark keeps the source language's format.

What it does
    Flags dates in the source's order or spelling ("on Tuesday [(15/8)]", "[15 Agustus]", "on [15. July]"), foreign
    ways of giving the time ("[18 o'clock]", "at [19h30]", "[on the 25th local time]"), years of other calendars
    ("Sunday [14/3/1445]"), decimal commas, points between thousands ("[3,5 percent]", "[12.000 people]"), counted
    thousands ("[42 thousand rubles]"), plural millions after a number ("[11.4 millions]"), symbols ("[%5]", "[№ 7]",
    "[2023年]"), and foreign quotation marks and full-width punctuation ("[„]", "[«]So it is» ", "[，]").

Why it is damage
    Translation systems translate words but copy numbers, symbols and punctuation. An English writer puts these into
    English form without thinking about it.

Example
    >>> text = "They met on Tuesday (15/8) local time and spent 3,5 million."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['(15/8)', '3,5 million']

What it leaves alone
    American dates ("Friday (5/18)"), dates in tables and data, fractions, scores and ratios, "24/7" and "9/11",
    versions, IP addresses and telephone numbers, clock times ("Thursday (8.30pm)"), measurements with three decimals
    unless other figures of the text have a decimal comma, parameters ("%1"),
    "5 %" as scientists write it, menu arrows (» and «), and marks inside text in another script.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mtdetect.rules.needs import Needs
from mtdetect.text import patterns
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Flag, Rule

RULE = Rule(
    "MTD302",
    "locale-residue",
    "translation",
    "A date, number, unit or mark keeps the source language's format.",
    rank=20,
    merge_group="wording",
)

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
# Month names in Indonesian, German, Dutch, Spanish, French, Portuguese and Italian, unless English has the same word.
_FOREIGN_MONTHS = (
    "Januari|Februari|Maret|Mei|Juni|Juli|Agustus|Oktober|Desember|Januar|Februar|März|Mai|Dezember|Maart"
    "|enero|febrero|abril|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|janvier|février|avril|juin|juillet"
    "|août|septembre|octobre|novembre|décembre|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro"
    "|dezembro|gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre"
)
_FOREIGN_MONTH = f"(?:{_FOREIGN_MONTHS})"
_UNIT = (
    r"(?:%|percent\b|per cent\b|percentage\b|(?:m|b|tr)illions?\b|euros?\b|dollars?\b|tons?\b|tonnes?\b"
    r"|degrees\b|(?:kilo|centi|milli)?met(?:re|er)s?\b|kilograms?\b|lit(?:re|er)s?\b|hectares?\b|km\b|kg\b|°C)"
)
_COUNTED = (
    r"(?:people|persons|children|soldiers|troops|inhabitants|residents|visitors|spectators|members|jobs|copies|cases"
    r"|infections|deaths|refugees|students|euros?|dollars|rupiah|tickets|homes|houses|companies|workers|employees)\b"
)
_MONEY = (
    "(?:euros?|dollars|pounds|yen|yuan|roubles|rubles|rupees|rupiah|pesos|francs|tonn?es|tons|hectares|lit(?:re|er)s)"
)
_CURRENCY = r"(?:R\$|TL)"
# Months of the Islamic, Iranian and Hebrew calendars. Their years are below ours, or above.
_CALENDAR = (
    r"(?:Muharram|Safar|Rabi(?: al-\w+| II?)|Jumada(?: al-\w+| II?)|Rajab|Sha['’]?ban|Ramadan|Shawwal"
    r"|Dhu al-\w+|Farvardin|Ordibehesht|Khordad|Tir|Mordad|Shahrivar|Mehr|Aban|Azar|Dey|Bahman|Esfand)"
)
_DAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?"
_DAY_FIRST = "(?:1[3-9]|2[0-9]|3[01])/(?:0?[1-9]|1[0-2])(?![0-9/])"
_ORDINAL = "(?:st|nd|rd|th)"
_PLACE = "(?:local|Beijing|Japan|Moscow|Taipei)"

_DATE = "“{}” is a foreign date format; English writes “15 August” or “August 15”."
_FIGURE = "“{}” is a foreign number format; English writes 3.5 and 12,000."
_MILLIONS = "“{}” has a foreign plural; after a number English uses “million” and “billion”."
_THOUSAND = "“{}” counts in thousands, as other languages do; English writes 42,000."
_CLOCK = "“{}” is a foreign way of giving the time, copied into English."
_SIGN = "“{}” is foreign notation or punctuation, copied into English."

# What comes before a figure, the figure with what follows it, and the message. The span includes the group `more`.
_FIGURES = tuple(
    (patterns.compile(rf"(?:{before})\Z"), patterns.compile(figure), message)
    for before, figure, message in (
        # Without a year the day must be over 12, so that it can't be an American month: Tuesday (15/8).
        (rf"{_DAY} (?P<more>\()", rf"(?:{_DAY_FIRST}|[0-3]?\d/[01]?\d/(?:19|20)\d\d)\)", _DATE),
        (rf"{_DAY} (?P<more>\()", r"[01]?\d/[01]?\d\)(?= local time)", _DATE),
        (rf"\b(?:[Tt]his|[Ll]ast|[Nn]ext) {_DAY} (?P<more>\()", r"[0-3]?\d\)", _DATE),
        (rf"\b(?:{_DAY}|on) ", r"[0-3]?\d/[01]?\d/1[34]\d\d(?:(?: ?AH| ?H\.?)\b)?(?![\d/])", _DATE),
        (rf"\b(?P<more>{_CALENDAR} )", r"[0-3]?\d,? 1[34]\d\d\b", _DATE),
        (rf"(?P<more>\b[0-3]?\d {_CALENDAR},? )", r"1[34]\d\d\b", _DATE),
        (rf"\b{_MONTH} [0-3]?\d, |[0-3]?\d {_MONTH} ", r"25[5-9]\d\b(?! [a-z])", _DATE),
        (rf"(?:[Oo]n|by|until|since) {_DAY} ", r"(?:1[3-9]|2\d|3[01])/[01]?\d(?:/(?:19|20)\d\d)?(?![\d/])", _DATE),
        (rf"{_DAY} (?P<more>\(?)", r"[0-3]?\d\. ?[01]?\d\.(?:(?: ?(?:19|20)\d\d\b)\)?|\))", _DATE),
        (r"\b(?:[Oo]n|from|until|till|before|after|since|by) ", r"[0-3]?\d\.[01]?\d\.(?:19|20)\d\d\b", _DATE),
        (r"[a-z]{2},? |\w\w, |\(", rf"[0-3]?\d\. {_MONTH}(?= (?:19|20)\d\d\b|,? [a-z])", _DATE),
        (r"[^\d]", rf"[0-3]?\d\.? {_FOREIGN_MONTH}\b(?: (?:19|20)\d\d\b)?", _DATE),
        (r"[a-z,] |\(", rf"[0-3]?\d de {_FOREIGN_MONTH} (?:de )?(?:19|20)\d\d\b", _DATE),
        (rf"\b(?P<more>{_FOREIGN_MONTH} (?:de )?)", r"(?:19|20)\d\d\b(?! years)", _DATE),
        (r"\b(?:in|of|since|until) ", r"(?:19|20)\d\d year\b(?![-’'])", _DATE),
        (r"[\s(~€$£-]", rf"\d{{1,3}},\d{{1,2}} ?{_UNIT}", _FIGURE),
        (rf"\b(?P<more>{_CURRENCY}\.? ?)", r"\d{1,3}(?:(?:\.\d{3})+(?:,\d\d?)?\b|,\d\d? (?:m|b|tr)illion\b)", _FIGURE),
        (r"\b(?P<more>Rp\. ?)", r"\d[\d.,]*\d(?: (?:m|b|tr)illion\b)?", _SIGN),
        (r"[\s(]", rf"\d{{1,3}}(?:,\d)? thousand (?:\d{{3}} )?(?:{_MONEY}|{_COUNTED})", _THOUSAND),
        (r"[\s(]", r"(?:[01]?\d|2[0-3])[.:][0-5]\d hrs\b\.?", _CLOCK),
        (r"[\s(~€$£-]", rf"[1-9]\d{{0,2}}(?:\.\d{{3}}){{1,3}} {_COUNTED}", _FIGURE),
        (r"\b(?:Rp|IDR|EUR)\.? ?|€ ?", r"[1-9]\d{0,2}(?:\.\d{3})+\b(?!\.\d)", _FIGURE),
        (r"[\s(]", r"[1-9]\d{0,2}(?:\.\d{3}){2}(?= [a-z])", _FIGURE),
        (r"[\s(€$£]", r"\d{1,3}\.\d{1,2} (?:m|b|tr)illions\b", _MILLIONS),
        (r"[\s(]", rf"\d{{1,3}} (?:m|b|tr)illions of {_MONEY}\b", _MILLIONS),
        (r"[^\d]", r"(?:1[3-9]|2[0-4]|[0-2]?\d[:.][0-5]\d) o[’']clock\b", _CLOCK),
        (r"\b(?:at|from|until|around|about|before|after|by) ", r"[0-2]?\dh[0-5]\d\b", _CLOCK),
        (r"[^\d]", r"[0-2]?\d[:.][0-5]\d (?:WIB|WITA|Uhr)\b", _CLOCK),
        (r"\b(?P<more>[Oo]n the )", rf"[0-3]?\d{_ORDINAL},? {_PLACE} time\b", _CLOCK),
        (r"\b(?P<more>local time on the )", rf"[0-3]?\d{_ORDINAL}\b(?! (?:of|floor|day|anniversary)\b)", _CLOCK),
        (r"(?:[a-z]|,) (?P<more>%)", r"(?!0\d)\d{1,3}(?:[.,]\d+)?(?=[\s.,;)])(?! ?[%\d])", _SIGN),
        (r"(?P<more>№ ?)", r"\d+", _SIGN),
        (r"[^\d]", r"\d+(?:[.,]\d+)? ?[年月日万亿億萬円元時时分号](?![一-鿿])", _SIGN),
        (r"[\s(€$£]", r"\d+(?:[.,]\d+)? ?(?:mlrd|Mrd|Mio|mld)\b", _SIGN),
    )
)
_ANY_FIGURE = patterns.compile("|".join(f"(?:{figure.pattern})" for _, figure, _ in _FIGURES))
_FIGURE_START = patterns.compile(r"\d[\d.,:/]*")
_PARAMETER = (r"%\d\D",)  # of a command: “%1 is the first argument, and %2 the second”
_COMMA, _DAY_FIRST_DATE = patterns.compile(r"\d{1,3},\d{1,2} ?[^\d\s]"), patterns.compile(r"\(\d\d?/\d")
_SIGNS = "[年月日万亿億萬円元時时分号]"


def _letters_of(months: list[str]) -> str:
    """A character class for each position in these words, with the letters that occur there."""
    return "".join("[" + "".join(sorted(set(letters))) + "]" for letters in zip(*months, strict=False))


_MONTH_START = _letters_of([month[:3] for month in _FOREIGN_MONTHS.split("|")])
_MONTH_END = _letters_of([month[-3:] for month in _FOREIGN_MONTHS.split("|")])
# The context of at least one digit in each of the figures above, and in few other numbers.
_HINTS = (
    *(r"\d/\d", r"\d\.\d\.", r"\d\.\d\d[.\d]", r"\d\. \d", r"\d\. [JFMASOND][aepuco]", r"\d,\d\D", r"\d,\d\d\D"),
    *(rf"\d {_MONTH_START}", rf"\d\. {_MONTH_START}", rf"(?<={_MONTH_END} )[12]\d\d\d", r"(?<= de )[12]\d\d\d"),
    *(r"\d de ", r"\d\d\d\d year", r"\d o[’']c", r"\dh[0-5]", r"\d [WU][Ih]", r"(?<=[Oo]n the )\d", r"(?<=%)\d"),
    *("(?<=№)\\d", "(?<=№ )\\d", rf"\d{_SIGNS}", rf"\d {_SIGNS}", r"\d[mM][lri]", r"\d [mM][lri]"),
    *(r"\d [bt][ir][li]", r"(?<=day \()\d", r"\d, 1[34]\d\d", r"(?<=[a-z], )1[34]\d\d", r"(?<=[a-z] )1[34]\d\d"),
    *(r"(?<=[a-z] )25[5-9]\d", r"(?<=\d, )25[5-9]\d", r"(?<=Rp\. )\d", r"(?<=Rp\.)\d", r"\d thous", r"\d hrs"),
)
# What is ambiguous by itself, and decided by another figure of the text: “1.240 households”, “Monday (11/9)”.
_POINT = patterns.PrefilteredPattern(
    r"(?<![\d.,$€£/:-])[1-9]\d{0,2}(?:\.\d{3})+(?= [a-z]{4,}(?:s|people|children|men|women)\b)", r"\d\.\d\d\d [a-z]"
)
_DAY_MONTH = patterns.PrefilteredPattern(r"\((?:(?<=day \()|(?<=day, \())[01]?\d/[01]?\d\)", r"\(\d/\d", r"\(\d\d/\d")
_CONTEXT = 24  # characters before a figure that `before` is matched against

_MARKS = patterns.PrefilteredPattern(
    r"[„，。、：；？！（【《「『«»](?:(?<=„)(?=\w)|(?<=[A-Za-z\d)][，。、：；？！])|(?<=[（【《「『])(?=[A-Za-z])"
    r"|(?<=«)(?! ?(?:Prev|Next|Back|Older|Newer|First))(?= ?\w[^«»\n]{1,300}»)"
    r"|(?<=[\s(]»)(?=\w[^«»\n]{1,300}[\w.,!?]«))",
    "[„，。、：；？！（【《「『«»]",
)


def _figures(doc: SegmentedText) -> Iterator[int]:
    """The starts of the figures that match one of the hints."""
    text, done = doc.text, 0
    for start in doc.places(_HINTS):
        if start >= done:
            while start > done and (text[start - 1] in ".,:/" or text[start - 1].isdecimal()):
                start -= 1
            figure = _FIGURE_START.search(text, start)
            if figure:
                done = figure.end()
                yield figure.start()


def _decided(doc: SegmentedText, certain: Sequence[Flag]) -> Iterator[Flag]:
    """Ambiguous figures, read as the certain ones of the same text tell."""
    text = doc.text
    found = [text[flag.start : flag.end] for flag in certain]
    if any(_COMMA.match(figure) for figure in found):
        for match in _POINT.finditer(doc):
            yield RULE.flag(*match.span(), _FIGURE.format(match[0]))
    if any(_DAY_FIRST_DATE.match(figure) for figure in found):
        for match in _DAY_MONTH.finditer(doc):
            yield RULE.flag(*match.span(), _DATE.format(match[0]))


NEEDS = Needs(_HINTS, _MARKS)


def find(doc: SegmentedText) -> Iterator[Flag]:
    certain = list(_certain(doc))
    spans = {(flag.start, flag.end) for flag in certain}
    yield from certain
    if certain:
        yield from (flag for flag in _decided(doc, certain) if (flag.start, flag.end) not in spans)


def _certain(doc: SegmentedText) -> Iterator[Flag]:
    text, last = doc.text, 0
    parameters = len(doc.places(_PARAMETER)) > 1
    for at in _figures(doc):
        if at < last or not _ANY_FIGURE.match(text, at):
            continue
        for before, figure, message in _FIGURES:
            match = figure.match(text, at)
            if match and (left := before.search(" " + text[max(0, at - _CONTEXT) : at])):
                if parameters and message is _SIGN and text[at - 1] == "%" and match.end() == at + 1:
                    break
                last = match.end()
                start = at - len(left.groupdict().get("more") or "")
                yield RULE.flag(start, match.end(), message.format(text[start : match.end()]))
                break
    for match in _MARKS.finditer(doc):
        yield RULE.flag(*match.span(), _SIGN.format(match[0]))
