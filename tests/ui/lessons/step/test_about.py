"""What there is to read about a cell on the step page."""

import pytest

import engine
from ui.lessons.step.about import about
from ui.look.cells import CELLS


@pytest.mark.parametrize("kind", CELLS)
def test_every_cell_has_something_to_read_and_names_its_equations(kind: str) -> None:
    words = about(kind)
    assert words.startswith("**")
    assert "$$" in words


def test_a_cell_without_prose_says_what_its_gates_do_and_where_it_is_from() -> None:
    words = about("gru_before")
    cell = engine.cells.get("gru_reset_before")
    assert cell.paper in words
    for signal in cell.signals:
        if signal.kind == "gate":
            assert signal.does
            assert f"**{signal.title}** ${signal.symbol}$ {signal.does}" in words
        if signal.kind != "preactivation":
            assert signal.equation.replace("=", "&=", 1) in words
