"""The words of a page as HTML, for a file that has no Streamlit to render them.

Raw HTML is shown letter by letter, a link leads only where a browser may go, and what would be fetched is left out.
"""

import functools
import re
from collections.abc import Sequence
from urllib.parse import urljoin

from markdown_it import MarkdownIt
from markdown_it.token import Token

_ICON = re.compile(r":material/\w+: ?")
_COLOURED = re.compile(r":[a-z]+(?:-[a-z]+)*\[([^\[\]]*)\]")  # Streamlit's own, such as `:gray-badge[…]`


@functools.cache
def _writer() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def as_html(markdown: str, link: str = "") -> str:
    """The Markdown as HTML.

    Args:
        markdown: as a page shows it.
        link: the page's own address, to which links of the app are relative; with none they are only words.
    """
    tokens = _writer().parse(_COLOURED.sub(r"\1", _ICON.sub("", markdown)))
    for token in tokens:
        token.children = _led_out(token.children, link) if token.children else token.children
    return str(_writer().renderer.render(tokens, _writer().options, {}))


def _led_out(tokens: Sequence[Token], link: str) -> list[Token]:
    """The same with links that mean something outside the app."""
    found = []
    leaves = False  # is what stands here linked to nothing?
    for token in tokens:
        if token.type == "link_open":
            href = urljoin(link, str(token.attrs.get("href", "")))
            leaves = not href.startswith(("http://", "https://"))
            token.attrs = {"href": href, "rel": "noreferrer"}
        if not (leaves and token.type in ("link_open", "link_close")):
            found.append(token)
    return found
