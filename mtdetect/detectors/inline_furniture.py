"""A link text, caption, credit or button inside a paragraph of prose.

What it does
    Flags page furniture that was run into the text: a labelled link ("[Read more: Markets fall]"), an address
    that no word leads to, a button ("Advertisement", "Share this article"), a call to subscribe, a photo credit with
    prose after it, who wrote or edited a report between two of its sentences ("on Monday. [Edited by: Tom Ridley] The
    court"), what is left of an embedded post ("pic.twitter.com/…", "— Name (@handle) March 3, 2020"), and between two
    sentences what a page says of itself ("3 min read", "Lori Dunne/CNET", "Loaded: 0%", "Cancel anytime."); a dateline
    inside a paragraph ("on Friday. [LONDON (Reuters) -] Shares fell").

Why it is damage
    A scraper that takes the text of every element of a page joins the article to the links, captions and buttons that
    were set between its lines. The writer put none of them there.

Example
    >>> text = "The minister [Read more: Markets fall] said on Tuesday that the talks with the banks would go on."
    >>> [text[flag.start : flag.end] for flag in find(Analysis(text))]
    ['[Read more: Markets fall]']

What it leaves alone
    Paragraphs that are nothing but furniture (the rules of page furniture name those), but for a labelled link or a
    credit between two paragraphs of prose; words that the author
    means ("click here to open the menu", "the Share this article button"), editors' brackets in quotations, references
    ("(see also Smith 2010)"), datelines ("SEOUL (Reuters) –"), a caption in a paragraph of its own or with its own
    credit at the end, and signs that come in pairs ("<< File: notes.doc >>", »…«).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from mtdetect import patterns, wordlists
from mtdetect.analysis import Analysis
from mtdetect.page_units import AGENCY as _AGENCY
from mtdetect.page_units import DATE as _DATE
from mtdetect.page_units import PERSON as _PERSON
from mtdetect.page_units import datelines, units
from mtdetect.patterns import any_of
from mtdetect.segment import index_at
from mtdetect.types import Flag, Rule, Span

if TYPE_CHECKING:
    from mtdetect.letters import Letters
    from mtdetect.words import Places, Vocabulary

RULE = Rule("MTD202", "inline-furniture", "splice", "A link text, caption or button stands inside prose.")

MIN_PROSE = 8
"""Words that a paragraph must hold beside the furniture to be prose."""

MIN_PROSE_LINE = 60
"""Characters that a line must hold to be prose on either side of a line of furniture."""

LONG = 50
"""Words that only a paragraph of prose has: captions are shorter."""

MIN_AFTER = 3
"""Words of prose that must follow a credit: a caption ends in one."""

_LABELS, _BUTTONS = wordlists.load("furniture_labels"), wordlists.load("furniture_buttons")
# Controls that no sentence opens with and then goes on without a mark; those of one word only where none is a noun.
_CONTROLS = frozenset(
    term
    for term in wordlists.load("page_controls")
    if (
        " " in term
        and term.replace(" ", "").isalpha()
        and not re.search(r" (?:on|to|for|from|us|this|in|via|x)\Z", term)
    )
    or term in ("unmute", "fullscreen", "sponsored", "advertisement", "loading")
)
_CREDITS = r"Getty Images|AP Photo(?:/[A-Z][\w.’'-]{1,20}(?: [A-Z][\w.’'-]{1,20})?)?|FILE PHOTO:?|File photo:?"


_PHRASES = frozenset(term for term in _LABELS if " " in term)
_CAPTIONS = frozenset(term for term in _LABELS if re.match("image|photo|picture|credit|media", term))

_BRACKETED = patterns.compile(
    rf"\[(?:{any_of(_LABELS)} ?[:|]|(?:{any_of(_PHRASES | _BUTTONS)}|getty images|sign up)\b)[^\[\]\n]{{0,160}}\]"
    rf"|\((?:{any_of(_BUTTONS)}(?=\))|{any_of(_PHRASES | _CAPTIONS)} ?:)[^()\n]{{0,160}}\)",
    re.IGNORECASE,
)
_CAPTION = patterns.compile(
    rf"[\[(]?(?:{any_of(_CAPTIONS)}\b|ap photo|reuters|getty|a[fa]p|epa|file photo)", re.IGNORECASE
)
_CREDIT = patterns.compile(
    r"\((?:AP Photo|AFP|EPA|Reuters|REUTERS|Getty|AAP)/[^()\n]{2,60}\)|\((?:Getty Images|AP Photo)\)"
)
# A button may be glued to the sentence after it.
_BUTTON = patterns.compile(
    rf"{any_of(_BUTTONS)}(?:(?![^\s.])|(?=(?-i:[A-Z][a-z]|[“\"])))|(?-i:{_CREDITS})(?![^\s.])", re.IGNORECASE
)
_LABEL = patterns.compile(
    rf"{any_of(_LABELS | _CONTROLS)} ?[:|](?= ?(?-i:[A-Z“‘\"'])) ?[^.!?\n]{{0,160}}", re.IGNORECASE
)
# Where the sentence after a headline begins that lost its end: “that need repair now The council approved”.
_NEXT_SENTENCE = patterns.compile(
    r"(?<![\w’'-])[a-z][\w’'-]*"
    rf"(?= (?:{patterns.SENTENCE_OPENERS}) [a-z])"
)
_ANY_LABEL = patterns.compile(rf"{any_of(_LABELS | _CONTROLS)} ?[:|]", re.IGNORECASE)
_LABEL_ALONE = patterns.compile(rf"{any_of(_PHRASES | _CONTROLS)} ?[:|]", re.IGNORECASE)
_CUT_IN = patterns.compile(
    rf"(?:{any_of(_PHRASES | _CONTROLS)}|(?-i:{any_of(frozenset(term.upper() for term in _LABELS))})) ?[:|] ?"
    r"(?-i:(?:[A-Z$“\"\d][\w’'-]{0,24} ?){1,12})(?<!\s)",
    re.IGNORECASE,
)
# A label of one word, in the middle of a sentence that goes on: "is Trending: These days a".
_CUT_IN_SMALL = patterns.compile(
    rf"{any_of(_LABELS - _CAPTIONS - {'video', 'listen'})} ?[:|](?= ?(?-i:[A-Z“\"]))", re.IGNORECASE
)
_PHRASE_CUT_IN = patterns.compile(
    rf"(?:{any_of(_PHRASES)} ?[:|]|(?-i:{any_of(frozenset(term.upper() for term in _LABELS))}) ?\|)(?= )",
    re.IGNORECASE,
)
_IN_SENTENCE = patterns.compile(r"[a-z] \Z")
_CALL = patterns.compile(
    r"(?:(?:click|tap) here (?:to|for) (?:read|view|watch|see|subscribe|sign|join|get|more|the full|all)\b"
    r"|(?:follow|like|join|find) us on (?:twitter|facebook|instagram|x|telegram|whatsapp|linkedin|youtube|google)\b"
    r"|(?:sign up|subscribe) (?:for|to) (?:our|[\w'’]{1,20})\b[^.!?\n]{0,60}"
    r"\b(?:newsletter|channel|alerts|briefing|digest|bulletin|updates)\b"
    r"|share this (?:article|story|post) (?:on|with|via)\b|download (?:the|our) (?-i:[A-Z]\w{1,20} ){0,3}app\b"
    r"|get (?:the |our )?(?-i:[A-Z][\w’']{1,20} ){1,4}(?:(?:delivered|sent|straight) ){0,2}(?:in|to) your inbox\b"
    r"|support our (?:journalism|work) (?:from|for|with)\b)[^.!?\n]{0,120}[.!?]?",
    re.IGNORECASE,
)
_POST = patterns.Scan(
    r"pic\.twitter\.com/\w{1,20}|https?://t\.co/\w{1,20}", *(r"pic\.twitter", r"http://t\.co/", r"https://t\.co/")
)
_NETWORK = "(?:Facebook|Twitter|WhatsApp|LinkedIn|Email|Pinterest|Reddit|Telegram|Instagram|YouTube)"
# Credits, embedded posts and players that are told by their form. Every one opens with a capital or a sign.
_FORMS = patterns.compile(
    rf"[(\[]?(?:Photo|Image|Picture|Photograph|Illustration|Video|Screenshot|Graphic|Foto|Footage|Credit|Source)s?"
    rf"(?: credit)?(?: ?:| by| via| courtesy(?: of)?) {_PERSON}(?: ?/ ?{_AGENCY}(?: Images)?)?[)\]]?"
    rf"|[(\[]?(?:Photo|Image|Pic|Picture|Photograph|Credit)s?(?: credit)?(?: ?:| by| via| courtesy(?: of)?)"
    rf" {_AGENCY}\b[)\]]?"
    rf"|(?:©|\(c\)|Copyright) ?(?:\d{{4}} )?{_AGENCY}\b(?: \d{{4}})?|(?<=[a-z] )\| {_AGENCY}(?![\w-])"
    rf"|in (?:a|this) file (?:photo|picture|image)\b(?:\. \({_AGENCY}\))?|(?:RT|Tweet by|Tweet from) @\w{{2,30}}:?"
    rf"|Comments \(\d{{1,5}}\)"
    rf"|[(\[]?(?:(?:Photo )?[Cc]ourtesy (?:of )?|© ?(?:\d{{4}} )?){_PERSON}[)\]]?"
    rf"|[(\[]?{_PERSON} ?(?:/ ?|via ){_AGENCY}(?:\b|(?=[A-Z][a-z]))(?: Images)?[)\]]?"
    rf"|[(\[]?{_AGENCY}(?: Photo)? ?/ ?{_PERSON}[)\]]?"
    rf"|(?:View this post on Instagram )?A (?:post|photo|video) shared by [^\n]{{1,60}}?\(@\w{{1,30}}\)"
    rf"(?: on [^\n]{{4,40}}? P[SD]T)?"
    rf"|View this post on Instagram\b"
    rf"|Posted by {_PERSON}(?: on [A-Z][a-z]{{2,8}} \d{{1,2}}, \d{{4}})?"
    rf"|(?:Image|Photo|Slide|Picture) \d{{1,3}} of \d{{1,3}}\b"
    rf"|[(\[](?:VIDEO|Video|PHOTOS?|Photos?|WATCH|Watch|LISTEN|Listen|AUDIO|Audio|PICTURES?|Pictures?)[)\]]"
    rf"|This (?:article|story|content) is (?:for|available to|exclusive to) (?:\w{{2,12}} )?subscribers(?: only)?\b"
    rf"|(?<=\S )(?:File|FILE) (?:image|photo|picture|footage|IMAGE|PHOTO) of\b|pictured in a file photo\b"
    rf"|Alamy Stock Photo\b|Opens in a new (?:tab|window)\b"
    rf"|(?:Image|Photo|Picture) (?:source|copyright|caption),? (?:{_AGENCY}\b|[Ss]upplied\b|{_PERSON})"
    rf"|(?:(?:First |Last )?(?:[Pp]ublished|[Uu]pdated|[Mm]odified|[Pp]osted)(?: on| at)?:? ){_DATE}"
    rf"(?:,? (?:at )?\d{{1,2}}[:.]\d\d(?: ?[ap]\.?m\.?| ?[AP]M)?(?: [A-Z]{{2,4}}\b)?)?(?=\s*(?:\n|\Z)| +[A-Z“\"])"
    rf"|{_NETWORK}(?: {_NETWORK})+(?![\w’'-])|\[(?:{_AGENCY}|ANI|EFE|PTI|IANS|Supplied|Handout)\]"
    rf"|[(\[][Ww]ith (?:additional )?(?:inputs|reporting|files) (?:from|by) [A-Z][^()\[\]\n]{{1,60}}[)\]]"
    rf"|[(\[](?:[Ff]ile|FILE) (?:photo|PHOTO|picture|image|pic)[)\]]|FILE ?[-–—] (?=[A-Z])"
    rf"|In this {_DATE},? file photo|\[(?:via|h/t) [A-Z][^()\[\]\n]{{1,40}}\]"
    rf"|{_AGENCY} via {_AGENCY}(?![\w’'-])|\([Oo]pens in (?:a )?new (?:tab|window)\)"
    rf"|\([Vv]ia (?:Twitter|Instagram|Facebook|YouTube|TikTok|Reddit|Telegram|Weibo|X)\)"
    rf"|This content is provided by \w{{2,20}}, which [^.!?\n]{{0,60}}cookies\b"
    rf"|[#@](?<!\S.)[A-Za-z]\w{{2,30}}(?: [#@][A-Za-z]\w{{2,30}}){{1,8}}(?!\S)"
    rf"|(?<=[a-z] )By {_PERSON}(?= [a-z])|[–—-] (?:{_AGENCY}|ANI|EFE|PTI|IANS) (?:pic|photo|picture)\b"
)
# What each of them begins with: the expression itself is slow at every character.
_OPENS_FORM = patterns.compile(
    r"[A-Z(\[©|–—cimpu#@-](?:(?<![cimpu])|(?<=i)n (?:a|this) |(?<=c)ourtesy|(?<=p)(?:ublished|osted|ictured)"
    r"|(?<=u)pdated|(?<=m)odified)"
)
# Who wrote it, where it is to be seen, who liked it: between two sentences, or after the last one.
_AFTER_STOP = patterns.compile(
    r"[.!?”\"](?: |(?<=[a-z].))([(\[](?:Additional r|R)eporting (?:and \w+ )?by:? [A-Z][^()\[\]\n]{2,200}[)\]]"
    rf"|[(\[]?(?:(?:Additional )?[Rr]eporting|Writing|Editing|Edited|Written|Compiled"
    rf"|Translated) by:? {_PERSON}(?:[;,] (?:additional reporting|writing|editing) by {_PERSON})?[)\]]?"
    rf"|By {_PERSON}|\((?:{_AGENCY}|ANI|EFE|PTI|IANS|UPI|VOA)\)"
    rf"|(?:Watch|Listen|View) on (?:YouTube|Instagram|X)|(?:toggle|hide) caption\b:?"
    rf"|\d[\d.,]{{0,8}}[KkMm]? (?:likes|retweets|views|comments)(?: @\w{{2,30}})?"
    rf"|(?:(?:Find out|Read|Learn) more (?:about|on)|More (?:on|about)) [^.!?\n]{{2,60}}? here)"
    rf"(?=\s*(?:\n|\Z)| ?[A-Z“\"‘])",
    re.DOTALL,
)
_CREDIT_NAME = patterns.compile(rf"\w+ ?: (?:by )?{_PERSON}(?: ?/|[.)\n]|\Z| [A-Z])")
_SIGNS = patterns.Scan(
    r"[\d@»>](?:(?<!\S.)(?:(?<=\d)\d?:\d\d ?/ ?\d{1,2}:\d\d(?!\d)|(?<=@)\w{2,30} · \d{1,2}[hmd](?!\S)"
    r"|(?:(?<=»)|(?<=>)>(?:>(?= [A-Z][a-z’]+ [A-Za-z]))?) ?(?=[A-Z])[^.!?\n]{3,120})|(?<=[a-z.] >)> (?=[a-z]))",
    *(r"(?<=\s)\d:\d\d", r"(?<=\s)\d\d:\d\d", r"(?<=\s)@\w", r"(?<=\s)»", r"(?<=\s)>>"),
    flags=re.DOTALL,
)
# A line of a letter that is replied to: the sentence goes on in it.
_REPLY = patterns.compile(r"^[ \t]{0,4}\w{0,3}>[> ]{0,9}[a-z]", re.MULTILINE)
MOST_REPLIES = 2

_VIDEO = patterns.Scan(
    r"(?<!\S)(?:https?://|www\.)?youtu(?:\.be/|be\.com/watch\?v=)[\w-]{6,16}(?!\S)",
    *("youtu", "https://youtu", "http://youtu", r"www\.youtu"),
)
# A page's address, or a user's name, between the words of a sentence or between two sentences.
_ADDRESS = patterns.Scan(r"(?:https?://|www\.)[\w.-]{3,60}(?:/[^\s“”\"<>()]{0,200})?", "http://", "https://", r"www\.")
_HANDLE_ALONE = patterns.Scan(r"@(?<![^\s]@)\w{4,24}(?=\s*\n| +[A-Z“\"]|\Z)", r"(?<=\s)@\w\w\w\w")
# What leads to an address, or is one's name: “visit www…”, “its website www…”.
_LEADS_TO = patterns.compile(
    r"(?:at|to|visit|see|via|on|from|through|by|and|or|is|called|named|with|for|under|of|as|read|check|out|site|website|page"
    r"|webpage|homepage|portal|blog|address|link|links|url|online|here|store|shop|platform|domain|source|more|information|app"
    r"|service|company|retailer|owner|it|com|web|forum|archive|server|use|using|type|like|project|contact|email)\Z",
    re.IGNORECASE,
)
MOST_ADDRESSES = 3
"""Addresses in a text of which it can be said that its writer gives none in the middle of a sentence."""
_AGENCY_CREDIT = patterns.compile(rf"\w+ ?: {_AGENCY}\b")
# “The AR/AP reviews”: no name; “NEW YORK (Dow Jones/AP) --”: a dateline.
_NO_CREDIT = patterns.compile(r"[(\[]?(?:The|A|An|Our|All|This|New) [A-Z]{2,4} ?/")
_DATELINE = patterns.compile(r" ?(?:--|[–—-]) ")
_OWN_CAPTION = patterns.compile(r"(?:Photo|Image|Picture|Photograph|Illustration|Video|Graphic)s? ?: (?=[A-Z])")
_HANDLE = patterns.compile(r"\(@\w{1,20}\),? (?:[A-Z][a-z]{2,8} \d{1,2}|\d{1,2} [A-Z][a-z]{2,8}),? \d{4}")
_AUTHOR_LINE = patterns.compile(r"[—–-] ?[^\n—–()]{1,60}\(@\w{1,20}\)")
_AUTHOR = patterns.compile(r"(?:(?<!\S)|(?<=[.!?”])(?=—))(?:[—–]|--?) ?[^\n—–()]{1,60}\Z")

_CONTROL = patterns.compile(
    rf"{any_of(_CONTROLS)}(?=[ \t]+[^\W_]|[ \t]*(?:\n|\Z)|(?-i:[A-Z][a-z]))|you are in: \w+(?= )", re.IGNORECASE
)
_FORM_HINTS = (
    *("Photo", "File [a-zIP]", "FILE[- –—]", "Image", "Picture", "Illustra", "Video", "Screensh", "Graphic", "Foto"),
    *(
        "Footage",
        "Credit",
        "Source",
        "©",
        "/ [A-Z]",
        "/[A-Z]",
        "Posted by",
        "View this",
        "Slide",
        "Alamy",
        "[Oo]pens i",
    ),
    *(r"ublished [A-Z\d:o]", r"pdated[: ][A-Z\d o]", r"osted[: ][A-Z\do]", r"odified[: ][A-Z\d o]", "[a-z] By [A-Z]"),
    *("Facebook [TWLEPRTIY]", "Twitter [FWLEPRTIY]", "Email [FT]", r"\[[A-Z]", " pic[ \n]", "WhatsApp [FTLE]"),
    *(r"\([VPWLA]", r"\[[VPWLA]", "This article", "This story", "This content", "file photo", "ourtesy", "via [A-Z]"),
    *(" shared by", "Pic[ :s]", "Copyright", r"\| [A-Zd]", "RT @", "Tweet [bf]", "file pic", "file im", r"Comments \("),
    # Edited, written, compiled and translated by; (AP), (with, (file; captions, networks, likes; more about, more on.
    *(r"[EW][dr]it[eti]", "ranslated by", "ompiled by", "[Rr]eporting by", "By [A-Z]", r"[.!?”\"] \([A-Z]"),
    *(r"[(\[][Ww]ith [airf]", r"[(\[]file ", "[te] caption", "[hnw] on [YIX]", r"[\dKM] [lrvc][ieo][ktem]"),
    *("more about", "ore on [A-Z]", r"(?<=\s)[#@][A-Za-z]\w"),
)
_FORM_HINT = patterns.Scan("|".join(_FORM_HINTS), *_FORM_HINTS)

# What every expression above for a label, button or control begins with; and the first words of calls.
_TERMS = patterns.Terms(
    _LABELS | _BUTTONS | _CONTROLS | {"you are in: ", "getty images", "ap photo", "file photo", "sign up"}
)
_CALLS = frozenset(
    ("click", "tap", "follow", "like", "join", "find", "sign", "subscribe", "share", "download", "get", "support")
)
_WORD = patterns.compile(r"\w+")
_CAPITALISED = patterns.compile(r"[A-Z](?<![\w’'@#/-][A-Z])[A-Za-z]{1,12}\b")
_OPENING = patterns.compile(r"(?:[.!?…:;)\]\"”’]|[.!?]'|\s)\s\Z")
_MENTION = patterns.compile(
    r"(?:\b(?:press|click|tap|hit|select|choose|label|mark|call|name|title|see|say)(?:s|es|ed|led|ing)?(?: the| on)?\s*"
    r"|[,(]\s*|[\"“‘'])\Z"
)
_NAMED = patterns.compile(
    r" (?:button|link|tab|icon|page|section|menu|option|feature|box|banner|widget|list|board|and|or)\b"
)


def _bracketed(doc: Analysis) -> Iterator[Span]:
    text = doc.text
    for sign, pattern in ((r"\[", _BRACKETED), (r"\(", _BRACKETED), (r"\(", _CREDIT)):
        for at in doc.places((sign,)):
            word = _WORD.match(text, at + 1)
            told = word and (pattern is _CREDIT or _TERMS.stand_at(text, at + 1, word[0]))
            if told and (match := pattern.match(text, at)):
                yield Span(*match.span())


def _posts(doc: Analysis) -> Iterator[Span]:
    text = doc.text
    for match in _POST.finditer(doc):
        yield Span(*match.span())
    for at in doc.places((r"\(@",)):
        handle, author = _HANDLE.match(text, at), _AUTHOR.search(text, max(0, at - 64), at)
        if handle and author:
            yield Span(author.start(), handle.end())


@cache
def _vocabulary() -> Vocabulary:
    from mtdetect.words import Vocabulary

    return Vocabulary(_TERMS.first_words | _CALLS)


def _first_words(letters: Letters) -> Places:
    """Capitalised words that furniture begins with."""
    words = letters.words
    return words.at(letters.are(words.starts, "[A-Z]") & _vocabulary().has(words.folded))


def _labels(doc: Analysis) -> Iterator[Span]:
    """Buttons, labels and calls, where a sentence could open or where they cut one in two."""
    text = doc.text
    for word in patterns.matches(_CAPITALISED, text, doc.places(_first_words)):
        start = word.start()
        if word[0].lower() not in _CALLS and not _TERMS.stand_at(text, start, word[0]):
            continue
        before = text[max(0, start - 24) : start]
        opens = start == 0 or before[-1] in "\n.!?" or bool(_OPENING.search(before))
        match = _CALL.match(text, start) if opens else None
        if match is None and not _MENTION.search(before):
            match = (_LABEL if opens else _CUT_IN).match(text, start) or _BUTTON.match(text, start)
            match = match or _CONTROL.match(text, start) or _PHRASE_CUT_IN.match(text, start)
            if match is None and _IN_SENTENCE.search(before):
                match = _CUT_IN_SMALL.match(text, start)
            if match:
                after = text[match.end() : match.end() + 4].lstrip(" \t.")[:1]
                if _NAMED.match(text, match.end()):
                    continue
                if match.re in (_BUTTON, _CONTROL):
                    named = not opens and ((after.isupper() and " " not in match[0]) or not match[0][1:].islower())
                    if named or (opens and after.islower()):
                        match = None
        if match:
            ends = _NEXT_SENTENCE.search(text, *match.span()) if match.re == _LABEL else None
            yield Span(match.start(), ends.end() if ends else match.end())


def _forms(doc: Analysis) -> Iterator[Span]:
    """Credits, posts and players, by their form."""
    text = doc.text
    windows: list[Span] = []
    for hint in _FORM_HINT.finditer(doc):
        start = max(0, hint.start() - 90, text.rfind("\n", max(0, hint.start() - 90), hint.start()) + 1)
        end = min(len(text), hint.end() + 120)
        if windows and start <= windows[-1].end:
            windows[-1] = Span(windows[-1].start, end)
        else:
            windows.append(Span(start, end))
    for window in windows:
        yield from (Span(*match.span(1)) for match in _AFTER_STOP.finditer(text, *window))
        places = [match.start() for match in _OPENS_FORM.finditer(text, *window)]
        for match in patterns.matches(_FORMS, text, places, end=window.end):
            start, end = match.span()
            if (start and text[start - 1].isalnum()) or _NO_CREDIT.match(match[0]):
                continue
            if match[0][0] == "c" and text.endswith(" the ", 0, start):  # “had the courtesy of Edward to complain”
                continue
            if _DATELINE.match(text, end) and "\n" in "\n"[start > 40 :] + text[max(0, start - 40) : start]:
                continue
            yield Span(start, end)
    done, replies = 0, None
    signs = [*_SIGNS.finditer(doc), *_VIDEO.finditer(doc)]
    for match in sorted(signs, key=lambda match: match.start()):
        if match.start() < done:
            continue
        done = match.end()
        opening = "<<" if match[0][0] == ">" else "«"  # what the sign may close, or be closed by: “<< File: … >>”, »…«
        if match[0][0] not in ">»" or opening not in text[max(0, match.start() - 200) : match.end() + 100]:
            if match[0][0] == ">" and replies is None:
                replies = len(list(islice(_REPLY.finditer(text), MOST_REPLIES))) == MOST_REPLIES
            if match[0][0] != ">" or not replies:
                yield Span(*match.span())


def _addresses(doc: Analysis) -> Iterator[Span]:
    """Addresses that no word leads to, between two words of a sentence, or between two sentences."""
    text, found = doc.text, list(_ADDRESS.finditer(doc))
    done = 0
    for match in found if len(found) <= MOST_ADDRESSES else ():
        start, end = match.span()
        end -= len(match[0]) - len(match[0].rstrip(".,;:!?"))
        before, after = text[max(0, start - 40) : start], text[end : end + 2]
        if start >= done and tuple(doc.paragraph_at(start)) == (start, end):
            yield Span(start, end)
        if start < done or not before or before[-1] != " " or after[:1] != " ":
            continue
        done = end
        inside = before[-2:-1].isalpha() and after[1:].islower() and not _LEADS_TO.search(before[:-1])
        if inside or (before.rstrip()[-1:] in ".!?" and (after[1:].isupper() or after[1:] in '"“')):
            yield Span(start, end)
    for match in _HANDLE_ALONE.finditer(doc):
        paragraph, before = doc.paragraph_at(match.start()), text[max(0, match.start() - 3) : match.start()]
        if match.start() > paragraph.start and before.rstrip()[-1:] in '.!?”"' and before[-1:] == " ":
            yield Span(*match.span())


def _without_headline(text: str, span: Span) -> Span:
    """The label alone, or the credit, where what follows may be the text itself and no headline."""
    form = _FORMS.match(text, *span) if text[span.start] in "(PIFVSG" else None
    label = form or (None if _CAPTION.match(text, *span) else _ANY_LABEL.match(text, *span))
    return Span(*label.span()) if label else span


def _is_line_between(doc: Analysis, paragraph: Span, span: Span) -> bool:
    """Whether a labelled link or a credit is a line of its own between two paragraphs of prose."""
    text = doc.text
    if span.start > paragraph.start or paragraph.end - span.end > 2:
        return False
    labelled = _ANY_LABEL.match(text, *span) and not _CAPTION.match(text, *span)
    posted = _POST.pattern.match(text, *span) or _AUTHOR_LINE.match(text, *span) or _ADDRESS.pattern.match(text, *span)
    if not (labelled or posted or _FORMS.match(text, *span)):
        return False
    i = index_at(doc.paragraphs, paragraph.start)
    around = doc.paragraphs[max(0, i - 1) : i] + doc.paragraphs[i + 1 : i + 2]
    closed = any(text[p.end - 1] in '.!?”"' for p in around)
    return len(around) == 2 and closed and all(p.end - p.start > MIN_PROSE_LINE for p in around)


def find(doc: Analysis) -> Iterator[Flag]:
    text = doc.text
    forms = list(_forms(doc))
    credited = {span.start for span in forms}  # a credit ends with its name, where that is known
    labels = (span for span in _labels(doc) if span.start not in credited)
    spans = sorted({*_bracketed(doc), *_posts(doc), *_addresses(doc), *labels, *forms, *units(doc), *datelines(doc)})
    by_paragraph: dict[Span, list[Span]] = {}
    for span in spans:
        paragraph = doc.paragraph_at(span.start)
        inside = by_paragraph.setdefault(paragraph, [])
        if inside and span.start <= inside[-1].end + 2:
            inside[-1] = Span(inside[-1].start, max(span.end, inside[-1].end))
        else:
            inside.append(span)
    for paragraph, inside in by_paragraph.items():
        words = len(text[paragraph.start : paragraph.end].split())
        first = inside[0]
        label = _LABEL_ALONE.match(text, *first) if first.start == paragraph.start else None
        if label and 2 * words >= LONG and words - len(text[first.start : first.end].split()) < MIN_PROSE:
            inside[0] = Span(*label.span())  # where the headline after the label ends can't be told
        if len(inside) == 1 and _is_line_between(doc, paragraph, inside[0]):
            message = f"“{text[first.start : first.end][:60]}” is page furniture, set between two paragraphs of prose."
            yield Flag(RULE.code, RULE.name, *first, message)
            continue
        if words - sum(len(text[start:end].split()) for start, end in inside) < MIN_PROSE:
            inside = [_without_headline(text, span) for span in inside if span.start > paragraph.start or words > LONG]
        if not inside or words - sum(len(text[start:end].split()) for start, end in inside) < MIN_PROSE:
            continue
        for start, end in inside:
            own = start == paragraph.start and _OWN_CAPTION.match(text, start)
            if own and not (_CREDIT_NAME.match(text, start) or _AGENCY_CREDIT.match(text, start)):
                continue  # a caption in a paragraph of its own
            if (
                words < LONG
                and _CAPTION.match(text, start)
                and len(text[end : min(end + 80, paragraph.end)].split()) < MIN_AFTER
            ):
                continue  # the credit that ends a caption
            message = f"“{text[start:end][:60]}” is page furniture, run into the text around it."
            yield Flag(RULE.code, RULE.name, start, end, message)
