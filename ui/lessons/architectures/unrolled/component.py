"""The unrolled graph as a component: Python says once what there is to see, the browser steps through it."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from ui import assets
from ui.lessons.architectures.unrolled.drawing import Box, Drawing, Track
from ui.look import palette
from ui.mount import component
from ui.stepper import Place, place_of
from ui.stepper.content import addressed
from ui.stepper.phrases import phrases
from ui.teaching.presenter import is_presenting
from ui.words import language, t

NAME = "unrolled"
DIGITS = 4  # of a painted value: more than a colour can show
_HOUSE, _LESSON = Path(__file__).parents[3], Path(__file__).parents[1]
_component = component(
    NAME,
    "lessons/architectures/unrolled/unrolled.js",
    "lessons/architectures/unrolled/unrolled.css",
    *(path.relative_to(_HOUSE).as_posix() for path in sorted(_LESSON.glob("*/aside*.css"))),  # those of the views
    ready=True,
)


@dataclass(frozen=True)
class Aside:
    """A picture of a view's own that follows the cursor of the graph.

    Attributes:
        module: by its path below `ui/`; it exports a class `Aside` (see `unrolled.js`).
        data: what it draws, as JSON.
        beside: whether it stands beside the graph where there is room, else below it.
    """

    module: str
    data: Mapping[str, Any] = field(default_factory=dict)
    beside: bool = False


def unrolled(
    drawing: Drawing,
    *,
    place: Place,
    on_rest: Callable[[Place], None],
    title: str,
    note: str = "",
    asides: Sequence[Aside] = (),
    on_told: Callable[[str, Any], None] = lambda what, value: None,
) -> str:
    """Show it, and return the key of its content.

    Args:
        place: the step, and as its unit the box that is chosen, counted from 1, or 0 for none.
        on_rest: is told where the browser rests.
        title: above the picture.
        note: how to read the picture, below it.
        asides: a view's own pictures.
        on_told: what an aside has told, by name; what a browser says is input.
    """
    data = unrolled_data(drawing, title, note, asides) | {"large": is_presenting()}

    def heard() -> None:
        said: Any = st.session_state[NAME].told
        if isinstance(said, dict) and isinstance(said.get("what"), str):
            on_told(said["what"], said.get("value"))

    with st.container(gap=None):
        _component(key=NAME, data=data, on_told_change=heard)
        size = (drawing.steps, len(drawing.boxes) + 1)
        place_of(NAME, data["content"], place, size, on_rest, ("t", "box"))
    return str(data["content"])


def unrolled_data(drawing: Drawing, title: str, note: str = "", asides: Sequence[Aside] = ()) -> dict[str, Any]:
    """Everything that the browser needs, as JSON."""
    content = {
        "title": title,
        "note": note,
        "steps": drawing.steps,
        "columns": drawing.columns,
        "least": drawing.least,
        "calm": drawing.calm,
        "rows": [
            {"name": row.name, "title": row.title, "colour": row.colour, "shape": row.shape} for row in drawing.rows
        ],
        "boxes": [_box(box) for box in drawing.boxes],
        "arrows": [[*ends, drawing.weights.get(ends)] for ends in drawing.arrows],
        "gradients": {str(answer): [_number(norm) for norm in norms] for answer, norms in drawing.gradients.items()},
        "says": list(drawing.says),
        "tracks": [_track(track) for track in drawing.tracks],
        "tracks_title": drawing.tracks_title,
        "asides": [
            {"url": assets.module_url(aside.module), "beside": aside.beside, "data": dict(aside.data)}
            for aside in asides
        ],
    }
    return addressed(content, NAME) | {
        "text": {
            **phrases(language()),
            "graph": t("The network, unrolled in time"),
            "choose": t("{what}: show what it is computed from"),
            "norm": t("Lit: the ways that its gradient takes. At each value: ‖∂L/∂·‖, how strongly it pulls there."),
            "from": t("Lit: everything that this value is computed from."),
            "right": t("right"),
            "wrong": t("wrong"),
        },
        "palette": dict(palette.PARTS),
        "signed": [list(stop) for stop in palette.SIGNED],
    }


def _box(box: Box) -> dict[str, Any]:
    return {
        "node": "-".join(map(str, box.node)),
        "row": box.row,
        "kind": box.node.kind,
        "x": box.x,
        "at": box.at,
        "label": box.label,
        "note": box.note,
        "values": None if box.values is None else [_number(value) for value in box.values.tolist()],
        "right": box.right,
        "instead": box.instead,
        "before": box.before,
        "told": box.told,
        "marked": box.marked,
        "lit": box.lit,
        "won": list(box.won),
    }


def _track(track: Track) -> dict[str, Any]:
    return {
        "title": track.title,
        "note": track.note,
        "values": [_number(value) for value in track.values.tolist()],
        "told": list(track.told),
        "strong": track.strong,
    }


def _number(value: float) -> float | None:
    """JSON knows neither NaN nor infinity."""
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None
