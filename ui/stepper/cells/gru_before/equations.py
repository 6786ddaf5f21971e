"""The equations of the GRU as it was published: the reset gate multiplies h before the matrix product.

MUT1, MUT2 and MUT3 share what they have in common with it.
"""

from collections.abc import Mapping

from engine.cells.base import LayerWeights
from ui.stepper.cells.base import Array
from ui.stepper.equations import (
    INPUTS,
    Equation,
    Factor,
    Sum,
    before_symbol,
    bias,
    from_input,
    from_state,
    gate,
    left_of,
    mixed,
    op,
    part,
    previous,
    recorded,
    sub,
    summed,
)

CAPTION = (
    "The published order: r acts before the matrix product, W (r∘h); PyTorch computes r∘(W h + b). "
    "z keeps, as in PyTorch: h = (1 − z)∘n + z∘h."
)


def equations(before: str) -> tuple[Equation, ...]:
    """Two gates, the candidate, and the new state between the candidate and the old state."""
    z = recorded("z", "update_gate")
    return (
        gate("r", "reset_gate", "σ", before),
        gate("z", "update_gate", "σ", before),
        candidate(before),
        mixed("h", "hidden", (left_of(z), recorded("n", "candidate")), (z, previous("h", before, "hidden"))),
    )


def candidate(before: str, reads: Factor = INPUTS) -> Equation:
    """n_t = tanh(V_n x_t + W_n (r_t ∘ h_{t-1}) + b_n)"""
    total = Sum("candidate_preactivation", reads=reads.read, past="reset_gate*hidden@previous")
    addends = (from_input("n", "candidate", reads), gated_past(before), bias("n", "candidate"))
    return summed("n", "candidate", "tanh", total, *addends)


def gated_past(before: str) -> str:
    """W_n (r_t ∘ h_{t-1})"""
    r, h_before = sub("r", signal="reset_gate"), before_symbol("h", before, "hidden")
    gated = part("reset_gate*hidden@previous", r, op("∘"), h_before)
    in_parentheses = f'<mo stretchy="false">(</mo>{gated}<mo stretchy="false">)</mo>'
    return part("candidate_from_state", from_state("n", "candidate", in_parentheses))


def parts(weights: LayerWeights, arrays: Mapping[str, Array], before: Array) -> dict[str, Array]:
    """W_n (r_t ∘ h_{t-1}), (T, H): the last block of the rows of W."""
    W_n = weights.weight_hh[-before.shape[1] :]
    return {"candidate_from_state": (arrays["reset_gate"] * before) @ W_n.T}
