"""What a hand changes, in the address: it reads back, what does not fit the run gets a sentence, and torch agrees."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import engine
from engine.learning.tasks import Sequence
from engine.opening.data import EMBEDDED, NUMBERS, TOKENS, continued, from_text
from engine.opening.tokens import Tokens
from ui.figures.part import Part
from ui.lessons.step.run import make_run
from ui.lessons.step.settings import StepSettings
from ui.runs.hand import MOST, Held, InHand, live, read_hand, settled, spell, with_hand
from ui.stepper import Live, Settled


def run_of(**settings: Any) -> InHand:
    """A run of the page on steps."""
    return make_run(StepSettings(**settings)).in_hand


RUN = run_of()  # an LSTM of two units, thirty steps


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
        live(RUN),
        live(run_of(cell="rnn", activation="relu", network="fresh")),
    )
    assert gated is not None
    assert unlimited is not None
    assert (gated.ranges["hidden"], gated.bounds["hidden"]) == ((-1, 1), (-1, 1))
    assert (gated.ranges["cell"], gated.bounds["cell"]) == ((-2, 2), (None, None))  # |c| stays below 1
    assert unlimited.ranges["hidden"][0] == 0 < unlimited.ranges["hidden"][1]
    assert unlimited.bounds["hidden"] == (0, None)


@pytest.mark.parametrize("sequence", ["count", "toggle"])
def test_ones_resets_and_flags_are_on_or_off(sequence: str) -> None:
    run = run_of(sequence=sequence)
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
    holds, (problem,) = read_hand(f"{spelled},token*3*2", run_of(sequence="hello"))
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
    np.testing.assert_array_equal(RUN.sequence.inputs[2, 0], run_of().sequence.inputs[2, 0])


def test_a_changed_weight_is_computed_with_and_the_network_stays_as_it_was() -> None:
    weight = RUN.network.weights["weight_hh_l0"][2, 1]
    changed = with_hand(RUN, read_hand("weight_hh*3*3*2,forget_gate*1*8-", RUN)[0])
    assert changed.network.weights["weight_hh_l0"][2, 1] == 3.0
    assert RUN.network.weights["weight_hh_l0"][2, 1] == weight != 3.0
    assert np.abs(changed.trace["hidden"] - RUN.trace["hidden"]).max() > 0.01
    assert (changed.trace["forget_gate"][0, 0, 7:] == 1.0).all()
    assert engine.verify(changed.trace).largest < 1e-12


def settle(run: InHand, spelled: str) -> Settled:
    """What the browser is told once a hand has let go."""
    holds, problems = read_hand(spelled, run)
    assert not problems
    changed = with_hand(run, holds)
    return settled(run, changed, engine.verify(changed.trace))


def live_of(run: InHand) -> Live:
    found = live(run)
    assert found is not None
    return found


def test_what_a_browser_cannot_follow_is_sent_whole() -> None:
    run = run_of(network="fresh", units=65, length=12)
    assert "units: 65, steps: 12" in live_of(run).waits
    assert live_of(run_of(network="fresh", units=64, length=200)).waits == ""

    told = settle(run, "forget_gate*1*3-")
    assert told.arrays is not None
    assert settle(RUN, "forget_gate*1*3-").arrays is None
    assert ((told.arrays["forget_gate"] == 1).all(axis=1) == (np.arange(12) >= 2)).all()
    assert {"hidden", "cell", "gradient:hidden", "gradient:cell", "output_gate_preactivation"} <= set(told.arrays)


def test_a_cell_without_a_drawing_has_nothing_to_hold_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for knows in ("fitting", "settling"):
        monkeypatch.setattr(f"ui.runs.hand.{knows}.on_screen", lambda cell: None)
    assert live(RUN) is None
    holds, (problem,) = read_hand("forget_gate*1*8-", RUN)
    assert holds == ()
    assert "no drawing" in problem


def test_a_cell_without_a_live_half_answers_at_release_with_all_that_python_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for knows in ("ui.runs.hand.settling", "ui.stepper.live"):
        monkeypatch.setattr(f"{knows}.has_live_half", lambda kind: False)
    found = live_of(RUN)
    assert (found.kind, found.waits) == ("", "This cell answers when your hand lets go, and Python has recorded it.")
    arrays = settle(RUN, "forget_gate*1*8-").arrays
    assert arrays is not None
    assert {"forget_gate", "hidden", "gradient:cell"} <= set(arrays)


def own(task: str, inputs: Any, **more: Any) -> Sequence:
    """A sequence as the page of own models has them."""
    steps, size = inputs.shape
    names = tuple(map(str, range(1, size + 1)))
    return Sequence(task, inputs[:, None], ("·",) * steps, names, **more)


@pytest.mark.parametrize(("cell", "gate"), [("lstm", "forget_gate"), ("gru", "update_gate"), ("elman", "hidden")])
@pytest.mark.parametrize("part", [Part(1, 0), Part(1, 1), Part(0, 1)])
def test_the_part_on_show_is_held_and_no_other(cell: str, gate: str, part: Part) -> None:
    rng = np.random.default_rng(4)
    sequence = own(NUMBERS, rng.standard_normal((9, 3)))
    network = engine.network(cell, 3, 4, num_layers=2, bidirectional=True, seed=2)
    readout = engine.Readout.fresh(8, 1, 0)
    run = InHand(engine.record(network, sequence.inputs, engine.losses.every_step()), sequence, readout, part)
    holds, problems = read_hand(f"{gate}*0.5*4-*2,weight_hh*3*3*2,bias_ih*-1*4", run)
    assert (len(holds), problems) == (3, ())

    changed = with_hand(run, holds)
    ending = f"_l{part.layer}" + ("_reverse" if part.direction else "")
    weights = {name: weight.copy() for name, weight in network.weights.items()}
    weights["weight_hh" + ending][2, 1] = 3.0
    weights["bias_ih" + ending][3] = -1.0
    hold = engine.Hold(gate, 0.5, units=[1], steps=slice(3, None), layer=part.layer, direction=part.direction)
    expected = engine.record(
        replace(network, weights=weights), sequence.inputs, engine.losses.every_step(), interventions=[hold]
    )
    for name, values in expected.signals.items():
        np.testing.assert_array_equal(changed.trace[name], values)
    np.testing.assert_array_equal(changed.trace.gradients["hidden"], expected.gradients["hidden"])
    free = np.abs(changed.trace["hidden"] - run.trace["hidden"])[0, 1 - part.direction].max()
    assert (free == 0) == (part.layer == 1 or part.direction == 1), "what is beside or below it stays as it was"

    found = engine.verify(changed.trace)
    assert found.largest < 1e-12
    told = settled(run, changed, found)
    assert told.arrays is not None
    np.testing.assert_array_equal(told.arrays[gate], part.of(expected[gate]))
    np.testing.assert_array_equal(told.arrays["answers"], readout.logits(expected.outputs)[:, 0])
    assert "layers: 2, directions: 2" in live_of(run).waits
    assert live_of(run).readout is None


def test_what_a_layer_reads_that_is_not_the_first_cannot_be_changed() -> None:
    sequence = own(NUMBERS, np.ones((5, 2)))
    network = engine.network("gru", 2, 3, num_layers=2)
    run = InHand(engine.record(network, sequence.inputs, engine.losses.last_step()), sequence, None, Part(1))
    assert "Layer 2 reads the states of the layer below it" in read_hand("input*1*2*1", run)[1][0]
    assert read_hand("input*1*2*1", replace(run, part=Part(0)))[1] == ()
    assert live_of(run).coding == "none"


def test_numbers_and_letters_of_an_own_model_are_changed_and_the_right_answers_follow() -> None:
    targets = np.array([100.0, 2.0, 7.0])
    numbers = own(NUMBERS, np.array([[0.0], [100.0], [2.0]]), targets=targets)
    readout = engine.Readout.fresh(4, 1, 0)
    network = engine.network("lstm", 1, 4)
    trace = engine.record(network, numbers.inputs, engine.losses.squared_error(targets, readout))
    run = InHand(trace, numbers, readout)
    assert live_of(run).coding == "number"
    assert "between −150 and 150, not at 151" in read_hand("input*151*2*1", run)[1][0]
    changed = with_hand(run, read_hand("input*-50*2*1", run)[0])
    assert changed.sequence.targets is not None
    assert changed.sequence.targets.tolist() == [-50, 2, 7]
    direct = readout.logits(changed.trace.outputs)[0, 0] - np.array([-50.0])
    np.testing.assert_allclose(changed.trace.direct_gradients["hidden"][0, 0, 0, 0], direct * readout.weight[0])

    letters = own(TOKENS, np.eye(3)[[0, 1, 2]], targets=np.array([1, 2, -1]), classes=("a", "b", "c"))
    run = InHand(engine.record(engine.network("gru", 3, 4), letters.inputs, engine.losses.last_step()), letters)
    assert live_of(run).coding == "letters"
    changed = with_hand(run, read_hand("token*1*2", run)[0])
    assert changed.sequence.targets is not None
    assert (changed.sequence.tokens[1], changed.sequence.targets.tolist()) == ("1", [0, 2, -1])

    embedded = own(EMBEDDED, np.ones((4, 2)))
    run = InHand(engine.record(engine.network("gru", 2, 4), embedded.inputs, engine.losses.last_step()), embedded)
    assert "rows of an embedding that is too large" in read_hand("token*1*2", run)[1][0]


def test_another_token_is_another_row_of_the_embedding_and_what_is_asked_for_before_it() -> None:
    known, text = Tokens(tuple("abc")), "abca"
    embedding = np.arange(6.0).reshape(3, 2)
    sequence = continued(from_text(text, known, 2, embedding), known, text)
    readout = engine.Readout.fresh(4, 3, 0)
    loss = engine.losses.cross_entropy([1, 2, 0, -1], readout)
    run = InHand(engine.record(engine.network("gru", 2, 4), sequence.inputs, loss), sequence, readout)
    assert "3 letters, and no letter 4" in read_hand("token*4*2", run)[1][0]
    changed = with_hand(run, read_hand("token*1*2", run)[0])
    expected = continued(from_text("aaca", known, 2, embedding), known, "aaca")
    for name in ("inputs", "targets"):
        np.testing.assert_array_equal(getattr(changed.sequence, name), getattr(expected, name))
    assert changed.sequence.tokens == expected.tokens
    assert changed.sequence.alphabet is not None
    assert changed.sequence.alphabet.read == (0, 0, 2, 0)
    told = changed.trace.loss_function
    assert isinstance(told, engine.losses.CrossEntropy)
    np.testing.assert_array_equal(told.targets, [0, 2, 0, -1])
    assert from_text("ab", known, 6000, np.ones((3, 6000))).alphabet is None


def test_a_loss_that_no_browser_knows_answers_at_release() -> None:
    sequence = own(NUMBERS, np.ones((5, 2)))
    readout = engine.Readout.fresh(3, 2, 0)
    loss = engine.losses.whole_cross_entropy([1], readout)
    run = InHand(engine.record(engine.network("gru", 2, 3), sequence.inputs, loss), sequence)
    assert "This loss answers when your hand lets go" in live_of(run).waits
    assert settle(run, "hidden*0*2").arrays is not None
