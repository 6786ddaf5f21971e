"""The way of a class's phones to a scene."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

import pytest
import segno

from ui.settings.parameters import Flag, Whole, parameter
from ui.teaching.presenter.address import QUIET_ZONE, address_of, is_loopback, qr_code
from ui.teaching.scenes import TOLD


@dataclass(frozen=True, slots=True)
class Settings:
    """Of a lesson that does not exist."""

    level: int = parameter(5, Whole(0, 9))
    present: bool = parameter(False, Flag())


def test_the_address_is_the_scene_s_in_the_normal_view() -> None:
    page = "http://unrolled.test:8501/gradients"
    assert address_of(page, "bias", Settings(3, True), TOLD) == f"{page}?scene=bias"
    assert address_of(page, "", Settings(3, True), TOLD) == f"{page}?level=3"
    assert address_of(f"{page}?present=1", "", Settings(5, True), TOLD) == page


@pytest.mark.parametrize(
    ("url", "alone"),
    [
        ("http://127.0.0.1:8501/gradients", True),
        ("http://localhost:8501/", True),
        ("http://[::1]:8501/", True),
        ("http://127.8.8.8/", True),
        ("http://192.168.1.20:8501/gradients", False),
        ("https://rnn.example.org/gradients?scene=bias", False),
        ("http://lecture-laptop:8501/", False),
    ],
)
def test_only_this_machine_can_open_a_loopback_address(url: str, alone: bool) -> None:
    assert is_loopback(url) == alone


def modules(svg: str) -> list[list[int]]:
    """The dark squares of a code, read off its drawing: strokes one module wide, line by line."""
    size = int(re.search(r"viewBox='0 0 (\d+) \d+'", svg)[1])  # type: ignore[index]
    grid = [[0] * size for _ in range(size)]
    (path,) = re.findall(r"<path class='qrline' stroke='#101722' d='([^']+)'", svg)
    x = y = 0.0
    for move, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?", path):
        if move == "M":
            x, y = float(first), float(second)
        elif move == "m":
            x, y = x + float(first), y + float(second)
        else:
            for column in range(int(x), int(x) + int(first)):
                grid[int(y)][column] = 1
            x += float(first)
    inner = slice(QUIET_ZONE, size - QUIET_ZONE)
    assert sum(map(sum, grid)) == sum(sum(row[inner]) for row in grid[inner])  # nothing in the quiet zone
    return [row[inner] for row in grid[inner]]


@pytest.mark.parametrize("scene", ["bias", "nonnormal"])
def test_the_drawn_code_is_the_address(scene: str) -> None:
    address = f"http://unrolled.test:8501/gradients?scene={scene}"
    svg = unquote(qr_code(address).partition(",")[2])
    expected = [[int(module) for module in row] for row in segno.make(address, error="m", micro=False).matrix]
    assert modules(svg) == expected
    assert modules(svg) != modules(unquote(qr_code(address + "1").partition(",")[2]))
