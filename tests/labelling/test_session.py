"""Sessions: several tabs at once, and undo."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("flask", reason='the label extra is not installed: pip install ".[label]"')

from labelled import DAMAGED, SOUND

from mtdetect.labelling.journal import Journal, Judgement
from mtdetect.labelling.session import ConflictError, Session


def test_tabs_get_different_paragraphs_and_keep_them(session: Session) -> None:
    assert [session.next("a"), session.next("b"), session.next("a"), session.next("b")] == [2, 0, 2, 0]
    session.judge("a", 2, 0, SOUND)
    assert session.next("a") == 1
    session.skip("b", 0)
    assert session.next("b") == 0  # nothing is left but what “a” has
    session.judge("b", 0, 0, SOUND)
    assert session.next("b") == 1  # a closed tab must not hold on to its paragraph
    session.judge("b", 1, 0, SOUND)
    assert session.next("b") is None
    assert (session.judged, session.left, session.made) == (3, 0, 3)


def test_a_judgement_over_one_that_was_not_seen_is_refused(session: Session) -> None:
    session.judge("a", 2, 0, DAMAGED)
    with pytest.raises(ConflictError):
        session.judge("b", 2, 0, SOUND)
    judged = session.judgement(2)
    assert judged is not None
    assert judged.translation == 1
    session.judge("b", 2, 1, SOUND)  # now with the current version
    undone = session.undo("a")
    assert undone is not None
    assert undone[0] == 2  # “b” has changed its own, so this is the latest of all
    back = session.judgement(2)
    assert back is not None
    assert (back.translation, back.number) == (1, 1)


@pytest.mark.parametrize(
    ("sound", "damaged", "enough"),
    [(180, 20, True), (20, 180, True), (181, 19, False), (100, 99, False), (0, 200, False)],
)
def test_enough_labels_to_train(session: Session, sound: int, damaged: int, enough: bool) -> None:
    judgements = [Judgement(None, 0)] * sound + [Judgement(None, 1)] * damaged
    session._journal.judgements.clear()
    session._journal.judgements.update(enumerate(judgements))
    assert session.enough == enough


def test_undo_goes_back_step_by_step_and_into_earlier_runs(session: Session, tmp_path: Path) -> None:
    for index in (2, 0, 1):
        assert session.next("a") == index
        session.judge("a", index, 0, DAMAGED)
    again = Session(session.items, [], Journal(str(tmp_path / "a.jsonl"), session.items))
    assert again.undo("b") == (1, Judgement(1, 0, (), 3))
    assert again.next("b") == 1
    again.judge("b", 1, again.version(1), SOUND)
    for index in (1, 0, 2):
        undone = again.undo("b")
        assert undone is not None
        assert undone[0] == index
    assert again.undo("b") is None
    assert (again.judged, again.left, again.made) == (0, 3, 0)
    assert (tmp_path / "a.jsonl").read_text() == ""
