"""In which cells the chords of a bar are to stand, so that they are read back at their beats.

A layout is a row of cells; each holds the numbers of its chords (of the bar's, from 0), one for every equal part of the
cell, -1 where nothing changes: ``((0,), (-1,), (1, 2), (-1,))`` is ``C . F~G .``. Every layout is tried out with the
reader of bars before it is used, so that what is written is what is read.
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from math import lcm

from houseband.charts.barlines import BarLines
from houseband.charts.draft import Draft
from houseband.charts.source import Source
from houseband.music.meter import Meter

Layout = tuple[tuple[int, ...], ...]
Onsets = tuple[Fraction, ...]
_MOST_CELLS = 96
_MOST_PARTS = 4


@lru_cache(maxsize=4096)
def grid_layout(meter: Meter, duration_quarters: Fraction, onsets: Onsets) -> Layout | None:
    """The cells of a bar in a grid: a beat each where that does; None if no number of cells is exact."""
    for most_parts in (2, _MOST_PARTS):
        for count in beats(meter, duration_quarters):
            layout = _in_parts(count, duration_quarters, onsets, most_parts)
            if layout is not None and _is_read_so(layout, meter, duration_quarters, onsets):
                return layout
    return next(_plain(meter, duration_quarters, onsets), None)


@lru_cache(maxsize=4096)
def words_layout(meter: Meter, duration_quarters: Fraction, onsets: Onsets) -> Layout | None:
    """The cells of a bar among words, every chord in one of its own: as few as are exact; None if none are."""
    if onsets:
        bare = tuple((index,) for index in range(len(onsets)))
        if _is_read_so(bare, meter, duration_quarters, onsets):
            return bare
    return next(_plain(meter, duration_quarters, onsets), None)


def layout_text(layout: Layout, symbols: tuple[str, ...]) -> str:
    """A layout as it stands in a grid."""
    return " ".join(_cell_text(cell, symbols) for cell in layout)


def _cell_text(cell: tuple[int, ...], symbols: tuple[str, ...]) -> str:
    if set(cell) == {-1}:
        return "."
    parts = [symbols[index] if index >= 0 else "" for index in cell]
    return parts[0] if len(parts) == 1 else "~".join(part.replace("N.C.", "NC") for part in parts)


def beats(meter: Meter, duration_quarters: Fraction) -> list[int]:
    """How many cells a bar of this length should rather have: one a beat, or one for every unit of its meter."""
    sizes = [meter.beat_quarters] if meter.is_compound else []
    sizes += [meter.unit_quarters, meter.unit_quarters / 2]
    counts = [duration_quarters / size for size in sizes]
    return [int(count) for count in counts if count.denominator == 1 and 0 < count <= _MOST_CELLS] or [1]


def _plain(meter: Meter, duration_quarters: Fraction, onsets: Onsets) -> Iterator[Layout]:
    """Layouts of undivided cells that are exact, the smallest first."""
    least = lcm(*((onset / duration_quarters).denominator for onset in onsets)) if onsets else 1
    wished = beats(meter, duration_quarters)
    for count in sorted({*wished, *(least * k for k in range(1, 9)), *(lcm(least, wish) for wish in wished)}):
        if count % least or count > _MOST_CELLS:
            continue
        at = {int(onset / duration_quarters * count): index for index, onset in enumerate(onsets)}
        layout = tuple((at.get(cell, -1),) for cell in range(count))
        if _is_read_so(layout, meter, duration_quarters, onsets):
            yield layout


def _in_parts(count: int, duration_quarters: Fraction, onsets: Onsets, most_parts: int) -> Layout | None:
    """Cells that are divided where chords do not begin on them."""
    cells: list[dict[Fraction, int]] = [{} for _ in range(count)]
    for index, onset in enumerate(onsets):
        place = onset / duration_quarters * count
        cells[int(place)][place - int(place)] = index
    layout = []
    for cell in cells:
        parts = lcm(*(place.denominator for place in cell)) if cell else 1
        if parts > most_parts:
            return None
        layout.append(tuple(cell.get(Fraction(part, parts), -1) for part in range(parts)))
    return tuple(layout)


def _is_read_so(layout: Layout, meter: Meter, duration_quarters: Fraction, onsets: Onsets) -> bool:
    """Whether the reader of bars puts the chords of this layout where they belong."""
    draft = Draft(Source(b""), "chordpro")
    draft.meter = meter
    grid = BarLines(draft)
    grid.length = None if duration_quarters == meter.quarters else duration_quarters
    grid.read(f"| {layout_text(layout, ('C',) * len(onsets))} |", 1)
    return len(draft.bars) == 1 and tuple(change.onset_quarters for change in draft.bars[0].chords) == onsets
