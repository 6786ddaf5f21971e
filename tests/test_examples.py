"""The notebooks that come along: every cell runs, and what is saved under it is what it gives."""

import ast
import html
import json
import os
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file

from engine.learning import forecaster
from tests.ui.standalone.test_document import data_of
from ui.stepper.values import unbundle, unpack

NOTEBOOKS = sorted((Path(__file__).parents[1] / "examples").glob("*.ipynb"))


NUMBER = re.compile(r"\d+\.\d+")
LEFT = {"explore": "before_and_after.html", "forecast": "sunspots.safetensors"}  # what each leaves behind


def assert_alike(said: str, saved: str) -> None:
    """The same words, and numbers with a fraction as far as other processors agree: a network was trained for them."""
    assert NUMBER.sub("#", said) == NUMBER.sub("#", saved)
    now, before = (np.array(NUMBER.findall(text), float) for text in (said, saved))
    np.testing.assert_allclose(now, before, rtol=1e-3, atol=0.1)


def given_by(source: str, names: dict[str, Any]) -> Any:
    """Run a cell as a notebook does, and hand back the value of its last expression."""
    *body, last = ast.parse(source).body
    if not isinstance(last, ast.Expr):
        body, last = [*body, last], ast.Expr(ast.Constant(None))
    exec(compile(ast.Module(body, []), "cell", "exec"), names)
    return eval(compile(ast.fix_missing_locations(ast.Expression(last.value)), "cell", "eval"), names)


def numbers_of(output: str) -> dict[str, np.ndarray[Any, Any]]:
    """Every number in a picture by its name."""
    frame = re.search(r'srcdoc="([^"]*)"', output)
    assert frame
    data, blocks = data_of(html.unescape(frame[1]).encode())
    start, size = data["parts"][0]["at"]
    content = unbundle(blocks[start : start + size])
    return unpack(content["panels"][0]["arrays"], content["values"])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_cell_gives_what_is_saved_under_it(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    pictures = 0
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        value = given_by("".join(cell["source"]), names)
        saved = cell["outputs"][0]["data"] if cell["outputs"] else {"text/plain": ["None"]}
        assert_alike(repr(value), "".join(saved["text/plain"]))
        if "text/html" in saved:
            before, now = numbers_of("".join(saved["text/html"])), numbers_of(value._repr_html_())
            assert before.keys() == now.keys()
            for name, values in before.items():
                np.testing.assert_allclose(now[name], values, rtol=1e-5, atol=1e-6, err_msg=name)
            pictures += 1
    assert pictures
    assert os.listdir(tmp_path) == [LEFT[path.stem]]
    if path.stem == "forecast":
        made, ships = (load_file(where / forecaster.PATH.name) for where in (tmp_path, forecaster.PATH.parent))
        assert made.keys() == ships.keys()
        for name, values in ships.items():
            np.testing.assert_allclose(made[name], values, rtol=1e-3, atol=1e-3, err_msg=name)
        assert asdict(forecaster.measured()).items() >= names["measured"].items()


def test_there_is_one_for_each_purpose() -> None:
    assert {path.stem for path in NOTEBOOKS} == set(LEFT)
