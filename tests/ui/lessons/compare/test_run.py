"""The runs that the compare page makes of its settings."""

import numpy as np
import pytest

import engine
from engine import pretrained
from ui.lessons.compare.run import compare, make_sequence, sizes
from ui.lessons.compare.settings import CompareSettings
from ui.look.cells import CELLS
from ui.settings.parameters import read, write


def test_the_opening_is_a_gap_that_only_the_rnn_fails() -> None:
    comparison = compare(CompareSettings().of_the_run())
    assert [run.kind for run in comparison.runs] == ["lstm", "gru", "rnn"]
    for run in comparison.runs:
        assert run.trained is not None
        assert run.trained.accuracy is not None
        assert (run.trained.accuracy > 0.99) == (run.kind != "rnn")
    assert comparison.place(CompareSettings()) == (0, 0)


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


def test_settings_survive_the_url() -> None:
    settings = CompareSettings(cells="gates", sequence="text", text="x&y=z", diagrams=True, t=3)
    assert read(CompareSettings, write(settings)) == (settings, ())
    assert len(make_sequence(settings)) == 5
