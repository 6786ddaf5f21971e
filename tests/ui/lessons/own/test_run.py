"""What a session keeps of a run of an own model: one, with all that was made of it."""

import gc
import weakref

import streamlit as st
import torch

from tests.engine.examples import module
from tests.engine.opening.saved import named, safetensors
from ui.lessons.own.beside.look import compared
from ui.lessons.own.influence import view as influence
from ui.lessons.own.influence.reach import reach_of
from ui.lessons.own.run import check, make_run
from ui.lessons.own.session import open_model
from ui.lessons.own.settings import OwnSettings
from ui.lessons.own.steps import payload


def test_a_run_goes_with_all_that_was_made_of_it_when_another_is_made() -> None:
    st.session_state.clear()
    model = open_model(safetensors(named("", module("gru", 1, 70, dtype=torch.float32))), "m")
    settings = OwnSettings(data="random", steps=5)
    run = make_run(model, settings)
    check(run)
    assert compared(run, settings)
    assert influence.payload(run, reach_of(run, settings)).steps == 5
    assert payload(run, settings).panels[0].units == 35
    gone = weakref.ref(run)
    assert make_run(model, settings) is run
    del run
    make_run(model, OwnSettings(data="random", steps=6))
    gc.collect()
    assert gone() is None
    st.session_state.clear()
