"""Equations come apart into the symbols that they were written with, for every cell that there is."""

import re

import pytest

from engine import cells
from ui.lessons.cells.latex import atoms, factor_of, right_side, terms, written


@pytest.mark.parametrize("cell", cells.names())
def test_no_letter_of_an_equation_is_lost(cell: str) -> None:
    for signal in cells.get(cell).signals:
        found = atoms(signal.equation)
        assert re.sub(r"\s", "", "".join(found)) == re.sub(r"\s", "", signal.equation)
        assert signal.symbol in found
        assert "=" in found


def test_a_symbol_keeps_its_index_and_a_root_what_is_under_it() -> None:
    assert atoms(r"h_t = a^2_t \circ h_{t-1} + \sqrt{1 - a_t^2} f'_t") == (
        "h_t", "=", "a^2_t", r"\circ", "h_{t-1}", "+", r"\sqrt{1 - a_t^2}", "f'_t",
    )  # fmt: skip
    assert atoms(r"\mathrm{softplus}(\Lambda)") == (r"\mathrm{softplus}", "(", r"\Lambda", ")")
    with pytest.raises(ValueError, match="not closed"):
        atoms(r"\sqrt{1")


def test_what_a_memory_is_multiplied_by() -> None:
    first, second = terms(right_side(r"h_t = (1 - z_t) \circ n_t + z_t \circ h_{t-1}"))
    assert factor_of(first, "h_{t-1}") is None
    assert factor_of(second, "h_{t-1}") == ("z_t",)
    assert factor_of(("c_{t-1}",), "c_{t-1}") == ()
    assert factor_of(right_side(r"h_t = \tanh(V x_t + W h_{t-1} + b)"), "h_{t-1}") is None


def test_a_fragment_that_ends_in_a_sign_is_spaced_as_in_the_whole() -> None:
    assert written(("+", "b")) == "{}+ b"
    assert written(("f_t", r"\circ")) == r"f_t \circ{}"
    assert written(()) == ""
