"""Chords against the seconds of a recording → bars: by its beats where they are labelled, else by the chords' lengths.

Without beats the length of a beat is guessed: of all from 0.25 to 1.2 s the one of which the chords last nearest to
whole multiples, with a leaning towards 0.5 s (people tap near 120 bpm: van Noorden and Moelants, Resonance in the
perception of musical pulse, J. New Music Research 28, 1999). Each chord is then as many whole beats long as it can be.
"""

import math
import statistics
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from houseband.charts.draft import Draft
from houseband.charts.harte import parse_harte
from houseband.errors import ChartError
from houseband.music.chord import NO_CHORD, Chord
from houseband.music.meter import COMMON_TIME, meter

SHORTEST_BEAT_SECONDS, LONGEST_BEAT_SECONDS, USUAL_BEAT_SECONDS = 0.25, 1.2, 0.5
STEPS = 400  # the lengths of a beat that are tried, evenly on a logarithmic scale: 0.4 % apart
LEANING = 0.03  # what an octave away from the usual beat costs, in beats of misfit
MOST_BEATS_A_CHORD = 512
SUBDIVISION = 2  # with beats labelled, a chord falls on a beat or halfway between two


@dataclass(frozen=True, slots=True)
class TimedLabel:
    """A label from its onset on."""

    seconds: float
    end_seconds: float
    text: str
    chord: Chord | None = None
    """What it means, where that is known already; None: the text is in Harte's syntax."""
    line: int | None = None
    shown: str = ""
    """The source line, for remarks."""


@dataclass(frozen=True, slots=True)
class Beat:
    """A beat of the recording."""

    seconds: float
    position: int | None
    """Its number in the bar, from 1; None where the source does not say."""


def write_bars(
    draft: Draft, chords: Sequence[TimedLabel], beats: Sequence[Beat], sections: Sequence[TimedLabel] = ()
) -> None:
    """The chords as bars of the draft, with the sections' names on the nearest bars. Tempo is set; so is the meter."""
    chords = [chord for chord in chords if chord.text]
    if not chords:
        return
    if len(beats) > 1:
        count, places = _with_beats(draft, chords, beats)
    else:
        count, places = _without_beats(draft, chords)
    _fill(draft, chords, places, count)
    _name_sections(draft, chords, places, sections, count)


def _with_beats(draft: Draft, chords: Sequence[TimedLabel], beats: Sequence[Beat]) -> tuple[int, list[Fraction]]:
    """Beats in a bar, and where each chord falls, in beats from the first bar line."""
    times = [beat.seconds for beat in beats]
    downs = [index for index, beat in enumerate(beats) if beat.position == 1]
    gaps = [b - a for a, b in pairwise(downs)]
    count = statistics.mode(gaps) if gaps else 4
    first = downs[0] % count if downs else 0
    seconds = statistics.median(b - a for a, b in pairwise(times))
    draft.tempo_bpm = round(60 / seconds, 1) if seconds > 0 else None
    if any(gap != count for gap in gaps):
        draft.remark(f"bars of other lengths than {count} beats", hint=f"all are read as bars of {count}")
    places = []
    for chord in chords:
        index = min(max(bisect_right(times, chord.seconds) - 1, 0), len(times) - 2)
        share = (chord.seconds - times[index]) / max(times[index + 1] - times[index], 1e-6)
        share = min(max(share, -float(index + count)), 4.0 * MOST_BEATS_A_CHORD)
        places.append(Fraction(round((index + share) * SUBDIVISION), SUBDIVISION) - first)
    early = min(places)
    if early < 0:  # what sounds before the first bar line gets bars of its own
        places = [place + count * -(early // count) for place in places]
    return count, places


def _without_beats(draft: Draft, chords: Sequence[TimedLabel]) -> tuple[int, list[Fraction]]:
    lengths = [max(0.0, after.seconds - chord.seconds) for chord, after in pairwise(chords)]
    lengths.append(max(0.0, chords[-1].end_seconds - chords[-1].seconds))
    beat_seconds = likely_beat_seconds(lengths)
    draft.tempo_bpm = round(60 / beat_seconds, 1)
    draft.remark(f"the labels have no beats: {draft.tempo_bpm:g} bpm in 4/4 is guessed from the chords' lengths",
                 hint="the first chord begins a bar")  # fmt: skip
    places, at = [], 0
    for length in lengths:
        places.append(Fraction(at))
        at += min(MOST_BEATS_A_CHORD, max(1, round(length / beat_seconds)))
    return 4, places


def likely_beat_seconds(lengths: Sequence[float]) -> float:
    """The length of a beat, in seconds, of which these lengths are nearest to whole multiples."""
    lengths = [length for length in lengths if length >= SHORTEST_BEAT_SECONDS / 2]
    if not lengths:
        return USUAL_BEAT_SECONDS

    def cost(seconds: float) -> float:
        misfit = statistics.fmean(abs(length / seconds - max(1, round(length / seconds))) for length in lengths)
        return misfit + LEANING * math.log2(seconds / USUAL_BEAT_SECONDS) ** 2

    ratio = LONGEST_BEAT_SECONDS / SHORTEST_BEAT_SECONDS
    tried: list[float] = [SHORTEST_BEAT_SECONDS * ratio ** (step / STEPS) for step in range(STEPS + 1)]
    return min(tried, key=cost)


def _fill(draft: Draft, chords: Sequence[TimedLabel], places: Sequence[Fraction], count: int) -> None:
    """Bars of ``count`` quarters, from the first bar line to the last chord's end."""
    draft.meter = meter(count, 4) if count in range(1, 33) else COMMON_TIME
    quarters = draft.meter.quarters
    last = places[-1] + (places[-1] - places[-2] if len(places) > 1 else quarters)
    for _ in range(max(1, math.ceil(last / quarters))):
        draft.add_bar()
    sounding: str | None = None
    for chord, place in zip(chords, places, strict=True):
        bar = draft.bars[min(int(place // quarters), len(draft.bars) - 1)]
        onset = place % quarters
        if bar.chords and bar.chords[-1].onset_quarters >= onset:
            bar.chords.pop()  # two in one place: the later one is heard
        elif chord.text == sounding:
            continue
        sounding = chord.text
        if chord.chord is not None:
            draft.put(bar, onset, chord.text, chord.chord)
            continue
        try:
            symbol = parse_harte(chord.text)
        except ChartError as error:
            draft.remark(error.problem, chord.line, None, chord.shown, error.hint or "the chord before it goes on")
            continue
        for remark in symbol.remarks:
            draft.remark(remark.problem, chord.line, None, chord.shown, remark.hint)
        draft.put(bar, onset, "N.C." if symbol.chord == NO_CHORD else chord.text, symbol.chord)


def _name_sections(
    draft: Draft, chords: Sequence[TimedLabel], places: Sequence[Fraction], sections: Sequence[TimedLabel], count: int
) -> None:
    starts = [chord.seconds for chord in chords]
    for section in sections:
        if not section.text:
            continue
        index = min(bisect_right(starts, section.seconds + 0.1), len(starts)) - 1
        place = places[max(index, 0)]
        bar = draft.bars[min(round(place / count), len(draft.bars) - 1)]
        bar.section = bar.section or section.text
