"""A cell in small as an SVG, for its card in the family tree: what it added is ringed, what is gone is dashed.

Its colours are those of the page (`thumbnail.css`): `--us-ink-<signal>` for what a signal wears, Streamlit's own
variables for the rest, `currentColor` where there are none.
"""

from functools import cache
from pathlib import Path

from ui.lessons.cells.portraits import HALF, HEIGHT, PORTRAITS, WIDTH, Box, Node, Pill, Shape, Wire

CSS = (Path(__file__).parent / "thumbnail.css").read_text("utf-8")
_RING = 3.2  # how far a ring stands from what it rings
_RADIUS = 6.2


@cache
def thumbnail(kind: str) -> str:
    """The cell of this kind in small, as an SVG; what stands on its card says the same in words. KeyError for none."""
    portrait = PORTRAITS[kind]
    layers = [
        *(_ring(portrait.named(name)) for name in portrait.added),
        *(_drawn(shape) for shape in portrait.shapes if isinstance(shape, Wire)),
        *(_ghost(PORTRAITS[portrait.parent].named(name)) for name in portrait.taken),
        *(_drawn(shape) for shape in portrait.shapes if not isinstance(shape, Wire)),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="cell-thumbnail" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'aria-hidden="true">{"".join(layers)}</svg>'
    )


def _style(signal: str) -> str:
    return f'style="--of:var(--us-ink-{signal},currentColor)"'


def _drawn(shape: Shape) -> str:
    match shape:
        case Wire(_, path, of) if of in ("belt", "past", "input", "out"):
            return f'<path class="{of}" d="{path}"/>'
        case Wire(_, path, of):
            return f'<path class="wire" {_style(of)} d="{path}"/>'
        case Box(name, letter, x, y):
            return f'<g class="box" {_style(name)}>{_rect(shape)}{_text(letter, x, y)}</g>'
        case Node(_, sign, x, y):
            return f'<g class="node"><circle cx="{x}" cy="{y}" r="{_RADIUS}"/>{_text(sign, x, y)}</g>'
        case Pill(_, text, x, y):
            return f'<g class="node">{_rect(shape)}{_text(text, x, y)}</g>'


def _ring(shape: Shape) -> str:
    match shape:
        case Wire(_, path, _):
            return f'<path class="added-wire" d="{path}"/>'
        case Node(_, _, x, y):
            return f'<circle class="added" cx="{x}" cy="{y}" r="{_RADIUS + _RING}"/>'
        case Box() | Pill():
            return _rect(shape, _RING, 'class="added"')


def _ghost(shape: Shape) -> str:
    match shape:
        case Wire(_, path, _):
            return f'<path class="taken" d="{path}"/>'
        case Node(_, sign, x, y):
            circle = f'<circle cx="{x}" cy="{y}" r="{_RADIUS}"/>'
            return f'<g class="taken">{circle}{_text(sign, x, y)}{_struck(x, y, _RADIUS, _RADIUS)}</g>'
        case Box(_, text, x, y) | Pill(_, text, x, y):
            return f'<g class="taken">{_rect(shape)}{_text(text, x, y)}{_struck(x, y, *_half(shape))}</g>'


def _half(shape: Box | Pill) -> tuple[float, float]:
    """Half its width, half its height."""
    if isinstance(shape, Pill):
        return shape.width / 2, 6.2
    return (15 if len(shape.letter) > 3 else HALF[0]), HALF[1]


def _rect(shape: Box | Pill, more: float = 0, extra: str = "") -> str:
    across, up = (half + more for half in _half(shape))
    corner = up if isinstance(shape, Pill) else 4 + more / 2
    place = f'x="{shape.x - across:g}" y="{shape.y - up:g}" width="{2 * across:g}" height="{2 * up:g}" rx="{corner:g}"'
    return f"<rect {extra} {place}/>" if extra else f"<rect {place}/>"


def _struck(x: float, y: float, across: float, up: float) -> str:
    return f'<path d="M{x - across - 2:g} {y + up + 2:g}L{x + across + 2:g} {y - up - 2:g}"/>'


def _text(words: str, x: float, y: float) -> str:
    small = ' class="small"' if len(words) > 1 else ""
    return f'<text{small} x="{x:g}" y="{y:g}">{words}</text>'
