"""Recorded runs to build payloads from, and the references of `values.js` evaluated in Python."""

import re
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

import engine
from engine import losses
from ui.stepper import Panel, build_panel

Array = NDArray[np.float64]
FEATURES = ("bit", "flag", "noise")
# What stands in equations by name, as Python works it out.
FUNCTIONS = {
    "σ": lambda a: 1 / (1 + np.exp(-a)),
    "tanh": np.tanh,
    "ReLU": lambda a: max(a, 0.0),
    "LeakyReLU": lambda a: max(a, 0.01 * a),
    "exp": np.exp,
    "max": max,
    "sqrt": np.sqrt,
    "logσ": lambda a: -np.logaddexp(0, -a),
    "softplus": lambda a: np.logaddexp(0, a),
}


def recorded(
    cell: str, *, steps: int = 7, units: int = 5, layers: int = 1, bidirectional: bool = False, seed: int = 3
) -> tuple[engine.Network, engine.Trace]:
    """A fresh network on random inputs, from a random initial state, two sequences at once."""
    rng = np.random.default_rng(seed)
    network = engine.network(
        cell, len(FEATURES), units, num_layers=layers, bidirectional=bidirectional, init="gaussian", seed=seed
    )
    shape = (layers * (1 + bidirectional), 2, units)
    state = [rng.normal(size=shape) for _ in engine.cells.get(cell).state]
    initial = state[0] if len(state) == 1 else tuple(state)
    inputs = rng.normal(size=(steps, 2, len(FEATURES)))
    return network, engine.record(network, inputs, losses.every_step(), initial_state=initial)


def panel_of(cell: str, *, layer: int = 0, direction: int = 0, batch: int = 0, units: tuple[int, ...] = ()) -> Panel:
    """A panel of a small recorded run."""
    network, trace = recorded(cell, layers=2, bidirectional=True)
    return build_panel(network, trace, features=FEATURES, layer=layer, direction=direction, batch=batch, units=units)


def reader(panel: Panel, t: int, unit: int) -> Callable[[str], float]:
    """Evaluate a reference at a step and a unit, as the browser does."""

    def factor(text: str) -> float:
        match = re.fullmatch(r"(1-)?(tanh\()?([\w:]+)(@previous)?\)?", text)
        assert match, text
        one_minus, tanh, name, before = match.groups()
        value = _at(panel, name, t, unit, before=bool(before))
        return 1 - value if one_minus else float(np.tanh(value)) if tanh else value

    return lambda reference: float(np.prod([factor(text) for text in reference.split("*")]))


def names_in(reference: str) -> list[str]:
    """The arrays that a reference reads."""
    return [name for name in re.findall(r"[A-Za-z_:]+", reference) if name not in ("tanh", "previous")]


def _at(panel: Panel, name: str, t: int, unit: int, *, before: bool) -> float:
    arrays: Mapping[str, Array] = panel.arrays
    if before:
        t += 1 if panel.reverse else -1
        if not 0 <= t < len(arrays[name]):
            return float(arrays[f"{name}_initial"][unit])
    array = arrays[name]
    return float(array[unit] if array.ndim == 1 else array[t, unit])
