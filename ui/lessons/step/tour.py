"""The tour of the cell on show: its six beats, at the steps of this run where they can be seen."""

from dataclasses import replace

from ui.lessons.step.run import Run
from ui.stepper import Tour, on_screen
from ui.words import t


def make_tour(run: Run, *, invites: bool = False) -> Tour | None:
    """The beats in the session's language; None for a cell without, and where a number of the run is not finite."""
    known = on_screen(run.trace.cell)
    if known is None or known.tour is None or run.trace.first_nonfinite is not None:
        return None
    script = known.tour.said()
    reads, *others, shows, tries = script.beats
    if run.readout is not None:
        said = t("From all units the readout makes “{answer}”.")
        shows = replace(shows, text=f"{shows.text} {said}")
    first, told, tried = places(run)
    if tried > told and tried in run.sequence.flags:
        tries = replace(tries, title=t("The next flag: you try"))
    script = replace(script, beats=(reads, *others, shows, tries))
    unit = run.telling_unit()
    steps = (first, *[told] * (len(others) + 1), tried)
    return Tour(script, tuple((step, unit) for step in steps), invites)


def places(run: Run) -> tuple[int, int, int]:
    """The zero-based steps of the first beat, of those that follow, and of the one at which a person tries."""
    told = run.telling_step()
    match run.sequence.task:
        case "latch":  # the story of one flag, and then the next
            return told, told, next((step for step in run.sequence.flags if step > told), told)
        case "first":  # what is to be remembered, then a letter that distracts, then the first that could erase it
            return 0, run.steps // 2, min(1, run.steps - 1)
        case _:
            return told, told, told
