"""How the rules turn what the tagger found into flags."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import mtdetect
from mtdetect.lm.tagger.classes import Class
from mtdetect.lm.tagger.tags import Tags
from mtdetect.lm.tagger.tokens import TaggerTokens
from mtdetect.rules.boundary.broken_boundary import rule as broken_boundary
from mtdetect.rules.boundary.missing_boundary import rule as missing_boundary
from mtdetect.rules.boundary.truncated import rule as truncated
from mtdetect.rules.splice.stray_fragment import rule as stray_fragment
from mtdetect.rules.translation import doubled_word, odd_wording
from mtdetect.text.segmented_text import SegmentedText


def tagged(text: str, which: Class, words: list[int]) -> SegmentedText:
    """The text as if the tagger had found a class at some of its tokens, counted from 0, boundaries included."""
    document = SegmentedText(text)
    tokens = TaggerTokens.of([(document.text, document.paragraphs)])
    margins = np.full((len(tokens), len(Class)), -9, np.float32)
    margins[words, which] = 2
    read = mtdetect.load().analyse([text]).documents[0]
    kinds = np.zeros(len(tokens), np.int64)
    confidences, edits = np.ones((len(Class), 2), np.float32), np.zeros(len(Class), np.float32)
    read.tags = Tags(tokens.starts, tokens.ends, kinds, margins, confidences, edits)
    return read


CLOSED = "The council said on Monday that it would close the branch by the end of the year, and sell it."

FLAGS = [
    (broken_boundary, Class.FALSE_STOP, "the anniversary of Korea’s. liberation from", [5], "Korea’s. liberation"),
    (broken_boundary, Class.FALSE_STOP, "They turned into a. Traffic island there", [5], "a. Traffic"),
    (broken_boundary, Class.FALSE_STOP, "It was presented in. Part at the conference", [5], "in. Part"),
    (broken_boundary, Class.FALSE_STOP, "It is accessible to.\neveryone who asks", [5], "to.\neveryone"),
    (broken_boundary, Class.LINE_BREAK, "They won the support\nof others", [6], "support\nof"),
    (missing_boundary, Class.LOST_STOP, "It was over North Korea agreed", [4], "over North"),
    (stray_fragment, Class.STRAY, "the attempt Margaret Doyle to close it", [3, 4], "Margaret Doyle"),
    (truncated, Class.CUT_END, "They said that it would", [5], "would"),
    (truncated, Class.CUT_START, f"{CLOSED}\n\n{CLOSED} Again.\n\n{CLOSED}\n\nwhich they said.", [-4], "which"),
    (doubled_word, Class.DOUBLED, "It was sold sold again", [4], "sold sold"),
    (odd_wording, Class.GAP, "It was published in print on the library", [7], "on the"),
    (odd_wording, Class.WRONG_WORD, "It was published at print on Monday", [4], "at"),
]  # fmt: skip


@pytest.mark.parametrize(("module", "which", "text", "words", "span"), FLAGS)
def test_a_flag_spans_what_a_reader_would_mark(module, which, text, words, span) -> None:
    flags = [flag for flag in module.find(tagged(text, which, words)) if text[flag.start : flag.end] == span]
    assert flags, [text[f.start : f.end] for f in module.find(tagged(text, which, words))]
    assert flags[-1].message.endswith(".")
    assert flags[-1].confidence == pytest.approx(1 / (1 + np.exp(-3)), abs=1e-3)


def test_different_words_are_not_doubled() -> None:
    assert not list(doubled_word.find(tagged("It was sold bought again", Class.DOUBLED, [4])))


def test_nothing_is_doubled_over_a_paragraph_boundary() -> None:
    assert not list(doubled_word.find(tagged("It was sold\n\nsold again", Class.DOUBLED, [5])))


SOUND = [
    (doubled_word, Class.DOUBLED, "They asked Han Han about it", [4]),
    (odd_wording, Class.WRONG_WORD, "It has 25 of them, and x2 of these", [3]),
    (odd_wording, Class.GAP, "It was published in\nthe library", [5]),
    (broken_boundary, Class.LINE_BREAK, "It was published, with the help of the society,\nin the spring of 1998", [10]),
    (missing_boundary, Class.LOST_STOP, "It is described in section Naming and binding of names", [6]),
    (broken_boundary, Class.LINE_BREAK, "alpha : float\n    estimated precision", [5]),
    (broken_boundary, Class.FALSE_STOP, "It has the number of iterations.\n\nLocally found", [7]),
    (missing_boundary, Class.LOST_STOP, "what You have and what You give is what You get", [2, 6, 10]),
    (truncated, Class.CUT_END, "I agreed to that after about —", [7]),
    (stray_fragment, Class.STRAY, "There is a *context manager* for it", [4, 5, 6, 7]),
    (stray_fragment, Class.STRAY, "There is a *context manager* for it", [5, 6]),
    (stray_fragment, Class.STRAY, "w expr      Add a watched expression", [1, 2]),
    (broken_boundary, Class.LINE_BREAK, "It is computed by\n\n    solve(A)\n\nbut rarely needed", [10]),
    (broken_boundary, Class.LINE_BREAK, "- a means to set a rectangle\n\nas well as others", [8]),
    (broken_boundary, Class.FALSE_STOP, "Write to james.bond@example.org now", [4]),
    (missing_boundary, Class.LOST_STOP, "base      Establish a relation with a class", [2]),
    (missing_boundary, Class.LOST_STOP, "5.7.5 Least squares and what they are for", [2]),
    (missing_boundary, Class.LOST_STOP, "as the book The Arctic Sky says", [4]),
    (doubled_word, Class.DOUBLED, "the per-thread thread pool", [5]),
    (doubled_word, Class.DOUBLED, "it needs gdb gdb-doc too", [4]),
    (doubled_word, Class.DOUBLED, 'the option "help help" prints it', [5]),
    (doubled_word, Class.DOUBLED, "wa    wa  nsw", [2]),
    (doubled_word, Class.DOUBLED, "the image of Sgr and And there", [6]),
    (doubled_word, Class.DOUBLED, "Function: assoc assoc (key, list)", [4]),
    (doubled_word, Class.DOUBLED, "so far he had had the best of it", [5]),
    (doubled_word, Class.DOUBLED, "it is very very small", [4]),
    (doubled_word, Class.DOUBLED, "It shows Pithecia pithecia at night", [4]),
    (broken_boundary, Class.FALSE_STOP, "by Efron, Bradley and Carl Morris. 1975. Data Analysis", [8]),
    (broken_boundary, Class.FALSE_STOP, "at a pressure of max. Two bars", [6]),
    (broken_boundary, Class.FALSE_STOP, "a plank that is 12 in. Wide ones cost more", [6]),
    (broken_boundary, Class.FALSE_STOP, "a staircase to the Swamp.\nThe staircase to the Tomb", [6]),
    (broken_boundary, Class.FALSE_STOP, "Bindings for OpenPGP. August 2016. Its authors", [4]),
    (broken_boundary, Class.FALSE_STOP, "Analyzed the data: JU SJK. Contributed materials: EKN", [7]),
    (broken_boundary, Class.LINE_BREAK, "150 g pearl barley\n3 large leeks", [5]),
    (broken_boundary, Class.LINE_BREAK, "the son of Zadok the priest,\n4:3 Elihoreph and Ahiah", [8]),
    (stray_fragment, Class.STRAY, "MARLOW BAY — The first caller was a driver", [1, 2]),
    (stray_fragment, Class.STRAY, "Whither goest thou, quoth he, that hast seen Edom and the sea", [10]),
]


@pytest.mark.parametrize(("module", "which", "text", "words"), SOUND)
def test_layout_and_markup_are_no_damage(module, which, text, words) -> None:
    assert not list(module.find(tagged(text, which, words)))


LOST = (
    "He wagers on a ball game, and all hell breaks loose when Otis tries to help Mark outwit his sleazy bookie, who "
    "knows them both.",
    "Make a folder as the working directory, and set that in the Start In line of your shortcut. Then start the "
    "program by double clicking on it.",
)
"""Capitals in mid-sentence, before which a finder takes a full stop to be lost."""


@pytest.mark.parametrize("text", LOST)
def test_the_tagger_takes_back_a_lost_stop_where_it_finds_nothing(text: str) -> None:
    alone = replace(mtdetect.load(), tagger=None)
    assert [flag.code for flag in alone.score(text).flags] == ["MTD102"]
    assert not list(missing_boundary.find(tagged(text, Class.LOST_STOP, [])))
