"""The moment: every unit's gates and states at one step, as bars. The browser moves them with each step."""

from collections.abc import Callable, Sequence
from typing import Any

from engine import Trace
from engine.cells.base import Signal
from ui.figures.part import FIRST, PROJECTED, Part, is_projected, largest, reached, shown_signals
from ui.figures.stack import short
from ui.look.palette import INK, signal_colour
from ui.look.picture import Held, Picture

GAP, TICKS = 0.025, 0.075  # between two panels, and where the numbers of an axis stand between them; of the width


def moment(trace: Trace, step: int, *, t: Callable[..., str], part: Part = FIRST) -> Picture:
    """Bars of all units at `step` (zero-based) for each gate, the candidate and each state, side by side."""
    signals = shown_signals(trace.cell)
    labelled = [_has_ticks(signals, index) for index in range(len(signals))]
    gaps = [0.0 if index == 0 else TICKS if ticks else GAP for index, ticks in enumerate(labelled)]
    width = (1.0 - sum(gaps)) / len(signals)
    left = 0.0
    bars: list[dict[str, Any]] = []
    layout: dict[str, Any] = {}
    titles = []
    for index, signal in enumerate(signals):
        suffix = "" if index == 0 else str(index + 1)
        is_gate = signal.kind == "gate"
        of_units = not is_projected(trace, signal.name)
        place = part if of_units else part.whole
        values = place.of(trace[signal.name])
        limit = reached(signal, values)
        title, word = t(signal.title), t("unit") if of_units else t("number")
        bars.append(
            {
                "type": "bar",
                "x0": 1,
                "y": Held(values[step], known=True),
                "marker": {"color": signal_colour(signal.name), "line": {"width": 0}},
                "xaxis": f"x{suffix}",
                "yaxis": f"y{suffix}",
                "name": title,
                "hovertemplate": f"{title}<br>{word} %{{x}}: <b>%{{y:.4g}}</b><extra></extra>",
                "meta": {"panel": 0, "signal": signal.name, "at": "step"}
                if of_units
                else {"panel": 0, "signal": PROJECTED, "at": "step", "units": False},
            }
        )
        left += gaps[index]
        domain = [left, min(left + width, 1.0)]
        left += width
        bottom = 0.0 if is_gate else -limit
        ticks = [bottom, limit] if is_gate else [-limit, 0.0, limit]
        layout[f"xaxis{suffix}"] = {
            "domain": domain,
            "anchor": f"y{suffix}",
            "fixedrange": True,
            "showticklabels": False,
            "zeroline": False,
            "showgrid": False,
            "range": [0.4, values.shape[1] + 0.6],
        } | _called(place.names)
        layout[f"yaxis{suffix}"] = {
            "anchor": f"x{suffix}",
            "range": Held([bottom, limit]),
            "fixedrange": True,
            "zeroline": True,
            "zerolinewidth": 1,
            "tickvals": Held(ticks),
            "ticktext": Held([_tick(tick, largest(values) > limit) for tick in ticks]),
            "tickfont": {"size": 9},
            "showticklabels": labelled[index],
            "showgrid": True,
        }
        titles.append(
            {
                "text": title.replace(" ", "<br>"),
                "x": sum(domain) / 2,
                "xref": "paper",
                "xanchor": "center",  # by itself Plotly anchors on the left in the left third
                "y": 1.02,
                "yref": "paper",
                "yanchor": "bottom",
                "showarrow": False,
                "font": {"size": 11, "color": signal_colour(signal.name)},
            }
        )
    layout |= {
        "annotations": titles,
        "height": 140,
        "margin": {"l": 30, "r": 6, "t": 34, "b": 8},
        "bargap": 0.15,
        "showlegend": False,
        "plot_bgcolor": "rgba(0,0,0,0)",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": INK, "size": 11},
        "hovermode": "closest",
        "dragmode": False,
    }
    return Picture(bars, layout)


def _called(names: Sequence[int]) -> dict[str, Any]:
    """What bars are called, if by other numbers than their places."""
    if not names:
        return {}
    return {"tickvals": list(range(1, len(names) + 1)), "ticktext": Held([str(name) for name in names])}


def _tick(value: float, beyond: bool) -> str:
    """A number at an axis; where bars go beyond its ends, these say so."""
    return ("≥" if value > 0 else "≤") + short(value) if beyond and value else short(value)


def _has_ticks(signals: Sequence[Signal], index: int) -> bool:
    """An axis is numbered where it may differ from the one before: gates all end at 1, a cell state where it must."""
    signal = signals[index]
    return index == 0 or signal.name == "cell" or (signals[index - 1].kind == "gate" and signal.kind != "gate")
