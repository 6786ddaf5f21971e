"""What there is to read about a cell: its own page of prose, or else what the engine says of it."""

from engine.cells.base import Signal
from ui.look.cells import CELLS
from ui.runs.networks import cell_of
from ui.words import has_prose, prose, t


def about(kind: str) -> str:
    """A cell in Markdown: what its gates do, its equations, and the paper they are from."""
    if has_prose("step", kind):
        return prose("step", kind)
    cell = cell_of(kind)
    shown = [signal for signal in cell.signals if signal.kind != "preactivation"]
    gates = [f"- {_said(signal)}" for signal in shown if signal.does]
    rows = r" \\ ".join(signal.equation.replace("=", "&=", 1) for signal in shown)
    equations = rf"$$\begin{{aligned}} {rows} \end{{aligned}}$$"
    paper = t("**From:** {paper}.", paper=cell.paper)
    return "\n\n".join(filter(None, (f"**{CELLS[kind].title}**", "\n".join(gates), equations, paper)))


def _said(signal: Signal) -> str:
    return t("**{gate}** ${symbol}$ {does}", gate=t(signal.title), symbol=signal.symbol, does=t(signal.does))
