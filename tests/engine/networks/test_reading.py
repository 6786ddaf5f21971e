"""One answer read from a whole sequence: the loss, and the way its gradient takes, are torch's."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
import torch

import engine
from engine import Readout, losses
from engine.networks.reading import Reading, read, spread

STATES = np.round(np.random.default_rng(0).normal(size=(7, 3, 4)))  # rounded: some are equal


@pytest.mark.parametrize("reading", get_args(Reading))
@pytest.mark.parametrize("bidirectional", [False, True])
def test_a_run_that_is_read_so_is_torchs(reading: Reading, bidirectional: bool) -> None:
    network = engine.network("gru", 2, 4, seed=1, bidirectional=bidirectional)
    loss = losses.whole_cross_entropy([0, 2, 1], Readout.fresh(network.output_size, 3, 0), reading)
    trace = engine.record(network, np.random.default_rng(1).normal(size=(6, 3, 2)), loss)
    assert engine.verify(trace).largest < 1e-13
    assert trace.gradients["hidden"].any()


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        ("last", lambda states: states[-1]),
        ("mean", lambda states: states.mean(0)),
        ("max", lambda states: states.amax(0)),
    ],
)
def test_what_is_read_and_where_the_gradient_goes(reading: Reading, expected: object) -> None:
    leaf = torch.tensor(STATES, requires_grad=True)
    assert callable(expected)
    theirs = expected(leaf)
    np.testing.assert_allclose(read(STATES, reading), theirs.detach().numpy(), atol=1e-15)
    arriving = np.random.default_rng(2).normal(size=(3, 4))
    back = spread(STATES, arriving, reading)
    np.testing.assert_allclose(back.sum(axis=0), arriving, atol=1e-15)
    unique = (np.isclose(STATES, STATES.max(axis=0))).sum(axis=0) == 1
    (truth,) = torch.autograd.grad(theirs, leaf, torch.tensor(arriving))
    if reading == "max":  # amax shares the gradient among equals, where the first takes it all here
        np.testing.assert_allclose(back[:, unique], truth.numpy()[:, unique], atol=1e-15)
        assert ((back != 0).sum(axis=0) == 1).all()
        assert not unique.all()
    else:
        np.testing.assert_allclose(back, truth.numpy(), atol=1e-15)


def test_what_does_not_fit_is_said() -> None:
    readout = Readout.fresh(4, 2, 0)
    with pytest.raises(ValueError, match="no way to read called 'first'"):
        losses.whole_cross_entropy([0], readout, "first")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="between 0 and 1"):
        losses.whole_cross_entropy([2], readout)
    with pytest.raises(ValueError, match=r"shape \(B,\)"):
        losses.whole_cross_entropy([[0]], readout)
    with pytest.raises(ValueError, match="3 targets, one for each sequence"):
        losses.whole_cross_entropy([0], readout).gradient(STATES)
