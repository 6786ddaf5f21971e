"""How often each unit's gates are open, and how often closed."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.look.charts import by_name, colour, inline, legend_of

Array = NDArray[np.float64]
Translator = Callable[..., str]
SHAPES: Mapping[str, str] = {
    "input_gate": "circle",
    "forget_gate": "triangle-up",
    "output_gate": "square",
    "reset_gate": "circle",
    "update_gate": "triangle-up",
}


def gate_rows(gates: Mapping[str, tuple[Array, Array]]) -> list[dict[str, Any]]:
    """For each gate the places (fraction open, fraction closed) that its units take, and how many share a place."""
    rows: list[dict[str, Any]] = []
    for name, (opened, closed) in gates.items():
        places = Counter(zip(np.round(opened, 3).tolist(), np.round(closed, 3).tolist(), strict=True))
        rows += [
            {"gate": name, "open": place[0], "closed": place[1], "units": count} for place, count in places.items()
        ]
    return rows


def gate_saturation(
    gates: Mapping[str, tuple[Array, Array]], words: Mapping[str, str], *, title: str, t: Translator
) -> Any:
    """Karpathy's picture: each unit's gate by how often it is open (> 0.9) and how often closed (< 0.1)."""
    import altair as alt

    axis = alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1])
    scale = alt.Scale(domain=[0, 1])
    x = alt.X("open:Q", title=t("time open (> 0.9)"), scale=scale, axis=axis)
    y = alt.Y("closed:Q", title=t("time closed (< 0.1)"), scale=scale, axis=axis)
    legend = legend_of(words, columns=2)
    edge = (
        alt.Chart(inline({"open": at, "closed": 1 - at, "gate": "muted"} for at in (0, 1)))
        .mark_line(strokeDash=[2, 3], strokeWidth=1)
        .encode(x=x, y=y, color=colour("gate", legend))
    )
    points = (
        alt.Chart(inline({**row, "called": words[row["gate"]]} for row in gate_rows(gates)))
        .mark_point(filled=False, strokeWidth=2.5, opacity=1, clip=False)  # what lies at one place is seen through
        .encode(
            x=x,
            y=y,
            size=alt.Size("units:Q", scale=alt.Scale(domain=[1, 16], range=[90, 700]), legend=None),
            color=colour("gate", legend),
            shape=alt.Shape("gate:N", scale=by_name(SHAPES, "circle"), legend=legend),
            tooltip=[
                alt.Tooltip("called:N", title=t("gate")),
                alt.Tooltip("units:Q", title=t("units")),
                alt.Tooltip("open:Q", title=t("open"), format=".1%"),
                alt.Tooltip("closed:Q", title=t("closed"), format=".1%"),
            ],
        )
    )
    return alt.layer(edge, points).properties(height=330, title=title)
