"""How the picture of the gradient laboratory is set: its curves, and its sizes for desk, lecture hall and phone."""

from dataclasses import dataclass
from typing import Any

from ui.figures.stack import Array


@dataclass(frozen=True, eq=False)
class Line:
    """One curve: log10 of norms through time, how it looks, and what is written at its end.

    `dash` is Plotly's; `before` says that it is the dotted one of a cell without the remedies.
    `label` has one or two parts, which stand under one another where there is room. `gap`: after how many steps back it
    is below a thousandth; `bad`: the last zero-based step, going back, that is NaN or infinite.
    """

    name: str
    label: tuple[str, ...]
    colour: str
    dash: str
    logs: Array
    before: bool = False
    low: Array | None = None
    high: Array | None = None
    direct: Array | None = None
    recurrent: Array | None = None
    gap: int | None = None
    bad: int | None = None


@dataclass(frozen=True)
class Look:
    """Sizes in pixels, for a desk or for a lecture hall."""

    height: int = 344
    text: int = 12
    small: int = 11
    line: float = 2.4
    right: int = 66
    left: int = 184
    top: int = 30
    bottom: int = 42
    spacing: int = 36
    wrap: int = 120  # letters that stand side by side on the plot


DESK = Look()
HALL = Look(height=428, text=22, small=19, line=4.5, right=116, left=330, top=44, bottom=76, spacing=62, wrap=60)
PHONE = Look(right=56, left=50, wrap=50)  # below 520 pixels, wherever one sits
KEY_ROW = PHONE.small + 7


def text_at(
    words: str, at: float, height: float, size: int, colour: str, *, x: str = "x", y: str = "y", **more: Any
) -> dict[str, Any]:
    """An annotation without an arrow."""
    place = {"text": words, "x": at, "y": height, "xref": x, "yref": y, "showarrow": False}
    return place | {"font": {"size": size, "color": colour}} | more
