"""Every step of the run: each signal along time, and the cell at one step."""

from functools import partial

import streamlit as st

from ui.figures.moment import moment
from ui.figures.part import Part
from ui.figures.sequence_rows import explained
from ui.figures.time_column import time_column
from ui.lessons.own import hand
from ui.lessons.own.large import Shown, open_control, said_of, shown_of
from ui.lessons.own.run import OF_RUN, OwnRun, check, is_checked, is_large, say_when_soon
from ui.lessons.own.session import memoised
from ui.lessons.own.settings import OwnSettings
from ui.lessons.own.view import about
from ui.look.cells import CELLS, kind_of
from ui.runs.agreement import agreement, waiting
from ui.runs.hand import spell
from ui.runs.sequences import called
from ui.settings.page import Page
from ui.stepper import Figure, Grip, Place, StepperPayload, build_panel, once_drawn, stepper, taking_hold
from ui.words import language, t

MOST_SENT_FOR_SUMS = 400_000  # numbers that nothing but the sums behind the gates needs
_MADE = f"{OF_RUN}.payload"
_STEPPER = "own.*stepper"  # no name of a setting


def show_steps(page: Page[OwnSettings], run: OwnRun) -> None:
    """Draw it, and say what torch found when it computed the same."""

    def remember(place: Place) -> None:
        """Keep where the browser rests, counted from 1 as people do."""
        page.note_place(t=place.step + 1, unit=units.unit(place.unit) + 1)

    units, shown = shown_of(run, page.settings), payload(run, page.settings)
    held, unfit = hand.reach(run, units.part, page.settings.hand)
    for problem in unfit:
        st.warning(problem)
    if run.network.proj_size:
        of_projection = _of_projection(run)
        st.caption(of_projection)
        page.tell(t("A model of your own"), f"{about(run)} {of_projection}")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(" ".join(filter(None, (about(run), _of_part(run, units.part)))), width="content")
        said = st.container(width="content")
        open_control(units)
    stepper(shown, key=_STEPPER, on_rest=remember, link=("t", "unit"))
    if why := hand.out_of_reach(run, units.part):
        st.caption(why)
    with said:
        if not units.are_all:
            once_drawn(_STEPPER, shown.key, partial(compare, run), key="own.*badge")
            return
        grip = Grip(
            spell(held),
            "hand",
            settle=partial(hand.settle, run, units.part),
            badge=partial(hand.badge, run, units.part),
            on_release=lambda spelled: page.note_place(hand=spelled),
        )
        taking_hold(_STEPPER, shown.key, grip, waiting(), partial(badge, run))


def _of_projection(run: OwnRun) -> str:
    """Why no cell is drawn."""
    return t(
        "This cell projects its hidden state: h = W_hr (o ∘ tanh c). The gates and the cell state have {units} units; "
        "h has {size} numbers, none of which belongs to one unit. The drawing and the equations of an LSTM, in which "
        "h = o ∘ tanh c, would be false here and are not shown.",
        units=run.network.hidden_size,
        size=run.network.proj_size,
    )


def _of_part(run: OwnRun, part: Part) -> str:
    """Which of several parts is on show; a hand goes with what is shown, and by itself says no part."""
    layers, said = run.trace.layers, []
    if layers > 1:
        said.append(t("layer {layer} of {layers}", layer=part.layer + 1, layers=layers))
    if run.trace.directions > 1:
        said.append(t("read backwards") if part.direction else t("read forwards"))
    if not said:
        return ""
    shown = t("On show: **{part}**.", part=", ".join(said))
    return f"{shown} {t('What you hold is held there.')}" if hand.is_in_reach(run, part) else shown


def compare(run: OwnRun) -> None:
    """Say what torch found; where that takes long, when somebody asks for it."""
    say_when_soon(not is_large(run) or is_checked(run), partial(badge, run))


def badge(run: OwnRun) -> str:
    """What torch found when it computed the same run, in Markdown."""
    return agreement(check(run), nonfinite=run.trace.first_nonfinite is not None)


def payload(run: OwnRun, settings: OwnSettings) -> StepperPayload:
    """Everything the browser needs to step through one part of the run."""
    shown = shown_of(run, settings)
    asked = (run, shown, settings.signals, language())
    made = memoised(_MADE, asked, lambda: _build(run, shown, settings))
    step, unit = run.place(settings)
    return made.at(step, shown.at(unit))


def _build(run: OwnRun, shown: Shown, settings: OwnSettings) -> StepperPayload:
    part, network, size = shown.part, run.network, run.network.hidden_size
    is_drawn = not network.proj_size  # the cell, with its equations
    main = CELLS[kind_of(network.cell)].main + (() if is_drawn else ("hidden",))
    only, fill = (None, 520) if settings.signals == "all" else (main, 340 if shown.are_all else 520)
    column = time_column(
        run.trace, run.sequence, run.predictions, unit=0, t=t, part=part, only=only, fill=fill, bands=shown.bands
    )
    said = said_of(shown, settings, network)
    figures = [Figure("column", "", column, reads=said, legend=explained(run.sequence))]
    if (only is None or not is_drawn) and (shown.bands is None or shown.are_all):
        figures.append(Figure("moment", t("All units at this step"), moment(run.trace, 0, t=t, part=part)))
    weights = network.layer(part.layer, part.direction)
    carried = (weights.weight_ih.size + weights.weight_hh.size) * (len(part.units) or size) // size
    carried += len(run.sequence) * size if part.units else 0
    panel = build_panel(
        network,
        run.trace,
        features=run.sequence.features,
        layer=part.layer,
        direction=part.direction,
        diagram=is_drawn,
        equations=is_drawn,
        units=part.units,
        sums=carried <= MOST_SENT_FOR_SUMS,
        live=hand.live(run, part),
    )
    return StepperPayload(
        steps=len(run.sequence),
        figures=tuple(figures),
        panels=(hand.with_more(panel, run, part) if shown.are_all else panel,),
        tokens=called(run.sequence),
        notes=run.sequence.notes,
        keys="all",
        saved_as="own",
    )
