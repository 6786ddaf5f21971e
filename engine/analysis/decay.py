"""How gradients fade or grow on their way back: norms in log space, the rate per step, and how far they reach."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.analysis.arguments import of_trace
from engine.analysis.jacobians import jacobians_of, state_block
from engine.analysis.spectral import log_product_norms, scaled
from engine.cells.base import Array
from engine.recording.trace import Part, Trace

SAFE = 1e-280  # norms above this have lost no digits to underflow on the way
FLOAT32_MAX = 38.53  # log10 of the largest float32; above it PyTorch's usual numbers are infinite
FLOAT32_MIN = -44.85  # log10 of the smallest float32 above zero


@of_trace
def log10_gradient_norms(trace: Trace, *, layer: int = 0, direction: int = 0, batch: int = 0) -> Array:
    """log₁₀ ‖∂L/∂h_t‖ at every step, (time,), of the last layer; -inf where it is truly zero.

    Where float64 would under- or overflow on the way, the gradient is carried back as a vector of ordinary size and the
    logarithm of its scale, so 1e-400 stays a number (-400). NaN from the step on (going back) at which the run itself
    holds a NaN or an infinity.

    Raises:
        ValueError: the trace has no gradients, or the layer is not the last: what reaches a lower one comes from sums
            in float64 that may have under- or overflowed already.
        IndexError: there is no such layer, direction or sequence.
    """
    part = trace.part(layer, direction, batch)
    if not part.gradients:
        raise ValueError("this trace has no gradients: record it with a loss")
    if layer != trace.layers - 1:
        raise ValueError(
            f"norms in log space are for the last layer, {trace.layers - 1}, where the loss itself arrives"
        )
    norms = trace.gradient_norms()[layer, direction, :, batch]
    if np.isfinite(norms).all() and norms.min() > SAFE:
        return np.asarray(np.log10(norms))
    jacobians, direct = jacobians_of(part, batch), part.in_order(part.direct_gradients["hidden"])[:, batch]
    return part.in_order(_carried(jacobians, direct))


@np.errstate(all="ignore")
def _carried(jacobians: Array, direct: Array) -> Array:
    """log₁₀ of the norms of λ_t = direct_t + J_{t+1}ᵀ λ_{t+1}, its hidden part; J (T, S, S), direct (T, H)."""
    steps, hidden = direct.shape
    logs = np.full(steps, -np.inf)
    vector, scale = np.zeros(jacobians.shape[1]), 0.0  # λ = vector · 10^scale
    for t in range(steps - 1, -1, -1):
        if t + 1 < steps:
            vector = vector @ jacobians[t + 1]
        arriving = direct[t]
        if arriving.any():
            if not vector.any():
                scale = 0.0
            if scale < -300:  # what came back is nothing beside what arrives here
                vector, scale = np.zeros_like(vector), 0.0
            vector = vector.copy()
            vector[:hidden] += arriving * 10.0**-scale
        size = np.abs(vector).max(initial=0.0)
        if not np.isfinite(size):
            logs[: t + 1] = np.nan
            break
        if size == 0.0:
            continue
        vector, scale = vector / size, scale + float(np.log10(size))
        logs[t] = np.log10(np.linalg.norm(vector[:hidden])) + scale
    return logs


@np.errstate(all="ignore")
def _between(part: Part, batch: int, grid: NDArray[np.intp], every: int) -> tuple[Array, Array]:
    """For each step of the grid the product of the `every` Jacobians up to its own, and the log of what was taken out.

    Of those before the sequence there are none; such a product is of no use, and none is asked for.
    """
    begin = max(int(grid[0]) - every + 1, 0)
    factors, logs = scaled(jacobians_of(part, batch, slice(begin, int(grid[-1]) + 1)))
    at = grid - begin
    products, exponents = factors[at], logs[at]
    for back in range(1, every):
        there = at >= back
        products[there], more = scaled(products[there] @ factors[at[there] - back])
        exponents[there] += more + logs[at[there] - back]
    return products, exponents


def steps_until(logs: Array, fraction: float = 1e-3) -> int | None:
    """After how many steps back from the last one the norm is below `fraction` of what it was there; None if never.

    Args:
        logs: (time,), decimal logarithms of norms, the last one at the loss.
        fraction: of the norm at the last step.
    """
    fallen = logs[::-1] < logs[-1] + np.log10(fraction)
    return int(fallen.argmax()) if fallen.any() else None


def slope(logs: Array, first: int = 0) -> float:
    """Decades gained per step back in time, by least squares over the finite part: log₁₀ of the factor per step.

    Args:
        logs: (time,), decimal logarithms of norms, the last one at the loss.
        first: how many steps nearest to the loss to leave out, where the rate has not settled.

    Returns:
        Negative where the gradient vanishes; NaN with fewer than two finite values.
    """
    back = logs[::-1][first:]
    gaps = np.arange(len(back))[np.isfinite(back)]
    if len(gaps) < 2:
        return float("nan")
    return float(np.polyfit(gaps, back[gaps], 1)[0])


@of_trace
def influence_grid(
    trace: Trace,
    *,
    most: int = 100,
    every: int | None = None,
    last: int | None = None,
    state: str = "hidden",
    layer: int = 0,
    direction: int = 0,
    batch: int = 0,
) -> tuple[NDArray[np.intp], Array]:
    """`jacobians.influence` on evenly spaced steps only, at most `most` of them, the last one computed among them.

    Not interpolated: the Jacobians between two steps of the grid are multiplied up first, rescaled as they go, so that
    neither 1e-400 nor 1e400 is lost. The work falls with the square of the spacing.

    Args:
        most: at least 1.
        every: how far apart they are; unless given, as near as lets them reach over the whole run.
        last: the one computed last, the input's own index; unless given, the last of the run.
        trace, state, layer, direction, batch: as for `influence`.

    Returns:
        The steps of the grid (n,), ascending, and log₁₀ ‖∂s_t/∂s_k‖₂ for all pairs of them (n, n), laid out as in
        `influence`: 0 on the diagonal, -inf above it.

    Raises:
        ValueError: `most` or `every` is below 1, or the cell has no such state.
        IndexError: there is no such layer, direction, sequence or last step.
    """
    for name, number in (("most", most), ("every", every)):
        if number is not None and number < 1:
            raise ValueError(f"a grid has at least 1 step, so `{name}` should be 1 or more, but is {number}")
    if last is not None and not 0 <= last < trace.steps:
        raise IndexError(f"last should be between 0 and {trace.steps - 1}, but is {last}")
    part = trace.part(layer, direction, batch)
    block = state_block(part, state)
    stop = trace.steps - 1 if last is None else trace.steps - 1 - last if part.reverse else last
    every = -(-(stop + 1) // most) if every is None else every
    grid = np.arange(stop % every, stop + 1, every)[-most:]
    shares = [_between(part, batch, share, every) for share in np.array_split(grid, min(len(grid), -(-every // 2)))]
    products, exponents = (np.concatenate(parts) for parts in zip(*shares, strict=True))
    norms = log_product_norms(products, block, logs=exponents) / np.log(10)
    return (trace.steps - 1 - grid[::-1], norms[::-1, ::-1]) if part.reverse else (grid, norms)
