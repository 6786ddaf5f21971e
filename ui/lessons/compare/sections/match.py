"""A fair match: how much each cell makes of little data and of much, with equal units and with equal parameters."""

from collections.abc import Mapping
from itertools import combinations
from types import MappingProxyType

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from engine.learning import data_study
from engine.learning.data_study import VARIANTS, DataStudy
from ui.lessons.compare.figures.data import accuracy_against_data
from ui.lessons.compare.memories import differ
from ui.lessons.compare.view import sentence_list
from ui.look.cells import CELLS
from ui.look.charts import Spec, show, spec
from ui.settings.widgets import Widgets
from ui.teaching.reading import read_more
from ui.words import language, prose, t

Array = NDArray[np.float64]
MATCHES: Mapping[str, Mapping[str, str]] = MappingProxyType(  # how they are made equal → kind of cell → variant
    {
        "units": {"lstm": "lstm", "gru": "gru", "rnn": "rnn"},
        "parameters": {"lstm": "lstm", "gru": "gru_as_large", "rnn": "rnn_as_large"},
    }
)
RIGHT = 0.99  # of the answers: who gives so many has learned it


def match(widgets: Widgets) -> None:
    """The study of little and much data, for one way to make cells equal."""
    study = data_study.load()
    said, choice = st.columns([7, 4], gap="medium", vertical_alignment="center")
    names = {"units": t("equal units"), "parameters": t("equal parameters")}
    equal = widgets.switch("equal", t("What is equal"), names, choice, label_visibility="collapsed")
    said.markdown(data_verdict(study, equal))
    left, right = st.columns([7, 4], gap="medium")
    with left:
        show(st, data_chart(equal, language()))
        st.caption(
            t(
                "How to read this: a dot is one network, trained from one of {count} seeds; a line joins the medians, "
                "a band holds the middle half of the seeds.",
                count=len(study.setting.seeds),
            )
        )
    with right:
        st.markdown(spread_verdict(study, equal))
        st.caption(t("“More than the spread”: the middle halves of the seeds do not touch.") + " " + who(study, equal))
    if more := read_more(t("Read more: how they were trained, and what is equal")):
        with more:
            st.markdown(how(study))
            st.markdown(prose("compare", "fair"))


@st.cache_data(max_entries=8, show_spinner=False)
def data_chart(equal: str, language: str) -> Spec:
    """The chart in the words of `language`, the session's."""
    study = data_study.load()
    accuracies = {kind: study.found[variant].runs.accuracy for kind, variant in MATCHES[equal].items()}
    words = {kind: CELLS[kind].title for kind in accuracies}
    return spec(lambda: accuracy_against_data(accuracies, words, study.setting.sizes, study.setting.seeds, t=t))


def medians(study: DataStudy, equal: str) -> dict[str, Array]:
    """Kind of cell → the median accuracy of its seeds, (size,)."""
    return {kind: np.median(study.found[name].runs.accuracy, axis=1) for kind, name in MATCHES[equal].items()}


def telling_size(study: DataStudy, equal: str) -> int:
    """The number of training sequences for which the cells' medians lie furthest apart."""
    apart = np.ptp(np.stack(list(medians(study, equal).values())), axis=0)
    return study.setting.sizes[int(apart.argmax())]


def data_verdict(study: DataStudy, equal: str) -> str:
    """Who is how often right where the cells differ most, and with the most data; and whether they fit their own."""
    little, much = telling_size(study, equal), study.setting.sizes[-1]
    row = study.setting.sizes.index(little)
    runs = [study.found[name].runs for name in MATCHES[equal].values()]
    fitted = np.concatenate([found.fitted[row] for found in runs])
    return t(
        "**With {little} training sequences the cells get {few} of new answers right; with {much} {many}.** On the "
        "{little} that they learned from, {fitted} of the {count} networks get {right} % or more right.",
        little=little,
        few=_of_cells(study, equal, little),
        much=f"{much:,}",
        many=_with_much(study, equal),
        count=len(fitted),
        fitted=int((fitted >= RIGHT).sum()),
        right=round(100 * RIGHT),
    )


def _with_much(study: DataStudy, equal: str) -> str:
    """The same for the most data, in short where all of them have learned it."""
    if min(values[-1] for values in medians(study, equal).values()) >= RIGHT:
        return t("each of them gets {percent} % or more", percent=round(100 * RIGHT))
    return t("they get {cells}", cells=_of_cells(study, equal, study.setting.sizes[-1]))


def _of_cells(study: DataStudy, equal: str, size: int) -> str:
    """What each cell's median seed gets right."""
    row = study.setting.sizes.index(size)
    found = {kind: float(values[row]) for kind, values in medians(study, equal).items()}
    ranked = sorted(found.items(), key=lambda item: -item[1])
    return sentence_list([f"{_percent(value)} % ({CELLS[kind].title})" for kind, value in ranked])


def _percent(value: float) -> str:
    """Whole, unless that would make something of 100 that is not."""
    return f"{100 * value:.0f}" if value == 1 or value < 0.995 else f"{np.floor(1000 * value) / 10:.1f}"


def spread_verdict(study: DataStudy, equal: str) -> str:
    """For which numbers of sequences two cells differ by more than their seeds do."""
    variants, sizes = MATCHES[equal], study.setting.sizes
    lines = []
    for one, other in combinations(variants, 2):
        beyond = [
            f"{size:,}"
            for size in sizes
            if differ(study.accuracy(variants[one], size), study.accuracy(variants[other], size))
        ]
        pair = {"one": CELLS[one].title, "other": CELLS[other].title}
        if not beyond:
            lines.append(t("**{one} and {other}**: the difference is within the spread at every size.", **pair))
        elif len(beyond) == len(sizes):
            lines.append(t("**{one} and {other}**: they differ by more than the spread at every size.", **pair))
        else:
            lines.append(
                t(
                    "**{one} and {other}**: they differ by more than the spread with {sizes} sequences; else the "
                    "difference is within it.",
                    sizes=sentence_list(beyond),
                    **pair,
                )
            )
    return "\n".join(f"- {line}" for line in lines)


def who(study: DataStudy, equal: str) -> str:
    """Which networks these are, because others race above them."""
    sizes = [
        t(
            "{cell} {units} units, {parameters} parameters",
            cell=CELLS[kind].title,
            units=VARIANTS[name].units(study.setting),
            parameters=f"{VARIANTS[name].parameters(study.setting):,}",
        )
        for kind, name in MATCHES[equal].items()
    ]
    return t(
        "These are not the networks that race above, but a study's own, on the latch at {length} steps: {sizes}.",
        length=study.setting.length,
        sizes=sentence_list(sizes),
    )


def how(study: DataStudy) -> str:
    """What was tried, so that the points can be judged, and the command that makes them anew."""
    setting = study.setting
    return t(
        "**How they were trained.** Each from one of {count} seeds, in PyTorch's default initialisation, by {updates} "
        "optimizer steps of Adam whatever happens, each with {batch} sequences of a fixed training set (all of a "
        "smaller one), which is the same for all cells of a seed. Nothing is chosen on the way. The learning rate, "
        "{rates}, is for every cell and size the one that did best in a pilot with {pilots} other seeds, sequences and "
        "questions; few data ask for the large ones. The answers at all steps of {new} new sequences count; ½ is "
        "guessing. `python -m engine.learning.data_study` makes these results anew.",
        count=len(setting.seeds),
        updates=setting.updates,
        batch=setting.batch,
        rates=t(" or ").join(f"{rate:g}" for rate in setting.rates),
        pilots=len(setting.pilot_seeds),
        new=data_study.NEW,
    )
