"""A cell's own `torch_step` as code that needs nothing but torch: what it uses of its file comes along."""

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

from engine.cells import Cell

_SELF = re.compile(r"\bself((?:\.\w+)+)")
_PLAIN = (str, int, float, tuple, type(None))


def step_code(cell: Cell) -> Iterator[str]:
    """`def step(weights, x, state, see)` line by line, behind the functions of the engine that it calls."""
    found: dict[str, str] = {}
    _take(cell, cell.torch_step, "step", found)
    for code in reversed(found.values()):  # what is called stands above what calls it
        yield from code.splitlines()
        yield from ("", "")


def _take(cell: Cell, function: Callable[..., Any], name: str, found: dict[str, str]) -> None:
    """The code of a function, and after it that of everything it calls or reads."""
    plain = inspect.unwrap(getattr(function, "__func__", function))
    assert isinstance(plain, FunctionType)
    source = textwrap.dedent(inspect.getsource(plain))
    tree = ast.parse(source).body[0]
    assert isinstance(tree, ast.FunctionDef)
    found.pop(name, None)
    found[name] = f"def {name}({_arguments(tree)}):\n{_body(cell, tree, source)}"
    for said in _SELF.findall(source):
        attribute = said.split(".")[1]
        if callable(method := getattr(cell, attribute)):
            _take(cell, method, attribute, found)
    for node in ast.walk(tree):
        known = plain.__globals__.get(node.id) if isinstance(node, ast.Name) else None
        if isinstance(node, ast.Name) and isinstance(known, FunctionType):
            _take(cell, known, node.id, found)
        elif isinstance(node, ast.Name) and isinstance(known, (int, float)):
            found.pop(node.id, None)
            found[node.id] = f"{node.id} = {known!r}"


def _arguments(tree: ast.FunctionDef) -> str:
    """Without `self` and without types."""
    arguments = tree.args
    for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        argument.annotation = None
    arguments.args = [argument for argument in arguments.args if argument.arg != "self"]
    return ast.unparse(arguments)


def _body(cell: Cell, tree: ast.FunctionDef, source: str) -> str:
    """With its comments, but without docstring and `import torch`; what the cell says of itself is written out."""
    said = tree.body[1:] if ast.get_docstring(tree) is not None else tree.body
    lines = source.splitlines()[said[0].lineno - 1 :]
    for statement in (line for line in said if isinstance(line, ast.Import)):
        lines[statement.lineno - said[0].lineno] = ""
    code = "\n".join(line for line in lines).strip("\n")

    return _SELF.sub(lambda said: _written(cell, said[1].split(".")[1:]), code)


def _written(cell: Cell, attributes: list[str]) -> str:
    """What follows `self` in a cell's code: its value, as far as it is one of the cell's; or the name of its method."""
    value: Any = cell
    for count, attribute in enumerate(attributes):
        found = getattr(value, attribute)
        if callable(found) and value is cell:
            return ".".join(attributes)
        if callable(found) and isinstance(value, _PLAIN):  # such as `blocks.index`
            return ".".join((repr(value), *attributes[count:]))
        value = found
    assert isinstance(value, _PLAIN), f"{cell.name} computes with {'.'.join(attributes)}, which cannot be written down"
    return repr(value)
