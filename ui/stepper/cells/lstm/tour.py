"""Six beats through an LSTM."""

from ui.stepper.narration import HOW_MUCH, Words
from ui.stepper.tour import Beat, Script

TOUR = Script(
    beats=(
        Beat(
            "What comes in",
            "Step {step} reads **{token}**. Together with the hidden state of the step before ({hidden_before} in "
            "unit {unit}) it goes to all three gates and to the candidate. One thing more comes in: the cell state "
            "{cell_before}, along the top, past all of them.",
            ("inputs", "hidden@previous", "cell@previous"),
            first="Step {step} reads **{token}**. It goes to all three gates and to the candidate. Nothing came "
            "before it: the hidden state and the cell state both start from 0.",
        ),
        Beat(
            "What to forget",
            "The forget gate looks at both and says **f = {forget_gate}**: {kept} of the old cell state "
            "{cell_before} stays, and {kept_part} of it rides on. At 1 the gate forgets nothing, at 0 everything.",
            ("forget_gate", "cell@previous", "forget_gate*cell@previous", "chain"),
            first="The forget gate says **f = {forget_gate}**, but at the first step there is nothing to forget "
            "yet: the cell state starts from 0.",
            asks="Try it: drag the box of the forget gate, or focus it and press ↑ or ↓, and watch the belt.",
        ),
        Beat(
            "What to write",
            "The candidate **g = {candidate}** is what could be written, the input gate **i = {input_gate}** says "
            "how much of it is: {written} of it, {written_part}.",
            ("input_gate", "candidate", "input_gate*candidate"),
        ),
        Beat(
            "The belt",
            "{kept_part} kept and {written_part} written make **c = {cell}**. That is the new cell state. It rides "
            "on to the step after, as on a belt; only the next forget gate stands in its way. In this run it "
            "reaches |c| = {most_cell} in unit {unit}.",
            ("cell", "cell@previous", "forget_gate*cell@previous", "input_gate*candidate", "chain"),
        ),
        Beat(
            "What to show",
            "The output gate **o = {output_gate}** lets {shown} of tanh(c) = {squashed} out: **h = {hidden}**. That "
            "is all that the outside sees of unit {unit}, and what comes in again at the step after.",
            ("output_gate", "tanh(cell)", "hidden", "answer"),
        ),
        Beat(
            "You try",
            "Step {step} reads **{token}**, and the belt brings {cell_before}. Now you decide.",
            ("forget_gate", "cell@previous", "forget_gate*cell@previous", "cell", "inputs", "answer", "chain"),
            asks="Hold the forget gate open or shut: drag its box up to 1 or down to 0, or focus it and press End "
            "or Home. What becomes of the old cell state? Or change what a step reads.",
        ),
    ),
    answer="Done: the forget gate is at **{forget_gate}** now, so {kept} of the old cell state stays. At step "
    "{step} unit {unit} holds c = **{cell}**; it was {was_cell}. The belt reaches |c| = {most_cell}; it was "
    "{was_most_cell}.",
    reads={
        "kept_part": "forget_gate*cell@previous",
        "written_part": "input_gate*candidate",
        "squashed": "tanh(cell)",
    },
    words={
        "kept": Words("forget_gate", HOW_MUCH),
        "written": Words("input_gate", HOW_MUCH),
        "shown": Words("output_gate", HOW_MUCH),
    },
    adds=("kept_part", "written_part", "cell"),
)
