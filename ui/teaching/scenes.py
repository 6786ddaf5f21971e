"""Scenes: settings that show one thing well, in the order of a lecture, each behind a short link of its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar

import streamlit as st

from ui.settings.page import Page
from ui.settings.parameters import IsDataclass
from ui.settings.widgets import key
from ui.words import t

TOLD = ("present", "predict", "cover")  # how a scene is told: a person may change that without leaving it
BEATS = ("ask", "show", "why")  # in the lecture hall: the question, the picture with its answer, what is behind it
BEFORE = "*before"  # the settings with which somebody has gone into the presenter view


class Staged(IsDataclass, Protocol):
    """Settings of a lesson with scenes: the scene's name, and how it is told."""

    @property
    def scene(self) -> str:
        """The name of the scene, or nothing."""

    @property
    def present(self) -> bool:
        """In the lecture hall, with the picture alone."""

    @property
    def predict(self) -> bool:
        """With a question first."""

    @property
    def cover(self) -> bool:
        """With the picture covered until there is an answer."""


S = TypeVar("S", bound=Staged)


@dataclass(frozen=True, slots=True)
class Scene:
    """A name in the URL, a title, a sentence on what there is to see, and in which beats it is told in a hall."""

    name: str
    title: str
    sentence: str
    beats: tuple[str, ...] = BEATS


@dataclass(frozen=True)
class Script(Generic[S]):
    """All scenes of a lesson, in order.

    Attributes:
        usual: the lesson's usual settings.
        changes: scene → what it changes of them.
        free: where one looks: the settings that may change without leaving a scene (besides how it is told).
        own: a scene that shows something of its own, known by its name and not by its picture → the settings that only
            it shows. An address that says nothing but those, or nothing at all, means the first of these.
        second: scene → what its second beat changes besides: the same scene, one click further.
    """

    usual: S
    changes: Mapping[str, Mapping[str, Any]]
    free: tuple[str, ...] = ()
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    second: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def settings_of(self, name: str) -> S:
        """A scene's settings."""
        return self._all[name]

    @cached_property
    def _all(self) -> Mapping[str, S]:
        return {name: replace(self.usual, scene=name, **changes) for name, changes in self.changes.items()}

    @cached_property
    def _free(self) -> frozenset[str]:
        """What may change without leaving a scene."""
        return frozenset({"scene", *self.free, *TOLD, *(name for own in self.own.values() for name in own)})

    @cached_property
    def _telling(self) -> tuple[str, ...]:
        """The settings that make a scene."""
        return tuple(each.name for each in fields(self.usual) if each.name not in self._free)

    def expand(self, settings: S, *, opens: bool = True) -> S:
        """A link may give nothing but a scene's name (and how to tell it): then the scene's settings are meant.

        `opens`: whether one that gives not even that means a scene.
        """
        changed = {
            each.name for each in fields(settings) if getattr(settings, each.name) != getattr(self.usual, each.name)
        }
        alone = changed - {"present"}  # in the hall, too, a lesson begins at its beginning
        meant = settings.scene or next((name for name, own in self.own.items() if opens and alone <= set(own)), "")
        if not meant or not changed <= self._free:
            return settings
        chosen = {name: getattr(settings, name) for name in changed - {"scene"}}
        return replace(self.settings_of(meant), **chosen)

    def named(self, settings: S) -> S:
        """The settings without the name of a scene that they do not show any more, and with one where saying none would
        mean another picture."""
        if settings.scene and not self.is_scene(settings, settings.scene):
            settings = replace(settings, scene="")
        return settings if self.expand(settings) == settings else replace(settings, scene=self.current(settings))

    def is_scene(self, settings: S, name: str) -> bool:
        """Whether this is the picture of a scene, in its first beat or its second, however it is told."""
        if settings.scene != name and (name in self.own or settings.scene in self.own):
            return False
        first = self.settings_of(name)
        beats = (first, replace(first, **self.second.get(name, {})))
        return any(
            all(getattr(settings, setting) == getattr(beat, setting) for setting in self._telling) for beat in beats
        )

    def current(self, settings: S) -> str:
        """The scene that the settings show; empty if they show none."""
        return next((name for name in self.changes if self.is_scene(settings, name)), "")

    def beside(self, settings: S, by: int) -> str:
        """The scene `by` scenes after the present one, round and round; where there is none, the first or the last."""
        names = list(self.changes)
        here = self.current(settings)
        return names[(names.index(here) + by if here else min(by, 0)) % len(names)]

    def open(self, page: Page[S]) -> None:
        """A link may give nothing but a scene's name: make what it means the page's settings."""
        if (meant := self.expand(page.settings, opens=not page.problems)) != page.settings:
            page.mean(meant)

    def close(self, page: Page[S], known: Callable[[S], S] = lambda settings: settings) -> None:
        """Close the page, and give what its widgets say the name of the scene that it is, if it is one.

        `known`: makes settings of what the page knows of those that it does not.
        """
        if (named := self.named(known(page.close()))) != page.settings:
            page.mean(named)

    def go(self, page: Page[S], name: str) -> None:
        """Make a scene's settings those of the page, told as the present one is. For callbacks."""
        told = {each: getattr(page.settings, each) for each in TOLD}
        page.put(replace(self.settings_of(name), **told))


def scene_pills(page: Page[S], script: Script[S], scenes: Sequence[Scene]) -> None:
    """Every scene by one click, and the way into the presenter view."""
    titles = {scene.name: scene.title for scene in scenes}
    chosen = key(page.name, "*scene")
    st.session_state[chosen] = script.current(page.settings) or None

    def choose() -> None:
        if st.session_state[chosen]:  # a second click would only take the mark away
            script.go(page, st.session_state[chosen])

    def present() -> None:
        st.session_state[key(page.name, BEFORE)] = page.settings
        page.put(replace(page.settings, present=True))

    with st.container(horizontal=True, vertical_alignment="center", wrap=False, gap="small"):
        st.pills(
            t("Scenes"),
            list(titles),
            format_func=titles.__getitem__,
            key=chosen,
            on_change=choose,
            label_visibility="collapsed",
            width="stretch",
            wrap=False,
        )
        st.button(t("Present"), icon=":material/slideshow:", on_click=present, type="tertiary")


def scene_links(script_file: str, scenes: Sequence[Scene]) -> None:
    """The scenes once more, as links to copy; `script_file` is the page's own."""
    with st.container(horizontal=True, gap="small"):
        for scene in scenes:
            st.page_link(script_file, label=scene.title, query_params={"scene": scene.name})
