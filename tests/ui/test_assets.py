"""What the browser may fetch from us: by path, so that modules of two folders may have the same name."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ui import assets


@pytest.fixture
def stepper_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A stepper of three modules, two of them namesakes."""
    for path, text in {
        "browser/stepper.js": 'import("../cells/lstm/live.js")',
        "cells/lstm/live.js": "export const cell = 'lstm'",
        "cells/gru/live.js": "export const cell = 'gru'",
        "cells/gru/equations.py": "secret = 1",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    monkeypatch.setattr(assets, "_STEPPER", tmp_path)
    _forget()
    yield tmp_path
    _forget()


def _forget() -> None:
    for cached in (assets.stepper_url, assets._stepper_root, assets._stepper_files, assets.read):
        cached.cache_clear()


def test_namesakes_in_two_folders_are_two_files(stepper_folder: Path) -> None:
    entry = assets.stepper_url()
    root = entry.removesuffix("/browser/stepper.js")
    assert root != entry
    assert assets.read(f"{root}/cells/lstm/live.js").body == b"export const cell = 'lstm'"
    assert assets.read(f"{root}/cells/gru/live.js").body == b"export const cell = 'gru'"
    assert assets.read(entry).media_type.startswith("text/javascript")


@pytest.mark.parametrize("path", ["live.js", "cells/gru/equations.py", "../assets.py", "browser/../cells/gru/live.js"])
def test_nothing_else_is_served(stepper_folder: Path, path: str) -> None:
    root = assets.stepper_url().removesuffix("/browser/stepper.js")
    with pytest.raises(KeyError):
        assets.read(f"{root}/{path}")


def test_a_moved_file_changes_the_address(stepper_folder: Path) -> None:
    before = assets.stepper_url()
    (stepper_folder / "cells/lstm/live.js").rename(stepper_folder / "cells/lstm/alive.js")
    _forget()
    assert assets.stepper_url() != before
