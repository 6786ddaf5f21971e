"""The skip connection's equations: a candidate as in a plain cell, which is added to the state."""

from ui.stepper.equations import Equation, Read, before_symbol, gate, math, op, sub


def equations(before: str) -> tuple[Equation, ...]:
    """The candidate, and the state that it is added to."""
    h, n, h_before = sub("h", thing="hidden"), sub("n", signal="candidate"), before_symbol("h", before, "hidden")
    return (
        gate("n", "candidate", "tanh", before),
        Equation(
            "hidden",
            math(h, op("="), h_before, op("+"), n),
            ("= ", Read("hidden@previous"), Read("candidate", "term"), " = ", Read("hidden", "result")),
        ),
    )
