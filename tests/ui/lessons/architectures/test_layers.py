"""Layers: what a changed symbol leaves is what a second run has, and what is said of depth is what was measured."""

import json
from dataclasses import replace

import numpy as np
import pytest

from engine.learning.readers import lasting
from engine.learning.reading_tasks import BITS
from engine.learning.tasks.sequence import Batch
from engine.networks.wiring import Node
from ui.lessons.architectures.layers.drawing import drawing, strips
from ui.lessons.architectures.layers.measured import LONG, SHORT, accuracies, honest
from ui.lessons.architectures.layers.measured import lasting as lasting_table
from ui.lessons.architectures.layers.question import question
from ui.lessons.architectures.layers.run import LayersRun, make_run, shipped
from ui.lessons.architectures.layers.sentences import fresh, says
from ui.lessons.architectures.layers.view import VIEW
from ui.lessons.architectures.scenes import SCRIPT
from ui.lessons.architectures.settings import ArchitecturesSettings
from ui.lessons.architectures.unrolled import Aside
from ui.lessons.architectures.unrolled.component import unrolled_data

USUAL = ArchitecturesSettings(view="layers")


def run_of(settings: ArchitecturesSettings) -> LayersRun:
    return make_run(VIEW.of_run(settings))


CASES = (
    replace(USUAL, layers=1),
    USUAL,
    replace(USUAL, layers=3, seed=5, changed=8),
    replace(USUAL, trained=False),
    replace(USUAL, way_1="backward"),
    replace(USUAL, layers=3, way_1="both", way_2="forward", way_3="backward", changed=30),
)


@pytest.mark.parametrize("settings", CASES)
def test_the_picture_has_the_arrows_of_the_network_and_an_answer_at_every_blank(
    settings: ArchitecturesSettings,
) -> None:
    run = run_of(settings)
    picture = drawing(run, covered=False)
    arrows = {(picture.boxes[one].node, picture.boxes[other].node) for one, other in picture.arrows}
    assert arrows == run.graph.arrows
    assert {node.step for node in run.graph.of("answer")} == set(np.flatnonzero(run.symbols == BITS.index("␣")))
    assert len(picture.says) == picture.steps
    (marked,) = (box for box in picture.boxes if box.marked)
    assert marked.node == Node("input", run.step)
    assert marked.label == f"{BITS[run.symbols[run.step]]}→{BITS[(run.symbols[run.step] + 1) % 3]}"
    data = unrolled_data(picture, "title", asides=[Aside("lessons/architectures/layers/strips.js", strips(run))])
    json.dumps(data, allow_nan=False)


@pytest.mark.parametrize("settings", CASES)
def test_a_change_is_felt_where_an_arrow_leads_and_nowhere_else(settings: ArchitecturesSettings) -> None:
    run = run_of(settings)
    reached = run.graph.reached(Node("input", run.step))
    for (layer, side), part in run.trace.parts.items():
        other = run.other.parts[layer, side]
        differ = np.abs(part.signals["hidden"] - other.signals["hidden"]).max(axis=(1, 2)) > 0
        assert [Node("state", step, layer, side) in reached for step in range(len(run.symbols))] == differ.tolist()


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_how_long_it_lasts_is_what_is_measured_over_many_sequences_too(layers: int) -> None:
    run = run_of(replace(USUAL, layers=layers))
    batch = Batch(np.eye(len(BITS))[run.symbols][:, None], run.targets[:, None])
    np.testing.assert_allclose(run.lasting, lasting(run.reader, batch, run.step)[:, 0], rtol=1e-12)


def test_gradients_are_those_of_the_loss_on_one_answer_alone() -> None:
    run = run_of(USUAL)
    for answer in run.graph.of("answer"):
        targets = np.where(np.arange(len(run.symbols)) == answer.step, run.targets, -1)[:, None]
        alone = run.reader.record(Batch(run.trace.inputs, targets)).gradients["hidden"]
        for node in run.graph.of("state"):
            expected = np.linalg.norm(alone[node.layer, 0, node.step, 0])
            if node in run.graph.sources(answer):
                assert run.norm(answer, node) == pytest.approx(expected, rel=1e-9)
            else:
                assert np.isnan(run.norm(answer, node))
                assert expected == 0


def test_in_the_first_scene_the_lower_layer_lets_go_and_the_upper_one_keeps() -> None:
    run = run_of(SCRIPT.settings_of("layers_last"))
    lower, upper = run.differences[:, -1] / run.differences[:, run.step]
    assert lower < 0.1
    assert upper > 1
    asked = question(run, True)
    assert asked is not None
    assert asked.options[asked.answer] == "layer 2"
    assert (run.probabilities.argmax(axis=1) == run.targets)[run.targets >= 0].all()


def test_the_scene_on_depth_asks_what_was_measured() -> None:
    settings = SCRIPT.settings_of("depth")
    asked = question(run_of(settings), settings.trained)
    assert asked is not None
    means = [np.mean(trained.accuracies[LONG]) for trained in shipped().values()]
    assert asked.answer == int(np.argmax(means))
    assert "no gain" in honest()
    assert np.argmax(means) == 0  # or the sentence would be another
    new = [np.mean(trained.accuracies[SHORT]) for trained in shipped().values()]
    assert np.argmax(new) == 0  # "this task is learned no better by two or three layers than by one"
    sizes = [trained.reader.parameter_count for trained in shipped().values()]
    assert max(sizes) < 1.2 * min(sizes)


def test_with_another_seed_the_lower_layer_keeps_it_too() -> None:
    lower = [seed[0] for seed in shipped()[2].lasting]
    assert lower[0] < 5  # the one that is drawn
    assert max(lower) > 15


@pytest.mark.parametrize("seed", range(12))
def test_every_sequence_can_be_drawn_in_every_direction(seed: int) -> None:
    run = run_of(replace(USUAL, layers=1, way_1="both", seed=seed))
    assert len(drawing(run, covered=False).boxes) == len(run.graph.nodes)
    assert question(run, True) is not None


def test_a_fresh_network_is_asked_for_its_arrows() -> None:
    for way, right in (("backward", "before it, too"), ("both", "on both sides of it")):
        run = run_of(replace(USUAL, layers=1, way_1=way))
        asked = question(run, True)
        assert asked is not None
        assert asked.options[asked.answer] == right
        assert all("fresh" in said for said in says(run, 3))
        assert not drawing(run, False).gradients


def test_the_arrows_of_a_fresh_network_are_told_as_they_are() -> None:
    backward = replace(USUAL, layers=1, way_1="backward", changed=4)
    assert "From input 4 they lead to layer 1 at steps 1 to 4." in fresh(run_of(backward))
    assert "to layer 1 at step 1 alone" in fresh(run_of(replace(backward, changed=1)))
    under = replace(backward, layers=2)  # what reads forwards reads it backwards
    assert "to layer 1 at steps 1 to 4, to layer 2 at steps 1 to 10." in fresh(run_of(under))
    assert "to every layer at steps 1 to 10." in fresh(run_of(replace(under, way_1="both")))


def test_too_short_a_rest_asks_nothing() -> None:
    assert question(run_of(replace(USUAL, changed=30)), True) is None


def test_a_covered_picture_does_not_say_how_long() -> None:
    picture = drawing(run_of(USUAL), covered=True)
    assert not picture.says
    assert not picture.gradients


def test_the_tables_are_what_was_measured() -> None:
    for layers, trained in shipped().items():
        shares = [np.floor(1000 * share) / 10 for name in (SHORT, LONG) for share in trained.accuracies[name]]
        row = next(line for line in accuracies().splitlines() if line.startswith(f"| {layers} |"))
        assert [float(value) for value in row.replace(",", " ").replace("|", " ").split()[2:]] == shares
        last = next(line for line in lasting_table().splitlines() if line.startswith(f"| {layers} | {layers} |"))
        felt = [f"{seed[-1]:.1f}" for seed in trained.lasting]
        assert ", ".join(felt) in last
        assert all(max(seed) < 6 for seed in trained.lasting_untrained)  # the page: gone after a few steps
