"""What happens at a step of a plain cell, in one sentence for each nonlinearity."""

from ui.stepper.narration import Narration, Words

_DECIDES = (
    (0.35, "Of input and past, the input weighs more"),
    (0.65, "Input and past weigh about the same"),
    (None, "Of input and past, the past weighs more"),
)
_ANY = ((None, ""),)


def _elman(
    turn: tuple[tuple[float | None, str], ...], *, flat: tuple[tuple[float | None, str], ...] = _ANY
) -> Narration:
    """The plain cell: what input, past and bias add, and what the nonlinearity makes of the sum."""
    return Narration(
        template=(
            "the input adds {hidden_from_input}, the past {hidden_from_state} and the bias {hidden_bias}: "
            "together {hidden_preactivation}, {turned} **{hidden}**{flat}. "
            "{decides} in unit {unit}; before, it held {hidden_before}."
        ),
        first=(
            "the cell starts from 0, so there is no past yet: "
            "the input adds {hidden_from_input} and the bias {hidden_bias}, "
            "together {hidden_preactivation}, {turned} **{hidden}**{flat} in unit {unit}."
        ),
        start="hidden_from_state",
        words={
            "turned": Words("hidden_preactivation", turn),
            "flat": Words("hidden_preactivation", flat, magnitude=True),
            "decides": Words("hidden_from_state", _DECIDES, against="hidden_from_input"),
        },
        watched=("hidden_from_input", "hidden_from_state", "hidden_preactivation", "hidden"),
        adds=("hidden_from_input", "hidden_from_state", "hidden_bias", "hidden_preactivation"),
    )


NARRATIONS = {
    # tanh'(2) = 0.07: beyond, a step passes back less than a fourteenth of the gradient
    "elman": _elman(((None, "which tanh turns into"),), flat=((2.0, ""), (None, ", where tanh is almost flat"))),
    "elman_relu": _elman(((0.0, "which ReLU cuts off to"), (None, "which ReLU passes on as"))),
    "elman_leaky_relu": _elman(((0.0, "which leaky ReLU shrinks to"), (None, "which leaky ReLU passes on as"))),
    # σ'(3) = 0.045, against 0.25 at its steepest
    "elman_sigmoid": _elman(((None, "which σ turns into"),), flat=((3.0, ""), (None, ", where σ is almost flat"))),
    "elman_linear": _elman(((None, "which is the new state"),)),
}
