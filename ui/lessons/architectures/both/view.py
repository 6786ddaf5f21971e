"""Both directions on the page: a word with two meanings, one reader to look into, and the answers of all three."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, cast

import streamlit as st

from engine.learning.reader_networks import CLUES
from engine.learning.words import Clue, Language
from engine.networks import wiring
from ui.lessons.architectures.both.drawing import cards, drawing
from ui.lessons.architectures.both.question import question
from ui.lessons.architectures.both.run import READERS, BothRun, examples, make_run, usual
from ui.lessons.architectures.both.sentences import names
from ui.lessons.architectures.settings import ArchitecturesSettings
from ui.lessons.architectures.stack import known_at
from ui.lessons.architectures.unrolled import Aside, unrolled
from ui.lessons.architectures.view import View, place, remember
from ui.settings.page import Page
from ui.settings.widgets import Widgets, key
from ui.teaching.scenes import Scene
from ui.words import prose, t

_SCENES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "clue_before": {"clue": "before", "reader": "backward"},
        "clue_after": {},
        "zamok": {"tongue": "ru"},
    }
)


def controls(widgets: Widgets) -> None:
    """The sentence, in which tongue, and which reader is looked at."""
    page = Page(widgets.page, ArchitecturesSettings)
    language, clue = cast(Language, page.settings.tongue), cast(Clue, page.settings.clue)

    def other_tongue() -> None:
        """With a sentence of its own."""
        tongue = st.session_state[key(widgets.page, "tongue")] or language
        page.put(replace(page.settings, tongue=tongue, sentence="", scene="", t=0, box=0))

    def other_reader() -> None:
        """Steps and boxes are others."""
        page.put(replace(page.settings, reader=st.session_state[key(widgets.page, "reader")] or "forward", t=0, box=0))

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        tongues = {"en": t("English"), "ru": t("Russian")}
        widgets.switch("tongue", t("Words"), tongues, st.container(width=170), on_change=other_tongue)
        widgets.line("sentence", t("Sentence to read"), st.container(width=400), placeholder=usual(language, clue))
        with st.popover(t("Examples"), width="content"):
            _pills(page, language, "before", t("The clue before the word"))
            _pills(page, language, "after", t("The clue after the word"))
        widgets.switch("reader", t("Reads"), names(), st.container(width=300), on_change=other_reader)


def _pills(page: Page[ArchitecturesSettings], language: Language, clue: Clue, label: str) -> None:
    offered, chosen = examples(language, clue), key(page.name, f"*{language}{clue}")
    typed = page.settings.sentence or usual(language, cast(Clue, page.settings.clue))
    st.session_state[chosen] = typed if typed in offered else None

    def take() -> None:
        if taken := st.session_state[chosen]:  # a second click would only take the mark away
            sentence = "" if taken == usual(language, clue) else taken
            page.put(replace(page.settings, sentence=sentence, clue=clue, scene="", t=0, box=0))

    st.pills(label, offered, key=chosen, on_change=take, wrap=True)


def show(page: Page[ArchitecturesSettings], settings: ArchitecturesSettings, run: BothRun, covered: bool) -> str:
    """The graph of one reader, and beside it the answers of all three."""
    read = run.reads[settings.reader]

    def told(what: str, value: Any) -> None:
        if what == "reader" and value in READERS:  # what a browser says is input
            page.put(replace(page.settings, reader=value, t=0, box=0))

    known = known_at(read.graph)
    aside = Aside("lessons/architectures/both/readers.js", cards(run, settings.reader), beside=True)
    return unrolled(
        drawing(run, settings.reader, covered),
        place=place(page.settings, max(known.values()) + 1, known[read.answer]),
        on_rest=remember(page),
        title=_title(settings.reader),
        note=prose("architectures", "both_how"),
        asides=() if covered else (aside,),
        on_told=told,
    )


def _title(reader: str) -> str:
    return {
        "forward": t("Read forwards: at the word, what comes after it is still to be read"),
        "backward": t("Read backwards: at the word, what comes before it is still to be read"),
        "both": t("Read both ways: the two states at the word meet in one answer"),
    }[reader]


def below(page: Page[ArchitecturesSettings], settings: ArchitecturesSettings, run: BothRun) -> None:
    """How often each reader is right on new sentences, by where the clue is."""
    st.markdown(t("**Right answers on sentences that were kept from training**, in %: three networks of each kind"))
    st.markdown(accuracies(run))


def accuracies(run: BothRun) -> str:
    """A table in Markdown, from what was measured of the weights that ship."""
    titles = names()
    lines = [
        f"| {t('reads')} | {t('weights')} | {t('clue before the word')} | {t('clue after the word')} |",
        "|---|---|---|---|",
    ]
    for reader in READERS:
        trained = run.reads[reader].trained
        before, after = (", ".join(f"{100 * one:.0f}" for one in trained.accuracies[clue]) for clue in CLUES)
        lines.append(f"| {titles[reader]} | {trained.reader.parameter_count} | {before} | {after} |")
    return "\n".join(lines)


def scenes() -> tuple[Scene, ...]:
    """The scenes in the session's language."""
    return (
        Scene("clue_before", t("The clue before"), t("Who reads backwards has not met it yet at the word.")),
        Scene(
            "clue_after", t("The clue after"), t("Who reads forwards has to say what the word means before it comes.")
        ),
        Scene("zamok", t("замок"), t("A castle or a lock: the stress would tell, but it is not written.")),
    )


VIEW = View(
    name="both",
    title="Both directions",
    sentence="What a word means may be said after it: one reader comes from the front, another from the back.",
    pictogram=wiring.recurrent(3, directions=2),
    settings=("tongue", "sentence", "clue"),
    controls=controls,
    make=make_run,
    show=show,
    recorded=lambda settings, run: run.reads[settings.reader].trace,
    question=lambda settings, run: question(run),
    scenes=_SCENES,
    told=scenes,
    below=below,
)
