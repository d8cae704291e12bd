"""Samples read at any speed: doubled in rate by the Fourier transform, then six points of a polynomial.

What would fold over at the new rate is left out in the doubling. Lagrange's polynomial through six points has its
images −83 dB down at a third of the old rate and −57 dB at the very half of it (each is (f/(2 − f))⁶ for f in old
rates: Niemitalo, "Polynomial Interpolators for High-Quality Resampling of Oversampled Audio", 2001).
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from houseband.sound.fonts.zone import Planes
from houseband.sound.modes import Curve

POINTS = 6
LAGRANGE = np.linalg.inv(np.vander(np.arange(-2.0, 4.0), POINTS, increasing=True)).astype(np.float32)
"""Six neighbours, from two before to three after, to the polynomial's coefficients."""
ROOM_FRAMES = 64
"""Silence around what is doubled."""
PASSED_SHARE = 0.90
"""Of the new rate's half, what passes whole; the rest is rolled off."""
SUBSONIC_HZ = 5.0
CHUNK_FRAMES = 8192
Shape = Callable[[Curve], NDArray[np.complex128]]


def fast_length(frames: int) -> int:
    """The least 2ᵃ·3ᵇ·5ᶜ that is no less: a quick length for a transform."""
    best = 1 << max(0, frames - 1).bit_length()
    five = 1
    while five < best:
        three = five
        while three < best:
            two = three << max(0, -(-frames // three) - 1).bit_length()
            if two >= frames:
                best = min(best, two)
            three *= 3
        five *= 5
    return best


def doubled(samples: Planes, speed: float, hz_per_cycle: float, shape: Shape | None, tail_frames: int = 0) -> Planes:
    """The samples, shape (planes, frames), at twice the rate, with silence before and after.

    ``speed`` is old frames to a new one. ``shape`` is a response over frequencies in Hz as they will sound, and
    ``hz_per_cycle`` is what one cycle a frame will be then; it may ring for ``tail_frames``.
    """
    frames = samples.shape[1]
    size = fast_length(frames + 2 * ROOM_FRAMES + tail_frames)
    padded = np.zeros((len(samples), size), np.float32)
    padded[:, ROOM_FRAMES : ROOM_FRAMES + frames] = samples
    spectrum = np.fft.rfft(padded, axis=1)
    bins = spectrum.shape[1]
    step = hz_per_cycle / size
    low = min(bins, 1 + int(20.0 * SUBSONIC_HZ / step))
    f = np.arange(low) * step
    spectrum[:, :low] *= (f / np.hypot(f, SUBSONIC_HZ)).astype(np.float32)
    if shape is not None:
        spectrum *= shape(np.arange(bins, dtype=np.float64) * step).astype(np.complex64)
    top = 0.5 / max(speed, 1.0)  # cycles a frame
    if speed > 1.0:
        x = np.clip((np.arange(bins) / size / top - PASSED_SHARE) / (1.0 - PASSED_SHARE), 0.0, 1.0)
        spectrum *= (0.5 + 0.5 * np.cos(np.pi * x)).astype(np.float32)
    return np.asarray(np.fft.irfft(spectrum, 2 * size, axis=1), np.float32) * np.float32(2.0)


def read_at(twice: Planes, positions: NDArray[np.float64]) -> Planes:
    """What ``doubled`` gave, read at positions in frames of the old samples; beyond its ends is silence."""
    out = np.zeros((len(twice), len(positions)), np.float32)
    last = twice.shape[1] - POINTS
    for first in range(0, len(positions), CHUNK_FRAMES):
        at = 2.0 * (positions[first : first + CHUNK_FRAMES] + ROOM_FRAMES)
        whole = np.floor(at)
        t = (at - whole).astype(np.float32)
        index = whole.astype(np.intp) - 2
        is_inside = (index >= 0) & (index <= last)
        index[~is_inside] = 0
        for plane, row in enumerate(twice):
            near = np.stack([row[index + shift] for shift in range(POINTS)])
            curve = LAGRANGE @ near
            value = curve[-1]
            for power in range(POINTS - 2, -1, -1):
                value = value * t + curve[power]
            out[plane, first : first + CHUNK_FRAMES] = value * is_inside
    return out
