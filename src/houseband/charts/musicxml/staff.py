"""What is played, laid out in bars for the writer: the melody cut at bar lines, rests between, rhythms and slashes."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from houseband.charts.chart import Bar, Chart
from houseband.charts.musicxml.note_values import Span, writable


@dataclass(frozen=True, slots=True)
class Held:
    """A note within one bar; parts of one note that crosses bar lines are tied. Units: quarters from the bar line."""

    onset: Fraction
    end: Fraction
    pitch: int
    """MIDI key; 0 in a rhythm."""
    tied_from: bool = False
    tied_to: bool = False


@dataclass(slots=True)
class Staff:
    """The notes of every bar."""

    melody: list[list[Held]]
    kicks: list[list[Held]]
    shortened: int = 0
    """How many notes were cut because another one begins."""
    moved: int = 0
    """How many places were moved to where a note can be written."""


def staff_of(chart: Chart) -> Staff:
    """The melody and the rhythms of a chart, one note at a time."""
    starts: list[Fraction] = []
    place = Fraction(0)
    for bar in chart.bars:
        starts.append(place)
        place += bar.duration_quarters
    melody = [
        (starts[i] + note.onset_quarters, note.duration_quarters, note.pitch)
        for i, bar in enumerate(chart.bars) for note in bar.melody
    ]  # fmt: skip
    kicks = [
        (starts[i] + kick.onset_quarters, kick.duration_quarters, 0)
        for i, bar in enumerate(chart.bars) for kick in bar.kicks
    ]  # fmt: skip
    staff = Staff([], [])
    staff.melody = _in_bars(melody, starts, chart.bars, place, staff)
    staff.kicks = _in_bars(kicks, starts, chart.bars, place, staff)
    return staff


def spans_of(held: list[Held], length: Fraction) -> list[Span]:
    """The notes with rests between them, so that they fill the bar."""
    spans: list[Span] = []
    place = Fraction(0)
    for note in held:
        if note.onset > place:
            spans.append(Span(place, note.onset, is_rest=True))
        spans.append(Span(note.onset, note.end))
        place = note.end
    if place < length:
        spans.append(Span(place, length, is_rest=True))
    return spans


def _in_bars(
    notes: list[tuple[Fraction, Fraction, int]],
    starts: list[Fraction],
    bars: tuple[Bar, ...],
    end: Fraction,
    staff: Staff,
) -> list[list[Held]]:
    """The notes by bar: of several at once the highest, none longer than until the next."""
    found: list[list[Held]] = [[] for _ in bars]
    line: dict[Fraction, tuple[Fraction, int]] = {}
    for onset, duration, pitch in notes:
        if duration > 0 and (onset not in line or pitch > line[onset][1]):
            line[onset] = duration, pitch
    onsets = sorted(line)
    bar = 0
    for k, onset in enumerate(onsets):
        duration, pitch = line[onset]
        stop = min(onset + duration, end, *onsets[k + 1 : k + 2])
        staff.shortened += stop < onset + duration
        while bar + 1 < len(bars) and starts[bar + 1] <= onset:
            bar += 1
        reached, place = bar, onset
        while place < stop and reached < len(bars):
            bar_end = starts[reached] + bars[reached].duration_quarters
            found[reached].append(Held(
                place - starts[reached], min(stop, bar_end) - starts[reached], pitch, place > onset, stop > bar_end
            ))  # fmt: skip
            place, reached = bar_end, reached + 1
    for i, held in enumerate(found):
        found[i] = _written(held, bars[i], staff)
    return found


def _written(held: list[Held], bar: Bar, staff: Staff) -> list[Held]:
    """The notes of a bar at places where notes can be written."""
    places = {place for note in held for place in (note.onset, note.end)}
    moved = writable(places, bar.meter, bar.duration_quarters)
    changed = sum(1 for place in places if moved[place] != place)
    if not changed:
        return held
    staff.moved += changed
    return list(_apart(Held(moved[n.onset], moved[n.end], n.pitch, n.tied_from, n.tied_to) for n in held))


def _apart(held: Iterable[Held]) -> Iterable[Held]:
    """Those that are left with a length and do not begin where another one does."""
    place = Fraction(0)
    for note in held:
        if note.end > max(note.onset, place):
            yield Held(max(note.onset, place), note.end, note.pitch, note.tied_from, note.tied_to)
            place = note.end
