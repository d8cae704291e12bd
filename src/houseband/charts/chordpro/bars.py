"""Single bars as they are written: chords as the hand plays them, in cells, and the words that are sung to them."""

from fractions import Fraction

from houseband.charts.chart import Bar, Chart, ChordChange
from houseband.charts.chordpro.layout import Layout, grid_layout, layout_text, words_layout
from houseband.charts.chordpro.said import Said
from houseband.charts.chordpro.sounding import likes_flats_in
from houseband.charts.chordpro.words import is_sign
from houseband.charts.symbol import moved_symbol, parse_symbol, plain_spelling, write_symbol
from houseband.errors import ChartError
from houseband.music.chord import Chord


class BarTexts:
    """Writes the bars of one chart, and notes what could not be written."""

    def __init__(self, chart: Chart, said: Said) -> None:
        self.chart = chart
        self.bars = chart.bars
        self.said = said
        self.flats = likes_flats_in(chart)
        self.spelled: dict[tuple[str, Chord], str] = {}
        self.respelled: dict[str, str] = {}
        """Chords that no plain letters name, and what was written for them."""
        self.lost_alternates = 0
        self.moved_chords = 0

    def grid_bar(self, i: int) -> str:
        """A bar's cells."""
        bar = self.bars[i]
        symbols, layout = self.placed(bar, in_grid=True)
        return layout_text(layout, symbols)

    def placed(self, bar: Bar, in_grid: bool) -> tuple[tuple[str, ...], Layout]:
        """A bar's chords as they are spelled, and the cells that they stand in."""
        length = bar.duration_quarters
        find = grid_layout if in_grid else words_layout
        changes = {change.onset_quarters: change for change in bar.chords if 0 <= change.onset_quarters < length}
        offered = {
            change.onset_quarters: change for change in bar.alternates
            if 0 <= change.onset_quarters < length and change.onset_quarters not in changes
        } if changes else {}  # fmt: skip
        layout = None
        onsets = tuple(sorted({*changes, *offered}))
        if offered:
            layout = find(bar.meter, length, onsets)
            offered = offered if layout is not None else {}
        self.lost_alternates += len(bar.alternates) - len(offered)
        if layout is None:
            onsets = tuple(sorted(changes))
            layout = find(bar.meter, length, onsets)
        if layout is None:
            changes = self.on_a_raster(changes, length)
            onsets = tuple(sorted(changes))
            layout = find(bar.meter, length, onsets) or tuple((k,) for k in range(len(onsets))) or ((-1,),)
        symbols = tuple(
            self.spell(changes[onset]) if onset in changes else f"({self.spell(offered[onset])})" for onset in onsets
        )
        return symbols, layout

    def on_a_raster(self, changes: dict[Fraction, ChordChange], length: Fraction) -> dict[Fraction, ChordChange]:
        """The chords at the nearest 24th of the bar."""
        moved: dict[Fraction, ChordChange] = {}
        for onset, change in changes.items():
            near = min(int(onset / length * 24 + Fraction(1, 2)), 23) * length / 24
            self.moved_chords += near != onset
            moved[near] = change
        return moved

    def spell(self, change: ChordChange) -> str:
        """A chord as the hand plays it, in letters that ChordPro programs know."""
        key = change.symbol, change.chord
        if key in self.spelled:
            return self.spelled[key]
        symbol, chord, fret = change.symbol, change.chord, self.chart.capo_fret
        if fret:
            symbol, chord = moved_symbol(symbol, chord, -fret, self.flats), chord.transposed(-fret)
        text = plain_spelling(symbol, chord, self.flats)
        if "|" in text:
            text = write_symbol(chord, self.flats)
        try:
            read = parse_symbol(text).chord
        except ChartError:
            read = None
        if read != chord:
            self.respelled[change.symbol] = text
        self.spelled[key] = text
        return text

    def sung_bar(self, i: int) -> str:
        """A bar's words with its chords and beats in brackets where they come."""
        bar = self.bars[i]
        symbols, layout = self.placed(bar, in_grid=False)
        lyrics = [lyric for lyric in bar.lyrics if lyric.verse == 1]
        events: list[tuple[Fraction, int, str]] = []
        if symbols or not lyrics:
            onsets = [bar.duration_quarters * k / len(layout) for k in range(len(layout))]
            if all(cell[0] >= 0 for cell in layout):  # as the reader shares them out
                onsets = sorted({change.onset_quarters for change in (*bar.chords, *bar.alternates)})[: len(layout)]
            events = [
                (onset, 0, f"[{symbols[cell[0]] if cell[0] >= 0 else '/'}]")
                for onset, cell in zip(onsets, layout, strict=True)
            ]
        events += ((lyric.onset_quarters, 1, self.said.words(lyric.text)) for lyric in lyrics)
        events.sort(key=lambda event: event[:2])
        over = [text for text in map(self.said.text, bar.directions) if text and not is_sign(text)]
        return "".join(f"[*{text}]" for text in over) + "".join(text for _, _, text in events)

    def goes_on(self, i: int) -> bool:
        """Whether a word of the first verse goes on over the bar line after bar ``i``."""
        here, there = ([lyric.text for lyric in self.bars[k].lyrics if lyric.verse == 1] for k in (i, i + 1))
        return bool(here and there) and here[-1][-1:].isalpha() and there[0][:1].isalpha()
