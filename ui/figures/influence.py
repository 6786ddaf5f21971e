"""How much each step of a run moves each later one: the map of all pairs of steps."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ui.figures.stack import Array, power_of_ten, step_ticks
from ui.look.palette import EXPLODING, INK, SURFACE
from ui.look.picture import Held, Picture

Translator = Callable[..., str]
DEEPEST = 18.0  # decades of colour; below there is nothing to tell apart


def influence_map(
    grid: NDArray[np.intp],
    norms: Array,
    steps: int,
    *,
    colour: str,
    t: Translator,
    backward: bool = False,
    every: int = 1,
    height: int = 330,
) -> Picture:
    """log10 ‖∂h_t/∂h_k‖ for the steps of `grid`, (n, n): k across, t down. A click selects the pair.

    `backward`: of a cell that reads backwards, where an earlier step has the later number. A grid of steps that are
    `every` apart and do not reach over all of the `steps` is a window, and the axes end with it.
    """
    triangle = np.ones_like(norms, dtype=bool)
    below = np.triu(triangle) if backward else np.tril(triangle)
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
        "meta": {"panel": 0, "signal": "influence", "units": True, "first": 1, "upper" if backward else "lower": True},
    }  # fmt: skip
    small = {"size": 12}
    axis = {"zeroline": False, "showgrid": False, "tickfont": {"size": 11}}
    low_end, high_end = 0.5, steps + 0.5
    if grid[0] >= every or grid[-1] + every < steps:
        low_end, high_end = float(grid[0]) + 1 - every / 2, float(grid[-1]) + 1 + every / 2
        named = [int(step) + 1 for step in grid[:: -(-len(grid) // 8)]]
        axis |= {"tickvals": named, "ticktext": [str(step) for step in named]}
    else:
        axis |= step_ticks(steps)
    layout = {
        "height": height,
        "margin": {"l": 52, "r": 8, "t": 6, "b": 40},
        "xaxis": axis
        | {"range": [low_end, high_end], "title": {"text": t("change at step k"), "standoff": 4, "font": small},
           "minallowed": low_end, "maxallowed": high_end},
        "yaxis": axis
        | {"range": [high_end, low_end], "title": {"text": t("effect at step t"), "standoff": 4, "font": small}},
        "plot_bgcolor": "rgba(0,0,0,0)",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": INK, "size": 12},
        "dragmode": "zoom",
        "hovermode": "closest",
        "meta": {"time": {"axis": "x", "first": 1}},
    }  # fmt: skip
    return Picture([heat], layout)
