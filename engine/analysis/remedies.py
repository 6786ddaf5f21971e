"""Gradient clipping and truncated backpropagation, and how far what they give points away from the true gradient."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from engine.analysis.arguments import of_trace
from engine.cells.base import Array
from engine.cells.factors import Factors
from engine.cells.norms import norms
from engine.recording.trace import Trace

Gradient = Mapping[str, Array]
_ONE = "truncation is"


class Clipped(NamedTuple):
    """A gradient clipped by its norm: the new gradient, the norm before, and the factor it was multiplied with."""

    gradient: dict[str, Array]
    norm: float
    factor: float


def norm(gradient: Gradient) -> float:
    """‖g‖ over all parameters together, without under- or overflow of the squares; NaN if an entry is NaN."""
    return float(norms(flat(gradient)))


def clip_by_norm(gradient: Gradient, threshold: float) -> Clipped:
    """‖g‖ > θ ⇒ g ← θ g / ‖g‖: a step too long becomes a step of length θ in the same direction.

    The norm is taken over all parameters together, as `torch.nn.utils.clip_grad_norm_` does.

    Source: Pascanu, Mikolov & Bengio (2013), On the difficulty of training recurrent neural networks, ICML,
    algorithm 1.

    Raises:
        ValueError: θ is not above 0; or the gradient holds a NaN or an infinity, which no factor can mend
            (`clip_grad_norm_` would silently turn it into zeros and NaN).
    """
    if not threshold > 0:
        raise ValueError(f"the threshold should be above 0, but is {threshold}")
    length = norm(gradient)
    if not np.isfinite(length):
        raise ValueError("a gradient with NaN or infinity in it cannot be clipped: there is no direction to keep")
    factor = min(1.0, threshold / length) if length else 1.0
    return Clipped({name: values * factor for name, values in gradient.items()}, length, factor)


@of_trace
@np.errstate(all="ignore")
def truncated_gradient(trace: Trace, window: int | None = None) -> dict[str, Array]:
    """∂L/∂W by backpropagation through the last `window` steps only, by parameter; the full gradient if it is None.

    The sequence is cut into pieces of `window` steps, counted from its end, and no gradient crosses a cut: the state
    that a piece starts from counts as given (`h.detach()`). With a loss on the last step only the last piece remains:
    the last `window` terms of backpropagation through time.

    Args:
        trace: a run of one layer in one direction, recorded with a loss.
        window: steps per piece, at least 1.

    Raises:
        ValueError: the window is below 1, or the trace has no gradients, or several layers or directions.
    """
    total: dict[str, Array] = {}
    for _, _, factors in _pieces(trace, window):
        for name, each in factors.items():
            total[f"{name}_l0"] = total.get(f"{name}_l0", 0.0) + each.total()
    return total


@of_trace
@np.errstate(all="ignore")
def truncated_hidden_gradients(trace: Trace, window: int | None = None) -> Array:
    """∂L/∂h_t as truncated backpropagation sees it, (T, B, H): cut off where `truncated_gradient` cuts."""
    gradients: Array = np.zeros_like(trace.only_part(_ONE).signals["hidden"])
    for piece, of_piece, _ in _pieces(trace, window):
        gradients[piece] = of_piece["hidden"]
    return gradients


def _pieces(trace: Trace, window: int | None) -> Iterator[tuple[slice, dict[str, Array], dict[str, Factors]]]:
    """Each piece that a loss reaches: its steps, the gradients of its signals, and the factors of the parameters'."""
    if window is not None and window < 1:
        raise ValueError(f"the window should be at least one step, but is {window}")
    part = trace.only_part(_ONE)
    if not part.gradients:
        raise ValueError("this trace has no gradients: record it with a loss")
    direct, size = part.direct_gradients["hidden"], window or trace.steps
    for stop in range(trace.steps, 0, -size):
        piece = slice(max(stop - size, 0), stop)
        if stop < trace.steps and not direct[piece].any():
            continue  # no loss here, and none comes back across the cut
        signals, before = part.run()
        here = {name: values[piece] for name, values in signals.items()}
        if piece.start > 0:
            before = tuple(signals[name][piece.start - 1] for name in part.kind.state)
        gradients = part.kind.backward(part.weights, here, before, direct[piece])
        yield piece, gradients, part.kind.weight_factors(part.weights, part.inputs[piece], here, before, gradients)


def angle(one: Gradient, other: Gradient) -> float:
    """The angle between two gradients in degrees, exact near 0 and 180 too; NaN if one is zero or not finite."""
    u, v = _unit(flat(one)), _unit(flat({name: other[name] for name in one}))
    return float(np.degrees(2 * np.arctan2(np.linalg.norm(u - v), np.linalg.norm(u + v))))


def relative_error(approximate: Gradient, true: Gradient) -> float:
    """‖approximate - true‖ / ‖true‖."""
    difference = {name: approximate[name] - values for name, values in true.items()}
    length = norm(true)
    return norm(difference) / length if length else float("nan")


def flat(gradient: Gradient) -> Array:
    """All entries of all parameters as one vector."""
    return np.concatenate([values.ravel() for values in gradient.values()])


@np.errstate(all="ignore")
def _unit(vector: Array) -> Array:
    vector = vector / np.abs(vector).max(initial=0.0)
    return np.asarray(vector / np.linalg.norm(vector))
