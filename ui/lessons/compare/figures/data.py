"""Accuracy on new sequences against the number of training sequences: every seed a dot, and the median a line."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.look.cells import CELLS
from ui.look.charts import by_name, colour, inline, legend_of

Array = NDArray[np.float64]
Translator = Callable[..., str]
ASIDE = 1.1  # so that the dots of one size stand beside each other, each cell's are moved by this factor
DASHES: Mapping[str, list[int]] = MappingProxyType({kind: list(look.dash) for kind, look in CELLS.items()})


def seed_rows(accuracies: Mapping[str, Array], sizes: Sequence[int], seeds: Sequence[int]) -> list[dict[str, Any]]:
    """One row for each network; (size, seed) for each kind of cell."""
    middle = (len(accuracies) - 1) / 2
    return [
        {
            "cell": kind,
            "size": size,
            "at": size * ASIDE ** (place - middle),
            "seed": seed,
            "accuracy": float(values[row, column]),
        }
        for place, (kind, values) in enumerate(accuracies.items())
        for row, size in enumerate(sizes)
        for column, seed in enumerate(seeds)
    ]


def median_rows(accuracies: Mapping[str, Array], sizes: Sequence[int]) -> list[dict[str, Any]]:
    """One row for each cell and size: the median of the seeds, and where their middle half ends."""
    rows = []
    for kind, values in accuracies.items():
        for size, of_seeds in zip(sizes, values, strict=True):
            low, middle, high = (float(value) for value in np.percentile(of_seeds, (25, 50, 75)))
            rows.append({"cell": kind, "size": size, "low": low, "accuracy": middle, "high": high})
    return rows


def accuracy_against_data(
    accuracies: Mapping[str, Array],
    words: Mapping[str, str],
    sizes: Sequence[int],
    seeds: Sequence[int],
    *,
    t: Translator,
) -> Any:
    """A line for each cell through the medians, a band for the middle half of the seeds, a dot for every network.

    Args:
        accuracies: kind of cell → (size, seed).
        words: kind → what it is called on screen.
    """
    import altair as alt

    legend = legend_of(words, symbolType="stroke", symbolSize=500, symbolStrokeWidth=2.4)
    ends = [sizes[0] / 1.3, sizes[-1] * 1.3]
    scale = alt.Scale(type="log", base=2, domain=ends, nice=False)
    axis = alt.Axis(values=list(sizes), format=",d", grid=False)

    def x(field: str) -> Any:
        return alt.X(f"{field}:Q", title=t("training sequences"), scale=scale, axis=axis)

    low = min(0.5, *(float(values.min()) for values in accuracies.values()))
    up = alt.Scale(domain=[low, 1.0], nice=False)
    right = t("right on new sequences")

    def y(field: str) -> Any:
        return alt.Y(f"{field}:Q", title=right, scale=up, axis=alt.Axis(format="%", tickCount=6))

    medians = [{**row, "called": words[row["cell"]]} for row in median_rows(accuracies, sizes)]
    dots = [{**row, "called": words[row["cell"]]} for row in seed_rows(accuracies, sizes, seeds)]
    base = alt.Chart(inline(medians))
    band = base.mark_area(opacity=0.16).encode(x=x("size"), y=y("low"), y2="high:Q", color=colour("cell", legend))
    line = base.mark_line(strokeWidth=2.6).encode(
        x=x("size"),
        y=y("accuracy"),
        color=colour("cell", legend),
        strokeDash=alt.StrokeDash("cell:N", scale=by_name(DASHES, [1, 0]), legend=legend),
        tooltip=[
            alt.Tooltip("called:N", title=t("cell")),
            alt.Tooltip("size:Q", title=t("training sequences"), format=",d"),
            alt.Tooltip("accuracy:Q", title=t("median"), format=".1%"),
            alt.Tooltip("low:Q", title=t("a quarter below"), format=".1%"),
            alt.Tooltip("high:Q", title=t("a quarter above"), format=".1%"),
        ],
    )
    points = (
        alt.Chart(inline(dots))
        .mark_point(filled=True, size=34, opacity=0.75)
        .encode(
            x=x("at"),
            y=y("accuracy"),
            color=colour("cell", legend),
            tooltip=[
                alt.Tooltip("called:N", title=t("cell")),
                alt.Tooltip("size:Q", title=t("training sequences"), format=",d"),
                alt.Tooltip("seed:O", title=t("seed")),
                alt.Tooltip("accuracy:Q", title=right, format=".1%"),
            ],
        )
    )
    return alt.layer(band, points, line).properties(height=310)
