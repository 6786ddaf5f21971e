"""What happens at a step of an LSTM with coupled gates, in one sentence."""

from ui.stepper.narration import HOW_MUCH, Narration, Words

NARRATION = Narration(
    template=(
        "the **forget gate is {forget_gate}**, so {kept} of the old cell state {cell_before} stays, and in the room "
        "that it leaves {written} of the candidate {candidate} is written. Unit {unit} now holds **{cell}**."
    ),
    first=(
        "the cell starts from 0, so there is nothing to keep or to forget yet; the **forget gate is {forget_gate}**, "
        "so {written} of the candidate {candidate} is written. Unit {unit} now holds **{cell}**."
    ),
    start="cell@previous",
    words={"kept": Words("forget_gate", HOW_MUCH), "written": Words("1-forget_gate", HOW_MUCH)},
    watched=("forget_gate", "candidate", "cell", "output_gate", "hidden"),
)
