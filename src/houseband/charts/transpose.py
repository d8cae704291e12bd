"""A chart in another key."""

from dataclasses import replace

from houseband.charts.chart import Bar, Chart, ChordChange, WrittenPart
from houseband.charts.symbol import moved_symbol
from houseband.music.key import Key


def transposed(chart: Chart, semitones: int, key: Key) -> Chart:
    """The chart so many semitones higher, its symbols and key signatures spelled as ``key`` likes them."""
    if semitones == 0:
        return chart
    bars = tuple(_transposed_bar(bar, semitones, key.prefers_flats) for bar in chart.bars)
    parts = tuple(part if part.is_drums else _transposed_part(part, semitones) for part in chart.parts)
    return replace(chart, key=key, bars=bars, parts=parts, capo_fret=0, frames=())  # the hand has other shapes now


def _transposed_part(part: WrittenPart, semitones: int) -> WrittenPart:
    """The part's notes moved; strings and frets are left to whoever plays them."""
    bars = tuple(
        tuple(replace(note, pitch=note.pitch + semitones, string=-1, fret=-1) for note in bar) for bar in part.bars
    )
    return replace(part, bars=bars)


def _transposed_bar(bar: Bar, semitones: int, flats: bool) -> Bar:
    melody = tuple(replace(note, pitch=note.pitch + semitones) for note in bar.melody)
    return replace(
        bar, chords=_transposed_chords(bar.chords, semitones, flats), melody=melody,
        alternates=_transposed_chords(bar.alternates, semitones, flats), key=bar.key and bar.key.transposed(semitones),
    )  # fmt: skip


def _transposed_chords(changes: tuple[ChordChange, ...], semitones: int, flats: bool) -> tuple[ChordChange, ...]:
    return tuple(
        replace(
            change,
            symbol=moved_symbol(change.symbol, change.chord, semitones, flats),
            chord=change.chord.transposed(semitones),
        )
        for change in changes
    )
