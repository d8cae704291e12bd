"""A chart in another key."""

from dataclasses import replace

from houseband.charts.chart import Bar, Chart, ChordChange, WrittenPart
from houseband.charts.symbol import moved_symbol
from houseband.errors import ChartError, Remark
from houseband.music.key import Key
from houseband.music.key_finding import find_key


def chart_in_key(chart: Chart, key: Key | None) -> tuple[Chart, Key | None, tuple[Remark, ...]]:
    """The chart in the wanted key by the shortest way, that key, and what was taken for granted.

    Without a wish: the chart as it is, in its own or its likeliest key. Raises ChartError if nobody can tell its key.
    """
    remarks: list[Remark] = []
    home = chart.key
    if home is None:
        spans = [
            (change.chord, float(bar.duration_quarters) / len(bar.chords))
            for bar in chart.bars
            for change in bar.chords
        ]
        home = find_key(spans)
        if home is not None and key is not None:
            remarks.append(Remark(f"the chart names no key: taken to be {home}"))
    if key is None:
        return chart, home, ()
    if home is None:
        raise ChartError(f"cannot play in {key}: the chart has no key and no chords to tell it from", chart.title)
    if key.mode == "major" and home.is_minor:  # "in E", said of a minor tune, is E minor
        remarks.append(Remark(f"the chart is in {home}: played in {Key(key.tonic, home.mode)}"))
    elif key.is_minor != home.is_minor:
        relative = Key(key.transposed(3).tonic)
        remarks.append(Remark(f"the chart is in {home}: played in {relative}, the relative of {key}"))
        key = relative
    target = Key(key.tonic, home.mode)
    semitones = (target.tonic_pc - home.tonic_pc + 5) % 12 - 5
    return transposed(chart, semitones, target), target, tuple(remarks)


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
