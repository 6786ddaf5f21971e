"""What happens at a step of an RG-LRU, in one sentence."""

from ui.stepper.narration import HOW_MUCH, Narration, Words

NARRATION = Narration(
    template=(
        "the recurrence gate is {recurrence_gate}, so the **decay is {decay}**: {kept} of the old state "
        "{hidden_before} stays. The **input gate is {input_gate}**: {written} of the candidate {candidate} is let in, "
        "times √(1 − a²) = {input_scale}. Gates and candidate see only this step's input. "
        "Unit {unit} now holds **{hidden}**."
    ),
    first=(
        "the cell starts from 0, so there is nothing to keep yet. The **input gate is {input_gate}**: {written} of the "
        "candidate {candidate} is let in, times √(1 − a²) = {input_scale}, for the decay is {decay}. "
        "Unit {unit} now holds **{hidden}**."
    ),
    start="hidden@previous",
    words={"kept": Words("decay", HOW_MUCH), "written": Words("input_gate", HOW_MUCH)},
    watched=("recurrence_gate", "input_gate", "candidate", "decay", "hidden"),
)
