"""MUT2's equations: the input enters the reset gate without weights."""

from ui.stepper.cells.gru_before.equations import candidate
from ui.stepper.cells.mut1.equations import written
from ui.stepper.equations import EMBEDDED, Equation, Sum, before_symbol, bias, embedding, from_state, gate, part, summed

CAPTION = (
    "Here z writes: h = z∘n + (1 − z)∘h, the other way round than in PyTorch's GRU. The reset gate is given the input "
    "without weights, so it needs a number for every unit: it is embedded, e = E x; in the paper it had as many "
    "features from the start."
)


def equations(before: str) -> tuple[Equation, ...]:
    """The embedding, two gates, the candidate, and the new state between the candidate and the old state."""
    return (
        embedding(),
        summed(
            "r",
            "reset_gate",
            "σ",
            Sum("reset_gate_preactivation", plus=(EMBEDDED.read,)),
            part(EMBEDDED.read, EMBEDDED.symbol),
            from_state("r", "reset_gate", before_symbol("h", before, "hidden")),
            bias("r", "reset_gate"),
        ),
        gate("z", "update_gate", "σ", before, EMBEDDED),
        candidate(before, EMBEDDED),
        written(before),
    )
