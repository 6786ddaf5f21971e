"""The equations of the LSTM of 1997: the cell state is only added to."""

from ui.stepper.cells.lstm.equations import CANDIDATE, INPUT, cell_before, shown
from ui.stepper.equations import Equation, gate, mixed

CAPTION = (
    "As lectures write it, with tanh: the paper of 1997 squashes with scaled logistics instead, the candidate to "
    "between −2 and 2."
)


def equations(before: str) -> tuple[Equation, ...]:
    """Three sums and their nonlinearities, then the cell state, which keeps all that it was, and the hidden state."""
    return (
        gate("i", "input_gate", "σ", before),
        gate("g", "candidate", "tanh", before),
        gate("o", "output_gate", "σ", before),
        mixed("c", "cell", (cell_before(before),), (INPUT, CANDIDATE)),
        shown(),
    )
