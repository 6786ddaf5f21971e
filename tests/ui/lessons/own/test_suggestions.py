"""What the page of own models suggests: each can be held, and what is said of it is true of the run."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import engine
from engine import losses, tasks
from engine.learning import forecaster
from engine.opening import data
from tests.engine.examples import module
from ui.figures.part import Part
from ui.lessons.own.suggestions import moving, suggestions
from ui.runs.hand import Held, InHand, read_hand, spell, with_hand
from ui.runs.hand.suggesting import came_of


def forecasts() -> InHand:
    """The forecaster of the example on its years."""
    from ui.lessons.own.examples import opened

    model, sequence = opened("sunspots"), forecaster.shown()
    (layer,) = model.found.layers
    (answer,) = model.answers(layer, 1)
    return InHand(engine.record(layer.network("lstm"), sequence.inputs, losses.last_step()), sequence, answer.readout())


def ending(run: InHand, *holds: Held) -> str:
    return came_of(suggestions(run), run, with_hand(run, holds), holds)


def error(run: InHand, first: int) -> float:
    """Of forecasts in sunspots, by hand."""
    (scale,) = run.sequence.scales
    assert run.predictions is not None
    said, truth = (scale.mean + scale.spread * np.asarray(one) for one in (run.predictions[:, 0], run.sequence.targets))
    return float(np.sqrt(np.mean((said - truth)[first:] ** 2)))


def test_what_a_forecaster_makes_of_a_suggestion_is_said_in_its_own_numbers() -> None:
    run = forecasts()
    one, opened, shut, read = suggestions(run)
    unit, first = moving(run), len(run.sequence) // 4
    assert (one.held.signal, one.held.unit, one.held.first) == ("forget_gate", unit, first)
    assert one.held.value == float(run.trace["forget_gate"][..., unit].mean() <= 0.5), "the other end"
    assert [shut.held.value, opened.held.value] == [0.0, 1.0]
    for suggestion in (one, opened, shut):
        changed = with_hand(run, [suggestion.held])
        assert changed.predictions is not None
        assert run.predictions is not None
        off, before = error(changed, first), error(run, first)
        said = ending(run, suggestion.held)
        assert f"From step {first + 1} on the forecasts are off by {off:.2f} instead of {before:.2f}" in said
        (scale,) = run.sequence.scales
        moved = np.abs(changed.predictions - run.predictions)[:, 0]
        now = scale.own(float(changed.predictions[moved.argmax(), 0]))
        assert f"moves most at step {moved.argmax() + 1}: {now:.2f} instead of".replace("-", "−") in said
    step = int(np.abs(run.sequence.inputs).argmax())
    assert (read.held, read.label) == (Held("input", 0.0, step, step, 0), f"step {step + 1} reads 44.12")
    assert "root mean square" not in ending(run, read.held), "the series is another one"
    assert not ending(run, Held("forget_gate", 0.5, first)), "that was nobody's suggestion"


def test_the_unit_that_is_named_moves_the_answers_most() -> None:
    run = forecasts()
    assert run.readout is not None
    by_unit = run.trace["hidden"][0, 0, :, 0] * run.readout.weight[0]
    assert moving(run) == by_unit.std(axis=0).argmax()


@pytest.mark.parametrize("cell", ["lstm", "gru", "elman", "elman_relu"])
@pytest.mark.parametrize("part", [Part(), Part(1, 1), Part(0, 1)])
@pytest.mark.parametrize("kind", ["numbers", "tokens", "nothing"])
def test_every_suggestion_fits_its_part_and_ends_in_a_sentence(cell: str, part: Part, kind: str) -> None:
    deep: dict[str, Any] = {"num_layers": 2, "bidirectional": True}
    sequence = data.sine(9, 0) if kind == "numbers" else tasks.hello()
    trace = engine.record(module(cell, sequence.inputs.shape[2], 3, **deep), sequence.inputs, losses.last_step())
    answers = max(1, len(sequence.classes))
    run = InHand(trace, sequence, None if kind == "nothing" else engine.Readout.fresh(6, answers, 0), part)
    assert len(suggestions(run)) >= 1
    for suggestion in suggestions(run):
        holds, problems = read_hand(spell([suggestion.held]), run)
        assert not problems
        said = ending(run, *holds)
        assert said.endswith(".")
        assert "{" not in said + suggestion.label
        if part.direction:
            assert (suggestion.held.first, suggestion.held.last) == (0, None), "before and after change places"
        if kind == "tokens":
            assert "answers are others. Right: " in said


def test_of_a_run_that_is_no_numbers_nothing_is_suggested() -> None:
    run = forecasts()
    inputs = run.sequence.inputs.copy()
    inputs[3] = np.nan
    trace = engine.record(run.network, inputs)
    assert suggestions(InHand(trace, run.sequence, run.readout)) == ()


def test_how_many_answers_are_others_is_counted() -> None:
    sequence = tasks.hello()
    trace = engine.record(module("gru", 4, 3, seed=5), sequence.inputs, losses.last_step())
    run = InHand(trace, sequence, engine.Readout.fresh(3, 4, 2))
    held = suggestions(run)[-1].held
    changed = with_hand(run, [held])
    assert run.predictions is not None
    assert changed.predictions is not None
    assert sequence.targets is not None
    guesses = [one.argmax(axis=1)[held.first :] for one in (run.predictions, changed.predictions)]
    right = [int((guess == sequence.targets[held.first :]).sum()) for guess in guesses]
    others = int((guesses[0] != guesses[1]).sum())
    steps = len(sequence) - held.first
    said = f"{others} of {steps} answers are others. Right: {right[1]} of {steps}; before, {right[0]}."
    assert said in ending(run, held)
