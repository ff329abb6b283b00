"""A paragraph of prose stops, or begins, in mid-sentence.

What it does
    Flags the last word of a prose paragraph that ends on a word no sentence ends on, on a comma, on a teaser's dots
    ("the minister [said...]", "[Read m…]"), or with nothing at all where the paragraphs around it, and its own other
    sentences, are closed, or in the middle of a word ("one [anoth...]"). Flags the first word of a prose paragraph
    that begins in lower case after a paragraph that was closed. Where the words leave it open, an end without a full
    stop, or with dots, is flagged if the language model finds a full stop unlikely there. So are "(more)" and its
    like, and a paragraph that begins with a comma or bracket.

Why it is damage
    The page showed only the beginning, or the extractor lost what stood between: a link, a table, the next page.

Example
    >>> text = "The court will hear the appeal of the former minister on Monday, and the"
    >>> [text[flag.start : flag.end] for flag in find(Analysis(text))]
    ['the']

What it leaves alone
    Headlines, captions, standfirsts, list items, salutations and addresses; a line that introduces what follows,
    be it code, a formula or the next item; verse; chats, whose writers begin in lower case, as their spelling shows;
    dots in speech and dialogue; names in lower case ("iPhone sales"; "dpkg will refuse", where the word comes again
    or stands as a subject without an article); text whose writer does not care for full stops; and a line break inside
    a sentence, which is a broken boundary (MTD101); addresses of pages, and a label or signature after the last
    sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from string import ascii_lowercase

from mtdetect import patterns, segment, wordlists
from mtdetect.analysis import Analysis
from mtdetect.code import begins_display
from mtdetect.repair import Casual, Search, SmallNames, asking, is_sentence_case, left_of, savings
from mtdetect.types import Flag, Rule, Span

RULE = Rule("MTD104", "truncated", "boundary", "A paragraph of prose stops, or begins, in mid-sentence.")

MIN_PROSE_WORDS = 8
MANY_NAMES = 2
"""Of three long words so many may have a capital in a sentence of news that breaks off on a word that ends none."""
MIN_WORDS = 10
MAX_HEADING = 13
"""Words from which a line is no heading."""
STOP_COST, STOP_COST_BEFORE_DOTS, STOP_COST_AMONG_CLOSED, STOP_COST_OF_ONE_SENTENCE = 6.7, 9.0, 5.5, 6.7
"""Bits from which a full stop is taken to be out of place at the end of a paragraph that has none, has dots, or has
none among paragraphs that do, which may be of one sentence."""
STOP_COST_ALONE = 9.0
"""The same where no closed paragraph stands before it."""
CONTENT_COST = 2.0
"""Bits that are asked for besides after a word that may well end a sentence: a lead has lost no more than its stop."""
NAME_COST = 2.0
"""Bits that are asked for besides after a name, which the model may not know, and in casual writing."""
MIN_ONE_SENTENCE = 20
"""Words that a paragraph of one sentence must have, if it breaks off on a word that may end one: a headline, a teaser
or a line of a chat has as little of a stop."""
NEAR = 2000
"""Characters around a paragraph in which blank lines show that the others are parted by them."""
FULL_LINE = 100
"""Columns of the widest line that was wrapped, and is no paragraph."""
ELSEWHERE = 20_000
"""Characters on either side in which a word that is not known is looked for again."""
RETOLD = 3
"""Long words that a teaser shares with the paragraph below it."""
MIN_OPEN_WORDS = 20
"""Words a paragraph without closing punctuation must have: standfirsts and captions are mostly shorter."""
MIN_TEXT_WORDS = 25
"""Words it must have where only its neighbours tell that a full stop is due."""

_SHOWN = patterns.compile(r"\b(?:shown|pictured|seen|like th(?:is|ese)|above|below|left|right|here|file photo)\b")
_CHAT_START = patterns.compile(
    r"(?:i|it|its|we|you|he|she|they|this|so|and|but|please|pls|thanks?|ok|okay|yes|yeah|no|not|maybe|also|just|if|is|are|was|do"
    r"|does|did|can|could|have|has|will|would|what|how|why|who|when|where|then|hi|hello|hope|sorry|wow|well|any|my|your|gotta)(?!\w)"
)
_CLOSED = patterns.compile(r"[.!?…:;。！？][\"'”’»)\]*†‡\d]{0,6}\Z|[)\]]\Z")
_SURE_ENDS = frozenset(".!?…:;。！？)]")
_DOTS = patterns.compile(r"[ \xa0]?(?:\.\.\.|…|\[(?:\.\.\.|…)\])\Z")
_QUESTION = patterns.compile(
    r"(?:How|What|Who|Whose|Where|When|Why|Which|Do|Does|Did|Is|Are|Was|Were|Can|Could|Will|Would)\Z"
)
_AUTHOR = patterns.compile(
    r"[—–”\"] ?-{0,2} ?[A-Z@][^.!?]*\Z| --? ?[A-Z]\w+(?: [A-Z]\w+){0,2}\Z"
    r"|\b[A-Z][a-z]+: ?[\w. /]+\Z|\b(?:Posted|Written) by [\w. ]+\Z"
)
_ADDRESS = patterns.compile(r"[/@#_=:]|\w\.\w")
_LABEL_END = patterns.compile(
    r"[a-z)][.!?] +(?!(?:The|An?|In|It|But|And|This|He|She|They|We)\b)[A-Z][\w’'-]*(?: [\w’'-]+){0,2}\Z"
)  # a signature or a heading, not a sentence
_POINTER = patterns.compile(
    r"(?:(?:\.\.\.|…) ?(?:(?:Read|View|Show|Continue)\b[a-z ]{0,16}|See (?:more|all|full|the)\b[a-z ]{0,16}|more)"
    r"|\((?:more|continued)\)|(?:(?:…|\.\.\.) ?)?\[\+\d{1,6} chars\])\Z"
)
_SPOKEN_END = patterns.compile(r"(?:[?!…]|\.\.\.)\Z")
_SALUTATION = patterns.compile(r"\b(?:Dear|Hi|Hello|Hey) [A-Z][\w’'-]*(?: [A-Z][\w’'-]*){0,2},\Z")
_LOST_START = patterns.compile(r"[,;)] (?=[^\W\d_])|(?:\.\.\.|…|[’'] ) ?(?=[^\W\d_A-Z])")
_LAST = patterns.compile(r"[^\W_][\w’'-]*\W{0,6}\Z")
_JOINTS = str.maketrans("", "", "’'-")
_FIRST = patterns.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_INNER_END = patterns.compile(r"[a-z][.!?][\"”’)]* [\"“‘(]?[A-Z]")
_SPEECH = patterns.compile(r"[\"“]|\b(?:I|we|We|you|You|yeah|well|our|my)\b")
_CUT_VERBS = patterns.compile(r"said|says|told|added|is|are|was|were|has|have|had|will|would|can|could|should|been")
_PREPOSITIONS = patterns.compile(r"of|to|from|with|into|by|at|for|in|on|between|that|which|who|as")
_NEVER_LAST = patterns.compile(r"of|to|from|with|into|at|between|which|who|as")
# “what stars are made of”, “nothing to start with”
_STRANDED = patterns.compile(
    r"\b(?:to|are|is|was|were|be|being|been) [a-z]+ (?:of|to|with|at|on|for|from|in|by|into)\Z"
)
# Words of grammar that end a sentence so seldom that a line which ends on one is no headline, and no name stands there.
_LEADS_ON = patterns.compile(
    r"of|to|from|with|into|at|between|which|who|as|in|on|by|for|about|against|than|because|while|whether|is|was|were|been|being"
    r"|has|have|had|these|those|this|that|his|their|its|our|your|my|the|an?|and|or|he|she|they|we|told"
)
_LONG_WORD = patterns.compile(r"[a-z]{6,}")
_LIST_END = patterns.compile(r"(?:[,;]|\b(?:and|or))\Z")
_ITEM = patterns.compile(r"[*•·–—-] |\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]? ")
_PARTICLES = patterns.compile(r"de|da|di|du|van|von|der|den|al|el|la|le|bin|ibn|dos|das|del|e|i")


def _flag(start: int, end: int, message: str) -> Flag:
    return Flag(RULE.code, RULE.name, start, end, message)


def _is_closed(text: str, paragraph: Span) -> bool:
    if text[paragraph.end - 1] in _SURE_ENDS:
        return True
    return _CLOSED.search(text, max(paragraph.start, paragraph.end - 8), paragraph.end) is not None


def _end(text: str, paragraph: Span, following: str, around: bool) -> Flag | None:
    """The flag for a paragraph that stops in mid-sentence; `around` tells whether its neighbours are closed prose."""
    body = text[paragraph.start : paragraph.end]
    pointer = _POINTER.search(body, max(0, len(body) - 28))
    if pointer and len(body.split(None, MIN_PROSE_WORDS)) >= MIN_PROSE_WORDS:
        at = paragraph.start + pointer.start()
        return _flag(at, paragraph.end, f"“{pointer[0]}” stands for the rest of the text, which is not here.")
    dots = _DOTS.search(body, max(0, len(body) - 7))
    if not dots and _is_closed(text, paragraph):
        return None
    words = body.split()
    if len(words) < MIN_PROSE_WORDS or following.islower() or not is_sentence_case(words, MANY_NAMES):
        return None
    last = _LAST.search(body, max(0, len(body) - 48))
    if last is None:
        return None
    bare = _FIRST.match(body, last.start())
    word = bare[0] if bare else ""
    start = paragraph.start + last.start()
    if dots:
        hanging = word in wordlists.load("hanging_words") or (len(word) == 1 and word.islower())
        hanging |= (
            bool(_CUT_VERBS.fullmatch(word) or _PREPOSITIONS.fullmatch(word)) and not dots[0][0].isspace()
        )  # a speaker's pause has a space
        torn = not dots[0][0].isspace() and _is_torn(word) and len(word) > 3
        if torn or (hanging and not _SPEECH.search(body)) or dots[0].strip()[0] == "[":
            return _flag(start, paragraph.end, f"The text is cut off after “{word}”, with dots for the rest.")
        return None
    if body[-1] == ",":
        if _SALUTATION.search(body, max(0, len(body) - 40)):
            return None
        if around and is_sentence_case(words) and following not in "“\"‘'" and len(words) >= 12:
            return _flag(start, paragraph.end, "The paragraph ends on a comma: the rest of the sentence is gone.")
        return None
    if not body[-1].isalpha() or not word or (word in ("and", "or") and not following.isalpha() and following):
        return None  # the last two items of a list
    inner = _INNER_END.search(body)
    prose = len(words) >= MIN_OPEN_WORDS and (inner or around)
    if word in wordlists.load("hanging_words") or (prose and _NEVER_LAST.fullmatch(word)):
        return _flag(start, paragraph.end, f"The paragraph ends on “{word}”, which no sentence ends on.")
    apart = body[: last.start()].endswith(" ") and len(word) > 2
    if prose and apart and _is_torn(word) and not _comes_again(text, word, paragraph):
        return _flag(start, paragraph.end, f"The paragraph ends in the middle of a word, on “{word}”.")
    return None


def _comes_again(text: str, word: str, paragraph: Span) -> bool:
    """Whether a word at the end of a paragraph is one of the text's own, which stands elsewhere, too."""
    whole = f" {word} "
    start, end = paragraph.end - len(word), paragraph.end
    return whole in text[max(0, start - ELSEWHERE) : start] or whole in text[end : end + ELSEWHERE]


def _is_text(body: str) -> bool:
    """Whether a paragraph is no caption or standfirst, and its last sentence no heading that was glued to it."""
    last = re.split(r"[a-z\d%)][.!?][\"”’)]*\s*(?=[\"“‘(]?[A-Z])", body)[-1]
    return (
        len(body.split()) >= MIN_TEXT_WORDS
        and _INNER_END.search(body) is not None
        and len(last.split()) >= MIN_PROSE_WORDS
        and not _SHOWN.search(body)
    )


def _is_retold(text: str, paragraph: Span, body: str) -> bool:
    """Whether the next paragraph says in other words what this one does: a teaser above its report."""
    following = text[paragraph.end : paragraph.end + 400].lstrip().partition("\n")[0]
    own = set(_LONG_WORD.findall(body[-400:].lower()))
    return len(own.intersection(_LONG_WORD.findall(following.lower()))) >= RETOLD


def _unlikely_ends(doc: Analysis, ends: Sequence[tuple[Span, float]], casual: Casual) -> Search:
    """The ends of prose paragraphs, without a full stop or with dots, where the language model expects no full stop."""
    text, places = doc.text, []
    function_words = wordlists.load("function_words")
    of_code = bool(ends) and SmallNames.of(doc).of_code
    for paragraph, cost in ends:
        body = text[paragraph.start : paragraph.end]
        dots = _DOTS.search(body, max(0, len(body) - 7))
        bare = body[: dots.start()] if dots else body
        pause = dots and (dots[0][0].isspace() or "“" in bare or '"' in bare)
        final = bare.rsplit(None, 1)[-1] if bare[-1:].isalpha() else ""
        hangs = not dots and not of_code and _LEADS_ON.fullmatch(final) is not None and _begins(text, paragraph.end)
        if final and not pause and (hangs or not _AUTHOR.search(bare, max(0, len(bare) - 60))):
            if not (dots or hangs) and (_ADDRESS.search(final) or _LABEL_END.search(bare, max(0, len(bare) - 60))):
                continue
            short = len(bare.split(None, MIN_ONE_SENTENCE)) < MIN_ONE_SENTENCE and not _INNER_END.search(bare)
            if not dots and _STRANDED.search(bare, max(0, len(bare) - 60)):
                continue
            if not (dots or hangs) and (_is_retold(text, paragraph, bare) or short):
                continue
            if not dots and (final[0].isupper() or casual.signs_near(paragraph.end)):
                cost += NAME_COST
            if final.lower() not in function_words:
                cost += CONTENT_COST
            places.append((paragraph, len(bare), max(cost, STOP_COST_BEFORE_DOTS if dots else 0.0)))
    lefts = [left_of(text, paragraph.start + length) for paragraph, length, _ in places]
    costs = yield from savings(doc, [(f"{left}.", left) for left in lefts])
    for (paragraph, length, needed), bits in zip(places, costs, strict=True):
        if bits >= needed and not _goes_on(doc, paragraph):
            last = _LAST.search(text, paragraph.start + max(0, length - 40), paragraph.start + length)
            start = last.start() if last else paragraph.end - 1
            yield _flag(start, paragraph.end, f"The paragraph breaks off after “{text[start : paragraph.end]}”.")


def _begins(text: str, at: int) -> bool:
    """Whether a sentence begins after `at`, or nothing follows: a path or an abbreviation may belong to the line."""
    following = text[at : at + 40].lstrip()[:2]
    return following == "" or following[0] in "“\"‘'" or following.istitle()


def _goes_on(doc: Analysis, paragraph: Span, hangs: bool = False) -> bool:
    """Whether a paragraph that breaks off leads on to what follows: code, an item of a list, or its own next line.

    A short line with a capital is its own next one where it `hangs` on a word that ends none: “See the / GNU licence.”
    """
    following = segment.index_at(doc.paragraphs, paragraph.start) + 1
    if following == len(doc.paragraphs):
        return False
    text, after = doc.text, doc.paragraphs[following]
    mark = text[after.start]
    if _LIST_END.search(text, max(0, paragraph.end - 4), paragraph.end) and _ITEM.match(text, *after):
        return True
    if text[paragraph.start] == mark and not mark.isalnum():
        return True  # a comment or a quotation has the same mark before each line
    if begins_display(text, after) or _is_deeper(text, paragraph, after):
        return True  # a formula, a diagram, a line to type, or a word with marks of its own
    if segment.is_one_break(text, paragraph, after):
        width = paragraph.end - text.rfind("\n", 0, paragraph.end) - 1
        blocks = text.find("\n\n", max(0, paragraph.start - NEAR), after.end + NEAR) >= 0
        if (
            blocks
            and segment.MIN_WRAP_WIDTH <= width <= FULL_LINE
            and (hangs or not mark.isupper() or after.end - after.start > width)
        ):
            return True
    return doc.layout.is_code(after.start)


def _is_deeper(text: str, paragraph: Span, after: Span) -> bool:
    """Whether what follows, after a blank line, is set off to the right."""
    own, next_ = (span.start - text.rfind("\n", max(0, span.start - 80), span.start) - 1 for span in (paragraph, after))
    return own + 2 <= next_ < 80 and not text[after.start - next_ : after.start].strip()


def _begins_cut(text: str, paragraph: Span, orderly: bool) -> Flag | None:
    """The flag for a paragraph that begins in lower case, or with punctuation that belongs to what went before."""
    lost = _LOST_START.match(text, paragraph.start, paragraph.end)
    first = _FIRST.match(text, lost.end() if lost else paragraph.start)
    if first is None or (not lost and not first[0].islower()) or _PARTICLES.fullmatch(first[0]):
        return None
    words = text[paragraph.start : paragraph.end].split()
    if len(words) < MIN_PROSE_WORDS or not is_sentence_case(words, MANY_NAMES if lost else 1):
        return None
    if lost:
        span = (paragraph.start, first.end())
        return _flag(*span, f"The paragraph begins with “{lost[0].strip()}”, which belongs to what is gone.")
    if not words[0].rstrip(",.").translate(_JOINTS).isalpha():
        return None
    if first[0].count("-") > 1:
        return None  # the name of a setting
    known = first[0] in wordlists.load("common_words")
    known = known or (orderly and (_is_inflected(first[0].split("-")[0]) or _is_tail(first[0])))
    if (not known and len(first[0]) > 3) or words[1][0].isupper():
        return None  # a name, or a label before its sentence
    return _flag(*first.span(), f"The paragraph begins with “{first[0]}” in lower case: its start is gone.")


_ENDING = patterns.compile(r"(?:(?:ie)?[sd]|e[sd]|(?<=[a-z]{3})ing|ly|er)\Z")


def _is_inflected(word: str) -> bool:
    """Whether a word is known, with an ending or without."""
    known = wordlists.known_words()
    stem = _ENDING.sub("", word)
    return word in known or any(stem + ending in known for ending in ("", "e", "y"))


@cache
def _tails() -> frozenset[str]:
    return frozenset(word[i:] for word in wordlists.known_words() for i in range(1, len(word) - 2))


def _is_tail(word: str) -> bool:
    """Whether it is no word, but what a known one ends on: “ompany”, “rches”."""
    return (
        word not in wordlists.known_words()
        and len(word) > 2
        and (word in _tails() or word.removesuffix("s") in _tails())
    )


@cache
def _heads() -> frozenset[str]:
    return frozenset(word[:i] for word in wordlists.known_words() for i in range(2, len(word)))


def _is_torn(word: str) -> bool:
    """Whether it is no word, but what known ones begin with: “anoth”, “meanwhi”."""
    return word.islower() and not _is_inflected(word) and word not in wordlists.load("short_words") and word in _heads()


def _lost_initial(word: str) -> bool:
    """Whether a word has lost its first letter, which stood apart as an ornament: “ariff” for “Tariff”."""
    known = wordlists.known_words()
    return word not in known and any(letter + word in known for letter in ascii_lowercase)


def _is_heading(text: str, paragraph: Span) -> bool:
    """Whether the line above is a title: a few words, the long ones mostly with capitals, and no mark at the end."""
    words = text[paragraph.start : paragraph.end].split(None, MAX_HEADING)
    return len(words) < MAX_HEADING and text[paragraph.end - 1].isalnum() and not is_sentence_case(words)


def _is_alone(text: str, paragraphs: Sequence[Span], i: int) -> bool:
    """Whether a paragraph of several sentences stands under a title."""
    return _INNER_END.search(text, *paragraphs[i]) is not None and _is_heading(text, paragraphs[i - 1])


def _is_broken(text: str, before: Span, after: Span) -> bool:
    """Whether the line above introduces this one, or broke off inside its sentence, which is another rule's."""
    between = text[before.end - 1 : after.start]
    return between[0] in ":;" or (between == ".\n" and text[before.end - 2].isalpha())


def _stands_behind(doc: Analysis, before: Span) -> bool:
    """Whether what stands above is no prose, which the sentence goes on behind."""
    text = doc.text
    display = begins_display(text, before)
    return display or doc.layout.is_code(before.start)


@asking
def find(doc: Analysis) -> Search:
    text, paragraphs = doc.text, doc.paragraphs
    long = [paragraph.end - paragraph.start >= 80 for paragraph in paragraphs]
    closed = [_is_closed(text, paragraph) for paragraph in paragraphs]
    sound = [a and b for a, b in zip(long, closed, strict=True)]
    first_sound = sound.index(True) if True in sound else len(sound)
    careful = sum(sound) >= 3 and sum(sound) >= 0.8 * sum(long)
    mostly = sum(sound) >= 3 and sum(sound) >= 0.7 * sum(long)
    tidy = sum(sound) >= 3 and sum(sound) >= 0.5 * sum(long)
    casual = Casual.of(doc)
    cut: list[Flag] = []
    open_ends: list[tuple[Span, float]] = []
    for i, paragraph in enumerate(paragraphs):
        following = text[paragraphs[i + 1].start] if i + 1 < len(paragraphs) else ""
        # The lead above the first paragraph of a report has no stop as often as it has one.
        lead = mostly and i < first_sound
        # Nearly all end on one mark that closes them, or on that and a quotation mark.
        mark = text[paragraph.end - 1]
        plain = (mark in ".!?" and text[paragraph.end - 2] != ".") or (mark in "”’\"'" and closed[i])
        if paragraph.end - paragraph.start > 30 and not plain:
            before = any(sound[max(0, i - 2) : i]) and i >= 2
            after = i + 1 == len(paragraphs) or any(sound[i + 1 : i + 3])
            flag = _end(text, paragraph, following, careful and before and after)
            if flag:
                last = text[flag.start : flag.end]
                hangs = last in wordlists.load("hanging_words") or _NEVER_LAST.fullmatch(last) is not None
                if not _goes_on(doc, paragraph, hangs):
                    yield flag
            elif _DOTS.search(text, max(paragraph.start, paragraph.end - 7), paragraph.end) or not (closed[i] or lead):
                words = text[paragraph.start : paragraph.end].split()
                asked = _QUESTION.match(words[0])
                prose = is_sentence_case(words) or (careful and is_sentence_case(words, MANY_NAMES))
                listed = words[-1] in ("and", "or") and following and not following.isalpha()
                if len(words) >= MIN_WORDS and not asked and not listed and not following.islower() and prose:
                    body = text[paragraph.start : paragraph.end]
                    due = careful and before and after and following not in "“\"‘'" and not _SHOWN.search(body)
                    cost = STOP_COST_AMONG_CLOSED if _is_text(body) else STOP_COST_OF_ONE_SENTENCE
                    if not (due and is_sentence_case(words)):
                        # Of a text alone, or a line above the others, the writer may care for no stop there.
                        cost = STOP_COST if i > first_sound else STOP_COST_ALONE
                    open_ends.append((paragraph, cost))
        first = text[paragraph.start]
        begins_cut = first.islower() or (first in ",;)….’'" and i > 0)
        if begins_cut and i == 0:
            flag = _begins_cut(text, paragraph, mostly) if mostly and long[0] and closed[0] else None
            asks = flag and _CHAT_START.match(text, flag.start, flag.end)
            if flag and not (asks or casual.signs_near(0) or casual.small_starts_near(flag.start)):
                cut.append(flag)
            continue
        if (
            begins_cut
            and first in ".…"
            and text[paragraphs[i - 1].end - 1] in ".…"
            and text[paragraphs[i - 1].end - 2] in ".…"
        ):
            continue  # the speaker paused
        if begins_cut and (
            closed[i - 1] or first in ",;)" or (mostly and closed[i] and _is_alone(text, paragraphs, i))
        ):
            orderly = mostly or (
                tidy and text[paragraphs[i - 1].end - 1] != ")" and not casual.signs_near(paragraph.start)
            )
            flag = _begins_cut(text, paragraph, orderly)
            if flag and _stands_behind(doc, paragraphs[i - 1]):
                continue
            if flag and not _is_broken(text, paragraphs[i - 1], paragraph):
                signs, small = casual.signs_near(paragraph.start), casual.small_starts_near(flag.start)
                chat = _CHAT_START.match(text, flag.start, flag.end) and (signs or not mostly)
                reply = not orderly or _SPOKEN_END.search(
                    text, max(0, paragraphs[i - 1].end - 3), paragraphs[i - 1].end
                )
                # A reply, whose writer needs no capitals.
                chat = chat or (reply and not _lost_initial(text[flag.start : flag.end]))
                if first in ",;)….’'" or not (signs > careful or small > 1 + careful or chat):
                    cut.append(flag)
    yield from _unlikely_ends(doc, open_ends, casual)
    names = SmallNames.of(doc)
    cut = [
        flag
        for flag in cut
        if not (names.has(flag.start, flag.end) or names.is_subject(flag.start, flag.end))
        or _lost_initial(text[flag.start : flag.end])
    ]
    times = Counter(text[flag.start : flag.end] for flag in cut)
    if len(cut) <= max(1, sum(long) // 4):  # more than that is a writer's way
        yield from (flag for flag in cut if times[text[flag.start : flag.end]] < 2)  # else a name, or a label
