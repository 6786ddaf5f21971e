"""How often the networks are right: by the gap between two letters, and by the width of their filters."""

from collections.abc import Callable, Sequence
from typing import Any

from engine.learning.convolution_networks import TrainedFinder
from ui.look.charts import NAMES, colour, inline

Translator = Callable[..., str]
ROW, AXIS = 30, 64  # pixels


def by_gap(finders: Sequence[tuple[str, TrainedFinder]], chosen: int, t: Translator) -> Any:
    """A row for each network, a column for each gap, in it how many of a hundred new sequences are answered rightly.

    Args:
        finders: (name on screen, network), from the top down.
        chosen: the gap of the settings, whose column is framed where it was measured.
    """
    import altair as alt

    rows = [
        {"called": called, "cell": _colour(finder), "gap": gap, "right": value, "says": f"{100 * value:.0f}"}
        for called, finder in finders
        for gap, value in sorted(finder.accuracies.items())
    ]
    order = [called for called, _ in finders]
    x = alt.X("gap:O", title=t("how many letters after the first the second stands"), axis=alt.Axis(labelAngle=0))
    y = alt.Y("called:N", sort=order, title=None, axis=alt.Axis(labelLimit=220, labelOverlap=False))
    shade = alt.Opacity("right:Q", scale=alt.Scale(domain=[0.5, 1.0], range=[0.05, 0.55], clamp=True), legend=None)
    tooltip = [
        alt.Tooltip("called:N", title=t("network")),
        alt.Tooltip("gap:O", title=t("gap")),
        alt.Tooltip("right:Q", title=t("right"), format=".1%"),
    ]
    squares = alt.Chart(inline(rows)).mark_rect().encode(x=x, y=y, opacity=shade, color=colour("cell"), tooltip=tooltip)
    framed = [row | {"cell": "ink"} for row in rows if row["gap"] == chosen]
    ink = alt.Stroke("cell:N", scale=alt.Scale(domain=list(NAMES)), legend=None)
    frame = alt.Chart(inline(framed)).mark_rect(fillOpacity=0, strokeWidth=2).encode(x=x, y=y, stroke=ink)
    words = alt.Chart(inline(row | {"cell": "ink"} for row in rows)).mark_text(fontSize=12)
    numbers = words.encode(x=x, y=y, text="says:N", color=colour("cell"), tooltip=tooltip)
    return alt.layer(squares, frame, numbers).properties(height=ROW * len(order) + AXIS)


def by_width(finders: Sequence[tuple[str, TrainedFinder]], shown: str, t: Translator) -> Any:
    """A bar for each network, how often it is right; a small mark for each of its three seeds.

    Args:
        finders: (name on screen, network), from the top down.
        shown: the name of the network in the picture; the others are paler.
    """
    import altair as alt

    order = [called for called, _ in finders]
    rows = [
        {
            "called": called,
            "cell": _colour(finder),
            "right": finder.accuracies[0],
            "strength": 0.75 if finder.name == shown else 0.35,
            "says": f"{100 * finder.accuracies[0]:.0f} %",
            "weights": finder.model.parameter_count,
        }
        for called, finder in finders
    ]
    seeds = [
        {"called": called, "cell": "ink", "right": value} for called, finder in finders for value in finder.seeds
    ]  # fmt: skip
    axis = alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1.0])
    x = alt.X("right:Q", title=t("answered rightly"), scale=alt.Scale(domain=[0, 1.12], nice=False), axis=axis)
    y = alt.Y("called:N", sort=order, title=None, axis=alt.Axis(labelLimit=220, labelOverlap=False))
    tooltip = [
        alt.Tooltip("called:N", title=t("network")),
        alt.Tooltip("right:Q", title=t("right"), format=".1%"),
        alt.Tooltip("weights:Q", title=t("weights"), format=",d"),
    ]
    bars = alt.Chart(inline(rows)).mark_bar(height={"band": 0.7})
    strength = alt.Opacity("strength:Q", scale=None, legend=None)
    bar = bars.encode(x=x, y=y, color=colour("cell"), opacity=strength, tooltip=tooltip)
    marks = alt.Chart(inline(seeds)).mark_tick(thickness=2, height=14).encode(x=x, y=y, color=colour("cell"))
    chance = alt.Chart(inline([{"right": 0.5, "cell": "muted"}])).mark_rule(strokeDash=[3, 3])
    said = alt.Chart(inline(row | {"cell": "ink", "right": 1.03} for row in rows)).mark_text(align="left", fontSize=12)
    numbers = said.encode(x=x, y=y, text="says:N", color=colour("cell"))
    guess = chance.encode(x=x, color=colour("cell"))
    return alt.layer(bar, guess, marks, numbers).properties(height=ROW * 0.85 * len(order) + AXIS)


def _colour(finder: TrainedFinder) -> str:
    return "gru" if finder.recipe.kind == "gru" else "found"
