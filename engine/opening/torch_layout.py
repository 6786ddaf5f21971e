"""Recurrent layers as `torch.nn` names them: `weight_ih_l0`, `weight_hh_l1_reverse`, behind any path."""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine.learning.tasks.sequence import InputProblem
from engine.opening.layers import Layer, Unclear, blocks, checked, numbers
from engine.opening.stored import Stored, place, quoted

PARAMETER = re.compile(
    r"(?s:(?P<path>.*)[./])?(?P<name>weight_ih|weight_hh|bias_ih|bias_hh|weight_hr)"
    r"(?P<end>_l(?P<layer>0|[1-9]\d{0,2})(?P<reverse>_reverse)?)?"
)
# Weights that are made of others at every call: weight norm, pruning, dropped weights.
MADE = re.compile(r"(?s:(?P<path>.*)[./])?weight_hh(_l\d{1,3}(_reverse)?)?([./]original\d?|_g|_v|_raw|_orig)")
CELLS: Mapping[int, tuple[str, ...]] = {1: ("elman", "elman_relu"), 3: ("gru",), 4: ("lstm",)}


def find(tensors: Mapping[str, Stored]) -> tuple[list[Layer], list[Unclear]]:
    """The layers in PyTorch's names, and what only looks like one."""
    groups: dict[tuple[str, bool], dict[str, Stored]] = {}
    unclear = {}
    for tensor in tensors.values():
        if made := MADE.fullmatch(tensor.name):
            path = (made["path"] or "").removesuffix("parametrizations").rstrip("./")
            unclear[path, True] = Unclear(path, _made(path))
        if found := PARAMETER.fullmatch(tensor.name):
            # a cell of torch.nn has no number behind its names: one layer
            of_module = found["end"] is not None
            name = found["name"] + (found["end"] or "_l0")
            groups.setdefault((found["path"] or "", of_module), {})[name] = tensor
    layers = []
    for key, group in groups.items():
        if key in unclear:
            continue
        try:
            layers.append(_layer(key[0], group))
        except InputProblem as problem:
            unclear[key] = Unclear(key[0], problem)
    return layers, list(unclear.values())


def _made(path: str) -> InputProblem:
    return InputProblem(
        "The weights of “{path}” are made of others at every call (weight norm, pruning or dropped weights): please "
        "make them permanent first, with torch.nn.utils.parametrize.remove_parametrizations or its like.",
        path=place(path),
    )


def _layer(path: str, group: Mapping[str, Stored]) -> Layer:
    """The layer of all tensors under one path. Raises InputProblem: they are none."""
    for needed in ("weight_ih_l0", "weight_hh_l0"):
        if needed not in group:
            raise InputProblem(
                "“{path}” has {there}, but {name} is missing.",
                path=place(path),
                there=quoted(", ".join(group)),
                name=needed,
            )
    weights = {name: numbers(tensor, 2 if name.startswith("weight") else 1) for name, tensor in group.items()}
    projection = weights.get("weight_hr_l0")
    rows, state = weights["weight_hh_l0"].shape
    units = state if projection is None else projection.shape[1]
    ends = [PARAMETER.fullmatch(name) for name in group]
    return checked(
        Layer(
            path=path,
            layout="PyTorch",
            cells=CELLS[blocks(group["weight_hh_l0"].name, rows, units)],
            input_size=weights["weight_ih_l0"].shape[1],
            hidden_size=units,
            num_layers=1 + max(int(end["layer"]) for end in ends if end),
            directions=1 + any(end["reverse"] for end in ends if end),
            bias=any(name.startswith("bias") for name in group),
            proj_size=0 if projection is None else projection.shape[0],
            weights=weights,
            names=tuple(tensor.name for tensor in group.values()),
        )
    )
