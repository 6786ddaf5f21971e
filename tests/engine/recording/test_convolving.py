"""A convolutional network is recorded as torch computes it: every filter, every place, every gradient."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch

import engine
from engine import Readout
from engine.networks.convolution import Convolution
from engine.networks.convolutional import ConvolutionalNetwork, Stage, convolutional, dilated
from engine.recording.convolving import Convolving, record_convolving

INPUTS = np.random.default_rng(0).normal(size=(17, 3, 2))
TARGETS = np.array([1, 0, 1])


def several() -> ConvolutionalNetwork:
    """Two banks: one that pads, strides and pools, and one stacked on itself."""
    first = (Stage(Convolution.fresh(2, 3, 4, padding=1, stride=2, seed=1), pool=2),)
    second = (Stage(Convolution.fresh(2, 4, 3, seed=2), pool=3), Stage(Convolution.fresh(4, 2, 2, dilation=2, seed=3)))
    return ConvolutionalNetwork((first, second), Readout.fresh(5, 2, 0), "mean")


MAKES: tuple[Callable[[], ConvolutionalNetwork], ...] = (
    lambda: convolutional(2, 2, (1, 3, 5), 4),
    lambda: dilated(2, 2, 3, 4, (1, 2, 4)),
    several,
)


@pytest.mark.parametrize("make", MAKES)
def test_every_number_is_autograds(make: Callable[[], ConvolutionalNetwork]) -> None:
    network = make()
    ours = record_convolving(network, INPUTS, TARGETS)
    leaves = {name: torch.tensor(values, requires_grad=True) for name, values in network.parameters.items()}
    x = torch.tensor(INPUTS, requires_grad=True)
    logits = network.in_torch(leaves, x)
    loss = torch.nn.functional.cross_entropy(logits, torch.tensor(TARGETS), reduction="sum")
    np.testing.assert_allclose(ours.logits, logits.detach().numpy(), atol=1e-12)
    assert ours.loss == pytest.approx(loss.item(), rel=1e-12)
    of_x, of_logits, *of_leaves = torch.autograd.grad(loss, [x, logits, *leaves.values()])
    np.testing.assert_allclose(ours.gradients["inputs"], of_x.numpy(), atol=1e-12)
    np.testing.assert_allclose(ours.gradients["logits"], of_logits.numpy(), atol=1e-12)
    assert set(ours.weight_gradients) == set(leaves)
    for name, theirs in zip(leaves, of_leaves, strict=True):
        np.testing.assert_allclose(ours.weight_gradients[name], theirs.numpy(), atol=1e-12, err_msg=name)
    assert engine.verify(ours).largest < 1e-13
    assert engine.verify(replace(ours, logits=ours.logits + 1e-3))["states"] > 1e-4
    copy: Convolving = pickle.loads(pickle.dumps(ours))
    np.testing.assert_array_equal(copy.banks[0][0].gradients["sums"], ours.banks[0][0].gradients["sums"])
    again = network.with_parameters(network.parameters)
    np.testing.assert_array_equal(record_convolving(again, INPUTS).logits, ours.logits)


@pytest.mark.parametrize(("make", "window"), [*zip(MAKES, (5, 15, 11), strict=True)])
def test_nothing_outside_the_window_moves_what_is_found(make: Callable[[], ConvolutionalNetwork], window: int) -> None:
    network = make()
    assert network.window == window
    before = record_convolving(network, INPUTS)
    for step in range(len(INPUTS)):
        changed = INPUTS.copy()
        changed[step] += 3.0
        after = record_convolving(network, changed)
        for here, there in zip(before.banks, after.banks, strict=True):
            moved = np.flatnonzero((here[-1].outputs != there[-1].outputs).any(axis=(1, 2)))
            # outputs that lie apart by more than the window cannot both have seen the step
            apart = np.prod([stage.filters.stride * stage.pool for stage in network.banks[before.banks.index(here)]])
            assert not len(moved) or (moved[-1] - moved[0]) * apart < window


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ConvolutionalNetwork((), Readout.fresh(1, 1, 0)), "at least one bank"),
        (lambda: ConvolutionalNetwork(((),), Readout.fresh(1, 1, 0)), "at least one stage"),
        (lambda: ConvolutionalNetwork(several().banks, Readout.fresh(4, 2, 0)), "takes 4 features, but there are 5"),
        (
            lambda: ConvolutionalNetwork(
                ((Stage(Convolution.fresh(2, 3, 1)), Stage(Convolution.fresh(2, 3, 1))),), Readout.fresh(3, 2, 0)
            ),
            "3 filters is followed by one that reads 2",
        ),
        (
            lambda: ConvolutionalNetwork(
                ((Stage(Convolution.fresh(2, 3, 1)),), (Stage(Convolution.fresh(1, 3, 1)),)), Readout.fresh(6, 2, 0)
            ),
            "all banks read the same input",
        ),
        (lambda: Stage(Convolution.fresh(1, 1, 1), pool=0), "at least 1, but is 0"),
        (lambda: record_convolving(several(), INPUTS[:4]), "does not fit into"),
        (lambda: record_convolving(several(), INPUTS, TARGETS[:2]), "3 targets"),
        (lambda: Stage(Convolution.fresh(1, 1, 2), pool=4).length(4), "4 steps does not fit into 3"),
    ],
)
def test_what_does_not_fit_is_said(make: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def test_a_stage_says_how_long_its_output_is() -> None:
    for network in (make() for make in MAKES):
        for stages, runs in zip(network.banks, record_convolving(network, INPUTS).banks, strict=True):
            for stage, run in zip(stages, runs, strict=True):
                assert len(run.outputs) == stage.length(len(run.inputs))
