"""The GRU's conventions: which way round z is, and where the reset gate stands.

1. **The sign of z.** PyTorch, Keras and Cho et al. (2014): z keeps, h = (1 - z) ∘ n + z ∘ h_{t-1}. Chung et al. (2014,
   arXiv:1412.3555) and many slides: z writes, h = (1 - z) ∘ h_{t-1} + z ∘ n. Since σ(-a) = 1 - σ(a), negating z's block
   of V, W and b takes one into the other *exactly*: a matter of names.
2. **The place of r.** After the matrix product, r ∘ (W_n h + b_hn) (PyTorch, cuDNN), or before it, W_n (r ∘ h) (Cho et
   al. 2014 as published). With the same weights the two agree where r is 1 for all units; or where W_n is diagonal and
   b_hn is 0, since r_u W_uu h_u is then the same number either way. No mapping of weights does it in general.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.cells.arithmetic import Array, sigmoid
from engine.networks.network import Network
from engine.recording.record import record
from engine.recording.trace import Part, Trace


@dataclass(frozen=True, slots=True, eq=False)
class ConventionCheck:
    """One run under two conventions.

    Attributes:
        states: (T, H), the hidden states under the other convention.
        differences: (T,), the largest |h_t - h'_t| over units at each step.
        z_symbols: what z means there, for a caption: `keeps` or `writes`.
    """

    states: Array
    differences: Array
    z_symbols: str

    @property
    def largest(self) -> float:
        """The largest difference of all."""
        return float(self.differences.max())


def negate_update_gate(weights: Mapping[str, Array]) -> dict[str, Array]:
    """The same GRU's weights in the other convention of z: V_z, W_z and b_z with their signs turned.

    Applied twice it gives the original weights back.
    """
    mapped = {name: np.array(weight) for name, weight in weights.items()}
    for weight in mapped.values():
        units = len(weight) // 3
        weight[units : 2 * units] *= -1
    return mapped


def z_writes(run: Trace | Network, inputs: Any = None, *, batch: int = 0) -> ConventionCheck:
    """Run a GRU in the convention where z writes, with mapped weights, by its own equations.

    The recurrence is written out here rather than taken from `engine.cells.gru`: otherwise nothing would be proven.

    Args:
        run: a trace of one layer of the cell `gru` in one direction; or such a network, and its `inputs` (T, B, D).
        batch: which sequence.
    """
    trace, part = _one_gru_layer(run, inputs, batch)
    mapped = negate_update_gate(trace.network.weights)
    zeros = np.zeros(3 * trace.network.hidden_size)
    (V_r, V_z, V_n), (W_r, W_z, W_n) = np.split(mapped["weight_ih_l0"], 3), np.split(mapped["weight_hh_l0"], 3)
    b_r, b_z, b_in = np.split(mapped.get("bias_ih_l0", zeros), 3)
    c_r, c_z, b_hn = np.split(mapped.get("bias_hh_l0", zeros), 3)
    h = part.initial_state["hidden"][batch]
    states = []
    for x in trace.inputs[:, batch]:
        r = sigmoid(V_r @ x + b_r + W_r @ h + c_r)
        z = sigmoid(V_z @ x + b_z + W_z @ h + c_z)
        n = np.tanh(V_n @ x + b_in + r * (W_n @ h + b_hn))
        h = (1 - z) * h + z * n  # z writes
        states.append(h)
    return _compared(np.array(states), part.signals["hidden"][:, batch], "writes")


def reset_before(run: Trace | Network, inputs: Any = None, *, batch: int = 0) -> ConventionCheck:
    """Run the published GRU, reset before the product, with the very weights of one in PyTorch's.

    Args:
        run, inputs, batch: as for `z_writes`.
    """
    trace, part = _one_gru_layer(run, inputs, batch)
    own = trace.network
    published = Network("gru_reset_before", own.weights, own.input_size, own.hidden_size, bias=own.bias)
    other = record(published, trace.inputs, initial_state=trace.start).part().signals["hidden"]
    return _compared(other[:, batch], part.signals["hidden"][:, batch], "keeps")


def _compared(states: Array, reference: Array, z_symbols: str) -> ConventionCheck:
    return ConventionCheck(states, np.abs(states - reference).max(axis=-1), z_symbols)


def _one_gru_layer(run: Trace | Network, inputs: Any, batch: int) -> tuple[Trace, Part]:
    network = run.network if isinstance(run, Trace) else run
    if set(network.layer_cells) != {"gru"} or network.layer_directions != ("forward",):
        raise ValueError("the conventions are those of one GRU layer in one direction")
    trace = run if isinstance(run, Trace) else record(run, inputs)
    if trace.interventions:
        raise ValueError("the conventions are shown on a run in which nothing is held")
    return trace, trace.part(batch=batch)
