"""`verify` finds no difference where there is none, and one where there is one."""

from __future__ import annotations

import pickle
from importlib import import_module
from math import inf
from typing import Any

import numpy as np
import pytest
import torch

import engine
from engine import cells
from engine.cells.lstm import LSTMCell
from tests.engine.examples import TORCH_CELLS, as_torch_takes_it, module, numbers, small_network, states

STACKED: dict[str, Any] = {"num_layers": 2, "bidirectional": True}


@pytest.mark.parametrize("cell", cells.names())
def test_networks_of_ours_agree_with_torch(cell: str) -> None:
    differences = engine.verify(small_network(cell, **STACKED), numbers(8, 2, 3))
    assert 0 < differences.largest < 1e-12
    assert list(differences) == ["outputs", *cells.get(cell).state, "gradients"]
    assert differences.largest == max(differences.values())
    assert differences.against.endswith("in float64")
    assert ("torch.nn" in differences.against) == (cell in TORCH_CELLS)


@pytest.mark.parametrize("batch_first", [False, True])
@pytest.mark.parametrize("cell", TORCH_CELLS)
def test_modules_agree_in_their_own_dtype(cell: str, batch_first: bool) -> None:
    double = module(cell, batch_first=batch_first, **STACKED)
    state = as_torch_takes_it(states(engine.from_torch(double), 2, seed=3))
    inputs = numbers(2, 6, 3) if batch_first else numbers(6, 2, 3)
    assert engine.verify(double, inputs, state).largest < 1e-12
    single = module(cell, batch_first=batch_first, dtype=torch.float32, **STACKED)
    differences = engine.verify(single, inputs.float())
    assert 1e-9 < differences.largest < 1e-5
    assert differences.against.endswith("in float32")


def test_a_projected_lstm_agrees() -> None:
    assert engine.verify(module("lstm", proj_size=2, **STACKED), numbers(6, 2, 3)).largest < 1e-12


def test_a_wrong_number_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    forward, backward = LSTMCell.forward, LSTMCell.backward

    def wrong_forward(*arguments: Any) -> Any:
        signals = forward(*arguments)
        signals["cell"][-1] += 1e-6
        return signals

    def wrong_backward(*arguments: Any) -> Any:
        gradients = backward(*arguments)
        gradients["forget_gate_preactivation"][0] += 1e-6
        return gradients

    network, inputs = small_network("lstm"), numbers(4, 1, 3)
    with monkeypatch.context() as patch:
        patch.setattr(LSTMCell, "forward", wrong_forward)
        assert engine.verify(network, inputs)["cell"] == pytest.approx(1e-6)
    with monkeypatch.context() as patch:
        patch.setattr(LSTMCell, "backward", wrong_backward)
        differences = engine.verify(network, inputs)
        assert differences["outputs"] < 1e-12
        assert differences["gradients"] > 1e-7


def test_nan_on_both_sides_is_agreement_and_on_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = numbers(4, 1, 3)
    inputs[1, 0, 0] = np.nan
    network = small_network("gru")
    assert engine.verify(network, inputs).largest < 1e-12

    def blind(network: Any, inputs: Any, *rest: Any) -> engine.Trace:
        return engine.record(network, np.nan_to_num(inputs.numpy()), *rest)

    monkeypatch.setattr(import_module("engine.recording.verify"), "record", blind)
    assert engine.verify(network, inputs).largest == inf


def test_the_result_is_read_only_and_can_be_pickled() -> None:
    differences = engine.verify(small_network("elman"), numbers(3, 1, 3))
    copy = pickle.loads(pickle.dumps(differences))
    assert (dict(copy), copy.against, copy.largest) == (dict(differences), differences.against, differences.largest)
    with pytest.raises(TypeError):
        differences["outputs"] = 0.0  # type: ignore[index]
