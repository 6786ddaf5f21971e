"""What a person can give and choose: which layer, which part of it, and what it reads."""

from collections.abc import Callable, Sequence

import streamlit as st

from engine import cells
from engine.learning.tasks import InputProblem
from engine.opening.layers import Layer
from engine.opening.stored import quoted
from ui.lessons.own.large import order_control
from ui.lessons.own.loss import AT_A_STEP
from ui.lessons.own.run import speaks
from ui.lessons.own.session import (
    MOST_LETTERS,
    Model,
    Table,
    keep,
    kept,
    open_table,
    open_text,
    open_tokens,
    problem,
    take,
)
from ui.lessons.own.settings import MOST_LAYERS, OwnSettings
from ui.lessons.own.view import layer_name
from ui.settings.page import Page
from ui.settings.widgets import Widgets
from ui.words import plain, say_problem, t

MODEL_MB, TABLE_MB, ARRAY_MB, VOCABULARY_MB, TEXT_MB = 64, 1, 8, 4, 1


def layer_controls(model: Model, page: Page[OwnSettings]) -> Layer:
    """Which layer of the file, what its weights do not say, and which part of it."""
    widgets = page.widgets
    layers = model.found.layers
    if len(layers) > 1:
        names = {number: layer_name(layer) for number, layer in enumerate(layers[:MOST_LAYERS], start=1)}
        widgets.pick("layer", t("Recurrent layer"), names)
    layer = layers[min(int(widgets["layer"]), len(layers)) - 1]
    if layer.question is not None:
        choices = {cell: t(cells.get(cell).title) for cell in layer.question.choices}
        widgets.pick("cell", t(layer.question.sentence), choices)
    if layer.num_layers > 1:
        depths = {depth: str(depth) for depth in range(1, layer.num_layers + 1)}
        # what is held while it writes was a unit of the other layer
        widgets.pills("depth", t("Layer"), depths, on_change=lambda: page.note_place(held=""))
    if layer.directions == 2:
        widgets.switch("side", t("Direction"), {"forward": t("forward →"), "backward": t("← backward")})
    return layer


def data_controls(layer: Layer, widgets: Widgets) -> None:
    """What the layer reads."""
    kinds = {"sunspots": t("sunspots of each year"), "sine": t("a noisy sine")} if layer.input_size == 1 else {}
    kinds |= {
        "random": t("random numbers"),
        "table": t("a table (CSV)"),
        "array": t("an array (.npy)"),
        "text": t("a text"),
    }
    match widgets.pick("data", t("It reads"), kinds):
        case "table":
            place_for("table", t("CSV file, at most {limit} MB", limit=TABLE_MB), TABLE_MB, open_table)
            given = kept("table")
            if given is not None:
                table: Table = given.content
                label, usual = t("Columns, {count} of them", count=layer.input_size), table.usual(layer.input_size)
                keep("columns", tuple(st.multiselect(label, table.names, usual, key="own.*columns")))
            widgets.check("standardise", t("standardise each column"))
        case "array":
            label = t("Array of the shape (steps, {size}), .npy", size=layer.input_size)
            place_for("array", label, ARRAY_MB, lambda data, file: data)
            widgets.check("standardise", t("standardise each column"))
        case "text":
            place_for("vocabulary", t("Vocabulary: JSON, or one token a line"), VOCABULARY_MB, open_tokens)
            widgets.text("text", t("Text"), height=100)
            limit = f"{MOST_LETTERS:,}"
            label = t("Or a text file, read where nothing is typed, its first {limit} letters", limit=limit)
            place_for("prose", label, TEXT_MB, open_text)
        case "sunspots":
            pass
        case _:
            widgets.whole("steps", t("Steps"))
            widgets.whole("seed", t("Seed"))


def answer_controls(model: Model, layer: Layer, widgets: Widgets) -> None:
    """Who answers, of those in the file that fit what is read, and what the gradients are of."""
    vocabulary = kept("vocabulary") if widgets["data"] == "text" else None
    tokens = vocabulary.content.tokens if vocabulary and speaks(model, layer, vocabulary.content) else ()
    targets = bool(tokens) or widgets["data"] in ("sunspots", "sine")
    fitting = model.answers(layer, len(tokens) or 1)
    if fitting:
        names = {place: quoted(answer.name) for place, answer in enumerate(fitting[:MOST_LAYERS], start=1)}
        widgets.pick("readout", t("Read out by"), names | {0: t("nothing")})
    if widgets["look"] == "units":
        return
    answers = bool(fitting and widgets["readout"])
    losses = {"norm": t("½ Σ h², one step"), "every": t("½ Σ h², every step")}
    losses |= {"task": t("the error of its answers")} if answers and targets else {}
    losses |= {"answer": t("one answer")} if answers else {}
    losses |= {"unit": t("one unit"), "direction": t("a direction of the output")}
    _loss_controls(widgets.pick("loss", t("Gradients of"), losses), layer, tokens, widgets)
    if widgets["look"] in ("steps", "beside"):
        widgets.switch("signals", t("Signals"), {"main": t("main"), "all": t("all")})
    if widgets["look"] == "steps":
        order_control(layer, widgets)


def _loss_controls(loss: str, layer: Layer, answers: Sequence[str], widgets: Widgets) -> None:
    """Which answer, unit or direction, and at which step."""
    size = layer.proj_size or layer.hidden_size
    match loss:
        case "answer" if len(answers) > 1:
            names = {number: f"{number} · {quoted(answer)}" for number, answer in enumerate(answers, start=1)}
            widgets.pick("loss_answer", t("Answer"), names)
        case "unit":
            hint = t("Units {first} to {last} read backwards.", first=size + 1, last=2 * size)
            widgets.whole("loss_unit", t("Unit"), help=hint if layer.directions == 2 else None)
        case "direction":
            said = t("{size} numbers, one for each output", size=size * layer.directions)
            widgets.line("loss_direction", said)
    if loss in AT_A_STEP:
        widgets.whole("loss_step", t("At step, 0 for the last"))


def place_for(name: str, label: str, megabytes: int, build: Callable[[bytes, str], object]) -> None:
    """A place for a file, what was opened last, and why the last could not be."""
    take(name, st.file_uploader(label, max_upload_size=megabytes, key=f"own.*file.{name}"), build)
    found: InputProblem | None = problem(name)
    if found is not None:
        st.warning(say_problem(found))
    given = kept(name)
    if given is not None and given.file:
        st.caption(t("Open: {file}", file=plain(given.file)))
