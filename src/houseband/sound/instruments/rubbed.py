"""Sounds whose pitch is led: a whistle's pea, the rubbed stick of a cuica, a record pulled under its needle.

Friction and breath keep a source going, so it has partials that follow the pitch, and a level that follows the hand
(Serafin 2004, The Sound of Friction, for rubbed ones; Fletcher & Rossing, The Physics of Musical Instruments, ch. 16,
for jets of air on an edge). The pea of a whistle goes round and closes its window each time: ``flutter``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from houseband.sound.instruments.struck import MIDDLE_HARDNESS, OCTAVES_HZ
from houseband.sound.modes import NYQUIST_SHARE, Curve, Samples, noise

TOUCH_LIMIT_DB = 24.0
STRAY_CENTS = 12.0
"""How far one breath or stroke of the hand is from the next."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A led sound: curves over time, and its colour."""

    seconds: Curve
    """The moments of the curves."""
    pitch_hz: Curve
    level_db: Curve
    partial_db: Curve
    flutter_hz: float
    flutter_cents: float
    flutter_depth: float
    """The share of the level that the flutter takes away."""
    noise_db: Curve
    """On OCTAVES_HZ: the effective value in each octave, against the first partial's peak."""
    touch_db: float
    """How much louder each octave above the pitch is for the hardest breath, against the next below."""


def line(row: Mapping[str, Any]) -> Line:
    """The line of a row of the table."""
    seconds = np.array(row["seconds"], np.float64)
    return Line(
        seconds,
        np.array(row["pitch_hz"], np.float64),
        np.array(row["level_db"], np.float64),
        np.array(row.get("partial_db", [0.0]), np.float64),
        float(row.get("flutter_hz", 0.0)),
        float(row.get("flutter_cents", 0.0)),
        float(row.get("flutter_depth", 0.0)),
        np.array(row.get("noise_db", [-90.0] * len(OCTAVES_HZ)), np.float64),
        float(row["touch_db"]),
    )


def led(line: Line, dice: np.random.Generator, hardness: float, sample_rate_hz: int) -> Samples:
    """The whole of a led sound, shape (frames,)."""
    frames = round(float(line.seconds[-1]) * sample_rate_hz)
    t = np.arange(frames) / sample_rate_hz
    wander = np.interp(t, np.linspace(0.0, t[-1], 9), dice.uniform(0.9, 1.1, 9))
    turn = np.cos(2 * np.pi * (np.cumsum(line.flutter_hz * wander) / sample_rate_hz + dice.uniform()))
    cents = float(dice.uniform(-STRAY_CENTS, STRAY_CENTS)) + line.flutter_cents * turn
    pitch_hz = np.exp(eased(t, line.seconds, np.log(line.pitch_hz)) + cents * np.log(2.0) / 1200.0)
    phase = 2 * np.pi * np.cumsum(pitch_hz) / sample_rate_hz
    harder = (hardness - MIDDLE_HARDNESS) / (1.0 - MIDDLE_HARDNESS)
    octaves = np.log2(np.arange(1, len(line.partial_db) + 1))
    out = np.zeros(frames)
    for k, level_db in enumerate(line.partial_db + line.touch_db * harder * octaves, 1):
        heard = k * pitch_hz < NYQUIST_SHARE * sample_rate_hz
        out += 10.0 ** (level_db / 20.0) * np.sin(k * phase) * heard
    out += _breath(line, dice, harder, frames, sample_rate_hz)
    envelope = 10.0 ** (eased(t, line.seconds, line.level_db) / 20.0)
    return np.asarray(out * envelope * (1.0 - 0.5 * line.flutter_depth * (1.0 + turn)), np.float32)


def eased(t: Curve, seconds: Curve, values: Curve) -> Curve:
    """The values at some moments, without a corner at any of those that are given: a corner clicks."""
    place = np.interp(t, seconds, np.arange(len(seconds)))
    share = place - np.floor(place)
    smooth: Curve = np.floor(place) + share * share * (3.0 - 2.0 * share)
    return np.interp(smooth, np.arange(len(seconds)), values)


def _breath(line: Line, dice: np.random.Generator, harder: float, frames: int, sample_rate_hz: int) -> Samples:
    def level(f: Curve) -> Curve:
        octaves = np.log2(np.maximum(f, 1.0) / OCTAVES_HZ[0])
        db = np.interp(octaves, np.arange(len(OCTAVES_HZ)), line.noise_db)
        db = db + (line.touch_db * harder * (octaves - 3.0)).clip(-TOUCH_LIMIT_DB, TOUCH_LIMIT_DB)
        return np.asarray(10.0 ** (db / 20.0) / np.sqrt(np.maximum(f, OCTAVES_HZ[0])))

    shares = 10.0 ** (line.noise_db / 10.0)
    return noise(dice, frames, sample_rate_hz, level) * np.float32(np.sqrt(shares.sum()))
