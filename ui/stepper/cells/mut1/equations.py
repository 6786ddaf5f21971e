"""MUT1's equations: the update gate sees only the input, and the candidate is given tanh of it without weights.

MUT2 and MUT3 share what they have in common with it.
"""

from ui.stepper.cells.gru_before.equations import gated_past
from ui.stepper.equations import (
    EMBEDDED,
    Equation,
    Sum,
    apply,
    bias,
    blind_gate,
    embedding,
    gate,
    left_of,
    mixed,
    part,
    previous,
    recorded,
    summed,
)

CAPTION = (
    "Here z writes: h = z∘n + (1 − z)∘h, the other way round than in PyTorch's GRU. tanh(e) enters without weights, so "
    "it needs a number for every unit: the input is embedded, e = E x; in the paper it had as many features "
    "from the start."
)


def equations(before: str) -> tuple[Equation, ...]:
    """The embedding, two gates, the candidate, and the new state between the candidate and the old state."""
    bare = f"tanh({EMBEDDED.read})"
    return (
        embedding(),
        gate("r", "reset_gate", "σ", before, EMBEDDED),
        blind_gate("z", "update_gate", EMBEDDED),
        summed(
            "n",
            "candidate",
            "tanh",
            Sum("candidate_preactivation", past="reset_gate*hidden@previous", plus=(bare,)),
            gated_past(before),
            part(bare, apply("tanh", EMBEDDED.symbol)),
            bias("n", "candidate"),
        ),
        written(before),
    )


def written(before: str) -> Equation:
    """h_t = z_t ∘ n_t + (1 - z_t) ∘ h_{t-1}"""
    z, n = recorded("z", "update_gate"), recorded("n", "candidate")
    return mixed("h", "hidden", (z, n), (left_of(z), previous("h", before, "hidden")))
