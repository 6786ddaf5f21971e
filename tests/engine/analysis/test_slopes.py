"""Slopes of fresh networks against autograd, and what may be said of the cells side by side."""

from __future__ import annotations

import numpy as np
import pytest
import torch

import engine
from engine import Init, cells
from engine.analysis.slopes import Setting, fresh_slopes
from tests.engine.examples import oracle, states

SMALL = Setting(steps=30, units=6, features=3, seeds=2, nearest=4)


@pytest.mark.parametrize("cell", ["elman", "lstm_1997", "lstm_peephole", "min_gru"])
def test_a_slope_is_that_of_autograds_gradients(cell: str) -> None:
    for seed, ours in enumerate(fresh_slopes(cell, setting=SMALL)):
        network = engine.network(cell, 3, 6, seed=seed)
        inputs = torch.tensor(np.random.default_rng(seed).standard_normal((30, 1, 3)))
        truth = oracle(network, inputs, states(network, 1))
        torch.autograd.backward(0.5 * truth.outputs[-1].square().sum())
        norms = np.linalg.norm(truth.gradients()["hidden"][0, 0, :, 0], axis=-1)
        theirs = np.polyfit(np.arange(26), np.log10(norms[::-1][4:]), 1)[0]
        assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-12)


def test_what_the_cells_do_before_they_have_learned_anything() -> None:
    """At PyTorch's initialisation, T=100, H=32: an additive path alone keeps the gradient, a gate at σ(0) halves it."""
    slopes = {name: np.median(fresh_slopes(name)) for name in cells.names()}
    for name in ("elman_skip", "lstm_1997", "rg_lru"):
        assert -0.03 < slopes[name] < 0.05, name
    assert slopes["elman"] < -0.2
    for name in ("lstm", "lstm_peephole", "lstm_coupled", "gru", "gru_reset_before", "mut1", "mut2", "mut3", "slstm"):
        assert slopes[name] == pytest.approx(-0.205, abs=0.015), name
    for name in ("min_gru", "min_lstm"):
        assert slopes[name] == pytest.approx(-0.28, abs=0.02), name
    for name in ("lstm_no_input_gate", "lstm_no_output_gate"):
        assert slopes["lstm"] < slopes[name] < slopes["lstm_1997"], name


# RG-LRU apart: its gate only modulates a decay that is near 1 to begin with, and seeds differ more than biases
GATED = [name for name in cells.names() if cells.get(name).memory_gate is not None and name != "rg_lru"]


@pytest.mark.parametrize("cell", GATED)
def test_the_more_the_memory_gate_keeps_the_less_is_lost(cell: str) -> None:
    closed, open_, wide = (fresh_slopes(cell, Init(forget_bias=bias)) for bias in (0.0, 1.0, 3.0))
    assert (closed < open_).all()
    assert (open_ < wide).all()
    assert np.abs(np.median(wide)) < 0.03
