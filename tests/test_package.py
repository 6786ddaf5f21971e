"""What `pip install .` installs: everything that a notebook and the command need, and nothing of the tests."""

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]
# Run with the wheel alone: no torch, for which this would wait.
IN_A_NOTEBOOK = """
import numpy as np, pathlib, engine
from engine import losses
from ui import command
from ui.notebook import explore
shown = explore(engine.network("lstm", 2, 3), np.ones((5, 1, 2)), loss=losses.last_step())
assert pathlib.Path(engine.__file__).is_relative_to(pathlib.Path.cwd()), engine.__file__
assert "srcdoc" in shown._repr_html_() and len(shown.page.html) > 500_000
assert engine.tasks.latch(5, 0) and command.script().is_relative_to(pathlib.Path.cwd())
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"  # setuptools leaves its build in the folder, where a second build would find it
    source.mkdir()
    for name in ("engine", "ui", "pages", ".streamlit", "app.py", "pyproject.toml", "requirements.txt"):
        (source / name).symlink_to(ROOT / name)
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(folder)]
    subprocess.run([*build, str(source)], check=True, cwd=folder)
    (path,) = folder.glob("*.whl")
    return ZipFile(path)


def test_everything_is_in_it_that_is_served_read_or_drawn(wheel: ZipFile) -> None:
    names = set(wheel.namelist())
    tracked = subprocess.run(["git", "ls-files", "engine", "ui", "pages"], cwd=ROOT, capture_output=True, text=True)
    if tracked.returncode == 0:
        assert set(tracked.stdout.split()) - names == set()
    assert "app.py" in names
    assert [name for name in names if name.endswith("share/unrolled/.streamlit/config.toml")]
    assert not [name for name in names if name.startswith(("tests", "benchmarks"))]
    (entry,) = [name for name in names if name.endswith("entry_points.txt")]
    assert b"unrolled = ui.command:main" in wheel.read(entry)


def test_a_notebook_works_from_it(wheel: ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)
    env = os.environ | {"PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, "-P", "-c", IN_A_NOTEBOOK], check=True, cwd=tmp_path, env=env)
