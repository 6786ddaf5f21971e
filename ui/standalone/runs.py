"""Recorded runs in one file, from Python alone: `Standalone(trace).save("run.html")`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from math import isnan
from pathlib import Path

import numpy as np

from engine import Trace, __version__, losses
from engine.learning.tasks import Sequence as TaskSequence
from ui.figures.moment import moment
from ui.figures.part import Part
from ui.figures.sequence_rows import explained, input_row
from ui.figures.side_by_side import beside_rows
from ui.figures.stack import Array, stack
from ui.figures.time_column import time_column
from ui.look.picture import Picture
from ui.mount import Mounted
from ui.standalone.document import About, document
from ui.standalone.parts import parts_of
from ui.standalone.words import unanswered, unopened
from ui.stepper import Coding, Figure, Live, Panel, StepperPayload, build_panel, to_browser
from ui.stepper.component import PLACE, STEPPER
from ui.stepper.live import can_follow, live_of
from ui.words import language, t

NAME = "runs"
MOST = 4  # runs side by side
MOST_SAID = 4  # numbers of what a step reads


@dataclass(frozen=True, eq=False)
class Standalone:
    """One recorded run, or several side by side, as a page that needs nothing else.

        Standalone(engine.record(module, inputs, loss=engine.losses.last_step())).save("run.html")

    Attributes:
        runs: a trace, or several by what they are called; these have read equally many steps.
        tokens: what each step's input is called.
        features: what the input features are called.
        title: of the page.
        words: what there is to see, in plain words.
        layer, direction, batch: which part is shown, zero-based.
        step, unit: where to stand, zero-based.

    Raises:
        ValueError: when it is made, with what cannot be shown and why.
    """

    runs: Trace | Mapping[str, Trace]
    tokens: Sequence[str] | None = None
    features: Sequence[str] | None = None
    title: str = "Unrolled"
    words: str = ""
    layer: int = field(default=0, kw_only=True)
    direction: int = field(default=0, kw_only=True)
    batch: int = field(default=0, kw_only=True)
    step: int = field(default=0, kw_only=True)
    unit: int = field(default=0, kw_only=True)

    def __post_init__(self) -> None:
        if not 1 <= len(self._named) <= MOST:
            raise ValueError(f"from 1 to {MOST} runs can be shown side by side, not {len(self._named)}")
        lengths = {name: len(trace.inputs) for name, trace in self._named.items()}
        if len(set(lengths.values())) > 1:
            raise ValueError(f"runs side by side read equally many steps, and these read {lengths}")
        for trace in self._named.values():
            self._check(trace)
        for what, given, wanted in (("tokens", self.tokens, self._steps), ("features", self.features, self._size)):
            if given is not None and len(given) != wanted:
                raise ValueError(f"there are {len(given)} {what} for {wanted} of them in the run")

    def _check(self, trace: Trace) -> None:
        axes = {"layer": trace.layers, "direction": trace.directions, "batch": trace.inputs.shape[1]}
        for axis, size in axes.items():
            if not 0 <= getattr(self, axis) < size:
                raise ValueError(f"{axis} {getattr(self, axis)} is not there: the run has {size}, counted from 0")
        if trace.network.proj_size:
            raise ValueError("the stepper shows cells without a projection (proj_size = 0)")

    @property
    def _named(self) -> Mapping[str, Trace]:
        return {"": self.runs} if isinstance(self.runs, Trace) else self.runs

    @property
    def _first(self) -> Trace:
        return next(iter(self._named.values()))

    @property
    def _steps(self) -> int:
        return len(self._first.inputs)

    @property
    def _size(self) -> int:
        return int(self._first.inputs.shape[2])

    def save(self, path: str | Path) -> Path:
        """Write the file, and say where it is."""
        path = Path(path)
        path.write_bytes(self.html)
        return path

    @cached_property
    def html(self) -> bytes:
        """The file."""
        payload = self.payload
        place = {"name": NAME, "content": payload.key, "step": payload.step, "unit": payload.unit}
        standing = [
            Mounted(STEPPER, to_browser(payload, NAME), {}),
            Mounted(PLACE, place, {}),
        ]
        parts, needs = parts_of(standing, lambda address: None, unanswered())
        notes = (
            *(_told(name, trace) for name, trace in self._named.items()),
            t("Unrolled {version}", version=__version__),
        )
        about = About(self.title, _paragraph(self.words), notes, unopened(), language=language())
        return document(parts, about, needs)

    @cached_property
    def payload(self) -> StepperPayload:
        """What the stepper shows."""
        part = Part(self.layer, self.direction, self.batch)
        sequence = self._sequence
        column: Picture
        if len(self._named) == 1:
            trace = self._first
            column = time_column(trace, sequence, _answers(trace, part), unit=0, t=t, part=part)
            figures: tuple[Figure, ...] = (
                Figure("column", "", column, legend=explained(sequence)),
                Figure("moment", t("All units at this step"), moment(trace, 0, t=t, part=part)),
            )
        else:
            rows = [input_row(sequence, t), *beside_rows(list(self._named.items()), t, part=part)]
            figures = (Figure("column", "", stack(rows, self._steps, t("timestep")), legend=("signed",)),)
        steps, units = self._steps, max(trace.network.hidden_size for trace in self._named.values())
        return StepperPayload(
            steps=steps,
            figures=figures,
            panels=tuple(self._panel(name, trace, sequence) for name, trace in self._named.items()),
            step=min(max(self.step, 0), steps - 1),
            unit=min(max(self.unit, 0), units - 1),
            tokens=_words(sequence) if self.tokens is None else sequence.tokens,
            notes=sequence.notes,
            keys="all",
            saved_as="run",
        )

    def _panel(self, name: str, trace: Trace, sequence: TaskSequence) -> Panel:
        return build_panel(
            trace.network,
            trace,
            title=name,
            features=sequence.features,
            layer=self.layer,
            direction=self.direction,
            batch=self.batch,
            live=_live(trace, sequence) if len(self._named) == 1 else None,
        )

    @cached_property
    def _sequence(self) -> TaskSequence:
        """What is read, as the figures take it: what it is called is given, or its one number, or its step."""
        inputs = np.asarray(self._first.inputs[:, [self.batch]])
        features = tuple(self.features or (f"x{number}" for number in range(1, self._size + 1)))
        if self.tokens is not None:
            tokens = tuple(map(str, self.tokens))
        elif self._size == 1:
            tokens = tuple(f"{value:+.3g}".replace("-", "−") for value in inputs[:, 0, 0])
            features = tuple(self.features or ("value",))
        else:
            tokens = ("·",) * self._steps
        loss, targets = _answered(self._first) if len(self._named) == 1 else None, None
        classes: tuple[str, ...] = ()
        if loss is not None:
            targets = (loss.targets if loss.targets.ndim == 1 else loss.targets[:, self.batch]).reshape(self._steps)
        if isinstance(loss, losses.CrossEntropy):
            classes = tuple(str(number) for number in range(len(loss.readout.bias)))
        return TaskSequence("", inputs, tokens, features, targets, classes)


def _words(sequence: TaskSequence) -> tuple[str, ...]:
    """What each step reads, in its numbers; of many the first."""
    rows = sequence.inputs[:, 0, :MOST_SAID]
    more = ", …" if sequence.inputs.shape[2] > MOST_SAID else ""
    said = (", ".join(f"{value:.2g}" for value in row).replace("-", "−") + more for row in rows)
    return tuple(said) if sequence.inputs.shape[2] == 1 else tuple(f"({row})" for row in said)


def _is_alone(trace: Trace) -> bool:
    """Whether one cell is all there is: what comes of it goes straight into the loss."""
    return (trace.layers, trace.directions) == (1, 1)


def _answered(trace: Trace) -> losses.CrossEntropy | losses.SquaredError | None:
    """The loss of a run, where it is of one answer at a step: a class, or a number."""
    loss = trace.loss_function
    if not isinstance(loss, (losses.CrossEntropy, losses.SquaredError)) or not _is_alone(trace):
        return None
    return loss if isinstance(loss, losses.CrossEntropy) or len(loss.readout.bias) == 1 else None


def _answers(trace: Trace, part: Part) -> Array | None:
    """What the readout of the loss makes of every step, (T, K); None where there is none."""
    loss = _answered(trace)
    if loss is None:
        return None
    said = loss.readout.probabilities if isinstance(loss, losses.CrossEntropy) else loss.readout.logits
    return np.asarray(said(trace.outputs)[:, part.batch])


def _live(trace: Trace, sequence: TaskSequence) -> Live | None:
    """How the run follows a hand in the file, where a browser knows all that it needs."""
    loss = trace.loss_function
    answered = _answered(trace)
    known = answered is not None or isinstance(loss, (losses.SquaredNorm, losses.UnitAtStep, losses.DirectionAtStep))
    unknown_gradients = trace.loss is not None and not known
    if unknown_gradients or not _is_alone(trace) or trace.interventions or not can_follow(trace):
        return None
    one_hot = _is_one_hot(sequence) and sequence.tokens == _letters(sequence)
    coding: Coding = "letters" if one_hot else "number" if len(sequence.features) == 1 else "none"
    given = () if sequence.targets is None else map(float, sequence.targets)
    targets = tuple(None if isnan(target) else target for target in given)
    readout = answered.readout if answered else None
    return live_of(trace, coding=coding, readout=readout, targets=targets, classes=sequence.classes)


def _is_one_hot(sequence: TaskSequence) -> bool:
    inputs = sequence.inputs[:, 0]
    return bool(((inputs == 0) | (inputs == 1)).all() and (inputs.sum(axis=1) == 1).all())


def _letters(sequence: TaskSequence) -> tuple[str, ...]:
    return tuple(sequence.features[place] for place in sequence.inputs[:, 0].argmax(axis=1))


def _told(name: str, trace: Trace) -> str:
    """What a run is of."""
    size = {
        "cell": trace.network.cell,
        "inputs": trace.inputs.shape[2],
        "units": trace.network.hidden_size,
        "layers": trace.layers,
        "steps": len(trace.inputs),
    }
    said = t("{cell}: inputs {inputs}, units {units}, layers {layers}; steps: {steps}.", **size)
    return f"{name}: {said}" if name else said


def _paragraph(words: str) -> str:
    return f"<p>{escape(words)}</p>" if words else ""
