"""The moment: every unit's gates and states at one step, as bars. The browser moves them with each step."""

from collections.abc import Callable

import numpy as np
import plotly.graph_objects as go

from engine import Trace
from ui.figures.time_column import GATES
from ui.look.palette import INK, signal_colour


def moment(trace: Trace, step: int, *, t: Callable[..., str], panel: int = 0) -> go.Figure:
    """Bars of all units at `step` (zero-based) for each gate, the candidate and each state, side by side."""
    names = [name for name in (*GATES, "candidate", "cell", "hidden") if name in trace.signals]
    share = 1.0 / len(names)
    bars: list[go.Bar] = []
    layout: dict[str, object] = {}
    titles = []
    for index, name in enumerate(names):
        suffix = "" if index == 0 else str(index + 1)
        values = trace[name][0, 0, :, 0]
        finite = np.abs(values[np.isfinite(values)])
        limit = max(1.0, float(finite.max())) if finite.size else 1.0
        title = t(trace.describe(name).title)
        bars.append(
            go.Bar(
                x=np.arange(1, values.shape[1] + 1),
                y=values[step],
                marker={"color": signal_colour(name), "line": {"width": 0}},
                xaxis=f"x{suffix}",
                yaxis=f"y{suffix}",
                name=title,
                hovertemplate=f"{title}<br>{t('unit')} %{{x}}: <b>%{{y:.4g}}</b><extra></extra>",
                meta={"panel": panel, "signal": name, "at": "step"},
            )
        )
        domain = [index * share + 0.012, (index + 1) * share - 0.012]
        bottom = 0.0 if name in GATES else -limit
        layout[f"xaxis{suffix}"] = {
            "domain": domain,
            "anchor": f"y{suffix}",
            "fixedrange": True,
            "showticklabels": False,
            "zeroline": False,
            "showgrid": False,
            "range": [0.4, values.shape[1] + 0.6],
        }
        layout[f"yaxis{suffix}"] = {
            "anchor": f"x{suffix}",
            "range": [bottom, limit],
            "fixedrange": True,
            "zeroline": True,
            "zerolinewidth": 1,
            "tickvals": [bottom, limit] if name in GATES else [-limit, 0, limit],
            "tickformat": ".2~g",
            "tickfont": {"size": 9},
            "showticklabels": index == 0 or name == "cell" or (names[index - 1] in GATES and name not in GATES),
            "showgrid": True,
        }
        titles.append(
            {
                "text": title.replace(" ", "<br>"),
                "x": sum(domain) / 2,
                "xref": "paper",
                "y": 1.02,
                "yref": "paper",
                "yanchor": "bottom",
                "showarrow": False,
                "font": {"size": 11, "color": signal_colour(name)},
            }
        )
    layout |= {
        "template": None,
        "annotations": titles,
        "height": 140,
        "margin": {"l": 24, "r": 6, "t": 34, "b": 8},
        "bargap": 0.15,
        "showlegend": False,
        "plot_bgcolor": "rgba(0,0,0,0)",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": INK, "size": 11},
        "hovermode": "closest",
        "dragmode": False,
    }
    return go.Figure(bars, layout)
