"""A picture is a skeleton and values.

The skeleton holds rows, axes, labels and colours: whatever depends only on the shape of what is shown (cell, steps,
units, rows, language). The values are the numbers, and what is computed from them: ranges, ticks, limits of colour,
notes. The browser keeps a skeleton that it has; then only values change, and nothing is built anew.

One builder serves two uses. It describes a figure as Plotly does, in plain dicts, with every value where it belongs:
`picture.figure()` is the complete Plotly figure, for a notebook, a test, or an export as PNG or SVG; `picture.skeleton`
and `picture.values` are what the browser gets. Plotly's own figure objects check every property as they are built,
which took most of a server's time for a new picture; here the tests make them, for every kind of figure.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import plotly.graph_objects as go

Part = Mapping[str, Any]
GAP = "*gap*"  # of an object as no figure has one
KEPT = 48  # skeletons of some 20 kB: a lesson has a few for each of its cells


@dataclass(frozen=True, eq=False, slots=True)
class Held:
    """A part of a figure that depends on the numbers shown; an array is one without being wrapped.

    `known`: the browser has these numbers under the signal that the trace's `meta` names, so they do not travel twice.
    """

    value: Any
    known: bool = False


@dataclass(frozen=True, eq=False)
class Picture:
    """A Plotly figure in plain dicts, with `Held` and arrays as its values.

    `notes` are annotations that come and go with the numbers; those of the layout always stand.
    """

    data: Sequence[Part]
    layout: Part
    notes: Sequence[Part] = field(default=())

    @cached_property
    def _parts(self) -> tuple[_Skeleton, list[Any]]:
        """The skeleton, and what was met in the figure in its stead."""
        met: list[Any] = []

        def without_value(part: Any) -> Any:
            if isinstance(part, (Held, np.ndarray)):
                met.append(part)
                return {GAP: None}
            return dict(part) if isinstance(part, Mapping) else part.item()  # a number of numpy's as one of Python's

        figure = {"data": list(self.data), "layout": self.layout}
        return _skeleton(json.dumps(figure, default=without_value, allow_nan=False)), met

    @property
    def skeleton(self) -> str:
        """The figure without its values, as JSON. A list keeps a null where one of its items is a value."""
        return self._parts[0].text

    @property
    def key(self) -> str:
        """The same for equal skeletons, and for no others."""
        return self._parts[0].key

    @cached_property
    def values(self) -> Mapping[str, Any]:
        """Where → value, such as `layout.yaxis3.range` or `data.2.y`: arrays, or what JSON can say."""
        values: dict[str, Any] = {}
        skeleton, met = self._parts
        for path, part in zip(skeleton.gaps, met, strict=True):
            if not isinstance(part, Held):
                values[path] = part
            elif not part.known:
                values[path] = part.value
        if self.notes:
            values["notes"] = list(self.notes)
        return values

    def complete(self) -> dict[str, Any]:
        """The skeleton filled with its values, in plain dicts and arrays."""
        whole: dict[str, Any] = _filled({"data": list(self.data), "layout": self.layout})
        if self.notes:
            layout = whole["layout"]
            layout["annotations"] = [*layout.get("annotations", ()), *_filled(list(self.notes))]
        return whole

    def figure(self) -> go.Figure:
        """The complete figure as Plotly's own object, every property checked."""
        import plotly.graph_objects as go

        whole = self.complete()
        return go.Figure(whole["data"], {"template": None} | whole["layout"])


@dataclass(frozen=True)
class _Skeleton:
    """A figure without its values: as JSON, what it is known by, and the paths of its values in their order."""

    text: str
    key: str
    gaps: tuple[str, ...]


@lru_cache(maxsize=KEPT)
def _skeleton(figure: str) -> _Skeleton:
    """Of a figure as JSON with gaps for its values. Figures of one shape have one, and it is made once."""
    gaps: list[str] = []
    text = json.dumps(_without_gaps(json.loads(figure), "", gaps), separators=(",", ":"))
    return _Skeleton(text, hashlib.blake2b(text.encode(), digest_size=8).hexdigest(), tuple(gaps))


def _without_gaps(part: Any, path: str, gaps: list[str]) -> Any:
    """`part` with nulls for its gaps in lists, and without what is null elsewhere. The paths of gaps go into `gaps`."""
    here = f"{path}." if path else ""
    if isinstance(part, list):
        return [_without_gaps(item, f"{here}{index}", gaps) for index, item in enumerate(part)]
    if isinstance(part, dict):
        if GAP in part:
            gaps.append(path)
            return None
        found = {name: _without_gaps(item, f"{here}{name}", gaps) for name, item in part.items()}
        return {name: item for name, item in found.items() if item is not None}
    return part


def _filled(part: Any) -> Any:
    if isinstance(part, Held):
        return _filled(part.value)
    if isinstance(part, Mapping):
        return {name: _filled(item) for name, item in part.items()}
    if isinstance(part, (list, tuple)):
        return [_filled(item) for item in part]
    return part
