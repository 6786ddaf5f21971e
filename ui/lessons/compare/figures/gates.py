"""How much of the time each gate is open, and how much closed: two bars for each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ui.look.charts import NAMES, colour, inline, lookup

Translator = Callable[..., str]
ROW = 42  # pixels


@dataclass(frozen=True)
class Shares:
    """One gate of one cell: in which fractions of all steps it is open (> 0.9) and closed (< 0.1), mean of units."""

    cell: str
    gate: str
    open: float
    closed: float


def gate_rows(gates: Sequence[Shares]) -> list[dict[str, Any]]:
    """Two rows for each gate, what is open first."""
    return [
        {"row": _row(shares), "gate": shares.gate, "side": side, "share": value, "says": f"{100 * value:.0f} %"}
        for shares in gates
        for side, value in (("open", shares.open), ("closed", shares.closed))
    ]


def gate_bars(gates: Sequence[Shares], words: Mapping[str, str], *, t: Translator) -> Any:
    """A full bar for how much of the time a gate is open, a hollow one below it for how much it is closed.

    Args:
        words: cells and gates → what they are called on screen.
    """
    import altair as alt

    order = [_row(shares) for shares in gates]
    names = {_row(shares): f"{words[shares.cell]} {words[shares.gate]}" for shares in gates}
    called = {"open": t("open, above 0.9"), "closed": t("closed, below 0.1")}
    rows = [{**row, "called": called[row["side"]], "of": names[row["row"]]} for row in gate_rows(gates)]
    y = alt.Y(
        "row:N",
        sort=order,
        title=None,
        scale=alt.Scale(domain=order, paddingInner=0.28, paddingOuter=0.1),
        axis=alt.Axis(labelExpr=f"{lookup(names)}[datum.value]", labelLimit=140, ticks=False, domain=False, grid=False),
    )
    x = alt.X(
        "share:Q",
        title=t("share of the time"),
        scale=alt.Scale(domain=[0, 1.16], nice=False),
        axis=alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1]),
    )
    offset = alt.YOffset("side:N", sort=["open", "closed"], scale=alt.Scale(paddingInner=0.12))
    tooltip = [
        alt.Tooltip("of:N", title=t("gate")),
        alt.Tooltip("called:N", title=t("it is")),
        alt.Tooltip("share:Q", title=t("share of the time"), format=".1%"),
    ]
    layers = []
    for side, filled in (("open", 1.0), ("closed", 0.0)):
        bars = alt.Chart(inline(row for row in rows if row["side"] == side))
        layers.append(
            bars.mark_bar(strokeWidth=1.6, fillOpacity=filled).encode(
                x=x, y=y, yOffset=offset, color=colour("gate"), stroke=_stroke(), tooltip=tooltip
            )
        )
    said = alt.Chart(inline({**row, "gate": "ink"} for row in rows)).mark_text(align="left", dx=5, fontSize=11)
    layers.append(said.encode(x=x, y=y, yOffset=offset, text="says:N", color=colour("gate")))
    return alt.layer(*layers).properties(height=ROW * len(order))


def _stroke() -> Any:
    import altair as alt

    return alt.Stroke("gate:N", scale=alt.Scale(domain=list(NAMES)), legend=None)


def _row(shares: Shares) -> str:
    return f"{shares.cell}|{shares.gate}"
