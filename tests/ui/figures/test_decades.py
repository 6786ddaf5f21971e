"""Numbers on screen: short, without a computer's notation, and never rounded to ten tens."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.figures.decades import exact, power, signed

SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
WRITTEN = re.compile(r"(?:(?P<mantissa>[1-9](?:\.\d\d)?)·)?10(?P<exponent>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)|(?P<plain>\d+(?:\.\d+)?)")


def read(words: str) -> float:
    """The decimal logarithm of a number as written."""
    found = WRITTEN.fullmatch(words)
    assert found, words
    if found["plain"]:
        return math.log10(float(found["plain"]))
    return math.log10(float(found["mantissa"] or 1)) + int(found["exponent"].translate(SUPERSCRIPTS))


@given(st.floats(-400, 400))
def test_a_number_is_read_back_as_it_was_written(log: float) -> None:
    assert read(power(log)) == pytest.approx(log, abs=math.log10(1.5) + 1e-9)  # one digit: 1.5 may become 2, or 1
    assert read(exact(log)) == pytest.approx(log, abs=math.log10(1.005) + 1e-9)


@pytest.mark.parametrize(
    ("number", "words"),
    [(9.7e6, "10⁷"), (9.4e6, "9·10⁶"), (1e8, "10⁸"), (99.8, "100"), (1406, "1406"), (0.0304, "0.03"), (9.9e-9, "10⁻⁸")],
)
def test_ten_tens_are_a_hundred(number: float, words: str) -> None:
    assert power(math.log10(number)) == words


def test_what_is_no_number_is_named() -> None:
    assert [power(log) for log in (math.nan, math.inf, -math.inf)] == ["NaN", "∞", "0"]
    assert exact(math.log10(9.999e9)) == "1.00·10¹⁰"
    assert signed(-0.04584) == "−0.0458"
