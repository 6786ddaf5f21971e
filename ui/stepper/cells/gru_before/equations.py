"""The equations of the GRU as it was published: the reset gate multiplies h before the matrix product."""

from collections.abc import Mapping

from engine.cells.base import LayerWeights
from ui.stepper.cells.base import Array
from ui.stepper.equations import (
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
    sub,
    summed,
)

CAPTION = (
    "The published order: r acts before the matrix product, W (r∘h); PyTorch computes r∘(W h + b). "
    "z keeps, as in PyTorch: h = (1 − z)∘n + z∘h."
)


def reset_before(before: str) -> str:
    """(r_t ∘ h_{t-1}), as W multiplies it."""
    r = sub("r", signal="reset_gate")
    product = part("reset_gate*hidden@previous", r, op("∘"), before_symbol("h", before, "hidden"))
    return f'<mo stretchy="false">(</mo>{product}<mo stretchy="false">)</mo>'


def equations(before: str) -> tuple[Equation, ...]:
    """Two gates, the candidate, and the new state between the candidate and the old state."""
    z, n = Factor(sub("z", signal="update_gate"), "update_gate"), Factor(sub("n", signal="candidate"), "candidate")
    h_before = Factor(before_symbol("h", before, "hidden"), "hidden@previous")
    return (
        gate("r", "reset_gate", "σ", before),
        gate("z", "update_gate", "σ", before),
        summed(
            "n",
            "candidate",
            "tanh",
            Sum("candidate_preactivation", past="reset_gate*hidden@previous"),
            from_input("n", "candidate"),
            part("candidate_from_state", from_state("n", "candidate", reset_before(before))),
            bias("n", "candidate"),
        ),
        mixed("h", "hidden", (left_of(z), n), (z, h_before)),
    )


def parts(weights: LayerWeights, arrays: Mapping[str, Array], before: Array) -> dict[str, Array]:
    """W_n (r_t ∘ h_{t-1}), (T, H): the last block of the rows of W."""
    W_n = weights.weight_hh[-before.shape[1] :]
    return {"candidate_from_state": (arrays["reset_gate"] * before) @ W_n.T}
