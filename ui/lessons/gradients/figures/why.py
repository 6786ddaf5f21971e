"""Why gradients vanish: the norms of all products of Jacobians, and the factors of one of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.figures.stack import Array, Row, log_axis, power_of_ten, stack, step_numbers, step_ticks
from ui.look.palette import EXPLODING, INK, MUTED, SURFACE
from ui.look.picture import Held, Picture

Translator = Callable[..., str]
DEEPEST = 18.0  # decades of colour; below there is nothing to tell apart


def influence_map(grid: NDArray[np.intp], norms: Array, steps: int, *, colour: str, t: Translator) -> Picture:
    """log10 ‖∂h_t/∂h_k‖ for the steps of `grid`, (n, n): k across, t down. A click selects the pair."""
    below = np.tril(np.ones_like(norms, dtype=bool))
    finite = norms[below & np.isfinite(norms)]
    low = max(min(float(finite.min()), -3.0), -DEEPEST) if finite.size else -3.0
    high = max(float(finite.max()), 0.0) if finite.size else 0.0
    high = high if high > 0.3 else 0.0
    one = -low / (high - low)
    scale = [[0, SURFACE], [one, colour]] + ([[1, EXPLODING]] if high else [])
    ticks = [k for k in range(int(np.ceil(low)), int(high) + 1) if k % max(1, round((high - low) / 5)) == 0]
    heat = {
        "type": "heatmap",
        "z": Held(np.where(below, np.clip(norms, -1e4, 1e4), np.nan), known=True),
        "x": grid + 1,
        "y": grid + 1,
        "zmin": Held(low),
        "zmax": Held(high or 1e-9),
        "colorscale": Held(scale),
        "colorbar": {
            "thickness": 10, "len": 0.9, "outlinewidth": 0, "tickvals": Held(ticks), "x": 1.01,
            "ticktext": Held([power_of_ten(k) for k in ticks]), "tickfont": {"size": 11},
        },
        "hovertemplate": t("step k = %{x}, step t = %{y}") + ": <b>10^(%{z:.2f})</b><extra></extra>",
        "hoverongaps": False,
        "meta": {"panel": 0, "signal": "influence", "units": True, "first": 1, "lower": True},
    }  # fmt: skip
    small = {"size": 12}
    axis = {"zeroline": False, "showgrid": False, "tickfont": {"size": 11}, **step_ticks(steps)}
    layout = {
        "height": 330,
        "margin": {"l": 52, "r": 8, "t": 6, "b": 40},
        "xaxis": axis
        | {"range": [0.5, steps + 0.5], "title": {"text": t("change at step k"), "standoff": 4, "font": small},
           "minallowed": 0.5, "maxallowed": steps + 0.5},
        "yaxis": axis
        | {"range": [steps + 0.5, 0.5], "title": {"text": t("effect at step t"), "standoff": 4, "font": small}},
        "plot_bgcolor": "rgba(0,0,0,0)",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": INK, "size": 12},
        "dragmode": "zoom",
        "hovermode": "closest",
        "meta": {"time": {"axis": "x", "first": 1}},
    }  # fmt: skip
    return Picture([heat], layout)


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
