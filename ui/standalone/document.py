"""A picture as one HTML file: what stands on a page, packed with all it needs, and opened without a server.

Whatever comes from people stands in the packed part, which is letters and digits only, or is escaped where it is
written as text. The policy in the file's head allows its one script, what that unpacks, and not a single request.
"""

import base64
import functools
import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from ui import assets
from ui.look import theme
from ui.standalone.modules import in_one

_BROWSER = Path(__file__).parent / "browser"
CONTAINED = "stepper/browser/contained.js"  # where modules ask for what the file brings along
HEIGHT = "standalone/browser/height.js"


@dataclass(frozen=True, eq=False)
class Part:
    """A component in a file.

    Attributes:
        module: the browser's half, by its path below `ui/`.
        data: what it is given: JSON, or a block of bytes.
        html: its element; "" for one that is never seen.
        css: its style sheets.
    """

    module: str
    data: Any
    html: str = ""
    css: str = ""


@dataclass(frozen=True)
class About:
    """What a file says beside its picture, in its reader's language.

    Attributes:
        title: of the page.
        words: what to look at, as HTML (`prose.py` writes it from Markdown).
        notes: what the picture is, a line each: version, settings, seeds.
        link: the address that made it; "" for none.
        made_by: what stands before the link.
        problem: what is said where the file cannot be opened.
        language: its code.
    """

    title: str
    words: str
    notes: tuple[str, ...]
    problem: str
    link: str = ""
    made_by: str = ""
    language: str = "en"


def document(parts: Sequence[Part], about: About, brings: Mapping[str, str | bytes]) -> bytes:
    """The file.

    Args:
        parts: what stands on the page, in its order.
        about: what is said beside it.
        brings: what parts ask for under an address: a module by its path below `ui/`, plotly.js (`assets.plotly_url()`)
            with whatever stands for it, or bytes.
    """
    plotly = assets.plotly_url()
    brought = {address: what for address, what in brings.items() if address != plotly}
    entries = {
        CONTAINED,
        HEIGHT,
        *(part.module for part in parts),
        *(what for what in brought.values() if isinstance(what, str)),
    }
    opening, modules = _own("opening.js"), _modules(tuple(sorted(entries)))
    contents = {"modules": modules.packed, "data": _data(parts, brought, about.link)}
    hashes = [_hash(opening), modules.hash]
    if plotly in brings:
        contents["plotly"] = _plotly().packed
        hashes.append(_plotly().hash)
    styles = "\n".join((theme.style_sheet(), _own("page.css"), *dict.fromkeys(part.css for part in parts if part.css)))
    policy = (
        f"default-src 'none'; script-src {' '.join(hashes)}; style-src 'unsafe-inline'; "
        "img-src data: blob:; font-src data:; base-uri 'none'; form-action 'none'"
    )
    seats = "\n".join(
        f'<div class="part" id="{_seat(number)}">{part.html}</div>' for number, part in enumerate(parts) if part.html
    )
    packed = "\n".join(
        f'<script type="application/gzip" id="contained-{name}">{content}</script>'
        for name, content in contents.items()
    )
    page = f"""<!DOCTYPE html>
<html lang="{escape(about.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Unrolled">
<title>{escape(about.title)}</title>
<style>
{styles}</style>
</head>
<body>
<main data-testid="stMain">
<h1>{escape(about.title)}</h1>
{about.words}
<p class="problem" id="problem" role="alert" hidden>{escape(about.problem)}</p>
<noscript><p class="problem">{escape(about.problem)}</p></noscript>
{seats}
<footer>
{_footer(about)}</footer>
</main>
{packed}
<script type="module">{opening}</script>
</body>
</html>
"""
    return page.encode("utf-8", "replace")


def _footer(about: About) -> str:
    lines = [escape(note) for note in about.notes]
    if _leads_out(about.link):
        link = escape(about.link)
        lines.append(f'{escape(about.made_by)} <a href="{link}" rel="noreferrer">{link}</a>')
    return "".join(f"<p>{line}</p>\n" for line in lines)


def _leads_out(link: str) -> bool:
    return link.startswith(("http://", "https://"))


def _seat(number: int) -> str:
    return f"part-{number}"


def _own(name: str) -> str:
    return (_BROWSER / name).read_text("utf-8")


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def _packed(content: bytes) -> str:
    """The content in letters and digits, `+`, `/` and `=`: none of them means anything to HTML."""
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()


@dataclass(frozen=True)
class _Script:
    """A script that a file contains, and the hash by which its policy knows it."""

    packed: str
    hash: str


def _script(text: str) -> _Script:
    return _Script(_packed(text.encode()), _hash(text))


@functools.cache
def _plotly() -> _Script:
    return _script(assets.read(assets.plotly_url()).body.decode())


def _data(parts: Sequence[Part], brings: Mapping[str, str | bytes], link: str) -> str:
    """The length of the JSON, the JSON, and the blocks of bytes behind it."""
    blocks: list[bytes] = []

    def put(block: bytes) -> list[int]:
        blocks.append(block)
        return [sum(map(len, blocks[:-1])), len(block)]

    described = [
        {"module": part.module, "seat": _seat(number) if part.html else ""}
        | ({"at": put(part.data)} if isinstance(part.data, bytes) else {"data": part.data})
        for number, part in enumerate(parts)
    ]
    brought = {address: put(what) if isinstance(what, bytes) else what for address, what in brings.items()}
    leads, plotly = link if _leads_out(link) else "", assets.plotly_url()
    header = json.dumps({"parts": described, "brings": brought, "link": leads, "plotly": plotly}).encode()
    return _packed(b"".join((len(header).to_bytes(4, "little"), header, *blocks)))


@functools.lru_cache(maxsize=32)
def _modules(entries: tuple[str, ...]) -> _Script:
    return _script(in_one(entries))
