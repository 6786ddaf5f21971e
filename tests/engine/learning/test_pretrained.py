"""The shipped networks do what is said of them, on sequences that nobody has seen."""

import json
import subprocess
import sys

import numpy as np
import pytest

import engine
from engine import pretrained, tasks
from engine.learning import pretrain
from engine.learning.pretrained import Pretrained, load
from engine.learning.training import held_out, score
from engine.networks.unit_signs import flipped, flipped_readout

FRESH = 4242  # a seed of held-out sequences that no measurement in the files used
EVERY = sorted(pretrain.RECIPES)
GATED = ("lstm", "gru")


def accuracy(trained: Pretrained, length: int, count: int = 1000) -> float:
    return score(trained.network, trained.readout, trained.task, length, count, seed=FRESH)


def gate_at_flags_and_elsewhere(trained: Pretrained, gate: str, length: int) -> tuple[engine.cells.base.Array, ...]:
    """The gate's mean per unit over flagged steps of fresh sequences, and over all the others."""
    inputs = held_out("latch", length, 500, seed=FRESH).inputs
    flagged = inputs[..., 1] == 1
    values = engine.record(trained.network, inputs)[gate][0, 0]
    return values[flagged].mean(axis=0), values[~flagged].mean(axis=0)


def test_all_and_only_the_recipes_are_shipped() -> None:
    of_family = {(task, cell) for task, cell, variant in pretrained.family() if not variant}
    assert pretrained.names() == tuple(sorted({*EVERY, *of_family}))
    assert {(task, cell) for task in tasks.TASKS for cell in ("elman", "lstm", "gru")} <= set(pretrained.names())


@pytest.mark.parametrize(("name", "cell"), EVERY)
def test_a_file_says_what_its_recipe_says(name: str, cell: str) -> None:
    trained, recipe = load(name, cell), pretrain.RECIPES[name, cell]
    assert (trained.name, trained.cell) == (name, cell)
    assert (trained.task, trained.seed, trained.steps, trained.lengths) == (
        recipe.task,
        recipe.seed,
        recipe.steps,
        recipe.lengths,
    )
    assert trained.how == pretrain.how(recipe)
    assert "beginning from default initialisation" in trained.how
    task = tasks.TASKS[recipe.task]
    assert trained.network.cell == cell
    assert 2 <= trained.network.hidden_size == recipe.units <= 16
    assert trained.network.input_size == len(task.features)
    assert trained.readout.weight.shape == (task.answers, recipe.units)
    for weight in (*trained.network.weights.values(), trained.readout.weight, trained.readout.bias):
        np.testing.assert_array_equal(weight, weight.astype(np.float32))


@pytest.mark.parametrize(("name", "cell"), EVERY)
def test_the_accuracy_is_as_stated_on_fresh_sequences(name: str, cell: str) -> None:
    trained = load(name, cell)
    if trained.accuracy is None:
        assert name == "hello" or not tasks.TASKS[trained.task].classes
        return
    # an accuracy of p over n sequences wavers by less than 4 √(p (1 − p) / n), twice
    wavering = 4 * np.sqrt(trained.accuracy * (1 - trained.accuracy)) * (1 / np.sqrt(1000) + 1 / np.sqrt(2000))
    assert accuracy(trained, trained.lengths[1]) == pytest.approx(trained.accuracy, abs=wavering + 1e-12)


@pytest.mark.parametrize("cell", ["elman", *GATED])
@pytest.mark.parametrize("length", [30, 100])
def test_the_latch_is_always_right(cell: str, length: int) -> None:
    assert accuracy(load("latch", cell), length, 500) == 1.0


@pytest.mark.parametrize("length", [30, 100])
def test_the_gates_of_the_latch_lstm_can_be_read_in_both_units(length: int) -> None:
    trained = load("latch", "lstm")
    forget_at_flags, forget_elsewhere = gate_at_flags_and_elsewhere(trained, "forget_gate", length)
    assert forget_at_flags.max() <= 0.25
    assert forget_elsewhere.min() >= 0.9
    input_at_flags, input_elsewhere = gate_at_flags_and_elsewhere(trained, "input_gate", length)
    assert input_at_flags.min() >= 0.5
    assert input_elsewhere.max() <= 0.05


def test_the_update_gate_of_the_latch_gru_can_be_read_in_both_units() -> None:
    at_flags, elsewhere = gate_at_flags_and_elsewhere(load("latch", "gru"), "update_gate", 30)
    assert at_flags.max() <= 0.25
    assert elsewhere.min() >= 0.9


@pytest.mark.parametrize("cell", GATED)
def test_the_stated_gates_are_those_of_fresh_sequences(cell: str) -> None:
    trained = load("latch", cell)
    gate = "forget_gate" if cell == "lstm" else "update_gate"
    at_flags, elsewhere = gate_at_flags_and_elsewhere(trained, gate, 30)
    assert trained.metrics[f"{gate}_at_flags"] == pytest.approx(at_flags.mean(), abs=0.01)
    assert trained.metrics[f"{gate}_elsewhere"] == pytest.approx(elsewhere.mean(), abs=0.01)


@pytest.mark.parametrize("cell", ["elman", *GATED])
@pytest.mark.parametrize("gap", [1, 10, 29, 40, 80, 160])
def test_the_first_symbol_is_remembered_over_any_gap(cell: str, gap: int) -> None:
    assert accuracy(load("first", cell), gap + 1, 300) == 1.0


def test_the_input_gate_of_the_first_lstm_opens_for_the_symbol_only() -> None:
    values = engine.record(load("first", "lstm").network, held_out("first", 41, 300, seed=FRESH).inputs)["input_gate"]
    assert values[0, 0, 0].mean() > 0.5
    assert values[0, 0, 1:].mean() < 0.05


def test_at_a_gap_of_80_the_rnn_guesses_and_the_others_know() -> None:
    assert accuracy(load("first80", "elman"), 81) == pytest.approx(0.5, abs=0.07)
    for cell in GATED:
        assert accuracy(load("first80", cell), 81) == 1.0


@pytest.mark.parametrize("cell", ["elman", *GATED])
def test_hello_gets_all_four_letters_right(cell: str) -> None:
    trained, sequence = load("hello", cell), tasks.hello()
    probabilities = trained.readout.probabilities(engine.record(trained.network, sequence.inputs).outputs)[:, 0]
    assert [sequence.classes[index] for index in probabilities.argmax(axis=-1)] == list("ello")
    assert trained.accuracy is None, "there are no new cases"
    assert dict(trained.metrics) == {"accuracy_on_its_word": 1.0}
    assert probabilities.max(axis=-1).min() > 0.9


@pytest.mark.parametrize("cell", ["elman", *GATED])
def test_the_sine_is_forecast_far_better_than_by_standing_still(cell: str) -> None:
    trained = load("sine", cell)
    batch = held_out("sine", 60, 500, seed=FRESH)
    standing_still = np.square(batch.inputs[..., 0] - batch.targets).mean()
    error = accuracy(trained, 60, 500)
    assert error < standing_still / 3
    assert trained.metrics["mean_squared_error"] == pytest.approx(error, rel=0.1)
    assert trained.metrics["persistence_mean_squared_error"] == pytest.approx(standing_still, rel=0.1)
    assert error > tasks.SINE_NOISE**2  # nobody can forecast noise: below it something would leak


def test_what_is_not_shipped_is_refused_with_a_list() -> None:
    for name, cell in (("latch", "perceptron"), ("chess", "lstm"), ("../weights/latch", "lstm"), ("", "")):
        with pytest.raises(ValueError, match=r"no trained network .* there are: .*latch \(lstm\)"):
            load(name, cell)


def test_loading_needs_no_torch() -> None:
    code = (
        "import sys; from engine import pretrained; pretrained.load('latch', 'lstm'); sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_network_cannot_be_changed() -> None:
    trained = load("latch", "lstm")
    with pytest.raises(ValueError, match="read-only"):
        trained.network.weights["weight_hh_l0"][0] = 0
    with pytest.raises(TypeError):
        trained.metrics["accuracy"] = 1.0  # type: ignore[index]


@pytest.mark.parametrize(
    ("name", "cell"), [("hello", "elman"), ("hello", "lstm"), ("hello", "gru"), ("latch", "elman")]
)
def test_rebuilding_gives_the_same_file_twice_and_a_network_as_good_as_the_shipped_one(name: str, cell: str) -> None:
    rebuilt = pretrain.build(name, cell)
    shipped = pretrained.path(name, cell).read_bytes()
    if name == "hello" and rebuilt != shipped:  # else it has been built twice: here, and when it was shipped
        assert pretrain.build(name, cell) == rebuilt
    # Bit for bit is a promise for one machine only: on another processor the file may differ, its accuracy may not.
    size = int.from_bytes(rebuilt[:8], "little")
    about = json.loads(json.loads(rebuilt[8 : 8 + size])["__metadata__"]["about"])
    assert rebuilt == shipped or 1.0 in (about["accuracy"], about["metrics"].get("accuracy_on_its_word"))


@pytest.mark.parametrize(("name", "cell"), [pair for pair in EVERY if pair[0] != "hello"])
def test_a_positive_state_speaks_for_the_favoured_answer(name: str, cell: str) -> None:
    readout = load(name, cell).readout
    favoured = {"latch": 1, "sine": 0}.get(name, 0)  # +, a higher value, A
    others = readout.weight.sum(axis=0) - readout.weight[favoured]
    assert (readout.weight[favoured] > others).all()


@pytest.mark.parametrize("cell", ["elman", *GATED])
def test_the_latch_holds_plus_as_a_positive_number_in_every_unit(cell: str) -> None:
    batch = held_out("latch", 30, 500, seed=FRESH)
    trace = engine.record(load("latch", cell).network, batch.inputs)
    for name in engine.cells.get(cell).state:
        state = trace.part().signals[name]
        for unit in range(state.shape[-1]):
            plus, minus = state[batch.targets == 1, unit], state[batch.targets == 0, unit]
            assert plus.mean() > minus.mean()
            if cell in GATED:  # an RNN's units also answer to the bit of the moment
                assert plus.mean() > 0.2 > -0.2 > minus.mean()
            assert np.corrcoef(state[..., unit].ravel(), batch.targets.ravel())[0, 1] > 0.4


@pytest.mark.parametrize(("name", "cell"), EVERY)
def test_the_choice_of_signs_changes_no_answer(name: str, cell: str) -> None:
    trained = load(name, cell)
    batch = held_out(trained.task, trained.lengths[1], 50, seed=FRESH)
    units = np.arange(trained.network.hidden_size) % 2 == 0
    turned, readout = flipped(trained.network, units), flipped_readout(trained.readout, units)
    if name != "hello":
        turned, readout = pretrain.for_the_eye(turned, readout, trained.task)
        assert turned == trained.network, "whatever the signs were, the choice is the same"
    before = trained.readout.logits(engine.record(trained.network, batch.inputs).outputs)
    after = readout.logits(engine.record(turned, batch.inputs).outputs)
    np.testing.assert_allclose(after, before, rtol=0, atol=1e-12)
