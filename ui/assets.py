"""The files that the browser fetches from us: what we use of the wheel's plotly.js, and the modules of our components.

Modules are served by their path below `ui/`, so that a relative import means the same file here and there.
Every address carries a version or a content hash, so the browser may keep what it got for ever.
"""

import functools
import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from ui import plotly_js

_HOUSE = Path(__file__).parent
_SERVED = {".js", ".css"}


@dataclass(frozen=True)
class Asset:
    """One file, as it is and compressed."""

    media_type: str
    body: bytes
    gzipped: bytes


@functools.cache
def plotly_url() -> str:
    """Where plotly.js is served, as much of it as is drawn with."""
    return f"/assets/plotly/{version('plotly')}/{'-'.join(plotly_js.KINDS)}/plotly.min.js"


@functools.cache
def module_url(module: str) -> str:
    """Where a module is served, such as `stepper/browser/stepper.js`; what it imports stays below the same hash."""
    return f"{_root()}/{module}"


def module_of(url: str) -> str | None:
    """Which module is served at an address, if one is."""
    path = url.removeprefix(f"{_root()}/")
    return path if path != url and path in _files() else None


def source(module: str) -> str:
    """The text of a module. Raises KeyError where there is none."""
    return _files()[module].read_text("utf-8")


def loader(module: str) -> str:
    """A component's inline code that fetches the module proper, so that those are plain files with relative imports.

    Calls that wait for the module together go on in any order; so each brings its number.
    """
    return (
        f'const entry = location.origin + "{module_url(module)}"\n'
        "let calls = 0\n"
        "export default async (component) => {\n"
        "  const call = ++calls\n"
        "  return (await import(entry)).default(component, call)\n"
        "}\n"
    )


@functools.cache
def _root() -> str:
    digest = hashlib.sha256()
    for path, file in _files().items():
        digest.update(path.encode() + b"\0" + file.read_bytes())
    return f"/assets/ui/{digest.hexdigest()[:16]}"


@functools.cache
def _files() -> dict[str, Path]:
    """Every module and style sheet by its path below `ui/`, such as `stepper/cells/lstm/live.js`."""
    found = {path.relative_to(_HOUSE).as_posix(): path for path in _HOUSE.rglob("*") if path.suffix in _SERVED}
    return dict(sorted(found.items()))


@functools.cache
def read(url: str) -> Asset:
    """The file behind one of our addresses. Raises KeyError where there is none."""
    if url == plotly_url():
        whole = files("plotly").joinpath("package_data/plotly.min.js").read_text("utf-8")
        name, body = "plotly.min.js", plotly_js.only(plotly_js.KINDS, whole).encode()
    else:
        file = _files()[url.removeprefix(_root() + "/")]
        name, body = file.name, file.read_bytes()
    media_type = {".js": "text/javascript"}.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "text/plain"
    return Asset(f"{media_type}; charset=utf-8", body, gzip.compress(body, 6, mtime=0))
