"""The view for the lecture hall: what stands on the wall, and which scene and beat that is."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from threading import Thread
from typing import Any, Generic, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import add_script_run_ctx

from engine.learning.tasks import InputProblem
from ui import assets
from ui.mount import component
from ui.settings.page import Page
from ui.settings.widgets import key
from ui.stepper import StepperPayload, once_drawn
from ui.teaching.predictions import Question
from ui.teaching.presenter.address import address_of, is_loopback, qr_code
from ui.teaching.presenter.phrases import hall_phrases
from ui.teaching.scenes import BEFORE, TOLD, Scene, Script, Staged
from ui.words import t

S = TypeVar("S", bound=Staged)

_hall = component("hall", "teaching/presenter/hall.js", "teaching/presenter/hall.css", lasts=False)
_board = component("board", "teaching/presenter/board.js", "teaching/presenter/board.css", lasts=False)
_HIDDEN = "*frameless"


def is_presenting() -> bool:
    """Whether the page is in the presenter view; asked before the page knows its settings."""
    kept: Any = st.session_state.get(f"{st.session_state.get('*here')}.*kept")
    return bool(getattr(kept, "present", st.query_params.get("present") == "1"))


def is_frameless() -> bool:
    """Whether the frame should not show itself at all. Who comes by a link into the hall shall never see it; who goes
    in from the page has it on screen, and there it is veiled with everything else at once, instead of piece by piece.
    """
    hidden = is_presenting() and not _came_from_the_page()
    st.session_state[_HIDDEN] = hidden
    return hidden


def agree_with_frame(presenting: bool) -> None:
    """Draw again where the address has just turned the view on or off and the frame could not know it yet."""
    hidden = presenting and not _came_from_the_page()
    if st.session_state.get(_HIDDEN, hidden) != hidden:
        st.rerun()


def _came_from_the_page() -> bool:
    return f"{st.session_state.get('*here')}.{BEFORE}" in st.session_state


class Hall(Generic[S]):
    """The view in one run of its page's script; `open_hall` makes it.

    A scene is told in beats: `ask` (the question, and the picture covered), `show` (the picture, with the answer),
    `second` (the picture as the script's second beat changes it) and `why` (what is behind it). `beat` is the one that
    stands on the wall.
    """

    def __init__(
        self, page: Page[S], script: Script[S], scenes: Sequence[Scene], stepper: str, asks_freely: bool
    ) -> None:
        self.page = page
        self.asks_freely = asks_freely
        self.script = script
        self.stepper = stepper
        self.scenes = tuple(scenes)
        self.shown = script.current(page.settings)
        self.scene = next((scene for scene in scenes if scene.name == self.shown), None)
        at, beat = st.session_state.get(key(page.name, "*beat"), (self.shown, 0))
        beats = self.beats(self.scene)
        self.beat = beats[min(beat, len(beats) - 1) if at == self.shown else 0]

    @property
    def covered(self) -> bool:
        """Whether the picture waits for an answer."""
        return self.beat == "ask" and self.page.settings.cover

    def beats(self, scene: Scene | None) -> tuple[str, ...]:
        """In which beats a scene, or what is nobody's scene, is told under the present settings."""
        beats = scene.beats if scene else Scene("", "", "").beats
        asks = self.page.settings.predict and (scene is not None or self.asks_freely)
        return tuple(beat for beat in beats if beat != "ask" or asks)

    def open(self) -> None:
        """The bar, the keys, and all that may come over the picture. The first thing on the page: until the picture
        stands, nothing else is to be seen."""
        name = key(self.page.name, "*hall")

        def turned() -> None:
            self.turn(st.session_state[name].turn or {})

        beats = self.beats(self.scene)
        data = self.phones() | {
            "lesson": self.page.name,
            "scenes": [
                {"name": scene.name, "title": scene.title, "beats": list(self.beats(scene))} for scene in self.scenes
            ],
            "scene": self.shown,
            "beats": list(beats),
            "beat": beats.index(self.beat),
            "answers": st.session_state.get(key(self.page.name, "*heard"), 0),
            "plotly": assets.plotly_url(),
            "text": hall_phrases(),
        }
        _hall(key=name, data=data, default={"turn": None}, on_turn_change=turned)

    def phones(self) -> dict[str, Any]:
        """The way of the class's phones to what is shown."""
        address = address_of(st.context.url or "", self.shown, self.page.settings, TOLD)
        return {"address": address, "qr": qr_code(address) if address else "", "loopback": is_loopback(address)}

    def turn(self, said: Mapping[str, Any]) -> None:
        """Do what the browser asks for; it is input, so nothing that it says is taken on trust."""
        state = st.session_state
        serial = said.get("serial")
        if not isinstance(serial, int):
            return
        state[key(self.page.name, "*heard")] = serial
        if said.get("leave"):
            self.leave()
            return
        scene, beat = said.get("scene"), said.get("beat")
        if not isinstance(beat, int) or not isinstance(scene, str):
            return
        if scene in self.script.changes:
            self.page.put(self._settings(scene, max(beat, 0)))
        elif scene != self.shown:
            return
        state[key(self.page.name, "*beat")] = (scene, max(beat, 0))

    def _settings(self, scene: str, beat: int) -> S:
        """The settings of a scene in one of its beats, told as the present one is."""
        now = self.page.settings
        one = next(one for one in self.scenes if one.name == scene)
        told = {name: getattr(now, name) for name in TOLD}
        kept = now if scene == self.shown else self.script.settings_of(scene)
        settings = replace(kept, **told)
        if second := self.script.second.get(scene):
            first = self.script.settings_of(scene)
            is_second = "second" in self.beats(one)[: beat + 1]
            settings = replace(settings, **(second if is_second else {name: getattr(first, name) for name in second}))
        return settings

    def leave(self) -> None:
        """Out of the hall, to the settings that there were before; whoever came by a link stays at the scene."""
        for name in ("*beat", "*heard"):
            st.session_state.pop(key(self.page.name, name), None)
        before: S | None = st.session_state.pop(key(self.page.name, BEFORE), None)
        self.page.put(before or replace(self.page.settings, present=False))

    def say(self, asked: Question | None, payload: StepperPayload | None = None, second: str = "") -> None:
        """What stands above the picture: the title; at the beat `ask` the question, at `show` its answer, at `second`
        the words for it (`**in short.** and at length`), at `why` what the figure says. What the picture hides is not
        told to the browser either."""
        about = {"title": t("Your own settings"), "sentence": ""}
        if self.scene:
            about = {"title": self.scene.title, "sentence": self.scene.sentence}
        data: dict[str, Any] = about | {"scene": self.shown, "phones": self.phones(), "text": hall_phrases()}
        if asked and self.beat in ("ask", "show") and self.page.settings.predict:
            data["question"] = {"text": asked.text, "options": list(asked.options)}
            if self.beat == "show":
                data["question"] |= {"answer": asked.answer, "explanation": asked.explanation}
        if self.beat == "why" and payload and payload.figures:
            data["why"] = {"title": payload.figures[0].title, "note": payload.figures[0].note}
        if self.beat == "second":
            _, short, long = second.split("**", 2)
            data["why"] = {"title": short, "note": long.strip()}
        data["picture"] = {"name": self.stepper, "content": payload.key} if payload else None
        _board(key=key(self.page.name, "*board"), data=data)

    def prepare(self, payload: StepperPayload | None, build: Callable[[S, str], object]) -> None:
        """Once the picture stands: `build(settings, beat)` whatever the next presses could ask for, in the background,
        so that the server's caches have it and no press is waited for."""
        wanted = []
        if payload and self.scene:
            beats = self.beats(self.scene)
            wanted = [
                (self._settings(self.shown, index), beat) for index, beat in enumerate(beats) if beat != self.beat
            ]
        names = list(self.script.changes)
        after = names[names.index(self.shown) + 1 :][:1] if self.shown else names[:1]
        for scene in self.scenes:
            if scene.name in after:
                wanted.append((self._settings(scene.name, 0), self.beats(scene)[0]))

        def work() -> None:
            for settings, beat in wanted:
                with suppress(InputProblem):  # it will be said when somebody goes there
                    build(settings, beat)

        def start() -> None:
            thread = Thread(target=work, name="next scene", daemon=True)
            add_script_run_ctx(thread)
            thread.start()

        if payload is None:
            start()
        else:
            once_drawn(self.stepper, payload.key, start, key=key(self.page.name, "*next"))


def open_hall(
    page: Page[S], script: Script[S], scenes: Sequence[Scene], *, stepper: str, asks_freely: bool = False
) -> Hall[S]:
    """Open the view on a lesson whose picture is the stepper of that name.

    `asks_freely`: there are questions to settings that are nobody's scene, too; else those are shown at once.
    """
    hall = Hall(page, script, scenes, stepper, asks_freely)
    hall.open()
    return hall
