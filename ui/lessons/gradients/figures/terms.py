"""Backpropagation through time, term by term: what each step adds to the gradient of each weight matrix."""

from collections.abc import Callable, Mapping

import numpy as np

from ui.figures.stack import Array, Row, log_axis, stack
from ui.look.palette import INK, MUTED
from ui.look.picture import Held, Picture

Translator = Callable[..., str]
NAMES = {"weight_hh_l0": "W", "weight_ih_l0": "V", "output": "U"}


def bptt_terms(shares: Array, norms: Mapping[str, Array], *, matrix: str = "W", colour: str, t: Translator) -> Picture:
    """Each step's share of ∂L/∂W (or of another `matrix`), stacked to the whole; the size of its term for W, V and U.

    `shares` (T,) sum to 1: the step's term projected on the sum. `norms`: Frobenius norms of the terms, (T,), for
    PyTorch's `weight_hh_l0` (W, if there is one) and `weight_ih_l0` (V), and `output` (U).
    """
    steps = len(shares)
    percent = 100 * np.where(np.isfinite(shares), shares, np.nan)
    hover = (
        t("step {step} adds {share} of ∂L/∂{matrix}", step="%{x}", share="<b>%{y:.3g} %</b>", matrix=matrix)
        + "<extra></extra>"
    )
    look = {"color": colour, "line": {"width": 0}}
    bars = {"type": "bar", "x0": 1, "y": percent, "marker": look, "hovertemplate": hover}
    stacked = np.cumsum(percent[::-1])[::-1]
    share = "<b>%{y:.4g} %</b>"
    whole = t(
        "steps {first} to {last} make {share} of ∂L/∂{matrix}", first="%{x}", last=steps, share=share, matrix=matrix
    )
    told = whole + "<extra></extra>"
    area = {
        "type": "scatter", "x0": 1, "y": stacked, "mode": "lines",
        "line": {"color": colour, "width": 2, "shape": "hv"}, "fill": "tozeroy", "fillcolor": f"{colour}2b",
        "hovertemplate": told,
    }  # fmt: skip
    finite = percent[np.isfinite(percent)]
    low, high = (min(float(finite.min()), 0.0), max(float(finite.max()), 1.0)) if finite.size else (0.0, 1.0)
    around = stacked[np.isfinite(stacked)]
    rows = [
        Row(
            t("share of ∂L/∂{matrix},<br>%", matrix=matrix),
            104,
            (bars,),
            {"range": Held([1.1 * low, 1.1 * high]), "nticks": 4, "showgrid": True},
        ),
        Row(
            t("stacked from<br>the last step, %"),
            84,
            (area,),
            {
                "range": Held([min(0.0, *around, 0.0), 1.08 * max(100.0, *around, 100.0)]),
                "nticks": 4,
                "showgrid": True,
            },
        ),
    ]
    for name, symbol in ((name, symbol) for name, symbol in NAMES.items() if name in norms):
        with np.errstate(divide="ignore"):
            logs = np.log10(norms[name])
        drawn = np.where(np.isfinite(logs), logs, np.nan)
        axis = log_axis(logs)
        floor = axis["range"].value[0]
        line = {
            "type": "bar", "x0": 1, "y": drawn - floor, "base": np.full(steps, floor),
            "marker": {"color": colour if symbol != "U" else MUTED}, "customdata": norms[name],
            "hovertemplate": f"{symbol}, " + "%{x}: <b>%{customdata:.2e}</b><extra></extra>",
        }  # fmt: skip
        rows.append(Row(f"‖{t('term of')} ∂L/∂{symbol}‖", 66, (line,), axis, INK))
    return stack(rows, steps, t("timestep t"), left=132, bargap=0.12)
