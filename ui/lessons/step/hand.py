"""What a person's hand has changed in a run, as it stands in the address.

Every change is one word, `name*value*place` or `name*value*place*index`, counted from 1; several are parted by commas,
and where two change the same number, the later one counts.

- A signal is held: `forget_gate*1*8-` holds the forget gate of every unit at 1 from step 8 on, `cell*-0.5*12*2` the
  cell state of unit 2 at step 12 alone, `input_gate*0*all` the input gate at every step.
- An input is another one: `input*-1*12*1` makes component 1 of the input at step 12 −1, `token*3*5` makes the third
  letter of the alphabet of the input at step 5.
- A weight is another one: `weight_hh*0.73*5*2` stands in row 5, column 2 of W, `bias_ih*0.1*5` in row 5 of a bias.

`ui/stepper/browser/hand.js` writes and reads the same.
"""

import dataclasses
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import streamlit as st

import engine
from engine import Trace
from engine.learning.answers import with_inputs
from engine.learning.tasks import Sequence
from engine.networks.network import suffix
from engine.recording.differences import Differences
from ui.figures.part import FIRST
from ui.lessons.step.run import Run, make_loss, make_run, predict
from ui.lessons.step.settings import StepSettings
from ui.look.cells import kind_of
from ui.stepper import Coding, Live, Settled, build_panel, has_live_half, on_screen
from ui.stepper.live import FOLLOWED_STEPS, FOLLOWED_UNITS, holdable, live_of
from ui.words import plain, t

MOST = 24  # changes in one address
LARGEST = 20.0  # that an input or a weight can be made: far beyond where every σ and tanh is flat
WEIGHTS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
_WORD = re.compile(r"([a-z_]{1,40})\*(-?\d{1,9}(?:\.\d{1,24})?(?:e-?\d{1,3})?)\*(all|\d{1,4}-?)(?:\*(\d{1,4}))?")


@dataclass(frozen=True, slots=True)
class Held:
    """Something given a value by hand, zero-based.

    Attributes:
        signal: a signal; `input`, or `token` for a whole letter; or a weight by PyTorch's name.
        value: of a token the letter's place in the alphabet, from 1 on.
        first: the first step; of a weight its row.
        last: the last step, None for the end; of an input or a weight as `first`.
        unit: None for all; of an input its component, of a weight its column.
    """

    signal: str
    value: float
    first: int = 0
    last: int | None = None
    unit: int | None = None

    @property
    def kind(self) -> Literal["signal", "input", "weight"]:
        """What has been given a value."""
        if self.signal in ("input", "token"):
            return "input"
        return "weight" if self.signal in WEIGHTS else "signal"

    def spelled(self) -> str:
        """As it stands in the address: to the last digit, so that a link shows the same."""
        place = "all" if (self.first, self.last) == (0, None) else f"{self.first + 1}{'-' if self.last is None else ''}"
        index = "" if self.unit is None else f"*{self.unit + 1}"
        return f"{self.signal}*{repr(float(self.value)).removesuffix('.0')}*{place}{index}"


def read_hand(spelled: str, run: Run) -> tuple[tuple[Held, ...], tuple[str, ...]]:
    """What an address asks for and this run can have, and a sentence for everything that it cannot."""
    words = [word for word in spelled.split(",") if word]
    problems = []
    if len(words) > MOST:
        problems.append(t("This link changes {count} things; at most {most} are taken.", count=len(words), most=MOST))
        words = words[:MOST]
    holds = []
    for word in words:
        held = _read(word)
        problem = t("“{word}” is not understood.", word=plain(word)) if held is None else _problem(held, run)
        if problem:
            problems.append(t("{problem} The picture is shown without it.", problem=problem))
        elif held is not None:
            holds.append(held)
    return tuple(holds), tuple(problems)


def spell(holds: Iterable[Held]) -> str:
    """The changes as they stand in the address."""
    return ",".join(held.spelled() for held in holds)


def _read(word: str) -> Held | None:
    match = _WORD.fullmatch(word)
    if match is None or not math.isfinite(float(match[2])):
        return None
    signal, value, place, index = match.groups()
    first = 0 if place == "all" else int(place.rstrip("-")) - 1
    last = None if place == "all" or place.endswith("-") else first
    return Held(signal, float(value), first, last, None if index is None else int(index) - 1)


def _problem(held: Held, run: Run) -> str:
    if on_screen(run.trace.cell) is None:
        return t("This cell has no drawing on which anything could be held.")
    if held.kind != "signal" and held.last is None:
        return t("An input or a weight is changed one at a time, not “from here on”.")
    if held.kind == "weight":
        return _problem_of_weight(held, run)
    if not 0 <= held.first < run.steps:
        return t("There is no step {step}: this run has {steps}.", step=held.first + 1, steps=run.steps)
    return _problem_of_input(held, run.sequence) if held.kind == "input" else _problem_of_signal(held, run.trace)


def _problem_of_signal(held: Held, trace: Trace) -> str:
    signals = holdable(trace)
    signal = signals.get(held.signal)
    if signal is None:
        known = ", ".join(signals)
        return t("This cell has no “{name}” to hold; it has {known}.", name=plain(held.signal), known=known)
    if not signal.low <= held.value <= signal.high:
        return t(
            "The {title} lies between {low} and {high}, and cannot be held at {value}.",
            title=t(signal.title),
            low=f"{signal.low:g}",
            high=f"{signal.high:g}",
            value=f"{held.value:g}",
        )
    units = trace["hidden"].shape[-1]
    if held.unit is not None and not 0 <= held.unit < units:
        return t("There is no unit {unit}: this network has {units}.", unit=held.unit + 1, units=units)
    return ""


def _problem_of_input(held: Held, sequence: Sequence) -> str:
    size, coding = len(sequence.features), coding_of(sequence)
    if held.signal == "token":
        if coding != "letters":
            return t("This run reads numbers, and no letters that could be exchanged.")
        if held.unit is not None or not held.value.is_integer() or not 1 <= held.value <= size:
            return t(
                "The alphabet of this run has {count} letters, and no letter {value}.", count=size, value=held.value
            )
        return ""
    if coding == "letters":
        return t(
            "This run reads letters, and a letter is exchanged as a whole: “token*2*5”, the second letter at step 5."
        )
    if held.unit is None or not 0 <= held.unit < size:
        return t("An input of this run has {count} components: “input*0*5*1” is the first one of step 5.", count=size)
    if coding == "bits" and held.value not in ((-1.0, 1.0), (0.0, 1.0))[held.unit]:
        return t("A bit is −1 or 1, a flag 0 or 1; it cannot be {value}.", value=f"{held.value:g}")
    if coding in ("count", "toggle") and held.value not in (0.0, 1.0):
        return t("An input of this task is 0 or 1; it cannot be {value}.", value=f"{held.value:g}")
    return _problem_of_size(held.value)


def _problem_of_weight(held: Held, run: Run) -> str:
    weight = getattr(run.network.layer(0), held.signal)
    if weight is None:
        return t("This network has no {name}.", name=plain(held.signal))
    rows, columns = weight.shape if weight.ndim == 2 else (len(weight), None)
    if not 0 <= held.first < rows:
        return t("There is no row {row}: {name} has {rows}.", row=held.first + 1, name=plain(held.signal), rows=rows)
    if (held.unit is None) != (columns is None) or (columns and not 0 <= (held.unit or 0) < columns):
        place = "*".join(("0.5", "1") if columns is None else ("0.5", "1", str(columns)))
        return t(
            "A weight of {name} is named like “{example}”.", name=plain(held.signal), example=f"{held.signal}*{place}"
        )
    return _problem_of_size(held.value)


def _problem_of_size(value: float) -> str:
    if abs(value) <= LARGEST:
        return ""
    limit = f"{LARGEST:g}"
    return t(
        "An input or a weight can lie between −{limit} and {limit}, not at {value}.", limit=limit, value=f"{value:g}"
    )


def coding_of(sequence: Sequence) -> Coding:
    """How a step's input is changed: a bit and its flag, a one and its reset, a flag, a letter, a number."""
    match sequence.task:
        case "latch":
            return "bits"
        case "count" | "toggle":
            return sequence.task
        case _:
            return "letters" if sequence.is_one_hot else "number"


def with_hand(run: Run, holds: Iterable[Held]) -> Run:
    """The run with a hand in it, recorded: other inputs and the right answers to them, other weights, holds."""
    holds = tuple(holds)
    sequence, network = _with_inputs(run.sequence, holds), _with_weights(run.network, holds)
    loss = make_loss(run.settings, sequence, network, run.readout)
    trace = engine.record(network, sequence.inputs, loss, interventions=interventions(holds))
    predictions = predict(run.readout, sequence, trace)
    return dataclasses.replace(run, sequence=sequence, network=network, trace=trace, predictions=predictions)


def _with_inputs(sequence: Sequence, holds: Iterable[Held]) -> Sequence:
    inputs = sequence.inputs.copy()
    for held in holds:
        if held.signal == "input":
            inputs[held.first, 0, held.unit] = held.value
        elif held.signal == "token":
            inputs[held.first, 0] = 0.0
            inputs[held.first, 0, int(held.value) - 1] = 1.0
    return with_inputs(sequence, inputs)


def _with_weights(network: engine.Network, holds: Iterable[Held]) -> engine.Network:
    weights = {name: weight.copy() for name, weight in network.weights.items()}
    for held in holds:
        if held.kind == "weight":
            place = held.first if held.unit is None else (held.first, held.unit)
            weights[held.signal + suffix(0, 0)][place] = held.value
    return dataclasses.replace(network, weights=weights)


def interventions(holds: Iterable[Held]) -> list[engine.Hold]:
    """What is held of signals, as the engine takes it."""
    return [
        engine.Hold(
            held.signal,
            held.value,
            units=None if held.unit is None else [held.unit],
            steps=slice(held.first, None if held.last is None else held.last + 1),
        )
        for held in holds
        if held.kind == "signal"
    ]


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs={StepSettings: repr})
def make_held_run(settings: StepSettings, spelled: str) -> Run:
    """The run of these settings with a hand in it, as an address spells it."""
    run = make_run(settings)
    holds, _ = read_hand(spelled, run)
    return with_hand(run, holds) if holds else run


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs={StepSettings: repr})
def check_held(settings: StepSettings, spelled: str) -> Differences:
    """How far torch's states, gates and gradients are from the engine's, with the same hand in the run."""
    return engine.verify(make_held_run(settings, spelled).trace)


def settle(settings: StepSettings, spelled: str) -> Settled:
    """The run with a hand in it as the engine records it, and how far torch's own numbers are from that."""
    run = make_held_run(settings, spelled)
    trace = run.trace
    states = {name: FIRST.of(trace[name]) for name in trace.initial_state}
    arrays = None
    if _waits(make_run(settings)):
        panel = build_panel(run.network, run.trace).arrays
        arrays = {name: values for name, values in panel.items() if name not in ("inputs", *WEIGHTS)}
    return Settled(states, check_held(settings, spelled).largest, arrays)


def _waits(run: Run) -> str:
    """Why a browser cannot follow a hand in this run; "" where it can."""
    units = run.network.hidden_size
    if not has_live_half(kind_of(run.trace.cell)):
        return t("This cell answers when your hand lets go, and Python has recorded it.")
    if run.trace.first_nonfinite is not None:
        return t("This run holds NaN or ∞: it answers when your hand lets go, and Python has recorded it.")
    if units > FOLLOWED_UNITS or run.steps > FOLLOWED_STEPS:
        return t(
            "This run is too large to follow your hand (units: {units}, steps: {steps}): it answers when the hand lets "
            "go, and Python has recorded it.",
            units=units,
            steps=run.steps,
        )
    return ""


def live(run: Run, suggestions: tuple[tuple[str, str], ...] = ()) -> Live | None:
    """What the browser needs to follow a hand in this run, to which it makes some suggestions.

    None for a cell that has no drawing to take hold of.
    """
    if on_screen(run.trace.cell) is None:
        return None
    wanted = () if run.sequence.targets is None else run.sequence.targets.tolist()
    return live_of(
        run.trace,
        coding=coding_of(run.sequence),
        readout=run.readout,
        targets=tuple(None if math.isnan(target) else target for target in wanted),
        classes=run.sequence.classes,
        task=run.sequence.task if run.settings.has_task_loss else "",
        suggestions=suggestions,
        waits=_waits(run),
    )
