"""A notice about cookies, consent or terms of use.

What it does
    Flags the lines of consent dialogs, privacy notices and the small print under forms: "[These cookies are necessary
    for the website to function and cannot be switched off.]", "[By submitting your email, you agree to our Terms and
    Privacy Notice.]", "[Do Not Sell or Share My Personal Information]".

Why it is damage
    Here the site talks to its visitor, in full sentences that look like prose. The same sentences appear on millions
    of pages and have nothing to do with the article.

Example
    >>> text = "The vote is on Monday.\\n\\nThese cookies track visitors across our website and store your preferences."
    >>> [text[flag.start : flag.end] for flag in find(SegmentedText(text))]
    ['These cookies track visitors across our website and store your preferences.']

What it leaves alone
    Prose about cookies, consent and privacy, and instructions ("check the box to confirm you agree with the app's
    Terms"): these talk about a site, while a notice talks as the site. So a line is flagged only if it names the
    subject (cookies, consent, terms) and contains two kinds of typical phrase, one of them in the site's own voice.
    Lines that report what somebody said are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from mtdetect.rules.needs import Needs
from mtdetect.text import patterns
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Flag, Rule

if TYPE_CHECKING:
    from mtdetect.text.char_index import CharIndex
    from mtdetect.text.word_index import HashedWordSet, Places

RULE = Rule(
    "MTD408",
    "consent-notice",
    "furniture",
    "A notice about cookies, consent or terms of use.",
    rank=20,
)

MAX_LENGTH = 2_500
"""The longest paragraphs of privacy notices have about this many characters."""

MIN_PHRASE_KINDS = 2
"""Kinds of typical phrase that a notice must contain. Prose about cookies rarely contains even one."""

CHUNK = 100_000
"""Characters converted to lower case at a time."""

IN_OWN_VOICE = {"we", "set", "these", "site", "protected"}
"""Kinds of phrase that only a site uses about itself. Instructions, too, ask people to agree or to enter an e-mail."""

# Every notice contains one of these; most texts contain none of them.
_RARE = (
    *(
        "cookie",
        "consent",
        "personal data",
        "personal info",
        "privacy",
        "terms of",
        "terms and",
        "terms &",
        "recaptcha",
    ),
    *("always act", "always en", "allow all"),
)
_CHOICES = ("all", "only", "necessary", "optional")
_SUBJECT = patterns.compile(
    r"\bcookies?\b|\b_ga\b|\bconsent(?:ing|ed)?\b|\bpersonal (?:data|information)\b|\breCAPTCHA\b|\buser agreement\b"
    r"|\bprivacy (?:policy|notice|statement)|\bterms (?:of (?:use|service)|and conditions|& conditions|and privacy)\b",
    re.IGNORECASE,
)
_PHRASE = patterns.compile(
    r"""\b(?:
      (?P<we>(?:we|(?:this|the|our)\ (?:web)?site|our\ partners|[a-z.]+\ analytics)
         \ (?:and\ our\ (?:\w+\ )?partners\ )?(?:also\ |may\ |do\ not\ )?
         (?:uses?|stores?|sets?|collects?|process|allow|share))
    | (?P<set>sets?\ th(?:is|ese)\ (?:\w+\ )?cookies?|cookies?\ (?:is|are|was)\ (?:set|used|stored)
         |set\ by\ (?:the\ )?[A-Z])
    | (?P<these>these\ cookies|this\ cookie|our\ (?:use\ of\ )?cookies?|necessary\ cookies
         |(?:functional|performance|targeting|advertis(?:ing|ement)|analytic(?:s|al)|social\ media)\ cookies)
    | (?P<site>(?:our|this)\ (?:web)?sites?|the\ websites?
         |our\ (?:content|services|newsletters?|platforms?|partners|terms|privacy|advertising|user
         \ agreement)|of\ the\ website)
    | (?P<your>your\ (?:browser|device|preferences|experience|interests|consent|settings|use\ of|visit|e-?mail
         |choices|data|privacy|repeat\ visits|(?:online\ )?activity|personal\ (?:data|information))
         |my\ (?:personal|choices))
    | (?P<agree>(?:you|i|users?)\ (?:hereby\ |also\ |can\ |may\ )?(?:agree|accept|consent|acknowledge|confirm|opt
         |unsubscribe|withdraw)|you\ are\ (?:agreeing|consenting)|indicates\ your\ consent|signifies\ your
         |constitutes\ (?:acceptance|your)|opt[ -]out\ (?:of|at|any)|withdraw\ your)
    | (?P<visitor>visitors|website\ owners?|third[ -]part(?:y|ies)|remember(?:ing)?\ you|personali[sz]ed?
         |your\ browsing|you\ navigate|features\ of\ the|function\ properly|user\ consent)
    | (?P<protected>(?:is|are)\ protected\ by\ re|and\ the\ Google\ Privacy|do\ not\ sell|notice\ at\ collection)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_ALONE = patterns.compile(
    r"""(?:(?:strictly\ |always\ )?(?:necessary|functional|functionality|performance|targeting|advertis(?:ing|ement)
         |analytics?|social\ media|statistics?|marketing|preference|unclassified|uncategori[sz]ed)\ cookies?
         (?:\ [-–—]\ always\ (?:active|enabled|on))?
    | (?:california\ [-–—]\ )?do\ not\ (?:sell|share)(?:\ or\ (?:share|sell))?\ my
         \ (?:personal\ )?(?:data|info(?:rmation)?)
    | (?:your|manage|update)\ (?:us\ state\ |california\ )?(?:privacy|consent|cookie|tracking)
         \ (?:rights|choices|preferences|settings|options)
    | privacy\ (?:overview|preference\ cent(?:er|re)) | always\ (?:active|enabled)
    | (?:allow|accept|reject|decline)\ (?:all|only\ necessary|necessary|optional)(?:\ cookies)?
    | (?:cookie|consent)\ (?:settings|preferences|notice|policy|declaration|consent))\W{0,3}""",
    re.VERBOSE | re.IGNORECASE,
)
_REPORTED = patterns.compile(
    r"\b(?:said|says|told|according to|argued|ruled|fined|lawsuit|court|regulators?|(?-i:I) (?:had|have|was|took))\b",
    re.IGNORECASE,
)


@cache
def _vocabularies() -> tuple[HashedWordSet, HashedWordSet]:
    """Words and pairs of words: every notice contains at least one of these."""
    from mtdetect.text.word_index import HashedWordSet

    words = "cookie cookies ga consent consenting consented recaptcha privacy tracking"
    pairs = [f"{verb} {what}" for verb in ("allow", "accept", "reject", "decline") for what in _CHOICES]
    pairs += ["personal data", "personal info", "personal information", "user agreement", "always active"]
    pairs += ["always enabled", "terms of", "terms and", "terms conditions", "my data", "my info", "my information"]
    return HashedWordSet(words.split()), HashedWordSet(pairs, "pairs")


def _candidate_places(chars: CharIndex) -> Places:
    words, pairs = _vocabularies()
    return chars.words.at(words.has(chars.words.folded) | pairs.has(chars.words.pairs))


def _is_notice(line: str) -> bool:
    if len(line) <= 70 and _ALONE.fullmatch(line):
        return True
    if not _SUBJECT.search(line):
        return False
    phrases = {found.lastgroup for found in _PHRASE.finditer(line)}
    # “Our website has a recipe for these cookies” has the kinds “site” and “these”, but a bakery may have written it.
    voices = phrases & IN_OWN_VOICE
    if len(phrases) < MIN_PHRASE_KINDS or not voices or phrases <= {"these", "site"}:
        return False
    if voices == {"site"} and "agree" not in phrases and len(phrases) <= MIN_PHRASE_KINDS:
        return False  # a report about visitors and cookies says “the website” too
    return not _REPORTED.search(line)


def _has_rare(text: str) -> bool:
    """Whether any of the rare words occurs in the text, in any case. A lower-case copy of it all could be too large."""
    longest = max(map(len, _RARE))
    parts = (text[i : i + CHUNK + longest].lower() for i in range(0, len(text), CHUNK))
    return any(words in part for part in parts for words in _RARE)


NEEDS = Needs(_candidate_places)


def find(doc: SegmentedText) -> Iterator[Flag]:
    places = doc.places(_candidate_places)
    if not places or not _has_rare(doc.text):
        return
    for start, end in doc.lines_at(places):
        if 8 < end - start <= MAX_LENGTH and _is_notice(doc.text[start:end]):
            message = "This line is a notice about cookies, consent or terms of use; it is not part of the text."
            yield RULE.flag(start, end, message)
