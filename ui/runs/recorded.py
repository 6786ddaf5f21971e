"""Runs of learning that are recorded, as a page opens the network of any of their rows."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from engine.frozen import FrozenMapping
from engine.learning import recorded
from engine.learning.course import Course, Snapshot
from engine.learning.exercises import Hello, Text
from engine.learning.pretrained import Pretrained
from engine.learning.tasks import InputProblem
from ui.look.cells import kind_of


@dataclass(frozen=True, eq=False)
class RecordedRun:
    """One of the runs that are recorded under a name: its course, and what the network was at every row."""

    course: Course
    rows: tuple[Snapshot, ...]

    @property
    def kind(self) -> str:
        """The cell, by its name in `ui.look.cells`."""
        return kind_of(self.course.cell)

    @cached_property
    def stages(self) -> tuple[Pretrained, ...]:
        """The network of every row, as one that ships."""
        return tuple(map(self._stage, self.rows))

    def _stage(self, row: Snapshot) -> Pretrained:
        course = self.course
        longest = course.exercise.longest
        metrics = {"mean_squared_error": row.loss} if row.accuracy is None else {}
        by_heart = isinstance(course.exercise, (Hello, Text))  # there are no new cases
        if by_heart and row.accuracy is not None:
            metrics = {"accuracy_on_its_text": row.accuracy}
        return Pretrained(
            name=course.exercise.name,
            task=course.exercise.name,
            cell=course.cell,
            network=row.network,
            readout=row.readout,
            lengths=(longest, longest),
            steps=course.updates,
            update=row.update,
            seed=course.seed,
            accuracy=None if by_heart else row.accuracy,
            how=_how(course),
            metrics=FrozenMapping(metrics),
        )


def step_link(name: str, index: int) -> str:
    """The address at which a network of a run is stepped through, with the places `{update}` and `{t}` in it.

    `name` is that of what is recorded, `index` which of its runs is meant; t is counted from 1.
    """
    kind = kind_of(recorded.load(name).courses[index].cell)
    return f"/step?cell={kind}&sequence=recorded&run={name}.{index + 1}&training={{update}}&t={{t}}"


@lru_cache(maxsize=8)
def recorded_run(spelled: str) -> RecordedRun:
    """The run that an address names: the second of "arrives" is "arrives.2". Raises InputProblem: there is none."""
    name, _, number = spelled.partition(".")
    if name in recorded.names():
        found = recorded.load(name)
        index = int(number or 1) - 1 if (number or "1").isdecimal() else -1
        if 0 <= index < len(found.courses):
            return RecordedRun(found.courses[index], found.runs[index])
    raise InputProblem(
        "There is no recorded run “{name}”. The page on learning has links to those that there are.", name=spelled
    )


def _how(course: Course) -> str:
    """In one sentence how a network was trained."""
    optimiser = {"adam": "Adam", "sgd": "The plain gradient"}[course.optimiser]
    clipped = f"with the gradient clipped to norm {course.clip:g}" if course.clip else "with the gradient as it came"
    return (
        f"{optimiser} (learning rate {course.rate:g}) took {course.updates} steps, {clipped}; seed {course.seed}. "
        "The page on learning shows all of it."
    )
