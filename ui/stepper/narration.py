"""One plain sentence on what happens at a step: templates that the browser fills from the numbers.

A template holds `{fields}`; a part between `**` is set off, in the colour of the signal it speaks of. A field is a live
number, the word that fits a number (`Words`), or the chosen unit. Whole sentences, so that they can be translated.
"""

from dataclasses import dataclass
from typing import Any

from ui.words import t


@dataclass(frozen=True)
class Words:
    """The first of `choices` whose bound the number lies below; the last has none.

    `read` is a reference as in `equations.py`. With `against`, the number is |read| / (|read| + |against|); with
    `magnitude`, it is |read|.
    """

    read: str
    choices: tuple[tuple[float | None, str], ...]
    against: str | None = None
    magnitude: bool = False


HOW_MUCH = (
    (0.2, "almost nothing"),
    (0.4, "a little"),
    (0.6, "about half"),
    (0.9, "most"),
    (None, "almost all"),
)
"""Gates in words. A gate of 0.16 lets almost nothing through, one of 0.86 most, one of 0.97 almost all."""


@dataclass(frozen=True)
class Narration:
    """The sentence of a cell; the one for its first step; and what it reads, in the order a NaN would be noticed.

    A field name in a template is a signal, or `<signal>_before` for its value one step earlier, or a key of `words`.
    `first` is said where the step is the first and `start` is 0 there: nothing is remembered yet.
    """

    template: str
    first: str
    start: str
    words: dict[str, Words]
    watched: tuple[str, ...]


_LSTM = Narration(
    template=(
        "the **forget gate is {forget_gate}**, so {kept} of the old cell state {cell_before} stays; "
        "the **input gate is {input_gate}**, so {written} of the candidate {candidate} is written. "
        "Unit {unit} now holds **{cell}**."
    ),
    first=(
        "the cell starts from 0, so there is nothing to keep or to forget yet; "
        "the **input gate is {input_gate}**, so {written} of the candidate {candidate} is written. "
        "Unit {unit} now holds **{cell}**."
    ),
    start="cell@previous",
    words={"kept": Words("forget_gate", HOW_MUCH), "written": Words("input_gate", HOW_MUCH)},
    watched=("forget_gate", "input_gate", "candidate", "cell", "output_gate", "hidden"),
)

_GRU = Narration(
    template=(
        "the **update gate is {update_gate}**, so {kept} of the old state {hidden_before} stays and {written} of the "
        "candidate {candidate} is written; the **reset gate is {reset_gate}**, so {heard} of the past goes into that "
        "candidate. Unit {unit} now holds **{hidden}**."
    ),
    first=(
        "the cell starts from 0, so there is nothing to keep yet; the **update gate is {update_gate}**, "
        "so {written} of the candidate {candidate} is written. Unit {unit} now holds **{hidden}**."
    ),
    start="hidden@previous",
    words={
        "kept": Words("update_gate", HOW_MUCH),
        "written": Words("1-update_gate", HOW_MUCH),
        "heard": Words("reset_gate", HOW_MUCH),
    },
    watched=("reset_gate", "update_gate", "candidate", "hidden"),
)

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
    )


NARRATIONS = {
    "lstm": _LSTM,
    "gru": _GRU,
    # tanh'(2) = 0.07: beyond, a step passes back less than a fourteenth of the gradient
    "elman": _elman(((None, "which tanh turns into"),), flat=((2.0, ""), (None, ", where tanh is almost flat"))),
    "elman_relu": _elman(((0.0, "which ReLU cuts off to"), (None, "which ReLU passes on as"))),
    "elman_leaky_relu": _elman(((0.0, "which leaky ReLU shrinks to"), (None, "which leaky ReLU passes on as"))),
    # σ'(3) = 0.045, against 0.25 at its steepest
    "elman_sigmoid": _elman(((None, "which σ turns into"),), flat=((3.0, ""), (None, ", where σ is almost flat"))),
    "elman_linear": _elman(((None, "which is the new state"),)),
}

NOT_FINITE = (
    "not a number: the {what} of unit {unit} is **{value}** at this step. An input or a weight was not finite, "
    "or a sum grew beyond what a computer can hold; every later step that reads it is lost as well."
)


def described_narration(cell: str) -> dict[str, Any]:
    """The narration of a cell as JSON for the browser, in the session's language.

    Raises KeyError for a cell that has none.
    """
    narration = NARRATIONS[cell]
    return {
        "template": t(narration.template),
        "first": t(narration.first),
        "start": narration.start,
        "not_finite": t(NOT_FINITE),
        "words": {
            name: {
                "read": words.read,
                "against": words.against,
                "magnitude": words.magnitude,
                "choices": [[bound, t(word) if word else ""] for bound, word in words.choices],
            }
            for name, words in narration.words.items()
        },
        "watched": list(narration.watched),
    }
