"""A network that reads and writes letters in the browser, against the engine."""

import base64
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

import engine
from engine.cells.base import Array
from engine.learning import writers
from engine.learning.character_model import CharacterModel
from engine.learning.luck import LARGEST, numbers
from engine.learning.steered_writing import write
from engine.networks.readout import Readout
from engine.recording.interventions import Hold
from ui.look.cells import CELLS, kind_of
from ui.stepper.cells import has_live_half

ALPHABET = ("\n", *"abcdef “”😀<é")
HOSTILE = "<script>\nface “a😀b”\r\n\n\0מad שלום\u202edad\u0301 é\n" + "fade " * 6
LIVE = [look.engine for look in CELLS.values() if has_live_half(look.kind)] + ["elman_relu", "elman_linear"]

READ = """async ([model, jobs]) => {
  const { load: open } = await load("/units/browser/network.js")
  const network = await open(model)
  return jobs.map(([text, holds]) => {
    const found = network.read(text, new Map(holds))
    const lists = Object.fromEntries(Object.entries(found.signals).map(([name, values]) => [name, [...values]]))
    return { letters: found.letters, known: [...found.known], ...lists, probabilities: [...found.probabilities] }
  })
}"""

WRITE = """async ([model, jobs]) => {
  const { load: open, Writer } = await load("/units/browser/network.js")
  const { numbers } = await load("/units/browser/luck.js")
  const network = await open(model)
  return jobs.map(([count, temperature, seed, holds]) => {
    const writer = new Writer(network, { temperature, luck: numbers(seed, 0, count), holds: new Map(holds) })
    return Array.from({ length: count }, () => writer.next()).join("")
  })
}"""


def rounded(weights: Array) -> Array:
    """To float32, as weights are that are sent."""
    return weights.astype(np.float32).astype(np.float64)


def small(cell: str, begins: str | None = "\n", seed: int = 0, layers: int = 1, layer: int = 0) -> CharacterModel:
    letters = len(ALPHABET)
    fresh = engine.network(cell, letters, 7, layers, seed=seed)
    weights = {name: rounded(2 * values) for name, values in fresh.weights.items()}
    readout = Readout.fresh(7, letters, seed)
    return CharacterModel(
        engine.Network(cell, weights, letters, 7, layers),
        Readout(rounded(4 * readout.weight), rounded(readout.bias)),
        ALPHABET,
        begins,
        layer,
    )


def sent(model: CharacterModel) -> dict[str, Any]:
    arrays = {
        **{name.removesuffix("_l0"): values for name, values in model.network.weights.items()},
        "readout_weight": model.readout.weight,
        "readout_bias": model.readout.bias,
    }
    return {
        "cell": model.network.cell,
        "kind": kind_of(model.network.cell),
        "units": model.network.hidden_size,
        "alphabet": list(model.alphabet),
        "begins": model.begins,
        "layer": model.layer,
        "weights": {n: base64.b64encode(v.astype("<f4").tobytes()).decode() for n, v in arrays.items()},
    }


@pytest.mark.parametrize("begins", ["\n", None])
def test_what_is_read_is_what_the_engine_reads(modules: Page, begins: str | None) -> None:
    models = [small(cell, begins, seed) for seed, cell in enumerate(LIVE)]
    models += [small(cell, begins, 5, 3, layer) for cell in ("lstm", "gru") for layer in (0, 1, 2)]
    for model in models:
        cell = model.cell.name
        texts = (HOSTILE, "\nabc", "", "שלום") if cell == "lstm" else (HOSTILE,)
        jobs = [(text, held) for text in texts for held in ({}, {2: 0.75, 5: -3.0})]
        answers = modules.evaluate(READ, [sent(model), [[text, list(held.items())] for text, held in jobs]])
        for (text, held), found in zip(jobs, answers, strict=True):
            holds = [Hold(model.memory, held[unit], units=[unit], layer=model.layer) for unit in held]
            expected = model.read(text, holds)
            values = {**expected.signals, "probabilities": expected.probabilities}
            assert "".join(found.pop("letters")) == text
            assert found.pop("known") == expected.known.tolist()
            assert set(found) == set(values)
            for name, got in found.items():
                np.testing.assert_allclose(got, values[name].ravel(), rtol=1e-12, atol=1e-12, err_msg=f"{cell} {name}")


def test_a_text_of_ten_thousand_letters_is_read_to_its_end(modules: Page) -> None:
    model = writers.load(writers.names()[0]).model
    text = (HOSTILE * 200)[:10_000]
    last = """async ([model, text]) => {
      const { load: open } = await load("/units/browser/network.js")
      const { letters, known, signals } = (await open(model)).read(text)
      return [letters.length, known.reduce((sum, one) => sum + one, 0), [...signals.cell.slice(-20 * model.units)]]
    }"""
    letters, known, cell = modules.evaluate(last, [sent(model), text])
    expected = model.read(text, only=["cell"])
    assert (letters, known) == (10_000, expected.known.sum())
    np.testing.assert_allclose(cell, expected.signals["cell"][-20:].ravel(), rtol=1e-12, atol=1e-12)


def test_luck_has_the_same_bits(modules: Page) -> None:
    drawn = "async ([seed, stream]) => [...(await load('/units/browser/luck.js')).numbers(seed, stream, 300)]"
    for seed in (0, 1, 7, 2**31, LARGEST):
        for stream in (0, 1, 63, LARGEST):
            assert modules.evaluate(drawn, [seed, stream]) == numbers(seed, stream, 300).tolist()


@pytest.mark.parametrize("name", writers.names())
def test_what_is_written_is_what_the_engine_writes(modules: Page, name: str) -> None:
    model = writers.load(name).model
    memory = model.read("\n" + "".join(model.alphabet) * 4).signals["cell"][1:]
    low, high = (values.tolist() for values in np.quantile(memory, [0.1, 0.9], axis=0))
    held: tuple[dict[int, float], ...] = (
        {},
        {0: high[0]},
        {3: low[3], 4: 2.5 * high[4], model.network.hidden_size - 1: -1.0},
    )
    ways = [(temperature, holds) for temperature in (0.0, 0.7) for holds in held]
    ways += [(temperature, held[2]) for temperature in (0.3, 1.0, 2.0)]
    jobs = [[400, temperature, seed, list(holds.items())] for seed, (temperature, holds) in enumerate(ways)]
    expected = [write(model, 400, way[0], seed, holds=way[1])[0] for seed, way in enumerate(ways)]
    assert modules.evaluate(WRITE, [sent(model), jobs]) == expected


def test_every_kind_of_cell_writes_as_in_the_engine(modules: Page) -> None:
    stacked = [("lstm", 2, 0), ("lstm", 2, 1), ("gru", 3, 1), ("elman", 2, 1)]
    for seed, (cell, layers, layer) in enumerate([*((cell, 1, 0) for cell in LIVE), *stacked]):
        for begins in ("\n", None):
            model = small(cell, begins, seed, layers, layer)
            (expected,) = write(model, 100, 0.9, seed, holds={1: 0.5})
            assert modules.evaluate(WRITE, [sent(model), [[100, 0.9, seed, [[1, 0.5]]]]]) == [expected]
