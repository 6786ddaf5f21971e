"""The equations of the LSTM without an output gate: the outside sees all of the memory."""

from ui.stepper.cells.lstm.equations import CANDIDATE, FORGET, INPUT, cell_before
from ui.stepper.equations import Equation, Read, apply, gate, math, mixed, op, sub


def equations(before: str) -> tuple[Equation, ...]:
    """Three sums and their nonlinearities, then the cell state and the hidden state."""
    return (
        gate("f", "forget_gate", "σ", before),
        gate("i", "input_gate", "σ", before),
        gate("g", "candidate", "tanh", before),
        mixed("c", "cell", (FORGET, cell_before(before)), (INPUT, CANDIDATE)),
        Equation(
            "hidden",
            math(sub("h", thing="hidden"), op("="), apply("tanh", sub("c", thing="cell"))),
            ("= tanh(", Read("cell"), ") = ", Read("hidden", "result")),
        ),
    )
