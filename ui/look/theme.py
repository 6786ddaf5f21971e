"""The theme where Streamlit is not there to set it: the same variables, in the colours of `.streamlit/config.toml`.

A test holds the two equal. A file that stands by itself follows the light or dark that its reader's machine asks for.
"""

from collections.abc import Mapping
from types import MappingProxyType

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"
SIZE = 15  # pixels, of the text
LIGHT: Mapping[str, str] = MappingProxyType(
    {
        "primary-color": "#0067a3",
        "background-color": "#ffffff",
        "secondary-background-color": "#f5f7f9",
        "text-color": "#101722",
        "border-color": "#dde3e9",
        "link-color": "#0067a3",
        "red-color": "#b3261e",
    }
)
DARK: Mapping[str, str] = MappingProxyType(
    {
        "primary-color": "#6cb8ee",
        "background-color": "#12161d",
        "secondary-background-color": "#1a2029",
        "text-color": "#e6eaf0",
        "border-color": "#313a47",
        "link-color": "#6cb8ee",
        "red-color": "#ff8a80",
    }
)


def style_sheet() -> str:
    """The variables that the components' style sheets and modules read."""
    fonts = "".join(f" --st-{name}: {FONT};" for name in ("font", "heading-font"))
    code = " --st-code-font: ui-monospace, 'DejaVu Sans Mono', monospace;"
    dark = f"@media (prefers-color-scheme: dark) {{ :root {{{_variables(DARK)} }} }}"
    return f":root {{ color-scheme: light dark; font-size: {SIZE}px;{fonts}{code}{_variables(LIGHT)} }}\n{dark}\n"


def _variables(colours: Mapping[str, str]) -> str:
    return "".join(f" --st-{name}: {colour};" for name, colour in colours.items())
