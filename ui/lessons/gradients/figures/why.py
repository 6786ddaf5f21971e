"""Why gradients vanish: the factors of a product of Jacobians, and what they come to on the way."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.figures.stack import Array, Row, log_axis, stack, step_numbers
from ui.look.palette import INK, MUTED
from ui.look.picture import Picture

Translator = Callable[..., str]


@dataclass(frozen=True, eq=False)
class Factors:
    """What a product is made of, step by step, as decimal logarithms.

    Attributes:
        singular: (T, S) singular values of each step's Jacobian, largest first.
        radius, bound: log10 of ρ(W) and of γ σ_max(W), where there is one W; else None.
        span: (low, high), the decades that running products reach.
    """

    singular: Array
    radius: float | None
    bound: float | None
    span: tuple[float, float]


def factors(made_of: Factors, grid: NDArray[np.intp], *, colour: str, t: Translator) -> Picture:
    """The singular values of every factor, and the running product from step k on beside its bound and its rate."""
    steps = len(made_of.singular)
    x = step_numbers(steps)
    values = np.where(np.isfinite(made_of.singular), made_of.singular, np.nan)
    floor = max(float(np.nanmin(values)) if np.isfinite(values).any() else -2.0, float(np.nanmax(values)) - 4.0)
    lines = []
    middle = values.shape[1] // 2
    for index, width, opacity, name in (
        (0, 2.2, 1.0, "σ<sub>max</sub>"),
        (middle, 1.1, 0.7, t("middle one")),
        (values.shape[1] - 1, 1.0, 0.45, "σ<sub>min</sub>"),
    ):
        if index == 0 or values.shape[1] > 1:
            hover = f"{name}, %{{x}}: <b>10^(%{{y:.2f}})</b><extra></extra>"
            line = {"color": colour, "width": width}
            lines.append(
                {"type": "scatter", "x0": 1, "y": np.maximum(values[:, index], floor - 1), "mode": "lines",
                 "line": line, "opacity": opacity, "hovertemplate": hover}
            )  # fmt: skip
    lines.append(level(steps))
    top = max(float(np.nanmax(values)) if np.isfinite(values).any() else 0.5, 0.1)
    singular = Row(
        t("singular values<br>of ∂h<sub>i</sub>/∂h<sub>i−1</sub>"),
        92,
        tuple(lines),
        log_axis(np.array([floor, top])) | {"nticks": 4},
    )
    low, high = made_of.span
    # The numbers of these lines change with step k: the browser draws them.
    lines_that_move = [
        moving("influence", colour, "solid", 2.6, x=grid + 1),
        moving("log_bound", INK, "dot", 1.6, x=x, since=True),
    ]
    label = ["‖∂h<sub>i</sub>/∂h<sub>k</sub>‖ —", "Π σ<sub>max</sub> ····"]
    if made_of.radius is not None:
        lines_that_move.append(moving("log_radius", MUTED, "dash", 1.6, x=x, since=True))
        label.append("ρ<sup>i−k</sup> – –")
    if made_of.bound is not None:
        lines_that_move.append(moving("log_sigma", MUTED, "longdashdot", 1.2, x=x, since=True))
        label.append("(γσ<sub>max</sub>)<sup>i−k</sup> –·")
    product = Row("<br>".join(label), 168, (*lines_that_move, level(steps)), log_axis(np.array([low, high])))
    return stack([singular, product], steps, t("step i on the way from k to t"), left=132)


def moving(
    signal: str, colour: str, dash: str, width: float, *, x: NDArray[np.integer[Any]], since: bool = False
) -> dict[str, Any]:
    """A line that the browser draws from step k to step t; `since`: less its value at k."""
    meta = {"panel": 0, "signal": signal, "at": "step", "until": "unit"} | ({"since": True} if since else {})
    line = {"color": colour, "dash": dash, "width": width}
    along = {"x": [int(step) for step in x], "y": [0] * len(x)}
    return {"type": "scatter", **along, "mode": "lines", "line": line, "hoverinfo": "skip", "meta": meta}


def level(steps: int) -> dict[str, Any]:
    """The line at 1, where nothing grows or shrinks."""
    line = {"color": MUTED, "width": 0.8}
    return {"type": "scatter", "x": [0.5, steps + 0.5], "y": [0, 0], "mode": "lines", "line": line, "hoverinfo": "skip"}
