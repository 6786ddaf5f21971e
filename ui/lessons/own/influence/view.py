"""Who moves whom in a run: the map of all pairs of steps, and what each input does to the loss."""

import streamlit as st

from engine import cells
from ui.figures.influence import influence_map
from ui.lessons.own.figures.saliency import saliency
from ui.lessons.own.influence.reach import Reach, reach_of, states
from ui.lessons.own.influence.words import of_inputs, of_map, of_states
from ui.lessons.own.run import OF_RUN, OwnRun
from ui.lessons.own.session import memoised
from ui.lessons.own.settings import OwnSettings
from ui.lessons.own.view import about
from ui.look.cells import CELLS, kind_of
from ui.settings.page import Page
from ui.stepper import Figure, Numbers, Place, StepperPayload, stepper
from ui.words import language, t

_MADE = f"{OF_RUN}.influence"
_STEPPER = "own.*influence stepper"


def show_influence(page: Page[OwnSettings], run: OwnRun) -> None:
    """Draw it, and say what is to be seen in it."""

    def remember(place: Place) -> None:
        """Keep where the browser rests, counted from 1 as people do."""
        page.note_place(k=place.step + 1, t=place.unit + 1)

    reach = reach_of(run, page.settings)
    st.markdown(about(run))
    if page.settings.hand:
        st.caption(t("What is held in “Step through” is not held here: this is the run as the model makes it."))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if len(states(run.network)) > 1:
            names = {"hidden": t("hidden state h"), "cell": t("cell state c")}
            page.widgets.switch("influence", t("Influence on the"), names, width="content")
        if reach.is_window:
            page.widgets.whole("until", t("The map ends at step, 0 for the last"), width=280)
    said = f"{of_states(reach)} {of_map(reach, run.network.hidden_size)}\n\n{of_inputs(reach, run)}"
    st.markdown(said)
    page.tell(t("A model of your own"), f"{about(run)}\n\n{said}")
    shown = payload(run, reach).at(*place(reach, page.settings))
    stepper(shown, key=_STEPPER, on_rest=remember, link=("k", "t"))


def place(reach: Reach, settings: OwnSettings) -> tuple[int, int]:
    """The zero-based steps k and t that the settings ask for; unless they do, the last of the map and one before it."""
    steps = len(reach.norms)
    to = min(settings.t, steps) - 1 if settings.t else reach.last
    middle = int(reach.grid[len(reach.grid) // 2])
    return (min(settings.k, steps) - 1 if settings.k else middle), to


def payload(run: OwnRun, reach: Reach) -> StepperPayload:
    """Everything the browser needs to show it."""
    return memoised(_MADE, (reach, language()), lambda: _build(run, reach))


def _build(run: OwnRun, reach: Reach) -> StepperPayload:
    steps, colour = len(run.sequence), CELLS[kind_of(run.network.cell)].colour
    symbol = _symbols(run)[reach.state]
    drawn = influence_map(
        reach.grid,
        reach.logs,
        steps,
        colour=colour,
        t=t,
        backward=reach.backward,
        every=reach.every,
        height=400,
    )
    along = saliency(
        run.sequence,
        reach.gradient,
        reach.norms,
        grid=reach.grid,
        logs=reach.logs,
        symbol=symbol,
        colour=colour,
        t=t,
    )
    pair = f"‖∂{symbol}ₜ/∂{symbol}ₖ‖"
    later = {name: f"{{{name}}}" for name in ("step", "unit", "influence")}  # what the browser fills in
    reads = (
        t("The stronger the colour, the more step k moves step t. This direction reads backwards: k comes after t.")
        if reach.backward
        else t(
            "The stronger the colour, the more step k still moves step t. On the diagonal k = t, left of it earlier."
        )
    )
    return StepperPayload(
        steps=steps,
        figures=(
            Figure("left", t("How much step k moves step t: {pair}", pair=pair), drawn, _held(run, reach), reads=reads),
            Figure("right", t("What each input does to the loss, and what step t knows of each step"), along),
        ),
        tokens=run.sequence.tokens,
        notes=run.sequence.notes,
        numbers=Numbers({"influence": reach.logs.T}, units=steps, offset=int(reach.grid[0]), every=reach.every),
        reading=t("From step k = {step} to step t = {unit}: {pair} = **{influence}**.", pair=pair, **later),
        unit_label=t("Effect at step t ="),
        keys="all",
        saved_as="own-influence",
    )


def _symbols(run: OwnRun) -> dict[str, str]:
    """h for the hidden state, c for the cell's."""
    return {signal.name: signal.symbol.partition("_")[0] for signal in cells.get(run.network.cell).signals}


def _held(run: OwnRun, reach: Reach) -> str:
    """What is changed and what of the state stays as it is, where there is more of it; and whose state it is."""
    network = run.network
    symbols = _symbols(run)
    held = [symbols[name] for name in cells.get(network.cell).state if name != reach.state]
    said = [t("Click a pair.")]
    if network.num_layers > 1 or run.layer.directions > 1:
        side = t("backward") if reach.backward else t("forward")
        said.append(t("Of layer {layer}, {side}.", layer=reach.part.layer + 1, side=side))
    if held:
        said.append(
            t("At step k {changed} is changed and {held} held.", changed=symbols[reach.state], held=", ".join(held))
        )
    return " ".join(said)
