"""A run with a hand in it, recorded: other inputs and the right answers to them, other weights, holds."""

import dataclasses
from collections.abc import Iterable

import engine
from engine import losses
from engine.learning.answers import with_inputs
from engine.learning.tasks import Sequence
from engine.learning.tasks.sequence import Alphabet
from engine.networks.network import suffix
from ui.figures.part import FIRST, Part
from ui.runs.hand.held import Held
from ui.runs.hand.in_hand import InHand


def with_hand(run: InHand, holds: Iterable[Held]) -> InHand:
    """The run with a hand in it, recorded by the engine."""
    holds = tuple(holds)
    sequence, network = _with_inputs(run.sequence, holds), _with_weights(run.network, holds, run.part)
    loss = _asking(run.trace.loss_function, sequence)
    trace = engine.record(network, sequence.inputs, loss, interventions=interventions(holds, run.part))
    return dataclasses.replace(run, sequence=sequence, trace=trace)


def interventions(holds: Iterable[Held], part: Part = FIRST) -> list[engine.Hold]:
    """What is held of signals of a part, as the engine takes it."""
    return [
        engine.Hold(
            held.signal,
            held.value,
            units=None if held.unit is None else [held.unit],
            steps=slice(held.first, None if held.last is None else held.last + 1),
            layer=part.layer,
            direction=part.direction,
        )
        for held in holds
        if held.kind == "signal"
    ]


def _asking(loss: losses.Loss | None, sequence: Sequence) -> losses.Loss | None:
    """A loss that asks for the right answers of a sequence, if it asks for any."""
    match loss:
        case losses.CrossEntropy(readout=readout) if sequence.targets is not None:
            return losses.cross_entropy(sequence.targets, readout)
        case losses.SquaredError(readout=readout) if sequence.targets is not None:
            return losses.squared_error(sequence.targets, readout)
    return loss


def _with_inputs(sequence: Sequence, holds: Iterable[Held]) -> Sequence:
    changes = [held for held in holds if held.kind == "input"]
    if not changes:
        return sequence
    if sequence.alphabet is not None:
        return _with_tokens(sequence, sequence.alphabet, changes)
    inputs = sequence.inputs.copy()
    for held in changes:
        if held.signal == "input":
            inputs[held.first, 0, held.unit] = held.value
        else:
            inputs[held.first, 0] = 0.0
            inputs[held.first, 0, int(held.value) - 1] = 1.0
    return with_inputs(sequence, inputs)


def _with_tokens(sequence: Sequence, alphabet: Alphabet, changes: Iterable[Held]) -> Sequence:
    """Other tokens are other rows of an embedding; where the next one is asked for, it is that."""
    inputs, tokens, read = sequence.inputs.copy(), list(sequence.tokens), list(alphabet.read)
    targets = None if sequence.targets is None else sequence.targets.copy()
    for held in changes:
        step, token = held.first, int(held.value) - 1
        inputs[step, 0], tokens[step], read[step] = alphabet.rows[token], alphabet.tokens[token], token
        if targets is not None and step:
            targets[step - 1] = token
    alphabet = dataclasses.replace(alphabet, read=tuple(read))
    return dataclasses.replace(sequence, inputs=inputs, tokens=tuple(tokens), targets=targets, alphabet=alphabet)


def _with_weights(network: engine.Network, holds: Iterable[Held], part: Part) -> engine.Network:
    changes = [held for held in holds if held.kind == "weight"]
    if not changes:
        return network
    weights = dict(network.weights)
    for held in changes:
        name = held.signal + suffix(part.layer, part.direction)
        place = held.first if held.unit is None else (held.first, held.unit)
        weights[name] = weights[name].copy()
        weights[name][place] = held.value
    return dataclasses.replace(network, weights=weights)
