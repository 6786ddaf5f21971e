"""What happens at a step of MUT3, in one sentence."""

from ui.stepper.cells.mut1.narration import mutated

NARRATION = mutated("The update gate sees the old state through tanh.")
