"""The tasks of the four shapes, and the small networks that ship for them."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

import engine
from engine.learning.shape_networks import SHELF, ShapeRecipe, load, measured, train_shape, untrained
from engine.learning.shapes import (
    CAPTION_STEPS,
    CLASSES,
    EITHER,
    NAMES,
    SENTENCES,
    TAGS,
    ShapeName,
    batch,
    draw,
    drawings,
    drawn,
    features,
    pictured,
    pictures,
    sentiment,
    tags,
    together,
    typed,
    worded,
)
from engine.learning.tasks import InputProblem
from engine.networks import wiring
from engine.networks.wiring import Node


def test_one_wrong_pixel_never_makes_one_thing_another() -> None:
    assert len(drawings()) == len(NAMES) * (9 + 1)
    for one, other in combinations(drawings(), 2):
        if one.caption != other.caption:
            assert np.abs(one.pixels - other.pixels).sum() > 2, (one.caption, other.caption)


def test_what_is_new_was_never_learned_from() -> None:
    learned, new = ({(each.pixels.tobytes(), each.caption) for each in pictures(side)} for side in (False, True))
    assert not learned & new
    assert len(learned | new) == len(drawings()) * 26
    for task in SENTENCES:
        generator = np.random.default_rng(1)
        texts = [{drawn(task, generator, side).tokens for _ in range(200)} for side in (False, True)]  # type: ignore[arg-type]
        assert not texts[0] & texts[1]
        assert min(map(len, texts)) > 50


def test_a_caption_says_size_name_and_place() -> None:
    assert draw("cross", "small", 1, 0).caption == ("a", "small", "cross", "on", "the", "left", ".")
    assert draw("house").caption == ("a", "large", "house", ".")
    sequence = pictured("caption", draw("heart").pixels, draw("heart"))
    assert sequence.inputs.shape == (CAPTION_STEPS, 1, 25)
    assert sequence.inputs[0].sum() == draw("heart").pixels.sum()
    assert not sequence.inputs[1:].any()
    assert sequence.targets is not None
    assert [CLASSES["caption"][index] for index in sequence.targets[:4]] == list(draw("heart").caption)
    assert (sequence.targets[4:] == -1).all()
    assert len(pictured("label", draw("heart").pixels)) == 1


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("This film is good.", 1),
        ("not a good film", 0),
        ("It was never dull", 1),
        ("I do not like this film", 0),
        ("I do not dislike this film", 1),
        ("The plot is bad, but the ending was great; we saw it last week", 1),
        ("a great plot, but I did not enjoy the film", 0),
        ("it was not never good", 1),
        ("we saw the film with friends", None),
        ("a good bad film", None),
    ],
)
def test_not_turns_round_and_what_follows_but_counts(text: str, good: int | None) -> None:
    sequence = typed("sentiment", text)
    assert sentiment(sequence.tokens) == good
    if good is None:
        assert sequence.targets is None
    else:
        assert sequence.targets is not None
        assert sequence.targets.tolist() == [-1] * (len(sequence) - 1) + [good]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They fish", "PRON VERB"),
        ("the fish", "DET NOUN"),
        ("the small old fish often fish in our river", "DET ADJ ADJ NOUN ADV VERB ADP DET NOUN"),
        ("we plant the plant", "PRON VERB DET NOUN"),
    ],
)
def test_what_stands_before_says_which_part_of_speech(text: str, expected: str) -> None:
    sequence = typed("tagging", text)
    assert " ".join(tags(sequence.tokens)) == expected
    assert sequence.targets is not None
    assert [TAGS[index] for index in sequence.targets] == expected.split()


def test_drawn_sentences_have_answers_of_every_kind() -> None:
    for task in ("sentiment", "tagging"):
        examples = batch(task, 200, np.random.default_rng(0))
        asked = examples.targets[examples.targets >= 0]
        counts = np.bincount(asked, minlength=len(CLASSES[task]))
        assert counts.min() > 0
        assert (examples.targets >= 0).any(axis=0).all()
    generator = np.random.default_rng(0)
    sentences = [SENTENCES["tagging"](generator) for _ in range(300)]
    said = {pair for words in sentences for pair in zip(words, tags(words), strict=True)}
    assert said >= {(word, tag) for word in EITHER for tag in ("NOUN", "VERB")}


def test_shorter_sentences_end_in_nothing() -> None:
    both = together((worded("tagging", ("they", "fish")), worded("tagging", ("we", "see", "the", "fish"))))
    assert not both.inputs[2:, 0].any()
    assert both.targets[:, 0].tolist() == [TAGS.index("PRON"), TAGS.index("VERB"), -1, -1]


def test_unknown_words_are_refused_kindly() -> None:
    with pytest.raises(InputProblem, match="“actor”"):
        typed("sentiment", "a good actor")


@pytest.mark.parametrize("task", SHELF.names())
def test_the_same_recipe_gives_the_same_weights_and_every_weight_learns(task: ShapeName) -> None:
    recipe = ShapeRecipe(task, units=4, steps=5, batch=16, seed=3)
    *_, last = train_shape(recipe, every=1)
    *_, again = train_shape(recipe)
    assert last.model.network == again.model.network
    before = untrained(recipe).network
    for name, values in last.model.network.weights.items():
        if name != "weight_hh_l0" or task != "label":  # one step reads no state
            assert not np.array_equal(values, before.weights[name]), name


@pytest.mark.parametrize("name", SHELF.names())
def test_what_is_said_of_it_is_found_again(name: ShapeName) -> None:
    there = load(name)
    assert there.recipe == SHELF.recipes[name]
    assert there.accuracies == measured(there.reader, name)
    assert len(there.seeds) == 3
    assert min(each["answers"] for each in there.seeds) > 0.95


@pytest.mark.parametrize("text", ["they fish", "the fish", "the fish fish in the river", "my old dogs never walk"])
def test_the_tagger_reads_what_stands_before(text: str) -> None:
    sequence = typed("tagging", text)
    found, probabilities = load("tagging").answers(sequence.inputs)
    assert tuple(TAGS[index] for index in found[:, 0]) == tags(sequence.tokens)
    np.testing.assert_allclose(probabilities.sum(axis=2), 1.0)


@pytest.mark.parametrize("text", ["not a good film", "this is a good film but the ending was not good", "i hate it"])
def test_the_reader_of_sentiment_is_right(text: str) -> None:
    sequence = typed("sentiment", text)
    found, _ = load("sentiment").answers(sequence.inputs)
    assert found[-1, 0] == sentiment(sequence.tokens)


def test_a_caption_is_written_from_one_look() -> None:
    there = load("caption")
    right = 0
    for drawing in drawings():
        found, _ = there.answers(pictured("caption", drawing.pixels).inputs)
        words = tuple(CLASSES["caption"][index] for index in found[:, 0])
        right += words[: len(drawing.caption)] == drawing.caption
    assert right == len(drawings())


@pytest.mark.parametrize("name", SHELF.names())
def test_the_loss_of_one_answer_reaches_what_the_drawing_says(name: ShapeName) -> None:
    """Every arrow is there: ‖∂L/∂h‖ is something at the states that the answer is computed from, and else nothing."""
    there = load(name)
    sequence = drawn(name, np.random.default_rng(4), new=True)
    assert sequence.targets is not None
    asked = np.flatnonzero(sequence.targets >= 0).tolist()
    inputs = [0] if name == "caption" else None
    graph = wiring.recurrent(len(sequence), answers=asked, inputs=inputs)
    for step in asked:
        trace = engine.record(there.reader.network, sequence.inputs, loss=there.loss(sequence, step))
        norms = np.linalg.norm(trace.gradients["hidden"][0, 0, :, 0], axis=-1)
        reached = [node.step for node in graph.sources(Node("answer", step)) if node.kind == "state"]
        assert np.flatnonzero(norms).tolist() == sorted(reached)
    whole = engine.record(there.reader.network, sequence.inputs, loss=there.loss(sequence))
    assert whole.loss is not None
    assert whole.loss == pytest.approx(
        sum(there.loss(sequence, step).value(whole.outputs) for step in asked), rel=1e-12
    )


def test_without_a_question_there_is_no_loss() -> None:
    there = load("sentiment")
    with pytest.raises(ValueError, match="no answer is asked"):
        there.loss(typed("sentiment", "the film was good"), 0)
    with pytest.raises(ValueError, match="no answer is asked"):
        there.loss(typed("sentiment", "the film"))


def test_together_they_are_small() -> None:
    assert SHELF.size() < 60_000


def test_features_are_named() -> None:
    assert features("label")[6] == "pixel 2,2"
    assert features("tagging")[0] == "the"
