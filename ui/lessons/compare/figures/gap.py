"""How soon each cell learns a gap: one point for every seed of the study, and those that did not make it."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.look.charts import colour, inline, lookup

Translator = Callable[..., str]
ROW = 17  # pixels
BAND = 1.5  # beyond the budget, by this factor: where those stand that did not learn within it
END = 2.2  # and by this one the end of the axis


@dataclass(frozen=True)
class Line:
    """One variant at one gap: for every seed the optimizer steps that it took, and whether it learned within them."""

    variant: str
    gap: int
    steps: NDArray[np.int64]
    solved: NDArray[np.bool_]


def gap_rows(
    lines: Sequence[Line], kinds: Mapping[str, str], words: Mapping[str, str], budget: int
) -> list[dict[str, Any]]:
    """For each line the places that its seeds take, and how many share a place."""
    rows = []
    for line in lines:
        places = Counter(zip(line.steps.tolist(), line.solved.tolist(), strict=True))
        rows += [
            {
                "row": _row(line.gap, line.variant),
                "cell": kinds[line.variant],
                "called": words[line.variant],
                "gap": line.gap,
                "steps": steps,
                "at": float(steps) if solved else BAND * budget,
                "learned": bool(solved),
                "seeds": count,
            }
            for (steps, solved), count in sorted(places.items())
        ]
    return rows


def steps_against_gap(
    lines: Sequence[Line],
    gaps: Sequence[int],
    words: Mapping[str, str],
    kinds: Mapping[str, str],
    *,
    budget: int,
    chosen: int,
    live: Sequence[Line] = (),
    t: Translator,
) -> Any:
    """A block for each gap, in it a row for each variant, in it a point for each seed, at the steps that it took.

    A disc has learned; a cross stands beyond the budget and has not. Larger marks are several seeds. At the right end
    of a row stands how many learned. Rows carry their names, so that no colour needs to be looked up.

    Args:
        lines: a `Line` for every variant and gap.
        gaps: in their order.
        words, kinds: variant → its name on screen, and which cell it is.
        budget: the most steps of a run.
        chosen: the gap of the slider, whose block is shaded.
        live: runs trained here, shown as open diamonds.
    """
    import altair as alt

    order = [key for gap in gaps for key in (_row(gap, ""), *(_row(gap, variant) for variant in words))]
    names = {_row(gap, variant): words[variant] for gap in gaps for variant in words}
    names |= {_row(gap, ""): t("gap {gap}", gap=gap) for gap in gaps}
    counts = {_row(line.gap, line.variant): f"{int(line.solved.sum())}/{len(line.solved)}" for line in lines}
    counts |= {_row(gap, ""): "" for gap in gaps}

    def y(axis: Any = None) -> Any:
        return alt.Y(
            "row:N",
            sort=order,
            title=None,
            scale=alt.Scale(domain=order, paddingInner=0, paddingOuter=0),
            axis=axis,
        )

    ticks = [step for step in (25, 50, 100, 200, 500, 1000, 2000, 5000) if step <= budget]
    x = alt.X(
        "at:Q",
        title=[t("optimizer steps until 99 % of"), t("new sequences are answered correctly")],
        scale=alt.Scale(type="log", domain=[18, END * budget], nice=False),
        axis=alt.Axis(values=ticks, format=",d", labelOverlap=True),
    )
    shade = (
        alt.Chart(inline({"row": _row(chosen, variant), "cell": "muted"} for variant in ("", *words)))
        .mark_bar(opacity=0.14, height={"band": 1.0})
        .encode(y=y(_row_axis("left", names)), color=colour("cell"))
    )
    limit = (
        alt.Chart(inline([{"at": float(budget), "cell": "muted"}]))
        .mark_rule(strokeDash=[3, 3])
        .encode(x=x, color=colour("cell"))
    )
    late = {"at": END * budget, "row": order[0], "cell": "ink", "says": f"> {budget:,}"}
    above = (
        alt.Chart(inline([late]))
        .mark_text(fontSize=11, align="right", dx=-2)
        .encode(x=x, y=y(), text="says:N", color=colour("cell"))
    )
    size = alt.Size("seeds:Q", scale=alt.Scale(domain=[1, 10], range=[55, 230]), legend=None)
    tooltip = [
        alt.Tooltip("called:N", title=t("cell")),
        alt.Tooltip("gap:O", title=t("gap")),
        alt.Tooltip("seeds:Q", title=t("seeds")),
        alt.Tooltip("learned:N", title=t("learned")),
        alt.Tooltip("steps:Q", title=t("optimizer steps"), format=",d"),
    ]
    rows = gap_rows(lines, kinds, words, budget)
    layers = [shade, limit, above]
    for learned, shape, angle in ((True, "circle", 0), (False, "cross", 45)):
        marks = alt.Chart(inline(row for row in rows if row["learned"] == learned))
        marks = marks.mark_point(shape=shape, angle=angle, filled=True, opacity=0.9)
        axis = _row_axis("right", counts) if learned else None
        layers.append(marks.encode(x=x, y=y(axis), size=size, color=colour("cell"), tooltip=tooltip))
    if live:
        trained = alt.Chart(inline(gap_rows(live, dict.fromkeys(kinds, "ink"), words, budget)))
        diamonds = trained.mark_point(shape="diamond", size=130, strokeWidth=2, filled=False)
        layers.append(diamonds.encode(x=x, y=y(), color=colour("cell"), tooltip=tooltip))
    return alt.layer(*layers).resolve_axis(y="independent").properties(height=ROW * len(order))


def _row_axis(side: Any, words: Mapping[str, str]) -> Any:
    """An axis that says something of each row; headings, which have no variant, in bold."""
    import altair as alt

    heading = "indexof(datum.value, '|') == length(datum.value) - 1"
    return alt.Axis(
        orient=side,
        labelExpr=f"{lookup(words)}[datum.value]",
        labelLimit=160,
        labelOverlap=False,
        labelFlush=False,
        labelPadding=6,
        grid=False,
        labelFontWeight={"condition": {"test": heading, "value": "bold"}, "value": "normal"},
    )


def _row(gap: int, variant: str) -> str:
    """The name of a row; a gap's heading has no variant."""
    return f"{gap}|{variant}"
