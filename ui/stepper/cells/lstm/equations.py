"""The LSTM's equations, in PyTorch's convention: input, forget, candidate, output are the blocks of its weights."""

from ui.stepper.equations import Equation, Factor, Read, apply, before_symbol, gate, math, mixed, op, part, sub


def equations(before: str) -> tuple[Equation, ...]:
    """Four sums and their nonlinearities, then the cell state and the hidden state."""
    f, i, g = (
        Factor(sub(letter, signal=signal), signal)
        for letter, signal in (("f", "forget_gate"), ("i", "input_gate"), ("g", "candidate"))
    )
    o, c = sub("o", signal="output_gate"), sub("c", thing="cell")
    c_before = Factor(before_symbol("c", before, "cell"), "cell@previous")
    return (
        gate("f", "forget_gate", "σ", before),
        gate("i", "input_gate", "σ", before),
        gate("g", "candidate", "tanh", before),
        gate("o", "output_gate", "σ", before),
        mixed("c", "cell", (f, c_before), (i, g)),
        Equation(
            "hidden",
            math(sub("h", thing="hidden"), op("="), o, op("∘"), part("tanh(cell)", apply("tanh", c))),
            ("= ", Read("output_gate"), "·tanh(", Read("cell"), ") = ", Read("hidden", "result")),
        ),
    )
