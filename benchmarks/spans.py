"""Generated damage in clean documents, with wordings kept out of training: places found, and precision of flags."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from benchmarks.bench import Bench, percent, table
from benchmarks.clean import SEPARATOR, in_context, rates
from mtdetect.rules.registry import RULES
from mtdetect.types import Flag, Report
from training import corpora
from training.damage import FURNITURE, KINDS, DamagedDocument, Mark, damaged_documents, family_of
from training.documents.clean import clean_texts

SEED = "quality"
SLACK = 1
"""Characters that a flag may be away from a mark and still touch it, such as a full stop before a spliced phrase."""


class Case(NamedTuple):
    """A damaged document, its report, and the report of the original document."""

    corpus: str
    damaged: DamagedDocument
    report: Report
    original: Report


class Judged(NamedTuple):
    """A flag, and how it was judged.

    It is `right` if it touches a mark. Otherwise, `before` means that the original document has the same flag, and
    `beside` that only its paragraph is damaged: it may flag a quotation whose other end was lost, for example.
    """

    case: Case
    flag: Flag
    right: bool
    before: bool
    beside: bool


def lines(bench: Bench) -> Iterator[str]:
    made = cases(bench)
    for corpus, title in (("body", "Page bodies (news)"), ("gum", "GUM, edited genres")):
        own = [case for case in made if case.corpus == corpus]
        yield f"**{title}**: {len(own)} documents, {sum(len(c.damaged.marks) for c in own)} marks."
        yield ""
        yield from table(("", "marks", "found", "flags", "precision", "with those in the original"), _summary(own))
    yield "Recall by kind of damage. “By its rule” counts only flags of the rule made for that kind."
    yield ""
    yield from table(("kind", "marks", "found", "by its rule"), _by_kind(made))
    yield "Precision by rule. Flags that the original has too are counted separately. Flags “beside a mark” are wrong,"
    yield "but in a damaged paragraph: a quotation whose other end was lost, for example."
    yield ""
    yield from table(
        (
            "rule",
            "flags",
            "right",
            "in the original",
            "beside a mark",
            "precision",
            "with those in the original",
            "per 1,000 clean words",
        ),
        _by_rule(made),
    )
    if bench.remarks:
        for judged in judge(made):
            if not judged.right:
                where = "in the original" if judged.before else "wrong"
                yield f"- {where} {judged.flag.name}: {in_context(judged.case.report.text, judged.flag)}"
        for case in made:
            yield from (
                f"- missed {m.kind}: {in_context(case.damaged.text, Flag('', m.label, m.start, m.end, ''))}"
                for m, flags in found(case)
                if not flags
            )
        yield ""


def cases(bench: Bench) -> list[Case]:
    """Damages every edited document in English, and scores it before and after."""
    texts: dict[str, list[tuple[str, Sequence[str]]]] = {"body": [], "gum": []}
    for i, (group, corpus, paragraphs, edited) in enumerate(clean_texts(bench.data)):
        # English only: hardly any rule applies to other languages.
        if edited and paragraphs and not corpus.startswith("abc") and corpora.is_english("\n".join(paragraphs)):
            texts["body" if corpus == "body" else "gum"].append((f"{group}/{i}", paragraphs))
    result = []
    for name, documents in texts.items():
        damaged = list(damaged_documents(documents, SEED, "dev"))
        reports = bench.model.score_many(d.text for d in damaged)
        originals = bench.model.score_many(SEPARATOR.join(p.strip() for p in own) for _, own in documents)
        result += [Case(name, *parts) for parts in zip(damaged, reports, originals, strict=True)]
    return result


def found(case: Case) -> Iterator[tuple[Mark, list[Flag]]]:
    """Yields each mark that a reader could notice, with the flags that touch it."""
    flags = case.report.flags
    for mark in case.damaged.marks:
        if not mark.unseen:
            until = bisect_left(flags, mark.end + SLACK + 1, key=lambda flag: flag.start)
            yield mark, [flag for flag in flags[:until] if _touch(flag, mark)]


def judge(made: Sequence[Case]) -> Iterator[Judged]:
    for case in made:
        before = Counter((flag.code, case.original.text[flag.start : flag.end]) for flag in case.original.flags)
        for flag in case.report.flags:
            right = any(_touch(flag, mark) for mark in case.damaged.marks)
            same = (flag.code, case.report.text[flag.start : flag.end])
            known = not right and before[same] > 0
            before[same] -= known
            yield Judged(
                case, flag, right, known, not right and not known and _in_damaged_paragraph(flag, case.damaged)
            )


def _touch(flag: Flag, mark: Mark) -> bool:
    return flag.start < mark.end + SLACK and mark.start < flag.end + SLACK


def _in_damaged_paragraph(flag: Flag, damaged: DamagedDocument) -> bool:
    i = bisect_right(damaged.paragraphs, flag.start, key=lambda span: span.start) - 1
    start, end = damaged.paragraphs[max(0, i)]
    return any(mark.start < end and start < mark.end for mark in damaged.marks)


def _precision(judged: Sequence[Judged]) -> tuple[str, str]:
    """Precision without the flags that the original also has, and precision of all flags."""
    right = sum(j.right for j in judged)
    brought = sum(not j.before for j in judged)
    return percent(right / brought) if brought else "–", percent(right / len(judged)) if judged else "–"


GROUPS: dict[str, tuple[Callable[[Mark], bool], str]] = {
    "broken, spliced, encoding": (lambda mark: mark.kind != FURNITURE and family_of(mark) == "scraping", "125"),
    "translation": (lambda mark: family_of(mark) == "translation", "3"),
    "furniture": (lambda mark: mark.kind == FURNITURE, "4"),
    "all": (lambda mark: True, "123456"),
}
"""Groups of marks: which marks belong to each, and the first digits of the rules made for them."""


def totals(made: Sequence[Case]) -> dict[str, tuple[float, float]]:
    """For each group, recall of its marks by any rule, and precision of its rules without flags the original has."""
    marks = [(mark, flags) for case in made for mark, flags in found(case)]
    judged = [j for j in judge(made) if not j.before]
    result = {}
    for name, (belongs, families) in GROUPS.items():
        own = [bool(flags) for mark, flags in marks if belongs(mark)]
        right = [j.right for j in judged if j.flag.code[3] in families]
        result[name] = (sum(own) / max(1, len(own)), sum(right) / max(1, len(right)))
    return result


def _summary(made: Sequence[Case]) -> Iterator[list[object]]:
    marks = [mark for case in made for mark, _ in found(case)]
    judged = list(judge(made))
    for name, (recall, _) in totals(made).items():
        belongs, families = GROUPS[name]
        flagged = [j for j in judged if j.flag.code[3] in families]
        yield [name, sum(map(belongs, marks)), percent(recall), len(flagged), *_precision(flagged)]


def _by_kind(made: Sequence[Case]) -> Iterator[list[object]]:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for case in made:
        for mark, flags in found(case):
            own = counts[mark.kind]
            own[0] += 1
            own[1] += bool(flags)
            own[2] += any(flag.name == mark.label for flag in flags)
    for kind in [*(kind.name for kind in KINDS), FURNITURE]:
        number, hit, named = counts[kind]
        if number:
            yield [kind, number, percent(hit / number), percent(named / number)]


def _by_rule(made: Sequence[Case]) -> Iterator[list[object]]:
    by_rule: dict[str, list[Judged]] = defaultdict(list)
    for judged in judge(made):
        by_rule[judged.flag.name].append(judged)
    clean, _ = rates(case.original for case in made)
    for rule in RULES:
        own = by_rule[rule.name]
        counts = [sum(values) for values in zip(*((1, j.right, j.before, j.beside) for j in own), strict=True)] or [
            0
        ] * 4
        yield [f"{rule.code} {rule.name}", *counts, *_precision(own), f"{clean[rule.name]:.2f}"]
