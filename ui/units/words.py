"""What a property and what is counted for it are called."""

from __future__ import annotations

from collections.abc import Mapping

from engine.learning.properties import Property
from ui.units.content import Counted
from ui.words import t


def sides(asked: Property) -> tuple[str, str]:
    """What letters are called that do not have it, or least of it, and those that have it, or most."""
    return {
        "quotes": (t("outside"), t("inside")),
        "praise": (t("complaint"), t("praise")),
        "depth": (t("shallow"), t("deep")),
        "word": (t("early"), t("late")),
        "line": (t("early"), t("late")),
        "next_vowel": (t("another next"), t("a vowel next")),
        "next_consonant": (t("another next"), t("a consonant next")),
        "next_space": (t("another next"), t("a space next")),
        "next_mark": (t("another next"), t("a mark next")),
        "painted": (t("not painted"), t("painted")),
    }[asked.name]


def steering(asked: Property) -> str:
    """How to read what a unit steers."""
    if asked.plus is None and asked.name != "painted":
        return t("Steers: the share of letters that change between held at its one mean and at the other.")
    told = {
        "quotes": t("Steers: from held outside to held inside, closing marks per opening mark double this often."),
        "praise": t("Steers: from one side to the other, words of praise per word of complaint double this often."),
        "depth": t("Steers: from held shallow to held deep, closing brackets per opening one double this often."),
        "word": t("Steers: from held early to held late in the word, spaces per letter double so often."),
        "line": t("Steers: from held early to held late in the line, ends per space double so often."),
        "painted": t("Steers: the share of letters that change between held as where it is painted and as elsewhere."),
    }
    by_class = t("Steers: between the two sides, what is looked for doubles this often against all other letters.")
    return told.get(asked.name, by_class)


def counted_titles() -> Mapping[str, str]:
    """What is counted, by its name in the engine."""
    return {
        "closed": t("closed"),
        "opened": t("opened"),
        "praise": t("words of praise"),
        "complaint": t("words of complaint"),
        "present": t("present tense"),
        "past": t("past tense"),
        "spaces": t("spaces"),
        "letters": t("letters"),
        "ends": t("line ends"),
        "vowels": t("vowels"),
        "consonants": t("consonants"),
        "marks": t("marks"),
    }


def titled(asked: Property) -> tuple[Counted, ...]:
    """What is counted in what is written, with its names on screen."""
    titles = counted_titles()
    tones = {asked.plus: "plus", asked.minus: "minus"}
    return tuple(
        Counted(each.name, titles[each.name], each.strings, each.whole_words, tones.get(each, ""))
        for each in asked.counted
        if each.name != "others"  # only there to be compared with
    )
