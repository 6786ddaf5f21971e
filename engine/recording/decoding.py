"""Record an encoder–decoder: every signal of both parts, where the decoder looked, and every gradient.

The loss reaches an encoder state h_k on two ways, which are kept apart: through attention, from every step of the
decoder at once, and through the end states, which are all that a decoder without attention has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.cells.base import Array
from engine.frozen import FrozenMapping, freeze
from engine.networks.attention import Looked
from engine.networks.encoder_decoder import ATTENTION, EncoderDecoder
from engine.recording.record import record, weight_gradients, with_gradients
from engine.recording.trace import Part, Trace


@dataclass(frozen=True, eq=False)
class Decoding:
    """One recorded run of an encoder–decoder; T steps are read and S are written.

    Attributes:
        model: what was recorded.
        encoder: the trace of its encoder, with the total gradients if there are targets.
        decoder: what the decoder's cell computed, (S, B, unit) by name; its inputs are [y_{t-1}; c_t].
        scores, weights: of the attention, (S, T, B); empty arrays (S, 0, B) without one.
        contexts: c_t, (S, B, F).
        logits: U s_t + b_y, (S, B, K).
        held: attention weights that were held, (S, T, B), NaN where none was; None if none was.
        targets: the right symbols, (S, B), -1 where none was asked for; None without a loss.
        loss: Σ -log softmax(logits)[target], or None.
        gradients: `scores`, `weights`, `contexts`, `logits`, `start` (∂L/∂s_0) → in the shape of each.
        through: `attention` and `end_states` → the part of ∂L/∂h_k that comes that way, through all later and earlier
            encoder steps, (T, B, F); they sum to the total.
        direct: the same ways → what arrives at h_k itself, before it goes on through the encoder, (T, B, F).
        weight_gradients: by the names of `model.parameters`.
    """

    model: EncoderDecoder
    encoder: Trace
    decoder: Part
    scores: Array
    weights: Array
    contexts: Array
    logits: Array
    held: Array | None = None
    targets: NDArray[np.int64] | None = None
    loss: float | None = None
    gradients: Mapping[str, Array] = field(default_factory=dict)
    through: Mapping[str, Array] = field(default_factory=dict)
    direct: Mapping[str, Array] = field(default_factory=dict)
    weight_gradients: Mapping[str, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("gradients", "through", "direct", "weight_gradients"):
            object.__setattr__(self, name, FrozenMapping.of(getattr(self, name)))

    def __reduce__(self) -> tuple[type[Decoding], tuple[object, ...]]:
        return type(self), tuple(getattr(self, each.name) for each in fields(self))

    @property
    def probabilities(self) -> Array:
        """softmax(logits), (S, B, K)."""
        return self.model.readout.probabilities(self.decoder.signals["hidden"])


class _Encoded(NamedTuple):
    """What the decoder has of the encoder at every step: h_k (T, B, F), what queries are held against, and e (B, F)."""

    states: Array
    keys: Array | None
    ends: Array


@dataclass(frozen=True, eq=False)
class _Step:
    """One step of the decoder: what it looked at, what it read, and what its cell computed, (1, B, …)."""

    looked: Looked | None
    query: Array
    inputs: Array
    signals: Mapping[str, Array]


class _Back(NamedTuple):
    """What came back: by signal of the decoder's cell (S, B, units); of what was looked at, step by step; ∂L/∂s_0; by
    way what arrives at h_k, (T, B, F); and by name of parameters."""

    of_cell: Mapping[str, Array]
    seen: Mapping[str, list[Array]]
    start: Array
    direct: Mapping[str, Array]
    of_weights: Mapping[str, Array]


def record_decoding(
    model: EncoderDecoder,
    inputs: Array,
    fed: Array,
    targets: NDArray[np.int64] | None = None,
    held: Array | None = None,
) -> Decoding:
    """Read a sequence, write another, and record everything.

    Args:
        inputs: (T, B, D).
        fed: the symbol before each step that is written, one-hot, (S, B, K); zeros at the first step.
        targets: the right symbols, (S, B), -1 where none is asked for. Without them no gradients are recorded.
        held: attention weights that keep a value, (S, T, B), NaN where they are free; the free ones of a step share
            what is left of 1, and no gradient flows into what is held.

    Raises:
        ValueError: shapes that do not fit, or weights held where there is no attention.
    """
    fed = np.asarray(fed, np.float64)
    if fed.ndim != 3 or fed.shape[1:] != (np.shape(inputs)[1], model.symbols) or not len(fed):
        raise ValueError(
            f"what is fed should have the shape (steps, {np.shape(inputs)[1]}, {model.symbols}), not {fed.shape}"
        )
    wanted = (len(fed), *np.shape(inputs)[:2])
    _check_held(model, held, wanted)
    encoder = record(model.encoder, inputs)
    encoded = _encoded(model, encoder.outputs)
    start, steps = _forward(model, encoded, fed, held)
    decoder = _part(model, start, steps)
    hidden = decoder.signals["hidden"]
    looks = [step.looked for step in steps if step.looked is not None]
    run = Decoding(
        model,
        encoder,
        decoder,
        scores=_stacked([look.scores for look in looks], wanted),
        weights=_stacked([look.weights for look in looks], wanted),
        contexts=freeze(decoder.inputs[..., model.symbols :]),
        logits=freeze(model.readout.logits(hidden)),
        held=held,
    )
    if targets is None:
        return run
    targets = freeze(np.array(np.broadcast_to(targets, fed.shape[:2]), np.int64))
    error = model.readout.error(hidden, targets)  # ∂L/∂logits
    back = _backward(model, encoded, start, steps, error @ model.readout.weight, held)
    ways = {way: with_gradients(encoder, direct) for way, direct in back.direct.items()}
    encoder = with_gradients(encoder, back.direct["attention"] + back.direct["end_states"])
    decoder = _part(model, start, steps, back.of_cell, error @ model.readout.weight)
    of_weights = {f"encoder.{name}": values for name, values in weight_gradients(encoder).items()}
    of_weights |= {f"decoder.{name}_l0": factors.total() for name, factors in decoder.weight_factors().items()}
    of_weights |= back.of_weights
    of_weights["readout.weight"] = np.tensordot(error, hidden, axes=((0, 1), (0, 1)))
    of_weights["readout.bias"] = error.sum(axis=(0, 1))
    return replace(
        run,
        encoder=encoder,
        decoder=decoder,
        targets=targets,
        loss=model.readout.cross_entropy(hidden, targets),
        gradients={name: _stacked(values, wanted) for name, values in back.seen.items()}
        | {"start": back.start, "logits": error},
        through={way: _hidden_gradient(trace) for way, trace in ways.items()},
        direct=back.direct,
        weight_gradients=of_weights,
    )


def write(model: EncoderDecoder, inputs: Array, steps: int, held: Array | None = None) -> NDArray[np.int64]:
    """Write greedily, each step fed the likeliest symbol of the step before, and keep nothing else: (S, B).

    With attention weights held, as in `record_decoding`, what is written at one step is fed to the next, and so on.
    """
    _check_held(model, held, (steps, *np.shape(inputs)[:2]))
    symbols = np.eye(model.symbols)
    encoded = _encoded(model, record(model.encoder, inputs).outputs)
    state, y = _start(model, encoded), np.zeros((inputs.shape[1], model.symbols))
    written = np.zeros((steps, inputs.shape[1]), np.int64)
    for t in range(steps):
        state = _step(model, encoded, state, y, None if held is None else held[t]).signals["hidden"][0]
        written[t] = model.readout.logits(state).argmax(axis=-1)
        y = symbols[written[t]]
    return written


def decode(
    model: EncoderDecoder, inputs: Array, steps: int, held: Array | None = None
) -> tuple[NDArray[np.int64], Decoding]:
    """The same, recorded: the symbols, (S, B), and the run."""
    written = write(model, inputs, steps, held)
    return written, record_decoding(model, inputs, fed_by(written, model.symbols), held=held)


def fed_by(written: NDArray[np.int64], symbols: int) -> Array:
    """What each step is given, the symbol before it, one-hot, zeros at the first: (S, B, K) from (S, B)."""
    return np.concatenate((np.zeros((1, written.shape[1], symbols)), np.eye(symbols)[written[:-1]]))


def _check_held(model: EncoderDecoder, held: Array | None, wanted: tuple[int, ...]) -> None:
    if held is None:
        return
    if model.attention is None:
        raise ValueError("this decoder has no attention, so there are no weights to be held")
    if held.shape != wanted:
        raise ValueError(f"held attention weights should have the shape {wanted}, not {held.shape}")


def _encoded(model: EncoderDecoder, states: Array) -> _Encoded:
    keys = None if model.attention is None else model.attention.keys(states)
    return _Encoded(states, keys, model.end_states(states))


def _start(model: EncoderDecoder, encoded: _Encoded) -> Array:
    """s_0 = tanh(W_s e + b_s), (B, S)."""
    return np.asarray(np.tanh(encoded.ends @ model.weight_start.T + model.bias_start))


def _forward(model: EncoderDecoder, encoded: _Encoded, fed: Array, held: Array | None) -> tuple[Array, list[_Step]]:
    start = state = _start(model, encoded)
    steps = []
    for t, y in enumerate(fed):
        steps.append(_step(model, encoded, state, y, None if held is None else held[t]))
        state = steps[-1].signals["hidden"][0]
    return start, steps


def _step(model: EncoderDecoder, encoded: _Encoded, state: Array, y: Array, held: Array | None) -> _Step:
    """Look, read and compute, once."""
    looked, context = None, encoded.ends
    if model.attention is not None and encoded.keys is not None:
        looked = model.attention.forward(state, encoded.states, encoded.keys, held)
        context = looked.context
    inputs = np.concatenate((y, context), axis=-1)[None]
    signals = model.decoder.cell_of(0).forward(model.decoder.layer(0), inputs, (state,))
    return _Step(looked, state, inputs, signals)


def _backward(
    model: EncoderDecoder, encoded: _Encoded, start: Array, steps: list[_Step], arriving: Array, held: Array | None
) -> _Back:
    """From ∂L/∂s_t as it arrives from the readout, (S, B, units), back to everything else."""
    cell, weights = model.decoder.cell_of(0), model.decoder.layer(0)
    of_cell: list[dict[str, Array]] = []
    seen: dict[str, list[Array]] = {"scores": [], "weights": [], "contexts": []}
    of_states, of_ends = np.zeros_like(encoded.states), np.zeros_like(encoded.ends)
    of_weights = {
        f"attention.{name}": np.zeros_like(getattr(model.attention, name))
        for name in ATTENTION
        if model.attention is not None
    }
    later = np.zeros_like(start)
    for t in reversed(range(len(steps))):
        step = steps[t]
        gradients = cell.backward(weights, step.signals, (step.query,), (arriving[t] + later)[None])
        of_cell.insert(0, gradients)
        through_cell = [cell.jacobian(weights, step.signals, (step.query,), item)[0] for item in range(len(later))]
        later = np.einsum("bi,bij->bj", gradients["hidden"][0], np.array(through_cell))
        context = cell.input_gradient(weights, step.signals, gradients)[0, :, model.symbols :]
        seen["contexts"].insert(0, context)
        if model.attention is None or step.looked is None:
            of_ends += context
            continue
        holds = None if held is None else held[t]
        look = model.attention.backward(step.looked, step.query, encoded.states, context, holds)
        of_states += look.states
        later += look.query
        seen["scores"].insert(0, look.scores)
        seen["weights"].insert(0, look.weights)
        for name in ATTENTION:
            of_weights[f"attention.{name}"] += getattr(look, name)
    of_sum = later * (1 - start**2)  # ∂L/∂(W_s e + b_s)
    of_ends += of_sum @ model.weight_start
    of_weights |= {"start.weight": of_sum.T @ encoded.ends, "start.bias": of_sum.sum(axis=0)}
    return _Back(
        of_cell={name: np.concatenate([one[name] for one in of_cell]) for name in of_cell[0]},
        seen=seen,
        start=later,
        direct={"attention": of_states, "end_states": model.from_end_states(of_ends, len(of_states))},
        of_weights=of_weights,
    )


def _part(
    model: EncoderDecoder,
    start: Array,
    steps: list[_Step],
    gradients: Mapping[str, Array] | None = None,
    direct: Array | None = None,
) -> Part:
    """The decoder's steps as one part of a recorded run."""
    names = [name for name in steps[0].signals if not name.startswith("_")]
    return Part(
        model.decoder.layer_cells[0],
        model.decoder.layer(0),
        np.concatenate([step.inputs for step in steps]),
        {name: np.concatenate([step.signals[name] for step in steps]) for name in names},
        {"hidden": start},
        {} if gradients is None else gradients,
        {} if direct is None else {"hidden": direct},
    )


def _stacked(steps: list[Array], wanted: tuple[int, ...]) -> Array:
    """What every step had, one after another, (S, …); without attention there are no steps to look at: (S, 0, B)."""
    return freeze(np.array(steps) if steps else np.zeros((wanted[0], 0, wanted[2])))


def _hidden_gradient(trace: Trace) -> Array:
    """∂L/∂h_k of the last layer, directions side by side, (T, B, F)."""
    last = trace.layers - 1
    return np.concatenate([trace.parts[last, side].gradients["hidden"] for side in trace.network.sides(last)], axis=-1)
