"""Train the networks that ship.

`python -m engine.learning.pretrain` trains every one, `python -m engine.learning.pretrain latch hello` some. Beside
each stands what it was on the way there (`engine.learning.stages`).

The same machine gives the same files, bit for bit. Another processor may round differently in its fused kernels, and
training carries the last bit a long way: its files differ, and what is measured on them should not.

Training leaves the signs of the units to chance, and they mean nothing (`engine.networks.unit_signs`). So they are
chosen for the eye before a network is stored: a positive state speaks for + in *latch*, for A in *first*, for 1 in
*toggle*, and for a higher forecast in *sine* and *count*. In *hello*, with four answers, there is nothing to choose by,
and they stay as they fell. What a network was on the way has the signs of what it became: nothing jumps as it learns.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

import numpy as np
from safetensors.numpy import save

from engine import cells
from engine.cells.base import Array
from engine.learning import pretrained, stages, stepping, tasks
from engine.learning.fitting import MAX_GRADIENT_NORM
from engine.learning.shelf import rewrite
from engine.learning.stages import Stages
from engine.learning.training import Learner, Recipe, held_out, score, train
from engine.networks.initialisation import Init
from engine.networks.network import Network
from engine.networks.readout import Readout
from engine.networks.unit_signs import flipped, flipped_readout, speaking_against
from engine.recording.record import record

HELD_OUT = 2000  # sequences
FAVOURED = {
    "latch": tasks.BITS.index("+"),
    "first": tasks.SYMBOLS.index("A"),
    "toggle": tasks.PARITIES.index("1"),
    "sine": 0,
    "count": 0,
}  # the answer of positive units
KEEP_3, KEEP_1 = Init(forget_bias=3.0), Init(forget_bias=1.0)

# latch: seeds and penalties were chosen for gates that can be read in both units; without the penalty every network
#   answers as well, but its write gate hovers half open.
# first: the gap is 1 to 40, different in each batch: short gaps show an RNN what to do, and then it holds on to it.
# first80: the gap is 80 from the beginning, for all three cells alike. From this seed the RNN does not learn it in its
#   2,000 steps; in the study (`gap_study`, 16 units) half of the seeds do.
# first40: the gap is 40 from the beginning, and no gate is told to keep: in 400 steps it is the RNN alone that learns.
RECIPES: Mapping[tuple[str, str], Recipe] = MappingProxyType(
    {
        ("latch", "elman"): Recipe("latch", "elman", units=2, lengths=(30, 30), steps=1000),
        ("latch", "lstm"): Recipe(
            "latch", "lstm", 2, (30, 30), 2000, KEEP_1, write_penalty=0.02, learning_rate=2e-2, seed=9
        ),
        ("latch", "gru"): Recipe(
            "latch", "gru", 2, (30, 30), 3000, KEEP_1, write_penalty=0.005, learning_rate=2e-2, seed=3
        ),
        ("first", "elman"): Recipe("first", "elman", 4, (2, 41), 1000),
        ("first", "lstm"): Recipe("first", "lstm", 4, (2, 41), 1500, KEEP_3, write_penalty=0.05),
        ("first", "gru"): Recipe("first", "gru", 4, (2, 41), 1500, KEEP_3, write_penalty=0.05),
        ("first80", "elman"): Recipe("first", "elman", 8, (81, 81), 2000, learning_rate=3e-3),
        ("first80", "lstm"): Recipe("first", "lstm", 8, (81, 81), 400, KEEP_3, learning_rate=3e-3),
        ("first80", "gru"): Recipe("first", "gru", 8, (81, 81), 400, KEEP_3, learning_rate=3e-3),
        ("first40", "elman"): Recipe("first", "elman", 16, (41, 41), 400),
        ("first40", "lstm"): Recipe("first", "lstm", 16, (41, 41), 400, Init(forget_bias=0.0)),
        ("first40", "gru"): Recipe("first", "gru", 16, (41, 41), 400),
        ("hello", "elman"): Recipe("hello", "elman", 4, (4, 4), 300, batch=1),
        ("hello", "lstm"): Recipe("hello", "lstm", 4, (4, 4), 300, batch=1),
        ("hello", "gru"): Recipe("hello", "gru", 4, (4, 4), 300, batch=1),
        ("sine", "elman"): Recipe("sine", "elman", 8, (60, 60), 1000),
        ("sine", "lstm"): Recipe("sine", "lstm", 8, (60, 60), 1000, KEEP_1),
        ("sine", "gru"): Recipe("sine", "gru", 8, (60, 60), 1000, KEEP_1),
    }
)


def build(name: str, cell: str) -> bytes:
    """Train one network, measure it, and return its file."""
    return finished(RECIPES[name, cell], learn(RECIPES[name, cell]))


def learn(recipe: Recipe) -> Stages:
    """Train a network, and return what it was after each of its updates that ship, and after the last."""
    wanted = stages.updates(recipe.steps)
    found = {0: Learner(recipe).as_it_is()}
    found |= {at.step: (at.network, at.readout) for at in train(recipe, every=stages.EVERY) if at.step in wanted}
    return alike_for_the_eye(found, recipe.task)


def finished(recipe: Recipe, learned: Stages) -> bytes:
    """Measure what a network became, and return its file."""
    network, readout = learned[recipe.steps]
    metrics = measure(network, readout, recipe)
    accuracy = metrics.pop("accuracy", None)
    about = {
        "task": recipe.task,
        "cell": recipe.cell,
        "seed": recipe.seed,
        "steps": recipe.steps,
        "lengths": recipe.lengths,
        "accuracy": accuracy,
        "metrics": metrics,
        "how": how(recipe),
    }
    arrays = {**network.weights, "readout.weight": readout.weight, "readout.bias": readout.bias}
    # one entry of metadata: the library writes several in a random order
    metadata = {"about": json.dumps(about, ensure_ascii=False)}
    return bytes(save({key: array.astype(np.float32) for key, array in arrays.items()}, metadata))


def for_the_eye(network: Network, readout: Readout, task: str) -> tuple[Network, Readout]:
    """The same network with each unit's sign turned so that a positive state speaks for the task's favoured answer.

    A cell whose units have signs of their own is left as it is.
    """
    return alike_for_the_eye({0: (network, readout)}, task)[0]


def alike_for_the_eye(learned: Stages, task: str) -> Stages:
    """The same for what a network was on its way: the signs that its last stage asks for are turned in all of them."""
    last, readout = learned[max(learned)]
    if task not in FAVOURED or last.cell_of(0).odd is None:
        return learned
    against = speaking_against(readout, FAVOURED[task])
    return {
        update: (flipped(network, against), flipped_readout(read, against))
        for update, (network, read) in learned.items()
    }


def how(recipe: Recipe, *, picked: bool = True) -> str:
    """Say in one sentence how a network was trained; `picked` if its seed was."""
    shortest, longest = recipe.lengths
    lengths = f"{longest}" if shortest == longest else f"{shortest} to {longest}"
    batch = "the one word there is" if recipe.task == "hello" else f"{recipe.batch} new sequences of {lengths} steps"
    start = "default initialisation" + _biases(recipe)
    sentence = (
        f"Adam (learning rate {recipe.learning_rate:g}) took {recipe.steps} steps, each on {batch}, "
        f"with the gradient clipped to norm {MAX_GRADIENT_NORM:g}, beginning from {start}"
    )
    if recipe.write_penalty:
        sentence += (
            f"; a small penalty of {recipe.write_penalty:g} times {_opening(recipe.cell)} in the loss shuts the gate "
            "where nothing needs to be written"
        )
        if picked:  # which was tried
            sentence += ", for without it the answers are as good but the gates cannot be read"
    if recipe.seed and picked:  # 0 means that the first was taken
        sentence += f"; seed {recipe.seed} is the one of about a dozen whose gates are easiest to read"
    return sentence + "."


def _biases(recipe: Recipe) -> str:
    """What a recipe puts on the gates of the memory, and to what end."""
    kept = recipe.init.forget_bias
    if kept is None:
        return ""
    if kept == 0:
        gates = " and ".join(name.replace("_", " ") for name in cells.get(recipe.cell).memory_biases(0.0))
        return f", with a bias of exactly 0 on the {gates}, so that about half of the memory is lost at every step"
    biases = " and ".join(
        f"{bias:g} on the {name.replace('_', ' ')}".replace("-", "−")
        for name, bias in cells.get(recipe.cell).memory_biases(kept).items()
    )
    return f", but a bias of {biases}, so that memory lasts from the start"


def _opening(cell: str) -> str:
    """The mean of how far the gate that writes is open, in words."""
    gate, writes_when_open = stepping.writing(cells.get(cell))
    signal = next(signal for signal in cells.get(cell).signals if signal.name == gate)
    return f"the mean {signal.title}" if writes_when_open else f"the mean of 1 − {signal.symbol.removesuffix('_t')}"


def measure(network: Network, readout: Readout, recipe: Recipe) -> dict[str, float]:
    """Measure a network on sequences that it was not trained on; *hello* has none, and is measured on its own word."""
    metrics, longest = headline(network, readout, recipe), recipe.lengths[1]
    if recipe.task == "sine":
        batch = held_out("sine", longest, HELD_OUT)
        persistence = float(np.square(batch.inputs[..., 0] - batch.targets).mean())
        metrics["persistence_mean_squared_error"] = persistence  # of the forecast "the next value is this one"
    if recipe.task == "latch":
        metrics["accuracy_at_length_100"] = score(network, readout, "latch", 100, HELD_OUT)
    if recipe.task == "first":
        for gap in (10, 20, 40, 80, 160):
            metrics[f"accuracy_at_gap_{gap}"] = score(network, readout, "first", gap + 1, HELD_OUT)
    if recipe.task in ("latch", "first"):
        for gate, (raised, elsewhere) in gate_means(network, recipe.task, longest).items():
            metrics[f"{gate}_at_flags"] = float(raised.mean())
            metrics[f"{gate}_elsewhere"] = float(elsewhere.mean())
    return metrics


def headline(network: Network, readout: Readout, of: Recipe) -> dict[str, float]:
    """The one measurement that says how well a network does what it is trained for."""
    if of.task == "hello":
        return {"accuracy_on_its_word": score(network, readout, "hello", 4, 1)}
    name = "accuracy" if tasks.TASKS[of.task].classes else "mean_squared_error"
    return {name: score(network, readout, of.task, of.lengths[1], HELD_OUT)}


def gate_means(network: Network, task: str, length: int, count: int = HELD_OUT) -> dict[str, tuple[Array, Array]]:
    """Return for each gate its mean over held-out steps with the flag and over the others, per unit: (H,) and (H,).

    In *remember the first symbol* the first step counts as flagged.
    """
    inputs = held_out(task, length, count).inputs
    flagged = (
        inputs[..., tasks.TASKS[task].features.index("flag")] > 0
        if task == "latch"
        else np.zeros(inputs.shape[:2], bool)
    )
    flagged[0] = True
    part = record(network, inputs).part()
    gates = {name: values for name, values in part.signals.items() if part.describe(name).kind == "gate"}
    return {name: (values[flagged].mean(axis=0), values[~flagged].mean(axis=0)) for name, values in gates.items()}


def main() -> None:
    """Build the shipped files and say whether they changed."""
    known = list(dict.fromkeys(name for name, _ in RECIPES))
    parser = argparse.ArgumentParser(prog="python -m engine.learning.pretrain", description=main.__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"which to build: {', '.join(known)}; default all")
    wanted = parser.parse_args().names or known
    if unknown := set(wanted) - set(known):
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    for name, cell in (pair for pair in RECIPES if pair[0] in wanted):
        path, recipe = pretrained.path(name, cell), RECIPES[name, cell]
        learned = learn(recipe)
        became: str = rewrite(path, finished(recipe, learned))
        if name == recipe.task:  # those for a single gap are compared as they became
            on_its_way = stages.build(learned, partial(headline, of=recipe))
            became += f", on its way {rewrite(stages.path(name, cell), on_its_way)}"
        trained = pretrained.load(name, cell)
        measured = ", ".join(f"{key} {value:.4g}" for key, value in trained.metrics.items())
        print(f"{path.name}: {became}; accuracy {trained.accuracy}; {measured}", flush=True)


if __name__ == "__main__":
    main()
