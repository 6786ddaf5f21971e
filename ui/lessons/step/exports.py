"""What a person can take away: the trace as CSV and JSON, and the PyTorch code that rebuilds the run."""

import csv
import io
import json
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.recording.interventions import held_values
from ui.figures.part import FIRST
from ui.lessons.step.run import Run
from ui.lessons.step.step_code import step_code
from ui.runs.networks import cell_of
from ui.settings.parameters import write

AXES = "layer, direction, time, batch, unit"


def _columns(run: Run) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """Every column of the table over time: name and values (time,)."""
    for index, feature in enumerate(run.sequence.features):
        yield f"input[{feature}]", run.trace.inputs[:, 0, index]
    for name, values in run.trace.signals.items():
        for unit in range(values.shape[-1]):
            yield f"{name}[{unit + 1}]", FIRST.of(values)[:, unit]
    for name, values in run.trace.gradients.items():
        for unit in range(values.shape[-1]):
            yield f"dL/d {name}[{unit + 1}]", FIRST.of(values)[:, unit]
    if run.predictions is not None:
        for index in range(run.predictions.shape[1]):
            label = f"P({run.sequence.classes[index]})" if run.sequence.classes else "forecast"
            yield label, run.predictions[:, index]


def _facts(run: Run, hand: str) -> dict[str, Any]:
    """What this run is of: its network, its sequence and its loss, and nothing that did not count.

    `hand` is what a person has changed in it, as the address spells it.
    """
    settings = run.settings
    network: dict[str, Any] = {"cell": run.trace.cell, "units": run.network.hidden_size}
    if run.trained is not None:
        trained = run.trained
        network |= {"trained": trained.how, "seed": trained.seed, "accuracy": trained.accuracy, **trained.metrics}
    else:
        network |= {"fresh": settings.init, "seed": settings.seed}
        if settings.init in ("orthogonal", "gaussian"):
            network["spectral_radius"] = settings.radius
        if cell_of(settings.cell).memory_gate is not None:
            network["memory_gate_bias"] = settings.forget_bias
    sequence: dict[str, Any] = {"task": run.sequence.task, "steps": run.steps}
    if settings.sequence in ("latch", "first", "count", "toggle", "sine"):
        sequence["seed"] = settings.data_seed
    loss: dict[str, Any] = {"kind": settings.loss if settings.loss != "task" or settings.has_task_loss else "last"}
    if settings.loss in ("step", "unit"):
        loss["step"] = settings.loss_step
    link = write(settings) | ({"hand": hand} if hand else {})
    changed = {"changed_by_hand": hand.split(",")} if hand else {}
    return {"network": network, "sequence": sequence, "loss_kind": loss, **changed, "link": link}


def to_csv(run: Run, hand: str = "") -> str:
    """One row per timestep, one column per input, unit and gradient; what the columns mean stands above, after `#`."""
    out = io.StringIO()
    out.write("# Unrolled: one run of a recurrent network, one row per timestep\n")
    if hand:
        out.write(f"# changed by hand: {hand}\n")
    out.write(f"# about: {json.dumps(_facts(run, hand), ensure_ascii=False)}\n")
    for name in run.trace.signals:
        signal = run.trace.describe(name)
        out.write(f"# {name}[unit]: {signal.title}, {signal.equation}\n")
    out.write("# dL/d name[unit]: total derivative of the loss with respect to that value\n")
    out.write(f"# loss: {run.trace.loss!r}\n")
    names, values = zip(*_columns(run), strict=True)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["step", "token", *names])
    for step, row in enumerate(np.column_stack(values)):
        writer.writerow([step + 1, run.sequence.tokens[step], *(repr(float(value)) for value in row)])
    return out.getvalue()


def to_json(run: Run, hand: str = "") -> str:
    """The whole trace with its symbols, axes, settings and weights. NaN and infinity are written as strings."""
    trace = run.trace
    document = {
        "about": "Unrolled: one run of a recurrent network",
        "axes": AXES,
        "cell": trace.cell,
        **_facts(run, hand),
        "tokens": run.sequence.tokens,
        "features": run.sequence.features,
        "classes": run.sequence.classes,
        "loss": trace.loss,
        "inputs": trace.inputs,
        "outputs": trace.outputs,
        "signals": {
            name: {
                "symbol": trace.describe(name).symbol,
                "equation": trace.describe(name).equation,
                "meaning": trace.describe(name).title,
                "range": [trace.describe(name).low, trace.describe(name).high],
                "values": values,
                "total_gradient": trace.gradients.get(name),
            }
            for name, values in trace.signals.items()
        },
        "direct_gradients": dict(trace.direct_gradients),
        "weights": dict(run.network.weights),
        "readout": None if run.readout is None else {"U": run.readout.weight, "b_y": run.readout.bias},
        "predictions": run.predictions,
    }
    return json.dumps(_writable(document), ensure_ascii=False, allow_nan=False)


def _writable(value: Any) -> Any:
    """JSON knows neither arrays nor NaN."""
    if isinstance(value, np.ndarray):
        return _writable(value.tolist())
    if isinstance(value, dict):
        return {name: _writable(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_writable(item) for item in value]
    if isinstance(value, (float, np.floating)):
        return float(value) if math.isfinite(value) else str(float(value))
    return value


def to_pytorch(run: Run, hand: str = "") -> str:
    """A script that needs nothing but torch: the same weights and input, the same states, checked at its end."""
    lines = [
        '"""One run of Unrolled, rebuilt in PyTorch: the same weights, the same input, the same states."""',
        *((f"# Changed by hand, counted from 1: {hand}",) if hand else ()),
        "",
        "import torch",
        "",
        "inf, nan = float('inf'), float('nan')",
        f"x = {_tensor(run.trace.inputs)}  # (time, batch, feature)",
        *(_module(run) if run.network.cell_of(0).torch_class and not run.trace.interventions else _loop(run)),
    ]
    if run.readout is not None:
        lines += [
            f"U = {_tensor(run.readout.weight)}",
            f"b_y = {_tensor(run.readout.bias)}",
            "answers = outputs @ U.T + b_y" + ("  # softmax gives the probabilities" if run.sequence.classes else ""),
        ]
    lines += [
        f"recorded = {_tensor(run.trace.outputs)}",
        "difference = (outputs - recorded).detach().abs().max() / recorded.abs().max().clamp(min=1)",
        'print("largest difference, relative to values larger than 1:", float(difference))',
        "",
    ]
    return "\n".join(lines)


def _module(run: Run) -> Iterator[str]:
    """The module of `torch.nn` with the run's weights."""
    network, cell = run.network, run.network.cell_of(0)
    options = "".join(f', {name}="{value}"' for name, value in cell.torch_options if value != "tanh")
    yield (
        f"network = torch.nn.{cell.torch_class}"
        f"({network.input_size}, {network.hidden_size}{options}, dtype=torch.float64)"
    )
    yield "with torch.no_grad():"
    for name, values in network.weights.items():
        yield f"    network.{name}.copy_({_tensor(values)})"
    yield "outputs, last_state = network(x)"


def _loop(run: Run) -> Iterator[str]:
    """The cell's own step, written out, for cells that `torch.nn` does not have."""
    cell = run.network.cell_of(0)
    yield "weights = {"
    for name, values in run.network.weights.items():
        yield f'    "{name.removesuffix("_l0")}": {_tensor(values)},'
    yield "}"
    yield ""
    yield from _held(run)
    yield from step_code(cell)
    yield ""
    yield f"zeros = torch.zeros(x.shape[1], {run.network.hidden_size}, dtype=torch.float64)"
    yield f"state = ({'zeros, ' * len(cell.state)})"
    yield "states = []"
    why = f"torch.nn has no {cell.title}" if not run.trace.interventions else "no module of torch.nn can be held"
    yield f"for t, x_t in enumerate(x):  # {why}, so the loop is written out"
    yield "    state = step(weights, x_t, state, lambda name, value: held_or(value, name, t))"
    yield "    states.append(state[0])"
    yield "outputs = torch.stack(states)"


def _held(run: Run) -> Iterator[str]:
    """What is held at each step, and how it takes the place of what the cell computes."""
    network, trace = run.network, run.trace
    yield "held = {  # (time, unit); nan where the cell is free"
    for name, values in held_values(network, trace.steps, 1, trace.interventions).get((0, 0), {}).items():
        yield f'    "{name}": {_tensor(values[:, 0])},'
    yield "}"
    yield ""
    yield ""
    yield "def held_or(value, name, t):"
    yield "    return torch.where(held[name][t].isnan(), value, held[name][t]) if name in held else value"
    yield ""
    yield ""


def _tensor(array: NDArray[np.float64]) -> str:
    return f"torch.tensor({np.asarray(array).tolist()!r}, dtype=torch.float64)"
