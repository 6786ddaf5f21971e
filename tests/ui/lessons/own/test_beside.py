"""Two networks of one shape side by side: what is compared, what is said of it, and what cannot be compared."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

import engine
from engine import losses
from engine.learning.tasks import InputProblem
from engine.opening import data
from tests.engine.examples import module
from tests.engine.opening.saved import named, safetensors
from ui.figures.part import Part
from ui.lessons.own.beside import words
from ui.lessons.own.beside.picture import column
from ui.lessons.own.beside.run import affordable, beside_file, beside_fresh
from ui.lessons.own.run import OwnRun
from ui.lessons.own.session import Given, Model, open_model
from ui.lessons.own.settings import OwnSettings
from ui.words import t


def opened(prefix: str = "rnn.", *more: tuple[str, torch.nn.Module], **options: Any) -> Model:
    """A file with a recurrent layer in it, and more."""
    tensors = named(prefix, module(**({"input_size": 1} | options)))
    for name, part in more:
        tensors |= named(name, part)
    return open_model(safetensors(tensors), "m.safetensors")


def run_of(model: Model, settings: OwnSettings | None = None, loss: losses.Loss | None = None) -> OwnRun:
    """Its first layer on a noisy sine, or on random numbers."""
    layer, settings = model.found.layers[0], settings or OwnSettings()
    sequence = data.sine(30, 0) if layer.input_size == 1 else data.random(layer.input_size, 30, 0)
    answer = next(iter(model.answers(layer, 1)), None)
    trace = engine.record(layer.network(layer.cells[0]), sequence.inputs, loss or losses.every_step())
    return OwnRun(settings, layer, sequence, trace, answer, None)


def in_torch(network: engine.Network, inputs: Any, direction: int) -> Any:
    """What torch's own module puts out in one direction of its last layer."""
    given = network.to_torch()
    outputs = given(torch.tensor(inputs))[0].detach().numpy()[:, 0]
    return np.split(outputs, network.directions, axis=1)[direction]


@pytest.mark.parametrize("cell", ["lstm", "gru", "elman"])
def test_both_are_what_torch_computes_and_have_one_shape(cell: str) -> None:
    model = opened(cell=cell, input_size=2, hidden_size=5, num_layers=2, bidirectional=True, bias=False)
    settings = OwnSettings(depth=2, side="backward", fresh_seed=7)
    beside = beside_fresh(run_of(model, settings), settings)
    own, other = beside.run.network, beside.trace.network
    assert own.shapes() == other.shapes()
    assert other == engine.network(cell, 2, 5, 2, bidirectional=True, bias=False, seed=7), "PyTorch's default"
    for trace in (beside.run.trace, beside.trace):
        expected = in_torch(trace.network, beside.run.sequence.inputs, 1)
        np.testing.assert_allclose(beside.part.of(trace["hidden"]), expected, atol=1e-14)
        assert engine.verify(trace).largest < 1e-9
    assert beside.trace.loss_function is beside.run.trace.loss_function
    assert (beside.part, list(beside.seeds)) == (Part(1, 1), list(range(7, 27)))
    assert beside.crowd[0].log10_norms == pytest.approx(beside.portraits[1].log10_norms), "the first of many"


def test_a_fresh_network_begins_as_it_is_asked_to() -> None:
    model = opened(cell="lstm", hidden_size=6)
    settings = OwnSettings(init="orthogonal", radius=0.5, forget_bias="3")
    network = beside_fresh(run_of(model), settings).trace.network
    W = network.weights["weight_hh_l0"].reshape(4, 6, 6)
    np.testing.assert_allclose(W @ W.transpose(0, 2, 1), [0.25 * np.eye(6)] * 4, atol=1e-12)
    assert (network.weights["bias_ih_l0"][6:12] == 3).all()
    with pytest.raises(InputProblem, match="plain RNN"):
        beside_fresh(run_of(model), OwnSettings(init="identity"))
    without = run_of(opened(cell="lstm", hidden_size=6, bias=False))
    assert beside_fresh(without, settings).trace.network.shapes() == without.network.shapes()


@pytest.mark.parametrize(
    ("cell", "bias", "said"),
    [
        ("lstm", True, "(W: Orthogonal, ρ = 0.5; Bias of the forget gate: 3)"),
        ("gru_reset_before", True, "(W: Orthogonal, ρ = 0.5; Bias of the update gate: {told})"),
        ("lstm", False, "(W: Orthogonal, ρ = 0.5)"),
        ("elman", True, "(W: Orthogonal, ρ = 0.5)"),
    ],
)
def test_how_a_fresh_network_begins_is_said_as_it_began(cell: str, bias: bool, said: str) -> None:
    settings = OwnSettings(init="orthogonal", radius=0.5, forget_bias="3")
    run = run_of(opened(cell="gru" if cell == "gru_reset_before" else cell, hidden_size=4, bias=bias))
    own = engine.network(cell, 1, 4, bias=bias)
    run = replace(run, trace=engine.record(own, run.sequence.inputs, losses.last_step()))
    beside = beside_fresh(run, settings)
    biases = beside.trace.network.weights.get("bias_ih_l0")
    told = f"{biases[4]:g}".replace("-", "−") if biases is not None and "update" in said else ""
    assert said.format(told=told) in words.who(beside, settings)


def test_what_is_said_is_what_the_runs_hold() -> None:
    model, settings = opened(cell="lstm", hidden_size=6), OwnSettings()
    given = module("lstm", 1, 6)
    with torch.no_grad():
        dict(given.named_parameters())["bias_ih_l0"][6:12] = 9.0
    changed = open_model(safetensors(named("rnn.", given)), "open.pt")
    beside = beside_fresh(run_of(changed), settings)
    mean = beside.run.trace["forget_gate"].mean()
    assert f"**Most unlike** is the forget gate: open to **{mean:.1%}**" in words.gates(beside)
    assert "here **all 29 steps, to the end**, in the other network" in words.memory(beside)
    back = np.sort([one.reach.steps for one in beside.crowd if one.reach is not None])
    assert f"(20 fresh networks: median {back[9]} steps, from {back[0]} steps to {back[-1]} steps)" in words.memory(
        beside
    )
    assert "seed 0 (PyTorch's default)" in words.who(beside, settings)
    assert "Shaded: 20 fresh networks, seeds 0 to 19." in words.who(beside, settings)
    many = [engine.record(engine.network("lstm", 1, 6, seed=seed), beside.run.sequence.inputs) for seed in range(20)]
    opened_by = np.sort([trace["forget_gate"].mean() for trace in many])
    spread = f"median {np.median(opened_by):.1%}, from {opened_by[0]:.1%} to {opened_by[-1]:.1%}"
    assert spread in words.gates(beside)
    forget = next(line for line in words.table(beside).splitlines() if line.startswith("| forget gate"))
    assert f"**{mean:.1%}** · {beside.trace['forget_gate'].mean():.1%} (" in forget
    assert "**6** · 0 (0–0) of 6" in forget
    usual = beside_fresh(run_of(model), settings)  # as PyTorch draws them, and nothing learned
    assert words.gates(usual).startswith("**No gate stands out**")


def test_a_gate_is_told_that_no_fresh_one_has_so_before_one_that_differs_more() -> None:
    beside = beside_fresh(run_of(opened(cell="gru", hidden_size=6)), OwnSettings())
    own, other = beside.portraits
    small, large = sorted((0, 1), key=lambda place: abs(own.gates[place].mean - other.gates[place].mean))
    crowd = []
    for mean in (0.01, 0.99):  # of one gate they do anything, of the other what the fresh one does
        gates = list(other.gates)
        gates[large] = replace(gates[large], mean=mean)
        crowd.append(replace(other, gates=tuple(gates)))
    titles = {"update_gate": "update gate", "reset_gate": "reset gate"}
    said = words.gates(replace(beside, crowd=tuple(crowd)))
    assert f"**Most unlike** is the {titles[own.gates[small].name]}" in said
    assert f"**Most unlike** is the {titles[own.gates[large].name]}" in words.gates(replace(beside, crowd=()))


def test_gates_that_stand_alike_are_not_told_apart() -> None:
    """What rounds to the same is no difference, and what is said to be the most is no less than any."""
    beside = beside_fresh(run_of(opened(cell="gru", hidden_size=6)), OwnSettings())
    own, other = beside.portraits

    def gates(*means: float) -> Any:
        return tuple(replace(gate, mean=mean) for gate, mean in zip(own.gates, means, strict=True))

    vars(beside)["portraits"] = replace(own, gates=gates(0.50012, 0.5)), replace(other, gates=gates(0.5, 0.5))
    alone = replace(beside, crowd=())
    vars(alone)["portraits"] = beside.portraits
    assert words.gates(alone).endswith("none is more open here, or less, by more than 0.02 percentage points.")
    many = replace(beside, crowd=tuple(replace(other, gates=gates(mean, mean)) for mean in (0.499, 0.5)))
    vars(many)["portraits"] = beside.portraits
    assert words.gates(many).endswith("in the range of 2 fresh networks, or at most 0.02 percentage points beyond it.")
    vars(many)["portraits"] = replace(own, gates=gates(0.50012, 0.51)), beside.portraits[1]
    assert words.gates(many).startswith("**Most unlike** is the ")
    assert "open to **51.0%** on average here, to **50.0%** in the other network (2 fresh networks" in words.gates(many)


def test_of_a_projection_the_table_has_the_one_size_that_there_is() -> None:
    settings = OwnSettings()
    square, projected = (
        words.table(beside_fresh(run_of(opened(cell="lstm", hidden_size=6, proj_size=size)), settings)).splitlines()
        for size in (0, 3)
    )
    assert square[0].endswith("| ρ(W), ‖W‖ |")
    assert projected[0].endswith("| ‖W‖ |")
    assert not any("–," in line for line in projected)


def test_a_gradient_of_one_step_is_a_point_with_a_reason() -> None:
    model = opened(cell="gru", input_size=2, hidden_size=5, bidirectional=True)
    settings = OwnSettings(side="backward")
    beside = beside_fresh(run_of(model, settings, losses.last_step()), settings)
    picture = column(beside, ("this", "fresh"), t=t)
    (note,) = picture.notes
    assert note["text"] == "zero at every step but 30<br>which is read first here"
    curves = {curve.name: curve for curve in picture.figure().data if curve.name in ("this", "fresh")}
    assert {curve.mode for curve in curves.values()} == {"markers"}


def test_a_large_network_stands_beside_fewer_fresh_ones_or_one() -> None:
    run, settings = run_of(opened(cell="gru", hidden_size=4)), OwnSettings()
    assert affordable(run, settings) == 20
    large = replace(run, trace=engine.record(engine.network("lstm", 1, 512), run.sequence.inputs, losses.last_step()))
    assert affordable(large, settings) == 1 or 5 <= affordable(large, settings) < 20
    assert affordable(large, OwnSettings(init="gaussian")) == 1, "eigenvalues take their time"
    beside = beside_fresh(large, OwnSettings(init="orthogonal", radius=1.0))
    assert not beside.crowd
    assert "Others may do otherwise" in words.who(beside, settings)
    names = column(beside, ("this", "fresh"), t=t).layout["meta"]["rows"]
    assert names == ["inputs", "forget_gate", "input_gate", "output_gate", "gradient"], "no unit has a row"


def test_every_signal_of_both_stands_under_one_another_and_both_gradients_share_a_row() -> None:
    run = run_of(opened(cell="gru", hidden_size=4))
    beside = beside_fresh(run, OwnSettings())
    picture = column(beside, ("this", "fresh"), t=t)
    assert picture.layout["meta"]["rows"] == [
        "inputs", *(name for name in ("update_gate", "reset_gate", "candidate", "hidden") for _ in range(2)),
        "gradient",
    ]  # fmt: skip
    curves = {curve.name: curve for curve in picture.figure().data if curve.name in ("this", "fresh")}
    for name, trace in (("this", run.trace), ("fresh", beside.trace)):
        norms = np.linalg.norm(trace.gradients["hidden"][0, 0, :, 0], axis=-1)
        np.testing.assert_allclose(10.0 ** np.asarray(curves[name].y), norms, rtol=1e-9)


def test_another_file_stands_beside_it_with_its_own_answers() -> None:
    before, after = (
        opened("rnn.", ("out.", torch.nn.Linear(4, 1)), cell="lstm", hidden_size=4, seed=seed) for seed in (1, 2)
    )
    layer, sequence = after.found.layers[0], data.sine(30, 0)
    (answer,) = after.answers(layer, 1)
    assert sequence.targets is not None
    run = run_of(after, OwnSettings(loss="task"), losses.squared_error(sequence.targets, answer.readout()))
    beside = beside_file(run, run.settings, Given("before.pt", before))
    (theirs,) = before.answers(before.found.layers[0], 1)
    expected = theirs.readout().logits(beside.trace.outputs)
    assert beside.predictions is not None
    np.testing.assert_allclose(beside.predictions, expected[:, 0])
    known = ~np.isnan(sequence.targets)
    error = 0.5 * np.square(expected[:, 0, 0] - sequence.targets)[known].sum()
    assert beside.trace.loss == pytest.approx(error), "each by what it answers itself"
    apart = sum(
        np.square(run.network.weights[name] - weight).sum() for name, weight in beside.trace.network.weights.items()
    )
    whole = sum(np.square(weight).sum() for weight in run.network.weights.values())
    assert f"differ by {np.sqrt(apart / whole):.2g} of" in words.who(beside, run.settings)
    assert words.who(beside_file(run, run.settings, Given("x", after)), run.settings).endswith("the same weights.")


def test_another_shape_is_told_with_both_and_of_several_layers_that_of_the_same_name_is_taken() -> None:
    run = run_of(opened(cell="lstm", hidden_size=4))
    other = opened(cell="gru", hidden_size=5, num_layers=2, bidirectional=True, bias=False)
    with pytest.raises(InputProblem) as told:
        beside_file(run, run.settings, Given("b.pt", other))
    assert "This one: LSTM, 1 → 4 units, layers: 1, one direction, biases." in str(told.value)
    assert "In “b.pt”: GRU, 1 → 5 units, layers: 2, both directions, no biases." in str(told.value)
    empty = open_model(safetensors({"x": torch.ones(2)}), "e.pt")
    with pytest.raises(InputProblem, match="no recurrent layer in “e"):
        beside_file(run, run.settings, Given("e.pt", empty))
    both = opened("first.", ("rnn.", module("lstm", 1, 4, seed=5)), cell="lstm", hidden_size=4)
    found = beside_file(run, run.settings, Given("two.pt", both)).trace.network
    expected = dict(module("lstm", 1, 4, seed=5).named_parameters())["weight_hh_l0"].detach().numpy()
    np.testing.assert_array_equal(found.weights["weight_hh_l0"], expected)
