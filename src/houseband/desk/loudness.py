"""How loud a take is, and how high it peaks between its samples: ITU-R BS.1770-4.

Audio comes in planes, shape (channels, frames). Levels are in LUFS and dBTP; silence is −inf of either.
K-weighting is done on the spectra of 100-ms segments, whose energies make the gated 400-ms blocks, with a running
filter for the low end: within 0.1 LU of the standard's filters, at a small part of the cost.
"""

import functools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from houseband import cores
from houseband.transforms import spectra_of

Planes = NDArray[np.float32]
Energies = NDArray[np.float64]

SEGMENT_SECONDS = 0.1
SEGMENTS_PER_BLOCK = 4  # 400 ms, and so 75 % overlap (BS.1770-4, annex 1)
ABSOLUTE_GATE_LUFS = -70.0
RELATIVE_GATE_LU = -10.0
OFFSET_LUFS = -0.691
# The two K-weighting stages at any rate: the analogue prototypes behind the 48-kHz coefficients of BS.1770-4, annex 1,
# as worked out by De Man, "Evaluation of implementations of the EBU R128 loudness measurement", AES 145 (2018).
SHELF_HZ, SHELF_DB, SHELF_Q = 1681.974450955533, 3.999843853973347, 0.7071752369554196
HIGH_PASS_HZ, HIGH_PASS_Q = 38.13547087602444, 0.5003270373238773
DECIMATION = 15
"""A divisor of 100 ms at the usual rates."""
LOW_FFT_FRAMES, LOW_SETTLE_FRAMES = 16_384, 2048
AT_ONCE = 64
"""How many segments are transformed at once; a core has four times as many to do."""
WINDOWS_AT_ONCE = 512
OVERSAMPLING = 8
TAPS = 12
"""Samples that each point between samples is made from. BS.1770-4, annex 2, has as many, in four phases; with eight,
noise up to 16 kHz no longer passes the ceiling between two phases, by 0.06 dB."""
NEAR_PEAK_DB = 3.1
"""Only samples this near the highest can have a higher peak beside them in practice; BS.1770's worst case is a tone of
a quarter of the sample rate, 3.01 dB."""


@functools.lru_cache(8)
def k_weighting(size: int, sample_rate_hz: int, decimation: int = 1) -> NDArray[np.complex128]:
    """The complex gain of K-weighting at the frequencies of a real FFT of ``size`` frames.

    ``decimation`` says how many frames of the sample rate each of them stands for.
    """
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(size) / decimation)
    k = math.tan(math.pi * SHELF_HZ / sample_rate_hz)
    high, middle = 10.0 ** (SHELF_DB / 20.0), 10.0 ** (SHELF_DB / 20.0 * 0.4996667741545416)
    shelf = (
        (high + middle * k / SHELF_Q + k * k) + 2.0 * (k * k - high) * z + (high - middle * k / SHELF_Q + k * k) * z**2
    )
    shelf = shelf / ((1.0 + k / SHELF_Q + k * k) + 2.0 * (k * k - 1.0) * z + (1.0 - k / SHELF_Q + k * k) * z**2)
    k = math.tan(math.pi * HIGH_PASS_HZ / sample_rate_hz)
    a0 = 1.0 + k / HIGH_PASS_Q + k * k
    high_pass = (1.0 - 2.0 * z + z**2) / (1.0 + (2.0 * (k * k - 1.0) * z + (1.0 - k / HIGH_PASS_Q + k * k) * z**2) / a0)
    return np.asarray(shelf * high_pass, np.complex128)


def segment_energies(planes: Planes, sample_rate_hz: int) -> Energies:
    """The K-weighted mean square of each whole 100 ms, summed over one or two channels; shape (segments,)."""
    size = round(SEGMENT_SECONDS * sample_rate_hz)
    count = planes.shape[1] // size
    weight = np.abs(k_weighting(size, sample_rate_hz)) ** 2
    share = 4 * AT_ONCE
    pieces = [planes[:, first * size : (first + share) * size] for first in range(0, count, share)]
    jobs = (functools.partial(_energies, piece, size, min(share, piece.shape[1] // size), weight) for piece in pieces)
    energies: Energies = np.concatenate([np.zeros(0), *cores.at_once(*jobs)])
    if count and not size % DECIMATION:
        energies += _low_end(planes[:, : count * size], size, sample_rate_hz)
    return np.maximum(energies, 0.0)


def _energies(planes: Planes, size: int, count: int, weight: Energies) -> Energies:
    """The weighted mean square of segments; both channels go through one complex transform."""
    mirrored = np.concatenate([weight, weight[1 : (size + 1) // 2][::-1]])
    paired = np.repeat(mirrored, 2).astype(np.float32)
    energies = np.empty(count)
    at_once = min(AT_ONCE, max(1, 65_536 // size))
    both = np.zeros((min(at_once, count), size), np.complex64)
    spectrum: NDArray[Any] = np.empty_like(both)
    for first in range(0, count, at_once):
        last = min(count, first + at_once)
        pair, answer = both[: last - first], spectrum[: last - first]
        pair.real = planes[0, first * size : last * size].reshape(-1, size)
        if len(planes) == 2:
            pair.imag = planes[1, first * size : last * size].reshape(-1, size)
        np.fft.ifft(pair, axis=1, out=answer)
        values = answer.view(np.float32)
        np.square(values, out=values)
        energies[first:last] = values @ paired
    return energies


def _low_end(planes: Planes, size: int, sample_rate_hz: int) -> Energies:
    """What segments' transforms get wrong below some 100 Hz, where their bins are too wide for the weighting's slope.

    It is the difference between the running filter and those transforms on the same sound at a fifteenth of the rate.
    """
    frames = planes.shape[1]
    mean = np.full(DECIMATION, 1.0 / DECIMATION, np.float32)
    low = np.stack([plane.reshape(-1, DECIMATION) @ mean for plane in planes])
    short = size // DECIMATION
    count = frames // size
    rough = _energies(low, short, count, np.abs(k_weighting(short, sample_rate_hz, DECIMATION)) ** 2)
    step = LOW_FFT_FRAMES - LOW_SETTLE_FRAMES
    gain = (k_weighting(LOW_FFT_FRAMES, sample_rate_hz, DECIMATION) * LOW_FFT_FRAMES).astype(np.complex64)

    def exact(plane: NDArray[np.float32]) -> Energies:
        padded = np.pad(plane, (LOW_SETTLE_FRAMES, LOW_FFT_FRAMES))
        filtered = np.empty(len(plane) + LOW_FFT_FRAMES, np.float32)
        for first in range(0, len(plane), step):
            piece = spectra_of(padded[first : first + LOW_FFT_FRAMES], LOW_FFT_FRAMES) * gain
            filtered[first : first + step] = np.fft.irfft(piece, LOW_FFT_FRAMES)[LOW_SETTLE_FRAMES:]
        rows = filtered[: count * short].reshape(count, short)
        return np.asarray(np.einsum("ij,ij->i", rows, rows) / short)

    sides = cores.at_once(*(functools.partial(exact, plane) for plane in low))
    return np.asarray(np.sum(sides, axis=0) - rough)


def integrated_lufs(energies: Energies) -> float:
    """The gated loudness of segments from ``segment_energies``; of fewer than four, that of what there is."""
    if not len(energies):
        return -math.inf
    width = min(SEGMENTS_PER_BLOCK, len(energies))
    total = np.concatenate([[0.0], np.cumsum(energies)])
    blocks = np.maximum(total[width:] - total[:-width], 0.0) / width
    loud = blocks[blocks > power_of(ABSOLUTE_GATE_LUFS)]
    if not len(loud):
        return -math.inf
    gated = loud[loud > float(loud.mean()) * 10.0 ** (RELATIVE_GATE_LU / 10.0)]
    return OFFSET_LUFS + 10.0 * math.log10(float(gated.mean()))


def power_of(lufs: float) -> float:
    """The K-weighted mean square that a loudness stands for."""
    return float(10.0 ** ((lufs - OFFSET_LUFS) / 10.0))


def measurable(planes: Planes, sample_rate_hz: int) -> Planes:
    """The planes; with silence after them where they are too short to fill one gating block."""
    missing = SEGMENTS_PER_BLOCK * round(SEGMENT_SECONDS * sample_rate_hz) - planes.shape[1]
    return np.pad(planes, ((0, 0), (0, missing))) if missing > 0 else planes


def loudness_lufs(planes: Planes, sample_rate_hz: int) -> float:
    """The integrated loudness of one or two channels, shape (channels, frames)."""
    return integrated_lufs(segment_energies(measurable(planes, sample_rate_hz), sample_rate_hz))


@functools.lru_cache(4)
def between(frames: int) -> NDArray[np.float32]:
    """The matrix from ``frames + TAPS`` samples to the points between the middle ones: a windowed sinc."""
    points = np.arange(frames * OVERSAMPLING) / OVERSAMPLING + TAPS // 2
    distance = np.arange(frames + TAPS)[:, None] - points[None, :]
    window = np.where(np.abs(distance) < TAPS / 2, np.cos(np.pi * distance / TAPS) ** 2, 0.0)
    return (np.sinc(distance) * window).astype(np.float32)


def block_true_peaks(plane: NDArray[np.float32], starts: NDArray[np.int64], frames: int) -> NDArray[np.float32]:
    """The highest point, at or between samples, of each stretch of ``frames`` that begins at ``starts``."""
    reach, peaks = TAPS // 2, np.zeros(len(starts), np.float32)
    inside = (starts >= reach) & (starts + frames + reach <= len(plane))
    if inside.any():
        views = np.lib.stride_tricks.sliding_window_view(plane, frames + TAPS)
        peaks[inside] = _peaks_of(lambda some: views[some - reach], starts[inside], frames)
    if not inside.all():
        last = len(plane) - 1

        def at_an_end(some: NDArray[np.int64]) -> NDArray[np.float32]:
            index = some[:, None] + np.arange(-reach, frames + reach)
            return np.where((index >= 0) & (index <= last), plane[np.clip(index, 0, last)], np.float32(0.0))

        peaks[~inside] = _peaks_of(at_an_end, starts[~inside], frames)
    return peaks


def _peaks_of(
    windows: Callable[[NDArray[np.int64]], NDArray[np.float32]], starts: NDArray[np.int64], frames: int
) -> NDArray[np.float32]:
    peaks = np.empty(len(starts), np.float32)
    for first in range(0, len(starts), WINDOWS_AT_ONCE):
        some = slice(first, first + WINDOWS_AT_ONCE)
        points = windows(starts[some]) @ between(frames)
        peaks[some] = np.maximum(points.max(axis=1), -points.min(axis=1))
    return peaks


def true_peak_dbtp(planes: Planes) -> float:
    """The true peak over all channels, 4 times oversampled, looked for only around the highest samples."""
    frames = 32
    whole = planes.shape[1] - planes.shape[1] % frames
    highest = 0.0
    for plane in planes:
        peaks = sample_peaks(plane[:whole], frames)
        rest = float(np.abs(plane[whole:]).max(initial=0.0))
        top = max(float(peaks.max(initial=0.0)), rest)
        if top == 0.0:
            continue
        starts = np.flatnonzero(peaks >= top * 10.0 ** (-NEAR_PEAK_DB / 20.0)) * frames
        if rest >= top * 10.0 ** (-NEAR_PEAK_DB / 20.0):
            starts = np.append(starts, whole)
        highest = max(highest, top, float(block_true_peaks(plane, starts, frames).max(initial=0.0)))
    return 20.0 * math.log10(highest) if highest else -math.inf


def sample_peaks(plane: NDArray[np.float32], frames: int) -> NDArray[np.float32]:
    """The highest sample of each stretch of ``frames``; the plane's length is a multiple of it."""
    rows = plane.reshape(-1, frames)
    peaks: NDArray[np.float32] = np.empty(len(rows), np.float32)
    for first in range(0, len(rows), 4096):
        # halving across the row is far quicker than a reduction along a short axis
        folded = np.abs(rows[first : first + 4096])
        while folded.shape[1] > 1:
            half = folded.shape[1] // 2
            folded = np.maximum(folded[:, :half], folded[:, half:])
        peaks[first : first + 4096] = folded[:, 0]
    return peaks
