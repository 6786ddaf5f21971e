"""What happens at a step of an RNN with a skip connection, in one sentence."""

from ui.stepper.narration import Narration

NARRATION = Narration(
    template=(
        "the old state {hidden_before} goes on whole, and the **candidate {candidate}** is added to it: no gate can "
        "let go of anything. Unit {unit} now holds **{hidden}**."
    ),
    first="the cell starts from 0, and the **candidate {candidate}** is added. Unit {unit} now holds **{hidden}**.",
    start="hidden@previous",
    words={},
    watched=("candidate", "hidden"),
    adds=("hidden_before", "candidate", "hidden"),
)
