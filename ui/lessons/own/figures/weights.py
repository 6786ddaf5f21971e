"""How the weights of one gate or candidate are spread."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from engine.opening.statistics import Block, Spread
from ui.look.charts import NAMES, colour, inline

Translator = Callable[..., str]
HEIGHT = 78
PADDING = {"left": 0, "top": 4, "right": 4, "bottom": 0}  # Streamlit's own is 20 below


def weight_rows(block: Block) -> list[dict[str, Any]]:
    """A row for each bin of V and of W: the middle of the bin, and the share of the numbers that lie in it."""
    spreads = (("muted", block.from_input), (_colour(block), block.from_state))
    return [row for name, spread in spreads if spread is not None for row in _rows(name, spread)]


def _colour(block: Block) -> str:
    """By which the gate goes in the theme's colours; what is no gate is ink."""
    return block.name if block.name in NAMES else "ink"


def _rows(name: str, spread: Spread) -> list[dict[str, Any]]:
    middles = (spread.edges[:-1] + spread.edges[1:]) / 2
    shares = spread.counts / max(int(spread.counts.sum()), 1)
    return [
        {"weight": float(middle), "share": float(share), "name": name}
        for middle, share in zip(middles, np.asarray(shares), strict=True)
    ]


def _over(rows: Sequence[Mapping[str, Any]], field: str) -> Any:
    """The scale of an axis, its ends said: Streamlit brings a chart its rows a moment after the chart. Altair's."""
    import altair as alt

    found = [row[field] for row in rows]
    ends = [min(0.0, *found), max(0.0, *found)] if any(found) else [0.0, 1.0]
    return alt.Scale(domain=ends, nice=True)


def weight_spread(block: Block, *, t: Translator) -> Any:
    """Two outlines over one axis: the weights of the input, grey, and those of the state, in the gate's colour.

    A line above all of them says which is which: beside so small a picture a legend has no room.
    """
    import altair as alt

    rows, shares = weight_rows(block), alt.Axis(format="%", tickCount=2)
    return (
        alt.Chart(inline(rows))
        .mark_area(interpolate="step", fillOpacity=0.15, line={"strokeWidth": 1.6})
        .encode(
            color=colour("name"),
            x=alt.X("weight:Q", title=None, scale=_over(rows, "weight"), axis=alt.Axis(tickCount=4)),
            y=alt.Y("share:Q", title=None, scale=_over(rows, "share"), stack=None, axis=shares),
            tooltip=[
                alt.Tooltip("weight:Q", title=t("weight"), format=".3g"),
                alt.Tooltip("share:Q", title=t("share"), format=".1%"),
            ],
        )
        .properties(height=HEIGHT, padding=PADDING)
    )
