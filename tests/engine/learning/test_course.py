"""Watching a network learn: rows that are true, that come again to the last digit, and that say when it ends badly."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch

from engine import cells
from engine.learning.course import Course, Diverged, Snapshot, watch
from engine.learning.exercises import FirstSymbol

FIRST = Course(FirstSymbol(gap=16), units=5, batch=8, updates=6, every=2, watched=3)


def rows(course: Course, **changes: object) -> list[Snapshot]:
    return list(watch(dataclasses.replace(course, **changes)))  # type: ignore[arg-type]


def same(a: Snapshot, b: Snapshot) -> bool:
    numbers = (np.array_equal(getattr(a, name), getattr(b, name)) for name in ("losses", "norms", "profile"))
    told = (getattr(a, name) == getattr(b, name) for name in ("update", "loss", "accuracy", "reach", "network"))
    return all(numbers) and all(told) and np.array_equal(a.readout.weight, b.readout.weight)


def test_rows_come_at_the_start_after_every_so_many_updates_and_at_the_end() -> None:
    found = rows(FIRST, updates=7, every=3)
    assert [row.update for row in found] == [0, 3, 6, 7]
    assert [len(row.losses) for row in found] == [0, 3, 3, 1]
    assert found[0].batch_loss is found[0].gradient_norm is found[0].clipped_norm is None
    for row in found[1:]:
        assert (row.batch_loss, row.gradient_norm, row.clipped_norm) == (row.losses[-1], *row.norms[-1])


def test_one_course_gives_the_same_bits_whatever_else_happens() -> None:
    first = rows(FIRST)
    torch.manual_seed(5)
    np.random.default_rng(5).random()
    assert all(map(same, rows(FIRST), first))
    assert not same(rows(FIRST, seed=1)[-1], first[-1])


def test_looking_more_often_changes_nothing_and_what_was_yielded_stays() -> None:
    often = rows(FIRST, every=1)
    for seldom, row in zip(rows(FIRST), often[::2], strict=True):
        assert same(seldom, dataclasses.replace(row, losses=seldom.losses, norms=seldom.norms))
    np.testing.assert_array_equal([row.batch_loss for row in often[1:]], [row.losses[0] for row in often[1:]])
    assert often[0].network != often[1].network
    assert not often[0].profile.flags.writeable


@pytest.mark.parametrize("cell", cells.names())
def test_every_cell_can_be_watched(cell: str) -> None:
    *_, last = rows(FIRST, cell=cell, updates=2)
    assert last.network.cell == cell
    assert last.profile.shape == (17,)
    assert last.profile[-1] > 0
    assert np.isfinite(last.profile).all()


def test_a_run_that_diverges_says_where_and_leaves_what_there_was() -> None:
    run = watch(dataclasses.replace(FIRST, cell="elman_relu", optimiser="sgd", rate=1e30, clip=None, every=50))
    found: list[Snapshot] = []
    with pytest.raises(Diverged, match=r"update \d") as problem:
        found.extend(run)
    assert problem.value.values == {"update": problem.value.update}
