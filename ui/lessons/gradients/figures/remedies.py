"""Clipping and truncation: the gradient before and after, and how far a window's gradient points astray."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ui.figures.stack import Array, log_axis
from ui.look.palette import EXPLODING, INK, MUTED
from ui.look.picture import Picture

Translator = Callable[..., str]


def clipping(before: Array, after: Array, *, colour: str, t: Translator) -> Picture:
    """The largest entries of the gradient, |g_i| in decreasing order, before and after clipping."""
    logs = [np.log10(np.abs(values)) for values in (before, after)]
    traces: list[dict[str, Any]] = []
    for values, exact, shown, fill, name in (
        (logs[0], before, "circle-open", MUTED, t("before")), (logs[1], after, "circle", colour, t("after"))
    ):  # fmt: skip
        traces.append(
            {
                "type": "scatter", "x0": 1, "y": np.where(np.isfinite(values), values, np.nan), "mode": "markers",
                "name": name, "customdata": exact,
                "marker": {"symbol": shown, "size": 8, "color": fill, "line": {"width": 1.6, "color": fill}},
                "hovertemplate": name + ": <b>%{customdata:.3g}</b><extra></extra>",
            }
        )  # fmt: skip
    both = np.stack([*logs, np.full(len(before), np.nan)], axis=1)
    links = np.where(np.isfinite(both[:, :2]).all(axis=1)[:, None], both, np.nan).ravel()
    across = [place for at in range(1, len(before) + 1) for place in (at, at, at)]
    line = {"color": colour, "width": 1}
    traces.append(
        {"type": "scatter", "x": across, "y": links, "mode": "lines", "line": line, "opacity": 0.5, "hoverinfo": "skip"}
    )
    layout = _plain(t("the largest entries of the gradient"), "|g<sub>i</sub>|")
    layout["yaxis"] |= log_axis(np.concatenate(logs))
    return Picture(traces, layout)


def truncation(
    windows: Sequence[int], angles: Array, errors: Array, window: int, *, colour: str, t: Translator
) -> Picture:
    """The angle between the truncated and the full gradient, and the relative error, against the window."""
    hover = t("window %{x}") + ": <b>%{y:.3g}"
    dots = {"color": MUTED, "width": 1.6, "dash": "dot"}
    missing = hover + " %</b> " + t("is the error's length") + "<extra></extra>"
    along = {"type": "scatter", "x": list(windows)}
    traces = [
        along
        | {"y": angles, "mode": "lines+markers", "line": {"color": colour, "width": 2.4}, "marker": {"size": 5},
           "hovertemplate": hover + "°</b><extra></extra>"},
        along | {"y": 100 * errors, "mode": "lines", "line": dots, "hovertemplate": missing},
    ]  # fmt: skip
    layout = _plain(t("window: steps that backpropagation goes back"), t("angle, ° —   error, % ····"))
    layout["yaxis"] |= {"range": [-3, 108], "showgrid": True, "tickvals": [0, 30, 60, 90]}
    layout["xaxis"] |= {"range": [0.5, max(windows) + 0.5]}
    notes: list[dict[str, Any]] = []
    if window:
        at = int(np.argmin(np.abs(np.array(windows) - window)))
        layout["shapes"] = [
            {"type": "line", "x0": window, "x1": window, "yref": "paper", "y0": 0, "y1": 1,
             "line": {"color": EXPLODING, "width": 1.5}}
        ]  # fmt: skip
        notes = [
            {"x": window, "y": 104, "text": t("window {window}: {angle}°", window=window, angle=f"{angles[at]:.1f}"),
             "showarrow": False, "xanchor": "left" if window < 0.6 * max(windows) else "right", "xshift": 6,
             "font": {"color": EXPLODING, "size": 13}}
        ]  # fmt: skip
    return Picture(traces, layout, notes)


def _plain(x_title: str, y_title: str) -> dict[str, Any]:
    axis = {"zeroline": False, "showgrid": False, "tickfont": {"size": 11}, "fixedrange": True}
    return {
        "xaxis": axis | {"title": {"text": x_title, "font": {"size": 12}, "standoff": 4}},
        "yaxis": axis | {"title": {"text": y_title, "font": {"size": 12}, "standoff": 4}},
        "margin": {"l": 60, "r": 12, "t": 8, "b": 42},
        "height": 290,
        "showlegend": False,
        "plot_bgcolor": "rgba(0,0,0,0)",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": INK, "size": 12},
        "hovermode": "closest",
    }
