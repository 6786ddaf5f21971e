"""The equations of the LSTM with peepholes: three gates also see the cell state of their own unit."""

from ui.stepper.cells.lstm.equations import CANDIDATE, FORGET, INPUT, cell_before, shown
from ui.stepper.equations import Equation, Factor, Sum, gate, mixed, op, part, sub, summed, weighted


def equations(before: str) -> tuple[Equation, ...]:
    """As the LSTM's, but the output gate is computed last: it sees the new cell state."""
    c_before = cell_before(before)
    return (
        _peeping("f", "forget_gate", c_before, before),
        _peeping("i", "input_gate", c_before, before),
        gate("g", "candidate", "tanh", before),
        mixed("c", "cell", (FORGET, c_before), (INPUT, CANDIDATE)),
        _peeping("o", "output_gate", Factor(sub("c", thing="cell"), "cell"), before),
        shown(),
    )


def _peeping(letter: str, signal: str, sees: Factor, before: str) -> Equation:
    """f_t = σ(V_f x_t + W_f h_{t-1} + p_f ∘ c_{t-1} + b_f); `sees` is what its peephole looks at."""
    peephole = f"peephole_{signal}*{sees.read}"
    p = sub("p", f"<mi>{letter}</mi>", thing=f"peephole_{signal}")
    *products, added = weighted(letter, signal, before)
    total = Sum(f"{signal}_preactivation", plus=(peephole,))
    return summed(letter, signal, "σ", total, *products, part(peephole, p, op("∘"), sees.symbol), added)
