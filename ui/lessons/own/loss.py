"""The loss whose gradients are shown, as the settings ask for it."""

import re

import numpy as np
from numpy.typing import NDArray

import engine
from engine import losses
from engine.learning.tasks import InputProblem, Sequence
from ui.lessons.own.settings import OwnSettings

AT_A_STEP = ("norm", "answer", "unit", "direction")  # the others add up all steps


def loss_of(
    settings: OwnSettings, sequence: Sequence, network: engine.Network, readout: engine.Readout | None
) -> losses.Loss:
    """The loss; where it needs answers and nobody gives any, it is ½ Σ h².

    Raises:
        InputProblem: the run has no such step, answer or unit, or what was typed is no direction of its outputs.
    """
    step = _step(settings, sequence)
    match settings.loss:
        case "task" if readout is not None and sequence.targets is not None:
            kind = losses.cross_entropy if sequence.classes else losses.squared_error
            return kind(sequence.targets, readout)
        case "every":
            return losses.every_step()
        case "answer" if readout is not None:
            return losses.direction_at_step(_row(settings.loss_answer, readout), step)
        case "unit":
            if settings.loss_unit > network.output_size:
                raise InputProblem(
                    "The gradients are to be those of unit {unit}, and there are {units} outputs.",
                    unit=settings.loss_unit,
                    units=network.output_size,
                )
            return losses.unit_at_step(settings.loss_unit - 1, step)
        case "direction":
            return losses.direction_at_step(typed(settings.loss_direction, network.output_size), step)
    return losses.at_step(step)


def _step(settings: OwnSettings, sequence: Sequence) -> int:
    if settings.loss in AT_A_STEP and settings.loss_step > len(sequence):
        raise InputProblem(
            "The loss is put on step {step}, and {steps} steps are read. Please choose one of them, or 0 for the last.",
            step=settings.loss_step,
            steps=len(sequence),
        )
    return settings.loss_step - 1  # of 0 it is the last


def _row(answer: int, readout: engine.Readout) -> NDArray[np.float64]:
    if answer > len(readout.weight):
        raise InputProblem(
            "The gradients are to be those of answer {answer}, and there are {answers}.",
            answer=answer,
            answers=len(readout.weight),
        )
    row: NDArray[np.float64] = readout.weight[answer - 1]
    if not np.isfinite(row).all():
        raise InputProblem("What reads out answer {answer} holds NaN or ∞: there is no such direction.", answer=answer)
    return row


def typed(text: str, size: int) -> NDArray[np.float64]:
    """A direction that was typed: so many numbers, with spaces or commas between them. Raises InputProblem."""
    words = [word for word in re.split(r"[\s,;]+", text.replace("−", "-")) if word]
    if not words:
        raise InputProblem("Please type a direction: {size} numbers, one for each output.", size=size)
    numbers = []
    for word in words:
        try:
            numbers.append(float(word))
        except ValueError:
            raise InputProblem("“{word}” is no number: a direction is {size} of them.", word=word, size=size) from None
    if len(numbers) != size:
        raise InputProblem(
            "The direction has {count} numbers, and there are {size} outputs: please give one for each.",
            count=len(numbers),
            size=size,
        )
    if not np.isfinite(numbers).all():
        raise InputProblem("A direction is made of finite numbers; this one has NaN or ∞ in it.")
    return np.array(numbers)
