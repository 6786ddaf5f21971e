"""What a hand changes, in the address: it reads back, what does not fit the run gets a sentence, and torch agrees."""

import numpy as np
import pytest

import engine
from ui.lessons.step.hand import MOST, Held, live, read_hand, settle, spell, with_hand
from ui.lessons.step.run import Run, make_run
from ui.lessons.step.settings import StepSettings
from ui.stepper import Live

RUN = make_run(StepSettings())  # an LSTM of two units, thirty steps


@pytest.mark.parametrize(
    ("spelled", "held"),
    [
        ("forget_gate*1*8-", Held("forget_gate", 1.0, 7)),
        ("forget_gate*0.25*all", Held("forget_gate", 0.25)),
        ("cell*-1.5*12*2", Held("cell", -1.5, 11, 11, 1)),
        ("candidate*-1*1-", Held("candidate", -1.0, 0, None)),
        ("input*-1*12*1", Held("input", -1.0, 11, 11, 0)),
        ("weight_hh*0.7312345678901234*5*2", Held("weight_hh", 0.7312345678901234, 4, 4, 1)),
        ("bias_ih*-1e-07*8", Held("bias_ih", -1e-7, 7, 7)),
    ],
)
def test_a_hold_reads_back(spelled: str, held: Held) -> None:
    assert read_hand(spelled, RUN) == ((held,), ())
    assert read_hand(spell([held]), RUN) == ((held,), ())


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
        ("input*1*8-*1", "changed one at a time"),
        ("input*1*31*1", "no step 31: this run has 30"),
        ("input*0.5*8*1", "A bit is −1 or 1, a flag 0 or 1; it cannot be 0.5"),
        ("input*-1*8*2", "A bit is −1 or 1, a flag 0 or 1; it cannot be -1"),
        ("input*1*8*3", "2 components: “input*0*5*1”"),
        ("input*1*8", "2 components"),
        ("token*1*8", "reads numbers, and no letters"),
        ("weight_hh*0.5*9*1", "no row 9: weight\\_hh has 8"),
        ("weight_hh*0.5*1*3", "named like “weight_hh*0.5*1*2”"),
        ("weight_hh*0.5*1", "named like “weight_hh*0.5*1*2”"),
        ("bias_hh*0.5*1*1", "named like “bias_hh*0.5*1”"),
        ("weight_hh*20.5*1*1", "between −20 and 20, not at 20.5"),
    ],
)
def test_what_does_not_fit_gets_a_sentence_and_the_rest_is_held(spelled: str, says: str) -> None:
    holds, (problem,) = read_hand(f"{spelled},input_gate*0*3", RUN)
    assert holds == (Held("input_gate", 0.0, 2, 2),)
    assert says in problem
    assert "shown without it" in problem


def test_a_thousand_holds_are_too_many() -> None:
    holds, problems = read_hand(",".join(["forget_gate*1*8-"] * 1000), RUN)
    assert len(holds) == MOST
    assert any("1000" in problem for problem in problems)


def test_states_without_limits_are_dragged_half_as_far_again_as_they_reach() -> None:
    gated, unlimited = (
        live(make_run(StepSettings())),
        live(make_run(StepSettings(cell="rnn", activation="relu", network="fresh"))),
    )
    assert gated is not None
    assert unlimited is not None
    assert (gated.ranges["hidden"], gated.bounds["hidden"]) == ((-1, 1), (-1, 1))
    assert (gated.ranges["cell"], gated.bounds["cell"]) == ((-2, 2), (None, None))  # |c| stays below 1
    assert unlimited.ranges["hidden"][0] == 0 < unlimited.ranges["hidden"][1]
    assert unlimited.bounds["hidden"] == (0, None)


@pytest.mark.parametrize("sequence", ["count", "toggle"])
def test_ones_resets_and_flags_are_on_or_off(sequence: str) -> None:
    run = make_run(StepSettings(sequence=sequence))
    holds, problems = read_hand("input*1*8*1,input*0*9*1", run)
    assert (len(holds), problems) == (2, ())
    changed = with_hand(run, holds)
    assert changed.sequence.inputs[[7, 8], 0, 0].tolist() == [1, 0]
    _, (problem,) = read_hand("input*-1*8*1", run)
    assert "An input of this task is 0 or 1; it cannot be -1" in problem


@pytest.mark.parametrize(
    ("spelled", "says"),
    [
        ("token*5*2", "4 letters, and no letter 5"),
        ("token*1.5*2", "no letter 1.5"),
        ("input*1*2*1", "exchanged as a whole"),
    ],
)
def test_a_letter_is_one_of_the_alphabet(spelled: str, says: str) -> None:
    holds, (problem,) = read_hand(f"{spelled},token*3*2", make_run(StepSettings(sequence="hello")))
    assert holds == (Held("token", 3.0, 1, 1),)
    assert says in problem


def test_a_changed_bit_changes_the_right_answers_and_what_its_step_is_called() -> None:
    holds, _ = read_hand("input*1*3*1,input*1*3*2,input*-1*3*1", RUN)  # the later one counts
    changed = with_hand(RUN, holds)
    before, after = RUN.sequence, changed.sequence
    assert before.targets is not None
    assert after.targets is not None
    following = next(flag for flag in before.flags if flag > 2)
    assert set(after.targets[2:following]) == {0}
    np.testing.assert_array_equal(after.targets[following:], before.targets[following:])
    assert (after.tokens[2], after.notes[2]) == ("−", "The flag is up")
    assert after.flags == tuple(sorted({*before.flags, 2}))
    assert engine.verify(changed.trace).largest < 1e-12
    np.testing.assert_array_equal(RUN.sequence.inputs[2, 0], make_run(StepSettings()).sequence.inputs[2, 0])


def test_a_changed_weight_is_computed_with_and_the_network_stays_as_it_was() -> None:
    weight = RUN.network.weights["weight_hh_l0"][2, 1]
    changed = with_hand(RUN, read_hand("weight_hh*3*3*2,forget_gate*1*8-", RUN)[0])
    assert changed.network.weights["weight_hh_l0"][2, 1] == 3.0
    assert RUN.network.weights["weight_hh_l0"][2, 1] == weight != 3.0
    assert np.abs(changed.trace["hidden"] - RUN.trace["hidden"]).max() > 0.01
    assert (changed.trace["forget_gate"][0, 0, 7:] == 1.0).all()
    assert engine.verify(changed.trace).largest < 1e-12


def test_what_a_browser_cannot_follow_is_sent_whole() -> None:
    settings = StepSettings(network="fresh", units=65, length=12)
    run = make_run(settings)
    assert "units: 65, steps: 12" in live_of(run).waits
    assert live_of(make_run(StepSettings(network="fresh", units=64, length=200))).waits == ""

    settled = settle(settings, "forget_gate*1*3-")
    assert settled.arrays is not None
    assert settle(StepSettings(), "forget_gate*1*3-").arrays is None
    assert ((settled.arrays["forget_gate"] == 1).all(axis=1) == (np.arange(12) >= 2)).all()
    assert {"hidden", "cell", "gradient:hidden", "gradient:cell", "output_gate_preactivation"} <= set(settled.arrays)


def live_of(run: Run) -> Live:
    found = live(run)
    assert found is not None
    return found


def test_a_cell_without_a_drawing_has_nothing_to_hold_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.lessons.step.hand.on_screen", lambda cell: None)
    assert live(RUN) is None
    holds, (problem,) = read_hand("forget_gate*1*8-", RUN)
    assert holds == ()
    assert "no drawing" in problem


def test_a_cell_without_a_live_half_answers_at_release_with_all_that_python_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert settle(StepSettings(length=9), "forget_gate*1*8-").arrays is None
    for knows in ("ui.lessons.step.hand", "ui.stepper.live"):
        monkeypatch.setattr(f"{knows}.has_live_half", lambda kind: False)
    found = live_of(RUN)
    assert (found.kind, found.waits) == ("", "This cell answers when your hand lets go, and Python has recorded it.")
    arrays = settle(StepSettings(length=9), "forget_gate*1*8-").arrays
    assert arrays is not None
    assert {"forget_gate", "hidden", "gradient:cell"} <= set(arrays)
