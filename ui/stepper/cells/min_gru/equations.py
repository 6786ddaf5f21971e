"""The minGRU's equations: one gate and a linear candidate, both of the input alone."""

from ui.stepper.equations import Equation, Factor, before_symbol, blind_gate, left_of, linear, mixed, sub

CAPTION = (
    "Here z writes: h = (1 − z)∘h + z∘n, the other way round than in PyTorch's GRU. The candidate is the paper's "
    "plain, linear one; in its form for logarithms n is made positive."
)


def equations(before: str) -> tuple[Equation, ...]:
    """A gate, the candidate, and the new state between the old state and the candidate."""
    z, n = Factor(sub("z", signal="update_gate"), "update_gate"), Factor(sub("n", signal="candidate"), "candidate")
    h_before = Factor(before_symbol("h", before, "hidden"), "hidden@previous")
    return (
        blind_gate("z", "update_gate"),
        linear("n", "candidate"),
        mixed("h", "hidden", (left_of(z), h_before), (z, n)),
    )
