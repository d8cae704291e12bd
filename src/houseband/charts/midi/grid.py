"""The bars of a MIDI file: from its meters, keys and tempi, on the grid of its ticks."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from houseband.charts.draft import MOST_BARS
from houseband.charts.midi.smf import KEY, METER, TEMPO, Track
from houseband.errors import ChartError
from houseband.music.key import LINE_OF_FIFTHS, Key
from houseband.music.meter import COMMON_TIME, Meter, meter

_MAJOR, _MINOR = LINE_OF_FIFTHS.index("C"), LINE_OF_FIFTHS.index("A")
TEMPO_CHANGE = 0.02  # a smaller one from bar to bar is a performer's, not a mark


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the bars begin, and what holds in each."""

    ticks_per_quarter: int
    starts_ticks: tuple[int, ...]
    """Of each bar, and at the end the tick after the last one."""
    meters: tuple[Meter, ...]
    keys: dict[int, Key]
    """By bar, where a key signature stands."""
    tempos_bpm: dict[int, float]
    """By bar, where the tempo is another, in beats of its meter."""

    def bar_at(self, tick: int) -> int:
        """The index of the bar in which a tick falls; the last bar for all that comes after it."""
        return min(bisect_right(self.starts_ticks, tick) - 1, len(self.meters) - 1)

    def quarters(self, ticks: int) -> Fraction:
        """Ticks as quarters, exact."""
        return Fraction(ticks, self.ticks_per_quarter)


def grid_of(tracks: Sequence[Track], ticks_per_quarter: int, end_ticks: int, name: str) -> Grid:
    """The bars up to the one in which the last note ends. Raises ChartError if they are too many to be a chart."""
    marks = sorted((mark for track in tracks for mark in track.marks), key=lambda mark: mark[0])
    changes = [(tick, found) for tick, kind, data in marks if kind == METER and (found := _meter(data))]
    starts, meters = [0], []
    current, waiting = COMMON_TIME, 0
    while starts[-1] < max(end_ticks, 1):
        here = starts[-1]
        while waiting < len(changes) and changes[waiting][0] <= here:
            current = changes[waiting][1]
            waiting += 1
        length = max(1, round(current.quarters * ticks_per_quarter))
        if waiting < len(changes) and here < changes[waiting][0] < here + length:
            length = changes[waiting][0] - here  # a new meter begins a new bar
        meters.append(current)
        starts.append(here + length)
        if len(meters) > MOST_BARS:
            raise ChartError(f"more than {MOST_BARS} bars", name, hint="is it a song?")
    grid = Grid(ticks_per_quarter, tuple(starts), tuple(meters), {}, {})
    for tick, kind, data in marks:
        if kind == KEY and (key := _key(data)):
            grid.keys[grid.bar_at(tick)] = key
    tempos = [
        (tick, 60_000_000 / int.from_bytes(data, "big")) for tick, kind, data in marks if kind == TEMPO and any(data)
    ]
    _set_tempos(grid, tempos or [(0, 120.0)])
    return grid


def _set_tempos(grid: Grid, quarters_a_minute: Sequence[tuple[int, float]]) -> None:
    """A bar's tempo is the mean over it; it is written where it is another than before."""
    if quarters_a_minute[0][0] > 0:
        quarters_a_minute = [(0, 120.0), *quarters_a_minute]
    places = [tick for tick, _ in quarters_a_minute]
    written = 0.0
    for index, bar_meter in enumerate(grid.meters):
        start, end = grid.starts_ticks[index], grid.starts_ticks[index + 1]
        first, last = bisect_right(places, start) - 1, bisect_right(places, end - 1) - 1
        minutes = 0.0
        for k in range(first, last + 1):
            begun = max(start, places[k])
            until = min(end, places[k + 1]) if k + 1 < len(places) else end
            minutes += (until - begun) / quarters_a_minute[k][1]
        mean = (end - start) / minutes
        if abs(mean - written) > TEMPO_CHANGE * written:
            written = mean
            grid.tempos_bpm[index] = round(mean / float(bar_meter.beat_quarters), 2)


def _meter(data: bytes) -> Meter | None:
    if len(data) < 2 or not 1 <= data[0] <= 64 or data[1] > 5:
        return None
    return meter(data[0], 1 << data[1])


def _key(data: bytes) -> Key | None:
    if len(data) < 2 or data[1] > 1:
        return None
    fifths = data[0] - 256 if data[0] > 127 else data[0]
    if not -7 <= fifths <= 7:
        return None
    return Key(LINE_OF_FIFTHS[_MINOR + fifths], "minor") if data[1] else Key(LINE_OF_FIFTHS[_MAJOR + fifths])
