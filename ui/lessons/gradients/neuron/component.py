"""The component of the one neuron: mounts the browser's half, and hears where w rests and where a person goes on."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from ui.lessons.gradients.neuron.neuron import in_torch, neuron_of
from ui.lessons.gradients.neuron.question import OF_QUESTION
from ui.lessons.gradients.neuron.words import words
from ui.lessons.gradients.settings import OF_NEURON, STEPS, GradientSettings
from ui.look import palette
from ui.mount import component
from ui.settings.parameters import read
from ui.words import language

_component = component(
    "neuron", "lessons/gradients/neuron/neuron.js", "lessons/gradients/neuron/neuron.css", ready=True
)
_KEY = "gradients.neuron"
_WHOLE = "gradients.*whole"


@dataclass(frozen=True)
class Ways:
    """Where the scene stands among the others: its number, how many there are, its title and that of the next."""

    number: int
    count: int
    title: str
    after: str


@st.fragment
def one_neuron(
    now: Callable[[], GradientSettings],
    ways: Ways,
    *,
    covered: bool,
    on_rest: Callable[[Mapping[str, Any]], None],
    on_go: Callable[[int], None],
) -> None:
    """Show the neuron.

    Args:
        now: the settings as they are when this runs, alone or with the page.
        ways: to the scenes beside this one.
        covered: whether nothing may be seen of how it ends.
        on_rest: is told the neuron's settings where the browser rests.
        on_go: is told that a person goes to the scene after this one (1) or before it (-1).
    """

    def said(name: str) -> Any:
        return st.session_state[_KEY].get(name) if _KEY in st.session_state else None

    def rested() -> None:
        # What a browser says is input: what cannot be had is left as it was.
        query = {name: str(typed) for name, typed in ((said("rest") or {}).get("query") or {}).items()}
        asked, problems = read(GradientSettings, {name: query[name] for name in OF_NEURON if name in query})
        if problems:
            return
        if any(getattr(asked, name) != getattr(now(), name) for name in OF_QUESTION):
            st.session_state[_WHOLE] = True
        on_rest({name: getattr(asked, name) for name in OF_NEURON})

    def went() -> None:
        if (by := said("go")) in (-1, 1):
            on_go(by)
            st.session_state[_WHOLE] = True

    if st.session_state.pop(_WHOLE, False):
        st.rerun()  # the page, not this alone
    heard, settings = said("rest") or {}, now()
    usual = GradientSettings()
    data = {
        "settings": {name: getattr(settings, name) for name in OF_NEURON},
        "usual": {name: getattr(usual, name) for name in OF_NEURON},
        "steps": STEPS,
        "answers": heard.get("serial", 0),  # which of its reports we have heard: what it knows to be older, it drops
        # torch takes seconds to load, so the first picture does not wait for it
        "torch": in_torch(neuron_of(settings)) if heard else None,
        "covered": covered,
        "large": settings.present,
        "asks": settings.predict and not settings.present,
        "ways": asdict(ways),
        "text": words(language()),
        "dark": dict(palette.DARK),
        "palette": {"minus": palette.SIGNED[0][1], "plus": palette.SIGNED[-1][1], "gradient": palette.GRU},
    }
    _component(key=_KEY, data=data, default={"rest": None}, on_rest_change=rested, on_go_change=went)
