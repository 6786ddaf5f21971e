"""Every colour of the app, named once, for light and for dark backgrounds.

One colour has one meaning: the sign of a value is blue or red, a gate has its own hue, a cell another, and right and
wrong are told by a shape in ink. So a picture may hold all of them, and nothing in it can be taken for something else.
A number, a label or a shape always says the same as the colour, for those who cannot tell two of them apart.

Figure builders use the light palette, so that a figure looks right in a notebook. In the dark theme the browser
replaces each colour by its partner in `DARK`; nothing is drawn anew in Python when the theme changes. Every colour of
this page that is used for words stands out from both backgrounds by 4.5 to 1 (WCAG 2.1, AA); a test holds that.
"""

from collections.abc import Mapping
from types import MappingProxyType

ColourScale = tuple[tuple[float, str], ...]

INK = "#1b2330"
MUTED = "#586679"
FAINT = "#e6eaee"
SURFACE = "#f2f4f6"
BELIEF = "#b4bfcc"
RIGHT = "#5d6b7f"  # a disc
WRONG = "#1b2331"  # a cross
EXPLODING = "#c62f2f"
WARNING = "#9c5200"

_OWN = {
    "forget_gate": "#007a8c",
    "input_gate": "#2e7d32",
    "output_gate": "#96650a",
    "candidate": "#b0428a",
    "update_gate": "#667500",
    "reset_gate": "#7350b8",
    "hidden": "#1c232d",
    "cell": "#55606e",
}
# What does in its cell as another signal does in its own looks as that does.
ALIKE: Mapping[str, str] = MappingProxyType(
    {
        "normalised_forget_gate": "forget_gate",
        "normalised_input_gate": "input_gate",
        "decay": "forget_gate",
        "recurrence_gate": "reset_gate",
        "normaliser": "cell",
        "stabiliser": "cell",
    }
)
SIGNAL_COLOURS: Mapping[str, str] = MappingProxyType(_OWN | {name: _OWN[like] for name, like in ALIKE.items()})

# Negative to positive, as in ColorBrewer's RdBu.
SIGNED: ColourScale = (
    (0.0, "#1f5fa8"),
    (0.25, "#8fb8dc"),
    (0.5, "#f4f5f6"),
    (0.75, "#e59a8f"),
    (1.0, "#b2182c"),
)

GATE_CLOSED = "#f1f4f7"

LSTM = "#4146b0"
GRU = "#b84a00"
RNN = "#6b5b4d"
NEWER = "#136b50"

# The parts of an unrolled network; none of them is the blue or the red of a sign.
PARTS: Mapping[str, str] = MappingProxyType(
    {
        "input": "#5c6675",
        "forward": "#0f6f5c",
        "backward": "#7a45b5",
        "decoder": "#3b4a5f",
        "looking": "#9a5b00",
        "found": "#a1367c",
        "whole": "#4d5b1f",
        "answer": "#1b2332",
    }
)

DARK: Mapping[str, str] = MappingProxyType(
    {
        PARTS["input"]: "#a3afbf",
        PARTS["forward"]: "#45d0b2",
        PARTS["backward"]: "#bd98f2",
        PARTS["decoder"]: "#b7c4d6",
        PARTS["looking"]: "#f0ab4e",
        PARTS["found"]: "#ee8cc9",
        PARTS["whole"]: "#bccf63",
        PARTS["answer"]: "#e8ecf4",
        INK: "#e8ecf2",
        MUTED: "#9aa7b8",
        FAINT: "#2a323e",
        SURFACE: "#1f2630",
        BELIEF: "#4d5a6c",
        RIGHT: "#9aa7b9",
        WRONG: "#e8ecf3",
        EXPLODING: "#ff7b72",
        WARNING: "#f0a44b",
        SIGNAL_COLOURS["forget_gate"]: "#43c3d8",
        SIGNAL_COLOURS["input_gate"]: "#63c97f",
        SIGNAL_COLOURS["output_gate"]: "#e0b43c",
        SIGNAL_COLOURS["candidate"]: "#ea8bc8",
        SIGNAL_COLOURS["update_gate"]: "#b8cc4e",
        SIGNAL_COLOURS["reset_gate"]: "#b79df0",
        SIGNAL_COLOURS["hidden"]: "#e7ebf1",
        SIGNAL_COLOURS["cell"]: "#a7b2c1",
        LSTM: "#9aa2ff",
        GRU: "#ff9350",
        RNN: "#c9b8a4",
        NEWER: "#3fdcab",
        "#1f5fa8": "#5aa9f2",
        "#8fb8dc": "#3d6288",
        "#f4f5f6": "#232b36",
        "#e59a8f": "#8a4a4b",
        "#b2182c": "#f2716f",
        GATE_CLOSED: "#212934",
    }
)


def signal_colour(name: str) -> str:
    """The colour of a signal; the pre-activation of a gate wears the gate's colour."""
    return SIGNAL_COLOURS.get(name.removesuffix("_preactivation"), INK)


def gate_scale(name: str) -> ColourScale:
    """From closed (0) to open (1), in the gate's own colour."""
    return ((0.0, GATE_CLOSED), (1.0, signal_colour(name)))
