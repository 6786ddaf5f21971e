"""The LSTM's equations, in PyTorch's convention: input, forget, candidate, output are the blocks of its weights."""

from ui.stepper.equations import Equation, Read, apply, before_symbol, gate, math, op, part, sub


def equations(before: str) -> tuple[Equation, ...]:
    """Four sums and their nonlinearities, then the cell state and the hidden state."""
    f, i, g, o = (
        sub(letter, signal=signal)
        for letter, signal in (("f", "forget_gate"), ("i", "input_gate"), ("g", "candidate"), ("o", "output_gate"))
    )
    c, c_before = sub("c", thing="cell"), before_symbol("c", before, "cell")
    kept, written = (
        part("forget_gate*cell@previous", f, op("∘"), c_before),
        part("input_gate*candidate", i, op("∘"), g),
    )
    return (
        gate("f", "forget_gate", "σ", 1, before),
        gate("i", "input_gate", "σ", 0, before),
        gate("g", "candidate", "tanh", 2, before),
        gate("o", "output_gate", "σ", 3, before),
        Equation(
            "cell",
            math(c, op("="), kept, op("+"), written),
            (
                "= ",
                Read("forget_gate"),
                "·",
                Read("cell@previous", "factor"),
                " + ",
                Read("input_gate"),
                "·",
                Read("candidate", "factor"),
                " = ",
                Read("cell", "result"),
            ),
        ),
        Equation(
            "hidden",
            math(sub("h", thing="hidden"), op("="), o, op("∘"), part("tanh(cell)", apply("tanh", c))),
            ("= ", Read("output_gate"), "·tanh(", Read("cell"), ") = ", Read("hidden", "result")),
        ),
    )
