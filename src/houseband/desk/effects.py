"""A room and a limiter. Sound comes in planes, shape (channels, frames); all is float32 and made without chance.

The room is a convolution at half the sample rate: air and walls swallow the highs anyway (Kuttruff, Room Acoustics),
and it costs a quarter. The limiter works on blocks of 32 samples, so that its gain, which looks ahead and lets go
slowly, costs next to nothing: ramps that are linear in dB are a running minimum (for the smooth kinds: Giannoulis,
Massberg & Reiss, "Digital dynamic range compressor design", JAES 60, 2012).
"""

import itertools
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from houseband.desk.loudness import Planes
from houseband.units import db_to_gain

Spectrum = NDArray[np.complexfloating[Any, Any]]
FFT_FRAMES = 131_072
PREDELAY_SECONDS = 0.014
DARK_HZ = 3800.0
"""Where the room's T60 is half of what it is in the middle."""
ROOM_LOW_HZ = 160.0
ROOM_SEED = 1729
# First reflections of a room of some 9 by 7 by 4 m: delay in ms, left gain, right gain.
EARLY_MS = (
    (7.1, 0.50, 0.18), (9.8, 0.16, 0.46), (13.3, 0.34, 0.12),
    (17.9, 0.10, 0.36), (23.0, 0.26, 0.20), (29.7, 0.16, 0.24),
)  # fmt: skip

LIMITER_BLOCK_FRAMES = 32
RELEASE_DB_PER_SECOND = 45.0
ATTACK_DB_PER_SECOND = 2500.0


def room_response(t60_seconds: float, sample_rate_hz: int) -> Planes:
    """The answer of the room to a click: shape (2, frames), of unit energy a side; the sides are unlike."""
    frames = min(round((PREDELAY_SECONDS + 1.05 * t60_seconds) * sample_rate_hz), FFT_FRAMES // 2)
    dice = np.random.Generator(np.random.PCG64(ROOM_SEED))
    size = 1 << (frames - 1).bit_length()
    frequency_hz = np.fft.rfftfreq(size, 1.0 / sample_rate_hz)
    seconds = np.arange(frames) / sample_rate_hz - PREDELAY_SECONDS
    response = np.zeros((2, frames))
    edges_hz = [ROOM_LOW_HZ, 400.0, 800.0, 1600.0, 3200.0, 6400.0, 12_800.0]
    for side in response:
        spectrum = np.fft.rfft(dice.standard_normal(size))
        for low_hz, high_hz in itertools.pairwise(edges_hz):
            inside = (frequency_hz >= low_hz) & (frequency_hz < high_hz)
            grain = np.fft.irfft(spectrum * inside, size)[:frames]
            band_t60 = t60_seconds / (1.0 + (math.sqrt(low_hz * high_hz) / DARK_HZ) ** 1.2)
            side += grain * np.exp(-math.log(1000.0) / band_t60 * seconds) * (seconds >= 0)
    response /= np.sqrt(np.sum(response**2, axis=1, keepdims=True))
    for delay_ms, left, right in EARLY_MS:
        at = round(delay_ms / 1000.0 * sample_rate_hz)
        if at < frames:
            response[:, at] += (0.8 * left, 0.8 * right)
    response *= np.clip((frames - np.arange(frames)) / (0.02 * sample_rate_hz), 0.0, 1.0)
    return np.asarray(response / np.sqrt(np.sum(response**2, axis=1, keepdims=True)), np.float32)


def halved(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    """Every second sample of an even number, after a [1 2 1]/4 that keeps what lies near the old Nyquist out."""
    out = plane[0::2] * np.float32(0.5)
    out += plane[1::2] * np.float32(0.25)
    out[1:] += plane[1:-1:2] * np.float32(0.25)
    return out


def add_room(planes: Planes, send: NDArray[np.float32], response: Planes) -> None:
    """Add to both planes what the room answers to ``send``, which is at half the planes' sample rate."""
    length = response.shape[1]
    step = FFT_FRAMES - length + 1
    spectra = [np.fft.rfft(side.astype(np.float64), FFT_FRAMES).astype(np.complex64) for side in response]
    total = planes.shape[1]
    overlap = np.zeros((2, length), np.float32)  # what earlier pieces still say, and the next sample's neighbour
    for first in range(0, len(send) + length, step):
        piece = send[first : first + step]
        if len(piece) and piece.any():
            heard = np.fft.rfft(piece, FFT_FRAMES)
            wet = np.stack([_answer(heard, spectrum) for spectrum in spectra])
        else:
            wet = np.zeros((2, FFT_FRAMES), np.float32)
        wet[:, : length - 1] += overlap[:, 1:]
        follows = wet[:, step : step + length - 1]
        overlap[:, 1:] = follows
        for plane, side in zip(planes, wet, strict=True):
            evens = plane[2 * first : min(2 * (first + step), total) : 2]
            odds = plane[2 * first + 1 : min(2 * (first + step), total) : 2]
            evens += side[: len(evens)]
            odds += np.float32(0.5) * (side[: len(odds)] + side[1 : len(odds) + 1])


def _answer(heard: Spectrum, spectrum: Spectrum) -> Planes:
    return np.asarray(np.fft.irfft(heard * spectrum, FFT_FRAMES), np.float32)


def without_dc(planes: Planes, sample_rate_hz: int) -> None:
    """Take away, in place, what lies below some 3 Hz: the means of 10-ms blocks, smoothed and joined by lines."""
    size = max(1, round(0.01 * sample_rate_hz))
    kernel = np.hanning(33)[1:-1]
    kernel /= kernel.sum()
    for plane in planes:
        count = len(plane) // size
        if count < 2:
            plane -= plane.mean() if len(plane) else np.float32(0)
            continue
        means = plane[: count * size].reshape(count, size) @ np.full(size, 1.0 / size, np.float32)
        if not np.abs(means).max() > 1e-7:
            continue
        padded = np.pad(means.astype(np.float64), len(kernel) // 2, mode="edge")
        level = np.convolve(padded, kernel, mode="valid")
        edges = np.concatenate([level[:1], 0.5 * (level[1:] + level[:-1]), level[-1:]]).astype(np.float32)
        apply_ramps(plane[: count * size].reshape(count, size), edges, np.subtract)
        plane[count * size :] -= edges[-1]


def apply_ramps(rows: NDArray[np.float32], edges: NDArray[np.float32], operation: np.ufunc) -> None:
    """``rows`` (blocks, frames) ∘ the line from each edge to the next, in place; ``edges`` has one more than rows."""
    ramp = (np.arange(rows.shape[1], dtype=np.float32) + np.float32(0.5)) / np.float32(rows.shape[1])
    at_once = max(1, 65_536 // rows.shape[1])
    for first in range(0, len(rows), at_once):
        some = rows[first : first + at_once]
        begin = edges[first : first + len(some), None]
        line = (edges[first + 1 : first + len(some) + 1, None] - begin) * ramp
        line += begin
        operation(some, line, out=some)


def limiter_db(peaks_db: NDArray[np.float64], ceiling_db: float, sample_rate_hz: int) -> NDArray[np.float64]:
    """The gain in dB (0 or less) at the edges of blocks whose peaks are given, so that none passes the ceiling.

    It falls ahead of a peak and rises after it, both at a steady rate; one edge more than blocks.
    """
    block_seconds = LIMITER_BLOCK_FRAMES / sample_rate_hz
    need = np.minimum(0.0, ceiling_db - peaks_db)
    edges = np.minimum(np.append(need, 0.0), np.insert(need, 0, 0.0))
    rise = np.arange(len(edges)) * (RELEASE_DB_PER_SECOND * block_seconds)
    edges = np.minimum.accumulate(edges - rise) + rise
    fall = np.arange(len(edges)) * (ATTACK_DB_PER_SECOND * block_seconds)
    ahead: NDArray[np.float64] = np.minimum.accumulate((edges - fall[::-1])[::-1])[::-1] + fall[::-1]
    return ahead


def gains(edges_db: NDArray[np.float64], gain_db: float) -> NDArray[np.float32]:
    """Edge levels in dB, on top of one gain, as factors."""
    return np.asarray(db_to_gain(gain_db) * np.exp(edges_db * (math.log(10.0) / 20.0)), np.float32)
