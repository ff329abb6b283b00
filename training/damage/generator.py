"""Makes damaged documents from clean ones: seeded, with the exact place, rule and kind of all damage."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from mtdetect.text.segmentation import split_paragraphs
from mtdetect.types import Span
from training.damage import boundaries, encoding, page, residue, splices, wording
from training.damage.editing import Context, Damager, Edit, Mark, Part, apply, key_phrases

Family = Literal["scraping", "translation"]


class Kind(NamedTuple):
    """One way to damage a paragraph, used in proportion to `weight`. One weak kind alone is not enough for a label."""

    name: str
    family: Family
    weight: float
    damage: Damager
    weak: bool = False


KINDS: tuple[Kind, ...] = (
    Kind("stop-in-phrase", "scraping", 3.0, boundaries.stop_in_phrase),
    Kind("stop-for-comma", "scraping", 1.0, boundaries.stop_for_comma),
    Kind("lost-stop", "scraping", 3.0, boundaries.lost_stop),
    Kind("lost-speech-end", "scraping", 1.0, boundaries.lost_speech_end),
    Kind("lost-space", "scraping", 2.0, boundaries.lost_space),
    Kind("glued-words", "scraping", 1.5, boundaries.glued_words),
    Kind("line-break", "scraping", 2.0, boundaries.line_break),
    Kind("cut-off", "scraping", 2.5, boundaries.cut_off),
    Kind("cut-start", "scraping", 1.5, boundaries.cut_start),
    Kind("lost-dash", "scraping", 1.0, boundaries.lost_dash),
    Kind("lost-quote", "scraping", 1.5, boundaries.lost_quote),
    Kind("joined-paragraphs", "scraping", 1.5, boundaries.joined_paragraphs),
    Kind("vanished-link", "scraping", 1.5, boundaries.vanished_link),
    Kind("vanished-words", "scraping", 1.5, boundaries.vanished_words),
    Kind("stray-punctuation", "scraping", 1.0, boundaries.stray_closing),
    Kind("key-phrase-middle", "scraping", 2.5, splices.key_phrase_middle),
    Kind("key-phrase-end", "scraping", 2.5, splices.key_phrase_end),
    Kind("link-text", "scraping", 3.0, splices.link_text),
    Kind("action-text", "scraping", 2.5, splices.action_text),
    Kind("page-fragment", "scraping", 3.0, splices.page_fragment),
    Kind("caption", "scraping", 3.0, splices.caption),
    Kind("photo-credit", "scraping", 1.5, splices.photo_credit),
    Kind("label-word", "scraping", 2.0, splices.label_word),
    Kind("next-heading", "scraping", 2.5, splices.next_heading),
    Kind("embedded-post", "scraping", 1.5, splices.embedded_post),
    Kind("doubled-sentence", "scraping", 1.0, splices.doubled_sentence),
    Kind("doubled-phrase", "scraping", 1.0, splices.doubled_phrase),
    Kind("mojibake", "scraping", 2.0, encoding.mojibake),
    Kind("entity", "scraping", 1.0, encoding.entity),
    Kind("tag", "scraping", 1.0, encoding.tag),
    Kind("attribute", "scraping", 0.7, encoding.attribute),
    Kind("escape", "scraping", 1.0, encoding.escape),
    Kind("unseen-character", "scraping", 1.0, encoding.unseen_character),
    Kind("look-alike", "scraping", 0.7, encoding.look_alike),
    Kind("footnote", "scraping", 1.0, encoding.footnote),
    Kind("gloss", "translation", 2.5, residue.gloss),
    Kind("doubled-class", "translation", 1.0, residue.doubled_class),
    Kind("locale-form", "translation", 2.0, residue.locale_form),
    Kind("stutter", "translation", 1.0, wording.stutter),
    Kind("foreign-words", "translation", 1.5, residue.foreign_words),
    Kind("article", "translation", 2.5, wording.article, weak=True),
    Kind("wrong-word", "translation", 2.5, wording.wrong_word, weak=True),
    Kind("missing-word", "translation", 2.0, wording.missing_word, weak=True),
    Kind("word-order", "translation", 2.0, wording.word_order),
    Kind("wrong-plural", "translation", 1.0, wording.wrong_plural, weak=True),
    Kind("calque", "translation", 1.5, wording.calque),
    Kind("shuffled", "translation", 0.7, wording.shuffled),
    Kind("misspelling", "translation", 0.4, wording.misspelling, weak=True),
)
"""Every kind, in the order of their modules. The docstrings of the functions show what each looks like."""

BY_NAME = {kind.name: kind for kind in KINDS}
FURNITURE = "furniture"
"""The kind of the lines that `page` adds around paragraphs."""
_FEWEST_WORDS = 8  # a damaged heading or list item looks like furniture


class DamagedDocument(NamedTuple):
    """`scraping` and `translation` are 1, 0 or None (damage that can't be noticed) for each of `paragraphs`, as
    `split_paragraphs(text)` finds them. `marks` are all damaged places, in order, as offsets in `text`."""

    doc: str
    text: str
    marks: tuple[Mark, ...]
    paragraphs: tuple[Span, ...]
    scraping: tuple[int | None, ...]
    translation: tuple[int | None, ...]


class _Plan(NamedTuple):
    """How much of a document is damaged and how, and whether it has page furniture."""

    families: tuple[Family, ...]
    share: float
    most: int
    furniture: bool


def _plan(rng: random.Random) -> _Plan:
    choices: list[tuple[Family, ...]] = [("scraping",), ("translation",), ("scraping", "translation")]
    families = rng.choices(choices, [45, 35, 20])[0]
    share = rng.choices([0.0, 0.12, 0.3, 0.7], [12, 35, 33, 20])[0]
    return _Plan(families, share, rng.choice([1, 1, 2, 4]), "scraping" in families and rng.random() < 0.35)


def damage_paragraph(ctx: Context, kinds: Sequence[Kind], count: int) -> tuple[str, list[Mark], bool]:
    """The paragraph with up to `count` kinds of damage, its marks, and whether the next one was joined to it."""
    chosen: list[tuple[str, Edit]] = []
    joined = False
    for _ in range(4 * count):
        kind = ctx.rng.choices(kinds, [kind.weight for kind in kinds])[0]
        edits = kind.damage(ctx)
        free = all(one.end < other.start or other.end < one.start for one in edits for _, other in chosen)
        if edits and free:
            chosen += [(kind.name, one) for one in edits]
            joined = joined or kind.name == "joined-paragraphs"
            count -= 1
        if count == 0:
            break
    return (*apply(ctx.text, chosen), joined)


def damage_document(
    doc: str,
    paragraphs: Sequence[str],
    seed: int | str = 0,
    part: Part = "all",
    kinds: Sequence[Kind] = KINDS,
    others: Sequence[str] = (),
    fragments: Sequence[str] = (),
) -> DamagedDocument:
    """Damages one document of clean paragraphs. The same arguments give the same result on every machine.

    `others` are paragraphs of other documents, used to make teasers. `fragments` are lines of furniture from real pages
    (`corpora.furniture_lines`), spliced in along with the generator's own wordings.
    """
    rng = random.Random(f"{seed}/{part}/{doc}")
    plan = _plan(rng)
    paragraphs = [text for paragraph in paragraphs if (text := paragraph.strip())]
    usable = [kind for kind in kinds if kind.family in plan.families] or list(kinds)
    phrases = key_phrases(paragraphs)
    blocks: list[tuple[str, list[Mark]]] = []

    def furniture(where: str, index: int) -> None:
        ctx = Context(paragraphs, index, rng, part, phrases, fragments)
        found = page.teasers(ctx, others) if others and rng.random() < 0.3 else page.lines(ctx, where)
        # Readers disagree whether a byline is part of the article, so it gets no label, as on real pages.
        blocks.extend(
            (line, [Mark(0, len(line), label, FURNITURE, label == "byline")]) for line, label in found if line
        )

    if plan.furniture and paragraphs:
        furniture("before", 0)
    skip = False
    for index in range(len(paragraphs)):
        if skip:
            skip = False
            continue
        ctx = Context(paragraphs, index, rng, part, phrases, fragments)
        if len(ctx.text.split()) >= _FEWEST_WORDS and rng.random() < plan.share:
            text, marks, skip = damage_paragraph(ctx, usable, rng.randint(1, plan.most))
            blocks.append((text, marks))
        else:
            blocks.append((ctx.text, []))
        if plan.furniture and rng.random() < 0.12:
            furniture("between", index)
    if plan.furniture and paragraphs:
        furniture("after", len(paragraphs) - 1)
    return _assemble(doc, blocks, rng.choice(["\n\n", "\n\n", "\n", "\n \n"]))


def _assemble(doc: str, blocks: Sequence[tuple[str, list[Mark]]], feed: str) -> DamagedDocument:
    parts: list[str] = []
    marks: list[Mark] = []
    length = 0
    for text, own in blocks:
        marks += [mark._replace(start=mark.start + length, end=mark.end + length) for mark in own]
        parts.append(text + feed)
        length += len(text) + len(feed)
    text = "".join(parts)[: -len(feed)]
    spans = tuple(split_paragraphs(text))
    scraping = tuple(_label(span, marks, "scraping") for span in spans)
    translation = tuple(_label(span, marks, "translation") for span in spans)
    return DamagedDocument(doc, text, tuple(sorted(marks)), spans, scraping, translation)


def family_of(mark: Mark) -> Family:
    return BY_NAME[mark.kind].family if mark.kind in BY_NAME else "scraping"


def _label(span: Span, marks: Sequence[Mark], family: Family) -> int | None:
    own = [mark for mark in marks if mark.start < span.end and span.start < mark.end and family_of(mark) == family]
    weak = [mark for mark in own if mark.kind in BY_NAME and BY_NAME[mark.kind].weak]
    seen = [mark for mark in own if not mark.unseen and mark not in weak]
    if seen or len(weak) > 1:
        return 1
    return None if own else 0


def damaged_documents(
    documents: Iterable[tuple[str, Sequence[str]]],
    seed: int | str = 0,
    part: Part = "all",
    kinds: Sequence[Kind] = KINDS,
    fragments: Sequence[str] = (),
) -> Iterator[DamagedDocument]:
    """Damages each (name, paragraphs) once; another seed gives other damage."""
    others: list[str] = []
    for doc, paragraphs in documents:
        yield damage_document(doc, paragraphs, seed, part, kinds, tuple(others), fragments)
        others = [*paragraphs[:3], *others][:24]


WORD_CHANGES = {
    "swapped": wording.word_order,
    "dropped": wording.missing_word,
    "doubled": wording.stutter,
    "misspelled": wording.misspelling,
    "shuffled": wording.shuffled,
    "replaced": wording.wrong_word,
}


def changed_pairs(sentence: str, seed: int | str = 0) -> Iterator[tuple[str, str]]:
    """(manner, the sentence with that one change), for each manner that the sentence allows."""
    for manner, damager in WORD_CHANGES.items():
        rng = random.Random(f"{seed}/{manner}/{sentence}")
        edits = damager(Context([sentence], 0, rng))
        if edits:
            yield manner, apply(sentence, [(manner, one) for one in edits])[0]
