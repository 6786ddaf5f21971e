"""One command makes everything anew that ships for the architectures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from engine.learning import pull_study
from engine.learning.architectures import SHELVES, main
from engine.learning.shelf import WEIGHTS, Shelf


def test_every_shelf_is_made_once_and_the_study_of_dates_after_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made: list[str] = []

    def shelf(self: Shelf[Any], module: str, given: Sequence[str] | None = None) -> None:
        assert given == []
        made.append(self.folder)

    monkeypatch.setattr(Shelf, "main", shelf)
    monkeypatch.setattr(pull_study, "main", lambda: made.append("pulls"))
    main([])
    assert made == ["dates", "pulls", "readers", "convolutions", "shapes"]
    main(["shapes"])
    assert made[5:] == ["shapes"]
    with pytest.raises(SystemExit):
        main(["toys"])
    assert "there is no toys; there are dates, readers, convolutions, shapes" in capsys.readouterr().err


def test_a_shelf_holds_what_its_recipes_say_and_nothing_else() -> None:
    for folder, shelf in SHELVES.items():
        assert {file.stem for file in (WEIGHTS / folder).iterdir()} == set(shelf.names())


def test_together_they_are_small() -> None:
    assert sum(shelf.size() for shelf in SHELVES.values()) < 1_000_000
