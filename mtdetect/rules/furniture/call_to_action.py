"""A line that asks the visitor to do something: share, subscribe, read more.

What it does
    Flags buttons, prompts and notices that form a line or paragraph of their own: "[Share this:]", "[Click to email
    this to a friend (Opens in new window)]", "[Subscribe to our newsletter]", "[Advertisement]", "[Read more]".

Why it is damage
    These lines are about the page, not about its subject. The same ones appear on thousands of pages, and a language
    model trained on them learns to ask for subscriptions.

Example
    >>> text = "The leaders met on Tuesday.\\n\\nShare this:\\n\\nSubscribe to our newsletter"
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['Share this:', 'Subscribe to our newsletter']

What it leaves alone
    Prose about subscribing, sharing, cookies or comments, instructions in a manual ("Click on the Start button"),
    headings such as "See also", and a linked headline that runs into a sentence of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from mtdetect.text import patterns, wordlists
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Flag, Rule

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

RULE = Rule(
    "MTD406",
    "call-to-action",
    "furniture",
    "A line that asks the visitor to do something: share, subscribe, read more.",
    rank=30,
)

MAX_LENGTH = 500
"""Cookie notices can be as long as a short paragraph."""

MAX_COUNT_LENGTH = 25
"""Characters in a line such as “1,234 comments”."""

_NETWORK = (
    r"(?:Facebook|Twitter|Instagram|YouTube|LinkedIn|WhatsApp|Telegram|TikTok|Pinterest|Reddit|Threads|Google News"
    r"|Flipboard|Bluesky|Mastodon|X\b|Snapchat|Tumblr|Pocket)"
)
_OFFER = (
    r"(?:newsletters?|e-?mails?|updates?|alerts?|inbox|daily|weekly|briefing|notifications?|digest|free|magazine"
    r"|podcast|channel|mailing list)"
)
_BEGIN = r"[^\w\s]{0,3}\s?(?:please )?"
# The words that such a line may begin with, and a pattern for the line. Where prose could begin the same way, the
# pattern asks for more.
_CALLS = (
    ("click", r"click here\b"),
    ("click", r"click (?:on the link|the link|below|the button below|through)\b"),
    (
        "click",
        "click to (?:share|email|e-mail|print|tweet|view|read|expand|enlarge|play|copy|follow|subscribe|sign"
        r"|comment|join|open|listen|watch|see|save)\b",
    ),
    (
        "click sign log login signup signin",
        "(?:click )?(?:sign|log)[ -]?(?:up|in) (?:to|for|here|now|today|with|or"
        rf"|and)\b(?=.{{0,120}}\b(?:{_OFFER}|our|here|now|today|to (?:comment|continue|read|leave|post|view|save"
        rf"|reply|access|manage|use)|continue|comment|access|use|with {_NETWORK})\b)",
    ),
    (
        "share",
        f"share (?:this|via|on {_NETWORK}|with your|your (?:thoughts|opinion|comments?|story)|article|story"
        rf"|to {_NETWORK})\b",
    ),
    (
        "subscribe",
        rf"subscribe (?:to|for|now|today|here|via|on)\b(?=.{{0,100}}\b(?:{_OFFER}|our|{_NETWORK}|now|today|here"
        r"|access|month|year|digital|(?-i:[A-Z]\w+))\b)",
    ),
    ("register", r"register (?:now|here|today|for free|or (?:log|sign) in|to (?:read|continue|comment|access|view))\b"),
    (
        "follow",
        rf"follow (?:us\b|@\w|[\w.'’@& -]{{2,50}} on {_NETWORK}|the author|(?:our|the) .{{0,40}}(?:channel|page"
        f"|account|coverage)|{_NETWORK}|along with us)",
    ),
    ("like find join visit", r"(?:like|find|join|visit) us (?:on\b|at\b|and\b)"),
    ("join", r"join (?:our|the (?:conversation|discussion|debate|newsletter)|thousands|[\d,.]{3,12})\b"),
    ("download get install try use", r"(?:download|get|install|try|use) (?:our|the) .{0,50}\bapps?\b.{0,40}\Z"),
    (
        "read see watch listen view",
        r"(?:read|see|watch|listen|view) (?:the )?(?:more|also|next|full|related|our|all|it here)\s?(?::|here\b"
        r"|about\b|from\b|at\b|on\b|stor|article|report|at|coverage|news|in\b|of our|\||»|>|→)",
    ),
    (
        "also must more read watch listen see view",
        r"(?:also |must |more to )?(?:read|watch|listen|see|view)\s?(?:also|more|next|now|live|too)?\s?[:|]\s?\S",
    ),
    (
        "related more read recommended trending you don next previous",
        "(?:related|more|read related topics|more on this|more from|recommended|trending|you may like"
        r"|don['’]t miss|next|previous)\s?:\s?\S",
    ),
    ("more read", r"(?:more|read) (?:from|on|about|in) (?-i:[A-Z0-9]).{0,50}\Z"),
    ("see", r"see (?:more (?:on|from|at|of|stories)|all (?:comments|stories|news|posts|articles|results))\b.{0,60}\Z"),
    (
        "view show load see read hide post add leave write",
        r"(?:view|show|load|see|read|hide|post|add|leave|write) (?:\d+ |all |more |your |a |the "
        "|in )*(?:comments?|repl(?:y|ies)|slideshow|gallery|photos|images|bio|profile|deal|offer"
        r"|bookmarks)\b.{0,30}\Z",
    ),
    (
        "we this our the",
        "(?:we|this (?:web)?site|our (?:web)?site|the (?:web)?site)(?: and (?:our|its"
        r"|third).{0,50})? uses? (?:\w+ ){0,4}cookies\b(?! as\b)",
    ),
    (
        "this we our",
        "(?:this (?:article|post|page|story|content)|we|our (?:articles|site)) (?:may|might|can|will"
        r"|could)? ?(?:contains?|earn|receive|get|include) .{0,80}\b(?:affiliate|commission)\b",
    ),
    ("cookies", "cookies (?:help us|are used|on this site)"),
    ("accept", "accept (?:all )?(?:our )?cookies"),
    (
        "by",
        "by (?:clicking|continuing|using|subscribing|submitting|signing|registering|browsing|proceeding"
        r"|providing|entering|creating|joining|checking|closing)\b.{1,250}\b(?:agree|accept|consent|acknowledge"
        r"|confirm|opt)\b",
    ),
    ("your", "your (?:email|e-mail|email address) (?:address )?(?:will not|won['’]t) be (?:published|shared)"),
    ("required", "required fields are marked"),
    ("your this", "(?:your|this) browser (?:does not|doesn['’]t|is not|isn['’]t)"),
    (
        "enter type confirm provide insert",
        "(?:enter|type|confirm|provide|insert) (?:your|a valid) (?:e-?mail|name|password|search|zip|location"
        r"|city|comment)\b[^,]{0,50}\Z",
    ),
    ("enable turn switch", "(?:enable|turn on|switch on) (?:javascript|cookies|notifications)"),
    (
        "get receive want looking",
        r"(?:get|receive|want|looking for) .{1,140}\b(?:(?:in|to|straight to|directly (?:in|to)|delivered to"
        r"|into) your (?:e-?mail|inbox|mailbox|phone)|newsletters?\b)",
    ),
    ("already not are", r"(?:already|not|not yet|are you) an? (?:\w+ )?(?:subscriber|member|registered)\b"),
    ("have", r"have (?:a (?:news |story )?tip|something to (?:say|share)|you got a (?:story|tip))\b"),
    ("got", r"got a (?:news |story )?tip\b"),
    ("do", "do you have a (?:story|news tip)"),
    (
        "support donate help",
        r"(?:support|donate to|help support) (?:our|independent|local|quality|public) (?:\w+ )?(?:journalism|work"
        "|reporting|news|newsroom|mission)",
    ),
    (
        "never don",
        r"(?:never|don['’]t) miss (?:a|an|out|another|any|the latest|our)\b.{0,100}\b(?:stor(?:y|ies)|news"
        r"|updates?|posts?|newsletters?|subscribe|sign|beat|follow|moment|again|deals?|episodes?)\b",
    ),
    (
        "you",
        r"(?:you have|you['’]ve) (?:\w+ )?(?:\d+ |\w+ )?(?:free )?(?:articles?|stories) (?:left|remaining"
        "|this month)",
    ),
    (
        "if when",
        r"(?:if|when) you (?:buy|purchase|click|make a purchase|register)\b.{1,150}\b(?:commission|compensat"
        "|affiliate)",
    ),
    (
        "thank thanks",
        "thank(?:s| you) for (?:subscribing|signing up|registering|reading our|visiting|your (?:feedback"
        "|subscription))",
    ),
    ("skip", r"skip (?:to|advert|past)\b"),
    ("story article content page", r"(?:story|article|content|page) continues? (?:below|after)\b"),
    ("advert advertisement advertising", r"advert(?:isement|ising)?\s?[-–—:|]\s?\w"),
    ("scroll", r"scroll (?:down )?(?:to (?:continue|read|top|see more)|for more)\b"),
    ("swipe", r"swipe (?:left|right|to)\b"),
    ("tap press hit", r"(?:tap|press|hit) (?:here|to|the (?:bell|subscribe|follow))\b"),
    ("manage", r"manage (?:your|my|followed|cookie) \w+"),
    ("what let", r"(?:what do you think|let us know)\b.{0,60}\bcomments?\b"),
    (
        "for to",
        "(?:for more|to read more|to learn more|to subscribe|to comment|to continue reading|to (?:contact"
        r"|reach) the (?:author|reporter|editor))\b.{0,120}\b(?:visit|click|follow|subscribe|sign|log|go to|here"
        "|e-?mail|newsletter|https?:|www)",
    ),
    (
        "email contact send",
        "(?:e-?mail|contact|send) (?:us|the (?:author|writer|reporter|editor)|your (?:tips|story"
        r"|feedback))\b.{0,80}(?: at\b|@|:|\Z)",
    ),
    ("opens open", "(?:opens|open) in (?:a )?new (?:window|tab)"),
    ("save", "save up to .{0,40}(?:subscri|member)"),
)
_CALL = patterns.ByFirstWord(_CALLS, _BEGIN, flags=re.IGNORECASE)
# Long prose may also begin with "we" or "you". Buttons are short; only notices on these subjects are long.
_LONG_NOTICE = patterns.compile(
    r"cookie|privacy policy|terms (?:of|and|&)|newsletter|affiliate|commission|subscri|sign(?:ing)? up|inbox|opens in",
    re.IGNORECASE,
)
_MAX_BUTTON_LENGTH = 160
_REPORTED = patterns.compile(
    r"[“\"”].{0,400}\b(?:said|says|told|asked|added|wrote)\b|\b(?:he|she|they) (?:said|says|told)\b"
)
# A linked headline that runs into a sentence of the text: `inline_furniture` flags the part that does not belong.
_RUNS_ON = patterns.compile(
    rf": [^.!?\n]{{8,120}}?[a-z] (?:{patterns.SENTENCE_OPENERS})"
    r" [a-z][^.!?\n]{30,}[.!?][”\"]?\Z"
)
_COUNT = patterns.compile(r"\d[\d.,]{0,6} ?[KkMm]? (?:comments?|views|shares|likes|retweets|replies)", re.IGNORECASE)
_NEW_WINDOW = patterns.compile(r"\(opens in (?:a )?new (?:window|tab)\)", re.IGNORECASE)
_TRIM = " \t\xa0:.!?…»›>→►▸▾▼+-–—|[]()*•·"


def _is_call(line: str, controls: frozenset[str]) -> bool:
    if len(line) <= 60 and line.strip(_TRIM).casefold() in controls:
        return True
    if len(line) <= 200 and "(" in line and _NEW_WINDOW.search(line):
        return True
    if line[0].isdigit() and len(line) <= MAX_COUNT_LENGTH and _COUNT.fullmatch(line):
        return True
    if not _CALL.match(line) or _RUNS_ON.search(line):
        return False
    return (len(line) <= _MAX_BUTTON_LENGTH or bool(_LONG_NOTICE.search(line))) and not _REPORTED.search(line)


@cache
def _first_words() -> HashedWordSet:
    from mtdetect.text.word_index import HashedWordSet, first_words

    return HashedWordSet({"please"} | _CALL.first_words | first_words(wordlists.load("page_controls")))


def _candidate_lines(chars: CharIndex) -> Places:
    """Lines that begin like a call to action."""
    lines = chars.lines
    maybe = lines.begin_with(_first_words()) | lines.hold(chars.where((r"\([oO]",)))
    maybe |= chars.are(lines.starts, r"\d") & (lines.lengths <= MAX_COUNT_LENGTH)
    return lines.at(maybe & (lines.lengths > 2) & (lines.lengths <= MAX_LENGTH))


def find(doc: SegmentedText) -> Iterator[Flag]:
    controls = wordlists.load("page_controls")
    for start, end in doc.lines_at(doc.places(_candidate_lines)):
        if _is_call(doc.text[start:end], controls):
            message = "This line asks the visitor to do something; it is not part of the text."
            yield RULE.flag(start, end, message)
