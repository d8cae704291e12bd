"""Chords for a chart that has none: from its melody, key and mode; or from its voices, if it is written in parts.

A melody gets the plain triads of its mode, one a bar or half bar, as the cheapest path through costs measured on tunes
that folk players put chords to (``folk_chords.py``): how well the notes fit each chord, strong ones counting more;
which chord follows which, at a bar line and within a bar; which chord stands where in an eight-bar phrase. The last
chord is the tonic if the melody allows it at all. A chart written in three or more voices has its chords already: they
are found from what sounds on each beat (``chord_finding.py``).
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from houseband.charts.chart import Bar, Chart, ChordChange, WrittenPart
from houseband.charts.chord_finding import cheapest_path, find_chords, found_symbol, span_of
from houseband.charts.folk_chords import FOLK, Degree, Practice
from houseband.errors import Remark
from houseband.music.chord import Chord
from houseband.music.key import Key
from houseband.music.meter import Meter
from houseband.music.pitch import pitch_name, spelled

DANCES = re.compile(
    r"\b(?:reels?|jigs?|hornpipes?|polkas?|waltz(?:es)?|marche?s?|strathspeys?|slides?|barn\s?dances?|schottische?s?"
    r"|mazurkas?|highlands?|flings?|quadrilles?|set dances?|hambos?|polskas?|bourr[ée]es?|two[- ]?steps?|rants?"
    r"|cotillions?|contra(?:dances?)?|minuets?|mazurcas?|varsovian[ae]s?|gallops?|galops?|breakdowns?|square dances?"
    r"|hoedowns?|slängpolskas?|halling|springar|three[- ]two|valses?|redowas?|country dances?|airs?|slow airs?)\b",
    re.IGNORECASE,
)
STRONG, OFF_BEAT = 1.5, 0.7  # how much a note counts on the first of a slot, and between the beats
EVIDENCE = 3.0  # the weight of all notes of a slot is drawn half way to this
FIT, MOVE, PLACE = (
    1.0,
    1.0,
    0.5,
)  # how much each of the three costs counts; the best of a coarse grid in bench/harmony.py
LAST_IS_TONIC = 3.0
VOICES = 3  # from so many parts on a score has its chords in its notes
# The triads of each mode that are offered, as semitones above the tonic and the quality of the third.
CANDIDATES: dict[str, tuple[Degree, ...]] = {
    "major": ((0, "M"), (7, "M"), (5, "M"), (9, "m"), (2, "m"), (4, "m")),
    "mixolydian": ((0, "M"), (10, "M"), (7, "M"), (5, "M"), (2, "m"), (9, "m"), (7, "m")),
    "lydian": ((0, "M"), (2, "M"), (7, "M"), (9, "m"), (4, "m")),
    "dorian": ((0, "m"), (10, "M"), (5, "M"), (3, "M"), (7, "m"), (7, "M"), (2, "m")),
    "minor": ((0, "m"), (10, "M"), (8, "M"), (5, "m"), (3, "M"), (7, "m"), (7, "M")),
    "phrygian": ((0, "m"), (1, "M"), (10, "m"), (3, "M"), (5, "m")),
    "locrian": ((0, "m"), (1, "M"), (10, "m"), (3, "m"), (5, "m")),
}


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of a bar that has one chord."""

    bar: int
    """Index into the chart's bars."""
    onset_quarters: Fraction
    duration_quarters: Fraction
    weights: tuple[float, ...]
    """How much each pitch class, counted from the tonic, counts in it."""
    phrase_bar: int
    """Which bar of its part it is in, from 0."""
    within: bool
    """Whether it begins within the bar."""


def harmonised(chart: Chart, wish: Literal["auto", "always", "never"]) -> Chart:
    """The chart with chords, if it has none and is to have some; with a remark that they are ours."""
    if wish == "never" or any(bar.chords for bar in chart.bars):
        return chart
    in_parts = sum(not part.is_drums and any(part.bars) for part in chart.parts) >= VOICES
    if in_parts:
        return _with(chart, _chords_of_parts(chart), "found from what its voices sound on each beat")
    if wish == "auto" and not DANCES.search(chart.style):
        remark = Remark("no chords in the tune", hint="ask for some: harmonise 'always'")
        return replace(chart, remarks=(*chart.remarks, remark))
    key = chart.key or _guessed_key(chart)
    return _with(chart, harmonise_melody(chart, key), f"made from the melody in {key}")


def _with(chart: Chart, chords: dict[int, list[ChordChange]], how: str) -> Chart:
    bars = tuple(replace(bar, chords=tuple(chords[i])) if i in chords else bar for i, bar in enumerate(chart.bars))
    remark = Remark("no chords in the tune: these are ours", hint=how)
    return replace(chart, bars=bars, remarks=(*chart.remarks, remark))


# -- from the melody -------------------------------------------------------------------------------------------------


def harmonise_melody(chart: Chart, key: Key, practice: Practice = FOLK) -> dict[int, list[ChordChange]]:
    """Chord changes for the bars of a tune, by their index; a bar where the last chord goes on has none."""
    slots = slots_of(chart.bars, key)
    degrees = choose_degrees(slots, key, practice)
    changes: dict[int, list[ChordChange]] = {}
    previous: Degree | None = None
    for slot, degree in zip(slots, degrees, strict=True):
        restated = not slot.within and _begins_anew(chart.bars, slot.bar)
        if degree != previous or restated:
            changes.setdefault(slot.bar, []).append(_change(slot.onset_quarters, key, degree))
        previous = degree
    return changes


def choose_degrees(slots: Sequence[Slot], key: Key, practice: Practice = FOLK) -> list[Degree]:
    """The degree of each slot: the cheapest path."""
    candidates = CANDIDATES[key.mode]
    fits, moves, places = _costs(practice, key.mode)
    costs: list[list[float]] = []
    for slot in slots:
        place = places[slot.phrase_bar % 8][slot.within]
        heard = [(pc, weight) for pc, weight in enumerate(slot.weights) if weight]
        costs.append([sum(weight * fit[pc] for pc, weight in heard) + at for fit, at in zip(fits, place, strict=True)])
    if costs:
        costs[-1] = [
            cost + LAST_IS_TONIC * (degree[0] != 0) for cost, degree in zip(costs[-1], candidates, strict=True)
        ]
    path = cheapest_path(costs, lambda place, before, after: moves[slots[place].within][before][after])
    return [candidates[k] for k in path]


_Row = list[float]


@lru_cache(maxsize=64)
def _costs(practice: Practice, mode: str) -> tuple[list[_Row], tuple[list[_Row], list[_Row]], list[tuple[_Row, _Row]]]:
    """For the candidates of a mode: what each pitch class costs, each move (at a bar line, within), and each place."""
    candidates = CANDIDATES[mode]
    family = "minor" if candidates[0][1] == "m" else "major"
    sounds = {quality: _logs(practice.sounds[quality]) for quality in ("M", "m")}
    fits = [[-FIT * sounds[quality][(pc - root) % 12] for pc in range(12)] for root, quality in candidates]
    at_line, within = (
        [[-MOVE * math.log(practice.move(family, inside, one, two)) for two in candidates] for one in candidates]
        for inside in (False, True)
    )
    usual = [math.log(practice.usual(family, degree)) for degree in candidates]
    places = [
        [
            [PLACE * (common - math.log(practice.place(family, inside, bar, degree)))
             for degree, common in zip(candidates, usual, strict=True)]
            for inside in (False, True)
        ]
        for bar in range(8)
    ]  # fmt: skip
    return fits, (at_line, within), [(first, second) for first, second in places]


def _logs(counts: Sequence[float]) -> list[float]:
    total = sum(counts)
    return [math.log(count / total) for count in counts]


def slots_of(bars: Sequence[Bar], key: Key) -> list[Slot]:
    """The slots of a tune: half bars in 4/4, 2/2, 2/4, 6/8, beats in 9/8 and 12/8, else bars. Pickups have none."""
    slots: list[Slot] = []
    part_begins = 0
    tonic = key.tonic_pc
    for i, bar in enumerate(bars):
        if _begins_anew(bars, i) and not bar.endings:
            part_begins = i
        length, full = bar.duration_quarters, bar.meter.quarters
        if length < full and part_begins == i and len(bars) > i + 1:
            part_begins = i + 1  # a pickup: the chord comes with the next bar
            continue
        step = _step(bar.meter)
        onset = Fraction(0)
        while onset < length:
            end = min(onset + step, length)
            weights = [0.0] * 12
            for note in bar.melody:
                overlap = min(end, note.onset_quarters + note.duration_quarters) - max(onset, note.onset_quarters)
                if overlap > 0:
                    weight = float(overlap)
                    if note.onset_quarters == onset:
                        weight *= STRONG
                    elif not _is_on_beat(note.onset_quarters, bar.meter):
                        weight *= OFF_BEAT
                    weights[(note.pitch - tonic) % 12] += weight
            total = sum(weights)
            if total:  # half bars of 2/4 and 2/2 say about as much, though one is twice as long
                scale = math.sqrt(EVIDENCE / total)
                weights = [weight * scale for weight in weights]
            slots.append(Slot(i, onset, end - onset, tuple(weights), i - part_begins, onset > 0))
            onset = end
    return slots


def _step(meter: Meter) -> Fraction:
    if meter.is_compound and meter.count > 3:
        return meter.beat_quarters
    if meter.count in (2, 4) and meter.quarters >= 2:
        return meter.quarters / 2
    return meter.quarters


def _is_on_beat(onset: Fraction, meter: Meter) -> bool:
    return (onset / (meter.unit_quarters if meter.is_compound else 1)).denominator == 1


def _begins_anew(bars: Sequence[Bar], i: int) -> bool:
    """Whether the music may come to this bar from elsewhere, so that its chord must be said."""
    bar = bars[i]
    anew = i == 0 or bar.repeat_start or bool(bar.section) or bar.segno is not None or bar.coda is not None
    return anew or bars[i - 1].repeat_count > 1 or bar.endings != bars[i - 1].endings


def _change(onset: Fraction, key: Key, degree: Degree) -> ChordChange:
    interval, quality = degree
    name = spelled(key.tonic, interval)
    root = (key.tonic_pc + interval) % 12
    if len(name) > 2:
        name = pitch_name(root, key.prefers_flats)
    chord = Chord(root, root, (0, 4, 7) if quality == "M" else (0, 3, 7))
    return ChordChange(onset, name + ("m" if quality == "m" else ""), chord)


def _guessed_key(chart: Chart) -> Key:
    """The key of a tune that names none: the scale that its notes fill, its tonic the last note if it can be."""
    weights = [0.0] * 12
    last = 0
    for bar in chart.bars:
        for note in bar.melody:
            weights[note.pitch % 12] += float(note.duration_quarters)
            last = note.pitch % 12
    names = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
    keys = [Key(name, mode) for name in names for mode in ("major", "minor", "dorian", "mixolydian")]

    def outside(key: Key) -> tuple[float, bool, bool]:
        scale = {(pc * 7 + key.fifths * 7 + 5) % 12 for pc in range(7)}
        return (
            sum(weight for pc, weight in enumerate(weights) if pc not in scale),
            key.tonic_pc != last,
            key.mode != "major",
        )

    return min(keys, key=outside)


# -- from parts ------------------------------------------------------------------------------------------------------


def _chords_of_parts(chart: Chart) -> dict[int, list[ChordChange]]:
    """The chords that the parts sound, beat by beat, where they change. Inside, times are whole grains of a quarter."""
    parts = [part for part in chart.parts if not part.is_drums]
    grain = _grains_of(chart.bars, parts)
    places: list[tuple[int, Fraction]] = []
    spans = []
    held: list[tuple[int, int]] = []  # what still sounds of earlier bars: until when in this bar, and its pitch
    for i, bar in enumerate(chart.bars):
        length = _whole(bar.duration_quarters, grain)
        notes = [(0, end, pitch) for end, pitch in held]
        for part in parts:
            for note in part.bars[i]:
                onset = _whole(note.onset_quarters, grain)
                notes.append((onset, onset + _whole(note.duration_quarters, grain), note.pitch))
        held = [(end - length, pitch) for _, end, pitch in notes if end > length]
        beats = [beat for beat in _beats_of(bar.meter) if beat[0] < bar.duration_quarters] or [(Fraction(0), True)]
        cuts = [*(_whole(beat, grain) for beat, _ in beats), length]
        for (beat, is_strong), start, after in zip(beats, cuts, cuts[1:], strict=False):
            sounding = [
                (pitch, ((end if end < after else after) - (onset if onset > start else start)) / grain)
                for onset, end, pitch in notes if onset < after and end > start
            ]  # fmt: skip
            spans.append(span_of(sounding, is_strong))
            places.append((i, beat))
    changes: dict[int, list[ChordChange]] = {}
    previous: Chord | None = None
    for (i, onset_quarters), chord in zip(places, find_chords(spans, chart.key), strict=True):
        if chord is not None and (chord != previous or (onset_quarters == 0 and _begins_anew(chart.bars, i))):
            changes.setdefault(i, []).append(ChordChange(onset_quarters, found_symbol(chord, chart.key), chord))
            previous = chord
    return changes


def _grains_of(bars: Sequence[Bar], parts: Sequence[WrittenPart]) -> int:
    """How many grains a quarter has, so that every bar, beat and note is a whole number of them."""
    denominators = {bar.duration_quarters.denominator for bar in bars}
    denominators.update(beat.denominator for meter in {bar.meter for bar in bars} for beat, _ in _beats_of(meter))
    for part in parts:
        for notes in part.bars:
            for note in notes:
                denominators.add(note.onset_quarters.denominator)
                denominators.add(note.duration_quarters.denominator)
    return math.lcm(*denominators)


def _whole(quarters: Fraction, grain: int) -> int:
    return quarters.numerator * (grain // quarters.denominator)


@lru_cache(maxsize=64)
def _beats_of(meter: Meter) -> tuple[tuple[Fraction, bool], ...]:
    """The beats of a bar in quarters, and whether a chord is expected to change on each."""
    strong = {*meter.group_onsets, meter.quarters / 2}
    return tuple((beat, beat in strong) for beat in meter.beats)
