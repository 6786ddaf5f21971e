"""h and c as the vectors they are: columns of squares at the ends of the wires."""

from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from engine import cells
from ui.stepper.cells import registry

VECTORS = """async ([drawing, units, unit, click]) => {
  const { Vectors } = await load("vectors.js")
  const svg = new DOMParser().parseFromString(drawing, "image/svg+xml").documentElement
  document.body.replaceChildren(document.importNode(svg, true))
  const reader = (name) => (t, u) => ((name.includes("@") ? -1 : 1) * (t + u)) / units
  const recording = { units, limit: () => 2, reader }
  const chosen = []
  const vectors = new Vectors(document.querySelector("svg"), recording, (u) => chosen.push(u))
  vectors.show(1, unit, (share) => String(share))
  return [...document.querySelectorAll(".vector")].map((group) => {
    const squares = [...group.querySelectorAll("rect:not(.us-chosen-unit)")]
    squares[click]?.dispatchEvent(new MouseEvent("click", { bubbles: true }))
    const number = (node, name) => Number(node?.getAttribute(name))
    return {
      signal: group.dataset.signal,
      top: squares.map((node) => number(node, "y")),
      height: number(squares[0], "height"),
      shares: squares.map((node) => number(node, "fill")),
      chosen: number(group.querySelector(".us-chosen-unit"), "y"),
      clicked: chosen.at(-1),
    }
  })
}"""


def columns(modules: Page, cell: str, units: int, unit: int = 0, click: int = 0) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = modules.evaluate(VECTORS, [registry()[cell].drawing, units, unit, click])
    return found


@pytest.mark.parametrize("cell", sorted(registry()))
def test_every_state_has_a_square_for_each_unit_at_both_ends_of_its_wire(modules: Page, cell: str) -> None:
    found = columns(modules, cell, 5, unit=3, click=2)
    states = [name for name in cells.get(cell).state if name != "stabiliser"]  # that is a number, not a wire
    assert sorted(one["signal"] for one in found) == sorted([*states, *(f"{name}@previous" for name in states)])
    for one in found:
        way = -1 if "@" in one["signal"] else 1
        np.testing.assert_allclose(one["shares"], [0.5 + way * (1 + u) / 5 / 2 / 2 for u in range(5)])
        assert one["chosen"] == one["top"][3]
        assert one["clicked"] == 2


@pytest.mark.parametrize("units", [2, 8, 16, 17, 64])
def test_a_column_has_room_for_every_unit_and_stays_clear_of_the_next(modules: Page, units: int) -> None:
    one, *_ = columns(modules, "lstm", units)
    ends = np.array(one["top"]) + one["height"]
    assert (np.array(one["top"][1:]) >= ends[:-1] - 1e-9).all()
    assert -48.01 < one["top"][0] < 0 < ends[-1] < 48.01  # the wires of c and h are 130 apart
    assert one["top"][0] == pytest.approx(-ends[-1])


def test_a_single_unit_is_the_number_beside_it(modules: Page) -> None:
    assert all(one["top"] == [] for one in columns(modules, "lstm", 1))
