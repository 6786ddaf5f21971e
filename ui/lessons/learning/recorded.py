"""Which courses are recorded, so that they need not be trained to be seen."""

import functools
from collections.abc import Mapping
from types import MappingProxyType

from engine.learning.course import Course
from engine.learning.recorded import load, names


def recorded_name(courses: tuple[Course, ...]) -> str | None:
    """The name under which these courses are recorded; None where they are not."""
    return _names().get(courses)


def recorded_job(courses: tuple[Course, ...]) -> str | None:
    """The job in which the browser finds them."""
    name = recorded_name(courses)
    return name and f"recorded-{name}"


@functools.cache
def _names() -> Mapping[tuple[Course, ...], str]:
    return MappingProxyType({load(name).courses: name for name in names()})
