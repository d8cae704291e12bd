"""A chart made to fit iReal Pro's page: what a grid of cells cannot hold is moved to the nearest or left out, and told.

What comes out is a chart again, whose every bar the ``writer`` can write exactly.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from houseband.charts.chart import Bar, Chart, ChordChange
from houseband.charts.ireal.beats import grids, on_the_grid
from houseband.charts.ireal.losses import Losses
from houseband.charts.written_out import written_out
from houseband.music.chord import NO_CHORD
from houseband.music.meter import Meter, meter

# The meters that the app's editor offers, each as count and unit (twelve eighths are written T12).
METERS = tuple(
    meter(count, unit)
    for count, unit in ((4, 4), (3, 4), (2, 4), (5, 4), (6, 4), (7, 4), (2, 2), (3, 2), (3, 8), (5, 8), (6, 8), (7, 8),
                        (9, 8), (12, 8))
)  # fmt: skip


def fit(chart: Chart, losses: Losses) -> Chart:
    """The chart as iReal Pro can hold it; ``losses`` are told what of it was moved or left out."""
    bars = _one_segno_and_coda(chart, losses)
    bars = _begun(_filled_up(_without_pickup(bars, losses), losses))
    fitted = [_fitted(bar, losses) for bar in bars]
    _tell_of_changes(chart, bars, losses)
    _tell_the_rest(chart, losses)
    return replace(chart, bars=tuple(fitted), parts=(), frames=(), section_order=(), capo_fret=0)


def _one_segno_and_coda(chart: Chart, losses: Losses) -> Sequence[Bar]:
    """The bars; in the order that sounds, without signs, where the app has no sign for the road."""
    segnos = sum(bar.segno is not None for bar in chart.bars)
    codas = sum(bar.coda is not None for bar in chart.bars)
    if not chart.section_order and segnos < 2 and codas < 2:
        return chart.bars
    why = "an order of sections" if chart.section_order else "more than one segno or coda"
    losses.add(why, "written out in the order that sounds")
    return written_out(chart).bars


def _without_pickup(bars: Sequence[Bar], losses: Losses) -> Sequence[Bar]:
    """The bars after a pickup in which no chord begins: an iReal chart has none, nor the melody in it."""
    if len(bars) < 2:
        return bars
    first, second = bars[0], bars[1]
    if first.chords or first.duration_quarters >= first.meter.quarters or first.repeat_count > 1 or first.jump:
        return bars
    losses.add("a pickup without chords", "left out", first.number)
    begins = replace(
        second, section=second.section if second.section is not None else first.section,
        repeat_start=second.repeat_start or first.repeat_start, segno=second.segno or first.segno,
        coda=second.coda or first.coda, directions=first.directions + second.directions,
    )  # fmt: skip
    return [begins, *bars[2:]]


def _filled_up(bars: Sequence[Bar], losses: Losses) -> Sequence[Bar]:
    """The bars, a pickup with chords made a whole one, at whose end it stands."""
    first = bars[0]
    room = first.meter.quarters - first.duration_quarters
    if room <= 0 or any(known.quarters == first.duration_quarters for known in METERS):
        return bars
    losses.add("a pickup", "written at the end of a whole bar", first.number)
    whole = replace(
        first, duration_quarters=first.meter.quarters, chords=_moved(first.chords, room),
        alternates=_moved(first.alternates, room), fermatas=tuple(onset + room for onset in first.fermatas),
    )  # fmt: skip
    return [whole, *bars[1:]]


def _moved(chords: tuple[ChordChange, ...], by: Fraction) -> tuple[ChordChange, ...]:
    return tuple(replace(change, onset_quarters=change.onset_quarters + by) for change in chords)


def _begun(bars: Sequence[Bar]) -> Sequence[Bar]:
    """The bars with N.C. where no chord begins them: the app knows no empty bar, and no chord that comes late."""
    if bars[0].chords and bars[0].chords[0].onset_quarters == 0:
        return bars
    silence = ChordChange(Fraction(0), "N.C.", NO_CHORD)
    return [replace(bars[0], chords=(silence, *bars[0].chords)), *bars[1:]]


def _fitted(bar: Bar, losses: Losses) -> Bar:
    number = bar.number
    held = _nearest_meter(bar.meter, bar.duration_quarters)
    if held.quarters != bar.duration_quarters:
        losses.add(f"{_length(bar)} is no meter of iReal Pro", f"written as {held}", number)
    elif held != bar.meter and (held.count, held.unit) != (bar.meter.count, bar.meter.unit):
        losses.add(f"{_length(bar)} is no meter of iReal Pro", f"written as {held}, which is as long", number)
    chords = _snapped(bar.chords, held, number, losses)
    if bar.melody:
        losses.add("a melody", "iReal Pro holds none: left out", number)
    if bar.lyrics:
        losses.add("words", "iReal Pro holds none: left out", number)
    if bar.kicks:
        losses.add("a rhythm for the band", "left out", number)
    more = bar.melody or bar.lyrics or bar.kicks or bar.fermatas or bar.key or bar.tempo_bpm
    if chords is bar.chords and held == bar.meter and held.quarters == bar.duration_quarters and not more:
        return bar  # most bars
    return replace(
        bar, meter=held, duration_quarters=held.quarters, chords=chords, melody=(), lyrics=(), kicks=(), key=None,
        tempo_bpm=None, fermatas=tuple(sorted({_under(onset, chords) for onset in bar.fermatas})),
    )  # fmt: skip


@lru_cache(maxsize=256)
def _nearest_meter(written: Meter, duration_quarters: Fraction) -> Meter:
    """The meter of the app that is as long as a bar; the bar's own if it can be, else the nearest."""

    def badness(known: Meter) -> tuple[Fraction, bool, bool]:
        same = (known.count, known.unit) == (written.count, written.unit)
        return abs(known.quarters - duration_quarters), not same, known.unit != written.unit

    return min(METERS, key=badness)


def _length(bar: Bar) -> str:
    if bar.duration_quarters == bar.meter.quarters:
        return str(bar.meter)
    return f"a bar of {bar.duration_quarters} quarters in {bar.meter}"


def _snapped(chords: tuple[ChordChange, ...], held: Meter, number: int, losses: Losses) -> tuple[ChordChange, ...]:
    """The chords on the beats that the cells of the bar can say."""
    if not chords:
        return chords
    exact = [change.onset_quarters for change in chords]
    onsets = on_the_grid(exact, held)
    if list(onsets) != exact:
        losses.add("chords off the beat", "moved to the nearest cell", number)
        chords = tuple(replace(change, onset_quarters=onset) for onset, change in zip(onsets, chords, strict=True))
    if len(chords) > max(beats for beats, _ in grids(held)):
        losses.add(f"{len(chords)} chords in {held}", "iReal Pro plays one a beat at most", number)
    return chords


def _under(onset: Fraction, chords: tuple[ChordChange, ...]) -> Fraction:
    """The onset of the chord that sounds then; 0 where the one before the bar does."""
    return max((change.onset_quarters for change in chords if change.onset_quarters <= onset), default=Fraction(0))


def _tell_of_changes(chart: Chart, bars: Sequence[Bar], losses: Losses) -> None:
    key, tempo_bpm = chart.key, chart.tempo_bpm
    for bar in bars:
        if bar.key not in (None, key):
            losses.add("a change of key", "iReal Pro has one key: left out", bar.number)
        if bar.tempo_bpm not in (None, tempo_bpm):
            losses.add("a change of tempo", "iReal Pro has one tempo: left out", bar.number)
        key, tempo_bpm = bar.key or key, bar.tempo_bpm or tempo_bpm


def _tell_the_rest(chart: Chart, losses: Losses) -> None:
    for lost, what in (
        (chart.parts, "written parts"),
        (chart.frames, "chord diagrams"),
        (chart.capo_fret, "the capo"),
    ):
        if lost:
            losses.add(what, "iReal Pro holds none: left out")
