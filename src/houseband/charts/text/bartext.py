"""One bar of a chart as text, so that ``barlines`` reads the same bar again.

Chords that share their bar as anybody would share it stand alone; on beats they stand among slashes; off the beat each
has its place: ``C G@2.5``.
"""

from collections.abc import Sequence
from fractions import Fraction

from houseband.charts.barlines import only_chords
from houseband.charts.cells import Cell, bar_room, beat_text, onsets_of, words_of
from houseband.charts.chart import Bar, ChordChange
from houseband.charts.dialect import PLAIN
from houseband.charts.draft import DraftBar
from houseband.charts.symbol import parse_symbol, plain_spelling, write_symbol
from houseband.errors import ChartError
from houseband.music.chord import Chord
from houseband.music.meter import Meter, meter

HOLD = "/"


def symbol_text(change: ChordChange, flats: bool) -> tuple[str, bool]:
    """How a chord is written, and whether that reads back as the same chord."""
    for text in (plain_spelling(change.symbol, change.chord, flats), write_symbol(change.chord, flats)):
        if "|" not in text and " " not in text and only_chords(text) and _reads_as(text) == change.chord:
            return text, True
    text = write_symbol(change.chord, flats).replace(" ", "")
    return text, _reads_as(text) == change.chord


def _reads_as(text: str) -> Chord | None:
    try:
        return parse_symbol(text).chord
    except ChartError:
        return None


def meter_text(value: Meter) -> str:
    """The meter, its groups spelled out where they are not the usual ones."""
    if value == meter(value.count, value.unit):
        return str(value)
    return f"{'+'.join(map(str, value.groups))}/{value.unit}"


def chords_text(bar: Bar, names: Sequence[str]) -> str:
    """The bar's chords at their places; ``names`` are their spellings. '' for a bar without chords."""
    onsets = [change.onset_quarters for change in bar.chords]
    if not onsets:
        return ""
    for cells in _layouts(bar, names, onsets):
        if _onsets_as_read(cells, bar) == onsets:
            return " ".join(cells)
    placed = [f"{name}@{beat_text(onset, bar.meter)}" for name, onset in zip(names, onsets, strict=True)]
    if onsets[0] == 0 and len(onsets) > 1:
        placed[0] = names[0]
    return " ".join(placed)


def slashes(bar: Bar) -> str:
    """A bar in which the chord before it goes on: a slash a beat."""
    room = bar_room(_as_draft(bar))
    return " ".join([HOLD] * min(len(room.beats), 16))


def _layouts(bar: Bar, names: Sequence[str], onsets: Sequence[Fraction]) -> list[list[str]]:
    """The ways to write the bar, the plainest first."""
    room = bar_room(_as_draft(bar))
    found = [list(names)]
    for grid in (room.beats, tuple(room.unit_quarters * i for i in range(room.count))):
        if len(grid) <= 12 and set(onsets) <= set(grid):
            by_onset = dict(zip(onsets, names, strict=True))
            found.append([by_onset.get(beat, HOLD) for beat in grid])
    return found


def _as_draft(bar: Bar) -> DraftBar:
    return DraftBar(bar.meter, duration_quarters=bar.duration_quarters)


def _onsets_as_read(cells: Sequence[str], bar: Bar) -> list[Fraction]:
    read_word = words_of(PLAIN)
    read = [Cell(text, 1, None if text == HOLD else read_word(text)) for text in cells]
    return onsets_of(read, _as_draft(bar))
