"""Tones that last as long as the note: an exact loop behind an attack.

A loop of L frames that holds a whole number n of periods, a whole number of turns of the vibrato, and noise made on a
circle of L frames, has no seam at all. L is chosen so that n·rate/L is the pitch to within 0.05 cents.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from houseband.sound.modes import NYQUIST_SHARE, Curve, Samples

TURN = 2.0 * np.pi


@dataclass(frozen=True, slots=True)
class Loop:
    """A stretch that holds ``cycles`` periods of the pitch and ``turns`` of the vibrato."""

    frames: int
    cycles: int
    turns: int
    sample_rate_hz: int

    @property
    def f0_hz(self) -> float:
        """The pitch that the loop really has."""
        return self.cycles * self.sample_rate_hz / self.frames


def fitted(f0_hz: float, seconds: float, vibrato_hz: float, sample_rate_hz: int, multiple: int = 2) -> Loop:
    """The loop near ``seconds`` long that is best in tune; its cycles are a multiple of ``multiple`` (sub-octaves)."""
    around = int(f0_hz * seconds / multiple)
    cycles = multiple * np.arange(max(1, around - 8), around + 9)
    exact = cycles * sample_rate_hz / f0_hz
    best = int(np.argmin(np.abs(exact - np.round(exact)) / exact))
    frames = round(float(exact[best]))
    return Loop(frames, int(cycles[best]), max(1, round(vibrato_hz * frames / sample_rate_hz)), sample_rate_hz)


def swell(frames: int, begin_frames: float, over_frames: float) -> NDArray[np.float64]:
    """0 until ``begin_frames``, then a smooth rise to exactly 1."""
    t = np.clip((np.arange(frames) - begin_frames) / max(over_frames, 1.0), 0.0, 1.0)
    rise: NDArray[np.float64] = t * t * (3.0 - 2.0 * t)
    return rise


def harmonics(
    loop: Loop,
    frames: int,
    ratios: Sequence[float],
    envelopes: Callable[[int], NDArray[np.float64] | float],
    phases: NDArray[np.float64],
    vibrato_radians: NDArray[np.float64] | float,
    unit: float = 1.0,
) -> Samples:
    """The sum over i of envelopes(i)·cos(ratios[i]·φ + phases[i]); ratios are whole multiples of ``unit``.

    Powers of one phasor are far cheaper than a cosine a partial, and exact enough in double precision.
    """
    n = np.arange(frames)
    turns = (n * loop.cycles % (loop.frames * 64)) / loop.frames
    phasor = np.exp(1j * unit * (TURN * turns + vibrato_radians))
    out = np.zeros(frames)
    power, reached = np.ones(frames, complex), 0
    for index, ratio in enumerate(ratios):
        if ratio * loop.f0_hz >= NYQUIST_SHARE * loop.sample_rate_hz:
            break
        steps = round(ratio / unit)
        while reached < steps:
            power *= phasor
            reached += 1
        out += envelopes(index) * (power.real * np.cos(phases[index]) - power.imag * np.sin(phases[index]))
    return out.astype(np.float32)


def circular_noise(
    dice: np.random.Generator, loop: Loop, frames: int, curve: Callable[[Curve], Curve]
) -> NDArray[np.float64]:
    """Noise of unit power with period ``loop.frames``, ``frames`` long, of the spectral shape ``curve``."""
    spectrum = np.fft.rfft(dice.standard_normal(loop.frames))
    frequency_hz = np.fft.rfftfreq(loop.frames, 1.0 / loop.sample_rate_hz)
    gain = curve(frequency_hz.astype(np.float64)) * (frequency_hz < NYQUIST_SHARE * loop.sample_rate_hz)
    gain[0] = 0.0
    once = np.fft.irfft(spectrum * gain, loop.frames)
    return np.resize(once / np.sqrt(np.mean(once**2)), frames)
