"""The equations of the plain cell with a skip connection: one sum, and the old state goes on whole."""

from collections.abc import Mapping

from engine.cells.base import LayerWeights
from ui.stepper.cells.base import Array
from ui.stepper.equations import Equation, Factor, Read, Sum, apply, before_symbol, math, mixed, op, part, sub


def equations(before: str) -> tuple[Equation, ...]:
    """What input, past and bias add up to, what tanh makes of it, and what that adds to the old state."""
    h_before, n = before_symbol("h", before, "hidden"), sub("n", signal="candidate")
    products = (
        part("candidate_from_input", part("weight_ih:candidate", "<mi>V</mi>"), sub("x", thing="inputs")),
        part("candidate_from_state", part("weight_hh:candidate", "<mi>W</mi>"), h_before),
        part("candidate_bias bias:candidate", "<mi>b</mi>"),
    )
    return (
        Equation(
            "candidate",
            math(n, op("="), apply("tanh", part("candidate_preactivation", op("+").join(products)))),
            (
                "= tanh(",
                Read("candidate_from_input"),
                Read("candidate_from_state", "term"),
                Read("candidate_bias", "term"),
                ") = ",
                Read("candidate", "result"),
            ),
            Sum("candidate_preactivation"),
        ),
        mixed("h", "hidden", (Factor(h_before, "hidden@previous"),), (Factor(n, "candidate"),)),
    )


def parts(weights: LayerWeights, arrays: Mapping[str, Array], before: Array) -> dict[str, Array]:
    """V x_t and W h_{t-1}, (T, H) each, and b, (H,)."""
    return {
        "candidate_from_input": arrays["inputs"] @ weights.weight_ih.T,
        "candidate_from_state": before @ weights.weight_hh.T,
        "candidate_bias": arrays["bias_ih"] + arrays["bias_hh"],
    }
