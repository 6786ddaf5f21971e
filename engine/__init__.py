"""See inside a recurrent network: every state, gate and gradient at every timestep.

    import engine
    trace = engine.record(torch.nn.LSTM(3, 8), inputs, loss=engine.losses.last_step())
    trace["forget_gate"]        # (layer, direction, time, batch, unit)
    trace.gradients["hidden"]   # ∂L/∂h_t, through all later steps

    engine.influence(trace)     # log ‖∂h_t/∂h_k‖ for all k ≤ t
    engine.verify(trace)        # torch computes the same, number by number

Useful on its own, in a notebook; torch is imported only when a torch module or a torch loss is used. The rooms: `cells`
(equations), `networks` (weights), `recording`, `analysis` (what a recording tells), `learning` (tasks and training),
`opening` (model files).
"""

from __future__ import annotations

from engine import cells
from engine.analysis.decay import influence_grid, log10_gradient_norms
from engine.analysis.jacobians import (
    cell_gradient_terms,
    direct_factors,
    direct_path,
    influence,
    product_factors,
    step_jacobians,
    weight_contributions,
)
from engine.analysis.perturbation import input_shares, perturb
from engine.analysis.remedies import clip_by_norm, truncated_gradient
from engine.learning import pretrained, tasks
from engine.networks.initialisation import Init
from engine.networks.network import Network, network
from engine.networks.readout import Readout
from engine.networks.torch_module import from_torch
from engine.recording import losses
from engine.recording.convolving import record_convolving
from engine.recording.decoding import record_decoding
from engine.recording.interventions import Hold
from engine.recording.record import record
from engine.recording.trace import Part, Trace
from engine.recording.verify import verify

__version__ = "0.1.0"

__all__ = [
    "Hold",
    "Init",
    "Network",
    "Part",
    "Readout",
    "Trace",
    "cell_gradient_terms",
    "cells",
    "clip_by_norm",
    "direct_factors",
    "direct_path",
    "from_torch",
    "influence",
    "influence_grid",
    "input_shares",
    "log10_gradient_norms",
    "losses",
    "network",
    "perturb",
    "pretrained",
    "product_factors",
    "record",
    "record_convolving",
    "record_decoding",
    "step_jacobians",
    "tasks",
    "truncated_gradient",
    "verify",
    "weight_contributions",
]
