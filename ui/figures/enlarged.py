"""A figure for a desk, set for a lecture hall: larger letters, thicker lines, wider margins."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ui.look.picture import Held, Picture

PIXELS = {"standoff", "xshift", "yshift", "thickness"}  # distances beside letters
IN_TEXT = re.compile(r"font-size:([\d.]+)px")  # of some letters among others


def enlarged(picture: Picture, by: float, height: int) -> Picture:
    """The same picture, `height` pixels high, with letters and lines `by` times as large."""
    layout = _larger(picture.layout, by)
    layout["height"] = height
    layout["margin"] = {side: round(by * width) for side, width in picture.layout["margin"].items()}
    return replace(
        picture,
        data=[_larger(trace, by) for trace in picture.data],
        layout=layout,
        notes=[_larger(note, by) for note in picture.notes],
    )


def _larger(part: Any, by: float, inside: str = "") -> Any:
    if isinstance(part, Held):
        return part
    if isinstance(part, Mapping):
        return {
            name: item if name == "meta" else _sized(item, by) if _is_size(name, inside) else _larger(item, by, name)
            for name, item in part.items()
        }
    if isinstance(part, (list, tuple)):
        return [_larger(item, by, inside) for item in part]
    if isinstance(part, str):
        return IN_TEXT.sub(lambda found: f"font-size:{_sized(float(found[1]), by):g}px", part)
    return part


def _is_size(name: str, inside: str) -> bool:
    """Whether a number of this name is a length in pixels."""
    if name == "size":
        return inside in ("font", "tickfont", "marker")
    return name in PIXELS or (name == "width" and inside == "line")


def _sized(number: Any, by: float) -> Any:
    return round(by * number, 1) if isinstance(number, (int, float)) else number
