"""Everything that a link to the compare page says."""

from dataclasses import dataclass

from engine import tasks
from ui.runs.sequences import SOME_SERIES
from ui.settings.parameters import Choice, Flag, Whole, Words, parameter

KINDS = ("lstm", "gru", "rnn")  # in the order in which they stand on this page
SETS = {"all": ("lstm", "gru", "rnn"), "gates": ("lstm", "gru"), "lstm-rnn": ("lstm", "rnn"), "gru-rnn": ("gru", "rnn")}
TABS = ("gates", "conventions", "memory", "costs", "match")  # below the race, one idea each
STARTS = {"open": ("first80", 80), "plain": ("first40", 40)}  # the trained networks, and the gap they were trained at


@dataclass(frozen=True, slots=True)
class CompareSettings:
    """Everything a link to the compare page says. Steps and units are counted from 1."""

    cells: str = parameter("all", Choice(tuple(SETS)))
    sequence: str = parameter("first", Choice(("first", "latch", "text", "series")))
    network: str = parameter("trained", Choice(("trained", "fresh")))
    start: str = parameter("open", Choice(tuple(STARTS)))
    gap: int = parameter(80, Whole(1, 199))
    length: int = parameter(50, Whole(2, 200))
    data_seed: int = parameter(0, Whole(0, 9999))
    text: str = parameter("I grew up in France … I speak fluent French", Words(tasks.MAX_TYPED))
    series: str = parameter(SOME_SERIES, Words(2000))
    units: int = parameter(16, Whole(1, 32))
    match: str = parameter("units", Choice(("units", "parameters")))
    seed: int = parameter(0, Whole(0, 9999))
    order: str = parameter("memory", Choice(("memory", "similarity", "own")))
    diagrams: bool = parameter(False, Flag())
    bands: str = parameter("lstm", Choice(("lstm", "gru", "all")))
    equal: str = parameter("units", Choice(("units", "parameters")))
    tab: str = parameter("gates", Choice(TABS))
    convention: str = parameter("keeps", Choice(("keeps", "writes", "before")))
    change: int = parameter(1, Whole(1, 200))
    scale: str = parameter("log", Choice(("log", "linear")))
    t: int = parameter(1, Whole(1, 200), place=True)
    unit: int = parameter(1, Whole(1, 64), place=True)

    @property
    def uses_trained(self) -> bool:
        """Trained networks exist for the tasks; one's own input goes through fresh ones."""
        return self.network == "trained" and self.sequence in ("first", "latch")

    @property
    def kinds(self) -> tuple[str, ...]:
        """The cells on show, in their order."""
        return SETS[self.cells]

    def of_the_run(self) -> "CompareSettings":
        """What the recorded runs depend on, and nothing else."""
        same = {name: getattr(self, name) for name in ("cells", "sequence", "network", "start", "order")}
        by_input = {"first": ("gap", "data_seed"), "latch": ("length", "data_seed")}.get(
            self.sequence, (self.sequence,)
        )
        fresh = () if self.uses_trained else ("units", "match", "seed")
        return CompareSettings(**same, **{name: getattr(self, name) for name in (*by_input, *fresh)})

    def of_the_network(self) -> "CompareSettings":
        """What a trained network, and what it does on other sequences of this length, depend on, and nothing else."""
        same = {name: getattr(self, name) for name in ("sequence", "network", "start", "gap", "length")}
        return CompareSettings(**same)
