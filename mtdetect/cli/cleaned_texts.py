"""Cleans the documents of a run: keeps count, and prints the diff and the record of the fixes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TextIO

from mtdetect.cleaning.cleaned import Cleaned, Fix
from mtdetect.cleaning.composition import apply
from mtdetect.cli.inputs import paired
from mtdetect.readers.ignored import is_ignored
from mtdetect.reporters.rows.fields import to_json
from mtdetect.reporters.safety import safe
from mtdetect.rules.registry import RULES
from mtdetect.types import Document, Source, Span

if TYPE_CHECKING:
    from mtdetect.scoring.pipeline import Model

NAMES = {rule.code: rule.name for rule in RULES}
MOST_NAMED = 8
"""Codes that a summary counts one by one."""


@dataclass
class CleaningRun:
    """The model, the options and the outputs of a run, and what it has counted so far.

    `options`: further arguments of `clean_many`. `diff` and `record`: where to print the changes, if anywhere.
    """

    model: Model
    unsafe: bool
    options: dict[str, Any]
    diff: TextIO | None = None
    record: TextIO | None = None
    count: Callable[[Iterator[Any]], Iterator[Any]] = iter
    documents: int = 0
    changed: int = 0
    left: int = 0
    by_code: Counter[str] = field(default_factory=Counter)

    def clean(self, documents: Iterator[Document]) -> Iterator[tuple[Document, Cleaned]]:
        """The documents with their cleaned texts, lazily and in order. A text with a source is cleaned in it."""
        from mtdetect.cleaning.cleaner import clean_many

        def results(texts: Iterator[str]) -> Iterator[Cleaned]:
            return self.count(clean_many(texts, self.unsafe, self.model, **self.options))

        for document, cleaned in paired(documents, results):
            if document.ignored:
                cleaned = without_ignored(cleaned, document)
            if document.source is not None:
                cleaned = in_source(cleaned, document.source)
            self.take(document, cleaned)
            yield document, cleaned

    def take(self, document: Document, cleaned: Cleaned) -> None:
        """Counts a cleaned document, and prints what changed."""
        self.documents += 1
        self.changed += bool(cleaned.fixes)
        self.left += cleaned.unsafe
        self.by_code.update(fix.code for fix in cleaned.fixes)
        if self.record:
            for fix in cleaned.fixes:
                entry = {"id": document.id, **_place(document), **fix.to_dict(cleaned.original)}
                self.record.write(to_json(entry) + "\n")
        if self.diff and cleaned.fixes:
            where = safe(str(document.metadata.get("file", document.id)).lstrip("/"))
            line = f":{document.metadata['line']}" if "line" in document.metadata else ""
            diff = cleaned.diff(f"a/{where}{line}", f"b/{where}{line}")
            self.diff.write("\n".join(map(safe, diff.split("\n"))) if self.diff.isatty() else diff)

    def summary(self) -> str:
        """What was fixed, and what is left to fix, in a sentence."""
        fixes = self.by_code.total()
        named = ", ".join(f"{number} {code}" for code, number in self.by_code.most_common(MOST_NAMED))
        more = ", …" if len(self.by_code) > MOST_NAMED else ""
        of = f" of {self.documents}" if self.documents != 1 else ""
        made = f"{_number(fixes, 'fix')} in {self.changed}{of} {'document' if self.documents == 1 else 'documents'}"
        made = f"{made}: {named}{more}" if fixes else f"nothing to fix in {_number(self.documents, 'document')}"
        return f"{made}; {self.left} more with --unsafe-fixes" if self.left else made


def without_ignored(cleaned: Cleaned, document: Document) -> Cleaned:
    """Without the fixes that begin where comments in the file turn their rules off."""
    kept = [fix for fix in cleaned.fixes if not is_ignored(document, fix.start, fix.code, NAMES.get(fix.code, ""))]
    return Cleaned(cleaned.original, apply(cleaned.original, kept), tuple(kept), cleaned.unsafe)


def in_source(cleaned: Cleaned, source: Source) -> Cleaned:
    """The fixes of a text made in the file that it was taken from, where the file has the same words."""
    moved = []
    for fix in cleaned.fixes:
        span = Span(fix.start, fix.end)
        around = Span(max(0, fix.start - 1), fix.start) if fix.start == fix.end else span
        if source.is_verbatim(around):
            start, end = source.to_file(span)
            moved.append(Fix(fix.code, start, end, fix.replacement, fix.message, fix.safe))
    return Cleaned(source.text, apply(source.text, moved), tuple(moved), cleaned.unsafe)


def _place(document: Document) -> dict[str, Any]:
    return {name: document.metadata[name] for name in ("file", "line") if name in document.metadata}


def _number(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 'es' if noun.endswith('x') else 's'}"
