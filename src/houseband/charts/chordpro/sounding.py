"""Passages moved by so many semitones: a capo, or a chorus that comes again in another key."""

from collections.abc import Iterable

from houseband.charts.chart import Chart, ChordChange
from houseband.charts.draft import DraftBar
from houseband.charts.symbol import moved_symbol
from houseband.music.chord import Chord
from houseband.music.key import Key


def raise_chords(bars: Iterable[DraftBar], semitones: int, flats: bool) -> None:
    """Make the chords of these bars sound so many semitones higher; melodies stay."""
    moved: dict[tuple[str, Chord], tuple[str, Chord]] = {}

    def higher(changes: list[ChordChange]) -> list[ChordChange]:
        found = []
        for change in changes:
            key = change.symbol, change.chord
            if key not in moved:
                symbol = change.symbol
                if change.chord.root is not None:
                    symbol = moved_symbol(symbol, change.chord, semitones, flats)
                moved[key] = symbol, change.chord.transposed(semitones)
            found.append(ChordChange(change.onset_quarters, *moved[key]))
        return found

    for bar in bars:
        bar.chords = higher(bar.chords)
        bar.alternates = higher(bar.alternates)


def likes_flats(key: Key | None, bars: Iterable[DraftBar], semitones: int) -> bool:
    """Whether black keys are better named as flats so much higher: by the key, else by the last chord as a tonic."""
    if key is None:
        last = next((bar.chords[-1].chord for bar in reversed(list(bars)) if bar.chords), None)
        if last is None or last.root is None:
            return False
        tonic = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")[last.root]
        key = Key(tonic, "minor" if last.is_minor else "major")
    return key.transposed(semitones).prefers_flats


def likes_flats_in(chart: Chart) -> bool:
    """Whether black keys of a chart are better named as flats where its hand plays them, below the capo."""
    if chart.key is not None:
        return chart.key.transposed(-chart.capo_fret).prefers_flats
    symbols = [change.symbol for bar in chart.bars for change in bar.chords]
    return sum(symbol[1:2] in ("b", "♭") for symbol in symbols) > sum(symbol[1:2] in ("#", "♯") for symbol in symbols)
