"""The direct path of every cell's memory, in the numbers that the run recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest

import engine
from engine import Hold, cells, losses
from engine.analysis.jacobians import direct_factors
from engine.cells.base import Array

INPUTS = np.random.default_rng(0).normal(size=(7, 2, 3))
Signals = Mapping[str, Array]


def forget(signals: Signals) -> Array:
    return signals["forget_gate"]


def whole(signals: Signals) -> Array:
    return np.ones_like(signals["hidden"])


def kept_by_z(signals: Signals) -> Array:
    return signals["update_gate"]


def left_by_z(signals: Signals) -> Array:
    return 1 - signals["update_gate"]


FACTORS: dict[str, Callable[[Signals], Array]] = {
    **{
        name: lambda signals: np.zeros_like(signals["hidden"])
        for name in cells.names()
        if cells.get(name).products == 0
    },
    "elman_skip": whole,
    "lstm_1997": whole,
    "lstm": forget,
    "lstm_peephole": forget,
    "lstm_no_input_gate": forget,
    "lstm_no_output_gate": forget,
    "lstm_coupled": forget,
    "gru": kept_by_z,
    "gru_reset_before": kept_by_z,
    "mut1": left_by_z,
    "mut2": left_by_z,
    "mut3": left_by_z,
    "min_gru": left_by_z,
    "min_lstm": lambda signals: signals["normalised_forget_gate"],
    "slstm": forget,
    "rg_lru": lambda signals: signals["decay"],
}


@pytest.mark.parametrize("direction", [0, 1])
@pytest.mark.parametrize("cell", cells.names())
def test_it_is_the_gate_that_the_equation_multiplies_the_old_memory_by(cell: str, direction: int) -> None:
    trace = engine.record(engine.network(cell, 3, 4, bidirectional=True, seed=1), INPUTS)
    found = direct_factors(trace, direction=direction, batch=1)
    assert found.shape == (7, 4)
    expected = FACTORS[cell](trace.parts[0, direction].signals)[:, 1]
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    assert found.std() > 0 or (found == found[0, 0]).all()


@pytest.mark.parametrize("cell", ["lstm", "gru", "mut1", "min_gru", "min_lstm"])
def test_nothing_goes_directly_through_a_memory_that_is_held(cell: str) -> None:
    kind = cells.get(cell)
    held = [Hold(kind.state[-1], 0.5, steps=[3], units=[1])]
    trace = engine.record(engine.network(cell, 3, 4, seed=1), INPUTS, losses.last_step(), interventions=held)
    found = direct_factors(trace)
    assert found[3, 1] == 0.0
    assert np.count_nonzero(found) == found.size - 1
