"""What a window costs: weights against how far one output sees."""

from collections.abc import Callable
from typing import Any, NamedTuple

from engine.learning.finding import FinderRecipe, untrained
from engine.networks.convolutional import ConvolutionalNetwork, convolutional, dilated
from ui.look.charts import colour, inline

Translator = Callable[..., str]

UNITS = 12  # filters of each stage, and units of the GRU: those of the networks that ship
LETTERS, ANSWERS = 6, 2  # of the task of two letters
WIDTH = 5  # of each stage of the stack
WIDTHS = (1, 5, 13, 25, 29, 61, 125)
STAGES = 5


class Cost(NamedTuple):
    """A network: how many letters one of its outputs sees, and how many weights it has."""

    window: int
    weights: int


def dense() -> tuple[Cost, ...]:
    """One stage of filters that read every letter of their window."""
    return tuple(_cost(convolutional(LETTERS, ANSWERS, (width,), UNITS)) for width in WIDTHS)


def stacked() -> tuple[Cost, ...]:
    """Stages of width 5 that read one another, each twice as far apart as the one below."""
    every = (dilated(LETTERS, ANSWERS, WIDTH, UNITS, tuple(2**k for k in range(n))) for n in range(1, STAGES + 1))
    return tuple(_cost(network) for network in every)


def recurrent() -> int:
    """The weights of the GRU, whose window has no end."""
    return untrained(FinderRecipe("order", "gru", units=UNITS)).parameter_count


def _cost(network: ConvolutionalNetwork) -> Cost:
    return Cost(network.window, network.parameter_count)


def weights_against_window(t: Translator) -> Any:
    """A line for filters of one width, one for a dilated stack, and one for the GRU, which has no window."""
    import altair as alt

    lines = {
        t("filters of that width"): ("found", dense()),
        t("dilated stack"): ("found again", stacked()),
        t("GRU: no window"): ("gru", tuple(Cost(window, recurrent()) for window in WIDTHS)),
    }
    rows = [
        {"called": called, "cell": cell.removesuffix(" again"), "dashed": cell.endswith("again"), **each._asdict()}
        for called, (cell, costs) in lines.items()
        for each in costs
    ]
    last = [row for row in rows if row["window"] == WIDTHS[-1]]
    x = alt.X(
        "window:Q",
        title=t("letters that one output sees"),
        scale=alt.Scale(domain=[0, 132], nice=False),
        axis=alt.Axis(values=[1, 25, 50, 75, 100, 125]),
    )
    y = alt.Y("weights:Q", title=t("weights"), axis=alt.Axis(format=",d"))
    tooltip = [
        alt.Tooltip("called:N", title=t("network")),
        alt.Tooltip("window:Q", title=t("window")),
        alt.Tooltip("weights:Q", title=t("weights"), format=",d"),
    ]
    dash = alt.StrokeDash("dashed:N", scale=alt.Scale(domain=[False, True], range=[[1, 0], [6, 4]]), legend=None)
    base = alt.Chart(inline(rows))
    line = base.mark_line(strokeWidth=2).encode(x=x, y=y, color=colour("cell"), detail="called:N", strokeDash=dash)
    points = base.mark_point(filled=True, size=45).encode(x=x, y=y, color=colour("cell"), tooltip=tooltip)
    said = alt.Chart(inline(last)).mark_text(align="right", dy=-12, fontSize=12)
    words = said.encode(x=x, y=y, text="called:N", color=colour("cell"))
    return alt.layer(line, points, words).properties(height=260)
