"""Look through time: how one step's state depends on an earlier one, and how each step adds to a weight's gradient.

All in closed form, for one layer and one direction at a time. Every time axis is the input's own index; in the backward
direction of a bidirectional layer the *previous* step is therefore the one with the *next* index.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.analysis.arguments import of_trace
from engine.analysis.spectral import log_product_norms, singular_values, spectral_radius
from engine.cells.base import Array
from engine.networks.network import suffix
from engine.recording.trace import Part, Trace

__all__ = [
    "ProductFactors",
    "cell_gradient_terms",
    "direct_factors",
    "direct_path",
    "influence",
    "product_factors",
    "spectral_radius",
    "step_jacobians",
    "weight_contributions",
]


@of_trace
def step_jacobians(trace: Trace, *, layer: int = 0, direction: int = 0, batch: int = 0) -> Array:
    """∂s_t/∂s_{t-1} at every step in closed form, (time, to, from).

    s is the hidden state h, or h and c stacked for an LSTM (the size is then 2H; P + H with `proj_size=P`). The entry
    at the first step is the derivative with respect to the initial state. With `direction=1` it is ∂s_t/∂s_{t+1}.
    Where s_t holds a NaN, all of it is NaN.

    Args:
        trace: what `engine.record` returned; no loss is needed.
        layer, direction, batch: which layer, which direction (1 reads the sequence backwards), which sequence.

    Raises:
        IndexError: there is no such layer, direction or sequence.
    """
    part = trace.part(layer, direction, batch)
    return part.in_order(jacobians_of(part, batch))


@of_trace
def influence(
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
    changed, c_k held. `state="cell"` measures the c–c block, ∂c_t/∂c_k: c_k is changed, h_k held.

    The products are rescaled as they go, so that 1e-400 stays a number (-921.03); one that is truly zero is -inf. From
    the first Jacobian on that holds a NaN or an infinity, every product it enters is NaN. The relative error of a norm
    is at most 1e-9 plus rounding (`spectral.py`). Time grows with T² H³: it is a fraction of a second for T=100,
    H=64 and minutes for T=500, H=256. Sizes are for the caller to limit.

    Source: Pascanu, Mikolov & Bengio (2013), On the difficulty of training recurrent neural networks, ICML, equation 5.

    Args:
        state: `hidden`, or another part of the cell's state.
        trace, layer, direction, batch: as for `step_jacobians`.

    Raises:
        ValueError: the cell has no such state.
        IndexError: there is no such layer, direction or sequence.
    """
    part = trace.part(layer, direction, batch)
    norms = log_product_norms(jacobians_of(part, batch), state_block(part, state))
    return norms[::-1, ::-1] if part.reverse else norms


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


@of_trace
def product_factors(
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
        trace, state, layer, direction, batch: as for `influence`.

    Raises:
        IndexError: a step is not in the sequence, or there is no such layer, direction or sequence.
        ValueError: stop is earlier than start, or as for `influence`.
    """
    part = trace.part(layer, direction, batch)
    for name, step in (("start", start), ("stop", stop)):
        if not 0 <= step < trace.steps:
            raise IndexError(f"{name} should be between 0 and {trace.steps - 1}, but is {step}")
    first, last = (trace.steps - 1 - start, trace.steps - 1 - stop) if part.reverse else (start, stop)
    if first > last:
        raise ValueError(f"step {stop} is computed before step {start}: nothing of it depends on that step")
    jacobians = jacobians_of(part, batch)[first : last + 1]
    running = log_product_norms(jacobians, state_block(part, state), starts=1)[1:, 0]
    steps = np.arange(first + 1, last + 1)
    return ProductFactors(trace.steps - 1 - steps if part.reverse else steps, singular_values(jacobians[1:]), running)


@of_trace
def cell_gradient_terms(trace: Trace, *, layer: int = 0, direction: int = 0, batch: int = 0) -> dict[str, Array]:
    """The derivative of a cell's memory with respect to the memory one step before, path by path.

    - LSTM, ∂c_t/∂c_{t-1}: `direct` is diag(f_t), the constant error carousel with its forget gate;
      `through_input_gate`, `through_forget_gate` and `through_candidate` pass through h_{t-1} = o_{t-1} ∘ tanh(c_{t-1})
      with o_{t-1} held: it does not depend on c_{t-1}. At the first step h is given and they are zero. Its relatives
      have the paths of the gates that they have, and peepholes one each, `through_peephole_output_gate` because o_{t-1}
      does see c_{t-1} there.
    - GRU, ∂h_t/∂h_{t-1}: `direct` is diag(z_t), then `through_reset_gate`, `through_update_gate`, `through_candidate`;
      MUT1 to 3: diag(1 - z_t) and the same paths, as far as a gate sees h_{t-1}.
    - minGRU, minLSTM, RG-LRU, ∂h_t/∂h_{t-1}: all of it is `direct`, a diagonal.
    - Elman, ∂h_t/∂h_{t-1}: all of it is `through_candidate`, W and the nonlinearity; nothing is carried directly.

    Each is (time, to, from); they sum to the total derivative. Arguments and errors as for `step_jacobians`.

    Source: Hochreiter & Schmidhuber (1997), Long short-term memory, Neural Computation 9(8); Gers et al. (2000).
    """
    part = trace.part(layer, direction, batch)
    terms = part.kind.gradient_terms(part.weights, *part.run(), batch)
    if "direct" not in terms:
        total = np.asarray(sum(terms.values()))
        terms = {"direct": np.zeros_like(total), "through_candidate": total}
    return {name: part.in_order(term) for name, term in terms.items()}


@of_trace
def direct_factors(trace: Trace, *, layer: int = 0, direction: int = 0, batch: int = 0) -> Array:
    """What each step multiplies each unit's memory by on its direct path, (time, unit): f_t in an LSTM, z_t in a GRU.

    It is the diagonal of the term `direct` of `cell_gradient_terms`: 1 where the old memory is passed on whole, 0 where
    nothing is carried directly (Elman) or the memory is held. Arguments and errors as for `step_jacobians`.
    """
    direct = cell_gradient_terms(trace, layer=layer, direction=direction, batch=batch)["direct"]
    return np.array(np.einsum("tuu->tu", direct))


@of_trace
def direct_path(
    trace: Trace,
    *,
    per_unit: bool = False,
    layer: int = 0,
    direction: int = 0,
    batch: int = 0,
) -> Array:
    """What the gates alone would keep of each earlier memory: natural log of Π f_i (LSTM) or Π z_i (GRU), i = k+1 … t.

    In every cell it is the product of `direct_factors`, and `influence` with every other path cut: the norm of a
    product of diagonal matrices, which is its largest entry. The direct path is not the whole story: with a large
    forget bias it shrinks while the full product grows.

    Args:
        per_unit: each unit's own product instead of the norm.
        trace, layer, direction, batch: as for `step_jacobians`.

    Returns:
        (time, time), or (time, time, unit), laid out as in `influence`: 0 on the diagonal, -inf above it. A cell
        that carries nothing directly (Elman) has -inf below it too.
    """
    part = trace.part(layer, direction, batch)
    factors = direct_factors(trace, layer=layer, direction=direction, batch=batch)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(np.abs(part.in_order(factors)))
    steps, units = logs.shape
    path = np.full((steps, steps, units), -np.inf)
    for t in range(steps):
        path[t, t] = 0.0
        path[t, :t] = path[t - 1, :t] + logs[t] if t else 0.0
    path = path[::-1, ::-1] if part.reverse else path
    return path if per_unit else path.max(axis=-1)


@of_trace
@np.errstate(all="ignore")
def weight_contributions(trace: Trace, *, layer: int = 0, direction: int = 0, terms: bool = False) -> dict[str, Array]:
    """Backpropagation through time, term by term: what each step adds to ∂L/∂W = Σ_t δ_t ⊗ input_t, over all sequences.

    Step t's term is the use of W at that step: ∂L/∂W_t as if every step had a copy of W of its own (Werbos 1990).

    Args:
        terms: return the terms themselves, (time, *shape of the parameter); they sum to autograd's gradient. The norms
            alone need no such storage.
        trace, layer, direction: as for `step_jacobians`; the trace needs a loss.

    Returns:
        PyTorch's parameter name (`weight_ih_l0`, `bias_hh_l0_reverse`, …) → (time,) Frobenius norms, or the terms.

    Raises:
        ValueError: the trace was recorded without a loss.
        IndexError: there is no such layer or direction.
    """
    part = trace.part(layer, direction)
    return {
        name + suffix(layer, direction): part.in_order(factors.terms() if terms else factors.norms())
        for name, factors in part.weight_factors().items()
    }


def jacobians_of(part: Part, batch: int, steps: slice | None = None) -> Array:
    """∂s_t/∂s_{t-1} in the order of computation, (T, to, from); NaN where the state is, though f' may be a number.

    `steps`: of these only, from a first to one that is no more of them.
    """
    signals, state = part.run()
    if steps is not None:
        if steps.start:
            state = tuple(signals[name][steps.start - 1] for name in part.kind.state)
        signals = {name: values[steps] for name, values in signals.items()}
    jacobians = part.kind.jacobian(part.weights, signals, state, batch)
    for name in part.kind.state:
        jacobians[np.isnan(signals[name][:, batch]).any(axis=-1)] = np.nan
    return jacobians


def state_block(part: Part, name: str) -> slice:
    """Where one part of the state lies in the stacked state; ValueError if the cell has no such state."""
    if name not in part.kind.state:
        raise ValueError(f"this cell has no state {name!r}; its state is {', '.join(part.kind.state)}")
    stop = 0
    for each, values in part.initial_state.items():
        start, stop = stop, stop + values.shape[-1]
        if each == name:
            break
    return slice(start, stop)
