"""MUT3's equations: the update gate sees the old state through tanh."""

from ui.stepper.cells.gru_before.equations import candidate
from ui.stepper.cells.mut1.equations import written
from ui.stepper.equations import Equation, Sum, apply, before_symbol, bias, from_input, from_state, gate, part, summed

CAPTION = "Here z writes: h = z∘n + (1 − z)∘h, the other way round than in PyTorch's GRU."


def equations(before: str) -> tuple[Equation, ...]:
    """Two gates, the candidate, and the new state between the candidate and the old state."""
    seen = part("tanh(hidden@previous)", apply("tanh", before_symbol("h", before, "hidden")))
    return (
        gate("r", "reset_gate", "σ", before),
        summed(
            "z",
            "update_gate",
            "σ",
            Sum("update_gate_preactivation", past="tanh(hidden@previous)"),
            from_input("z", "update_gate"),
            from_state("z", "update_gate", seen),
            bias("z", "update_gate"),
        ),
        candidate(before),
        written(before),
    )
