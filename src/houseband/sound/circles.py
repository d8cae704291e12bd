"""Sustained tones made in the spectrum of a circle: partials that each have a slow complex envelope.

A partial whose envelope is given at a few hundred moments a second is a handful of lines around its frequency: the
Fourier series of the envelope, moved there. So a loop with vibrato, a whole section of detuned players and a body that
filters every side line as it really lies (the amplitude vibrato that a violin's resonances make: Mathews & Kohut,
"Electronic simulation of violin resonances", JASA 53, 1973) is one inverse transform, and closes exactly. What comes
before the loop, with its attack, is made in the same way on a longer circle, and meets the loop in phase.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from houseband.sound.modes import NYQUIST_SHARE, Curve, Samples

TURN = 2.0 * np.pi
Envelopes = NDArray[np.complex128]
"""Shape (partials, moments)."""

CONTROL_HZ = 512.0
"""Moments a second: side lines reach 256 Hz to either side of a partial."""
HIGHEST_HZ = 16_000.0
"""No partial is made above this."""
MEETING_SECONDS = 0.04
"""How long the head and the loop are both heard, in phase."""
LOOP_MULTIPLE = 32
"""Loops are a multiple of this many frames: transforms of prime lengths are slow."""


@dataclass(frozen=True, slots=True)
class Loop:
    """A stretch that holds ``cycles`` whole periods of the pitch."""

    frames: int
    cycles: int
    sample_rate_hz: int

    @property
    def f0_hz(self) -> float:
        """The pitch that the loop really has."""
        return self.cycles * self.sample_rate_hz / self.frames


@dataclass(frozen=True, slots=True)
class Hold:
    """When a held tone does what: ``head_seconds`` of beginning, then a loop."""

    loop: Loop
    head_seconds: float

    @property
    def head_frames(self) -> int:
        return round(self.head_seconds * self.loop.sample_rate_hz)

    @property
    def loop_seconds(self) -> float:
        return self.loop.frames / self.loop.sample_rate_hz

    @property
    def f0_hz(self) -> float:
        return self.loop.f0_hz

    def partials(self, unit: float = 1.0) -> Curve:
        """The ratios to the pitch, whole multiples of ``unit``, of all the partials that may be heard."""
        top_hz = min(NYQUIST_SHARE * self.loop.sample_rate_hz, HIGHEST_HZ)
        return unit * np.arange(1, max(1, int(top_hz / (unit * self.f0_hz))) + 1, dtype=np.float64)


def loop_near(f0_hz: float, seconds: float, sample_rate_hz: int, multiple: int = 1) -> Loop:
    """The loop near ``seconds`` long that is best in tune (some 0.05 cents) and quick to transform."""
    around = max(1, int(f0_hz * seconds / multiple))
    cycles = multiple * np.arange(max(1, math.ceil(0.85 * around)), around + max(2, around // 10))
    exact = cycles * sample_rate_hz / f0_hz
    step = LOOP_MULTIPLE if len(cycles) > 24 else 2
    whole = step * np.round(exact / step)
    best = int(np.argmin(np.abs(exact - whole) / exact))
    return Loop(int(whole[best]), int(cycles[best]), sample_rate_hz)


def moments(seconds: float) -> int:
    """How many moments a stretch has: even, and of small factors."""
    wanted = math.ceil(seconds * CONTROL_HZ / 32)
    return 32 * next(n for n in range(wanted, 2 * wanted + 8) if _smooth(n))


def _smooth(number: int) -> bool:
    for factor in (2, 3, 5):
        while number % factor == 0:
            number //= factor
    return number == 1


def placed(envelopes: Envelopes, frequencies_hz: Curve, frames: int, sample_rate_hz: int) -> Envelopes:
    """The half spectrum, shape (frames // 2 + 1,), of partials at ``frequencies_hz`` with these envelopes."""
    count = envelopes.shape[1]
    exact = frequencies_hz * frames / sample_rate_hz
    bins = np.round(exact).astype(int)
    ramp = np.exp(1j * TURN * np.outer(exact - bins, np.arange(count) / count))
    lines = np.fft.fftshift(np.fft.fft(envelopes * ramp, axis=1), axes=1) * (0.5 * frames / count)
    half, margin = frames // 2 + 1, count // 2
    wide = np.zeros(half + 2 * count, np.complex128)
    for k, middle in enumerate(bins.tolist()):
        if middle < half:
            wide[middle : middle + count] += lines[k]
    spectrum = wide[margin : margin + half].copy()
    spectrum[1 : margin + 1] += np.conj(wide[:margin][::-1])[: half - 1]  # what lies below zero is its mirror image
    spectrum[0] = 0.0
    return spectrum


def held_tone(
    hold: Hold,
    ratios: Curve,
    envelopes: Callable[[Curve], Envelopes],
    gain: Callable[[Curve], Curve],
    noise: tuple[np.random.Generator, Callable[[Curve], Curve], Callable[[Curve], Curve]] | None = None,
) -> Samples:
    """A head and a loop, shape (head_frames + loop.frames,): partials at whole ``ratios``, filtered by ``gain(hz)``.

    ``envelopes(seconds)`` gives those of all partials at moments from the note-on; from 40 ms before the end of the
    head they must be periodic in the loop. ``noise`` is dice, its level in 100 Hz of bandwidth against the whole tone
    by frequency, and its level against that by time, which must be 1 when the loop begins.
    """
    loop, rate = hold.loop, hold.loop.sample_rate_hz
    f = ratios * loop.f0_hz
    count = moments(hold.loop_seconds)
    t = hold.head_frames / rate + np.arange(count) / count * hold.loop_seconds
    spectrum = placed(envelopes(t), f, loop.frames, rate) * _inside(gain, loop.frames, rate)
    power = 2.0 * float(np.sum(np.abs(spectrum) ** 2)) / loop.frames**2
    once = np.fft.irfft(spectrum, loop.frames)
    out = np.concatenate([np.empty(hold.head_frames), once])
    out[: hold.head_frames] = _head(hold, f, envelopes, gain, once)
    if noise is not None:
        dice, level, by_time = noise
        hiss = np.fft.rfft(dice.standard_normal(loop.frames)) * _inside(level, loop.frames, rate)
        hiss *= math.sqrt(power * rate / 200.0)  # white noise of unit power has 200 / rate of it in 100 Hz
        around = np.resize(np.fft.irfft(hiss, loop.frames), len(out))
        seconds = np.arange(0, hold.head_frames + 64, 64) / rate
        around[: hold.head_frames] *= np.interp(np.arange(hold.head_frames) / rate, seconds, by_time(seconds))
        out += around
    return out.astype(np.float32)


def passing_tone(
    f0_hz: float,
    seconds: float,
    sample_rate_hz: int,
    ratios: Curve,
    envelopes: Callable[[Curve], Envelopes],
    gain: Callable[[Curve], Curve],
) -> Samples:
    """A tone that dies by itself within ``seconds``: the envelopes begin and end at nothing."""
    frames = 256 * math.ceil(seconds * sample_rate_hz / 256)
    count = moments(frames / sample_rate_hz)
    t = np.arange(count) / count * frames / sample_rate_hz
    spectrum = placed(envelopes(t), ratios * f0_hz, frames, sample_rate_hz) * _inside(gain, frames, sample_rate_hz)
    return np.fft.irfft(spectrum, frames).astype(np.float32)


def _head(
    hold: Hold, f: Curve, envelopes: Callable[[Curve], Envelopes], gain: Callable[[Curve], Curve], once: Curve
) -> Curve:
    rate = hold.loop.sample_rate_hz
    shift = hold.head_frames / rate
    frames = 256 * math.ceil((hold.head_frames + MEETING_SECONDS * rate) / 256)
    count = moments(frames / rate)
    t = np.arange(count) / count * frames / rate
    over = np.clip((frames / rate - t) / (0.75 * MEETING_SECONDS), 0.0, 1.0)
    shaped = envelopes(t) * (over * over * (3.0 - 2.0 * over))
    shaped *= np.exp(-1j * TURN * np.mod(f * shift, 1.0))[:, None]  # so that the loop begins where this ends
    head = np.fft.irfft(placed(shaped, f, frames, rate) * _inside(gain, frames, rate), frames)[: hold.head_frames]
    meet = min(round(MEETING_SECONDS * rate), hold.head_frames)
    share = 0.5 - 0.5 * np.cos(np.pi * (np.arange(meet) + 0.5) / meet)
    before = np.resize(once[::-1], meet)[::-1]
    head[-meet:] += share * (before - head[-meet:])
    return head


def _inside(gain: Callable[[Curve], Curve], frames: int, rate: int) -> Curve:
    f = np.fft.rfftfreq(frames, 1.0 / rate)
    shape: Curve = gain(np.maximum(f, 1.0)) * (f < NYQUIST_SHARE * rate)
    shape[0] = 0.0
    return shape
