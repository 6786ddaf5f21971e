"""The figures of the gradient laboratory carry the engine's numbers, and say what cannot be drawn."""

import base64
import itertools

import numpy as np
import pytest

from engine.analysis import decay, jacobians, remedies
from ui.lessons.gradients.chapters.why import rate_note
from ui.lessons.gradients.figures.activations import EDGE, activation
from ui.lessons.gradients.figures.magnitude import DESK, Line, _spread, magnitude
from ui.lessons.gradients.figures.remedies import truncation
from ui.lessons.gradients.figures.why import influence_map
from ui.lessons.gradients.run import curves, inputs_of, make_inputs, run, treated
from ui.lessons.gradients.settings import GradientSettings
from ui.lessons.gradients.view import chapter, picture
from ui.stepper.payload import StepperPayload, unpack


def t(sentence: str, **values: object) -> str:
    return sentence.format(**values) if values else sentence


def line(logs: list[float], **more: object) -> Line:
    return Line("rnn", ("RNN", "ends"), "#d55e00", "solid", np.array(logs), **more)  # type: ignore[arg-type]


def numbers(payload: StepperPayload) -> dict[str, np.ndarray]:
    return unpack(payload.content["numbers"], payload.content["values"])


def test_the_picture_shows_the_recorded_norms() -> None:
    settings = GradientSettings(length=30, units=8, before=False)
    payload = picture(settings, False, "en")
    one = run(treated(settings, "gru"), inputs_of(settings))
    expected = np.log10(one.trace.gradient_norms()[0, 0, :, 0])
    np.testing.assert_allclose(numbers(payload)["gru"], expected)
    assert make_inputs(inputs_of(settings)).std() == pytest.approx(1, abs=0.15)


def test_what_lies_beyond_every_float_stays_on_the_chart() -> None:
    figure = magnitude([line([-400.0, -200.0, 0.0])], 3, every=False, t=t)
    np.testing.assert_array_equal(figure.data[0].y, [-400, -200, 0])
    assert figure.layout.yaxis.range[0] < -400
    assert "⁻⁴⁰⁰" in figure.data[0].customdata[0]
    assert any("float32 rounds to 0" in note.text for note in figure.layout.annotations)


def test_an_overflow_is_named_at_its_step() -> None:
    figure = magnitude([line([np.nan, np.inf, 2.0, 1.0], bad=1)], 4, every=False, t=t)
    assert any("NaN or ∞ at step 2" in note.text for note in figure.layout.annotations)
    assert np.isnan(figure.data[0].y[:2]).all()


def test_covered_there_is_nothing_to_read_off() -> None:
    figure = magnitude([line([-3.0, -1.0, 0.0])], 3, every=False, t=t, covered=True)
    assert all(trace.hoverinfo == "skip" for trace in figure.data)
    assert not any("RNN" in note.text for note in figure.layout.annotations)


def test_labels_do_not_lie_on_one_another() -> None:
    placed = _spread([200.0, 199.0, 198.0, 20.0, 19.0], 36, 300)
    assert all(one - other >= 36 for one, other in itertools.pairwise(placed))
    assert min(placed) >= 0
    assert max(placed) <= 300


def test_the_circle_stands_where_a_thousandth_is_left() -> None:
    logs = np.linspace(-10, 0, 21)
    figure = magnitude([line(list(logs), gap=decay.steps_until(logs))], 21, every=False, t=t)
    circle = next(trace for trace in figure.data if trace.mode == "markers" and trace.marker.symbol == "circle")
    assert circle.y[0] < -3 <= logs[circle.x[0]]


def test_the_map_is_the_engines_influence() -> None:
    settings = GradientSettings(length=20, units=6)
    one = run(treated(settings, "rnn"), inputs_of(settings))
    payload = chapter(settings, "en")
    expected = jacobians.influence(one.trace) / np.log(10)
    np.testing.assert_allclose(numbers(payload)["influence"].T, expected, rtol=1e-8, atol=1e-8)
    grid, norms = decay.influence_grid(one.trace)
    heat = influence_map(grid, norms, 20, colour="#d55e00", t=t).data[0]
    np.testing.assert_allclose(
        np.asarray(heat.z)[np.tril_indices(20)], expected[np.tril_indices(20)], rtol=1e-5, atol=1e-5
    )
    assert np.isnan(np.asarray(heat.z)[np.triu_indices(20, 1)]).all()


@pytest.mark.parametrize("radius", [0.5, 0.9, 1.1, 1.5])
def test_the_page_says_the_measured_slope_of_a_linear_rnn(radius: float) -> None:
    settings = GradientSettings(init="orthogonal", activation="linear", radius=radius)
    one = run(treated(settings, "rnn"), inputs_of(settings))
    grid, norms = decay.influence_grid(one.trace)
    said = f"{np.log10(radius):+.4f}".replace("-", "−")
    assert rate_note(one, norms, grid).count(said) == 2  # measured, and promised


def test_shares_of_the_weight_gradient_make_a_whole() -> None:
    payload = chapter(GradientSettings(length=25, units=6, view="terms", focus="lstm"), "en")
    bars = payload.figures[0].figure["data"][0]
    percent = np.frombuffer(base64.b64decode(bars["y"]["bdata"]), dtype=bars["y"]["dtype"])
    assert percent.sum() == pytest.approx(100)
    assert percent[-1] > percent[0]


def test_a_clipped_curve_is_the_same_curve_lower() -> None:
    settings = GradientSettings(lstm=False, gru=False, clip=True, theta=0.01, length=40)
    before, after = curves(settings.computed())
    assert before.is_before
    np.testing.assert_allclose(np.diff(before.logs), np.diff(after.logs))
    one = run(treated(settings, "rnn"), inputs_of(settings))
    norm = remedies.norm(remedies.truncated_gradient(one.trace))
    assert after.logs[-1] - before.logs[-1] == pytest.approx(np.log10(0.01 / norm))


def test_beyond_the_window_the_curve_is_gone() -> None:
    after = curves(GradientSettings(lstm=False, gru=False, window=7, length=40).computed())[-1]
    assert np.isfinite(after.logs[-7:]).all()
    assert np.isneginf(after.logs[:-7]).all()


def test_direct_and_recurrent_parts_are_told_apart() -> None:
    (curve,) = curves(GradientSettings(lstm=False, gru=False, loss="every", length=12, units=5).computed())
    one = run(treated(GradientSettings(units=5), "rnn"), inputs_of(GradientSettings(loss="every", length=12)))
    direct = one.trace.direct_gradients["hidden"][0, 0, :, 0]
    recurrent = one.trace.gradients["hidden"][0, 0, :, 0] - direct
    np.testing.assert_allclose(curve.direct, np.log10(np.linalg.norm(direct, axis=1)))
    np.testing.assert_allclose(curve.recurrent[:-1], np.log10(np.linalg.norm(recurrent[:-1], axis=1)))
    assert np.isneginf(curve.recurrent[-1])  # nothing comes back to the last step


def test_the_window_is_marked_with_its_angle() -> None:
    figure = truncation([1, 5, 10], np.array([80.0, 30.0, 0.0]), np.ones(3), 5, colour="#0072b1", t=t)
    assert figure.layout.annotations[0].text == "window 5: 30.0°"


def test_the_histogram_counts_every_sum_also_the_far_ones() -> None:
    from engine.cells.activations import FUNCTIONS

    figure = activation(FUNCTIONS["tanh"], np.array([0.0, 100.0, -100.0, 0.1]), colour="#d55e00", t=t)
    assert sum(figure.data[0].customdata) == pytest.approx(100)
    assert abs(figure.data[0].x[0]) < EDGE


def test_the_desk_and_the_hall_show_the_same_curves() -> None:
    settings = GradientSettings(length=20, units=4)
    desk = picture(settings, False, "en").figures[0].figure
    hall = picture(GradientSettings(length=20, units=4, present=True), False, "en").figures[0].figure
    assert [trace["y"] for trace in desk["data"][:4]] == [trace["y"] for trace in hall["data"][:4]]
    assert hall["layout"]["xaxis"]["tickfont"]["size"] >= 22
    assert DESK.height == desk["layout"]["height"]
