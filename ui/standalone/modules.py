"""Modules in one script: each a function that runs after those whose exports it takes.

Our modules import and export at the start of a line and in few ways, which is all that is understood here; a test holds
that for each of them. In a file of its own they cost less so than as modules, each with an address of its own.
"""

import posixpath
import re
from collections.abc import Iterable

from ui import assets

IMPORTED = re.compile(r'^import \{ ([^}"\n]+) \} from "(\.{1,2}/[^"\n]+)"$', re.M)
EXPORTED = re.compile(r"^export (?=(?:async function|function|class|const) ([\w$]+))", re.M)
DEFAULT = re.compile(r"^export default ", re.M)
LATER = re.compile(r"\bimport\((?=located\()")  # what runs meanwhile asks where that is


def imports_of(path: str) -> dict[str, str]:
    """What a module imports, as it is written there, with the path of what that is below `ui/`."""
    folder = posixpath.dirname(path)
    return {
        written: posixpath.normpath(posixpath.join(folder, written))
        for _, written in IMPORTED.findall(assets.source(path))
    }


def in_order(entries: Iterable[str]) -> list[str]:
    """These modules and all that they import, each after what it imports. Raises ValueError where that is a circle."""
    found: dict[str, None] = {}

    def visit(path: str, way: tuple[str, ...]) -> None:
        if path in way:
            raise ValueError(f"modules import each other in a circle: {' → '.join((*way, path))}")
        if path in found:
            return
        for imported in imports_of(path).values():
            visit(imported, (*way, path))
        found[path] = None

    for entry in entries:
        visit(entry, ())
    return list(found)


def in_one(entries: Iterable[str]) -> str:
    """A script that leaves what these and all that they import export in `window.brought`, by their paths."""
    modules = "\n".join(map(_as_function, in_order(entries)))
    later = "const $later = async (path) => $modules[path]"
    return f'(() => {{\n"use strict"\nconst $modules = (window.brought = {{}})\n{later}\n{modules}}})()\n'


def _as_function(path: str) -> str:
    source, of = assets.source(path), imports_of(path)
    names = EXPORTED.findall(source)
    source = IMPORTED.sub(lambda found: f'const {{ {_taken(found[1])} }} = $modules["{of[found[2]]}"]', source)
    source = LATER.sub("$later(", DEFAULT.sub("const $default = ", EXPORTED.sub("", source)))
    given = ", ".join([*names, *["default: $default"] * ("const $default = " in source)])
    return f'$modules["{path}"] = (() => {{\n{source}\nreturn {{ {given} }}\n}})()\n'


def _taken(names: str) -> str:
    """What is imported, as it is taken from an object."""
    return names.replace(" as ", ": ")
