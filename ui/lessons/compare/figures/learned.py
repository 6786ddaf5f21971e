"""Who learns which gap: accuracy against gap, with a name on every curve, and how many of the seeds made it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.look.charts import colour, inline, lookup

Array = NDArray[np.float64]
Translator = Callable[..., str]
HEIGHT = 170  # pixels of the curves with their axis
ROW, HEAD = 17, 30  # and of a row of numbers, and of what stands over them
LOWEST, HIGHEST = 0.42, 1.03  # of the axis: guessing is a half, less some luck
APART = 14 * (HIGHEST - LOWEST) / (HEIGHT - 48)  # of the names at the ends of two curves
DASHED = (4, 3)


@dataclass(frozen=True)
class Learner:
    """A variant of the study, or a network trained here, as the figure shows it.

    Attributes:
        name: of the variant.
        cell: which cell it is, for its colour.
        called: its name on its curve.
        is_plain: whether it begins as usual: then its curve is dashed.
        gaps: where it was tried.
        accuracy: (gap, seed), what part of new sequences each network answers right in the end.
        solved: (gap,), how many of them learned the gap.
    """

    name: str
    cell: str
    called: str
    is_plain: bool
    gaps: tuple[int, ...]
    accuracy: Array
    solved: tuple[int, ...]


def accuracy_against_gap(
    learners: Sequence[Learner], *, chosen: int, live: Sequence[tuple[str, int, float]] = (), t: Translator
) -> Any:
    """The mean accuracy of each variant over its seeds, a ring for every seed, and each curve's name at its end.

    Args:
        learners: the study's, all at the same gaps.
        chosen: the gap that is shaded.
        live: (cell, gap, accuracy) of networks trained here, shown as diamonds.
    """
    import altair as alt

    gaps = learners[0].gaps
    axis = alt.Axis(values=list(gaps), format="d", grid=False, labelOverlap=False)
    x = alt.X(
        "gap:Q",
        title=t("gap, in letters"),
        axis=axis,
        scale=alt.Scale(type="log", domain=[gaps[0] / 1.15, gaps[-1] * 1.15], nice=False),
    )
    shares = alt.Axis(format="%", values=[0.5, 0.75, 1.0], grid=True)
    y = alt.Y("accuracy:Q", title=None, axis=shares, scale=alt.Scale(domain=[LOWEST, HIGHEST], nice=False))
    rows = [
        {"gap": gap, "accuracy": float(values.mean()), "cell": learner.cell, "name": learner.name,
         "called": learner.called, "dash": learner.is_plain, "seeds": len(values), "solved": solved}
        for learner in learners
        for gap, values, solved in zip(learner.gaps, learner.accuracy, learner.solved, strict=True)
    ]  # fmt: skip
    every = [
        {"gap": learner.gaps[at], "accuracy": float(value), "cell": learner.cell}
        for learner in learners
        for at, values in enumerate(learner.accuracy)
        if values.min() < values.max() - 0.02  # where all seeds do the same, the curve says it
        for value in values
    ]
    band = [{"low": chosen / 1.13, "high": chosen * 1.13, "cell": "muted"}]
    tooltip = [
        alt.Tooltip("called:N", title=t("cell")),
        alt.Tooltip("gap:Q", title=t("gap")),
        alt.Tooltip("accuracy:Q", title=t("mean accuracy"), format=".1%"),
        alt.Tooltip("seeds:Q", title=t("seeds")),
        alt.Tooltip("solved:Q", title=t("of them learned it")),
    ]
    lines = alt.Chart(inline(rows))
    dash = alt.StrokeDash("dash:N", scale=alt.Scale(domain=[False, True], range=[[1, 0], list(DASHED)]), legend=None)
    layers = [
        alt.Chart(inline(band)).mark_rect(opacity=0.14).encode(
            x=alt.X("low:Q"), x2="high:Q", color=colour("cell")
        ),
        alt.Chart(inline([{"accuracy": 0.5, "cell": "muted"}])).mark_rule(strokeDash=[3, 3]).encode(
            y=y, color=colour("cell")
        ),
        lines.mark_line(strokeWidth=2).encode(x=x, y=y, color=colour("cell"), detail="name:N", strokeDash=dash),
        alt.Chart(inline(every)).mark_point(filled=False, size=16, strokeWidth=1.2, opacity=0.75).encode(
            x=x, y=y, color=colour("cell")
        ),
        lines.mark_point(filled=True, size=42, opacity=1).encode(x=x, y=y, color=colour("cell"), tooltip=tooltip),
        *(
            alt.Chart(inline([label]))
            .mark_text(align="left", dx=9, fontSize=11.5, fontWeight="bold")
            .encode(x=x, y=y, text="called:N", color=colour("cell"))
            for label in labels(learners)
        ),
    ]  # fmt: skip
    if live:
        diamonds = [{"cell": cell, "gap": gap, "accuracy": accuracy} for cell, gap, accuracy in live]
        marks = alt.Chart(inline(diamonds)).mark_point(
            shape="diamond", size=120, strokeWidth=2.2, filled=False, opacity=1
        )
        layers.append(marks.encode(x=x, y=y, color=colour("cell")))
    return alt.layer(*layers).properties(height=HEIGHT, padding={"left": 5, "right": 14, "top": 5, "bottom": 5})


def labels(learners: Sequence[Learner]) -> list[dict[str, Any]]:
    """Each curve's name at its end; where ends lie close together, the names are moved apart, in their order."""
    ends = sorted(learners, key=lambda one: -float(one.accuracy[-1].mean()))
    heights = spread_out([float(one.accuracy[-1].mean()) for one in ends], APART, LOWEST + APART / 2)
    return [
        {"gap": one.gaps[-1], "accuracy": height, "cell": one.cell, "called": one.called}
        for one, height in zip(ends, heights, strict=True)
    ]


def spread_out(heights: Sequence[float], apart: float, lowest: float) -> list[float]:
    """The heights, from high to low, moved as little as it takes to be so far apart, and none below `lowest`."""
    found: list[float] = []
    for height in heights:
        found.append(min(height, found[-1] - apart) if found else height)
    floor = lowest
    for at in range(len(found) - 1, -1, -1):
        found[at] = max(found[at], floor)
        floor = found[at] + apart
    return found


def seeds_that_learned(learners: Sequence[Learner], words: Mapping[str, str], *, chosen: int, t: Translator) -> Any:
    """How many seeds of each variant learned each gap, as a table; where none did, the number stands alone."""
    import altair as alt

    gaps = [str(gap) for gap in learners[0].gaps]
    order = [learner.name for learner in learners]
    rows = [
        {"gap": str(gap), "name": learner.name, "cell": learner.cell, "solved": solved, "seeds": len(values)}
        for learner in learners
        for gap, solved, values in zip(learner.gaps, learner.solved, learner.accuracy, strict=True)
    ]  # fmt: skip
    x = alt.X("gap:N", sort=gaps, title=None, axis=alt.Axis(orient="top", labelAngle=0, domain=False, ticks=False))
    y = alt.Y(
        "name:N", sort=order, title=None,
        axis=alt.Axis(
            labelExpr=f"{lookup(words)}[datum.value]", domain=False, ticks=False, grid=False, labelLimit=140,
            labelOverlap=False, labelFlush=False, labelPadding=6,
        ),
    )  # fmt: skip
    tooltip = [
        alt.Tooltip("gap:N", title=t("gap")),
        alt.Tooltip("solved:Q", title=t("learned it")),
        alt.Tooltip("seeds:Q", title=t("of so many seeds")),
    ]
    here = alt.Chart(inline([{"gap": str(chosen), "name": name, "cell": "muted"} for name in order])).mark_rect(
        opacity=0.14
    )
    fills = alt.Chart(inline(rows)).mark_bar(height=ROW - 5, cornerRadius=3, opacity=0.22)
    numbers = alt.Chart(inline([{**row, "cell": "ink"} for row in rows])).mark_text(fontSize=11.5)
    return alt.layer(
        here.encode(x=x, y=y, color=colour("cell")),
        fills.transform_filter("datum.solved > 0").encode(x=x, y=y, color=colour("cell")),
        numbers.encode(x=x, y=y, text="solved:Q", color=colour("cell"), tooltip=tooltip),
    ).properties(height=HEAD + ROW * len(order))
