"""What the compare page computes from its settings, and the sentences it makes of the numbers."""

import numpy as np
import pytest

import engine
from engine import pretrained, tasks
from engine.learning import gap_study
from engine.learning.tasks import InputProblem
from ui.lessons.compare.gap import KINDS, verdict
from ui.lessons.compare.run import Accuracy, change_of, checked_change, compare, differ, make_sequence, memories, sizes
from ui.lessons.compare.settings import CompareSettings
from ui.lessons.compare.view import spread
from ui.look.cells import CELLS
from ui.settings.parameters import read, write


def test_the_opening_is_a_gap_that_only_the_rnn_fails() -> None:
    comparison = compare(CompareSettings().of_the_run())
    assert [run.kind for run in comparison.runs] == ["lstm", "gru", "rnn"]
    for run in comparison.runs:
        assert run.trained is not None
        assert run.trained.accuracy is not None
        assert (run.trained.accuracy > 0.99) == (run.kind != "rnn")
    assert comparison.place(CompareSettings()) == (80, 0)


def test_begun_as_usual_only_the_rnn_learns_a_gap_of_forty() -> None:
    comparison = compare(CompareSettings(start="plain", gap=40).of_the_run())
    for run in comparison.runs:
        assert run.trained is not None
        assert run.trained.accuracy is not None
        assert (run.trained.accuracy > 0.99) == (run.kind == "rnn")


@pytest.mark.parametrize("order", ["memory", "similarity", "own"])
def test_whatever_the_order_of_units_the_answers_are_those_of_the_shipped_network(order: str) -> None:
    comparison = compare(CompareSettings(order=order, gap=20).of_the_run())
    orders = []
    for run in comparison.runs:
        shipped = pretrained.load("first80", CELLS[run.kind].engine)
        outputs = engine.record(shipped.network, comparison.sequence.inputs).outputs
        assert run.predictions is not None
        np.testing.assert_allclose(run.predictions, shipped.readout.probabilities(outputs)[:, 0], atol=1e-12)
        orders.append(run.network == shipped.network)
    assert all(orders) if order == "own" else not any(orders)


def test_equal_parameters_are_equal_within_one_unit() -> None:
    found = sizes("parameters", 16, 6)
    assert found["lstm"] == 16
    assert found["lstm"] < found["gru"] < found["rnn"]
    assert set(sizes("units", 16, 6).values()) == {16}
    settings = CompareSettings(sequence="text", match="parameters").of_the_run()
    counts = [run.network.parameter_count for run in compare(settings).runs]
    assert max(counts) / min(counts) < 1.1


def test_the_same_seed_gives_the_same_fresh_networks() -> None:
    settings = CompareSettings(sequence="series", seed=5).of_the_run()
    expected = engine.network("elman", 1, 16, seed=5)
    (run,) = [run for run in compare(settings).runs if run.kind == "rnn"]
    assert sorted(run.network.weights["weight_ih_l0"].ravel()) == sorted(expected.weights["weight_ih_l0"].ravel())


def test_what_does_not_change_the_run_is_not_part_of_it() -> None:
    settings = CompareSettings(gap=20)
    for other in ({"t": 3}, {"convention": "before"}, {"scale": "linear"}, {"text": "hello"}, {"units": 4}):
        assert CompareSettings(gap=20, **other).of_the_run() == settings.of_the_run()
    assert CompareSettings(gap=21).of_the_run() != settings.of_the_run()


def test_a_change_is_another_symbol_of_the_same_kind() -> None:
    first = tasks.first_symbol(9, seed=0)
    for step in range(10):
        before, after = first.inputs[step, 0], (first.inputs[step] + change_of(first, first.inputs, step))[0]
        assert sorted(after) == [0, 0, 0, 0, 0, 1]
        assert after.argmax() != before.argmax()
        assert (after.argmax() < 2) == (before.argmax() < 2) == (step == 0)
    latch = tasks.latch(5, seed=1)
    changed = latch.inputs[2] + change_of(latch, latch.inputs, 2)
    np.testing.assert_array_equal(changed, latch.inputs[2] * [-1, 1])
    one_letter = tasks.text("aaa")
    np.testing.assert_array_equal(change_of(one_letter, one_letter.inputs, 1), [[-1.0]])


def test_memories_tell_the_holders_from_the_forgetter() -> None:
    lstm, gru, rnn = memories(CompareSettings().of_the_run(), 0)
    assert lstm.lasting.min() == gru.lasting.min() == 80
    assert rnn.lasting.max() < 10
    assert differ(lstm.lasting, rnn.lasting)
    assert not differ(lstm.lasting, gru.lasting)
    for memory in (lstm, gru, rnn):
        assert memory.shares.sum() == pytest.approx(1)
    assert rnn.gates == {}
    assert set(gru.gates) == {"update_gate", "reset_gate"}


def test_a_step_that_there_is_not_is_refused_kindly() -> None:
    with pytest.raises(InputProblem, match="only 21 steps"):
        checked_change(CompareSettings(change=22), 21)
    assert checked_change(CompareSettings(change=21), 21) == 20


def test_chance_and_spread() -> None:
    assert Accuracy(0.52, 300).is_chance
    assert not Accuracy(0.62, 300).is_chance
    assert spread({"a": Accuracy(0.9, 300), "b": Accuracy(0.5, 300)}) == pytest.approx(2 * np.sqrt(0.34 / 300))
    assert spread({"a": Accuracy(1.0, 300), "b": Accuracy(1.0, 300)}) == pytest.approx(1 / 300)


def test_settings_survive_the_url() -> None:
    settings = CompareSettings(cells="gates", sequence="text", text="x&y=z", diagrams=True, long="160", t=3)
    assert read(CompareSettings, write(settings)) == (settings, ())
    assert len(make_sequence(settings)) == 5


def test_the_verdict_on_a_gap_counts_seeds() -> None:
    study = gap_study.load()
    assert "Every cell learns it." in verdict(study, 5)
    at_80 = verdict(study, 80)
    row = study.gaps.index(80)
    for name in KINDS:
        assert f"**{int(study.solved(name)[row])}**" in at_80
    assert "LSTM with forget bias 0" in at_80.split("always, ")[1]
