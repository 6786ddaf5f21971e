"""The search of 2015 over ten thousand cells: what it published, beside what the equations of its cells are here."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp
from types import MappingProxyType

import streamlit as st

from ui.lessons.cells.family import FAMILY
from ui.lessons.cells.results import middle, result
from ui.lessons.cells.settings import TASKS
from ui.words import prose, t


@dataclass(frozen=True, slots=True)
class Published:
    """What was published of one cell on the words of the Penn Treebank.

    Attributes:
        name: as in the paper.
        kind: in the family; "" for one that is no kind of its own (the LSTM that begins with a forget bias of 1).
        small, large: negative log-likelihood of a word in nats on the test set, with 5 and with 20 million parameters.
        perplexity: as printed beside the latter.
    """

    name: str
    kind: str
    small: float
    large: float
    perplexity: float


# R. Jozefowicz, W. Zaremba, I. Sutskever (2015), An empirical exploration of recurrent network architectures, ICML;
# the table on the Penn Treebank, as F. Ulyankin's lecture of 2022 reprints it. Its tables of arithmetic, XML and music
# could not be compared with the print, and so are not here.
PUBLISHED = (
    Published("Tanh", "rnn", 4.811, 4.582, 97.7),
    Published("LSTM", "lstm", 4.699, 4.399, 81.4),
    Published("LSTM-f", "lstm_1997", 4.785, 4.606, 100.8),
    Published("LSTM-i", "lstm_no_input_gate", 4.755, 4.444, 85.1),
    Published("LSTM-o", "lstm_no_output_gate", 4.708, 4.411, 82.3),
    Published("LSTM-b", "", 4.698, 4.380, 79.83),
    Published("GRU", "gru_before", 4.684, 4.519, 91.7),
    Published("MUT1", "mut1", 4.699, 4.550, 94.6),
    Published("MUT2", "mut2", 4.707, 4.503, 90.2),
    Published("MUT3", "mut3", 4.692, 4.494, 89.47),
)
BY_NAME: Mapping[str, Published] = MappingProxyType({one.name: one for one in PUBLISHED})


def search_section() -> None:
    """Their table, and what can be read off it."""
    st.markdown(f"**{t('The search of 2015, as published')}**")
    st.markdown(prose("cells", "search"))
    st.markdown(table())
    st.markdown(reading())
    st.markdown(agreement())
    st.caption(doubt())


def table() -> str:
    """Best last, in Markdown."""
    heads = (t("cell"), t("here"), t("5 M parameters"), t("20 M parameters"), t("perplexity"))
    rows = [f"| {' | '.join(heads)} |", "|---|---|---:|---:|---:|"]
    for one in sorted(PUBLISHED, key=lambda one: one.large):
        here = t(FAMILY[one.kind].title) if one.kind in FAMILY else t("LSTM, forget bias 1") if not one.kind else "–"
        rows.append(f"| **{one.name}** | {here} | {one.small:.3f} | {one.large:.3f} | {one.perplexity:g} |")
    return "\n".join(rows)


def reading() -> str:
    """What the table says of the gates, one taken away at a time."""
    lstm = BY_NAME["LSTM"].large
    lost = {name: BY_NAME[f"LSTM-{name}"].large - lstm for name in "fio"}
    worst = max(PUBLISHED, key=lambda one: one.large)
    best = min(PUBLISHED, key=lambda one: one.large)
    return t(
        "At 20 million parameters, leaving a gate out of the LSTM costs {f} nats a word for the forget gate, {i} for "
        "the input gate, {o} for the output gate. Last of all is {worst}, first is {best}; its only difference from "
        "the LSTM is the bias with which its forget gate begins.",
        f=f"{lost['f']:.3f}",
        i=f"{lost['i']:.3f}",
        o=f"{lost['o']:.3f}",
        worst=worst.name,
        best=best.name,
    )


def doubt() -> str:
    """Where the print does not agree with itself: the perplexity is e to the power of the loss."""
    wrong = [one for one in PUBLISHED if abs(exp(one.large) - one.perplexity) > 0.2]
    if not wrong:
        return ""
    return " ".join(
        t(
            "The perplexity printed for {name} is {printed}, and e to the power of {large} is {computed}: one of the "
            "two is a slip of the print.",
            name=one.name,
            printed=f"{one.perplexity:g}",
            large=f"{one.large:.3f}",
            computed=f"{exp(one.large):.1f}",
        )
        for one in wrong
    )


def agreement() -> str:
    """What the networks of this page say to it: where they agree, and what they cannot tell."""
    said = []
    old, new = result("lstm_1997", "count"), result("lstm", "count")
    if old is not None and new is not None:
        errors = {"old": middle(old, "rmse_300"), "new": middle(new, "rmse_300")}
        opening = t("**Agrees:**") if errors["old"] > errors["new"] else t("**Does not agree:**")
        told = t(
            "the forget gate matters. Here, counting over 300 steps, the typical error is {old} without it and {new} "
            "with it (medians).",
            **{name: f"{value:.2f}" for name, value in errors.items()},
        )
        said.append(f"{opening} {told}")
    without = [kind for kind in ("lstm_no_input_gate", "lstm_no_output_gate") if kind in FAMILY]
    found = {kind: [result(kind, task) for task in TASKS] for kind in without}
    if without and all(one is not None for results in found.values() for one in results):
        counts = [
            t(
                "{cell} {learned} of {all}",
                cell=t(FAMILY[kind].title),
                learned=sum(sum(one.learned) for one in results if one is not None),
                all=sum(len(one.learned) for one in results if one is not None),
            )
            for kind, results in found.items()
        ]
        said.append(
            t(
                "Input and output gate are missed less: of the networks without one, so many learned their task here: "
                "{counts}.",
                counts=", ".join(counts),
            )
        )
    said.append(
        t(
            "**Cannot be told here:** which of LSTM, GRU and MUT1–3 is better on words. There the GRU is {behind} nats "
            "behind the LSTM; our tasks are small, and MUT1 and MUT2 read their input through an embedding that the "
            "others do not have.",
            behind=f"{BY_NAME['GRU'].large - BY_NAME['LSTM'].large:.3f}",
        )
    )
    return "\n\n".join(said)
