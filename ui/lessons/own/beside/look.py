"""The look: who stands beside the model, what is compared, and both in one stepper."""

from functools import partial

import streamlit as st

import engine
from engine import cells
from engine.learning.tasks import InputProblem
from ui.lessons.own.beside import words
from ui.lessons.own.beside.picture import MOST_UNITS_SHOWN, payload, shows_units
from ui.lessons.own.beside.run import Beside, beside_file, beside_fresh
from ui.lessons.own.controls import MODEL_MB, place_for
from ui.lessons.own.run import OF_RUN, OwnRun, check, is_large, say_when_soon
from ui.lessons.own.session import is_made, kept, memoised, open_model
from ui.lessons.own.settings import OwnSettings
from ui.lessons.own.view import about
from ui.runs.agreement import agreement
from ui.runs.fresh import init_controls
from ui.settings.page import Page
from ui.stepper import Place, StepperPayload, once_drawn, stepper
from ui.words import language, say_problem, t

_MADE, _DRAWN, _CHECKED = (f"{OF_RUN}.beside{part}" for part in ("", ".payload", ".checked"))
_STEPPER = "own.*beside.stepper"


def show_beside(page: Page[OwnSettings], run: OwnRun) -> None:
    """Draw it, or say why it cannot be had."""
    _controls(page, run)
    settings = page.settings
    try:
        beside = compared(run, settings)
    except InputProblem as problem:
        st.warning(say_problem(problem))
        return
    if beside is None:
        st.info(t("Please drop the other file: a checkpoint of the same shape, before training say."))
        return
    (step, unit), has_units = run.place(settings), shows_units(beside)
    who = words.who(beside, settings)
    page.tell(t("A model of your own"), f"{about(run)} {who}")
    st.markdown(" ".join(filter(None, (about(run), who, words.answered(beside)))))
    st.markdown(" ".join(filter(None, (words.memory(beside), words.gates(beside)))))
    checked = st.container(width="content")
    if run.network.proj_size:
        st.caption(
            t(
                "Both cells project their hidden state, h = W_hr (o ∘ tanh c), and are not shown unit by unit: the "
                "picture has what each gate is on average, and all numbers are of all units."
            )
        )
    elif not has_units:
        st.caption(
            t(
                "Unit by unit two networks are shown up to {limit} units; of these {units} the picture has what each "
                "gate is on average, and all numbers are of all units.",
                limit=MOST_UNITS_SHOWN,
                units=run.network.hidden_size,
            )
        )

    def remember(place: Place) -> None:
        """Keep where the browser rests, counted from 1 as people do; where no unit is shown, which one was chosen."""
        page.note_place(t=place.step + 1, unit=(place.unit if has_units else unit) + 1)

    shown = _payload(beside, settings).at(step, unit if has_units else 0)
    stepper(shown, key=_STEPPER, on_rest=remember, link=("t", "unit"))
    with checked:
        once_drawn(_STEPPER, shown.key, partial(_compare, beside), key="own.*beside.badge")
    st.markdown(words.table(beside))  # below: above it would push the picture off the screen
    st.caption(words.key(beside))


def _compare(beside: Beside) -> None:
    """Say what torch found of both runs; where that takes long, when somebody asks for it."""
    say_when_soon(not is_large(beside.run) or is_made(_CHECKED, beside), partial(_badge, beside))


def _badge(beside: Beside) -> str:
    """What torch found when it computed both runs, in Markdown: what it says of the one in which it is farther off."""
    other = memoised(_CHECKED, beside, lambda: engine.verify(beside.trace))
    found = max(check(beside.run), other, key=lambda one: one.largest)
    lost = any(trace.first_nonfinite is not None for trace in (beside.run.trace, beside.trace))
    return f"{t('Both runs:')} {agreement(found, nonfinite=lost)}"


def _controls(page: Page[OwnSettings], run: OwnRun) -> None:
    """Who stands beside it."""
    widgets = page.widgets
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = {"fresh": t("a fresh network"), "file": t("another file")}
        widgets.pick("beside", t("Beside it"), names)
        if widgets["beside"] == "fresh":
            widgets.whole("fresh_seed", t("Network seed"))
            network = run.network
            init_controls(widgets, cells.get(network.cell), bias=network.bias, projected=bool(network.proj_size))
    if widgets["beside"] == "file":
        label = t("Another file of the same shape, at most {limit} MB", limit=MODEL_MB)
        place_for("other", label, MODEL_MB, open_model)


def compared(run: OwnRun, settings: OwnSettings) -> Beside | None:
    """What is compared; None without another file. Raises InputProblem."""
    asked = (run, run.part(settings))
    if settings.beside == "fresh":
        begins = (settings.fresh_seed, settings.init, settings.radius, settings.forget_bias)
        return memoised(_MADE, (*asked, begins), lambda: beside_fresh(run, settings))
    given = kept("other")
    if given is None:
        return None
    return memoised(_MADE, (*asked, given), lambda: beside_file(run, settings, given))


def _payload(beside: Beside, settings: OwnSettings) -> StepperPayload:

    def build() -> StepperPayload:
        name = beside.file or t("fresh, seed {seed}", seed=settings.fresh_seed)
        labels = t("this"), t("other") if beside.file else t("fresh")
        return payload(beside, (t("this model"), name), labels, every=settings.signals == "all")

    return memoised(_DRAWN, (beside, settings.signals, language()), build)
