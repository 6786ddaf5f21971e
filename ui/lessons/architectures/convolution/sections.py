"""Below the picture: how many places there are, how often the networks are right, and what a window costs."""

import streamlit as st

from engine.learning import convolution_networks, motifs
from engine.networks.convolutional import ConvolutionalNetwork
from ui.lessons.architectures.convolution.figures.accuracies import by_gap, by_width
from ui.lessons.architectures.convolution.figures.cost import recurrent, weights_against_window
from ui.lessons.architectures.convolution.run import FinderRun
from ui.lessons.architectures.convolution.telling import reaches, widths
from ui.lessons.architectures.settings import ArchitecturesSettings
from ui.look import charts
from ui.settings.page import Page
from ui.words import language, t


def below(page: Page[ArchitecturesSettings], settings: ArchitecturesSettings, run: FinderRun) -> None:
    """The length of what is found as a formula; accuracies; what a window costs."""
    if isinstance(run.model, ConvolutionalNetwork):
        st.subheader(t("How many places"), anchor=False)
        st.markdown(t("T letters, width w, padding p, stride s, dilation d:"))
        for line in lengths(run):
            st.latex(line)
    if settings.search == "motif":
        st.subheader(t("What width finds"), anchor=False)
        charts.show(st, _widths_chart(run.finder.name, language()))
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
        charts.show(st, _gaps_chart(settings.gap, language()))
        st.caption(
            t(
                "Of 100 new sequences, how many are answered rightly, by the best of three seeds ({count} sequences at "
                "each gap; 50 is guessing). A gap of g needs a window of g + 1. Trained on gaps up to {high}, the "
                "stack up to {stack}. Means over these gaps, seed by seed: {seeds}. The framed column is the gap "
                "above.",
                count=convolution_networks.MEASURED_ON, high=motifs.GAPS[1], stack=_longest_of_stack(),
                seeds=_seeds(language()),
            )
        )  # fmt: skip
    with right:
        st.subheader(t("What a window costs"), anchor=False)
        charts.show(st, _costs_chart(language()))
        st.caption(
            t(
                "12 filters or units. Weights of filters grow with the width; a stack whose stages read farther and "
                "farther apart about doubles its window with each stage, for the same weights again; the GRU's {count} "
                "do not depend on how far back it reads.",
                count=_weights_of_gru(),
            )
        )


@st.cache_data(max_entries=32, show_spinner=False)
def _widths_chart(shown: str, language: str) -> charts.Spec:
    finders = [(called, convolution_networks.load(name)) for name, called in widths().items()]
    return charts.spec(lambda: by_width(finders, shown, t))


@st.cache_data(max_entries=128, show_spinner=False)
def _gaps_chart(gap: int, language: str) -> charts.Spec:
    finders = [(called, convolution_networks.load(f"order_{name}")) for name, called in reaches().items()]
    return charts.spec(lambda: by_gap(finders, gap, t))


@st.cache_data(max_entries=8, show_spinner=False)
def _costs_chart(language: str) -> charts.Spec:
    return charts.spec(lambda: weights_against_window(t))


@st.cache_data(max_entries=8, show_spinner=False)
def _seeds(language: str) -> str:
    """What each seed of each network came to, in percent."""
    found = ((called, convolution_networks.load(f"order_{name}").seeds) for name, called in reaches().items())
    return "; ".join(f"{called} {', '.join(f'{100 * each:.0f}' for each in seeds)}" for called, seeds in found)


@st.cache_data(show_spinner=False)
def _longest_of_stack() -> int:
    return convolution_networks.load("order_dilated").recipe.gaps[1]


@st.cache_data(show_spinner=False)
def _weights_of_gru() -> int:
    return recurrent()


def lengths(run: FinderRun) -> list[str]:
    """The output length as a formula, and then of each stage with its numbers, in LaTeX."""
    said = [r"\left\lfloor \frac{T + 2p - d\,(w - 1) - 1}{s} \right\rfloor + 1"]
    for stages in run.network.banks:
        left = len(run.sequence)
        for number, stage in enumerate(stages, 1):
            f, places = stage.filters, stage.filters.length(left)
            which = rf"\text{{{t('stage {stage}', stage=number)}}}" if len(stages) > 1 else f"w = {f.width}"
            above = rf"{left} + 2 \cdot {f.padding} - {f.dilation}\,({f.width} - 1) - 1"
            line = rf"{which}:\quad \left\lfloor \frac{{{above}}}{{{f.stride}}} \right\rfloor + 1 = {places}"
            if stage.pool > 1:
                after = stage.pooled(places)
                line += rf"\quad\to\quad \left\lfloor \frac{{{places}}}{{{stage.pool}}} \right\rfloor = {after}"
            said.append(line)
            left = stage.length(left)
    return said
