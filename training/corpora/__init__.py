"""Reads the training data: the plain rows of every file, and labelled documents made from them.

The data folder is always an argument; nothing here knows where it is.
"""

from training.corpora.alignment import mean_f1, shingle_f1
from training.corpora.packages import MANUALS, PackageKind, digest, package_texts
from training.corpora.page_documents import LabelledDocument, furniture_lines, is_english, label_page, page_documents
from training.corpora.recomposition import recomposed
from training.corpora.rendering import ARTICLE_ONLY, EXTRACTORS, WHOLE_PAGE, render
from training.corpora.rows import (
    EDITED_GENRES,
    CleanDocument,
    CleanParagraph,
    Page,
    TorturedPhrase,
    ag_news,
    clean_documents,
    clean_paragraphs,
    error_spans,
    fold,
    human_or_machine,
    is_dev,
    originals,
    pages,
    post_edited,
    registered_domain,
    seeds,
    tortured_phrases,
    wmt,
)
from training.corpora.translations import (
    TranslationRow,
    detokenise,
    error_span_rows,
    human_or_machine_rows,
    original_rows,
    post_edit_rows,
    translation_documents,
    wmt_rows,
)

__all__ = [
    "ARTICLE_ONLY",
    "EDITED_GENRES",
    "EXTRACTORS",
    "MANUALS",
    "WHOLE_PAGE",
    "CleanDocument",
    "CleanParagraph",
    "LabelledDocument",
    "PackageKind",
    "Page",
    "TorturedPhrase",
    "TranslationRow",
    "ag_news",
    "clean_documents",
    "clean_paragraphs",
    "detokenise",
    "digest",
    "error_span_rows",
    "error_spans",
    "fold",
    "furniture_lines",
    "human_or_machine",
    "human_or_machine_rows",
    "is_dev",
    "is_english",
    "label_page",
    "mean_f1",
    "original_rows",
    "originals",
    "package_texts",
    "page_documents",
    "pages",
    "post_edit_rows",
    "post_edited",
    "recomposed",
    "registered_domain",
    "render",
    "seeds",
    "shingle_f1",
    "tortured_phrases",
    "translation_documents",
    "wmt",
    "wmt_rows",
]
