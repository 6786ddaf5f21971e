"""What happens at a step of a plain cell with a skip connection, in one sentence."""

from ui.stepper.narration import Narration

NARRATION = Narration(
    template=(
        "the input adds {candidate_from_input}, the past {candidate_from_state} and the bias {candidate_bias}; of "
        "their sum tanh makes the **candidate {candidate}**. The old state {hidden_before} goes on whole, the "
        "candidate is added to it, and no gate could take anything away: unit {unit} now holds **{hidden}**."
    ),
    first=(
        "the cell starts from 0, so there is no past yet: the input adds {candidate_from_input} and the bias "
        "{candidate_bias}, and tanh makes the **candidate {candidate}** of their sum. Unit {unit} now holds "
        "**{hidden}**."
    ),
    start="hidden@previous",
    words={},
    watched=("candidate", "hidden"),
    adds=("hidden_before", "candidate", "hidden"),
)
