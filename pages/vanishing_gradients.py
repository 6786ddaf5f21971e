"""The gradient laboratory: watch gradients vanish, explode, and be rescued."""

import dataclasses

import streamlit as st

from ui.lessons.gradients.by_hand import by_hand
from ui.lessons.gradients.controls import chapter_choice, sidebar
from ui.lessons.gradients.gates import can_turn, gates_beat, told
from ui.lessons.gradients.neuron.scene import scene_of_neuron
from ui.lessons.gradients.predictions import question
from ui.lessons.gradients.run import Curve, curves, many_curves
from ui.lessons.gradients.scenes import SCRIPT, scenes
from ui.lessons.gradients.settings import NUMBER, GradientSettings
from ui.lessons.gradients.transfer import transfer
from ui.lessons.gradients.view import chapter, on_the_wall, picture
from ui.lessons.gradients.words import told_of
from ui.settings.page import open_page
from ui.settings.parameters import without_place
from ui.stepper import Place, stepper, stepper_below
from ui.teaching.predictions import asking, turn_at
from ui.teaching.presenter import agree_with_frame, open_hall
from ui.teaching.reading import read_more
from ui.teaching.scenes import scene_links, scene_pills
from ui.words import language, prose, t

page = open_page("gradients", GradientSettings)
SCRIPT.open(page)
agree_with_frame(page.settings.present)
hall = open_hall(page, SCRIPT, scenes(), stepper="gradients", asks_freely=True) if page.settings.present else None
if not (hall or page.settings.scene == NUMBER):
    with st.sidebar:
        sidebar(page.widgets)
SCRIPT.close(page)


def compute(wanted: GradientSettings) -> tuple[Curve, ...]:
    """The curves, showing how far they are where there are many runs."""
    if wanted.scene == NUMBER:  # it has none
        return ()
    asked = wanted.computed()
    if asked.runs > 1 and st.session_state.get("gradients.*many") != asked:
        bar = st.progress(0.0, t("Running {count} seeds …", count=asked.runs))
        many_curves(asked, lambda share: [bar.progress(share)].clear())
        bar.empty()
        st.session_state["gradients.*many"] = asked
    return curves(asked)


headline = None
if hall is None:
    headline = st.container(key="unrolled-headline", horizontal=True, vertical_alignment="center")
page.say_problems()
settings, found = page.draw(compute)

shown = SCRIPT.current(settings)
scene = next((scene for scene in scenes() if scene.name == shown), None)
if headline:
    title = scene.title if scene else t("Your own settings")
    sentence = scene.sentence if scene else t("Every scene below is one click away.")
    headline.header(f"{title}.", anchor=False, width="content")
    headline.markdown(sentence, width="content")
    page.tell(title, sentence if scene else "")
    scene_pills(page, SCRIPT, scenes())
asked = question(settings, found)
asked_of = SCRIPT.settings_of(shown) if shown else settings  # a second beat shows more of the same
turn = turn_at(page, asked, hash(asked_of.computed())) if settings.predict and hall is None else None
of_scene = bool(shown) and shown != NUMBER  # who sets a slider wants to see what it does
covered = hall.covered if hall else turn is not None and of_scene and page.settings.cover and not turn.revealed


def remember(place: Place) -> None:
    """Keep where the browser rests: the step k of the cursor, and the step t where the product ends."""
    page.note_place(k=place.step + 1, t=place.unit + 1)


here = dataclasses.replace(settings, k=page.settings.k, t=page.settings.t)
on_top = None
if shown != NUMBER:
    where = without_place(settings)
    drawn = on_the_wall(where, hall.beat, language()) if hall else picture(where, covered, language())
    on_top = drawn.at(*here.place())
if hall:
    hall.say(asked, on_top, told(settings) if hall.beat == "second" else "")
with asking(turn, lambda: transfer(settings, found), covered=covered):
    if on_top:
        stepper(on_top, key="gradients", on_rest=remember, link=("k", "t"))
    else:
        scene_of_neuron(page, covered=covered)
if hall:
    hall.prepare(on_top, lambda wanted, beat: on_the_wall(without_place(wanted), beat, language()))
elif on_top and not covered:
    if can_turn(settings):
        gates_beat(page, settings)
    chapter_choice(page.widgets)
    if settings.runs > 1:
        st.caption(t("Above: {many}. Here: {one}.", many=told_of(settings), one=told_of(settings, one=True)))
    st.markdown(prose("gradients", settings.view))
    below = without_place(settings)
    stepper_below("gradients", on_top.key, lambda: chapter(below, language()).at(*here.place()), key="chapter")
    if settings.view == "cells":
        by_hand(page.widgets, here)
    if more := read_more(t("Read more: what this page shows, and what it does not say")):
        with more:
            st.markdown(prose("gradients", "more"))
            st.markdown(t("**Links to the scenes**, to copy into a lecture:"))
            scene_links(__file__, scenes())
    st.caption(t("The address of this page is a link to exactly this picture."))
