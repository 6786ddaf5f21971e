"""What happens at a step of an LSTM with peepholes, in one sentence."""

from ui.stepper.narration import HOW_MUCH, Narration, Words

NARRATION = Narration(
    template=(
        "the **forget gate is {forget_gate}**, so {kept} of the old cell state {cell_before} stays; "
        "the **input gate is {input_gate}**, so {written} of the candidate {candidate} is written. "
        "Unit {unit} now holds **{cell}**, and the output gate, which has seen that, is {output_gate}."
    ),
    first=(
        "the cell starts from 0, so there is nothing to keep, to forget or to look at yet; "
        "the **input gate is {input_gate}**, so {written} of the candidate {candidate} is written. "
        "Unit {unit} now holds **{cell}**, and the output gate, which has seen that, is {output_gate}."
    ),
    start="cell@previous",
    words={"kept": Words("forget_gate", HOW_MUCH), "written": Words("input_gate", HOW_MUCH)},
    watched=("forget_gate", "input_gate", "candidate", "cell", "output_gate", "hidden"),
)
