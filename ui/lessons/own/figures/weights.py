"""How the weights of one gate or candidate are spread."""

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.opening.statistics import Block, Spread
from ui.look.charts import NAMES, colour, inline

Translator = Callable[..., str]
HEIGHT = 120


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


def weight_spread(block: Block, *, t: Translator) -> Any:
    """Two outlines over one axis: the weights of the input, grey, and those of the state, in the gate's colour.

    A line above all of them says which is which: beside so small a picture a legend has no room.
    """
    import altair as alt

    return (
        alt.Chart(inline(weight_rows(block)))
        .mark_area(interpolate="step", fillOpacity=0.15, line={"strokeWidth": 1.6})
        .encode(
            color=colour("name"),
            x=alt.X("weight:Q", title=None),
            y=alt.Y("share:Q", title=None, stack=None, axis=alt.Axis(format="%", tickCount=3)),
            tooltip=[
                alt.Tooltip("weight:Q", title=t("weight"), format=".3g"),
                alt.Tooltip("share:Q", title=t("share"), format=".1%"),
            ],
        )
        .properties(height=HEIGHT)
    )
