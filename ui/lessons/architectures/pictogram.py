"""A wiring in a few strokes, as an SVG: the row of pictograms draws what the pictures draw, in small."""

from functools import cache

from engine.networks.wiring import Node, Wiring

WIDTH, HEIGHT = 92, 54
_SIDE = 7  # of a box
_COLOURS = {
    "input": "input", "fed": "input", "found": "found", "pooled": "found", "context": "looking", "written": "decoder",
    "whole": "whole", "answer": "answer",
}  # fmt: skip


@cache
def pictogram(wiring: Wiring) -> str:
    """The wiring as an SVG; its colours are the page's (`--us-forward`, …)."""
    rows = _rows(wiring)
    columns = _columns(wiring)
    across = max(columns.values()) or 1.0
    places = {
        node: (
            WIDTH / 2 + (columns[node] - across / 2) * min(15.0, (WIDTH - 14) / across),
            HEIGHT - 7 - rows[node] * (HEIGHT - 14) / (max(rows.values()) or 1),
        )
        for node in wiring.nodes
    }
    lines = [_line(*places[one], *places[other]) for one, other in sorted(wiring.arrows)]
    boxes = [
        f'<rect x="{x - _SIDE / 2:.1f}" y="{y - _SIDE / 2:.1f}" width="{_SIDE}" height="{_SIDE}" rx="2" '
        f'style="fill:var(--us-{colour(node)})"/>'
        for node, (x, y) in places.items()
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">'
        f"{''.join(lines)}{''.join(boxes)}</svg>"
    )


def colour(node: Node) -> str:
    """The part of `palette.PARTS` that a node's colour is."""
    if node.kind == "state":
        return "backward" if node.direction else "forward"
    return _COLOURS[node.kind]


def _rows(wiring: Wiring) -> dict[Node, int]:
    """From the bottom up: inputs, states by layer and direction, what is read of them, answers."""

    def level(node: Node) -> tuple[int, int, int]:
        order = ("input", "found", "pooled", "state", "whole", "context", "fed", "written", "answer")
        return order.index(node.kind if node.kind != "fed" else "context"), node.layer, node.direction

    levels = sorted({level(node) for node in wiring.nodes})
    return {node: levels.index(level(node)) for node in wiring.nodes}


def _columns(wiring: Wiring) -> dict[Node, float]:
    """Every row as wide as the widest, but one value alone stands in the middle, and a decoder after its encoder."""
    steps = max((node.step for node in wiring.nodes), default=0)
    found = {}
    for node in wiring.nodes:
        alike = [other for other in wiring.nodes if (other.kind, other.layer) == (node.kind, node.layer)]
        last = max(other.step for other in alike)
        shift = (steps - last) / 2 if node.kind in ("found", "pooled", "whole") else 0.0
        found[node] = steps / 2 if node.kind == "whole" else node.step + shift
    if any(node.kind == "written" for node in wiring.nodes):
        for node in wiring.nodes:
            if node.kind in ("written", "context", "answer", "fed"):
                found[node] += 1.5 - (0.5 if node.kind == "fed" else 0.0)
    elif any(node.kind == "whole" for node in wiring.nodes):
        found |= {node: steps / 2 for node in wiring.nodes if node.kind == "answer"}
    return found


def _line(x: float, y: float, to_x: float, to_y: float) -> str:
    return f'<path d="M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}"/>'
