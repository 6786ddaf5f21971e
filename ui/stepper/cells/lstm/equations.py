"""The LSTM's equations, in PyTorch's convention: input, forget, candidate, output are the blocks of its weights.

Its relatives share what they have in common with it.
"""

from ui.stepper.equations import Equation, Factor, Read, apply, gate, math, mixed, op, part, previous, recorded, sub

FORGET = recorded("f", "forget_gate")
INPUT = recorded("i", "input_gate")
CANDIDATE = recorded("g", "candidate")


def equations(before: str) -> tuple[Equation, ...]:
    """Four sums and their nonlinearities, then the cell state and the hidden state."""
    return (
        gate("f", "forget_gate", "σ", before),
        gate("i", "input_gate", "σ", before),
        gate("g", "candidate", "tanh", before),
        gate("o", "output_gate", "σ", before),
        mixed("c", "cell", (FORGET, cell_before(before)), (INPUT, CANDIDATE)),
        shown(),
    )


def cell_before(before: str) -> Factor:
    """c_{t-1}"""
    return previous("c", before, "cell")


def shown() -> Equation:
    """h_t = o_t ∘ tanh(c_t)"""
    o, c = sub("o", signal="output_gate"), sub("c", thing="cell")
    return Equation(
        "hidden",
        math(sub("h", thing="hidden"), op("="), o, op("∘"), part("tanh(cell)", apply("tanh", c))),
        ("= ", Read("output_gate"), "·tanh(", Read("cell"), ") = ", Read("hidden", "result")),
    )
