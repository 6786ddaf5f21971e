"""How far two conventions of the GRU lead apart."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.look.charts import colour, inline

Array = NDArray[np.float64]
Translator = Callable[..., str]


def convention_rows(differences: Array) -> list[dict[str, Any]]:
    """Step and difference, without the zeros, which have no place on a logarithmic scale."""
    return [
        {"step": at + 1, "difference": float(value), "cell": "gru"} for at, value in enumerate(differences) if value > 0
    ]


def convention_difference(differences: Array, *, t: Translator) -> Any:
    """The largest |h_t - h'_t| over units, at every step, on a logarithmic scale that reaches down to rounding."""
    import altair as alt

    low = min([1e-17, *differences[differences > 0].tolist()])
    return (
        alt.Chart(inline(convention_rows(differences)))
        .mark_line(strokeWidth=2.4)
        .encode(
            color=colour("cell"),
            x=alt.X("step:Q", title=t("timestep"), scale=alt.Scale(domain=[1, max(2, len(differences))], nice=False)),
            y=alt.Y(
                "difference:Q",
                title=t("largest |hₜ − h′ₜ|"),
                scale=alt.Scale(type="log", domain=[low, 2], nice=False),
                axis=alt.Axis(format=".0e", values=[1e-16, 1e-12, 1e-8, 1e-4, 1]),
            ),
            tooltip=[
                alt.Tooltip("step:Q", title=t("step")),
                alt.Tooltip("difference:Q", title=t("difference"), format=".2e"),
            ],
        )
        .properties(height=200)
    )
