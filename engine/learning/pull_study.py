"""How strongly the last letter that is written pulls on each encoder state: before training and after it.

For each writer of dates that ships, ‖∂L/∂h_k‖ of the loss on the last letter alone, at every encoder state k, divided
by ‖∂L/∂logits‖ (a network that is sure of its letter has next to no loss, and so would pull on nothing), as the
geometric mean over dates that it has never seen, each followed by filler; also through attention and through the end
states apart. `python -m engine.learning.pull_study` computes it; the same machine gives the same file, bit for bit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.cells.base import Array
from engine.learning import date_networks
from engine.learning.dates import DateBatch, dates_first
from engine.learning.shelf import WEIGHTS
from engine.learning.translating import untrained
from engine.networks.encoder_decoder import EncoderDecoder
from engine.recording.decoding import record_decoding

PATH = WEIGHTS / "pull_study.json"
STEPS = 60  # encoder states: a date, then filler
DATES = 100
SEED = 11  # of the dates; the networks have a seed of their own
LONGEST_DATE = 18  # letters, "september 30, 2021"
DIGITS = 4
WAYS = ("total", "attention", "end_states")


@dataclass(frozen=True)
class Pulls:
    """What was found of one network.

    Attributes:
        before, after: training; `total`, and where there is attention the ways `attention` and `end_states`, to what
            arrives at each encoder state, (STEPS,).
    """

    before: Mapping[str, Array]
    after: Mapping[str, Array]


def sample() -> DateBatch:
    """The dates, each from the first state on."""
    return dates_first(DATES, np.random.default_rng((SEED, 5)), STEPS)


def pulls(model: EncoderDecoder, batch: DateBatch) -> dict[str, Array]:
    """‖∂L/∂h_k‖ / ‖∂L/∂logits‖ of the last letter's loss, by way, geometric means over the batch, (T,)."""
    targets = np.full_like(batch.targets, -1)
    targets[-1] = batch.targets[-1]
    run = record_decoding(model, batch.inputs, batch.fed, targets)
    error = np.linalg.norm(run.gradients["logits"][-1], axis=-1)
    found = {"total": run.through["attention"] + run.through["end_states"]}
    if model.attention is not None:
        found |= run.through
    with np.errstate(divide="ignore"):  # a way that brings nothing at all has the mean 0
        logs = {way: np.log(np.linalg.norm(values, axis=-1) / error) for way, values in found.items()}
    return {way: np.exp(values.mean(axis=1)) for way, values in logs.items()}


def study(name: str, batch: DateBatch) -> Pulls:
    """One network, as it began and as it ships."""
    writer = date_networks.load(name)
    return Pulls(pulls(untrained(writer.recipe), batch), pulls(writer.model, batch))


def load(path: Path = PATH) -> dict[str, Pulls]:
    """What was computed, by the names of the networks."""
    written = json.loads(path.read_text("utf-8"))
    return {
        name: Pulls(*({way: np.array(values) for way, values in found[when].items()} for when in ("before", "after")))
        for name, found in written.items()
    }


def write(found: Mapping[str, Pulls], path: Path = PATH) -> None:
    """As JSON, a line for each way."""
    networks = []
    for name, one in found.items():
        times = []
        for when in ("before", "after"):
            lines = [f'   "{way}": {json.dumps(_rounded(values))}' for way, values in getattr(one, when).items()]
            times.append(f'  "{when}": {{\n' + ",\n".join(lines) + "\n  }")
        networks.append(f' "{name}": {{\n' + ",\n".join(times) + "\n }")
    path.write_text("{\n" + ",\n".join(networks) + "\n}\n", "utf-8")


def _rounded(values: Array) -> list[float]:
    return [float(f"{value:.{DIGITS - 1}e}") for value in values]


def main() -> None:
    """Compute the study of every writer of dates, and write it down."""
    write({name: study(name, sample()) for name in date_networks.names()})


if __name__ == "__main__":
    main()
