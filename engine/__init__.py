"""See inside a recurrent network: every state, gate and gradient at every timestep.

    import engine
    trace = engine.record(torch.nn.LSTM(3, 8), inputs, loss=engine.losses.last_step())
    trace["forget_gate"]        # (layer, direction, time, batch, unit)
    trace.gradients["hidden"]   # ∂L/∂h_t, through all later steps

Useful on its own, in a notebook; torch is imported only when a torch module or a torch loss is used.
"""

from __future__ import annotations

from engine import cells
from engine.analysis.jacobians import cell_gradient_terms, influence, step_jacobians, weight_contributions
from engine.learning import pretrained, tasks
from engine.networks.initialisation import Init
from engine.networks.network import Network, from_torch, network
from engine.networks.readout import Readout
from engine.recording import losses
from engine.recording.record import record
from engine.recording.trace import Trace
from engine.recording.verify import verify

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
