"""What the one neuron says: templates that the browser chooses and fills with the numbers of the moment.

`**…**` is what stands out. Which sentence is true of a neuron is decided in `sentences.js`.
"""

import functools
from collections.abc import Mapping

from ui.words import t


@functools.lru_cache(maxsize=16)
def words(language: str) -> Mapping[str, str]:
    """Everything in the words of `language`, the session's."""
    return _headline() | _memory() | _notes() | _chrome()


def _headline() -> dict[str, str]:
    """What becomes of a nudge at step 1. Every sentence ends with one of the endings."""
    return {
        "cut": t(
            "**With w = 0** the loop is cut: no step hears the one before it. **Nothing** of a small nudge at step 1 "
            "reaches step 2."
        ),
        "keeps": t(
            "**With w = {w}** every step back multiplies by {by}: **all** of a small nudge at step 1 still reaches "
            "step {steps}, and any later step."
        ),
        "keeps_flipping": t(
            "**With w = {w}** every step back multiplies by {by}: its sign flips every time, and **all** of a small "
            "nudge at step 1 still reaches step {steps}, and any later step."
        ),
        "fades": t(
            "**With w = {w}** every step back multiplies by {by}: {share} of a small nudge at step 1 still reaches "
            "step {steps}{ending}"
        ),
        "fades_flipping": t(
            "**With w = {w}** every step back multiplies by {by}, so its sign flips: {share} of a small nudge at step "
            "1 still reaches step {steps}{ending}"
        ),
        "grows": t(
            "**With w = {w}** every step back multiplies by {by}: a small nudge at step 1 arrives at step {steps} "
            "**{times} times** as large{ending}"
        ),
        "grows_flipping": t(
            "**With w = {w}** every step back multiplies by {by}, so its sign flips: a small nudge at step 1 arrives "
            "at step {steps} **{times} times** as large{ending}"
        ),
        "overflows": t(
            "**With w = {w}** a number has become too large to be written: NaN or ∞ from step {step} on. Nothing that "
            "is drawn here can be trusted."
        ),
        "by_one": t("{factor}"),
        "by_range": t("w·f′, here from {low} to {high}"),
        "by_about": t("w·f′, here about {low}"),
        "only": t("only **{share}**"),
        "share": t("**{share}**"),
        "ending_lost": t("; after {gap} steps it was already **less than a thousandth**."),
        "ending_will_be_lost": t(", and after {gap} steps it would be **less than a thousandth**."),
        "ending_lives": t(", and even after {gap} steps it would be more than a thousandth."),
        "ending_turns": t("; but in longer silence it would fade, and after {gap} steps be less than a thousandth."),
        "ending_will_explode": t(", and after {gap} steps it would be **more than a thousand times** as large."),
        "ending_explodes": t("; after {gap} steps it was already **more than a thousand times** as large."),
        "ending_plain": t("."),
    }


def _memory() -> dict[str, str]:
    """What goes round the loop, forwards."""
    return {
        "memory_cut": t("Nothing goes round the loop: h at every step is f(b + v·x) of that step alone."),
        "memory_empty": t(
            "Nothing comes in, so the belt stays empty. The gradient is there all the same: it says what a nudge "
            "would do."
        ),
        "memory_linear": t(
            "One pulse at step 1, then silence. What is left of it goes round the loop and is multiplied by w every "
            "time: h₁ = {first} becomes h₁₆ = {last}."
        ),
        "memory_tanh": t(
            "One pulse at step 1, then silence. What is left of it goes round the loop, and every time it is "
            "multiplied by w and bent by tanh: h₁ = {first} becomes h₁₆ = {last}."
        ),
        "memory_pulses": t("Pulses at steps {where}, then silence: together they leave h₁₆ = {last}."),
        "memory_pulse": t("A pulse at step {where}, before and after it silence: it leaves h₁₆ = {last}."),
        "memory_bias": t(
            "b = {b} comes in at every step, and no pulse: the loop has carried the neuron from 0 to h₁₆ = {last}."
        ),
        "memory_bias_lost": t(
            "b = {b} comes in at every step and has carried the neuron to h₁₆ = {last}: of what x brought in, nothing "
            "can be seen there any more."
        ),
        "memory_bias_pulses": t(
            "b = {b} comes in at every step: without what x brings in h₁₆ would be {silent}, with it h₁₆ is {last}. "
            "The belt is not the pulse alone."
        ),
    }


def _notes() -> dict[str, str]:
    return {
        "note_same": t("Log axis, read from the right: every ×{factor} adds a notch of the same length."),
        "note_own": t("Log axis, read from the right: every ×w·f′ adds a notch of its own length."),
        "note_level": t("Log axis, read from the right: ×{factor} adds nothing, the product stays at size 1."),
        "note_zero": t("The product is 0, which has no place on a log axis: the bars go down without end."),
        "note_flat": t("Saturated at {count} of {steps} steps (hatched): tanh is nearly flat there, f′ < {limit}."),
        "wider": t("wider than drawn"),
    }


def _chrome() -> dict[str, str]:
    return {
        "autoregression": t("Autoregression"),
        "remembers": t("A neuron with memory"),
        "memory": t("memory h"),
        "forwards": t("forwards →"),
        "input": t("input x"),
        "step": t("step"),
        "gradient": t("gradient"),
        "backwards": t("← backwards"),
        "product": t("product"),
        "output": t("output y"),
        "slider": t("w, the weight of the loop"),
        "drag": t("Drag **w**"),
        "keys": t("← → by 0.01 · Shift by 0.1 · double-click: {w}"),
        "keys_short": t("double-tap: {w}"),
        "jump": t("the dotted curves: tap to jump there"),
        "jump_to": t("w = {w}: jump there"),
        "lost_label": t("w = {w}: below 1/1000 after {gap} steps"),
        "flips_grows": t("flips, grows"),
        "flips_fades": t("flips sign, fades"),
        "fades_zone": t("fades"),
        "grows_zone": t("grows"),
        "zone_value": t("w = {w}: {zone}"),
        "zone_cut": t("cut"),
        "zone_kept": t("kept"),
        "zone_flips": t("only flips"),
        "reset": t("Reset"),
        "linear": t("linear"),
        "tanh": "tanh",
        "sigmoid": "σ",
        "function": t("The function f of the neuron"),
        "output_function": t("The function f_y of the output"),
        "more": t("More: b, v and the output y"),
        "bias": t("b, what comes in at every step"),
        "input_weight": t("v, the weight of the input"),
        "output_weight": t("u, the weight of the output"),
        "output_bias": t("b_y, the bias of the output"),
        "output_gradient": t("For a loss on the output one factor comes first: u·f_y′ = {first}."),
        "pulse": t("Input at step {step}"),
        "picture": t("The neuron unrolled over {steps} steps: its memory forwards, its gradient backwards"),
        "place": t("{number} of {count} · {title}"),
        "title": t("A neuron that hears itself"),
        "asks": t("Which w still hears step 1, however long the chain?"),
        "next": t("{number} · {title} →"),
        "covered": t("Commit to an answer first, then reveal the picture."),
        "waiting": t("torch is computing the same …"),
        "equal": t("✓ browser = torch to {difference}"),
        "equal_exactly": t("✓ browser = torch, bit for bit"),
        "differ": t("browser ≠ torch: they differ by {difference}"),
        "checked": t(
            "torch has just run this very neuron: all {steps} states and outputs, and by autograd all products "
            "∂h₁₆/∂hₜ. The largest difference from the numbers drawn here, relative to the largest of each kind, is "
            "{difference}."
        ),
    }
