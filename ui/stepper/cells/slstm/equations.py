"""The sLSTM's equations, stabilised: c and n are written in units of e^m, in which both gates stay within 0 and 1."""

from collections.abc import Mapping

import numpy as np

from engine.cells.base import LayerWeights
from ui.stepper.cells.base import Array
from ui.stepper.equations import (
    Equation,
    Read,
    Sum,
    apply,
    gate,
    math,
    mixed,
    op,
    part,
    previous,
    recorded,
    sub,
    weighted,
)

CAPTION = (
    "The input gate is the exponential of its sum and has no upper limit. Shown is the stabilised form: gates, c and n "
    "are in units of exp(m), which leaves c / n, and so h, what it is. Before the first step nothing is stored, m = −∞."
)


def equations(before: str) -> tuple[Equation, ...]:
    """What the forget gate keeps as an exponent, the larger of the two exponents, the gates, c, n and the new state."""
    f, i, g = recorded("f", "forget_gate"), recorded("i", "input_gate"), recorded("g", "candidate")
    o, c, n = sub("o", signal="output_gate"), sub("c", thing="cell"), sub("n", thing="normaliser")
    m, kept = sub("m", thing="stabiliser"), sub("ℓ", thing="log_kept")
    m_before = sub("m", before, thing="stabiliser_before")
    c_before, n_before = previous("c", before, "cell"), previous("n", before, "normaliser")

    def summed_up(letter: str, signal: str) -> str:
        return part(f"{signal}_preactivation", op("+").join(weighted(letter, signal, before)))

    exponent = '<msubsup data-thing="input_gate_preactivation"><mi>a</mi><mi>t</mi><mi>i</mi></msubsup>'
    return (
        Equation(
            "log_kept",
            math(kept, op("="), apply("log σ", summed_up("f", "forget_gate")), op("+"), m_before),
            (
                "= logσ(",
                Read("forget_gate_preactivation"),
                ")",
                Read("stabiliser_before", "term"),
                " = ",
                Read("log_kept", "result"),
            ),
            Sum("forget_gate_preactivation"),
        ),
        Equation(
            "stabiliser",
            math(m, op("="), apply("max", kept + "<mo>,</mo>" + exponent)),
            (
                "= max(",
                Read("log_kept"),
                ", ",
                Read("input_gate_preactivation"),
                ") = ",
                Read("stabiliser", "result"),
            ),
        ),
        Equation(
            "forget_gate",
            math(f.symbol, op("="), apply("exp", kept + op("−") + m)),
            ("= exp(", Read("log_kept"), " − ", Read("stabiliser", "factor"), ") = ", Read("forget_gate", "result")),
        ),
        Equation(
            "input_gate",
            math(i.symbol, op("="), apply("exp", summed_up("i", "input_gate") + op("−") + m)),
            (
                "= exp(",
                Read("input_gate_preactivation"),
                " − ",
                Read("stabiliser", "factor"),
                ") = ",
                Read("input_gate", "result"),
            ),
            Sum("input_gate_preactivation"),
        ),
        gate("g", "candidate", "tanh", before),
        gate("o", "output_gate", "σ", before),
        mixed("c", "cell", (f, c_before), (i, g)),
        mixed("n", "normaliser", (f, n_before), (i,)),
        Equation(
            "hidden",
            math(
                sub("h", thing="hidden"),
                op("="),
                o,
                op("∘"),
                part("normalised_cell", f"<mfrac>{c}{n}</mfrac>"),
            ),
            (
                "= ",
                Read("output_gate"),
                "·",
                Read("cell", "factor"),
                "/",
                Read("normaliser", "factor"),
                " = ",
                Read("hidden", "result"),
            ),
        ),
    )


def parts(weights: LayerWeights, arrays: Mapping[str, Array], before: Array) -> dict[str, Array]:
    """m_{t-1} as the step takes it, log σ(a^f_t) + m_{t-1}, and c_t / n_t, (T, H) each.

    A unit in which nothing is stored has m = -∞, whatever its m is.
    """
    m, c, n = (arrays[f"{name}@previous"] for name in ("stabiliser", "cell", "normaliser"))
    begins = np.where((c == 0) & (n == 0), -np.inf, m)
    return {
        "stabiliser_before": begins,
        "log_kept": begins - np.logaddexp(0.0, -arrays["forget_gate_preactivation"]),
        "normalised_cell": arrays["cell"] / arrays["normaliser"],
    }
