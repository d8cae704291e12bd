"""A small body that hands or sticks set ringing: its modes, and the noise of the modes too dense to count.

Wood and metal ring at the modes of bars, shells and plates (Fletcher & Rossing, The Physics of Musical Instruments,
ch. 19 and 20), a skin at those of a membrane that the air pulls about (ch. 18); struck hard, a skin begins sharp,
because the stroke itself stretches it. A harder stroke is a shorter one, so it is brighter: that is ``touch_db``.
Which modes, how loud and how long is in the table of the pieces.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from houseband.sound.modes import LN_1000, NYQUIST_SHARE, Curve, Samples, dying, ring

OCTAVES_HZ = 125.0 * 2.0 ** np.arange(8)
"""Where noises are given: the octaves of ISO 266 from 125 Hz to 16 kHz."""
MIDDLE_HZ, TOUCH_OCTAVES = 1000.0, 4.0
MIDDLE_HARDNESS = 0.6
"""The stroke that the table's levels are for."""
LONGEST_NOISE_SECONDS, LONGEST_SECONDS = 1.45, 3.3
RISE_SECONDS = 0.0004
"""What touches takes some time to do so: no edge, which would sound above the limit for partials."""
SMOOTH_FROM = 0.72
"""The noise falls to nothing from this share of that limit on."""
GLIDE_SECONDS = 0.04
LIVELINESS = 0.18
"""How far the level of each mode strays from one stroke to the next, as a factor: hands never land on one spot."""


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """What rings when a piece is touched. Levels in dB, times in seconds from full level to −60 dB."""

    modes_hz: Curve
    mode_db: Curve
    mode_t60_seconds: Curve
    noise_db: Curve
    """On OCTAVES_HZ, as the effective value in each octave."""
    noise_t60_seconds: Curve
    """On OCTAVES_HZ."""
    touch_db: float
    """How much louder each octave above 1 kHz is for the hardest stroke, against the next below."""
    glide_cents: float
    """How much too high the hardest stroke begins."""

    @property
    def t60_seconds(self) -> float:
        """How long the longest mode or noise lasts."""
        return float(max(self.mode_t60_seconds.max(initial=0.0), self.noise_t60_seconds.max(initial=0.0)))

    def damped(self, share: float) -> "Body":
        """The body with a hand on it, which leaves a share of its decays."""
        return replace(
            self, mode_t60_seconds=share * self.mode_t60_seconds, noise_t60_seconds=share * self.noise_t60_seconds
        )


def body(row: Mapping[str, Any]) -> Body:
    """The body of a row of the table."""

    def curve(key: str, size: int, otherwise: float) -> Curve:
        return np.array(row.get(key, [otherwise] * size), np.float64)

    modes_hz = curve("modes_hz", 0, 0.0)
    return Body(
        modes_hz,
        curve("mode_db", len(modes_hz), 0.0),
        curve("mode_t60_seconds", len(modes_hz), 0.1),
        curve("noise_db", len(OCTAVES_HZ), -90.0),
        curve("noise_t60_seconds", len(OCTAVES_HZ), 0.02),
        float(row["touch_db"]),
        float(row.get("glide_cents", 0.0)),
    )


def response(body: Body, dice: np.random.Generator, hardness: float, ratio: float, sample_rate_hz: int) -> Samples:
    """One touch of the body, its modes ``ratio`` times as high as the table says; shape (frames,)."""
    frames = round(min(1.1 * body.t60_seconds, LONGEST_SECONDS) * sample_rate_hz)
    count = len(body.modes_hz)
    strays = dice.uniform(1.0 - LIVELINESS, 1.0 + LIVELINESS, count)
    phases = dice.uniform(-0.4, 0.4, count)
    f = body.modes_hz * ratio
    level_db = body.mode_db + touch_gain_db(body, hardness, f)
    out = _modes(body, f, strays * 10.0 ** (level_db / 20.0), phases, hardness, frames, sample_rate_hz)
    grain = _grain(body, dice, hardness, sample_rate_hz)[:frames]
    out[: len(grain)] += grain
    rise = min(frames, max(2, round(RISE_SECONDS * sample_rate_hz)))
    out[:rise] *= (0.5 - 0.5 * np.cos(np.pi * np.arange(rise) / rise)).astype(np.float32)
    return out


def touch_gain_db(body: Body, hardness: float, frequency_hz: Curve) -> Curve:
    """How much louder each frequency is than for a stroke of middle hardness."""
    octaves = np.log2(np.maximum(frequency_hz, 1.0) / MIDDLE_HZ).clip(-TOUCH_OCTAVES, TOUCH_OCTAVES)
    return np.asarray(body.touch_db * (hardness - MIDDLE_HARDNESS) / (1.0 - MIDDLE_HARDNESS) * octaves)


def _modes(
    body: Body, f: Curve, amplitudes: Curve, phases: Curve, hardness: float, frames: int, sample_rate_hz: int
) -> Samples:
    if body.glide_cents == 0.0:
        return ring(f, body.mode_t60_seconds, amplitudes, phases, frames, sample_rate_hz)
    t = np.arange(frames) / sample_rate_hz
    sharp = 2.0 ** (body.glide_cents * hardness / 1200.0) - 1.0
    stretched = t + sharp * GLIDE_SECONDS * (1.0 - np.exp(-t / GLIDE_SECONDS))
    out = np.zeros(frames)
    for hz, t60, a, phi in zip(f, body.mode_t60_seconds, amplitudes, phases, strict=True):
        last = min(frames, round(1.1 * t60 * sample_rate_hz))
        out[:last] += a * np.sin(2 * np.pi * hz * stretched[:last] + phi) * np.exp(-LN_1000 / t60 * t[:last])
    return out.astype(np.float32)


def _grain(body: Body, dice: np.random.Generator, hardness: float, sample_rate_hz: int) -> Samples:
    """Noise whose octaves have their own levels and die apart."""
    t60 = body.noise_t60_seconds
    longest = min(1.1 * float(t60.max()), LONGEST_NOISE_SECONDS)
    length = max(2, round(longest * sample_rate_hz))
    size = 1 << max(8, math.ceil(math.log2(length)))
    f = np.asarray(np.fft.rfftfreq(size, 1.0 / sample_rate_hz), np.float64)
    place = np.log2(np.maximum(f, 1.0) / OCTAVES_HZ[0]).clip(-1.0, len(t60))
    level_db = np.interp(place, np.arange(len(t60)), body.noise_db) + touch_gain_db(body, hardness, f)
    gain = 10.0 ** (level_db / 20.0) / np.sqrt(np.maximum(f, OCTAVES_HZ[0]) / math.sqrt(2.0))  # as much in each octave
    edge = ((f / (NYQUIST_SHARE * sample_rate_hz) - SMOOTH_FROM) / (1.0 - SMOOTH_FROM)).clip(0.0, 1.0)
    gain *= math.sqrt(sample_rate_hz / 2.0) * np.cos(0.5 * np.pi * edge) ** 2 * f**4 / (f**4 + 60.0**4)
    spectrum = (np.fft.rfft(dice.standard_normal(size)) * gain).astype(np.complex64)
    out = np.zeros(length, np.float32)
    held = place.clip(0.0, len(t60) - 1.0)
    for band, seconds in enumerate(t60):
        mine = np.flatnonzero(np.abs(held - band) < 1.0)
        weighted = np.zeros(len(f), np.complex64)
        weighted[mine] = spectrum[mine] * (1.0 - np.abs(held[mine] - band)).astype(np.float32)
        last = min(length, round(1.1 * float(seconds) * sample_rate_hz) + 1)
        out[:last] += np.fft.irfft(weighted, size)[:last].astype(np.float32) * dying(
            last, float(seconds), sample_rate_hz
        )
    return out
