"""A shelf of trained networks that ship: one file for each recipe, with what was measured of it.

A file is made of its recipe alone. The same machine gives the same file, bit for bit, and `Shelf.main` says whether it
did.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypeVar

import numpy as np
from safetensors import safe_open
from safetensors.numpy import save

from engine.cells.base import Array

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

WEIGHTS = Path(__file__).parent / "weights"

R = TypeVar("R", bound="DataclassInstance")


class Made(NamedTuple):
    """A trained network: its weights by name, and what was measured of it, as JSON can hold it."""

    arrays: Mapping[str, Array]
    measured: Mapping[str, Any]


@dataclass(frozen=True)
class Shelf(Generic[R]):
    """Trained networks of one kind.

    Attributes:
        folder: their folder in `engine/learning/weights`.
        kind: what one of them is called in a sentence, such as "writer of dates".
        recipes: by name, everything that each depends on.
        make: trains one and measures it.
        precision: of the weights in the files; half of it takes half the room.
    """

    folder: str
    kind: str
    recipes: Mapping[str, R]
    make: Callable[[R], Made]
    precision: Literal["float32", "float16"] = "float32"

    def names(self) -> tuple[str, ...]:
        """What ships."""
        return tuple(self.recipes)

    def path(self, name: str) -> Path:
        """The file of a network, there or not."""
        return WEIGHTS / self.folder / f"{name}.safetensors"

    def size(self) -> int:
        """How many bytes all files have together."""
        return sum(self.path(name).stat().st_size for name in self.recipes)

    def load(self, name: str) -> tuple[R, Made]:
        """The recipe that a file names, its weights in float64, and what was measured.

        Raises:
            ValueError: there is none of this name; the message lists them.
        """
        if name not in self.recipes:
            raise ValueError(f"There is no {self.kind} called {name!r}; there are {', '.join(self.recipes)}.")
        with safe_open(self.path(name), framework="np") as file:
            arrays = {key: file.get_tensor(key).astype(np.float64) for key in file.keys()}  # noqa: SIM118
            about = json.loads(file.metadata()["about"])
        said = {key: tuple(value) if isinstance(value, list) else value for key, value in about.pop("recipe").items()}
        return type(self.recipes[name])(**said), Made(arrays, about)

    def build(self, name: str) -> bytes:
        """Train one, measure it, and return its file."""
        recipe = self.recipes[name]
        made = self.make(recipe)
        arrays = {key: np.asarray(values, self.precision) for key, values in made.arrays.items()}
        # one entry of metadata: the library writes several in a random order
        return bytes(save(arrays, {"about": json.dumps({"recipe": asdict(recipe)} | dict(made.measured))}))

    def main(self, module: str, given: Sequence[str] | None = None) -> None:
        """The command `python -m module [name …]`: train all or those named, and say whether their files changed."""
        told = f"Train each {self.kind} that ships, and say whether its file changed."
        parser = argparse.ArgumentParser(prog=f"python -m {module}", description=told)
        parser.add_argument("names", nargs="*", metavar="name", help=f"which: {', '.join(self.recipes)}; default all")
        wanted = parser.parse_args(given).names or self.names()
        if unknown := set(wanted) - set(self.recipes):
            parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(self.recipes)}")
        for name in wanted:
            became = rewrite(self.path(name), self.build(name))
            measured = json.dumps(self.load(name)[1].measured)
            print(f"{self.path(name).name}: {became}; {measured}", flush=True)


def rewrite(path: Path, content: bytes) -> Literal["unchanged", "written"]:
    """Write a file that ships, and its folder if there is none; whether that changed it."""
    before = path.read_bytes() if path.exists() else b""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return "unchanged" if content == before else "written"
