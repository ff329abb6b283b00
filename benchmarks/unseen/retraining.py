"""`mtdetect.train` as a user runs it, against the obvious: word n-grams in a logistic regression.

`ht_vs_mt`, DeepL: the train split, and the dev split (WMT 2018), which nothing was fitted on.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np

import mtdetect
from benchmarks.experiments import drawn
from benchmarks.unseen.figures import AT, Figures, auc
from benchmarks.unseen.material import Setting
from mtdetect.types import Sample
from training import corpora


def measure(setting: Setting) -> Figures:
    found = Figures()
    rows = [row for row in corpora.human_or_machine_rows(setting.data) if row.system == "deepl"]
    for level in ("sentence", "document"):
        own = [row for row in rows if row.corpus.endswith(level)]
        train = [row for row in own if row.split == "train" and drawn(row.group, setting.share)]
        dev = [row for row in own if row.split == "dev"]
        truth = np.array([row.kind == "machine" for row in dev])
        samples = [Sample(row.text, translation=int(row.kind == "machine"), source=row.group) for row in train]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = mtdetect.train(samples, setting.model, jobs=setting.jobs)
        scores = np.array([report.translation for report in model.score_many(row.text for row in dev)])
        found.whole |= {f"{level}: train": len(train), f"{level}: fresh": len(dev)}
        found.whole |= _figures(level, scores, truth)
        texts, labels = [row.text for row in train], [row.kind == "machine" for row in train]
        found.whole |= _figures(f"{level}, n-grams", _baseline(texts, labels, [row.text for row in dev]), truth)
        found.whole[f"{level}: AUC of the card"] = model.card["metrics"]["translation"].get("roc_auc", float("nan"))
    return found


def _figures(name: str, scores: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    right = float(((scores >= AT) == truth).mean())
    return {f"{name}: accuracy": right, f"{name}: AUC": auc(scores[truth], scores[~truth])}


def _baseline(texts: Sequence[str], labels: Sequence[bool], fresh: Sequence[str]) -> np.ndarray:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(TfidfVectorizer(ngram_range=(1, 3), min_df=2, sublinear_tf=True), LogisticRegression())
    return np.asarray(model.fit(list(texts), labels).predict_proba(list(fresh))[:, 1])
