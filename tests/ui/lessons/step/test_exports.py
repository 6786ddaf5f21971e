"""What people take away must say the same as the screen."""

import csv
import dataclasses
import io
import json
import runpy
from pathlib import Path

import numpy as np
import pytest

import engine
from ui.lessons.step.exports import to_csv, to_json, to_pytorch
from ui.lessons.step.hand import make_held_run
from ui.lessons.step.run import Run, make_run
from ui.lessons.step.settings import StepSettings


def run_of(**settings: object) -> Run:
    return make_run(StepSettings(**settings))  # type: ignore[arg-type]


def test_the_csv_holds_every_signal_to_the_last_digit() -> None:
    run = run_of()
    text = to_csv(run)
    rows = list(
        csv.DictReader(io.StringIO("".join(line for line in text.splitlines(True) if not line.startswith("#"))))
    )
    assert len(rows) == run.steps
    assert [row["token"] for row in rows] == list(run.sequence.tokens)
    for name, values in run.trace.signals.items():
        column = [float(row[f"{name}[2]"]) for row in rows]
        np.testing.assert_array_equal(column, values[0, 0, :, 0, 1])


def test_the_csv_says_what_its_columns_mean() -> None:
    comments = [line for line in to_csv(run_of()).splitlines() if line.startswith("#")]
    assert any("forget_gate[unit]: forget gate, f_t = " in line for line in comments)
    assert any('"cell": "lstm", "units": 2' in line for line in comments)


def test_the_json_describes_itself() -> None:
    run = run_of(cell="gru")
    document = json.loads(to_json(run))
    assert document["axes"] == "layer, direction, time, batch, unit"
    assert document["network"]["cell"] == "gru"
    assert document["network"]["units"] == run.network.hidden_size
    assert document["link"] == {"cell": "gru"}
    np.testing.assert_array_equal(np.array(document["readout"]["U"]), run.readout.weight if run.readout else None)
    gate = document["signals"]["update_gate"]
    np.testing.assert_array_equal(np.array(gate["values"]), run.trace["update_gate"])
    np.testing.assert_array_equal(np.array(gate["total_gradient"]), run.trace.gradients["update_gate"])
    assert gate["symbol"] == "z_t"


REBUILT = [
    {},
    {"cell": "gru", "sequence": "hello"},
    {"cell": "rnn", "sequence": "text", "text": "no <b>", "activation": "leaky_relu", "units": 3},
    {"cell": "rnn", "sequence": "series", "activation": "relu", "units": 3},
    # A run that explodes to 1e78: rounding alone is 1e62, and only what is relative says anything.
    {"cell": "rnn", "sequence": "series", "activation": "linear", "units": 8, "init": "gaussian", "radius": 3.0},
]


@pytest.mark.parametrize("settings", REBUILT)
def test_the_pytorch_code_rebuilds_the_run(
    settings: dict[str, object], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert difference_said_by(run_of(**settings), tmp_path, capsys) < 1e-12


@pytest.mark.parametrize("cell", [name for name, cell in engine.cells.registry().items() if not cell.torch_class])
def test_a_cell_that_torch_does_not_have_brings_its_own_step(
    cell: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = run_of(cell="gru", network="fresh", units=3, length=6)
    network = engine.network(cell, run.network.input_size, 3)
    trace = engine.record(network, run.sequence.inputs)
    foreign = dataclasses.replace(run, network=network, trace=trace)
    assert difference_said_by(foreign, tmp_path, capsys) < 1e-12


def difference_said_by(run: Run, folder: Path, capsys: pytest.CaptureFixture[str]) -> float:
    script = folder / "run.py"
    script.write_text(to_pytorch(run), "utf-8")
    runpy.run_path(str(script), run_name="__main__")
    return float(capsys.readouterr().out.rsplit(":", 1)[1])


@pytest.mark.parametrize(
    ("cell", "hand"),
    [
        ("lstm", "forget_gate*1*8-,cell*0.5*12*1,hidden*-0.25*20"),
        ("lstm", "input*1*10*2,weight_hh*0.5*2*1"),
        ("gru", "update_gate*0*3-,candidate*1*5*2,bias_ih*0.5*3"),
        ("rnn", "hidden*0.5*12,input*-1*3*1"),
    ],
)
def test_what_a_hand_holds_is_in_everything_that_is_taken_away(
    cell: str, hand: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = StepSettings(cell=cell)
    held = make_held_run(settings, hand)
    assert not np.allclose(held.trace["hidden"], make_run(settings).trace["hidden"])
    assert f"# changed by hand: {hand}\n" in to_csv(held, hand)
    document = json.loads(to_json(held, hand))
    assert document["changed_by_hand"] == hand.split(",")
    assert document["link"]["hand"] == hand
    np.testing.assert_array_equal(np.array(document["signals"]["hidden"]["values"]), held.trace["hidden"])
    code = to_pytorch(held, hand)
    assert hand in code
    script = tmp_path / "run.py"
    script.write_text(code)
    runpy.run_path(str(script))
    assert float(capsys.readouterr().out.split()[-1]) < 1e-12
