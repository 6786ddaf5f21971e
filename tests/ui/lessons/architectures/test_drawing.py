"""The picture has the nodes and arrows of the computation: all of them, and no others."""

import json
from dataclasses import fields

import pytest

from engine.networks import wiring
from ui.lessons.architectures.scenes import SCRIPT, scenes
from ui.lessons.architectures.settings import SCENES, ArchitecturesSettings
from ui.lessons.architectures.settings import VIEWS as NAMES
from ui.lessons.architectures.unrolled.component import unrolled_data
from ui.lessons.architectures.unrolled.drawing import Box, Row, drawn
from ui.lessons.architectures.views import VIEWS


def test_every_arrow_of_the_wiring_is_drawn_and_none_besides() -> None:
    graph = wiring.recurrent(4, layers=2, directions=2)
    rows = [Row(name, name, "forward", "vector") for name in ("input", "state", "answer")]
    picture = drawn(graph, rows, lambda node: Box(node, node.kind, node.step, node.step), 4)
    assert {(picture.boxes[one].node, picture.boxes[other].node) for one, other in picture.arrows} == graph.arrows
    assert tuple(box.node for box in picture.boxes) == graph.nodes
    json.dumps(unrolled_data(picture, "title"), allow_nan=False)


def test_a_box_stands_in_a_row_and_at_a_step_that_are_there() -> None:
    graph = wiring.recurrent(2)
    rows = [Row(name, name, "forward", "vector") for name in ("input", "state", "answer")]
    with pytest.raises(ValueError, match="not both there"):
        drawn(graph, rows, lambda node: Box(node, node.kind, node.step, 2), 2)
    with pytest.raises(ValueError, match="not both there"):
        drawn(graph, rows[:2], lambda node: Box(node, node.kind, node.step, 0), 2)


def test_a_view_reads_settings_that_there_are_and_every_scene_is_told() -> None:
    known = {each.name for each in fields(ArchitecturesSettings)}
    for view in VIEWS.values():
        assert view.name in NAMES
        assert set(view.settings) <= known
        assert [scene.name for scene in view.told()] == list(view.scenes)
    assert [scene.name for scene in scenes()] == list(SCENES)
    assert all(SCRIPT.settings_of(name).view in VIEWS for name in SCENES)
