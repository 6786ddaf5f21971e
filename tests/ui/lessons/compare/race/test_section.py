"""What another gap takes along."""

import pytest

from ui.lessons.compare.memories import compare_and_change
from ui.lessons.compare.race.section import at_gap
from ui.lessons.compare.settings import CompareSettings


@pytest.mark.parametrize(
    ("step", "gap", "then"),
    [(1, 20, 1), (40, 20, 21), (40, 160, 40), (81, 20, 21), (81, 160, 161), (81, 1, 2)],
)
def test_who_looks_at_the_answers_sees_the_next_ones_too(step: int, gap: int, then: int) -> None:
    assert at_gap(CompareSettings(gap=80, t=step), gap, 81).t == then


@pytest.mark.parametrize("gap", [1, 20, 160])
def test_a_change_below_does_not_refuse_another_gap(gap: int) -> None:
    settings = at_gap(CompareSettings(gap=80, change=60), gap, 81)
    comparison, change = compare_and_change(settings)
    assert comparison.steps == gap + 1
    assert change == min(60, gap + 1) - 1
