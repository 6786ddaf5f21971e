"""What each cell of the family learned: the same tasks, five seeds, one budget.

`python -m engine.learning.family` trains them all, two at a time, and writes their files, and where nobody picked a
network by hand what the first seed was on its way; names of tasks or cells after it train those only. With `--check` it
trains nothing and measures anew what the files say of their weights.

Nothing is tuned for a cell. All are as nearly as possible as large as an LSTM of 8 units, in parameters, but have at
most 32 units; they take the same number of optimizer steps at the same learning rate, on the same batches for a seed.
The gate that decides what is kept begins open, by as much in every cell that has one. No run is left out and none is
stopped early: `updates` says when a network had first learned its task, `learned` whether it had at the end.

The five seeds of a cell are trained together (`engine.learning.crowd`), which rounds differently from training each
alone; so to train one here as it ships is to train all five, and gives the same bits on the same machine.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from multiprocessing import get_context
from types import MappingProxyType

import numpy as np
from safetensors.numpy import save

from engine import cells
from engine.cells.base import Array
from engine.frozen import FrozenMapping
from engine.learning import pretrain, pretrained, stages
from engine.learning.crowd import Crowd
from engine.learning.pretrained import Pretrained
from engine.learning.shelf import rewrite
from engine.learning.tasks import TASKS as EVERY_TASK
from engine.learning.training import Progress, Recipe, held_out, score
from engine.networks.cost import matching_size, parameter_count
from engine.networks.initialisation import Init
from engine.networks.network import Network
from engine.networks.readout import Readout
from engine.recording.record import record

CELLS = (
    "elman", "elman_skip",
    "lstm_1997", "lstm", "lstm_peephole", "lstm_no_input_gate", "lstm_no_output_gate", "lstm_coupled",
    "gru", "gru_reset_before", "mut1", "mut2", "mut3",
    "min_gru", "min_lstm", "slstm", "rg_lru",
)  # fmt: skip
SEEDS = (0, 1, 2, 3, 4)
UNITS_OF_THE_LSTM, MOST_UNITS = 8, 32
CHECK_EVERY, CHECKED_ON = 25, 250  # updates; held-out sequences

# What every cell is given: lengths, optimizer steps, the bias that keeps memory, and the penalty on writing, which
# makes the gates of the latch legible. The rate of *first* is the lower one: at 0.01 only two of five LSTMs of 1997
# learned it. Two of five RNNs did; with that rate they are shipped beside the table ("fast").
BUDGETS: Mapping[str, Recipe] = MappingProxyType(
    {
        "latch": Recipe("latch", "lstm", 8, (30, 30), 600, Init(forget_bias=1.0), write_penalty=0.1),
        "count": Recipe("count", "lstm", 8, (40, 40), 800, Init(forget_bias=1.0)),
        "toggle": Recipe("toggle", "lstm", 8, (20, 20), 1000, Init(forget_bias=1.0)),
        "first": Recipe("first", "lstm", 8, (81, 81), 400, Init(forget_bias=3.0), learning_rate=3e-3),
    }
)
TASKS = tuple(BUDGETS)
LEARNED: Mapping[str, float] = MappingProxyType({"latch": 0.995, "count": 0.5, "toggle": 0.99, "first": 0.99})

CLOSED = Init(forget_bias=0.0)
# Beside the table, for single contrasts: (task, cell, variant) → what differs from the budget above.
VARIANTS: Mapping[tuple[str, str, str], Mapping[str, object]] = MappingProxyType(
    {
        ("first", "elman", "gap10"): {"lengths": (11, 11)},
        ("first", "elman", "gap20"): {"lengths": (21, 21)},
        ("first", "elman", "gap40"): {"lengths": (41, 41)},
        ("first", "lstm", "closed10"): {"lengths": (11, 11), "init": CLOSED},
        ("first", "lstm", "closed20"): {"lengths": (21, 21), "init": CLOSED},
        ("first", "lstm", "closed40"): {"lengths": (41, 41), "init": CLOSED},
        ("first", "lstm", "closed"): {"init": CLOSED},
        ("first", "elman", "fast"): {"learning_rate": 1e-2},
        ("latch", "min_gru", "one_unit"): {"units": 1, "steps": 1200},
        ("latch", "elman", "one_unit"): {"units": 1, "steps": 1200},
        ("latch", "elman", "two_units"): {"units": 2, "steps": 1200},
    }
)

Key = tuple[str, str, str]  # task, cell, variant


@dataclass(frozen=True, slots=True)
class Result:
    """What five seeds of a cell came to. Measured on sequences that they were not trained on.

    Attributes:
        recipe: of the first seed; the others differ in nothing else.
        variant: "" for what stands in the table, else what is special: "closed", "one_unit", …
        parameters: of the cell, without the readout.
        metrics: by name, one number for every seed; see `measure`.
        updates: optimizer steps until a seed had first learned its task, looked at every 25; None where it never had.
    """

    recipe: Recipe
    variant: str
    parameters: int
    metrics: Mapping[str, tuple[float, ...]]
    updates: tuple[int | None, ...]

    @property
    def learned(self) -> tuple[bool, ...]:
        """Which seeds had learned their task when training ended."""
        scores = self.metrics["rmse_40" if self.recipe.task == "count" else "accuracy"]
        return tuple(is_learned(self.recipe.task, score) for score in scores)


def is_learned(task: str, score: float) -> bool:
    """Whether an accuracy, or the root mean squared error of the count, is good enough."""
    return score < LEARNED[task] if task == "count" else score >= LEARNED[task]


def recipe(task: str, cell: str, seed: int = 0, variant: str = "") -> Recipe:
    """How a network of the family is trained.

    Raises:
        ValueError: no such cell or task of the family, or no such variant of it.
    """
    if task not in TASKS or cell not in CELLS or (variant and (task, cell, variant) not in VARIANTS):
        raise ValueError(
            f"the family has no {variant or 'network'} of the cell {cell!r} for the task {task!r}; "
            f"its tasks are {', '.join(TASKS)}, its cells {', '.join(CELLS)}"
        )
    budget = BUDGETS[task]
    kind, features = cells.get(cell), len(EVERY_TASK[task].features)
    large = parameter_count("lstm", features, UNITS_OF_THE_LSTM)
    made = dataclasses.replace(
        budget,
        cell=cell,
        units=min(matching_size(cell, features, large), MOST_UNITS),
        init=budget.init if kind.memory_gate else Init(),
        write_penalty=budget.write_penalty if kind.writes else 0.0,
        seed=seed,
    )
    return dataclasses.replace(made, **VARIANTS.get((task, cell, variant), {}))  # type: ignore[arg-type]


def keys() -> tuple[Key, ...]:
    """Everything that is to ship: the table, and the variants."""
    return (*((task, cell, "") for task in TASKS for cell in CELLS if cell in cells.names()), *VARIANTS)


def load(task: str, cell: str, seed: int = 0, variant: str = "") -> Pretrained:
    """A network that ships. Raises ValueError: there is no such network; the message says what there is."""
    return pretrained.load_family(task, cell, seed, variant)


@cache
def results() -> Mapping[Key, Result]:
    """What every cell came to, (task, cell, variant) → result, without reading a weight."""
    found: dict[Key, Result] = {}
    for key in pretrained.family():
        task, cell, variant = key
        said = pretrained.about(pretrained.family_path(*key))
        of = recipe(task, cell, said["seeds"][0], variant)
        found[key] = Result(
            recipe=of,
            variant=variant,
            parameters=parameter_count(cell, len(EVERY_TASK[task].features), of.units),
            metrics=FrozenMapping({name: tuple(values) for name, values in said["metrics"].items()}),
            updates=tuple(said["updates"]),
        )
    return MappingProxyType(found)


def train(task: str, cell: str, seed: int = 0, variant: str = "", every: int = CHECK_EVERY) -> Iterator[Progress]:
    """Train a network as it ships, and yield its progress after each `every` steps. To cancel, stop iterating.

    All seeds are trained, one is reported: see above.
    """
    recipes = [recipe(task, cell, one, variant) for one in SEEDS]
    crowd, everyone, index = Crowd(recipes), range(len(SEEDS)), SEEDS.index(seed)
    for step in range(1, recipes[0].steps + 1):
        told = crowd.update(everyone)[index]
        if step % every == 0 or step == recipes[0].steps:
            network, readout = pretrain.for_the_eye(*crowd.network(index), task)
            yield Progress(step, told.loss, told.accuracy, network, readout)


def measure(network: Network, readout: Readout, of: Recipe) -> dict[str, float]:
    """What is stated of a network, all on held-out sequences.

    `accuracy` at the length of training; for the latch also over 300 steps (`accuracy_300`), for *toggle* over 60
    (`accuracy_60`). For *count*, over the first 40, 100, 300 and 1000 steps: the root mean squared error (`rmse_40`, …)
    and the largest absolute value of the memory (`largest_40`, …): of c, or of h where there is no c.
    """
    if of.task != "count":
        lengths = {"latch": 300, "toggle": 60}
        found = {"accuracy": _score(network, readout, of, of.lengths[1], 1000)}
        if of.task in lengths:
            found[f"accuracy_{lengths[of.task]}"] = _score(network, readout, of, lengths[of.task], 200)
        return found
    batch = held_out("count", 1000, 100)
    trace = record(network, batch.inputs)
    errors = np.square(readout.logits(trace.outputs)[..., 0] - batch.targets)
    memory = "cell" if "cell" in network.cell_of(0).state else "hidden"
    largest: Array = np.abs(trace[memory][0, 0])
    return {f"rmse_{steps}": float(np.sqrt(errors[:steps].mean())) for steps in (40, 100, 300, 1000)} | {
        f"largest_{steps}": float(largest[:steps].max()) for steps in (40, 100, 300, 1000)
    }


def _score(network: Network, readout: Readout, of: Recipe, length: int, count: int) -> float:
    """The accuracy, or the root mean squared error of the count."""
    found = score(network, readout, of.task, length, count)
    return found if EVERY_TASK[of.task].classes else float(np.sqrt(found))


def _stated(value: float) -> float:
    """A measurement as it is written down."""
    return float(f"{value:.4g}")


def build(key: Key) -> tuple[bytes, bytes]:
    """Train five seeds, measure them, and return their file, and that of what the first was on its way."""
    task, cell, variant = key
    recipes = [recipe(task, cell, seed, variant) for seed in SEEDS]
    crowd, everyone = Crowd(recipes), range(len(SEEDS))
    updates: list[int | None] = [None] * len(SEEDS)
    wanted = stages.updates(recipes[0].steps, stages.FEWER)
    first = {0: crowd.network(0)}
    for step in range(1, recipes[0].steps + 1):
        crowd.update(everyone)
        if step in wanted:
            first[step] = crowd.network(0)
        if step % CHECK_EVERY:
            continue
        for index in (index for index in everyone if updates[index] is None):
            if is_learned(task, _score(*crowd.network(index), recipes[index], recipes[index].lengths[1], CHECKED_ON)):
                updates[index] = step
    networks = [pretrain.for_the_eye(*crowd.network(index), task) for index in everyone]
    metrics = [measure(*pair, of) for pair, of in zip(networks, recipes, strict=True)]
    about = {
        "task": task,
        "cell": cell,
        "seeds": SEEDS,
        "steps": recipes[0].steps,
        "lengths": recipes[0].lengths,
        "metrics": {name: [_stated(one[name]) for one in metrics] for name in metrics[0]},
        "updates": updates,
        "how": pretrain.how(recipes[0], picked=False),
    }
    arrays = [
        {**network.weights, "readout.weight": readout.weight, "readout.bias": readout.bias}
        for network, readout in networks
    ]
    stacked = {name: np.stack([one[name] for one in arrays]).astype(np.float32) for name in arrays[0]}
    on_its_way = stages.build(pretrain.alike_for_the_eye(first, task), partial(headline, of=recipes[0]))
    # one entry of metadata: the library writes several in a random order
    return bytes(save(stacked, {"about": json.dumps(about, ensure_ascii=False)})), on_its_way


def headline(network: Network, readout: Readout, of: Recipe) -> dict[str, float]:
    """The one measurement that says how well a network does what it is trained for."""
    name = f"rmse_{of.lengths[1]}" if of.task == "count" else "accuracy"
    return {name: measure(network, readout, of)[name]}


def rebuild(key: Key) -> str:
    """Build a file, and say what became of it."""
    path = pretrained.family_path(*key)
    content, on_its_way = build(key)
    became: str = rewrite(path, content)
    task, cell, variant = key
    if not variant and not pretrained.path(task, cell).exists():
        became += f", on its way {rewrite(stages.path(task, cell), on_its_way)}"
    said = pretrained.about(path)
    measured = "; ".join(
        f"{name} {' '.join(f'{value:g}' for value in values)}" for name, values in said["metrics"].items()
    )
    return f"{path.name}: {became}; updates {said['updates']}; {measured}"


def check(key: Key) -> str:
    """Measure the networks of a file anew, and say whether they are as it says."""
    task, cell, variant = key
    wrong = [
        f"seed {seed}: {name} is {_stated(value)}, not {trained.metrics[name]}"
        for seed in SEEDS
        for trained in [load(task, cell, seed, variant)]
        for name, value in measure(trained.network, trained.readout, recipe(task, cell, seed, variant)).items()
        if _stated(value) != trained.metrics[name]
    ]
    return f"{pretrained.family_path(*key).name}: {'; '.join(wrong) or 'as stated'}"


def main(given: Sequence[str] | None = None) -> None:
    """Train the family of cells, and say whether the files changed."""
    parser = argparse.ArgumentParser(prog="python -m engine.learning.family", description=main.__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help="tasks or cells; default all")
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--check", action="store_true", help="only measure what is there")
    chosen = parser.parse_args(given)
    if unknown := set(chosen.names) - {*TASKS, *CELLS}:
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join((*TASKS, *CELLS))}")
    of_tasks, of_cells = set(chosen.names) & set(TASKS) or set(TASKS), set(chosen.names) & set(CELLS) or set(CELLS)
    wanted = [key for key in keys() if key[0] in of_tasks and key[1] in of_cells]
    # The longest sequences first, so that no processor waits for another at the end.
    wanted.sort(key=lambda key: -BUDGETS[key[0]].steps * BUDGETS[key[0]].lengths[1])
    with ProcessPoolExecutor(chosen.processes, get_context("spawn")) as pool:
        for line in pool.map(check if chosen.check else rebuild, wanted):
            print(line, flush=True)


if __name__ == "__main__":
    main()
