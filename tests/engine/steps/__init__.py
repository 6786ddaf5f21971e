"""One step of every cell in torch, gate by gate: the oracle's equations, which share no code with the engine.

Each file has a few cells of a kind in its `STEPS`. A step takes the weights by their names in PyTorch, the input x_t,
the state before it, and `keep`, which is told every signal as it arises and returns the value to go on with.
"""

from __future__ import annotations

from tests.engine.steps import gated, grus, lstms, modern, plain
from tests.engine.steps.base import Keep, State, Step, Weights

__all__ = ["STEPS", "Keep", "State", "Step", "Weights"]

STEPS: dict[str, Step] = {**plain.STEPS, **lstms.STEPS, **grus.STEPS, **gated.STEPS, **modern.STEPS}
