"""How a run follows a hand: what the browser is given for it, and what it is told once the hand has let go."""

import math

from engine.cells.base import Array
from engine.recording.differences import Differences
from ui.look.cells import kind_of
from ui.runs.hand.coding import coding_of
from ui.runs.hand.held import WEIGHTS
from ui.runs.hand.in_hand import InHand
from ui.stepper import Live, Settled, build_panel, has_live_half, on_screen
from ui.stepper.live import FOLLOWED_STEPS, FOLLOWED_UNITS, knows_loss, live_of
from ui.words import t


def live(run: InHand, task: str = "", suggestions: tuple[tuple[str, str], ...] = ()) -> Live | None:
    """What the browser needs to follow a hand in this run, to which it makes some suggestions.

    `task` says whose right answers follow the inputs. None for a cell that has no drawing to take hold of.
    """
    if on_screen(run.trace.cell) is None:
        return None
    wanted = () if run.sequence.targets is None else run.sequence.targets.tolist()
    coding = coding_of(run.sequence, run.part)
    return live_of(
        run.trace,
        run.part,
        coding=coding,
        readout=run.readout if run.is_whole else None,
        targets=tuple(None if math.isnan(target) else target for target in wanted),
        classes=run.sequence.classes,
        alphabet=run.sequence.alphabet if coding == "letters" else None,
        scales=run.sequence.scales,
        task=task,
        suggestions=suggestions,
        waits=waits(run),
    )


def settled(run: InHand, changed: InHand, found: Differences) -> Settled:
    """What the browser is told of a run with a hand in it.

    Args:
        run: as it was before.
        changed: with the hand in it, as the engine recorded it.
        found: how far torch's numbers are from that.
    """
    trace = changed.trace
    states = {name: changed.part.of(trace[name]) for name in trace.initial_state}
    arrays = None
    if waits(run):
        panel = build_panel(changed.network, trace, layer=run.part.layer, direction=run.part.direction).arrays
        arrays = {name: values for name, values in panel.items() if name not in ("inputs", *WEIGHTS)}
        arrays |= beside(changed)
    return Settled(states, found.largest, arrays)


def beside(run: InHand) -> dict[str, Array]:
    """What a panel needs beside its own numbers so that it can follow a hand.

    `answers` (T, K) are those of the whole network, where a browser cannot tell them from the part that it shows;
    `token_rows` (V, D) is the embedding of what is read.
    """
    arrays = {}
    if not run.is_whole and run.predictions is not None:
        arrays["answers"] = run.predictions
    if coding_of(run.sequence, run.part) == "letters" and run.sequence.alphabet is not None:
        arrays["token_rows"] = run.sequence.alphabet.rows
    return arrays


def waits(run: InHand) -> str:
    """Why a browser cannot follow a hand in this run; "" where it can."""
    units, steps = run.network.hidden_size, len(run.sequence)
    if not has_live_half(kind_of(run.trace.cell)):
        return t("This cell answers when your hand lets go, and Python has recorded it.")
    if run.trace.first_nonfinite is not None:
        return t("This run holds NaN or ∞: it answers when your hand lets go, and Python has recorded it.")
    if not run.is_whole:
        return t(
            "This is one part of a network (layers: {layers}, directions: {directions}): it answers when your hand "
            "lets go, and Python has recorded the whole of it.",
            layers=run.trace.layers,
            directions=run.trace.directions,
        )
    if not knows_loss(run.trace):
        return t("This loss answers when your hand lets go, and Python has recorded it.")
    if units > FOLLOWED_UNITS or steps > FOLLOWED_STEPS:
        return t(
            "This run is too large to follow your hand (units: {units}, steps: {steps}): it answers when the hand lets "
            "go, and Python has recorded it.",
            units=units,
            steps=steps,
        )
    return ""
