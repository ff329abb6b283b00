"""Fits of scores with several components, on a few made-up paragraphs."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

import mtdetect
from mtdetect.learning.fitting import Fitted, fit
from mtdetect.learning.labelled_documents import documents_of
from mtdetect.learning.recipe import ComponentRecipe, LabelledDocument, Recipe, Resources
from mtdetect.samples.files import to_sample
from mtdetect.types import InputError

SOUND = "The council met on {day} to discuss the new bridge, and most of its members were in favour of the plan."
BROKEN = "The council met on {day} to discuss the. New bridge, and most of its the the members were in favour"
FURNITURE = "Sign up for our newsletter | Home | Sport | {day}"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SMALL = replace(Recipe(folds=2), boosting={**Recipe().boosting, "max_iter": 8, "min_samples_leaf": 5})


def documents() -> list[LabelledDocument]:
    """A third of it damaged: made damage in one corpus, furniture in the other. No day tells which."""
    rows = []
    for i in range(180):
        corpus, damaged = ("made", BROKEN) if i % 2 else ("pages", FURNITURE)
        text = (damaged if i % 3 == 0 else SOUND).format(day=DAYS[i // 6 % 7])
        rows.append({"text": f"{text} {100 + i}", "source": f"{corpus}{i // 6 % 10}", "scraping": int(i % 3 == 0)})
    return documents_of([to_sample(row) for row in rows])


def fitted_in(components: Mapping[str, ComponentRecipe], docs: Sequence[LabelledDocument]) -> Fitted:
    base = mtdetect.load()
    return fit(docs, Resources.of(base), base=base, recipe=replace(SMALL, components={"scraping": components}))


def test_each_component_learns_its_own_damage() -> None:
    components = {
        "furniture": ComponentRecipe(("pages",), others=0.0),
        "broken": ComponentRecipe(("made",), others=np.nan),
    }
    docs = documents()
    fitted = fitted_in(components, docs)
    found = fitted.model.classifiers["scraping"].components
    assert [(component.name, component.trees) for component in found] == [("furniture", 8), ("broken", 8)]
    assert all(component.slope != 1 for component in found)
    labels, scores = np.concatenate([d.labels["scraping"] for d in docs]), fitted.held_out["scraping"]
    assert scores[labels == 1].min() > scores[labels == 0].max()


def test_a_component_without_its_corpora_is_left_out() -> None:
    components = {"broken": ComponentRecipe(("made",)), "spun": ComponentRecipe(("spun",))}
    found = fitted_in(components, documents()).model.classifiers["scraping"].components
    assert [component.name for component in found] == ["broken"]
    with pytest.raises(InputError, match="scraping: no component"):
        fitted_in({"spun": ComponentRecipe(("spun",))}, documents())


def test_damage_of_a_single_source_is_learned_without_calibration() -> None:
    docs = [replace(d, group="one") if (d.labels["scraping"] == 1).any() else d for d in documents()]
    fitted = fitted_in({}, docs)
    classifier = fitted.model.classifiers["scraping"]
    assert (classifier.slope, classifier.shift) == (1.0, 0.0)
    scores = fitted.held_out["scraping"]
    assert np.isfinite(scores).any()
    assert np.isnan(scores).any()
