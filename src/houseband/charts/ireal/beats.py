"""When the chords sound that stand in the cells of an iReal Pro bar.

A bar has as many cells as it happens to have, in any meter: four are usual, and sixteen fill a line. Where there is a
cell a beat, a cell is a beat. Else the cells only say which chord is longer:

- Every chord lasts a beat at least, and a beat for every cell that it fills, up to the next chord.
- Beats that are left over go round the chords from the first on; a chord in small print keeps its one beat.
- Where there are more cells than beats, chords stand in proportion, on beats.
- Two chords that fill two cells each in 3/4 divide it evenly (iRb, which was made from the app's charts, counts 1.5
  quarters for each, and so does ireal-musicxml, whose author tried what the app plays).
- Beats are eighths in 6/8, 5/8 and 7/8, and groups of three in 9/8 and 12/8.

The app's makers do not say how it counts; these are the rules that ireal-musicxml found by trial (its documentation,
"emulating the iReal Pro playback model"), except that more cells than beats are taken in proportion. Units: quarters.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from houseband.music.meter import Meter

HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Spacing:
    """Where in time the cells of a bar are. What stands in cell 0 begins the bar, be it a chord or nothing."""

    starts: tuple[int, ...]
    """The cells at which something begins to sound: 0 and those of the chords."""
    onsets: tuple[Fraction, ...]
    """When each of them sounds, in quarters from the bar line."""
    unit: Fraction
    """The beat, in quarters."""
    width: int
    """How many cells the bar has."""
    end: Fraction
    """The bar's length in quarters."""

    def at(self, cell: int) -> Fraction:
        """The beat of a cell, as far along in its chord's time as in its chord's cells."""
        index = self._index(cell)
        start, onset = self.starts[index], self.onsets[index]
        is_last = index + 1 == len(self.starts)
        cells = (self.width if is_last else self.starts[index + 1]) - start
        time = (self.end if is_last else self.onsets[index + 1]) - onset
        return onset + self.unit * (time * (min(cell, self.width - 1) - start) // (cells * self.unit))

    def sounding(self, cell: int) -> Fraction:
        """The onset of what sounds when the bar comes to a cell."""
        return self.onsets[self._index(cell)]

    def _index(self, cell: int) -> int:
        return max(i for i, start in enumerate(self.starts) if start <= cell)


@lru_cache(maxsize=64)
def grids(meter: Meter) -> tuple[tuple[int, Fraction], ...]:
    """In how many beats a bar is counted, and how long each is: the usual way, and a finer one if there is one."""
    if meter.unit == 2:
        return ((2 * meter.count, Fraction(1)),)
    if meter.unit == 8 and meter.count >= 9 and meter.count % 3 == 0:
        return ((meter.count // 3, Fraction(3, 2)), (meter.count, HALF))
    return ((meter.count, meter.unit_quarters),)


def grid(count: int, width: int, meter: Meter) -> tuple[int, Fraction] | None:
    """The beats on which so many chords in so many cells stand; None where there are too many for any."""
    ways = grids(meter)
    if meter.unit == 4 and meter.count == 3 and count == 2 and width != 3:
        return 6, HALF
    fit = [way for way in ways if count <= way[0]]
    if not fit:
        beats, unit = ways[-1]
        return (2 * beats, unit / 2) if count <= 2 * beats else None
    return next((way for way in fit if way[0] == width), fit[0])


def spacing(starts: Sequence[int], width: int, meter: Meter, small: Collection[int] = ()) -> Spacing:
    """When the chords sound that stand at ``starts`` in a bar of ``width`` cells; those of ``small`` in small print."""
    if not starts or starts[0] > 0:  # what sounded before goes on until the first chord
        starts = (0, *starts)
    return _spacing(tuple(starts), max(width, starts[-1] + 1), meter, tuple(start in small for start in starts))


@lru_cache(maxsize=4096)
def _spacing(starts: tuple[int, ...], width: int, meter: Meter, small: tuple[bool, ...]) -> Spacing:
    count = len(starts)
    if count == 1:
        return Spacing(starts, (Fraction(0),), grids(meter)[0][1], width, meter.quarters)
    way = grid(count, width, meter)
    if way is None:
        each = meter.quarters / count
        return Spacing(starts, tuple(each * i for i in range(count)), each, width, meter.quarters)
    beats, unit = way
    if width < beats:
        onsets = _stretched(starts, width, beats, small)
    elif width == beats:
        onsets = starts
    else:
        onsets = _in_proportion(starts, width, beats)
    return Spacing(starts, tuple(unit * onset for onset in onsets), unit, width, meter.quarters)


def _stretched(starts: tuple[int, ...], width: int, beats: int, small: tuple[bool, ...]) -> tuple[int, ...]:
    """The beats on which chords begin that have fewer cells than there are beats."""
    lengths = [end - start for start, end in zip(starts, (*starts[1:], width), strict=True)]
    may_grow = [i for i, is_small in enumerate(small) if not is_small] or list(range(len(starts)))
    for turn in range(beats - width):
        lengths[may_grow[turn % len(may_grow)]] += 1
    return tuple(sum(lengths[:i]) for i in range(len(lengths)))


def _in_proportion(starts: tuple[int, ...], width: int, beats: int) -> tuple[int, ...]:
    onsets: list[int] = []
    for i, start in enumerate(starts):
        nearest = (2 * start * beats + width) // (2 * width)
        onsets.append(min(max(nearest, onsets[-1] + 1 if onsets else 0), beats - len(starts) + i))
    return tuple(onsets)


@lru_cache(maxsize=512)
def layouts(width: int, meter: Meter) -> dict[tuple[Fraction, ...], tuple[int, ...]]:
    """Onsets to the cells of a bar so wide in which chords must stand to sound then; both begin with 0."""
    found: dict[tuple[Fraction, ...], tuple[int, ...]] = {}
    for chosen in range(2 ** (width - 1)):
        starts = (0, *(cell for cell in range(1, width) if chosen >> (cell - 1) & 1))
        found.setdefault(spacing(starts, width, meter).onsets, starts)
    return found


@lru_cache(maxsize=4096)
def cells_for(onsets: tuple[Fraction, ...], meter: Meter) -> tuple[tuple[int, ...], int] | None:
    """The cells in which chords with these onsets (the first is 0) stand, and how many the bar has; None if none do.

    Four cells where that is possible.
    """
    if onsets in layouts(4, meter):
        return layouts(4, meter)[onsets], 4
    for beats, unit in (*grids(meter), *((2 * beats, unit / 2) for beats, unit in grids(meter))):
        starts = tuple(onset / unit for onset in onsets)
        if grid(len(onsets), beats, meter) == (beats, unit) and all(s.denominator == 1 and s < beats for s in starts):
            return tuple(int(start) for start in starts), beats
    return None


def on_the_grid(onsets: Sequence[Fraction], meter: Meter) -> tuple[Fraction, ...]:
    """Onsets as near to these as a bar can hold, in their order and apart, for ``cells_for``.

    If the first is later than the bar line, something else begins the bar.
    """
    exact = tuple(onsets)
    held = () if exact[0] == 0 else (Fraction(0),)
    if cells_for((*held, *exact), meter):
        return exact
    for beats, unit in (*grids(meter), *((2 * beats, unit / 2) for beats, unit in grids(meter)[-1:])):
        places: list[int] = []
        for i, onset in enumerate(onsets):
            nearest = int(onset / unit + HALF)
            places.append(min(max(nearest, places[-1] + 1 if places else 0), beats - len(onsets) + i))
        snapped = tuple(unit * place for place in places)
        if places[0] >= 0 and cells_for(snapped if places[0] == 0 else (Fraction(0), *snapped), meter):
            return snapped
    return tuple(meter.quarters * i / len(onsets) for i in range(len(onsets)))
