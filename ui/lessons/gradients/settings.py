"""Everything that a link to the gradient lesson says."""

from dataclasses import dataclass, replace

from ui.look.cells import CELLS
from ui.settings.parameters import Choice, Flag, Number, ParameterProblem, Several, Whole, parameter
from ui.words import plain, t

SEEDS = 20
KINDS = ("rnn", "lstm", "gru")  # of cells, in the order in which their curves are drawn
FURTHER = tuple(kind for kind in CELLS if kind not in KINDS)  # the curves of these come after them, if they are chosen
MOST = 6  # further curves that one can still tell apart
ACTIVATIONS = ("tanh", "relu", "leaky_relu", "sigmoid", "linear")
INITS = ("default", "orthogonal", "identity", "gaussian", "nonnormal")
GATE_INITS = ("default", "orthogonal", "gaussian", "identity")
BIASES = ("default", "0", "1", "3", "5")
VIEWS = ("why", "terms", "keep", "remedies", "activations", "cells")
NUMBER = "number"  # the scene with one neuron
SCENES = (
    NUMBER,
    "vanishing", "saturating", "exploding", "orthogonal", "identity", "bias", "skip", "clipping", "window", "nonnormal",
)  # fmt: skip

STEPS = 16  # of the one neuron
PULSE = "1" + "0" * (STEPS - 1)
NEURON_FUNCTIONS = ("linear", "tanh")
OUTPUT_FUNCTIONS = ("linear", "sigmoid")
OF_NEURON = ("w", "f", "b", "v", "u", "by", "fy", "x")


@dataclass(frozen=True, slots=True)
class Pulses:
    """An input of 0 or 1 for each step of the one neuron."""

    def parse(self, name: str, typed: str) -> str:
        """The digits themselves, one for each step."""
        if len(typed) != STEPS or set(typed) - {"0", "1"}:
            raise ParameterProblem(
                t("“{name}={typed}” should be {steps} digits, each 0 or 1.", name=name, typed=plain(typed), steps=STEPS)
            )
        return typed


@dataclass(frozen=True, slots=True)
class GradientSettings:
    """Everything a link to the page says. Steps are counted from 1, as people do; 0 leaves the choice to the page."""

    scene: str = parameter("", Choice(("", *SCENES)))
    rnn: bool = parameter(True, Flag())
    lstm: bool = parameter(True, Flag())
    gru: bool = parameter(True, Flag())
    cells: tuple[str, ...] = parameter((), Several(FURTHER, MOST))
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
    forget_bias: str = parameter("default", Choice(BIASES))
    update_bias: str = parameter("default", Choice(BIASES))
    memory_bias: str = parameter("default", Choice(BIASES))
    loss: str = parameter("last", Choice(("last", "every")))
    clip: bool = parameter(False, Flag())
    theta: float = parameter(1.0, Number(0.001, 1e6))
    window: int = parameter(0, Whole(0, 300))
    parts: bool = parameter(False, Flag())
    runs: int = parameter(1, Whole(1, SEEDS))
    view: str = parameter("why", Choice(VIEWS))
    focus: str = parameter("rnn", Choice((*KINDS, *FURTHER)))
    unit: int = parameter(1, Whole(1, 64))
    present: bool = parameter(False, Flag())
    predict: bool = parameter(True, Flag())
    cover: bool = parameter(True, Flag())
    w: float = parameter(0.8, Number(-1.5, 1.5), place=True)
    f: str = parameter("linear", Choice(NEURON_FUNCTIONS), place=True)
    b: float = parameter(0.0, Number(-2.0, 2.0), place=True)
    v: float = parameter(1.0, Number(-2.0, 2.0), place=True)
    u: float = parameter(1.0, Number(-2.0, 2.0), place=True)
    by: float = parameter(0.0, Number(-2.0, 2.0), place=True)
    fy: str = parameter("linear", Choice(OUTPUT_FUNCTIONS), place=True)
    x: str = parameter(PULSE, Pulses(), place=True)
    t: int = parameter(0, Whole(0, 300), place=True)
    k: int = parameter(0, Whole(0, 300), place=True)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cells", Several(FURTHER, MOST).ordered(self.cells))  # a widget gives a list

    def computed(self) -> "GradientSettings":
        """What the curves depend on, and nothing else."""
        usual = GradientSettings()
        ignored = ("scene", "parts", "view", "focus", "unit", "present", "predict", "cover", "t", "k", *OF_NEURON)
        return replace(self, **{name: getattr(usual, name) for name in ignored})

    def place(self) -> tuple[int, int]:
        """The zero-based pair (k, t): where the cursor stands, and where the product of Jacobians ends."""
        t = min(self.t or self.length, self.length)
        k = min(self.k or max(1, (t + 1) // 2), self.length)
        return k - 1, t - 1
