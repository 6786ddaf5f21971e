"""What the panel for questions is given: their words, what can be wanted, and the words around them."""

from __future__ import annotations

from typing import Any

from engine.learning.exercises import Intent
from ui.look import palette
from ui.words import t

MODULE = "lessons/learning/intents/aside.js"


def intents_panel(exercise: Intent) -> dict[str, Any]:
    """The data of the aside, as JSON."""
    return {
        "tokens": list(exercise.shown().tokens),
        "classes": list(exercise.answers),
        "colours": {"belief": palette.BELIEF, "ink": palette.INK},
        "words": {
            "title": t("Word by word, at update {update}"),
            "word": t("word"),
            "wanted": t("wanted"),
            "state": t("last state"),
            "loses": t("right answer"),
            "without": t("without this word"),
            "after": t("what is wanted, after this word"),
            "look": t("Go to step {step}, “{word}”"),
            "right": t("After the last word it says **{said}**, probability {chance}: right."),
            "wrong": t("After the last word it says **{said}**, probability {chance}; wanted is **{wanted}**: wrong."),
            "broken": t("Its answers are no longer finite numbers."),
            "since": t("It has said so since word {step}, “{word}”."),
            "last": t("It says so only since the last word."),
            # each word left out
            "fades": t(
                "**The further back a word, the less it has left** in the last state: the rank correlation of its "
                "effect with its distance from the end is {trend}."
            ),
            "grows": t(
                "**The further back a word, the more it has left** in the last state: the rank correlation of its "
                "effect with its distance from the end is {trend}."
            ),
            "neither": t(
                "What a word has left in the last state **does not go with its distance** from the end: the rank "
                "correlation is {trend}."
            ),
            "most": t("The state changes most without “{word}” (word {step}): by {share} of its length."),
            "falls": t(
                "Without “{word}” (word {step}) the probability of **{wanted}** falls most, from {before} to {after}."
            ),
            "none": t("No word, left out, makes **{wanted}** less probable."),
            "how": t(
                "Framed: the likeliest answer after each word. To the right the network reads the question once more "
                "without this word: by how much of its length the last state changes, and what the probability of the "
                "right answer loses (−) or gains (+)."
            ),
            "lost": t("No answer came: the run may be over and gone. Train it again, please."),
        },
    }
