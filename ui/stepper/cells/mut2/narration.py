"""What happens at a step of MUT2, in one sentence."""

from ui.stepper.cells.mut1.narration import mutated

NARRATION = mutated(
    "The reset gate is given the embedded input {embedded_input} as it is, without weights.", "embedded_input"
)
