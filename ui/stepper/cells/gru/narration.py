"""What happens at a step of a GRU, in one sentence."""

from ui.stepper.narration import HOW_MUCH, Narration, Words

NARRATION = Narration(
    template=(
        "the **update gate is {update_gate}**, so {kept} of the old state {hidden_before} stays and {written} of the "
        "candidate {candidate} is written; the **reset gate is {reset_gate}**, so {heard} of the past goes into that "
        "candidate. Unit {unit} now holds **{hidden}**."
    ),
    first=(
        "the cell starts from 0, so there is nothing to keep yet; the **update gate is {update_gate}**, "
        "so {written} of the candidate {candidate} is written. Unit {unit} now holds **{hidden}**."
    ),
    start="hidden@previous",
    words={
        "kept": Words("update_gate", HOW_MUCH),
        "written": Words("1-update_gate", HOW_MUCH),
        "heard": Words("reset_gate", HOW_MUCH),
    },
    watched=("reset_gate", "update_gate", "candidate", "hidden"),
)
