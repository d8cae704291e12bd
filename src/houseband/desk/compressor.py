"""A compressor that listens to blocks of 64 frames: feed-forward, soft-kneed, its gain smoothed in dB.

Giannoulis, Massberg & Reiss, "Digital dynamic range compressor design: a tutorial and analysis", JAES 60 (2012): the
gain computer of their equation 4, the smooth decoupled detector of equation 17 with a release towards no reduction.
The same object hears a whole stem at once or a block at a time, and does the same.
"""

import math

import numpy as np
from numpy.typing import NDArray

from houseband.desk.desk import Compressor
from houseband.desk.ramps import gains, one_pole

BLOCK_FRAMES = 64
LEAST_POWER = 1e-15
LEAST_DB = 1e-6
"""A reduction below this is none."""


def block_powers(planes: NDArray[np.float32]) -> NDArray[np.float64]:
    """The mean square of each block of 64 frames, of the louder plane; shape (blocks,)."""
    powers = [
        np.einsum("ij,ij->i", rows, rows, optimize=False)
        for rows in (plane.reshape(-1, BLOCK_FRAMES) for plane in planes)
    ]
    return np.asarray(np.maximum.reduce(powers), np.float64) / BLOCK_FRAMES


def reductions_db(level_db: NDArray[np.float64], settings: Compressor) -> NDArray[np.float64]:
    """How much louder than it should be each level is: 0 or more."""
    over = level_db - settings.threshold_db
    slope = 1.0 - 1.0 / settings.ratio
    if not settings.knee_db:
        return np.asarray(slope * np.maximum(over, 0.0))
    inside = np.clip(over + settings.knee_db / 2.0, 0.0, settings.knee_db)
    return np.asarray(slope * (inside**2 / (2.0 * settings.knee_db) + np.maximum(over - settings.knee_db / 2.0, 0.0)))


class Follower:
    """A compressor's gain, with what it remembers. ``factors`` is called with one block's powers after another's."""

    def __init__(self, settings: Compressor, sample_rate_hz: int) -> None:
        self.settings = settings
        block_seconds = BLOCK_FRAMES / sample_rate_hz
        self._keep = math.exp(-block_seconds / settings.attack_seconds)
        self._fall = block_seconds / settings.release_seconds
        self._held_db = 0.0
        self._smooth_db = 0.0

    @property
    def reduction_db(self) -> float:
        """By how much it turns down just now."""
        return self._smooth_db

    def factors(self, powers: NDArray[np.float64]) -> NDArray[np.float32]:
        """The gain at the edges of the blocks, one more than there are: the first is where it stood before them."""
        level_db = 10.0 * np.log10(np.maximum(powers, LEAST_POWER))
        wanted = reductions_db(level_db, self.settings)
        # release: h[n] = max(c[n], h[n−1]·e^(−fall)), which is a running maximum of logarithms
        rise = np.arange(1, len(wanted) + 1) * self._fall
        logs = np.log(np.maximum(wanted, LEAST_DB)) + rise
        logs[:1] = np.maximum(logs[:1], math.log(max(self._held_db, LEAST_DB)))  # it falls from here on
        held = np.exp(np.maximum.accumulate(logs) - rise)
        smooth = one_pole(held, self._keep, self._smooth_db)
        edges = np.concatenate([[self._smooth_db], smooth])
        if len(smooth):
            self._held_db, self._smooth_db = float(held[-1]), float(smooth[-1])
        return gains(-edges, self.settings.makeup_db)
