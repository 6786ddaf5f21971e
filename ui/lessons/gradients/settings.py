"""Everything that a link to the gradient lesson says."""

from dataclasses import dataclass, replace

from ui.look.cells import CELLS
from ui.settings.parameters import Choice, Flag, Number, Whole, parameter

SEEDS = 20
ACTIVATIONS = ("tanh", "relu", "leaky_relu", "sigmoid", "linear")
INITS = ("default", "orthogonal", "identity", "gaussian", "nonnormal")
GATE_INITS = ("default", "orthogonal", "gaussian", "identity")
BIASES = ("default", "0", "1", "3", "5")
VIEWS = ("why", "terms", "keep", "remedies", "activations")
SCENES = (
    "vanishing", "saturating", "exploding", "orthogonal", "identity", "bias", "skip", "clipping", "window", "nonnormal",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class GradientSettings:
    """Everything a link to the page says. Steps are counted from 1, as people do; 0 leaves the choice to the page."""

    scene: str = parameter("", Choice(("", *SCENES)))
    rnn: bool = parameter(True, Flag())
    lstm: bool = parameter(True, Flag())
    gru: bool = parameter(True, Flag())
    before: bool = parameter(True, Flag())
    units: int = parameter(32, Whole(1, 64))
    length: int = parameter(100, Whole(2, 300))
    seed: int = parameter(0, Whole(0, 9999))
    data_seed: int = parameter(0, Whole(0, 9999))
    scale: float = parameter(1.0, Number(0.01, 5.0))
    init: str = parameter("default", Choice(INITS))
    radius: float = parameter(1.0, Number(0.5, 1.5))
    activation: str = parameter("tanh", Choice(ACTIVATIONS))
    skip: bool = parameter(False, Flag())
    gates_init: str = parameter("default", Choice(GATE_INITS))
    forget_bias: str = parameter("3", Choice(BIASES))
    update_bias: str = parameter("default", Choice(BIASES))
    loss: str = parameter("last", Choice(("last", "every")))
    clip: bool = parameter(False, Flag())
    theta: float = parameter(1.0, Number(0.001, 1e6))
    window: int = parameter(0, Whole(0, 300))
    parts: bool = parameter(False, Flag())
    runs: int = parameter(1, Whole(1, SEEDS))
    view: str = parameter("why", Choice(VIEWS))
    focus: str = parameter("rnn", Choice(tuple(CELLS)))
    present: bool = parameter(False, Flag())
    predict: bool = parameter(True, Flag())
    cover: bool = parameter(False, Flag())
    t: int = parameter(0, Whole(0, 300), place=True)
    k: int = parameter(0, Whole(0, 300), place=True)

    def computed(self) -> "GradientSettings":
        """What the curves depend on, and nothing else."""
        usual = GradientSettings()
        ignored = ("scene", "parts", "view", "focus", "present", "predict", "cover", "t", "k")
        return replace(self, **{name: getattr(usual, name) for name in ignored})

    def place(self) -> tuple[int, int]:
        """The zero-based pair (k, t): where the cursor stands, and where the product of Jacobians ends."""
        t = min(self.t or self.length, self.length)
        k = min(self.k or max(1, (t + 1) // 2), self.length)
        return k - 1, t - 1
