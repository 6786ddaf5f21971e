"""The tour of every cell on every task: what it lights is there, what it says can be read off the run, and is so."""

import re
from dataclasses import replace

import numpy as np
import pytest

import engine
from tests.ui.stepper.runs import reader
from ui.figures.part import FIRST
from ui.lessons.step.run import Run, make_run
from ui.lessons.step.settings import ACTIVATIONS, TASKS, StepSettings
from ui.lessons.step.tour import make_tour, places
from ui.lessons.step.view import mini_payload, step_payload
from ui.stepper import Panel, StepperPayload, Tour, build_panel
from ui.stepper.cells import registry
from ui.stepper.equations import step_before
from ui.stepper.tour import Beat, Script

CELLS = ("rnn", "lstm", "gru")
SAID = re.compile(r'data-(?:signal|value|thing|part)="([^"]+)"')
FIELD = re.compile(r"(was_)?(most_|last_)?(\w+?)(_before)?")
OTHERS = {"step", "unit", "token", "answer"}

every_run = pytest.mark.parametrize(
    "settings",
    [StepSettings(cell=cell, sequence=sequence) for cell in CELLS for sequence in (*TASKS, "text", "series")]
    + [StepSettings(cell="rnn", network="fresh", activation=activation) for activation in ACTIVATIONS]
    + [StepSettings(cell=cell, sequence="text", text="a") for cell in CELLS],
    ids=lambda settings: f"{settings.cell}-{settings.sequence}-{settings.activation}-{len(settings.text)}",
)


def toured(settings: StepSettings) -> tuple[Run, Tour, Panel]:
    run = make_run(settings)
    tour = make_tour(run)
    assert tour is not None
    return run, tour, build_panel(run.network, run.trace)


def fields(beat: Beat) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", beat.text + beat.first + beat.asks))


def value(script: Script, panel: Panel, field: str, step: int, unit: int) -> float:
    """The number in a field, as the browser reads it off the run that nobody has changed."""
    if field in script.reads:
        return reader(panel, step, unit)(script.reads[field])
    match = FIELD.fullmatch(field)
    assert match, field
    _, when, signal, before = match.groups()
    if not when:
        return reader(panel, step, unit)(f"{signal}@previous" if before else signal)
    column = panel.arrays[signal][:, unit]
    return float(np.abs(column).max() if when == "most_" else column[-1])


def shown_rows(payload: StepperPayload) -> set[str]:
    return set(payload.figures[0].picture.layout["meta"]["rows"])


@every_run
def test_six_beats_at_steps_of_the_run_light_what_is_there(settings: StepSettings) -> None:
    run, tour, panel = toured(settings)
    assert len(tour.script.beats) == 6
    cell = registry()[run.trace.cell]
    drawn = {word for said in SAID.findall(cell.drawing) for word in said.split()}
    computed = {row.signal for row in cell.equations(step_before(reverse=False))}
    rows = shown_rows(step_payload(settings, "en")) | {"answer"}
    for beat, (step, unit) in zip(tour.script.beats, tour.places, strict=True):
        assert 0 <= step < run.steps
        assert 0 <= unit < panel.units
        assert set(beat.lights) <= drawn | computed | rows, set(beat.lights) - drawn - computed - rows
        assert set(beat.lights) & drawn, "something of the drawing stays bright"
        assert not drawn <= set(beat.lights), "and something does not"
    assert tour.script.beats[-1].asks, "the last beat is the person's"


@every_run
def test_every_field_can_be_read_off_the_run(settings: StepSettings) -> None:
    _, tour, panel = toured(settings)
    script = tour.script
    answers = Beat("", script.answer, ())
    for beat, (step, unit) in zip((*script.beats, answers), (*tour.places, tour.places[-1]), strict=True):
        for template in (beat.text, beat.first):
            assert template.count("**") % 2 == 0
        for field in fields(beat) - OTHERS - set(script.words):
            assert np.isfinite(value(script, panel, field, step, unit)), field
    for words in script.words.values():
        assert np.isfinite(reader(panel, *tour.places[0])(words.read))


@every_run
def test_what_is_said_to_add_up_adds_up_and_a_first_step_starts_from_nothing(settings: StepSettings) -> None:
    run, tour, panel = toured(settings)
    for step, unit in tour.places:
        *parts, total = (value(tour.script, panel, field, step, unit) for field in tour.script.adds)
        assert sum(parts) == pytest.approx(total, abs=1e-12)
    # At the first step beats say “starts from 0”; elsewhere the state before is the one of the step before.
    for name in run.trace.initial_state:
        assert not panel.arrays[f"{name}_initial"].any()
    first = [beat.first for beat, (step, _) in zip(tour.script.beats, tour.places, strict=True) if step == 0]
    assert all(first[:2]), "what comes in and what to forget are another thing at the first step"


@pytest.mark.parametrize("cell", CELLS)
def test_the_latch_s_tour_is_of_one_flag_and_asks_at_the_next(cell: str) -> None:
    run, tour, _ = toured(StepSettings(cell=cell))
    told, tried = tour.places[0][0], tour.places[-1][0]
    flags, targets = run.sequence.flags, run.sequence.targets
    assert targets is not None
    assert told in flags
    assert targets[told] != targets[told - 1], "there is something to forget"
    assert tried == flags[flags.index(told) + 1]
    assert tour.script.beats[-1].title == "The next flag: you try"
    assert {step for step, _ in tour.places[:-1]} == {told}


def test_without_a_later_flag_the_last_beat_speaks_of_none() -> None:
    for length in range(2, 30):
        run, tour, _ = toured(StepSettings(length=length))
        later = [step for step in run.sequence.flags if step > places(run)[1]]
        if not later:
            assert tour.script.beats[-1].title == "You try"
            return
    raise AssertionError("every length has a later flag: the test looks at nothing")


def test_an_rnn_has_no_gate_to_speak_of() -> None:
    _, tour, panel = toured(StepSettings(cell="rnn"))
    assert not [name for name in panel.arrays if "gate" in name]
    text = " ".join(beat.text for beat in tour.script.beats)
    assert "no forget gate" in text
    assert "no input gate" in text
    assert "no output gate" in text


@pytest.mark.parametrize("sequence", ["latch", "first", "hello"])
def test_the_forget_gate_in_words_is_what_the_run_has(sequence: str) -> None:
    run, tour, _ = toured(StepSettings(sequence=sequence))
    step, unit = tour.places[1]
    words = tour.script.words["kept"]
    gate = FIRST.of(run.trace["forget_gate"])[step, unit]
    said = next(word for bound, word in words.choices if bound is None or gate < bound)
    assert (said in ("almost nothing", "a little")) == (gate < 0.4)
    assert sequence != "latch" or gate < 0.4, "the trained cell forgets at the flag"


def test_a_run_that_is_not_finite_has_no_tour() -> None:
    run = make_run(StepSettings())
    lost = engine.record(run.network, np.full_like(run.sequence.inputs, np.nan))
    assert make_tour(run) is not None
    assert make_tour(replace(run, trace=lost)) is None


def test_pages_hand_the_tour_on_and_the_start_page_invites() -> None:
    settings = StepSettings(length=20)
    quiet, inviting = step_payload(settings, "en").tour, mini_payload(settings, "en").tour
    assert quiet is not None
    assert inviting is not None
    assert (quiet.invites, inviting.invites) == (False, True)
    assert quiet.script == inviting.script
    assert len(quiet.described()["beats"]) == 6


def test_beats_and_places_go_together() -> None:
    script = Script((Beat("a", "b", ("cell",)),), "")
    with pytest.raises(ValueError, match="as many places"):
        Tour(script, ((0, 0), (1, 0)))
