"""The equations of the LSTM with peepholes: three gates also see the cell state of their own unit."""

from ui.stepper.cells.lstm.equations import CANDIDATE, FORGET, INPUT, cell_before, shown
from ui.stepper.equations import (
    Equation,
    Sum,
    before_symbol,
    bias,
    from_input,
    from_state,
    gate,
    mixed,
    op,
    part,
    sub,
    summed,
)


def equations(before: str) -> tuple[Equation, ...]:
    """As the LSTM's, but the output gate is computed last: it sees the new cell state."""
    c_before = cell_before(before)
    return (
        _peeping("f", "forget_gate", c_before.symbol, c_before.read, before),
        _peeping("i", "input_gate", c_before.symbol, c_before.read, before),
        gate("g", "candidate", "tanh", before),
        mixed("c", "cell", (FORGET, c_before), (INPUT, CANDIDATE)),
        _peeping("o", "output_gate", sub("c", thing="cell"), "cell", before),
        shown(),
    )


def _peeping(letter: str, signal: str, sees: str, read: str, before: str) -> Equation:
    """f_t = σ(V_f x_t + W_f h_{t-1} + p_f ∘ c_{t-1} + b_f); `sees` and `read` are what its peephole looks at."""
    peephole = f"peephole_{signal}*{read}"
    return summed(
        letter,
        signal,
        "σ",
        Sum(f"{signal}_preactivation", plus=(peephole,)),
        from_input(letter, signal),
        from_state(letter, signal, before_symbol("h", before, "hidden")),
        part(peephole, sub("p", f"<mi>{letter}</mi>", thing=f"peephole_{signal}"), op("∘"), sees),
        bias(letter, signal),
    )
