"""What can be told from so many sequences."""

import numpy as np
import pytest

from ui.lessons.compare.accuracy import Accuracy, spread


def test_chance_and_spread() -> None:
    assert Accuracy(0.52, 300).is_chance
    assert not Accuracy(0.62, 300).is_chance
    assert spread({"a": Accuracy(0.9, 300), "b": Accuracy(0.5, 300)}) == pytest.approx(2 * np.sqrt(0.34 / 300))
    assert spread({"a": Accuracy(1.0, 300), "b": Accuracy(1.0, 300)}) == pytest.approx(1 / 300)
