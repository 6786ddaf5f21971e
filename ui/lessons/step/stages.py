"""The training of the network on show, stage by stage: what is said of it, and its weights for the browser."""

import functools
import hashlib

from engine import pretrained
from engine.learning import stages
from engine.learning.pretrained import Pretrained
from ui.lessons.step.run import Run
from ui.look.cells import CELLS, kind_of
from ui.runs.networks import trained_on, updates_of
from ui.stepper import Training, has_live_half, packed_weights
from ui.words import t


def on_its_way(network: Pretrained) -> str:
    """What a network is before its training has come to its end."""
    words = {"cell": CELLS[kind_of(network.cell)].title, "units": network.network.hidden_size}
    words |= {"update": network.update, "steps": network.steps, "does": how_well(network)}
    if not network.update:
        return t("This {cell} (units: {units}) before its training: {does}.", **words)
    return t("This {cell} (units: {units}) after {update} of {steps} updates: {does}.", **words)


def how_well(network: Pretrained) -> str:
    """How well a network does what it is trained for, measured on what it was not trained on."""
    metrics = network.metrics
    if network.accuracy is not None:
        return t("right in {right} of new cases", right=_share(network.accuracy))
    if (right := metrics.get("accuracy_on_its_word")) is not None:
        return t("right at {right} of the letters of its word", right=_share(right))
    if (error := metrics.get(f"rmse_{network.lengths[1]}")) is not None:
        return t("off by {error} on new sequences (root mean square)", error=f"{error:.2f}")
    return t("off by {error} on new sequences (mean square)", error=f"{metrics['mean_squared_error']:.2g}")


def _share(right: float) -> str:
    """A share in hundreds, with a digit where it would seem to be all without being so."""
    return next(said for digits in (0, 1, 2) if (said := f"{right:.{digits}%}").rstrip("%0.") != "1" or right == 1)


def training(run: Run) -> Training | None:
    """The slider through the training of the network on show; None where there is nothing to go through."""
    if run.trained is None or len(run.settings.updates) < 2:
        return None
    kind, name = run.settings.cell, run.settings.sequence
    known = (pretrained.load(name, CELLS[kind].engine, update) for update in run.settings.updates)
    return Training(
        at=run.settings.stage,
        updates=run.settings.updates,
        said=tuple(map(how_well, known)),
        url=f"/training/{kind}/{name}/{_digest(kind, name)}",
        follows=has_live_half(kind),
    )


def weights(kind: str, name: str) -> bytes:
    """The weights of all stages of a network, as the browser takes them. Raises KeyError where there is none."""
    if kind not in CELLS or name not in trained_on(kind):
        raise KeyError(name)
    cell = CELLS[kind].engine
    loaded = (pretrained.load(name, cell, update) for update in updates_of(kind, name))
    return packed_weights([(stage.network, stage.readout) for stage in loaded])


@functools.cache
def _digest(kind: str, name: str) -> str:
    """So that the browser may keep what it got for ever."""
    cell = CELLS[kind].engine
    finished = pretrained.load(name, cell)
    return hashlib.blake2b(
        stages.path(name, cell).read_bytes() + finished.readout.weight.tobytes(), digest_size=8
    ).hexdigest()
