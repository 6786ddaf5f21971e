"""Trained networks on disk: what goes up on a shelf comes down again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from engine.learning import shelf
from engine.learning.shelf import Made, Shelf


@dataclass(frozen=True)
class Recipe:
    seed: int
    directions: tuple[str, ...] = ("both",)


def drawn(recipe: Recipe) -> Made:
    return Made({"w": np.random.default_rng(recipe.seed).normal(size=(2, 3))}, {"accuracies": [0.5, 1.0]})


SHELF = Shelf("there", "toy", {"one": Recipe(1), "two": Recipe(2, ("forward", "backward"))}, drawn)


def test_what_goes_up_comes_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shelf, "WEIGHTS", tmp_path)
    SHELF.main("toys", [])
    recipe, made = SHELF.load("two")
    assert recipe == Recipe(2, ("forward", "backward"))
    assert made.measured == {"accuracies": [0.5, 1.0]}
    np.testing.assert_array_equal(made.arrays["w"], drawn(recipe).arrays["w"].astype(np.float32))
    assert SHELF.size() == sum(file.stat().st_size for file in (tmp_path / "there").iterdir())
    assert capsys.readouterr().out.count(": written; ") == 2

    other = Shelf("there", "toy", {"one": Recipe(3), "two": SHELF.recipes["two"]}, drawn)
    other.main("toys", ["one", "two"])
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("one.safetensors: written; ")
    assert second == 'two.safetensors: unchanged; {"accuracies": [0.5, 1.0]}'


def test_weights_in_half_precision_come_down_as_they_went_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "WEIGHTS", tmp_path)
    half = Shelf("there", "toy", SHELF.recipes, drawn, "float16")
    half.main("toys", ["one"])
    weights = half.load("one")[1].arrays["w"]
    assert weights.dtype == np.float64
    np.testing.assert_array_equal(weights, drawn(Recipe(1)).arrays["w"].astype(np.float16))


def test_there_is_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="There is no toy called 'three'; there are one, two"):
        SHELF.load("three")
    with pytest.raises(SystemExit):
        SHELF.main("toys", ["three"])
    assert "there is no three; there are one, two" in capsys.readouterr().err
