"""The gradient on its way back, as Play shows it: who rides along, and what its product is made of."""

from collections.abc import Sequence

from ui.lessons.gradients.run import Curve
from ui.lessons.gradients.settings import GradientSettings
from ui.lessons.gradients.sketch import FIGURE
from ui.look.cells import CELLS
from ui.runs.networks import cell_of
from ui.stepper import Phrases, Rider, Travel
from ui.words import t


def travel(found: Sequence[Curve], settings: GradientSettings) -> Travel:
    """The journey of these curves; the product is that of the cell in focus, if it is there."""
    riders = [Rider(curve.field, CELLS[curve.kind].title, curve.kind, curve.is_before) for curve in found]
    solid = [rider for rider in riders if not rider.dotted]
    focus = next((rider for rider in solid if rider.colour == settings.focus), solid[0])
    return Travel(FIGURE, tuple(riders), focus, _phrases(settings), _note(focus.colour, settings))


def _phrases(settings: GradientSettings) -> Phrases:
    window_ends = settings.window and settings.window < settings.length
    return Phrases(
        start=t("← at the loss") if settings.loss == "last" else t("← at the last step"),
        one=t("← 1 step back"),
        many=t("← {count} steps back"),
        first=t("at step {step}", step=settings.length),
        said_start=t("{cell}, before the first factor"),
        said_one=t("{cell}, 1 factor so far"),
        said=t("{cell}, {count} factors so far"),
        zero=t("exactly 0 since step {step}: the window ends") if window_ends and settings.loss == "last"
        else t("exactly 0 since step {step}: nothing came through"),
        anew=t("no product: it was 0 or no number at step {step}"),
        nan=t("no number since step {step}: one overflowed"),
        inf=t("∞ since step {step}: too large for any number"),
    )  # fmt: skip


def _note(kind: str, settings: GradientSettings) -> tuple[str, ...]:
    """What the factors are, truly: with many units no Jacobian is a number."""
    every = settings.loss == "every"
    if settings.runs > 1:
        medians = t("Ratios of medians over {count} seeds:", count=settings.runs)
        return medians, t("every step's loss adds to them.") if every else t("no single run need have them.")
    if every:
        return t("Ratios of norms, no Jacobians:"), t("every step's own loss adds to ‖∂L/∂hₜ‖.")
    is_matrix = settings.units > 1 or len(cell_of(kind).state) > 1 or (kind == "rnn" and settings.init == "nonnormal")
    if is_matrix:
        return t("Ratios of norms, ‖∂L/∂hₜ₋₁‖ : ‖∂L/∂hₜ‖, and"), t("no Jacobians: those are matrices.")
    return t("With one unit each factor is the size of"), t("the step's derivative, |∂hₜ/∂hₜ₋₁|.")
