"""The training of the network on show: any of its stages is a run like others, and the browser gets their weights."""

from dataclasses import replace

import numpy as np
import pytest

import engine
from engine import pretrained
from ui.lessons.step.run import check, make_run
from ui.lessons.step.settings import FINISHED, StepSettings
from ui.lessons.step.stages import how_well, training, weights
from ui.lessons.step.view import headline, step_payload, training_note
from ui.settings.parameters import read, write
from ui.stepper.values import unbundle, unpack


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
def test_a_stage_is_the_run_of_the_network_as_it_was(cell: str) -> None:
    asked, problems = read(StepSettings, {"cell": cell, "sequence": "sine", "training": "50"})
    assert problems == ()
    run = make_run(asked.of_run)
    stage = pretrained.load("sine", run.trace.cell, 50)
    assert run.trained is not None
    assert run.trained.update == 50
    np.testing.assert_array_equal(run.trace["hidden"], engine.record(stage.network, run.sequence.inputs)["hidden"])
    assert check(run.settings).largest <= 1e-12
    assert "after 50 of 1000 updates" in headline(run)
    assert how_well(stage) in headline(run)
    assert "stands after 50 of these steps" in training_note(run)


def test_what_is_asked_for_between_two_stages_is_the_earlier_and_beyond_the_last_the_last() -> None:
    between = StepSettings(training=137).of_run
    assert between == StepSettings(training=100).of_run
    assert StepSettings(training=2000).of_run == StepSettings().of_run
    assert StepSettings().of_run.training == FINISHED
    assert write(StepSettings(training=0)) == {"training": "0"}


def test_a_network_of_ones_own_knows_no_training() -> None:
    asked = StepSettings(network="fresh", units=5, training=50)
    assert asked.of_run == StepSettings(network="fresh", units=5).of_run
    assert training(make_run(asked.of_run)) is None
    assert training(make_run(StepSettings(sequence="text").of_run)) is None
    assert "learned nothing yet" in headline(make_run(asked.of_run))


def test_one_looks_at_the_same_step_and_unit_at_every_stage() -> None:
    places = set()
    for update in (0, 35, 200, FINISHED):
        settings = StepSettings(cell="gru", training=update)
        places.add(make_run(settings.of_run).place(settings))
    assert len(places) == 1


def test_before_its_training_its_gates_mean_nothing() -> None:
    said = headline(make_run(StepSettings(training=0).of_run))
    assert "before its training" in said
    assert "What the gates do here means nothing yet." in said


@pytest.mark.parametrize(("kind", "name"), [("lstm", "latch"), ("rnn", "hello"), ("gru", "sine")])
def test_the_browser_gets_the_weights_of_every_stage_to_the_last_bit(kind: str, name: str) -> None:
    settings = StepSettings(cell=kind, sequence=name, training=20)
    shown = step_payload(settings.of_run, "en").training
    assert shown is not None
    assert shown.updates[shown.at] == 20
    assert shown.url.startswith(f"/training/{kind}/{name}/")
    block = unbundle(weights(kind, name))
    arrays = unpack(block["arrays"], block["values"])
    for at, update in enumerate(shown.updates):
        stage = pretrained.load(name, make_run(settings.of_run).trace.cell, update)
        np.testing.assert_array_equal(arrays["readout.weight"][at], stage.readout.weight)
        np.testing.assert_array_equal(arrays["readout.bias"][at], stage.readout.bias)
        for part, weight in stage.network.weights.items():
            np.testing.assert_array_equal(arrays[part.removesuffix("_l0")][at], weight)


def test_what_is_no_network_has_no_weights() -> None:
    for kind, name in (("lstm", "text"), ("perceptron", "latch"), ("../lstm", "latch"), ("rnn", "first80x")):
        with pytest.raises(KeyError):
            weights(kind, name)


def test_a_share_is_all_only_where_it_is() -> None:
    stage = pretrained.load("latch", "lstm", 100)
    shares = {share: how_well(replace(stage, accuracy=share)) for share in (1.0, 0.9996, 0.996, 0.5)}
    assert [said.split()[2] for said in shares.values()] == ["100%", "99.96%", "99.6%", "50%"]
