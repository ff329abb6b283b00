"""What calls to action say."""

from __future__ import annotations

import re

from mtdetect.text import patterns

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
        rf"|and)\b(?!.*\b(?:command|server)\b)(?= (?:access|use)\b|.{{0,120}}\b(?:{_OFFER}|our|here|now|today"
        r"|to (?:comment|continue|read|leave|post|view|save"
        rf"|reply|access|manage|use)|continue|comment|with {_NETWORK})\b)",
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
        rf"follow (?:us\b(?! (?:when|if|into|as|back|down|up|through)\b)|@\w"
        rf"|[\w.'’@& -]{{2,50}} on {_NETWORK}|the author|(?:our|the) .{{0,40}}(?:channel|page"
        f"|account|coverage)|{_NETWORK}|along with us)",
    ),
    (
        "like find join visit",
        r"(?:like|find|join|visit) us (?:on\b|at\b|and (?:become|follow|get|help|learn|like|receive|see|share"
        r"|subscribe)\b)",
    ),
    ("join", r"join (?:our|the (?:conversation|discussion|debate|newsletter)|thousands|[\d,.]{3,12})\b"),
    ("download get install try use", r"(?:download|get|install|try|use) (?:our|the) .{0,50}\bapps?\b.{0,40}\Z"),
    (
        "read see watch listen view",
        r"(?!see also)(?:read|see|watch|listen|view) (?:the )?"
        r"(?:more|also|next|full|related|our|all|it here)\s?(?::|here\b"
        r"|about\b|from\b|at\b|on\b|stor|article|report|at|coverage|news|in\b|of our|\||»|>|→)",
    ),
    (
        "also must more read watch listen see view",
        r"(?:also |must |more to )?(?:read|watch|listen|(?!see also)see|view)"
        r"\s?(?:also|more|next|now|live|too)?\s?[:|]\s?\S",
    ),
    (
        "related more read recommended trending you don next previous",
        "(?:related|more|read related topics|more on this|more from|recommended|trending|you may like"
        r"|don['’]t miss|next|previous)\s?:\s?\S",
    ),
    ("see", r"see also\s?[:|]\s?[“\"'‘]?(?-i:[A-Z])[^`\[\]()]{20,}\Z"),
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
CALL = patterns.ByFirstWord(_CALLS, _BEGIN, flags=re.IGNORECASE)
