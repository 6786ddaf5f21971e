"""Every cell's slope side by side: how many decades the gradient gains or loses in one step back."""

from collections.abc import Callable, Mapping
from typing import Any

from ui.figures.decades import signed
from ui.lessons.gradients.figures.looks import text_at
from ui.lessons.gradients.slopes import Slope
from ui.look.cells import CELLS
from ui.look.palette import FAINT, INK, MUTED
from ui.look.picture import Picture

Translator = Callable[..., str]
ROW, TOP, BOTTOM, LEFT, NARROW_LEFT = 21, 30, 44, 168, 122
MARKS: Mapping[float | None, str] = {None: "circle", 1.0: "diamond-open", 3.0: "square-open"}


def slopes_figure(slopes: Mapping[str, Mapping[float | None, Slope]], t: Translator) -> Picture:
    """A row a cell: a dot as it is made, a diamond and a square with the memory gate open; whiskers over the seeds."""
    kinds = list(slopes)
    traces: list[dict[str, Any]] = []
    for row, kind in enumerate(kinds):
        for bias, slope in slopes[kind].items():
            traces.append(_mark(row, kind, bias, slope, t))
    height = TOP + BOTTOM + ROW * len(kinds)
    named = {"tickvals": list(range(len(kinds))), "ticktext": [CELLS[kind].title for kind in kinds]}
    low = min(slope.low for of_kind in slopes.values() for slope in of_kind.values())
    high = max(slope.high for of_kind in slopes.values() for slope in of_kind.values())
    pad = 0.05 * (high - low)
    yaxis = named | {
        "range": [len(kinds) - 0.5, -0.5], "zeroline": False, "gridcolor": FAINT, "fixedrange": True, "ticks": "",
        "tickfont": {"size": 12},
    }  # fmt: skip
    narrow = {"margin": {"l": NARROW_LEFT, "r": 10, "t": TOP, "b": BOTTOM}, "yaxis": yaxis | {"tickfont": {"size": 11}}}
    layout = {
        "height": height,
        "margin": {"l": LEFT, "r": 14, "t": TOP, "b": BOTTOM},
        "xaxis": {
            "range": [low - pad, max(high, 0.0) + pad],
            "zeroline": False,
            "gridcolor": FAINT,
            "fixedrange": True,
            "tickfont": {"size": 11},
            "tickformat": "+.2f",
            "title": {"text": t("decades per step back"), "font": {"size": 12}, "standoff": 6},
        },
        "yaxis": yaxis,
        "shapes": [
            {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": 0, "x1": 0, "line": {"color": INK, "width": 1}}
        ],
        "annotations": [
            text_at(t("← fades"), 0, 1, 11, MUTED, y="paper", xanchor="right", yanchor="bottom", xshift=-6),
            text_at(t("grows"), 0, 1, 11, MUTED, y="paper", xanchor="left", yanchor="bottom", xshift=6),
        ],
        "showlegend": False,
        "plot_bgcolor": "rgba(0,0,0,0)",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": INK, "size": 12},
        "hovermode": "closest",
        "dragmode": False,
        "meta": {"narrow": narrow},
    }
    return Picture(traces, layout)


def _mark(row: int, kind: str, bias: float | None, slope: Slope, t: Translator) -> dict[str, Any]:
    colour = CELLS[kind].colour
    mark = {"symbol": MARKS[bias], "size": 10 if bias is None else 9, "color": colour}
    made = t("as it is made") if bias is None else t("memory bias {bias}", bias=f"{bias:g}")
    said = t("{slope} decades per step, ×{factor}", slope=signed(slope.median), factor=f"{slope.factor:.3f}")
    return {
        "type": "scatter",
        "x": [slope.median],
        "y": [row],
        "mode": "markers",
        "marker": mark | {"line": {"width": 2, "color": colour}},
        "error_x": {
            "type": "data", "symmetric": False, "array": [slope.high - slope.median],
            "arrayminus": [slope.median - slope.low], "color": colour, "thickness": 1.2, "width": 3,
        },
        "hovertemplate": f"<b>{CELLS[kind].title}</b>, {made}<br>{said}<extra></extra>",
    }  # fmt: skip
