"""The widgets of the gradient laboratory: its scenes, its question, its sidebar, and the presenter's arrows."""

import dataclasses
from collections.abc import Sequence

import streamlit as st

from ui.lessons.gradients.predictions import Question, question
from ui.lessons.gradients.run import Curve
from ui.lessons.gradients.scenes import Scene, is_scene, scenes, settings_of
from ui.lessons.gradients.settings import BIASES, INITS, SEEDS, GradientSettings
from ui.settings.page import key, pick, switch
from ui.words import t

PAGE = "gradients"
HERE = "../pages/vanishing_gradients.py"


def sidebar() -> None:
    """Draw the widgets, showing only what applies. Their values are in the session state under `key(PAGE, setting)`."""
    st.markdown(f"**{t('Cells')}**")
    with st.container(horizontal=True):
        st.checkbox("RNN", key=key(PAGE, "rnn"))
        st.checkbox("LSTM", key=key(PAGE, "lstm"))
        st.checkbox("GRU", key=key(PAGE, "gru"))
    st.checkbox(t("Before the remedy, dotted"), key=key(PAGE, "before"))
    left, right = st.columns(2)
    left.number_input(t("Steps"), 2, 300, key=key(PAGE, "length"))
    right.number_input(t("Units"), 1, 64, key=key(PAGE, "units"))
    left.number_input(t("Network seed"), 0, 9999, key=key(PAGE, "seed"))
    right.number_input(t("Sequence seed"), 0, 9999, key=key(PAGE, "data_seed"))
    many = {1: t("one run"), SEEDS: t("{count} seeds", count=SEEDS)}
    if st.session_state[key(PAGE, "runs")] not in many:
        many[st.session_state[key(PAGE, "runs")]] = t("{count} seeds", count=st.session_state[key(PAGE, "runs")])
    st.segmented_control(
        t("Runs"), list(many), key=key(PAGE, "runs"), format_func=many.__getitem__, required=True, width="stretch"
    )
    switch(PAGE, "loss", t("Loss ½‖h‖²"), {"last": t("at the last step"), "every": t("at every step")})
    st.checkbox(t("Tell the direct and the recurrent part apart"), key=key(PAGE, "parts"))
    st.slider(t("Scale of the input"), 0.01, 5.0, step=0.01, key=key(PAGE, "scale"))
    if st.session_state[key(PAGE, "rnn")]:
        _rnn()
    if st.session_state[key(PAGE, "lstm")] or st.session_state[key(PAGE, "gru")]:
        _gated()
    st.markdown(f"**{t('For every cell')}**")
    st.checkbox(t("Clip the gradient by its norm"), key=key(PAGE, "clip"))
    if st.session_state[key(PAGE, "clip")]:
        st.number_input(t("Threshold θ"), 0.001, 1e6, key=key(PAGE, "theta"), format="%g")
    st.number_input(t("Truncated BPTT: window (0: none)"), 0, 300, key=key(PAGE, "window"))


def _rnn() -> None:
    st.markdown(f"**{t('The RNN')}**")
    names = (t("PyTorch's default"), t("Orthogonal"), t("Identity"), t("Gaussian"), t("2 × 2, not normal"))
    init = pick(PAGE, "init", t("Initialisation of W"), dict(zip(INITS, names, strict=True)))
    if init in ("orthogonal", "gaussian", "identity"):
        st.slider(t("Spectral radius ρ of W"), 0.5, 1.5, step=0.01, key=key(PAGE, "radius"))
    activations = {"tanh": "tanh", "relu": "ReLU", "leaky_relu": t("leaky ReLU"), "sigmoid": "σ", "linear": t("linear")}
    pick(PAGE, "activation", t("Activation"), activations)
    st.checkbox(t("Skip connection through time"), key=key(PAGE, "skip"))


def _gated() -> None:
    st.markdown(f"**{t('The gated cells')}**")
    biases = {bias: bias for bias in BIASES} | {"default": t("default")}
    left, right = st.columns(2)
    with left:
        pick(PAGE, "forget_bias", t("Forget bias (LSTM)"), biases)
    with right:
        pick(PAGE, "update_bias", t("Update bias (GRU)"), biases)
    inits = {"default": t("PyTorch's default"), "orthogonal": t("Orthogonal"), "gaussian": t("Gaussian")}
    if st.session_state[key(PAGE, "gates_init")] == "identity":
        inits["identity"] = t("Identity")
    pick(PAGE, "gates_init", t("Initialisation of W"), inits)


def scene_pills(settings: GradientSettings) -> None:
    """Every scene by one click, and the way into the presenter view."""
    titles = {scene.name: scene.title for scene in scenes()}
    chosen = key(PAGE, "*scene")
    shown = current(settings)
    st.session_state[chosen] = shown.name if shown else None

    def choose() -> None:
        if st.session_state[chosen]:  # a second click would only take the mark away
            go_to(st.session_state[chosen], settings)

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
    present.button(t("Present"), icon=":material/slideshow:", on_click=_present, type="tertiary")


def _present() -> None:
    put(dataclasses.replace(st.session_state[key(PAGE, "*kept")], present=True, cover=True))


def links() -> None:
    """The scenes once more, as links to copy."""
    with st.container(horizontal=True, gap="small"):
        for scene in scenes():
            st.page_link(HERE, label=scene.title, query_params={"scene": scene.name})


def current(settings: GradientSettings) -> Scene | None:
    """The scene that the settings show, if it is one."""
    return next((scene for scene in scenes() if is_scene(settings, scene.name)), None)


def go_to(name: str, settings: GradientSettings) -> None:
    """Bring a scene's settings into the widgets, told as the present one is."""
    told = {field: getattr(settings, field) for field in ("present", "predict", "cover")}
    put(dataclasses.replace(settings_of(name), **told))


def put(settings: GradientSettings) -> None:
    """Bring settings into the widgets, before these are drawn, or where there are none."""
    for field in dataclasses.fields(settings):
        value = getattr(settings, field.name)
        if st.session_state.get(key(PAGE, field.name)) != value:
            st.session_state[key(PAGE, field.name)] = value
    st.session_state[key(PAGE, "*kept")] = settings


def presenter_bar(settings: GradientSettings) -> None:
    """The scene's title and one sentence, large, between the arrows to the scenes beside it."""
    every = scenes()
    names = [scene.name for scene in every]
    shown = current(settings)
    at = names.index(shown.name) if shown else 0
    before, after = names[(at - 1) % len(names)], names[(at + 1) % len(names)]
    title, arrows = st.columns([3, 2], vertical_alignment="center")
    title.title(shown.title if shown else t("Your own settings"), anchor=False)
    with arrows.container(horizontal=True, horizontal_alignment="right"):
        st.button(t("Previous"), key=key(PAGE, "*left"), shortcut="Left", on_click=go_to, args=(before, settings))
        st.button(t("Next"), key=key(PAGE, "*right"), shortcut="Right", on_click=go_to, args=(after, settings))
        st.button(t("Leave"), key=key(PAGE, "*out"), shortcut="Escape", on_click=_leave)


def _leave() -> None:
    st.session_state[key(PAGE, "present")] = False
    st.session_state[key(PAGE, "cover")] = False


def prediction(settings: GradientSettings, found: Sequence[Curve]) -> bool:
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
                    st.toggle(t("Cover the picture first"), key=key(PAGE, "cover"))
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
