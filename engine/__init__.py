"""See inside a recurrent network: every state, gate and gradient at every timestep.

    import engine
    trace = engine.record(torch.nn.LSTM(3, 8), inputs, loss=engine.losses.last_step())
    trace["forget_gate"]        # (layer, direction, time, batch, unit)
    trace.gradients["hidden"]   # ∂L/∂h_t, through all later steps

Useful on its own, in a notebook; torch is imported only when a torch module or a torch loss is used.
"""

from __future__ import annotations

from engine import cells, losses, pretrained, tasks
from engine.initialisation import Init
from engine.jacobians import cell_gradient_terms, influence, step_jacobians, weight_contributions
from engine.network import Network, from_torch, network
from engine.readout import Readout
from engine.record import record
from engine.trace import Trace
from engine.verify import verify

__all__ = [
    "Init",
    "Network",
    "Readout",
    "Trace",
    "cell_gradient_terms",
    "cells",
    "from_torch",
    "influence",
    "losses",
    "network",
    "pretrained",
    "record",
    "step_jacobians",
    "tasks",
    "verify",
    "weight_contributions",
]
