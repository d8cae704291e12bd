"""What was played: one array of notes a player, and the dice that the players throw.

Notes keep two clocks. ``onset_ticks`` and ``duration_ticks`` are as written (notation stays clean); ``onset_seconds``
and ``duration_seconds`` are as played, from the top of the take, float64. Only ``feel.py`` writes the second pair.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from houseband.arrangement import Arrangement


class Played(NamedTuple):
    """A note as a player means it, in written time; feel gives it its seconds."""

    onset_ticks: int
    """From the top of the take."""
    duration_ticks: int
    pitch: int
    """MIDI key, or General MIDI percussion key."""
    velocity: int
    articulation: int = 0
    string: int = -1
    fret: int = -1
    bends: tuple[tuple[int, int], ...] = ()
    """Points of its pitch: ticks after the onset, and cents."""


class Moved(NamedTuple):
    """A controller (``music.controller``) that takes a value, in written time."""

    onset_ticks: int
    number: int
    value: int


NOTE = np.dtype(
    [
        ("onset_ticks", np.int64),
        ("duration_ticks", np.int64),
        ("onset_seconds", np.float64),
        ("duration_seconds", np.float64),
        ("pitch", np.int16),  # MIDI key number, or General MIDI percussion key
        ("velocity", np.int16),  # 1–127
        ("articulation", np.int8),
        ("string", np.int8),  # from 0, the lowest; −1 where there is none
        ("fret", np.int8),  # 0 is open; −1 where there is none
        ("detune_cents", np.float32),
    ]
)
CONTROL = np.dtype(
    [("onset_ticks", np.int64), ("onset_seconds", np.float64), ("number", np.int16), ("value", np.int16)]
)
BEND = np.dtype([("note", np.int32), ("after_seconds", np.float64), ("cents", np.float32)])
"""A point of the pitch curve of one note of the part, counted from its onset; between points the pitch moves evenly."""
NoteArray: TypeAlias = NDArray[np.void]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What one player played, read-only, in order of onset."""

    player: str
    instrument: str
    """A name of ``music.instrument.INSTRUMENTS``."""
    notes: NoteArray
    """Structured array of dtype NOTE."""
    controls: NoteArray
    """Structured array of dtype CONTROL, in order of onset: MIDI controllers such as the pedal, and PITCH_BEND."""
    bends: NoteArray = field(default_factory=lambda: np.zeros(0, BEND))
    """Structured array of dtype BEND, in order of note and moment."""

    def until(self, seconds: float) -> "Part":
        """The same with only the notes that begin before a moment, whole."""
        count = int(np.searchsorted(self.notes["onset_seconds"], seconds))
        return replace(self, notes=self.notes[:count], bends=self.bends[self.bends["note"] < count])


@dataclass(frozen=True, slots=True, eq=False)
class Performance:
    """What the whole band played."""

    arrangement: Arrangement
    parts: Mapping[str, Part]
    """By player: drums, bass, guitar, keys, lead."""

    @property
    def duration_seconds(self) -> float:
        """From the top to the last bar line; what rings on after it is not counted."""
        return self.arrangement.duration_seconds

    def until(self, seconds: float) -> "Performance":
        """The same with only the notes that begin before a moment."""
        return Performance(self.arrangement, {player: part.until(seconds) for player, part in self.parts.items()})
