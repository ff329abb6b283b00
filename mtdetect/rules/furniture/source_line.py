"""A credit: the line that names the source or the copyright holder.

What it does
    Flags credit lines: "[Source: Al Jazeera]", "[(Reporting by Hyonhee Shin; Editing by Susan Fenton)]",
    "[Photo: AP]", "[© 2023 Reuters. All rights reserved.]", "[With inputs from PTI]". Also flags a photographer's or
    agency's credit in brackets at the end of a caption: "Kim at the parade [(KCNA via Reuters)]", and the footers of
    feeds, blogs, print-outs and embedded posts: "[The post Tides appeared first on The Coast.]", "[Filed under: News]",
    "[A post shared by Harbour Line (@harbourline)]".

Why it is damage
    A credit is information about the article, not prose. It is also often the only difference between two copies of
    an article, which then go unnoticed as duplicates.

Example
    >>> text = "The leaders met on Tuesday.\\n\\nSource: Al Jazeera"
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['Source: Al Jazeera']

What it leaves alone
    Sentences about sources, photographs or copyright, datelines ("SEOUL (Reuters) –"), references in brackets inside a
    sentence, records ("Domain: Web", "Graphics: PIL"), copyright lines of a licence, and an agency's name above the
    text, which is a byline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from mtdetect.rules.needs import Needs
from mtdetect.text import patterns, wordlists
from mtdetect.text.segmentation import non_overlapping
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Flag, Rule

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

RULE = Rule(
    "MTD405",
    "source-line",
    "furniture",
    "A credit: the line that names the source or the copyright holder.",
    rank=40,
)

MAX_LENGTH = 400
"""Long enough for a legal notice of three sentences."""

_PIECES = ("story", "article", "post", "report", "piece", "column", "feature", "essay", "content", "interview")
_MEDIA = (
    r"(?:(?:[Ff]ile|[Ff]eatured?|[Cc]over|[Mm]ain|[Ll]ead|[Hh]eader|[Tt]humbnail|[Tt]op|[Ss]ubmitted|FILE|SUBMITTED) )?"
)
_MEDIA += (
    r"(?:[Pp]hoto(?:graph)?s?|PHOTOS?|[Ii]mages?|IMAGES?|[Pp]ictures?|PICTURES?|[Pp]ics?|[Ii]llustrations?"
    r"|[Gg]raphics?|[Vv]ideo|VIDEO|[Pp]hotography)"
)
_SIGN = r"(?:©|\([Cc]\)|\&copy;)"  # “(c) Our future needs of it” is an item of a list
_OWNED = (
    r"(?:\b(?:19|20)\d\d|[Rr]ights\ [Rr]eserved|\.com"
    r"|\b(?:Inc|Ltd|LLC|GmbH|Limited|Corporation|Network|Press|Reuters|AFP)\b)"
)
"""What a line of copyright without a sign or a year at its start has: “Copyright Change” is a heading."""
_START = patterns.compile(
    rf"""[\[(*–—-]{{0,2}}\s?(?:
    (?:Source|SOURCE|Sources|SOURCES|News\ source|Data\ source|Via|VIA|HT|H/T)\s?:\s?\S.{{0,150}}\Z
    | (?:Additional\ |Extra\ |Further\ |Other\ )?(?:[Rr]eporting|[Ww]riting)\ (?:and\ (?:[Ww]riting
            |[Ee]diting)\ )?by:?\ [A-Z].{{0,300}}\Z
    | (?:[Ee]diting|[Ee]dited|[Cc]ompiled|[Tt]ranslated
            |[Pp]roduced)\ (?:and\ \w{{3,12}}\ )?[Bb]y:?\ [A-Z][^.!?]{{1,150}}[.)\]]{{0,2}}\Z
    | {_MEDIA}\ ?(?:[Cc]redits?|CREDITS?|[Ss]ource|[Cc]ourtesy(?:\ of)?|[Pp]rovided\ by|[Bb]y
            |BY)\s?:?\ {{0,2}}[A-Z@©/][^.!?]{{1,120}}(?:Inc|Jr|St)?[.)\]]{{0,2}}\Z
    | {_MEDIA}\s?[:|/]\s?(?:©\s?)?[A-Z@][^.!?]{{1,80}}[.)\]]{{0,2}}\Z
    | (?:[Cc]redits?|CREDITS?|[Cc]ourtesy(?:\ of)?)\s?:\s?\S[^.!?]{{1,100}}[.)\]]{{0,2}}\Z
    | [Cc]ourtesy\ (?:of\ )?[A-Z][^.!?]{{1,60}}\Z
    | (?:©|\&copy;)\s?(?:by\ )?[A-Z].{{0,380}}\Z
    | {_SIGN}\s?(?:by\ )?(?:19|20)\d\d.{{0,380}}\Z
    | (?:[Cc]opyright|COPYRIGHT)\s?(?:{_SIGN}|by\b)\s?(?:by\ )?(?:(?:19|20)\d\d|[A-Z]).{{0,380}}\Z
    | (?:[Cc]opyright|COPYRIGHT)\s?(?:19|20)\d\d.{{0,380}}\Z
    | (?:[Cc]opyright|COPYRIGHT)\ (?=[A-Z])[^.\n]{{0,80}}?{_OWNED}.{{0,300}}\Z
    | (?:19|20)\d\d\s?©.{{0,150}}\Z
    | (?:AP|REUTERS|Reuters|AFP|EPA)(?:\ [Pp]hoto|\ PHOTO)?\s?/\s?[A-Z][^.!?]{{1,60}}\Z
    | (?:With\ )?(?:(?:additional|further)\ )?(?:[Ii]nputs|[Ff]iles|[Rr]eporting
            |[Aa]gency\ inputs)\ from:?\ [A-Z].{{0,120}}\Z | With\ agency\ inputs.?\Z
    | (?:This|The)\ (?:{"|".join(_PIECES)})\ (?:was|is|has\ been
            |had\ been)?\ ?(?:also\ )?(?:first|originally|re-?published|
        produced|provided|published|adapted|supplied|syndicated)\ ?.{{1,250}}\Z
    | (?:Image|Media|Photo)\ (?:source|caption|credit),\ \S.{{1,150}}\Z
    | (?:Originally|First)\ (?:published|appeared)\ (?:as|by|in|on|at)\ .{{1,200}}\Z
    | Republished\ (?:from|with)\ .{{1,200}}\Z
    )""",
    re.VERBOSE,
)
_PUBLISHED = patterns.compile(
    r"originally|first (?:published|appeared)|republished|produced (?:by|in|for|as)|provided by|syndicated"
    r"|adapted from|supplied by|published (?:by|under|with)"
)
# Item (c) of a list: “(c) You must retain …”.
_LETTERED = patterns.compile(
    r"\(c\) (?:You|The|An?|Any|All|Each|If|This|That|These|To|In|On|For|It|No|Every|Where|When|Such)\b"
)
MAX_BEFORE, MAX_LETTERS = 3, 13
"""Most characters before a line's first word, and most letters of that word that are compared."""
_FIRST = patterns.compile(rf"[\[(*–—-]{{0,2}}\s?(©|(?:19|20)\d\d|[A-Za-z/]{{1,{MAX_LETTERS}}})")
_FIRST_WORDS = frozenset(
    "source sources news data via ht h/t additional extra further other reporting writing editing edited "  # noqa: SIM905
    "compiled translated produced file feature featured cover main lead header thumbnail top submitted "
    "photo photos photograph photographs image images picture pictures pic pics illustration "
    "illustrations graphic graphics video photography credit credits courtesy © c copyright ap reuters "
    "afp epa ap/ reuters/ with inputs files agency media this the originally first republished".split()
)
_LABELLED = patterns.compile(r"([A-Z][a-z]+)(?: [a-z]+)?: \S")
_ANYWHERE = patterns.compile(
    r"\b(?:All [Rr]ights [Rr]eserved|ALL RIGHTS RESERVED|contributed to this (?:report|story|article|piece|post)\b"
    r"|may not be (?:published|reproduced|"
    r"reprinted|copied)|[Nn]o part of this (?:publication|material|site)|not be (?:published|reproduced), broadcast"
    r"|Registered in England)"
)
_CREDIT = patterns.compile(
    r"[(\[][^()\[\]\n]{0,90}(?:Getty|AP Photo|Shutterstock|iStock|Alamy|/ ?AFP|AFP/|REUTERS/|Reuters/|via AP"
    r"|via Reuters|/ ?AP|EPA-EFE|[Ii]mage credit|[Pp]hoto by"
    r"|[Pp]hoto credit|[Cc]redit:|Photo:|Image:|Picture:)[^()\[\]\n]{0,90}[)\]]\Z"
)
_REPORTING = patterns.compile(r"\((?:Additional )?[Rr]eporting by [^()\n]{3,300}\)?\.?\Z")
_AGENCY_LINE = patterns.compile(r"(?:[Ss]ources?|SOURCE|via|Via|[–—-]{1,2})?\s?[:–—-]?\s?(?P<names>[^:]{2,60})")

# What feeds, blogs and print-outs add below a text, or at the end of its last paragraph.
_PAGE = r"(?:https?://|www\.|[\w.-]{1,60}\.(?:com|org|net|edu|gov|co\.uk)\b)"
_TOPIC = r"[A-Z][\w&'’-]*"
_JOIN = r"(?:,\ |\ &\ |\ and\ |\ \|\ |\ /\ )"
_FOOTER = patterns.compile(
    rf"""(?:(?:(?<![^\n])|(?<=[.!?…”"\])]\ ))(?:
        The\ post\ [^\n]{{1,250}}\ appeared\ first\ on\ [^\n]{{1,80}}
        | This\ entry\ was\ posted\ (?:in|on|by|under)\ [^\n]{{1,380}}
        | Bookmark\ the\ permalink\.?
        )
    | (?:(?<![^\n])|(?<=\n[ \t]))(?:
        (?:Printed|Downloaded)\ from:?\ {_PAGE}[^\n]{{0,150}}
        | (?:Filed\ [Uu]nder|Posted\ in|Tagged\ (?:[Ww]ith|[Aa]s)):[^\n]{{0,150}}
        | Filed\ [Uu]nder
        | (?:Filed\ [Uu]nder|Posted\ in|Tagged\ (?:[Ww]ith|[Aa]s))\ {_TOPIC}(?:\ {_TOPIC}){{0,4}}
            (?:{_JOIN}{_TOPIC}(?:\ {_TOPIC}){{0,4}}){{1,11}}
        | Posted\ in\ Uncategorized
        | Posted\ in\ [^\n|]{{1,100}}\ \|\ (?:Tagged|Leave|Comments?|[0-9]{{1,4}}|No|Permalink)\ [^\n]{{1,150}}
        )
    )(?<=\S)(?=[ \t\r]*(?:\n|\Z))""",
    re.VERBOSE,
)


@cache
def _footer_words() -> HashedWordSet:
    from mtdetect.text.word_index import HashedWordSet

    pairs = "the post|this entry|bookmark the|printed from|downloaded from|filed under|tagged with|tagged as|posted in"
    return HashedWordSet(pairs.split("|"), "pairs")


def _footer_places(chars: CharIndex) -> Places:
    """Where a footer of a feed or print-out may begin."""
    return chars.words.at(_footer_words().has(chars.words.pairs))


def _is_agencies(line: str, agencies: frozenset[str]) -> bool:
    """Whether a line consists of agency names, with or without "Source": "Source Agencies", "AP/Reuters"."""
    match = _AGENCY_LINE.fullmatch(line.strip("[](). "))
    if not match:
        return False
    return all(name.strip() in agencies for name in re.split(r"[,/|&]| and ", match["names"]))


_EMBEDDED = patterns.compile(
    r"(?:View this post on (?:Instagram|Threads|X) ?)?"
    r"(?:(?:A|Shared) (?:post|photo|video|reel) shared by [^\n]{1,60}\(@[\w.]{1,30}\)[^\n]{0,50})?"
    r"|[–—-] ?[^\n]{1,60} \(@\w{1,15}\) [A-Z][a-z]{2,8} \d{1,2}, 20\d\d"
)
"""The line below an embedded post: who shared it."""

_LICENCE = patterns.compile(
    r"[Pp]ermission (?:is hereby granted|to use, copy)|[Rr]edistributions of source code|Everyone is permitted to copy"
    r"|(?:above|following) copyright notice"
)
"""What a licence has, or the notice of one."""


def _is_licence(doc: SegmentedText) -> bool:
    """Whether a copyright line is part of a licence."""
    return _LICENCE.search(doc.text) is not None


def _is_record(doc: SegmentedText, index: int) -> bool:
    """Whether a line with a label is among others with labels that no credit has: “Domain: Web”, “Graphics: PIL”."""
    beside = [doc.lines[i] for i in (index - 1, index + 1) if 0 <= i < len(doc.lines)]
    labels = [_LABELLED.match(doc.text, *line) for line in (doc.lines[index], *beside)]
    return len(labels) > 1 and all(labels) and all(m[1].casefold() not in _FIRST_WORDS for m in labels[1:] if m)


def _is_byline(doc: SegmentedText, index: int) -> bool:
    """Whether prose follows the line, which makes an agency's name a byline."""
    return any(end - start > 100 for start, end in doc.lines[index + 1 : index + 6])


@cache
def _marker_words() -> tuple[HashedWordSet, HashedWordSet, HashedWordSet]:
    """First words, last words and pairs of words: every credit line has at least one of these."""
    from mtdetect.text.word_index import HashedWordSet, first_words, last_words

    pairs = [
        "rights reserved",
        "contributed to",
        "be published",
        "be reproduced",
        "be reprinted",
        "be copied",
        "part of",
        "registered in",
        "reporting by",
        "shared by",
        "view this",
    ]
    pairs += [f"{word} {piece}" for word in ("this", "the") for piece in _PIECES]
    agencies = last_words(wordlists.load("news_agencies"))
    begin = first_words(_FIRST_WORDS - {"this", "the"})  # after these, the second word tells
    return HashedWordSet(begin), HashedWordSet(agencies), HashedWordSet(pairs, "pairs")


def _candidate_lines(chars: CharIndex) -> Places:
    """Lines that may be credits, or end in one."""
    lines, words = chars.lines, chars.words
    begin, end, pairs = _marker_words()
    maybe = lines.begin_with(begin) | lines.end_with(end) | chars.are(lines.ends - 1, r"[)\]]")
    maybe |= lines.hold(words.at(pairs.has(words.pairs)))
    maybe |= chars.are(lines.starts, "[–—-]") & chars.are(lines.ends - 1, r"\d")
    for ahead in range(MAX_BEFORE + 1):
        maybe |= chars.are(lines.starts + ahead, r"[©\d/]")
    # _FIRST sees only the beginning of a longer word, and takes in a slash after the word.
    first = lines.first[lines.first < len(words)]
    cut = (words.ends[first] - words.starts[first] > MAX_LETTERS) | chars.are(words.ends[first], "/")
    maybe |= lines.hold(words.starts[first[cut]])
    return lines.at(maybe)


NEEDS = Needs(_candidate_lines, _footer_places)


def find(doc: SegmentedText) -> Iterator[Flag]:
    footers = [
        RULE.flag(*match.span(), "This footer of a feed, blog or print-out is not part of the text.")
        for match in patterns.matches(_FOOTER, doc.text, doc.places(_footer_places))
    ]
    yield from non_overlapping(sorted([*_credits(doc), *footers], key=lambda flag: (flag.start, -flag.end)))


def _credits(doc: SegmentedText) -> Iterator[Flag]:
    text, lines = doc.text, doc.lines
    agencies = wordlists.load("news_agencies")
    message = "This line is a credit (source or copyright holder), not part of the text."
    for index in doc.line_numbers(doc.places(_candidate_lines)):
        start, end = lines[index]
        if end - start <= MAX_LENGTH:
            word = _FIRST.match(text, start, end)
            if word and (word[1].casefold() in _FIRST_WORDS or word[1][0].isdigit() or "/" in word[1]):
                match = None if _LETTERED.match(text, start, end) else _START.match(text, start, end)
                published = text[start : start + 2] not in ("Th", "(T", "[T") or _PUBLISHED.search(text, start, end)
                if match and published and not _is_record(doc, index) and not doc.memo(_is_licence):
                    yield RULE.flag(start, end, message)
                    continue
            line = text[start:end]
            if _EMBEDDED.fullmatch(line):
                yield RULE.flag(start, end, "This line is left of an embedded post, not part of the text.")
                continue
            named = end - start <= 60 and _is_agencies(line, agencies)
            if (named and (line.casefold().startswith("source") or (index and not _is_byline(doc, index)))) or (
                ("ights" in line or "RIGHTS" in line or "this" in line or "not be" in line or "England" in line)
                and _ANYWHERE.search(line)
                and not doc.memo(_is_licence)
            ):
                yield RULE.flag(start, end, message)
                continue
        if text[end - 1] in ")].":
            credit = text[end - 1] != "." and end - start <= 500
            match = _CREDIT.search(text, max(start, end - 200), end) if credit else None
            if match is None and text.find("eporting by ", max(start, end - 340), end) >= 0:
                match = _REPORTING.search(text, max(start, end - 320), end)
            if match:
                message_here = f"“{match[0]}” is a credit, not part of the text."
                yield RULE.flag(*match.span(), message_here)
