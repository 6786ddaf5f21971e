"""The minGRU's equations: one gate and a linear candidate, both of the input alone."""

from ui.stepper.equations import Equation, blind_gate, left_of, linear, mixed, previous, recorded

CAPTION = (
    "Here z writes: h = (1 − z)∘h + z∘n, the other way round than in PyTorch's GRU. The candidate is the paper's "
    "plain, linear one; in its form for logarithms n is made positive."
)


def equations(before: str) -> tuple[Equation, ...]:
    """A gate, the candidate, and the new state between the old state and the candidate."""
    z, n = recorded("z", "update_gate"), recorded("n", "candidate")
    return (
        blind_gate("z", "update_gate"),
        linear("n", "candidate"),
        mixed("h", "hidden", (left_of(z), previous("h", before, "hidden")), (z, n)),
    )
