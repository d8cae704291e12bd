"""How lengths are written down: note values with dots, split at the beats of the meter and tied, and tuplets.

A bar is given as spans that fill it; each comes back as one or more pieces that have a note value. The conventions
(Elaine Gould, Behind Bars, "Grouping of rhythms"): the middle of a 4/4 bar and the groups of other meters stay visible;
a syncopation may cross a beat but not the middle; rests cross nothing stronger than where they begin. Units: quarters
from the bar line.
"""

import math
from dataclasses import dataclass
from fractions import Fraction

from houseband.music.meter import Meter

VALUES = {
    Fraction(8): "breve", Fraction(4): "whole", Fraction(2): "half", Fraction(1): "quarter", Fraction(1, 2): "eighth",
    Fraction(1, 4): "16th", Fraction(1, 8): "32nd", Fraction(1, 16): "64th", Fraction(1, 32): "128th",
    Fraction(1, 64): "256th", Fraction(1, 128): "512th", Fraction(1, 256): "1024th",
}  # fmt: skip
SHORTEST = Fraction(1, 256)
SHORTEST_VALUE = "1024th"
_MOST_IN_A_LONG_TUPLET = 11
_DOTTED_WINDOWS = {Fraction(3, 4), Fraction(3, 2), Fraction(3)}
MOST_IN_A_TUPLET = 32
_WINDOWS = (Fraction(1, 4), Fraction(1, 2), Fraction(1), Fraction(2), Fraction(4), Fraction(8))
# How strong a place in the bar is.
_BAR, _GROUP, _BEAT = 9, 8, 7


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the bar with one note or rest in it."""

    onset: Fraction
    end: Fraction
    is_rest: bool = False


@dataclass(frozen=True, slots=True)
class Tuplet:
    """A stretch in which ``actual`` notes have the time of ``normal``."""

    onset: Fraction
    end: Fraction
    actual: int
    normal: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A note or rest as it is drawn."""

    span: int
    """Which span it belongs to, by its index."""
    onset: Fraction
    duration: Fraction
    value: str
    dots: int
    tuplet: Tuplet | None = None


def pieces_of(spans: list[Span], meter: Meter, length: Fraction) -> list[Piece]:
    """The pieces of a bar, in order; spans fill it from 0 to ``length``, their ends rounded by ``writable``."""
    tuplets = _tuplets({span.onset for span in spans} | {length}, meter, length)
    strengths = _Strengths(meter, length)
    pieces: list[Piece] = []
    for index, span in enumerate(spans):
        for onset, end, tuplet in _cut_at(span, tuplets):
            if tuplet is None:
                for start, duration, value, dots in _plain(onset, end, span.is_rest, strengths):
                    pieces.append(Piece(index, start, duration, value, dots))
            else:
                scale = Fraction(tuplet.actual, tuplet.normal)
                unit = (tuplet.end - tuplet.onset) / tuplet.actual
                for start, duration, value, dots in _in_units(onset, end, unit, scale):
                    pieces.append(Piece(index, start, duration, value, dots, tuplet))
    return pieces


def writable(places: set[Fraction], meter: Meter, length: Fraction) -> dict[Fraction, Fraction]:
    """Where each of these places of a bar can be written: itself, or the nearest 64th where no note value falls."""
    tuplets = _tuplets(places | {Fraction(0), length}, meter, length)
    moved = {}
    for place in places:
        fits = _is_plain(place) or place == length or any(tuplet.onset < place < tuplet.end for tuplet in tuplets)
        moved[place] = place if fits else min(length, Fraction(round(place * 16), 16))
    return moved


def _is_plain(place: Fraction) -> bool:
    """Whether dots and halves alone lead here."""
    denominator = place.denominator
    return denominator & (denominator - 1) == 0 and denominator <= 4 * SHORTEST.denominator  # and two dots


def _tuplets(places: set[Fraction], meter: Meter, length: Fraction) -> list[Tuplet]:
    """The tuplets that make these places writable, the shortest that do; first those that begin and end at a place."""
    left = sorted(place for place in places if not _is_plain(place) and 0 < place < length)
    found: list[Tuplet] = []
    plain = {*_WINDOWS, meter.beat_quarters} if meter.is_compound else {*_WINDOWS}
    for must_meet, windows in ((True, sorted(plain | _DOTTED_WINDOWS)), (False, sorted(plain, key=_beats_first))):
        for size in windows:
            most = _MOST_IN_A_LONG_TUPLET if size in _DOTTED_WINDOWS else MOST_IN_A_TUPLET
            for place in list(left):
                if place not in left:
                    continue
                for onset in _window_starts(place, size, places if must_meet else set()):
                    end = onset + size
                    if end > length or any(onset < other.end and other.onset < end for other in found):
                        continue
                    if must_meet and not (onset in places and end in places):
                        continue
                    inside = [other for other in places if onset < other < end]
                    actual = math.lcm(*[((other - onset) / size).denominator for other in inside])
                    if actual <= most:
                        found.append(Tuplet(onset, end, actual, _normal(size, actual)))
                        left = [other for other in left if not onset < other < end]
                        break
    return sorted(found, key=lambda tuplet: tuplet.onset)


def _beats_first(size: Fraction) -> tuple[bool, Fraction]:
    """Of tuplets that begin or end within a note, one of a beat is the easiest to read."""
    return size != 1, abs(size - 1)


def _window_starts(place: Fraction, size: Fraction, places: set[Fraction]) -> list[Fraction]:
    """Where a window of this size about a place may begin: at a multiple of it, or on a beat at one of the places."""
    step = min(size, Fraction(1))
    onset = place // size * size
    other_beats = (p for p in places if p < place < p + size and p != onset and (p / step).denominator == 1)
    return [onset, *sorted(other_beats)]


def _normal(size: Fraction, actual: int) -> int:
    """How many plain notes have the time of ``actual``: the most that are not more, each with a note value."""
    normal = size.numerator  # 3 for a dotted quarter
    while normal % 2 == 0:
        normal //= 2
    while normal * 2 <= actual:
        normal *= 2
    return normal


def _cut_at(span: Span, tuplets: list[Tuplet]) -> list[tuple[Fraction, Fraction, Tuplet | None]]:
    """The span cut where tuplets begin and end."""
    cut: list[tuple[Fraction, Fraction, Tuplet | None]] = []
    place = span.onset
    for tuplet in tuplets:
        if tuplet.end <= place or tuplet.onset >= span.end:
            continue
        # A span that fills a tuplet and more needs none there.
        if place <= tuplet.onset and tuplet.end <= span.end:
            continue
        if place < tuplet.onset:
            cut.append((place, tuplet.onset, None))
            place = tuplet.onset
        end = min(span.end, tuplet.end)
        cut.append((place, end, tuplet))
        place = end
    if place < span.end:
        cut.append((place, span.end, None))
    return cut


_Cut = tuple[Fraction, Fraction, str, int]


def _single(duration: Fraction) -> tuple[str, int] | None:
    """The note value and dots of a duration that has one."""
    if duration in VALUES:
        return VALUES[duration], 0
    undotted = duration * 2 / 3
    return (VALUES[undotted], 1) if undotted in VALUES else None


def _in_units(onset: Fraction, end: Fraction, unit: Fraction, scale: Fraction) -> list[_Cut]:
    """The pieces of a stretch within a tuplet of such units: the longest note value first."""
    cut: list[_Cut] = []
    place = onset
    while place < end:
        rest = end - place
        for count in (12, 8, 6, 4, 3, 2, 1):
            single = _single(count * unit * scale)
            if count * unit <= rest and single is not None:
                cut.append((place, count * unit, *single))
                place += count * unit
                break
        else:  # no value is so short: what is left is one note all the same
            cut.append((place, rest, SHORTEST_VALUE, 0))
            place = end
    return cut


class _Strengths:
    """How strong each place of a bar is."""

    def __init__(self, meter: Meter, length: Fraction) -> None:
        self.meter = meter
        self.length = length
        shift = meter.quarters - length if length < meter.quarters else Fraction(0)
        self.shift = shift  # a pickup is the end of a bar
        self.groups = set(meter.group_onsets)
        if meter.unit <= 4 and meter.count in (2, 4) and meter.quarters == 4:
            self.groups.add(Fraction(2))
        self.unit = meter.unit_quarters

    def at(self, place: Fraction) -> int:
        """From 9 for the bar line down to 0."""
        if place in (0, self.length):
            return _BAR
        place += self.shift
        if place in self.groups:
            return _GROUP
        strength, step = _BEAT, self.unit
        while strength > 0 and (place / step).denominator != 1:
            strength, step = strength - 1, step / 2
        return strength

    def strongest_within(self, onset: Fraction, end: Fraction) -> tuple[int, Fraction] | None:
        """The strongest place between two others, the first of equals; None if nothing counts there."""
        places = [group - self.shift for group in self.groups if onset < group - self.shift < end]
        if places:
            return _GROUP, min(places)
        step, strength = self.unit, _BEAT
        while step >= SHORTEST:
            first = ((onset + self.shift) // step + 1) * step - self.shift
            if first < end:
                return strength, first
            step, strength = step / 2, max(0, strength - 1)
        return None


def _plain(onset: Fraction, end: Fraction, is_rest: bool, strengths: _Strengths) -> list[_Cut]:
    """The pieces of a stretch outside tuplets: what has no note value is cut at the strongest place within it."""
    cut: list[_Cut] = []
    while True:
        duration = end - onset
        single = _single(duration)
        within = strengths.strongest_within(onset, end)
        if single is not None and (within is None or _may_cross(onset, end, within[0], single[1], is_rest, strengths)):
            return [*cut, (onset, duration, *single)]
        if within is None:
            return [*cut, (onset, duration, SHORTEST_VALUE, 0)]
        cut += _plain(onset, within[1], is_rest, strengths)
        onset = within[1]


def _may_cross(onset: Fraction, end: Fraction, within: int, dots: int, is_rest: bool, strengths: _Strengths) -> bool:
    """Whether one note value may hide what is strongest within it."""
    start, stop = strengths.at(onset), strengths.at(end)
    if within == _GROUP:
        if start >= _GROUP and stop >= _GROUP:
            return True
        simple = strengths.meter.unit <= 4 and strengths.meter.quarters == 4
        if not simple:
            return False
        if start == _BAR:
            return stop >= _BEAT
        return not is_rest and dots == 0 and start == _BEAT and stop == _BEAT  # quarter, half, quarter
    if is_rest:
        return within <= start if dots == 0 else within < start and strengths.meter.is_compound
    if dots:
        return within <= max(start, stop)
    return within <= start + 1
