"""The second beat of the opening: the gates of LSTM and GRU are opened, and what fell alike does so no more."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import streamlit as st

from ui.figures.decades import power
from ui.lessons.gradients.run import Curve, curves
from ui.lessons.gradients.scenes import OPEN
from ui.lessons.gradients.settings import GradientSettings
from ui.look.cells import CELLS
from ui.settings.page import Page
from ui.settings.widgets import key
from ui.words import t

CLOSED: Mapping[str, Any] = MappingProxyType(dict.fromkeys(OPEN, "default"))


def opened(settings: GradientSettings) -> bool:
    """Whether the gates stand open as the second beat opens them."""
    return all(getattr(settings, name) == bias for name, bias in OPEN.items())


def can_turn(settings: GradientSettings) -> bool:
    """Whether there is a second beat: gated cells as PyTorch makes them, or with nothing but their gates opened."""
    untouched = settings.gates_init == "default" and not (settings.clip or settings.window)
    closed = all(getattr(settings, name) == bias for name, bias in CLOSED.items())
    return settings.lstm and settings.gru and untouched and (closed or opened(settings))


def told(settings: GradientSettings) -> str:
    """What is left at the first step, in numbers of this very run: as PyTorch makes the cells, and with open gates."""
    plain = replace(settings, before=False, cells=(), **CLOSED)
    default = {curve.kind: _left(curve) for curve in curves(plain.computed())}
    many = t(" (medians of {count} seeds)", count=settings.runs) if settings.runs > 1 else ""
    if not opened(settings):
        parts = ", ".join(f"{CELLS[kind].title} {left}" for kind, left in default.items())
        return t(
            "**All as PyTorch makes them.** The gradient at step 1 as a multiple of that at step {steps}: "
            "{parts}{many}.",
            steps=settings.length,
            parts=parts,
            many=many,
        )
    now = {curve.kind: _left(curve) for curve in curves(replace(plain, **OPEN).computed())}
    parts = ", ".join(
        t("{cell} {now} (default: {before})", cell=CELLS[kind].title, now=now[kind], before=default[kind])
        for kind in ("lstm", "gru")
    )
    said = t(
        "**With open gates.** The gradient at step 1 as a multiple of that at step {steps}: {parts}{many}.",
        steps=settings.length,
        parts=parts,
        many=many,
    )
    if "rnn" not in now:
        return said
    return f"{said} {t('The RNN has no gate to open: {left}.', left=now['rnn'])}"


def _left(curve: Curve) -> str:
    """The gradient at the first step as a multiple of what it is at the last."""
    return power(float(curve.logs[0] - curve.logs[-1]))


def gates_beat(page: Page[GradientSettings], settings: GradientSettings) -> None:
    """What the picture says in numbers, and the click that opens the gates, or takes that back."""

    def turn() -> None:
        page.put(replace(page.settings, **(CLOSED if opened(page.settings) else OPEN)))

    if opened(settings):
        label, icon = t("Back to the defaults"), ":material/undo:"
    else:
        label, icon = t("Open the gates: bias 3 for LSTM and GRU"), ":material/lock_open:"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(told(settings))
        st.button(label, icon=icon, on_click=turn, key=key(page.name, "*gates"))
