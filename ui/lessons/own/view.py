"""From a model file and a run to what the page places: its sentences, and what the weights say before any data."""

from functools import partial
from math import isnan

import numpy as np
import streamlit as st

from engine import cells
from engine.learning import forecaster
from engine.learning.tasks import InputProblem, Scale
from engine.opening.layers import Layer
from engine.opening.statistics import Block, blocks
from engine.opening.stored import quoted
from ui.lessons.own.figures.weights import weight_spread
from ui.lessons.own.run import OwnRun, latest, make_run, network_of
from ui.lessons.own.session import Model, memoised
from ui.lessons.own.settings import OwnSettings
from ui.look.charts import show, spec
from ui.settings.page import Page
from ui.words import language, plain, say_problem, t

_WEIGHTS = "own.*weights"
LAYER_WIDTH, WEIGHTS_WIDTH = 300, 160  # pixels: four gates beside their layer on a screen, two in a row on a phone


def layer_name(layer: Layer) -> str:
    """A layer in one line: where it is, what it is, its sizes. Plain text, for a widget."""
    said = t(
        "{cell} · {inputs} → {units} units · {parameters} parameters",
        cell=cells.get(layer.cells[0]).title.partition(",")[0],
        inputs=layer.input_size,
        units=layer.hidden_size,
        parameters=f"{layer.parameter_count:,}",
    )
    more = [t("{count} layers", count=layer.num_layers)] if layer.num_layers > 1 else []
    more += [t("both directions")] if layer.directions == 2 else []
    more += [t("projected to {size}", size=layer.proj_size)] if layer.proj_size else []
    return " · ".join(filter(None, (quoted(layer.path), said, *more)))


def headline(model: Model) -> str:
    """What was opened, of a file that was dropped."""
    count = len(model.opened.tensors)
    return t(
        "**{file}** ({kind}): {count} tensors with {parameters} numbers, recurrent layers in it: {layers}.",
        file=plain(model.file),
        kind=model.opened.kind,
        count=f"{count:,}",
        parameters=f"{model.opened.parameter_count:,}",
        layers=len(model.found.layers),
    )


def unclear(model: Model) -> None:
    """Say what looks like a layer and is none; where there is no layer at all, what there is."""
    for one in model.found.unclear[:5]:
        st.warning(say_problem(one.problem))
    if model.found.layers:
        return
    names = ", ".join(f"{quoted(name)} {tensor.shape}" for name, tensor in list(model.opened.tensors.items())[:12])
    st.warning(
        t(
            "No recurrent layer was found in this file. They are known by their names and shapes: weight_ih_l0 and "
            "weight_hh_l0 (PyTorch), kernel and recurrent_kernel (Keras). It has {names}",
            names=plain(names, 600),
        )
    )


def weights_section(layer: Layer, settings: OwnSettings) -> None:
    """What the weights of the chosen part say before any data: a small picture for each gate, and its numbers."""
    depth = min(settings.depth, layer.num_layers) - 1
    side = int(settings.side == "backward" and layer.directions == 2)
    drawn = memoised(
        _WEIGHTS,
        (layer, settings.cell, depth, side, language()),
        lambda: [
            (block, spec(partial(weight_spread, block, t=t)))
            for block in blocks(network_of(layer, settings), depth, side)
        ],
    )
    key = t("its weights: grey V, from the input; in colour W, from the state")
    cell = cells.get(layer.cells[0])
    titles = {signal.name: t(signal.title) for signal in cell.signals}
    with st.container(horizontal=True):
        st.markdown(f"**{plain(layer_name(layer), 200)}** · {key}", width=LAYER_WIDTH)
        with st.container(horizontal=True, width="content"):
            for block, chart in drawn:
                with st.container(width=WEIGHTS_WIDTH, gap="xxsmall"):
                    st.markdown(f"**{titles[block.name]}**")
                    show(st, chart)
                    st.caption(said_of(block, is_memory=block.name == cell.memory_gate))


def said_of(block: Block, *, is_memory: bool) -> str:
    """The numbers of one gate or candidate, in Markdown."""
    said = []
    if block.radius is not None and not isnan(block.radius):
        said.append(f"ρ(W) = **{block.radius:.3g}**")
    if block.norm is not None and not isnan(block.norm):
        said.append(f"‖W‖ = {block.norm:.3g}")
    if block.bias is not None and np.isfinite(block.bias).all():
        low, high = float(block.bias.min()), float(block.bias.max())
        bias = t("b {low} … {high}", low=f"{low:.2f}", high=f"{high:.2f}")
        open_at_rest = float((1 / (1 + np.exp(-block.bias))).mean())
        said.append(bias + (t(", open {share} at rest", share=f"{open_at_rest:.0%}") if is_memory else ""))
    for name, spread in (("V", block.from_input), ("W", block.from_state)):
        if spread is not None and spread.lost:
            said.append(t("**{share} of {name} are NaN or ∞**", share=f"{spread.lost:.1%}", name=name))
    return " · ".join(said).replace("-", "−")


def _read_years() -> dict[str, int]:
    about = forecaster.measured()
    return {"first": about.first - forecaster.BEFORE, "last": about.last - 1}


def about(run: OwnRun) -> str:
    """What the run reads, and what of it is not shown."""
    kind = "random" if run.settings.data in ("sunspots", "sine") and run.layer.input_size > 1 else run.settings.data
    said = {
        "sunspots": t("It reads the sunspots of {first}–{last}.", **_read_years()),
        "sine": t("It reads a noisy sine (seed {seed}).", seed=run.settings.seed),
        "random": t("It reads numbers drawn at random (seed {seed}), which mean nothing.", seed=run.settings.seed),
        "table": t("It reads your table, a row a step."),
        "array": t("It reads your array, a row a step."),
        "text": t("It reads your text, token by token."),
    }[kind]
    if run.sequence.scales:
        said += " " + _standardised(run.sequence.scales)
    if run.answer is not None:
        said += " " + t("Its answers are read out by {name}.", name=f"**{plain(quoted(run.answer.name))}**")
    return said


def _standardised(scales: tuple[Scale, ...]) -> str:
    """What became of the numbers before they were read."""
    if len(scales) > 1:
        return t("Each column is standardised.")
    mean, spread = (f"{number:.4g}".replace("-", "−") for number in (scales[0].mean, scales[0].spread))
    return t("Standardised: (number − {mean}) / {spread}.", mean=mean, spread=spread)


def drawn(page: Page[OwnSettings], model: Model) -> OwnRun | None:
    """The run of the settings; where they cannot be had, say why: then it is the last one of this model, or none.

    What a session was given may have changed since, so settings that could be had once need not be had again.
    """
    settings = page.settings
    page.write(settings)
    try:
        return make_run(model, settings)
    except InputProblem as problem:
        st.warning(say_problem(problem))
    if (last := latest(model)) is not None:
        st.caption(t("Below is the last picture that could be drawn."))
        return last
    try:
        return make_run(model, OwnSettings(layer=settings.layer, cell=settings.cell))
    except InputProblem:
        return None
