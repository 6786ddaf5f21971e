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
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import plotly.graph_objects as go

Part = Mapping[str, Any]
PLAIN: frozenset[type] = frozenset((str, int, float, bool, type(None)))


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
    def _split(self) -> tuple[Any, dict[str, Any]]:
        values: dict[str, Any] = {}
        skeleton = _skeleton({"data": list(self.data), "layout": self.layout}, "", values)
        if self.notes:
            values["notes"] = list(self.notes)
        return skeleton, values

    @cached_property
    def skeleton(self) -> str:
        """The figure without its values, as JSON. A list keeps a null where one of its items is a value."""
        return json.dumps(self._split[0], default=_plain, allow_nan=False, separators=(",", ":"))

    @cached_property
    def key(self) -> str:
        """The same for equal skeletons, and for no others."""
        return hashlib.blake2b(self.skeleton.encode(), digest_size=8).hexdigest()

    @property
    def values(self) -> Mapping[str, Any]:
        """Where → value, such as `layout.yaxis3.range` or `data.2.y`: arrays, or what JSON can say."""
        return self._split[1]

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


def _skeleton(part: Any, path: str, values: dict[str, Any]) -> Any:
    """`part` without its values, which go into `values` under their paths."""
    kind = type(part)
    if kind in PLAIN:  # most parts are, and are not even asked, below
        return part
    if isinstance(part, Held):
        if not part.known:
            values[path] = part.value
        return None
    if isinstance(part, np.ndarray):
        values[path] = part
        return None
    here = f"{path}." if path else ""
    if kind is list or kind is tuple:
        if PLAIN.issuperset(map(type, part)):  # ticks, colours, names
            return part
        return [_skeleton(item, f"{here}{index}", values) for index, item in enumerate(part)]
    if kind is dict or isinstance(part, Mapping):
        found = {}
        for name, item in part.items():
            rest = item if type(item) in PLAIN else _skeleton(item, f"{here}{name}", values)
            if rest is not None:
                found[name] = rest
        return found
    return part


def _filled(part: Any) -> Any:
    if isinstance(part, Held):
        return _filled(part.value)
    if isinstance(part, Mapping):
        return {name: _filled(item) for name, item in part.items()}
    if isinstance(part, (list, tuple)):
        return [_filled(item) for item in part]
    return part


def _plain(number: Any) -> Any:
    """A number of numpy's as one of Python's."""
    return number.item()
