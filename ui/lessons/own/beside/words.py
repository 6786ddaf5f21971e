"""What two networks side by side have in common and what not, in sentences and a table: every number from the runs."""

from collections.abc import Callable, Mapping, Sequence
from math import ceil, isfinite
from types import MappingProxyType

import numpy as np

from engine import cells
from engine.analysis.portrait import Openness, Portrait, Reach
from engine.opening.statistics import Block
from engine.opening.stored import quoted
from ui.figures.part import shown_signals
from ui.lessons.own.beside.run import Beside, init_as
from ui.lessons.own.settings import OwnSettings
from ui.runs.fresh import begins
from ui.words import plain, t

NOTHING = "–"
SIZES: Mapping[str, str] = MappingProxyType({"radius": "ρ(W)", "norm": "‖W‖"})
ALIKE = 0.005  # of a gate's mean: less than half a percentage point tells nobody two networks apart


def who(beside: Beside, settings: OwnSettings) -> str:
    """What stands beside the model, and how far the one is known to stand for others."""
    if beside.file:
        said = t("Beside it stands **{file}**, on the same input.", file=plain(beside.file))
        return f"{said} {_weights_apart(beside)}"
    network = beside.run.network
    said = t(
        "Beside it stands **one fresh network** of the same shape, seed {seed} ({begins}), on the same input with the "
        "same loss. It has learned nothing.",
        seed=settings.fresh_seed,
        begins=begins(init_as(network, settings), cells.get(network.cell)),
    )
    if beside.crowd:
        many = t(
            "Shaded: {count} fresh networks, seeds {first} to {last}.",
            count=len(beside.crowd),
            first=beside.seeds[0],
            last=beside.seeds[-1],
        )
        return f"{said} {many}"
    return said + " " + t("Others may do otherwise: of this size no more than one is run.")


def _weights_apart(beside: Beside) -> str:
    if beside.moved == 0:
        return t("These are the same weights.")
    if not isfinite(beside.moved):
        return ""
    return t("All weights together differ by {share} of their size (Frobenius).", share=f"{beside.moved:.2g}")


def answered(beside: Beside) -> str:
    """Whose answers there are, and by whom the loss is read out."""
    run = beside.run
    if run.answer is None or beside.answer is not None:
        return ""
    said = t("Answers are those of this model only.")
    if run.settings.loss == "task":
        name = f"**{plain(quoted(run.answer.name))}**"
        said += " " + t("For the loss {name} reads out the states of both.", name=name)
    return said


def memory(beside: Beside) -> str:
    """How far a gradient reaches in both."""
    own, other = beside.portraits
    said = t(
        "**How far back a gradient reaches**, of ½‖h‖² at the last step read, before it is below 1/1000 of what it is "
        "there: here {own}, in the other network {other}",
        own=f"**{_reach(own.reach)}**",
        other=f"**{_reach(other.reach)}**",
    )
    known = [one.reach for one in beside.crowd if one.reach is not None]
    if known:
        known.sort(key=lambda reach: (reach.steps, reach.cut))
        said += " " + t(
            "({count} fresh networks: median {median}, from {least} to {most})",
            count=len(known),
            median=_reach(known[(len(known) - 1) // 2]),
            least=_reach(known[0]),
            most=_reach(known[-1]),
        )
    return said + "."


def _reach(reach: Reach | None) -> str:
    if reach is None:
        return t("no number of steps")
    if reach.cut:
        return t("all {steps} steps, to the end", steps=reach.steps)
    return t("{steps} steps", steps=reach.steps)


def gates(beside: Beside) -> str:
    """Which gate stands most unlike on average, of many fresh ones outside of what they do; "" for a cell without."""
    own, other = (portrait.gates for portrait in beside.portraits)
    apart = [abs(mine.mean - theirs.mean) for mine, theirs in zip(own, other, strict=True)]
    if not apart or not np.isfinite(apart).all():
        return ""
    spans = [_span(beside.crowd, place) for place in range(len(own))] if beside.crowd else []
    beyond = [max(low - gate.mean, gate.mean - high, 0.0) for gate, (low, high) in zip(own, spans, strict=False)]
    if max(beyond or apart) < ALIKE:
        return _alike(beside, beyond or apart)
    outside = [place for place, far in enumerate(beyond) if far >= ALIKE]
    place = max(outside or range(len(own)), key=apart.__getitem__)
    said = t(
        "**Most unlike** is the {gate}: open to {own} on average here, to {other} in the other network",
        gate=_titles(beside)[own[place].name],
        own=f"**{_share(own[place].mean)}**",
        other=f"**{_share(other[place].mean)}**",
    )
    if spans:
        low, high = map(_share, spans[place])
        said += " " + t(
            "({count} fresh networks: median {median}, from {least} to {most})",
            count=len(beside.crowd),
            median=_share(float(np.median(_over(beside.crowd, place, lambda gate: gate.mean)))),
            least=low,
            most=high,
        )
    return said + "."


def _alike(beside: Beside, apart: Sequence[float]) -> str:
    """That no gate tells the model from what stands beside it, and by how much it does at most."""
    if not beside.crowd:
        return t(
            "**The gates stand alike**: on average none is more open here, or less, by more than {most} percentage "
            "points.",
            most=_at_most(apart),
        )
    if not any(apart):
        return t(
            "**No gate stands out**: how open each is on average lies in the range of {count} fresh networks.",
            count=len(beside.crowd),
        )
    return t(
        "**No gate stands out**: how open each is on average lies in the range of {count} fresh networks, or at most "
        "{most} percentage points beyond it.",
        count=len(beside.crowd),
        most=_at_most(apart),
    )


def _at_most(apart: Sequence[float]) -> str:
    """The largest of some differences in percentage points, rounded up, so that none is more."""
    return f"{ceil(max(apart) * 1e4 - 1e-9) / 100:g}"


def _span(crowd: Sequence[Portrait], gate: int) -> tuple[float, float]:
    """How open a gate is on average in any of them, at the least and at the most."""
    means = _over(crowd, gate, lambda one: one.mean)
    return min(means), max(means)


def _share(mean: float) -> str:
    return f"{mean:.1%}"


def _over(crowd: Sequence[Portrait], gate: int, read: Callable[[Openness], float]) -> list[float]:
    return [read(one.gates[gate]) for one in crowd]


def _titles(beside: Beside) -> dict[str, str]:
    return {signal.name: t(signal.title) for signal in cells.get(beside.run.network.cell).signals}


def table(beside: Beside) -> str:
    """A row for each gate and candidate, in Markdown: how it stands in the run, and what its weights are."""
    own = beside.portraits[0]
    places = {gate.name: place for place, gate in enumerate(own.gates)}
    titles = _titles(beside)
    order = [signal.name for signal in shown_signals(beside.run.network.cell)]
    weights = {mine.name: (mine, theirs) for mine, theirs in zip(*beside.weights, strict=True)}
    sizes = [size for size in SIZES if any(_known(block, size) for pair in weights.values() for block in pair)]
    heads = ["", *([t("open, mean"), t("saturated units")] if own.gates else [])]
    heads += [", ".join(SIZES[size] for size in sizes)] if sizes else []
    rows = []
    for name in sorted(weights, key=order.index):
        row = [titles[name]]
        if own.gates:
            row += [NOTHING, NOTHING] if name not in places else _stands(beside, places[name])
        mine, theirs = weights[name]
        rows.append([*row, f"{_sizes(mine, sizes, '**')} · {_sizes(theirs, sizes)}"] if sizes else row)
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _stands(beside: Beside, place: int) -> list[str]:
    """How open a gate is on average, and how many units are saturated."""
    own, other = (portrait.gates[place] for portrait in beside.portraits)
    open_, saturated = f"**{_share(own.mean)}** · {_share(other.mean)}", f"**{own.saturated}** · {other.saturated}"
    if beside.crowd:
        low, high = _span(beside.crowd, place)
        counts = _over(beside.crowd, place, lambda gate: gate.saturated)
        open_ += f" ({_share(low)} … {_share(high)})"
        saturated += f" ({min(counts)}–{max(counts)})"
    return [open_, saturated + " " + t("of {units}", units=own.units)]


def _sizes(block: Block, sizes: Sequence[str], mark: str = "") -> str:
    """The spectral radius and the largest singular value of one W, as far as they are computed."""
    return ", ".join(f"{mark}{getattr(block, size):.3g}{mark}" if _known(block, size) else NOTHING for size in sizes)


def _known(block: Block, size: str) -> bool:
    """Whether a size is a number: of a W that is not square there is no radius."""
    value = getattr(block, size)
    return value is not None and isfinite(value)


def key(beside: Beside) -> str:
    """How to read the table."""
    said = t("Bold: this model; then the other.")
    if beside.crowd:
        said = t(
            "Bold: this model; then the fresh one, and in brackets the least and the most of {count}.",
            count=len(beside.crowd),
        )
    if beside.portraits[0].gates:
        said += " " + t("Saturated: below 0.1 or above 0.9 at more than half of the steps.")
    return said
