"""From a recorded run to a panel: every number that the diagram, the equations and the narration of a cell read."""

from collections.abc import Iterable

import numpy as np

from engine import Network, Readout, Trace, cells
from engine.cells.base import LayerWeights
from ui.stepper.cells import on_screen
from ui.stepper.payload import Array, Live, Panel, Values, bundle


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
    live: Live | None = None,
) -> Panel:
    """The panel of one layer, direction and batch item of a run.

    `features` names the input features of the first layer; what a deeper layer reads are the hidden states below it.
    `live` lets a person take hold of the cell.
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
    arrays["inputs"] = trace.parts[layer, direction].inputs[:, batch]
    all_weights = weights_of(weights)
    arrays |= weights.own
    arrays |= _parts(network.cell, weights, arrays | all_weights, reverse=bool(direction))
    if equations or live is not None:
        arrays |= all_weights  # sums are taken apart weight by weight, and a run is computed anew with them
    return Panel(
        cell=network.cell,
        title=title or cell.title,
        units=network.hidden_size,
        arrays=arrays,
        features=features if layer == 0 else _names_below(network, layer),
        input_blocks=cell.input_blocks,
        recurrent_blocks=cell.recurrent_blocks,
        reverse=bool(direction),
        diagram=diagram,
        equations=equations,
        live=live,
    )


def weights_of(weights: LayerWeights) -> dict[str, Array]:
    """The weights of a layer by the names that the browser reads; no bias is one of zeros."""
    return {
        "weight_ih": weights.weight_ih,
        "weight_hh": weights.weight_hh,
        "bias_ih": np.zeros(len(weights.weight_ih)) if weights.bias_ih is None else weights.bias_ih,
        "bias_hh": np.zeros(len(weights.weight_hh)) if weights.bias_hh is None else weights.bias_hh,
        **weights.own,
    }


def packed_weights(networks: Iterable[tuple[Network, Readout]]) -> bytes:
    """The weights of networks of one cell and size, stacked by name, as `browser/training.js` reads them."""
    stacked: dict[str, list[Array]] = {}
    for network, readout in networks:
        parts = weights_of(network.layer(0)) | {"readout.weight": readout.weight, "readout.bias": readout.bias}
        for name, weight in parts.items():
            stacked.setdefault(name, []).append(weight)
    values = Values()
    arrays = values.add({name: np.stack(parts) for name, parts in stacked.items()}, painted=True)  # trained as float32
    return bundle({"arrays": arrays, "values": values.packed()})


@np.errstate(all="ignore")  # where the run holds a NaN or an infinity, so do its parts
def _parts(cell: str, weights: LayerWeights, arrays: dict[str, Array], *, reverse: bool) -> dict[str, Array]:
    """The sums that the cell's equations show apart, though it adds them up at once."""
    known = on_screen(cell)
    if known is None:
        return {}
    before = {f"{name}@previous": _before(arrays, name, reverse=reverse) for name in cells.get(cell).state}
    return known.parts(weights, arrays | before, before["hidden@previous"])


def _before(arrays: dict[str, Array], state: str, *, reverse: bool) -> Array:
    """A state before each step, (T, H)."""
    values, initial = arrays[state], arrays[f"{state}_initial"][None]
    return np.concatenate((values[1:], initial)) if reverse else np.concatenate((initial, values[:-1]))


def _names_below(network: Network, layer: int) -> tuple[str, ...]:
    marks = ("→", "←") if len(network.sides(layer - 1)) > 1 else ("",)
    return tuple(f"h{unit}{mark}" for mark in marks for unit in range(1, network.hidden_size + 1))
