"""Two charts of the four writers of dates: how the last letter pulls on each encoder state, and how many are right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from engine.cells.base import Array
from ui.look.charts import by_name, colour, inline

Translator = Callable[..., str]
LOOKING, FIXED = "looking", "decoder"  # what the network reads of the encoder, as the palette names it
HEIGHT = 230
LEAST_PULL = 1e-9  # less is drawn at the foot


def pulls_by_position(found: Mapping[str, Array], limits: tuple[float, float], date_ends: int, *, t: Translator) -> Any:
    """A line for every name: ‖∂L/∂h_k‖ / ‖∂L/∂logits‖ at each encoder state k.

    Args:
        found: `attention` and `fixed`, or the ways of attention, `through` and `end_states`, → (steps,).
        limits: of the axis, so that two charts can be compared.
        date_ends: the last encoder state at which a date may end; beyond, all of them have filler.
    """
    import altair as alt

    names = {
        "attention": t("with attention"),
        "fixed": t("one fixed vector"),
        "through": t("through attention"),
        "end_states": t("through the end states"),
    }
    kinds = {"attention": LOOKING, "through": LOOKING, "fixed": FIXED, "end_states": FIXED}
    low, high = limits
    powers = [10.0**power for power in range(round(np.log10(low)), round(np.log10(high)) + 1, 2)]
    scale = alt.Scale(type="log", domain=[low, high], nice=False)
    rows = [
        {"k": k + 1, "pull": max(float(value), low), "cell": kinds[name], "called": names[name]}
        for name, values in found.items()
        for k, value in enumerate(values)
    ]
    steps = len(next(iter(found.values())))
    x = alt.X("k:Q", title=t("encoder state k"), scale=alt.Scale(domain=[1, steps], nice=False), axis=_whole(steps))
    y = alt.Y("pull:Q", title=None, scale=scale, axis=alt.Axis(values=powers, labelExpr=_POWER, grid=True))
    tooltip = [
        alt.Tooltip("called:N", title=t("network")),
        alt.Tooltip("k:Q", title="k"),
        alt.Tooltip("pull:Q", title="‖∂L/∂h‖ / ‖∂L/∂logits‖", format=".2e"),
    ]
    dash = alt.StrokeDash("cell:N", scale=by_name({FIXED: [6, 3]}, [1, 0]), legend=None)
    shade = alt.Chart(inline([{"from": 1, "to": date_ends, "cell": LOOKING}])).mark_rect(opacity=0.09)
    lines = alt.Chart(inline(rows)).mark_line(strokeWidth=2.2)
    labels = _labels(found, names, kinds)
    words = [
        alt.Chart(inline([row for row in labels if row["below"] == below]))
        .mark_text(fontSize=12, fontWeight="bold", baseline="top" if below else "bottom", dy=6 if below else -5)
        .encode(x="k:Q", y="pull:Q", text="called:N", color=colour("cell"))
        for below in (False, True)
    ]
    said = {"k": 1.6, "pull": low, "says": t("the date"), "cell": LOOKING}
    foot = alt.Chart(inline([said])).mark_text(fontSize=11, align="left", baseline="bottom", dy=-4)
    return alt.layer(
        shade.encode(x=alt.X("from:Q"), x2="to:Q", color=colour("cell")),
        lines.encode(x=x, y=y, color=colour("cell"), strokeDash=dash, detail="called:N", tooltip=tooltip),
        *words,
        foot.encode(x="k:Q", y="pull:Q", text="says:N", color=colour("cell")),
    ).properties(height=HEIGHT)


def limits_of(*found: Mapping[str, Array]) -> tuple[float, float]:
    """Powers of ten around all of it, with room for a name below the lowest."""
    values = np.concatenate([line for one in found for line in one.values()])
    low = np.floor(np.log10(max(values.min(), LEAST_PULL)) - 1.2)
    return float(10**low), float(10 ** np.ceil(np.log10(values.max())))


def right_by_filler(
    accuracies: Mapping[str, Mapping[int, float]], names: Mapping[str, str], met: int, chosen: str, *, t: Translator
) -> Any:
    """A line for each network: the share of new dates written without a mistake, by letters of filler after them.

    Args:
        accuracies: network → filler → share.
        names: network → what it is called.
        met: the longest filler in training, where a line stands.
        chosen: the network on the page; its line is thicker.
    """
    import altair as alt

    rows: list[dict[str, Any]] = [
        {"network": name, "called": names[name], "filler": filler, "share": share,
         "cell": LOOKING if name == "attention" else FIXED, "wide": 3.4 if name == chosen else 1.8}
        for name, found in accuracies.items()
        for filler, share in found.items()
    ]  # fmt: skip
    longest: int = max(row["filler"] for row in rows)
    x = alt.X(
        "filler:Q",
        title=t("letters of filler after the date"),
        scale=alt.Scale(domain=[0, _ROOM * longest], nice=False),  # beyond the lines stand their names
        axis=alt.Axis(values=[filler for filler in (0, 20, 40, 80, 120) if filler <= longest], grid=False),
    )
    y = alt.Y("share:Q", title=None, scale=alt.Scale(domain=[0, 1.02], nice=False), axis=alt.Axis(format=".0%"))
    dash = alt.StrokeDash(
        "network:N",
        scale=alt.Scale(domain=list(accuracies), range=[[1, 0], [2, 3], [8, 3], [1, 0]][: len(accuracies)]),
        legend=None,
    )
    tooltip = [
        alt.Tooltip("called:N", title=t("network")),
        alt.Tooltip("filler:Q", title=t("letters of filler")),
        alt.Tooltip("share:Q", title=t("without a mistake"), format=".1%"),
    ]
    base = alt.Chart(inline(rows)).encode(x=x, y=y, color=colour("cell"), tooltip=tooltip)
    width = alt.StrokeWidth("wide:Q", scale=None, legend=None)
    limit = alt.Chart(inline([{"filler": met, "cell": "muted"}])).mark_rule(strokeDash=[3, 3])
    said = {"filler": met, "share": 0.02, "says": t("longest in training"), "cell": "ink"}
    note = alt.Chart(inline([said])).mark_text(fontSize=11, align="left", baseline="bottom", dx=5)
    ends: list[dict[str, Any]] = [
        {
            "filler": longest,
            "share": place,
            "says": "\n".join(names[name].rsplit(", ", 1)),
            "cell": LOOKING if name == "attention" else FIXED,
        }
        for name, place in _apart({name: found[longest] for name, found in accuracies.items()}).items()
    ]
    labels = alt.Chart(inline(ends)).mark_text(fontSize=12, align="left", dx=8, lineBreak="\n", lineHeight=13)
    return alt.layer(
        limit.encode(x="filler:Q", color=colour("cell")),
        note.encode(x="filler:Q", y="share:Q", text="says:N", color=colour("cell")),
        base.mark_line().encode(strokeDash=dash, strokeWidth=width, detail="network:N"),
        base.mark_point(filled=True, size=34, opacity=1),
        labels.encode(x="filler:Q", y="share:Q", text="says:N", color=colour("cell")),
    ).properties(height=HEIGHT + 80)


# 10⁻⁷ rather than 1e-7, in Vega's own expressions
_POWER = (
    "'10' + replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace("
    "format(log(datum.value) / log(10), '.0f'), '−', '⁻'), '0', '⁰'), '1', '¹'), '2', '²'), '3', '³'), '4', '⁴'), "
    "'5', '⁵'), '6', '⁶'), '7', '⁷'), '8', '⁸'), '9', '⁹')"
)
_ROOM = 1.95  # as wide as the lines and their names
_LABEL = 0.135  # of the height, for a name at a line's end


def _apart(places: Mapping[str, float]) -> dict[str, float]:
    """Where names stand so that none covers another: from the top down, each at its line or below the one before."""
    found: dict[str, float] = {}
    last = 1.1
    for name in sorted(places, key=lambda each: -places[each]):
        last = found[name] = min(places[name], last - _LABEL)
    return found


def _labels(found: Mapping[str, Array], names: Mapping[str, str], kinds: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each name at the place on its line that is furthest from the other, on the side away from it."""
    rows: list[dict[str, Any]] = []
    for name, values in found.items():
        others = [other for key, other in found.items() if key != name]
        inner = np.arange(len(values) // 5, len(values) - len(values) // 5)
        logs = np.log(np.maximum(values, LEAST_PULL))
        room = [min((abs(logs[k] - np.log(max(other[k], LEAST_PULL))) for other in others), default=1.0) for k in inner]
        at = int(inner[int(np.argmax(room))])
        below = any(other[at] > values[at] for other in others)
        place = {"k": at + 1, "pull": max(float(values[at]), LEAST_PULL), "below": below}
        rows.append(place | {"called": names[name], "cell": kinds[name]})
    return rows


def _whole(steps: int) -> Any:
    import altair as alt

    ticks: Sequence[int] = [1, *range(20, steps + 1, 20)]
    return alt.Axis(values=list(ticks), format="d", grid=False)
