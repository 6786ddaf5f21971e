"""A slider through the training of the network on show.

The browser computes each stage while the slider moves; where it rests, Python records that stage as any other run.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from ui.mount import component
from ui.words import t

_reporter = component("training", "stepper/browser/training_reporter.js")


@dataclass(frozen=True, eq=False)
class Training:
    """The training of a network.

    Attributes:
        at: which of its stages is on show.
        updates: after how many updates each stage is.
        said: of each, how well the network does then.
        url: where the weights of all stages are to be had, once somebody reaches for them; it names the network, too.
        follows: whether the browser can compute a stage by itself; else it waits for Python.
    """

    at: int
    updates: tuple[int, ...]
    said: tuple[str, ...]
    url: str
    follows: bool

    def described(self) -> dict[str, Any]:
        """As JSON for the browser."""
        pairs = zip(self.updates, self.said, strict=True)
        last = self.updates[-1]
        words = [t("{update} of {last} updates: {said}", update=update, last=last, said=said) for update, said in pairs]
        return {"label": t("Training"), "at": self.at, "words": words, "url": self.url, "follows": self.follows}


def scrubbing(name: str, training: Training | None, on_rest: Callable[[int], None]) -> None:
    """Hear at which stage of the training the slider of the stepper `name` comes to rest: then the page runs anew."""
    key = f"{name}.training"
    if training is None:
        return
    said: Mapping[str, Any] = (st.session_state[key].training if key in st.session_state else None) or {}

    def rested() -> None:
        found: Mapping[str, Any] = st.session_state[key].training or {}
        if found.get("content") == training.url:  # not about another network
            on_rest(min(max(int(found.get("at", 0)), 0), len(training.updates) - 1))

    answers = said.get("serial", 0) if said.get("content") == training.url else 0
    data = {"name": name, "content": training.url, "at": training.at, "answers": answers}
    _reporter(key=key, data=data, default={"training": None}, on_training_change=rested)
