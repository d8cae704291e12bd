"""The chords that are heard in a Guitar Pro score's notes, half a bar at a time (a whole bar in meters like 3/4).

What begins with the half bar, or before it, counts double: there the chords of riffs stand, and passing notes come
after. Single lines count for half beside players who play chords or bass: they pass through more foreign tones.
"""

from fractions import Fraction

from houseband.charts.chord_finding import FRETTED_QUALITIES, Span, find_chords, span_of
from houseband.charts.draft import Draft, DraftBar
from houseband.charts.guitarpro.grains import GRAINS, Grains, bar_grains, whole
from houseband.charts.guitarpro.score import Score, Track
from houseband.charts.guitarpro.tune import is_a_line
from houseband.music.chord import Chord

ACCENT = 2
LINE_WEIGHT = 0.5
Place = tuple[int, Fraction]
"""A bar and an onset in it, in quarters."""
_TOP = Fraction(0)
_Heard = tuple[Grains, Grains, int, float]
"""Where a note begins and ends, in grains from the bar line; its MIDI key; its weight."""


def chords_heard(score: Score, draft: Draft, tune: Track | None) -> dict[Place, Chord]:
    """The chord of every half bar from the first note on."""
    players = [track for track in score.tracks if not track.is_drums]
    lines = [track.name for track in players if track is tune or is_a_line(track)]
    staves = [
        (line.bars, LINE_WEIGHT if track.name in lines and len(lines) < len(players) else 1.0)
        for track in players
        for line in track.lines
    ]
    places: list[Place] = []
    spans: list[Span] = []
    held: list[_Heard] = []
    for index, bar in enumerate(draft.bars):
        length = _length(bar)
        notes = held + [
            (sketch[0], sketch[0] + sketch[1], int(sketch[2]), weight)
            for bars, weight in staves
            if index < len(bars)
            for sketch in bars[index]
        ]
        onsets = _onsets(bar)
        cuts = [*(whole(onset * GRAINS) for onset in onsets), length]
        for number, onset in enumerate(onsets):
            places.append((index, onset))
            spans.append(_span(notes, cuts[number], cuts[number + 1], number == 0))
        held = [(onset - length, end - length, pitch, weight) for onset, end, pitch, weight in notes if end > length]
    chords = find_chords(spans, qualities=FRETTED_QUALITIES)
    return {place: chord for place, chord in zip(places, chords, strict=True) if chord is not None}


def chord_of_grip(pitches: tuple[int, ...]) -> Chord | None:
    """What a grip sounds, struck once; None for fewer than two different tones."""
    if len({pitch % 12 for pitch in pitches}) < 2:
        return None
    (chord,) = find_chords([span_of([(pitch, 1.0) for pitch in pitches])], qualities=FRETTED_QUALITIES)
    return chord


def _length(bar: DraftBar) -> Grains:
    if bar.duration_quarters is None or bar.duration_quarters == bar.meter.quarters:
        return bar_grains(bar.meter)
    return whole(bar.duration_quarters * GRAINS)


def _onsets(bar: DraftBar) -> tuple[Fraction, ...]:
    beats = bar.meter.beats
    is_full = bar.duration_quarters is None or bar.duration_quarters == bar.meter.quarters
    return (_TOP, beats[len(beats) // 2]) if is_full and len(beats) % 2 == 0 else (_TOP,)


def _span(notes: list[_Heard], start: Grains, end: Grains, at_bar: bool) -> Span:
    sounding: dict[int, float] = {}
    for onset, reach, pitch, weight in notes:
        if onset < end and reach > start:
            begins = onset if onset > start else start
            length = float((reach if reach < end else end) - begins) * weight
            sounding[pitch] = sounding.get(pitch, 0.0) + (length if onset > start else length * ACCENT)
    return span_of(sounding.items(), at_bar)
