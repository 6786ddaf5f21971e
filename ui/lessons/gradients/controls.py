"""The widgets of the gradient laboratory: its scenes, its question, its sidebar, and the presenter's arrows."""

import dataclasses
from collections.abc import Sequence

import streamlit as st

from ui.lessons.gradients.predictions import question
from ui.lessons.gradients.run import Curve
from ui.lessons.gradients.scenes import Scene, is_scene, scenes, settings_of
from ui.lessons.gradients.settings import BIASES, INITS, SEEDS, GradientSettings
from ui.settings.page import Page
from ui.settings.widgets import Widgets, key
from ui.teaching.predictions import Question
from ui.words import t

PAGE = "gradients"
HERE = "../pages/vanishing_gradients.py"


def sidebar(widgets: Widgets) -> None:
    """Draw the widgets, showing only what applies."""
    st.markdown(f"**{t('Cells')}**")
    with st.container(horizontal=True):
        widgets.check("rnn", "RNN")
        widgets.check("lstm", "LSTM")
        widgets.check("gru", "GRU")
    widgets.check("before", t("Before the remedy, dotted"))
    left, right = st.columns(2)
    widgets.whole("length", t("Steps"), left)
    widgets.whole("units", t("Units"), right)
    widgets.whole("seed", t("Network seed"), left)
    widgets.whole("data_seed", t("Sequence seed"), right)
    runs = widgets["runs"]
    many = {1: t("one run")} | {count: t("{count} seeds", count=count) for count in sorted({SEEDS, runs} - {1})}
    widgets.switch("runs", t("Runs"), many)
    widgets.switch("loss", t("Loss ½‖h‖²"), {"last": t("at the last step"), "every": t("at every step")})
    widgets.check("parts", t("Tell the direct and the recurrent part apart"))
    widgets.slider("scale", t("Scale of the input"), 0.01)
    if widgets["rnn"]:
        _rnn(widgets)
    if widgets["lstm"] or widgets["gru"]:
        _gated(widgets)
    st.markdown(f"**{t('For every cell')}**")
    widgets.check("clip", t("Clip the gradient by its norm"))
    if widgets["clip"]:
        widgets.number("theta", t("Threshold θ"), format="%g")
    widgets.whole("window", t("Truncated BPTT: window (0: none)"))


def _rnn(widgets: Widgets) -> None:
    st.markdown(f"**{t('The RNN')}**")
    names = (t("PyTorch's default"), t("Orthogonal"), t("Identity"), t("Gaussian"), t("2 × 2, not normal"))
    init = widgets.pick("init", t("Initialisation of W"), dict(zip(INITS, names, strict=True)))
    if init in ("orthogonal", "gaussian", "identity"):
        widgets.slider("radius", t("Spectral radius ρ of W"), 0.01)
    activations = {"tanh": "tanh", "relu": "ReLU", "leaky_relu": t("leaky ReLU"), "sigmoid": "σ", "linear": t("linear")}
    widgets.pick("activation", t("Activation"), activations)
    widgets.check("skip", t("Skip connection through time"))


def _gated(widgets: Widgets) -> None:
    st.markdown(f"**{t('The gated cells')}**")
    biases = {bias: bias for bias in BIASES} | {"default": t("default")}
    left, right = st.columns(2)
    with left:
        widgets.pick("forget_bias", t("Forget bias (LSTM)"), biases)
    with right:
        widgets.pick("update_bias", t("Update bias (GRU)"), biases)
    inits = {"default": t("PyTorch's default"), "orthogonal": t("Orthogonal"), "gaussian": t("Gaussian")}
    if widgets["gates_init"] == "identity":
        inits["identity"] = t("Identity")
    widgets.pick("gates_init", t("Initialisation of W"), inits)


def scene_pills(page: Page[GradientSettings]) -> None:
    """Every scene by one click, and the way into the presenter view."""
    titles = {scene.name: scene.title for scene in scenes()}
    chosen = key(PAGE, "*scene")
    shown = current(page.settings)
    st.session_state[chosen] = shown.name if shown else None

    def choose() -> None:
        if st.session_state[chosen]:  # a second click would only take the mark away
            go_to(page, st.session_state[chosen])

    scenes_here, present = st.columns([6, 1])
    scenes_here.pills(
        t("Scenes"),
        list(titles),
        format_func=titles.__getitem__,
        key=chosen,
        on_change=choose,
        label_visibility="collapsed",
        wrap=True,
    )
    present.button(t("Present"), icon=":material/slideshow:", on_click=_present, args=(page,), type="tertiary")


def _present(page: Page[GradientSettings]) -> None:
    page.put(dataclasses.replace(page.settings, present=True, cover=True))


def links() -> None:
    """The scenes once more, as links to copy."""
    with st.container(horizontal=True, gap="small"):
        for scene in scenes():
            st.page_link(HERE, label=scene.title, query_params={"scene": scene.name})


def current(settings: GradientSettings) -> Scene | None:
    """The scene that the settings show, if it is one."""
    return next((scene for scene in scenes() if is_scene(settings, scene.name)), None)


def go_to(page: Page[GradientSettings], name: str) -> None:
    """Bring a scene's settings into the widgets, told as the present one is."""
    told = {field: getattr(page.settings, field) for field in ("present", "predict", "cover")}
    page.put(dataclasses.replace(settings_of(name), **told))


def presenter_bar(page: Page[GradientSettings]) -> None:
    """The scene's title and one sentence, large, between the arrows to the scenes beside it."""
    every = scenes()
    names = [scene.name for scene in every]
    shown = current(page.settings)
    at = names.index(shown.name) if shown else 0
    before, after = names[(at - 1) % len(names)], names[(at + 1) % len(names)]
    title, arrows = st.columns([3, 2], vertical_alignment="center")
    title.title(shown.title if shown else t("Your own settings"), anchor=False)
    with arrows.container(horizontal=True, horizontal_alignment="right"):
        st.button(t("Previous"), key=key(PAGE, "*left"), shortcut="Left", on_click=go_to, args=(page, before))
        st.button(t("Next"), key=key(PAGE, "*right"), shortcut="Right", on_click=go_to, args=(page, after))
        st.button(t("Leave"), key=key(PAGE, "*out"), shortcut="Escape", on_click=_leave, args=(page,))


def _leave(page: Page[GradientSettings]) -> None:
    page.put(dataclasses.replace(page.settings, present=False, cover=False))


def prediction(widgets: Widgets, settings: GradientSettings, found: Sequence[Curve]) -> bool:
    """Ask before showing; answer whether the curves are to be covered."""
    if not settings.predict:
        return False
    asked: Question = question(settings, found)
    about = key(PAGE, f"*{hash((settings.computed(), asked.text))}")
    revealed = bool(st.session_state.get(f"{about}.revealed"))
    with st.container(border=True):
        words, action = st.columns([1, 0.001] if settings.present and revealed else [6, 1], vertical_alignment="center")
        if not (settings.present and revealed):  # in the hall the answer takes the question's place
            words.markdown(f"{'## ' if settings.present else ''}**{t('Predict first:')}** {asked.text}")
            with words.container(horizontal=True, vertical_alignment="center"):
                st.pills(
                    t("Your prediction"), asked.options, key=f"{about}.pills", label_visibility="collapsed",
                    on_change=_commit, args=(about,), disabled=revealed,
                )  # fmt: skip
                if not settings.present:
                    widgets.toggle("cover", t("Cover the picture first"))
        chosen = st.session_state.get(f"{about}.chosen")
        if not revealed:
            action.button(
                t("Reveal"), type="primary", key=f"{about}.button", on_click=_reveal, args=(about,), width="stretch"
            )
        else:
            right = asked.options[asked.answer]
            verdict = "" if chosen is None else "✓ " if chosen == right else "✗ "
            said = f"{verdict}**{t('Answer: {answer}.', answer=right)}** {asked.explanation}"
            words.markdown(f"### {said}" if settings.present else said)
    return settings.cover and not revealed


def _commit(about: str) -> None:
    st.session_state[f"{about}.chosen"] = st.session_state[f"{about}.pills"]


def _reveal(about: str) -> None:
    st.session_state[f"{about}.revealed"] = True
