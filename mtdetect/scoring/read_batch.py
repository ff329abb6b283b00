"""A batch of documents that the language model has read, with their flags; the columns of the flag counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.piece_ngrams import PieceNgramModel, Surprisal
from mtdetect.lm.pieces import Tokenizer, Tokens
from mtdetect.lm.read_text import ReadText
from mtdetect.lm.tagger.network import Tagger
from mtdetect.lm.tagger.tags import tags_of
from mtdetect.rules.detection import detect_many
from mtdetect.rules.registry import RULES
from mtdetect.scoring.deep.reader import DeepReader
from mtdetect.scoring.feature_input import FeatureInput, SomeColumns, count_flags, highest_confidences
from mtdetect.scoring.features import feature_names
from mtdetect.text.language import document_language, prefilter_language
from mtdetect.text.segmentation import reflow
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Flag

FLAG_COLUMNS = tuple(dict.fromkeys([*(rule.name for rule in RULES), *(f"any {rule.family}" for rule in RULES)]))
"""One count per rule and one per family, because single rules are rare."""

COLUMNS = feature_names(FLAG_COLUMNS)

RULE_NUMBERS = {rule.code: number for number, rule in enumerate(RULES)}

RULE_COLUMNS = {rule.code: (FLAG_COLUMNS.index(rule.name), FLAG_COLUMNS.index(f"any {rule.family}")) for rule in RULES}


@dataclass
class ReadBatch:
    """Documents that the language model has read, with the pieces of all in one array."""

    documents: list[ReadText]
    paragraphs: list[str]
    """The paragraphs of all documents, each reflowed to a single line."""
    tokens: Tokens
    surprisal: NDArray[np.int32]
    unigram_surprisal: NDArray[np.int32]
    first: NDArray[np.int64]
    """The index of each document's first paragraph, and at the end the number of paragraphs."""
    tagger: Tagger | None = None
    wording: NDArray[np.float64] | None = None
    """The log-odds of a damaged wording that the deep reader gives each paragraph, NaN where it did not read. None if
    it read nothing."""

    @classmethod
    def read(
        cls,
        documents: Sequence[SegmentedText],
        tokenizer: Tokenizer,
        piece_ngrams: PieceNgramModel,
        tagger: Tagger | None = None,
    ) -> ReadBatch:
        known: dict[str, str] = {}  # equal lines are one object: a page may have thousands
        lines = (reflow(document.text[a:b]) for document in documents for a, b in document.paragraphs)
        paragraphs = [known.setdefault(line, line) for line in lines]
        tokens = tokenizer.encode(paragraphs)
        surprisal, unigram_surprisal = piece_ngrams.surprisal(tokens.ids), piece_ngrams.unigram_surprisal(tokens.ids)
        first = np.concatenate(([0], np.cumsum([len(document.paragraphs) for document in documents], dtype=np.int64)))
        read, bounds = [], first.tolist()
        pieces = tokens.starts[first].tolist()
        for i, document in enumerate(documents):
            begin, own = pieces[i], slice(pieces[i], pieces[i + 1])
            starts = tokens.starts[bounds[i] : bounds[i + 1] + 1] - begin
            read.append(
                ReadText(document, Surprisal(surprisal[own], unigram_surprisal[own], starts, tokenizer, piece_ngrams))
            )
        return cls(read, paragraphs, tokens, surprisal, unigram_surprisal, first, tagger)

    @cached_property
    def languages(self) -> list[str | None]:
        prefilter_language(self.documents)
        return [document_language(document) for document in self.documents]

    def read_deeply(self, reader: DeepReader, chosen: Sequence[frozenset[int] | None]) -> None:
        """Has the deep reader read some paragraphs of each English document, None for all, before flags are made."""
        assert self.tagger is not None
        self.tag(self.tagger.unlimited())
        wording = np.full(len(self.paragraphs), np.nan)
        for document, own, first in zip(self.documents, chosen, self.first.tolist(), strict=False):
            if document.tags is not None:
                document.tags, found = reader.read(document.text, document.paragraphs, self.tagger, document.tags, own)
                wording[first : first + len(found)] = found
        self.wording = wording

    def tag(self, tagger: Tagger) -> None:
        """Gives the English documents their tags."""
        english = [d for d, language in zip(self.documents, self.languages, strict=True) if language in ("en", None)]
        spans = [(document.text, document.paragraphs) for document in english]
        for document, tags in zip(english, tags_of(tagger, spans), strict=True):
            document.tags = tags

    @cached_property
    def flags(self) -> list[list[Flag]]:
        """Each document's flags, in order."""
        if self.tagger is not None and self.wording is None:
            self.tag(self.tagger)
        found = detect_many(self.documents, self.languages)
        for document in self.documents:
            document.release()
        return found

    def evidence(self) -> FeatureInput:
        """What the features of these documents are computed from."""
        number, bounds = len(self.paragraphs), self.first.tolist()
        codes = {flag.code for flags in self.flags for flag in flags}
        counted = sorted({column for code in codes for column in RULE_COLUMNS[code]})
        stated = sorted({RULE_NUMBERS[f.code] for flags in self.flags for f in flags if f.confidence is not None})
        columns = {code: tuple(counted.index(column) for column in RULE_COLUMNS[code]) for code in codes}
        numbers = {code: stated.index(RULE_NUMBERS[code]) for code in codes if RULE_NUMBERS[code] in stated}
        counts = np.zeros((number, len(counted)), np.float32)
        confidences = np.zeros((number, len(stated)), np.float32)
        for document, flags, first, last in zip(self.documents, self.flags, bounds, bounds[1:], strict=False):
            if flags:
                own = document.paragraphs
                counts[first:last] = count_flags(own, flags, columns, len(counted))
                confidences[first:last] = highest_confidences(own, flags, numbers)
        return FeatureInput(
            paragraphs=self.paragraphs,
            documents=self.first,
            tokens=self.tokens,
            surprisal=self.surprisal,
            unigram_surprisal=self.unigram_surprisal,
            flags=SomeColumns(tuple(counted), counts, len(FLAG_COLUMNS)),
            confidences=SomeColumns(tuple(stated), confidences, len(RULE_NUMBERS)),
            texts=self.documents,
        )
