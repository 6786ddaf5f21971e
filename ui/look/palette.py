"""Every colour of the app, named once, for light and for dark backgrounds.

Figure builders use the light palette, so that a figure looks right in a notebook. In the dark theme the browser
replaces each colour by its partner in `DARK`; nothing is drawn anew in Python when the theme changes.

The categorical colours are those of Okabe and Ito (2008), which people with any common colour vision deficiency can
tell apart; signed values run from blue to red as in ColorBrewer's RdBu. A number or a shape always says the same.
"""

from collections.abc import Mapping
from types import MappingProxyType

ColourScale = tuple[tuple[float, str], ...]

INK = "#1b2330"
MUTED = "#5d6b7e"
FAINT = "#e6eaee"
SURFACE = "#f2f4f6"
BELIEF = "#b4bfcc"
RIGHT = "#1a7f4e"
WRONG = "#c62f2f"
WARNING = "#b25e00"

SIGNAL_COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "forget_gate": "#0072b2",
        "input_gate": "#008a66",
        "output_gate": "#b87503",
        "candidate": "#b3568f",
        "update_gate": "#2f6fd0",
        "reset_gate": "#7a5cc0",
        "hidden": "#1c232d",
        "cell": "#55606e",
    }
)

CELL_COLOURS: Mapping[str, str] = MappingProxyType({"elman": "#d55e00", "lstm": "#0072b1", "gru": "#009e73"})

# The same by the name that a person knows them by, for the words around the figures.
KIND_COLOURS: Mapping[str, str] = MappingProxyType(
    {"rnn": CELL_COLOURS["elman"], "lstm": CELL_COLOURS["lstm"], "gru": CELL_COLOURS["gru"]}
)

SIGNED: ColourScale = (
    (0.0, "#1f5fa8"),
    (0.25, "#8fb8dc"),
    (0.5, "#f4f5f6"),
    (0.75, "#e59a8f"),
    (1.0, "#b2182c"),
)

DARK: Mapping[str, str] = MappingProxyType(
    {
        INK: "#e8ecf2",
        MUTED: "#9aa7b8",
        FAINT: "#2a323e",
        SURFACE: "#1f2630",
        BELIEF: "#4d5a6c",
        RIGHT: "#5ccb95",
        WRONG: "#ff7b72",
        WARNING: "#f0a44b",
        "#0072b2": "#4aa8e0",
        "#008a66": "#35c49b",
        "#b87503": "#f0ad3e",
        "#b3568f": "#e08fc0",
        "#2f6fd0": "#76a6f5",
        "#7a5cc0": "#b39bee",
        "#1c232d": "#e7ebf1",
        "#55606e": "#a7b2c1",
        "#d55e00": "#ff8a3d",
        "#0072b1": "#4ca9e1",
        "#009e73": "#2fc79c",
        "#1f5fa8": "#5aa9f2",
        "#8fb8dc": "#3d6288",
        "#f4f5f6": "#232b36",
        "#e59a8f": "#8a4a4b",
        "#b2182c": "#f2716f",
        "#f1f4f7": "#212934",
    }
)

GATE_CLOSED = "#f1f4f7"


def signal_colour(name: str) -> str:
    """The colour of a signal; the pre-activation of a gate wears the gate's colour."""
    return SIGNAL_COLOURS.get(name.removesuffix("_preactivation"), INK)


def gate_scale(name: str) -> ColourScale:
    """From closed (0) to open (1), in the gate's own colour."""
    return ((0.0, GATE_CLOSED), (1.0, signal_colour(name)))
