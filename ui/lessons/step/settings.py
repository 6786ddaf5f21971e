"""Everything that a link to the step page says."""

from dataclasses import dataclass, replace

from engine import tasks
from engine.learning.pretrained import Pretrained
from ui.look.cells import CELLS
from ui.runs.fresh import BIASES, INITS
from ui.runs.networks import every_stage, trained_on
from ui.runs.recorded import RecordedRun, recorded_run
from ui.runs.sequences import SOME_SERIES
from ui.settings.parameters import Choice, Flag, Number, Whole, Words, parameter, without_place

TASKS = ("latch", "first", "count", "toggle", "hello", "sine")
ACTIVATIONS = ("tanh", "relu", "leaky_relu", "sigmoid", "linear")
MOST_UNITS = 128
RECORDED = "recorded"  # the sequence that a recorded run of learning is looked at with
FINISHED = 10_000  # updates: more than any network takes


@dataclass(frozen=True, slots=True)
class StepSettings:
    """Everything a link to the step page says. Steps and units are counted from 1, as people do; 0 leaves it to us."""

    cell: str = parameter("lstm", Choice(tuple(CELLS)))
    sequence: str = parameter("latch", Choice((*TASKS, "text", "series", RECORDED)))
    network: str = parameter("trained", Choice(("trained", "fresh")))
    training: int = parameter(FINISHED, Whole(0, FINISHED))
    units: int = parameter(8, Whole(1, MOST_UNITS))
    init: str = parameter("default", Choice(INITS))
    radius: float = parameter(1.0, Number(0.1, 3.0))
    forget_bias: str = parameter("default", Choice(BIASES))
    activation: str = parameter("tanh", Choice(ACTIVATIONS))
    seed: int = parameter(0, Whole(0, 9999))
    length: int = parameter(30, Whole(2, 200))
    data_seed: int = parameter(27, Whole(0, 9999))
    text: str = parameter("so we beat on, boats against the current", Words(tasks.MAX_TYPED))
    series: str = parameter(SOME_SERIES, Words(6000))
    run: str = parameter("", Words(60))
    loss: str = parameter("task", Choice(("task", "last", "every", "step", "unit")))
    loss_step: int = parameter(1, Whole(1, 200))
    loss_unit: int = parameter(1, Whole(1, MOST_UNITS))
    signals: str = parameter("main", Choice(("main", "all")))
    hand: str = parameter("", Words(800), place=True)
    tour: int = parameter(0, Whole(0, 6), place=True)
    t: int = parameter(0, Whole(0, 200), place=True)
    unit: int = parameter(0, Whole(0, MOST_UNITS), place=True)

    @property
    def of_run(self) -> "StepSettings":
        """What decides the run: neither where in it one looks, nor how much of it is drawn."""
        stage = FINISHED if self.is_finished else self.stages[self.stage].update
        cell = self.cell if self.recorded is None else self.recorded.kind
        return replace(without_place(self), cell=cell, signals="main", training=stage)

    @property
    def recorded(self) -> RecordedRun | None:
        """The recorded run whose networks are shown, if one is. Raises InputProblem: there is none of this name."""
        return recorded_run(self.run) if self.sequence == RECORDED else None

    @property
    def stages(self) -> tuple[Pretrained, ...]:
        """What the trained network was after some of its updates, and what it became; only where there is one."""
        return every_stage(self.cell, self.sequence) if self.recorded is None else self.recorded.stages

    @property
    def stage(self) -> int:
        """Which of these is on show: the last that is not beyond what was asked for."""
        return sum(stage.update <= self.training for stage in self.stages) - 1

    @property
    def is_finished(self) -> bool:
        """Whether the network on show has all its training behind it, or will never have any."""
        return not self.uses_trained or self.stage == len(self.stages) - 1

    @property
    def uses_trained(self) -> bool:
        """Where no trained network is shipped for it, a sequence goes through a fresh one."""
        return self.sequence == RECORDED or (self.network == "trained" and self.has_trained)

    @property
    def has_trained(self) -> bool:
        """Whether this cell was trained on this task; nobody has trained one on a text or series of one's own."""
        return self.sequence in trained_on(self.cell)

    @property
    def has_task_loss(self) -> bool:
        """Only a task says what the right answer is."""
        return self.sequence in (*TASKS, RECORDED)


@dataclass(frozen=True, slots=True)
class StartSettings:
    """Everything a link to the start page says, whose example is a run of this lesson."""

    tour: int = parameter(0, Whole(0, 6), place=True)
    unrolled: bool = parameter(False, Flag(), place=True)
