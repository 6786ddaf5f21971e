"""The look at influence: the map is autograd's, it takes no longer than a moment, and what is said of it is so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from engine.opening.data import EMBEDDED
from tests.engine.examples import module
from tests.engine.opening.saved import named, safetensors
from ui.figures.decades import power
from ui.figures.part import FIRST, Part
from ui.lessons.own.influence.reach import Reach, _reach, affordable
from ui.lessons.own.influence.view import _build, place
from ui.lessons.own.influence.words import of_inputs, of_map, of_states
from ui.lessons.own.run import OwnRun, _recorded
from ui.lessons.own.session import open_model
from ui.lessons.own.settings import OwnSettings
from ui.stepper.values import unpack


def recorded(given: torch.nn.Module, **settings: Any) -> OwnRun:
    """A run of a module as the page records it."""
    model = open_model(safetensors(named("rnn.", given)), "model.safetensors")
    return _recorded(model, replace(OwnSettings(data="random", steps=12), **settings))


def reach(run: OwnRun, part: Part = FIRST, state: str = "hidden", until: int = 0) -> Reach:
    return _reach(run, part, state, until)


def scaled(given: torch.nn.Module, factors: Mapping[str, float]) -> torch.nn.Module:
    """The module with all weights whose names begin so multiplied."""
    with torch.no_grad():
        for name, weight in given.named_parameters():
            for begin, factor in factors.items():
                if name.startswith(begin):
                    weight.mul_(factor)
    return given


@pytest.mark.parametrize(("cell", "state"), [("gru", "hidden"), ("lstm", "hidden"), ("lstm", "cell")])
@pytest.mark.parametrize("part", [Part(layer, direction) for layer in (0, 1) for direction in (0, 1)])
def test_the_map_is_that_of_autograd(cell: str, state: str, part: Part) -> None:
    run = recorded(module(cell, 3, 4, num_layers=2, bidirectional=True))
    found = reach(run, part, state)
    own = run.trace.part(part.layer, part.direction)
    alone = {"gru": torch.nn.GRU, "lstm": torch.nn.LSTM}[cell](own.inputs.shape[2], 4, dtype=torch.float64)
    end = f"_l{part.layer}" + ("_reverse" if part.direction else "")
    weights = {name: torch.tensor(run.network.weights[name.replace("_l0", end)]) for name in alone.state_dict()}
    alone.load_state_dict(weights)
    order = range(11, -1, -1) if part.direction else range(12)
    for k, t in ((0, 11), (3, 4), (2, 9)):
        first, *between = [order[step] for step in range(k, t + 1)]
        inputs = torch.tensor(own.inputs[between])
        held = {name: torch.tensor(own.signals[name][first])[None] for name in own.initial_state}

        def later(
            changed: torch.Tensor, inputs: torch.Tensor = inputs, held: Mapping[str, torch.Tensor] = held
        ) -> torch.Tensor:
            given = {**held, state: changed[None, None]}
            begin = tuple(given.values()) if len(given) > 1 else given["hidden"]
            _, end = alone(inputs, begin)
            last: torch.Tensor = end if cell == "gru" else end[state == "cell"]
            return last[0, 0]

        jacobian = torch.autograd.functional.jacobian(later, held[state][0, 0])  # type: ignore[no-untyped-call]
        expected = float(torch.linalg.matrix_norm(jacobian, 2))
        assert 10 ** found.logs[between[-1], first] == pytest.approx(expected, rel=1e-8)
    sent = unpack(_build(run, found).content["numbers"]["arrays"], _build(run, found).content["values"])
    np.testing.assert_array_equal(sent["influence"], found.logs.T)


@pytest.mark.parametrize("loss", ["norm", "every", "unit"])
def test_what_each_input_does_is_what_autograd_says(loss: str) -> None:
    given = module("gru", 3, 4, num_layers=2, bidirectional=True)
    run = recorded(given, loss=loss, loss_step=5, loss_unit=7)
    inputs = torch.tensor(run.trace.inputs, requires_grad=True)
    outputs, _ = given(inputs)
    value = {"norm": 0.5 * outputs[4].square().sum(), "every": 0.5 * outputs.square().sum(), "unit": outputs[4, 0, 6]}
    (expected,) = torch.autograd.grad(value[loss], inputs)
    found = reach(run)
    np.testing.assert_allclose(found.gradient, expected[:, 0].numpy(), rtol=1e-9, atol=1e-13)
    strongest = np.argsort(-np.linalg.norm(expected[:, 0].numpy(), axis=1))[:3] + 1
    assert [int(step) for step in re.findall(r"step (\d+) \(", of_inputs(found, run))] == strongest.tolist()


@pytest.mark.parametrize("units", [1, 8, 32, 64, 128, 256, 512])
@pytest.mark.parametrize("stacked", [1, 2])
@pytest.mark.parametrize("steps", [1, 2, 60, 125, 1000])
def test_no_map_asks_for_more_than_about_a_second(steps: int, stacked: int, units: int) -> None:
    """In products of matrices: on one core of this decade a second has room for 40 of 1e9 multiplications."""
    grid = affordable(steps, stacked * units, units)
    assert 1 <= grid.most <= min(steps, 150)
    assert grid.every >= 1
    pairs = grid.most * (grid.most - 1) / 2 * (stacked * units) ** 2 * units
    gaps = grid.most * (grid.every - 1) * (stacked * units) ** 3
    assert pairs + gaps < 2e10
    if units <= 32:
        assert grid.most * grid.every >= steps, "the whole run"


@pytest.mark.parametrize("side", [0, 1])
def test_a_window_ends_where_it_is_asked_to(monkeypatch: pytest.MonkeyPatch, side: int) -> None:
    run = recorded(module("gru", 2, 6, bidirectional=True), steps=40)
    whole = reach(run, Part(0, side))
    assert not whole.is_window
    assert of_map(whole, 6) == ""
    monkeypatch.setattr("ui.lessons.own.influence.reach.PAIRS", 2e-4)
    monkeypatch.setattr("ui.lessons.own.influence.reach.GAPS", 2.4e-6)
    found = reach(run, Part(0, side), until=21)
    assert found.is_window
    assert found.every == 3
    assert found.grid[0 if side else -1] == found.last == 20
    np.testing.assert_allclose(found.logs, whole.logs[np.ix_(found.grid, found.grid)], rtol=1e-8, atol=1e-8)
    assert f"{found.grid[0] + 1} to {found.grid[-1] + 1}" in of_map(found, 6)
    assert place(found, OwnSettings())[1] == 20
    assert place(found, OwnSettings(t=7, k=3)) == (2, 6)


def test_what_is_said_is_read_off_the_run() -> None:
    run = recorded(module("elman_tanh", 2, 5), steps=30)
    found = reach(run)
    said = of_states(found)
    factors = 10 ** found.logs[29]
    near, far = (power(found.logs[29, step]) for step in (19, 0))
    assert (
        f"of the state at step 20 arrives at step 30 multiplied by at most **{near}**; one at step 1, by **{far}**."
        in said
    )
    below = next(step for step in range(28, -1, -1) if factors[step] < 0.5)
    assert f"this factor is first below one half at step {below + 1}." in said
    assert f"step {int(factors[:29].argmax()) + 1} has the largest factor" in said
    assert "enlarged" not in said, "it only shrinks"


def test_of_how_many_steps_half_of_the_squares_come() -> None:
    run = recorded(module("gru", 2, 3), steps=4)
    for norms, count in (([3.0, 2.0, 2.0, 2.0], 2), ([2.0, 1.0, 1.0, 1.0], 1), ([1.0, 1.0, 1.0, 1.0], 2)):
        said = of_inputs(replace(reach(run), norms=np.array(norms)), run)
        assert f"comes from {count} of 4 steps." in said


def test_an_explosion_is_told_as_one() -> None:
    torch.manual_seed(0)
    given = scaled(module("elman_relu", 2, 5), {"weight_hh": 6.0})
    run = recorded(given, cell="elman_relu", steps=60)
    said = of_states(reach(run))
    assert "enlarged" in said
    assert "Nowhere on the map does this factor fall below one half" in said


def test_where_there_is_nothing_to_know_it_is_told() -> None:
    run = recorded(scaled(module("elman_tanh", 2, 3), {"weight_hh": 0.0, "weight_ih": 0.0}))
    found = reach(run)
    assert "knows nothing of any step before it: 0" in of_states(found)
    assert "every ∂L/∂xₜ is 0" in of_inputs(found, run)
    _build(run, found)
    assert "There is one step only" in of_states(reach(recorded(module("gru", 2, 3), steps=1)))


def test_where_there_is_no_number_it_is_told() -> None:
    given = module("lstm", 2, 3)
    with torch.no_grad():
        dict(given.named_parameters())["weight_hh_l0"][0, 0] = torch.nan
    run = recorded(given)
    found = reach(run)
    assert "no influence on step 12 is a number" in of_states(found)
    assert "no ∂L/∂xₜ is a number" in of_inputs(found, run)
    _build(run, found)


def test_of_a_text_its_tokens_are_shaded() -> None:
    run = recorded(module("gru", 3, 4))
    text = run.sequence.__class__(EMBEDDED, run.sequence.inputs, ("<b>",) * 12, run.sequence.features)
    run = OwnRun(run.settings, run.layer, text, run.trace, None, None)
    found = reach(run)
    picture = _build(run, found).figures[1].picture
    assert picture.layout["meta"]["rows"] == ["inputs", "shades", "saliency", "features", "known"]
    figure = picture.figure()
    notes = [note.text for note in figure.layout.annotations if note.textangle == -90]
    assert notes == ["&lt;b&gt;"] * 12
    (shades,) = (trace for trace in figure.data if trace.type == "heatmap" and trace.zmin == 0)
    np.testing.assert_array_equal(shades.z[0], found.norms)
    assert "<b>" not in shades.text[0]
    assert "<b>" not in of_inputs(found, run)
