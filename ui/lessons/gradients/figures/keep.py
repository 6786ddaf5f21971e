"""Why gated cells keep gradients: the paths through one step, and the direct path beside the whole product."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.figures.stack import Array, Row, log_axis, stack
from ui.look.palette import INK, MUTED, signal_colour
from ui.look.picture import Held, Picture

Translator = Callable[..., str]
KEY, KEY_ROW = 30, 19  # pixels for the key of the colours, and for each more row of it


def paths(
    gains: Mapping[str, Array],
    direct: Array,
    whole: Array,
    grid: NDArray[np.intp],
    *,
    words: Mapping[str, str],
    symbols: tuple[str, str, str],
    t: Translator,
) -> Picture:
    """What each path carries from one step to the next, stacked; and how much survives from step k to step t.

    Args:
        gains: path → (T,), its share of the gain of the step; they sum to the gain.
        direct, whole: log10 of the direct path and of the whole product from every k of `grid` to the chosen t; the
            browser swaps them when another t is chosen.
        words: path → its name on screen.
        symbols: the derivative of one step, the direct path and the whole product, as the rows are labelled.
    """
    steps = len(next(iter(gains.values())))
    bars = []
    for name, values in gains.items():
        gate = name.removeprefix("through_")
        colour = INK if name == "direct" else signal_colour(gate.removeprefix("peephole_"))
        look: dict[str, Any] = {"color": colour, "line": {"width": 0}}
        if gate.startswith("peephole_"):
            look["pattern"] = {"shape": "/", "size": 5}
        bars.append(
            {
                "type": "bar", "x0": 1, "y": values, "marker": look,
                "name": words[name], "showlegend": True,
                "hovertemplate": f"{words[name]}<br>%{{x}}: <b>%{{y:.3f}}</b><extra></extra>",
            }
        )  # fmt: skip
    total = np.sum(list(gains.values()), axis=0)
    everything = np.concatenate([*gains.values(), total])
    finite = everything[np.isfinite(everything)]
    top, bottom = (
        (max(1.15, 1.1 * float(finite.max())), min(0.0, 1.2 * float(finite.min()))) if finite.size else (1.0, 0.0)
    )
    level = {"color": MUTED, "width": 1, "dash": "dot"}
    one = {"type": "scatter", "x": [0.5, steps + 0.5], "y": [1, 1], "mode": "lines", "line": level, "hoverinfo": "skip",
        "showlegend": False}  # fmt: skip
    rows = [Row(symbols[0], 130, (*bars, one), {"range": Held([bottom, top]), "nticks": 5, "showgrid": True})]
    lines = []
    for signal, values, dash, symbol in (("direct", direct, "dot", symbols[1]), ("whole", whole, "solid", symbols[2])):
        lines.append(
            {
                "type": "scatter", "x": grid + 1, "y": Held(np.where(np.isfinite(values), values, np.nan), known=True),
                "mode": "lines", "line": {"color": INK, "width": 2.2 if dash == "solid" else 2, "dash": dash},
                "hovertemplate": f"{symbol}<br>k = %{{x}}: <b>10^(%{{y:.2f}})</b><extra></extra>",
                "meta": {"panel": 0, "signal": signal, "follow": "unit"}, "showlegend": False,
            }
        )  # fmt: skip
    label = f"{symbols[2]} —<br>{symbols[1]} ····"
    rows.append(Row(label, 150, tuple(lines), log_axis(np.concatenate([direct, whole, np.zeros(1)])), INK))
    x_title = t("timestep: of the step above, k below")
    key = {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "itemclick": False, "itemdoubleclick": False}
    legend = key | {"font": {"size": 12}, "traceorder": "normal"}
    picture = stack(
        rows, steps, x_title, left=132, top=KEY, barmode="relative", bargap=0.1, showlegend=True, legend=legend
    )
    margin, height = picture.layout["margin"], picture.layout["height"]
    below = KEY_ROW * (len(bars) - 1)  # where it is narrow the key has a row for each path
    narrow = {"margin": margin | {"t": KEY + below}, "height": height + below}
    return replace(picture, layout={**picture.layout, "meta": picture.layout["meta"] | {"narrow": narrow}})
