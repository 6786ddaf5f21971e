"""From a run to what the step page places: its headline, its notes, and the stepper's payload."""

import dataclasses

import streamlit as st

from engine.recording.differences import Differences
from ui.figures.moment import moment
from ui.figures.part import shown_signals
from ui.figures.sequence_rows import explained
from ui.figures.time_column import time_column
from ui.lessons.step.hand import check_held, live, make_held_run, settle
from ui.lessons.step.run import Run, check, make_run
from ui.lessons.step.settings import RECORDED, TASKS, StepSettings
from ui.lessons.step.stages import on_its_way, training
from ui.lessons.step.suggestions import suggestions
from ui.lessons.step.tour import make_tour
from ui.look.cells import CELLS
from ui.runs.agreement import agreement
from ui.runs.hand import read_hand
from ui.runs.hand.suggesting import came_of, offered
from ui.runs.networks import has_gates
from ui.runs.sequences import called
from ui.stepper import Figure, Folded, Settled, StepperPayload, build_panel
from ui.words import t


def headline(run: Run) -> str:
    """Two lines on what is shown and what to look at."""
    cell, units = CELLS[run.settings.cell].title, run.network.hidden_size
    if run.trained is None:
        who = t(
            "A fresh {cell} (units: {units}, seed {seed}) that has learned nothing yet.",
            cell=cell,
            units=units,
            seed=run.settings.seed,
        )
        if run.settings.network == "trained" and run.settings.has_task_loss:
            who = t("No {cell} was trained on this task.", cell=cell) + " " + who
    elif not run.settings.is_finished:
        who = on_its_way(run.trained)
    elif run.settings.sequence == "hello" and run.predictions is not None:  # the one word that it was trained on
        right = int((run.predictions.argmax(axis=1) == run.sequence.targets).sum())
        who = t(
            "A trained {cell} (units: {units}), right at {right} of {steps} letters of the word it was trained on.",
            cell=cell,
            units=units,
            right=right,
            steps=run.steps,
        )
    elif (error := run.trained.metrics.get(f"rmse_{run.trained.lengths[1]}")) is not None:
        who = t(
            "A trained {cell} (units: {units}), whose count is off by {error} on new sequences (root mean square).",
            cell=cell,
            units=units,
            error=f"{error:.2f}",
        )
    elif run.trained.accuracy is None:
        who = t("A trained {cell} (units: {units}).", cell=cell, units=units)
    else:
        who = t(
            "A trained {cell} (units: {units}), right in {right} of new cases.",
            cell=cell,
            units=units,
            right=f"{run.trained.accuracy:.0%}",
        )
    if run.trained is None or not run.trained.update:
        watch = t("What the gates do here means nothing yet.") if has_gates(run.settings.cell) else ""
    elif has_gates(run.settings.cell):
        watch = t("Watch the gates when the flag goes up, and in between.")
    else:
        watch = t("Watch its state when the flag goes up, and in between.")
    tasks = {
        "latch": t(
            "Each step brings a bit, − or +, and sometimes a flag ▼: “remember this one”. The right answer is always "
            "the last flagged bit."
        )
        + " "
        + watch,
        "first": t(
            "The first symbol, A or B, must be remembered while distracting letters go by; only at the last step is it "
            "asked for."
        ),
        "count": t(
            "Each step brings a one, a zero or a reset ↺. The right answer is how many ones there were since the last "
            "reset."
        ),
        "toggle": t("Now and then a flag ▼ goes up. Each one flips the right answer from 0 to 1, or from 1 to 0."),
        "hello": t(
            "It reads “hell” and must answer “ello”: the same letter l has two different answers, and only the hidden "
            "state can tell them apart."
        ),
        "sine": t("It reads a noisy sine and is to answer with the next value. The dotted line is the truth."),
        "text": t("Your text, one character a step, each coded as one hot input."),
        "series": t("Your numbers, one a step, standardised to mean 0 and spread 1 before the network reads them."),
    }
    if run.settings.sequence == RECORDED:
        usual = t("It reads the sequence with which the page on learning looks inside.")
        return f"{who} {tasks.get(run.sequence.task if run.sequence.task in TASKS else '', usual)}"
    return f"{who} {tasks[run.settings.sequence]}"


def training_note(run: Run) -> str:
    """How the network came to be what it is."""
    if run.trained is None:
        return t(
            "**This network is fresh:** its weights are drawn from seed {seed}; its gates mean nothing yet.",
            seed=run.settings.seed,
        )
    note = t("**How it was trained.** {how}", how=t(run.trained.how))
    if run.settings.is_finished:
        return note
    return note + " " + t("Here it stands after {update} of these steps.", update=run.trained.update)


def badge(run: Run) -> str:
    """What torch was asked to compute again of this very run, what it was that computed it, and how near it came."""
    return _badge(run, check(run.settings))


def settled(settings: StepSettings, hand: str) -> Settled:
    """What the engine and torch find for a hand in the run, and what came of it where that had been suggested."""
    run = make_run(settings)
    holds, _ = read_hand(hand, run.in_hand)
    told = came_of(suggestions(run), run.in_hand, make_held_run(settings, hand).in_hand, holds)
    return dataclasses.replace(settle(settings, hand), ending=told)


def held_badge(settings: StepSettings, hand: str) -> str:
    """The same of the run with a hand in it."""
    return _badge(make_held_run(settings, hand), check_held(settings, hand), held=True)


def _badge(run: Run, found: Differences, held: bool = False) -> str:
    return agreement(found, nonfinite=run.trace.first_nonfinite is not None, held=held)


def step_payload(settings: StepSettings, language: str, *, signals: str = "all") -> StepperPayload:
    """Everything the browser needs to step through a run by itself, in the words of `language`, the session's.

    With `signals` "main" only the rows of the cell's main signals are drawn; the numbers are all there.
    """
    only, fill = (None, 520) if signals == "all" else (CELLS[settings.cell].main, 340)
    return _payload(settings, language, only, fill)


def mini_payload(settings: StepSettings, language: str) -> StepperPayload:
    """The same, folded at first, with only the rows and parts that the first page speaks of."""
    return _payload(settings, language, ("forget_gate", "input_gate", "cell", "hidden"), 0, whole=False)


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs={StepSettings: repr})
def _payload(
    settings: StepSettings, language: str, only: tuple[str, ...] | None, fill: int, *, whole: bool = True
) -> StepperPayload:
    run = make_run(settings)
    # The browser moves both figures to its own step and unit, so that neither belongs to what is cached.
    column = time_column(run.trace, run.sequence, run.predictions, unit=0, t=t, only=only, fill=fill)
    figures = [Figure("column", "", column, legend=explained(run.sequence))]
    if only is None:
        figures.append(Figure("moment", t("All units at this step"), moment(run.trace, 0, t=t)))
    payload = StepperPayload(
        steps=run.steps,
        figures=tuple(figures),
        panels=(
            build_panel(
                run.network,
                run.trace,
                features=run.sequence.features,
                equations=whole,
                live=live(run, offered(suggestions(run)) if whole else ()),
            ),
        ),
        tokens=tokens(run),
        notes=tuple(t(note) if note else "" for note in run.sequence.notes),
        tour=make_tour(run, invites=not whole),
        training=training(run) if whole else None,
        keys="all" if whole else "arrows",
        folded=None if whole else _folded(run),
        saved_as=f"{settings.cell}-{settings.sequence}",
    )
    _ = payload.key  # pack and hash it now, once, rather than at every rerun
    return payload


def _folded(run: Run) -> Folded:
    """The run as one cell with a loop."""
    sequence, gates = run.sequence, [signal.name for signal in shown_signals(run.trace.cell) if signal.kind == "gate"]
    answers: tuple[str, ...] = ()
    right: tuple[bool | None, ...] = ()
    if run.predictions is not None and sequence.classes:
        guessed = run.predictions.argmax(axis=1)
        answers = tuple(sequence.classes[guess] for guess in guessed)
        if sequence.targets is not None:
            pairs = zip(guessed, sequence.targets, strict=True)
            right = tuple(None if target < 0 else bool(guess == target) for guess, target in pairs)
    return Folded(tuple(gates), tuple(sequence.tokens), tuple(sorted(sequence.flags)), answers, right)


def tokens(run: Run) -> tuple[str, ...]:
    """What each step reads, in the words of the diagram; a typed number with what the network is given in its place."""
    tokens, flags = run.sequence.tokens, run.sequence.flags
    match run.sequence.task:
        case "latch":
            said = (t("bit {bit}, flag up"), t("bit {bit}, no flag"))
            return tuple(said[step not in flags].format(bit=bit) for step, bit in enumerate(tokens))
        case "count":
            said_of = {"0": t("a zero"), "1": t("a one")}
            return tuple(said_of.get(token, t("a reset")) for token in tokens)
        case "toggle":
            return tuple(t("flag up") if step in flags else t("no flag") for step in range(run.steps))
        case _:
            return called(run.sequence)
