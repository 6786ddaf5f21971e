"""A person's hand in the run of this page; what it can do and how it is spelled is in `ui/runs/hand`."""

from collections.abc import Iterable
from dataclasses import replace

import streamlit as st

import engine
from engine.recording.differences import Differences
from ui.lessons.step.run import Run, make_run
from ui.lessons.step.settings import StepSettings
from ui.runs import hand
from ui.runs.hand import Held
from ui.stepper import Live, Settled


def with_hand(run: Run, holds: Iterable[Held]) -> Run:
    """The run with a hand in it, recorded: other inputs and the right answers to them, other weights, holds."""
    changed = hand.with_hand(run.in_hand, holds)
    return replace(
        run,
        sequence=changed.sequence,
        network=changed.network,
        trace=changed.trace,
        predictions=changed.predictions,
    )


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs={StepSettings: repr})
def make_held_run(settings: StepSettings, spelled: str) -> Run:
    """The run of these settings with a hand in it, as an address spells it."""
    run = make_run(settings)
    holds, _ = hand.read_hand(spelled, run.in_hand)
    return with_hand(run, holds) if holds else run


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs={StepSettings: repr})
def check_held(settings: StepSettings, spelled: str) -> Differences:
    """How far torch's states, gates and gradients are from the engine's, with the same hand in the run."""
    return engine.verify(make_held_run(settings, spelled).trace)


def settle(settings: StepSettings, spelled: str) -> Settled:
    """The run with a hand in it as the engine records it, and how far torch's own numbers are from that."""
    changed = make_held_run(settings, spelled).in_hand
    return hand.settled(make_run(settings).in_hand, changed, check_held(settings, spelled))


def live(run: Run, suggestions: tuple[tuple[str, str], ...] = ()) -> Live | None:
    """What the browser needs to follow a hand in this run, to which it makes some suggestions."""
    return hand.live(run.in_hand, run.sequence.task if run.settings.has_task_loss else "", suggestions)
