"""What happens at a step of an LSTM without an input gate, in one sentence."""

from ui.stepper.narration import HOW_MUCH, Narration, Words

NARRATION = Narration(
    template=(
        "the **forget gate is {forget_gate}**, so {kept} of the old cell state {cell_before} stays; "
        "the **candidate {candidate}** is added whole, for there is no input gate. Unit {unit} now holds **{cell}**."
    ),
    first=(
        "the cell starts from 0, so there is nothing to keep or to forget yet; the **candidate {candidate}** is added "
        "whole. Unit {unit} now holds **{cell}**."
    ),
    start="cell@previous",
    words={"kept": Words("forget_gate", HOW_MUCH)},
    watched=("forget_gate", "candidate", "cell", "output_gate", "hidden"),
)
