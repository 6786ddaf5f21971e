"""The equations of the pair as a difference, and what the two cells cost."""

import streamlit as st

from engine import cells
from engine.networks.cost import matching_size, parameter_count
from ui.lessons.cells.difference import Row, difference, direct_path, memory_symbol
from ui.lessons.cells.run import Pair
from ui.words import t

SIGNS = {"added": ":green[**+**]", "removed": ":red[**−**]", "changed": "**±**", "same": ":gray[=]"}


def difference_section(pair: Pair) -> None:
    """What the second cell's equations are beside the first one's, line by line; direct paths; sizes."""
    first, second = (run.member for run in pair.runs)
    st.markdown(t("**Equations of {second}, against {first}**", first=t(first.title), second=t(second.title)))
    st.markdown("\n\n".join(line(row) for row in difference(first.engine, second.engine)))
    if said := convention(first.engine, second.engine):
        st.caption(said)
    st.markdown(paths(pair))
    st.markdown(sizes_told(pair))


def convention(first: str, second: str) -> str:
    """Where the same gate keeps in one of the cells (names of the engine) and writes in the other."""
    writes = [cells.get(name).writes for name in (first, second)]
    if None in writes or {write[0] for write in writes if write} != {"update_gate"} or writes[0] == writes[1]:
        return ""
    return t(
        "An open gate z keeps in one of them and writes in the other. That alone is no difference: 1 − σ(a) = σ(−a), "
        "so other signs of its weights make one of the other."
    )


def line(row: Row) -> str:
    """One equation in Markdown: what was added green, what was taken away red and struck out."""
    if row.change == "same":
        return f"{SIGNS['same']} :gray[${row.pieces[0].latex}$]"
    return f"{SIGNS[row.change]} " + " ".join(
        {
            "same": f"${piece.latex}$",
            "added": f":green-background[${piece.latex}$]",
            "removed": f":red[~~${piece.latex}$~~]",
        }[piece.change]
        for piece in row.pieces
    )


def paths(pair: Pair) -> str:
    """The direct path of each memory from one step to the next, and whether there is any other."""
    lines = [f"**{t('Direct path of the memory')}**"]
    for run in pair.runs:
        name = run.member.engine
        symbol, path = memory_symbol(name), direct_path(name)
        ratio = rf"$\dfrac{{\partial {symbol}_t}}{{\partial {symbol}_{{t-1}}}}$"
        if path is None:
            said = t("{ratio} has none: only through $W$ and a nonlinearity", ratio=ratio)
        elif cells.get(name).recurrent_blocks:
            said = t("{ratio} $= {path}$ + what goes through gates and candidate", ratio=ratio, path=path)
        else:
            said = t("{ratio} $= {path}$ and nothing else: one number for each unit", ratio=ratio, path=path)
        lines.append(f"{t(run.member.title)}: {said}")
    return "\n\n".join(lines)


def sizes_told(pair: Pair) -> str:
    """Parameters at equal units, and units at equal parameters."""
    first, second = (run.member for run in pair.runs)
    features, units = pair.sequence.inputs.shape[2], pair.settings.units
    counts = [parameter_count(member.engine, features, units) for member in (first, second)]
    said = t(
        "**Size.** With {units} units each: {first} {few} parameters, {second} {many}.",
        units=units,
        first=t(first.title),
        second=t(second.title),
        few=f"{counts[0]:,}",
        many=f"{counts[1]:,}",
    )
    try:
        equal = matching_size(second.engine, features, counts[0])
    except ValueError:
        return f"{said} {t('The first has fewer than a single unit of the second.')}"
    return f"{said} {t('With about as many parameters as the first, the second gets {units} units.', units=equal)}"
