"""Settings that live in the URL: typed, validated, frozen.

A page describes its settings as a frozen dataclass whose fields carry a parameter: `Choice`, `Several`, `Whole`,
`Number` or `Words`. `read()` takes a URL's query parameters, which anybody may have typed, and answers with valid
settings and with one kind sentence for each parameter that was not; `write()` gives the shortest query that reads back
the same.
"""

import dataclasses
import functools
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar, Protocol, TypeVar

from ui.words import QUERY_LANGUAGE, plain, t

_STREAMLIT_S_OWN = {QUERY_LANGUAGE, "embed", "embed_options"}


class ParameterProblem(ValueError):
    """A value that a parameter does not take; the message says what it would take."""


class Parameter(Protocol):
    """How one setting is written in a URL."""

    def parse(self, name: str, typed: str) -> Any:
        """The value that was typed. Raises ParameterProblem."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few names."""

    options: tuple[str, ...]

    def parse(self, name: str, typed: str) -> str:
        """The name itself, if it is one of ours."""
        if typed not in self.options:
            raise ParameterProblem(
                t(
                    "“{name}={typed}” is not one of the possible values: {options}.",
                    name=name,
                    typed=plain(typed),
                    options=", ".join(self.options),
                )
            )
        return typed


@dataclass(frozen=True, slots=True)
class Several:
    """Some of a few names, at most so many, with commas between them; always in the order of the options."""

    options: tuple[str, ...]
    most: int

    def parse(self, name: str, typed: str) -> tuple[str, ...]:
        """The names, if they are all ours."""
        wanted = {word.strip() for word in typed.split(",")} - {""}
        if not wanted <= set(self.options) or len(wanted) > self.most:
            raise ParameterProblem(
                t(
                    "“{name}={typed}” should be at most {most} of these, with commas between them: {options}.",
                    name=name,
                    typed=plain(typed),
                    most=self.most,
                    options=", ".join(self.options),
                )
            )
        return self.ordered(wanted)

    def ordered(self, names: Collection[str]) -> tuple[str, ...]:
        """The same names in the order of the options."""
        return tuple(option for option in self.options if option in names)


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number between two limits, both included."""

    low: int
    high: int

    def parse(self, name: str, typed: str) -> int:
        """The number."""
        try:
            value = int(typed) if len(typed) < 20 else None
        except ValueError:
            value = None
        if value is None or not self.low <= value <= self.high:
            raise ParameterProblem(
                t(
                    "“{name}={typed}” should be a whole number from {low} to {high}.",
                    name=name,
                    typed=plain(typed),
                    low=self.low,
                    high=self.high,
                )
            )
        return value


@dataclass(frozen=True, slots=True)
class Number:
    """A number between two limits, both included."""

    low: float
    high: float

    def parse(self, name: str, typed: str) -> float:
        """The number, never NaN."""
        try:
            value = float(typed)
        except ValueError:
            value = math.nan
        if not self.low <= value <= self.high:
            raise ParameterProblem(
                t(
                    "“{name}={typed}” should be a number from {low} to {high}.",
                    name=name,
                    typed=plain(typed),
                    low=f"{self.low:g}",
                    high=f"{self.high:g}",
                )
            )
        return value


@dataclass(frozen=True, slots=True)
class Words:
    """Free text of limited length."""

    limit: int

    def parse(self, name: str, typed: str) -> str:
        """The text as typed."""
        if len(typed) > self.limit:
            raise ParameterProblem(
                t(
                    "“{name}” has {length} characters; at most {limit} fit in a link.",
                    name=name,
                    length=len(typed),
                    limit=self.limit,
                )
            )
        return typed


@dataclass(frozen=True, slots=True)
class Flag:
    """On or off: 1 or 0."""

    def parse(self, name: str, typed: str) -> bool:
        """True for 1, False for 0."""
        if typed not in ("0", "1"):
            raise ParameterProblem(t("“{name}={typed}” should be 1 (on) or 0 (off).", name=name, typed=plain(typed)))
        return typed == "1"


class IsDataclass(Protocol):
    """Any dataclass."""

    __dataclass_fields__: ClassVar[dict[str, dataclasses.Field[Any]]]


S = TypeVar("S", bound=IsDataclass)


def parameter(default: Any, kind: Parameter, *, place: bool = False) -> Any:
    """A dataclass field whose value is written in the URL as `kind` says.

    `place` marks where in a picture one looks (a step, a unit): it changes nothing of the picture itself.
    """
    return dataclasses.field(default=default, metadata={"parameter": kind, "place": place})


def without_place(settings: S) -> S:
    """The same picture, wherever in it one looks."""
    usual = _usual_place(type(settings))
    if all(getattr(settings, name) == value for name, value in usual.items()):  # most are asked several times in a run
        return settings
    return dataclasses.replace(settings, **usual)


@functools.cache
def _usual_place(cls: type[IsDataclass]) -> Mapping[str, Any]:
    """What marks where one looks, and where that is unless somebody has said."""
    fields = dataclasses.fields(cls)
    return MappingProxyType({field.name: field.default for field in fields if field.metadata.get("place")})


def read(cls: type[S], query: Mapping[str, str]) -> tuple[S, tuple[str, ...]]:
    """The settings a query asks for, and a sentence for everything in it that cannot be had."""
    fields = {field.name: field for field in dataclasses.fields(cls)}
    values: dict[str, Any] = {}
    problems: list[str] = []
    for name, typed in query.items():
        if name in _STREAMLIT_S_OWN:
            continue
        if name not in fields:
            problems.append(
                t(
                    "There is no setting called “{name}”. The settings are: {known}.",
                    name=plain(name),
                    known=", ".join(fields),
                )
            )
            continue
        try:
            values[name] = fields[name].metadata["parameter"].parse(name, typed)
        except ParameterProblem as problem:
            problems.append(t("{problem} The usual value is shown instead.", problem=str(problem)))
    return cls(**values), tuple(problems)


def write(settings: IsDataclass) -> dict[str, str]:
    """The query that reads back as these settings: only what differs from the usual values."""
    return {
        field.name: _spell(getattr(settings, field.name))
        for field in dataclasses.fields(settings)
        if getattr(settings, field.name) != field.default
    }


def _spell(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, tuple):
        return ",".join(value)
    return repr(value) if isinstance(value, float) else str(value)
