"""The resamples again, drawn in plain Python integers: an oracle for what the compiled loops draw."""

import numpy as np
from numpy.typing import NDArray

from lifecycle.build.blocks import keys

M64, M32 = 2**64 - 1, 2**32 - 1


def mixed(state: int) -> int:
    """Give the 64 bits SplitMix64 makes of a counter."""
    z = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & M64
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & M64
    return z ^ (z >> 31)


def rows(seed: int, draw: int, n: int) -> NDArray[np.int64]:
    """List the rows of a resample, shape (n,); draw 0 is the sample itself."""
    if draw == 0:
        return np.arange(n)
    state, found = int(keys(seed, draw)[draw]), []
    while len(found) < n:
        state = (state + 0x9E3779B97F4A7C15) & M64
        for half in (mixed(state) & M32, mixed(state) >> 32):
            if (half * n) & M32 >= 2**32 % n:
                found.append((half * n) >> 32)
    return np.array(found[:n])
