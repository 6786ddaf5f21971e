"""What the shipped study of long gaps says about the cells on show."""

from collections.abc import Mapping
from types import MappingProxyType

from engine.learning import gap_study
from engine.learning.gap_study import GapStudy
from ui.lessons.compare.run import Comparison
from ui.lessons.compare.settings import STARTS
from ui.look.cells import CELLS
from ui.words import t

KINDS: Mapping[str, str] = MappingProxyType(  # variant → kind of cell
    {"lstm_keep": "lstm", "gru_keep": "gru", "rnn": "rnn", "lstm": "lstm", "gru": "gru"}
)


def variant(kind: str, start: str) -> str:
    """The study's name for a cell begun as the page's switch says."""
    return kind if kind == "rnn" or start == "plain" else f"{kind}_keep"


def learned(study: GapStudy, variant: str, gap: int) -> int:
    """How many seeds learned this gap within the study's budget."""
    return int(study.runs(variant, gap).solved.sum())


def other_seeds(comparison: Comparison) -> str:
    """A number of one trained network is of one seed: which, after how many steps, and what other seeds do."""
    settings = comparison.settings
    trained = [(run.title, run.trained) for run in comparison.runs if run.trained]
    if not trained:
        return ""
    if settings.sequence != "first":
        one = ", ".join(
            t("{cell} from seed {seed}, {steps} steps", cell=title, seed=about.seed, steps=f"{about.steps:,}")
            for title, about in trained
        )
        return t("Each of these is **one trained network** ({one}); another seed may do otherwise.", one=one)
    study, gap = gap_study.load(), STARTS[settings.start][1]
    one = ", ".join(t("{cell} {steps} steps", cell=title, steps=f"{about.steps:,}") for title, about in trained)
    many = ", ".join(
        f"{CELLS[run.kind].title} {learned(study, variant(run.kind, settings.start), gap)}" for run in comparison.runs
    )
    return t(
        "Each of these is **one trained network**, from seed {seed} ({one}). Of the {count} seeds in the study below "
        "({units} units, at most {budget} steps), so many learned a gap of {gap}: **{many}**.",
        seed=trained[0][1].seed,
        one=one,
        count=len(study.setting.seeds),
        units=study.setting.units,
        budget=f"{study.setting.budget:,}",
        gap=gap,
        many=many,
    )
