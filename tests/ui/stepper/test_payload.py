import dataclasses
import json

import numpy as np
import pytest

import engine
from tests.ui.stepper.runs import panel_of
from ui.look.picture import Held, Picture
from ui.stepper import Figure, Panel, StepperPayload, component, to_browser
from ui.stepper.cells import registry
from ui.stepper.values import unbundle, unpack


def panel(**arrays: np.ndarray) -> Panel:
    return Panel(cell="lstm", title="LSTM", units=2, arrays=arrays)


def test_the_key_follows_the_content_and_not_the_place() -> None:
    numbers = np.ones((3, 2))
    one = StepperPayload(steps=3, panels=(panel(hidden=numbers),), step=0)
    assert one.at(2, 1).key == one.key
    assert (one.at(2, 1).step, one.at(2, 1).unit) == (2, 1)
    assert dataclasses.replace(one, step=1).key == one.key
    assert dataclasses.replace(one, panels=(panel(hidden=numbers * (1 + 1e-15)),)).key != one.key
    assert dataclasses.replace(one, notes=("a", "", "")).key != one.key


def test_a_figure_travels_as_its_skeleton_and_its_values_and_known_numbers_not_twice() -> None:
    hidden = np.arange(6.0).reshape(3, 2)
    heat = {"type": "heatmap", "z": Held(hidden.T, known=True), "meta": {"panel": 0, "signal": "hidden"}}
    line = {"type": "scatter", "y": np.array([1.0, 2.0, np.nan])}
    picture = Picture([heat, line], {"yaxis": {"range": Held([0, 2])}})
    payload = StepperPayload(steps=3, figures=(Figure("column", "", picture),), panels=(panel(hidden=hidden),))
    data = unbundle(to_browser(payload, ""))
    (figure,) = data["figures"]
    assert json.loads(figure["skeleton"])["data"][0]["meta"]["signal"] == "hidden"
    assert figure["fills"] == {"layout.yaxis.range": [0, 2]}
    assert list(figure["arrays"]) == ["data.1.y"]
    np.testing.assert_array_equal(unpack(figure["arrays"], data["values"])["data.1.y"], [1, 2, np.nan])
    np.testing.assert_array_equal(unpack(data["panels"][0]["arrays"], data["values"])["hidden"], hidden)


def test_a_nan_is_never_written_as_bare_json() -> None:
    broken = panel_of("lstm")
    arrays = dict(broken.arrays) | {"hidden": np.full_like(broken.arrays["hidden"], np.nan)}
    figure = Figure("column", "", Picture([{"type": "scatter", "y": np.array([1.0, np.nan, np.inf])}], {}))
    payload = StepperPayload(steps=7, figures=(figure,), panels=(dataclasses.replace(broken, arrays=arrays),))
    to_browser(payload, "")  # ValueError for what JSON cannot say


def test_the_browser_gets_everything_it_reads() -> None:
    payload = StepperPayload(steps=7, panels=(panel_of("gru"),), step=3, unit=1, tokens=tuple("abcdefg"))
    data = unbundle(to_browser(payload, ""))
    assert data["steps"] == 7
    assert not {"step", "unit"} & set(data), "the place travels by itself, so that a rest leaves this as it is"
    assert data["assets"]["plotly"].endswith("plotly.min.js")
    (one,) = data["panels"]
    assert one["diagram"].startswith("<svg")
    assert one["titles"]["update_gate"] == "update gate"
    assert {"rows", "caption"} == set(one["equations"])


def test_what_is_put_together_of_written_parts_says_nothing_twice() -> None:
    """What two parts both said would be lost."""
    block = to_browser(StepperPayload(steps=7, panels=(panel_of("gru"), panel_of("lstm"))), "one")

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        assert len({name for name, _ in pairs}) == len(pairs), [name for name, _ in pairs]
        return dict(pairs)

    data = json.loads(block[4 : 4 + int.from_bytes(block[:4], "little")], object_pairs_hook=once)
    assert data["name"] == "one"
    assert [panel["cell"] for panel in data["panels"]] == ["gru", "lstm"]


def test_a_cell_without_a_drawing_still_has_its_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(component, "on_screen", lambda cell: None)
    monkeypatch.setattr(component, "_described_cell", component._described_cell.__wrapped__)
    (one,) = unbundle(to_browser(StepperPayload(steps=7, panels=(panel_of("elman_skip"),)), ""))["panels"]
    assert one["equations"] is one["narration"] is one["diagram"] is None
    assert "hidden" in one["arrays"]
    assert one["titles"]["hidden"] == "hidden state"


def test_what_cannot_be_stepped_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one step"):
        StepperPayload(steps=0)
    twice = (Figure("column", "", Picture([], {})), Figure("column", "", Picture([], {})))
    with pytest.raises(ValueError, match="share a name"):
        StepperPayload(steps=1, figures=twice)


@pytest.mark.parametrize("cell", registry())
def test_under_the_equations_stands_what_the_gates_do_in_this_cell(cell: str) -> None:
    (one,) = unbundle(to_browser(StepperPayload(steps=7, panels=(panel_of(cell),)), ""))["panels"]
    gates = [signal for signal in engine.cells.get(cell).signals if signal.kind == "gate"]
    assert one["does"] == {signal.name: signal.does for signal in gates}
    for signal in gates:
        assert f"the {signal.title} {signal.does}" in one["equations"]["caption"]
