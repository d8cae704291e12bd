"""What is heard: a MIDI file as players' strokes on the grid of its bars, ours and anybody's alike.

Nothing but the file is trusted: our own takes go through their MIDI bytes too, so that people and machines are measured
by the same code.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from houseband.charts.midi.grid import Grid, grid_of
from houseband.charts.midi.harmony import written_chords
from houseband.charts.midi.players import players_of
from houseband.charts.midi.smf import TEMPO, MidiFile, parse_midi
from houseband.charts.midi.words import sections
from houseband.errors import ChartError
from houseband.music.chord import NO_CHORD, Chord

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
ROLES = ("drums", "percussion", "bass", "guitar", "keys", "lead")
# The role of a player whom no name tells: by the General MIDI program's family of eight.
PROGRAM_ROLES = {range(32, 40): "bass", range(24, 32): "guitar", range(24): "keys", range(48, 56): "keys"}


@dataclass(frozen=True, slots=True, eq=False)
class Strokes:
    """What one player plays, in order of onset; arrays of shape (n,)."""

    player: str
    role: str
    """One of ROLES, or '' for somebody else."""
    onset_seconds: Floats
    duration_seconds: Floats
    onset_quarters: Floats
    """Where they fall on the file's grid, as played."""
    pitch: Ints
    velocity: Ints

    def __len__(self) -> int:
        return len(self.pitch)


@dataclass(frozen=True, slots=True)
class HeardChord:
    """A chord and the stretch that it holds."""

    onset_quarters: float
    end_quarters: float
    chord: Chord


@dataclass(frozen=True, slots=True, eq=False)
class Bars:
    """The bars: arrays of shape (n + 1,), the last entry being the end."""

    starts_quarters: Floats
    starts_seconds: Floats
    beats: Floats
    """Quarters in a beat of each bar's meter, shape (n,)."""
    meters: tuple[str, ...]
    closes_section: NDArray[np.bool_]
    """Whether another section begins after the bar, shape (n,)."""

    def __len__(self) -> int:
        return len(self.meters)

    @property
    def seconds_per_quarter(self) -> Floats:
        """Of each bar on the mean, shape (n,)."""
        return np.diff(self.starts_seconds) / np.diff(self.starts_quarters)

    def of(self, onset_quarters: Floats) -> Ints:
        """The bar in which each onset falls; what comes a sixteenth early belongs to the bar that it leads into."""
        place = np.searchsorted(self.starts_quarters, onset_quarters + 0.125, side="right") - 1
        return np.clip(place, 0, len(self) - 1)


@dataclass(frozen=True, eq=False)
class Heard:
    """A whole take."""

    name: str
    parts: tuple[Strokes, ...]
    bars: Bars
    chords: tuple[HeardChord, ...]

    def part(self, role: str) -> Strokes | None:
        """The busiest player of a role."""
        return max((part for part in self.parts if part.role == role and len(part)), key=len, default=None)

    @cached_property
    def tempo_bpm(self) -> float:
        """Beats a minute on the mean."""
        beats = np.diff(self.bars.starts_quarters) / self.bars.beats
        seconds = float(self.bars.starts_seconds[-1] - self.bars.starts_seconds[0])
        return float(beats.sum() * 60.0 / seconds) if seconds > 0 else 120.0


def hear(data: bytes, name: str = "") -> Heard:
    """The take that the bytes of a MIDI file are. Raises ChartError if nobody plays in it."""
    file = parse_midi(data, name)
    players = players_of(file.tracks)
    if not any(player.notes for player in players):
        raise ChartError("no notes in this MIDI file", name)
    last = max(note.onset_ticks for player in players for note in player.notes) + 1
    grid = grid_of(file.tracks, file.ticks_per_quarter, last, name)
    per_quarter = float(file.ticks_per_quarter)
    clock = _Clock(file)
    parts = []
    for player in players:
        rows = sorted((note.onset_ticks, note.end_ticks, note.pitch, note.velocity) for note in player.notes)
        table = np.array(rows, np.int64).reshape(-1, 4)
        onset = clock.seconds(table[:, 0])
        parts.append(
            Strokes(
                player.name,
                _role(player.name, player.program, is_drums=player.is_drums),
                onset,
                clock.seconds(table[:, 1]) - onset,
                table[:, 0] / per_quarter,
                table[:, 2],
                table[:, 3],
            )
        )
    return Heard(name, tuple(parts), _bars(file, grid, clock), _chords(file, grid))


class _Clock:
    """From ticks to seconds, by the tempo map."""

    def __init__(self, file: MidiFile) -> None:
        marks = sorted(
            (tick, int.from_bytes(data, "big"))
            for track in file.tracks
            for tick, kind, data in track.marks
            if kind == TEMPO and any(data)
        )
        changes = dict([(0, 500_000), *marks])
        self._ticks = np.array(list(changes), np.float64)
        self._rates = np.array(list(changes.values())) / 1e6 / file.ticks_per_quarter
        self._seconds = np.concatenate([[0.0], np.cumsum(np.diff(self._ticks) * self._rates[:-1])])

    def seconds(self, ticks: Ints) -> Floats:
        place = np.searchsorted(self._ticks, ticks, side="right") - 1
        return np.asarray(self._seconds[place] + (ticks - self._ticks[place]) * self._rates[place])


def _bars(file: MidiFile, grid: Grid, clock: _Clock) -> Bars:
    starts = np.array(grid.starts_ticks, np.int64)
    tops = {index for index, _ in sections(file.tracks, grid)}
    return Bars(
        starts / float(file.ticks_per_quarter),
        clock.seconds(starts),
        np.array([float(meter.beat_quarters) for meter in grid.meters]),
        tuple(map(str, grid.meters)),
        np.array([index + 1 in tops for index in range(len(grid.meters))]),
    )


def _chords(file: MidiFile, grid: Grid) -> tuple[HeardChord, ...]:
    per_quarter = file.ticks_per_quarter
    written = written_chords(file.tracks)
    ticks = [*(tick for tick, _, _ in written), grid.starts_ticks[-1]]
    return tuple(
        HeardChord(tick / per_quarter, end / per_quarter, chord)
        for (tick, _, chord), end in zip(written, ticks[1:], strict=True)
        if chord != NO_CHORD and end > tick
    )


def _role(name: str, program: int | None, *, is_drums: bool) -> str:
    first = name.lower().split(" ")[0] if name else ""
    if first in ROLES:
        return first
    if is_drums:
        return "drums"
    for family, role in PROGRAM_ROLES.items():
        if program is not None and program in family:
            return role
    return ""
