"""What happens at a step of an sLSTM, in one sentence."""

from ui.stepper.narration import HOW_MUCH, Narration, Words

NARRATION = Narration(
    template=(
        "in the step's own units the **forget gate is {forget_gate}** and the **input gate {input_gate}**: of the old "
        "cell state {cell_before} {kept} stays, of the candidate {candidate} {written} is written, and the normaliser "
        "counts both: {normaliser}. Unit {unit} shows {shown} of c / n = {normalised_cell}: **{hidden}**."
    ),
    first=(
        "nothing is stored yet, so the **input gate is {input_gate}** in the step's own units: {written} of the "
        "candidate {candidate} is written, and the normaliser is {normaliser}. "
        "Unit {unit} shows {shown} of c / n = {normalised_cell}: **{hidden}**."
    ),
    start="normaliser@previous",
    words={
        "kept": Words("forget_gate", HOW_MUCH),
        "written": Words("input_gate", HOW_MUCH),
        "shown": Words("output_gate", HOW_MUCH),
    },
    watched=(
        "stabiliser",
        "input_gate",
        "forget_gate",
        "candidate",
        "output_gate",
        "cell",
        "normaliser",
        "normalised_cell",
        "hidden",
    ),
)
