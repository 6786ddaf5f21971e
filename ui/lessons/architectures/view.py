"""What every view of the lesson has: a title, its settings, how it is computed, and how it is shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from engine.networks.wiring import Wiring
from engine.recording.convolving import Convolving
from engine.recording.decoding import Decoding
from engine.recording.trace import Trace
from ui.lessons.architectures.settings import ArchitecturesSettings
from ui.settings.page import Page
from ui.settings.widgets import Widgets
from ui.stepper import Place
from ui.teaching.predictions import Question
from ui.teaching.scenes import TOLD, Scene

OF_ALL = ("view", "seed")  # settings that every view reads


@dataclass(frozen=True)
class View:
    """One way of putting cells together, as the lesson shows it.

    Attributes:
        name: as in the address.
        title, sentence: of its pictogram and above its picture, in English, to be said with `t()`.
        pictogram: its wiring in small.
        settings: the names of the settings that decide what is computed.
        controls: draws the widgets of its settings.
        make: computes what is shown; cached by whoever writes it. InputProblem: it cannot be had, and why.
        show: draws the picture alone, the unrolled graph, which stands on the wall of a lecture hall, too, and returns
            the key of its content (`unrolled` gives it); the last argument says whether the answer is still covered.
        recorded: what the engine recorded of the run on screen, for torch to compute again.
        question: what is asked first, with its answer computed from the run; None for nothing.
        scenes: name → what a scene changes of the usual settings besides the view, in order.
        told: the same scenes in the session's language, in the same order.
        below: draws what stands below the picture at the desk: charts and prose.
    """

    name: str
    title: str
    sentence: str
    pictogram: Wiring
    settings: tuple[str, ...]
    controls: Callable[[Widgets], None]
    make: Callable[[ArchitecturesSettings], Any]
    show: Callable[[Page[ArchitecturesSettings], ArchitecturesSettings, Any, bool], str]
    recorded: Callable[[ArchitecturesSettings, Any], Trace | Decoding | Convolving]
    question: Callable[[ArchitecturesSettings, Any], Question | None]
    scenes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    told: Callable[[], tuple[Scene, ...]] = tuple
    below: Callable[[Page[ArchitecturesSettings], ArchitecturesSettings, Any], None] = lambda *_: None

    def of_run(self, settings: ArchitecturesSettings) -> ArchitecturesSettings:
        """What decides the run: the settings of this view, all others as usual."""
        own = {*OF_ALL, *self.settings}
        usual: dict[str, Any] = {each.name: each.default for each in fields(settings) if each.name not in own}
        return replace(settings, **usual)


def usual_of(settings: ArchitecturesSettings) -> ArchitecturesSettings:
    """The view that is asked for as it is usually found, told in the same way: where nothing else of it can be had."""
    kept = {name: getattr(settings, name) for name in ("view", *TOLD)}
    return ArchitecturesSettings(**kept)


def remember(page: Page[ArchitecturesSettings]) -> Callable[[Place], None]:
    """Keep where the browser rests: the step, counted from 1 as people do, and the chosen box, 0 for none."""

    def rested(place: Place) -> None:
        page.note_place(t=place.step + 1, box=place.unit)

    return rested


def place(settings: ArchitecturesSettings, steps: int, usual: int = 0) -> Place:
    """The zero-based step and the box that the settings ask for; where they ask for none, `usual`."""
    return Place(min(settings.t - 1 if settings.t else usual, steps - 1), settings.box)
