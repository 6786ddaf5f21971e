"""How often each way of reading is right on a task: a point for each seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ui.look.charts import colour, inline

Translator = Callable[..., str]
HEIGHT = 150
LEAST, MOST = 0.4, 1.03  # of the scale: below chance
CHANCE = 0.5  # of two answers
LARGE, SMALL = 130, 55  # square pixels of a point


def accuracies_by_reading(
    found: Mapping[str, Sequence[float]], ways: Mapping[str, str], chosen: str, *, t: Translator
) -> Any:
    """A line for each way of reading, a point for each seed, and a rule where guessing stands.

    Args:
        found: way → a share for each seed.
        ways: what they are called.
        chosen: the way on the page; its points are larger. None of them need be.
    """
    import altair as alt

    rows: list[dict[str, Any]] = [
        {"way": ways[way], "share": share, "seed": seed, "cell": "whole", "size": LARGE if way == chosen else SMALL}
        for way, values in found.items()
        for seed, share in enumerate(values)
    ]
    x = alt.X(
        "share:Q",
        title=None,
        scale=alt.Scale(domain=[LEAST, MOST], nice=False),
        axis=alt.Axis(format=".0%", values=[0.5, 0.75, 1.0]),
    )
    y = alt.Y("way:N", title=None, sort=list(ways.values()), axis=alt.Axis(grid=True, labelLimit=140))
    points = (
        alt.Chart(inline(rows))
        .mark_point(filled=True, opacity=0.75)
        .encode(
            x=x,
            y=y,
            color=colour("cell"),
            size=alt.Size("size:Q", scale=None, legend=None),
            tooltip=[
                alt.Tooltip("way:N", title=t("read from")),
                alt.Tooltip("seed:O", title=t("seed")),
                alt.Tooltip("share:Q", title=t("right answers"), format=".1%"),
            ],
        )
    )
    chance = alt.Chart(inline([{"share": CHANCE, "cell": "muted"}])).mark_rule(strokeDash=[4, 3])
    return alt.layer(chance.encode(x=x, color=colour("cell")), points).properties(height=HEIGHT)
