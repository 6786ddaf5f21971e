"""From curves and runs to what the gradient page places: the picture on top, and the figures of the open chapter."""

from dataclasses import replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from engine import cells
from engine.analysis import decay, jacobians, remedies
from engine.analysis.spectral import singular_values, spectral_radius
from engine.cells.activations import FUNCTIONS
from ui.lessons.gradients.figures.activations import activation, softmax_example
from ui.lessons.gradients.figures.keep import paths
from ui.lessons.gradients.figures.magnitude import DESK, HALL, Line, magnitude
from ui.lessons.gradients.figures.remedies import clipping, truncation
from ui.lessons.gradients.figures.terms import bptt_terms
from ui.lessons.gradients.figures.why import Factors, factors, influence_map
from ui.lessons.gradients.run import Array, Curve, Run, curves, inputs_of, run, treated
from ui.lessons.gradients.settings import GradientSettings
from ui.lessons.gradients.words import ACTIVATION_NAMES, ending, label, power, signed
from ui.look.cells import CELLS
from ui.stepper import Figure, Numbers, StepperPayload
from ui.words import t

GROUP = "gradients"
LOG10 = np.log(10)


def lines(settings: GradientSettings) -> list[Line]:
    """The curves as they are drawn."""
    return [
        Line(
            name=curve.name,
            label=(label(curve, settings), ending(curve, settings)),
            colour=CELLS[curve.kind].colour,
            dash="dot" if curve.is_before else "solid",
            logs=curve.logs,
            low=curve.low,
            high=curve.high,
            direct=curve.direct if settings.parts and not curve.is_before else None,
            recurrent=curve.recurrent if settings.parts and not curve.is_before else None,
            gap=curve.gap,
            bad=curve.nonfinite,
        )
        for curve in curves(settings.computed())
    ]


@st.cache_data(max_entries=64, show_spinner=False)
def picture(settings: GradientSettings, covered: bool, language: str) -> StepperPayload:
    """The picture on top: the size of every gradient at every step. Raises InputProblem."""
    found = curves(settings.computed())
    figure = magnitude(
        lines(settings),
        settings.length,
        every=settings.loss == "every",
        t=t,
        covered=covered,
        look=HALL if settings.present else DESK,
    )
    told = " · ".join(f"**{label(curve, settings)} {{{_field(curve)}}}**" for curve in found)
    reading = "" if covered or settings.present else f"{t('Step {step}: ‖∂L/∂hₜ‖ =')} {told}"
    return StepperPayload(
        steps=settings.length,
        figures=(Figure("gradients", "", figure),),
        numbers=Numbers({_field(curve): curve.logs for curve in found}, units=settings.length),
        reading=reading,
        group=GROUP,
        transport=not settings.present,
        keys=not settings.present,
        large=settings.present,
    )


def _field(curve: Curve) -> str:
    return curve.name.replace(":", "_")


@st.cache_data(max_entries=64, show_spinner=False)
def chapter(settings: GradientSettings, language: str) -> StepperPayload:
    """The figures of `settings.view` for the cell in focus."""
    one = run(treated(settings, settings.focus), inputs_of(settings))
    build = {"why": _why, "terms": _terms, "keep": _keep, "remedies": _remedies, "activations": _activations}
    figures, numbers, unit_label = build[settings.view](one, settings)
    return StepperPayload(
        steps=settings.length,
        figures=figures,
        numbers=replace(numbers, units=settings.length),
        reading=_pair_reading() if settings.view in ("why", "keep") else "",
        unit_label=unit_label,
        group=GROUP,
        follows=True,
    )


def _pair_reading() -> str:
    return t("From step k = {step} to step t = {unit}, {gap} steps: the norm of the product is **{influence}**.")


def _colour(settings: GradientSettings) -> str:
    return CELLS[settings.focus].colour


def _grid(one: Run, state: str = "hidden") -> tuple[NDArray[np.intp], Array, Numbers]:
    """The influence on at most a hundred steps, and as the browser reads it, (k, t)."""
    grid, norms = decay.influence_grid(one.network, one.trace, state=state, most=100 if one.spec.units <= 32 else 60)
    every = int(grid[1] - grid[0]) if len(grid) > 1 else 1
    return grid, norms, Numbers({"influence": norms.T}, offset=int(grid[0]), every=every)


def _why(one: Run, settings: GradientSettings) -> tuple[tuple[Figure, ...], Numbers, str]:
    grid, norms, numbers = _grid(one)
    with np.errstate(divide="ignore"):
        singular = np.log10(singular_values(jacobians.step_jacobians(one.network, one.trace)))
    log_bound = np.cumsum(singular[:, 0])
    radius, bound = rates(one)
    arrays = {"log_bound": log_bound}
    steps = np.arange(settings.length)
    if radius is not None and bound is not None:
        with np.errstate(divide="ignore"):
            arrays |= {"log_radius": steps * np.log10(radius), "log_sigma": steps * np.log10(bound)}
    below = norms[np.tril(np.ones_like(norms, dtype=bool)) & np.isfinite(norms)]
    low, high = (float(below.min()), float(below.max())) if below.size else (-1.0, 1.0)
    reach = [end for end in (log_bound[-1], *(array[-1] for array in arrays.values())) if np.isfinite(end)]
    span = (min(low, -1.0), max(high, min(max(reach, default=1.0), high + 0.6 * (high - low) + 2), 1.0))
    made_of = Factors(
        singular,
        None if radius is None else float(np.log10(radius)),
        None if bound is None else float(np.log10(bound)),
        span,
    )
    cell = cells.get(one.network.cell).title
    held = t("For the LSTM h is nudged and c is held.") if settings.focus == "lstm" else ""
    figures = (
        Figure(
            "left",
            t("How much step k moves step t: ‖∂hₜ/∂hₖ‖ ({cell})", cell=cell),
            influence_map(grid, norms, settings.length, colour=_colour(settings), t=t),
            note=t("Click a pair. {held}", held=held).strip(),
        ),
        Figure(
            "right",
            t("The factors between them, and their product"),
            factors(made_of, grid, colour=_colour(settings), t=t),
            note=rate_note(one, norms, grid),
        ),
    )
    return figures, replace(numbers, arrays={**numbers.arrays, **arrays}), t("The product ends at step t =")


def rates(one: Run) -> tuple[float | None, float | None]:
    """ρ(W), the rate in the long run, and γ σ_max(W), the most that one step can do; None without a single W."""
    cell = one.network.cell
    if not cell.startswith("elman") or cell == "elman_skip":
        return None, None
    gamma = 0.25 if cell == "elman_sigmoid" else 1.0
    W = one.network.weights["weight_hh_l0"]
    return spectral_radius(W), gamma * float(np.linalg.norm(W, 2))


def rate_note(one: Run, norms: Array, grid: NDArray[np.intp]) -> str:
    """The slope read off the last row, beside what ρ and σ_max promise."""
    every = int(grid[1] - grid[0]) if len(grid) > 1 else 1
    measured = decay.slope(norms[-1], first=len(grid) // 3) / every
    said = t(
        "Measured in the long run: {slope} decades per step (×{rate}).",
        slope=signed(measured),
        rate=f"{10**measured:.3f}",
    )
    radius, bound = rates(one)
    if radius is None or bound is None:
        return said
    promise = t(
        "log₁₀ ρ(W) = {log} for ρ = {radius}: the rate if f' were 1. γσ_max(W) = {sigma} is the most one step can do.",
        log=signed(np.log10(radius)) if radius else "−∞",
        radius=f"{radius:.3f}",
        sigma=f"{bound:.3f}",
    )
    return f"{said} {promise}"


def _terms(one: Run, settings: GradientSettings) -> tuple[tuple[Figure, ...], Numbers, str]:
    terms = jacobians.weight_contributions(one.network, one.trace, terms=True)["weight_hh_l0"]
    total = terms.sum(axis=0)
    with np.errstate(all="ignore"):
        scale = np.abs(total).max()
        shares = np.einsum("tij,ij->t", terms / scale, total / scale) / np.square(total / scale).sum()
    norms = dict(jacobians.weight_contributions(one.network, one.trace))
    direct = one.trace.direct_gradients["hidden"][0, 0, :, 0]
    # ŷ_t = U h_t with U = I, so L = ½‖ŷ_t‖² is ½‖h_t‖², and step t adds ŷ_t h_tᵀ to ∂L/∂U where it has a loss
    norms["output"] = np.linalg.norm(direct, axis=1) * np.linalg.norm(one.trace["hidden"][0, 0, :, 0], axis=1)
    figure = bptt_terms(shares, norms, colour=_colour(settings), t=t)
    cell = cells.get(one.network.cell).title
    return (Figure("terms", t("∂L/∂W is a sum over steps ({cell})", cell=cell), figure),), Numbers({}), ""


def _keep(one: Run, settings: GradientSettings) -> tuple[tuple[Figure, ...], Numbers, str]:
    memory = "cell" if settings.focus == "lstm" else "hidden"
    terms = jacobians.cell_gradient_terms(one.network, one.trace)
    total = np.sum(list(terms.values()), axis=0)
    with np.errstate(all="ignore"):
        size = np.sqrt(np.square(total).sum(axis=(1, 2)))
        gains = {
            name: np.einsum("tij,tij->t", term, total) / size / np.sqrt(total.shape[1]) for name, term in terms.items()
        }
    if not terms["direct"].any():
        del gains["direct"]
    grid, norms, numbers = _grid(one, memory)
    direct = (jacobians.direct_path(one.network, one.trace)[np.ix_(grid, grid)] / LOG10).T
    numbers = replace(numbers, arrays={**numbers.arrays, "whole": norms.T, "direct": direct})
    symbol = "c" if memory == "cell" else "h"
    gate = {"lstm": "Π f<sub>i</sub>", "gru": "Π z<sub>i</sub>"}.get(settings.focus, "I" if settings.skip else "–")
    figure = paths(
        gains,
        direct[:, -1],
        norms.T[:, -1],
        grid,
        words={
            "direct": t("direct path"),
            "through_forget_gate": t("through the forget gate"),
            "through_input_gate": t("through the input gate"),
            "through_reset_gate": t("through the reset gate"),
            "through_update_gate": t("through the update gate"),
            "through_candidate": t("through the candidate"),
        },
        symbols=(
            f"∂{symbol}<sub>t</sub>/∂{symbol}<sub>t−1</sub><br>{t('path by path')}",
            gate,
            f"‖∂{symbol}<sub>t</sub>/∂{symbol}<sub>k</sub>‖",
        ),
        t=t,
    )
    cell = cells.get(one.network.cell).title
    title = t("What one step keeps, path by path, and what is left of it from k to t ({cell})", cell=cell)
    return (
        (Figure("keep", title, figure, note=keep_note(gains, direct, norms)),),
        numbers,
        t("The product ends at step t ="),
    )


def keep_note(gains: dict[str, Array], direct: Array, norms: Array) -> str:
    """The direct path and the whole product over the full length, in numbers."""
    legend = {
        "direct": t("black: direct path"),
        "through_forget_gate": t("blue: through the forget gate"),
        "through_input_gate": t("green: through the input gate"),
        "through_reset_gate": t("violet: through the reset gate"),
        "through_update_gate": t("blue: through the update gate"),
        "through_candidate": t("pink: through the candidate"),
    }
    said = "; ".join(legend[name] for name in gains)
    if "direct" not in gains:
        return t("A plain RNN has one path only, through W and the nonlinearity ({legend}).", legend=said)
    return t(
        "{legend}. Over all steps the direct path alone would leave {direct} of the memory's gradient, the whole "
        "product leaves {whole}: the direct path is not the whole story.",
        legend=said[:1].upper() + said[1:],
        direct=power(direct[0, -1]),
        whole=power(norms[-1, 0]),
    )


def _remedies(one: Run, settings: GradientSettings) -> tuple[tuple[Figure, ...], Numbers, str]:
    full = remedies.truncated_gradient(one.network, one.trace)
    flat = remedies.flat(full)
    largest = np.argsort(-np.abs(flat))[:24]
    try:
        clipped = remedies.clip_by_norm(full, settings.theta)
        after = remedies.flat(clipped.gradient)[largest]
        note = t(
            "‖g‖ = {norm}, θ = {theta}: every entry is multiplied by {factor}. The angle between before and after is "
            "{angle}°.",
            norm=f"{clipped.norm:.3g}",
            theta=f"{settings.theta:g}",
            factor=f"{clipped.factor:.3g}",
            angle=f"{remedies.angle(clipped.gradient, full):.2f}",
        )
    except ValueError:
        after = np.full(len(largest), np.nan)
        note = t("This gradient holds a NaN or an infinity: no factor can mend it, and clipping has nothing to keep.")
    chosen = min(settings.window, settings.length)
    windows = sorted(({int(w) for w in np.geomspace(1, settings.length, 24)} | {chosen}) - {0})
    short = [remedies.truncated_gradient(one.network, one.trace, window) for window in windows]
    angles = np.array([remedies.angle(gradient, full) for gradient in short])
    errors = np.array([remedies.relative_error(gradient, full) for gradient in short])
    cell = cells.get(one.network.cell).title
    figures = (
        Figure(
            "left",
            t("Clipping by norm: the gradient before and after ({cell})", cell=cell),
            clipping(flat[largest], after, colour=_colour(settings), t=t),
            note=note,
        ),
        Figure(
            "right",
            t("Truncated BPTT: how far the gradient of a window points astray ({cell})", cell=cell),
            truncation(windows, angles, errors, chosen, colour=_colour(settings), t=t),
            note=t("The angle to the full gradient of all parameters, and the share of it that is missing."),
        ),
    )
    return figures, Numbers({}), ""


def _activations(one: Run, settings: GradientSettings) -> tuple[tuple[Figure, ...], Numbers, str]:
    used = operating_points(one, settings)
    figures = []
    for name, function in FUNCTIONS.items():
        points = used.get(name)
        if points is None and name == "linear":
            continue
        slope = t("largest slope {slope}", slope=f"{function.max_slope:g}")
        if points is not None:
            mean = float(function.derivative(points).mean())
            slope += "; " + t("here {mean} on average", mean=f"{mean:.2f}")
        title = t(ACTIVATION_NAMES[name])
        figures.append(
            Figure(f"tile-{name}", title, activation(function, points, colour=_colour(settings), t=t), note=slope)
        )
    note = t("(a, 0, 0): each p depends on every logit")
    figures.append(Figure("tile-softmax", "softmax", softmax_example(colour=_colour(settings), t=t), note=note))
    return tuple(figures), Numbers({}), ""


def operating_points(one: Run, settings: GradientSettings) -> dict[str, Array]:
    """The sums that this very network puts into each of its nonlinearities, all steps and units together."""
    if settings.focus == "rnn":
        name = "candidate_preactivation" if settings.skip else "hidden_preactivation"
        used = {settings.activation: [one.trace[name]]}
    else:
        gates = [name for name in one.trace.signals if name.endswith("_gate_preactivation")]
        used = {"sigmoid": [one.trace[name] for name in gates], "tanh": [one.trace["candidate_preactivation"]]}
    points = {name: np.concatenate([array.ravel() for array in arrays]) for name, arrays in used.items()}
    return {name: values[np.isfinite(values)] for name, values in points.items()}
