"""What happens at a step of the LSTM of 1997, in one sentence."""

from ui.stepper.narration import HOW_MUCH, Narration, Words

NARRATION = Narration(
    template=(
        "the old cell state {cell_before} stays as it is, for there is no forget gate; "
        "the **input gate is {input_gate}**, so {written} of the candidate {candidate} is added to it. "
        "Unit {unit} now holds **{cell}**."
    ),
    first=(
        "the cell starts from 0; the **input gate is {input_gate}**, so {written} of the candidate {candidate} is "
        "added. Unit {unit} now holds **{cell}**."
    ),
    start="cell@previous",
    words={"written": Words("input_gate", HOW_MUCH)},
    watched=("input_gate", "candidate", "cell", "output_gate", "hidden"),
)
