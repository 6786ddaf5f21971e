"""What the studies of training have in common: how runs are noted on the way, gathered, written down and read back.

A study has a `Setting`, a few variants, and its own `Runs`: a dataclass of arrays of one shape, one number of each for
every run.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np

from engine.cells.base import Array

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

R = TypeVar("R", bound="DataclassInstance")
S = TypeVar("S", bound="DataclassInstance")


@dataclass(frozen=True, slots=True, eq=False)
class Found(Generic[R]):
    """One variant: `pilot` (…, rate, seed), the `rates` (…) it chose, and the `runs` (…, seed) reported."""

    pilot: R
    rates: Array
    runs: R


def shaped(runs: R, shape: tuple[int, ...]) -> R:
    """The same runs, counted by several indices."""
    return _each(lambda name: getattr(runs, name).reshape(shape), type(runs))


def gathered(rows: Mapping[str, Sequence[Found[R]]]) -> dict[str, Found[R]]:
    """Variant → what was found in all its rows, the row first."""
    return {
        name: Found(
            _together([row.pilot for row in found]),
            np.stack([row.rates for row in found]),
            _together([row.runs for row in found]),
        )
        for name, found in rows.items()
    }


def noted(what: str, notes: Path | None, kind: type[R], make: Callable[[], R], say: Callable[[R], str]) -> R:
    """The runs, from the notes if they were made already, and into them; those made now are spoken of."""
    known: dict[str, Any] = json.loads(notes.read_text("utf-8")) if notes is not None and notes.exists() else {}
    if what not in known:
        runs = make()
        known[what] = _as_lists(runs)
        if notes is not None:
            notes.write_text(json.dumps(known), "utf-8")
        print(f"{what}: {say(runs)}", flush=True)
    return _from_lists(kind, known[what])


def write(path: Path, setting: DataclassInstance, found: Mapping[str, Found[R]]) -> None:
    """A study as JSON, a few lines per variant."""
    lines = [f' "setting": {json.dumps(asdict(setting))}']
    for name, one in found.items():
        parts = {"rates": one.rates.tolist(), "runs": _as_lists(one.runs), "pilot": _as_lists(one.pilot)}
        body = ",\n".join(f"  {json.dumps(key)}: {json.dumps(part)}" for key, part in parts.items())
        lines.append(f" {json.dumps(name)}: {{\n{body}\n }}")
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


def read(path: Path, setting: type[S], runs: type[R]) -> tuple[S, Mapping[str, Found[R]]]:
    """What `write` wrote."""
    parts = json.loads(path.read_text("utf-8"))
    head: dict[str, Any] = parts.pop("setting")
    lists: dict[str, Any] = {name: tuple(value) for name, value in head.items() if isinstance(value, list)}
    found = {
        name: Found(_from_lists(runs, part["pilot"]), np.array(part["rates"]), _from_lists(runs, part["runs"]))
        for name, part in parts.items()
    }
    return setting(**(head | lists)), MappingProxyType(found)


def _each(value: Callable[[str], Any], kind: type[R]) -> R:
    return kind(**{field.name: value(field.name) for field in fields(kind)})


def _together(rows: Sequence[R]) -> R:
    return _each(lambda name: np.stack([getattr(row, name) for row in rows]), type(rows[0]))


def _as_lists(runs: DataclassInstance) -> dict[str, Any]:
    return {field.name: np.round(getattr(runs, field.name), 5).tolist() for field in fields(runs)}


def _from_lists(kind: type[R], lists: Mapping[str, Any]) -> R:
    return _each(lambda name: np.array(lists[name]), kind)
