"""What the panels for letters are given: the text, its letters as they are shown, and the words around them."""

from __future__ import annotations

from typing import Any

from engine.learning.tasks import visible
from ui.look import palette
from ui.words import t

MODULE = "lessons/learning/letters/aside.js"
MOST = 400  # letters that are written at once
BEYOND = 0.5  # so much of the text's length is written past its end: what it was never taught shows there
FEWEST = 10
CANNOT = "The network cannot write: its answers are no longer finite numbers."  # what the server says of it


def letters_panel(text: str) -> dict[str, Any]:
    """The data of the aside, as JSON.

    Args:
        text: what is learned by heart, two characters at least; its alphabet is in order of first appearance.
    """
    letters, alphabet = list(text), list(dict.fromkeys(text))
    signs = {letter: visible(letter) for letter in alphabet}
    return {
        "letters": letters,
        "alphabet": alphabet,
        "signs": {letter: sign for letter, sign in signs.items() if sign != letter},
        "known": " ".join(signs.values()),
        "prompt": letters[0],
        "count": min(max(round(len(letters) * (1 + BEYOND)), FEWEST), MOST),
        "most": MOST,
        "colours": {"belief": palette.BELIEF, "ink": palette.INK, "muted": palette.MUTED},
        "refusals": {CANNOT: t(CANNOT)},
        "words": {
            # fed the true letters
            "taught": t("Fed the true letters, at update {update}"),
            "score": t("**{right} of {asked}** next letters are right: the likeliest is the one that comes."),
            "how": t(
                "The fill of a letter is the probability that the network gave it before it came; below stands what it "
                "would have said instead. Framed: read now, and asked for now."
            ),
            "next": t("Step {step}: it has read **{letter}**. What comes next?"),
            "right": t("{letter} comes next, probability {chance}: right"),
            "wrong": t("{letter} comes next, probability {chance}; the likeliest is {instead}: wrong"),
            # fed its own
            "alone": t("Fed its own letters, at update {update}"),
            "fields": t("What it begins with, and how it chooses"),
            "start": t("Begin with"),
            "count": t("Letters"),
            "temperature": t("Temperature"),
            "seed": t("Seed"),
            "greedy": t("0, always the likeliest"),
            "write": t("Write"),
            "pause": t("Pause"),
            "one": t("One letter"),
            "page": t("Written: {written}"),
            "drawn": t("Its letter {number}: **{letter}**, one of these, with probability {chance}."),
            "leaves": t(
                "It leaves the text at its letter {number}: **{letter}**, to which it gave {chance}; the text has "
                "**{instead}** there."
            ),
            "follows": t("{compared} of {compared} letters as in the text."),
            "beyond": t("What it wrote after that lies past the end of the text: it was never taught."),
            "end": t("The text ends with these letters: what comes after them was never taught."),
            "elsewhere": t("The text has no such place: there is nothing to compare with."),
            "memorised": t(
                "Each letter that it writes is the next that it reads. These {count} letters are all that it learns "
                "from: what it gets right is memory, not language.",
                count=len(letters),
            ),
            "counts": t("Please let it write 1 to {most} letters."),
            "seeds": t("The seed is a whole number from 0 to {most}."),
            "nothing": t("Please give it a letter to begin with, one of the text."),
            "unknown": t("This network knows only the characters {known}, and character {position} is “{character}”."),
            "lost": t("No answer came: the run may be over and gone. Train it again, please."),
            # samples
            "samples": t("What it writes on its own from the first letter on, update by update"),
            "update": t("update"),
            "wrote": t("written, always the likeliest letter"),
            "held": t("as in the text"),
            "whole": t("all"),
            "until": t("{number} letters"),
            "look": t("Look at update {update}"),
        },
    }
