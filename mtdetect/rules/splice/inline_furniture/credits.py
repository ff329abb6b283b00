"""Photo credits, embedded posts, players and other interface text inside prose, recognised by their form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from mtdetect.rules.needs import Needs
from mtdetect.rules.splice.inline_furniture.page_units import AGENCY, DATE, PERSON
from mtdetect.text import patterns
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Span

BEFORE, AFTER = 90, 120
"""A form may extend this many characters before and after its hint."""

_NETWORK = "(?:Facebook|Twitter|WhatsApp|LinkedIn|Email|Pinterest|Reddit|Telegram|Instagram|YouTube)"


class _Form(NamedTuple):
    """A pattern and its prefilter (see `patterns.PrefilteredPattern`): every match contains a hint or follows one."""

    expression: str
    hints: tuple[str, ...]


# Each form begins with a capital letter, a sign, or a word in _OPENS.
_FORMS = (
    _Form(  # Photo: Jane Roe/Reuters
        "[(\\[]?(?:Photo|Image|Picture|Photograph|Illustration|Video|Screenshot|Graphic|Foto|Footage|Credit|Source)s?"
        rf"(?: credit)?(?: ?:| by| via| courtesy(?: of)?) {PERSON}(?: ?/ ?{AGENCY}(?: Images)?)?[)\]]?",
        (
            *("Photo", "Image", "Picture", "Illustra", "Video", "Screensh", "Graphic", "Foto", "Footage", "Credit"),
            "Source",
        ),
    ),
    _Form(  # Image via Reuters
        r"[(\[]?(?:Photo|Image|Pic|Picture|Photograph|Credit)s?(?: credit)?(?: ?:| by| via| courtesy(?: of)?)"
        rf" {AGENCY}\b[)\]]?",
        ("Photo", "Image", "Pic[ :s]", "Picture", "Credit"),
    ),
    _Form(rf"(?:©|\(c\)|Copyright) ?(?:\d{{4}} )?{AGENCY}\b(?: \d{{4}})?", ("©", r"\(c\)", "Copyright")),
    _Form(rf"(?<=[a-z] )\| {AGENCY}(?![\w-])", (r"\| [A-Zd]",)),
    _Form(rf"in (?:a|this) file (?:photo|picture|image)\b(?:\. \({AGENCY}\))?", ("file photo", "file pic", "file im")),
    _Form(r"(?:RT|Tweet by|Tweet from) @\w{2,30}:?", ("RT @", "Tweet [bf]")),
    _Form(r"Comments \(\d{1,5}\)", (r"Comments \(",)),
    _Form(
        rf"(?:(?:[(\[]?(?:Photo [Cc]|C))ourtesy (?:of )?|[(\[]?© ?(?:\d{{4}} )?){PERSON}[)\]]?",
        ("ourtesy", "©"),
    ),
    _Form(  # Jane Roe/AFP
        rf"[(\[]?{PERSON} ?(?:/ ?|via ){AGENCY}(?:\b|(?=[A-Z][a-z]))(?: Images)?[)\]]?",
        ("/ [A-Z]", "/[A-Z]", "via [A-Z]"),
    ),
    _Form(rf"[(\[]?{AGENCY}(?: Photo)? ?/ ?{PERSON}[)\]]?", ("/ [A-Z]", "/[A-Z]")),
    _Form(
        r"(?:View this post on Instagram )?A (?:post|photo|video) shared by [^\n]{1,60}?\(@\w{1,30}\)"
        r"(?: on [^\n]{4,40}? P[SD]T)?",
        (" shared by",),
    ),
    _Form(r"View this post on Instagram\b", ("View this",)),
    _Form(rf"Posted by {PERSON}(?: on [A-Z][a-z]{{2,8}} \d{{1,2}}, \d{{4}})?", ("Posted by",)),
    _Form(r"(?:Image|Photo|Slide|Picture) \d{1,3} of \d{1,3}\b", ("Image", "Photo", "Slide", "Picture")),
    _Form(
        r"[(\[](?:VIDEO|Video|PHOTOS?|Photos?|WATCH|Watch|LISTEN|Listen|AUDIO|Audio|PICTURES?|Pictures?)[)\]]",
        (r"\([VPWLA]", r"\[[VPWLA]"),
    ),
    _Form(
        r"This (?:article|story|content) is (?:for|available to|exclusive to) (?:\w{2,12} )?subscribers(?: only)?\b",
        ("This article", "This story", "This content"),
    ),
    _Form(
        r"(?<=\S )(?:File|FILE) (?:image|photo|picture|footage|IMAGE|PHOTO) of\b|pictured in a file photo\b",
        ("File [a-zIP]", "file photo"),
    ),
    _Form(r"Alamy Stock Photo\b|Opens in a new (?:tab|window)\b", ("Alamy", "[Oo]pens i")),
    _Form(
        rf"(?:Image|Photo|Picture) (?:source|copyright|caption),? (?:{AGENCY}\b|[Ss]upplied\b|{PERSON})",
        ("Image", "Photo", "Picture"),
    ),
    _Form(  # Last updated on 3 March 2020 at 10:20 GMT
        rf"(?:(?:First |Last )?(?:[Pp]ublished|[Uu]pdated|[Mm]odified|[Pp]osted)(?: on| at)?:? ){DATE}"
        r"(?:,? (?:at )?\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?| ?[AP]M)?(?: [A-Z]{2,4}\b)?)?(?=\s*(?:\n|\Z)| +[A-Z“\"])",
        (r"ublished [A-Z\d:o]", r"pdated[: ][A-Z\d o]", r"osted[: ][A-Z\do]", r"odified[: ][A-Z\d o]"),
    ),
    _Form(
        rf"{_NETWORK}(?: {_NETWORK})+(?![\w’'-])",
        ("Facebook [TWLEPRTIY]", "Twitter [FWLEPRTIY]", "Email [FT]", "WhatsApp [FTLE]"),
    ),
    _Form(rf"\[(?:{AGENCY}|ANI|EFE|PTI|IANS|Supplied|Handout)\]", (r"\[[A-Z]",)),
    _Form(
        r"[(\[][Ww]ith (?:additional )?(?:inputs|reporting|files) (?:from|by) [A-Z][^()\[\]\n]{1,60}[)\]]",
        (r"[(\[][Ww]ith [airf]",),
    ),
    _Form(
        r"[(\[](?:[Ff]ile|FILE) (?:photo|PHOTO|picture|image|pic)[)\]]|FILE ?[-–—] (?=[A-Z])",
        (r"[(\[]file ", "File [a-zIP]", "FILE[- –—]"),
    ),
    _Form(
        rf"In this {DATE},? file photo|\[(?:via|h/t) [A-Z][^()\[\]\n]{{1,40}}\]",
        ("file photo", "via [A-Z]", "h/t [A-Z]"),
    ),
    _Form(rf"{AGENCY} via {AGENCY}(?![\w’'-])", ("via [A-Z]",)),
    _Form(r"\([Oo]pens in (?:a )?new (?:tab|window)\)", ("[Oo]pens i",)),
    _Form(
        r"\([Vv]ia (?:Twitter|Instagram|Facebook|YouTube|TikTok|Reddit|Telegram|Weibo|X)\)",
        (r"\([VPWLA]", "via [A-Z]"),
    ),
    _Form(r"This content is provided by \w{2,20}, which [^.!?\n]{0,60}cookies\b", ("This content",)),
    _Form(r"[#@](?<!\S.)[A-Za-z]\w{2,30}(?: [#@][A-Za-z]\w{2,30}){1,8}(?!\S)", (r"(?<=\s)[#@][A-Za-z]\w",)),
    _Form(rf"(?<=[a-z] )By {PERSON}(?= [a-z])", ("[a-z] By [A-Z]",)),
    _Form(
        rf"[–—-] (?:{AGENCY}|ANI|EFE|PTI|IANS) (?:pic|photo|picture)\b",
        ("[A-Z] pic[ \n]", "[A-Z] photo", "[A-Z] picture"),
    ),
)
_STOP = r"[.!?”\"](?: |(?<=[a-z].))"
# Authors, places to watch it, likes: between two sentences, or after the last one.
_AFTER_STOP = (
    _Form(r"[(\[](?:Additional r|R)eporting (?:and \w+ )?by:? [A-Z][^()\[\]\n]{2,200}[)\]]", ("[Rr]eporting by",)),
    _Form(
        "[(\\[]?(?:(?:Additional )?[Rr]eporting|Writing|Editing|Edited|Written|Compiled|Translated)"
        rf" by:? {PERSON}(?:[;,] (?:additional reporting|writing|editing) by {PERSON})?[)\]]?",
        (r"[EW][dr]it[eti]", "ranslated by", "ompiled by", "[Rr]eporting by"),
    ),
    _Form(rf"By {PERSON}", ("By [A-Z]",)),
    _Form(rf"\((?:{AGENCY}|ANI|EFE|PTI|IANS|UPI|VOA)\)", (r"[.!?”\"] \([A-Z]", r"[.!?”\"]\([A-Z]")),
    _Form(r"(?:Watch|Listen|View) on (?:YouTube|Instagram|X)", ("[hnw] on [YIX]",)),
    _Form(r"(?:toggle|hide) caption\b:?", ("[te] caption",)),
    _Form(r"\d[\d.,]{0,8}[KkMm]? (?:likes|retweets|views|comments)(?: @\w{2,30})?", (r"[\dKM] [lrvc][ieo][ktem]",)),
    _Form(
        r"(?:(?:Find out|Read|Learn) more (?:about|on)|More (?:on|about)) [^.!?\n]{2,60}? here",
        ("more about", "ore on [A-Z]"),
    ),
)
_FORM = patterns.compile("|".join(form.expression for form in _FORMS))
_FORM_AFTER_STOP = patterns.compile(
    rf"{_STOP}({'|'.join(form.expression for form in _AFTER_STOP)})(?=\s*(?:\n|\Z)| ?[A-Z“\"‘])"
)
_HINTS = tuple(dict.fromkeys(chain.from_iterable(form.hints for form in (*_FORMS, *_AFTER_STOP))))
_HINT = patterns.PrefilteredPattern("|".join(_HINTS), *_HINTS)
# How forms begin. Trying the whole pattern at every character would be slow.
_OPENS = patterns.compile(
    r"[A-Z(\[©|–—cimpu#@-](?:(?<![cimpu])|(?<=i)n (?:a|this) |(?<=c)ourtesy|(?<=p)(?:ublished|osted|ictured)"
    r"|(?<=u)pdated|(?<=m)odified)"
)

_IN_BRACKETS = patterns.compile(
    r"\((?:AP Photo|AFP|EPA|Reuters|REUTERS|Getty|AAP)/[^()\n]{2,60}\)|\((?:Getty Images|AP Photo)\)"
)
# “The AR/AP reviews” has no name in it, and “NEW YORK (Dow Jones/AP) --” is a dateline.
_NOT_A_CREDIT = patterns.compile(r"[(\[]?(?:The|A|An|Our|All|This|New) [A-Z]{2,4} ?/")
_DATELINE = patterns.compile(r" ?(?:--|[–—-]) ")

_POST = patterns.PrefilteredPattern(
    r"pic\.twitter\.com/\w{1,20}|https?://t\.co/\w{1,20}", *(r"pic\.twitter", r"http://t\.co/", r"https://t\.co/")
)
_HANDLE = patterns.compile(r"\(@\w{1,20}\),? (?:[A-Z][a-z]{2,8} \d{1,2}|\d{1,2} [A-Z][a-z]{2,8}),? \d{4}")
_AUTHOR = patterns.compile(r"(?:(?<!\S)|(?<=[.!?”])(?=—))(?:[—–]|--?) ?[^\n—–()]{1,60}\Z")
_AUTHOR_LINE = patterns.compile(r"[—–-] ?[^\n—–()]{1,60}\(@\w{1,20}\)")
# A player's position, a user name with the age of the post, a quoted or linked line.
_SIGNS = patterns.PrefilteredPattern(
    r"[\d@»>](?:(?<!\S.)(?:(?<=\d)\d?:\d\d ?/ ?\d{1,2}:\d\d(?!\d)|(?<=@)\w{2,30} · \d{1,2}[hmd](?!\S)"
    r"|(?:(?<=»)|(?<=>)>(?:>(?= [A-Z][a-z’]+ [A-Za-z]))?) ?(?=[A-Z])[^.!?\n]{3,120})|(?<=[a-z.] >)> (?=[a-z]))",
    *(r"(?<=\s)\d:\d\d", r"(?<=\s)\d\d:\d\d", r"(?<=\s)@\w", r"(?<=\s)»", r"(?<=\s)>>"),
    flags=re.DOTALL,
)
# A quoted line in a reply to an e-mail; it begins in mid-sentence.
_REPLY = patterns.compile(r"^[ \t]{0,4}\w{0,3}>[> ]{0,9}[a-z]", re.MULTILINE)
MIN_REPLIES = 2
"""A text with this many quoted lines is a reply, and ">" in it marks a quotation, not a link."""
_VIDEO = patterns.PrefilteredPattern(
    r"(?<!\S)(?:https?://|www\.)?youtu(?:\.be/|be\.com/watch\?v=)[\w-]{6,16}(?!\S)",
    *("youtu", "https://youtu", "http://youtu", r"www\.youtu"),
)


def form_at(text: str, span: Span) -> re.Match[str] | None:
    """The credit, post or player at the start of a span."""
    return _FORM.match(text, *span)


def is_post(text: str, span: Span) -> bool:
    """Whether a span begins with the remains of an embedded post."""
    return bool(_POST.pattern.match(text, *span) or _AUTHOR_LINE.match(text, *span))


def credits_in_brackets(doc: SegmentedText) -> Iterator[Span]:
    """Photo credits in parentheses."""
    yield from (Span(*match.span()) for match in patterns.matches(_IN_BRACKETS, doc.text, doc.places((r"\(",))))


def posts(doc: SegmentedText) -> Iterator[Span]:
    """Remains of embedded posts: the address of a picture, an author with a date."""
    text = doc.text
    yield from (Span(*match.span()) for match in _POST.finditer(doc))
    for at in doc.places((r"\(@",)):
        handle, author = _HANDLE.match(text, at), _AUTHOR.search(text, max(0, at - 64), at)
        if handle and author:
            yield Span(author.start(), handle.end())


def _windows(doc: SegmentedText) -> list[Span]:
    """Where forms may be: around hints, but not before the line that the hint is in."""
    text, windows = doc.text, list[Span]()
    for hint in _HINT.finditer(doc):
        earliest = max(0, hint.start() - BEFORE)
        start = max(earliest, text.rfind("\n", earliest, hint.start()) + 1)
        end = min(len(text), hint.end() + AFTER)
        if windows and start <= windows[-1].end:
            windows[-1] = Span(windows[-1].start, end)
        else:
            windows.append(Span(start, end))
    return windows


def forms(doc: SegmentedText) -> Iterator[Span]:
    """Credits, posts and players, recognised by their form."""
    text = doc.text
    for window in _windows(doc):
        yield from (Span(*match.span(1)) for match in _FORM_AFTER_STOP.finditer(text, *window))
        places = [match.start() for match in _OPENS.finditer(text, *window)]
        for match in patterns.matches(_FORM, text, places, end=window.end):
            start, end = match.span()
            if (start and text[start - 1].isalnum()) or _NOT_A_CREDIT.match(match[0]):
                continue
            if match[0][0] == "c" and text.endswith(" the ", 0, start):  # “had the courtesy of Edward to complain”
                continue
            if _DATELINE.match(text, end) and "\n" in "\n"[start > 40 :] + text[max(0, start - 40) : start]:
                continue
            yield Span(start, end)


def signs(doc: SegmentedText) -> Iterator[Span]:
    """Players, posts and links with a telltale sign: “0:15 / 2:30”, a post's age, “» More”, a video's address."""
    text, done = doc.text, 0
    replies: bool | None = None
    found = [*_SIGNS.finditer(doc), *_VIDEO.finditer(doc)]
    for match in sorted(found, key=lambda match: match.start()):
        if match.start() < done:
            continue
        done = match.end()
        opening = "<<" if match[0][0] == ">" else "«"  # the other half of a pair: “<< File: … >>”, »…«
        if match[0][0] not in ">»" or opening not in text[max(0, match.start() - 200) : match.end() + 100]:
            if match[0][0] == ">" and replies is None:
                replies = patterns.at_least(_REPLY.finditer(text), MIN_REPLIES)
            if match[0][0] != ">" or not replies:
                yield Span(*match.span())


NEEDS = Needs(_HINT, _SIGNS, _VIDEO, _POST, (r"\(",))
