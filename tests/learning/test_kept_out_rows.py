"""What a training promises in its card holds on rows that were kept out, and n-grams alone do no better."""

import random
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mtdetect
from mtdetect.learning.metrics import roc_auc

PAIRS, KEPT_OUT = 240, 120
TOLERANCE = 0.05
"""Of a ROC AUC."""

WORDING = (("said", "stated"), ("about", "concerning"), ("buy", "acquire"), ("big", "sizeable"), ("start", "commence"))
"""What a human and a machine prefer to write."""

SYLLABLES = ("ba", "ke", "lo", "mi", "nu", "ra", "so", "ti", "ve", "zo")


def versions(number: int, seed: int) -> list[dict[str, Any]]:
    """Human and machine versions of sentences, each about names of its own; up to three words are the other's."""
    rng = random.Random(seed)
    rows = []
    for i in range(number):
        names = ["".join(rng.choices(SYLLABLES, k=3)).title() for _ in range(4)]
        for machine in (0, 1):
            swapped = rng.sample(WORDING, i % 4)
            verb, about, buy, big, start = (pair[machine ^ (pair in swapped)] for pair in WORDING)
            text = f"{names[0]} {verb} on {names[1]} that plans {about} {names[2]} to {buy} a {big} {names[3]} {start}."
            rows.append({"text": text, "translation": machine, "scraping": None})
    return rows


@pytest.mark.parametrize("source", ["", "the only source"])
def test_the_card_holds_on_kept_out_rows(source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtdetect.learning.retrain.MANY", PAIRS)
    rows, fresh = versions(PAIRS, 1), versions(KEPT_OUT, 2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mtdetect.train([row | {"source": source} for row in rows]).save(tmp_path / "mine")
    model = mtdetect.load(tmp_path / "mine")
    labels, ones = np.array([row["translation"] for row in fresh]), np.ones(len(fresh))
    scores = np.array([report.translation for report in model.score_many(row["text"] for row in fresh)])
    found = roc_auc(scores, labels, ones)
    assert model.card["metrics"]["translation"]["roc_auc"] == pytest.approx(found, abs=TOLERANCE)
    assert ((scores >= 0.5) == labels).mean() > 0.65
    assert found >= roc_auc(baseline(rows, fresh), labels, ones) - 0.02
    compared = model.card["comparison"]["translation"]
    assert compared["new"]["roc_auc"] >= compared["ngrams"]["roc_auc"] - 0.02
    assert model.score(fresh[0]["text"]).scraping == mtdetect.score(fresh[0]["text"]).scraping


def baseline(rows: list[dict[str, Any]], fresh: list[dict[str, Any]]) -> np.ndarray:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    fitted = make_pipeline(TfidfVectorizer(ngram_range=(1, 3), min_df=2, sublinear_tf=True), LogisticRegression())
    fitted.fit([row["text"] for row in rows], [row["translation"] for row in rows])
    return np.asarray(fitted.predict_proba([row["text"] for row in fresh])[:, 1])
