"""A chart in another key."""

from dataclasses import replace

from houseband.charts.chart import Bar, Chart
from houseband.charts.symbol import transpose_symbol
from houseband.music.key import Key


def transposed(chart: Chart, semitones: int, key: Key) -> Chart:
    """The chart so many semitones higher, its symbols and key signatures spelled as ``key`` likes them."""
    if semitones == 0:
        return chart
    return replace(chart, key=key, bars=tuple(_transposed_bar(bar, semitones, key.prefers_flats) for bar in chart.bars))


def _transposed_bar(bar: Bar, semitones: int, flats: bool) -> Bar:
    chords = tuple(
        replace(
            change,
            symbol=transpose_symbol(change.symbol, semitones, flats),
            chord=change.chord.transposed(semitones),
        )
        for change in bar.chords
    )
    melody = tuple(replace(note, pitch=note.pitch + semitones) for note in bar.melody)
    return replace(bar, chords=chords, melody=melody, key=bar.key and bar.key.transposed(semitones))
