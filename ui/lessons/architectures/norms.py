"""How strongly a loss pulls on what was recorded, value by value."""

from engine.cells.norms import norms
from engine.networks.wiring import Node
from engine.recording.trace import Trace


def of_states(trace: Trace) -> dict[Node, float]:
    """‖∂L/∂h‖ of every state of a recorded run's one sequence."""
    return {
        Node("state", step, layer, direction): float(norm)
        for (layer, direction), part in trace.parts.items()
        for step, norm in enumerate(norms(part.gradients["hidden"][:, 0]))
    }
