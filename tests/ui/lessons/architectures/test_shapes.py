"""The shapes: what is drawn is what is computed, every gradient is recorded, and sentences say what the wiring says."""

import json
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import engine
from engine.learning import date_networks, dates, shape_networks, shapes
from engine.learning.tasks.sequence import InputProblem
from engine.networks.wiring import Node
from engine.recording.decoding import fed_by
from ui.lessons.architectures.numbers import percent
from ui.lessons.architectures.settings import ArchitecturesSettings
from ui.lessons.architectures.shapes import examples
from ui.lessons.architectures.shapes.asides import asides, pull
from ui.lessons.architectures.shapes.dates import WRITER
from ui.lessons.architectures.shapes.drawing import COVERED, drawing
from ui.lessons.architectures.shapes.measured import measured
from ui.lessons.architectures.shapes.question import question
from ui.lessons.architectures.shapes.run import PICTURED, WORDED, make_run
from ui.lessons.architectures.shapes.sentences import inputs_of, says
from ui.lessons.architectures.shapes.shape_run import ShapeRun
from ui.lessons.architectures.shapes.shapes import SHAPES
from ui.lessons.architectures.shapes.view import VIEW
from ui.lessons.architectures.unrolled.component import unrolled_data


def run_of(shape: str, words: str = "") -> ShapeRun:
    return make_run(VIEW.of_run(ArchitecturesSettings(view="shapes", shape=shape, words=words)))


@pytest.mark.parametrize("shape", SHAPES)
def test_the_picture_has_the_arrows_of_the_run_and_steps_through_all_of_it(shape: str) -> None:
    for words in examples.OFFERED[shape]:
        run = run_of(shape, words)
        picture = drawing(run, covered=False)
        arrows = {(picture.boxes[one].node, picture.boxes[other].node) for one, other in picture.arrows}
        assert arrows == run.graph.arrows
        assert all(run.at(one) <= run.at(other) for one, other in arrows)  # nothing is known before what it comes from
        assert {box.at for box in picture.boxes} == set(range(run.steps))
        assert len(picture.says) == run.steps
        json.dumps(unrolled_data(picture, "title", asides=asides(run, picture, False)), allow_nan=False)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_loss_pulls_on_what_its_answer_is_computed_from_and_on_nothing_else(shape: str) -> None:
    run = run_of(shape)
    for loss, norms in run.norms.items():
        reached = {node for node, norm in norms.items() if norm > 0}
        kinds = {node.kind for node in norms}
        assert reached == {node for node in run.graph.sources(loss) if node.kind in kinds}
    picture = drawing(run, covered=False)
    for loss, norms in run.norms.items():
        shown = dict(zip((box.node for box in picture.boxes), picture.gradients[picture.index(loss)], strict=True))
        assert {node: norm for node, norm in shown.items() if norm == norm} == dict(norms)  # NaN is not shown


@pytest.mark.parametrize("shape", SHAPES)
def test_a_covered_picture_gives_no_answer_away(shape: str) -> None:
    run = run_of(shape)
    picture = drawing(run, covered=True)
    assert not picture.says
    assert not picture.gradients
    hidden = [box for box in picture.boxes if box.node.kind in ("answer", "loss", "total")]
    assert {box.label for box in hidden} == {COVERED}
    assert not any(box.note or box.right is not None or "log" in box.told for box in hidden)
    assert not any("pull" in aside.module for aside in asides(run, picture, True))


@pytest.mark.parametrize("shape", SHAPES)
def test_the_answer_to_the_question_is_what_the_run_does(shape: str) -> None:
    run = run_of(shape)
    asked = question(run)
    assert asked is not None
    right = asked.options[asked.answer]
    if shape == "one_one":
        assert right == "no"
    elif shape == "many_one":
        assert right == run.answers[run.steps - 1].label
    else:
        assert right == ("the last alone" if shape == "many_many" else "all of them")
        given = run.graph.of("input")[-1]
        reached = {node.step for node in run.graph.reached(given) if node.kind == "answer"}
        assert run.touched == reached


def test_the_sentences_name_the_words_that_reach_an_answer_and_those_that_do_not() -> None:
    run = run_of("many_many")
    for step, said in enumerate(says(run)):
        reached = inputs_of(run, Node("answer", step))
        named = re.search(r"computed from words? (\d+)(?: (?:and|to) (\d+))?", said)
        assert named is not None
        assert (int(named[1]) - 1, int(named[2] or named[1]) - 1) == (min(reached), max(reached))
        assert ("reach it" in said) == (len(reached) < len(run.read))


@pytest.mark.parametrize("shape", ["one_many", "many_many", "encoder_decoder"])
def test_the_table_has_a_number_wherever_a_way_leads_back(shape: str) -> None:
    run = run_of(shape)
    table: dict[str, Any] = pull(run, drawing(run, covered=False))
    steps = {kind: sorted({node.step for node in run.graph.of(kind)}) for kind in ("state", "written")}
    places = [(kind, step) for kind, all_steps in steps.items() for step in all_steps]
    for loss, row in zip([*run.graph.of("total"), *run.graph.of("loss")], table["norms"], strict=True):
        reached = {(node.kind, node.step) for node in run.graph.sources(loss)}
        assert [norm is not None for norm in row] == [place in reached for place in places]
    together, *each = np.array([[norm or 0.0 for norm in row] for row in table["norms"]])
    assert (together <= np.sum(each, axis=0) * (1 + 1e-9)).all()  # vectors are added, not their norms


@pytest.mark.parametrize(
    ("shape", "words", "says"),
    [
        ("many_many", "they philosophise", "philosophise"),
        ("many_one", "🙂", "🙂"),
        ("many_one", "...", "no word"),
        ("many_many", "the " * 49, "shorten"),
        ("one_one", "0101", "25 pixels"),
        ("one_many", "2" * 25, "25 pixels"),
        ("encoder_decoder", "五月", "never seen"),
    ],
)
def test_what_cannot_be_read_is_told_kindly(shape: str, words: str, says: str) -> None:
    with pytest.raises(InputProblem, match=says):
        run_of(shape, words)


def test_a_picture_is_known_by_its_name_or_by_its_pixels() -> None:
    name = examples.OFFERED["one_one"][1]
    assert run_of("one_one", examples.spelt(examples.pixels(name))).pixels == run_of("one_one", name).pixels
    with pytest.raises(InputProblem, match="large heart"):
        examples.pixels("a dinosaur")


def test_the_scenes_show_what_they_tell() -> None:
    tagged = run_of("many_many")
    assert tagged.read == ("they", "fish", "the", "fish")
    assert [answer.label for answer in tagged.answers.values()] == ["PRON", "VERB", "DET", "NOUN"]
    ((_, turned),), ((_, plain),) = (
        run_of("many_one", words).answers.items() for words in ("the film was not good", "the film was good")
    )
    assert (turned.label, plain.label) == ("bad", "good")
    assert len(run_of("one_many").graph.of("input")) == 1


@pytest.mark.parametrize("shape", SHAPES)
def test_every_example_is_answered_rightly(shape: str) -> None:
    for words in examples.OFFERED[shape]:
        assert all(answer.right for answer in run_of(shape, words).answers.values()), words


def test_a_right_answer_is_known_for_a_picture_with_one_wrong_pixel_and_for_no_other() -> None:
    heart = examples.pixels("large heart")
    wrong = heart.copy()
    wrong[0, 0] = 1
    assert examples.meant(wrong) == examples.meant(heart)
    wrong[4, 0] = wrong[4, 4] = 1
    assert examples.meant(wrong) is None
    assert {answer.right for answer in run_of("one_one", examples.spelt(wrong)).answers.values()} == {None}


def test_a_question_is_put_on_examples_and_whoever_tries_something_of_their_own_is_left_alone() -> None:
    settings = ArchitecturesSettings(view="shapes", shape="one_one")
    run = make_run(VIEW.of_run(settings))
    assert VIEW.question(settings, run) is not None
    own = replace(settings, words="1" * 25)
    assert VIEW.question(own, make_run(VIEW.of_run(own))) is None


def test_nobody_asks_before_the_last_word() -> None:
    run = run_of("many_one")
    for node in run.graph.of("state")[:-1]:
        assert [reader.kind for read, reader in run.graph.arrows if read == node] == ["state"]
    assert all("nobody asks" in said for said in says(run)[:-1])


def test_a_wrong_answer_says_what_would_be_right() -> None:
    run = run_of("one_one", "0000001100010100111000000")  # a small square with a gap in it
    (box,) = (box for box in drawing(run, covered=False).boxes if box.node.kind == "answer")
    assert (box.label, box.right, box.instead) == ("corner", False, "square")


def test_a_state_that_is_not_asked_says_what_it_would_say() -> None:
    run = run_of("many_one")
    states = [box for box in drawing(run, covered=False).boxes if box.node.kind == "state"]
    assert [box.note for box in states] == ["good?", "good?", "good?", "bad?", ""]
    assert not any(box.note for box in drawing(run, covered=True).boxes)


def test_beyond_the_end_of_a_right_caption_there_is_no_loss() -> None:
    run = run_of(
        "one_many", "0010000000111110010000100"
    )  # a large plus with a pixel wrong, told as a small one's place
    assert [answer.wanted for answer in run.answers.values()] == ["a", "large", "plus", ".", "", "", ""]
    assert [node.step for node in run.graph.of("loss")] == [0, 1, 2, 3]
    assert [answer.right for answer in run.answers.values()] == [True] * 3 + [False] * 4
    json.dumps(unrolled_data(drawing(run, covered=False), "title"), allow_nan=False)


@pytest.mark.parametrize("shape", ["one_one", "one_many", "many_one", "many_many"])
def test_losses_and_norms_are_those_of_a_recording_with_that_loss_alone(shape: str) -> None:
    run = run_of(shape)
    shaped = shape_networks.load({**PICTURED, **WORDED}[shape])
    sequence = (
        shapes.typed(WORDED[shape], examples.usual(shape))
        if shape in WORDED
        else shapes.pictured(
            PICTURED[shape], picture := examples.pixels(examples.usual(shape)), examples.meant(picture)
        )
    )
    for loss in run.graph.of("loss"):
        trace = engine.record(shaped.reader.network, sequence.inputs, loss=shaped.loss(sequence, loss.step))
        assert trace.loss == pytest.approx(run.answers[loss.step].loss, rel=1e-12)
        norms = np.linalg.norm(trace.gradients["hidden"][0, 0, :, 0], axis=-1)
        for node in run.graph.of("state"):
            assert run.norms[loss][node] == pytest.approx(norms[node.step], rel=1e-9, abs=1e-300)
    if together := run.graph.of("total"):
        trace = engine.record(shaped.reader.network, sequence.inputs, loss=shaped.loss(sequence))
        norms = np.linalg.norm(trace.gradients["hidden"][0, 0, :, 0], axis=-1)
        assert [run.norms[together[0]][node] for node in run.graph.of("state")] == pytest.approx(norms.tolist())


def test_the_losses_of_a_date_are_of_the_right_one() -> None:
    run = run_of("encoder_decoder", "5 марта 2021")
    assert "".join(answer.wanted for answer in run.answers.values()) == "2021-03-05"
    model = date_networks.load(WRITER).model
    targets = np.array([[dates.WRITTEN.index(answer.wanted)] for answer in run.answers.values()])
    written = np.array([[dates.WRITTEN.index(answer.label)] for answer in run.answers.values()])
    recorded = engine.record_decoding(model, dates.coded("5 марта 2021"), fed_by(written, model.symbols), targets)
    assert sum(answer.loss for answer in run.answers.values()) == pytest.approx(recorded.loss)
    (total,) = run.graph.of("total")
    norms = np.linalg.norm(recorded.decoder.gradients["hidden"][:, 0], axis=-1)
    assert [run.norms[total][node] for node in run.graph.of("written")] == pytest.approx(norms.tolist())


@pytest.mark.parametrize("shape", SHAPES)
def test_what_was_measured_is_said_with_its_numbers(shape: str) -> None:
    said = measured(shape)
    assert "{" not in said
    assert "seed" in said
    if shape != "encoder_decoder":
        share = shape_networks.load({**PICTURED, **WORDED}[shape]).accuracies
        assert percent(share["answers" if shape == "many_many" else "whole"]) in said


@pytest.mark.parametrize("text", ["5 march 999", "no date", "31.02.2021"])
def test_of_a_text_that_is_no_date_it_is_shown_what_the_network_makes_of_it(text: str) -> None:
    run = run_of("encoder_decoder", text)
    assert {answer.right for answer in run.answers.values()} == {None}
    assert all(answer.wanted == answer.label for answer in run.answers.values())
