"""Six beats through a GRU."""

from ui.stepper.narration import HOW_MUCH, Words
from ui.stepper.tour import Beat, Script

TOUR = Script(
    beats=(
        Beat(
            "What comes in",
            "Step {step} reads **{token}**. Together with the state of the step before ({hidden_before} in unit "
            "{unit}) it goes to both gates and to the candidate. The same state also goes on along the top: a GRU "
            "has no second one.",
            ("inputs", "hidden@previous"),
            first="Step {step} reads **{token}**. It goes to both gates and to the candidate. Nothing came before "
            "it: the state, the only one that a GRU has, starts from 0.",
        ),
        Beat(
            "What to forget",
            "The update gate **z = {update_gate}** keeps {kept} of the old state {hidden_before}: {kept_part} rides "
            "on. What it does not keep is forgotten; there is no forget gate beside it.",
            ("update_gate", "hidden@previous", "update_gate*hidden@previous", "chain"),
            first="The update gate says **z = {update_gate}**, but at the first step there is nothing to keep or to "
            "forget yet: the state starts from 0.",
            asks="Try it: drag the box of the update gate, or focus it and press ↑ or ↓, and watch the belt.",
        ),
        Beat(
            "What to write",
            "The reset gate **r = {reset_gate}** lets {heard} of the past into the candidate **n = {candidate}**. "
            "The update gate decides here too: what it does not keep makes room. So {written} of n, {written_part}, "
            "is written.",
            (
                "reset_gate",
                "reset_gate*candidate_from_state",
                "candidate_from_state",
                "candidate",
                "1-update_gate",
                "1-update_gate*candidate",
            ),
        ),
        Beat(
            "The belt",
            "{kept_part} kept and {written_part} written make **h = {hidden}**. Here the belt is the state itself. "
            "It rides on to the step after, and in this run it reaches |h| = {most_hidden} in unit {unit}.",
            (
                "hidden",
                "hidden@previous",
                "update_gate*hidden@previous",
                "1-update_gate*candidate",
                "chain",
            ),
        ),
        Beat(
            "What to show",
            "A GRU has no output gate: **h = {hidden}** is memory and what is shown in one. The outside sees all of "
            "it, and it comes in again at the step after.",
            ("hidden", "answer"),
        ),
        Beat(
            "You try",
            "Step {step} reads **{token}**, and the belt brings {hidden_before}. Now you decide.",
            (
                "update_gate",
                "hidden@previous",
                "update_gate*hidden@previous",
                "hidden",
                "inputs",
                "answer",
                "chain",
            ),
            asks="Hold the update gate open or shut: drag its box up to 1 or down to 0, or focus it and press End "
            "or Home. What becomes of the old state? Or change what a step reads.",
        ),
    ),
    answer="Done: the update gate is at **{update_gate}** now, so {kept} of the old state stays. At step {step} "
    "unit {unit} holds h = **{hidden}**; it was {was_hidden}. The belt reaches |h| = {most_hidden}; it was "
    "{was_most_hidden}.",
    reads={"kept_part": "update_gate*hidden@previous", "written_part": "1-update_gate*candidate"},
    words={
        "kept": Words("update_gate", HOW_MUCH),
        "written": Words("1-update_gate", HOW_MUCH),
        "heard": Words("reset_gate", HOW_MUCH),
    },
    adds=("kept_part", "written_part", "hidden"),
)
