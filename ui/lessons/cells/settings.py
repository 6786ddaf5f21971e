"""Everything that a link to the lesson on the family of cells says."""

from dataclasses import dataclass, replace

from engine import tasks
from ui.lessons.cells.family import KINDS
from ui.settings.parameters import Choice, Flag, Whole, parameter, without_place

TASKS = tuple(task for task in ("latch", "count", "toggle", "first") if task in tasks.TASKS)
SCENES = ("drift", "flip", "gap", "bias", "skip", "one")
FIRST, SECOND = "lstm_1997" if "lstm_1997" in KINDS else "rnn", "lstm"


@dataclass(frozen=True, slots=True)
class CellsSettings:
    """Everything a link to the page says. Steps and units are counted from 1; 0 is a telling one."""

    scene: str = parameter("", Choice(("", *SCENES)))
    a: str = parameter(FIRST, Choice(KINDS))
    b: str = parameter(SECOND, Choice(KINDS))
    task: str = parameter("count", Choice(TASKS))
    network: str = parameter("trained", Choice(("trained", "fresh")))
    variant: str = parameter("", Choice(("", "closed", "one_unit")))
    seed: int = parameter(0, Whole(0, 9999))
    units: int = parameter(8, Whole(1, 32))
    equal: str = parameter("units", Choice(("units", "parameters")))
    length: int = parameter(100, Whole(2, 300))
    data_seed: int = parameter(0, Whole(0, 9999))
    sums: bool = parameter(False, Flag())
    present: bool = parameter(False, Flag())
    predict: bool = parameter(True, Flag())
    cover: bool = parameter(True, Flag())
    t: int = parameter(0, Whole(0, 300), place=True)
    unit: int = parameter(0, Whole(0, 128), place=True)

    @property
    def of_run(self) -> "CellsSettings":
        """What decides the two runs."""
        return replace(without_place(self), scene="", sums=False, present=False, predict=True, cover=True)
