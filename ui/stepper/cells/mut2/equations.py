"""MUT2's equations: the input enters the reset gate without weights."""

from ui.stepper.cells.mut1.equations import gated_past, written
from ui.stepper.equations import (
    Equation,
    Sum,
    before_symbol,
    bias,
    embedded,
    embedding,
    from_input,
    from_state,
    part,
    summed,
)

CAPTION = (
    "Here z writes: h = z∘n + (1 − z)∘h, the other way round than in PyTorch's GRU. The reset gate is given the input "
    "without weights, so it needs a number for every unit: it is embedded, e = E x; in the paper it had as many "
    "features from the start."
)


def equations(before: str) -> tuple[Equation, ...]:
    """The embedding, two gates, the candidate, and the new state between the candidate and the old state."""
    h_before = before_symbol("h", before, "hidden")
    return (
        embedding(),
        summed(
            "r",
            "reset_gate",
            "σ",
            Sum("reset_gate_preactivation", plus=("embedded_input",)),
            part("embedded_input", embedded()),
            from_state("r", "reset_gate", h_before),
            bias("r", "reset_gate"),
        ),
        summed(
            "z",
            "update_gate",
            "σ",
            Sum("update_gate_preactivation", reads="embedded_input"),
            from_input("z", "update_gate", embedded()),
            from_state("z", "update_gate", h_before),
            bias("z", "update_gate"),
        ),
        summed(
            "n",
            "candidate",
            "tanh",
            Sum("candidate_preactivation", reads="embedded_input", past="reset_gate*hidden@previous"),
            from_input("n", "candidate", embedded()),
            gated_past(before),
            bias("n", "candidate"),
        ),
        written(before),
    )
