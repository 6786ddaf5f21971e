"""An encoder–decoder is recorded as torch computes it, every signal and every gradient, with and without attention."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

import engine
from engine.networks.encoder_decoder import EncoderDecoder, encoder_decoder
from engine.recording.decoding import Decoding, decode, record_decoding, write

READ, WRITTEN, BATCH, FEATURES, SYMBOLS = 6, 4, 2, 3, 5
CASES = [
    {"attention": True},
    {"attention": False},
    {"attention": True, "cell": "elman"},
    {"attention": True, "bidirectional": False},
    {"attention": False, "bidirectional": False},
]


def example(seed: int = 0) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Inputs, what is fed, and targets, one of which is not asked for."""
    draw = np.random.default_rng(seed)
    targets = draw.integers(SYMBOLS, size=(WRITTEN, BATCH))
    targets[1, 0] = -1
    fed = np.zeros((WRITTEN, BATCH, SYMBOLS))
    fed[1:] = np.eye(SYMBOLS)[draw.integers(SYMBOLS, size=(WRITTEN - 1, BATCH))]
    return draw.normal(size=(READ, BATCH, FEATURES)), fed, targets


def in_torch(model: EncoderDecoder) -> tuple[dict[str, torch.Tensor], dict[str, list[torch.Tensor]], torch.Tensor]:
    """Its weights as leaves, its run in torch, and the loss."""
    inputs, fed, targets = example()
    leaves = {name: torch.tensor(values, requires_grad=True) for name, values in model.parameters.items()}
    found = model.in_torch(leaves, torch.tensor(inputs), torch.tensor(fed))
    loss = torch.nn.functional.cross_entropy(
        torch.cat(found["logits"]), torch.tensor(targets).flatten(), ignore_index=-1, reduction="sum"
    )
    return leaves, found, loss


def recorded(model: EncoderDecoder, **more: Any) -> Decoding:
    inputs, fed, targets = example()
    return record_decoding(model, inputs, fed, targets, **more)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_number_is_autograds(case: dict[str, Any]) -> None:
    model = encoder_decoder(FEATURES, SYMBOLS, 4, seed=3, **case)
    ours = recorded(model)
    leaves, found, loss = in_torch(model)
    assert ours.loss == pytest.approx(loss.item(), rel=1e-12)
    signals = {"states": ours.encoder.outputs, **ours.decoder.signals, "contexts": ours.contexts}
    signals |= {"logits": ours.logits, "scores": ours.scores, "weights": ours.weights}
    gradients = {**ours.gradients, **ours.decoder.gradients}
    gradients["states"] = ours.direct["attention"] + ours.direct["end_states"]
    for name, theirs in found.items():
        values = signals[name][None] if name == "states" else signals[name]
        np.testing.assert_allclose(values, torch.stack(theirs).detach().numpy(), atol=1e-12, err_msg=name)
        if name == "contexts" and model.attention is None:
            continue  # one vector at every step: autograd's gradient of it is the sum of ours
        truth = torch.autograd.grad(loss, theirs, retain_graph=True, materialize_grads=True)
        mine = gradients[name][None] if name == "states" else gradients[name]
        np.testing.assert_allclose(mine, torch.stack(truth).numpy(), atol=1e-12, err_msg=name)
    assert set(ours.weight_gradients) == set(leaves)
    for (name, leaf), of_leaf in zip(leaves.items(), torch.autograd.grad(loss, [*leaves.values()]), strict=True):
        assert of_leaf.shape == leaf.shape
        np.testing.assert_allclose(ours.weight_gradients[name], of_leaf.numpy(), atol=1e-12, err_msg=name)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_both_ways_to_an_encoder_state_sum_to_the_total(case: dict[str, Any]) -> None:
    ours = recorded(encoder_decoder(FEATURES, SYMBOLS, 4, seed=3, **case))
    sides = range(ours.encoder.directions)
    total = np.concatenate([ours.encoder.parts[0, side].gradients["hidden"] for side in sides], axis=-1)
    np.testing.assert_allclose(ours.through["attention"] + ours.through["end_states"], total, atol=1e-13)
    assert ours.through["attention"].any() == case["attention"]
    between = ours.direct["end_states"][1:-1]
    assert not between.any()  # it arrives at the ends alone


def test_a_held_weight_moves_what_is_written_and_nothing_flows_into_it() -> None:
    model = encoder_decoder(FEATURES, SYMBOLS, 4, seed=3)
    held = np.full((WRITTEN, READ, BATCH), np.nan)
    held[2, 1] = 0.9
    free, changed = recorded(model), recorded(model, held=held)
    np.testing.assert_array_equal(changed.logits[:2], free.logits[:2])
    assert np.abs(changed.logits[2:] - free.logits[2:]).min() > 0
    np.testing.assert_allclose(changed.weights.sum(axis=1), 1.0)
    np.testing.assert_array_equal(changed.weights[2, 1], 0.9)
    assert not changed.gradients["scores"][2, 1].any()
    others = np.delete(changed.weights[2] / free.weights[2], 1, axis=0)
    # the others keep their proportions
    np.testing.assert_allclose(others, np.broadcast_to(others[0], others.shape), rtol=1e-12)
    # a small change of a parameter is what the gradient says
    name, step = "attention.weight_key", np.zeros((4, 8))
    step[1, 2] = 1e-4
    assert engine.verify(changed).largest < 1e-13
    up, down = (
        recorded(model.with_parameters({**model.parameters, name: model.parameters[name] + way * step}), held=held).loss
        for way in (1, -1)
    )
    assert up is not None
    assert down is not None
    assert (up - down) / 2e-4 == pytest.approx(changed.weight_gradients[name][1, 2], rel=1e-5)


def test_it_writes_what_it_finds_likeliest() -> None:
    model = encoder_decoder(FEATURES, SYMBOLS, 4, seed=1)
    inputs, *_ = example()
    written, run = decode(model, inputs, 5)
    np.testing.assert_array_equal(written, run.probabilities.argmax(axis=-1))
    assert run.loss is None
    assert not run.gradients
    assert set(engine.verify(run)) == {"states", "gates", "preactivations", "attention"}


def test_what_is_written_with_a_held_weight_is_what_torch_writes_step_by_step() -> None:
    model = encoder_decoder(FEATURES, SYMBOLS, 4, seed=6)
    model = model.with_parameters({name: 4 * values for name, values in model.parameters.items()})  # decided answers
    inputs, *_ = example()
    held = np.full((6, READ, BATCH), np.nan)
    held[1, 2], held[1, 3, 0], held[3, 5, 1] = 0.75, 0.25, 1.0
    weights = {name: torch.tensor(values) for name, values in model.parameters.items()}
    fed = torch.zeros(6, BATCH, SYMBOLS, dtype=torch.float64)
    for step in range(6):  # every step anew from the first, fed what was written so far
        logits = model.in_torch(weights, torch.tensor(inputs), fed, torch.tensor(held))["logits"]
        if step < 5:
            fed[step + 1] = torch.nn.functional.one_hot(logits[step].argmax(-1), SYMBOLS)
    written, run = decode(model, inputs, 6, held)
    np.testing.assert_array_equal(written, torch.stack(logits).argmax(-1).numpy())
    np.testing.assert_allclose(run.logits, torch.stack(logits).numpy(), atol=1e-12)
    free = write(model, inputs, 6)
    np.testing.assert_array_equal(written[0], free[0])
    assert (written[2:] != free[2:]).any()  # what comes later is changed by what was written
    with pytest.raises(ValueError, match=r"shape \(6, 6, 2\), not \(1, 6, 2\)"):
        write(model, inputs, 6, held[:1])


def test_verify_finds_what_is_wrong() -> None:
    run = recorded(encoder_decoder(FEATURES, SYMBOLS, 4, seed=3))
    assert engine.verify(run).largest < 1e-13
    for name in ("weights", "logits", "contexts"):
        wrong = getattr(run, name).copy()
        wrong[1, 0, 0] += 1e-3
        kind = "states" if name == "logits" else "attention"
        assert engine.verify(replace(run, **{name: wrong}))[kind] > 1e-4
    gradients = dict(run.weight_gradients)
    gradients["attention.bias"] = gradients["attention.bias"] + 1e-3
    assert engine.verify(replace(run, weight_gradients=gradients))["gradients"] > 1e-5


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"fed": np.zeros((4, 2, 3))}, r"shape \(steps, 2, 5\), not \(4, 2, 3\)"),
        ({"held": np.zeros((1, 1, 1))}, r"shape \(4, 6, 2\), not \(1, 1, 1\)"),
    ],
)
def test_what_does_not_fit_is_said(more: dict[str, Any], message: str) -> None:
    inputs, fed, _ = example()
    with pytest.raises(ValueError, match=message):
        record_decoding(encoder_decoder(FEATURES, SYMBOLS, 4), inputs, **{"fed": fed, **more})


def test_nothing_is_held_without_attention_and_a_decoder_carries_one_state() -> None:
    inputs, fed, _ = example()
    with pytest.raises(ValueError, match="no attention"):
        record_decoding(encoder_decoder(FEATURES, SYMBOLS, 4, attention=False), inputs, fed, held=np.zeros((4, 6, 2)))
    with pytest.raises(ValueError, match="carries its hidden state alone"):
        encoder_decoder(FEATURES, SYMBOLS, 4, cell="lstm")
