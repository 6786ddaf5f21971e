"""A picture is a skeleton and values: what depends on shape alone is apart from what depends on numbers."""

import json
from collections.abc import Callable

import numpy as np
import pytest

import engine
from engine import losses, tasks
from ui.figures.moment import moment
from ui.figures.part import Part, shown_signals
from ui.figures.time_column import time_column
from ui.lessons.compare.figures.column import Shown, compare_column
from ui.look.picture import Held, Picture
from ui.words import t

SEQUENCES = {seed: tasks.latch(30, seed) for seed in (1, 2)}


def in_french(sentence: str, **values: object) -> str:
    return f"« {sentence.format(**values)} »"


def recorded(cell: str, seed: int, units: int = 4, layers: int = 1) -> engine.Trace:
    network = engine.network(cell, 2, units, num_layers=layers, bidirectional=layers > 1, seed=seed, init="gaussian")
    return engine.record(network, SEQUENCES[seed].inputs, losses.last_step())


def column(cell: str, seed: int, units: int = 4, words: Callable[..., str] = t) -> Picture:
    return time_column(recorded(cell, seed, units), SEQUENCES[seed], None, unit=0, t=words)


@pytest.mark.parametrize("cell", ["elman", "elman_relu", "lstm", "gru"])
def test_other_numbers_of_the_same_shape_leave_the_skeleton_as_it_is(cell: str) -> None:
    one, other = column(cell, 1), column(cell, 2)
    assert one.skeleton == other.skeleton
    assert one.key == other.key
    assert json.dumps(one.values, default=np.ndarray.tolist) != json.dumps(other.values, default=np.ndarray.tolist)
    moments = [moment(recorded(cell, seed), 3, t=t) for seed in (1, 2)]
    assert moments[0].key == moments[1].key


def test_cells_compared_share_a_skeleton_too() -> None:
    one, other = (
        compare_column([Shown("LSTM", recorded("lstm", seed), None)], SEQUENCES[seed], t=t) for seed in (1, 2)
    )
    assert one.key == other.key


def test_another_shape_or_language_has_a_skeleton_of_its_own() -> None:
    keys = [column("lstm", 1).key, column("gru", 1).key, column("lstm", 1, units=5).key]
    keys.append(column("lstm", 1, words=in_french).key)
    assert len(set(keys)) == 4


def test_the_figure_is_the_skeleton_filled_and_valid_in_every_property() -> None:
    picture = column("lstm", 1)
    figure = picture.figure()  # plotly checks each property
    bare = json.loads(picture.skeleton)
    for trace, drawn in zip(bare["data"], figure.data, strict=True):
        assert trace["type"] == drawn.type
        assert "z" not in trace
    heats = [trace for trace in figure.data if trace.type == "heatmap"]
    assert [np.asarray(heat.z).shape for heat in heats] == [(1, 30)] + 6 * [(4, 30)]


def test_numbers_that_a_recording_holds_travel_by_name_alone() -> None:
    picture = column("lstm", 1)
    named = [trace["meta"]["signal"] for trace in json.loads(picture.skeleton)["data"] if trace["type"] == "heatmap"]
    assert named == ["cell"] + [signal.name for signal in shown_signals("lstm")]  # first the memory of one unit
    assert not any(path.endswith(".z") for path in picture.values)


def test_values_keep_their_places_in_lists_and_notes_come_and_go() -> None:
    picture = Picture([{"y": np.ones(2)}, {"y": [Held(3), 4]}], {"annotations": [{"text": "a"}]}, [{"text": "b"}])
    assert json.loads(picture.skeleton) == {"data": [{}, {"y": [None, 4]}], "layout": {"annotations": [{"text": "a"}]}}
    assert picture.values["data.1.y.0"] == 3
    assert picture.values["notes"] == [{"text": "b"}]
    assert [note["text"] for note in picture.complete()["layout"]["annotations"]] == ["a", "b"]


def test_any_layer_direction_and_batch_item_can_be_shown() -> None:
    trace = recorded("gru", 1, layers=2)
    part = Part(layer=1, direction=1)
    figure = time_column(trace, SEQUENCES[1], None, unit=2, t=t, part=part).figure()
    hidden = next(drawn for drawn in figure.data if drawn.name == "hidden state" and drawn.type == "heatmap")
    np.testing.assert_array_equal(hidden.z, trace["hidden"][1, 1, :, 0].T)


def test_the_gate_that_keeps_the_memory_stands_first() -> None:
    assert [signal.name for signal in shown_signals("gru")] == ["update_gate", "reset_gate", "candidate", "hidden"]
