"""How a fresh network begins: what a person may choose for it in several lessons, and what becomes of that.

A lesson that has it keeps the settings `init`, `radius` and `forget_bias`.
"""

from engine.cells import Cell
from engine.learning.tasks import InputProblem
from engine.networks.initialisation import Init
from ui.runs.networks import refuse_identity_for_gates
from ui.settings.widgets import Widgets
from ui.words import t

INITS = ("default", "orthogonal", "identity", "gaussian")
BIASES = ("default", "0", "1", "2", "3", "5")
_SCALED = ("orthogonal", "gaussian")  # to a spectral radius


def init_controls(widgets: Widgets, cell: Cell, *, bias: bool = True, projected: bool = False) -> None:
    """The widgets for it, as far as they apply to a cell, with biases or without, projected or not."""
    kinds = _kinds()
    unfit = ["identity"] if _has_gates(cell) else []
    unfit += ["gaussian"] if projected else []
    for kind in unfit:
        if widgets["init"] != kind:  # a link may still ask, and gets a sentence
            del kinds[kind]
    init = widgets.pick("init", t("Initialisation of W"), kinds)
    if init in _SCALED and not projected:
        widgets.slider("radius", t("Spectral radius ρ of W"), 0.05)
    if bias and cell.memory_biases(1.0):
        biases = {bias: _biases(cell, float(bias)) for bias in BIASES if bias != "default"}
        widgets.pick("forget_bias", _bias_label(cell), {"default": t("PyTorch's default"), **biases})


def begins(init: Init, cell: Cell) -> str:
    """How a fresh network of a cell began, in words: those of the widgets, and nothing that it did not heed."""
    said = []
    if init.kind != "default":
        radius = "" if init.spectral_radius is None else f", ρ = {init.spectral_radius:g}"
        said.append(f"W: {_kinds()[init.kind]}{radius}")
    if init.forget_bias is not None:
        said.append(f"{_bias_label(cell)}: {_biases(cell, init.forget_bias)}")
    return "; ".join(said) or t("PyTorch's default")


def _kinds() -> dict[str, str]:
    names = (t("PyTorch's default"), t("Orthogonal"), t("Identity (RNN)"), t("Gaussian"))
    return dict(zip(INITS, names, strict=True))


def _bias_label(cell: Cell) -> str:
    """Whose bias says how much memory is kept."""
    titles = [t(signal.title) for gate in cell.memory_biases(1.0) for signal in cell.signals if signal.name == gate]
    return t("Bias of the {gate}", gate=t(" and ").join(titles))


def _biases(cell: Cell, bias: float) -> str:
    """What these biases are then: of a gate that writes when it is open with a minus."""
    return ", ".join(f"{found + 0.0:g}".replace("-", "−") for found in cell.memory_biases(bias).values())


def init_of(
    cell: Cell, kind: str, radius: float, forget_bias: str, *, bias: bool = True, projected: bool = False
) -> Init:
    """How a fresh network begins. Raises InputProblem for what does not go together."""
    if _has_gates(cell):
        refuse_identity_for_gates(kind)
    if projected and kind == "gaussian":
        raise InputProblem(
            "With a projection the recurrent weights are not square, and have no spectral radius to be scaled to. "
            "Please choose another initialisation."
        )
    has_bias = forget_bias != "default" and cell.memory_gate is not None and bias
    return Init(
        kind=kind,
        spectral_radius=radius if kind in _SCALED and not projected else None,
        forget_bias=float(forget_bias) if has_bias else None,
    )


def _has_gates(cell: Cell) -> bool:
    return any(signal.kind == "gate" for signal in cell.signals)
