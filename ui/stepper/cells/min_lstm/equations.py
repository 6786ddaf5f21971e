"""The minLSTM's equations: two gates of the input alone, what each is of both, and a linear candidate."""

from ui.stepper.equations import Equation, Factor, Read, blind_gate, linear, math, mixed, op, previous, recorded

CAPTION = (
    "f′ and i′ add up to 1, so an open forget gate alone keeps no more than 1 / (1 + i): to keep more, the input gate "
    "has to shut. The only state is h. The candidate is the paper's plain, linear one."
)


def equations(before: str) -> tuple[Equation, ...]:
    """Two gates, what each is of both, the candidate, and the new state."""
    f, i = recorded("f", "forget_gate"), recorded("i", "input_gate")
    f_of_both, i_of_both = _primed("f", "normalised_forget_gate"), _primed("i", "normalised_input_gate")
    return (
        blind_gate("f", "forget_gate"),
        blind_gate("i", "input_gate"),
        _share(f_of_both, f, f, i),
        _share(i_of_both, i, f, i),
        linear("n", "candidate"),
        mixed("h", "hidden", (f_of_both, previous("h", before, "hidden")), (i_of_both, recorded("n", "candidate"))),
    )


def _primed(letter: str, signal: str) -> Factor:
    """f′_t"""
    style = f'style="color:var(--us-ink-{signal})" data-thing="{signal}"'
    return Factor(f"<msub {style}><mrow><mi>{letter}</mi><mo>′</mo></mrow><mi>t</mi></msub>", signal)


def _share(result: Factor, gate: Factor, f: Factor, i: Factor) -> Equation:
    """f′_t = f_t / (f_t + i_t)"""
    fraction = f"<mfrac><mrow>{gate.symbol}</mrow><mrow>{f.symbol}{op('+')}{i.symbol}</mrow></mfrac>"
    tokens = ("= ", Read(gate.read), "/(", Read(f.read), " + ", Read(i.read), ") = ", Read(result.read, "result"))
    return Equation(result.read, math(result.symbol, op("="), fraction), tokens)
