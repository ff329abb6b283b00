"""English of another age is not judged by the wording of today."""

import numpy as np
import pytest

import mtdetect
from mtdetect.rules.scored_text import ScoredText
from mtdetect.scoring.judgement import OLD as OLD_SHIFT
from mtdetect.scoring.judgement import lowered_if_old
from mtdetect.text.segmented_text import SegmentedText

OLD = "Whither art thou going, quoth he, that hast beheld the sea so oft?"
NEW = "Where are you going, said the man, who had looked at the sea so often?"


@pytest.mark.parametrize(("text", "old"), [(OLD, True), (NEW, False), ("", False), ("Lest we forget " * 500, False)])
def test_is_old(text: str, old: bool) -> None:
    assert SegmentedText(text).is_old == old


@pytest.mark.parametrize(("text", "searched"), [(OLD, 0), (NEW, 1)])
def test_only_new_prose_is_searched_for_what_speaks_for_its_score(text: str, searched: int) -> None:
    model = mtdetect.load()
    scored = ScoredText(model.analyse([text]).documents[0], [0.9], ["spun"], model.word_models)
    assert len(list(scored.damaged())) == searched


@pytest.mark.parametrize(("text", "lowered"), [(OLD, True), (NEW, False)])
def test_wording_counts_for_less_in_old_prose(text: str, lowered: bool) -> None:
    given = mtdetect.load().analyse([text, NEW]).evidence()
    assert lowered_if_old(np.array([1.5, 1.5]), given).tolist() == [1.5 - OLD_SHIFT * lowered, 1.5]
    assert lowered_if_old(np.array([-0.5, 1.5]), given).tolist() == [-0.5, 1.5]  # sound anyhow
