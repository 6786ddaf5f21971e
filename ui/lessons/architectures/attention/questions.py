"""What is asked before a scene is shown; every answer is computed from its run."""

from __future__ import annotations

import re

import numpy as np

from engine.networks.wiring import Node
from ui.lessons.architectures.attention.run import DateRun
from ui.lessons.architectures.attention.telling import rough
from ui.lessons.architectures.numbers import percent
from ui.teaching.predictions import Question
from ui.words import plain, t

MONTH = 6  # the step that writes the month's last digit


def parts_of(run: DateRun) -> dict[str, range]:
    """The words and numbers that were typed, as they are called, and the places of their letters."""
    found = [matched.span() for matched in re.finditer(r"[0-9]+|[a-zа-я]+", run.typed)]
    return {
        t("“{part}”, letter {first}", part=run.typed[first:end], first=first + 1)
        if end - first == 1
        else t("“{part}”, letters {first} to {last}", part=run.typed[first:end], first=first + 1, last=end): range(
            first, end
        )
        for first, end in found
    }


def where(run: DateRun) -> Question:
    """At which part of the text it looks most while it writes the month's last digit."""
    parts = parts_of(run)
    shares = [float(run.weights[MONTH][list(letters)].sum()) for letters in parts.values()]
    best = int(np.argmax(shares))
    strongest = int(run.weights[MONTH].argmax())
    return Question(
        t("The 7th letter that it writes is the month's last digit. Where does it look most while it writes that?"),
        tuple(plain(name) for name in parts),
        best,
        t("{share} of its attention lies there, {most} on “{letter}” alone.", share=percent(shares[best]),
          most=percent(float(run.weights[MONTH][strongest])), letter=run.text[strongest]),
    )  # fmt: skip


def what(run: DateRun) -> Question:
    """What it writes when it has to look elsewhere."""
    (_, letter), *_ = run.holds
    written = run.written[MONTH]
    options = tuple(sorted({run.free[MONTH], run.text[letter], written, "0", "8"}))
    return Question(
        t(
            "It wrote {before} as the month's last digit. Now we make it look at letter {k}, a “{letter}” of the year, "
            "and nowhere else at that step. What does it write?",
            before=run.free[MONTH], k=letter + 1, letter=run.text[letter],
        ),
        options,
        options.index(written),
        t("It writes {written}. Click other letters in the framed row, and see what it makes of them.",
          written=run.written),
    )  # fmt: skip


def mistakes(run: DateRun) -> Question:
    """How many digits are wrong."""
    assert run.right is not None
    wrong = sum(one != other for one, other in zip(run.written, run.right, strict=True))
    accuracy = run.writer.accuracies
    return Question(
        t("All that the decoder has of this text is one vector, the encoder's two end states. How does it write it?"),
        (t("without a mistake"), t("with one wrong digit"), t("with several wrong digits")),
        min(wrong, 2),
        t("It writes {written}, and {right} is right. Of new dates this network writes {share} without a mistake; the "
          "same network after more steps does better.",
          written=run.written, right=run.right, share=percent(accuracy[80])),
    )  # fmt: skip


def reach(run: DateRun) -> Question:
    """How the loss on the last letter is spread over the encoder's states."""
    last_step = run.steps - 1
    norms = [
        float(np.linalg.norm([run.pull(last_step, Node("state", k, 0, side)) for side in (0, 1)]))
        for k in range(len(run.text))
    ]
    low, high = min(norms), max(norms)
    between, first, last = min(norms[1:-1]), norms[0], norms[-1]
    if high < 3 * low:
        answer = 0
    elif between < min(first, last) / 3:
        answer = 1
    else:
        answer = 2 if last >= first else 3
    return Question(
        t("Untrained, with attention: how strongly does the loss on the last letter pull on the encoder's states?"),
        (t("about alike on all"), t("least on those in the middle"), t("most on the last"), t("most on the first")),
        answer,
        t("‖∂L/∂h‖ lies between {low} and {high}, for attention joins every state to every step. With a fixed vector "
          "it has to go through all states between.", low=rough(low), high=rough(high)),
    )  # fmt: skip
