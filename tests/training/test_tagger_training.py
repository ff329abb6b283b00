"""What the tagger learns from: damage with labels, and documents whose labels fit their text."""

from __future__ import annotations

import random
from itertools import islice

import numpy as np
import pytest

from mtdetect.lm.tagger.classes import Class
from mtdetect.lm.tagger.tokens import TaggerTokens
from training.tagger import damage
from training.tagger.damage import DAMAGERS, Material, Token, damaged, tokens_of
from training.tagger.documents import Density, Supply
from training.tagger.export import vocabulary
from training.tagger.texts import Document
from training.word_vectors import WordVectors

TEXT = (
    "The council of North Weald met on Monday, and Margaret Doyle spoke first. It will close the branch in May, "
    "“because nobody comes,” she said. The minister of health did not answer the letter. Residents were angry."
)
OTHER = "Nobody from the office of Margaret Doyle was there to see the old library in the High Street before it closed."


def material(seed: int) -> Material:
    return Material(
        random.Random(seed),
        [tokens_of(TEXT), tokens_of(OTHER)],
        ["Branch to close in May"],
        ["Read more: the week in pictures", "Photo: Press office"],
        lambda: "By A. Smith",
        ["house", "run", "quickly"],
        lambda word: ["similar"],
    )


def written(tokens: list[Token]) -> str:
    return "".join((token.gap if i else "") + token.word for i, token in enumerate(tokens))


def test_tokens_hold_the_whole_text() -> None:
    assert written(tokens_of(TEXT)) == TEXT


LABELS = {
    damage.false_stop: {Class.FALSE_STOP},
    damage.lost_stop: {Class.LOST_STOP},
    damage.joined_paragraphs: {Class.LOST_STOP, Class.GLUED},
    damage.splice: {Class.STRAY},
    damage.gap: {Class.GAP},
    damage.lost_opening: {Class.CUT_START},
    damage.cut_off: {Class.CUT_END},
    damage.doubled: {Class.DOUBLED},
    damage.wrong_word: {Class.WRONG_WORD},
    damage.put_in: {Class.WRONG_WORD},
    damage.moved: {Class.WRONG_WORD},
    damage.line_break: {Class.LINE_BREAK},
    damage.quotation: {Class.QUOTE},
    damage.glued: {Class.GLUED},
    damage.split: {Class.SPLIT},
}


@pytest.mark.parametrize("damager", LABELS, ids=lambda damager: damager.__name__)
def test_each_damage_changes_the_text_and_labels_it(damager: damage.Damager) -> None:
    made = [found for seed in range(40) if (found := damager(tokens_of(TEXT), material(seed)))]
    assert len(made) > 5
    for tokens in made:
        labels = {token.label for token in tokens} - {0}
        assert labels
        assert labels <= LABELS[damager]
        assert written(tokens) != TEXT


def test_every_damage_is_used() -> None:
    assert set(LABELS) == set(DAMAGERS)


def test_damage_is_the_same_for_the_same_seed() -> None:
    assert damaged(tokens_of(TEXT), material(3), 4) == damaged(tokens_of(TEXT), material(3), 4)


def supply() -> Supply:
    documents = [Document("Branch to close", (TEXT, OTHER, TEXT[:70]))]
    own = material(0)
    return Supply({"news": documents}, {"news": 1.0}, own.headings, own.furniture, own.others, own.similar)


def test_labels_of_documents_belong_to_their_tokens() -> None:
    for made in islice(supply().documents("seed", density=Density(documents=1.0)), 60):
        tokens = TaggerTokens.of([(made.text, made.paragraphs)])
        for start, end in zip(tokens.starts, tokens.ends, strict=True):
            assert len(set(made.labels[start:end].tolist())) <= 1, made.text[start:end]
        stops = np.flatnonzero(made.labels == Class.FALSE_STOP)
        assert {made.text[at] for at in stops} <= set(".!?…")


def test_sound_documents_have_no_labels() -> None:
    assert not any(made.labels.any() for made in islice(supply().documents("seed", density=Density(documents=0.0)), 40))


def test_the_network_that_was_trained_is_the_one_that_is_read(tmp_path) -> None:
    pytest.importorskip("jax")
    pytest.importorskip("optax")
    import jax.numpy as jnp

    from training.tagger.batches import batches, stream
    from training.tagger.export import exported, imported
    from training.tagger.learning import Shape, grown, initial, log_odds, train

    shape = Shape(width=32, inner=16, dilations=(1, 2))
    words = ["the", "council", "minister", "close", ".", ","]
    vectors = WordVectors({w: i for i, w in enumerate(words)}, np.random.default_rng(0).normal(0, 0.1, (6, 8)))
    known, table = vocabulary(words, vectors)
    lines: list[str] = []
    feed = batches(supply().documents("train"), known, 8, shape.pads)
    params = train(shape, initial(shape, table), feed, 200, 2e-3, tmp_path, lines.append)
    losses = [float(line.split()[-1]) for line in lines if "loss" in line]
    assert losses[-1] < losses[0]
    tagger = exported(params, shape.dilations, known)
    tokens, inputs, _, _ = stream(list(islice(supply().documents("new"), 1)), known)
    expected = log_odds(
        {name: jnp.asarray(value) for name, value in params.items()},
        shape,
        jnp.asarray(inputs)[None],
        jnp.zeros((1, len(inputs)), bool),
    )[0]
    expected -= expected[:, :1]
    # Weights and values are rounded to 8 bits.
    assert np.abs(tagger.log_odds(tokens) - expected).mean() < 0.1
    # What is read can be trained further.
    same = exported(imported(tagger), shape.dilations, tagger.vocabulary)
    assert np.abs(same.log_odds(tokens) - tagger.log_odds(tokens)).mean() < 0.1
    # Layers that are new change nothing before they have learned.
    deeper = shape._replace(dilations=(1, 2, 4))
    larger = exported(grown(imported(tagger), deeper), deeper.dilations, tagger.vocabulary)
    assert np.abs(larger.log_odds(tokens) - tagger.log_odds(tokens)).mean() < 0.1
    # A later run goes on from the checkpoint, and finds nothing left to do.
    again = train(shape, initial(shape, table), feed, 200, 2e-3, tmp_path, lines.append)
    assert all(np.array_equal(again[name], params[name]) for name in params)
