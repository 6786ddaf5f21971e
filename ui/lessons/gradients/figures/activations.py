"""An activation function, its derivative, and where on it a network works."""

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.cells.activations import ActivationFunction, softmax, softmax_jacobian
from ui.figures.stack import Array
from ui.look.palette import INK, MUTED, SURFACE
from ui.look.picture import Picture

Translator = Callable[..., str]
EDGE = 6.0  # how far from 0 the curves are drawn
BINS = 48


def activation(function: ActivationFunction, points: Array | None, *, colour: str, t: Translator) -> Picture:
    """f (solid) and f' (dotted) from -6 to 6; `points`: the pre-activations of a network, drawn as a histogram."""
    a = np.linspace(-EDGE, EDGE, 241)
    traces: list[dict[str, Any]] = []
    if points is not None:
        counts, edges = np.histogram(np.clip(points, -EDGE, EDGE), bins=BINS, range=(-EDGE, EDGE))
        share = counts / max(1, counts.sum())
        traces.append(
            {
                "type": "bar", "x": ((edges[1:] + edges[:-1]) / 2).tolist(), "y": share / max(share.max(), 1e-9),
                "yaxis": "y2", "marker": {"color": colour, "line": {"width": 0}}, "opacity": 0.35,
                "customdata": 100 * share,
                "hovertemplate": t("{percent} % of all sums here", percent="<b>%{customdata:.2g}")
                + "</b><extra></extra>",
            }
        )  # fmt: skip
    hover = " %{x:.2f}: <b>%{y:.4f}</b><extra></extra>"
    traces.append(_line(a, function.function(a.copy()), INK, "solid", "f,  a =" + hover))
    traces.append(_line(a, function.derivative(a), colour, "dot", "f',  a =" + hover))
    return _finish(traces, *_span(function))


def softmax_example(*, colour: str, t: Translator) -> Picture:
    """Softmax of the logits (a, 0, 0): each probability, and ∂p₁/∂a."""
    a = np.linspace(-EDGE, EDGE, 241)
    logits = np.stack((a, np.zeros_like(a), np.zeros_like(a)), axis=-1)
    p, slope = softmax(logits), softmax_jacobian(logits)[:, 0, 0]
    traces: list[dict[str, Any]] = []
    hover = " %{x:.2f}: <b>%{y:.4f}</b><extra></extra>"
    traces.append(_line(a, p[:, 0], INK, "solid", "p₁,  a =" + hover))
    traces.append(_line(a, p[:, 1], MUTED, "solid", "p₂ = p₃,  a =" + hover))
    traces.append(_line(a, slope, colour, "dot", "∂p₁/∂a,  a =" + hover))
    return _finish(traces, -0.1, 1.12)


def _span(function: ActivationFunction) -> tuple[float, float]:
    if np.isfinite(function.high):
        return (-0.1, 1.12) if function.low == 0 else (-1.15, 1.15)
    return -1.2, 3.0


def _line(x: Array, y: Array, colour: str, dash: str, hover: str) -> dict[str, Any]:
    line = {"color": colour, "width": 2.4, "dash": dash}
    return {"type": "scatter", "x": x, "y": y, "mode": "lines", "line": line, "hovertemplate": hover}


def _finish(traces: list[dict[str, Any]], low: float, high: float) -> Picture:
    axis = {"fixedrange": True, "tickfont": {"size": 11}, "zerolinewidth": 1, "zeroline": True, "gridcolor": SURFACE}
    layout = {
        "height": 200,
        "margin": {"l": 34, "r": 8, "t": 4, "b": 24},
        "xaxis": axis | {"range": [-EDGE, EDGE], "tickvals": [-4, 0, 4], "showgrid": False},
        "yaxis": axis | {"range": [low, high], "nticks": 5},
        "yaxis2": {"range": [0, 1.6], "overlaying": "y", "visible": False, "fixedrange": True},
        "bargap": 0,
        "showlegend": False,
        "plot_bgcolor": "rgba(0,0,0,0)",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": INK, "size": 11},
        "hovermode": "closest",
        "dragmode": False,
    }
    return Picture(traces, layout)
