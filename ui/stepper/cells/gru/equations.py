"""The GRU's equations, in PyTorch's convention: reset, update, candidate are the blocks of its weights."""

from collections.abc import Mapping

from engine.cells.base import LayerWeights
from ui.stepper.cells.base import Array
from ui.stepper.equations import (
    Equation,
    Factor,
    Read,
    Sum,
    apply,
    before_symbol,
    gate,
    left_of,
    math,
    mixed,
    op,
    part,
    sub,
)

CAPTION = (
    "PyTorch's convention: z keeps, h = (1 − z)∘n + z∘h; and r acts after the matrix product, r∘(W h + b). "
    "Other texts swap z and 1 − z, or apply r before the product, W (r∘h)."
)


def equations(before: str) -> tuple[Equation, ...]:
    """Two gates, the candidate, and the new state between the candidate and the old state."""
    r, n = sub("r", signal="reset_gate"), sub("n", signal="candidate")
    z = Factor(sub("z", signal="update_gate"), "update_gate")
    h_before = before_symbol("h", before, "hidden")
    from_input = part(
        "candidate_from_input",
        sub("V", "<mi>n</mi>", thing="weight_ih:candidate"),
        sub("x", thing="inputs"),
        op("+"),
        sub("b", "<mrow><mi>i</mi><mi>n</mi></mrow>", thing="bias_ih:candidate"),
    )
    from_state = part(
        "candidate_from_state",
        sub("W", "<mi>n</mi>", thing="weight_hh:candidate"),
        h_before,
        op("+"),
        sub("b", "<mrow><mi>h</mi><mi>n</mi></mrow>", thing="bias_hh:candidate"),
    )
    gated = part(
        "reset_gate*candidate_from_state",
        r,
        op("∘"),
        f'<mo stretchy="false">(</mo>{from_state}<mo stretchy="false">)</mo>',
    )
    return (
        gate("r", "reset_gate", "σ", before),
        gate("z", "update_gate", "σ", before),
        Equation(
            "candidate",
            math(n, op("="), apply("tanh", part("candidate_preactivation", from_input, op("+"), gated))),
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
        mixed("h", "hidden", (left_of(z), Factor(n, "candidate")), (z, Factor(h_before, "hidden@previous"))),
    )


def parts(weights: LayerWeights, arrays: Mapping[str, Array], before: Array) -> dict[str, Array]:
    """V x_t + b_in and W h_{t-1} + b_hn: each bias stays with its product, for the reset gate multiplies the second."""
    units = before.shape[1]
    n = slice(2 * units, 3 * units)
    return {
        "candidate_from_input": arrays["inputs"] @ weights.weight_ih[n].T + arrays["bias_ih"][n],
        "candidate_from_state": before @ weights.weight_hh[n].T + arrays["bias_hh"][n],
    }
