"""What is asked first, with its answer computed from the run."""

import numpy as np

from engine.learning import convolution_networks, motifs
from engine.networks.convolutional import ConvolutionalNetwork
from ui.lessons.architectures.convolution.picture import spoken
from ui.lessons.architectures.convolution.run import FinderRun, accuracy_at, near_misses, starts
from ui.lessons.architectures.convolution.telling import about_reach
from ui.lessons.architectures.numbers import percent
from ui.lessons.architectures.settings import ArchitecturesSettings
from ui.teaching.predictions import Question
from ui.words import t

OPTIONS = 3  # places to choose from, besides the right one


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
    others = sorted({place for place in candidates if place < len(found)} - {right}, key=lambda place: -found[place])
    places = sorted((right, *others[:OPTIONS]))
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
    sure = percent(float(run.probabilities[run.answer]))
    right = t("That is right.") if run.is_right else t("That is wrong.")
    because = t(
        "It says so with {sure}. {right} Parts of the motif stand in near misses, too, and the largest of each "
        "filter does not say whether the parts stood together. Of {count} new sequences this network answers "
        "{accuracy} rightly.",
        sure=sure, right=right, count=convolution_networks.MEASURED_ON,
        accuracy=percent(run.finder.accuracies[0]),
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
        + about_reach(run).replace("**", ""),  # on the wall it is plain text
    )  # fmt: skip
