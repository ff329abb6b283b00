"""Output for corpora: compact rows, one per document, paragraph or flag, beside the fields of the input.

Each format has a module with one function, `report`, which takes a `Table` and then the arguments of any reporter.
"""

from __future__ import annotations

FORMATS = ("jsonl", "csv", "parquet")
"""The formats of rows."""

LEVELS = ("document", "paragraphs", "flags")
"""What a row is about."""
