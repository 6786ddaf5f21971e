"""What happens at a step of a minLSTM, in one sentence."""

from ui.stepper.narration import HOW_MUCH, Narration, Words

NARRATION = Narration(
    template=(
        "the forget gate is {forget_gate} and the input gate {input_gate}. Of both together the **forget gate is "
        "{normalised_forget_gate}**, so {kept} of the old state {hidden_before} stays, and the **input gate "
        "{normalised_input_gate}**: {written} of the candidate {candidate} is written. Both see only this step's "
        "input. Unit {unit} now holds **{hidden}**."
    ),
    first=(
        "the cell starts from 0, so there is nothing to keep or to forget yet; of both gates together the **input gate "
        "is {normalised_input_gate}**, so {written} of the candidate {candidate} is written. "
        "Unit {unit} now holds **{hidden}**."
    ),
    start="hidden@previous",
    words={
        "kept": Words("normalised_forget_gate", HOW_MUCH),
        "written": Words("normalised_input_gate", HOW_MUCH),
    },
    watched=(
        "forget_gate",
        "input_gate",
        "normalised_forget_gate",
        "normalised_input_gate",
        "candidate",
        "hidden",
    ),
)
