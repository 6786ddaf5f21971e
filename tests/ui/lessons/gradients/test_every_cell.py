"""Every cell on the gradient page: its curve, its chapters, its slope; and the product that is checked by hand."""

import re

import numpy as np
import pytest

import engine
from engine.learning.tasks import InputProblem
from ui.lessons.gradients import slopes
from ui.lessons.gradients.by_hand import ENDS, WHOLE, slope_table, verdict, written_out
from ui.lessons.gradients.figures.slopes import slopes_figure
from ui.lessons.gradients.own_products import FACTORS, diagonal_kind, is_diagonal, log_products, own_product
from ui.lessons.gradients.run import bias_of, curves, inputs_of, run, shown, treated
from ui.lessons.gradients.settings import FURTHER, KINDS, VIEWS, GradientSettings
from ui.lessons.gradients.view import chapter, lines
from ui.lessons.gradients.words import label
from ui.look.cells import CELLS
from ui.words import t

DIAGONAL = tuple(kind for kind in CELLS if is_diagonal(kind))
SMALL = GradientSettings(length=30, units=8)


def of(kind: str, **changes: object) -> GradientSettings:
    return GradientSettings(length=30, units=8, cells=(kind,), focus=kind, **changes)  # type: ignore[arg-type]


def test_every_kind_can_be_chosen_and_comes_after_the_three() -> None:
    assert set(KINDS) | set(FURTHER) == set(CELLS)
    assert shown(of(FURTHER[0])) == (*KINDS, FURTHER[0])
    assert GradientSettings(cells=FURTHER[1::-1]).cells == FURTHER[:2], (
        "in the order of the table, whatever was clicked"
    )
    nothing = GradientSettings(rnn=False, lstm=False, gru=False)
    with pytest.raises(InputProblem):
        curves(nothing.computed())


@pytest.mark.parametrize("kind", FURTHER)
@pytest.mark.parametrize("view", VIEWS)
def test_every_chapter_stands_for_every_further_cell(kind: str, view: str) -> None:
    drawn = chapter(of(kind, view=view), "en")
    assert drawn.figures
    if view == "cells":
        assert [figure.name for figure in drawn.figures] == ["slopes", "product"]


@pytest.mark.parametrize("kind", FURTHER)
def test_a_further_curve_is_its_own_run_in_its_familys_colour(kind: str) -> None:
    settings = of(kind)
    curve = next(curve for curve in curves(settings.computed()) if curve.kind == kind)
    np.testing.assert_array_equal(curve.logs, run(treated(settings, kind), inputs_of(settings)).logs)
    assert np.isfinite(curve.logs).all()
    line = next(line for line in lines(settings) if line.name == kind)
    assert (line.colour, line.before) == (CELLS[kind].colour, False)
    assert label(curve, settings) == CELLS[kind].title


def test_no_two_curves_look_alike() -> None:
    drawn = lines(SMALL) + [line for kind in FURTHER for line in lines(of(kind)) if line.name == kind]
    looks = [(line.colour, line.dash) for line in drawn]
    assert len(set(looks)) == len(looks) == len(CELLS)


def test_an_opened_memory_gate_is_drawn_over_the_default_where_there_is_one() -> None:
    for kind in FURTHER:
        opened = of(kind, memory_bias="3")
        has_gate = bias_of(opened, kind) == "3"
        names = [curve.name for curve in curves(opened.computed()) if curve.kind == kind]
        assert names == ([f"{kind}:before", kind] if has_gate else [kind])
        if has_gate:
            assert "memory bias 3" in label(curves(opened.computed())[-1], opened)


def test_the_shipped_slopes_are_what_is_measured() -> None:
    known = slopes._shipped()
    assert len(known) >= 17
    for kind in (kind for kind, look in CELLS.items() if look.engine in known):  # a cell that is new is measured
        shipped, measured = known[CELLS[kind].engine], slopes.measured(kind)
        assert list(shipped) == list(measured), kind
        for bias, slope in measured.items():
            found = shipped[bias]
            np.testing.assert_allclose(
                (found.median, found.low, found.high), (slope.median, slope.low, slope.high), atol=2e-5, err_msg=kind
            )
            assert slope.low <= slope.median <= slope.high


def test_an_open_memory_gate_takes_every_cell_nearer_to_no_change() -> None:
    for kind in CELLS:
        by_bias = slopes.slopes_of(kind)
        for bias in slopes.OPENED:
            if bias in by_bias:
                assert abs(by_bias[bias].median) < abs(by_bias[None].median), (kind, bias)


def test_the_slopes_stand_side_by_side_as_marks_and_as_a_table() -> None:
    found = {kind: slopes.slopes_of(kind) for kind in CELLS}
    figure = slopes_figure(found, t).figure()
    assert list(figure["layout"]["yaxis"]["ticktext"]) == [look.title for look in CELLS.values()]
    assert len(figure["data"]) == sum(len(by_bias) for by_bias in found.values())
    rows = slope_table().splitlines()[2:]
    for row, (kind, look) in zip(rows, CELLS.items(), strict=True):
        assert look.title in row
        assert f"{found[kind][None].median:+.4f}".replace("-", "−") in row
        assert row.count("—") == 3 - len(found[kind])
    gru = found["gru"][None]
    assert f"1/1000 after {int(np.ceil(3 / -gru.median))}" in slope_table()


def test_three_cells_are_diagonal_and_one_of_them_is_always_found() -> None:
    assert set(DIAGONAL) == {"min_gru", "min_lstm", "rg_lru"}
    assert diagonal_kind(of("rg_lru")) == "rg_lru"
    assert diagonal_kind(GradientSettings(cells=("min_gru",))) == "min_gru"
    assert diagonal_kind(GradientSettings()) in DIAGONAL


@pytest.mark.parametrize("kind", DIAGONAL)
def test_a_units_own_product_is_what_backpropagation_and_the_jacobians_find(kind: str) -> None:
    settings = of(kind)
    one = run(treated(settings, kind), inputs_of(settings))
    logs, influence = log_products(one), engine.influence(one.trace)
    for k, at in ((3, 29), (20, 29), (0, 1), (7, 7), (12, 19)):
        products = [own_product(one, kind, unit, k, at) for unit in range(8)]
        for unit, found in enumerate(products):
            assert len(found.factors) == at - k
            assert found.engine == pytest.approx(found.product, rel=1e-12)
            assert found.others == 0.0
            assert logs[at, unit] - logs[k, unit] == pytest.approx(np.log10(found.product), abs=1e-12)
        assert max(found.product for found in products) == pytest.approx(np.exp(influence[at, k]), rel=1e-8)


@pytest.mark.parametrize("kind", DIAGONAL)
def test_what_is_written_out_can_be_multiplied_by_hand(kind: str) -> None:
    settings = of(kind)
    one = run(treated(settings, kind), inputs_of(settings))
    short = own_product(one, kind, 2, 20, 28)
    said = written_out(short, 21, 29)
    numbers = [float(number) for number in re.findall(r"0\.\d{5}", said.split(r"\approx")[0])]
    assert len(numbers) == 8
    mantissa, exponent = re.search(r"approx ([\d.]+)(?: \\cdot 10\^\{(-\d+)\})?", said).groups()  # type: ignore[union-attr]
    assert np.prod(numbers) == pytest.approx(float(mantissa) * 10.0 ** int(exponent or 0), rel=6e-3)
    assert short.symbol.format(step=22) in said
    assert short.symbol.format(step=29) in said
    assert short.symbol in FACTORS.values()
    long = written_out(own_product(one, kind, 2, 1, 29), 2, 30)
    assert len(re.findall(r"0\.\d{5}", long)) <= 2 * ENDS + 1 < WHOLE
    assert r"\cdots" in long
    assert written_out(own_product(one, kind, 2, 5, 5), 6, 6).endswith("= 1")
    assert "unit 3" in verdict(short, 2)
    assert "exactly 0" in verdict(short, 2)
