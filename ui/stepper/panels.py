"""From a recorded run to a panel: every number that the diagram, the equations and the narration of a cell read."""

import numpy as np

from engine import Network, Trace, cells
from engine.cells.base import LayerWeights
from ui.stepper.equations import ACTIVATIONS
from ui.stepper.payload import Array, Panel


def build_panel(
    network: Network,
    trace: Trace,
    *,
    title: str = "",
    features: tuple[str, ...] = (),
    layer: int = 0,
    direction: int = 0,
    batch: int = 0,
    diagram: bool = True,
    equations: bool = True,
) -> Panel:
    """The panel of one layer, direction and batch item of a run.

    `features` names the input features of the first layer; what a deeper layer reads are the hidden states below it.
    Raises ValueError for a projected hidden state, whose equations are not those of the diagrams.
    """
    if network.proj_size:
        raise ValueError("the stepper shows cells without a projection (proj_size = 0)")
    cell = cells.get(network.cell)
    weights = network.layer(layer, direction)
    arrays = {name: values[layer, direction, :, batch] for name, values in trace.signals.items()}
    for name in cell.state:
        arrays[f"{name}_initial"] = trace.initial_state[name][layer, direction, batch]
        if name in trace.gradients:
            arrays[f"gradient:{name}"] = trace.gradients[name][layer, direction, :, batch]
    arrays["inputs"] = trace.layer_inputs(layer, 0)[:, batch]  # direction 0: in the input's own order
    rows = len(cell.blocks) * network.hidden_size
    arrays |= {
        "weight_ih": weights.weight_ih,
        "weight_hh": weights.weight_hh,
        "bias_ih": np.zeros(rows) if weights.bias_ih is None else weights.bias_ih,
        "bias_hh": np.zeros(rows) if weights.bias_hh is None else weights.bias_hh,
    }
    arrays |= _parts(network.cell, weights, arrays, reverse=bool(direction))
    return Panel(
        cell=network.cell,
        title=title or cell.title,
        units=network.hidden_size,
        arrays=arrays,
        features=features if layer == 0 else _names_below(network),
        blocks=cell.blocks,
        reverse=bool(direction),
        diagram=diagram,
        equations=equations,
    )


@np.errstate(all="ignore")  # where the run holds a NaN or an infinity, so do its parts
def _parts(cell: str, weights: LayerWeights, arrays: dict[str, Array], *, reverse: bool) -> dict[str, Array]:
    """The sums that an equation on screen shows apart, though the cell adds them up at once.

    `<block>_from_input` is V x_t, `<block>_from_state` is W h_{t-1}, both (T, H); `<block>_bias` is b, (H,). The GRU's
    candidate keeps each bias with its product, since the reset gate multiplies the second sum only.
    """
    hidden, initial = arrays["hidden"], arrays["hidden_initial"][None]
    before = np.concatenate((hidden[1:], initial)) if reverse else np.concatenate((initial, hidden[:-1]))
    units = hidden.shape[1]
    if cell == "gru":
        n = slice(2 * units, 3 * units)
        return {
            "candidate_from_input": arrays["inputs"] @ weights.weight_ih[n].T + arrays["bias_ih"][n],
            "candidate_from_state": before @ weights.weight_hh[n].T + arrays["bias_hh"][n],
        }
    if cell in ACTIVATIONS:
        return {
            "hidden_from_input": arrays["inputs"] @ weights.weight_ih.T,
            "hidden_from_state": before @ weights.weight_hh.T,
            "hidden_bias": arrays["bias_ih"] + arrays["bias_hh"],
        }
    return {}


def _names_below(network: Network) -> tuple[str, ...]:
    marks = ("→", "←") if network.bidirectional else ("",)
    return tuple(f"h{unit}{mark}" for mark in marks for unit in range(1, network.hidden_size + 1))
