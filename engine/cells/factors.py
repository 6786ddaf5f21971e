"""A parameter's gradient step by step, kept as two factors: their products are never computed unless asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.cells.arithmetic import Array
from engine.cells.norms import norms, to_one


@dataclass(frozen=True, slots=True, eq=False)
class Factors:
    """A parameter's gradient, step by step, as what came back to its output times what went into it.

    ∂L/∂W = Σ_t Σ_b left[t, b] ⊗ right[t, b] for a matrix; for a vector, which acts unit by unit, left ∘ right.

    Attributes:
        left: (T, B, rows).
        right: (T, B, columns); for a vector (T, B, rows), or (T, B, 1) of ones for a bias.
        elementwise: whether the parameter is a vector.
    """

    left: Array
    right: Array
    elementwise: bool = False

    def total(self) -> Array:
        """∂L/∂W, in the parameter's own shape."""
        if self.elementwise:
            return np.asarray((self.left * self.right).sum(axis=(0, 1)))
        return np.asarray(np.tensordot(self.left, self.right, axes=((0, 1), (0, 1))))

    def terms(self) -> Array:
        """What each step adds to it, summed over the batch: (T, *shape of the parameter)."""
        if self.elementwise:
            return np.asarray((self.left * self.right).sum(axis=1))
        return np.asarray(self.left.swapaxes(1, 2) @ self.right)

    def norms(self) -> Array:
        """The Frobenius norms of `terms`, (T,), exact down to 1e-308.

        For a matrix without computing them: ‖Σ_b l_b ⊗ r_b‖²_F = Σ_{b,b'} (l_b · l_b') (r_b · r_b').
        """
        if self.elementwise:
            return norms(self.terms())
        left, left_scale = to_one(self.left, (1, 2))
        right, right_scale = to_one(self.right, (1, 2))
        gram = (left @ left.swapaxes(1, 2)) * (right @ right.swapaxes(1, 2))  # (T, B, B)
        squares = gram.sum(axis=(1, 2))
        # Where the sequences of a batch cancel each other, few digits are left: there the term itself is summed.
        cancelled = np.flatnonzero(squares < 1e-6 * np.einsum("tbb->t", gram))
        lengths: Array = np.sqrt(np.maximum(squares, 0.0))
        lengths[cancelled] = np.linalg.norm(left[cancelled].swapaxes(1, 2) @ right[cancelled], axis=(1, 2))
        return np.asarray(lengths * left_scale * right_scale)
