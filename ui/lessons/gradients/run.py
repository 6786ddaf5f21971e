"""The networks that the gradient lesson's settings name, and the curves of their gradients."""

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import engine
from engine import losses
from engine.analysis import decay, remedies
from engine.cells.norms import to_one
from engine.frozen import freeze
from engine.learning.tasks import InputProblem
from engine.networks.initialisation import Init
from ui.figures.part import FIRST
from ui.lessons.gradients.settings import KINDS, GradientSettings
from ui.look.cells import CELLS
from ui.runs.kept import Kept
from ui.runs.networks import cell_of, engine_cell, has_gates, refuse_identity_for_gates

Array = NDArray[np.float64]

FEATURES = 8  # numbers per step in the random sequence
MOST = 32 * 2**20  # bytes of all runs that are kept
_W = "weight_hh_l0"
NON_NORMAL = np.array([[0.9, 10.0], [0.0, 0.9]])


@dataclass(frozen=True, slots=True)
class NetworkSpec:
    """A network of our own, named by everything that it depends on."""

    cell: str
    units: int
    seed: int
    init: str = "default"
    radius: float | None = None
    bias: float | None = None
    gain: float = 1.0  # what W, the recurrent weights, are multiplied by


@dataclass(frozen=True, slots=True)
class InputSpec:
    """The sequence x_t ~ N(0, scale²), independent at every step and feature, and where the loss sits."""

    length: int
    scale: float
    seed: int
    loss: str


@dataclass(frozen=True, eq=False)
class Run:
    """One network on the sequence, recorded with its gradients."""

    spec: NetworkSpec
    network: engine.Network
    trace: engine.Trace
    logs: Array  # log10 ‖∂L/∂h_t‖, (T,)

    @functools.cached_property
    def norms(self) -> "Norms":
        """The curve as it is, without remedies."""
        return _norms(self, self.logs)

    @functools.cached_property
    def size(self) -> int:
        """How many bytes its numbers take."""
        named = (by_name for part in self.trace.parts.values() for by_name in (part.signals, part.gradients))
        return self.trace.inputs.nbytes + sum(array.nbytes for by_name in named for array in by_name.values())


@dataclass(frozen=True, eq=False)
class Curve:
    """One curve of the picture.

    Attributes:
        name: `rnn`, or `rnn:before` for the same cell without the remedies.
        logs: log10 ‖∂L/∂h_t‖, (T,): of one run, or the median of many.
        low, high: the quartiles of many runs, or None.
        direct, recurrent: log10 norms of the two parts of ∂L/∂h_t, (T,).
        gap: after how many steps back it is below a thousandth of what it was at the last step; None if never.
        nonfinite: the last zero-based step, going back from the loss, at which it is NaN or infinite, or None.
        clipped: log10 of the factor by which clipping has scaled it (the median of many runs); None without clipping.
    """

    name: str
    logs: Array
    low: Array | None
    high: Array | None
    direct: Array
    recurrent: Array
    gap: int | None
    nonfinite: int | None
    clipped: float | None

    @property
    def silent(self) -> int:
        """How many of the first steps the gradient does not reach at all: there it is exactly zero."""
        reached = np.flatnonzero(~np.isneginf(self.logs))
        return int(reached[0]) if reached.size else len(self.logs)

    @property
    def field(self) -> str:
        """The name as a reading can ask for it: `rnn_before`."""
        return self.name.replace(":", "_")

    @property
    def kind(self) -> str:
        """`rnn`, `lstm`, `gru` or one of the others."""
        return self.name.split(":")[0]

    @property
    def is_before(self) -> bool:
        """Whether this is the dotted curve without the remedies."""
        return self.name.endswith(":before")


def refuse_impossible(settings: GradientSettings) -> None:
    """Raise InputProblem for what does not go together."""
    if not any(shown(settings)):
        raise InputProblem("No cell is chosen, so there is no curve. Please choose one in the sidebar.")
    refuse_identity_for_gates(settings.gates_init)
    if settings.skip and settings.activation != "tanh":
        raise InputProblem(
            "The skip connection through time is built with tanh here; with {activation} there is no such cell. Please "
            "choose tanh, or leave the skip connection out.",
            activation=settings.activation,
        )
    if settings.init == "nonnormal" and (settings.skip or settings.activation != "linear"):
        raise InputProblem(
            "The 2 × 2 matrix that first grows and then vanishes is shown in a linear network, so that nothing but the "
            "matrix counts. Please choose the linear activation without a skip connection."
        )


def shown(settings: GradientSettings) -> tuple[str, ...]:
    """The kinds of cell in the picture."""
    return (*(kind for kind in KINDS if getattr(settings, kind)), *settings.cells)


def treated(settings: GradientSettings, kind: str, seed: int | None = None) -> NetworkSpec:
    """The network of a kind with everything that the settings say."""
    seed = settings.seed if seed is None else seed
    if kind == "rnn":
        cell = engine_cell(kind, settings.activation)
        radius = None if settings.init in ("default", "nonnormal") else settings.radius
        return NetworkSpec("elman_skip" if settings.skip else cell, settings.units, seed, settings.init, radius)
    init = settings.gates_init if has_gates(kind) else "default"
    bias = bias_of(settings, kind)
    return NetworkSpec(CELLS[kind].engine, settings.units, seed, init, None, None if bias == "default" else float(bias))


def bias_of(settings: GradientSettings, kind: str) -> str:
    """The bias of the gate that keeps the memory; `default` where there is none."""
    if cell_of(kind).memory_gate is None:
        return "default"
    return {"lstm": settings.forget_bias, "gru": settings.update_bias}.get(kind, settings.memory_bias)


def untreated(settings: GradientSettings, kind: str, seed: int | None = None) -> NetworkSpec:
    """The network of a kind as PyTorch makes it."""
    return NetworkSpec(CELLS[kind].engine, settings.units, settings.seed if seed is None else seed)


def inputs_of(settings: GradientSettings) -> InputSpec:
    """The sequence that the settings name."""
    return InputSpec(settings.length, settings.scale, settings.data_seed, settings.loss)


@functools.lru_cache(maxsize=32)
def build(spec: NetworkSpec) -> engine.Network:
    """The network that a spec names."""
    if spec.init != "nonnormal":
        init = Init(spec.init, spectral_radius=spec.radius, forget_bias=spec.bias)
        network = engine.network(spec.cell, FEATURES, spec.units, init=init, seed=spec.seed)
        return replace(network, weights={**network.weights, _W: spec.gain * network.weights[_W]})
    weight_ih = engine.network(spec.cell, FEATURES, 2, seed=spec.seed).weights["weight_ih_l0"]
    weights = {
        "weight_ih_l0": weight_ih,
        _W: NON_NORMAL,
        "bias_ih_l0": np.zeros(2),
        "bias_hh_l0": np.zeros(2),
    }
    return engine.Network(spec.cell, weights, FEATURES, 2)


def make_inputs(spec: InputSpec) -> Array:
    """(T, 1, FEATURES)."""
    return spec.scale * np.random.default_rng(spec.seed).standard_normal((spec.length, 1, FEATURES))


def run(network: NetworkSpec, inputs: InputSpec) -> Run:
    """One network on one sequence, recorded once for all who ask."""
    return _runs().get((network, inputs), lambda: _recorded(network, inputs))


@functools.cache
def _runs() -> Kept[tuple[NetworkSpec, InputSpec], Run]:
    """Those of late. Their bytes are bounded, not their number: a run may be of 300 steps and 64 units."""
    return Kept(MOST, lambda one: one.size)


def _recorded(network: NetworkSpec, inputs: InputSpec) -> Run:
    own = build(network)
    loss = losses.last_step() if inputs.loss == "last" else losses.every_step()
    trace = engine.record(own, make_inputs(inputs), loss)
    return Run(network, own, trace, freeze(decay.log10_gradient_norms(trace)))


@st.cache_resource(max_entries=128, show_spinner=False, hash_funcs={GradientSettings: repr})
def curves(settings: GradientSettings) -> tuple[Curve, ...]:
    """The curves of `settings.computed()`; for several seeds the median and quartiles. Raises InputProblem."""
    return tuple(many_curves(settings, lambda _: None))


def many_curves(settings: GradientSettings, progress: Callable[[float], None]) -> list[Curve]:
    """The same without a cache, telling how much of it is done."""
    refuse_impossible(settings)
    remedied = settings.clip or settings.window
    pairs: list[tuple[str, Callable[[int], NetworkSpec], bool]] = []
    for kind in shown(settings):
        after, plain = treated(settings, kind), untreated(settings, kind)
        if settings.before and remedied:
            pairs.append((f"{kind}:before", functools.partial(treated, settings, kind), False))
        elif settings.before and after != plain:
            pairs.append((f"{kind}:before", functools.partial(untreated, settings, kind), False))
        pairs.append((kind, functools.partial(treated, settings, kind), bool(remedied)))
    seeds = range(settings.seed, settings.seed + settings.runs)
    found: dict[str, list[Norms]] = {name: [] for name, _, _ in pairs}
    for number, seed in enumerate(seeds):
        for name, spec, mended in pairs:
            one = run(spec(seed), inputs_of(settings))
            found[name].append(_with_remedies(one, settings) if mended else one.norms)
        progress((number + 1) / len(seeds))
    return [_curve(name, norms) for name, norms in found.items()]


class Norms(NamedTuple):
    """log10 norms of ∂L/∂h_t in one run, (T,) each: whole and by part; and log10 of what clipping scaled them by."""

    whole: Array
    direct: Array
    recurrent: Array
    clipped: float | None


def _curve(name: str, found: list[Norms]) -> Curve:
    whole = _median([one.whole for one in found])
    low = high = None
    if len(found) > 1:
        low, high = (_quantile([one.whole for one in found], quarter) for quarter in (0.25, 0.75))
    bad = np.flatnonzero(np.isnan(whole) | np.isposinf(whole))
    factors = [np.array(one.clipped) for one in found if one.clipped is not None]
    return Curve(
        name,
        whole,
        low,
        high,
        direct=_median([one.direct for one in found]),
        recurrent=_median([one.recurrent for one in found]),
        gap=decay.steps_until(whole),
        nonfinite=int(bad.max()) if bad.size else None,
        clipped=float(_median(factors)) if factors else None,
    )


def _median(many: list[Array]) -> Array:
    return many[0] if len(many) == 1 else _quantile(many, 0.5)


def _quantile(many: list[Array], q: float) -> Array:
    """Of each step; the nearest run, so that -inf (a gradient of zero) needs no arithmetic."""
    return np.asarray(np.quantile(np.stack(many), q, axis=0, method="nearest"))


def _norms(one: Run, logs: Array, total: Array | None = None, clipped: float | None = None) -> Norms:
    """The total, whose log10 norms are `logs`, with its direct and recurrent parts; all scaled as clipping says."""
    direct = FIRST.of(one.trace.direct_gradients["hidden"])
    whole = FIRST.of(one.trace.gradients["hidden"]) if total is None else total
    recurrent = np.where(direct.any(axis=1), _log_norms(whole - direct), logs)
    shift = clipped or 0.0
    return Norms(logs + shift, _log_norms(direct) + shift, recurrent + shift, clipped)


def _with_remedies(one: Run, settings: GradientSettings) -> Norms:
    """The run's curve as a truncated window and a clipped gradient make it."""
    logs, total = one.logs, None
    if settings.window:
        total = remedies.truncated_hidden_gradients(one.trace, settings.window)[:, 0]
        kept = np.arange(len(logs)) >= len(logs) - settings.window
        logs = np.where(kept, logs, -np.inf) if settings.loss == "last" else _log_norms(total)
    return _norms(one, logs, total, float(np.log10(clip_factor(one, settings))) if settings.clip else None)


def clip_factor(one: Run, settings: GradientSettings) -> float:
    """What clipping multiplies this run's gradient with; NaN where it has no finite norm."""
    gradient = remedies.truncated_gradient(one.trace, settings.window or None)
    try:
        return remedies.clip_by_norm(gradient, settings.theta).factor
    except ValueError:
        return float("nan")


def _log_norms(values: Array) -> Array:
    """log10 of the norm of each row of (T, H); -inf for 0."""
    relative, largest = to_one(values, -1)
    with np.errstate(all="ignore"):
        return np.asarray(np.log10(largest) + np.log10(np.linalg.norm(relative, axis=-1)))
