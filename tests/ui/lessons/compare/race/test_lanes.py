"""The belts against numbers computed apart: by torch, by hand, and at the ends of what can be."""

import numpy as np
import pytest
import torch

from engine import pretrained
from ui.lessons.compare.race.lanes import GONE, Keeping, Lane, full_share, race
from ui.lessons.compare.run import compare
from ui.lessons.compare.settings import KINDS, CompareSettings
from ui.look.cells import CELLS

TORCH = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "rnn": torch.nn.RNN}


def test_full_width_is_the_most_that_so_many_units_can_differ() -> None:
    high, low = np.full((3, 8), 1.0), np.full((3, 8), -1.0)
    np.testing.assert_allclose(full_share(high, low), 1)
    np.testing.assert_allclose(full_share(high, high), 0)
    one_unit = low.copy()
    one_unit[:, 0] = 1
    np.testing.assert_allclose(full_share(one_unit, low), np.sqrt(1 / 8))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", KINDS)
def test_belts_and_answers_are_those_of_torch(kind: str, seed: int) -> None:
    shown = race(CompareSettings(gap=20, data_seed=seed).of_the_run())
    lane = next(lane for lane in shown.lanes if lane.run.kind == kind)
    shipped = pretrained.load("first80", CELLS[kind].engine)
    module = TORCH[kind](6, shipped.network.hidden_size).double()
    module.load_state_dict({name: torch.tensor(value) for name, value in shipped.network.weights.items()})
    inputs = compare(shown.settings).sequence.inputs
    first = int(inputs[0, 0].argmax())
    both = torch.tensor(np.repeat(inputs, 2, axis=1))
    both[0, 1] = torch.eye(6, dtype=torch.float64)[1 - first]
    with torch.no_grad():
        hidden = module(both)[0].numpy()  # (T, 2, H)
    np.testing.assert_allclose(lane.widths, np.linalg.norm(hidden[:, 0] - hidden[:, 1], axis=-1) / np.sqrt(4 * 8))
    said = shipped.readout.probabilities(hidden)
    assert lane.right is not None
    assert lane.other is not None
    np.testing.assert_allclose(lane.right, said[:, 0, first], atol=1e-12)
    np.testing.assert_allclose(lane.other, said[:, 1, 1 - first], atol=1e-12)


def test_the_memory_is_what_the_gates_leave_of_the_first_and_what_was_written_later() -> None:
    shown = race(CompareSettings(gap=30).of_the_run())
    (lstm,) = [lane for lane in shown.lanes if lane.run.kind == "lstm"]
    signals = lstm.run.trace.part().signals
    cell, forget = signals["cell"][:, 0], signals["forget_gate"][:, 0]
    write = (signals["input_gate"] * signals["candidate"])[:, 0]
    product = np.prod(forget[1:], axis=0)
    later = sum(np.prod(forget[step + 1 :], axis=0) * write[step] for step in range(1, shown.steps))
    np.testing.assert_allclose(product * cell[0] + later, cell[-1])
    assert lstm.keeping is not None
    assert lstm.keeping.most == pytest.approx(product.max())


def lane(widths: list[float], right: float, other: float) -> Lane:
    """A lane that ends so; of its run only the name is asked."""
    run = compare(CompareSettings(gap=5).of_the_run()).runs[0]
    ones = np.ones(len(widths))
    return Lane(run, np.array(widths), right * ones, other * ones, Keeping(1.0, 1.0))


@pytest.mark.parametrize(
    ("right", "other", "ending"),
    [
        (0.9, 0.9, "knows"),
        (0.1, 0.1, "opposite"),
        (0.9, 0.2, "either"),
        (0.2, 0.9, "either"),
        (0.49, 0.51, "lost"),
        (0.99, 0.005, "lost"),
        (0.502, 0.501, "nearly"),
        (0.499, 0.498, "nearly"),
    ],
)
def test_how_a_race_ends(right: float, other: float, ending: str) -> None:
    found = lane([0.5, 0.5], right, other)
    assert found.ending == ending
    assert found.is_right == (right > 0.5)


@pytest.mark.parametrize(
    ("widths", "lost", "is_lost"),
    [
        ([0.5, 0.2, 0.005], 2, True),
        ([0.5, 0.005, 0.2], 3, False),
        ([0.001, 0.002], 0, True),
        ([GONE, GONE / 2], 1, True),
        ([0.5], 1, False),
    ],
)
def test_when_a_belt_is_lost(widths: list[float], lost: int, is_lost: bool) -> None:
    found = lane(widths, 0.9, 0.9)
    assert (found.lost, found.is_lost) == (lost, is_lost)


@pytest.mark.parametrize("sequence", ["latch", "text", "series"])
@pytest.mark.parametrize("cells", ["all", "gru-rnn"])
def test_other_sequences_have_belts_and_no_answers(sequence: str, cells: str) -> None:
    shown = race(CompareSettings(sequence=sequence, cells=cells, network="fresh").of_the_run())
    assert shown.answers == ()
    for each in shown.lanes:
        assert each.ending is None
        assert each.widths.shape == (shown.steps,)
        assert 0 <= each.widths.min() <= each.widths.max() <= 1
        assert each.widths[0] > 0
