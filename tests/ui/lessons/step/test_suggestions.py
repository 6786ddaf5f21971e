"""Suggested experiments: each can be held, and what is said of it is true of the run."""

from collections.abc import Sequence

import numpy as np
import pytest

from ui.figures.part import FIRST
from ui.lessons.step.hand import with_hand
from ui.lessons.step.run import Run, make_run
from ui.lessons.step.settings import StepSettings
from ui.lessons.step.suggestions import suggestions
from ui.lessons.step.view import settled
from ui.look.cells import CELLS
from ui.runs.hand import Held, read_hand
from ui.runs.hand.suggesting import came_of, offered
from ui.stepper import on_screen


def ending(run: Run, holds: Sequence[Held]) -> str:
    return came_of(suggestions(run), run.in_hand, with_hand(run, holds).in_hand, holds)


@pytest.mark.parametrize("cell", [kind for kind, look in CELLS.items() if on_screen(look.engine)])
@pytest.mark.parametrize(
    "given",
    [
        {"sequence": "latch"},
        {"sequence": "latch", "length": 2, "network": "fresh"},
        {"sequence": "hello"},
        {"sequence": "text", "text": "ab", "units": 1},
        {"sequence": "series", "series": "1 2 4"},
    ],
    ids=lambda given: "-".join(map(str, given.values())),
)
def test_every_suggestion_fits_its_run_and_ends_in_a_sentence(cell: str, given: dict[str, str]) -> None:
    run = make_run(StepSettings(cell=cell, **given))  # type: ignore[arg-type]
    assert offered(suggestions(run))
    for label, hand in offered(suggestions(run)):
        holds, problems = read_hand(hand, run.in_hand)
        assert problems == ()
        said = ending(run, holds)
        assert said.endswith(".")
        assert "{" not in said + label


def test_what_is_said_is_true_of_the_run() -> None:
    run = make_run(StepSettings())
    opened, shut, written, hidden, flag = suggestions(run)
    changed = with_hand(run, [opened.held])
    cell, wrote = (FIRST.of(changed.trace[name]) for name in ("cell", "input_gate"))
    np.testing.assert_allclose(
        np.diff(cell, axis=0)[7:], (wrote * FIRST.of(changed.trace["candidate"]))[8:], atol=1e-12
    )
    assert "|c| reaches 1.67; before, 0.95" in settled(run.settings, "forget_gate*1*8-").ending
    assert "|c| reaches 0.78" in ending(run, [shut.held])
    assert written.held == Held("input_gate", 1.0, 7)
    said = ending(run, [hidden.held])
    assert said.startswith(
        "h is 0.00 from step 8 on, yet c is still there: at the end unit 1 holds 0.67; before, 0.55."
    )
    assert "another answer at 2 steps; 2 of them" in ending(run, [flag.held])
    assert settled(run.settings, "forget_gate*0.99*8-").ending == ""


def test_a_frozen_state_and_a_replaced_one_are_exactly_that() -> None:
    run = make_run(StepSettings(cell="gru"))
    for suggestion, says in zip(suggestions(run), ("moves by 0 at most", "are 0 apart at most"), strict=False):
        assert says in ending(run, [suggestion.held])
