"""The widgets of the lesson on units, showing only what applies."""

from collections.abc import Mapping
from dataclasses import replace

from ui.lessons.units.settings import CORPUS_OF, LONGEST, UnitsSettings
from ui.settings.page import Page
from ui.words import t


def questions() -> Mapping[str, str]:
    """What a unit might know, in the session's language, in the order in which it is offered."""
    return {
        "quotes": t("Inside quotation marks"),
        "praise": t("Praise or complaint"),
        "depth": t("Depth of brackets"),
        "word": t("Place in the word"),
        "line": t("Place in the line"),
        "next": t("Kind of the next letter"),
        "painted": t("Mark it yourself"),
    }


def sidebar(page: Page[UnitsSettings]) -> None:
    """What is looked for, in which network, in which text."""
    widgets = page.widgets

    def begin_anew(name: str) -> None:
        """Another question or another network: a unit, a letter or what was held means nothing there."""
        page.put(replace(page.settings, **{name: widgets[name]}, unit=0, t=0, held="", painted=""))

    know = widgets.pick("know", t("What might a unit know?"), questions(), on_change=begin_anew, args=("know",))
    if know == "next":
        names = {"vowel": t("a vowel"), "consonant": t("a consonant"), "space": t("a space"), "mark": t("a mark")}
        widgets.pills("after", t("What comes next is"), names, on_change=begin_anew, args=("after",))
    corpus = CORPUS_OF.get(know)
    if corpus is None:
        texts = {"quotes": t("Dialogues"), "reviews": t("Reviews")}
        if know in ("line", "painted"):  # there are no words between brackets
            texts["brackets"] = t("Brackets")
        corpus = widgets.switch("corpus", t("The network has read"), texts, on_change=begin_anew, args=("corpus",))
    if corpus != "brackets":
        widgets.switch(
            "tongue",
            t("Language of the text"),
            {"en": "English", "ru": "Русский"},
            on_change=begin_anew,
            args=("tongue",),
        )
    help = t("The same recipe from two seeds: the same units need not know the same.")
    widgets.switch(
        "network",
        t("Trained from"),
        {1: t("one seed"), 2: t("another")},
        help=help,
        on_change=begin_anew,
        args=("network",),
    )
    widgets.text("text", t("Your own text, at most {limit} letters", limit=LONGEST), 120)
