"""A recurrent module in a notebook: `explore(module, x)` is a cell's output in which one steps through the run.

    from ui.notebook import explore

    explore(torch.nn.LSTM(3, 8), torch.randn(20, 1, 3), loss=engine.losses.last_step())
    explore({"before": fresh, "after": trained}, x)

The output is a page of its own in a frame: it needs no extension, no server and no network, and stays in the saved
notebook. It was tried in JupyterLab and marimo.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import engine
from engine import Network, Trace
from engine.recording.losses import Loss
from ui.standalone.runs import Standalone
from ui.words import t

if TYPE_CHECKING:
    import torch

    Model = torch.nn.Module | Network

HEIGHT = 760  # pixels: transport, diagram and equations at a notebook's width
# Where a notebook lets it run, the frame becomes as high as its page says it is.
_FOLLOW = (
    "window.addEventListener('message', ({ source, data }) => { if (source === this.contentWindow && "
    "data?.type === 'unrolled-height') this.style.height = data.height + 'px' })"
)


@dataclass(frozen=True, eq=False)
class Explorer:
    """What was recorded, as a notebook shows it.

    Attributes:
        runs: by what they are called; one alone is called "".
        page: the same as a file.
        height: of the frame, in pixels, until it has heard how high its page is.
    """

    runs: Mapping[str, Trace]
    page: Standalone
    height: int = HEIGHT

    @property
    def trace(self) -> Trace:
        """The run, or the first of them."""
        return next(iter(self.runs.values()))

    def save(self, path: str | Path) -> Path:
        """Write it as one HTML file, and say where that is."""
        return self.page.save(path)

    def _repr_html_(self) -> str:
        # A browser shows nothing that stands inside a frame; where an untrusted frame is taken out, this is left of it.
        instead = t(
            "Here stands a picture to step through: run this cell, or trust this notebook (JupyterLab: Trust Notebook, "
            "in the command palette)."
        )
        return (
            f'<iframe srcdoc="{escape(self.page.html.decode())}" sandbox="allow-scripts allow-downloads" '
            f'style="width: 100%; height: {self.height}px; border: 0" onload="{escape(_FOLLOW)}">'
            f"<p>{escape(instead)}</p></iframe>"
        )

    def __repr__(self) -> str:
        said = ", ".join(f"{name}: {trace}" if name else str(trace) for name, trace in self.runs.items())
        return f"Explorer({said})"


def explore(
    module: "Model | Mapping[str, Model]",
    x: Any,
    *,
    tokens: Sequence[str] | None = None,
    features: Sequence[str] | None = None,
    loss: Loss | Callable[[Any], Any] | None = None,
    title: str = "",
    layer: int = 0,
    direction: int = 0,
    batch: int = 0,
    height: int = HEIGHT,
) -> Explorer:
    """Record a run of a module, or of several on the same input, and show it.

    Args:
        module: as `engine.record` takes it; or up to four by what they are called, which stand side by side.
        x: what they read.
        tokens: what each step's input is called.
        features: what the input features are called.
        loss: as `engine.record` takes it; with one, gradients are shown.
        title: above the picture.
        layer, direction, batch: which part is shown, zero-based.
        height: of the output, in pixels, until it has heard how high the picture is.

    Raises:
        TypeError, ValueError: what cannot be recorded or shown, and why.
    """
    modules = module if isinstance(module, Mapping) else {"": module}
    runs = {name: engine.record(one, x, loss) for name, one in modules.items()}
    shown = runs if isinstance(module, Mapping) else next(iter(runs.values()))
    page = Standalone(shown, tokens, features, title or "Unrolled", layer=layer, direction=direction, batch=batch)
    return Explorer(runs, page, height)
