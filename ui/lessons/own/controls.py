"""What a person can give and choose: which layer, which part of it, and what it reads."""

from collections.abc import Callable

import streamlit as st

from engine import cells
from engine.learning.tasks import InputProblem
from engine.opening.layers import Layer
from engine.opening.stored import quoted
from ui.lessons.own.run import speaks
from ui.lessons.own.session import Model, keep, kept, open_table, open_tokens, problem, take
from ui.lessons.own.settings import MOST_LAYERS
from ui.lessons.own.view import layer_name
from ui.settings.widgets import Widgets
from ui.words import plain, say_problem, t

TABLE_MB, ARRAY_MB, VOCABULARY_MB = 1, 8, 4


def layer_controls(model: Model, widgets: Widgets) -> Layer:
    """Which layer of the file, what its weights do not say, and which part of it."""
    layers = model.found.layers
    if len(layers) > 1:
        names = {number: layer_name(layer) for number, layer in enumerate(layers[:MOST_LAYERS], start=1)}
        widgets.pick("layer", t("Recurrent layer"), names)
    layer = layers[min(int(widgets["layer"]), len(layers)) - 1]
    if layer.question is not None:
        choices = {cell: t(cells.get(cell).title) for cell in layer.question.choices}
        widgets.pick("cell", t(layer.question.sentence), choices)
    if layer.num_layers > 1:
        widgets.pills("depth", t("Layer"), {depth: str(depth) for depth in range(1, layer.num_layers + 1)})
    if layer.directions == 2:
        widgets.switch("side", t("Direction"), {"forward": t("forward →"), "backward": t("← backward")})
    return layer


def data_controls(layer: Layer, widgets: Widgets) -> None:
    """What the layer reads."""
    kinds = {"sine": t("a noisy sine")} if layer.input_size == 1 else {}
    kinds |= {
        "random": t("random numbers"),
        "table": t("a table (CSV)"),
        "array": t("an array (.npy)"),
        "text": t("a text"),
    }
    match widgets.pick("data", t("It reads"), kinds):
        case "table":
            _drop("table", t("CSV file, at most {limit} MB", limit=TABLE_MB), TABLE_MB, open_table)
            given = kept("table")
            if given is not None:
                names = [column.name for column in given.content.columns]
                label = t("Columns, {count} of them", count=layer.input_size)
                keep("columns", tuple(st.multiselect(label, names, names[: layer.input_size], key="own.*columns")))
            widgets.check("standardise", t("standardise each column"))
        case "array":
            label = t("Array of the shape (steps, {size}), .npy", size=layer.input_size)
            _drop("array", label, ARRAY_MB, lambda data, file: data)
            widgets.check("standardise", t("standardise each column"))
        case "text":
            _drop("vocabulary", t("Vocabulary: JSON, or one token a line"), VOCABULARY_MB, open_tokens)
            widgets.text("text", t("Text"), height=100)
        case _:
            widgets.whole("steps", t("Steps"))
            widgets.whole("seed", t("Seed"))


def answer_controls(model: Model, layer: Layer, widgets: Widgets) -> None:
    """Who answers, of those in the file that fit what is read, and what the gradients are of."""
    vocabulary = kept("vocabulary") if widgets["data"] == "text" else None
    tokens = len(vocabulary.content) if vocabulary and speaks(model, layer, vocabulary.content) else 0
    targets = bool(tokens) or widgets["data"] == "sine"
    fitting = model.answers(layer, tokens or 1)
    if fitting:
        names = {place: quoted(answer.name) for place, answer in enumerate(fitting[:MOST_LAYERS], start=1)}
        widgets.pick("readout", t("Read out by"), names | {0: t("nothing")})
    losses = {"last": t("½ Σ h², last step"), "every": t("½ Σ h², every step")}
    if fitting and targets and widgets["readout"]:
        losses["task"] = t("the error of its answers")
    widgets.pick("loss", t("Gradients of"), losses)
    widgets.switch("signals", t("Signals"), {"main": t("main"), "all": t("all")})


def _drop(name: str, label: str, megabytes: int, build: Callable[[bytes, str], object]) -> None:
    """A place for a file, what was opened last, and why the last could not be."""
    take(name, st.file_uploader(label, max_upload_size=megabytes, key=f"own.*file.{name}"), build)
    found: InputProblem | None = problem(name)
    if found is not None:
        st.warning(say_problem(found))
    given = kept(name)
    if given is not None:
        st.caption(t("Open: {file}", file=plain(given.file)))
