"""An interval is given only if there are enough paragraphs for one; otherwise the reason is."""

from typing import Any

import numpy as np
import pytest

from mtdetect.learning.metrics import metrics, paired
from mtdetect.reporters.figures import compared, to_text


def rows(damaged: int, sound: int, sources: int = 5) -> tuple[Any, Any, Any, list[str]]:
    """Scores that separate the classes, labels, weights and groups."""
    labels = np.array([1] * damaged + [0] * sound)
    return labels * 0.8 + 0.1, labels, np.ones(len(labels)), [str(i % sources) for i in range(len(labels))]


@pytest.mark.parametrize(
    ("damaged", "sound", "sources", "reason"),
    [
        (5, 300, 5, "too few to tell (only 5 damaged paragraphs)"),
        (300, 1, 5, "too few to tell (only 1 sound paragraph)"),
        (300, 300, 1, "too few to tell (only one source)"),
        (10, 10, 5, ""),
    ],
)
def test_the_reason(damaged: int, sound: int, sources: int, reason: str) -> None:
    scores, labels, weights, groups = rows(damaged, sound, sources)
    found = metrics(scores, labels, weights, groups)
    assert found.get("intervals", "") == reason
    assert ("roc_auc_interval" in found) == (not reason)
    assert found["roc_auc"] == 1
    both = paired(np.full(len(labels), 0.3), scores, labels, weights, groups)
    assert both.get("intervals", "") == reason
    assert both["difference"]["roc_auc"] == ([0.5, None, None] if reason else [0.5, 0.5, 0.5])


def test_the_reason_is_printed() -> None:
    scores, labels, weights, groups = rows(5, 300)
    reason = "too few to tell (only 5 damaged paragraphs)"
    assert f"  intervals          {reason}\n" in to_text({"scraping": metrics(scores, labels, weights, groups)})
    both = paired(np.full(len(labels), 0.3), scores, labels, weights, groups)
    assert compared({"scraping": {"way": "adapted", **both}}).splitlines()[1:4] == [
        "  scraping: adapted, 305 paragraphs from 5 sources",
        f"    {reason}",
        "    roc auc            0.5000 to 1.0000, +0.5000",
    ]
