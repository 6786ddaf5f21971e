"""What the GRU and its relatives compute at every step: two gates, a candidate, and a state that is a mean of two."""

from __future__ import annotations

from engine.cells.base import Signal


def gru_signals(*, reset_gate: str, update_gate: str, candidate: str, update_writes: bool) -> tuple[Signal, ...]:
    """The signals of a cell with a reset gate, by the equations in LaTeX of the sums a^r_t, a^z_t and a^n_t.

    `update_writes` is whether z = 1 writes the candidate or keeps the old state.
    """
    r, z, n = reset_gate, update_gate, candidate
    if update_writes:
        does, h = "writes the candidate", r"z_t \circ n_t + (1 - z_t) \circ h_{t-1}"
    else:
        does, h = "keeps the old state", r"(1 - z_t) \circ n_t + z_t \circ h_{t-1}"
    hears = "lets the old state into the candidate"
    return (
        Signal("reset_gate_preactivation", "a^r_t", "reset gate's sum", f"a^r_t = {r}", kind="preactivation"),
        Signal("update_gate_preactivation", "a^z_t", "update gate's sum", f"a^z_t = {z}", kind="preactivation"),
        Signal("candidate_preactivation", "a^n_t", "candidate's sum", f"a^n_t = {n}", kind="preactivation"),
        Signal("reset_gate", "r_t", "reset gate", rf"r_t = \sigma({r})", 0, 1, "gate", hears),
        Signal("update_gate", "z_t", "update gate", rf"z_t = \sigma({z})", 0, 1, "gate", does),
        Signal("candidate", "n_t", "candidate", rf"n_t = \tanh({n})", -1, 1, "candidate"),
        # a mean of n_t and h_{t-1}: it stays in -1 … 1 if it begins there
        Signal("hidden", "h_t", "hidden state", f"h_t = {h}", -1, 1, "state"),
    )
