"""How the lesson writes its numbers."""

import pytest

from ui.lessons.architectures.numbers import percent, short


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "0 %"),
        (1.0, "100 %"),
        (0.997, "99.7 %"),
        (0.5, "50 %"),
        (0.988, "98.8 %"),
        (0.99, "99 %"),
        (0.871, "87 %"),
        (0.0004, "0.04 %"),
        (0.99999, "> 99.99 %"),
        (1e-9, "< 0.01 %"),
    ],
)
def test_a_share_is_never_said_to_be_all_or_nothing_unless_it_is(share: float, said: str) -> None:
    assert percent(share).replace("\u00a0", " ") == said


def test_numbers_are_told_as_small_as_they_are() -> None:
    assert [short(loss) for loss in (1.418, 0.1, 0.031, 0.00044, 0.0)] == ["1.42", "0.10", "0.03", "0.0004", "<0.0001"]
