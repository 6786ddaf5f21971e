"""Which units of a layer are shown, and in which order: of a large layer all of them in bands, or 64 on demand."""

from dataclasses import dataclass, replace

import streamlit as st

from engine import Network, cells
from engine.opening.layers import Layer
from ui.figures.bands import MOST_ROWS, Bands, ordered, orders
from ui.figures.part import Part
from ui.lessons.own.run import OF_RUN, OwnRun
from ui.lessons.own.settings import MOST_UNITS_RUN, OwnSettings
from ui.settings.page import Page
from ui.settings.widgets import Widgets
from ui.words import t

_MADE, _OPENED = f"{OF_RUN}.shown", "own.*opened"


@dataclass(frozen=True)
class Shown:
    """The units on show.

    Attributes:
        part: of the run; its `units` are those whose numbers travel, if not all.
        order: all units, in the order that is asked for.
        bands: what the rows of heatmaps show; None for each unit of the part by itself.
        start: how many units of the order stand before those shown, where they are some of a large layer.
    """

    part: Part
    order: tuple[int, ...]
    bands: Bands | None = None
    start: int = 0

    @property
    def are_all(self) -> bool:
        """Whether the numbers of every unit travel."""
        return not self.part.units

    def at(self, unit: int) -> int:
        """The place of a unit among those whose numbers travel; the first, if it is not there."""
        units = self.part.units
        return unit if not units else units.index(unit) if unit in units else 0

    def unit(self, place: int) -> int:
        """The unit at a place."""
        return self.part.units[place] if self.part.units else place

    def block_of(self, unit: int) -> int:
        """Which 64 of the order hold a unit, counted from 1."""
        return self.order.index(unit) // MOST_ROWS + 1


def shown_of(run: OwnRun, settings: OwnSettings) -> Shown:
    """The units that the settings ask for. Where a unit of each band is shown, it stays while one steps."""
    chosen = settings.unit - 1 if 0 < settings.unit <= run.network.hidden_size else None
    asked = (run, run.part(settings), settings.order, settings.block)
    made = st.session_state.get(_MADE)
    if (
        made is not None
        and made[0] == asked
        and (chosen is None or made[1].bands is None or chosen in made[1].part.units)
    ):
        return made[1]  # type: ignore[no-any-return]
    found = _shown(run, settings, chosen)
    st.session_state[_MADE] = (asked, found)
    return found


def _shown(run: OwnRun, settings: OwnSettings, chosen: int | None) -> Shown:
    part, size = run.part(settings), run.network.hidden_size
    by = order_of(settings.order, run.network.cell, size, projected=bool(run.network.proj_size))
    order = ordered(run.trace, part, by)
    if size <= MOST_ROWS:
        return Shown(part, order, None if by == "index" else Bands(order))
    if settings.block:
        start = (min(settings.block, blocks(size)) - 1) * MOST_ROWS
        units = order[start : start + MOST_ROWS]
        return Shown(replace(part, units=units), order, start=start)
    bands = Bands.of_all(order)
    shown = tuple(chosen if chosen in row else row[0] for row in bands.rows)
    return Shown(replace(part, units=shown), order, bands)


def blocks(size: int) -> int:
    """How many times 64 units there are, or begin."""
    return -(-size // MOST_ROWS)


def order_of(order: str, cell: str, size: int, *, projected: bool) -> str:
    """By what the units of a layer are ordered: in a large one neighbours by number have nothing in common."""
    usual = "index" if size <= MOST_ROWS else "openness" if projected else "activity"
    return order if order in orders(cell, projected=projected) else usual


def order_name(order: str, cell: str) -> str:
    """That in words."""
    if order == "openness":
        return t("openness: the mean of the {gate}", gate=memory_gate(cells.get(cell)))
    return t("activity: the mean of |h|") if order == "activity" else t("number")


def memory_gate(cell: cells.Cell) -> str:
    """The gate that keeps the old, in words."""
    return next(t(signal.title) for signal in cell.signals if signal.name == cell.memory_gate)


def order_control(layer: Layer, widgets: Widgets) -> None:
    """In which order the units of a layer are shown."""
    if layer.hidden_size == 1:
        return
    usual = t("automatic")  # the same words for every layer: by them the browser knows an option
    cell = cells.get(layer.cells[0])
    names = {order: order_name(order, cell.name) for order in orders(cell.name, projected=bool(layer.proj_size))}
    if "openness" in names:  # shorter: the drop-down is narrow, and the picture says all of it
        names["openness"] = t("openness: {gate}", gate=memory_gate(cell))
    widgets.pick("order", t("Units ordered by"), {"usual": usual} | names)


def block_control(page: Page[OwnSettings], layer: Layer) -> None:
    """Of a large layer, what is shown: all units in bands, or 64 of them."""
    size = layer.hidden_size
    if not MOST_ROWS < size <= MOST_UNITS_RUN:
        return
    made = st.session_state.get(_MADE)
    if st.session_state.pop(_OPENED, False) and made is not None:  # now it has been heard which one is chosen
        shown: Shown = made[1]
        unit = shown.unit(shown.at(max(page.settings.unit, 1) - 1))
        page.note_place(block=shown.block_of(unit), unit=unit + 1)
    starts = range(1, size + 1, MOST_ROWS)
    names = {0: t("All {units} units, in bands", units=size)}
    names |= {block: f"{start}–{min(start + MOST_ROWS - 1, size)}" for block, start in enumerate(starts, start=1)}
    page.widgets.pills("block", t("Units shown"), names, label_visibility="collapsed")


def open_control(shown: Shown) -> None:
    """From a band to the 64 units around the one that is chosen."""
    if shown.bands is not None and not shown.are_all:
        st.button(t("Open the chosen band"), on_click=lambda: st.session_state.update({_OPENED: True}))


def said_of(shown: Shown, settings: OwnSettings, network: Network) -> str:
    """Which units are on show where these are not all, one by one, and what a row of several stands for."""
    if shown.are_all:
        return ""
    order = order_of(settings.order, network.cell, len(shown.order), projected=bool(network.proj_size))
    words = {
        "units": len(shown.order),
        "order": order_name(order, network.cell),
        "first": shown.start + 1,
        "last": shown.start + len(shown.part.units),
    }
    if shown.bands is None:
        said = t("Units {first} to {last} of {units} in the order of {order}.", **words)
    else:
        said = t(
            "Each row is {size} of the {units} units, ordered by {order}. A gate shows their mean; a candidate or a "
            "state, where signs would cancel, the value of the largest size.",
            size=shown.bands.size,
            **words,
        )
        if not network.proj_size:
            said += " " + t("The drawing shows one unit of the chosen row.")
    if network.proj_size:
        rows = Bands.of_all(tuple(range(network.proj_size)))
        said += " " + t(
            "Of the hidden state a row is {size} of its {numbers} numbers.", size=rows.size, numbers=network.proj_size
        )
    return said + " " + t("The gradients are those of all units.")
