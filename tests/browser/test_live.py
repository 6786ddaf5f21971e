"""The live halves in a real Chromium against the engine: signals and gradients, one step at a time and whole runs."""

import dataclasses
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page

import engine
from engine import losses, pretrained, tasks
from engine.learning.answers import right_answers
from ui import assets
from ui.lessons.step.run import make_run
from ui.lessons.step.settings import StepSettings
from ui.lessons.step.view import tokens
from ui.look.cells import CELLS as LOOKS
from ui.look.cells import kind_of
from ui.runs.hand import coding_of
from ui.stepper import build_panel, has_live_half
from ui.stepper.live import live_of
from ui.stepper.phrases import phrases

Array = NDArray[np.float64]
ACTIVATED = ("elman_relu", "elman_leaky_relu", "elman_sigmoid", "elman_linear")  # by the same live half
CELLS = (*(look.engine for kind, look in LOOKS.items() if has_live_half(kind)), *ACTIVATED)
PER_STEP = 1e-12

RUN = """async ([kind, name, weights, inputs, units, holds, initial, direct]) => {
  const numbers = (named) => Object.fromEntries(
    Object.entries(named).map(([key, list]) => [key, Float64Array.from(list, (x) => x ?? NaN)]))
  const { Run } = await load("browser/live.js")
  const cell = await load(`cells/${kind}/live.js`)
  const run = new Run(cell, name, numbers(weights), Float64Array.from(inputs), units, numbers(holds), numbers(initial))
  const plain = (named, read) => Object.fromEntries(Object.keys(named).map((key) => [key, [...read(key)]]))
  const gradients = run.gradients(Float64Array.from(direct))
  const [signals, parts] = [plain(run.signals, (key) => run.recorded(key)), cell.parts(run)]
  return [{ ...signals, ...plain(parts, (key) => parts[key]) }, plain(gradients, (key) => gradients[key])]
}"""


@pytest.fixture(scope="module")
def live(blank: Page, server: str) -> Page:
    """A page of our own origin from which `load("cells/lstm/live.js")` imports a module."""
    blank.goto(server + assets.module_url("stepper/browser/stepper.js"))
    folder = assets.module_url("stepper")
    blank.evaluate(f"() => {{ window.load = (name) => import('{folder}/' + name) }}")
    return blank


def in_the_browser(
    page: Page,
    network: engine.Network,
    inputs: Array,
    direct: Array,
    initial: dict[str, Array] | None = None,
    holds: dict[str, Array] | None = None,
) -> tuple[dict[str, Array], dict[str, Array]]:
    """Signals with the sums that are shown apart, and gradients, (T, H) each or (H,), as the browser computes them."""
    layer = network.layer(0, 0)
    weights = {
        name: getattr(layer, name).ravel().tolist()
        for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        if getattr(layer, name) is not None
    } | {name: weight.ravel().tolist() for name, weight in layer.own.items()}
    told: list[Any] = [kind_of(network.cell), network.cell, weights, inputs.ravel().tolist(), network.hidden_size]
    held = {name: [None if np.isnan(x) else x for x in values.ravel()] for name, values in (holds or {}).items()}
    begun = {name: values.ravel().tolist() for name, values in (initial or {}).items()}
    found = page.evaluate(RUN, [*told, held, begun, direct.ravel().tolist()])
    shape = (-1, network.hidden_size)
    signals, gradients = ({name: np.reshape(values, shape) for name, values in part.items()} for part in found)
    return signals, gradients


def with_biases(network: engine.Network, draw: np.random.Generator) -> engine.Network:
    """The network with random biases, where its initialisation has none."""
    drawn = {
        name: draw.standard_normal(weight.shape) for name, weight in network.weights.items() if name.startswith("bias")
    }
    return dataclasses.replace(network, weights={**network.weights, **drawn})


def agree(mine: dict[str, Array], theirs: dict[str, Array], tolerance: float = PER_STEP) -> None:
    """Relative to the largest number of each signal."""
    for name, values in theirs.items():
        assert np.abs(mine[name] - values).max() <= tolerance * np.abs(values).max(), name


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("seed", range(3))
def test_one_step_from_any_state_is_the_engine_s(live: Page, cell: str, seed: int) -> None:
    draw = np.random.default_rng(seed)
    units, features = int(draw.integers(1, 9)), int(draw.integers(1, 6))
    network = engine.network(cell, features, units, init=engine.Init("gaussian", spectral_radius=1.5), seed=seed)
    network = with_biases(network, draw)
    inputs, direct = draw.standard_normal((1, 1, features)), draw.standard_normal((1, units))
    initial = {name: draw.standard_normal((1, 1, units)) for name in engine.cells.get(cell).state}
    given = tuple(initial.values()) if len(initial) > 1 else initial["hidden"]
    trace = engine.record(network, inputs, _Given(direct), given)
    signals, gradients = in_the_browser(live, network, inputs[:, 0], direct, initial)
    agree(signals, {name: values[0, 0, :, 0] for name, values in trace.signals.items()})
    shown = build_panel(network, trace).arrays
    agree(signals, {name: shown[name].reshape(-1, units) for name in signals})
    agree(gradients, {name: values[0, 0, :, 0] for name, values in trace.gradients.items()})


@pytest.mark.parametrize("cell", ["elman", "lstm", "gru"])
@pytest.mark.parametrize("name", ["latch", "hello", "sine"])
def test_whole_runs_of_the_shipped_networks_are_the_engine_s(live: Page, cell: str, name: str) -> None:
    sequence = {"latch": tasks.latch(30, 27), "hello": tasks.hello(), "sine": tasks.sine(30, 1)}[name]
    trained = pretrained.load(name, cell)
    trace = engine.record(trained.network, sequence.inputs, losses.every_step())
    direct = trace.direct_gradients["hidden"][0, 0, :, 0]
    signals, gradients = in_the_browser(live, trained.network, sequence.inputs[:, 0], direct)
    agree(signals, {name: values[0, 0, :, 0] for name, values in trace.signals.items()})
    agree(gradients, {name: values[0, 0, :, 0] for name, values in trace.gradients.items()}, 1e-11)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("seed", range(4))
def test_a_run_with_holds_is_the_engine_s(live: Page, cell: str, seed: int) -> None:
    draw = np.random.default_rng(seed)
    units, features, steps = int(draw.integers(1, 6)), int(draw.integers(1, 4)), 6
    network = engine.network(cell, features, units, init=engine.Init("gaussian", spectral_radius=1.2), seed=seed)
    inputs, direct = draw.standard_normal((steps, 1, features)), draw.standard_normal((steps, units))
    signals = [signal for signal in engine.cells.get(cell).signals if signal.kind != "preactivation"]
    holds, arrays = [], {}
    for signal in draw.choice(np.array(signals, dtype=object), size=min(2, len(signals)), replace=False):
        value = float(draw.uniform(max(signal.low, -1.5), min(signal.high, 1.5)))
        first, unit = int(draw.integers(0, steps)), int(draw.integers(0, units))
        holds.append(engine.Hold(signal.name, value, units=[unit], steps=slice(first, None)))
        arrays[signal.name] = np.full((steps, units), np.nan)
        arrays[signal.name][first:, unit] = value
    trace = engine.record(network, inputs, _Given(direct), interventions=holds)
    mine, gradients = in_the_browser(live, network, inputs[:, 0], direct, holds=arrays)
    agree(mine, {name: values[0, 0, :, 0] for name, values in trace.signals.items()})
    agree(gradients, {name: values[0, 0, :, 0] for name, values in trace.gradients.items()}, 1e-11)


class _Given(losses.Loss):
    """Σ direct · h: a loss with any gradient."""

    def __init__(self, direct: Array) -> None:
        self.direct = direct[:, None]

    def value(self, outputs: Array) -> float:
        return float((self.direct * outputs).sum())

    def gradient(self, outputs: Array) -> Array:
        return np.broadcast_to(self.direct, outputs.shape).copy()

    def __call__(self, outputs: Any) -> Any:
        return (outputs.new_tensor(self.direct) * outputs).sum()


ANSWER = """async ([task, inputs, width, given, hidden, units, weight, bias, classes, loss]) => {
  const { Readout, directGradient, rightAnswers } = await load("browser/answers.js")
  const readout = new Readout(Float64Array.from(weight), Float64Array.from(bias), classes)
  const targets = rightAnswers(task, Float64Array.from(inputs), width, given)
  const states = Float64Array.from(hidden)
  const direct = directGradient(loss, states, units, readout, targets)
  return [targets, readout.answers(states, units), direct].map((numbers) => [...numbers])
}"""


@pytest.mark.parametrize("name", ["latch", "first", "hello", "sine", "count", "toggle"])
@pytest.mark.parametrize("changed", [False, True])
def test_answers_targets_and_the_loss_s_own_gradient_are_the_engine_s(live: Page, name: str, changed: bool) -> None:
    sequence = {
        "latch": tasks.latch(30, 27),
        "first": tasks.first_symbol(29, 1),
        "hello": tasks.hello(),
        "sine": tasks.sine(30, 1),
        "count": tasks.count(30, 1),
        "toggle": tasks.toggle(30, 2),
    }[name]
    units, answers = 5, len(sequence.classes) or 1
    network = engine.network("lstm", sequence.inputs.shape[2], units, seed=4)
    readout = engine.Readout.fresh(units, answers, 4)
    inputs = sequence.inputs.copy()
    if changed:
        inputs[[1, 0]] = inputs[[0, 1]]
    assert sequence.targets is not None
    targets = right_answers(name, inputs, sequence.targets)
    kind = losses.cross_entropy if sequence.classes else losses.squared_error
    trace = engine.record(network, inputs, kind(targets, readout))
    hidden = trace.outputs[:, 0]
    given = np.full(len(targets), -1.0)
    given[-1] = sequence.targets[-1]
    found = live.evaluate(
        ANSWER,
        [
            name,
            inputs.ravel().tolist(),
            inputs.shape[2],
            given.tolist(),
            hidden.ravel().tolist(),
            hidden.shape[1],
            readout.weight.ravel().tolist(),
            readout.bias.tolist(),
            bool(sequence.classes),
            {"kind": "cross_entropy" if sequence.classes else "squared_error"},
        ],
    )
    scores = readout.probabilities if sequence.classes else readout.logits
    np.testing.assert_array_equal(found[0], targets)
    np.testing.assert_allclose(found[1], scores(trace.outputs)[:, 0].ravel(), rtol=1e-12, atol=1e-14)
    direct = trace.direct_gradients["hidden"][0, 0, :, 0].ravel()
    np.testing.assert_allclose(found[2], direct, rtol=1e-10, atol=1e-13 * max(1.0, np.abs(direct).max()))


def test_losses_that_ask_for_no_answer_are_the_engine_s(live: Page) -> None:
    network = engine.network("gru", 2, 3, seed=1)
    inputs = np.random.default_rng(0).standard_normal((5, 1, 2))
    for loss in (
        losses.last_step(),
        losses.every_step(),
        losses.at_step(1),
        losses.unit_at_step(-1, 2),
        losses.direction_at_step([0.5, -2.0, 3.0], -2),
    ):
        trace = engine.record(network, inputs, loss)
        described = live_of(trace, coding="none")
        assert described is not None
        hidden = trace.outputs[:, 0].ravel().tolist()
        found = live.evaluate(
            ANSWER, ["", [0.0] * 10, 2, [0.0] * 5, hidden, 3, [0.0] * 3, [0.0], False, described.loss]
        )
        np.testing.assert_array_equal(found[2], trace.direct_gradients["hidden"][0, 0, :, 0].ravel())


CALLED = """async ([coding, rows, features, text]) => {
  const { described } = await load("browser/inputs.js")
  const read = rows.map((row) => described(coding, Float64Array.from(row), features, text))
  return read.map(({ words, note }) => [words, note ?? ""])
}"""


@pytest.mark.parametrize("name", ["latch", "first", "hello", "count", "toggle"])
def test_what_a_step_reads_is_called_as_in_python(live: Page, name: str) -> None:
    run = make_run(StepSettings(sequence=name))
    rows = run.sequence.inputs[:, 0].tolist()
    found = live.evaluate(CALLED, [coding_of(run.sequence), rows, run.sequence.features, dict(phrases("en"))])
    assert [words for words, _ in found] == list(tokens(run))
    if name not in ("first", "hello"):  # there, notes are of the place and not of the input
        assert [note for _, note in found] == list(run.sequence.notes)
