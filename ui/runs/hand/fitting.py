"""What of an address a run can have, and a sentence for everything that it cannot."""

import numpy as np

from engine import Trace
from engine.learning.tasks import Sequence
from engine.opening.data import EMBEDDED
from ui.runs.hand.coding import MOST_FIELDS, coding_of
from ui.runs.hand.held import LARGEST, MOST, Held, read
from ui.runs.hand.in_hand import InHand
from ui.stepper import on_screen
from ui.stepper.live import holdable
from ui.words import plain, t


def read_hand(spelled: str, run: InHand) -> tuple[tuple[Held, ...], tuple[str, ...]]:
    """What an address asks for and this run can have, and a sentence for everything that it cannot."""
    words = [word for word in spelled.split(",") if word]
    problems = []
    if len(words) > MOST:
        problems.append(t("This link changes {count} things; at most {most} are taken.", count=len(words), most=MOST))
        words = words[:MOST]
    holds = []
    for word in words:
        held = read(word)
        problem = t("“{word}” is not understood.", word=plain(word)) if held is None else _problem(held, run)
        if problem:
            problems.append(t("{problem} The picture is shown without it.", problem=problem))
        elif held is not None:
            holds.append(held)
    return tuple(holds), tuple(problems)


def _problem(held: Held, run: InHand) -> str:
    if on_screen(run.trace.cell) is None:
        return t("This cell has no drawing on which anything could be held.")
    if held.kind != "signal" and held.last is None:
        return t("An input or a weight is changed one at a time, not “from here on”.")
    if held.kind == "weight":
        return _problem_of_weight(held, run)
    steps = len(run.sequence)
    if not 0 <= held.first < steps:
        return t("There is no step {step}: this run has {steps}.", step=held.first + 1, steps=steps)
    return _problem_of_input(held, run) if held.kind == "input" else _problem_of_signal(held, run.trace)


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


def _problem_of_input(held: Held, run: InHand) -> str:
    coding, alphabet = coding_of(run.sequence, run.part), run.sequence.alphabet
    size = len(run.sequence.features if alphabet is None else alphabet.tokens)
    if coding == "none":
        return _problem_of_reading(run)
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
    return _problem_of_size(held.value, farthest(run.sequence))


def _problem_of_reading(run: InHand) -> str:
    """Why nothing can be changed of what the part on show reads."""
    if run.part.layer:
        return t(
            "Layer {layer} reads the states of the layer below it: what the network reads can be changed at layer 1.",
            layer=run.part.layer + 1,
        )
    if run.sequence.task == EMBEDDED:
        return t("This run reads tokens as rows of an embedding that is too large to choose others from.")
    return t(
        "This run reads {count} numbers at each step; up to {most} can be changed.",
        count=len(run.sequence.features),
        most=MOST_FIELDS,
    )


def _problem_of_weight(held: Held, run: InHand) -> str:
    weight = getattr(run.network.layer(run.part.layer, run.part.direction), held.signal)
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


def _problem_of_size(value: float, most: float = LARGEST) -> str:
    if abs(value) <= most:
        return ""
    limit = f"{most:g}"
    return t(
        "An input or a weight can lie between −{limit} and {limit}, not at {value}.", limit=limit, value=f"{value:g}"
    )


def farthest(sequence: Sequence) -> float:
    """How far from 0 an input can be put: half as far again as any of this sequence is, or `LARGEST`."""
    return max(LARGEST, float(np.ceil(1.5 * np.abs(sequence.inputs).max())))
