"""`verify` finds no difference where there is none, and whatever is wrong wherever it is."""

from __future__ import annotations

import pickle
from dataclasses import replace
from math import inf
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

import engine
from engine import Network, Readout, Trace, cells, losses
from engine.cells.base import Array
from engine.recording import verify as module_of_verify
from tests.engine.examples import TORCH_CELLS, as_torch_takes_it, module, numbers, small_network, states

STACKED: dict[str, Any] = {"num_layers": 2, "bidirectional": True}
READOUT = Readout(numbers(3, 8, seed=8).numpy(), numbers(3, seed=9).numpy())


def recorded(cell: str = "lstm", loss: Any = None, **options: Any) -> Trace:
    network = small_network(cell, **options)
    return engine.record(network, numbers(6, 2, 3).numpy(), loss or losses.every_step())


@pytest.mark.parametrize("cell", cells.names())
def test_every_number_of_a_trace_agrees_with_torch(cell: str) -> None:
    kind = cells.get(cell)
    trace = recorded(cell, losses.cross_entropy(np.arange(6) % 3, READOUT), **STACKED)
    differences = engine.verify(trace)
    assert 0 < differences.largest < 1e-13
    assert differences.largest == max(differences.values())
    has_gates = any(signal.kind in ("gate", "candidate") for signal in kind.signals)
    assert set(differences) == {"states", "preactivations", "gradients"} | ({"gates"} if has_gates else set())
    assert differences.against == (f"torch.nn.{kind.torch_class}" if cell in TORCH_CELLS else "torch, step by step")
    assert differences.dtype == "float64"
    names = {signal.name for signal in kind.signals}
    weights = {f"gradient:{name}" for name in trace.network.weights}
    gradients = {f"gradient:{name}" for name in names} | weights | {"gradient:inputs", "loss"}
    final = {f"final {name}" for name in kind.state} if cell in TORCH_CELLS else set()
    assert set(differences.absolute) == names | gradients | final | {"outputs"}


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
    assert differences.dtype == "float32"


def test_a_trace_is_checked_from_its_own_initial_state() -> None:
    network = small_network("lstm", **STACKED)
    start = as_torch_takes_it(states(network, 2, seed=3))
    assert engine.verify(engine.record(network, numbers(6, 2, 3), initial_state=start)).largest < 1e-13


@pytest.mark.parametrize("options", [{}, STACKED, {"bias": False}], ids=str)
def test_a_projected_lstm_agrees(options: dict[str, Any]) -> None:
    assert engine.verify(module("lstm", proj_size=2, **options), numbers(6, 2, 3)).largest < 1e-12
    assert engine.verify(recorded("lstm", proj_size=2, **options)).largest < 1e-12


def test_layers_of_different_cells_agree() -> None:
    network = engine.network(("lstm", "elman_skip", "gru"), 3, 4, bidirectional=True)
    differences = engine.verify(engine.record(network, numbers(6, 2, 3), losses.last_step()))
    assert differences.largest < 1e-13
    assert differences.against == "torch, step by step"


def test_a_loss_of_the_callers_is_the_one_that_is_checked() -> None:
    asked = 0

    def random(outputs: Tensor) -> Tensor:
        nonlocal asked
        asked += 1
        return (torch.rand(outputs.shape, dtype=outputs.dtype) * outputs**2).sum()

    trace = recorded("gru", random)
    assert engine.verify(trace).largest < 1e-13
    assert asked == 1, "a loss that draws random numbers is another one when it is asked again"
    assert "loss" not in engine.verify(trace).absolute


def test_without_a_loss_no_gradient_is_claimed() -> None:
    trace = engine.record(small_network("gru"), numbers(4, 1, 3))
    assert set(engine.verify(trace)) == {"states", "gates", "preactivations"}


def spoilt(trace: Trace, where: str, name: str, amount: float = 1e-6, at: tuple[int, ...] = (2, 1, 3)) -> Trace:
    """The same trace with one number changed, in its second layer's backward direction."""
    part = trace.parts[1, 1]
    values = {key: np.array(array) for key, array in getattr(part, where).items()}
    values[name][at] += amount
    changed: dict[str, Any] = {where: values}
    return replace(trace, parts={**trace.parts, (1, 1): replace(part, **changed)})


@pytest.mark.parametrize("cell", ["lstm", "gru", "elman", "elman_skip", "elman_sigmoid"])
def test_one_wrong_number_anywhere_is_found(cell: str) -> None:
    trace = recorded(cell, **STACKED)
    kinds = {"state": "states", "gate": "gates", "candidate": "gates", "preactivation": "preactivations"}
    for signal in cells.get(cell).signals:
        found = engine.verify(spoilt(trace, "signals", signal.name))
        assert found.absolute[signal.name] == pytest.approx(1e-6, rel=1e-6), signal.name
        assert found[kinds[signal.kind]] > 1e-9
        found = engine.verify(spoilt(trace, "gradients", signal.name))
        assert found.absolute[f"gradient:{signal.name}"] == pytest.approx(1e-6, rel=1e-6), signal.name
        assert found["gradients"] > 1e-9
        assert found["states"] < 1e-13
    assert engine.verify(replace(trace, loss=1.0))["gradients"] > 1e-3
    assert engine.verify(replace(trace, outputs=trace.outputs + 1e-6))["states"] > 1e-7


def test_a_gradient_of_another_loss_is_found() -> None:
    trace = recorded("lstm", losses.last_step())
    assert engine.verify(replace(trace, loss_function=losses.every_step()))["gradients"] > 1e-3


def test_a_module_that_computes_something_else_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    given = module("gru")
    honest = torch.nn.GRU.forward

    def off(self: torch.nn.GRU, *arguments: Any) -> Any:
        outputs, final = honest(self, *arguments)
        return outputs + 1e-6, final

    def of_module(*arguments: Any) -> Any:
        monkeypatch.setattr(torch.nn.GRU, "forward", off)
        try:
            return itself(*arguments)
        finally:
            monkeypatch.setattr(torch.nn.GRU, "forward", honest)

    itself = module_of_verify._module_itself
    monkeypatch.setattr(module_of_verify, "_module_itself", of_module)
    assert engine.verify(given, numbers(4, 1, 3)).absolute["outputs"] == pytest.approx(1e-6)


def test_the_module_is_run_where_it_is() -> None:
    """There is no second device here: a stand-in says that it is on `meta`, and takes nothing else."""
    trace = engine.record(small_network("lstm"), numbers(4, 1, 3))

    def forward(x: Tensor, state: tuple[Tensor, ...]) -> Any:
        assert {x.device.type, *(part.device.type for part in state)} == {"meta"}
        return torch.tensor(trace.outputs), tuple(torch.tensor(trace[name][:, 0, -1]) for name in ("hidden", "cell"))

    elsewhere = SimpleNamespace(
        forward=forward, batch_first=False, parameters=lambda: iter([torch.empty(1, device="meta")])
    )
    found = module_of_verify._module_itself(elsewhere, trace, torch.float64)  # type: ignore[arg-type]
    assert set(found) == {"outputs", "final hidden", "final cell"}


def test_nan_on_both_sides_is_agreement_and_on_one_is_not() -> None:
    inputs = numbers(4, 2, 3)
    inputs[1, 0, 0] = np.nan
    trace = engine.record(small_network("gru"), inputs, losses.every_step())
    assert engine.verify(trace).largest < 1e-12
    part = trace.part()
    healed = {name: np.nan_to_num(values) for name, values in part.signals.items()}
    assert engine.verify(replace(trace, parts={(0, 0): replace(part, signals=healed)})).largest == inf


def test_a_run_that_explodes_differs_by_rounding() -> None:
    weights = {"weight_ih_l0": np.ones((2, 1)), "weight_hh_l0": np.array([[30.0, 7.0], [-11.0, 23.0]])}
    network = Network("elman_linear", weights, 1, 2, bias=False)
    differences = engine.verify(engine.record(network, np.ones((60, 1)), losses.every_step()))
    assert differences.absolute["hidden"] > 1e50
    assert differences.largest < 1e-12


def test_small_numbers_are_compared_with_small_ones() -> None:
    trace = engine.record(small_network("gru"), numbers(4, 2, 3), lambda outputs: 1e-12 * outputs.sum())
    part = trace.part()
    turned = {name: -values for name, values in part.gradients.items()}
    differences = engine.verify(replace(trace, parts={(0, 0): replace(part, gradients=turned)}))
    assert differences.absolute["gradient:hidden"] < 1e-11
    assert differences["gradients"] > 1


def test_nothing_at_all_is_no_difference() -> None:
    network = engine.network("elman_linear", 1, 2, init="identity")
    zeros: Array = np.zeros((3, 1))
    assert engine.verify(engine.record(network, zeros, losses.last_step())).largest == 0.0


def test_the_result_is_read_only_and_can_be_pickled() -> None:
    differences = engine.verify(small_network("elman"), numbers(3, 1, 3))
    copy = pickle.loads(pickle.dumps(differences))
    assert (dict(copy), copy.against, copy.dtype, copy.largest) == (
        dict(differences),
        differences.against,
        differences.dtype,
        differences.largest,
    )
    assert dict(copy.absolute) == dict(differences.absolute)
    with pytest.raises(TypeError):
        differences["states"] = 0.0  # type: ignore[index]
