"""A tiny network that reads letters, made up, and what the picture of units is told of it."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import numpy as np

from engine.learning.character_model import CharacterModel
from engine.networks.network import network
from engine.networks.readout import Readout
from ui.look.cells import kind_of
from ui.stepper.panels import weights_of
from ui.units import Asked, Counted, Model, Ranking, Reading, Steered, Tracked, units_data

ALPHABET = ("\n", " ", "a", "b", "c", "“", "”", ".")
TEXT = "ab “ca b” c.\na “b” 😀 cab."
UNITS = 4
ASKED = Asked(
    "quotes",
    "two",
    "outside",
    "inside",
    (
        Counted("minus", "opened", ("“",), tone="plus"),
        Counted("plus", "closed", ("”",), tone="minus"),
    ),
)


def model(cell: str = "lstm", units: int = UNITS, seed: int = 3) -> CharacterModel:
    """With weights as the browser gets them, in float32."""
    made = network(cell, len(ALPHABET), units, seed=seed)
    weights = {name: (3 * weight).astype(np.float32).astype(np.float64) for name, weight in made.weights.items()}
    fresh = Readout.fresh(units, len(ALPHABET), seed)
    readout = Readout(fresh.weight.astype(np.float32), fresh.bias.astype(np.float32))
    return CharacterModel(type(made)(made.layer_cells, weights, len(ALPHABET), units), readout, ALPHABET)


def inside(text: str = TEXT) -> np.ndarray[Any, np.dtype[np.float64]]:
    """1 after an opening mark, up to the closing one; 0 elsewhere."""
    labels, is_open = [], False
    for letter in text:
        is_open = is_open and letter != "”"
        labels.append(float(is_open))
        is_open = is_open or letter == "“"
    return np.array(labels)


def ranking(units: int = UNITS, states: tuple[str, ...] = ("cell", "hidden")) -> Ranking:
    """Unit 2 is the best, and steers most."""
    tracked = [Tracked(unit, 0.99 if unit == 1 else 0.5 + unit / 40, unit != 3, -0.2, 0.6) for unit in range(units)]
    steers = [Steered(unit, 9.8 if unit == 1 else -0.1 * unit, 0.2) for unit in range(units)]
    chance = dict.fromkeys(states, 0.7)
    return Ranking(dict.fromkeys(states, tracked), 20_000, chance, dict.fromkeys(states, 0.68), steers, 2_000)


def told(**changes: Any) -> dict[str, Any]:
    """What the browser is told, with the address of made-up weights; changes are arguments of `units_data`."""
    given: dict[str, Any] = {
        "model": shown(model()),
        "reading": Reading(TEXT, inside()),
        "asked": ASKED,
        "ranking": ranking(),
    } | changes
    options = {name: given.pop(name) for name in tuple(given) if name in ("measured", "covered", "can_measure")}
    found = json.loads(json.dumps(units_data(**given, **options), allow_nan=False))
    place = {"state": "cell", "held": "free", "temperature": 0.7, "luck": 0, "painted": "", "span": 3, "threshold": 0.5}
    return {**found, "large": False, "place": place, "answers": 0}


def weights(given: CharacterModel | None = None) -> bytes:
    """What the address of the weights answers."""
    made = given or model()
    readout = {"readout_weight": made.readout.weight, "readout_bias": made.readout.bias}
    parts = weights_of(made.network.layer(0)) | readout
    letters = {name: base64.b64encode(values.astype("<f4").tobytes()).decode() for name, values in parts.items()}
    return json.dumps(letters).encode()


def shown(given: CharacterModel) -> Model:
    """What the browser is told of a network."""
    version = hashlib.blake2b(weights(given), digest_size=8).hexdigest()
    units, cell = given.network.hidden_size, given.cell.name
    return Model("made_up", cell, kind_of(cell), units, ALPHABET, given.begins, f"/units/made_up/{version}")
