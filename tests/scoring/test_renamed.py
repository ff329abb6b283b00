"""A model of version 0.1 has the old names of features and components, and loads."""

import pytest

from mtdetect.scoring.read_batch import COLUMNS
from mtdetect.scoring.renamed import RENAMED, current_name


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("poor", "low_adequacy"),
        ("document_poor", "document_low_adequacy"),
        ("leak[-3]", "leaked_furniture[-3]"),
        ("topic[+1]", "content_overlap[+1]"),
        ("document_replaced_share", "document_substituted_share"),
        ("worst_gap_clause", "worst_missing_clause"),
        ("furniture~12", "furniture~12"),
        ("any boundary", "any boundary"),
        ("broken-boundary", "broken-boundary"),
        ("replaceable", "replaceable"),
        ("copies_around", "duplicates_around"),
    ],
)
def test_old_names_have_new_ones(old: str, new: str) -> None:
    assert current_name(old) == new


def test_no_column_has_an_old_name() -> None:
    assert [name for name in COLUMNS if current_name(name) != name] == []
    assert not set(RENAMED) & set(RENAMED.values())
