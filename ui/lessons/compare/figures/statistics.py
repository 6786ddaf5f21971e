"""Comparative statistics in Altair: memory, gates, accuracy against the gap. Arrays in, a chart out.

Altair is imported when a chart is made: its first use in a process takes a second.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.look.cells import CELLS
from ui.look.palette import MUTED, SIGNAL_COLOURS

Array = NDArray[np.float64]
Translator = Callable[..., str]
Rows = list[dict[str, Any]]
Chart = Any  # of Altair, whose layers and facets have no common type
DASHES: Mapping[str, list[int]] = {"lstm": [1, 0], "gru": [7, 3], "rnn": [2, 2]}


def _inline(rows: Rows) -> Any:
    """Rows as the chart's own data."""
    import altair as alt

    inline: Any = alt.Data
    return inline(values=rows)


def perturbation_rows(curves: Mapping[str, tuple[str, Array]], step: int, *, logarithmic: bool) -> Rows:
    """One row for each curve and step from the change on; on a logarithmic scale a zero has no place and is left out.

    Args:
        curves: a name on screen → (kind of cell, distances (T,)).
        step: zero-based step of the change.
    """
    return [
        {"step": at + 1, "distance": float(values[at]), "curve": name, "kind": kind}
        for name, (kind, values) in curves.items()
        for at in range(step, len(values))
        if np.isfinite(values[at]) and (values[at] > 0 or not logarithmic)
    ]


def perturbation(curves: Mapping[str, tuple[str, Array]], step: int, *, logarithmic: bool, t: Translator) -> Chart:
    """‖h_t - h'_t‖ (and ‖c_t - c'_t‖) through time, one line for each cell's state."""
    import altair as alt

    names = list(curves)
    kinds = [curves[name][0] for name in names]
    seen: set[str] = set()
    dashes = []
    for kind in kinds:  # a cell's second curve, its cell state, is dotted
        dashes.append([1, 3] if kind in seen else DASHES[kind])
        seen.add(kind)
    steps = max(len(values) for _, values in curves.values())
    scale = alt.Scale(type="log", nice=False) if logarithmic else alt.Scale(zero=True)
    y = alt.Y("distance:Q", scale=scale, title=t("distance of the two states"), axis=alt.Axis(format="~g", tickCount=6))
    if logarithmic:
        y = y.axis(format=".0e", tickCount=6)
    return (
        alt.Chart(_inline(perturbation_rows(curves, step, logarithmic=logarithmic)))
        .mark_line(strokeWidth=2.4)
        .encode(
            x=alt.X("step:Q", title=t("timestep"), scale=alt.Scale(domain=[1, steps], nice=False)),
            y=y,
            color=alt.Color(
                "curve:N",
                scale=alt.Scale(domain=names, range=[CELLS[kind].colour for kind in kinds]),
                legend=alt.Legend(title=None, orient="top", columns=2, symbolStrokeWidth=2.4, symbolSize=300),
            ),
            strokeDash=alt.StrokeDash("curve:N", scale=alt.Scale(domain=names, range=dashes), legend=None),
            tooltip=[
                alt.Tooltip("curve:N", title=t("state")),
                alt.Tooltip("step:Q", title=t("step")),
                alt.Tooltip("distance:Q", title=t("distance"), format=".3e"),
            ],
        )
        .properties(height=320)
    )


def share_rows(shares: Mapping[str, Array], tokens: Sequence[str]) -> Rows:
    """Each cell's inputs with their share, and where its segment begins and ends between 0 and 1."""
    rows: Rows = []
    for name, values in shares.items():
        ends = np.cumsum(np.nan_to_num(values))
        for at, (share, end) in enumerate(zip(values, ends, strict=True)):
            if share > 0:
                rows.append(
                    {
                        "cell": name,
                        "step": at + 1,
                        "token": tokens[at],
                        "share": float(share),
                        "from": float(end - share),
                        "to": float(end),
                    }
                )
    return rows


def input_shares(shares: Mapping[str, Array], tokens: Sequence[str], *, t: Translator) -> Chart:
    """The coloured circle of the lectures, unrolled and to scale: a bar of 100 %, one segment for each input."""
    import altair as alt

    return (
        alt.Chart(_inline(share_rows(shares, tokens)))
        .mark_bar(height={"band": 0.72}, stroke="#80808060", strokeWidth=0.5)
        .encode(
            x=alt.X(
                "from:Q", title=t("share of the last state"), axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])
            ),
            x2="to:Q",
            y=alt.Y("cell:N", sort=list(shares), title=None, axis=alt.Axis(labelFontSize=13, labelFontWeight="bold")),
            color=alt.Color(
                "step:Q",
                scale=alt.Scale(scheme="viridis", domain=[1, len(tokens)]),
                legend=alt.Legend(title=t("input at step"), orient="top", gradientLength=220, gradientThickness=10),
            ),
            tooltip=[
                alt.Tooltip("cell:N", title=t("cell")),
                alt.Tooltip("step:Q", title=t("step")),
                alt.Tooltip("token:N", title=t("input")),
                alt.Tooltip("share:Q", title=t("share"), format=".3%"),
            ],
        )
        .properties(height=260)
    )


def gate_rows(gates: Mapping[str, tuple[Array, Array]], words: Mapping[str, str]) -> Rows:
    """For each gate the places (fraction open, fraction closed) that its units take, and how many share a place."""
    rows: Rows = []
    for name, (opened, closed) in gates.items():
        places = Counter(zip(np.round(opened, 3).tolist(), np.round(closed, 3).tolist(), strict=True))
        rows += [
            {"gate": words[name], "open": place[0], "closed": place[1], "units": count}
            for place, count in places.items()
        ]
    return rows


def gate_saturation(
    gates: Mapping[str, tuple[Array, Array]], words: Mapping[str, str], *, title: str, t: Translator
) -> Chart:
    """Karpathy's picture: each unit's gate by how often it is open (> 0.9) and how often closed (< 0.1)."""
    import altair as alt

    domain = [words[name] for name in gates]
    shapes = ["circle", "triangle-up", "square"][: len(domain)]
    edge = (
        alt.Chart(_inline([{"open": 0, "closed": 1}, {"open": 1, "closed": 0}]))
        .mark_line(color=MUTED, strokeDash=[2, 3], strokeWidth=1)
        .encode(x="open:Q", y="closed:Q")
    )
    axis = alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1])
    points = (
        alt.Chart(_inline(gate_rows(gates, words)))
        .mark_point(filled=True, opacity=0.75, clip=False)
        .encode(
            x=alt.X("open:Q", title=t("time open (> 0.9)"), scale=alt.Scale(domain=[0, 1]), axis=axis),
            y=alt.Y("closed:Q", title=t("time closed (< 0.1)"), scale=alt.Scale(domain=[0, 1]), axis=axis),
            size=alt.Size("units:Q", scale=alt.Scale(domain=[1, 16], range=[90, 700]), legend=None),
            color=alt.Color(
                "gate:N",
                scale=alt.Scale(domain=domain, range=[SIGNAL_COLOURS[name] for name in gates]),
                legend=alt.Legend(title=None, orient="top"),
            ),
            shape=alt.Shape("gate:N", scale=alt.Scale(domain=domain, range=shapes)),
            tooltip=[
                alt.Tooltip("gate:N", title=t("gate")),
                alt.Tooltip("units:Q", title=t("units")),
                alt.Tooltip("open:Q", title=t("open"), format=".1%"),
                alt.Tooltip("closed:Q", title=t("closed"), format=".1%"),
            ],
        )
    )
    return alt.layer(edge, points).properties(height=330, title=title)


def gap_rows(study: Mapping[str, Array], gaps: Sequence[int], words: Mapping[str, str]) -> Rows:
    """For each variant and gap the mean, the least and the greatest accuracy over seeds."""
    return [
        {
            "variant": words[name],
            "gap": gap,
            "mean": float(values.mean()),
            "low": float(values.min()),
            "high": float(values.max()),
            "seeds": len(values),
        }
        for name, of_gaps in study.items()
        for gap, values in zip(gaps, of_gaps, strict=True)
    ]


def accuracy_against_gap(
    study: Mapping[str, Array],
    gaps: Sequence[int],
    words: Mapping[str, str],
    kinds: Mapping[str, str],
    *,
    chosen: int,
    live: Sequence[tuple[str, int, float]] = (),
    t: Translator,
) -> Chart:
    """Accuracy against the gap: the mean over seeds, a bar from the worst to the best seed, and live runs as diamonds.

    Args:
        study: variant → (gap, seed).
        words, kinds: variant → its name on screen, and which cell it is.
        chosen: the gap of the slider.
        live: (variant, gap, accuracy) of runs trained here.
    """
    import altair as alt

    domain = [words[name] for name in study]
    colours = [CELLS[kinds[name]].colour for name in study]
    dashes = [[1, 0] if name.endswith("_keep") or name == "rnn" else [5, 4] for name in study]
    colour = alt.Color(
        "variant:N",
        scale=alt.Scale(domain=domain, range=colours),
        legend=alt.Legend(title=None, orient="top", columns=2, labelLimit=260, symbolSize=120),
    )
    dash = alt.StrokeDash("variant:N", scale=alt.Scale(domain=domain, range=dashes), legend=None)
    x = alt.X(
        "gap:O",
        title=t("gap: letters between the symbol and the question"),
        axis=alt.Axis(labelAngle=0),
        scale=alt.Scale(type="band", paddingInner=0.35, paddingOuter=0.15),
    )
    offset = alt.XOffset("variant:N", scale=alt.Scale(domain=domain))
    percent = alt.Scale(domain=[0.4, 1.02], nice=False)
    y = alt.Y("mean:Q", title=t("right answers"), scale=percent, axis=alt.Axis(format="%", values=[0.5, 0.75, 1.0]))
    tooltip = [
        alt.Tooltip("variant:N", title=t("cell")),
        alt.Tooltip("gap:O", title=t("gap")),
        alt.Tooltip("mean:Q", title=t("mean over seeds"), format=".1%"),
        alt.Tooltip("low:Q", title=t("worst seed"), format=".1%"),
        alt.Tooltip("high:Q", title=t("best seed"), format=".1%"),
    ]
    base = alt.Chart(_inline(gap_rows(study, gaps, words)))
    here = (
        alt.Chart(_inline([{"gap": chosen}]))
        .mark_bar(color=MUTED, opacity=0.13)
        .encode(x=x, y=alt.Y(datum=0.4, scale=percent), y2=alt.datum(1.02))
    )
    layers = [
        here,
        base.mark_rule(strokeWidth=5, opacity=0.35).encode(
            x=x, xOffset=offset, y=alt.Y("low:Q", scale=percent, title=t("right answers")), y2="high:Q", color=colour
        ),
        base.mark_line(strokeWidth=1.6, opacity=0.7).encode(x=x, xOffset=offset, y=y, color=colour, strokeDash=dash),
        base.mark_point(filled=True, size=60, opacity=1).encode(
            x=x, xOffset=offset, y=y, color=colour, tooltip=tooltip
        ),
    ]
    if live:
        rows = [{"variant": words[name], "gap": gap, "mean": value} for name, gap, value in live]
        diamonds = alt.Chart(_inline(rows)).mark_point(shape="diamond", size=150, strokeWidth=2, filled=False)
        layers.append(
            diamonds.encode(
                x=x,
                xOffset=offset,
                y=y,
                color=colour,
                tooltip=[
                    alt.Tooltip("variant:N", title=t("trained here")),
                    alt.Tooltip("mean:Q", title=t("right answers"), format=".1%"),
                ],
            )
        )
    return alt.layer(*layers).properties(height=420)


def convention_rows(differences: Array) -> Rows:
    """Step and difference, without the zeros, which have no place on a logarithmic scale."""
    return [{"step": at + 1, "difference": float(value)} for at, value in enumerate(differences) if value > 0]


def convention_difference(differences: Array, *, t: Translator) -> Chart:
    """The largest |h_t - h'_t| over units, at every step, on a logarithmic scale that reaches down to rounding."""
    import altair as alt

    low = min([1e-17, *differences[differences > 0].tolist()])
    return (
        alt.Chart(_inline(convention_rows(differences)))
        .mark_line(strokeWidth=2.4)
        .encode(
            color=alt.value(CELLS["gru"].colour),
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
        .properties(height=260)
    )
