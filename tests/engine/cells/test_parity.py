"""The newer cells beside public implementations of them, number by number.

The packages are no dependency of anything here; where one is missing its tests are skipped. To have them all:

    pip install --no-deps --target /tmp/parity -r benchmarks/requirements-parity.txt
    PYTHONPATH=/tmp/parity pytest -m slow -rs tests/engine/cells/test_parity.py

They are compared in float64: outputs, and gradients of the weights by autograd through the package. Single files are
imported without the `__init__` of their packages, which would want jax, flax and CUDA kernels.
"""

from __future__ import annotations

import sys
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

import engine
from engine import Network, Trace, cells, losses
from engine.cells.base import Array

pytestmark = pytest.mark.slow

STEPS, BATCH, UNITS = 9, 3, 5
CLOSE = 1e-14


def file_of(package: str, module: str, patch: pytest.MonkeyPatch) -> Any:
    """One module of a package that is installed, behind empty parents instead of their `__init__`."""
    spec = find_spec(package)
    if spec is None or spec.submodule_search_locations is None:
        pytest.skip(f"{package} is not installed (benchmarks/requirements-parity.txt)")
    parent, folders = package, list(spec.submodule_search_locations)
    for part in [*module.split(".")[:-1], ""]:
        empty = ModuleType(parent)
        empty.__path__ = folders
        patch.setitem(sys.modules, parent, empty)
        parent, folders = f"{parent}.{part}", [f"{folder}/{part}" for folder in folders]
    found = import_module(f"{package}.{module}")
    patch.delitem(sys.modules, found.__name__)
    return found


def inputs(seed: int = 0) -> Array:
    return np.random.default_rng(seed).normal(size=(STEPS, BATCH, UNITS))


def by_block(network: Network, name: str) -> dict[str, Tensor]:
    """The rows of a parameter by the block that they compute."""
    kind = cells.get(network.cell)
    blocks = kind.input_blocks if name.endswith("ih") else kind.recurrent_blocks
    rows = torch.tensor(network.weights[f"{name}_l0"]).chunk(len(blocks))
    return dict(zip(blocks, rows, strict=True))


def compare(trace: Trace, theirs: Tensor, tolerance: float = CLOSE) -> None:
    np.testing.assert_allclose(trace["hidden"][0, 0], theirs.detach().numpy(), rtol=0, atol=tolerance)


def gradient(trace: Trace, name: str) -> Array:
    return trace.part().weight_factors()[name].total()


# --- torchrecurrent 0.2.5 (MIT), cells/mut_cell.py and cells/peepholelstm_cell.py ---------------------------------


@pytest.mark.parametrize("cell", ["mut1", "mut2", "mut3"])
def test_muts(cell: str) -> None:
    """Blocks there: z, r, candidate. `torchrecurrent`'s MUT2 has weights on the input of r, where the paper has none.

    So it is the published GRU; with E as these weights it is what we have. V there is our V E.
    """
    package = pytest.importorskip("torchrecurrent")
    network = engine.network(cell, UNITS, UNITS, seed=3)
    theirs = getattr(package, f"{cell.upper()}Cell")(UNITS, UNITS, dtype=torch.float64)
    embedding = torch.tensor(network.weights.get("weight_embedding_l0", np.eye(UNITS)))
    V, W, b_ih, b_hh = (by_block(network, name) for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"))
    zero = torch.zeros(UNITS, dtype=torch.float64)
    order = ("update_gate", "reset_gate", "candidate")
    with torch.no_grad():
        theirs.weight_ih.copy_(torch.cat([V[block] @ embedding if block in V else embedding for block in order]))
        theirs.bias_ih.copy_(torch.cat([b_ih.get(block, zero) for block in order]))
        theirs.weight_hh.copy_(torch.cat([W[block] for block in order if block in W]))
        theirs.bias_hh.copy_(torch.cat([b_hh[block] for block in order if block in W]))
    x = inputs()
    state, found = torch.zeros(BATCH, UNITS, dtype=torch.float64), []
    for x_t in torch.tensor(x):
        state = theirs(x_t, state)
        found.append(state)
    trace = engine.record(network, x, losses.every_step())
    compare(trace, torch.stack(found))
    torch.autograd.backward(0.5 * torch.stack(found).square().sum())
    rows = dict(zip((block for block in order if block in W), theirs.weight_hh.grad.chunk(len(W)), strict=True))
    ours = gradient(trace, "weight_hh")
    np.testing.assert_allclose(ours, torch.cat([rows[block] for block in W]).numpy(), rtol=0, atol=1e-13)


def test_peephole_lstm() -> None:
    package = pytest.importorskip("torchrecurrent")
    network = engine.network("lstm_peephole", UNITS, UNITS, seed=3)
    theirs = package.PeepholeLSTMCell(UNITS, UNITS, dtype=torch.float64)
    peepholes = ("input_gate", "forget_gate", "output_gate")
    with torch.no_grad():
        for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
            getattr(theirs, name).copy_(torch.tensor(network.weights[f"{name}_l0"]))
        own = [torch.tensor(network.weights[f"peephole_{gate}_l0"]) for gate in peepholes]
        theirs.weight_ph.copy_(torch.cat(own))
    x = inputs()
    h = c = torch.zeros(BATCH, UNITS, dtype=torch.float64)
    found = []
    for x_t in torch.tensor(x):
        h, c = theirs(x_t, (h, c))
        found.append(h)
    trace = engine.record(network, x, losses.every_step())
    compare(trace, torch.stack(found))
    torch.autograd.backward(0.5 * torch.stack(found).square().sum())
    for gate, expected in zip(peepholes, theirs.weight_ph.grad.chunk(3), strict=True):
        np.testing.assert_allclose(gradient(trace, f"peephole_{gate}"), expected.numpy(), rtol=0, atol=1e-13)


# --- minGRU-pytorch 0.2.1 (MIT) -----------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["min_gru", "min_lstm"])
def test_the_minimal_cells(cell: str) -> None:
    """There the candidate is g(V x) > 0, the form for logarithmic space: g(v) = v + ½ where v ≥ 0.

    So with V_n x ≥ 0 and b_n = ½ it is ours. Its steps are compared one after another: its parallel form of the minLSTM
    takes another state than the one it is given. (Without one it agrees, as does that of the minGRU.)
    """
    module = pytest.importorskip(f"minGRU_pytorch.{cell.replace('_gru', 'GRU').replace('_lstm', 'LSTM')}")
    theirs = getattr(module, cell.replace("_gru", "GRU").replace("_lstm", "LSTM"))(UNITS).double()
    fresh = engine.network(cell, UNITS, UNITS, seed=3)
    V = {block: rows.clone() for block, rows in by_block(fresh, "weight_ih").items()}
    V["candidate"] = V["candidate"].abs()
    bias = torch.cat([torch.full((UNITS,), 0.5 * (block == "candidate"), dtype=torch.float64) for block in V])
    weights = {**fresh.weights, "weight_ih_l0": torch.cat(list(V.values())).numpy(), "bias_ih_l0": bias.numpy()}
    network = Network(cell, weights, UNITS, UNITS)
    layer = theirs.to_hidden_and_gate if cell == "min_gru" else theirs.to_hidden_and_f_i_gate
    with torch.no_grad():
        layer.weight.copy_(torch.cat([V["candidate"], *(V[block] for block in V if block != "candidate")]))
    x = np.abs(inputs())
    state, found = None, []
    for x_t in torch.tensor(x):
        out, state = theirs(x_t[:, None], state, return_next_prev_hidden=True)
        found.append(out[:, 0])
    trace = engine.record(network, x, losses.every_step())
    compare(trace, torch.stack(found))
    torch.autograd.backward(0.5 * torch.stack(found).square().sum())
    candidate, *gates = layer.weight.grad.chunk(len(V))
    by_name = dict(
        zip([*(block for block in V if block != "candidate"), "candidate"], [*gates, candidate], strict=True)
    )
    expected = torch.cat([by_name[block] for block in V]).numpy()
    np.testing.assert_allclose(gradient(trace, "weight_ih"), expected, rtol=0, atol=1e-12)
    compare(trace, theirs(torch.tensor(x).swapaxes(0, 1)).swapaxes(0, 1), 1e-13)  # parallel, from no state


# --- xlstm 2.0.6 (NXAI community licence), blocks/slstm/src/vanilla/slstm.py --------------------------------------


@pytest.mark.parametrize("bias", [0.0, -200.0, 200.0])
def test_slstm(bias: float, monkeypatch: pytest.MonkeyPatch) -> None:
    step = file_of("xlstm", "blocks.slstm.src.vanilla.slstm", monkeypatch).slstm_forward_pointwise
    fresh = engine.network("slstm", UNITS, UNITS, seed=3)
    moved = np.array(fresh.weights["bias_ih_l0"])
    moved[:UNITS] += bias
    network = Network("slstm", {**fresh.weights, "bias_ih_l0": moved}, UNITS, UNITS)
    weights = {name: torch.tensor(weight, requires_grad=True) for name, weight in network.weights.items()}
    x = inputs()
    states, found = torch.zeros(4, BATCH, UNITS, dtype=torch.float64), []
    for x_t in torch.tensor(x):
        b = (weights["bias_ih_l0"] + weights["bias_hh_l0"])[None]
        states, _ = step(x_t @ weights["weight_ih_l0"].T, states[0] @ weights["weight_hh_l0"].T, b, states, {})
        found.append(states)
    trace = engine.record(network, x, losses.every_step())
    for part, name in enumerate(cells.get("slstm").state):
        np.testing.assert_allclose(
            trace[name][0, 0], torch.stack(found)[:, part].detach().numpy(), rtol=1e-13, atol=CLOSE, err_msg=name
        )
    torch.autograd.backward(0.5 * torch.stack(found)[:, 0].square().sum())
    for name, weight in weights.items():
        assert weight.grad is not None
        np.testing.assert_allclose(gradient(trace, name.removesuffix("_l0")), weight.grad.numpy(), rtol=0, atol=1e-11)


# --- recurrentgemma 1.0.1 (Apache 2.0), torch/layers.py -----------------------------------------------------------


def test_rg_lru(monkeypatch: pytest.MonkeyPatch) -> None:
    """There the candidate is the input: V_n is the identity. The state is summed up in float32 unless it is told."""
    layers = file_of("recurrentgemma", "torch.layers", monkeypatch)
    monkeypatch.setattr(layers, "rnn_scan", partial(layers.rnn_scan, acc_dtype=torch.float64))
    fresh = engine.network("rg_lru", UNITS, UNITS, seed=3)
    V, b = by_block(fresh, "weight_ih"), by_block(fresh, "bias_ih")
    V["candidate"], b["candidate"] = torch.eye(UNITS, dtype=torch.float64), torch.zeros(UNITS, dtype=torch.float64)
    weights = {
        **fresh.weights,
        "weight_ih_l0": torch.cat(list(V.values())).numpy(),
        "bias_ih_l0": torch.cat(list(b.values())).numpy(),
    }
    theirs = layers.RGLRU(UNITS, num_heads=1, dtype=torch.float64)
    with torch.no_grad():
        for gate, block in ((theirs.a_gate, "recurrence_gate"), (theirs.input_gate, "input_gate")):
            gate.w.copy_(V[block].T[None])
            gate.b.copy_(b[block][None])
        theirs.a_param.copy_(torch.tensor(fresh.weights["decay_parameter_l0"]))
    x = inputs()
    later = torch.arange(1, STEPS + 1).expand(BATCH, STEPS)  # not the first step of a segment
    start = torch.zeros(BATCH, UNITS, dtype=torch.float64)
    found, _ = theirs(torch.tensor(x).swapaxes(0, 1), later, start)
    trace = engine.record(Network("rg_lru", weights, UNITS, UNITS), x, losses.every_step())
    compare(trace, found.swapaxes(0, 1))
    torch.autograd.backward(0.5 * found.square().sum())
    np.testing.assert_allclose(gradient(trace, "decay_parameter"), theirs.a_param.grad.numpy(), rtol=1e-12)
    of_gates = gradient(trace, "weight_ih")[: 2 * UNITS]
    expected = torch.cat([theirs.a_gate.w.grad[0].T, theirs.input_gate.w.grad[0].T]).numpy()
    np.testing.assert_allclose(of_gates, expected, rtol=0, atol=1e-13)

    # At the first step of a segment the package lets the input in whole: that is the one difference.
    first, _ = theirs(torch.tensor(x).swapaxes(0, 1), later - 1, start)
    whole = (trace["input_gate"] * trace["candidate"])[0, 0, 0]
    np.testing.assert_allclose(first[:, 0].detach().numpy(), whole, rtol=1e-14)


def test_the_decay_parameter_begins_where_theirs_does(monkeypatch: pytest.MonkeyPatch) -> None:
    layers = file_of("recurrentgemma", "torch.layers", monkeypatch)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        theirs = layers.rnn_param_init(torch.empty(20_000, dtype=torch.float64), 0.9, 0.999).numpy()
    ours = engine.network("rg_lru", 1, 20_000).weights["decay_parameter_l0"]
    quantiles = np.linspace(0.01, 0.99, 25)
    np.testing.assert_allclose(np.quantile(ours, quantiles), np.quantile(theirs, quantiles), atol=0.06)
