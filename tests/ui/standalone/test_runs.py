"""Runs of one's own in a file, from Python alone."""

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import engine
from engine import Trace, losses
from tests.ui.standalone.test_document import contained, data_of
from ui.standalone.button import LARGE, about_size, said_size
from ui.standalone.runs import Standalone
from ui.stepper import to_browser
from ui.stepper.values import unbundle, unpack

STEPS = 12


def recorded(
    module: torch.nn.Module | None = None, size: int = 3, loss: Any = None, batch: int = 1, **more: Any
) -> Trace:
    torch.manual_seed(1)
    module = module or torch.nn.LSTM(size, 4)
    return engine.record(module, torch.randn(STEPS, batch, size), loss, **more)


def shown(page: Standalone) -> dict[str, Any]:
    data, blocks = data_of(page.html)
    start, size = data["parts"][0]["at"]
    return unbundle(blocks[start : start + size])


@pytest.mark.parametrize("units", [4, 160])
def test_its_size_is_known_before_it_is_made(units: int) -> None:
    page = Standalone(recorded(torch.nn.LSTM(3, units), loss=losses.last_step()))
    content = to_browser(page.payload, "run")
    assert about_size([content]) == pytest.approx(len(page.html), rel=0.08)


def test_only_of_a_large_file_the_size_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    many = np.random.default_rng(0).bytes(6_000_000)
    assert said_size([many, {"name": "hand"}]) == ", about 8.7 MB"
    assert said_size([bytes(LARGE)]) == ""  # zeros: packed, there is next to nothing
    monkeypatch.setattr(gzip, "compress", lambda *_: pytest.fail("nobody need try what this takes"))
    assert said_size([many[:1_300_000]]) == ""


def test_every_number_of_the_run_is_in_the_file(tmp_path: Path) -> None:
    trace = recorded(loss=losses.last_step())
    path = Standalone(trace, step=4, unit=2).save(tmp_path / "run.html")
    page = path.read_bytes()
    data, blocks = data_of(page)
    start, size = data["parts"][0]["at"]
    content = unbundle(blocks[start : start + size])
    arrays = unpack(content["panels"][0]["arrays"], content["values"])
    for name, values in trace.signals.items():
        np.testing.assert_array_equal(arrays[name], values[0, 0, :, 0])
    np.testing.assert_array_equal(arrays["gradient:cell"], trace.gradients["cell"][0, 0, :, 0])
    place = data["parts"][1]["data"]
    assert (place["step"], place["unit"], place["content"]) == (4, 2, content["content"])
    assert contained(page, "plotly")
    assert b"http://" not in page.split(b"<script")[0]


@pytest.mark.parametrize(
    ("more", "follows"),
    [
        ({}, True),
        ({"loss": losses.every_step()}, True),
        ({"loss": lambda outputs: outputs.sum()}, False),  # its gradients a browser could not follow
        ({"module": torch.nn.LSTM(3, 4, num_layers=2)}, False),
        ({"module": torch.nn.GRU(3, 4, bidirectional=True)}, False),
        ({"module": torch.nn.RNN(3, 65)}, False),
        ({"interventions": [engine.Hold("forget_gate", 1.0)]}, False),
    ],
)
def test_a_run_follows_a_hand_where_a_browser_knows_all_it_needs(more: dict[str, Any], follows: bool) -> None:
    (panel,) = shown(Standalone(recorded(**more)))["panels"]
    assert (panel["live"] is not None) == follows


@pytest.mark.parametrize(
    ("inputs", "tokens", "coding"), [("one", None, "number"), ("many", None, "none"), ("letters", "hello", "letters")]
)
def test_what_is_read_is_changed_as_what_it_is(inputs: str, tokens: str | None, coding: str) -> None:
    alphabet = "helo"
    letters = torch.eye(4)[[alphabet.index(letter) for letter in "hello"]][:, None]
    read = {"one": torch.randn(5, 1, 1), "many": torch.randn(5, 1, 4), "letters": letters}[inputs]
    trace = engine.record(torch.nn.GRU(read.shape[2], 4), read)
    content = shown(Standalone(trace, tokens, list(alphabet) if tokens else None))
    assert content["panels"][0]["live"]["coding"] == coding
    if tokens:
        assert content["tokens"] == list(tokens)


def test_a_readout_answers_at_every_step() -> None:
    readout = engine.Readout(np.eye(2, 4), np.zeros(2))
    trace = recorded(loss=losses.cross_entropy(np.arange(STEPS) % 2, readout))
    live = shown(Standalone(trace))["panels"][0]["live"]
    assert live["classes"] == ["0", "1"]
    assert live["targets"] == [step % 2 for step in range(STEPS)]


def test_runs_stand_side_by_side() -> None:
    content = shown(Standalone({"before": recorded(), "after": recorded(torch.nn.GRU(3, 4))}))
    assert [(panel["title"], panel["cell"]) for panel in content["panels"]] == [("before", "lstm"), ("after", "gru")]
    assert [panel["live"] for panel in content["panels"]] == [None, None]


def test_a_part_of_a_larger_network_is_chosen() -> None:
    trace = recorded(torch.nn.LSTM(3, 4, num_layers=2, bidirectional=True), batch=2)
    content = shown(Standalone(trace, layer=1, direction=1, batch=1))
    arrays = unpack(content["panels"][0]["arrays"], content["values"])
    np.testing.assert_array_equal(arrays["hidden"], trace["hidden"][1, 1, :, 1])


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"layer": 1}, "layer 1 is not there: the run has 1"),
        ({"batch": -1}, "batch -1 is not there"),
        ({"tokens": ["a"]}, "there are 1 tokens for 12 of them"),
        ({"features": list("abcd")}, "there are 4 features for 3"),
        ({"runs": {}}, "from 1 to 4 runs"),
        (
            {"runs": {"a": recorded(), "b": engine.record(torch.nn.RNN(3, 4), torch.randn(5, 1, 3))}},
            "equally many steps",
        ),
        ({"runs": recorded(torch.nn.LSTM(3, 4, proj_size=2))}, "without a projection"),
    ],
)
def test_what_cannot_be_shown_is_said(given: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Standalone(**{"runs": recorded()} | given)
