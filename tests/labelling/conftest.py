"""Fixtures of the labelling tests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from mtdetect.labelling.session import Session


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """Three paragraphs, none of them judged."""
    from labelled import document

    from mtdetect.labelling.journal import Journal
    from mtdetect.labelling.session import Session

    found = document("d", "one", "two", "three")
    return Session(found, [2, 0, 1], Journal(str(tmp_path / "a.jsonl"), found))
