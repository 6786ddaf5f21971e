"""What is known of every unit of every writer that ships.

    python -m engine.learning.units_study [NAME …]    measures all writers anew, or those named

Each writer reads text that is kept from training, and its units are ranked by what a letter of its corpus may carry, by
both measures and with their controls; then it writes, free, with a unit held and with others held likewise. The numbers
are rounded as they are written down, in whole numbers of 1/1000 or 1/100.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from engine.analysis.tracking import Tracked
from engine.cells.base import Array
from engine.learning import writers
from engine.learning.character_model import CharacterModel
from engine.learning.corpora import corpus
from engine.learning.properties import find, fitting
from engine.learning.ranking import Ranking, held_between, ranked, whole
from engine.learning.shelf import WEIGHTS
from engine.learning.steering import Row, Steered, Table, table

PATH = WEIGHTS / "units.json"
READ = 20_000  # letters
WRITTEN, STREAMS = 4000, 16  # letters for each unit and side
SEED = 0
_DECIMALS: Mapping[str, int] = MappingProxyType(
    {"auc": 3, "low": 2, "high": 2, "accuracy": 3, "effect": 2, "error": 2}
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of a writer's units and a property: the ranking, and what was counted with some of them held.

    The first table is that of the unit whose memory tracks best; a second one that of the unit that steers most, if it
    is another.
    """

    ranking: Ranking
    tables: tuple[Table, ...]


def properties(writer: str) -> tuple[str, ...]:
    """The names of what is measured of a writer; what it was made for comes first."""
    return fitting(corpus(writers.load(writer).recipe.corpus))


def measure(
    writer: str, name: str, *, letters: int = READ, written: int = WRITTEN, units: Sequence[int] | None = None
) -> Known:
    """Measure a property of a writer.

    Args:
        letters: that are read, at least.
        written: for each unit and side.
        units: those whose steering is measured; all if None.
    """
    trained = writers.load(writer)
    text = corpus(trained.recipe.corpus)
    property = find(name, text)
    fresh = CharacterModel(*writers.untrained(trained.recipe), text.alphabet)
    found = whole(ranked(
        trained.model, text.held_out(letters), property, untrained=fresh, units=units, seed=SEED, letters=written,
        streams=STREAMS,
    ))  # fmt: skip
    held = held_between(found.states[found.memory])
    wanted = dict.fromkeys((found.best, found.steered.most if found.steered else None))
    tables = (table(trained.model, property, unit, *held, seed=SEED) for unit in wanted if unit is not None)
    return Known(found, tuple(tables))


def as_json(known: Known) -> dict[str, Any]:
    """In whole numbers and lists, as the file has it."""
    found = known.ranking
    states = {
        state: _numbers(each, "auc", "low", "high", "accuracy")
        | {"letters": each.letters, "share": _number(each.share)}
        for state, each in found.states.items()
    }
    steered = found.steered
    return {
        "states": states,
        "shifted": {state: _number(value) for state, value in found.shifted.items()},
        "untrained": {state: _number(value) for state, value in found.untrained.items()},
        "steered": None if steered is None else _numbers(steered, "effect", "error") | {"letters": steered.letters},
        "tables": [asdict(each) for each in known.tables],
    }


def from_json(name: str, known: Mapping[str, Any]) -> Known:
    """What `as_json` made of it."""

    def array(given: Mapping[str, Any], field: str) -> Array:
        return np.asarray(np.array(given[field], dtype=np.float64) / 10 ** _DECIMALS[field])

    def tracked(given: Mapping[str, Any]) -> Tracked:
        auc, low, high, accuracy = (array(given, field) for field in ("auc", "low", "high", "accuracy"))
        return Tracked(auc, low, high, accuracy, given["letters"], _or_nan(given["share"]))

    def controls(part: str) -> Mapping[str, float]:
        return MappingProxyType({key: _or_nan(each) for key, each in known[part].items()})

    steered = known["steered"]
    found = Ranking(
        name,
        MappingProxyType({state: tracked(each) for state, each in known["states"].items()}),
        controls("shifted"),
        controls("untrained"),
        None if steered is None else Steered(array(steered, "effect"), array(steered, "error"), steered["letters"]),
    )
    return Known(found, tuple(_table(each) for each in known["tables"]))


def _numbers(of: object, *fields: str) -> dict[str, list[int | None]]:
    """Arrays in whole numbers, NaN as None."""
    return {
        field: [
            None if np.isnan(each) else round(each * 10 ** _DECIMALS[field]) for each in getattr(of, field).tolist()
        ]
        for field in fields
    }


def _number(value: float) -> float | None:
    return None if np.isnan(value) else round(value, 3)


def _or_nan(value: float | None) -> float:
    return np.nan if value is None else value


def _table(given: Mapping[str, Any]) -> Table:
    low, high = given["values"]
    rows = {name: _row(given[name]) for name in ("free", "low", "high")}
    others = tuple((unit, _row(at_low), _row(at_high)) for unit, at_low, at_high in given["others"])
    return Table(given["unit"], (low, high), tuple(given["counted"]), given["letters"], **rows, others=others)


def _row(given: Mapping[str, Any]) -> Row:
    return Row(tuple(given["counts"]), tuple(given["reviews"]))


def write(found: Mapping[str, Mapping[str, Any]], path: Path = PATH) -> None:
    """The file: writer → property → what is known of it, a line each."""
    parts = []
    for writer, known in found.items():
        lines = (f"  {json.dumps(name)}: {json.dumps(each, separators=(',', ':'))}" for name, each in known.items())
        parts.append(f" {json.dumps(writer)}: {{\n" + ",\n".join(lines) + "\n }")
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n", "utf-8")


@cache
def load(path: Path = PATH) -> Mapping[str, Mapping[str, Known]]:
    """What ships: writer → property → what is known."""
    found = json.loads(path.read_text("utf-8"))
    return MappingProxyType(
        {
            writer: MappingProxyType({name: from_json(name, each) for name, each in known.items()})
            for writer, known in found.items()
        }
    )


def main(given: Sequence[str] | None = None) -> None:
    """Measure, and write down after each writer what is known by then."""
    parser = argparse.ArgumentParser(prog="python -m engine.learning.units_study", description=main.__doc__)
    parser.add_argument("names", nargs="*", choices=(*writers.names(), []), metavar="name", help="which; default all")
    wanted = parser.parse_args(given).names or writers.names()
    before = json.loads(PATH.read_text("utf-8")) if PATH.exists() else {}
    found = {writer: before[writer] for writer in writers.names() if writer in before}
    for writer in wanted:
        found[writer] = {}
        for name in properties(writer):
            known = measure(writer, name)
            found[writer][name] = as_json(known)
            print(f"{writer}, {name}: {_said(known)}", flush=True)
        write({writer: found[writer] for writer in writers.names() if writer in found})


def _said(known: Known) -> str:
    """The unit that tracks best, and the next."""
    found, steered = known.ranking, known.ranking.steered
    tracks = found.states[found.memory].tracks
    order = np.argsort(-tracks)[:2]
    assert steered is not None
    told = [
        f"unit {unit} {tracks[unit]:.3f} steers {steered.effect[unit]:.2f}±{steered.error[unit]:.2f}" for unit in order
    ]
    most = f"most unit {steered.most} {steered.effect[steered.most or 0]:.2f}"
    return f"{', '.join(told)}; {most}; chance {found.shifted[found.memory]:.3f}, {found.untrained[found.memory]:.3f}"


if __name__ == "__main__":
    main()
