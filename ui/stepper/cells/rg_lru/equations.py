"""The RG-LRU's equations: two gates and a candidate of the input alone, and a decay that the first gate sets."""

from collections.abc import Mapping

import numpy as np

from engine.cells.base import LayerWeights
from ui.stepper.cells.base import Array, linear_candidate
from ui.stepper.equations import (
    Equation,
    Factor,
    Read,
    apply,
    blind_gate,
    linear,
    math,
    mixed,
    op,
    part,
    previous,
    recorded,
)

CAPTION = (
    "Λ is one number for each unit, with the sign that the authors' code has. √(1 − a²) is the paper's at every step; "
    "the code takes 1 in its place at the first."
)


def equations(before: str) -> tuple[Equation, ...]:
    """Two gates, the candidate, the decay, what it makes room for, and the new state."""
    r, i = recorded("r", "recurrence_gate"), recorded("i", "input_gate")
    n, a = recorded("n", "candidate"), recorded("a", "decay")
    power = op("−") + "<mn>8</mn>" + r.symbol + op("∘") + apply("softplus", part("decay_parameter", "<mi>Λ</mi>"))
    square = '<msubsup data-thing="decay"><mi>a</mi><mi>t</mi><mn>2</mn></msubsup>'
    root = part("input_scale", f"<msqrt><mrow><mn>1</mn>{op('−')}{square}</mrow></msqrt>")
    return (
        blind_gate("r", "recurrence_gate"),
        blind_gate("i", "input_gate"),
        linear("n", "candidate"),
        Equation(
            "decay",
            math(a.symbol, op("="), apply("exp", power)),
            (
                "= exp(−8·",
                Read("recurrence_gate"),
                "·softplus(",
                Read("decay_parameter"),
                ")) = ",
                Read("decay", "result"),
            ),
        ),
        Equation(
            "input_scale",
            math(root),
            ("= √(1 − ", Read("decay"), "·", Read("decay", "factor"), ") = ", Read("input_scale", "result")),
        ),
        mixed("h", "hidden", (a, previous("h", before, "hidden")), (Factor(root, "input_scale"), i, n)),
    )


def parts(weights: LayerWeights, arrays: Mapping[str, Array], before: Array) -> dict[str, Array]:
    """What the candidate is made of, and √(1 - a_t²), (T, H)."""
    a = arrays["decay"]
    return linear_candidate(weights, arrays, before) | {"input_scale": np.sqrt((1 - a) * (1 + a))}
