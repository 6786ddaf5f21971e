"""Figures are judged by the data they carry: every number is the trace's own."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

import engine
from engine import losses, pretrained, tasks
from ui.figures.moment import moment
from ui.figures.part import FIRST, Part
from ui.figures.stack import gradient_notes, log_axis, power_of_ten, short
from ui.figures.time_column import gradient_row, signal_rows, time_column
from ui.words import t


def recorded(cell: str, sequence: tasks.Sequence, units: int = 3) -> engine.Trace:
    network = engine.network(cell, sequence.inputs.shape[2], units, seed=1)
    return engine.record(network, sequence.inputs, losses.last_step())


@pytest.mark.parametrize("steps", [30, 90])
def test_why_next_to_nothing_is_seen_of_a_gradient_is_said_and_a_lone_value_is_a_point(steps: int) -> None:
    """Of 90 steps no curve has markers."""
    network = engine.network("gru", 2, 3, bidirectional=True, seed=1)
    inputs = np.random.default_rng(0).standard_normal((steps, 2))
    cases = [
        (losses.last_step(), Part(direction=1), f"zero at every step but {steps}<br>which is read first here"),
        (losses.at_step(0), FIRST, "zero at every step but 1<br>which is read first here"),
        (losses.direction_at_step(np.zeros(6), 3), FIRST, "the loss does not reach these steps:<br>every gradient is"),
        (losses.last_step(), FIRST, ""),
    ]
    for loss, part, said in cases:
        trace = engine.record(network, inputs, loss)
        row = gradient_row(trace, t, part=part)
        assert [note["text"][: len(said)] for note in row.notes] == [said] * bool(said)
        norms = np.linalg.norm(part.of(trace.gradients["hidden"]), axis=-1)
        (curve,) = row.traces
        assert ("markers" in curve["mode"]) == (steps <= 60 or np.count_nonzero(norms) == 1)
        np.testing.assert_array_equal(curve["customdata"], norms)
    lost = np.full(steps, np.nan)
    assert [note["text"] for note in gradient_notes([lost, lost], t)] == ["no number at any step"]
    lost[4] = 0.0
    assert not gradient_notes([lost], t), "of NaN it is not said that it is zero"
    (note,) = gradient_notes([np.eye(steps)[4]], t, read_first=0)
    assert note["text"] == "zero at every step but 5<br>the loss reaches no other"


def by_name(figure: go.Figure, name: str) -> Any:
    return next(trace for trace in figure.data if trace.name == name)


def answer_marks(figure: go.Figure) -> list[Any]:
    return [trace for trace in figure.data if trace.meta and trace.meta.get("marks")]


@pytest.mark.parametrize(
    ("cell", "gates"),
    [
        ("elman", []),
        ("lstm", ["forget gate", "input gate", "output gate"]),
        ("gru", ["reset gate", "update gate"]),
    ],
)
def test_every_gate_is_a_heatmap_of_the_recorded_values(cell: str, gates: list[str]) -> None:
    trace = recorded(cell, tasks.latch(12))
    figure = time_column(trace, tasks.latch(12), None, unit=0, t=t).figure()
    for title in gates:
        heat = by_name(figure, title)
        np.testing.assert_allclose(heat.z, trace[title.replace(" ", "_")][0, 0, :, 0].T, rtol=1e-6)
        assert (heat.zmin, heat.zmax) == (0, 1)
        assert heat.meta["units"]


@pytest.mark.parametrize(
    ("cell", "memory", "gates"),
    [
        ("elman", "hidden", []),
        ("lstm", "cell", ["forget_gate", "input_gate", "output_gate"]),
        ("gru", "hidden", ["update_gate", "reset_gate"]),
    ],
)
def test_the_network_unrolled_stands_between_its_answer_and_its_input(cell: str, memory: str, gates: list[str]) -> None:
    trace, sequence = recorded(cell, tasks.latch(12)), tasks.latch(12)
    answers = engine.Readout.fresh(trace.outputs.shape[2], 2, 0).probabilities(trace.outputs)[:, 0]
    figure = time_column(trace, sequence, answers, unit=2, t=t).figure()
    chain = by_name(figure, "memory")
    np.testing.assert_array_equal(chain.z, trace[memory][0, 0, :, 0, 2][None])
    assert [name for name, _ in chain.meta["chain"]["gates"]] == gates
    tops = {axis.domain[1]: axis for axis in figure.select_yaxes()}
    above, here, below = sorted(tops, reverse=True)[:3]
    assert tops[here] == figure.layout[f"yaxis{chain.yaxis[1:]}"]
    assert tops[above] == figure.layout[f"yaxis{answer_marks(figure)[0].yaxis[1:]}"]
    letters = next(trace for trace in figure.data if trace.type == "scatter" and trace.mode == "text")
    assert tops[below] == figure.layout[f"yaxis{letters.yaxis[1:]}"]


def test_states_are_coloured_on_a_symmetric_scale() -> None:
    figure = time_column(recorded("lstm", tasks.latch(12)), tasks.latch(12), None, unit=0, t=t).figure()
    for title in ("hidden state", "cell state", "candidate"):
        heat = by_name(figure, title)
        assert heat.zmin == -heat.zmax


def test_the_time_axis_counts_from_one_and_is_named_for_the_browser() -> None:
    figure = time_column(recorded("gru", tasks.latch(12)), tasks.latch(12), None, unit=0, t=t).figure()
    assert figure.layout.meta["time"] == {"axis": "x", "first": 1}
    signals = ["update_gate", "reset_gate", "candidate", "hidden"]
    assert sorted(figure.layout.meta["rows"]) == sorted(["inputs", "chain", *signals, "unit", "gradient"])
    assert tuple(figure.layout.xaxis.range) == (0.5, 12.5)
    assert {trace.xaxis for trace in figure.data} == {"x"}


def test_the_gradient_is_drawn_as_the_logarithm_of_its_norm() -> None:
    trace = recorded("lstm", tasks.latch(12))
    figure = time_column(trace, tasks.latch(12), None, unit=0, t=t).figure()
    norms = np.linalg.norm(trace.gradients["hidden"][0, 0, :, 0], axis=-1)
    np.testing.assert_allclose(by_name(figure, "‖∂L/∂hₜ‖").y, np.log10(norms))


def test_the_curves_are_those_of_the_chosen_unit() -> None:
    trace = recorded("lstm", tasks.latch(12))
    figure = time_column(trace, tasks.latch(12), None, unit=2, t=t).figure()
    follows = [trace_ for trace_ in figure.data if (trace_.meta or {}).get("follow") == "unit"]
    hidden = next(trace_ for trace_ in follows if trace_.meta["signal"] == "hidden")
    np.testing.assert_array_equal(hidden.y, trace["hidden"][0, 0, :, 0, 2])
    assert len(follows) == 6


def test_right_and_wrong_answers_are_told_apart_by_shape() -> None:
    sequence = tasks.hello()
    right_l = np.eye(4)[[1, 2, 2, 0]]  # e, l, l, and a wrong h
    figure = time_column(recorded("elman", sequence), sequence, right_l, unit=0, t=t).figure()
    marks = {trace.marker.symbol: list(trace.x) for trace in answer_marks(figure)}
    assert marks == {"circle": [1, 2, 3], "x": [4]}


def test_whoever_points_at_an_answer_reads_which_step_and_whether_it_is_correct() -> None:
    sequence = tasks.latch(12)
    trace = recorded("lstm", sequence)
    answers = engine.Readout.fresh(trace.outputs.shape[2], 2, 0).probabilities(trace.outputs)[:, 0]
    figure = time_column(trace, sequence, answers, unit=0, t=t).figure()
    labels = {drawn.hovertemplate for drawn in figure.data}
    assert {"step %{x}: correct<extra></extra>", "step %{x}: wrong<extra></extra>"} <= labels


def test_steps_without_a_target_carry_no_mark() -> None:
    sequence = tasks.first_symbol(9, seed=3)
    certain = np.full((10, 2), 0.5)
    figure = time_column(recorded("gru", sequence), sequence, certain, unit=0, t=t).figure()
    marked = [x for trace in answer_marks(figure) for x in trace.x]
    assert marked == [10]


@pytest.mark.parametrize("typed", ["a", "aaaa", "🙂🙃", "שלום", "<b>&lt;", "x" * 200])
def test_any_text_becomes_a_figure_without_markup(typed: str) -> None:
    sequence = tasks.text(typed)
    figure = time_column(recorded("lstm", sequence), sequence, None, unit=0, t=t).figure()
    written = next(trace.text for trace in figure.data if trace.text is not None)
    assert len(np.ravel(written)) == len(typed)
    assert "<b>&lt;" not in str(written)


def test_nan_is_named_on_the_chart_at_its_first_step() -> None:
    sequence = tasks.latch(12)
    inputs = sequence.inputs.copy()
    inputs[4] = np.nan
    network = engine.network("lstm", 2, 3, seed=1)
    trace = engine.record(network, inputs, losses.last_step())
    figure = time_column(trace, sequence, None, unit=0, t=t).figure()
    notes = [note.text for note in figure.layout.annotations]
    assert "NaN or ∞ from step 5 on" in notes


def test_one_step_and_one_unit_are_enough() -> None:
    sequence = tasks.text("a")
    figure = time_column(recorded("gru", sequence, units=1), sequence, None, unit=0, t=t).figure()
    assert by_name(figure, "update gate").z.shape == (1, 1)


def test_the_moment_shows_all_units_at_the_step() -> None:
    trace = recorded("lstm", tasks.latch(12))
    figure = moment(trace, 5, t=t).figure()
    bars = {bar.meta["signal"]: bar for bar in figure.data}
    assert set(bars) == {"forget_gate", "input_gate", "output_gate", "candidate", "cell", "hidden"}
    np.testing.assert_array_equal(bars["cell"].y, trace["cell"][0, 0, 5, 0])


def test_where_a_state_explodes_the_moment_still_shows_what_was_before() -> None:
    inputs = np.ones((60, 1, 2))
    network = engine.network("elman_relu", 2, 4, init=engine.Init("gaussian", spectral_radius=3.0))
    trace = engine.record(network, inputs)
    assert trace["hidden"].max() > 1e20
    axis = moment(trace, 2, t=t).figure().layout.yaxis
    assert axis.range == (-10, 10)
    assert axis.ticktext == ("≤−10", "0", "≥10")
    calm = moment(engine.record(network, inputs[:2]), 1, t=t).figure().layout.yaxis
    assert calm.ticktext == tuple(short(tick) for tick in calm.tickvals)


@pytest.mark.parametrize(("exponent", "written"), [(0, "1"), (-6, "10⁻⁶"), (12, "10¹²"), (-300, "10⁻³⁰⁰")])
def test_powers_of_ten_are_written_as_people_write_them(exponent: int, written: str) -> None:
    assert power_of_ten(exponent) == written


def test_the_logarithmic_axis_has_no_smallest_number() -> None:
    axis = log_axis(np.array([-400.0, 0.0, np.nan, -np.inf]))
    assert axis["range"].value[0] < -400
    assert "10⁻⁴⁰⁰" in axis["ticktext"].value
    assert len(axis["tickvals"].value) <= 6


def forecasting() -> tuple[engine.Trace, tasks.Sequence]:
    """A trained run in which the cell states of some units leave ±1 by far, and those of others do not."""
    sequence = tasks.sine(30, 27)
    return engine.record(pretrained.load("sine", "lstm").network, sequence.inputs), sequence


def test_the_chosen_unit_has_an_axis_of_its_own_and_names_for_its_curves() -> None:
    run, sequence = forecasting()
    most = np.abs(run["cell"][0, 0, :, 0]).max(axis=0)
    assert most.min() < 1 < 2 < most.max()
    for unit in (int(most.argmin()), int(most.argmax())):
        figure = time_column(run, sequence, None, unit=unit, t=t).figure()
        follows = [trace for trace in figure.data if (trace.meta or {}).get("follow") == "unit"]
        axis = figure.layout[f"yaxis{follows[0].yaxis[1:]}"]
        assert axis.range[1] == pytest.approx(1.08 * max(1.0, most[unit]))
        key = {note.text: note.font.color for note in figure.layout.annotations if note.text.startswith("<i>")}
        assert key == {f"<i>{run.describe(line.meta['signal']).symbol[0]}</i>": line.line.color for line in follows}


def test_every_row_of_signed_colours_says_what_their_ends_stand_for() -> None:
    run, sequence = forecasting()
    texts = [note.text for note in time_column(run, sequence, None, unit=0, t=t).figure().layout.annotations]
    assert [text.count("±1<") for text in texts if text.startswith(("candidate", "hidden"))] == [1, 1]
    assert any(f"±{np.abs(run['cell']).max():.2g}<" in text for text in texts)
    assert not any("±" in text for text in texts if "gate" in text)


def test_every_state_that_carries_a_gradient_has_its_curve_and_a_long_title_two_lines() -> None:
    sequence = tasks.latch(6, 1)
    row = gradient_row(recorded("slstm", sequence), t)
    states = ("hidden", "cell", "normaliser")
    assert [line["meta"]["norm"] for line in row.traces] == [f"gradient:{state}" for state in states]
    assert row.label.count("<br>") == 2
    labels = {row.name: row.label for row in signal_rows(recorded("min_lstm", sequence), t)}
    assert labels["normalised_forget_gate"] == "normalised<br>forget gate"
    assert labels["forget_gate"] == "forget gate"


def test_what_the_colours_stand_for_is_written_below_a_title_of_one_line_or_two() -> None:
    trace = recorded("lstm", tasks.latch(6, 1))
    for called, lines in ((None, 1), (lambda signal: f"<b>LSTM</b><br>{signal.title}", 2)):
        row = next(row for row in signal_rows(trace, t, called=called) if row.name == "cell")
        (note,) = (note for note in row.notes if "±" in note["text"])
        assert row.label.endswith("<br> ")  # the empty line that it stands in
        assert note["yshift"] == -8 * lines
