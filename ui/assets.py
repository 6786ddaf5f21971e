"""The files that the browser fetches from us: plotly.js from the installed wheel, and the stepper's own modules.

Modules are served by their path below `ui/stepper/`, so that a relative import means the same file here and there.
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

_STEPPER = Path(__file__).parent / "stepper"
_ENTRY = "browser/stepper.js"
_SERVED = {".js", ".css"}


@dataclass(frozen=True)
class Asset:
    """One file, as it is and compressed."""

    media_type: str
    body: bytes
    gzipped: bytes


@functools.cache
def plotly_url() -> str:
    """Where plotly.js is served."""
    return f"/assets/plotly/{version('plotly')}/plotly.min.js"


@functools.cache
def stepper_url(module: str = _ENTRY) -> str:
    """Where a module of the stepper is served; what it imports stays below the same hash."""
    return f"{_stepper_root()}/{module}"


@functools.cache
def _stepper_root() -> str:
    digest = hashlib.sha256()
    for path, file in _stepper_files().items():
        digest.update(path.encode() + b"\0" + file.read_bytes())
    return f"/assets/stepper/{digest.hexdigest()[:16]}"


@functools.cache
def _stepper_files() -> dict[str, Path]:
    """Every module and style sheet by its path below the stepper's folder, such as `cells/lstm/live.js`."""
    found = {path.relative_to(_STEPPER).as_posix(): path for path in _STEPPER.rglob("*") if path.suffix in _SERVED}
    return dict(sorted(found.items()))


@functools.cache
def read(url: str) -> Asset:
    """The file behind one of our addresses. Raises KeyError where there is none."""
    if url == plotly_url():
        name, body = "plotly.min.js", files("plotly").joinpath("package_data/plotly.min.js").read_bytes()
    else:
        file = _stepper_files()[url.removeprefix(_stepper_root() + "/")]
        name, body = file.name, file.read_bytes()
    media_type = {".js": "text/javascript"}.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "text/plain"
    return Asset(f"{media_type}; charset=utf-8", body, gzip.compress(body, 6, mtime=0))
