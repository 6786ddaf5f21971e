"""The GRU's equations, in PyTorch's convention: reset, update, candidate are the blocks of its weights."""

from collections.abc import Mapping

from engine.cells.base import LayerWeights
from ui.stepper.cells.base import Array
from ui.stepper.equations import (
    INPUTS,
    Equation,
    Read,
    Sum,
    apply,
    gate,
    left_of,
    math,
    mixed,
    op,
    part,
    previous,
    recorded,
    sub,
)

CAPTION = (
    "PyTorch's convention: z keeps, h = (1 − z)∘n + z∘h; and r acts after the matrix product, r∘(W h + b). "
    "Other texts swap z and 1 − z, or apply r before the product, W (r∘h)."
)


def equations(before: str) -> tuple[Equation, ...]:
    """Two gates, the candidate, and the new state between the candidate and the old state."""
    r, z, n = recorded("r", "reset_gate"), recorded("z", "update_gate"), recorded("n", "candidate")
    h_before = previous("h", before, "hidden")
    from_input = part(
        "candidate_from_input",
        sub("V", "<mi>n</mi>", thing="weight_ih:candidate"),
        INPUTS.symbol,
        op("+"),
        sub("b", "<mrow><mi>i</mi><mi>n</mi></mrow>", thing="bias_ih:candidate"),
    )
    from_state = part(
        "candidate_from_state",
        sub("W", "<mi>n</mi>", thing="weight_hh:candidate"),
        h_before.symbol,
        op("+"),
        sub("b", "<mrow><mi>h</mi><mi>n</mi></mrow>", thing="bias_hh:candidate"),
    )
    gated = part(
        "reset_gate*candidate_from_state",
        r.symbol,
        op("∘"),
        f'<mo stretchy="false">(</mo>{from_state}<mo stretchy="false">)</mo>',
    )
    return (
        gate("r", "reset_gate", "σ", before),
        gate("z", "update_gate", "σ", before),
        Equation(
            "candidate",
            math(n.symbol, op("="), apply("tanh", part("candidate_preactivation", from_input, op("+"), gated))),
            (
                "= tanh(",
                Read("candidate_from_input"),
                " + ",
                Read("reset_gate"),
                "·",
                Read("candidate_from_state", "factor"),
                ") = ",
                Read("candidate", "result"),
            ),
            Sum("candidate_preactivation", gate="reset_gate"),
        ),
        mixed("h", "hidden", (left_of(z), n), (z, h_before)),
    )


def parts(weights: LayerWeights, arrays: Mapping[str, Array], before: Array) -> dict[str, Array]:
    """V x_t + b_in and W h_{t-1} + b_hn: each bias stays with its product, for the reset gate multiplies the second."""
    units = before.shape[1]
    n = slice(2 * units, 3 * units)
    return {
        "candidate_from_input": arrays["inputs"] @ weights.weight_ih[n].T + arrays["bias_ih"][n],
        "candidate_from_state": before @ weights.weight_hh[n].T + arrays["bias_hh"][n],
    }
