"""The rooms of the house: imports run one way, pages → ui → engine, and the engine is light."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FORBIDDEN = {
    "engine": {"ui", "pages", "app", "tests", "benchmarks", "streamlit", "plotly"},
    "ui": {"pages", "app", "tests", "benchmarks"},
    "pages": {"app", "tests", "benchmarks"},
}
PART_OF_TORCH = re.compile(r"\s*(from|import) torch\.")
FILES = [path for room in FORBIDDEN for path in sorted((ROOT / room).rglob("*.py"))]


@cache
def parsed(path: Path) -> ast.Module:
    """A file of the house: several tests read it, and none changes it."""
    return ast.parse(path.read_text())


# The rooms of `ui`, from the top floor down: a room imports from its own floor and from below.
FLOORS = (
    {"frame", "doors", "everything", "saving", "notebook", "command"},
    {"lessons"},
    {"teaching", "settings", "runs", "stepper", "figures", "standalone", "units"},
    {"look", "words", "assets", "plotly_js", "mount", "cures"},
)


def modules(tree: ast.AST) -> Iterator[str]:
    """The full name of every module that is imported, wherever the import stands; `from a import b` may mean `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imported(tree: ast.AST) -> Iterator[str]:
    """The top-level package of every import."""
    yield from (module.split(".")[0] for module in modules(tree))


def floor(room: str) -> int:
    """On which floor of `ui` a room is, from the top."""
    return next(number for number, rooms in enumerate(FLOORS) if room in rooms)


def misplaced(path: str, tree: ast.AST) -> list[str]:
    """What a module of `ui` imports from a floor above its own, or a lesson from another lesson."""
    here = path.removesuffix(".py").split("/")
    wrong = []
    for module in modules(tree):
        there = module.split(".")
        if there[0] != "ui" or len(there) < 2:
            continue
        from_above = floor(there[1]) < floor(here[1])
        another_lesson = here[1] == there[1] == "lessons" and len(here) > 3 and there[2] != here[2]
        if from_above or another_lesson:
            wrong.append(module)
    return wrong


def at_import(body: list[ast.stmt]) -> Iterator[str]:
    """The packages that are imported as soon as the module is: not in functions, nor for the type checker only."""
    for node in body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from imported(node)
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from at_import(node.orelse)
        elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for field in ("body", "orelse", "finalbody", "handlers"):
                for child in getattr(node, field, []):
                    yield from at_import([child] if isinstance(child, ast.stmt) else child.body)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_one_way(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    assert not FORBIDDEN[room] & set(imported(parsed(path)))


@pytest.mark.parametrize("path", sorted((ROOT / "ui").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_rooms_import_from_below_and_lessons_never_from_lessons(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    if name != "ui/__init__.py":
        assert misplaced(name, parsed(path)) == []


@pytest.mark.parametrize("path", sorted((ROOT / "engine").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_engine_imports_torch_only_when_it_is_needed(path: Path) -> None:
    assert not {"torch", "xarray"} & set(at_import(parsed(path).body))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_torch_is_imported_whole(path: Path) -> None:
    """`from torch.nn import …`, while another thread imports torch, is a deadlock: each holds what the other wants."""
    assert not [line for line in path.read_text().splitlines() if PART_OF_TORCH.match(line)]


def test_the_checks_can_fail() -> None:
    source = """
import numpy
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    import torch
def late():
    import streamlit.web
"""
    assert set(imported(ast.parse(source))) == {"numpy", "typing", "torch", "streamlit"}
    assert set(at_import(ast.parse(source).body)) == {"numpy", "typing"}
    hidden = "class Cell:\n    try:\n        import torch\n    except ImportError:\n        import xarray\n"
    assert set(at_import(ast.parse(hidden).body)) == {"torch", "xarray"}
    assert {path.relative_to(ROOT).parts[0] for path in FILES} == set(FORBIDDEN)


@pytest.mark.parametrize(
    ("path", "source", "wrong"),
    [
        ("ui/look/cells.py", "from ui.words import t", []),
        ("ui/look/cells.py", "from ui.stepper.payload import Panel", ["ui.stepper.payload.Panel"]),
        ("ui/settings/page.py", "import ui.lessons", ["ui.lessons"]),
        ("ui/lessons/step/run.py", "from ui.lessons.step.settings import S", []),
        ("ui/lessons/step/run.py", "from ui.lessons.compare.settings import S", ["ui.lessons.compare.settings.S"]),
        ("ui/lessons/step/run.py", "from ui.lessons import compare", ["ui.lessons.compare"]),
    ],
)
def test_the_floors_can_be_broken(path: str, source: str, wrong: list[str]) -> None:
    assert misplaced(path, ast.parse(source)) == wrong
    assert PART_OF_TORCH.match("        from torch.nn import functional")
    assert PART_OF_TORCH.match("    import torch.nn as nn")
    assert not PART_OF_TORCH.match("    import torch")
