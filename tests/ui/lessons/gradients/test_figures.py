"""The figures of the gradient laboratory carry the engine's numbers, and say what cannot be drawn."""

import itertools
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.analysis import decay, jacobians, remedies
from ui.figures.decades import power
from ui.figures.influence import influence_map
from ui.lessons.gradients.chapters.keep import direct_over_all
from ui.lessons.gradients.chapters.why import rate_note
from ui.lessons.gradients.figures.activations import EDGE, activation
from ui.lessons.gradients.figures.labels import key_below, spread
from ui.lessons.gradients.figures.looks import DESK, HALL, PHONE, Line, Look
from ui.lessons.gradients.figures.magnitude import magnitude
from ui.lessons.gradients.figures.remedies import truncation
from ui.lessons.gradients.run import curves, inputs_of, make_inputs, run, treated
from ui.lessons.gradients.scenes import SCRIPT
from ui.lessons.gradients.settings import NUMBER, SCENES, VIEWS, GradientSettings
from ui.lessons.gradients.view import chapter, picture
from ui.lessons.gradients.words import ending
from ui.look.palette import INK, MUTED, signal_colour
from ui.stepper.payload import StepperPayload
from ui.stepper.values import unpack
from ui.words import prose


def t(sentence: str, **values: object) -> str:
    return sentence.format(**values) if values else sentence


def line(logs: list[float], **more: Any) -> Line:
    return Line("rnn", ("RNN", "ends"), "#d55e00", "solid", np.array(logs), **more)


def numbers(payload: StepperPayload) -> dict[str, np.ndarray]:
    return unpack(payload.content["numbers"]["arrays"], payload.content["values"])


def test_the_picture_shows_the_recorded_norms() -> None:
    settings = GradientSettings(length=30, units=8, before=False)
    payload = picture(settings, False, "en")
    one = run(treated(settings, "gru"), inputs_of(settings))
    expected = np.log10(one.trace.gradient_norms()[0, 0, :, 0])
    np.testing.assert_allclose(numbers(payload)["gru"], expected)
    assert make_inputs(inputs_of(settings)).std() == pytest.approx(1, abs=0.15)


def test_what_lies_beyond_every_float_stays_on_the_chart() -> None:
    figure = magnitude([line([-400.0, -200.0, 0.0])], 3, every=False, t=t).figure()
    np.testing.assert_array_equal(figure.data[0].y, [-400, -200, 0])
    assert figure.layout.yaxis.range[0] < -400
    assert "⁻⁴⁰⁰" in figure.data[0].customdata[0]
    assert any("float32 rounds to 0" in note.text for note in figure.layout.annotations)


def test_an_overflow_is_named_at_its_step() -> None:
    figure = magnitude([line([np.nan, np.inf, 2.0, 1.0], bad=1)], 4, every=False, t=t).figure()
    assert any("NaN or ∞ at step 2" in note.text for note in figure.layout.annotations)
    assert np.isnan(figure.data[0].y[:2]).all()


def test_labels_do_not_lie_on_one_another() -> None:
    placed = spread([200.0, 199.0, 198.0, 20.0, 19.0], 36, 300)
    assert all(one - other >= 36 for one, other in itertools.pairwise(placed))
    assert min(placed) >= 0
    assert max(placed) <= 300


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("look", [DESK, HALL])
def test_labels_stand_in_the_margin_where_the_curves_differ(look: Look, scene: str) -> None:
    settings = replace(SCRIPT.settings_of(scene), present=look is HALL)
    if scene == NUMBER:  # it has no curves
        return
    notes = picture(settings, False, "en").figures[0].picture.complete()["layout"]["annotations"]
    written = [note for note in notes if note.get("name") == "ending"]
    assert len(written) == len(curves(settings.computed()))
    for note in written:
        assert (note["x"], note["xanchor"]) == (0.0, "right")
        for row in note["text"].split("<br>"):
            letter = 0.59 if "<b>" in row else 0.53
            assert letter * look.text * len(re.sub("<.*?>", "", row)) <= look.left + note["xshift"], row


def test_the_circle_stands_where_a_thousandth_is_left() -> None:
    logs = np.linspace(-10, 0, 21)
    figure = magnitude([line(list(logs), gap=decay.steps_until(logs))], 21, every=False, t=t).figure()
    circle = next(trace for trace in figure.data if trace.mode == "markers" and trace.marker.symbol == "circle")
    assert circle.y[0] < -3 <= logs[circle.x[0]]


def test_the_map_is_the_engines_influence() -> None:
    settings = GradientSettings(length=20, units=6)
    one = run(treated(settings, "rnn"), inputs_of(settings))
    payload = chapter(settings, "en")
    expected = jacobians.influence(one.trace) / np.log(10)
    np.testing.assert_allclose(numbers(payload)["influence"].T, expected, rtol=1e-8, atol=1e-8)
    grid, norms = decay.influence_grid(one.trace)
    heat = influence_map(grid, norms, 20, colour="#d55e00", t=t).figure().data[0]
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
    percent = payload.figures[0].picture.data[0]["y"]
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
    figure = truncation([1, 5, 10], np.array([80.0, 30.0, 0.0]), np.ones(3), 5, colour="#0072b1", t=t).figure()
    assert figure.layout.annotations[0].text == "window 5: 30.0°"


def test_the_histogram_counts_every_sum_also_the_far_ones() -> None:
    from engine.cells.activations import FUNCTIONS

    figure = activation(FUNCTIONS["tanh"], np.array([0.0, 100.0, -100.0, 0.1]), colour="#d55e00", t=t).figure()
    assert sum(figure.data[0].customdata) == pytest.approx(100)
    assert abs(figure.data[0].x[0]) < EDGE


def test_the_desk_and_the_hall_show_the_same_curves() -> None:
    settings = GradientSettings(length=20, units=4)
    desk = picture(settings, False, "en").figures[0].picture.complete()
    hall = picture(GradientSettings(length=20, units=4, present=True), False, "en").figures[0].picture.complete()
    for one, other in zip(desk["data"][:4], hall["data"][:4], strict=True):
        np.testing.assert_array_equal(one["y"], other["y"])
    assert hall["layout"]["xaxis"]["tickfont"]["size"] >= 22
    assert DESK.height == desk["layout"]["height"]


def band(figure: Any, log: float) -> str:
    """The name of the band in which a value lies."""
    names = {note["y"]: note["text"] for note in figure["layout"]["annotations"] if note["font"]["color"] == MUTED}
    tops = [(shape["y0"], shape["y1"]) for shape in figure["layout"]["shapes"] if shape["type"] == "rect"]
    return next(str(names.get(top, "")) for bottom, top in tops if bottom <= log <= top)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("scene", [name for name in SCENES if name not in ("vanishing", "bias")])  # one solid curve
def test_words_and_bands_agree(scene: str, seed: int) -> None:
    settings = replace(SCRIPT.settings_of(scene), seed=seed)
    curve = curves(settings.computed())[-1]
    said = ending(curve, settings)
    figure = picture(settings, False, "en").figures[0].picture.complete()
    first, lowest = curve.logs[0], curve.logs.min()
    if "grows" in said:
        assert band(figure, first) == "exploding"
    if "alive" in said:
        assert band(figure, first) == band(figure, lowest) == "alive"
    if "1/1000" in said:
        assert band(figure, lowest) != "alive"


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize(("focus", "signal"), [("lstm", "forget_gate"), ("gru", "update_gate")])
def test_the_direct_path_is_told_for_the_best_unit_and_on_average(focus: str, signal: str, seed: int) -> None:
    shown = SCRIPT.settings_of("bias")
    length = shown.length if seed == shown.seed else 30  # a chapter's time grows with the square of its length
    settings = replace(shown, focus=focus, seed=seed, length=length)
    one = run(treated(settings, focus), inputs_of(settings))
    left = one.trace[signal][0, 0, 1:, 0].prod(axis=0)
    best, mean = direct_over_all(one, 0)
    assert 10**best == pytest.approx(left.max())
    assert 10**mean == pytest.approx(left.mean())
    note = chapter(settings, "en").figures[0].note
    assert f"leave {power(best)} of the gradient in the best unit, {power(mean)} on average" in note
    assert ("hₖ is held fixed" in note) == (focus == "lstm")


def test_the_lower_row_holds_h_fixed_and_the_upper_one_does_not() -> None:
    settings = replace(SCRIPT.settings_of("bias"), length=12, units=4)
    one = run(treated(settings, "lstm"), inputs_of(settings))
    full = jacobians.step_jacobians(one.trace)
    held = full[-1][4:, 4:]  # ∂c_T/∂c_{T-1} with h_{T-1} held
    _, norms = decay.influence_grid(one.trace, state="cell")
    assert norms[-1, -2] == pytest.approx(np.log10(np.linalg.norm(held, 2)))
    total = np.sum(list(jacobians.cell_gradient_terms(one.trace).values()), axis=0)[-1]
    assert np.abs(total - held).max() > 1e-3


@pytest.mark.parametrize("focus", ["rnn", "lstm", "gru"])
def test_paths_are_told_apart_by_a_key_in_their_own_colours(focus: str) -> None:
    figure = chapter(replace(SCRIPT.settings_of("bias"), focus=focus), "en").figures[0]
    bars = [trace for trace in figure.picture.complete()["data"] if trace["type"] == "bar"]
    assert figure.picture.complete()["layout"]["showlegend"]
    assert all(bar["showlegend"] for bar in bars)
    assert not any(
        trace.get("showlegend", True) for trace in figure.picture.complete()["data"] if trace["type"] != "bar"
    )
    colours = [bar["marker"]["color"] for bar in bars]
    assert len(set(colours)) == len(colours)
    for bar in bars:
        signal = bar["name"].removeprefix("through the ").replace(" ", "_")
        assert bar["marker"]["color"] == (INK if bar["name"] == "direct path" else signal_colour(signal))


def test_no_sentence_names_a_colour() -> None:
    """The palette may change, and is another one in the dark: what is told by colour has a key."""
    words = " ".join(prose("gradients", view) for view in (*VIEWS, "more"))
    for focus in ("rnn", "lstm", "gru"):
        for view in VIEWS:
            built = chapter(GradientSettings(view=view, focus=focus, length=12, units=4), "en")
            words += " ".join(f"{figure.title} {figure.note} {figure.reads}" for figure in built.figures)
    assert not re.search(r"\b(blue|green|red|pink|violet|orange|brown|black|grey|gray)\b", words.lower())


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("focus", ["rnn", "lstm", "gru"])
def test_below_every_picture_stands_how_to_read_it(view: str, focus: str) -> None:
    settings = GradientSettings(view=view, focus=focus, length=12, units=4)
    figures = (*picture(settings, False, "en").figures, *chapter(settings, "en").figures)
    assert len(figures) > 1
    assert all(10 < len(figure.reads) < 190 for figure in figures)
    assert "the loss is at step 12" in figures[0].reads
    every = picture(replace(settings, loss="every", runs=3), False, "en").figures[0].reads
    assert "its own loss" in every
    assert "the median of 3 seeds" in every


def test_many_seeds_are_said_to_be_many() -> None:
    layout = (
        picture(GradientSettings(runs=20, seed=3, length=10, units=4), False, "en")
        .figures[0]
        .picture.complete()["layout"]
    )
    assert "median of 20 seeds" in layout["xaxis"]["title"]["text"]
    layout = picture(GradientSettings(length=10, units=4), False, "en").figures[0].picture.complete()["layout"]
    assert "median" not in layout["xaxis"]["title"]["text"]


def test_a_product_that_is_zero_has_no_rate() -> None:
    settings = GradientSettings(init="orthogonal", radius=0.5, activation="relu", units=1)
    note = chapter(settings, "en").figures[1].note
    assert "no rate to measure" in note
    assert "nan" not in note


@pytest.mark.parametrize("look", [DESK, HALL])
def test_on_a_phone_letters_have_a_phones_size(look: Look) -> None:
    one = line(list(np.linspace(-30, 0, 50)), bad=3)
    plain = magnitude([one], 50, every=False, t=t, look=look).complete()
    narrow = plain["layout"]["meta"]["narrow"]
    assert narrow["xaxis"]["tickfont"]["size"] == narrow["yaxis"]["tickfont"]["size"] == PHONE.text
    assert narrow["yaxis"]["range"] == list(plain["layout"]["yaxis"]["range"])
    for note in narrow["annotations"]:
        assert note["font"]["size"] <= PHONE.text
        assert all(len(re.sub("<.*?>", "", row)) <= PHONE.wrap for row in note["text"].split("<br>"))


def test_below_a_narrow_plot_every_curve_has_its_rows() -> None:
    words = ("RNN, Gaussian, ρ 1.2, linear, θ = 1", "scaled by the clip factor 2·10⁻¹⁷; grows by a factor of 10⁸")
    long = Line("rnn", words, "#6b5b4d", "solid", np.linspace(8, 0, 20))
    rows = key_below([long, line([-3.0, 0.0])], -4.0)
    assert len({row["yshift"] for row in rows}) == len(rows) == 3
    assert rows[0]["text"].startswith("<b>RNN, Gaussian, ρ 1.2, linear, θ = 1</b>: scaled")
    assert rows[-1]["text"] == "<b>RNN</b>: ends"


def test_every_path_has_room_in_the_key_on_a_phone() -> None:
    wide = chapter(replace(SCRIPT.settings_of("bias"), focus="lstm"), "en").figures[0].picture.complete()["layout"]
    narrow = wide["meta"]["narrow"]
    plot = [layout["height"] - layout["margin"]["t"] - layout["margin"]["b"] for layout in (wide, narrow)]
    assert plot[0] == plot[1]
    assert narrow["margin"]["t"] >= 4 * 19


def test_the_title_of_the_axis_is_no_wider_than_a_phones_plot() -> None:
    for every in (False, True):
        plain = magnitude([line([-3.0] * 300)], 300, every=every, t=t, told="median of 20 seeds").complete()
        title = plain["layout"]["meta"]["narrow"]["xaxis"]["title"]
        assert 0.53 * len(title["text"]) * title["font"]["size"] < 284
