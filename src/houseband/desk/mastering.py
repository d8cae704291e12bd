"""The master: a bus brought to its loudness and under its ceiling."""

import functools
import math

import numpy as np
from numpy.typing import NDArray

from houseband import cores
from houseband.desk.limiter import BLOCK_FRAMES, SILENCE_DB, limiter_db
from houseband.desk.loudness import (
    NEAR_PEAK_DB,
    SEGMENT_SECONDS,
    Energies,
    Planes,
    block_true_peaks,
    integrated_lufs,
    measurable,
    sample_peaks,
    segment_energies,
    true_peak_dbtp,
)
from houseband.desk.ramps import apply_ramps, gains
from houseband.units import db_to_gain

HEADROOM_DB = 0.05
"""The limiter aims this far under the ceiling: its gain moves a little between the points that were measured."""
MOST_LIMITING_DB = 14.0
"""A take so sparse that it would need more than this stays quieter than asked."""
NEAR_ENOUGH_LU = 0.04
MOST_ATTEMPTS = 3
SILENCE = db_to_gain(SILENCE_DB)
LEAST_POWER = 1e-16
"""A K-weighted mean square below this (−160 LUFS) is silence."""


def master(
    planes: Planes, frames: int, sample_rate_hz: int, loudness_lufs: float, ceiling_dbtp: float
) -> tuple[float, float]:
    """Bring the bus to its loudness and under its ceiling, in place; the LUFS and dBTP that it then has.

    A gain is foreseen from the energies of the segments, applied, and measured; where the limiter works so hard that
    the forecast was out by more than NEAR_ENOUGH_LU, once or twice more.
    """
    size = BLOCK_FRAMES
    target_db = ceiling_dbtp - HEADROOM_DB
    peaks: Peaks | None = None
    allowed_db = MOST_LIMITING_DB
    reached_lufs, peak_dbtp = -math.inf, -math.inf
    for attempt in range(MOST_ATTEMPTS + 1):
        energies = segment_energies(measurable(planes[:, :frames], sample_rate_hz), sample_rate_hz)
        reached_lufs = integrated_lufs(energies)
        if attempt == MOST_ATTEMPTS or (abs(reached_lufs - loudness_lufs) < NEAR_ENOUGH_LU and attempt):
            break
        if energies.max() < LEAST_POWER or (attempt and allowed_db < NEAR_ENOUGH_LU):
            break
        peaks = peaks or Peaks(planes)
        gain_db, edges_db = foreseen(energies, peaks, loudness_lufs, target_db, allowed_db, sample_rate_hz)
        edges = gains(edges_db, gain_db)
        rows = [plane.reshape(-1, size) for plane in planes]
        cores.at_once(*(functools.partial(apply_ramps, row, edges, np.multiply) for row in rows))
        peaks.bounds_db += gain_db + np.maximum(edges_db[1:], edges_db[:-1])
        allowed_db += float(edges_db.min())
        peak_dbtp = peaks.highest_dbtp()
        excess_db = peak_dbtp - (ceiling_dbtp - HEADROOM_DB / 10)
        if excess_db > 0:  # by hundredths of a dB, where the gain moved under a peak between samples
            planes *= np.float32(db_to_gain(-excess_db))
            peaks.bounds_db -= excess_db
            peak_dbtp -= excess_db
    return reached_lufs, peak_dbtp if peaks is not None else true_peak_dbtp(planes)


def foreseen(
    energies: Energies,
    peaks: "Peaks",
    loudness_lufs: float,
    target_db: float,
    allowed_db: float,
    sample_rate_hz: int,
) -> tuple[float, NDArray[np.float64]]:
    """The gain in dB that should bring the segments to their loudness, and the limiter's edges in dB with it."""
    peaks.look(float(peaks.bounds_db.max()))
    most_db = target_db - float(peaks.bounds_db.max()) + max(allowed_db, 0.0)
    before_lufs = integrated_lufs(energies)
    if math.isinf(before_lufs):  # all of it lies below the meter's gate: begin from the loudest segment
        before_lufs = 10.0 * math.log10(float(energies.max()))
    gain_db = min(loudness_lufs - before_lufs, most_db)
    edges_db = limiter_db(peaks.with_gain(gain_db, target_db), target_db, sample_rate_hz)
    for _ in range(6):
        power = segment_gain(edges_db, len(energies), sample_rate_hz) * 10.0 ** (gain_db / 10.0)
        short_db = loudness_lufs - integrated_lufs(energies * power)
        if abs(short_db) < 0.01 or (gain_db >= most_db and short_db > 0) or math.isinf(short_db):
            break
        gain_db = min(gain_db + short_db, most_db)
        edges_db = limiter_db(peaks.with_gain(gain_db, target_db), target_db, sample_rate_hz)
    return gain_db, edges_db


class Peaks:
    """How high each limiter block peaks, over both channels: between its samples too, where that was looked for."""

    def __init__(self, planes: Planes) -> None:
        self._planes = planes
        highest = np.maximum(*cores.at_once(*(functools.partial(sample_peaks, x, BLOCK_FRAMES) for x in planes)))
        self.bounds_db = np.asarray(20.0 * np.log10(np.maximum(highest.astype(np.float64), SILENCE)))
        """Of each block, in dB; once the planes are changed, whoever changed them adds what was changed."""
        self._is_known = np.zeros(len(self.bounds_db), np.bool_)

    def look(self, above_db: float) -> None:
        """Look between the samples of the blocks that may peak above a level."""
        starts = np.flatnonzero(~self._is_known & (self.bounds_db > above_db - NEAR_PEAK_DB))
        if len(starts):
            true_db = 20.0 * np.log10(np.maximum(self._true_peaks(starts), SILENCE))
            self.bounds_db[starts] = np.maximum(self.bounds_db[starts], true_db)
            self._is_known[starts] = True

    def with_gain(self, gain_db: float, target_db: float) -> NDArray[np.float64]:
        """The peaks in dB after a gain, exact wherever they may pass the target."""
        self.look(target_db - gain_db)
        return self.bounds_db + gain_db

    def highest_dbtp(self) -> float:
        """The true peak of the planes as they are, looked for where the bounds say that it may be."""
        starts = np.flatnonzero(self.bounds_db > self.bounds_db.max() - NEAR_PEAK_DB)
        return 20.0 * math.log10(max(float(self._true_peaks(starts).max(initial=0.0)), SILENCE))

    def _true_peaks(self, blocks: NDArray[np.int64]) -> NDArray[np.float64]:
        starts, size = blocks * BLOCK_FRAMES, BLOCK_FRAMES
        sides = cores.at_once(*(functools.partial(block_true_peaks, plane, starts, size) for plane in self._planes))
        return np.asarray(np.maximum(*sides), np.float64)


def segment_gain(edges_db: NDArray[np.float64], segments: int, sample_rate_hz: int) -> Energies:
    """The mean power gain of the limiter over each segment of the loudness meter."""
    power = np.exp(edges_db * (math.log(10.0) / 10.0))
    total = np.concatenate([[0.0], np.cumsum(0.5 * (power[1:] + power[:-1]))])
    per_segment = SEGMENT_SECONDS * sample_rate_hz / BLOCK_FRAMES
    at = np.minimum(np.arange(segments + 1) * per_segment, len(total) - 1.0)
    reached = np.interp(at, np.arange(len(total)), total)
    return np.asarray(np.diff(reached) / np.maximum(np.diff(at), 1e-9))
