"""What happens at a step of a minGRU, in one sentence."""

from ui.stepper.narration import HOW_MUCH, Narration, Words

NARRATION = Narration(
    template=(
        "the **update gate is {update_gate}**, and here it writes: {written} of the candidate {candidate} goes in and "
        "{kept} of the old state {hidden_before} stays. Gate and candidate see only this step's input. "
        "Unit {unit} now holds **{hidden}**."
    ),
    first=(
        "the cell starts from 0, so there is nothing to keep yet; the **update gate is {update_gate}**, and here it "
        "writes: {written} of the candidate {candidate} goes in. Unit {unit} now holds **{hidden}**."
    ),
    start="hidden@previous",
    words={"kept": Words("1-update_gate", HOW_MUCH), "written": Words("update_gate", HOW_MUCH)},
    watched=("update_gate", "candidate", "hidden"),
)
