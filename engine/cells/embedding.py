"""Cells that use their input unit by unit, without weights, and therefore need it to have a number for every unit."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping

import numpy as np

from engine.cells.arithmetic import Array, from_inputs
from engine.cells.base import Cell, LayerWeights, Signal, State
from engine.cells.factors import Factors
from engine.cells.holding import EVERYWHERE, Held, cut


class Embedded(Cell):
    """Put before a cell: it reads e_t = E x_t with the learned matrix `weight_embedding`, (H, D), in the place of x_t.

    Where the inputs have H features, E = 1 is the cell without an embedding.
    """

    embeds = True
    embedded_signal = Signal("embedded_input", "e_t", "embedded input", "e_t = E x_t", kind="state")

    @abstractmethod
    def back_unweighted(self, signals: Mapping[str, Array], gradients: Mapping[str, Array]) -> Array:
        """What comes back to e_t from where it enters without weights, (T, B, H)."""

    @np.errstate(all="ignore")
    def forward(self, weights: LayerWeights, inputs: Array, state: State, held: Held | None = None) -> dict[str, Array]:
        """Every signal, (T, B, H)."""
        e = from_inputs(inputs, weights.own["weight_embedding"])
        if held:
            held.put(EVERYWHERE, embedded_input=e)
        return {"embedded_input": e, **super().forward(weights, e, state, held)}  # type: ignore[safe-super]

    @np.errstate(all="ignore")
    def backward(
        self, weights: LayerWeights, signals: Mapping[str, Array], state: State, direct: Array
    ) -> dict[str, Array]:
        """The total derivative of the loss for every signal, (T, B, H)."""
        found = super().backward(weights, signals, state, direct)  # type: ignore[safe-super]
        through_V = super().input_gradient(weights, signals, found)
        return {"embedded_input": through_V + self.back_unweighted(signals, found), **found}

    def input_gradient(
        self, weights: LayerWeights, signals: Mapping[str, Array], gradients: Mapping[str, Array]
    ) -> Array:
        """∂L/∂x_t, (T, B, D): what came back to e_t, unless it is held, through E."""
        de = cut(signals, "embedded_input", gradients["embedded_input"])
        return np.asarray(de @ weights.own["weight_embedding"])

    def weight_factors(
        self,
        weights: LayerWeights,
        inputs: Array,
        signals: Mapping[str, Array],
        state: State,
        gradients: Mapping[str, Array],
    ) -> dict[str, Factors]:
        """As for every cell, but V multiplies e_t; and those of E."""
        factors = super().weight_factors(weights, signals["embedded_input"], signals, state, gradients)
        de = cut(signals, "embedded_input", gradients["embedded_input"])
        return factors | {"weight_embedding": Factors(de, inputs)}
