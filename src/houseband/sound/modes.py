"""The physics that all instruments share: decaying modes and shaped noise, and the last touch on a tone.

A mode is a·exp(−σt)·sin(2πft + φ). With n = b·BLOCK + m its complex exponential is a product of one factor in b and one
in m, so a whole bank of modes is one matrix product: exact, free of phase drift, and some 30 times quicker than sines.
Arrays are one-dimensional; rates and frequencies are in Hz, decays are T60 in seconds.
"""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from houseband.transforms import spectra_of
from houseband.units import db_to_gain

Samples = NDArray[np.float32]
Curve = NDArray[np.float64]

NYQUIST_SHARE = 0.45
"""No partial lies above this share of the sample rate."""
BLOCK_FRAMES = 512
LOUDNESS_WINDOW_SECONDS = 0.4
"""The block of ITU-R BS.1770: a tone's level is that of its first block."""
LN_1000 = math.log(1000.0)


def ring(
    frequencies_hz: ArrayLike,
    t60_seconds: ArrayLike,
    amplitudes: ArrayLike,
    phases: ArrayLike,
    frames: int,
    sample_rate_hz: int,
) -> Samples:
    """The sum of decaying modes, shape (frames,). Modes above 0.45 of the sample rate are left out."""
    f, t60, a, phi = np.broadcast_arrays(
        *(np.asarray(x, np.float64) for x in (frequencies_hz, t60_seconds, amplitudes, phases))
    )
    out = np.zeros(frames, np.float32)
    loudest = float(np.abs(a).max(initial=0.0))
    heard = (f > 0) & (f < NYQUIST_SHARE * sample_rate_hz) & (np.abs(a) > 1e-5 * loudest)
    if not heard.any():
        return out
    f, t60, a, phi = f[heard], t60[heard], a[heard], phi[heard]
    # A mode 96 dB under the loudest is over: modes are grouped by the time they last, the short ones cost little.
    last = np.minimum(t60 * np.log(np.abs(a) / loudest * 63_000.0).clip(0.1) / LN_1000 * sample_rate_hz, frames)
    order = np.argsort(last)
    groups = np.array_split(order, 4) if len(order) >= 16 else [order]
    for group in groups:
        count = math.ceil(float(last[group].max()))
        pole = (-LN_1000 / t60[group] + 2j * np.pi * f[group]) / sample_rate_hz
        blocks = np.arange(0, count, BLOCK_FRAMES)
        coarse = np.exp(np.outer(blocks, pole)) * (a[group] * np.exp(1j * phi[group]))
        fine = np.exp(np.outer(pole, np.arange(BLOCK_FRAMES)))
        left = np.concatenate([coarse.real, coarse.imag], axis=1).astype(np.float32)
        right = np.concatenate([fine.imag, fine.real], axis=0).astype(np.float32)
        out[:count] += (left @ right).reshape(-1)[:count]
    return out


def noise(dice: np.random.Generator, frames: int, sample_rate_hz: int, curve: Callable[[Curve], Curve]) -> Samples:
    """Noise of about unit power whose spectrum has the shape ``curve(frequency_hz)``; no DC."""
    size = 1 << max(8, math.ceil(math.log2(max(frames, 1))))
    spectrum = spectra_of(dice.standard_normal(size).astype(np.float32), size)
    frequency_hz = np.fft.rfftfreq(size, 1.0 / sample_rate_hz)
    gain = curve(frequency_hz.astype(np.float64)) * (frequency_hz < NYQUIST_SHARE * sample_rate_hz)
    gain[0] = 0.0
    gain *= size / (math.sqrt(float(np.mean(gain**2))) + 1e-30)
    return np.asarray(np.fft.irfft(spectrum * gain.astype(np.float32), size)[:frames], np.float32)


def band(low_hz: float, high_hz: float, order: int = 2) -> Callable[[Curve], Curve]:
    """The magnitude of a Butterworth band-pass, as a shape for ``noise``."""

    def curve(frequency_hz: Curve) -> Curve:
        f = np.maximum(frequency_hz, 1.0)
        shape: Curve = 1.0 / np.sqrt((1.0 + (low_hz / f) ** (2 * order)) * (1.0 + (f / high_hz) ** (2 * order)))
        return shape

    return curve


def dying(frames: int, t60_seconds: float, sample_rate_hz: int, attack_seconds: float = 0.0) -> Samples:
    """An exponential decay from 1, after an optional rise of that time constant."""
    t = np.arange(frames) / sample_rate_hz
    envelope = np.exp(-LN_1000 / t60_seconds * t)
    if attack_seconds > 0:
        envelope *= 1.0 - np.exp(-t / attack_seconds)
    return envelope.astype(np.float32)


def loudness_db(samples: Samples, sample_rate_hz: int) -> float:
    """The K-weighted level of the first 400 ms, in dB; close to ITU-R BS.1770 and cheap, for calibration only."""
    frames = round(LOUDNESS_WINDOW_SECONDS * sample_rate_hz)
    size = 1 << (frames - 1).bit_length()
    power = np.abs(spectra_of(samples[:frames], size)).astype(np.float64) ** 2
    f = np.fft.rfftfreq(size, 1.0 / sample_rate_hz)
    weight = (f**2 / (f**2 + 38.0**2)) ** 2 * (1.0 + 1.51 * f**4 / (f**4 + 1500.0**4))  # +4 dB shelf, as a power
    energy = 2.0 * float(power @ weight) * size
    return 10.0 * math.log10(energy / frames + 1e-20)


def held_loudness_db(samples: Samples, sample_rate_hz: int) -> float:
    """The K-weighted level of the loudest of a tone's successive 400 ms: how loud it is once it has swelled."""
    step = round(LOUDNESS_WINDOW_SECONDS * sample_rate_hz)
    starts = [*range(0, max(1, len(samples) - step), step), max(0, len(samples) - step)]
    return max(loudness_db(samples[start : start + step], sample_rate_hz) for start in starts)


def finished(
    samples: Samples,
    sample_rate_hz: int,
    level_db: float,
    attack_seconds: float = 0.001,
    fade_seconds: float = 0.03,
) -> Samples:
    """The samples at a K-weighted level, begun from nothing by a raised cosine and (if it dies) ended in one.

    The level is that of the first 400 ms; without a fade, so of a tone that goes on, that of the loudest.
    """
    out = samples.astype(np.float32)
    rise = min(len(out), max(2, round(attack_seconds * sample_rate_hz)))
    out[:rise] *= (0.5 - 0.5 * np.cos(np.pi * np.arange(rise) / rise)).astype(np.float32)
    fall = min(len(out), round(fade_seconds * sample_rate_hz))
    if fall:
        out[-fall:] *= (0.5 + 0.5 * np.cos(np.pi * np.arange(1, fall + 1) / fall)).astype(np.float32)
        arch = np.hanning(len(out)).astype(np.float32)  # what DC there is goes out in an inaudible arch of some 1 Hz
        out -= arch * np.float32(float(out.sum(dtype=np.float64)) / max(float(arch.sum()), 1.0))
    reached_db = loudness_db(out, sample_rate_hz) if fall else held_loudness_db(out, sample_rate_hz)
    out *= np.float32(db_to_gain(level_db - reached_db))
    return out
