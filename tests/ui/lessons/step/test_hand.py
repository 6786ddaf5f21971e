"""Holds in the address: what is written reads back, and what does not fit the run gets a sentence."""

import pytest

from ui.lessons.step.hand import MOST, Held, live, read_hand, spell
from ui.lessons.step.run import make_run
from ui.lessons.step.settings import StepSettings

TRACE = make_run(StepSettings()).trace  # an LSTM of two units, thirty steps


@pytest.mark.parametrize(
    ("spelled", "held"),
    [
        ("forget_gate*1*8-", Held("forget_gate", 1.0, 7)),
        ("forget_gate*0.25*all", Held("forget_gate", 0.25)),
        ("cell*-1.5*12*2", Held("cell", -1.5, 11, 11, 1)),
        ("candidate*-1*1-", Held("candidate", -1.0, 0, None)),
    ],
)
def test_a_hold_reads_back(spelled: str, held: Held) -> None:
    assert read_hand(spelled, TRACE) == ((held,), ())
    assert read_hand(spell([held]), TRACE) == ((held,), ())


@pytest.mark.parametrize(
    ("spelled", "says"),
    [
        ("reset_gate*1*8-", "no “reset\\_gate” to hold; it has input_gate, forget_gate"),
        ("forget_gate_preactivation*1*8-", "to hold"),
        ("forget_gate*1.2*8-", "forget gate lies between 0 and 1"),
        ("forget_gate*1*31-", "no step 31: this run has 30"),
        ("forget_gate*1*0-", "no step 0"),
        ("forget_gate*1*8-*3", "no unit 3: this network has 2"),
        ("forget_gate*nan*8-", "not understood"),
        ("<b>*1*8-", "not understood"),
        ("forget_gate*1e999*8-", "not understood"),
    ],
)
def test_what_does_not_fit_gets_a_sentence_and_the_rest_is_held(spelled: str, says: str) -> None:
    holds, (problem,) = read_hand(f"{spelled},input_gate*0*3", TRACE)
    assert holds == (Held("input_gate", 0.0, 2, 2),)
    assert says in problem
    assert "without this hold" in problem


def test_a_thousand_holds_are_too_many() -> None:
    holds, problems = read_hand(",".join(["forget_gate*1*8-"] * 1000), TRACE)
    assert len(holds) == MOST
    assert any("1000" in problem for problem in problems)


def test_states_without_limits_are_dragged_half_as_far_again_as_they_reach() -> None:
    gated, unlimited = (
        live(make_run(StepSettings())),
        live(make_run(StepSettings(cell="rnn", activation="relu", network="fresh"))),
    )
    assert gated is not None and unlimited is not None
    assert (gated.ranges["hidden"], gated.bounds["hidden"]) == ((-1, 1), (-1, 1))
    assert (gated.ranges["cell"], gated.bounds["cell"]) == ((-2, 2), (None, None))  # |c| stays below 1
    assert unlimited.ranges["hidden"][0] == 0 < unlimited.ranges["hidden"][1]
    assert unlimited.bounds["hidden"] == (0, None)
