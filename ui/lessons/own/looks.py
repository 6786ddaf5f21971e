"""What a person can look at in a run of their own model. Only what is chosen is computed and drawn."""

from collections.abc import Callable, Mapping

from ui.lessons.own.beside.look import show_beside
from ui.lessons.own.influence.view import show_influence
from ui.lessons.own.run import OwnRun
from ui.lessons.own.session import Model
from ui.lessons.own.settings import OwnSettings
from ui.lessons.own.steps import show_steps
from ui.lessons.own.units import show_units, units_controls
from ui.lessons.own.view import about, drawn
from ui.settings.page import Page
from ui.words import t

Look = Callable[[Page[OwnSettings], Model, OwnRun], None]
_SHOWN: Mapping[str, Look] = {
    "steps": lambda page, model, run: show_steps(page, run),
    "beside": lambda page, model, run: show_beside(page, run),
    "influence": lambda page, model, run: show_influence(page, run),
}


def look_control(page: Page[OwnSettings]) -> None:
    """Which of them, kept in the address."""
    names = {
        "steps": t("Step through"),
        "influence": t("Influence"),
        "beside": t("Beside another"),
        "units": t("What units know"),
    }
    if page.widgets.pills("look", t("Look at"), names, label_visibility="collapsed") == "units":
        units_controls(page)


def show(page: Page[OwnSettings], model: Model) -> None:
    """Draw what is chosen."""
    if page.settings.look == "units":  # they are asked of the file, about a text that may be longer than a run
        show_units(page, model)
        return
    run = drawn(page, model)
    if run is not None:
        page.tell(t("A model of your own"), about(run))
        _SHOWN[page.settings.look](page, model, run)
