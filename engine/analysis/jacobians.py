"""Look through time: how one step's state depends on an earlier one, and how each step adds to a weight's gradient.

All in closed form, for one layer and one direction at a time. Every time axis is the input's own index; in the backward
direction of a bidirectional layer the *previous* step is therefore the one with the *next* index.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine import cells
from engine.analysis.spectral import log_product_norms, singular_values, spectral_radius
from engine.cells.base import Array, Cell, LayerWeights, State
from engine.networks.network import Network, from_torch, suffix
from engine.recording.trace import Trace, in_order

if TYPE_CHECKING:
    import torch

__all__ = [
    "ProductFactors",
    "cell_gradient_terms",
    "direct_path",
    "influence",
    "product_factors",
    "spectral_radius",
    "step_jacobians",
    "weight_contributions",
]


def step_jacobians(
    network: torch.nn.Module | Network, trace: Trace, *, layer: int = 0, direction: int = 0, batch: int = 0
) -> Array:
    """∂s_t/∂s_{t-1} at every step in closed form, (time, to, from).

    s is the hidden state h, or h and c stacked for an LSTM (the size is then 2H; P + H with `proj_size=P`). The entry
    at the first step is the derivative with respect to the initial state. With `direction=1` it is ∂s_t/∂s_{t+1}.
    Where s_t holds a NaN, all of it is NaN.

    Args:
        network: the network that was recorded.
        trace: what `engine.record` returned for it; no loss is needed.
        layer, direction, batch: which layer, which direction (1 reads the sequence backwards), which sequence.

    Raises:
        ValueError: trace and network do not belong together.
        IndexError: there is no such layer, direction or sequence.
    """
    cell, weights, signals, state = _run(network, trace, layer, direction, batch)
    return in_order(_jacobians(cell, weights, signals, state, batch), direction)


def influence(
    network: torch.nn.Module | Network,
    trace: Trace,
    *,
    state: str = "hidden",
    layer: int = 0,
    direction: int = 0,
    batch: int = 0,
) -> Array:
    """How strongly each state depends on each earlier one: natural log of the spectral norm of ∂h_t/∂h_k, (time, time).

    Row t, column k ≤ t is log ‖J_t J_{t-1} ⋯ J_{k+1}‖₂: 0 on the diagonal (the identity), -inf above it. With
    `direction=1` the earlier step has the later index: the entries stand on and above the diagonal, -inf below it.

    For an LSTM J is the Jacobian of the full state (h, c), and what is measured is the h–h block of the product: h_k is
    nudged, c_k held. `state="cell"` measures the c–c block, ∂c_t/∂c_k: c_k is nudged, h_k held.

    The products are rescaled as they go, so that 1e-400 stays a number (-921.03); one that is truly zero is -inf. From
    the first Jacobian on that holds a NaN or an infinity, every product it enters is NaN. The relative error of a norm
    is at most 1e-9 plus rounding (`spectral.py`). Time grows with T² H³: it is a fraction of a second for T=100,
    H=64 and minutes for T=500, H=256. Sizes are for the caller to limit.

    Source: Pascanu, Mikolov & Bengio (2013), On the difficulty of training recurrent neural networks, ICML, equation 5.

    Args:
        state: `hidden`, or another part of the cell's state.
        network, trace, layer, direction, batch: as for `step_jacobians`.

    Raises:
        ValueError: the cell has no such state, or trace and network do not belong together.
        IndexError: there is no such layer, direction or sequence.
    """
    cell, weights, signals, before = _run(network, trace, layer, direction, batch)
    jacobians = _jacobians(cell, weights, signals, before, batch)
    norms = log_product_norms(jacobians, _part(cell, before, state))
    return norms[::-1, ::-1] if direction else norms


@dataclass(frozen=True, slots=True, eq=False)
class ProductFactors:
    """The factors of ∂h_stop/∂h_start = J_stop ⋯ J_{start+1}, from the first one applied to the last.

    Attributes:
        steps: (n,), the step that each factor leads to.
        singular_values: (n, S), largest first, of each factor ∂s_i/∂s_{i-1} of the full state (S = H; LSTM: 2H).
        log_norms: (n,), natural log of ‖∂h_i/∂h_start‖₂ up to and with each factor, the numbers that `influence` shows.
    """

    steps: NDArray[np.intp]
    singular_values: Array
    log_norms: Array

    @property
    def norms(self) -> Array:
        """(n,), σ_max of each factor: the most by which this step can stretch anything."""
        return self.singular_values[:, 0]

    @property
    def log_bounds(self) -> Array:
        """(n,), natural log of the running product of σ_max, which `log_norms` never exceeds: ‖AB‖ ≤ ‖A‖ ‖B‖."""
        with np.errstate(divide="ignore"):
            return np.cumsum(np.log(self.norms))


def product_factors(
    network: torch.nn.Module | Network,
    trace: Trace,
    start: int,
    stop: int,
    *,
    state: str = "hidden",
    layer: int = 0,
    direction: int = 0,
    batch: int = 0,
) -> ProductFactors:
    """What ∂h_stop/∂h_start is made of: the factor of every step between, its singular values, and the running product.

    NaN where a Jacobian is not finite, and in the running product from there on.

    Args:
        start, stop: two steps, the input's own index; with `direction=1`, start ≥ stop. Equal steps have no factors.
        network, trace, state, layer, direction, batch: as for `influence`.

    Raises:
        IndexError: a step is not in the sequence, or there is no such layer, direction or sequence.
        ValueError: stop is earlier than start, or as for `influence`.
    """
    cell, weights, signals, before = _run(network, trace, layer, direction, batch)
    for name, step in (("start", start), ("stop", stop)):
        _check(name, step, trace.steps)
    first, last = (trace.steps - 1 - start, trace.steps - 1 - stop) if direction else (start, stop)
    if first > last:
        raise ValueError(f"step {stop} is computed before step {start}: nothing of it depends on that step")
    jacobians = _jacobians(cell, weights, signals, before, batch)[first : last + 1]
    running = log_product_norms(jacobians, _part(cell, before, state), starts=1)[1:, 0]
    steps = np.arange(first + 1, last + 1)
    return ProductFactors(trace.steps - 1 - steps if direction else steps, singular_values(jacobians[1:]), running)


def cell_gradient_terms(
    network: torch.nn.Module | Network, trace: Trace, *, layer: int = 0, direction: int = 0, batch: int = 0
) -> dict[str, Array]:
    """The derivative of a cell's memory with respect to the memory one step before, path by path.

    - LSTM, ∂c_t/∂c_{t-1}: `direct` is diag(f_t), the constant error carousel with its forget gate;
      `through_input_gate`, `through_forget_gate` and `through_candidate` pass through h_{t-1} = o_{t-1} ∘ tanh(c_{t-1})
      with o_{t-1} held: it does not depend on c_{t-1}. At the first step h is given and they are zero.
    - GRU, ∂h_t/∂h_{t-1}: `direct` is diag(z_t), then `through_reset_gate`, `through_update_gate`, `through_candidate`.
    - Elman, ∂h_t/∂h_{t-1}: all of it is `through_candidate`, W and the nonlinearity; nothing is carried directly.

    Each is (time, to, from); they sum to the total derivative. Arguments and errors as for `step_jacobians`.

    Source: Hochreiter & Schmidhuber (1997), Long short-term memory, Neural Computation 9(8); Gers et al. (2000).
    """
    cell, weights, signals, state = _run(network, trace, layer, direction, batch)
    terms = cell.gradient_terms(weights, signals, state, batch)
    if "direct" not in terms:
        total = np.asarray(sum(terms.values()))
        terms = {"direct": np.zeros_like(total), "through_candidate": total}
    return {name: in_order(term, direction) for name, term in terms.items()}


def direct_path(
    network: torch.nn.Module | Network,
    trace: Trace,
    *,
    per_unit: bool = False,
    layer: int = 0,
    direction: int = 0,
    batch: int = 0,
) -> Array:
    """What the gates alone would keep of each earlier memory: natural log of Π f_i (LSTM) or Π z_i (GRU), i = k+1 … t.

    It is `influence` with every other path cut: the norm of a product of diagonal matrices, which is its largest entry.
    The direct path is not the whole story: with a large forget bias it shrinks while the full product grows.

    Args:
        per_unit: each unit's own product instead of the norm.
        network, trace, layer, direction, batch: as for `step_jacobians`.

    Returns:
        (time, time), or (time, time, unit), laid out as in `influence`: 0 on the diagonal, -inf above it. A cell
        that carries nothing directly (Elman) has -inf below it too.
    """
    direct = cell_gradient_terms(network, trace, layer=layer, direction=direction, batch=batch)["direct"]
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(np.abs(np.einsum("tuu->tu", in_order(direct, direction))))
    steps, units = logs.shape
    path = np.full((steps, steps, units), -np.inf)
    for t in range(steps):
        path[t, t] = 0.0
        path[t, :t] = path[t - 1, :t] + logs[t] if t else 0.0
    path = path[::-1, ::-1] if direction else path
    return path if per_unit else path.max(axis=-1)


@np.errstate(all="ignore")
def weight_contributions(
    network: torch.nn.Module | Network, trace: Trace, *, layer: int = 0, direction: int = 0, terms: bool = False
) -> dict[str, Array]:
    """Backpropagation through time, term by term: what each step adds to ∂L/∂W = Σ_t δ_t ⊗ input_t, over all sequences.

    Step t's term is the use of W at that step: ∂L/∂W_t as if every step had a copy of W of its own (Werbos 1990).

    Args:
        terms: return the terms themselves, (time, *shape of the parameter); they sum to autograd's gradient. The norms
            alone need no such storage: ‖Σ_b l_b ⊗ r_b‖²_F = Σ_{b,b'} (l_b · l_b')(r_b · r_b').
        network, trace, layer, direction: as for `step_jacobians`; the trace needs a loss.

    Returns:
        PyTorch's parameter name (`weight_ih_l0`, `bias_hh_l0_reverse`, …) → (time,) Frobenius norms, or the terms.

    Raises:
        ValueError: the trace was recorded without a loss, or is of another network.
        IndexError: there is no such layer or direction.
    """
    cell, weights, signals, state = _run(network, trace, layer, direction, 0)
    if not trace.gradients:
        raise ValueError("this trace has no gradients: record it with a loss")
    gradients = trace.run_gradients(layer, direction)
    factors = cell.weight_factors(weights, trace.layer_inputs(layer, direction), signals, state, gradients)
    contributions = {}
    for name, (left, right) in factors.items():
        values = _outer(left, right) if terms else _outer_norms(left, right)
        if terms and name.startswith("bias"):
            values = values[..., 0]
        contributions[name + suffix(layer, direction)] = in_order(values, direction)
    return contributions


def _outer(left: Array, right: Array) -> Array:
    """Σ_b left[t, b] ⊗ right[t, b]: (T, B, M) and (T, B, N) → (T, M, N)."""
    return left.swapaxes(1, 2) @ right


def _outer_norms(left: Array, right: Array) -> Array:
    """The Frobenius norm of `_outer` without computing it, (T,), exact down to 1e-308."""
    left, left_scale = _to_one(left)
    right, right_scale = _to_one(right)
    gram = (left @ left.swapaxes(1, 2)) * (right @ right.swapaxes(1, 2))  # (T, B, B)
    squares = gram.sum(axis=(1, 2))
    # Where the sequences of a batch cancel each other, little is left of the digits: there the term itself is summed.
    cancelled = np.flatnonzero(squares < 1e-6 * np.einsum("tbb->t", gram))
    norms: Array = np.sqrt(np.maximum(squares, 0.0))
    norms[cancelled] = np.linalg.norm(_outer(left[cancelled], right[cancelled]), axis=(1, 2))
    return norms * left_scale * right_scale


def _to_one(values: Array) -> tuple[Array, Array]:
    """Values (T, B, M), each step divided by its largest magnitude, to keep squares in range; and these, (T,)."""
    largest: Array = np.abs(values).max(axis=(1, 2))
    scale: Array = np.where((largest > 0) & np.isfinite(largest), largest, 1.0)
    return values / scale[:, None, None], scale


def _run(
    network: torch.nn.Module | Network, trace: Trace, layer: int, direction: int, batch: int
) -> tuple[Cell, LayerWeights, Mapping[str, Array], State]:
    """One layer and direction of a recorded run as the cell's own functions take it, in the order of computation."""
    own = network if isinstance(network, Network) else from_torch(network)
    sizes = (own.num_layers, own.directions, own.proj_size or own.hidden_size, own.input_size)
    hidden = trace["hidden"]
    if own.cell != trace.cell or sizes != (*hidden.shape[:2], hidden.shape[-1], trace.inputs.shape[-1]):
        raise ValueError("this trace is not of this network: their cells or sizes differ")
    _check("layer", layer, own.num_layers)
    _check("direction", direction, own.directions)
    _check("batch", batch, hidden.shape[3])
    return cells.get(own.cell), own.layer(layer, direction), *trace.run(layer, direction)


def _jacobians(cell: Cell, weights: LayerWeights, signals: Mapping[str, Array], state: State, batch: int) -> Array:
    """The cell's Jacobians in the order of computation; at a NaN there is no derivative, though f' may be a number."""
    jacobians = cell.jacobian(weights, signals, state, batch)
    for name in cell.state:
        jacobians[np.isnan(signals[name][:, batch]).any(axis=-1)] = np.nan
    return jacobians


def _check(name: str, index: int, size: int) -> None:
    if not 0 <= index < size:
        raise IndexError(f"{name} should be between 0 and {size - 1}, but is {index}")


def _part(cell: Cell, state: State, name: str) -> slice:
    """Where one part of the state, (B, width) each, lies in the stacked state."""
    if name not in cell.state:
        raise ValueError(f"this cell has no state {name!r}; its state is {', '.join(cell.state)}")
    index = cell.state.index(name)
    start = sum(part.shape[-1] for part in state[:index])
    return slice(start, start + state[index].shape[-1])
