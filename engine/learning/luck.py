"""Luck that a browser has, too: numbers between 0 and 1 made of whole numbers alone, the same bits in any language.

Number i of a stream is a hash of its place, so that it can be asked for by itself. All sums and products are those of
whole numbers from 0 to 2³² − 1, modulo 2³² (`Math.imul(a, b) >>> 0` in JavaScript, where ⊕ and ≫ are `^` and `>>>`):

    mix(x):  x ← x ⊕ (x ≫ 16);  x ← x · 0x7feb352d;  x ← x ⊕ (x ≫ 15);  x ← x · 0x846ca68b;  x ← x ⊕ (x ≫ 16)
    key      = mix(mix(seed + 0x9e3779b9) + stream)
    number i = mix(key + (i + 1) · 0x9e3779b9) / 2³²

The hash is `lowbias32` (C. Wellons 2018, Prospecting for hash functions), the steps are those of Weyl's sequence as in
splitmix (Steele, Lea & Flood 2014, Fast splittable pseudorandom number generators).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.cells.base import Array

LARGEST = 2**32 - 1  # seed and stream
_GOLDEN = 0x9E3779B9

Words = NDArray[np.uint32]


def numbers(seed: int, stream: int, count: int) -> Array:
    """The first `count` numbers of a stream, (count,), at least 0 and below 1.

    Raises:
        ValueError: a seed or stream that is not from 0 to 2³² − 1.
    """
    for name, value in (("seed", seed), ("stream", stream)):
        if not 0 <= value <= LARGEST:
            raise ValueError(f"the {name} should be from 0 to {LARGEST}, but is {value}")
    key = _mix(_mix(_words([seed]) + _words([_GOLDEN])) + _words([stream]))
    steps = np.arange(1, count + 1, dtype=np.uint64) * _GOLDEN  # at most 2⁶⁴ for any count that fits into memory
    return np.asarray(_mix(key + steps.astype(np.uint32)) / 2.0**32)


def _words(values: list[int]) -> Words:
    return np.array(values, dtype=np.uint32)


def _mix(x: Words) -> Words:
    """Each of 32-bit words to another one, one to one, so that neighbours are strangers; arrays wrap around."""
    x = x ^ (x >> np.uint32(16))
    x = x * np.uint32(0x7FEB352D)
    x = x ^ (x >> np.uint32(15))
    x = x * np.uint32(0x846CA68B)
    return x ^ (x >> np.uint32(16))
