"""What happens at a step of MUT1, MUT2 and MUT3, in one sentence each."""

from ui.stepper.narration import HOW_MUCH, Narration, Words


def mutated(says: str, *watched: str) -> Narration:
    """The sentence of a cell whose update gate writes; `says` is what is its own."""
    return Narration(
        template=(
            "the **update gate is {update_gate}**, and here it writes: {written} of the candidate {candidate} goes in "
            "and {kept} of the old state {hidden_before} stays. The **reset gate is {reset_gate}**, so {heard} of the "
            f"past goes into that candidate. {says} Unit {{unit}} now holds **{{hidden}}**."
        ),
        first=(
            "the cell starts from 0, so there is nothing to keep yet; the **update gate is {update_gate}**, and here "
            f"it writes: {{written}} of the candidate {{candidate}} goes in. {says} Unit {{unit}} now holds "
            "**{hidden}**."
        ),
        start="hidden@previous",
        words={
            "kept": Words("1-update_gate", HOW_MUCH),
            "written": Words("update_gate", HOW_MUCH),
            "heard": Words("reset_gate", HOW_MUCH),
        },
        watched=(*watched, "reset_gate", "update_gate", "candidate", "hidden"),
    )


NARRATION = mutated(
    "The update gate does not see the past, and the candidate is given the embedded input {embedded_input} through "
    "tanh alone.",
    "embedded_input",
)
