"""What stands in the picture's place until somebody has predicted it: axes that are the same whatever is to be seen."""

from typing import Any

from ui.figures.stack import power_of_ten, step_ticks
from ui.lessons.gradients.figures.looks import DESK, PHONE, Look
from ui.lessons.gradients.figures.magnitude import Translator
from ui.look.palette import FAINT, INK, MUTED
from ui.look.picture import Picture
from ui.stepper.sketch import HIGHEST, LOWEST

EVERY = 3  # decades between two lines
TAKEN = 78  # pixels: the room of the transport and the reading, which come with the curves


def cover(steps: int, *, every: bool, t: Translator, look: Look = DESK) -> Picture:
    """Empty axes, in decades of what the gradient is at the last step; `every`: there is a loss at every step."""
    loss = t("loss at every step") if every else t("loss at step {step}", step=steps)
    nothing = {"type": "scatter", "x": [1, steps], "y": [LOWEST, HIGHEST], "mode": "markers", "marker": {"opacity": 0},
               "hoverinfo": "skip"}  # fmt: skip
    height = look.height + (TAKEN if look is DESK else 0)
    layout = {
        "height": height,
        "margin": {"l": 24, "r": look.right + 10, "t": 10, "b": look.bottom},
        **_axes(steps, f"{t('timestep t')}  ({loss})", look, t),
        "shapes": [_level(0, INK, "solid"), _level(-3, MUTED, "dot")],
        "showlegend": False,
        "plot_bgcolor": "rgba(0,0,0,0)",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": INK, "size": look.text},
        "dragmode": False,
        "meta": {
            "narrow": {
                "margin": {"l": 16, "r": PHONE.right + 4, "t": 10, "b": PHONE.bottom},
                "height": height,
                **_axes(steps, f"t  ({loss})", PHONE, t),
            }
        },
    }
    return Picture([nothing], layout)


def _axes(steps: int, x_title: str, look: Look, t: Translator) -> dict[str, Any]:
    plain = {"zeroline": False, "fixedrange": True, "tickfont": {"size": look.text}, "uirevision": "cover"}
    levels = list(range(int(LOWEST), int(HIGHEST) + 1, EVERY))
    named = {0: t("all of it"), -3: "1/1000", 3: "1000×"}
    xaxis = plain | {
        "range": [0.5, steps + 0.5],
        "showgrid": False,
        "ticks": "outside",
        "ticklen": 4,
        "title": {"text": x_title, "font": {"size": look.text}, "standoff": 6},
        **step_ticks(steps),
    }
    yaxis = plain | {
        "range": [LOWEST, HIGHEST],
        "side": "right",
        "gridcolor": FAINT,
        "ticks": "",
        "ticklabelstandoff": 5,
        "tickvals": levels,
        "ticktext": [named.get(level, power_of_ten(level) + ("×" if level > 0 else "")) for level in levels],
    }
    return {"xaxis": xaxis, "yaxis": yaxis}


def _level(height: float, colour: str, dash: str) -> dict[str, Any]:
    line = {"color": colour, "width": 1.2, "dash": dash}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": height, "y1": height, "layer": "below",
            "line": line}  # fmt: skip
