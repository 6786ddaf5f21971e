"""The equations of the LSTM without an input gate: the candidate is always added whole."""

from ui.stepper.cells.lstm.equations import CANDIDATE, FORGET, cell_before, shown
from ui.stepper.equations import Equation, gate, mixed


def equations(before: str) -> tuple[Equation, ...]:
    """Three sums and their nonlinearities, then the cell state and the hidden state."""
    return (
        gate("f", "forget_gate", "σ", before),
        gate("g", "candidate", "tanh", before),
        gate("o", "output_gate", "σ", before),
        mixed("c", "cell", (FORGET, cell_before(before)), (CANDIDATE,)),
        shown(),
    )
