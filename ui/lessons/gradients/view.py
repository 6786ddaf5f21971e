"""From curves and runs to what the gradient page places: the picture on top, and the open chapter below it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

import streamlit as st

from ui.figures.enlarged import enlarged
from ui.lessons.gradients.chapters.activations import activations
from ui.lessons.gradients.chapters.chapter import Chapter
from ui.lessons.gradients.chapters.every_cell import every_cell
from ui.lessons.gradients.chapters.keep import keep
from ui.lessons.gradients.chapters.remedies import remedies
from ui.lessons.gradients.chapters.terms import terms
from ui.lessons.gradients.chapters.why import why
from ui.lessons.gradients.figures.cover import cover
from ui.lessons.gradients.figures.looks import DESK, HALL, Line
from ui.lessons.gradients.figures.magnitude import magnitude
from ui.lessons.gradients.run import Curve, Run, curves, inputs_of, run, treated
from ui.lessons.gradients.settings import KINDS, GradientSettings
from ui.lessons.gradients.sketch import FIGURE, sketch
from ui.lessons.gradients.travel import travel
from ui.lessons.gradients.words import ending, label, reads
from ui.look.cells import CELLS
from ui.stepper import Figure, Numbers, StepperPayload
from ui.words import t

GROUP = "gradients"
SOLID = (1, 0)
CHAPTERS: Mapping[str, Callable[[Run, GradientSettings], Chapter]] = MappingProxyType(
    {"why": why, "terms": terms, "keep": keep, "remedies": remedies, "activations": activations, "cells": every_cell}
)


def lines(settings: GradientSettings) -> list[Line]:
    """The curves as they are drawn."""
    return [
        Line(
            name=curve.name,
            label=(label(curve, settings), ending(curve, settings)),
            colour=CELLS[curve.kind].colour,
            dash=dash(curve),
            before=curve.is_before,
            logs=curve.logs,
            low=curve.low,
            high=curve.high,
            direct=curve.direct if settings.parts and not curve.is_before else None,
            recurrent=curve.recurrent if settings.parts and not curve.is_before else None,
            gap=curve.gap,
            bad=curve.nonfinite,
        )
        for curve in curves(settings.computed())
    ]


def dash(curve: Curve) -> str:
    """Solid for the three cells of the lesson, each kind's own for the further ones, dotted for what was before.

    Where one of the three is dashed elsewhere, the one of its family that is solid elsewhere takes that dash here.
    """
    if curve.is_before:
        return "dot"
    if curve.kind in KINDS:
        return "solid"
    look = CELLS[curve.kind]
    main = CELLS.get(look.family.name)
    own = main.dash if look.dash == SOLID and main and main.kind in KINDS else look.dash
    return "solid" if own == SOLID else ",".join(f"{pixels}px" for pixels in own)


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs={GradientSettings: repr})
def picture(settings: GradientSettings, covered: bool, language: str) -> StepperPayload:
    """The picture on top: the size of every gradient at every step. Raises InputProblem.

    While it is `covered` nothing in it, not even unseen, is of the curves.
    """
    found = curves(settings.computed())
    every, look = settings.loss == "every", HALL if settings.present else DESK
    if covered:
        figure = cover(settings.length, every=every, t=t, look=look)
    else:
        told = t("median of {count} seeds", count=settings.runs) if settings.runs > 1 else ""
        figure = magnitude(lines(settings), settings.length, every=every, t=t, told=told, look=look)
    values = " · ".join(f"**{label(curve, settings)} {{{curve.field}}}**" for curve in found)
    reading = "" if covered or settings.present else f"{t('Step {step}: ‖∂L/∂hₜ‖ =')} {values}"
    return StepperPayload(
        steps=settings.length,
        figures=(Figure(FIGURE, "", figure, reads=reads(settings, covered=covered)),),
        numbers=Numbers({} if covered else {curve.field: curve.logs for curve in found}, units=settings.length),
        reading=reading,
        group=GROUP,
        transport=not (settings.present or covered),
        keys="none" if settings.present or covered else "arrows",
        large=settings.present,
        travels=None if covered else travel(found, settings),
        saved_as="-".join(dict.fromkeys(curve.kind for curve in found)),
        sketch=sketch(settings, found, covered=covered) if settings.predict else None,
    )


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs={GradientSettings: repr})
def chapter(settings: GradientSettings, language: str) -> StepperPayload:
    """The figures of `settings.view` for the cell in focus."""
    one = run(treated(settings, settings.focus), inputs_of(settings))
    built = CHAPTERS[settings.view](one, settings)
    return StepperPayload(
        steps=settings.length,
        figures=built.figures,
        numbers=replace(built.numbers, units=settings.length),
        reading=built.reading,
        unit_label=built.unit_label,
        group=GROUP,
        follows=True,
        saved_as=settings.focus,
    )


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs={GradientSettings: repr})
def why_in_hall(settings: GradientSettings, language: str) -> StepperPayload:
    """What is behind the picture, in the hall's size: of the open chapter the one figure that tells it."""
    desk = chapter(settings, language)
    told = {"why": "right", "remedies": "left" if settings.clip else "right"}.get(settings.view)
    figure = next((figure for figure in desk.figures if figure.name == told), desk.figures[0])
    title = t("Why: many factors, one product ({cell})", cell=CELLS[settings.focus].title)
    larger = replace(
        figure,
        title=title if settings.view == "why" else figure.title,
        picture=enlarged(figure.picture, HALL.text / DESK.text, HALL.height),
    )
    return replace(
        desk,
        figures=(larger,),
        reading="",
        unit_label="",
        follows=False,
        transport=False,
        keys="none",
        large=True,
    )


def on_the_wall(settings: GradientSettings, beat: str, language: str) -> StepperPayload:
    """The picture of one beat in the lecture hall."""
    if beat == "why":
        return why_in_hall(settings, language)
    return picture(settings, beat == "ask" and settings.cover, language)
