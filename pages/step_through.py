"""Step through a cell: every state, gate and gradient of one run, one timestep at a time."""

from dataclasses import replace
from functools import partial

import streamlit as st

from ui.lessons.step.about import about
from ui.lessons.step.controls import step_controls
from ui.lessons.step.exports import to_csv, to_json, to_pytorch
from ui.lessons.step.hand import make_held_run
from ui.lessons.step.run import make_run
from ui.lessons.step.settings import FINISHED, StepSettings
from ui.lessons.step.view import badge, headline, held_badge, settled, step_payload, training_note
from ui.runs.agreement import waiting
from ui.runs.hand import read_hand, spell
from ui.settings.page import open_page
from ui.stepper import Grip, Guide, Place, scrubbing, stepper, taking_hold
from ui.teaching.reading import read_more
from ui.words import language, prose, t

page = open_page("step", StepSettings)
with st.sidebar:
    step_controls(page.widgets)
page.close()

with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
    st.header(t("Step through a cell"), anchor=False, width="content")
    with st.container(horizontal=True, vertical_alignment="center", width="content"):
        more, check = st.container(width="content"), st.container(width="content")
page.say_problems()
settings, run = page.draw(lambda wanted: make_run(wanted.of_run))


def show_all() -> None:
    """Draw every signal, from now on."""
    page.put(replace(page.settings, signals="all"))


st.markdown(headline(run))
page.tell(t("Step through a cell"), headline(run))
if settings.signals != "all":
    more.button(t("All signals"), icon=":material/unfold_more:", on_click=show_all)


def remember(place: Place) -> None:
    """Keep where the browser rests, counted from 1 as people do."""
    page.note_place(t=place.step + 1, unit=place.unit + 1)


def train_to(stage: int) -> None:
    """Show the network as it was at this stage of its training, from now on."""
    stages = run.settings.stages
    page.put(replace(page.settings, training=FINISHED if stage == len(stages) - 1 else stages[stage].update))


step, unit = run.place(page.settings)
payload = step_payload(run.settings, language(), signals=settings.signals).at(step, unit)
held, unfit = read_hand(page.settings.hand, run.in_hand)
for problem in unfit:
    st.warning(problem)
shown = run.settings
in_hand = [spell(held)]  # the latest is last: a hand moves on without this script, and what is taken away follows it


def release(hand: str) -> None:
    """Keep what a hand holds now; the browser has written it into the address."""
    in_hand.append(hand)
    page.note_place(hand=hand)


grip = Grip(
    spell(held),
    "hand",
    settle=lambda hand: settled(shown, hand),
    badge=lambda hand: held_badge(shown, hand),
    on_release=release,
)
guide = Guide(page.settings.tour, "tour", grip.spelled, on_turn=lambda beat: page.note_place(tour=beat))
stepper(payload, key="stepper", on_rest=remember, link=("t", "unit"), guide=guide)
scrubbing("stepper", payload.training, train_to)
with check:
    taking_hold("stepper", payload.key, grip, waiting(), lambda: badge(make_run(shown)))
if told := read_more(t("Read more: what you are looking at")):
    told.markdown("\n\n".join((about(run.settings.cell), training_note(run), prose("step", "gradients"))))
with st.container(horizontal=True):
    name = f"unrolled-{run.settings.cell}-{settings.sequence}"
    for label, export, ending, mime in (
        (t("Trace as CSV"), to_csv, "csv", "text/csv"),
        (t("Trace as JSON"), to_json, "json", "application/json"),
        (t("PyTorch code"), to_pytorch, "py", "text/x-python"),
    ):
        taken = partial(lambda export: export(make_held_run(shown, in_hand[-1]), in_hand[-1]), export)
        st.download_button(label, taken, f"{name}.{ending}", mime, on_click="ignore")
st.caption(
    t("The address of this page is a link to exactly this picture: network, sequence, step, unit, and what you hold.")
)
