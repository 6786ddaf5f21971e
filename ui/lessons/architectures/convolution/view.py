"""Convolution on the page: filters that slide along letters, the window's sum beside them, and what a window costs."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import streamlit as st

from engine.learning import convolution_networks, motifs
from engine.networks import wiring
from engine.networks.convolutional import ConvolutionalNetwork, convolutional
from engine.networks.wiring import Node
from ui.lessons.architectures.convolution.figures.accuracies import by_gap, by_width
from ui.lessons.architectures.convolution.figures.cost import recurrent, weights_against_window
from ui.lessons.architectures.convolution.picture import finder_drawing, known_at, spoken
from ui.lessons.architectures.convolution.run import FinderRun, accuracy_at, make_run, near_misses, starts
from ui.lessons.architectures.convolution.window import window_data
from ui.lessons.architectures.settings import ArchitecturesSettings
from ui.lessons.architectures.unrolled import unrolled
from ui.lessons.architectures.unrolled.component import Aside
from ui.lessons.architectures.view import View, place, remember
from ui.look import charts
from ui.settings.page import Page
from ui.settings.widgets import Widgets, key
from ui.stepper import Place
from ui.teaching.predictions import Question
from ui.teaching.presenter import is_presenting
from ui.teaching.scenes import Scene
from ui.words import t

BESIDE = 26  # columns: where there are more, the filter stands below the graph
NEAR_LETTERS = "BGFACDHEAFAGEGDHFBCEDB"  # no FACE, and three near misses
_SCENES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "motif": {"view": "convolution", "search": "motif", "filters": "4"},
        "near": {"view": "convolution", "search": "motif", "filters": "2", "letters": NEAR_LETTERS},
        "order": {"view": "convolution", "search": "order", "reach": "5", "gap": 10},
    }
)
_MODULE = "lessons/architectures/convolution/aside.js"


def controls(widgets: Widgets) -> None:
    """What is searched, in which letters, and how the filters slide."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        searches = {"motif": t("Is FACE there?"), "order": t("A or B first?")}
        search = widgets.pick("search", t("Task"), searches, st.container(width=170))
        widgets.line("letters", t("Your own letters (empty: an example)"), st.container(width=300))
        if search == "motif":
            names = {width: t("width {width}", width=width) for width in ("1", "2", "3", "4", "7")}
            names["several"] = t("widths 1 to 4 together")
            widgets.pick("filters", t("Filters"), names, st.container(width=210))
        else:
            widgets.pick("reach", t("Network"), _reaches(), st.container(width=210))
            widgets.whole("gap", t("B after A by"), st.container(width=110))
    if search == "order" and widgets["reach"] == "gru":
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        told = t("0: the one that says most for the answer")
        widgets.whole("filter", t("Filter"), st.container(width=110), help=told)
        if search == "motif" or widgets["reach"] != "dilated":
            widgets.whole("padding", t("Padding"), st.container(width=110))
            widgets.whole("stride", t("Stride"), st.container(width=110))
            widgets.whole("dilation", t("Dilation"), st.container(width=110))
            widgets.whole("pool", t("Pooling window"), st.container(width=130))
        widgets.toggle("alone", t("This filter alone"))


def show(page: Page[ArchitecturesSettings], settings: ArchitecturesSettings, run: FinderRun, covered: bool) -> str:
    """The graph, and beside it the chosen filter at the place where the transport stands."""
    drawing = finder_drawing(run, alone=settings.alone, covered=covered)
    beside = drawing.columns <= BESIDE
    asides = []
    if run.recording is not None and not covered and (beside or not is_presenting()):
        asides.append(Aside(_MODULE, window_data(run, drawing), beside=beside))

    def told(what: str, value: Any) -> None:
        """Another filter has been clicked."""
        if what == "filter" and isinstance(value, int) and 1 <= value <= 60:
            st.session_state[key(page.name, "filter")] = value

    return unrolled(
        drawing,
        place=Place(0, 0) if covered else place(page.settings, drawing.steps, usual_step(run, drawing.steps)),
        on_rest=(lambda _: None) if covered else remember(page),  # it opens anew where something is found
        title=title(run),
        note="" if covered else note(run, settings.alone),
        asides=asides,
        on_told=told,
    )


def usual_step(run: FinderRun, steps: int) -> int:
    """Where the picture opens: where the chosen filter finds its largest."""
    if run.recording is None:
        return steps - 1
    bank, _ = run.bank_of(run.chosen)
    layer = len(run.network.banks[bank]) - 1
    return known_at(run)[Node("found", int(run.found(run.chosen).argmax()), layer, bank=bank)]


def title(run: FinderRun) -> str:
    """Above the picture."""
    count = f"{run.model.parameter_count:,}"
    if isinstance(run.model, ConvolutionalNetwork):
        filters = run.model.readout.weight.shape[1]
        return t(
            "{filters} filters, {count} weights, window {window}", filters=filters, count=count, window=run.model.window
        )
    return t("A GRU of {units} units, {count} weights", units=run.model.network.hidden_size, count=count)


def note(run: FinderRun, alone: bool) -> str:
    """How to read the picture, and what this one says."""
    said = []
    if run.slides_anew:
        said.append(
            t(
                "**The filters were trained with stride 1, dilation 1 and no padding or pooling window.** What they "
                "find here is computed truly; the answer is not to be relied on."
            )
        )
    if run.finder.recipe.task == "order":
        said.append(_about_reach(run))
    if run.recording is None:
        said.append(t("Each state is computed from the one before: whatever was read can be kept."))
        return " ".join(said)
    said.append(
        t("A square is what the chosen filter found at a place")
        if alone
        else t("A box stands over the middle of the window that it reads; its squares are the filters of that width")
    )
    said.append(t("paler is less, and nothing is below 0 (ReLU)."))
    said[-2:] = [f"{said[-2]}; {said[-1]}"]
    if run.finder.recipe.task == "motif":
        said.append(t("Framed letters: the motif; ≠ below a letter: but for it, the motif would stand there."))
    said.append(t("Click the answer: only the places that won light up."))
    return " ".join(said)


def _about_reach(run: FinderRun) -> str:
    """Whether any value that the answer is read from was computed from both letters: by the arrows."""
    if len(run.clues) < 2:
        return t("There is no A or no B among the letters: nothing is right, and the network never saw such a text.")
    gap, seeing, of = abs(run.clues[1] - run.clues[0]), len(run.seeing), run.read_from
    if not isinstance(run.model, ConvolutionalNetwork):
        return t(
            "The two letters are {gap} apart; **{seeing} of {of} states** have read both.",
            gap=gap,
            seeing=seeing,
            of=of,
        )
    values = {"gap": gap, "window": run.model.window, "seeing": seeing, "of": of}
    if seeing:
        return t(
            "The two letters are {gap} apart, and a window spans {window}: **{seeing} of {of} places** see both.",
            **values,
        )
    return t(
        "The two letters are {gap} apart, and a window spans {window}: **none of the {of} places sees both**, and "
        "the largest of each filter does not say where it was.",
        **values,
    )


def below(page: Page[ArchitecturesSettings], settings: ArchitecturesSettings, run: FinderRun) -> None:
    """The length of what is found as a formula; accuracies; what a window costs."""
    if isinstance(run.model, ConvolutionalNetwork):
        st.subheader(t("How many places"), anchor=False)
        st.markdown(t("T letters, width w, padding p, stride s, dilation d:"))
        for line in lengths(run):
            st.latex(line)
    if settings.search == "motif":
        st.subheader(t("What width finds"), anchor=False)
        names = _widths()
        finders = [(called, convolution_networks.load(name)) for name, called in names.items()]
        charts.show(st, charts.spec(lambda: by_width(finders, run.finder.name, t)))
        st.caption(
            t(
                "{count} new sequences of {steps} letters, each with near misses; half of them hold the motif (dashed: "
                "guessing). Each network was trained from three seeds (small marks); the best of them ships, and "
                "is the bar. Width 1 sees single letters only: which letters there are, never in which order.",
                count=convolution_networks.MEASURED_ON, steps=motifs.MOTIF_STEPS,
            )
        )  # fmt: skip
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader(t("As soon as the gap exceeds the window"), anchor=False)
        finders = [(called, convolution_networks.load(f"order_{name}")) for name, called in _reaches().items()]
        charts.show(st, charts.spec(lambda: by_gap(finders, settings.gap, t)))
        st.caption(
            t(
                "Of 100 new sequences, how many are answered rightly ({count} at each gap; the best of three seeds). "
                "50 is guessing. A gap of g needs a window of g + 1. The stack was trained on gaps within its window, "
                "the others on gaps from {low} to {high}; the framed column is the gap above.",
                count=convolution_networks.MEASURED_ON, low=motifs.GAPS[0], high=motifs.GAPS[1],
            )
        )  # fmt: skip
    with right:
        st.subheader(t("What a window costs"), anchor=False)
        charts.show(st, charts.spec(lambda: weights_against_window(t)))
        st.caption(
            t(
                "12 filters or units. Weights of filters grow with the width; a stack whose stages read farther and "
                "farther apart about doubles its window with each stage, for the same weights again; the GRU's {count} "
                "do not depend on how far back it reads.",
                count=recurrent(),
            )
        )


def lengths(run: FinderRun) -> list[str]:
    """The output length of each stage with its numbers, in LaTeX."""
    said = []
    for stages in run.network.banks:
        left = len(run.sequence)
        for stage in stages:
            f, places = stage.filters, stage.filters.length(left)
            above = rf"{left} + 2 \cdot {f.padding} - {f.dilation}\,({f.width} - 1) - 1"
            line = (
                rf"w = {f.width}:\quad \left\lfloor \frac{{T + 2p - d\,(w - 1) - 1}}{{s}} \right\rfloor + 1 = "
                rf"\left\lfloor \frac{{{above}}}{{{f.stride}}} \right\rfloor + 1 = {places}"
            )
            if stage.pool > 1:
                after = stage.pooled(places)
                line += rf"\quad\to\quad \left\lfloor \frac{{{places}}}{{{stage.pool}}} \right\rfloor = {after}"
            said.append(line)
            left = stage.length(left)
    return said


def question(settings: ArchitecturesSettings, run: FinderRun) -> Question | None:
    """What is asked first, with the answer that this run gives."""
    if run.slides_anew:
        return None
    if settings.search == "order":
        return _asks_how_often(run)
    window = run.network.window
    where = _asks_where(run) if window >= len(motifs.MOTIF) else None
    return where or _asks_what(run)


def _asks_where(run: FinderRun) -> Question | None:
    """At which place the filter that says most finds its largest; None where there is nothing to choose from."""
    letters = "".join(run.sequence.tokens)
    bank, _ = run.bank_of(run.chosen)
    width = run.network.banks[bank][0].filters.width
    candidates = sorted({*starts(letters), *near_misses(letters)})
    found = run.found(run.chosen)
    right = int(found.argmax())
    places = sorted({place for place in candidates if place < len(found)} | {right})
    if len(places) < 2 or found[right] <= 0:
        return None
    options = tuple(
        t("place {place}: {letters}", place=place + 1, letters=letters[place : place + width]) for place in places
    )
    return Question(
        t("Filters of width {width} slide along the letters. Where does filter {number} find its largest value?",
          width=width, number=run.chosen + 1),
        options,
        places.index(right),
        t("It finds {value} there; at the other places named, at most {other}. Its weights answer most to {favourite}, "
          "and the largest counts, wherever it stands.",
          value=f"{found[right]:.2f}", other=f"{max(found[place] for place in places if place != right):.2f}",
          favourite=run.favourite(run.chosen)),
    )  # fmt: skip


def _asks_what(run: FinderRun) -> Question:
    """What the network says, where no filter sees the whole motif."""
    window = run.network.window
    asks = t(
        "No filter sees more than {window} letters at once. Will the network say that FACE is there?", window=window
    )
    if window == 1:
        asks = t("Every filter sees a single letter. Will the network say that FACE is there?")
    sure = f"{100 * run.probabilities[run.answer]:.0f}"
    right = t("That is right.") if run.is_right else t("That is wrong.")
    because = t(
        "It says so with {sure} %. {right} Parts of the motif stand in near misses, too, and the largest of each "
        "filter does not say whether the parts stood together. Of {count} new sequences this network answers "
        "{accuracy} % rightly.",
        sure=sure, right=right, count=convolution_networks.MEASURED_ON,
        accuracy=f"{100 * run.finder.accuracies[0]:.0f}",
    )  # fmt: skip
    return Question(asks, tuple(spoken(run, answer) for answer in (0, 1)), run.answer, because)


def _asks_how_often(run: FinderRun) -> Question | None:
    """How often the network is right with this gap."""
    if len(run.clues) < 2:
        return None
    gap = abs(run.clues[1] - run.clues[0])
    if gap > motifs.GAPS[1]:
        return None
    accuracy = accuracy_at(run.finder.name, gap)
    shares = (50, 75, 100)
    window = run.model.window if isinstance(run.model, ConvolutionalNetwork) else None
    asks = t("One letter comes {gap} places after the other. The GRU reads from left to right.", gap=gap)
    if window is not None:
        asks = t(
            "One letter comes {gap} places after the other, and a window spans {window} letters.",
            gap=gap,
            window=window,
        )
    return Question(
        asks + " " + t("Of 100 new sequences with this gap, how many does the network answer rightly?"),
        tuple(t("about {share}", share=share) for share in shares),
        int(np.argmin([abs(100 * accuracy - share) for share in shares])),
        t("{accuracy} of 100, on {count} new sequences.", accuracy=f"{100 * accuracy:.0f}",
          count=convolution_networks.MEASURED_ON)
        + " "
        + _about_reach(run),
    )  # fmt: skip


def _widths() -> Mapping[str, str]:
    """The networks of the motif, by name, as a chart calls them."""
    names = {f"motif_{width}": t("width {width}", width=width) for width in (1, 2, 3, 4, 7)}
    names["motif_1_2_3_4"] = t("widths 1 to 4 together")
    names["motif_gru_max"] = t("GRU, largest of all states")
    names["motif_gru_last"] = t("GRU, last state")
    return names


def _reaches() -> Mapping[str, str]:
    """The networks of the order, by the settings' name."""
    return {
        "5": t("width 5"),
        "25": t("width 25"),
        "dilated": t("three dilated stages"),
        "gru": t("GRU"),
    }


def scenes() -> tuple[Scene, ...]:
    """The scenes in the session's language."""
    return (
        Scene(
            "motif", t("A motif, wherever it stands"), t("Filters of width 4 slide along: one of them looks for FACE.")
        ),
        Scene(
            "near",
            t("Fooled by near misses"),
            t("Filters of width 2 see two letters at once, and never the whole word."),
        ),
        Scene("order", t("Farther apart than the window"), t("Which letter came first? No filter sees both of them.")),
    )


VIEW = View(
    name="convolution",
    title="Convolution",
    sentence="No state is carried on: the same small filters slide along, and the largest that each finds counts.",
    pictogram=wiring.convolution(5, convolutional(1, 2, (3,), 1)),
    settings=("search", "letters", "filters", "reach", "filter", "stride", "padding", "dilation", "pool", "gap"),
    controls=controls,
    make=make_run,
    show=show,
    question=question,
    scenes=_SCENES,
    told=scenes,
    below=below,
)
