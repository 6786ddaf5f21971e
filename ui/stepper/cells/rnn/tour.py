"""Six beats through a plain cell, which has no gates: what happens instead of what a gate would decide."""

from ui.stepper.tour import Beat, Script

_IN = (
    "Step {step} reads **{token}**. It comes in from below, weighed by V; the state of the step before "
    "({hidden_before} in unit {unit}) comes in from the left, weighed by W. No gate stands at either door."
)
_FORGET = (
    "Nobody decides that here: there is no forget gate. The old state always goes through the same W, and what that "
    "leaves of the past for unit {unit} is **{hidden_from_state}**, whatever the input says."
)
_WRITE = (
    "Nobody decides that either: there is no input gate. The input adds **{hidden_from_input}** to the past "
    "{hidden_from_state} and the bias {hidden_bias}, wanted or not: together {hidden_preactivation}."
)
_SHOW = (
    "There is no output gate: **h = {hidden}** is memory and what is shown in one. The outside sees all of it, and "
    "it comes in again at the step after."
)
_BELTS = {
    "tanh": (
        "There is none on which anything could ride untouched: tanh makes **h = {hidden}** of the sum "
        "{hidden_preactivation}, and at the step after W and tanh are at it again. In this run it reaches |h| = "
        "{most_hidden} in unit {unit}."
    ),
    "ReLU": (
        "There is none on which anything could ride untouched: ReLU makes **h = {hidden}** of the sum "
        "{hidden_preactivation}, and at the step after W and ReLU are at it again. In this run it reaches |h| = "
        "{most_hidden} in unit {unit}."
    ),
    "LeakyReLU": (
        "There is none on which anything could ride untouched: leaky ReLU makes **h = {hidden}** of the sum "
        "{hidden_preactivation}, and at the step after W and leaky ReLU are at it again. In this run it reaches |h| "
        "= {most_hidden} in unit {unit}."
    ),
    "σ": (
        "There is none on which anything could ride untouched: σ makes **h = {hidden}** of the sum "
        "{hidden_preactivation}, and at the step after W and σ are at it again. In this run it reaches |h| = "
        "{most_hidden} in unit {unit}."
    ),
    "=": (
        "There is none on which anything could ride untouched: the sum is the new state, **h = {hidden}**, and at "
        "the step after W is at it again. In this run it reaches |h| = {most_hidden} in unit {unit}."
    ),
}


def tour(activation: str) -> Script:
    """The tour of a plain cell with a nonlinearity, by its name in the diagram."""
    return Script(
        beats=(
            Beat(
                "What comes in",
                _IN,
                ("inputs", "weight_ih:hidden", "weight_hh:hidden", "hidden@previous"),
                first="Step {step} reads **{token}**. It comes in from below, weighed by V. Nothing came before it: "
                "the state starts from 0. No gate stands at either door.",
            ),
            Beat(
                "What to forget",
                _FORGET,
                ("weight_hh:hidden", "hidden@previous", "hidden_from_state"),
                first="Nobody decides that here: there is no forget gate, and at the first step there is no past "
                "either. From the next step on, the old state always goes through the same W.",
            ),
            Beat(
                "What to write",
                _WRITE,
                (
                    "weight_ih:hidden",
                    "inputs",
                    "hidden_from_input",
                    "hidden_bias",
                    "hidden_preactivation",
                ),
            ),
            Beat(
                "The belt",
                _BELTS[activation],
                ("weight_hh:hidden", "hidden@previous", "hidden_preactivation", "hidden"),
            ),
            Beat("What to show", _SHOW, ("hidden", "answer")),
            Beat(
                "You try",
                "Step {step} reads **{token}**, and the state of the step before is {hidden_before}. Now you decide.",
                ("hidden", "hidden@previous", "inputs", "answer", "chain"),
                asks="Hold the state: drag its box up or down, or focus it and press ↑ or ↓, and choose “only "
                "here”. For how long do the steps after it remember? Or change what a step reads.",
            ),
        ),
        answer="Done: at step {step} unit {unit} holds h = **{hidden}**; it was {was_hidden}. At the last step it "
        "holds {last_hidden}; it was {was_last_hidden}.",
        adds=("hidden_from_input", "hidden_from_state", "hidden_bias", "hidden_preactivation"),
    )
