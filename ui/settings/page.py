"""One skeleton for every lesson page: its settings from the address, its last good picture, its problems.

    page = open_page("step", StepSettings)
    with st.sidebar:
        step_controls(page.widgets)
    page.close()
    settings, run = page.draw(make_run)

The address is a link to exactly the picture on screen. It is taken in when it is new: a deep link, a link to a scene,
the browser's back button. Everything else keeps what the session has: each setting's value is kept here, and a widget
that is on screen may change it. The browser writes the place (step and unit) into the address itself when it rests
there, so addresses are compared as settings, place aside: never letter by letter.
"""

import dataclasses
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from engine.learning.tasks import InputProblem
from ui.settings.parameters import Choice, IsDataclass, Parameter, Several, Whole, read, without_place, write
from ui.settings.widgets import Widgets, key
from ui.words import QUERY_LANGUAGE, chosen_language, say_problem, t

S = TypeVar("S", bound=IsDataclass)
R = TypeVar("R")

_WHOLE = "*whole"
_SHOWN = "*shown"
_LATEST = "*latest"  # the settings of each page, where they can be read without the session, too

UNDER_WAY = 16  # what was written since the browser's address was last heard of: who follows links only is never heard
STALE = 1.0  # seconds for which what was written or told a moment ago may still be under way


@dataclass(frozen=True)
class Written(Generic[S]):
    """What this page wrote into the address: the settings, place aside, and when.

    `before`: what the browser's address may still say, which hears of what is written only after a while: what it said
    when this was written, and all that was written since.
    """

    cls: type[S]
    now: S
    before: tuple[S, ...]
    at: float


@dataclass(frozen=True)
class Shown(Generic[S]):
    """What the page shows in this run: its settings, what says the link to it at any time, and what is said of it."""

    page: str
    settings: S
    link: Callable[[], str]
    title: str = ""
    words: str = ""
    covered: bool = False


class Page(Generic[S]):
    """A lesson page in one run of its script. `open_page` makes it."""

    def __init__(self, name: str, cls: type[S]) -> None:
        self.name = name
        self.cls = cls
        self.widgets = Widgets(name, cls)

    @property
    def settings(self) -> S:
        """The settings as they are now, with the place on which the browser rests."""
        settings: S = st.session_state[key(self.name, "*kept")]
        return settings

    def put(self, settings: S) -> None:
        """Make these the settings, before widgets are drawn: in a callback, or at once after opening."""
        self._set({field.name: getattr(settings, field.name) for field in dataclasses.fields(settings)})
        self._keep(settings)

    def _set(self, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            if not _same(st.session_state.get(key(self.name, name)), value):
                st.session_state[key(self.name, name)] = value

    def _keep(self, settings: S) -> None:
        st.session_state[key(self.name, "*kept")] = settings
        st.session_state.setdefault(_LATEST, {})[self.name] = settings

    @property
    def problems(self) -> tuple[str, ...]:
        """What in the address could not be had, a sentence each."""
        problems: tuple[str, ...] = st.session_state[key(self.name, "*problems")][2]
        return problems

    def mean(self, settings: S, *found: str) -> None:
        """What the address says means these settings; what in it could not be had is still to be said.

        `found`: what the lesson itself found that cannot be had, a sentence each, if it comes from the address.
        """
        query, about, problems = st.session_state[key(self.name, "*problems")]
        if without_place(self.settings) == about:
            told = (*problems, *found)
            st.session_state[key(self.name, "*problems")] = (query, without_place(settings), told)
        self.put(settings)

    def close(self) -> S:
        """Take in what the widgets now say, those further down the page too; what has none stays as it was."""
        fields = dataclasses.fields(self.cls)
        values = {field.name: st.session_state[key(self.name, field.name)] for field in fields}
        self._keep(self.cls(**values))
        return self.settings

    def say_problems(self) -> None:
        """Say kindly what in the address could not be had, until something else is chosen."""
        _, about, problems = st.session_state[key(self.name, "*problems")]
        if problems and without_place(self.settings) == about:
            st.warning("\n\n".join(problems))

    def draw(self, build: Callable[[S], R], usual: S | None = None) -> tuple[S, R]:
        """Build the picture of the settings; where they cannot be had, say why and build the last one that could.

        Args:
            usual: what is built where none could yet; the lesson's usual settings unless given.

        Returns:
            The settings that are shown, and what `build` made of them; the address says the same.
        """
        settings = self.settings
        good = key(self.name, "*good")
        try:
            built = build(settings)
            st.session_state[good] = settings
        except InputProblem as problem:
            st.warning(say_problem(problem))
            last: S | None = st.session_state.get(good)
            st.caption(
                t("Below is the last picture that could be drawn." if last else "Below is the usual first picture.")
            )
            settings = last or usual or self.cls()
            built = build(settings)
        self.write(settings)
        return settings, built

    def tell(self, title: str, words: str = "", *, covered: bool = False) -> None:
        """Say in Markdown what is shown, for where the picture goes without its page; `covered`: nothing, as yet."""
        told = {"title": title, "words": words, "covered": covered}
        st.session_state[_SHOWN] = dataclasses.replace(st.session_state[_SHOWN], **told)

    def write(self, settings: S) -> None:
        """Write the settings into the address, if they are not there yet: these are shown."""
        st.session_state[_SHOWN] = Shown(self.name, settings, self.link(settings))
        query, language = write(settings), chosen_language()
        if language:
            query |= {QUERY_LANGUAGE: language}
        written: Written[S] | None = st.session_state.get(key(self.name, "*written"))
        now = without_place(settings)
        if written is None or written.now != now:
            before = tuple(dict.fromkeys((*written.before, written.now))) if written else ()
            said = without_place(read(self.cls, st.query_params.to_dict())[0])
            before = before[before.index(said) :] if said in before else before[-UNDER_WAY:]
            st.session_state[key(self.name, "*written")] = Written(self.cls, now, before, time.monotonic())
        if st.query_params.to_dict() != query:
            st.query_params.from_dict(query)

    def link(self, shown: S) -> Callable[[], str]:
        """What says, at any time and wherever it is called, the link to what is shown with the place as it then is."""
        url, language, name = (st.context.url or "").split("?")[0], chosen_language(), self.name
        latest: Mapping[str, S] = st.session_state.setdefault(_LATEST, {})

        def link() -> str:
            now = latest.get(name, shown)
            query = write(now if without_place(now) == without_place(shown) else shown)
            query |= {QUERY_LANGUAGE: language} if language else {}
            return url + (f"?{urlencode(query)}" if query else "")

        return link

    def note_place(self, **place: int | str) -> None:
        """Keep the place on which the browser rests; it has written it into the address already.

        Of the rest, nothing is put: a widget that was changed at the same time has yet to be taken in.
        """
        self._set(place)
        self._keep(dataclasses.replace(self.settings, **place))


def open_page(name: str, cls: type[S]) -> Page[S]:
    """The page with the settings that a new address asks for, else with those that the session has, else the usual."""
    page = Page(name, cls)
    if not _stayed():
        st.session_state.pop(key(name, "*sure"), None)
        st.session_state.pop(key(name, "*drawn"), None)  # its widgets went with the page, and their values with them
    query = {setting: typed for setting, typed in st.query_params.items() if setting != QUERY_LANGUAGE}
    asked, problems = read(cls, query)
    if _is_new(page, query, asked):
        page.put(asked)
        st.session_state[key(name, "*problems")] = (query, without_place(asked), problems)
        # The address says so already, even if this run is cut short before it writes anything.
        written = Written(cls, without_place(asked), (), time.monotonic())
        st.session_state.setdefault(key(name, "*written"), written)
    else:
        # A widget that comes on screen again must be told its value, or the browser shows the least that it takes.
        # What a run has told that was cut short, or that ended a moment ago, may never have arrived: a new run empties
        # the queue of the one before it. So what stands now is told once more.
        # Once a run has had its time to arrive, only one that is cut short leaves a doubt.
        ended, sure = st.session_state.get(_WHOLE), key(name, "*sure")
        if ended is not None and time.monotonic() - ended > STALE:
            st.session_state[sure] = True
        arrived, drawn = ended is not None and st.session_state.get(sure, False), _drawn(page)
        for field in dataclasses.fields(cls):
            widget, kept = key(name, field.name), getattr(page.settings, field.name)
            if field.name not in drawn or not _can_say(field.metadata["parameter"], st.session_state.get(widget, kept)):
                st.session_state[widget] = kept
            elif not arrived:
                st.session_state[widget] = st.session_state.get(widget, kept)
    on_screen = () if st.session_state.pop(_WHOLE, None) else (_drawn(page),)
    st.session_state[key(name, "*drawn")] = (*on_screen, page.widgets.drawn)  # this set grows while the page is drawn
    return page


def _is_new(page: Page[S], query: Mapping[str, str], asked: S) -> bool:
    """Whether the address says something that this session did not write there itself."""
    state = st.session_state
    if key(page.name, "*kept") not in state:
        return True
    if not _stayed() and (not query or _is_of_another_page(page, query)):
        # The navigation brings no query: the page is found as it was left. Going back in the browser's history to
        # another page brings, at first, the query of the page that was left: it is not ours to read.
        return False
    address, _, problems = state[key(page.name, "*problems")]
    if problems and address == query:  # said already
        return False
    written: Written[S] = state[key(page.name, "*written")]
    wanted = without_place(asked)
    if wanted == written.now:
        return False
    late = time.monotonic() - written.at < STALE or _has_widget_news(page)
    return not (wanted in written.before and late) or _went_back()


def _can_say(parameter: Parameter, of_widget: object) -> bool:
    """Whether a widget of this parameter can say this.

    A drop-down says what its choice is called. Where the browser's is still, or already, another than the one drawn
    last, Streamlit does not know what is called so, and hands over what it is called.
    """
    match parameter:
        case Choice():
            return of_widget in parameter.options
        case Several():
            return isinstance(of_widget, list | tuple) and set(of_widget) <= set(parameter.options)
        case Whole():
            return isinstance(of_widget, int)
    return True


def _stayed() -> bool:
    """Whether the run before this one was of the same page, as the frame notes."""
    return bool(st.session_state.get("*came_from") == st.session_state.get("*here"))


def _went_back() -> bool:
    """Whether the browser's back or forward button brought this run: then its address is what a person wants."""
    context = get_script_run_ctx(suppress_warning=True)
    return context is not None and context.is_history_navigation


def _has_widget_news(page: Page[S]) -> bool:
    """Whether a widget was changed since the last run: then that is what brought this run, not an address."""
    kept = {name: getattr(page.settings, name) for name in _drawn(page)}
    return any(not _same(st.session_state.get(key(page.name, name), value), value) for name, value in kept.items())


def _same(of_widget: object, kept: object) -> bool:
    """Whether a widget says what is kept; a widget of several gives a list, in the order of the clicks."""
    if isinstance(of_widget, list) and isinstance(kept, tuple):
        return sorted(of_widget) == sorted(kept)
    return of_widget == kept


def _drawn(page: Page[S]) -> set[str]:
    """The settings whose widgets are on screen: of the last run, and of the one before if that one was cut short."""
    runs: tuple[set[str], ...] = st.session_state.get(key(page.name, "*drawn"), ())
    return set().union(*runs)


def page_begins() -> None:
    """A script begins, which may show nothing."""
    st.session_state.pop(_SHOWN, None)


def shown_here() -> Shown[Any] | None:
    """What the page shows, once it has drawn it."""
    found: Shown[Any] | None = st.session_state.get(_SHOWN)
    return found


def page_is_whole() -> None:
    """The script has come to its end: what it did not draw is not on screen. The frame says so after every page."""
    st.session_state[_WHOLE] = time.monotonic()


def _is_of_another_page(page: Page[S], query: Mapping[str, str]) -> bool:
    for name, written in st.session_state.items():
        if isinstance(written, Written) and name != key(page.name, "*written"):
            asked, problems = read(written.cls, query)
            if not problems and without_place(asked) == written.now:
                return True
    return False
