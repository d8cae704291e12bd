"""Voicings: the curves of an instrument over frequency and key, read from the table beside its family's module.

A voicing says what the formulas of a string cannot: how bridge, body, pickup and loudspeaker weigh each frequency, how
long a partial of that frequency rings, and the noise of the stroke. Curves are given at a few keys and at
FREQUENCIES_HZ; between those, decibels are linear in key and in log frequency, and so are the logarithms of times.
"""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from houseband.sound.modes import Curve

FREQUENCIES_HZ = np.array(
    [40, 63, 100, 160, 250, 400, 630, 1000, 1600, 2500, 4000, 6300, 10_000, 16_000], np.float64
)  # fmt: skip
LOG_FREQUENCIES = np.log(FREQUENCIES_HZ)


@dataclass(frozen=True, slots=True, eq=False)
class Voicing:
    """The curves of one instrument. All tables have shape (keys, frequencies)."""

    keys: Curve
    """MIDI keys of the tables' rows, rising."""
    level_db: Curve
    """Added to the partials that the formulas give."""
    t60_seconds: Curve
    """Of the partials."""
    noise_db: Curve
    """The noise of the stroke in a band of two thirds of an octave, against the string as a whole."""
    noise_t60_seconds: Curve

    def at(self, key: float, table: Curve, frequency_hz: Curve) -> Curve:
        """A table's values in dB at some frequencies, for a key; held outside."""
        return np.interp(np.log(np.maximum(frequency_hz, 1.0)), LOG_FREQUENCIES, self._row(key, table))

    def seconds(self, key: float, table: Curve, frequency_hz: Curve) -> Curve:
        """The same for a table of times."""
        logs = self._row(key, np.log(table))
        return np.asarray(np.exp(np.interp(np.log(np.maximum(frequency_hz, 1.0)), LOG_FREQUENCIES, logs)))

    def _row(self, key: float, table: Curve) -> Curve:
        if len(self.keys) == 1:
            return np.asarray(table[0])
        place = float(np.interp(key, self.keys, np.arange(len(self.keys))))
        low = min(int(place), len(self.keys) - 2)
        return np.asarray(table[low] * (1.0 - place + low) + table[low + 1] * (place - low))


@functools.cache
def read_voicings(path: Path) -> Mapping[str, Voicing]:
    """The voicings of a family by the names of its instruments; a file is read once."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        name: Voicing(**{field: np.array(rows, np.float64) for field, rows in t.items()}) for name, t in tables.items()
    }
