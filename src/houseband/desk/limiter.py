"""A limiter that looks ahead, for peaks between samples too.

It works on blocks of 32 frames, whose true peaks say what gain each may have. The gain falls ahead of a peak at a
steady rate, stays for HOLD_SECONDS, so that it stands still through the swings of a low note, and then lets go at a
steady rate: ramps that are linear in dB are a running minimum. (For the smooth kinds: Giannoulis, Massberg & Reiss,
JAES 60, 2012.)
"""

import numpy as np
from numpy.typing import NDArray

from houseband.desk.loudness import Planes, block_true_peaks
from houseband.desk.ramps import apply_ramps, gains

BLOCK_FRAMES = 32
HOLD_SECONDS = 0.026
"""A period of 38 Hz: the lowest string of a bass has two peaks in it."""
RELEASE_DB_PER_SECOND = 40.0
ATTACK_DB_PER_SECOND = 2500.0
SILENCE_DB = -240.0


def hold_blocks(sample_rate_hz: int) -> int:
    """How many blocks the gain stays down."""
    return max(1, round(HOLD_SECONDS * sample_rate_hz / BLOCK_FRAMES))


def running_minimum(values: NDArray[np.float64], window: int) -> NDArray[np.float64]:
    """The least of each value and the ``window`` − 1 before it."""
    out = values.copy()
    reach = 1
    while reach < window:
        step = min(reach, window - reach)
        out[step:] = np.minimum(out[step:], out[:-step])
        reach += step
    return out


def limiter_db(peaks_db: NDArray[np.float64], ceiling_db: float, sample_rate_hz: int) -> NDArray[np.float64]:
    """The gain in dB (0 or less) at the edges of blocks whose peaks are given, so that none passes the ceiling.

    One edge more than blocks.
    """
    block_seconds = BLOCK_FRAMES / sample_rate_hz
    need = np.minimum(0.0, ceiling_db - peaks_db)
    edges = np.minimum(np.append(need, 0.0), np.insert(need, 0, 0.0))
    edges = running_minimum(edges, hold_blocks(sample_rate_hz))
    rise = np.arange(len(edges)) * (RELEASE_DB_PER_SECOND * block_seconds)
    edges = np.minimum.accumulate(edges - rise) + rise
    fall = np.arange(len(edges)) * (ATTACK_DB_PER_SECOND * block_seconds)
    ahead: NDArray[np.float64] = np.minimum.accumulate((edges - fall[::-1])[::-1])[::-1] + fall[::-1]
    return np.minimum(ahead, 0.0)


class Limiter:
    """The limiter on a stream of blocks, ``latency_frames`` late."""

    def __init__(self, ceiling_db: float, sample_rate_hz: int, block_frames: int) -> None:
        if block_frames % BLOCK_FRAMES:
            raise ValueError(f"{block_frames} frames are not whole blocks of {BLOCK_FRAMES}")
        self._ceiling_db, self._rate, self._frames = ceiling_db, sample_rate_hz, block_frames
        self._count = count = block_frames // BLOCK_FRAMES
        self.latency_frames = block_frames + BLOCK_FRAMES
        """A block, and what a peak between its last samples needs to be seen."""
        self._sound = np.zeros((2, 2 * block_frames + BLOCK_FRAMES), np.float32)
        self._starts = np.arange(count, dtype=np.int64) * BLOCK_FRAMES + block_frames
        self._allowed = np.zeros(hold_blocks(sample_rate_hz) - 1 + count)
        """What the peaks beside each edge allow, up to the newest that was judged."""
        self._risen = np.zeros(2 * count)
        self._before_db = 0.0
        self._edge_db = 0.0
        step = BLOCK_FRAMES / sample_rate_hz
        self._rise = np.arange(1, count + 1) * (RELEASE_DB_PER_SECOND * step)
        self._fall = np.arange(2 * count)[::-1] * (ATTACK_DB_PER_SECOND * step)
        self._out = np.zeros((2, block_frames), np.float32)

    def process(self, planes: Planes) -> Planes:
        """The limited sound of an earlier block, shape (2, block_frames); valid until the next call."""
        frames, count = self._frames, self._count
        self._sound[:, :-frames] = self._sound[:, frames:]
        self._sound[:, -frames:] = planes
        peaks = np.maximum(*(block_true_peaks(plane, self._starts, BLOCK_FRAMES) for plane in self._sound))
        need = np.minimum(0.0, self._ceiling_db - 20.0 * np.log10(np.maximum(peaks.astype(np.float64), 1e-12)))
        self._allowed[:-count] = self._allowed[count:]
        self._allowed[-count:] = np.minimum(need, np.concatenate([[self._before_db], need[:-1]]))
        self._before_db = float(need[-1])
        held = running_minimum(self._allowed, len(self._allowed) - count + 1)[-count:]
        last = self._risen[-1]
        self._risen[:count] = self._risen[count:]
        self._risen[count:] = np.minimum(np.minimum.accumulate(held - self._rise), last) + self._rise
        ahead = np.minimum.accumulate((self._risen - self._fall)[::-1])[::-1] + self._fall
        edges = ahead[: count + 1].copy()
        edges[0] = self._edge_db
        self._edge_db = float(edges[-1])
        self._out[:] = self._sound[:, :frames]
        factors = gains(np.minimum(edges, 0.0))
        for plane in self._out:
            apply_ramps(plane.reshape(-1, BLOCK_FRAMES), factors, np.multiply)
        return self._out
