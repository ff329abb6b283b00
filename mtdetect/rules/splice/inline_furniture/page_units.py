"""Interface text between two sentences of an article, recognised by its form or wording."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from mtdetect.rules.needs import Needs
from mtdetect.text import patterns
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Span

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

PERSON = r"[A-Z][\w’'-]{1,20}(?: (?:[A-Z]\.|[A-Z][\w’'-]{1,20})){1,3}"
AGENCY = (
    r"(?:Getty(?: Images)?|GETTY(?: IMAGES)?|AFP|AP(?: Photo)?|EPA(?:-EFE)?|Reuters|REUTERS|Shutterstock|Alamy"
    r"|Bloomberg|AAP|PA(?: Wire| Images| Media)?|Xinhua|TASS|dpa|Kyodo(?: News)?|Anadolu(?: Agency)?|Press Association)"
)
_MONTHS = (
    "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_MONTH_NAMES = (
    "jan january feb february mar march apr april may jun june jul july aug august sep sept september oct october nov"
    " november dec december"
)
DATE = (
    rf"(?:\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}|\d{{4}}-\d\d-\d\d|{_MONTHS} (?:\d{{1,2}},? )?\d{{4}}"
    rf"|\d{{1,2}} {_MONTHS} \d{{4}})"
)
_ZONE = r"(?:GMT|UTC|BST|CET|CEST|IST|[ECMP][SD]?T|A[EC][SD]?T|NZ[SD]T|SGT|HKT|JST)"
_HOUR = r"\d{1,2}[:.]\d\d(?: ?[AaPp]\.?[Mm]\b\.?)?"
_CLOCK = rf"{_HOUR}(?: {_ZONE}\b)?"
_NETWORK = r"(?:Twitter|X|Instagram|Facebook|Threads|Bluesky|TikTok|Mastodon|LinkedIn|YouTube|Telegram)"
_HANDLE = r"@\w[\w.]{1,30}"
_PLATFORM = r"(?i:twitter|instagram|facebook|youtube|tiktok|x)"
_SENTENCE_AHEAD = rf" (?:{patterns.SENTENCE_OPENERS}|You|What|If) [a-z]"
_REST = rf"(?:(?!{_SENTENCE_AHEAD})[^.!?\n]){{0,240}}(?:[.!][”\"]?|(?={_SENTENCE_AHEAD})|(?=[ \t]*(?:\n|\Z)))"
# The holder of a credit: a few names, up to the beginning of a sentence.
_HOLDER = (
    rf"[A-Z][\w’&-]*(?<!-)(?: (?!(?:{patterns.SENTENCE_OPENERS}) )[A-Z][\w’&-]*){{0,3}}?(?=\s*(?:\n|\Z)| [“\"\d]"
    rf"| [A-Z][\w’'-]*,? [a-zI])"
)

# In these tables, each pattern follows the words it may begin with; 0 means any digit.
# Who wrote it, when, and where to follow them.
_BYLINES = (
    (
        "posted published updated last",
        rf"(?:Posted|Published|Updated|Last updated|Last Updated|Last modified):? (?:on |at )?{DATE}(?: ?[/"
        rf"|,·-])? {_CLOCK}",
    ),
    ("posted published updated", rf"(?:Posted|Published|Updated)(?: at)?:? {_HOUR} {_ZONE}\b"),
    (f"0 {_MONTH_NAMES}", rf"{DATE}(?:,| [|/·-])? (?:at )?{_HOUR}(?: {_ZONE})?"),
    ("follow", rf"Follow (?:(?:him|her|them|me|us|{PERSON}) )?on {_NETWORK}(?: at|:)? ?{_HANDLE}\.?"),
    ("story words text photos pictures video", rf"(?:Story|Words|Text|Photos|Pictures|Video) by {PERSON}"),
    ("by", rf"By {PERSON}(?:, (?!By ){_HOLDER}|,? {DATE})"),
    ("credit", rf"Credit(?:\.{{3}}|…) ?{PERSON}(?:/{AGENCY}|,? (?:via|for) [A-Z][\w.]*(?: [A-Z][\w.]*){{0,3}})?"),
)
# Units that begin with a name: credits, job titles and posts.
_AFTER_NAME = (
    rf"{PERSON} Follow {_HANDLE}",
    rf"{PERSON}, (?:[A-Z][\w’'.&-]* ){{1,4}}Staff (?:Writer|Reporter)",
    rf"(?!The ){PERSON}(?:[;,] {PERSON})? ?/ ?{_HOLDER}",
    rf"{PERSON} (?:[✔✓☑]️? ?{_HANDLE}|\({_HANDLE}\) · {DATE})",
)
# Where it was first published, and which agency supplied it.
_SOURCES = (
    ("a", r"A version of this article appears in print\b[^!?\n]{3,90}?\bPage [A-Z]{0,3}\d{1,3}\b"),
    (
        "this",
        r"This (?:story|article|post|piece|essay|column|interview|report) (?:(?:has been |was )?(?:originally "
        rf"|first )(?:appeared|published|ran|posted)|was published|(?:has been|is) (?:re)?published from)\b{_REST}",
    ),
    (
        "a",
        r"A version of this (?:story|article|post|piece|review) (?:first |originally |also )?(?:appear|ran"
        r"|was )[^!?\n]{3,140}?[a-z\d][.](?=\s|\Z)",
    ),
    ("our", r"Our Standards: The Thomson Reuters Trust Principles\.?"),
    (
        "additional reporting",
        rf"(?:Additional )?Reporting (?:and (?:writing|editing) )?by {PERSON}(?:(?:,|,? and) {PERSON}){{1,3}}",
    ),
    ("source", rf"Source: (?:{AGENCY}|ANI|PTI|IANS|BBC|CNN)"),
)
# Remains of embedded posts.
_POSTS = (
    ("skip end", rf"(?:Skip|End of) {_PLATFORM} (?:post|video|content)(?: \d\d?)?(?: by {PERSON})?"),
    ("allow", rf"Allow {_PLATFORM} content\?"),
    ("reply", "Reply Retweet (?:Favou?rite|Like)"),
    (
        "0",
        rf"\d[\d.,]{{0,8}}[KkMm]? Likes, \d[\d.,]{{0,8}}[KkMm]? Comments"
        rf"(?: - [^\n(]{{2,40}}?\({_HANDLE}\) on Instagram:?)?",
    ),
    ("0", r"\d[\d.,]{0,8}[KkMm]? [Ss]hares?(?:(?: (?:Share|Tweet|Pin|Email|Print))+)?"),
    (
        "share tweet pin email print save comment reddit flipboard",
        r"(?:(?:Share|Tweet|Pin|Email|Print|Save|Comment|Reddit|Flipboard) ){2,6}(?:Share|Tweet|Pin|Email|Print|Save"
        r"|Comment)?(?= ?[A-Z“]|\s|\Z)",
    ),
    ("tweet", "Tweet this"),
    ("share", "Share full article"),
    ("copy", "Copy link"),
)
# Media players, and how long the article takes to read or hear.
_PLAYERS = (
    ("0", r"\d{1,3}[ -]min(?:ute)?s?\.? (?:read|listen|watch)"),
    ("estimated read reading", r"(?:Estimated )?[Rr]ead(?:ing)? [Tt]ime:? \d{1,3} ?min(?:ute)?s?\.?"),
    ("time", r"Time to read:? \d{1,3} ?min(?:ute)?s?"),
    ("0", r"\d{1,2} ?(?:[hmd]|hours?|minutes?|mins?|days?) ago"),
    ("video", r"Video Player is loading\.?"),
    ("current duration", r"(?:Current Time|Duration) \d{1,2}:\d\d"),
    ("loaded", r"Loaded ?: \d{1,3}(?:\.\d+)?%(?: Progress: \d{1,3}%)?"),
    ("video", r"Video Duration:? \d{1,2}:\d\d"),
    ("remaining", r"Remaining Time - ?\d{1,2}:\d\d"),
    ("volume", r"Volume \d{1,3}%"),
    ("stream", "Stream Type LIVE"),
    ("this", r"This is a modal window\."),
    ("beginning", r"Beginning of dialog window\."),
    ("playback", "Playback Rate"),
    ("tap click", "(?:Tap|Click) to unmute"),
    ("playback", r"Playback is not supported on (?:your|this) device\.?"),
    ("this", r"This video can ?not be played\.?"),
    ("no", r"No compatible source was found for this media\.?"),
    ("play mute", "(?:Play Mute|Mute) Fullscreen"),
    ("listen", r"Listen to (?:the|our) (?:latest )?(?:episode|podcast) wherever you get your podcasts\.?"),
)
# Offers and requests.
_OFFERS = (
    (
        "please log sign",
        rf"(?:Please )?(?:[Ll]og|[Ss]ign) in (?:or \w+ )?to (?:listen|continue|read|view|access|comment|save)\b{_REST}",
    ),
    ("create register sign open", rf"(?:Create|Register for|Sign up for|Open) (?:a|your) free account\b{_REST}"),
    ("start", r"Start your (?:free|\d+-(?:day|week|month)) (?:\w+ )?trial(?: (?:now|today|here))?\.?"),
    ("cancel", r"Cancel any ?time\."),
    ("you unsubscribe", r"(?:You (?:can|may) )?[Uu]nsubscribe at any ?time\.?"),
    ("skip after", "(?:Skip past|[Aa]fter) newsletter promotion"),
    ("something", rf"Something went wrong, please try again\b{_REST}"),
    (
        "get have receive sign",
        rf"(?:Get|Have|Receive|Sign up)\b[^.!?\n]{{3,90}}\b(?:delivered|straight|sent|directly|right) (?:straight "
        rf"|directly |right )?to your inbox\b{_REST}",
    ),
    (
        "get receive",
        rf"(?:Get|Receive) (?:our|the)\b[^.!?\n]{{0,40}}\b(?:newsletters?|email alerts|news alerts)\b{_REST}",
    ),
    ("never", rf"Never miss (?:a|an|another) (?:story|update|post|article)\b{_REST}"),
    ("swipe scroll", "(?:Swipe|Scroll) (?:left |right |down )?for more (?:photos|pictures|images)"),
    (
        "click",
        r"Click (?:on )?(?:the|an|each) (?:image|photo|picture)s? (?:above |below )?to (?:enlarge|zoom|see|view)\b"
        f"{_REST}",
    ),
    ("report", "Report (?:a|an) (?:typo|correction|error|mistake)(?: or (?:typo|correction|error|mistake))?"),
    ("join", rf"Join our (?:WhatsApp|Telegram|Facebook) (?:channel|group|community)\b{_REST}"),
    ("share tell", r"(?:Share|Tell us) your (?:experiences?|stor(?:y|ies)) by emailing \S{3,40}@[\w.-]{3,40}\w"),
    ("explore", "Explore more on these topics"),
    ("tags filed tagged posted", r"(?:Tags|Filed [Uu]nder|Tagged|Posted in):(?= [\w#])"),
    ("advertising", rf"Advertising(?= (?:{patterns.SENTENCE_OPENERS}) [a-z])"),
)
# A unit ends where the paragraph ends or another sentence begins, with or without a space before it.
_CLOSE = rf"(?=[ \t]*(?:\n|\Z)|[ \t][A-Z“\"‘\d(\[•#]|(?<=[.!:])\s|(?:{patterns.SENTENCE_OPENERS}) [a-z])(?<! )"
_UNITS = patterns.ByFirstWord((*_BYLINES, *_SOURCES, *_POSTS, *_PLAYERS, *_OFFERS), end=_CLOSE)
_NAMED_UNIT = patterns.compile(rf"(?:{'|'.join(_AFTER_NAME)}){_CLOSE}")
# A unit that begins with a name is found by what follows the name: a slash, a sign of a post, a job title.
_NAMED = ("(?<=[a-z])/[A-Z]", "(?<=[a-z] )/ [A-Z]", "(?<=[a-z] )[@✔✓☑]", r"(?<=[a-z] \()@", "(?<=[a-z] )Staff [WR]")
_NAME_BEFORE = patterns.compile(
    rf"(?<![\w’'-]){PERSON}(?:[;,] {PERSON}|,(?: [A-Z][\w’'.&-]*){{1,4}})?(?: Follow)? ?\(?\Z"
)
_DIGIT = (r"(?<=[.!?”\"] )\d",)
_ENDS = patterns.compile(r"(?:[.!?…][”\"’)\]]{0,2}|[a-z,]”|\n)[ \t]?\Z|\A\Z")


# The dateline of a report that was run into the text before it: “on Friday. LONDON (Reuters) - Shares fell”.
_DATELINE = patterns.PrefilteredPattern(
    r"\((?<=[a-zA-Z] \()(?:Reuters|AP|AFP|ANI|CNN|UPI|IANS|PTI|dpa|Xinhua|Bloomberg)\) ?(?:--|[-–—]) ?(?=[A-Z“\"])",
    *(rf"(?<=[a-zA-Z] )\([{first}][{second}]" for first, second in (("A", "PFN"), ("RXB", "eil"), ("CUPId", "NPTAp"))),
)
_PLACE = patterns.compile(
    r"(?:[a-z]|(?<!\bST)(?<!\bFT)[.!?][”\"]?) "
    r"((?:[A-Z]{3,}(?:[ -][A-Z]{2,}){0,2}|(?<=[.!?”\"] )[A-Z][a-z]{3,})(?:, [A-Z][\w.]{2,14}(?: \d{1,2})?)?) \Z"
)
MIN_BEFORE = 25
"""A dateline is inside a paragraph if at least this many characters of it come first."""


@cache
def _vocabulary() -> HashedWordSet:
    from mtdetect.text.word_index import HashedWordSet

    return HashedWordSet(_UNITS.first_words)


def _candidate_words(chars: CharIndex) -> Places:
    """Words that a unit may begin with, if a sentence ends before them."""
    words = chars.words
    starts = words.at(_vocabulary().has(words.folded))
    before = starts - 1 - chars.are(starts - 1, " ")
    return starts[chars.are(before, '[.!?…”"’)\n]')]


def _first_digits(chars: CharIndex) -> Places:
    """Digits at the beginnings of lines."""
    starts = chars.lines.starts
    return starts[chars.are(starts, r"\d")]


def datelines(doc: SegmentedText) -> Iterator[Span]:
    """Datelines (the place and agency that a report begins with) inside a paragraph."""
    text = doc.text
    for match in _DATELINE.finditer(doc):
        first = doc.paragraph_at(match.start()).start
        place = _PLACE.search(text, max(first, match.start() - 60), match.start())
        if place and place.start(1) - first >= MIN_BEFORE:
            yield Span(place.start(1), match.end() - match[0].endswith(" "))


def units(doc: SegmentedText) -> Iterator[Span]:
    """Units that begin a paragraph or follow a sentence, and after which the paragraph ends or a sentence begins."""
    text = doc.text
    places = {
        *doc.places(_candidate_words),
        *doc.places(_DIGIT),
        *(at for at, _ in doc.paragraphs if text[at].isdigit()),
    }
    names = (_NAME_BEFORE.search(text, max(0, at - 60), at) for at in doc.places(_NAMED))
    named = sorted({name.start() for name in names if name})
    for match in (*patterns.matches(_UNITS, text, sorted(places)), *patterns.matches(_NAMED_UNIT, text, named)):
        if _ENDS.search(text, max(0, match.start() - 4), match.start()):
            yield Span(*match.span())


NEEDS = Needs(_candidate_words, _DIGIT, _first_digits, _NAMED, _DATELINE)
