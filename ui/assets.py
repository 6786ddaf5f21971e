"""The files that the browser fetches from us: plotly.js from the installed wheel, and the stepper's own modules.

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

_BROWSER = Path(__file__).parent / "stepper" / "browser"
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
def stepper_url() -> str:
    """Where the stepper's entry module is served; its relative imports stay below the same hash."""
    digest = hashlib.sha256()
    for path in _stepper_files():
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return f"/assets/stepper/{digest.hexdigest()[:16]}/stepper.js"


def _stepper_files() -> list[Path]:
    return sorted(path for path in _BROWSER.iterdir() if path.suffix in _SERVED)


@functools.cache
def read(url: str) -> Asset:
    """The file behind one of our addresses. Raises KeyError where there is none."""
    if url == plotly_url():
        name, body = "plotly.min.js", files("plotly").joinpath("package_data/plotly.min.js").read_bytes()
    else:
        folder = stepper_url().rsplit("/", 1)[0]
        found = {f"{folder}/{path.name}": path for path in _stepper_files()}
        name, body = found[url].name, found[url].read_bytes()
    media_type = {".js": "text/javascript"}.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "text/plain"
    return Asset(f"{media_type}; charset=utf-8", body, gzip.compress(body, 6, mtime=0))
