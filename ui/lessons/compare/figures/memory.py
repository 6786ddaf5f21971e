"""Memory in two charts: how long a changed input stays in the state, and to which inputs the last state is sensitive.

Altair is imported when a chart is made: its first use in a process takes a second.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.look.cells import CELLS
from ui.look.charts import by_name, colour, inline, legend_of

Array = NDArray[np.float64]
Translator = Callable[..., str]
Rows = list[dict[str, Any]]
Chart = Any  # of Altair, whose layers have no common type
DASHES: Mapping[str, list[int]] = MappingProxyType({kind: list(look.dash) for kind, look in CELLS.items()})
HIDDEN_TOO = [1, 4]  # the dash of a cell's second curve, its cell state


def perturbation_rows(curves: Mapping[str, Array], step: int, *, logarithmic: bool) -> Rows:
    """One row for each curve and step from the change on; on a logarithmic scale a zero has no place and is left out.

    Args:
        curves: a name of `charts.NAMES` → distances (T,).
        step: zero-based step of the change.
    """
    return [
        {"step": at + 1, "distance": float(values[at]), "curve": name}
        for name, values in curves.items()
        for at in range(step, len(values))
        if np.isfinite(values[at]) and (values[at] > 0 or not logarithmic)
    ]


def perturbation(
    curves: Mapping[str, Array], words: Mapping[str, str], step: int, *, logarithmic: bool, t: Translator
) -> Chart:
    """‖h_t - h'_t‖ (and ‖c_t - c'_t‖) through time, one line for each cell's state.

    Args:
        curves: a name of `charts.NAMES` (`lstm`, and `lstm again` for its cell state) → distances (T,).
        words: the same names → what they are called on screen.
        step: zero-based step of the change.
    """
    import altair as alt

    steps = max(len(values) for values in curves.values())
    scale = alt.Scale(type="log", nice=False) if logarithmic else alt.Scale(zero=True)
    axis = alt.Axis(format=".0e", tickCount=6) if logarithmic else alt.Axis(format="~g", tickCount=6)
    legend = legend_of(words, symbolType="stroke", symbolSize=500, symbolStrokeWidth=2.4, columns=2)
    rows = perturbation_rows(curves, step, logarithmic=logarithmic)
    return (
        alt.Chart(inline({**row, "called": words[row["curve"]]} for row in rows))
        .mark_line(strokeWidth=2.4)
        .encode(
            x=alt.X("step:Q", title=t("timestep"), scale=alt.Scale(domain=[1, max(2, steps)], nice=False)),
            y=alt.Y("distance:Q", scale=scale, title=t("distance of the two states"), axis=axis),
            color=colour("curve", legend),
            strokeDash=alt.StrokeDash(
                "curve:N",
                scale=by_name({name: DASHES.get(name, HIDDEN_TOO) for name in curves}, [1, 0]),
                legend=legend,
            ),
            tooltip=[
                alt.Tooltip("called:N", title=t("state")),
                alt.Tooltip("step:Q", title=t("step")),
                alt.Tooltip("distance:Q", title=t("distance"), format=".3e"),
            ],
        )
        .properties(height=265)
    )


def sensitivity_rows(shares: Mapping[str, Array], tokens: Sequence[str]) -> Rows:
    """One row for each cell and input: its share here, and the least and the greatest share in all runs."""
    return [
        {
            "cell": name,
            "step": at + 1,
            "token": tokens[at],
            "share": float(values[0, at]),
            "low": float(np.nanmin(values[:, at])),
            "high": float(np.nanmax(values[:, at])),
        }
        for name, values in shares.items()
        for at in range(values.shape[1])
        if np.isfinite(values[0, at])
    ]


def sensitivity(
    shares: Mapping[str, Array], words: Mapping[str, str], tokens: Sequence[str], *, t: Translator
) -> Chart:
    """Each input's share in the sensitivity of the last state: a line for this run, and a band over all runs.

    Args:
        shares: kind of cell → (run, T), the run on show first.
        words: kind → title.
        tokens: what each step's input is called.
    """
    import altair as alt

    legend = legend_of(words, symbolType="stroke", symbolSize=500, symbolStrokeWidth=2.4, columns=2)
    x = alt.X("step:Q", title=t("input at step"), scale=alt.Scale(domain=[1, max(2, len(tokens))], nice=False))
    percent = alt.Axis(format="%", tickCount=5)
    rows = sensitivity_rows(shares, tokens)
    base = alt.Chart(inline({**row, "called": words[row["cell"]]} for row in rows))
    band = base.mark_area(opacity=0.2).encode(
        x=x,
        y=alt.Y("low:Q", title=t("share of the sensitivity"), axis=percent),
        y2="high:Q",
        color=colour("cell", legend),
    )
    line = base.mark_line(strokeWidth=2.4).encode(
        x=x,
        y=alt.Y("share:Q", title=t("share of the sensitivity"), axis=percent),
        color=colour("cell", legend),
        strokeDash=alt.StrokeDash("cell:N", scale=by_name(DASHES, [1, 0]), legend=legend),
        tooltip=[
            alt.Tooltip("called:N", title=t("cell")),
            alt.Tooltip("step:Q", title=t("step")),
            alt.Tooltip("token:N", title=t("input")),
            alt.Tooltip("share:Q", title=t("share"), format=".3%"),
            alt.Tooltip("low:Q", title=t("least of all runs"), format=".3%"),
            alt.Tooltip("high:Q", title=t("greatest of all runs"), format=".3%"),
        ],
    )
    return alt.layer(band, line).properties(height=265)
