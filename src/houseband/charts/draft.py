"""A chart being written down: readers add bars, signs and remarks to a ``Draft``, which then makes the Chart.

Also where chords fall in a bar that does not say (``share``): the rules a band would agree on. Units: quarters.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache

from houseband.charts.chart import Bar, Chart, ChordChange, Frame, Jump, Kick, Lyric, MelodyNote, WrittenPart
from houseband.charts.dialect import Dialect
from houseband.charts.numerals import read_symbol
from houseband.charts.source import Source
from houseband.charts.symbol import NO_CHORD_WORDS, Symbol, moved_symbol
from houseband.errors import ChartError, Remark
from houseband.music.chord import NO_CHORD, Chord
from houseband.music.key import Key
from houseband.music.meter import COMMON_TIME, Meter

LONGEST_BAR_QUARTERS = 4_096  # an unmeasured chant is one bar; more is a slip of the pen
MOST_BARS = 100_000  # some fifty hours of music: recalled choruses must not fill the memory
MOST_REMARKS = 200  # more than anyone reads; the rest are counted
__all__ = ["LONGEST_BAR_QUARTERS", "MOST_BARS", "NO_CHORD_WORDS", "Draft", "DraftBar", "middle", "place", "share"]


@dataclass(slots=True)
class DraftBar:
    """A bar that can still change. The fields are those of Bar."""

    meter: Meter
    chords: list[ChordChange] = field(default_factory=list)
    alternates: list[ChordChange] = field(default_factory=list)
    melody: list[MelodyNote] = field(default_factory=list)
    lyrics: list[Lyric] = field(default_factory=list)
    kicks: list[Kick] = field(default_factory=list)
    fermatas: list[Fraction] = field(default_factory=list)
    directions: list[str] = field(default_factory=list)
    duration_quarters: Fraction | None = None
    """None: as long as the meter says."""
    section: str | None = None
    key: Key | None = None
    tempo_bpm: float | None = None
    repeat_start: bool = False
    repeat_count: int = 1
    open_repeat: bool = False
    endings: tuple[int, ...] = ()
    segno: str | None = None
    coda: str | None = None
    to_coda: str | None = None
    fine: bool = False
    jump: Jump | None = None
    number: int | None = None
    """The printed number; None: as many as there are bars up to here."""
    entering: ChordChange | None = None
    """The chord that sounds when the bar begins, if any."""

    def copied(self) -> "DraftBar":
        """The same bar again with nothing shared that can change."""
        return replace(
            self, chords=list(self.chords), alternates=list(self.alternates), melody=list(self.melody),
            lyrics=list(self.lyrics), kicks=list(self.kicks), fermatas=list(self.fermatas),
            directions=list(self.directions),
        )  # fmt: skip

    def finished(self, number: int) -> Bar:
        """The bar as the Chart holds it."""
        return Bar(
            number=number, meter=self.meter, duration_quarters=self.duration_quarters or self.meter.quarters,
            chords=tuple(self.chords), alternates=tuple(self.alternates), melody=tuple(self.melody),
            section=self.section, key=self.key, tempo_bpm=self.tempo_bpm, lyrics=tuple(self.lyrics),
            kicks=tuple(self.kicks), fermatas=tuple(self.fermatas), directions=tuple(self.directions),
            repeat_start=self.repeat_start, repeat_count=self.repeat_count, open_repeat=self.open_repeat,
            endings=self.endings, segno=self.segno, coda=self.coda, to_coda=self.to_coda, fine=self.fine,
            jump=self.jump,
        )  # fmt: skip


class Draft:
    """What a reader has written down so far. What is called ``waiting`` belongs to the bar that comes next."""

    def __init__(self, source: Source, format_name: str) -> None:
        self.source = source
        self.format = format_name
        self.title = ""
        self.composer = ""
        self.style = ""
        self.key: Key | None = None
        self.tempo_bpm: float | None = None
        self.credits: list[tuple[str, str]] = []
        self.capo_fret = 0
        self.frames: list[Frame] = []
        self.parts: list[WrittenPart] = []
        self.section_order: list[str] = []
        self.may_be_silent = False  # whether bars without any music are a chart all the same
        self.meter = COMMON_TIME
        self.bars: list[DraftBar] = []
        self.previous: Chord | None = None
        self.sounding: ChordChange | None = None
        self.told_of_lyrics = False  # whether a remark has said how chords over lyrics were counted
        self.waiting_section: str | None = None
        self.waiting_key: Key | None = None
        self.waiting_tempo_bpm: float | None = None
        self.semitones = 0  # how much higher than written chords are put down, while a transposition is in force
        self.flats = False  # how transposed chords are spelled
        self._remarks: list[Remark] = []
        self._unlisted = 0
        self._symbols: dict[tuple[str, Chord | None], Symbol | ChartError] = {}
        self._dialect = Dialect(source.reading.dash_is_minor, source.reading.german or False)
        self._said: set[str] = set()

    @property
    def dialect(self) -> Dialect:
        """How ``chord`` reads symbols. Readers set it once they know all symbols (``dialect_of``), and at a new key.

        What the dialect took from the chart itself is remarked.
        """
        return self._dialect

    @dialect.setter
    def dialect(self, dialect: Dialect) -> None:
        if dialect == self._dialect:
            return
        self._dialect = dialect
        self._symbols.clear()
        if dialect.said and dialect.said not in self._said:
            self._said.add(dialect.said)
            self.remark(dialect.said)

    def add_bar(self) -> DraftBar:
        """A new last bar in the meter in force, bearing whatever waited for it."""
        if len(self.bars) >= MOST_BARS:
            raise ChartError(f"more than {MOST_BARS} bars", self.source.name, hint="split the chart")
        bar = DraftBar(self.meter, section=self.waiting_section, key=self.waiting_key, tempo_bpm=self.waiting_tempo_bpm)
        bar.entering = self.sounding
        self.waiting_section = self.waiting_key = self.waiting_tempo_bpm = None
        self.bars.append(bar)
        return bar

    def change(self, onset_quarters: Fraction, symbol: str, chord: Chord) -> ChordChange:
        """A chord at its place, transposed if a transposition is in force."""
        if self.semitones % 12 and chord.root is not None:
            symbol = moved_symbol(symbol, chord, self.semitones, self.flats)
            chord = chord.transposed(self.semitones)
        return ChordChange(onset_quarters, symbol, chord)

    def put(self, bar: DraftBar, onset_quarters: Fraction, symbol: str, chord: Chord) -> None:
        """Write a chord into a bar; chords of a bar come in order."""
        self.sounding = self.change(onset_quarters, symbol, chord)
        bar.chords.append(self.sounding)

    def sing(self, bar: DraftBar, onset_quarters: Fraction, text: str, verse: int = 1) -> None:
        """Write a piece of the words under a bar; blanks alone are dropped."""
        if text.strip():
            bar.lyrics.append(Lyric(onset_quarters, text, verse))

    def repeat_bar(self, bar: DraftBar, repeated: DraftBar) -> None:
        """Make ``bar`` sound as ``repeated`` did, from its first beat on."""
        if repeated.entering and not (repeated.chords and repeated.chords[0].onset_quarters == 0):
            bar.chords.append(replace(repeated.entering, onset_quarters=Fraction(0)))
        bar.chords.extend(repeated.chords)
        if bar.chords:
            self.sounding = bar.chords[-1]

    def play_again(self, first: int, end: int, section: str | None, with_words: bool = True) -> None:
        """Write the bars ``first`` to ``end`` (the bar after the last) once more, without their jumps and their labels.

        ``section`` is the name of the first; None leaves it as it was.
        """
        for index in range(first, end):
            again = self.bars[index]
            bar = self.add_bar()
            fresh = again.copied()
            if index == first and section is not None:
                fresh.section = section
            fresh.entering, fresh.jump = bar.entering, None
            fresh.segno = fresh.coda = fresh.to_coda = None
            fresh.fine = False
            if not with_words:
                fresh.lyrics = []
            self.bars[-1] = fresh
            if index == first:  # the chord that it began on may have sounded from before
                fresh.chords = []
                self.repeat_bar(fresh, again)
            elif fresh.chords:
                self.sounding = fresh.chords[-1]
            self.meter = fresh.meter

    def set_key(self, key: Key) -> None:
        """A key: the chart's if nothing was played yet, else a change at the next bar."""
        if self.bars:
            self.waiting_key = key
        else:
            self.key = key

    def set_tempo(self, tempo_bpm: float) -> None:
        """A tempo: the chart's if nothing was played yet, else a change at the next bar."""
        if self.bars:
            self.waiting_tempo_bpm = tempo_bpm
        else:
            self.tempo_bpm = tempo_bpm

    def remark(
        self, problem: str, line: int | None = None, column: int | None = None, text: str = "", hint: str = ""
    ) -> None:
        """Note something worth telling; past MOST_REMARKS they are only counted."""
        if len(self._remarks) < MOST_REMARKS:
            self._remarks.append(Remark(problem, line, column, text, hint))
        else:
            self._unlisted += 1

    def chord(self, text: str, line: int | None = None, column: int | None = None, shown: str = "") -> Chord | None:
        """What a symbol means, with its remarks placed; None (and a remark) if it has no root.

        ``column`` is where the symbol begins in the source line ``shown``.
        """
        if text.lower() in NO_CHORD_WORDS:
            self.previous = NO_CHORD
            return NO_CHORD
        lookup = (text, self.previous if not text[:1].isalnum() else None)  # a bare bass keeps the chord before it
        if lookup not in self._symbols:
            try:
                self._symbols[lookup] = read_symbol(text, self.previous, self._dialect)
            except ChartError as error:
                self._symbols[lookup] = error
        symbol = self._symbols[lookup]
        if isinstance(symbol, ChartError):
            self.remark(symbol.problem, line, column, shown, symbol.hint or "left out: the chord before it goes on")
            return None
        for remark in symbol.remarks:
            at = None if column is None else column + (remark.column or 1) - 1
            self.remark(remark.problem, line, at, shown, remark.hint)
        self.previous = symbol.chord
        return symbol.chord

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """All remarks, the uncounted rest as one."""
        rest = (Remark(f"and {self._unlisted} more remarks of this kind"),) if self._unlisted else ()
        return (*self._remarks, *rest)

    def finish(self) -> Chart:
        """The chart. Raises ChartError if nothing in it can be played."""
        has_music = any(bar.chords or bar.melody for bar in self.bars) or any(any(part.bars) for part in self.parts)
        if not has_music and not (self.may_be_silent and self.bars):
            first = self._remarks[0] if self._remarks else Remark("")
            raise ChartError(
                "no chords found" + (f" in {self.title!r}" if self.title else ""),
                self.source.name, first.line or 1, first.column, first.text,
                hint=first.problem or "a chart needs chords: | C | F G7 |, or [C] before a syllable",
            )  # fmt: skip
        for count, bar in enumerate(self.bars, 1):
            if (bar.duration_quarters or 0) > LONGEST_BAR_QUARTERS:
                problem = f"bar {count} would last {float(bar.duration_quarters or 0):,.0f} quarters"
                raise ChartError(problem, self.source.name, hint=f"a bar has at most {LONGEST_BAR_QUARTERS:,}")
        return Chart(
            title=self.title or self._name_of_file(),
            bars=tuple(
                bar.finished(count if bar.number is None else bar.number)
                for count, bar in enumerate(self.bars, 0 if self._has_pickup() else 1)
            ),
            format=self.format, composer=self.composer, key=self.key, style=self.style, tempo_bpm=self.tempo_bpm,
            credits=tuple(self.credits), capo_fret=self.capo_fret, frames=tuple(self.frames), parts=tuple(self.parts),
            section_order=tuple(self.section_order), remarks=self.remarks,
        )  # fmt: skip

    def _has_pickup(self) -> bool:
        first = self.bars[0].duration_quarters
        return len(self.bars) > 1 and first is not None and first < self.bars[0].meter.quarters

    def _name_of_file(self) -> str:
        tail = self.source.name.replace("\\", "/").rsplit("/", 1)[-1]
        return tail.rsplit(".", 1)[0] or "Untitled"


def middle(meter: Meter) -> Fraction:
    """Where the second of two chords in a bar goes, in quarters: 2 in 4/4 and 3/4, at the group in 6/8 and 5/4."""
    groups = meter.group_onsets
    if len(groups) > 1:
        return min(groups[1:], key=lambda onset: (abs(onset - meter.quarters / 2), onset))
    return meter.unit_quarters * ((meter.count + 1) // 2) if meter.count > 1 else meter.quarters / 2


@lru_cache(maxsize=512)
def share(count: int, meter: Meter) -> tuple[Fraction, ...]:
    """Onsets in quarters of ``count`` chords that share a bar without saying how.

    Evenly where that falls on beats; else earlier chords are longer (three in 4/4 are 2+1+1); more chords than beats
    divide the bar evenly.
    """
    if count == 2:
        return (Fraction(0), middle(meter))
    beats = meter.beats
    if count > len(beats):
        return tuple(meter.quarters * i / count for i in range(count))
    each, over = divmod(len(beats), count)
    return tuple(beats[i * each + min(i, over)] for i in range(count))


def place(onsets: Sequence[int], width: int, meter: Meter) -> tuple[Fraction, ...]:
    """Onsets in quarters of chords that stand at cells ``onsets`` of a bar ``width`` cells wide.

    Where there is a cell a beat, a cell is a beat. Other widths are proportional, snapped to beats (to even fractions
    of the bar where there are more chords than beats), in order and never two at one place.
    """
    beats = meter.beats
    if width == len(beats):
        return tuple(beats[i] for i in onsets)
    if width == meter.count:
        return tuple(meter.unit_quarters * i for i in onsets)
    if width % meter.count == 0:  # eight cells in 4/4: half beats
        return tuple(meter.quarters * i / width for i in onsets)
    if tuple(onsets) == (0, width // 2) and width % 2 == 0:
        return (Fraction(0), middle(meter))
    if width % len(beats) == 0:
        return tuple(meter.quarters * i / width for i in onsets)
    if len(onsets) > len(beats):
        return tuple(meter.quarters * i / len(onsets) for i in range(len(onsets)))
    placed: list[Fraction] = []
    for index, onset in enumerate(onsets):
        exact = meter.quarters * onset / width
        first, last = len(placed), len(beats) - (len(onsets) - index)  # leave room on both sides
        free = [beat for beat in beats[first : last + 1] if not placed or beat > placed[-1]]
        placed.append(min(free, key=lambda beat: (abs(beat - exact), beat)))
    return tuple(placed)
