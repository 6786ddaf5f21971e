"""The training of the network on show, stage by stage: what is said of it, and its weights for the browser."""

import functools
import hashlib

from engine.learning import stages
from engine.learning.pretrained import Pretrained
from engine.learning.tasks import InputProblem
from ui.lessons.step.run import Run
from ui.lessons.step.settings import RECORDED
from ui.look.cells import CELLS, kind_of
from ui.runs.networks import every_stage, trained_on
from ui.runs.recorded import recorded_run
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
    if (right := metrics.get("accuracy_on_its_text")) is not None:
        return t("right at {right} of the letters of its text", right=_share(right))
    if (error := metrics.get(f"rmse_{network.lengths[1]}")) is not None:
        return t("off by {error} on new sequences (root mean square)", error=f"{error:.2f}")
    return t("off by {error} on new sequences (mean square)", error=f"{metrics['mean_squared_error']:.2g}")


def _share(right: float) -> str:
    """A share in hundreds, with a digit where it would seem to be all without being so."""
    return next(said for digits in (0, 1, 2) if (said := f"{right:.{digits}%}").rstrip("%0.") != "1" or right == 1)


def training(run: Run) -> Training | None:
    """The slider through the training of the network on show; None where there is nothing to go through."""
    settings = run.settings
    if run.trained is None or len(settings.stages) < 2:
        return None
    name = settings.run if settings.sequence == RECORDED else settings.sequence
    return Training(
        at=settings.stage,
        updates=tuple(stage.update for stage in settings.stages),
        said=tuple(map(how_well, settings.stages)),
        url=f"/training/{settings.cell}/{name}/{_version(settings.cell, name)}",
        follows=has_live_half(settings.cell),
    )


def weights(kind: str, name: str) -> bytes:
    """The weights of all stages of a network, as the browser takes them.

    Args:
        kind: of its cell.
        name: of the task that it was trained on, or of a recorded run.

    Raises:
        KeyError: there is no such network.
    """
    return packed_weights([(stage.network, stage.readout) for stage in _stages(kind, name)])


def _stages(kind: str, name: str) -> tuple[Pretrained, ...]:
    if kind in CELLS and name in trained_on(kind):
        return every_stage(kind, name)
    try:
        found = recorded_run(name)
    except InputProblem as problem:
        raise KeyError(name) from problem
    if found.kind != kind:
        raise KeyError(kind)
    return found.stages


@functools.cache
def _version(kind: str, name: str) -> str:
    """Another for other weights: so a browser may keep them for ever."""
    digest = hashlib.blake2b(digest_size=8)
    for stage in _stages(kind, name):
        for values in stages.arrays_of(stage.network, stage.readout).values():
            digest.update(values.tobytes())
    return digest.hexdigest()
