"""The sign of a unit: it means nothing to a network whose candidate is odd, so it can be chosen for the eye.

tanh(-a) = -tanh(a): if a unit's rows of the candidate change sign (V, W and b), its state does too; and if then its
column of W and of the readout change sign, nobody who reads the state notices. The gates' own rows stay as they are.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.cells.base import Array
from engine.networks.network import Network
from engine.networks.readout import Readout

Units = NDArray[np.bool_]


def speaking_against(readout: Readout, answer: int) -> Units:
    """The units whose positive values make an answer less likely (of two), or smaller (if there is only one), (F,).

    Raises:
        ValueError: three answers or more: a unit may speak for one of them and against another.
    """
    answers = len(readout.bias)
    if answers > 2:
        raise ValueError(f"with {answers} answers a unit speaks neither for nor against one of them alone")
    others = readout.weight.sum(axis=0) - readout.weight[answer]
    return np.asarray(readout.weight[answer] < others)


def flipped(network: Network, units: Units) -> Network:
    """The same network with the signs of some units turned: its states there are the negatives, all else is equal.

    Args:
        network: one layer in one direction, without a projection, of a cell whose units have no sign of their own.
        units: which to turn, (H,).

    Raises:
        ValueError: another network.
    """
    cell, signs = network.cell_of(0), np.where(units, -1.0, 1.0)
    if network.layer_directions != ("forward",) or network.proj_size:
        raise ValueError("units are flipped for one layer in one direction, without a projection")
    if cell.odd is None:
        raise ValueError(f"the units of {cell.title} have a sign of their own")
    own = {parameter.name: (parameter.name,) for parameter in cell.own_parameters(1, 1)}
    of_input, of_state = dict.fromkeys(("weight_ih", "bias_ih"), cell.input_blocks), cell.recurrent_blocks
    of_rows = {**of_input, **dict.fromkeys(("weight_hh", "bias_hh"), of_state), **own}  # what the rows compute, H each
    weights = {}
    for name, weight in network.weights.items():
        turned = [signs if each in cell.odd else np.ones_like(signs) for each in of_rows[name.removesuffix("_l0")]]
        rows: Array = np.concatenate([signs[:0], *turned])
        weights[name] = (weight.T * rows).T
    weights["weight_hh_l0"] = weights["weight_hh_l0"] * signs
    return Network(cell.name, weights, network.input_size, network.hidden_size, bias=network.bias)


def flipped_readout(readout: Readout, units: Units) -> Readout:
    """The readout that gives the same answers from the flipped units."""
    return Readout(readout.weight * np.where(units, -1.0, 1.0), readout.bias)
