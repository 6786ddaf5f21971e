"""One unit of a diagonal cell: its own number at every step, and their running product."""

from collections.abc import Callable

import numpy as np

from ui.figures.stack import Array, Row, log_axis, stack
from ui.lessons.gradients.figures.why import level, moving
from ui.look.cells import CELLS
from ui.look.picture import Held, Picture

Translator = Callable[..., str]


def unit_product(kind: str, factors: Array, logs: Array, *, t: Translator) -> Picture:
    """Bars of `factors` (T,) above; below the line of their product from the cursor on, which the browser draws.

    Args:
        kind: of cell; it gives colour and symbols.
        factors: what the unit's state is multiplied by at each step.
        logs: log10 of their product from the first step on, (T,).
    """
    look, steps = CELLS[kind], len(factors)
    symbol = look.keeps.removeprefix("Π ").removeprefix("(").removesuffix(")")
    bars = {
        "type": "bar", "x0": 1, "y": factors, "marker": {"color": look.colour, "line": {"width": 0}}, "opacity": 0.75,
        "hovertemplate": f"{symbol}, i = %{{x}}: <b>%{{y:.5f}}</b><extra></extra>",
    }  # fmt: skip
    numbers = Row(symbol, 92, (bars,), {"range": [0, 1.04], "tickvals": [0, 0.5, 1], "showgrid": True})
    finite = logs[np.isfinite(logs)]
    span = np.array([float(finite.min()) - float(finite.max()), 0.0]) if finite.size else np.array([-1.0, 0.0])
    line = moving("log_unit", look.colour, "solid", 2.6, x=np.arange(1, steps + 1), since=True)
    axis = {key: value if isinstance(value, (bool, Held)) else Held(value) for key, value in log_axis(span).items()}
    product = Row(look.keeps, 130, (line, level(steps)), axis)
    return stack([numbers, product], steps, t("step i on the way from k to t"), left=132, bargap=0.12)
