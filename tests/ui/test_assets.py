"""What the browser may fetch from us: by path, so that modules of two folders may have the same name."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ui import assets


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A stepper of three modules, two of them namesakes."""
    for path, text in {
        "stepper/browser/stepper.js": 'import("../cells/lstm/live.js")',
        "stepper/cells/lstm/live.js": "export const cell = 'lstm'",
        "stepper/cells/gru/live.js": "export const cell = 'gru'",
        "stepper/cells/gru/equations.py": "secret = 1",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    monkeypatch.setattr(assets, "_HOUSE", tmp_path)
    _forget()
    yield tmp_path
    _forget()


def _forget() -> None:
    for cached in (assets.module_url, assets._root, assets._files, assets.read):
        cached.cache_clear()


def test_namesakes_in_two_folders_are_two_files(house: Path) -> None:
    entry = assets.module_url("stepper/browser/stepper.js")
    root = entry.removesuffix("/stepper/browser/stepper.js")
    assert root != entry
    assert assets.read(f"{root}/stepper/cells/lstm/live.js").body == b"export const cell = 'lstm'"
    assert assets.read(f"{root}/stepper/cells/gru/live.js").body == b"export const cell = 'gru'"
    assert assets.read(entry).media_type.startswith("text/javascript")


@pytest.mark.parametrize(
    "path", ["live.js", "stepper/cells/gru/equations.py", "../assets.py", "stepper/browser/../cells/gru/live.js"]
)
def test_nothing_else_is_served(house: Path, path: str) -> None:
    root = assets.module_url("stepper/browser/stepper.js").removesuffix("/stepper/browser/stepper.js")
    with pytest.raises(KeyError):
        assets.read(f"{root}/{path}")


def test_a_moved_file_changes_the_address(house: Path) -> None:
    before = assets.module_url("stepper/browser/stepper.js")
    (house / "stepper/cells/lstm/live.js").rename(house / "stepper/cells/lstm/alive.js")
    _forget()
    assert assets.module_url("stepper/browser/stepper.js") != before
