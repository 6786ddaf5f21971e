"""A tour of a cell in a few beats: what each says, what it lights, and at which step it stands.

Sentences are templates that the browser (`tour.js`) fills from the run on screen, while a hand moves something too. A
field is `step`, `unit`, `token` (what the step reads), `answer` (what the readout makes of it), a key of the script's
`reads` or `words`, or a signal: `cell` at the beat's step and unit, `cell_before` one step earlier, `last_cell` at the
last step, `most_cell` the largest size in the whole run; `was_` before any of these is what it was before the hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ui.stepper.narration import Words, described_words
from ui.words import t


@dataclass(frozen=True)
class Beat:
    """One stop of a tour.

    Attributes:
        title: what it is about, two or three words.
        text: what happens there; what stands between `**` is set off.
        lights: what stays bright, by what it shows: parts of the drawing, rows and equations.
        first: said instead of `text` at the step that starts from the initial state.
        asks: what a person may do; the cell can be held there.
    """

    title: str
    text: str
    lights: tuple[str, ...]
    first: str = ""
    asks: str = ""

    def said(self) -> Beat:
        """The same in the session's language."""
        first, asks = (t(words) if words else "" for words in (self.first, self.asks))
        return Beat(t(self.title), t(self.text), self.lights, first, asks)


@dataclass(frozen=True)
class Script:
    """The tour of a cell.

    Attributes:
        beats: in their order.
        answer: what is said at any beat once a hand has changed the run.
        reads: field → reference, as in `equations.py`.
        words: field → the word that fits a number.
        adds: fields that are written so that the last is the sum of the others.
    """

    beats: tuple[Beat, ...]
    answer: str
    reads: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Words] = field(default_factory=dict)
    adds: tuple[str, ...] = ()

    def said(self) -> Script:
        """The same in the session's language."""
        return replace(self, beats=tuple(beat.said() for beat in self.beats), answer=t(self.answer))


@dataclass(frozen=True)
class Tour:
    """A script, in the session's language, on one run: `places` are step and unit of each beat, zero-based.

    With `invites` the page offers it as the first thing to do.
    """

    script: Script
    places: tuple[tuple[int, int], ...]
    invites: bool = False

    def __post_init__(self) -> None:
        if len(self.places) != len(self.script.beats):
            raise ValueError(f"{len(self.script.beats)} beats need as many places, not {len(self.places)}")

    def described(self) -> dict[str, Any]:
        """As JSON for the browser."""
        script = self.script
        beats = [
            {"title": beat.title, "text": beat.text, "first": beat.first, "asks": beat.asks}
            | {"lights": list(beat.lights), "step": step, "unit": unit}
            for beat, (step, unit) in zip(script.beats, self.places, strict=True)
        ]
        rest = {"answer": script.answer, "reads": dict(script.reads), "adds": list(script.adds)}
        text = {
            "take": t("Take the tour"),
            "count": t("{beat} of {beats}"),
            "back": t("Back"),
            "next": t("{beat} · {title} →"),
            "leave": t("Leave"),
        }
        return rest | {"beats": beats, "words": described_words(script.words), "text": text, "invites": self.invites}


@dataclass(frozen=True)
class Guide:
    """What a page does for a tour.

    Attributes:
        beat: the beat that the address asks for, counted from 1; 0 for none.
        link: the query parameter in which the browser keeps it.
        held: what is held, as the address says it.
        on_turn: is told when another beat is shown, or none any more.
    """

    beat: int
    link: str
    held: str
    on_turn: Callable[[int], None]
