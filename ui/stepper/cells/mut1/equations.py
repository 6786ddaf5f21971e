"""MUT1's equations: the update gate sees only the input, and the candidate is given tanh of it without weights.

MUT2 and MUT3 share what they have in common with it.
"""

from ui.stepper.cells.gru_before.equations import reset_before
from ui.stepper.equations import (
    Equation,
    Factor,
    Sum,
    apply,
    before_symbol,
    bias,
    embedded,
    embedding,
    from_input,
    from_state,
    left_of,
    mixed,
    part,
    sub,
    summed,
)

CAPTION = (
    "Here z writes: h = z∘n + (1 − z)∘h, the other way round than in PyTorch's GRU. tanh(e) enters without weights, so "
    "it needs a number for every unit: the input is embedded, e = E x; in the paper it had as many features "
    "from the start."
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
            Sum("reset_gate_preactivation", reads="embedded_input"),
            from_input("r", "reset_gate", embedded()),
            from_state("r", "reset_gate", h_before),
            bias("r", "reset_gate"),
        ),
        summed(
            "z",
            "update_gate",
            "σ",
            Sum("update_gate_preactivation", reads="embedded_input"),
            from_input("z", "update_gate", embedded()),
            bias("z", "update_gate"),
        ),
        summed(
            "n",
            "candidate",
            "tanh",
            Sum("candidate_preactivation", past="reset_gate*hidden@previous", plus=("tanh(embedded_input)",)),
            gated_past(before),
            part("tanh(embedded_input)", apply("tanh", embedded())),
            bias("n", "candidate"),
        ),
        written(before),
    )


def gated_past(before: str) -> str:
    """W_n (r_t ∘ h_{t-1})"""
    return part("candidate_from_state", from_state("n", "candidate", reset_before(before)))


def written(before: str) -> Equation:
    """h_t = z_t ∘ n_t + (1 - z_t) ∘ h_{t-1}"""
    z, n = Factor(sub("z", signal="update_gate"), "update_gate"), Factor(sub("n", signal="candidate"), "candidate")
    h_before = Factor(before_symbol("h", before, "hidden"), "hidden@previous")
    return mixed("h", "hidden", (z, n), (left_of(z), h_before))
