"""From a recorded run to a panel: every number that the diagram, the equations and the narration of a cell read."""

import re
from collections.abc import Iterable, Mapping

import numpy as np

from engine import Network, Readout, Trace, cells
from engine.cells.base import LayerWeights
from ui.figures.bands import MOST_ROWS
from ui.figures.part import PROJECTED
from ui.stepper.cells import on_screen
from ui.stepper.equations import step_before
from ui.stepper.payload import Array, Live, Panel
from ui.stepper.values import Values, bundle

_OF_HIDDEN = frozenset(("hidden", "hidden_initial", "gradient:hidden"))


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
    units: tuple[int, ...] = (),
    sums: bool = True,
) -> Panel:
    """The panel of one layer, direction and batch item of a run.

    `features` names the input features of the first layer; what a deeper layer reads are the hidden states below it.
    `live` lets a person take hold of the cell. `units` are those shown, zero-based and in this order, if not all; their
    numbers travel in single precision. Without `sums` the weights stay here, and the equations cannot be taken apart.
    A projected hidden state has rows of no unit, and a name of its own (`ui.figures.part.PROJECTED`).
    Raises ValueError for the diagram or the equations of one, which are others than those drawn, and for a cell with
    parameters of its own of which only some units are asked for.
    """
    if network.proj_size and (diagram or equations or live is not None):
        raise ValueError("the stepper draws cells without a projection (proj_size = 0)")
    cell = cells.get(network.cell)
    weights = network.layer(layer, direction)
    arrays = {name: values[layer, direction, :, batch] for name, values in trace.signals.items()}
    for name in cell.state:
        arrays[f"{name}_initial"] = trace.initial_state[name][layer, direction, batch]
        if name in trace.gradients:
            arrays[f"gradient:{name}"] = trace.gradients[name][layer, direction, :, batch]
    inputs = trace.parts[layer, direction].inputs[:, batch]
    all_weights = weights_of(weights)
    projected: dict[str, Array] = {}
    if network.proj_size:
        projected = {PROJECTED: arrays["hidden"]} if network.proj_size <= MOST_ROWS else {}  # else a figure has bands
        arrays = {name: values for name, values in arrays.items() if name not in _OF_HIDDEN}
    else:
        arrays |= _parts(network.cell, weights, arrays | all_weights | {"inputs": inputs}, reverse=bool(direction))
    if units:
        if weights.own:
            raise ValueError(f"of a cell with {', '.join(weights.own)} all units are shown, or none")
        whole = {f"all:{name}": arrays[name] for name in _of_all(network.cell, arrays)} if sums else {}
        arrays = {name: values[..., units] for name, values in arrays.items()} | whole
        all_weights = {name: _rows(values, units, network.hidden_size) for name, values in all_weights.items()}
    arrays |= {"inputs": inputs, **weights.own, **projected}
    if (equations and sums) or live is not None:
        arrays |= all_weights  # sums are taken apart weight by weight, and a run is computed anew with them
    return Panel(
        cell=network.cell,
        title=title or cell.title,
        units=len(units) or network.hidden_size,
        arrays=arrays,
        features=features if layer == 0 else _names_below(network, layer),
        input_blocks=cell.input_blocks,
        recurrent_blocks=cell.recurrent_blocks,
        reverse=bool(direction),
        diagram=diagram,
        equations=equations,
        live=live,
        names=tuple(unit + 1 for unit in units),
        sums=sums,
        single=bool(units),
    )


def _of_all(cell: str, arrays: Mapping[str, Array]) -> list[str]:
    """What the sums of a cell's equations read of all units, whichever one is chosen: what W multiplies."""
    known = on_screen(cell)
    rows = known.equations(step_before(reverse=False)) if known else ()
    read = {name for row in rows if row.sum for name in re.findall(r"\w+", row.sum.past)}
    return [name for name in arrays if name.removesuffix("_initial") in read]


def _rows(values: Array, units: tuple[int, ...], size: int) -> Array:
    """The rows of some units in weights or biases, whose blocks of `size` rows stand under one another."""
    return values.reshape(-1, size, *values.shape[1:])[:, units].reshape(-1, *values.shape[1:])


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
    size = network.proj_size or network.hidden_size
    return tuple(f"h{unit}{mark}" for mark in marks for unit in range(1, size + 1))
