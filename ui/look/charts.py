"""Altair charts as plain Vega-Lite, so that a cached one costs nothing at a rerun."""

from collections.abc import Callable
from typing import Any

Spec = dict[str, Any]


def spec(build: Callable[[], Any]) -> Spec:
    """Build a chart and take down its specification, without Altair's checks of every value against its schema.

    They take most of the time; the tests make them once for every kind of chart.
    """
    from altair.utils.schemapi import debug_mode

    with debug_mode(False):
        built: Spec = build().to_dict()
    return built


def show(place: Any, chart: Spec) -> None:
    """Put a chart into a place on the page, over its full width and in its theme."""
    place.vega_lite_chart(chart, width="stretch")
