"""What a held tone sounds like, in figures: its source, its body, its noise and how it begins; read from TOML rows.

The source is a level for each partial, the body a level for each frequency: the two factors of every string, voice and
subtractive synthesiser (Fant, Acoustic Theory of Speech Production, 1960, for voices; Fletcher & Rossing, The Physics
of Musical Instruments, ch. 10, for violins). Figures may be corrections of a law that the module of the family has.
"""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from houseband.sound.modes import Curve

THIRDS_HZ = np.array(
    [80, 100, 125, 160, 200, 250, 315, 400, 500, 630, 800, 1000, 1250, 1600, 2000, 2500, 3150, 4000, 5000, 6300, 8000,
     10_000, 12_500], np.float64,
)  # fmt: skip
"""Where bodies and noises are given: the preferred frequencies of ISO 266."""
PARTIALS = np.array([1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 24, 32, 48], np.float64)
"""Where sources are given; those between are interpolated."""
RISE_HZ = np.array([200.0, 1000.0, 5000.0])
"""Where beginnings are given."""
RISE_POWER = 1.5
STEADY_SHARE = 0.3
"""Over the last part of the head, whatever is left of the beginning goes to nothing."""


@dataclass(frozen=True, slots=True)
class Timbre:
    """The figures of one instrument. Levels in dB, times in seconds; arrays as long as the axis that they belong to."""

    partial_db: Curve
    """On PARTIALS."""
    body_db: Curve
    """On THIRDS_HZ."""
    noise_db: Curve
    """On THIRDS_HZ: noise in 100 Hz of bandwidth against the whole tone."""
    attack_seconds: Curve
    """On RISE_HZ: until 63 % of the full level is reached."""
    decay_db: Curve
    """On RISE_HZ: how much more than when it is steady there is at first; less, where it swells."""
    decay_seconds: Curve
    """On RISE_HZ: the time constant of that."""
    touch_db: float
    """How much steeper the spectrum is for each octave above the pitch, between the softest and hardest stroke."""

    def source_gain(self, ratios: Curve) -> Curve:
        """The factor of each partial by its ratio to the pitch."""
        return db_curve(np.log2(ratios), np.log2(PARTIALS), self.partial_db)

    def body_gain(self, frequency_hz: Curve) -> Curve:
        """The factor of each frequency."""
        return db_curve(np.log2(frequency_hz), np.log2(THIRDS_HZ), self.body_db)

    def noise_gain(self, frequency_hz: Curve) -> Curve:
        """The level of the noise at each frequency, as an amplitude in 100 Hz."""
        return db_curve(np.log2(frequency_hz), np.log2(THIRDS_HZ), self.noise_db)

    def touch_gain(self, frequency_hz: Curve, f0_hz: float, hardness: float) -> Curve:
        """Harder strokes are brighter: a tilt around 1 for a stroke of middle strength."""
        octaves = np.log2(frequency_hz / f0_hz).clip(-1.0, 4.0)
        gain: Curve = 10.0 ** (self.touch_db * (hardness - 0.6) * octaves / 20.0)
        return gain

    def rise(self, frequencies_hz: Curve, seconds: Curve, head_seconds: float, quicker: float = 1.0) -> Curve:
        """The envelope of each frequency, shape (frequencies, moments): from 0 to exactly 1 when the head ends."""
        at = np.log2(frequencies_hz)
        attack, decay_db, decay = (
            np.interp(at, np.log2(RISE_HZ), x)[:, None]
            for x in (np.log(self.attack_seconds / quicker), self.decay_db, np.log(self.decay_seconds / quicker))
        )
        t = seconds[None, :]
        level = 1.0 - np.exp(-((t / np.exp(attack)) ** RISE_POWER))
        level = level * (1.0 + (10.0 ** (decay_db / 20.0) - 1.0) * np.exp(-t / np.exp(decay)))
        begin = (1.0 - STEADY_SHARE) * head_seconds
        x = ((seconds - begin) / (0.9 * STEADY_SHARE * head_seconds)).clip(0.0, 1.0)
        settled = x * x * (3.0 - 2.0 * x)
        shape: Curve = level + (1.0 - level) * settled
        return shape


def db_curve(at: Curve, axis: Curve, level_db: Curve) -> Curve:
    """The factors of levels in dB, interpolated; constant beyond the ends."""
    gain: Curve = np.exp(np.interp(at, axis, level_db) * (np.log(10.0) / 20.0))
    return gain


@functools.cache
def rows(path: Path) -> Mapping[str, Mapping[str, Any]]:
    """The tables of a TOML file by name; a table ``like`` another has what it does not say from there."""
    raw: dict[str, dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))
    full: dict[str, dict[str, Any]] = {}
    for name, row in raw.items():
        full[name] = {**full.get(row.get("like", ""), {}), **row}
    return full


def timbre(row: Mapping[str, Any]) -> Timbre:
    """The figures of a row; what it does not say is nothing."""

    def curve(key: str, size: int, otherwise: float) -> Curve:
        return np.array(row.get(key, [otherwise] * size), np.float64)

    return Timbre(
        curve("partial_db", len(PARTIALS), 0.0),
        curve("body_db", len(THIRDS_HZ), 0.0),
        curve("noise_db", len(THIRDS_HZ), -90.0),
        curve("attack_seconds", len(RISE_HZ), 0.03),
        curve("decay_db", len(RISE_HZ), 0.0),
        curve("decay_seconds", len(RISE_HZ), 0.2),
        float(row.get("touch_db", 3.0)),
    )
