"""A recorded run of learning, opened at one of its rows: its network, its sequence, its own training to go through."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest

import engine
from engine.learning import recorded
from engine.learning.course import Course, watch
from engine.learning.exercises import EXERCISES, Exercise, FirstSymbol, Hello, Text, sunspots
from engine.learning.tasks import InputProblem
from tests.pages.opening import open_page, steppers
from ui.lessons.step import stages
from ui.lessons.step.exports import to_csv, to_json, to_pytorch
from ui.lessons.step.run import check, make_run
from ui.lessons.step.settings import RECORDED, StepSettings
from ui.lessons.step.stages import weights
from ui.lessons.step.view import headline, step_payload, training_note
from ui.runs.recorded import recorded_run, step_link
from ui.settings.parameters import read


def record(*exercises: Exercise, cells: tuple[str, ...] = ("gru", "elman")) -> dict[str, recorded.Recorded]:
    found = {}
    for exercise in exercises:
        courses = tuple(Course(exercise, cell, units=3, updates=6, every=4, batch=8, watched=2) for cell in cells)
        runs = tuple(tuple(watch(course)) for course in courses)
        found[exercise.name] = recorded.Recorded(exercise.name, courses, runs)
    return found


SHORT = record(FirstSymbol(gap=16), Hello())


def forget() -> None:
    recorded_run.cache_clear()
    stages._version.cache_clear()


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, recorded.Recorded]]:
    there = dict(SHORT)
    monkeypatch.setattr(recorded, "names", lambda: tuple(there))
    monkeypatch.setattr(recorded, "load", there.__getitem__)
    forget()
    yield there
    forget()


def asked(link: str) -> StepSettings:
    settings, problems = read(StepSettings, dict(part.split("=") for part in link.partition("?")[2].split("&")))
    assert problems == ()
    return settings


def test_a_link_opens_the_network_of_a_row() -> None:
    link = step_link("first", 1)
    settings = asked(link.format(update=4, t=3))
    run = make_run(settings.of_run)
    row = SHORT["first"].runs[1][1]
    assert (row.update, run.trace.cell, run.place(settings)[0]) == (4, "elman", 2)
    np.testing.assert_array_equal(run.sequence.inputs, FirstSymbol(gap=16).shown().inputs)
    np.testing.assert_array_equal(run.trace["hidden"], engine.record(row.network, run.sequence.inputs)["hidden"])
    assert check(run.settings).largest <= 1e-12
    said = headline(run)
    assert "This RNN (units: 3) after 4 of 6 updates: right in" in said
    assert "only at the last step is it asked for" in said
    assert "seed 0" in training_note(run)


def test_its_slider_goes_through_the_rows_and_the_browser_gets_their_weights() -> None:
    settings = StepSettings(sequence=RECORDED, run="first.1")
    payload = step_payload(settings.of_run, "en")
    assert payload.panels[0].cell == "gru", "the run says which cell, whatever the address does"
    assert payload.training is not None
    assert payload.training.updates == (0, 4, 6)
    assert payload.training.url.startswith("/training/gru/first.1/")
    assert weights("gru", "first.1") != weights("rnn", "first.2")
    for kind, name in (("rnn", "first.1"), ("gru", "first.3"), ("gru", "first.x"), ("gru", "adding")):
        with pytest.raises(KeyError):
            weights(kind, name)


def test_what_is_learned_by_heart_is_no_new_case() -> None:
    said = headline(make_run(StepSettings(sequence=RECORDED, run="hello", training=4).of_run))
    assert "of the letters of its text" in said
    assert "new cases" not in said


@pytest.mark.parametrize("run", ["", "chess", "first.0", "first.3", "first.two", "first.1.1", "../first"])
def test_a_run_that_is_not_recorded_gets_a_sentence(run: str) -> None:
    with pytest.raises(InputProblem, match="There is no recorded run"):
        make_run(StepSettings(sequence=RECORDED, run=run).of_run)


OF_OTHERS: dict[str, Callable[[], Exercise]] = {"text": lambda: Text("the clouds are in the sky"), "series": sunspots}


@pytest.mark.parametrize("name", EXERCISES)
def test_every_exercise_can_be_stepped_through(shelf: dict[str, recorded.Recorded], name: str) -> None:
    exercise = OF_OTHERS.get(name, EXERCISES[name])()
    shelf |= record(exercise, cells=("lstm",))
    run = make_run(StepSettings(sequence=RECORDED, run=exercise.name).of_run)
    assert headline(run)
    assert check(run.settings).largest <= 1e-9
    assert step_payload(run.settings, "en", signals="main").key
    assert step_payload(run.settings, "en").steps == len(run.sequence)
    assert all(take(run) for take in (to_csv, to_json, to_pytorch))


def test_the_page_opens_on_it_and_leaves_it_by_another_sequence() -> None:
    app = open_page("step_through", {"sequence": RECORDED, "run": "first.2", "cell": "rnn", "training": "0"})
    assert not app.exception
    assert not app.warning
    assert steppers(app)[0]["training"]["at"] == 0
    assert not app.pills, "which cell, the run says"
    picker = app.selectbox(key="step.sequence")
    assert picker.value == RECORDED
    picker.set_value("latch").run()
    assert not app.exception
    assert steppers(app)[0]["panels"][0]["cell"] == "elman"
    assert RECORDED not in app.selectbox(key="step.sequence").options


def test_the_page_says_which_runs_there_are() -> None:
    app = open_page("step_through", {"sequence": RECORDED, "run": "chess"})
    assert not app.exception
    assert any("There is no recorded run" in warning.value for warning in app.warning)
    assert steppers(app)[0]["steps"] == 30
