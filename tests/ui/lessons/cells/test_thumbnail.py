"""A card shows what is so: its boxes are the cell's, what they see is in their equations, what is ringed is new."""

from xml.etree import ElementTree

import pytest

from engine import cells
from engine.cells.base import preactivation_name
from ui.lessons.cells.family import FAMILY
from ui.lessons.cells.portraits import HEIGHT, PORTRAITS, WIDTH, Box, Wire
from ui.lessons.cells.thumbnail import CSS, thumbnail
from ui.look.cells import CELLS

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("kind", CELLS)
def test_the_boxes_of_a_card_are_what_the_cell_sums_up(kind: str) -> None:
    boxes = {shape.name for shape in PORTRAITS[kind].shapes if isinstance(shape, Box)}
    assert boxes == set(cells.get(CELLS[kind].engine).blocks)


@pytest.mark.parametrize("kind", [kind for kind in CELLS if kind != "rnn"])
@pytest.mark.parametrize(("seen", "symbols"), [("past", ("h_{t-1}",)), ("inputs", ("x_t", "e_t"))])
def test_what_leads_to_a_box_stands_in_its_equation(kind: str, seen: str, symbols: tuple[str, ...]) -> None:
    cell = cells.get(CELLS[kind].engine)
    equations = {signal.name: signal.equation for signal in cell.signals}
    led_to = {shape.name.partition(":")[2] for shape in PORTRAITS[kind].shapes if shape.name.startswith(f"{seen}:")}
    sums = {block: equations[preactivation_name(block)] for block in cell.blocks}
    assert led_to == {block for block, equation in sums.items() if any(symbol in equation for symbol in symbols)}


@pytest.mark.parametrize("kind", [kind for kind, portrait in PORTRAITS.items() if portrait.parent])
def test_what_is_ringed_is_new_and_what_is_dashed_is_gone(kind: str) -> None:
    portrait = PORTRAITS[kind]
    parent = PORTRAITS[portrait.parent]
    names = [shape.name for shape in portrait.shapes]
    assert len(names) == len(set(names))
    assert portrait.added or portrait.taken
    assert all(portrait.named(name) not in parent.shapes for name in portrait.added)
    assert all(name not in names for name in portrait.taken)
    assert {parent.named(name) for name in portrait.taken} <= set(parent.shapes)


def test_every_new_box_is_ringed() -> None:
    for kind, portrait in PORTRAITS.items():
        if not portrait.parent or portrait.parent == "rnn":
            continue
        before = {shape.name for shape in PORTRAITS[portrait.parent].shapes}
        new = {shape.name for shape in portrait.shapes if isinstance(shape, Box)} - before
        assert new <= set(portrait.added), kind


@pytest.mark.parametrize("kind", PORTRAITS)
def test_a_card_is_an_svg_within_its_frame_whose_classes_have_a_style(kind: str) -> None:
    root = ElementTree.fromstring(thumbnail(kind))
    assert root.tag == f"{SVG}svg"
    for node in root.iter():
        for name, end in (("x", WIDTH), ("cx", WIDTH), ("y", HEIGHT), ("cy", HEIGHT)):
            assert 0 <= float(node.get(name, 0)) <= end
        for name in node.get("class", "").split():
            assert f".{name}" in CSS, name
    wires = [shape for shape in PORTRAITS[kind].shapes if isinstance(shape, Wire)]
    assert len(root.findall(f"{SVG}path[@class]")) >= len(wires)


def test_a_kind_that_there_is_not_has_no_card() -> None:
    with pytest.raises(KeyError, match="lstm_2000"):
        thumbnail("lstm_2000")


def test_a_card_stands_under_the_parent_whose_shapes_it_edits() -> None:
    assert {kind: portrait.parent for kind, portrait in PORTRAITS.items()} == {
        kind: member.parent for kind, member in FAMILY.items()
    }
