"""Altair charts as plain Vega-Lite, so that a cached one costs nothing at a rerun, in colours that follow the theme.

A chart does not know whether it is seen on white or on black; the theme does. So no chart has a colour of its own: it
names one of `NAMES`, and `.streamlit/config.toml` gives each its colour, once for light and once for dark, as the
chart's range of categories (`chartCategoricalColors`, which a test holds equal to the palette).
"""

import json
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from ui.look.cells import FAMILIES
from ui.look.palette import ALIKE, INK, MUTED, PARTS, SIGNAL_COLOURS
from ui.mount import stands_around

Spec = dict[str, Any]

# What can be coloured, in the order of the theme's colours. Cells go by their family, by its name; it has two
# places: a chart may show two curves of it. Parts of an unrolled network are named as in the palette.
COLOURS: Mapping[str, str] = MappingProxyType(
    {name: family.colour for name, family in FAMILIES.items()}
    | {f"{name} again": family.colour for name, family in FAMILIES.items()}
    | {name: colour for name, colour in SIGNAL_COLOURS.items() if name.endswith("_gate") and name not in ALIKE}
    | dict(PARTS)
    | {"muted": MUTED, "ink": INK}
)
NAMES = tuple(COLOURS)
_INK = {"expr": f"range('color')[{NAMES.index('ink')}]"}  # Streamlit's own grey for labels has 3.7 to 1 on white
_WORDS: Mapping[str, Any] = MappingProxyType(
    {
        "axis": {"labelColor": _INK, "titleColor": _INK},
        "legend": {"labelColor": _INK, "titleColor": _INK},
        "title": {"color": _INK},
    }
)


def colour(field: str, legend: Any = None) -> Any:
    """The colour channel for a field of `NAMES`. Altair's.

    A `legend` (`legend_of`) is given to every channel and layer that shares it: one without takes it from all.
    """
    import altair as alt

    return alt.Color(f"{field}:N", scale=alt.Scale(domain=list(NAMES)), legend=legend)


def legend_of(words: Mapping[str, str], **more: Any) -> Any:
    """A legend on top that lists these names in these words. Altair's."""
    import altair as alt

    said = f"{lookup(words)}[datum.value]"
    return alt.Legend(
        title=None, orient="top", values=list(words), labelExpr=said, labelLimit=300, symbolOpacity=1, **more
    )


def lookup(words: Mapping[str, str]) -> str:
    """Names and their words as an object of Vega's expressions."""
    return json.dumps(dict(words), ensure_ascii=False)


def by_name(marks: Mapping[str, Any], otherwise: Any) -> Any:
    """A scale over `NAMES` for another channel (a dash, a shape), so that its legend and the colour's are one."""
    import altair as alt

    return alt.Scale(domain=list(NAMES), range=[marks.get(name, otherwise) for name in NAMES])


class _Rows:
    """Rows that Altair takes for a schema of its own, and so for one thing.

    A list it copies value by value for every layer, at every change of a chart.
    """

    _schema: Mapping[str, Any] = MappingProxyType({})  # by this Altair knows its own

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self._rows = [
            {name: value.item() if isinstance(value, np.generic) else value for name, value in row.items()}
            for row in rows
        ]

    def to_dict(self, **_: Any) -> list[dict[str, Any]]:
        return self._rows


def inline(rows: Iterable[Mapping[str, Any]]) -> Any:
    """Rows as the chart's own data. Altair's."""
    import altair as alt

    data: Any = alt.Data
    return data(values=_Rows(rows))


def spec(build: Callable[[], Any]) -> Spec:
    """Build a chart and take down its specification, without Altair's checks of every value against its schema.

    They take most of the time; the tests make them once for every kind of chart.
    """
    from altair.utils.schemapi import debug_mode

    with debug_mode(False):
        built: Spec = build().to_dict(validate=False)
    return built | {"config": dict(_WORDS)}


def show(place: Any, chart: Spec) -> None:
    """Put a chart into a place on the page, over its full width and in its theme."""
    place.vega_lite_chart(chart, width="stretch")
    stands_around()
