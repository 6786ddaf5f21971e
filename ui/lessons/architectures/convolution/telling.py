"""What is said of a run in words: above the picture, below it, and what its networks are called."""

from collections.abc import Mapping

from engine.networks.convolutional import ConvolutionalNetwork
from ui.lessons.architectures.convolution.run import FinderRun
from ui.words import t


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
        said.append(about_reach(run))
    if run.recording is None:
        said.append(t("Each state is computed from the one before: whatever was read can be kept."))
        return " ".join(said)
    if run.asked_filter > run.network.readout.weight.shape[1]:
        said.append(t("There is no filter {number}: the one that says most is shown.", number=run.asked_filter))
    said.append(
        t("A square is what the chosen filter found at a place")
        if alone
        else t("A box stands over the middle of the window that it reads; its squares are the filters of that width")
    )
    said.append(t("paler is less, and nothing is below 0 (ReLU)."))
    said[-2:] = [f"{said[-2]}; {said[-1]}"]
    if run.finder.recipe.task == "motif":
        said += [t("Framed letters: the motif.")] if run.clues else []
        said.append(t("≠ below a letter: but for it, the motif would stand there."))
    said.append(t("Click the answer: only the places that won light up."))
    return " ".join(said)


def about_reach(run: FinderRun) -> str:
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


def widths() -> Mapping[str, str]:
    """The networks of the motif, by name, as a chart calls them."""
    names = {f"motif_{width}": t("width {width}", width=width) for width in (1, 2, 3, 4, 7)}
    names["motif_1_2_3_4"] = t("widths 1 to 4 together")
    names["motif_gru_max"] = t("GRU, largest of all states")
    names["motif_gru_last"] = t("GRU, last state")
    return names


def reaches() -> Mapping[str, str]:
    """The networks of the order, by the settings' name."""
    return {
        "5": t("width 5"),
        "25": t("width 25"),
        "dilated": t("three dilated stages"),
        "gru": t("GRU"),
    }
