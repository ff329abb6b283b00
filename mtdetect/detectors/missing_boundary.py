"""Two sentences run into each other with nothing between them.

What it does
    Flags a capitalised word that opens sentences ("The", "It", "However") in the middle of sentence-case prose: "close
    ties with North [Korea The] United States accuses". And a speaker inside a quotation that never closes: "“… the
    demands of the new [era Kim Jong Un wrote] in his letter".

Why it is damage
    A full stop, a closing quotation mark, or the line break after a heading or caption was lost, and what stood on
    both sides of it is joined.

Example
    >>> text = "No minister has been seen The court meets again on Monday."
    >>> [text[flag.start : flag.end] for flag in find(Analysis(text))]
    ['seen The']

What it leaves alone
    Names and titles ("in The Hague", "reads The Guardian", "the film It Happened One Night"), headlines in title case,
    words after a colon, a dash, a bracket or a quotation mark, and capitals that are the writer's way, as "He" for God.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from mtdetect import wordlists
from mtdetect.analysis import Analysis
from mtdetect.types import Flag, Rule

RULE = Rule("MTD102", "missing-boundary", "boundary", "Two sentences run into each other with nothing between them.")

_OPENER = re.compile(r" ([A-Z][a-z]+),? (?=[^\W_])")
# Openers that are too often part of a name or a title, or mean something else.
_AMBIGUOUS = frozenset(
    {"His", "Her", "Their", "Its", "Our", "My", "No", "All", "Two", "Other", "Even", "Here", "Where", "Who"}
)
_LAST = re.compile(r"[^\W_][\w’'-]*\Z")
_NEXT = re.compile(r"[^\W_][\w’'-]*")
_WORDS = re.compile(r"[^\W\d_][\w’'-]*")

# Openers that titles seldom hold; after the others no capital may follow soon: "the musical On the Town".
_FREE = re.compile(r"The|This|These|Those|There|It|He|She|They|However|Meanwhile|According|Although|Because|Despite")
_LEADING = re.compile(_FREE.pattern + r"|In|On|At|But|However|After|When|While")
_AFTER_IT = re.compile(r"is|was|has|had|will|would|can|could|may|might|also|does|did|took|comes|came|means|says|said")
_SPOKEN = re.compile(
    r"(?<=[a-z] )((?:[A-Z][\w’'-]+ ){1,3}|(?:he|she|they) )(said|says|wrote|added|told|explained|stated|noted|insisted)"
    r"(?=[,.:]| (?:in|on|at|to|during|after|as|when|that|last|yesterday|today|his|her|the|Monday|Tuesday|Wednesday"
    r"|Thursday|Friday|Saturday|Sunday)\b)"
)
_ATTRIBUTION = re.compile(r"\b(?:said|says|saying|wrote|added|reported)\b[^.]{0,40}\.?\s*\Z")
_RELATIVE = re.compile(
    r"what|that|which|who|whom|as|and|than|because|if|when|where|why|how|while|whether|so|like|though|although"
    r"|until|after|before|since|the|a|an|of|in|by|from|with|to|for|all|is|was"
)


def _is_prose(words: list[str]) -> bool:
    """Whether long words are written small, as in a sentence; in headlines and titles they are not."""
    long = [word for word in words if len(word) > 3]
    return len(long) >= 2 and sum(word[0].islower() for word in long) * 2 > len(long)


def _openers(doc: Analysis) -> Iterator[tuple[str, Flag]]:
    text = doc.text
    openers = wordlists.load("sentence_openers") - _AMBIGUOUS
    unfinished, articled = wordlists.load("before_capitals"), wordlists.load("names_with_article")
    for match in _OPENER.finditer(text):
        if match[1] not in openers:
            continue
        at = match.start()
        last, follow = _LAST.search(text, max(0, at - 40), at), _NEXT.match(text, match.end(), match.end() + 40)
        opener = match[1]
        if last is None or follow is None or last[0].lower() in unfinished or last[0].isupper() or last[0][0].isdigit():
            continue
        if last.start() and not text[last.start() - 1].isspace():  # the end of an address or of a hyphenated name
            continue
        if last[0][0].isupper() and (
            opener == "He" or not (_FREE.fullmatch(opener) or _LEADING.fullmatch(opener))
        ):  # Liu He; Yucatan Today
            continue
        after = follow[0]
        if opener == "It" and not _AFTER_IT.fullmatch(after) and not after.endswith("ed"):  # “the It bag”
            continue
        if not after[0].islower() and not (opener == "The" and after in articled):
            continue
        line = text.rfind("\n", max(0, at - 150), at) + 1 or max(0, at - 150)
        before = _WORDS.findall(text, line, at)[-12:]
        ahead = _WORDS.findall(re.split(r"[.!?\n]", text[match.end() : match.end() + 80], maxsplit=1)[0])
        if (
            len(before) < 3
            or len(ahead) < 3
            or not _is_prose(before)
            or not any(word.islower() and len(word) > 3 for word in ahead[:8])
        ):
            continue
        if not _FREE.fullmatch(opener) and any(word[0].isupper() for word in ahead[:3]):
            continue
        message = f"“{opener}” opens a sentence here, and nothing closes the one before it, which ends on “{last[0]}”."
        yield opener, Flag(RULE.code, RULE.name, last.start(), match.end(1), message)


def _speakers(doc: Analysis) -> Iterator[Flag]:
    """A name and a reporting verb in a quotation that the rest of its paragraph never closes."""
    text = doc.text
    for match in _SPOKEN.finditer(text):
        at = match.start()
        start, end = max(at - 1000, text.rfind("\n", max(0, at - 1000), at) + 1), text.find("\n", at, at + 1000)
        start = max(0, start)
        end = min(len(text), at + 1000) if end < 0 else end
        opening = max(text.rfind("“", start, at), text.rfind('"', start, at) if text.count('"', start, at) % 2 else -1)
        last = _LAST.search(text, max(start, at - 40), at - 1)
        if opening < start or last is None or _RELATIVE.fullmatch(last[0].lower()):
            continue
        if text.find("”", opening, end) >= 0 or text.find('"', opening + 1, end) >= 0:
            continue
        reopens = text[end : end + 10].lstrip()[:1] in ("“", '"')
        if reopens and not _ATTRIBUTION.search(text, max(opening, end - 80), end):
            continue
        if len(text[opening:at].split(None, 4)) < 4:
            continue
        message = f"“{match[0]}” is no part of what is quoted, and no quotation mark closes before it."
        yield Flag(RULE.code, RULE.name, last.start(), match.end(), message)


def find(doc: Analysis) -> Iterator[Flag]:
    found = list(_openers(doc))
    times = Counter(opener for opener, _ in found)
    for opener, flag in found:
        if times[opener] < 3 or opener in ("The", "In", "It"):  # a capital that comes again is the writer's way
            yield flag
    yield from _speakers(doc)
