"""The master: a bus brought to its loudness and under its ceiling."""

import math

import numpy as np
from numpy.typing import NDArray

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
    peaks_db: NDArray[np.float64] | None = None
    allowed_db = MOST_LIMITING_DB
    reached_lufs, peak_dbtp = -math.inf, -math.inf
    for attempt in range(MOST_ATTEMPTS + 1):
        energies = segment_energies(measurable(planes[:, :frames], sample_rate_hz), sample_rate_hz)
        reached_lufs = integrated_lufs(energies)
        if attempt == MOST_ATTEMPTS or (abs(reached_lufs - loudness_lufs) < NEAR_ENOUGH_LU and attempt):
            break
        if energies.max() < LEAST_POWER or (attempt and allowed_db < NEAR_ENOUGH_LU):
            break
        if peaks_db is None:
            plain_db = loudness_lufs - 10.0 * math.log10(float(energies.max()))
            peaks_db = block_peaks_db(planes, target_db - plain_db - MOST_LIMITING_DB - 6.0)
        gain_db, edges_db = foreseen(energies, peaks_db, loudness_lufs, target_db, allowed_db, sample_rate_hz)
        edges = gains(edges_db, gain_db)
        for plane in planes:
            apply_ramps(plane.reshape(-1, size), edges, np.multiply)
        peaks_db = peaks_db + gain_db + np.maximum(edges_db[1:], edges_db[:-1])
        allowed_db += float(edges_db.min())
        peak_dbtp = highest_dbtp(planes, peaks_db)
        excess_db = peak_dbtp - (ceiling_dbtp - HEADROOM_DB / 10)
        if excess_db > 0:  # by hundredths of a dB, where the gain moved under a peak between samples
            planes *= np.float32(db_to_gain(-excess_db))
            peaks_db, peak_dbtp = peaks_db - excess_db, peak_dbtp - excess_db
    return reached_lufs, peak_dbtp if peaks_db is not None else true_peak_dbtp(planes)


def foreseen(
    energies: Energies,
    peaks_db: NDArray[np.float64],
    loudness_lufs: float,
    target_db: float,
    allowed_db: float,
    sample_rate_hz: int,
) -> tuple[float, NDArray[np.float64]]:
    """The gain in dB that should bring the segments to their loudness, and the limiter's edges in dB with it."""
    most_db = target_db - float(peaks_db.max()) + max(allowed_db, 0.0)
    before_lufs = integrated_lufs(energies)
    if math.isinf(before_lufs):  # all of it lies below the meter's gate: begin from the loudest segment
        before_lufs = 10.0 * math.log10(float(energies.max()))
    gain_db = min(loudness_lufs - before_lufs, most_db)
    edges_db = limiter_db(peaks_db + gain_db, target_db, sample_rate_hz)
    for _ in range(6):
        power = segment_gain(edges_db, len(energies), sample_rate_hz) * 10.0 ** (gain_db / 10.0)
        short_db = loudness_lufs - integrated_lufs(energies * power)
        if abs(short_db) < 0.01 or (gain_db >= most_db and short_db > 0) or math.isinf(short_db):
            break
        gain_db = min(gain_db + short_db, most_db)
        edges_db = limiter_db(peaks_db + gain_db, target_db, sample_rate_hz)
    return gain_db, edges_db


def highest_dbtp(planes: Planes, bounds_db: NDArray[np.float64]) -> float:
    """The true peak, looked for in the limiter blocks whose upper bounds say that it may be there."""
    size = BLOCK_FRAMES
    starts = np.flatnonzero(bounds_db > bounds_db.max() - NEAR_PEAK_DB) * size
    peak = max(float(block_true_peaks(plane, starts, size).max(initial=0.0)) for plane in planes)
    return 20.0 * math.log10(max(peak, 1e-12))


def block_peaks_db(planes: Planes, watched_db: float) -> NDArray[np.float64]:
    """The peak of each limiter block over both channels, in dB; of those above ``watched_db``, the true peak."""
    size = BLOCK_FRAMES

    def peaks_of(plane: NDArray[np.float32]) -> NDArray[np.float32]:
        peaks = sample_peaks(plane, size)
        high = np.flatnonzero(peaks > db_to_gain(watched_db))
        peaks[high] = np.maximum(peaks[high], block_true_peaks(plane, high * size, size))
        return peaks

    highest = np.maximum(peaks_of(planes[0]), peaks_of(planes[1]))
    return np.asarray(20.0 * np.log10(np.maximum(highest.astype(np.float64), 10.0 ** (SILENCE_DB / 20.0))))


def segment_gain(edges_db: NDArray[np.float64], segments: int, sample_rate_hz: int) -> Energies:
    """The mean power gain of the limiter over each segment of the loudness meter."""
    power = np.exp(edges_db * (math.log(10.0) / 10.0))
    total = np.concatenate([[0.0], np.cumsum(0.5 * (power[1:] + power[:-1]))])
    per_segment = SEGMENT_SECONDS * sample_rate_hz / BLOCK_FRAMES
    at = np.minimum(np.arange(segments + 1) * per_segment, len(total) - 1.0)
    reached = np.interp(at, np.arange(len(total)), total)
    return np.asarray(np.diff(reached) / np.maximum(np.diff(at), 1e-9))
