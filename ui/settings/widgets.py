"""The widgets of a page's settings, each by the name of its setting.

What a widget may take is said once, by the setting's parameter: limits, options, lengths. Streamlit forgets the value
of a widget that is not drawn, so the page keeps every value itself and asks `Widgets` which of them stand on screen.

Every widget is drawn with its present value as its default, too. Streamlit tells the browser a value that the session
sets once only; where the browser is slow, the next run's widget overtakes the one that was told, and what is then
mounted shows its default. (`global.disableWidgetStateDuplicationWarning` in the configuration: both always agree.)
"""

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeVar

import streamlit as st

from ui.settings.parameters import Choice, IsDataclass, Number, Several, Whole, Words

P = TypeVar("P", str, int)


def key(page: str, name: str) -> str:
    """The session-state key of the widget for a setting."""
    return f"{page}.{name}"


class Widgets:
    """Draws the widgets of one page in one run, and remembers which it drew."""

    def __init__(self, page: str, settings: type[IsDataclass]) -> None:
        self.page = page
        self.drawn: set[str] = set()
        self._parameters = {field.name: field.metadata["parameter"] for field in dataclasses.fields(settings)}

    def __getitem__(self, name: str) -> Any:
        """What a setting is now, whether or not a widget shows it."""
        return st.session_state[key(self.page, name)]

    def pick(self, name: str, label: str, names: Mapping[P, str], place: Any = st, **more: Any) -> P:
        """A drop-down: options as they stand in the URL, in every language, under translated names."""
        options = self._options(name, names)
        self._rename(name, names[self[name]])
        chosen: P = place.selectbox(
            label, options, options.index(self[name]), key=self._key(name), format_func=names.__getitem__, **more
        )
        return chosen

    def several(self, name: str, label: str, names: Mapping[str, str], place: Any = st, **more: Any) -> tuple[str, ...]:
        """A drop-down for `Several`: as many of the options as it takes."""
        several: Several = self._parameters[name]
        how = {"format_func": names.__getitem__, "max_selections": several.most}
        chosen = place.multiselect(label, list(names), list(self[name]), key=self._key(name), **how | more)
        return several.ordered(chosen)

    def switch(self, name: str, label: str, names: Mapping[Any, str], place: Any = st, **more: Any) -> Any:
        """The same as buttons side by side, for two or three options."""
        options = self._options(name, names)
        how = {"default": self[name], "format_func": names.__getitem__, "required": True, "width": "stretch"}
        chosen = place.segmented_control(label, options, key=self._key(name), **how | more)
        return options[0] if chosen is None else chosen

    def pills(self, name: str, label: str, names: Mapping[Any, str], place: Any = st, **more: Any) -> Any:
        """The same as pills, which go on in another row where there is little room."""
        options = self._options(name, names)
        how = {"default": self[name], "format_func": names.__getitem__, "required": True, "wrap": True}
        chosen = place.pills(label, options, key=self._key(name), **how | more)
        return options[0] if chosen is None else chosen

    def ladder(self, name: str, label: str, place: Any = st) -> str:
        """A slider from rung to rung for a `Choice`."""
        choice: Choice = self._parameters[name]
        return str(place.select_slider(label, choice.options, self[name], key=self._key(name)))

    def whole(self, name: str, label: str, place: Any = st, **more: Any) -> int:
        """A field for a `Whole`."""
        limits: Whole = self._parameters[name]
        return int(place.number_input(label, limits.low, limits.high, self[name], key=self._key(name), **more))

    def number(self, name: str, label: str, place: Any = st, **more: Any) -> float:
        """A field for a `Number`."""
        limits: Number = self._parameters[name]
        return float(place.number_input(label, limits.low, limits.high, self[name], key=self._key(name), **more))

    def slider(self, name: str, label: str, step: float, place: Any = st) -> float:
        """A slider for a `Number`."""
        limits: Number = self._parameters[name]
        return float(place.slider(label, limits.low, limits.high, self[name], step=step, key=self._key(name)))

    def notches(self, name: str, label: str, step: int, place: Any = st) -> int:
        """A slider for a `Whole`."""
        limits: Whole = self._parameters[name]
        return int(place.slider(label, limits.low, limits.high, self[name], step=step, key=self._key(name)))

    def check(self, name: str, label: str, place: Any = st) -> bool:
        """A check box for a `Flag`."""
        return bool(place.checkbox(label, self[name], key=self._key(name)))

    def toggle(self, name: str, label: str, place: Any = st) -> bool:
        """The same as a switch to be thrown."""
        return bool(place.toggle(label, self[name], key=self._key(name)))

    def text(self, name: str, label: str, height: int, place: Any = st, **more: Any) -> str:
        """An area for `Words`, whose length the sequence itself limits with a sentence."""
        assert isinstance(self._parameters[name], Words)
        return str(place.text_area(label, self[name], key=self._key(name), height=height, **more))

    def line(self, name: str, label: str, place: Any = st, **more: Any) -> str:
        """One line for `Words`, whose length the run itself limits with a sentence."""
        assert isinstance(self._parameters[name], Words)
        return str(place.text_input(label, self[name], key=self._key(name), **more))

    def _rename(self, name: str, called: str) -> None:
        """Where a choice is called otherwise than before, tell the browser: it knows it by what it is called."""
        told, chosen = key(self.page, f"*called.{name}"), self[name]
        before, was_called = st.session_state.get(told, (chosen, called))
        if before == chosen and was_called != called:
            st.session_state[key(self.page, name)] = chosen
        st.session_state[told] = chosen, called

    def _key(self, name: str) -> str:
        self.drawn.add(name)
        return key(self.page, name)

    def _options(self, name: str, names: Mapping[Any, str]) -> list[Any]:
        parameter = self._parameters[name]
        assert not isinstance(parameter, Choice) or set(names) <= set(parameter.options), (name, set(names))
        if st.session_state.get(key(self.page, name)) not in names:  # it applied to what was chosen before
            st.session_state[key(self.page, name)] = next(iter(names))
        return list(names)
